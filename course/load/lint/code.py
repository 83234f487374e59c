"""Rules on an exercise's Python, read by `ast` and never run: functions, checks, mistakes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from course.load.exercise import parameter_names
from course.load.problem import Report
from course.load.source import line_in, read_text
from course.model import Exercise

MISTAKES_AT_LEAST = 4
HINTS_AT_LEAST = 2
TITLE_AT_MOST = 20

_CHECKS_MAY_IMPORT = {"pytest", "pandas", "numpy"} | sys.stdlib_module_names
_OURS = {"course", "grader"}
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
_MUTABLE_CALLS = {
    "list",
    "dict",
    "set",
    "bytearray",
    "defaultdict",
    "Counter",
    "deque",
    "DataFrame",
    "Series",
    "array",
    "zeros",
    "ones",
    "iter",
    "count",
    "cycle",
}
_KEEPING = {"cache", "lru_cache", "cached_property"}


def check_code(exercise: Exercise, report: Report) -> None:
    """Note faults of starter, solution, wrong files and checks."""
    toml = exercise.folder / "exercise.toml"
    if len(exercise.hints) < HINTS_AT_LEAST:
        report.add("lint.hints", toml, line_in(toml, "hints"), n=len(exercise.hints), least=HINTS_AT_LEAST)
    if len(exercise.mistakes) < MISTAKES_AT_LEAST:
        report.add("lint.mistakes_few", exercise.folder / "wrong", n=len(exercise.mistakes), least=MISTAKES_AT_LEAST)
    for name in ("starter.py", "solution.py"):
        _functions(exercise, exercise.folder / name, report)
    checks = exercise.folder / "checks.py"
    tree = parsed(checks, report) if checks.is_file() else None
    names = [test.name for test in tests_of(tree)] if tree else []
    for mistake in exercise.mistakes:
        _functions(exercise, mistake.path, report)
        if len(mistake.title) > TITLE_AT_MOST:
            report.add("lint.title_long", mistake.path, 1, n=len(mistake.title), most=TITLE_AT_MOST)
        for fails in mistake.fails:
            if tree and fails and fails not in names:
                report.add("lint.fails_unknown", mistake.path, _line_with(mistake.path, "fails"), name=fails)
    if tree:
        _checks(tree, checks, exercise, report)


def parsed(path: Path, report: Report) -> ast.Module | None:
    """The file's tree; None when it is missing or does not parse, with the problem noted."""
    text = read_text(path, report)
    try:
        return None if text is None else ast.parse(text)
    except SyntaxError as fault:
        report.add("load.python", path, fault.lineno, fault=fault.msg)
        return None


def tests_of(tree: ast.Module) -> list[ast.FunctionDef]:
    """The checks of a `checks.py`, in order."""
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]


def _functions(exercise: Exercise, path: Path, report: Report) -> None:
    """The planned functions with exactly the planned parameter names; no import of the course's packages."""
    tree = parsed(path, report) if path.is_file() else None
    if tree is None:
        return
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for function in exercise.functions:
        node = defined.get(function.name)
        if node is None:
            report.add("lint.function_missing", path, name=function.name, signature=function.signature)
        elif parameter_names(node) != function.parameters:
            report.add(
                "lint.function_parameters",
                path,
                node.lineno,
                name=function.name,
                got=", ".join(parameter_names(node)),
                want=", ".join(function.parameters),
            )
    for line, module in _imports(tree):
        if module in _OURS:
            report.add("lint.import_ours", path, line, name=module)


def _checks(tree: ast.Module, path: Path, exercise: Exercise, report: Report) -> None:
    for line, module in _imports(tree):
        if module not in _CHECKS_MAY_IMPORT:
            report.add("lint.import", path, line, name=module)
    for line, fault in _state(tree):
        report.add(f"lint.{fault}", path, line)
    diagnose = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "diagnose"), None)
    if diagnose is None:
        report.add("lint.diagnose", path)
    elif parameter_names(diagnose) != ("case", "variant"):
        report.add("lint.diagnose", path, diagnose.lineno)
    tests = tests_of(tree)
    if not tests:
        report.add("lint.no_tests", path)
    seen: set[str] = set()
    for test in tests:
        if test.name in seen:
            report.add("lint.twice", path, test.lineno, id=test.name, first=path.name)
        _test(test, seen, exercise, path, report)
        seen.add(test.name)


def _test(test: ast.FunctionDef, before: set[str], exercise: Exercise, path: Path, report: Report) -> None:
    docstring = (ast.get_docstring(test) or "").strip()
    if not docstring or "\n" in docstring:
        report.add("lint.docstring", path, test.lineno, name=test.name)
    for mark, arguments, line in _marks(test):
        if mark == "needs":
            for name in arguments:
                if name not in before:
                    report.add("lint.needs", path, line, name=name)
        elif mark == "hint":
            for number in arguments:
                if not isinstance(number, int) or not 1 <= number <= len(exercise.hints):
                    report.add("lint.hint_number", path, line, number=number, n=len(exercise.hints))


def _marks(test: ast.FunctionDef) -> Iterator[tuple[str, list[object], int]]:
    """Name, positional values and line of each `@pytest.mark.name(…)`."""
    for decorator in test.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Attribute) and call.value.attr == "mark":
            given = decorator.args if isinstance(decorator, ast.Call) else []
            yield call.attr, [arg.value if isinstance(arg, ast.Constant) else None for arg in given], decorator.lineno


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level module of every import, wherever it stands; a relative one is `.`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." if node.level else (node.module or "").split(".")[0]


def _state(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Whatever would carry something from one submission to the next: line and name of the fault."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and any(_mutable(part) for part in ast.walk(value)):
            yield node.lineno, "state"
    for part in ast.walk(tree):
        if isinstance(part, ast.Global):
            yield part.lineno, "global"
        elif isinstance(part, ast.FunctionDef):
            for decorator in part.decorator_list:
                if _wide_fixture(decorator):
                    yield decorator.lineno, "fixture_scope"
                elif _name(decorator) in _KEEPING:
                    yield decorator.lineno, "cache"


def _mutable(node: ast.AST) -> bool:
    return isinstance(node, _MUTABLE) or (isinstance(node, ast.Call) and _name(node) in _MUTABLE_CALLS)


def _wide_fixture(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or _name(decorator) != "fixture":
        return False
    scopes = [keyword.value for keyword in decorator.keywords if keyword.arg == "scope"]
    return any(not isinstance(scope, ast.Constant) or scope.value != "function" for scope in scopes)


def _name(node: ast.expr) -> str:
    """The last name of `a.b.c` or of what is called."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _line_with(path: Path, start: str) -> int | None:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((at for at, line in enumerate(lines, 1) if line.lstrip().startswith(start)), None)
