"""Reads an exercise's checks without running them: id, the learner's sentence, points."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Check:
    """One function of `checks.py`; `sentence` is the first line of its docstring."""

    id: str
    sentence: str
    points: float


def read_checks(path: Path) -> tuple[Check, ...]:
    """The checks of a `checks.py`, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
    return tuple(
        Check(node.name, (ast.get_docstring(node) or "").strip().split("\n")[0], _points(node)) for node in tests
    )


def _points(node: ast.FunctionDef) -> float:
    """The argument of `@pytest.mark.points(…)`; 1 without the mark."""
    for mark in node.decorator_list:
        if (
            isinstance(mark, ast.Call)
            and isinstance(mark.func, ast.Attribute)
            and mark.func.attr == "points"
            and mark.args
        ):
            return float(ast.literal_eval(mark.args[0]))
    return 1


def without_docstring(path: Path) -> str:
    """The source of a wrong file as a learner may see it: its docstring names the mistake, so it goes."""
    text = path.read_text(encoding="utf-8")
    first = ast.parse(text).body[0]
    lines = text.splitlines(keepends=True)
    return "".join(lines[first.end_lineno :]).lstrip("\n") if isinstance(first, ast.Expr) else text
