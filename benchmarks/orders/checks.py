"""Each function by hand on eight orders, and against the oracle on five thousand."""

import pandas as pd
import pytest


def test_repeat_hand(submission, case, expect):
    """八张订单里四个人买过，两个人隔天又买。"""
    expect(submission.repeat_rate(case("hand")["orders"]), {"n": 4.0, "k": 2.0, "value": 0.5})


@pytest.mark.hidden
def test_repeat_variant(submission, solution, variants, expect):
    """换一批订单，复购率也对。"""
    for tables in variants:
        expect(submission.repeat_rate(tables["orders"]), solution.repeat_rate(tables["orders"]))


def test_basket_hand(submission, case, expect):
    """七张已付订单共 280 元，平均 40 元。"""
    expect(submission.basket(case("hand")["orders"]), {"mean": 40.0, "median": 40.0, "top_share": 0.5})


@pytest.mark.hidden
def test_basket_variant(submission, solution, variants, expect):
    """换一批订单，客单价也对。"""
    for tables in variants:
        expect(submission.basket(tables["orders"]), solution.basket(tables["orders"]))


def test_month_hand(submission, case, expect):
    """一月四单，二月三单。"""
    want = pd.DataFrame({"month": ["2026-01", "2026-02"], "n": [4, 3], "buyers": [3, 3], "fen": [13000, 15000]})
    expect(submission.by_month(case("hand")["orders"]), want)


@pytest.mark.hidden
def test_month_variant(submission, solution, variants, expect):
    """换一批订单，各月也对。"""
    for tables in variants:
        expect(submission.by_month(tables["orders"]), solution.by_month(tables["orders"]))


def diagnose(case, variant):
    """Calls on which mistakes are told apart."""
    for orders in (case("hand")["orders"], variant["orders"]):
        yield "repeat_rate", (orders,)
        yield "basket", (orders,)
        yield "by_month", (orders,)
