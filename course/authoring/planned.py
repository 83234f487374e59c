"""A planned exercise as its first files need it: functions taken apart, tables found, arguments that can be guessed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.load.exercise import parameter_names
from course.load.problem import CourseProblems, Report
from course.load.source import read_toml
from course.load.surroundings import Types

LINE = 120
_FROM_PANDAS = ("DataFrame", "Series", "Timestamp")
_GUESSES = {"int": "30", "float": "0.5", "str": '"〔待写：一个值〕"', "bool": "False"}


@dataclass(frozen=True)
class Parameter:
    """One parameter; `value` is Python for a first argument that is no table, "None" where nothing can be guessed."""

    name: str
    annotation: str
    is_table: bool
    value: str

    @property
    def in_form(self) -> bool:
        """Whether `forms.yml` can give it without `form_args`."""
        return self.is_table or self.annotation in ("int", "float", "str", "bool", "Timestamp")


@dataclass(frozen=True)
class Planned:
    """One function of the plan."""

    name: str
    signature: str
    parameters: tuple[Parameter, ...]
    returns: str
    names: frozenset[str]

    @property
    def definition(self) -> str:
        """Its `def` line, one parameter a line when it is long."""
        if len(line := f"def {self.signature}:") <= LINE:
            return line
        listed = "".join(f"    {p.name}: {p.annotation},\n" for p in self.parameters)
        return f"def {self.name}(\n{listed}) -> {self.returns}:"

    @property
    def call(self) -> str:
        """Its arguments in Python, tables out of a mapping `tables`."""
        return ", ".join(f'tables["{p.name}"]' if p.is_table else p.value for p in self.parameters)


def read_plan(root: Path) -> tuple[dict[str, dict[str, Any]], Types]:
    """Planned exercises by id, and the named types. Raises CourseProblems when the plan cannot be read."""
    report = Report(root)
    source = read_toml(root / "exercises" / "PLAN.toml", report)
    if source is None:
        raise CourseProblems(report.problems)
    entries = source.data.get("exercises", [])
    return {str(entry.get("id")): entry for entry in entries}, source.data.get("types", {})


def planned_function(signature: str, tables: list[str], asof: str) -> Planned:
    """The function of that signature; `asof` is the ISO day that times are guessed to be."""
    node = ast.parse(f"def {signature}: ...").body[0]
    assert isinstance(node, ast.FunctionDef)
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    kinds = {arg.arg: ast.unparse(arg.annotation) if arg.annotation else "object" for arg in args}
    parameters = tuple(
        Parameter(name, kind := kinds.get(name, "object"), kind == "DataFrame" and name in tables, _guess(kind, asof))
        for name in parameter_names(node)
    )
    names = frozenset(found.id for found in ast.walk(node) if isinstance(found, ast.Name))
    return Planned(node.name, signature, parameters, ast.unparse(node.returns) if node.returns else "None", names)


def _guess(kind: str, asof: str) -> str:
    if kind == "Timestamp":
        return "ASOF"
    if kind == "date":
        year, month, day = map(int, asof.split("-"))
        return f"date({year}, {month}, {day})"
    return "[]" if kind.startswith("list[") else _GUESSES.get(kind, "None")


def imports(functions: list[Planned], types: Types) -> list[str]:
    """The lines that make the signatures' names known, aliases of the plan's types last."""
    used = frozenset[str]().union(*(function.names for function in functions))
    aliases = {
        name: "DataFrame" if types[name]["kind"] == "table" else "dict[str, object]" for name in used & set(types)
    }
    pandas = sorted(set(_FROM_PANDAS) & (used | set(aliases.values())))
    lines = ["from datetime import date"] if "date" in used else []
    lines += ["from typing import Literal"] if "Literal" in used else []
    lines += [""] if lines and pandas else []
    lines += [f"from pandas import {', '.join(pandas)}"] if pandas else []
    return lines + ([""] if lines and aliases else []) + [f"{name} = {what}" for name, what in sorted(aliases.items())]
