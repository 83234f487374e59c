"""E1.3 渠道获客成本的检查。"""

import itertools
from datetime import date

import pytest

START, END = date(2026, 1, 1), date(2026, 1, 3)
QUARTERS = (date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1))
SHARED = 9000
WITH_CUSTOMERS = ("短视频", "门店扫码")
DATA_SHARED = 5_000_000


def cac(module, tables, how="media", start=START, end=END, shared=SHARED):
    """`channel_cac` of `module` on a case or a variant."""
    return module.channel_cac(tables["channel_costs"], tables["members"], start, end, shared, how)


def part(got, *names):
    """The named entries of every channel only, so that one check looks at one thing."""
    if not isinstance(got, dict):
        return got
    return {
        channel: {name: found[name] for name in names if name in found} if isinstance(found, dict) else found
        for channel, found in got.items()
    }


def cost(value, n):
    """One channel of what `part(got, "value", "n")` should be."""
    return {"value": value, "n": n}


def number(got, channel, name):
    """One number of one channel, 0 where the result has no such place or it is None."""
    found = got.get(channel) if isinstance(got, dict) else None
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, (int, float)) else 0


def only(got, *names):
    """The named channels of a result only."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_media(submission, case, expect):
    """手算样例，媒体口径：短视频 4 人每人 12000 分，门店扫码 5 人每人 400 分，共享成本不进来。"""
    got = only(cac(submission, case("hand")), *WITH_CUSTOMERS)
    expect(part(got, "value", "n"), {"短视频": cost(12000.0, 4), "门店扫码": cost(400.0, 5)})


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_full(submission, case, expect):
    """手算样例，全成本，没有共享成本：短视频每人 13000 分，门店扫码每人 3000 分。"""
    got = only(cac(submission, case("hand"), "full", shared=0), *WITH_CUSTOMERS)
    expect(part(got, "value", "n"), {"短视频": cost(13000.0, 4), "门店扫码": cost(3000.0, 5)})


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_shared(submission, case, expect):
    """共享成本 9000 分按新客数分，一人摊 1000 分：短视频每人 14000 分，门店扫码每人 4000 分。"""
    got = only(cac(submission, case("hand"), "full"), *WITH_CUSTOMERS)
    expect(part(got, "value", "n"), {"短视频": cost(14000.0, 4), "门店扫码": cost(4000.0, 5)})


@pytest.mark.hint(1)
def test_window(submission, case, expect):
    """窗口左闭右开、按上海自然日：1 月 1 日零点入域的算，3 日零点入域的不算，3 日的花费也不算。"""
    expect(part(cac(submission, case("boundary")), "value", "n"), {"短视频": cost(3000.0, 3)})


@pytest.mark.hint(4)
def test_nobody_came(submission, case, expect):
    """花了钱没来人的渠道留在结果里，值与区间是 None，人数是 0。"""
    nothing = {"公众号": {"value": None, "low": None, "high": None, "n": 0}}
    expect(only(cac(submission, case("hand")), "公众号"), nothing, note="媒体口径")
    expect(only(cac(submission, case("hand"), "full"), "公众号"), nothing, note="全成本")


@pytest.mark.hint(4)
def test_no_media_cost(submission, case, expect):
    """媒体口径只看媒体费：没有媒体费、或没有花费行而有新客的渠道是 0 分，不用别的成本顶上。"""
    want = {"公众号": cost(0.0, 2), "老客推荐": cost(250.0, 4), "线下活动": cost(0.0, 1)}
    expect(part(cac(submission, case("free")), "value", "n"), want)


@pytest.mark.hint(3)
def test_no_cost_row(submission, case, expect):
    """没有花费行而有新客的渠道，全成本是摊到的共享成本：7000 分、7 名新客，一人 1000 分。"""
    got = only(cac(submission, case("free"), "full", shared=7000), "线下活动")
    expect(part(got, "value", "n"), {"线下活动": cost(1000.0, 1)})


@pytest.mark.hint(4)
def test_empty(submission, case, expect):
    """两张空表给空字典；窗口里一个新客也没有时，各渠道都是 None，共享成本不分。"""
    tables = case("hand")
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    expect(cac(submission, empty, "full"), {}, note="两张空表")
    nobody = {"channel_costs": tables["channel_costs"].iloc[:2], "members": tables["members"].iloc[:0]}
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    expect(cac(submission, nobody, "full"), {"短视频": nothing, "门店扫码": nothing}, note="没有新客")


@pytest.mark.hint(1)
def test_outside(submission, case, expect):
    """只有窗口外的花费与成员的渠道，不在结果里。"""
    got = cac(submission, case("boundary"), "full", start=date(2026, 2, 1), end=date(2026, 3, 1))
    expect(got, {}, note="窗口是 2026 年 2 月，两张表都没有 2 月的行")


@pytest.mark.needs("test_media")
@pytest.mark.hint(5)
def test_interval(submission, case, expect):
    """区间只看新客数的晃动：4 人 48000 分是 6060.66 到 599460.25 分，两端不对称。"""
    got = only(cac(submission, case("hand")), "短视频")
    want = {"短视频": {"low": 6060.661181, "high": 599460.254081}}
    expect(part(got, "low", "high"), want, tol=1e-6)


@pytest.mark.needs("test_media")
@pytest.mark.hint(5)
def test_few(submission, case, expect):
    """新客不多于 3 人时没有上限：high 是 None，low 照给。"""
    got = only(cac(submission, case("few")), "三人", "一人")
    want = {"三人": {"low": 4691.343088, "high": None}, "一人": {"low": 3378.419485, "high": None}}
    expect(part(got, "low", "high"), want, tol=1e-6)


@pytest.mark.needs("test_shared")
def test_shared_adds_up(submission, case, expect):
    """分给各渠道的共享成本加起来正好是总额，除不尽的时候也是。"""
    tables = case("hand")
    with_shared, without = (cac(submission, tables, "full", shared=shared) for shared in (10_000, 0))
    given = sum(
        (number(with_shared, name, "value") - number(without, name, "value")) * number(without, name, "n")
        for name in WITH_CUSTOMERS
    )
    expect(float(given), 10_000.0, tol=1e-6)


@pytest.mark.needs("test_media")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("hand").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    got = only(cac(submission, tables), *WITH_CUSTOMERS)
    expect(part(got, "value", "n"), {"短视频": cost(12000.0, 4), "门店扫码": cost(400.0, 5)})


@pytest.mark.points(2)
@pytest.mark.needs("test_media")
@pytest.mark.hidden
def test_sample(submission, solution, dataset, expect):
    """青禾茶事两年的样本上，两种口径与参考解一致。"""
    tables = {name: dataset(name) for name in ("channel_costs", "members")}
    asked = {"start": date(2024, 7, 1), "end": date(2026, 1, 1), "shared": DATA_SHARED}
    for how in ("media", "full"):
        expect(cac(submission, tables, how, **asked), cac(solution, tables, how, **asked), note=how)


@pytest.mark.points(2)
@pytest.mark.needs("test_media")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，2025 年各季度轮流用两种口径，都与参考解一致。"""
    for tables in variants:
        for (start, end), how in zip(itertools.pairwise(QUARTERS), itertools.cycle(("media", "full")), strict=False):
            asked = {"how": how, "start": start, "end": end, "shared": DATA_SHARED}
            expect(cac(submission, tables, **asked), cac(solution, tables, **asked), note=f"{start} 起，{how}")


def form_args(tables, args):
    """判与算的实参：起止日写成文字，这里读成日期。"""
    start, end = (date.fromisoformat(args[name]) for name in ("start", "end"))
    return tables["channel_costs"], tables["members"], start, end, args["shared_cost_fen"], args["how"]


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, how, shared in (
        ("hand", "media", SHARED), ("hand", "full", 0), ("hand", "full", SHARED), ("boundary", "media", 0),
        ("free", "media", 0), ("free", "full", 7000),
        ("few", "media", 0),
    ):  # fmt: skip
        yield "channel_cac", (case(name)["channel_costs"], case(name)["members"], START, END, shared, how)
    hand = case("hand")
    yield "channel_cac", (hand["channel_costs"].iloc[:2], hand["members"].iloc[:0], START, END, SHARED, "full")
    for how in ("media", "full"):
        span = (QUARTERS[0], QUARTERS[1], DATA_SHARED, how)
        yield "channel_cac", (variant["channel_costs"], variant["members"], *span)
