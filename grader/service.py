"""A checking process for one exercise: requests as JSON lines on stdin, Results as JSON lines on stdout.

The local engine keeps such a process warm for each exercise in use: checks stay collected, the next worker is ready, and
neither the checks nor pytest ever live in the server's own process. `python -m grader.service EXERCISE_FOLDER [ROOT]`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from course.load import load_exercise
from course.model import Exercise
from course.result import Form, Result
from grader.check import Checker
from grader.judge.source import Source, from_text


def serve(exercise: Exercise, requests: TextIO, replies: TextIO) -> None:
    """Answer requests `{form, code}` or `{form, answers}` in order until stdin ends."""
    with Checker(exercise) as checker:
        pending = _Pending(exercise, requests, replies)
        while not pending.ended:
            # One stream per form: the form is a property of the whole stream in `check_stream`.
            checker.check_stream(pending.sources(), lambda result: _finish(result, pending, checker), pending.form)


def _finish(result: Result, pending: _Pending, checker: Checker) -> None:
    pending.reply(result)
    checker.prepare()


class _Pending:
    """Reads requests; those with answers are judged at once, those with code are handed on as sources."""

    def __init__(self, exercise: Exercise, requests: TextIO, replies: TextIO) -> None:
        self._exercise, self._requests, self._replies = exercise, requests, replies
        self.form: Form = "write"
        self.ended = False
        self._held: Source | None = None

    def sources(self) -> Iterator[Source]:
        """Sources of the current form; ends when another form comes (it is kept for the next stream) or at the end."""
        if self._held is not None:
            held, self._held = self._held, None
            yield held
        for line in self._requests:
            request: dict[str, Any] = json.loads(line)
            if request["form"] in ("predict", "calc"):
                self._judge(request)
                continue
            source = from_text(request["code"])
            if request["form"] != self.form:
                self.form, self._held = request["form"], source
                return
            yield source
        self.ended = True

    def _judge(self, request: dict[str, Any]) -> None:
        from grader.forms import judge_answers

        self.reply(judge_answers(self._exercise, request["form"], request["answers"], "page"))

    def reply(self, result: Result) -> None:
        """Write one result as one line."""
        self._replies.write(json.dumps(result.to_dict(), ensure_ascii=True) + "\n")
        self._replies.flush()


def _end(number: int, frame: object) -> None:
    """Told to end: learner code must not outlive us, whatever it is doing."""
    from grader.judge.subprocess import stop_all

    stop_all()
    os._exit(0)


def main() -> None:
    """Take the pipes for ourselves, so that nothing printed by content reaches the protocol."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGTERM, _end)
    root = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    serve(load_exercise(Path(sys.argv[1]), root), requests, replies)


if __name__ == "__main__":
    main()
