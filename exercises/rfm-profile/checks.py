"""E2.7 画像与分层的检查。"""

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, MORNING, DATA_ASOF = at("2026-03-01"), at("2026-03-01 10:00"), at("2026-02-01")
FIELDS = ("city_tier", "gender", "channel_id")
ASKED = ("gender", "phone_masked", "city_tier", "health_note", "is_minor14", "gender", "phone_masked")


def rfm(module, tables, asof=ASOF):
    """`rfm` of `module` on a case or a variant."""
    return module.rfm(tables["orders"], tables["refunds"], asof)


def profile(module, tables, fields, asof=ASOF):
    """`profile` of `module` on a case or a variant."""
    return module.profile(tables["members"], list(fields), asof)


def tidy(got, *keys):
    """A table in the order of its keys, so that the order of rows and columns does not matter."""
    if isinstance(got, pd.DataFrame) and set(keys) <= set(got.columns):
        return got.sort_values(list(keys)).reset_index(drop=True)
    return got


def both(submission, solution, tables):
    """What the submission and the solution give on tables of the dataset: the scores, then the profile."""
    modules = (submission, solution)
    yield "rfm", [tidy(rfm(module, tables, DATA_ASOF), "member_id") for module in modules]
    yield "profile", [tidy(profile(module, tables, FIELDS, DATA_ASOF), "field", "value") for module in modules]


def people(got, *names):
    """The named columns of an RFM table by member."""
    if not isinstance(got, pd.DataFrame) or not {"member_id", *names} <= set(got.columns):
        return got
    return {str(who): tuple(values) for who, *values in got[["member_id", *names]].itertuples(index=False)}


def shares(got, field, name="members"):
    """One column of the profile of one field, by value."""
    if not isinstance(got, pd.DataFrame) or not {"field", "value", name} <= set(got.columns):
        return got
    rows = got[got["field"] == field]
    return dict(zip(rows["value"], rows[name], strict=True))


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """十二张订单的手算样例：甲、乙、丙、丁四人的天数、单数、净收入。"""
    want = {"m_甲": (4, 3, 19000), "m_乙": (19, 1, 7000), "m_丙": (101, 2, 15000), "m_丁": (19, 1, 3000)}
    expect(people(rfm(submission, case("hand")), "recency_days", "frequency", "net_fen"), want)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_scores(submission, case, expect):
    """同一样例的三项得分：甲 5、5、5，乙 4、2、3，丙 2、4、4，丁 4、2、2。"""
    want = {"m_甲": (5, 5, 5), "m_乙": (4, 2, 3), "m_丙": (2, 4, 4), "m_丁": (4, 2, 2)}
    expect(people(rfm(submission, case("hand")), "r", "f", "m"), want)


@pytest.mark.hint(3)
def test_ties(submission, case, expect):
    """值一样，分就一样：六人的单数都是 1，都得 5 分；三人净收入 1,000 分，同得 2 分。"""
    scores = ((2, 5, 2), (2, 5, 2), (4, 5, 2), (4, 5, 4), (5, 5, 4), (5, 5, 5))
    want = dict(zip(("m_甲", "m_乙", "m_丙", "m_丁", "m_戊", "m_己"), scores, strict=True))
    expect(people(rfm(submission, case("ties")), "r", "f", "m"), want)


@pytest.mark.hint(2)
def test_days(submission, case, expect):
    """天数数的是自然日：前一天 23:50 的是 1 天，当天 0:10 的是 0 天；asof 那一刻的订单还不知道。"""
    want = {"m_甲": (1,), "m_乙": (0,), "m_丙": (0,), "m_戊": (2,), "m_己": (2,)}
    expect(people(rfm(submission, case("days"), MORNING), "recency_days"), want)


@pytest.mark.hint(1)
def test_refunds(submission, case, expect):
    """分两次退满的单、asof 前一秒退满的单不算；部分退款从净收入扣；asof 那一刻到账的、没到账的退款都不扣。"""
    want = {"m_甲": (1, 6000), "m_乙": (1, 5000), "m_丁": (1, 0), "m_戊": (1, 5000)}
    expect(people(rfm(submission, case("refund")), "frequency", "net_fen"), want)


@pytest.mark.hint(4)
def test_refused(submission, expect):
    """直接标识与敏感字段拒收，按给的次序，重复的只留一个；没有要拒的返回空列表。"""
    expect(submission.refused_fields(list(ASKED)), ["phone_masked", "health_note", "is_minor14"])
    got = submission.refused_fields(["referrer_id", "city_tier", "location", "member_id"])
    expect(got, ["referrer_id", "location", "member_id"])
    expect(submission.refused_fields(["gender", "city_tier"]), [], note="没有要拒的")


@pytest.mark.points(2)
@pytest.mark.hint(5)
def test_profile(submission, case, expect):
    """八人的手算样例：在域 6 人，城市线级 1 线 2 人、2 线 1 人、3 线 1 人、未知 2 人，占比的分母都是 6。"""
    got = profile(submission, case("hand"), ["city_tier"])
    expect(shares(got, "city_tier"), {"1": 2, "2": 1, "3": 1, "未知": 2})
    expect(shares(got, "city_tier", "share"), {"1": 2 / 6, "2": 1 / 6, "3": 1 / 6, "未知": 2 / 6}, note="占比")


@pytest.mark.hint(5)
def test_present(submission, case, expect):
    """只数 asof 时在域的人：那一刻才入域的不算，那一刻及以后才退出的还算，前一秒退出的不算。"""
    expect(shares(profile(submission, case("present"), ["gender"]), "gender"), {"女": 2, "男": 1, "未知": 1})


@pytest.mark.hint(4)
def test_profile_refuses(submission, case, expect):
    """拒收的字段不进画像，要几个都一样；全被拒收时是六列的空表。"""
    got = profile(submission, case("hand"), ["phone_masked", "gender", "is_minor14", "member_id"])
    expect(sorted(set(got["field"])) if isinstance(got, pd.DataFrame) and "field" in got else got, ["gender"])
    got = profile(submission, case("hand"), ["is_minor14", "phone_masked"])
    expect(got, pd.DataFrame(columns=["field", "value", "members", "share", "low", "high"]), note="全被拒收")


@pytest.mark.needs("test_profile")
@pytest.mark.hint(5)
def test_interval(submission, case, expect):
    """占比带 Wilson 95% 区间：6 人里 3 人是 18.8%–81.2%。"""
    got = profile(submission, case("hand"), ["gender"])
    bounds = [shares(got, "gender", name) for name in ("low", "high")]
    expect([bound.get("女") if isinstance(bound, dict) else bound for bound in bounds], [0.187616, 0.812384], tol=1e-5)


@pytest.mark.hint(1)
def test_nobody(submission, case, expect):
    """没有有效订单时 RFM 是七列的空表，没有在域成员时画像是六列的空表。"""
    tables = case("hand")
    columns = ["member_id", "recency_days", "frequency", "net_fen", "r", "f", "m"]
    expect(rfm(submission, tables, at("2025-01-01")), pd.DataFrame(columns=columns), note="asof 早于所有订单")
    got = profile(submission, tables, ["gender"], at("2025-01-01"))
    expect(got, pd.DataFrame(columns=["field", "value", "members", "share", "low", "high"]), note="asof 早于所有入域")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("hand").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    want = {"m_甲": (4, 3, 19000), "m_乙": (19, 1, 7000), "m_丙": (101, 2, 15000), "m_丁": (19, 1, 3000)}
    expect(people(rfm(submission, tables), "recency_days", "frequency", "net_fen"), want)
    expect(shares(profile(submission, tables, ["gender"]), "gender"), {"女": 3, "男": 2, "未知": 1})


def sample(dataset):
    """Some people with their orders and refunds, few enough for a plain loop."""
    members, orders, refunds = dataset("members").iloc[::16], dataset("orders"), dataset("refunds")
    orders = orders[orders["member_id"].isin(members["member_id"])]
    return {"members": members, "orders": orders, "refunds": refunds[refunds["order_id"].isin(orders["order_id"])]}


@pytest.mark.points(2)
@pytest.mark.needs("test_scores", "test_profile")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人的 RFM 与画像，和参考解一致。"""
    for note, (got, want) in both(submission, solution, cut(sample)):
        expect(got, want, note=note)


@pytest.mark.points(2)
@pytest.mark.needs("test_scores", "test_profile")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，RFM 与画像和参考解一致。"""
    for tables in variants:
        for note, (got, want) in both(submission, solution, tables):
            expect(got, want, note=note)


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, asof in (
        ("hand", ASOF), ("hand", at("2026-01-20")), ("days", MORNING), ("ties", ASOF), ("ties", at("2026-02-15")),
        ("refund", ASOF), ("refund", at("2026-02-15")),
    ):  # fmt: skip
        yield "rfm", (case(name)["orders"], case(name)["refunds"], asof)
    three = ("gender", "is_minor14", "city_tier")
    for name, fields in (("hand", ("city_tier",)), ("hand", three), ("present", ("gender", "city_tier"))):
        yield "profile", (case(name)["members"], list(fields), ASOF)
    yield "refused_fields", (list(ASKED),)
    yield "refused_fields", (["location", "referrer_id", "gender"],)
    yield "rfm", (variant["orders"], variant["refunds"], DATA_ASOF)
    yield "profile", (variant["members"], list(FIELDS), DATA_ASOF)
