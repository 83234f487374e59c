"""How a metric's readings are written and drawn: units, intervals, months, survival curves; inline SVG for both themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from course.metrics.estimates import Estimate
from course.metrics.overview import Reading, View
from course.publish.kernel_setup import SIYU_PALETTE, siyu_draw, siyu_dress_charts
from course.publish.outputs import dress_svg
from course.publish.templating import fill, say

_WAN = 10_000
_WIDTH = 460


@dataclass(frozen=True)
class Scale:
    """How a metric's numbers are shown: multiplied, with so many decimals, and a unit after them."""

    times: float
    decimals: int
    unit: str

    def bare(self, value: float) -> str:
        """The number without any sign of its unit, for a column whose head names it."""
        return f"{value * self.times:,.{self.decimals}f}".replace("-", "−")

    def number(self, value: float) -> str:
        """The number alone; a share with its sign."""
        sign = self.unit if self.unit == "%" else ""
        return self.bare(value) + sign

    def text(self, value: float) -> str:
        """The number with its unit."""
        return self.number(value) if self.unit in ("%", "") else f"{self.number(value)} {self.unit}"


def scale_of(unit: str, estimates: Sequence[Estimate]) -> Scale:
    """The scale for a unit of metrics.yml; money in yuan, in 万 from a million yuan on."""
    if unit == "比例":
        return Scale(100, 1, "%")
    if unit.startswith("分") and unit != "分钟" and unit != "分值":
        largest = max((abs(estimate.value or 0) for estimate in estimates), default=0) / 100
        money = Scale(0.01 / _WAN, 1, say("report.wan")) if largest >= 10 * _WAN else Scale(0.01, 2, say("report.yuan"))
        return Scale(money.times, money.decimals, money.unit + unit.removeprefix("分"))
    if unit in ("人", "单", "行", "分值", "月"):
        return Scale(1, 0, unit)
    return Scale(1, 1 if unit in ("分钟", "百分点", "%") else 3, "" if unit == "无量纲" else unit)


def draw(view: View, title: str, scale: Scale) -> Markup | None:
    """The view as a figure; None when it has no shape or fewer than two known readings."""
    known = [reading for reading in view.readings if reading.estimate.value is not None]
    if view.shape == "" or len(known) < 2:
        return None
    siyu_dress_charts(svg=False)
    chart = {"interval": _intervals, "months": _months, "curve": _curve}[view.shape](view, known, scale)
    spec = chart.properties(width=_WIDTH).to_dict()
    alt = say(f"report.alt_{view.shape}", title=title, n=len(known))
    caption = say(f"report.caption_{view.shape}")
    svg = dress_svg(siyu_draw(spec)["image/svg+xml"], f"fig-{view.id.replace('_', '-')}", alt)
    return fill("figure", drawing=Markup(svg), caption=caption)


def _points(known: Sequence[Reading], scale: Scale) -> list[dict[str, Any]]:
    return [
        {
            "label": reading.label,
            "value": (reading.estimate.value or 0) * scale.times,
            "low": reading.estimate.low * scale.times if reading.estimate.low is not None else None,
            "high": reading.estimate.high * scale.times if reading.estimate.high is not None else None,
        }
        for reading in known
    ]


def _intervals(view: View, known: Sequence[Reading], scale: Scale) -> Any:
    """A dot and its interval a reading, in the order given."""
    import altair as alt

    base = alt.Chart(pd.DataFrame(_points(known, scale)))
    place = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8))
    grid = alt.Axis(grid=True, domain=False, ticks=False, tickCount=5)
    rule = base.mark_rule(strokeWidth=2).encode(y=place, x=alt.X("low:Q", title=scale.unit, axis=grid), x2="high:Q")
    dots = base.mark_point(opacity=1).encode(y=place, x=alt.X("value:Q", title=scale.unit, axis=grid))
    # On phones the site's style makes the labels a quarter wider: room for that.
    longest = max(len(reading.label.encode("gbk", "replace")) for reading in known)
    return (rule + dots).properties(
        height={"step": 30}, padding={"left": 4 + 1.8 * longest, "top": 4, "right": 12, "bottom": 4}
    )


def _months(view: View, known: Sequence[Reading], scale: Scale) -> Any:
    """A line over months, with intervals where there are any; money starts at 0."""
    import altair as alt

    points = _points(known, scale)
    ranged = any(point["low"] is not None for point in points)
    base = alt.Chart(pd.DataFrame(points))
    month = alt.X("label:O", title=None, axis=alt.Axis(labelExpr=_MONTH, labelOverlap=False))
    level = alt.Y("value:Q", title=scale.unit, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    if not ranged:
        return base.mark_bar(size=22).encode(x=month, y=level).properties(height=200)
    rule = base.mark_rule(strokeWidth=2).encode(x=month, y=alt.Y("low:Q", title=scale.unit), y2="high:Q")
    return (rule + base.mark_point(opacity=1).encode(x=month, y=level)).properties(height=200)


# The month's number; under the first one and each January the year.
_NUMBER, _YEAR = "toNumber(slice(datum.label, 5))", "slice(datum.label, 0, 4)"
_MONTH = f"datum.index == 0 || slice(datum.label, 5) == '01' ? [{_NUMBER}, {_YEAR}] : {_NUMBER}"


def _curve(view: View, known: Sequence[Reading], scale: Scale) -> Any:
    """The survival curve with its band."""
    import altair as alt

    assert view.curve is not None
    every = max(view.curve.last / _WIDTH, 1e-9)
    kept = list({int(step.t / every): step for step in view.curve.steps}.values())  # one step a pixel: the last
    points: list[dict[str, Any]] = [{"t": 0, "value": 100, "low": 100, "high": 100}]
    points += [
        {"t": s.t, "value": s.survival * 100, "low": (s.low or 0) * 100, "high": (s.high or 0) * 100} for s in kept
    ]
    base = alt.Chart(pd.DataFrame(points)).encode(x=alt.X("t:Q", title=say("report.days"), axis=alt.Axis(tickCount=8)))
    level = alt.Y("value:Q", title="%", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    band = base.mark_area(interpolate="step-after", opacity=0.25).encode(y=alt.Y("low:Q", title="%"), y2="high:Q")
    return (
        band + base.mark_line(interpolate="step-after", color=SIYU_PALETTE["--siyu-c1"]).encode(y=level)
    ).properties(height=240)
