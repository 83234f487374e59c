"""E1.4 隐含增速的检查。"""

import pytest

CLAIMS = ((0.3, 0.07), (0.3, 0.15), (0.1, 0.05), (0.25, 0.1))


def conflicts(module, tables, claimed=0.3, tol=0.07):
    """`growth_conflicts` of `module` on a case or a variant."""
    return module.growth_conflicts(tables["market_sizes"], claimed, tol)


def series(tables, *names):
    """The rows of the named series only, so that one check looks at one thing."""
    rows = tables["market_sizes"]
    return {"market_sizes": rows[rows["series_id"].isin(names)].reset_index(drop=True)}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_one_year(submission, expect):
    """相隔一年：0.5 到 1.0 是 100%，1.2 到 1.5 是 25%。"""
    expect(submission.implied_cagr(0.5, 2021, 1.0, 2022), 1.0)
    expect(submission.implied_cagr(1.2, 2025, 1.5, 2026), 0.25)


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_several_years(submission, expect):
    """相隔几年按复合算：1.0 两年到 1.44 是每年 20%；1.0 三年到 1.2 约是每年 6.3%。"""
    expect(submission.implied_cagr(1.0, 2022, 1.44, 2024), 0.2)
    expect(submission.implied_cagr(1.0, 2022, 1.2, 2025), 1.2 ** (1 / 3) - 1)


@pytest.mark.hint(1)
def test_shrinking(submission, expect):
    """变小是负增速：4 两年到 1 是每年 −50%；一年到 0 是 −100%。"""
    expect(submission.implied_cagr(4, 2020, 1, 2022), -0.5)
    expect(submission.implied_cagr(4, 2020, 0, 2021), -1.0)


@pytest.mark.hint(2)
def test_no_growth_to_speak_of(submission, expect):
    """同一年的两个数、基期为 0，都没有增速，返回 None。"""
    expect(submission.implied_cagr(1.0, 2022, 1.2, 2022), None, note="同一年")
    expect(submission.implied_cagr(0.0, 2021, 1.0, 2022), None, note="基期为 0")


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_hand(submission, case, expect):
    """七行的手算样例，所称 30%、容差 7 个百分点：s1 两处、s2 一处对不上。"""
    want = [("s1", 2021, 2022, 1.0), ("s1", 2022, 2024, 0.2), ("s2", 2023, 2024, 1.1 / 1.04 - 1)]
    expect(conflicts(submission, case("hand")), want)


@pytest.mark.hint(3)
def test_series_apart(submission, case, expect):
    """两个来源口径的字一样，也不相连：s1、s2 各比各的。"""
    got = conflicts(submission, series(case("sources"), "s1", "s2"), claimed=0.1, tol=0.05)
    expect(got, [("s1", 2020, 2023, 2 ** (1 / 3) - 1), ("s2", 2021, 2022, 0.3)])


@pytest.mark.hint(4)
def test_forecasts(submission, case, expect):
    """预测值不算：夹在中间的跳过去，2022 直接比 2024；全是预测值就没有可比的。"""
    expect(conflicts(submission, series(case("sources"), "s4")), [("s4", 2022, 2024, 0.5)])
    rows = case("hand")["market_sizes"]
    expect(submission.growth_conflicts(rows.assign(is_forecast=True), 0.3, 0.07), [], note="全是预测值")


@pytest.mark.hint(2)
def test_zero_in_series(submission, case, expect):
    """系列里基期为 0 的那一对不报，后面的照比；比所称低的也要报。"""
    expect(conflicts(submission, series(case("sources"), "s3")), [("s3", 2022, 2023, -0.5)])


@pytest.mark.hint(3)
def test_agreeing(submission, case, expect):
    """容差放到 1（100 个百分点），没有一处对不上；空表也是空列表。"""
    tables = case("hand")
    expect(conflicts(submission, tables, tol=1), [])
    expect(submission.growth_conflicts(tables["market_sizes"].iloc[:0], 0.3, 0.07), [], note="空表")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_row_order(submission, case, expect):
    """把行倒过来，结果不变。"""
    rows = case("hand")["market_sizes"]
    want = submission.growth_conflicts(rows, 0.3, 0.07)
    expect(submission.growth_conflicts(rows.iloc[::-1].reset_index(drop=True), 0.3, 0.07), want)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, dataset, expect):
    """青禾茶事的市场规模说法上，结果与参考解一致。"""
    rows = dataset("market_sizes")
    for claimed, tol in CLAIMS:
        got = submission.growth_conflicts(rows, claimed, tol)
        expect(got, solution.growth_conflicts(rows, claimed, tol), note=f"所称 {claimed:.0%}，容差 {tol:.0%}")


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，结果与参考解一致。"""
    for tables in variants:
        for claimed, tol in CLAIMS:
            got = conflicts(submission, tables, claimed, tol)
            expect(got, conflicts(solution, tables, claimed, tol), note=f"所称 {claimed:.0%}，容差 {tol:.0%}")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for args in ((1.0, 2022, 1.44, 2024), (1.0, 2022, 1.2, 2025), (4, 2020, 1, 2022), (0.0, 2021, 1.0, 2022)):
        yield "implied_cagr", args
    yield "implied_cagr", (1.0, 2022, 1.2, 2022)
    for name in ("hand", "sources"):
        rows = case(name)["market_sizes"]
        for claimed, tol in CLAIMS:
            yield "growth_conflicts", (rows, claimed, tol)
        yield "growth_conflicts", (rows.iloc[::-1].reset_index(drop=True), 0.3, 0.07)
    for claimed, tol in CLAIMS:
        yield "growth_conflicts", (variant["market_sizes"], claimed, tol)
