"""E0.2 读代码，猜结果的检查。"""

import pytest

LINE = 5000


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_rows(submission, case, expect):
    """手算样例，线是 5000 分：大于线的有 4 行，正好 5000 分的不算。"""
    expect(part(submission.big_orders(case("hand")["orders"], LINE), "rows"), {"rows": 4})


@pytest.mark.hint(4)
def test_members(submission, case, expect):
    """手算样例：这 4 行里有 2 个不同的成员，空编号不数。"""
    expect(part(submission.big_orders(case("hand")["orders"], LINE), "members"), {"members": 2})


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_second(submission, case, expect):
    """手算样例：筛出来的第二行是 o_04，位置在筛出来的表里数。"""
    expect(part(submission.big_orders(case("hand")["orders"], LINE), "second"), {"second": "o_04"})


@pytest.mark.hint(4)
def test_total(submission, case, expect):
    """手算样例：4 行实付合计 300 元，单位是元，不是分。"""
    expect(part(submission.big_orders(case("hand")["orders"], LINE), "total_yuan"), {"total_yuan": 300})


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_share(submission, case, expect):
    """手算样例：占全部 6 行的三分之二，筛选没有改掉原来的表。"""
    expect(part(submission.big_orders(case("hand")["orders"], LINE), "share"), {"share": 4 / 6})


@pytest.mark.hint(3)
def test_few(submission, case, expect):
    """只有一行大于线时没有第二行；一行都没有时，合计与占比是 0。"""
    got = submission.big_orders(case("one")["orders"], LINE)
    expect(got, {"rows": 1, "members": 1, "second": None, "total_yuan": 99, "share": 0.5}, note="一行大于线")
    got = submission.big_orders(case("one")["orders"], 9900)
    expect(got, {"rows": 0, "members": 0, "second": None, "total_yuan": 0, "share": 0.0}, note="正好等于线")


@pytest.mark.hint(4)
def test_empty(submission, case, expect):
    """空表：行数、人数、合计是 0，第二行与占比是 None。"""
    got = submission.big_orders(case("hand")["orders"].iloc[:0], LINE)
    expect(got, {"rows": 0, "members": 0, "second": None, "total_yuan": 0, "share": None})


@pytest.mark.needs("test_rows", "test_members", "test_second", "test_total", "test_share")
def test_index(submission, case, expect):
    """行的索引换成别的，次序不变，结果不变。"""
    orders = case("hand")["orders"]
    orders.index = range(100, 100 + len(orders))
    want = {"rows": 4, "members": 2, "second": "o_04", "total_yuan": 300, "share": 4 / 6}
    expect(submission.big_orders(orders, LINE), want)


@pytest.mark.points(2)
@pytest.mark.needs("test_rows", "test_members", "test_second", "test_total", "test_share")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的订单上，三条线的结果都与参考解一致。"""
    for tables in variants:
        for line in (3000, 8000, 20000):
            want = solution.big_orders(tables["orders"], line)
            expect(submission.big_orders(tables["orders"], line), want, note=f"线 {line} 分")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "few", "one"):
        yield "big_orders", (case(name)["orders"], LINE)
    yield "big_orders", (case("one")["orders"], 9900)
    yield "big_orders", (case("hand")["orders"].iloc[:0], LINE)
    yield "big_orders", (variant["orders"], 8000)
