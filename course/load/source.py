"""Reads TOML and YAML files and knows the line each key stands on. Dates in YAML stay text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from course.load.problem import Report

Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]+")
_AT_LINE = re.compile(r"\(at line (\d+)")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader without timestamps: a date's zone is the exercise's business, not the file format's."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Source:
    """A mapping read from a file. `node` is the YAML tree, None for TOML; `first_line` is where the text starts."""

    path: Path
    data: dict[str, Any]
    text: str
    node: Any = field(default=None, repr=False)
    first_line: int = 1

    def line(self, *place: str | int) -> int | None:
        """The 1-based line of the key or item at `place`, or of the nearest one around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self._lines:
                return self._lines[place[:end]]
        return None

    @cached_property
    def _lines(self) -> dict[Place, int]:
        found = _toml_lines(self.text) if self.node is None else dict(_yaml_lines(self.node, ()))
        return {place: line + self.first_line - 1 for place, line in found.items()}


def read_text(path: Path, report: Report) -> str | None:
    """The file's text; None, and a problem noted, when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        report.add("load.missing", path, name=path.name)
    except (UnicodeDecodeError, IsADirectoryError):
        report.add("load.encoding", path)
    return None


def read_toml(path: Path, report: Report) -> Source | None:
    """Read a TOML file; None when it cannot be read, with the problem noted."""
    text = read_text(path, report)
    if text is None:
        return None
    try:
        return Source(path, _parsed_toml(text), text)
    except tomllib.TOMLDecodeError as fault:
        at = _AT_LINE.search(str(fault))
        report.add("load.toml", path, int(at[1]) if at else text.count("\n") + 1, fault=fault)
        return None


def read_yaml(path: Path, report: Report) -> Source | None:
    """Read a YAML file whose top is a mapping; None when it cannot be read, with the problem noted."""
    text = read_text(path, report)
    return None if text is None else parse_yaml(text, path, report)


def parse_yaml(text: str, path: Path, report: Report, first_line: int = 1) -> Source | None:
    """Read YAML text that starts on line `first_line` of `path`. Keys given twice are problems."""
    try:
        node, data = _parsed(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = min(mark.line, text.rstrip().count("\n")) + first_line if mark else None
        report.add("load.yaml", path, line, fault=fault.problem or fault.context)
        return None
    except yaml.YAMLError as fault:
        report.add("load.yaml", path, None, fault=fault)
        return None
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        report.add("load.not_mapping", path, first_line)
        return None
    for name, line in _twice(node):
        report.add("load.key_twice", path, line + first_line - 1, key=name)
    return Source(path, data, text, node, first_line)


@lru_cache(maxsize=512)  # the lint asks for one file again and again; while a course is written, one file has changed
def _parsed_toml(text: str) -> dict[str, Any]:
    """The data, which nobody changes. Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(text)


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[Any, Any]:
    """The YAML tree and its data, which nobody changes. Raises yaml.YAMLError."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _yaml_lines(node: Any, place: Place) -> list[tuple[Place, int]]:
    found: list[tuple[Place, int]] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found += [((*place, key.value), key.start_mark.line + 1), *_yaml_lines(value, (*place, key.value))]
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found += [((*place, index), item.start_mark.line + 1), *_yaml_lines(item, (*place, index))]
    return found


def _twice(node: Any) -> list[tuple[str, int]]:
    """Keys that a mapping of the tree has twice: PyYAML keeps the last one silently."""
    found: list[tuple[str, int]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
            found += _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found += _twice(item)
    return found


def _toml_lines(text: str) -> dict[Place, int]:
    """The line of each key and table of valid TOML. `tomllib` keeps none, and messages need them."""
    lines = text.splitlines()
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    at = 0
    while at < len(lines):
        header, key = _HEADER.match(lines[at]), _KEY.match(lines[at])
        if header:
            table = _resolve(_parts(header[2]), counts, new_item=header[1] == "[[")
            found.setdefault(table, at + 1)
        elif key:
            found[(*table, *_parts(key[1]))] = at + 1
            at += _height(lines, at) - 1
        at += 1
    return found


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _resolve(names: list[str], counts: dict[Place, int], new_item: bool) -> Place:
    """The place of a table header, with the index of the current item put after each array of tables."""
    place: Place = ()
    for depth, name in enumerate(names):
        place = (*place, name)
        if new_item and depth == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _height(lines: list[str], at: int) -> int:
    """How many lines the value that starts on line `at` takes: the fewest that parse."""
    for height in range(1, len(lines) - at + 1):
        try:
            tomllib.loads("\n".join(lines[at : at + height]))
            return height
        except tomllib.TOMLDecodeError:
            continue
    return 1


def line_in(path: Path, *place: str | int) -> int | None:
    """The line of a key in a TOML or YAML file that was read before; None when there is none."""
    unheard = Report()
    source = read_toml(path, unheard) if path.suffix == ".toml" else read_yaml(path, unheard)
    return source.line(*place) if source else None


def front_line(path: Path, key: str) -> int | None:
    """The line of a key of a lesson's front matter; None when there is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((at for at, line in enumerate(lines, 1) if line.startswith(f"{key}:")), None)
