"""Who stays after joining: retention exactly on day N, within a window, in the group; sedimentation; leaving groups.

D0 is the business day a member first joined any group. A member counts only when the days asked about are over before
asof; a cohort in which nobody has come so far gives None. `group_memberships`: member_id (str), joined_at, left_at;
`interactions` and `kinds` as in `course.metrics.activity`. `start`, `end`: the cohort, first joined in [start, end).
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from course.metrics.activity import active_events
from course.metrics.estimates import Rate, rate, unfinished
from course.metrics.frames import (
    Frame,
    Moment,
    Native,
    col,
    day_of,
    in_window,
    instant,
    midnight,
    read,
    row,
    shown,
    whole,
    window,
)


def cohort(group_memberships: Native, start: Moment, end: Moment, asof: Moment) -> Frame:
    """member_id and d0 (business day) of the members who first joined in [start, end), before asof."""
    joins = read(group_memberships, "group_memberships", "member_id", "joined_at")
    first = joins.filter(col("joined_at") < instant(asof)).group_by("member_id").agg(col("joined_at").min())
    return first.filter(in_window("joined_at", start, end)).select("member_id", d0=day_of("joined_at"))


def retention_classic(
    group_memberships: Native, interactions: Native, *, n: int, start: Moment, end: Moment, kinds: Sequence[str],
    asof: Moment,
) -> Rate:  # fmt: skip
    """retention_classic: active exactly on day D0 + n, n ≥ 1. Raises ValueError for n < 1."""
    if n < 1:
        raise ValueError(f"n = {n}")
    return _active_share("retention_classic", group_memberships, interactions, n, n + 1, start, end, kinds, asof)


def retention_rolling(
    group_memberships: Native, interactions: Native, *, n: int, h: int = 28, start: Moment, end: Moment,
    kinds: Sequence[str], asof: Moment,
) -> Rate:  # fmt: skip
    """retention_rolling: active on any day of [D0 + n, D0 + n + h); h is the same for all cohorts."""
    return _active_share("retention_rolling", group_memberships, interactions, n, n + h, start, end, kinds, asof)


def retention_bracket(
    group_memberships: Native, interactions: Native, *, n: int, k: int, start: Moment, end: Moment,
    kinds: Sequence[str], asof: Moment,
) -> Rate:  # fmt: skip
    """retention_bracket: active on any of the days D0 + n − k … D0 + n + k."""
    return _active_share(
        "retention_bracket", group_memberships, interactions, n - k, n + k + 1, start, end, kinds, asof
    )


def retention_in_group(group_memberships: Native, *, n: int, start: Moment, end: Moment, asof: Moment) -> Rate:
    """retention_in_group: still in any group when day D0 + n ends. Who left and came back is in."""
    people = cohort(group_memberships, start, end, asof)
    inside = _inside(group_memberships, people, n).with_columns(kept=nw.lit(1))
    return _share("retention_in_group", people, inside, n + 1, f"D0+{n}, {window(start, end)}", asof)


def sedimentation(
    group_memberships: Native, interactions: Native, *, start: Moment, end: Moment, kinds: Sequence[str], asof: Moment,
    n: int = 30, k: int = 7,
) -> Rate:  # fmt: skip
    """sedimentation: in a group when day n ends, and active on one of the last k days to it, [D0 + n − k + 1, D0 + n + 1)."""
    people = cohort(group_memberships, start, end, asof)
    inside = _inside(group_memberships, people, n)
    active = _active(interactions, people, n - k + 1, n + 1, kinds, asof)
    both = inside.join(active, on="member_id")
    span = f"[D0+{n - k + 1}, D0+{n + 1}), {window(start, end)}"
    return _share("sedimentation", people, both.with_columns(kept=nw.lit(1)), n + 1, span, asof)


def _active_share(
    name: str, group_memberships: Native, interactions: Native, first: int, last: int, start: Moment, end: Moment,
    kinds: Sequence[str], asof: Moment,
) -> Rate:  # fmt: skip
    """The share of the cohort active in [D0 + first, D0 + last)."""
    people = cohort(group_memberships, start, end, asof)
    active = _active(interactions, people, first, last, kinds, asof).with_columns(kept=nw.lit(1))
    return _share(name, people, active, last, f"[D0+{first}, D0+{last}), {window(start, end)}", asof)


def _active(interactions: Native, people: Frame, first: int, last: int, kinds: Sequence[str], asof: Moment) -> Frame:
    """The distinct members active in [D0 + first, D0 + last): member_id."""
    events = active_events(interactions, kinds, asof).select("member_id", day=day_of("event_at"))
    age = col("day") - col("d0")
    return events.join(people, on="member_id").filter(age >= first, age < last).select("member_id").unique()


def _inside(group_memberships: Native, people: Frame, n: int) -> Frame:
    """The distinct members in any group when day D0 + n ends: member_id."""
    spells = read(group_memberships, "group_memberships", "member_id", "joined_at", "left_at").join(
        people, on="member_id"
    )
    over = midnight(col("d0") + n + 1)
    stays = spells.filter(col("joined_at") < over, col("left_at").is_null() | (col("left_at") >= over))
    return stays.select("member_id").unique()


def _share(name: str, people: Frame, kept: Frame, days: int, span: str, asof: Moment) -> Rate:
    """The share of those kept among the people whose first `days` days are over."""
    joined = people.join(kept, on="member_id", how="left")
    full = nw.when(midnight(col("d0") + days) <= instant(asof)).then(1).otherwise(0)
    marked = joined.with_columns(kept=col("kept").fill_null(0), full=full)
    counts = row(marked, k=(col("kept") * col("full")).sum(), n=col("full").sum(), n_total=nw.len())
    span = f"{span}, asof {shown(asof)}"
    return rate(name, whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]), span)


def leave_rate(group_memberships: Native, *, start: Moment, end: Moment, asof: Moment) -> Rate:
    """leave_rate: of the members in a group at `start`, those who left or were removed from one of those groups in
    [start, end). Needs leave_reason too; a dissolved group (解散) is not its members' leaving.
    """
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("leave_rate", span)
    columns = ("member_id", "joined_at", "left_at", "leave_reason")
    spells = read(group_memberships, "group_memberships", *columns)
    first, last = instant(start), instant(end)
    still = col("left_at").fill_null(2**62)
    inside = spells.filter(col("joined_at") < first, still >= first)
    went = (still < last) & (col("leave_reason").fill_null("") != DISSOLVED)
    marked = inside.select("member_id", went=nw.when(went).then(1).otherwise(0))
    people = marked.group_by("member_id").agg(col("went").max())
    counts = row(people, k=col("went").sum(), n=nw.len())
    return rate("leave_rate", whole(counts["k"]), whole(counts["n"]), whole(counts["n"]), span)


DISSOLVED = "解散"
