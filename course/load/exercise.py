"""Reads one exercise folder into the model. Cheap on purpose: every start of the grader pays for it."""

from __future__ import annotations

import ast
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.load.forms import read_forms
from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_text, read_toml
from course.load.surroundings import dataset_folder, named_types
from course.model import Exercise, Forms, Function, Mistake

FILES = ("exercise.toml", "README.md", "starter.py", "solution.py", "checks.py", "forms.yml")
FORMS = ("predict", "calc", "fix", "write", "deep")
_EXTRA = ("wrong/*.py", "cases/*/*.csv", "data/*.*")
_KEY_LINE = re.compile(r"^(fails|misconception)[:：]\s*(.*)$")


def exercise_files(folder: Path) -> list[Path]:
    """The files that belong to the exercise, sorted; whatever else lies in the folder is left out."""
    found = [folder / name for name in FILES if (folder / name).is_file()]
    return sorted(found + [path for pattern in _EXTRA for path in folder.glob(pattern) if path.is_file()])


def folder_version(folder: Path) -> str:
    """First 16 hex digits of the sha256 over the names and bytes of the exercise's files."""
    digest = hashlib.sha256()
    for path in exercise_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def read_exercise(folder: Path, report: Report) -> Exercise | None:
    """Read an exercise folder, noting every problem; None when its `exercise.toml` cannot be read."""
    for name in FILES[1:5]:
        if not (folder / name).is_file():
            report.add("load.missing", folder / name, name=name)
    source = read_toml(folder / "exercise.toml", report)
    forms = read_forms(folder, report)
    if source is None:
        return None
    record = Record(source, report)
    record.schema_version()
    fields = _fields(record)
    types = named_types(report.root, record.mapping("types", {}))
    record.done()
    return Exercise(
        types=types,
        dataset_folder=dataset_folder(folder, fields["dataset"], report.root),
        slug=folder.name,
        folder=folder,
        mistakes=_mistakes(folder, fields["id"], report),
        forms=forms or Forms(),
        version=folder_version(folder),
        **fields,
    )


def _fields(record: Record) -> dict[str, Any]:
    scale = record.number("variant_scale", 0.0)
    return {
        "id": record.text("id"),
        "title": record.text("title"),
        "chapter": record.text("chapter"),
        "level": _level(record),
        "minutes": _minutes(record),
        "objectives": record.texts("objectives"),
        "functions": _functions(record),
        "dataset": record.text("dataset", ""),
        "tables": record.texts("tables", ()),
        "requires": record.texts("requires", ()),
        "hints": record.texts("hints"),
        "out_of_scope": record.texts("out_of_scope", ()),
        "sources": record.texts("sources", ()),
        "variant_scale": scale,
    }


def _level(record: Record) -> int:
    level = record.whole("level")
    if isinstance(record.data.get("level"), int) and level not in (1, 2, 3):
        record.problem("load.level", "level", got=level)
    return level


def _minutes(record: Record) -> dict[str, int]:
    minutes = record.mapping("minutes")
    for form, spent in minutes.items():
        if form not in FORMS or not isinstance(spent, int) or spent <= 0:
            record.problem("load.minutes", "minutes", form=form, got=spent)
    return minutes


def _functions(record: Record) -> tuple[Function, ...]:
    functions = []
    for index, signature in enumerate(record.texts("functions")):
        function = parse_signature(signature)
        if function is None:
            record.problem("load.signature", "functions", index, got=signature)
        else:
            functions.append(function)
    return tuple(functions)


def parse_signature(signature: str) -> Function | None:
    """`name(a: T, b: T) -> R` as a Function; None when it is not one."""
    try:
        (node,) = ast.parse(f"def {signature}: ...").body
    except (SyntaxError, ValueError):
        return None
    return Function(node.name, signature, parameter_names(node)) if isinstance(node, ast.FunctionDef) else None


def parameter_names(node: ast.FunctionDef) -> tuple[str, ...]:
    """All parameter names of a function in order, starred ones with their stars."""
    a = node.args
    names = [arg.arg for arg in (*a.posonlyargs, *a.args)]
    names += [f"*{a.vararg.arg}"] if a.vararg else []
    names += [arg.arg for arg in a.kwonlyargs]
    return (*names, *([f"**{a.kwarg.arg}"] if a.kwarg else []))


def _mistakes(folder: Path, exercise: str, report: Report) -> tuple[Mistake, ...]:
    found = (_mistake(path, exercise, report) for path in sorted(folder.glob("wrong/*.py")))
    return tuple(mistake for mistake in found if mistake)


def _mistake(path: Path, exercise: str, report: Report) -> Mistake | None:
    text = read_text(path, report)
    if text is None:
        return None
    try:
        docstring = _docstring(text)
    except SyntaxError as fault:
        report.add("load.python", path, fault.lineno, fault=fault.msg)
        return None
    title, message, keys = _split(docstring)
    for part, there in (("title", title), ("message", message), ("fails", keys.get("fails"))):
        if not there:
            report.add(f"load.wrong_{part}", path, 1)
    return Mistake(
        path.stem,
        exercise,
        path,
        title,
        message,
        tuple(re.split(r"[\s,，、]+", keys.get("fails", ""))),
        keys.get("misconception", ""),
    )


@lru_cache(maxsize=4096)  # of a course that is read again while it is written, one file has changed
def _docstring(text: str) -> str:
    """The module's docstring, empty when there is none. Raises SyntaxError."""
    return ast.get_docstring(ast.parse(text)) or ""


def _split(docstring: str) -> tuple[str, str, dict[str, str]]:
    """Title, message and the `key: value` lines of a wrong file's docstring."""
    title, *rest = docstring.strip().splitlines() or [""]
    keys, told = {}, []
    for line in rest:
        key = _KEY_LINE.match(line)
        if key:
            keys[key[1]] = key[2].strip()
        else:
            told.append(line)
    return title.strip(), _flow("\n".join(told).strip()), keys


def _flow(text: str) -> str:
    """Unwrap each paragraph: a line break becomes a space only between two ASCII characters."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(re.sub(r"(\S)[ \t]*\n[ \t]*(\S)", _joined, paragraph) for paragraph in paragraphs)


def _joined(match: re.Match[str]) -> str:
    space = " " if match[0].isascii() else ""
    return f"{match[1]}{space}{match[2]}"
