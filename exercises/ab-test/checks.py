"""E2.8 实验读数的检查。"""

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, NOON, DATA_ASOF = at("2026-02-01"), at("2026-02-01 10:00"), at("2026-02-01")
SECOND = pd.Timedelta(seconds=1)
EXPOSURES = ("exposure_id", "member_id", "campaign_id", "arm", "assigned_at")
ORDERS = ("order_id", "member_id", "paid_at", "status")
CALLS = (("c_13", "treat_a", 90), ("c_17", "treat_b", 14), ("c_23", "treat_a", 14))


def split(control=0.5, treat="treat_a"):
    """Planned shares of the two arms."""
    return {"control": control, treat: 1 - control}


def read(module, tables, campaign="c_91", planned=None, days=7, asof=ASOF):
    """`ab_test` of `module` on a case, a variant or made-up people; planned half and half unless told."""
    return module.ab_test(tables["exposures"], tables["orders"], campaign, planned or split(), days, asof)


def entry(got, *path):
    """One entry of the nested result, or None where there is no such place."""
    for name in path:
        got = got.get(name) if isinstance(got, dict) else None
    return got


def counts(got):
    """(k, n, n_total) of both arms and who was in several: what the people's checks look at."""
    control, treat = ([entry(got, arm, name) for name in ("k", "n", "n_total")] for arm in ("control", "treat"))
    return [control, treat, entry(got, "crossed")]


def lifts(got, *names):
    """The named entries of the lift only, so that one check looks at one thing."""
    return [entry(got, "lift", name) for name in names]


def people(control, treat):
    """Tables of two arms made up from (bought, assigned) each: everyone assigned and paid on the same days."""
    arms = [("control", *control), ("treat_a", *treat)]
    rows = [(f"m_{arm}{i}", arm, i < k) for arm, k, n in arms for i in range(n)]
    who = pd.DataFrame(rows, columns=["member_id", "arm", "bought"])
    plan = {
        "exposure_id": [f"x_{i}" for i in range(len(who))],
        "campaign_id": "c_91",
        "assigned_at": at("2026-01-10 10:00"),
    }
    buyers = who.loc[who["bought"], ["member_id"]]
    bought = {"order_id": [f"o_{i}" for i in range(len(buyers))], "paid_at": at("2026-01-12 20:00"), "status": "paid"}
    return {"exposures": who.assign(**plan)[list(EXPOSURES)], "orders": buyers.assign(**bought)[list(ORDERS)]}


def muddled(tables, campaign):
    """A campaign of the brand with what its tables lack: people assigned twice, and people in both arms."""
    rows = (
        tables["exposures"].loc[tables["exposures"]["campaign_id"] == campaign, list(EXPOSURES)].reset_index(drop=True)
    )
    again = rows.iloc[::10].assign(assigned_at=rows["assigned_at"] + pd.Timedelta(days=1))
    other = rows["arm"].map({"control": "treat_a", "treat_a": "control", "treat_b": "control"})
    crossed = rows.iloc[3::25].assign(arm=other, assigned_at=rows["assigned_at"] + pd.Timedelta(hours=5))
    orders = tables["orders"].loc[tables["orders"]["member_id"].isin(rows["member_id"]), list(ORDERS)]
    return {"exposures": pd.concat([rows, again, crossed], ignore_index=True), "orders": orders}


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_hand(submission, case, expect):
    """十二行分组的手算样例，7 天：对照 4 人里 1 人付款，实验 4 人里 2 人，另有一人没满 7 天、一人分进两组。"""
    expect(counts(read(submission, case("hand"))), [[1, 4, 4], [2, 4, 5], 1])


@pytest.mark.hint(3)
def test_window(submission, case, expect):
    """付款落在 [分组, 分组 + 7 天) 才算，看到秒：分组那一秒的算，恰满 7 天的不算，分组前的、没付的不算。"""
    expect(counts(read(submission, case("window"))), [[1, 3, 3], [2, 4, 4], 0])


@pytest.mark.hint(3)
def test_unfinished(submission, case, expect):
    """没满 7 天的人分子分母都不进，已经付了款也不进；恰在 asof 满 7 天的算满，asof 那一刻才分组的人不算。"""
    tables = case("young")
    expect(counts(read(submission, tables, asof=NOON)), [[1, 2, 3], [2, 2, 3], 0], note="有两人恰在 asof 满 7 天")
    expect(counts(read(submission, tables, asof=NOON - SECOND)), [[1, 1, 3], [1, 1, 3], 0], note="asof 早一秒")


@pytest.mark.hint(1)
def test_people(submission, case, expect):
    """一人一行：分进多个组的人剔除并数出来，同组两行的人算一个、从最早的分组时间起；别的活动、别的组不混进来。"""
    expect(counts(read(submission, case("arms"), planned=split(treat="treat_b"))), [[0, 2, 2], [2, 2, 2], 2])


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_alarm(submission, expect):
    """计划对半，1,400 人比 1,180 人要报警（p 约 0.00001）；50 人比 30 人（p 约 0.025）还不到 0.001，不报警。"""
    for sizes, alarm, p in (((1400, 1180), True, 1.4825e-05), ((50, 30), False, 0.0253473)):
        got = read(submission, people((10, sizes[0]), (10, sizes[1])))
        expect(entry(got, "srm_alarm"), alarm, note=f"{sizes[0]} 人比 {sizes[1]} 人，srm_alarm")
        expect(entry(got, "srm_p"), p, tol=1e-6, note=f"{sizes[0]} 人比 {sizes[1]} 人，srm_p")


@pytest.mark.hint(2)
def test_planned(submission, expect):
    """失衡对着计划的比例看：计划 75/25 时，60 人比 20 人一点不偏；计划对半时要报警。"""
    for control, alarm, p in ((0.75, False, 1.0), (0.5, True, 7.7442e-06)):
        got = read(submission, people((6, 60), (4, 20)), planned=split(control))
        expect([entry(got, "srm_alarm"), entry(got, "srm_p")], [alarm, p], tol=1e-6, note=f"对照组计划占 {control}")


@pytest.mark.hint(2)
def test_alarm_on_everyone(submission, case, expect):
    """失衡看刚分好的人，没满观察期的也在内：手算样例是 4 人比 5 人，p 约 0.739。"""
    expect(entry(read(submission, case("hand")), "srm_p"), 0.7388827, tol=1e-6)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_absolute(submission, expect):
    """绝对差用百分点，区间是 Newcombe 的：80 人里 48 人比 70 人里 56 人，差 20.0，区间 5.24 到 33.39。"""
    got = read(submission, people((48, 80), (56, 70)))
    expect(lifts(got, "abs_pp", "abs_low", "abs_high"), [20.0, 5.243147, 33.387265], tol=1e-5)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_relative(submission, expect):
    """相对差用 %，区间在对数上算：同样的人，多 33.3%，区间 7.7% 到 65.1%。"""
    got = read(submission, people((48, 80), (56, 70)))
    expect(lifts(got, "rel_pct", "rel_low", "rel_high"), [100 / 3, 7.662642, 65.124851], tol=1e-5)


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_each_rate(submission, case, expect):
    """两组的转化率各带 Wilson 95% 区间：手算样例是 25%（4.6%–69.9%）与 50%（15.0%–85.0%）。"""
    got = read(submission, case("hand"))
    for arm, want in (("control", [0.25, 0.045587, 0.699358]), ("treat", [0.5, 0.150039, 0.849961])):
        expect([entry(got, arm, name) for name in ("value", "low", "high")], want, tol=1e-5, note=arm)


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_p(submission, expect):
    """p 是合并比例的双侧 z 检验：同样的人约 0.008；两组都没有人付款时，p 是 None。"""
    expect(entry(read(submission, people((48, 80), (56, 70))), "lift", "p"), 0.0080451, tol=1e-6)
    expect(entry(read(submission, people((0, 20), (0, 30))), "lift", "p"), None, note="没有人付款")


@pytest.mark.hint(4)
def test_none_bought(submission, expect):
    """对照组没有人付款时，绝对差照算，相对差是 None；只有实验组没有人付款时，相对差是 −100%，没有区间。"""
    for control, treat, want, note in (
        ((0, 40), (4, 40), [10.0, None, None, None], "对照组 0 人付款"),
        ((4, 40), (0, 40), [-10.0, -100.0, None, None], "实验组 0 人付款"),
    ):
        got = read(submission, people(control, treat))
        expect(lifts(got, "abs_pp", "rel_pct", "rel_low", "rel_high"), want, tol=1e-6, note=note)


@pytest.mark.hint(4)
def test_nobody(submission, case, expect):
    """没有人分组，或还没有人满观察期时，率、差、区间与 p 都是 None，不是 0；没有人分组就不报警。"""
    tables = case("hand")
    nothing = {"value": None, "low": None, "high": None, "k": 0, "n": 0}
    lift = dict.fromkeys(("abs_pp", "abs_low", "abs_high", "rel_pct", "rel_low", "rel_high", "p"))
    got = read(submission, {name: table.iloc[:0] for name, table in tables.items()})
    none = nothing | {"n_total": 0}
    want = {"srm_p": None, "srm_alarm": False, "crossed": 0, "control": none, "treat": none, "lift": lift}
    expect(got, want, note="两张空表")
    got = read(submission, tables, asof=at("2026-01-12"))
    want = {"control": nothing | {"n_total": 4}, "treat": nothing | {"n_total": 4}, "lift": lift}
    expect({name: entry(got, name) for name in want}, want, note="分了组，都没满 7 天")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("hand").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    expect(counts(read(submission, tables)), [[1, 4, 4], [2, 4, 5], 1])


def sample(dataset):
    """Some people of the year-end coupon's experiment, few enough for a plain loop."""
    plans = dataset("exposures")
    rows = plans[plans["campaign_id"] == "c_20"].sort_values("member_id").iloc[::4]
    return muddled({"exposures": rows, "orders": dataset("orders")}, "c_20")


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人的年终满减券实验，另掺进重复与串组的人，读数与参考解一致。"""
    tables = cut(sample)
    expect(read(submission, tables, "c_20", asof=DATA_ASOF), read(solution, tables, "c_20", asof=DATA_ASOF), tol=1e-6)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，三个实验的读数与参考解一致。"""
    for tables in variants:
        for campaign, treat, days in CALLS:
            rows, planned = muddled(tables, campaign), split(treat=treat)
            want = read(solution, rows, campaign, planned, days, DATA_ASOF)
            expect(read(submission, rows, campaign, planned, days, DATA_ASOF), want, tol=1e-6, note=campaign)


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, treat, asof in (
        ("hand", "treat_a", ASOF), ("hand", "treat_a", at("2026-01-12")), ("window", "treat_a", ASOF),
        ("young", "treat_a", NOON), ("young", "treat_a", NOON - SECOND), ("arms", "treat_b", ASOF),
    ):  # fmt: skip
        yield "ab_test", (case(name)["exposures"], case(name)["orders"], "c_91", split(treat=treat), 7, asof)
    for control, treat, share in (
        ((10, 1400), (10, 1180), 0.5), ((30, 1450), (40, 1225), 0.5), ((20, 1000), (25, 900), 0.5), ((10, 50), (10, 30), 0.5),
        ((6, 60), (4, 20), 0.75), ((9, 90), (8, 30), 0.75), ((6, 60), (4, 20), 0.5), ((48, 80), (56, 70), 0.5),
        ((0, 20), (0, 30), 0.5), ((0, 40), (4, 40), 0.5), ((4, 40), (0, 40), 0.5), ((0, 0), (0, 0), 0.5),
    ):  # fmt: skip
        made = people(control, treat)
        yield "ab_test", (made["exposures"], made["orders"], "c_91", split(share), 7, ASOF)
    for campaign, treat, days in CALLS:
        rows = muddled(variant, campaign)
        yield "ab_test", (rows["exposures"], rows["orders"], campaign, split(treat=treat), days, DATA_ASOF)
