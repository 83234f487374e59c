"""Reads the study plan's settings, `[presets]` of `course.toml`."""

from __future__ import annotations

from typing import Any, cast

from course.load.record import Record
from course.model import CapstoneSection, FormName, Pace, Presets, Track

_WEEKDAYS = 7


def read_presets(record: Record | None) -> Presets:
    """The presets; empty when the course has none. Problems go to the record's report."""
    if record is None:
        return Presets()
    presets = Presets(
        requires={slug: tuple(before) for slug, before in record.mapping("requires", {}).items()},
        hours=_hours(record.mapping("hours", {})),
        tracks=tuple(_track(slug, child) for slug, child in _named(record, "tracks")),
        paces=tuple(_pace(slug, child) for slug, child in _named(record, "paces")),
        sections=tuple(_section(child) for child in record.children("sections", required=False)),
        question_minutes=record.whole("question_minutes", 5),
        review_share=record.number("review_share", 0.1),
    )
    record.done()
    return presets


def _named(record: Record, key: str) -> list[tuple[str, Record]]:
    table = record.child(key, required=False)
    found = [(slug, table.child(slug)) for slug in table.data] if table else []
    return [(slug, child) for slug, child in found if child]


def _hours(table: dict[str, Any]) -> dict[str, float]:
    return {slug: float(sum(parts.values())) for slug, parts in table.items()}


def _track(slug: str, record: Record) -> Track:
    capstone = record.child("capstone")
    track = Track(
        slug=slug,
        title=record.text("title", ""),
        role=record.text("role"),
        hours=record.number("hours"),
        exercises=record.texts("exercises"),
        forms=cast(tuple[FormName, ...], record.texts("forms", ())),
        sections=_numbers(capstone, "sections"),
        capstone=capstone.text("title") if capstone else "",
        capstone_hours=capstone.number("hours") if capstone else 0.0,
        extra=capstone.text("extra", "") if capstone else "",
        extra_minutes=capstone.whole("extra_minutes", 0) if capstone else 0,
        lessons=record.texts("lessons", ()),
    )
    if capstone:
        capstone.done()
    record.done()
    return track


def _pace(slug: str, record: Record) -> Pace:
    pace = Pace(
        slug=slug,
        title=record.text("title"),
        note=record.text("note", ""),
        weeks=record.whole("weeks"),
        week_minutes=record.whole("week_minutes"),
        weekday_minutes=_week(record, "weekday_minutes"),
        review_minutes=_week(record, "review_minutes") if "review_minutes" in record.data else (),
        track=record.text("track", ""),
    )
    record.done()
    return pace


def _week(record: Record, key: str) -> tuple[int, ...]:
    """Seven whole numbers of minutes, Monday first."""
    found = _numbers(record, key)
    if len(found) != _WEEKDAYS or min(found) < 0:
        record.problem("load.preset_week", key, key=key)
        return (0,) * _WEEKDAYS
    return found


def _section(record: Record) -> CapstoneSection:
    section = CapstoneSection(
        number=record.whole("number"),
        title=record.text("title"),
        minutes=record.whole("minutes"),
        chapters=record.texts("chapters"),
        after=_numbers(record, "after") if "after" in record.data else (),
    )
    record.done()
    return section


def _numbers(record: Record | None, key: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    if record is None:
        return ()
    found = record.items(key)
    if not all(isinstance(item, int) and not isinstance(item, bool) for item in found):
        record.problem("load.item_whole", key, key=key)
        return ()
    return tuple(found)
