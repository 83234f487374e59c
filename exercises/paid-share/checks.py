"""E0.1 表与比例的检查。"""

import pytest


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_rows_and_members(submission, case, expect):
    """手算样例：8 行是 8 张订单，4 个不同的成员；散客的空编号不是一个人。"""
    got = submission.paid_share(case("hand")["orders"])
    expect(part(got, "rows", "members"), {"rows": 8, "members": 4})


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_paid(submission, case, expect):
    """手算样例：付过款的是 6 张，后来取消、退款的也付过款。"""
    expect(part(submission.paid_share(case("hand")["orders"]), "paid"), {"paid": 6})


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_share(submission, case, expect):
    """手算样例：付过款的占全部订单 0.75，分母是 8，写成小数。"""
    expect(part(submission.paid_share(case("hand")["orders"]), "share"), {"share": 0.75})


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_average(submission, case, expect):
    """手算样例：付过款的 6 张平均实付 4000 分，没付的不摊进来。"""
    expect(part(submission.paid_share(case("hand")["orders"]), "average_fen"), {"average_fen": 4000})


@pytest.mark.hint(1)
def test_guests(submission, case, expect):
    """三张订单里两张是散客：成员只有 1 个；实付 0 元的也付过款，平均 2000 分。"""
    want = {"rows": 3, "members": 1, "paid": 3, "share": 1.0, "average_fen": 2000}
    expect(submission.paid_share(case("guests")["orders"]), want)


@pytest.mark.hint(4)
def test_nothing_paid(submission, case, expect):
    """两张都没付：占比是 0，平均实付没有分母，是 None。"""
    want = {"rows": 2, "members": 1, "paid": 0, "share": 0.0, "average_fen": None}
    expect(submission.paid_share(case("unpaid")["orders"]), want)


@pytest.mark.hint(4)
def test_empty(submission, case, expect):
    """空表：三个数是 0，占比与平均都是 None。"""
    want = {"rows": 0, "members": 0, "paid": 0, "share": None, "average_fen": None}
    expect(submission.paid_share(case("hand")["orders"].iloc[:0]), want)


@pytest.mark.needs("test_rows_and_members", "test_paid", "test_share", "test_average")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，五个数不变。"""
    orders = case("hand")["orders"].sample(frac=1, random_state=7)
    orders.index = [0] * len(orders)
    want = {"rows": 8, "members": 4, "paid": 6, "share": 0.75, "average_fen": 4000}
    expect(submission.paid_share(orders), want)


@pytest.mark.points(2)
@pytest.mark.needs("test_rows_and_members", "test_paid", "test_share", "test_average")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的订单上，五个数与参考解一致。"""
    for tables in variants:
        expect(submission.paid_share(tables["orders"]), solution.paid_share(tables["orders"]))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "guests", "unpaid"):
        yield "paid_share", (case(name)["orders"],)
    yield "paid_share", (case("hand")["orders"].iloc[:0],)
    yield "paid_share", (variant["orders"],)
