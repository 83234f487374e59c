"""Records of what content refers to by id: cases, contradictions, the sources' outline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Stance = Literal["正", "反", "存疑"]
Mark = Literal["chart", "case", "doubt", "gap"]


@dataclass(frozen=True)
class Case:
    """A case of the trade's material: `facts` are what it gives, `missing` what it does not, `analysis` what to work out.

    `stance` is what the material takes it for; `sources` are outline ids, `claims` ids of claims.yml, `chapters` slugs.
    """

    id: str
    title: str
    chapters: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    stance: Stance
    facts: str
    missing: str
    analysis: str


@dataclass(frozen=True)
class Contradiction:
    """Claims of the material that do not go together; `claims` are ids of claims.yml, `lesson` what a reader learns from it."""

    id: str
    title: str
    claims: tuple[str, ...]
    lesson: str


@dataclass(frozen=True)
class OutlineItem:
    """An item of the sources' outline in the course's own words. `marks` say what it is or lacks.

    Items are nested by their ids: S1.3 is the heading of S1.3.4. Whoever names a heading names all below it.
    """

    id: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Registers:
    """Entries that lessons and exercises refer to by id; each entry is the register's mapping, unchanged, or a record."""

    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    laws: dict[str, dict[str, Any]] = field(default_factory=dict)
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    glossary: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    contradictions: dict[str, Contradiction] = field(default_factory=dict)
    outline: dict[str, OutlineItem] = field(default_factory=dict)
