"""E1.2 三种读法的检查。"""

import itertools

import pytest

SIZES = (0.5, 1, 2, 3.2, 5, 12)
MARGINS = (0.05, 0.2, 0.4, 0.75, 1)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


def reading(roas, roi):
    """One reading."""
    return {"roas": roas, "roi": roi}


def entry(got, name, key):
    """One number of one reading, or None where the result has no such place."""
    inside = got.get(name) if isinstance(got, dict) else None
    return inside.get(key) if isinstance(inside, dict) else None


def grid():
    """Positive inputs: every ratio of SIZES at every margin."""
    return itertools.product(SIZES, SIZES, MARGINS)


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_invest_first(submission, expect):
    """读法 A，1:5、毛利率 40%：投 1 元收 5 元，ROAS 为 5，ROI 为 1（赚回一倍）。"""
    expect(part(submission.ratio_readings(1, 5, 0.4), "A"), {"A": reading(5.0, 1.0)})


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_income_first(submission, expect):
    """读法 B，1:5、毛利率 40%：投 5 元收 1 元，ROAS 为 0.2，ROI 为 −0.92（亏掉花费的 92%）。"""
    expect(part(submission.ratio_readings(1, 5, 0.4), "B"), {"B": reading(0.2, -0.92)})


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_roi_itself(submission, expect):
    """读法 C，1:5、毛利率 40%：ROI 就是 0.2，反推 ROAS 要 3。"""
    expect(part(submission.ratio_readings(1, 5, 0.4), "C"), {"C": reading(3.0, 0.2)})


@pytest.mark.hint(2)
def test_margin(submission, expect):
    """毛利率换成 20% 与 100%：A 读法的 ROI 从正好保本的 0 变成 4，ROAS 不变。"""
    expect(part(submission.ratio_readings(1, 5, 0.2), "A"), {"A": reading(5.0, 0.0)}, note="毛利率 20%")
    expect(part(submission.ratio_readings(1, 5, 1), "A"), {"A": reading(5.0, 4.0)}, note="毛利率 100%")


@pytest.mark.hint(4)
def test_zero_a(submission, expect):
    """a = 0：A 的花费是 0，两项都算不出（None）；B 投 5 元收 0 元，ROAS 为 0、ROI 为 −1。"""
    got = submission.ratio_readings(0, 5, 0.4)
    expect(got, {"A": reading(None, None), "B": reading(0.0, -1.0), "C": reading(2.5, 0.0)})


@pytest.mark.hint(4)
def test_zero_b(submission, expect):
    """b = 0：B 与 C 的除数是 0，四项都是 None；A 的 ROAS 为 0、ROI 为 −1。"""
    got = submission.ratio_readings(1, 0, 0.4)
    expect(got, {"A": reading(0.0, -1.0), "B": reading(None, None), "C": reading(None, None)})


@pytest.mark.hint(4)
def test_zero_margin(submission, expect):
    """毛利率为 0：C 的 ROAS 反推不出（None），ROI 仍是 0.2；A、B 花多少亏多少，ROI 为 −1。"""
    got = submission.ratio_readings(1, 5, 0)
    expect(got, {"A": reading(5.0, -1.0), "B": reading(0.2, -1.0), "C": reading(None, 0.2)})


@pytest.mark.needs("test_invest_first", "test_income_first")
@pytest.mark.hint(1)
def test_mirror(submission, expect):
    """把 a、b 对调，A 与 B 也跟着对调。"""
    for a, b, margin in grid():
        swapped = submission.ratio_readings(b, a, margin)
        got = submission.ratio_readings(a, b, margin)
        for key in ("roas", "roi"):
            expect(entry(got, "A", key), entry(swapped, "B", key), note=f"{a:g}:{b:g}，毛利率 {margin:.0%}")


@pytest.mark.needs("test_invest_first", "test_income_first", "test_roi_itself")
@pytest.mark.hint(2)
def test_identity(submission, expect):
    """每种读法里都有 ROI = 毛利率 × ROAS − 1。"""
    for a, b, margin in grid():
        got = submission.ratio_readings(a, b, margin)
        for name in "ABC":
            roas = entry(got, name, "roas")
            want = None if roas is None else margin * roas - 1
            expect(entry(got, name, "roi"), want, note=f"读法 {name}，{a:g}:{b:g}，毛利率 {margin:.0%}")


@pytest.mark.points(2)
@pytest.mark.needs("test_invest_first", "test_income_first", "test_roi_itself")
@pytest.mark.hidden
def test_grid(submission, solution, expect):
    """另外 180 组输入上，三种读法都与参考解一致。"""
    for a, b, margin in grid():
        expect(submission.ratio_readings(a, b, margin), solution.ratio_readings(a, b, margin))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for args in ((1, 5, 0.4), (1, 5, 0.2), (3, 2, 0.75), (0, 5, 0.4), (1, 0, 0.4), (1, 5, 0)):
        yield "ratio_readings", args
