"""Content and talk: near-duplicates, concentration of participation, replies, output an hour of staff time."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from math import ceil
from statistics import median

import narwhals as nw

from course.metrics.activity import PEOPLE, active_events
from course.metrics.estimates import Estimate, Rate, quantile_interval, rate, ratio, unfinished
from course.metrics.frames import (
    MINUTE,
    Frame,
    Moment,
    Native,
    col,
    day_of,
    in_window,
    instant,
    read,
    row,
    rows,
    shown,
    whole,
    window,
)

_DIGITS = re.compile(r"\d+")


def normal_text(text: str, simplify: dict[int, int] | None = None) -> str:
    """The text with numbers masked as 0, full-width folded, spaces and punctuation gone, traditional made simplified by
    the table `simplify` (of `str.maketrans`) when given.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(simplify or {})
    masked = _DIGITS.sub("0", folded)
    return "".join(mark for mark in masked if unicodedata.category(mark)[0] in "LNS")


def grams(text: str, n: int) -> frozenset[str]:
    """The set of character n-grams of a normalised text; a shorter text is one gram."""
    return frozenset(text[i : i + n] for i in range(max(1, len(text) - n + 1))) if text else frozenset()


def similarity(a: str, b: str, n: int = 2) -> float:
    """Jaccard of the two texts' n-grams after normalising; 0 when both are empty."""
    one, two = grams(normal_text(a), n), grams(normal_text(b), n)
    return len(one & two) / len(one | two) if one | two else 0.0


def duplicate_rate(
    posts: Native, *, start: Moment, end: Moment, tau: float = 0.8, n: int = 2, simplify: dict[int, int] | None = None
) -> Rate:
    """duplicate_rate: of the posts with a text published in [start, end), those near to another (Jaccard ≥ tau).

    `posts`: post_id, published_at, text. Both of a pair count. Pairs are found by prefix filtering (Bayardo 2007): exact.
    The interval takes posts for independent, which copies are not.
    """
    published = read(posts, "posts", "post_id", "published_at", "text", within={"published_at": (start, end)})
    found = rows(published.filter(~col("text").is_null()).select("text"))
    texts = [grams(normal_text(line["text"], simplify), n) for line in found]
    texts = [text for text in texts if text]
    copies = near_duplicates(texts, tau)
    total = whole(row(published, n=nw.len())["n"])
    return rate("duplicate_rate", len(copies), len(texts), total, f"{window(start, end)}, τ={tau:g}, {n}-gram")


def near_duplicates(texts: Sequence[frozenset[str]], tau: float) -> set[int]:
    """The positions of the sets that have another with Jaccard ≥ tau, 0 < tau ≤ 1."""
    often: dict[str, int] = defaultdict(int)
    for text in texts:
        for gram in text:
            often[gram] += 1
    index: dict[str, list[int]] = defaultdict(list)
    copies: set[int] = set()
    for i in sorted(range(len(texts)), key=lambda i: len(texts[i])):
        text = texts[i]
        rare = sorted(text, key=lambda gram: (often[gram], gram))[: len(text) - ceil(tau * len(text) - 1e-9) + 1]
        for j in {j for gram in rare for j in index[gram]}:
            shared = len(text & texts[j])
            if shared >= tau * (len(text) + len(texts[j]) - shared) - 1e-9:
                copies |= {i, j}
        for gram in rare:
            index[gram].append(i)
    return copies


def message_counts(
    group_messages: Native, group_memberships: Native, *, group_id: str, start: Moment, end: Moment
) -> list[int]:
    """Messages in [start, end) of each member who was in the group in it, ascending; the silent ones count 0.

    `group_messages`: group_id, sender_id, sender_type, sent_at; `group_memberships`: group_id, member_id, joined_at, left_at.
    """
    spells = read(group_memberships, "group_memberships", "group_id", "member_id", "joined_at", "left_at")
    there = spells.filter(
        col("group_id") == group_id,
        col("joined_at") < instant(end),
        col("left_at").is_null() | (col("left_at") > instant(start)),
    )
    inside = there.select("member_id").unique()
    said = _members_messages(group_messages, start, end).filter(col("group_id") == group_id)
    counted = said.group_by("sender_id").agg(messages=nw.len())
    each = inside.join(counted, left_on="member_id", right_on="sender_id", how="left")
    return sorted(whole(line["messages"]) for line in rows(each.select("messages")))


def _members_messages(group_messages: Native, start: Moment, end: Moment) -> Frame:
    columns, sent = ("group_id", "sender_id", "sender_type", "sent_at"), {"sent_at": (start, end)}
    return read(group_messages, "group_messages", *columns, within=sent).filter(col("sender_type").is_in(PEOPLE))


def participation_gini(counts: Sequence[int], *, window: str = "") -> Estimate:
    """participation_gini: Σ(2i − n − 1)x_i / (nΣx), x ascending, of everyone's messages (`message_counts`); at most (n−1)/n."""
    n, said = len(counts), sum(counts)
    spread = sum((2 * i - n - 1) * x for i, x in enumerate(sorted(counts), start=1))
    return ratio("participation_gini", spread, n * said if n > 1 else None, window, n)


def one_nine_ninety(counts: Sequence[int], *, window: str = "") -> dict[str, Estimate]:
    """one_nine_ninety: the shares of messages of the most talkative 1 %, the next 9 %, the other 90 %: top1, next9, rest90.

    The numbers of people of the first 1 % and 10 % are rounded up; None when nobody said anything.
    """
    ordered, n = sorted(counts, reverse=True), len(counts)
    one, ten = ceil(n / 100), ceil(n / 10)
    parts = {"top1": ordered[:one], "next9": ordered[one:ten], "rest90": ordered[ten:]}
    return {name: ratio("one_nine_ninety", sum(part), sum(ordered), window, len(part)) for name, part in parts.items()}


def first_replies(group_messages: Native, *, asof: Moment) -> Frame:
    """One row a question (a member's message that is no reply, before asof): sent_at, reply_at (missing: none yet).

    A reply is another's, not a bot's. `group_messages`: message_id, sender_id, sender_type, sent_at, reply_to_id.
    """
    columns = ("message_id", "sender_id", "sender_type", "sent_at", "reply_to_id")
    messages = read(group_messages, "group_messages", *columns, within={"sent_at": (None, asof)})
    asked = messages.filter(col("sender_type").is_in(PEOPLE), col("reply_to_id").is_null())
    answers = messages.filter(col("sender_type") != "bot", ~col("reply_to_id").is_null())
    answers = answers.select(message_id=col("reply_to_id"), answerer=col("sender_id"), reply_at=col("sent_at"))
    pairs = asked.select("message_id", "sender_id", "sent_at").join(answers, on="message_id")
    others = pairs.filter(col("answerer") != col("sender_id"), col("reply_at") >= col("sent_at"))
    first = others.group_by("message_id").agg(col("reply_at").min())
    return asked.select("message_id", "sent_at").join(first, on="message_id", how="left")


def reply_within(group_messages: Native, *, minutes: int, asof: Moment) -> Rate:
    """reply_within: of the questions at least `minutes` old at asof, those replied to in less than `minutes`."""
    full = nw.when(col("sent_at") + minutes * MINUTE <= instant(asof)).then(1).otherwise(0)
    soon = nw.when(col("reply_at") < col("sent_at") + minutes * MINUTE).then(1).otherwise(0)
    marked = first_replies(group_messages, asof=asof).select(full=full, soon=soon)
    counts = row(marked, k=(col("soon") * col("full")).sum(), n=col("full").sum(), n_total=nw.len())
    span = f"+[0, {minutes} min), asof {shown(asof)}"
    return rate("reply_within", whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]), span)


def reply_median(group_messages: Native, *, asof: Moment) -> Estimate:
    """reply_median: minutes to the first reply, the median of the questions that have one; interval by order statistics.

    To be told together with `reply_within`, which says how many have none.
    """
    asked = rows(first_replies(group_messages, asof=asof))
    waits = sorted((q["reply_at"] - q["sent_at"]) / MINUTE for q in asked if q["reply_at"] is not None)
    low, high = quantile_interval(waits, 0.5) if waits else (None, None)
    return Estimate(
        id="reply_median", value=median(waits) if waits else None, low=low, high=high, n=len(waits),
        n_total=len(asked), window=f"asof {shown(asof)}",
    )  # fmt: skip


def efficiency_per_hour(
    interactions: Native, staff_hours: Native, *, start: Moment, end: Moment, kinds: Sequence[str], asof: Moment,
    tasks: Sequence[str] | None = None,
) -> Estimate:  # fmt: skip
    """efficiency_per_hour: members' events of those kinds in [start, end), for each staff hour of `tasks` (None: all).

    `staff_hours`: work_date, task, minutes.
    """
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("efficiency_per_hour", span)
    events = active_events(interactions, kinds, asof).filter(in_window("event_at", start, end))
    worked = read(staff_hours, "staff_hours", "work_date", "task", "minutes").filter(
        col("work_date") >= day_of(nw.lit(instant(start))), col("work_date") < day_of(nw.lit(instant(end)))
    )
    chosen = worked.filter(col("task").is_in(tasks)) if tasks is not None else worked
    n = whole(row(events, n=nw.len())["n"])
    minutes = whole(row(chosen, minutes=col("minutes").sum())["minutes"])
    return ratio("efficiency_per_hour", n, minutes / 60, span, n)
