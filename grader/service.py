"""A checking process for one exercise: requests as JSON lines on stdin, Results as JSON lines on stdout.

The local engine keeps such a process warm for each exercise in use: checks stay collected, the next worker is ready, and
neither the checks nor pytest ever live in the server's own process. `python -m grader.service EXERCISE_FOLDER [ROOT]`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

from course.load import load_exercise
from course.model import Exercise
from course.result import Result
from grader.check import Checker
from grader.judge.source import from_text


def serve(exercise: Exercise, requests: TextIO, replies: TextIO) -> None:
    """Answer requests `{form, code}` or `{form, answers}` in order until stdin ends."""
    with Checker(exercise) as checker:
        for line in requests:
            result = _judged(json.loads(line), exercise, checker)
            replies.write(json.dumps(result.to_dict(), ensure_ascii=True) + "\n")
            replies.flush()
            checker.prepare()


def _judged(request: dict[str, Any], exercise: Exercise, checker: Checker) -> Result:
    if "answers" in request:
        from grader.forms import judge_answers

        return judge_answers(exercise, request["form"], request["answers"], "page")
    return checker.check(from_text(request["code"]), request["form"])


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
