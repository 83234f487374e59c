"""E1.5 增幅口径的检查。"""

import pytest


@pytest.mark.hint(1)
def test_hand(submission, expect):
    """从 20% 到 30%：多 10 个百分点，提升 50%，是原来的 1.5 倍。"""
    expect(submission.describe_change(0.2, 0.3), {"pp": 10.0, "pct": 50.0, "times": 1.5})


@pytest.mark.hint(2)
def test_no_base(submission, expect):
    """基线为 0 时只有百分点，百分比和倍数是 None。"""
    expect(submission.describe_change(0.0, 0.1), {"pp": 10.0, "pct": None, "times": None})


@pytest.mark.needs("test_hand")
def test_fall(submission, solution, expect):
    """下降时三种说法也对得上。"""
    for after in (0.0, 0.1, 0.4):
        expect(submission.describe_change(0.5, after), solution.describe_change(0.5, after), note=f"0.5 到 {after}")


@pytest.mark.hint(2)
def test_baseline(submission, expect):
    """提升 300% 时基线最高 25%；提升 0% 时最高 100%；降 100% 以上不存在。"""
    expect(submission.max_baseline(300), 0.25)
    expect(submission.max_baseline(50), 1 / 1.5)
    expect(submission.max_baseline(0), 1.0)
    expect(submission.max_baseline(-100), None)


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for before, after in ((0.2, 0.3), (0.5, 0.25), (0.0, 0.1), (0.0, 0.5)):
        yield "describe_change", (before, after)
    for pct in (300, 50, 200):
        yield "max_baseline", (pct,)
