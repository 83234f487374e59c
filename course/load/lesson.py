"""Authority on reading a lesson: front matter and the flat list of blocks of a MyST Markdown notebook.

Fences follow CommonMark: three or more backticks or colons, closed by at least as many of the same. A fence that holds
another of the same character must be longer. Lint and publisher both read lessons here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.load.problem import Report
from course.load.source import Source, parse_yaml, read_text

REFERENCE = re.compile(r"\[\[([^\[\]\n]+)\]\]")
EVAL = re.compile(r"\{eval\}(`+)(.*?)\1", re.DOTALL)

_FENCE = re.compile(r"^ {0,3}(`{3,}|:{3,})[ \t]*([^`]*)$")
_INFO = re.compile(r"^\{([\w-]+)\}[ \t]*(.*)$")
_RULE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_OPTION = re.compile(r"^:([\w-]+):[ \t]*(.*)$")


@dataclass(frozen=True)
class Prose:
    """Markdown between directives and cells, plain code fences included. `line` is that of its first character."""

    text: str
    line: int


@dataclass(frozen=True)
class Code:
    """A code cell. `line` is the fence's, `source_line` that of the first line of `source`."""

    source: str
    label: str
    tags: tuple[str, ...]
    options: dict[str, str]
    line: int
    source_line: int


@dataclass(frozen=True)
class Directive:
    """A directive; its body is unparsed Markdown that starts on `body_line`. `blocks()` reads it."""

    name: str
    argument: str
    options: dict[str, str]
    body: str
    line: int
    body_line: int
    path: Path = field(default=Path(), repr=False, compare=False)

    def blocks(self) -> list[Block]:
        """The blocks of the body. Raises CourseProblems as `read_lesson` does."""
        report = Report()
        found = parse_blocks(self.body, self.body_line, self.path, report)
        report.raise_any()
        return found


Block = Prose | Code | Directive


def read_lesson(path: Path) -> tuple[dict[str, Any], list[Block]]:
    """Front matter and blocks of a lesson. Raises CourseProblems: no front matter, broken YAML, an unclosed fence."""
    report = Report()
    front, blocks = scan_lesson(path, report)
    report.raise_any()
    return (front.data if front else {}), blocks


def scan_lesson(path: Path, report: Report) -> tuple[Source | None, list[Block]]:
    """As `read_lesson`, but notes the problems and gives what could be read."""
    text = read_text(path, report)
    if text is None:
        return None, []
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not lines or lines[0].rstrip() != "---" or not end:
        report.add("load.front_matter", path, 1)
        return None, parse_blocks(text, 1, path, report)
    front = parse_yaml("\n".join(lines[1:end]), path, report, first_line=2)
    return front, parse_blocks("\n".join(lines[end + 1 :]), end + 2, path, report)


def parse_blocks(text: str, first_line: int, path: Path, report: Report) -> list[Block]:
    """Cut Markdown whose first line is line `first_line` of `path` into blocks."""
    lines, prose_from, at = text.splitlines(), 0, 0
    blocks: list[Block] = []
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if not fence:
            at += 1
            continue
        end = _closing(lines, at, fence[1])
        if end is None:
            report.add("load.fence_open", path, first_line + at, fence=fence[1])
            end = len(lines)
        info = _INFO.match(fence[2].strip())
        if info:
            blocks += _prose(lines[prose_from:at], first_line + prose_from)
            _nested_alike(lines[at + 1 : end], fence[1], first_line + at + 1, path, report)
            blocks.append(_block(info[1], info[2].strip(), lines[at + 1 : end], first_line + at, path, report))
            prose_from = end + 1
        at = end + 1
    return [*blocks, *_prose(lines[prose_from:], first_line + prose_from)]


def cut_at_rule(body: str) -> tuple[str, str]:
    """A body in two at its first line `---`; the second part is empty when there is none."""
    before, *after = _RULE.split(body, maxsplit=1)
    return before, "".join(after)


def _closing(lines: list[str], at: int, fence: str) -> int | None:
    closing = re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$")
    return next((n for n in range(at + 1, len(lines)) if closing.match(lines[n])), None)


def _nested_alike(body: list[str], fence: str, first_line: int, path: Path, report: Report) -> None:
    """Note an inner directive whose fence would close the outer one: it must be shorter."""
    for at, line in enumerate(body):
        inner = _FENCE.match(line)
        if inner and inner[1].startswith(fence) and _INFO.match(inner[2].strip()):
            report.add("load.fence_nested", path, first_line + at, fence=inner[1], outer=fence + fence[0])


def _prose(lines: list[str], first_line: int) -> list[Prose]:
    """The lines as one prose block without its blank edges; none when all are blank."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return []
    return [Prose("\n".join(lines[filled[0] : filled[-1] + 1]), first_line + filled[0])]


def _block(name: str, argument: str, body: list[str], line: int, path: Path, report: Report) -> Code | Directive:
    options, taken = _options(body, line + 1, path, report)
    body_line, rest = line + 1 + taken, body[taken:]
    if name != "code-cell":
        return Directive(name, argument, options, "\n".join(rest), line, body_line, path)
    blank = next((at for at, text in enumerate(rest) if text.strip()), 0)
    tags = tuple(re.findall(r"[\w-]+", options.pop("tags", "")))
    source = "\n".join(rest[blank:]).rstrip()
    return Code(source, options.pop("label", ""), tags, options, line, body_line + blank)


def _options(body: list[str], line: int, path: Path, report: Report) -> tuple[dict[str, str], int]:
    """The options at the top of a body, `:key: value` lines or a `---` block, and how many lines they take."""
    if body and body[0].rstrip() == "---":
        end = next((at for at, text in enumerate(body[1:], 1) if text.rstrip() == "---"), None)
        if end is not None:
            found = parse_yaml("\n".join(body[1:end]), path, report, line + 1)
            given = found.data if found else {}
            return {key: " ".join(v) if isinstance(v, list) else str(v) for key, v in given.items()}, end + 1
    options, taken = {}, 0
    while taken < len(body) and (option := _OPTION.match(body[taken])):
        options[option[1]] = option[2].strip().strip("\"'")
        taken += 1
    return options, taken
