"""What a randomised campaign did: lift in points and in per cent, sample ratio mismatch, incremental orders.

`exposures`: campaign_id, member_id, arm, assigned_at; `orders`: member_id, paid_at, status. A conversion is an order paid
(not cancelled) within [assigned_at, assigned_at + days). Members of several arms are left out; those whose days are
not over before asof are not counted yet. Read `sample_ratio_mismatch` first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, exp, gamma, log, sqrt

import narwhals as nw

from course.metrics.estimates import UNKNOWN, Estimate, Interval, Z, known, wilson
from course.metrics.frames import DAY, Frame, Moment, Native, col, instant, read, row, rows, shown, whole

ALARM = 0.001


@dataclass(frozen=True)
class Arms:
    """Converted k of n in both arms; with clusters, the standard errors of both shares."""

    k: tuple[int, int]
    n: tuple[int, int]
    errors: tuple[float, float] | None = None

    @property
    def shares(self) -> tuple[float, float] | None:
        """Both shares, control first; None when an arm is empty."""
        return (self.k[0] / self.n[0], self.k[1] / self.n[1]) if all(self.n) else None


def assigned(exposures: Native, campaign_id: str, asof: Moment, *columns: str) -> Frame:
    """One row a member assigned before asof to one arm only: member_id, arm, assigned_at (first), the columns asked for."""
    names = ("campaign_id", "member_id", "arm", "assigned_at", *columns)
    plan = read(exposures, "exposures", *names).filter(col("campaign_id") == campaign_id, ~col("arm").is_null())
    given = plan.filter(col("assigned_at") < instant(asof)).group_by("member_id").agg(
        col("assigned_at").min(), col("arm").min(), *(col(name).min() for name in columns), last_arm=col("arm").max()
    )  # fmt: skip
    return given.filter(col("arm") == col("last_arm")).drop("last_arm")


def _outcomes(exposures: Native, orders: Native, campaign_id: str, days: int, asof: Moment, *columns: str) -> Frame:
    """Members observed for `days` days: arm, orders (how many) and converted (0 or 1)."""
    full = assigned(exposures, campaign_id, asof, *columns).filter(col("assigned_at") + days * DAY <= instant(asof))
    paid = read(orders, "orders", "member_id", "paid_at", "status").filter(
        ~col("member_id").is_null(), ~col("paid_at").is_null(), col("status") != "cancelled"
    )
    bought = full.join(paid, on="member_id").filter(
        col("paid_at") >= col("assigned_at"), col("paid_at") < col("assigned_at") + days * DAY
    )
    each = bought.group_by("member_id").agg(orders=nw.len())
    seen = full.join(each, on="member_id", how="left").with_columns(col("orders").fill_null(0))
    return seen.with_columns(converted=nw.when(col("orders") > 0).then(1).otherwise(0))


def arms(
    exposures: Native, orders: Native, *, campaign_id: str, treat: str, days: int, asof: Moment,
    control: str = "control", cluster: str | None = None,
) -> Arms:  # fmt: skip
    """Conversions of both arms. `cluster`: the column of `exposures` that was randomised (group_id), for robust errors."""
    extra = (cluster,) if cluster else ()
    seen = _outcomes(exposures, orders, campaign_id, days, asof, *extra)
    keys = ["arm", *extra]
    lines = rows(seen.group_by(keys).agg(n=nw.len(), k=col("converted").sum()))
    cells = {
        arm: [(whole(line["k"]), whole(line["n"])) for line in lines if line["arm"] == arm] for arm in (control, treat)
    }
    k, n = (tuple(sum(cell[i] for cell in cells[arm]) for arm in (control, treat)) for i in (0, 1))
    errors = [_cluster_error(cells[arm]) for arm in (control, treat)] if cluster else []
    robust = (errors[0], errors[1]) if errors and errors[0] is not None and errors[1] is not None else None
    return Arms((k[0], k[1]), (n[0], n[1]), robust or ((float("nan"), float("nan")) if cluster else None))


def _cluster_error(cells: list[tuple[int, int]]) -> float | None:
    """The standard error of a share of whole clusters (ratio estimator, Cochran 1977); None below two clusters."""
    n, many = sum(size for _, size in cells), len(cells)
    if many < 2:
        return None
    share = sum(k for k, _ in cells) / n
    return sqrt(many / (many - 1) * sum((k - share * size) ** 2 for k, size in cells)) / n


def lift_abs(
    exposures: Native, orders: Native, *, campaign_id: str, treat: str, days: int, asof: Moment,
    control: str = "control", cluster: str | None = None,
) -> Estimate:  # fmt: skip
    """lift_abs: treated less control, in percentage points; Newcombe's interval (1998, method 10), or the normal one of
    cluster-robust errors when groups were randomised (`cluster`).
    """
    both = arms(
        exposures, orders, campaign_id=campaign_id, treat=treat, days=days, asof=asof, control=control, cluster=cluster
    )
    low, high = _difference(both)
    shares = both.shares
    value = (shares[1] - shares[0]) * 100 if shares else None
    return Estimate(
        id="lift_abs", value=value, low=low, high=high, numerator=value, n=sum(both.n), n_total=sum(both.n),
        window=f"{control} → {treat}, +[0, {days}), asof {shown(asof)}",
    )  # fmt: skip


def _difference(both: Arms) -> Interval:
    if both.shares is None:
        return UNKNOWN
    p0, p1 = both.shares
    difference = p1 - p0
    if both.errors is not None:
        half = known(Z * sqrt(both.errors[0] ** 2 + both.errors[1] ** 2))
        return (100 * (difference - half), 100 * (difference + half)) if half is not None else UNKNOWN
    (low0, high0), (low1, high1) = (wilson(k, n) for k, n in zip(both.k, both.n, strict=True))
    assert low0 is not None and high0 is not None and low1 is not None and high1 is not None
    down, up = sqrt((p1 - low1) ** 2 + (high0 - p0) ** 2), sqrt((high1 - p1) ** 2 + (p0 - low0) ** 2)
    return 100 * (difference - down), 100 * (difference + up)


def lift_rel(
    exposures: Native, orders: Native, *, campaign_id: str, treat: str, days: int, asof: Moment,
    control: str = "control", cluster: str | None = None,
) -> Estimate:  # fmt: skip
    """lift_rel: the lift over the control's share, in per cent; its own interval, normal on the log of the ratio (Katz
    1978, cluster-robust by the delta method). None when nobody converted in the control arm.
    """
    both = arms(
        exposures, orders, campaign_id=campaign_id, treat=treat, days=days, asof=asof, control=control, cluster=cluster
    )
    shares = both.shares
    value, (low, high) = None, UNKNOWN
    if shares and both.k[0]:
        value = (shares[1] / shares[0] - 1) * 100
        low, high = _ratio_interval(both, shares)
    return Estimate(
        id="lift_rel", value=value, low=low, high=high,
        numerator=(shares[1] - shares[0]) if shares else None, denominator=shares[0] if shares else None,
        n=sum(both.n), n_total=sum(both.n), window=f"{control} → {treat}, +[0, {days}), asof {shown(asof)}",
    )  # fmt: skip


def _ratio_interval(both: Arms, shares: tuple[float, float]) -> Interval:
    if not all(both.k):
        return UNKNOWN
    if both.errors is not None:
        spread = sum((error / share) ** 2 for error, share in zip(both.errors, shares, strict=True))
    else:
        spread = sum(1 / k - 1 / n for k, n in zip(both.k, both.n, strict=True))
    if known(spread) is None:
        return UNKNOWN
    middle, half = log(shares[1] / shares[0]), Z * sqrt(spread)
    return (exp(middle - half) - 1) * 100, (exp(middle + half) - 1) * 100


def sample_ratio_mismatch(
    exposures: Native, *, campaign_id: str, planned: Mapping[str, float], asof: Moment
) -> Estimate:
    """sample_ratio_mismatch: the chi-squared p value of the arms' numbers against the planned shares; below 0.001: alarm.

    `planned`: share by arm. None when nobody was assigned.
    """
    counted = rows(assigned(exposures, campaign_id, asof).group_by("arm").agg(n=nw.len()))
    found = {line["arm"]: whole(line["n"]) for line in counted}
    n, whole_plan = sum(found.get(arm, 0) for arm in planned), sum(planned.values())
    want = {arm: n * share / whole_plan for arm, share in planned.items()}
    statistic = sum((found.get(arm, 0) - want[arm]) ** 2 / want[arm] for arm in planned) if n else 0.0
    p = chi_squared_tail(statistic, len(planned) - 1) if n else None
    return Estimate(
        id="sample_ratio_mismatch", value=p, numerator=statistic, n=n, n_total=sum(found.values()),
        window=f"asof {shown(asof)}",
    )  # fmt: skip


def chi_squared_tail(x: float, df: int) -> float:
    """P(χ²_df ≥ x), by the recurrence of the incomplete gamma function in steps of two degrees."""
    tail, first = (erfc(sqrt(x / 2)), 1) if df % 2 else (exp(-x / 2), 2)
    for k in range(first, df, 2):
        tail += (x / 2) ** (k / 2) * exp(-x / 2) / gamma(k / 2 + 1)
    return tail


@dataclass(frozen=True, kw_only=True)
class Increment(Estimate):
    """Extra orders a treated member, and of all treated, each with its interval."""

    per_member: float | None = None
    per_low: float | None = None
    per_high: float | None = None
    n_control: int = 0
    n_treat: int = 0


def incremental_orders(
    exposures: Native, orders: Native, campaigns: Native, *, campaign_id: str, treat: str, days: int, asof: Moment,
    control: str = "control",
) -> Increment | None:  # fmt: skip
    """incremental_orders: the difference of orders a member, times the treated; None when members were not randomised.

    `campaigns`: campaign_id, randomised, unit. Normal interval of the difference of means. Campaigns do not add up.
    """
    plans = rows(
        read(campaigns, "campaigns", "campaign_id", "randomised", "unit").filter(col("campaign_id") == campaign_id)
    )
    if not plans or not plans[0]["randomised"] or plans[0]["unit"] != "member":
        return None
    seen = _outcomes(exposures, orders, campaign_id, days, asof)
    (mean0, error0, n0), (mean1, error1, n1) = (_mean_of(seen, arm) for arm in (control, treat))
    span = f"{control} → {treat}, +[0, {days}), asof {shown(asof)}"
    if mean0 is None or mean1 is None:
        return Increment(id="incremental_orders", value=None, n_control=n0, n_treat=n1, n=n0 + n1, window=span)
    each = mean1 - mean0
    half = Z * sqrt(error0**2 + error1**2) if error0 is not None and error1 is not None else None
    low, high = (each - half, each + half) if half is not None else UNKNOWN
    return Increment(
        id="incremental_orders", value=each * n1, low=low * n1 if low is not None else None,
        high=high * n1 if high is not None else None, numerator=each * n1, n=n0 + n1, n_total=n0 + n1, window=span,
        per_member=each, per_low=low, per_high=high, n_control=n0, n_treat=n1,
    )  # fmt: skip


def _mean_of(seen: Frame, arm: str) -> tuple[float | None, float | None, int]:
    """Mean orders of an arm, its standard error, its members."""
    part = row(seen.filter(col("arm") == arm), mean=col("orders").mean(), sd=col("orders").std(), n=nw.len())
    n, deviation = whole(part["n"]), known(part["sd"])
    return known(part["mean"]), deviation / sqrt(n) if deviation is not None and n > 1 else None, n
