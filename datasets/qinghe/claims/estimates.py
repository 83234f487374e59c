"""Figures with a standard error and the number of units they rest on. Shares and gaps are in percentage points."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd


class Found(NamedTuple):
    """A figure, its standard error, and the units it rests on."""

    value: float
    se: float
    n: int


def share(flags: Any, times: float = 100.0) -> Found:
    """The share of true ones, in points."""
    flags = np.asarray(flags, dtype=float)
    p = flags.mean()
    return Found(times * p, times * float(np.sqrt(p * (1 - p) / len(flags))), len(flags))


def gap(outcome: np.ndarray, treated: np.ndarray) -> Found:
    """Share among the treated less that among the others, in points."""
    a, b = share(outcome[treated]), share(outcome[~treated])
    return Found(a.value - b.value, float(np.hypot(a.se, b.se)), len(outcome))


def adjusted(outcome: np.ndarray, treated: np.ndarray, stratum: np.ndarray) -> Found:
    """The gap within strata, weighted as is most precise under a common effect (Mantel-Haenszel)."""
    frame = pd.DataFrame({"y": outcome, "t": treated, "s": stratum})
    cells = frame.groupby(["s", "t"])["y"].agg(["mean", "size"]).unstack().dropna()
    mean, size = cells["mean"], cells["size"]
    weight = size[True] * size[False] / (size[True] + size[False])
    weight /= weight.sum()
    variance = sum(weight**2 * mean[t] * (1 - mean[t]) / size[t] for t in (True, False)).sum()
    return Found(100 * float(((mean[True] - mean[False]) * weight).sum()), 100 * float(variance**0.5), int(size.sum().sum()))


def ratio(top: Found, bottom: Found) -> Found:
    """top / bottom, its error by the delta method."""
    value = top.value / bottom.value
    return Found(value, value * float(np.hypot(top.se / top.value, bottom.se / bottom.value)), top.n + bottom.n)


def average(values: Any) -> Found:
    values = np.asarray(values, dtype=float)
    return Found(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))), len(values))
