"""The metric dictionary in code: one function an id of `course/metrics.yml`, on any dataframe narwhals knows.

Tables come first, windows by keyword; the value comes back in a frozen record with numerator, denominator, window,
numbers of people and interval (`course.metrics.estimates`). A metric of several values (by channel, by law, by stage) gives
them by key. `METRICS` names every id's function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.metrics import (
    activity,
    compliance,
    content,
    cost,
    experiments,
    funnel,
    plan,
    referral,
    retention,
    survival,
    trade,
)

_FUNCTIONS: tuple[Callable[..., Any], ...] = (
    activity.growth_rate,
    activity.dau,
    activity.wau,
    activity.mau,
    activity.stickiness,
    activity.active_rate,
    retention.retention_classic,
    retention.retention_rolling,
    retention.retention_bracket,
    retention.retention_in_group,
    retention.sedimentation,
    activity.churn_rate,
    retention.leave_rate,
    survival.survival_probability,
    funnel.reach_rate,
    funnel.interaction_rate,
    funnel.conversion_rate,
    funnel.click_rate,
    funnel.optout_rate,
    content.duplicate_rate,
    content.participation_gini,
    content.one_nine_ninety,
    content.reply_within,
    content.reply_median,
    content.efficiency_per_hour,
    trade.repeat_rate,
    referral.referral_rate,
    referral.invite_conversion,
    referral.k_factor,
    referral.transition_probability,
    cost.cac_media,
    cost.cac_full,
    trade.net_revenue,
    trade.gross_profit,
    trade.ltv_hist,
    cost.ltv_pred,
    cost.roas,
    cost.roi,
    cost.cagr,
    cost.baseline_ceiling,
    experiments.lift_abs,
    experiments.lift_rel,
    experiments.sample_ratio_mismatch,
    experiments.incremental_orders,
    plan.points_liability,
    plan.group_profit,
    plan.payback_month,
    plan.npv,
    plan.precision,
    plan.recall,
    compliance.violation_rate,
    compliance.k_anonymity,
    compliance.risk_score,
    compliance.penalty_caps,
    compliance.trust_top2,
)

METRICS: dict[str, Callable[..., Any]] = {function.__name__: function for function in _FUNCTIONS}
"""The function of each id."""
