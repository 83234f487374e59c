"""Authority on how a fault of content is said: where it is, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.words import Words

_say = Words("course")


@dataclass(frozen=True)
class Problem:
    """One fault. `path` is relative to the course's root where it lies inside; `line` is 1-based, None when unknown."""

    path: Path
    line: int | None
    message: str
    mend: str

    def __str__(self) -> str:
        place = self.path.as_posix() + (f":{self.line}" if self.line else "")
        return f"{place}: {self.message}。{self.mend}"


class CourseProblems(Exception):
    """Content that cannot be used as it is; `problems` holds every fault found in one go."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Report:
    """Collects problems. The sentences are `[section.key] what, mend` in `course/messages.toml`."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root
        self._found: dict[Problem, None] = {}

    def add(self, fault: str, path: Path, line: int | None = None, /, **values: Any) -> None:
        """Note the fault of that name, such as `load.key_missing`, once."""
        inside = self.root is not None and path.is_relative_to(self.root)
        shown = path.relative_to(self.root) if inside and self.root else path
        self._found[Problem(shown, line, _say(f"{fault}.what", **values), _say(f"{fault}.mend", **values))] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All faults by path and line."""
        return tuple(sorted(self._found, key=lambda p: (p.path.as_posix(), p.line or 0, p.message)))

    def raise_any(self) -> None:
        """Raise CourseProblems when there is any."""
        if self._found:
            raise CourseProblems(self.problems)
