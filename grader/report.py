"""A Result in the terminal: the named mistake first, then what failed, then points. Plain when piped."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from course.result import CheckResult, Result
from course.words import Words
from grader.judge.level import Host

say = Words("grader")

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("○", "bright_black"), "error": ("!", "magenta")}


def print_result(console: Console, result: Result, title: str) -> None:
    """Print one result. Everything that came from the learner's file is escaped."""
    console.print(Text(f"{result.exercise['id']} {title} · {result.submission['name']}", style="bold"))
    if result.load:
        console.print(Padding(Text(result.load.message, style="yellow"), (0, 0, 0, 2)))
    if result.misconception:
        console.print()
        console.print(Text(f"  {say('cli.named')}：{result.misconception.title}", style="bold yellow"))
        console.print(Padding(Text(result.misconception.message), (0, 0, 0, 2)))
    console.print()
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    said: set[str] = set()
    for check in result.checks:
        if check.status != "skipped":
            _add_check(table, check, said)
    for message, names in _waiting(result).items():
        table.add_row(
            Text(MARKS["skipped"][0], style="bright_black"),
            Text(say("cli.waiting", count=len(names), message=message), style="bright_black"),
        )
    console.print(Padding(table, (0, 0, 0, 2)))
    console.print()
    console.print(f"  {_summary(result)}")


def _waiting(result: Result) -> dict[str, list[str]]:
    """Skipped checks by the reason they wait for."""
    waiting: dict[str, list[str]] = {}
    for check in result.checks:
        if check.status == "skipped":
            waiting.setdefault(check.message, []).append(check.id)
    return waiting


def _add_check(table: Table, check: CheckResult, said: set[str]) -> None:
    """A check's rows; a message without places that was said before (an unwritten function) is not said again."""
    mark, style = MARKS[check.status]
    table.add_row(Text(mark, style=style), Text(check.sentence))
    if check.message and (check.diff or check.message not in said):
        table.add_row("", Text(check.message, style="cyan"))
        said.add(check.message)
    for row in check.diff:
        key = "expect.hidden" if row.want is None else "expect.shown"
        table.add_row("", Text("· " + say(key, where=row.where, got=row.got, want=row.want), style="cyan"))


def _summary(result: Result) -> str:
    status = f"[bold]{say(f'cli.{result.status}')}[/]"
    points = say("cli.points", points=result.points, max_points=result.max_points) if result.points is not None else ""
    level = say("cli.isolation", level=result.isolation_level) if result.isolation_level else say("cli.practice")
    parts = [status, points, level]
    if result.status == "failed":
        parts.append(say("cli.hint_offer", slug=escape(result.exercise["slug"])))
    return " · ".join(part for part in parts if part)


def print_host(console: Console, host: Host) -> None:
    """Print what a host offers, the level that comes of it, and how to get more."""
    console.print(Text(say("doctor.title", user=host.user, system=host.system), style="bold"))
    table = Table.grid(padding=(0, 2))
    for facility in host.facilities:
        mark, style = MARKS["passed" if facility.found else "failed"]
        use = say("doctor.needed" if facility.needed else "doctor.better")
        state = f"{say('doctor.yes' if facility.found else 'doctor.no')} {facility.detail}".strip()
        name = say(f"doctor.names.{facility.name}")
        table.add_row(Text(mark, style=style), name, Text(state), Text(use, style="bright_black"))
    console.print(Padding(table, (1, 0, 1, 2)))
    console.print(Text(say("doctor.level", level=host.level), style="bold"))
    if host.level >= 2:
        console.print(say("doctor.level_2"))
        return
    for key in ("doctor.reason", "doctor.mend", "doctor.mend_user", "doctor.mend_container", "doctor.mend_other"):
        console.print(Text(say(key, reason=host.reason)))
