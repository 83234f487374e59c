"""E2.5 漏斗的检查。"""

from datetime import date

import pandas as pd
import pytest

ASOF = pd.Timestamp("2026-02-05", tz="Asia/Shanghai")
DATA_ASOF = pd.Timestamp("2025-12-15", tz="Asia/Shanghai")
STEPS = ("view", "add_cart", "pay")
START, END = date(2026, 1, 1), date(2026, 2, 1)
SECOND = pd.Timedelta(seconds=1)
ACTS = ("event_id", "member_id", "actor_type", "event_type", "event_at", "ingested_at")
PAYS = ("order_id", "member_id", "paid_at", "status")
ASKED = (
    (("view", "like", "add_cart"), (date(2025, 3, 1), date(2025, 12, 1)), 14),
    (("view", "add_cart", "pay"), (date(2025, 9, 1), date(2025, 10, 1)), 30),
    (("view", "add_cart", "checkout", "pay"), (date(2024, 9, 1), date(2025, 12, 1)), 30),
)


def table(module, tables, asof=ASOF, steps=STEPS, period=(START, END), days=7):
    """`funnel` of `module` on a case or a variant."""
    return module.funnel(tables["interactions"], tables["orders"], list(steps), *period, days, asof)


def counts(got):
    """Step and members only, so that one check looks at one thing."""
    return (
        got[["step", "members"]] if isinstance(got, pd.DataFrame) and {"step", "members"} <= set(got.columns) else got
    )


def roughened(tables):
    """The columns that are used, with moments on a clock of ten minutes and every third order cancelled."""
    acts, pays = tables["interactions"][list(ACTS)], tables["orders"][list(PAYS)]
    third = [row % 3 == 0 for row in range(len(pays))]
    pays = pays.assign(paid_at=pays["paid_at"].dt.floor("10min"), status=pays["status"].mask(third, "cancelled"))
    return {"interactions": acts.assign(event_at=acts["event_at"].dt.floor("10min")), "orders": pays}


def compare(submission, solution, expect, tables, asked_for):
    """Funnels of the submission against the solution's."""
    for steps, period, days in asked_for:
        asked = (tables, DATA_ASOF, steps, period, days)
        expect(table(submission, *asked), table(solution, *asked), note=f"{period[0]} 起，{days} 天")


def people(*members):
    """What `counts` should be."""
    return pd.DataFrame({"step": list(STEPS), "members": members})


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """六个人的手算样例，7 天：浏览 5 人，加购 3 人，付款 1 人。"""
    expect(counts(table(submission, case("hand"))), people(5, 3, 1))


@pytest.mark.hint(3)
def test_window(submission, case, expect):
    """窗口从首步那一刻起 7 天：差一秒的算，恰满的不算；后面的步不另起窗口。"""
    expect(counts(table(submission, case("window"))), people(4, 2, 0))


@pytest.mark.hint(3)
def test_same_moment(submission, case, expect):
    """后一步须严格晚于前一步；同一刻的不算，之后还有一次的算。"""
    expect(counts(table(submission, case("ties"))), people(4, 2, 1))


@pytest.mark.hint(2)
def test_period(submission, case, expect):
    """首步取期内最早一次：期前来过的人也算，恰在 end 的不算；后面的步可以晚于 end。"""
    expect(
        counts(table(submission, case("period"), asof=pd.Timestamp("2026-03-01", tz="Asia/Shanghai"))), people(3, 3, 1)
    )


@pytest.mark.hint(4)
def test_full_window(submission, case, expect):
    """只有窗口走完的人进分母：恰在 asof 走完的算，早一秒截数就不算。"""
    at_end = pd.Timestamp("2026-01-12 10:00", tz="Asia/Shanghai")
    expect(counts(table(submission, case("hand"), at_end)), people(1, 1, 1), note="甲的窗口恰在 asof 走完")
    expect(counts(table(submission, case("hand"), at_end - SECOND)), people(0, 0, 0), note="asof 早一秒")


@pytest.mark.hint(1)
def test_who(submission, case, expect):
    """机器人、没有成员编号的、到 asof 还没入库的、没付款与已取消的都不算；意见领袖是成员。"""
    asof = pd.Timestamp("2026-01-14", tz="Asia/Shanghai")
    expect(counts(table(submission, case("who"), asof)), people(4, 3, 1))


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_rates(submission, case, expect):
    """转化率相对上一步，区间用 Wilson 95%：5 人里 3 人是 60%，23.1%–88.2%；首步是 1，没有区间。"""
    blank = float("nan")
    want = people(5, 3, 1).assign(
        rate=[1.0, 0.6, 1 / 3], low=[blank, 0.230724, 0.061492], high=[blank, 0.882379, 0.792340]
    )
    expect(table(submission, case("hand")), want, tol=1e-5)


@pytest.mark.hint(4)
def test_nobody(submission, case, expect):
    """没有人走到的步是 0 人；上一步没有人时，转化率与区间留空，不是 0。"""
    empty = {name: rows.iloc[:0] for name, rows in case("hand").items()}
    blank = [float("nan")] * 3
    expect(table(submission, empty), people(0, 0, 0).assign(rate=blank, low=blank, high=blank), note="两张空表")
    got = table(submission, case("hand"), steps=["share", "view"])
    want = pd.DataFrame(
        {"step": ["share", "view"], "members": [0, 0], "rate": blank[:2], "low": blank[:2], "high": blank[:2]}
    )
    expect(got, want, note="首步没有人")


@pytest.mark.hint(3)
def test_other_steps(submission, case, expect):
    """步的次序由 steps 定：加购到浏览，手算样例里是 4 人到 1 人；付款也可以是首步。"""
    got = table(submission, case("hand"), steps=["add_cart", "view"])
    expect(counts(got), pd.DataFrame({"step": ["add_cart", "view"], "members": [4, 1]}), note="加购、浏览")
    got = table(submission, case("hand"), steps=["pay"], asof=pd.Timestamp("2026-03-01", tz="Asia/Shanghai"))
    expect(counts(got), pd.DataFrame({"step": ["pay"], "members": [3]}), note="只有付款")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复、事件送了两次，结果不变。"""
    tables = case("hand")
    again = tables["interactions"].assign(ingested_at=tables["interactions"]["ingested_at"] + pd.Timedelta(hours=1))
    tables["interactions"] = pd.concat([tables["interactions"], again])
    tables = {name: rows.sample(frac=1, random_state=7) for name, rows in tables.items()}
    for rows in tables.values():
        rows.index = [0] * len(rows)
    expect(counts(table(submission, tables)), people(5, 3, 1))


def sample(dataset):
    """Some people's interactions and orders, few enough for a plain loop."""
    acts, pays = dataset("interactions"), dataset("orders")
    few = acts[acts["member_id"].str[-2:].isin(["03", "33", "63", "93"]) | acts["member_id"].isna()]
    return roughened({"interactions": few, "orders": pays[pays["member_id"].isin(few["member_id"].dropna())]})


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人上（时刻取整到十分钟，三分之一的订单改为已取消），两个漏斗与参考解一致。"""
    compare(submission, solution, expect, cut(sample), ASKED[:2])


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成、同样改过的数据上，两个漏斗与参考解一致。"""
    for tables in variants:
        compare(submission, solution, expect, roughened(tables), ASKED[1:])


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    late = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
    for name, asof in (
        ("hand", ASOF), ("hand", late), ("window", ASOF), ("ties", ASOF), ("period", late),
        ("who", pd.Timestamp("2026-01-14", tz="Asia/Shanghai")), ("hand", pd.Timestamp("2026-01-12 10:00", tz="Asia/Shanghai")),
        ("hand", pd.Timestamp("2026-01-12 09:59:59", tz="Asia/Shanghai")),
    ):  # fmt: skip
        yield "funnel", (case(name)["interactions"], case(name)["orders"], list(STEPS), START, END, 7, asof)
    yield "funnel", (case("ties")["interactions"], case("ties")["orders"], ["view", "add_cart"], START, END, 7, ASOF)
    hand = case("hand")
    yield "funnel", (hand["interactions"].iloc[:0], hand["orders"].iloc[:0], list(STEPS), START, END, 7, ASOF)
    who = case("who")
    asof = pd.Timestamp("2026-01-16", tz="Asia/Shanghai")
    yield "funnel", (who["interactions"], who["orders"], list(STEPS), START, END, 9, asof)
    yield "funnel", (hand["interactions"], hand["orders"], ["add_cart", "view"], START, END, 7, ASOF)
    if variant:
        rough = roughened(variant)
        for steps, period, days in ASKED:
            yield "funnel", (rough["interactions"], rough["orders"], list(steps), *period, days, DATA_ASOF)
