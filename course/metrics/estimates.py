"""What a metric's function gives: a value with its interval, numerator, denominator, window and numbers of people.

A value that cannot be known (nobody observed long enough, a denominator of 0) is None, never 0. Shares are fractions;
intervals are 95 %. Ids are those of `course/metrics.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, isnan, sqrt

Z = 1.959963984540054
Interval = tuple[float | None, float | None]
UNKNOWN: Interval = (None, None)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One number of a metric: `n` units observed long enough out of `n_total`; the unit stands in metrics.yml."""

    id: str
    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    n_total: int = 0
    window: str = ""


@dataclass(frozen=True, kw_only=True)
class Rate(Estimate):
    """A share of people: `k` of `n`, with the Wilson interval."""

    @property
    def k(self) -> int:
        """How many of the n."""
        return int(self.numerator or 0)


def rate(name: str, k: int, n: int, n_total: int, window: str) -> Rate:
    """k of n as a share; None when n is 0."""
    low, high = wilson(k, n)
    return Rate(
        id=name, value=k / n if n else None, low=low, high=high, numerator=k, denominator=n, n=n, n_total=n_total,
        window=window,
    )  # fmt: skip


def total(name: str, amount: float, n: int, window: str) -> Estimate:
    """A count or a sum over n units: known, so without interval or denominator."""
    return Estimate(id=name, value=amount, numerator=amount, n=n, n_total=n, window=window)


def ratio(name: str, numerator: float | None, denominator: float | None, window: str, n: int = 0) -> Estimate:
    """numerator / denominator without an interval; None when either is unknown or the denominator is 0."""
    known = numerator is not None and denominator
    value = numerator / denominator if known and numerator is not None and denominator else None
    return Estimate(
        id=name, value=value, numerator=numerator, denominator=denominator, n=n, n_total=n, window=window
    )  # fmt: skip


def average(name: str, value: float | None, deviation: float | None, n: int, n_total: int, window: str) -> Estimate:
    """The mean of n units with the normal interval of its sample standard deviation (needs two units)."""
    value, deviation = known(value) if n else None, known(deviation)
    half = Z * deviation / sqrt(n) if deviation is not None and n > 1 else None
    low, high = (value - half, value + half) if value is not None and half is not None else UNKNOWN
    return Estimate(
        id=name, value=value, low=low, high=high, numerator=value * n if value is not None else None, denominator=n,
        n=n, n_total=n_total, window=window,
    )  # fmt: skip


def unfinished(name: str, window: str) -> Rate:
    """The estimate of a window that is not over at `asof`."""
    return Rate(id=name, value=None, window=window)


def known(value: float | None) -> float | None:
    """The value, None when it is missing or not a number."""
    return None if value is None or isnan(value) else float(value)


def wilson(k: int, n: int) -> Interval:
    """The Wilson 95 % interval of k of n (Wilson 1927); none when n is 0."""
    if n == 0:
        return UNKNOWN
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile_interval(ordered: Sequence[float], q: float) -> Interval:
    """The 95 % interval of the q-quantile by order statistics: the ranks that hold 2.5 % of a binomial at each end."""
    n = len(ordered)
    below = list(_accumulate(comb(n, i) * q**i * (1 - q) ** (n - i) for i in range(n + 1))) if n <= 1000 else None
    if below is None:
        spread = Z * sqrt(n * q * (1 - q))
        lower, upper = int(n * q - spread), int(n * q + spread) + 1
    else:
        lower = sum(mass <= 0.025 for mass in below) - 1
        upper = sum(mass < 0.975 for mass in below)
    return (ordered[lower] if lower >= 0 else None), (ordered[upper] if upper < n else None)


def _accumulate(masses: Iterable[float]) -> Iterable[float]:
    mass = 0.0
    for part in masses:
        mass += part
        yield mass
