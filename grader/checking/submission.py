"""`submission.fn(*args)` as checks write it: calls through a runner, and turns every fault into one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.model import Exercise
from course.result import LoadFailure
from course.words import Words
from grader.checking.expect import CheckFailed
from grader.checking.shape import misfit, return_type
from grader.judge.runner import Limits, Outcome, Runner
from grader.judge.source import Source

say = Words("grader")


def load_failure(source: Source, failure: dict[str, Any] | None) -> LoadFailure | None:
    """The sentence about a file that did not load to its end; None when it did."""
    if source.fault:
        return LoadFailure("unreadable", say(source.fault, detail=source.fault_detail))
    if failure is None:
        return None
    kind, cell, line = str(failure.get("kind")), str(failure.get("cell") or ""), _line(failure.get("line"))
    if kind in ("timeout", "crashed"):
        return LoadFailure(kind, say(f"load.{kind}", seconds=failure.get("seconds", 0)))
    values = {"type": failure.get("type"), "text": str(failure.get("text") or "")[:300], "line": line or "?"}
    if kind == "raised" and failure.get("type") == "SystemExit":
        return LoadFailure("raised", say("load.exit", **values), line)
    kind = kind if kind == "syntax" else "raised"
    if cell.startswith("cell "):
        return LoadFailure(kind, say(f"load.{kind}_cell", cell=say("load.cell", number=cell[5:]), **values), line)
    return LoadFailure(kind, say(f"load.{kind}", **values), line)


def _line(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class Submission:
    """The learner's functions. Any attribute that is a function of the exercise is a call; others do not exist."""

    def __init__(self, exercise: Exercise, runner: Runner, failure: LoadFailure | None, limits: Limits) -> None:
        self._signatures = {function.name: function.signature for function in exercise.functions}
        self._exercise, self._runner, self._failure, self._limits = exercise, runner, failure, limits

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self._signatures:
            raise AttributeError(f"{self._exercise.id} has no function {name!r}")

        def call(*args: Any, **kwargs: Any) -> Any:
            outcome = self._runner.call(name, args, kwargs)
            sentence = fault_sentence(name, outcome, self._limits, self._failure)
            if not sentence and outcome.changed:
                sentence = say("call.changed", position=outcome.changed[0] + 1)
            if not sentence:
                sentence = misfit(outcome.value, return_type(self._signatures[name]), self._exercise.types)
            if sentence:
                raise CheckFailed(sentence)
            return outcome.value

        return call


def fault_sentence(name: str, outcome: Outcome, limits: Limits, failure: LoadFailure | None = None) -> str:
    """What the learner reads when a call gave no value; an empty text when it did."""
    detail = outcome.detail
    if outcome.kind == "returned":
        return ""
    if outcome.kind == "raised":
        return _raised(name, detail)
    if outcome.kind == "unsendable":
        reason = detail.get("reason") if detail.get("reason") in _REASONS else "type"
        return say(f"call.{reason}", detail=detail.get("detail") or "")
    if outcome.kind == "missing" and failure is not None:
        return say("call.missing_after_failure", fn=name)
    values = {
        "fn": name,
        "seconds": limits.seconds,
        "memory_mb": limits.memory_mb,
        "type": detail.get("type"),
        "text": detail.get("text"),
        "given": detail.get("given"),
    }
    return say(f"call.{outcome.kind}", **values)


_REASONS = ("type", "dtype", "too_big", "too_deep", "bad_key", "hostile")


def _raised(name: str, detail: dict[str, Any]) -> str:
    kind, line = detail.get("type"), detail.get("line")
    values = {"fn": name, "type": kind, "text": detail.get("text"), "line": line or "?"}
    special = {"NotImplementedError": "call.not_written", "SystemExit": "call.exit", "RecursionError": "call.recursion"}
    if kind in special:
        return say(special[str(kind)], **values)
    return say("call.raised" if line else "call.raised_somewhere", **values)
