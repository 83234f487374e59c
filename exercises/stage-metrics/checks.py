"""E3.2 阶段指标的检查。"""

from datetime import date

import pandas as pd
import pytest

START, END = date(2026, 1, 1), date(2026, 2, 1)
AT_END = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
TABLES = ("members", "exposures", "interactions", "orders", "refunds", "referrals")
DATA = (
    ("members", ("member_id", "joined_at", "left_at")),
    ("exposures", ("exposure_id", "member_id", "sent_at", "delivered")),
    ("interactions", ("event_id", "member_id", "actor_type", "event_type", "event_at", "ingested_at")),
    ("orders", ("order_id", "member_id", "paid_at", "paid_fen", "status")),
    ("refunds", ("refund_id", "order_id", "settled_at", "refund_fen")),
    ("referrals", ("referral_id", "referrer_id", "invitee_id", "invited_at", "registered_at", "is_valid")),
)
PERIOD = ("reach_rate", "interaction_rate", "conversion_rate", "referral_rate")


def metrics(module, tables, start=START, end=END, w=30, asof=ASOF):
    """`stage_metrics` of `module` on a case or a variant."""
    return module.stage_metrics(*(tables[name] for name in TABLES), start, end, w, asof)


def counts(got, *names):
    """(k, n, n_total) of the named metrics, so that one check looks at one thing."""
    if not isinstance(got, dict) or not all(isinstance(got.get(name), dict) for name in names):
        return got
    return {name: {part: got[name].get(part) for part in ("k", "n", "n_total")} for name in names}


def want(**rates):
    """What `counts` should be: each metric as (k, n) or (k, n, n_total)."""
    return {name: {"k": found[0], "n": found[1], "n_total": found[-1]} for name, found in rates.items()}


def of_hand():
    """The five metrics of the case `hand`."""
    chain = want(reach_rate=(4, 6), interaction_rate=(2, 4), conversion_rate=(1, 2))
    return chain | want(repeat_rate=(1, 3, 4), referral_rate=(1, 5))


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """八个人的手算样例：曝光 4/6，互动 2/4，转化 1/2，复购 1/3，推荐 1/5。"""
    got = metrics(submission, case("hand"))
    right = of_hand()
    expect(counts(got, *right), right)


@pytest.mark.hint(1)
def test_reach(submission, case, expect):
    """目标是期初零点在域的人；期初零点发的算这一期，期末零点发的不算；没送达不算。"""
    expect(counts(metrics(submission, case("reach")), "reach_rate"), want(reach_rate=(2, 5)))


@pytest.mark.hint(2)
def test_interaction(submission, case, expect):
    """互动不早于首次触达、早于期末；机器人、未登录与浏览不算；同一事件送两次只数一个人。"""
    expect(counts(metrics(submission, case("order")), "interaction_rate"), want(interaction_rate=(3, 6)))


@pytest.mark.hint(2)
def test_conversion(submission, case, expect):
    """付款晚于触达后的首次互动才算转化，同一刻不算；已取消的与期末以后的不算。"""
    expect(counts(metrics(submission, case("order")), "conversion_rate"), want(conversion_rate=(2, 3)))


@pytest.mark.hint(3)
def test_repeat(submission, case, expect):
    """首单日在全部有效订单里找，落在这一期才进这一批；满窗的进分母，没满窗的只进 n_total。"""
    tables = case("late")
    expect(counts(metrics(submission, tables), "repeat_rate"), want(repeat_rate=(1, 2, 2)), note="都满窗")
    expect(counts(metrics(submission, tables, asof=AT_END), "repeat_rate"), want(repeat_rate=(0, 0, 2)), note="都没满窗")


@pytest.mark.hint(4)
def test_referral(submission, case, expect):
    """有效邀请：期内发出、不是自邀、没判无效、同一被邀人的第一次、asof 以前注册；没审的算有效。"""
    expect(counts(metrics(submission, case("invites")), "referral_rate"), want(referral_rate=(2, 6)))


@pytest.mark.hint(2)
def test_known_at(submission, case, expect):
    """只用 asof 以前知道的事：晚入库的互动先不算，晚到账的退款先不扣，分次退满的不算付款。"""
    tables, names = case("late"), ("interaction_rate", "conversion_rate", "referral_rate")
    got = metrics(submission, tables, asof=AT_END)
    early = want(interaction_rate=(2, 3), conversion_rate=(2, 2), referral_rate=(1, 2))
    expect(counts(got, *names), early, note="asof 在期末")
    got = metrics(submission, tables)
    late = want(interaction_rate=(3, 3), conversion_rate=(3, 3), referral_rate=(1, 3))
    expect(counts(got, *names), late, note="asof 晚一个月")


@pytest.mark.hint(4)
def test_unfinished(submission, case, expect):
    """期末晚于 asof 时，曝光、互动、转化、推荐是 None，人数都记 0；复购率照常看满窗的人。"""
    got = metrics(submission, case("hand"), asof=AT_END - pd.Timedelta(seconds=1))
    nothing = {"value": None, "low": None, "high": None, "k": 0, "n": 0, "n_total": 0}
    right = dict.fromkeys(PERIOD, nothing) | {"repeat_rate": nothing | {"n_total": 4}}
    expect(got, right)


@pytest.mark.hint(4)
def test_nobody(submission, case, expect):
    """六张空表：五个指标的比率与区间都是 None，不是 0。"""
    got = metrics(submission, {name: table.iloc[:0] for name, table in case("hand").items()})
    nothing = {"value": None, "low": None, "high": None, "k": 0, "n": 0, "n_total": 0}
    expect(got, dict.fromkeys((*PERIOD, "repeat_rate"), nothing))


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_interval(submission, case, expect):
    """每个比率等于 k / n，区间用 Wilson 95%：6 人中 4 人是 30.0%–90.3%。"""
    got = metrics(submission, case("hand"))
    got = {name: {part: got[name][part] for part in ("value", "low", "high")} for name in ("reach_rate", "repeat_rate")}
    right = {
        "reach_rate": {"value": 4 / 6, "low": 0.299995, "high": 0.903229},
        "repeat_rate": {"value": 1 / 3, "low": 0.061492, "high": 0.792340},
    }
    expect(got, right, tol=1e-5)


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复、互动行重复，人数不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("hand").items()}
    tables["interactions"] = pd.concat([tables["interactions"], tables["interactions"]])
    for table in tables.values():
        table.index = [0] * len(table)
    right = of_hand()
    expect(counts(metrics(submission, tables), *right), right)


def sample(dataset):
    """Some of those who interact and all that is theirs, few enough for a plain loop."""
    tables = {name: dataset(name)[list(columns)] for name, columns in DATA}
    acting = tables["interactions"]["member_id"].dropna().drop_duplicates().sort_values()
    who = set(acting.iloc[::16])
    for name in ("members", "exposures", "interactions", "orders"):
        tables[name] = tables[name][tables[name]["member_id"].isin(who)]
    tables["refunds"] = tables["refunds"][tables["refunds"]["order_id"].isin(tables["orders"]["order_id"])]
    tables["referrals"] = tables["referrals"][tables["referrals"]["referrer_id"].isin(who)]
    return tables


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人上，2025 年 12 月的五个指标与参考解一致。"""
    tables, asked = cut(sample), (date(2025, 12, 1), date(2026, 1, 1), 45, AT_END)
    expect(metrics(submission, tables, *asked), metrics(solution, tables, *asked))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，2025 年第三季度的五个指标与参考解一致。"""
    asked = (date(2025, 7, 1), date(2025, 10, 1), 90, AT_END)
    for tables in variants:
        expect(metrics(submission, tables, *asked), metrics(solution, tables, *asked))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "reach", "order", "invites", "late"):
        tables = case(name)
        for asof in (ASOF, AT_END):
            yield "stage_metrics", (*(tables[table] for table in TABLES), START, END, 30, asof)
    hand = case("hand")
    yield "stage_metrics", (*(hand[table].iloc[:0] for table in TABLES), START, END, 30, ASOF)
    yield "stage_metrics", (*(hand[table] for table in TABLES), START, END, 30, AT_END - pd.Timedelta(seconds=1))
    yield "stage_metrics", (*(variant[table] for table in TABLES), date(2025, 7, 1), date(2025, 10, 1), 90, AT_END)
