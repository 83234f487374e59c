import pytest


@pytest.mark.points(2)
def test_hand(submission, case, expect):
    """手算样例：复购率 25%。"""
    expect(submission.repeat_rate(case("hand")["orders"]), 1)


@pytest.mark.hidden
def test_variants(submission):
    """换数据也对。"""
