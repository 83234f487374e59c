"""Records of the study plan's settings: who learns, what they have to do, in what time."""

from __future__ import annotations

from dataclasses import dataclass, field

from course.model.exercise import FormName
from course.model.lookup import first


@dataclass(frozen=True)
class Role:
    """Who learns: required forms by id. An empty `forms` leaves the choice to the learner."""

    slug: str
    title: str
    forms: tuple[FormName, ...]


@dataclass(frozen=True)
class CapstoneSection:
    """A milestone of the capstone. `chapters` are what it draws on, `after` the sections before it."""

    number: int
    title: str
    minutes: int
    chapters: tuple[str, ...]
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Track:
    """What a role has to do: exercise ids, sections of the capstone, minutes of what only this role adds to it.

    `lessons` are slugs when the track leaves lessons out, else empty. `hours` is the target the minutes are held against.
    """

    slug: str
    title: str
    role: str
    hours: float
    exercises: tuple[str, ...]
    forms: tuple[FormName, ...]
    sections: tuple[int, ...]
    capstone: str
    capstone_hours: float
    extra: str = ""
    extra_minutes: int = 0
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pace:
    """A preset of the calendar: minutes a weekday from Monday and the hard limit of a week, reviews included.

    `review_minutes` by weekday is empty when each day keeps its share; `track` is set when the pace has one of its own.
    """

    slug: str
    title: str
    note: str
    weeks: int
    week_minutes: int
    weekday_minutes: tuple[int, ...]
    review_minutes: tuple[int, ...] = ()
    track: str = ""


@dataclass(frozen=True)
class Presets:
    """The study plan's settings from `course.toml`. `requires` are chapters before chapters; `hours` target hours."""

    requires: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hours: dict[str, float] = field(default_factory=dict)
    tracks: tuple[Track, ...] = ()
    paces: tuple[Pace, ...] = ()
    sections: tuple[CapstoneSection, ...] = ()
    question_minutes: int = 5
    review_share: float = 0.1

    def track(self, slug: str) -> Track:
        """The track of that slug; KeyError when there is none."""
        return first((track for track in self.tracks if track.slug == slug), slug)

    def pace(self, slug: str) -> Pace:
        """The pace of that slug; KeyError when there is none."""
        return first((pace for pace in self.paces if pace.slug == slug), slug)
