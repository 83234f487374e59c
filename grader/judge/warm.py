"""Work done once before the forks: what Python specialises by it and pandas caches, every submission's process is born with."""

from __future__ import annotations

import sys

import pandas as pd

from grader.judge import wire
from grader.judge.learner import FILE, MODULE, Learner

ROUNDS = 12  # CPython specialises a function after it ran a few times
_SUBMISSION = "import math\n\n\ndef count(orders):\n    return {'n': float(len(orders)), 'pi': math.pi}\n"


def warm_up() -> None:
    """Load a small submission, call it, and do with pandas what learners do. Nothing of a learner's is read."""
    learner, request = Learner(), {"op": "load", "cells": [{"name": FILE, "text": _SUBMISSION}]}
    given = wire.encode(_orders())
    for _ in range(ROUNDS):
        learner.answer(request)
        learner.answer({"op": "call", "fn": "count", "args": [given], "kwargs": {}})
        wire.pack(wire.encode(_figures(wire.decode(given))))
    del sys.modules[MODULE]


def _orders() -> pd.DataFrame:
    at = pd.date_range("2026-01-01", periods=40, freq="7h", tz="Asia/Shanghai")
    member = pd.array([f"m_{number % 9}" if number % 7 else None for number in range(40)], dtype="str")
    return pd.DataFrame({"member_id": member, "paid_at": at, "fen": range(40), "status": ["paid", "created"] * 20})


def _figures(orders: pd.DataFrame) -> list[object]:
    """Filter, group, join, sort, count and convert: ordinary answers of ordinary exercises."""
    start = pd.Timestamp("2026-01-02", tz="Asia/Shanghai")
    paid = orders[(orders["status"] == "paid") & orders["member_id"].notna() & (orders["paid_at"] >= start)]
    days = paid.assign(day=paid["paid_at"].dt.floor("D")).drop_duplicates(["member_id", "day"])
    times = days.groupby("member_id")["day"].nunique()
    first = paid.groupby("member_id", as_index=False).agg(first=("paid_at", "min"))
    both = paid.merge(first, on="member_id", how="left").sort_values(["member_id", "paid_at"], ascending=[True, False])
    by_month = both.assign(month=both["paid_at"].dt.strftime("%Y-%m")).groupby("month", as_index=False)
    found = by_month.agg(n=("status", "size"), buyers=("member_id", "nunique"), fen=("fen", "sum"))
    sums = paid.groupby("member_id")["fen"].sum().sort_values(ascending=False)
    top, some = sums.head(3).sum(), bool(paid["fen"].isin([1, 2]).any())
    means = [float(paid["fen"].median()), float(paid["fen"].mean()), int(top), some]
    return [found, sums, times.value_counts().to_dict(), means, pd.concat([found, found], ignore_index=True).fillna(0)]
