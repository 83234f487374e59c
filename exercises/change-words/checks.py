"""E1.5 增幅口径的检查。"""

import itertools

import pytest

SHARES = (0.0, 0.012, 0.05, 0.2, 0.25, 0.7, 1.0)
RISES = (0, 15, 50, 150, 300, 900)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_points(submission, expect):
    """从 20% 到 30%，差 10 个百分点；从 70% 到 91%，差 21 个百分点。"""
    expect(part(submission.describe_change(0.2, 0.3), "pp"), {"pp": 10.0})
    expect(part(submission.describe_change(0.7, 0.91), "pp"), {"pp": 21.0})


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_percent(submission, expect):
    """从 20% 到 30%，提升 50%；从 70% 到 91%，提升 30%。"""
    expect(part(submission.describe_change(0.2, 0.3), "pct"), {"pct": 50.0})
    expect(part(submission.describe_change(0.7, 0.91), "pct"), {"pct": 30.0})


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_times(submission, expect):
    """从 10% 到 40%，是原来的 4 倍；没有变，就是 1 倍。"""
    expect(part(submission.describe_change(0.1, 0.4), "times"), {"times": 4.0})
    expect(part(submission.describe_change(0.3, 0.3), "times"), {"times": 1.0})


@pytest.mark.hint(1)
def test_fall(submission, expect):
    """从 50% 降到 20%：−30 个百分点，−60%，是原来的 0.4 倍；降到 0 也算得出。"""
    expect(submission.describe_change(0.5, 0.2), {"pp": -30.0, "pct": -60.0, "times": 0.4})
    expect(submission.describe_change(0.5, 0), {"pp": -50.0, "pct": -100.0, "times": 0.0}, note="降到 0")


@pytest.mark.hint(3)
def test_no_base(submission, expect):
    """原来是 0：百分点照算，百分比与倍数算不出（None），0 到 0 也一样。"""
    expect(submission.describe_change(0, 0.1), {"pp": 10.0, "pct": None, "times": None})
    expect(submission.describe_change(0, 0), {"pp": 0.0, "pct": None, "times": None}, note="0 到 0")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_ceiling(submission, expect):
    """提升 300%，原来最高 25%；提升 50%，最高约 66.7%；提升 0%，最高 100%。"""
    expect(submission.max_baseline(300), 0.25)
    expect(submission.max_baseline(50), 2 / 3)
    expect(submission.max_baseline(0), 1.0)


@pytest.mark.hint(4)
def test_ceiling_after_fall(submission, expect):
    """下降 20%：原来最高就是 100%，不会更高。"""
    expect(submission.max_baseline(-20), 1.0)
    expect(submission.max_baseline(-99), 1.0)


@pytest.mark.hint(4)
def test_no_ceiling(submission, expect):
    """下降 100% 及以上（pct ≤ −100）反推不出，返回 None。"""
    expect(submission.max_baseline(-100), None)
    expect(submission.max_baseline(-150), None)


@pytest.mark.needs("test_points", "test_percent", "test_times")
@pytest.mark.hint(2)
def test_three_words_agree(submission, expect):
    """三种说法互相对得上：倍数 = 1 + 百分比 ÷ 100，百分点 = 百分比 × 原来的比例。"""
    for before, after in itertools.product(SHARES[1:], SHARES):
        got = submission.describe_change(before, after)
        said = f"{before:.1%} 到 {after:.1%}"
        expect(got["times"], 1 + got["pct"] / 100, note=said)
        expect(got["pp"], got["pct"] * before, note=said)


@pytest.mark.needs("test_percent", "test_ceiling")
@pytest.mark.hint(4)
def test_ceiling_is_reached(submission, expect):
    """从最高的基线涨到 100%，增幅正好是说的那个数。"""
    for pct in RISES:
        change = submission.describe_change(submission.max_baseline(pct), 1)
        expect(part(change, "pct"), {"pct": pct}, note=f"提升 {pct}%")


@pytest.mark.points(2)
@pytest.mark.needs("test_points", "test_percent", "test_times")
@pytest.mark.hidden
def test_grid(submission, solution, expect):
    """另外 49 组变化上，三种说法都与参考解一致。"""
    for before, after in itertools.product(SHARES, SHARES):
        expect(submission.describe_change(before, after), solution.describe_change(before, after))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for before, after in ((0.2, 0.3), (0.7, 0.91), (0.5, 0.2), (0.4, 0.1), (0, 0.1), (0, 0), (0.1, 0.4)):
        yield "describe_change", (before, after)
    for pct in (300, 50, 0, -20, -50, -100):
        yield "max_baseline", (pct,)
