"""The learner's side of a call: load a submission's cells, call its functions, answer in the wire's plain form.

Runs beside learner code at every level (in the reader's page, in a worker process); standard library only at import.
Requests and replies are plain JSON values; the transports move them.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any

from grader.judge import wire

MODULE, FILE = "submission", "submission.py"
MAX_MESSAGE = 300
Plain = dict[str, Any]

_BUILTIN = {
    kind: kind.__name__
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@contextlib.contextmanager
def same_pandas() -> Iterator[None]:
    """Text columns behave alike whether or not this machine has PyArrow: a verdict may not depend on it."""
    pandas = sys.modules.get("pandas")
    with pandas.option_context("mode.string_storage", "python") if pandas else contextlib.nullcontext():
        yield


class Learner:
    """One loaded submission. Functions defined before a load-time failure stay callable.

    `tables` are those known beforehand, by content hash; every call gets fresh copies of them.
    """

    def __init__(self, tables: dict[str, Any] | None = None) -> None:
        self._space: dict[str, Any] = {}
        self._tables: dict[str, Any] = {} if tables is None else tables

    def answer(self, request: Plain) -> Plain:
        """The reply to one request: `load`, `put`, `forget` or `call`."""
        operation = {"load": self._load, "put": self._put, "forget": self._forget, "call": self._call}[request["op"]]
        with same_pandas():
            return operation(request)

    def _load(self, request: Plain) -> Plain:
        module = types.ModuleType(MODULE)
        module.__file__ = FILE
        sys.modules[MODULE] = module  # dataclasses and pickle look their module up by name
        self._space = module.__dict__
        self._space["__builtins__"] = sys.modules["builtins"]
        only = request.get("only_definitions", False)
        failures = [failure for cell in request["cells"] if (failure := self._run_cell(cell, only))]
        return {"kind": "loaded", "failure": failures[0] if failures else None}

    def _run_cell(self, cell: Plain, only_definitions: bool) -> Plain | None:
        name = cell["name"]
        try:
            source = _definitions(cell["text"], name) if only_definitions else cell["text"]
            code = compile(source, name, "exec", dont_inherit=True)
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
        self._tables[request["sha"]] = wire.decode(request["value"])
        return {"kind": "kept"}

    def _forget(self, request: Plain) -> Plain:
        self._tables.clear()
        return {"kind": "kept"}

    def _call(self, request: Plain) -> Plain:
        function = self._space.get(request["fn"])
        if function is None:
            return {"kind": "missing"}
        if not callable(function):
            return {"kind": "not_function", "type": type(function).__name__}
        given = [self._given(plain) for plain in request["args"]]
        args = [arg for arg, _ in given]
        kwargs = {name: self._given(plain)[0] for name, plain in request["kwargs"].items()}
        reply = _outcome(function, args, kwargs)
        if reply.get("type") == "TypeError" and (misfit := _misfit(function, args, kwargs)):
            return {"kind": "signature", "text": misfit, "given": len(args) + len(kwargs)}
        reply["changed"] = [i for i, (arg, before) in enumerate(given) if _differs(arg, before)]
        return reply

    def _given(self, plain: Any) -> tuple[Any, Any]:
        """An argument for the function, and what it must still equal after the call."""
        if isinstance(plain, dict) and "$ref" in plain:
            table = self._tables[plain["$ref"]]
            return table.copy(), table
        return wire.decode(plain), plain


def _definitions(text: str, name: str) -> ast.Module:
    tree = ast.parse(text, name)
    tree.body = [node for node in tree.body if _defines(node)]
    return tree


def _defines(node: ast.stmt) -> bool:
    """Definitions, imports and plain values: what a file that did not load to its end is loaded by."""
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        return not any(isinstance(part, ast.Call) for part in ast.walk(node.value))
    return isinstance(node, _DEFINITIONS)


def separate_builtins() -> None:
    """Give learner code a copy of `builtins`: what it puts there reaches neither pandas nor us. For a process of its own."""
    own = types.ModuleType("builtins")
    own.__dict__.update(builtins.__dict__)
    sys.modules["builtins"] = own


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
        return {"kind": "unsendable", "reason": "hostile", "detail": _builtin_name(problem)}


def _misfit(function: Any, args: list[Any], kwargs: dict[str, Any]) -> str:
    """The function's own signature when the call does not fit it, else an empty text."""
    try:
        signature = inspect.signature(function)
        signature.bind(*args, **kwargs)
    except TypeError:
        with contextlib.suppress(BaseException):
            return str(signature)[:MAX_MESSAGE]
    except BaseException:  # no signature, or one that bites: then the call itself will tell
        return ""
    return ""


def _differs(arg: Any, before: Any) -> bool:
    """Whether an argument is no longer what was given: a table against the one kept, all else against its encoding."""
    if before is None or isinstance(before, (bool, int, float, str)):
        return False
    try:
        if hasattr(before, "iloc"):
            from grader.judge import frames

            return not frames.same_table(arg, before) and bool(wire.encode(arg) != wire.encode(before))
        return bool(wire.encode(arg) != before)
    except BaseException:
        return True


def _traceback_of(problem: BaseException) -> Any:
    """The traceback, whatever the learner's class says of it."""
    return BaseException.__dict__["__traceback__"].__get__(problem)


def _builtin_name(problem: BaseException) -> str:
    """The nearest builtin type of an exception, asked of nothing that the learner can define."""
    return next(
        (_BUILTIN[kind] for kind in type.__dict__["__mro__"].__get__(type(problem)) if kind in _BUILTIN), "Exception"
    )


def describe(problem: BaseException) -> Plain:
    """Type (nearest builtin), text and the last line of the learner's own file for an exception."""
    try:
        text = str.__str__(str(problem))[:MAX_MESSAGE]
    except BaseException:
        text = ""
    line, cell, trace = None, None, _traceback_of(problem)
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == FILE or name.startswith("cell "):
            line, cell = trace.tb_lineno, name
        trace = trace.tb_next
    return {"type": _builtin_name(problem), "text": text, "line": line, "cell": cell}
