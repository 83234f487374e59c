"""The learner's side of a call: load a submission's cells, call its functions, answer in the wire's plain form.

Runs beside learner code at every level (in the reader's page, in a worker process); standard library only at import.
Requests and replies are plain JSON values; the transports move them.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any

from grader.judge import wire

FILE = "submission.py"
MAX_MESSAGE = 300
Plain = dict[str, Any]


@contextlib.contextmanager
def same_pandas() -> Iterator[None]:
    """Text columns behave alike whether or not this machine has PyArrow: a verdict may not depend on it."""
    pandas = sys.modules.get("pandas")
    with pandas.option_context("mode.string_storage", "python") if pandas else contextlib.nullcontext():
        yield


class Learner:
    """One loaded submission. Functions defined before a load-time failure stay callable."""

    def __init__(self) -> None:
        self._space: dict[str, Any] = {}
        self._tables: dict[str, Any] = {}

    def answer(self, request: Plain) -> Plain:
        """The reply to one request: `load`, `put` or `call`."""
        operation = {"load": self._load, "put": self._put, "call": self._call}[request["op"]]
        with same_pandas():
            return operation(request)

    def _load(self, request: Plain) -> Plain:
        module = types.ModuleType("submission")
        module.__file__ = FILE
        sys.modules["submission"] = module  # dataclasses and pickle look their module up by name
        self._space = module.__dict__
        failures = [failure for cell in request["cells"] if (failure := self._run_cell(cell))]
        return {"kind": "loaded", "failure": failures[0] if failures else None}

    def _run_cell(self, cell: Plain) -> Plain | None:
        name = cell["name"]
        try:
            code = compile(cell["text"], name, "exec", dont_inherit=True)
            exec(code, self._space)  # noqa: S102 - running the learner's file is this module's purpose
        except SyntaxError as problem:
            return {
                "kind": "syntax",
                "type": type(problem).__name__,
                "text": str(problem.msg),
                "line": problem.lineno,
                "cell": name,
            }
        except BaseException as problem:
            return {"kind": "raised", **describe(problem), "cell": name}
        return None

    def _put(self, request: Plain) -> Plain:
        self._tables[request["sha"]] = request["value"]
        return {"kind": "kept"}

    def _call(self, request: Plain) -> Plain:
        function = self._space.get(request["fn"])
        if function is None:
            return {"kind": "missing"}
        if not callable(function):
            return {"kind": "not_function", "type": type(function).__name__}
        plain_args = [self._argument(arg) for arg in request["args"]]
        args = [wire.decode(plain) for plain in plain_args]
        kwargs = {name: wire.decode(self._argument(arg)) for name, arg in request["kwargs"].items()}
        misfit = _misfit(function, args, kwargs)
        if misfit:
            return {"kind": "signature", "text": misfit, "given": len(args) + len(kwargs)}
        reply = _outcome(function, args, kwargs)
        reply["changed"] = [
            i for i, (arg, plain) in enumerate(zip(args, plain_args, strict=True)) if _differs(arg, plain)
        ]
        return reply

    def _argument(self, plain: Any) -> Any:
        if isinstance(plain, dict) and "$ref" in plain:
            return self._tables[plain["$ref"]]
        return plain


def _outcome(function: Any, args: list[Any], kwargs: dict[str, Any]) -> Plain:
    try:
        value = function(*args, **kwargs)
    except MemoryError:
        return {"kind": "memory"}
    except BaseException as problem:
        return {"kind": "raised", **describe(problem)}
    try:
        plain = wire.encode(value)
        wire.pack(plain)
        return {"kind": "returned", "value": plain}
    except wire.Unsendable as problem:
        return {"kind": "unsendable", "reason": problem.reason, "detail": problem.detail}
    except (MemoryError, RecursionError):
        return {"kind": "unsendable", "reason": "too_big", "detail": ""}
    except BaseException as problem:
        return {"kind": "unsendable", "reason": "hostile", "detail": type(problem).__name__[:60]}


def _misfit(function: Any, args: list[Any], kwargs: dict[str, Any]) -> str:
    """The function's own signature when the call does not fit it, else an empty text."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return str(signature)[:MAX_MESSAGE]
    return ""


def _differs(arg: Any, plain: Any) -> bool:
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return False
    try:
        return bool(wire.encode(arg) != plain)
    except BaseException:
        return True


def describe(problem: BaseException) -> Plain:
    """Type (nearest builtin), text and the last line of the learner's own file for an exception."""
    kind = next(
        base.__name__
        for base in type(problem).__mro__
        if base.__module__ == "builtins" and hasattr(builtins, base.__name__)
    )
    try:
        text = str(problem)[:MAX_MESSAGE]
    except BaseException:
        text = ""
    line, cell, trace = None, None, problem.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == FILE or name.startswith("cell "):
            line, cell = trace.tb_lineno, name
        trace = trace.tb_next
    return {"type": kind, "text": text, "line": line, "cell": cell}
