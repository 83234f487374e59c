"""`grader watch`: checks a file each time it is saved, with one key for hints, the list and the next exercise."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from watchfiles import watch

from course.model import Exercise
from course.result import Form, Result
from grader.check import Checker
from grader.judge.runner import Limits
from grader.judge.source import Source, read_source

Key = Literal["n", "h", "l", "q"]
POLL_MS = 150


class Watcher:
    """Watches one file for one exercise; `run` ends with the key that ended it."""

    def __init__(self, exercise: Exercise, file: Path, level: int, limits: Limits, form: Form = "write") -> None:
        self._exercise, self._file, self._level, self._limits, self._form = exercise, file, level, limits, form
        self._ended: Key = "q"

    def run(self, show: Callable[[Result], None], on_key: Callable[[Key], None]) -> Key:
        """Check now and at every save; `n` and `q` end it. Ctrl+C ends it like `q`."""
        checker = Checker(self._exercise, self._level, self._limits)
        with checker, _keys() as pressed, contextlib.suppress(KeyboardInterrupt):
            for source in self._sources(pressed, on_key):
                show(checker.check(source, self._form))
                checker.prepare()
        return self._ended

    def _sources(self, pressed: Callable[[], str], on_key: Callable[[Key], None]) -> Iterator[Source]:
        seen = ""
        for _ in self._changes():
            key = pressed()
            if key in ("n", "q"):
                self._ended = "n" if key == "n" else "q"
                return
            if key in ("h", "l"):
                on_key("h" if key == "h" else "l")
            with contextlib.suppress(OSError):  # an editor may replace the file: the next event has it
                source = read_source(self._file)
                if source.sha256 != seen:
                    seen = source.sha256
                    yield source

    def _changes(self) -> Iterator[object]:
        yield None
        folder = self._file.absolute().parent
        yield from watch(
            folder,
            debounce=100,
            step=5,
            rust_timeout=POLL_MS,
            yield_on_timeout=True,
            recursive=False,
            watch_filter=lambda change, path: Path(path).name == self._file.name,
            raise_interrupt=True,
        )


@contextlib.contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """A function that gives the key pressed since it was last asked, or an empty text. Without a terminal there is none."""
    if os.name != "posix" or not sys.stdin.isatty():
        yield lambda: ""
        return
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    kept = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSANOW)  # a key pressed a moment ago still counts

    def pressed() -> str:
        ready, _, _ = select.select([terminal], [], [], 0)
        return os.read(terminal, 1).decode(errors="ignore") if ready else ""

    try:
        yield pressed
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, kept)
