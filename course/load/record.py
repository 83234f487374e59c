"""Takes the keys of a mapping one at a time, with their types, and notes what is missing, mistyped or unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from course.load.problem import Report
from course.load.source import Place, Source
from course.words import Words

T = TypeVar("T", str, int, float, bool)

_say = Words("course")


class Record:
    """One mapping of a file. A key that is wrong or missing gives its default or an empty value, and a problem."""

    def __init__(self, source: Source, report: Report, data: dict[str, Any] | None = None, place: Place = ()) -> None:
        self.source, self.report, self.place = source, report, place
        self.data = source.data if data is None else data
        self._known: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be blank."""
        found = self._scalar(key, str, default)
        if default is None and isinstance(self.data.get(key), str) and not found.strip():
            self.problem("load.key_empty", key, key=key)
        return found

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return self._scalar(key, int, default)

    def number(self, key: str, default: float | None = None) -> float:
        """A number; whole ones are fine."""
        return float(self._scalar(key, float, default))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        return self._scalar(key, bool, default)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """A text out of `allowed`."""
        found, allowed = self.text(key, default), tuple(allowed)
        if found and found not in allowed:
            self.problem("load.key_choice", key, key=key, got=found, allowed=" ".join(allowed))
        return found

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(key, list, None if default is None else list(default))
        for index, item in enumerate(found):
            if not isinstance(item, str) or not item.strip():
                self.problem("load.item_text", key, index, key=key, number=index + 1)
        return tuple(item for item in found if isinstance(item, str))

    def items(self, key: str) -> tuple[Any, ...]:
        """A list, whatever it holds."""
        return tuple(self._take(key, list, None))

    def mapping(self, key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
        """A mapping, as it stands."""
        return dict(self._take(key, dict, default))

    def child(self, key: str, required: bool = True) -> Record | None:
        """A mapping as a record; None when it is not there or not one."""
        found = self._take(key, dict, None if required else {})
        there = isinstance(self.data.get(key), dict)
        return Record(self.source, self.report, found, (*self.place, key)) if there else None

    def children(self, key: str, required: bool = True) -> list[Record]:
        """A list of mappings as records."""
        found = self._take(key, list, None if required else [])
        records = []
        for index, item in enumerate(found):
            if isinstance(item, dict):
                records.append(Record(self.source, self.report, item, (*self.place, key, index)))
            else:
                self.problem("load.item_mapping", key, index, key=key, number=index + 1)
        return records

    def schema_version(self, version: int = 1) -> None:
        """Take `schema_version`, which must be `version`."""
        if self.whole("schema_version") != version and isinstance(self.data.get("schema_version"), int):
            self.problem("load.schema_version", "schema_version", got=self.data["schema_version"], want=version)

    def done(self, *others: str) -> None:
        """Note every key that nobody asked for and that is not among `others`."""
        self._known.update(others)
        for key in self.data:
            if key not in self._known:
                near = get_close_matches(str(key), self._known, 1)
                fault = "load.key_near" if near else "load.key_unknown"
                self.problem(fault, key, key=key, near="".join(near), known=" ".join(sorted(self._known)))

    def line(self, *place: str | int) -> int | None:
        """The line of a key of this mapping."""
        return self.source.line(*self.place, *place)

    def problem(self, fault: str, /, *place: str | int, **values: Any) -> None:
        """Note a fault of the key at `place` within this mapping."""
        self.report.add(fault, self.source.path, self.line(*place), **values)

    def _scalar(self, key: str, kind: type[T], default: T | None) -> T:
        found: T = self._take(key, kind, default)
        return found

    def _take(self, key: str, kind: type, default: Any) -> Any:
        self._known.add(key)
        if key not in self.data:
            if default is None:
                self.problem("load.key_missing", key=key, kind=_say(f"load.kind.{kind.__name__}"))
            return kind() if default is None else default
        value = self.data[key]
        fits = isinstance(value, (int, float) if kind is float else kind)
        if not fits or (isinstance(value, bool) and kind is not bool):
            self.problem("load.key_type", key, key=key, kind=_say(f"load.kind.{kind.__name__}"))
            return kind() if default is None else default
        return value
