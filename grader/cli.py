"""The command `grader`: list, check, doctor, watch, hint, reset, solution.

Exit codes: 0 all checks passed (or the command did its work), 1 checks failed, 2 the command was called with something
that is not there or not readable, 3 a fault of ours: checks that cannot run, a faulty exercise.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.model import Exercise
from course.result import Form, Result
from course.words import Words
from grader import journal, workspace
from grader.classroom.commands import batch
from grader.judge.runner import Limits
from grader.workspace import Place, Stop

say = Words("grader")
app = typer.Typer(
    name="grader",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="检查练习：看清单、检查、边改边查、提示、重来、看参考答案。",
)

CODES = {"passed": 0, "failed": 1, "error": 3}
TRIES_BEFORE_SOLUTION = 3

Name = Annotated[str, typer.Argument(help="题号、名称或练习文件夹", metavar="EXERCISE")]
Root = Annotated[Path | None, typer.Option("--root", help="课程所在的文件夹，默认从当前文件夹向上找")]


@app.command("list")
def list_exercises(
    root: Root = None, as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False
) -> None:
    """列出全部练习和你的进度。"""
    place = workspace.find_place(root)
    exercises = [workspace.find_exercise(place, folder.name) for folder in workspace.exercise_ids(place.root).values()]
    standings = journal.standings(place)
    rows = [_row(exercise, standings.get(exercise.id)) for exercise in exercises]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("list_id", "list_title", "list_slug", "list_level", "list_minutes", "list_state"):
        table.add_column(say(f"cli.{key}"), style="bold" if key == "list_id" else "")
    for row in rows:
        table.add_row(
            row["id"],
            row["title"],
            row["slug"],
            "●" * row["level"],
            str(row["minutes"]),
            say(f"cli.state_{row['state']}"),
        )
    Console().print(table)


def _row(exercise: Exercise, standing: Any) -> dict[str, Any]:
    state = "new" if standing is None or not standing.tries else "passed" if standing.passed else "tried"
    return {
        "id": exercise.id,
        "slug": exercise.slug,
        "title": exercise.title,
        "chapter": exercise.chapter,
        "level": exercise.level,
        "minutes": exercise.minutes.get("write", 0),
        "forms": list(exercise.forms.names),
        "state": state,
    }


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="你的 .py、.ipynb，或判/算的答案 .json；可写题号")] = None,
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="题号、名称或练习文件夹")] = "",
    form: Annotated[str, typer.Option("--form", help="write 写 · fix 改 · predict 判 · calc 算")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出结果 JSON（docs/result.md）")] = False,
    here: Annotated[bool, typer.Option("--here", help="等级 0：就在这个进程里跑，只作练习")] = False,
    level: Annotated[
        int, typer.Option("--level", help="隔离等级：1 自己的进程，2 完全隔离（Linux）", min=1, max=2)
    ] = 1,
    seed: Annotated[list[int] | None, typer.Option("--seed", help="变体的种子，可写多次")] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="每次调用最多几秒", min=0.1)] = 5.0,
    memory: Annotated[int, typer.Option("--memory", help="最多用多少 MB 内存", min=256)] = 2048,
    root: Root = None,
) -> None:
    """检查一份提交，说出错在哪里。"""
    place = workspace.find_place(root)
    chosen, path = _choose(place, file, exercise)
    limits = Limits(seconds=seconds, memory_mb=memory)
    if path.suffix == ".json":
        result = _check_answers(chosen, path, form, tuple(seed or ()))
    else:
        result = _check_code(chosen, path, form or "write", 0 if here else level, limits, tuple(seed or ()))
    journal.note_result(place, result)
    _show(result, chosen, as_json)
    raise typer.Exit(CODES[result.status])


def _choose(place: Place, file: Path | None, name: str) -> tuple[Exercise, Path]:
    """The exercise and the learner's file, from either or both."""
    if file is not None and not name and not file.exists() and file.suffix not in workspace.SUFFIXES:
        name, file = str(file), None
    if name:
        chosen = workspace.find_exercise(place, name)
        return chosen, workspace.open_file(file or workspace.own_file(place, chosen), chosen)
    if file is None:
        raise Stop(say("cli.which", file="", example="E3.4"))
    return workspace.guess_exercise(place, workspace.open_file(file, None)), file


def _check_code(
    exercise: Exercise, path: Path, form: str, level: int, limits: Limits, seeds: tuple[int, ...]
) -> Result:
    from grader.check import Checker
    from grader.judge.level import LevelMissing, demand
    from grader.judge.source import read_source

    try:
        demand(level)
    except LevelMissing as missing:
        raise Stop(str(missing)) from missing
    with Checker(exercise, level, limits, seeds) as checker:
        return checker.check(read_source(path), _form(exercise, form, ("write", "fix")))


def _check_answers(exercise: Exercise, path: Path, form: str, seeds: tuple[int, ...]) -> Result:
    from grader.forms import judge_answers

    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        answers = dict(data["answers"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Stop(say("cli.bad_answers", problem=type(problem).__name__)) from problem
    return judge_answers(
        exercise, _form(exercise, form or str(data.get("form")), ("predict", "calc")), answers, path.name, *seeds[:1]
    )


def _form(exercise: Exercise, form: str, allowed: tuple[Form, ...]) -> Form:
    for name in allowed:
        if name == form and name in exercise.forms.names:
            return name
    raise Stop(say("cli.no_form", id=exercise.id, form=form, forms="、".join(exercise.forms.names)))


def _show(result: Result, exercise: Exercise, as_json: bool) -> None:
    if as_json:
        print(result.to_json())
        return
    from grader.report import print_result

    print_result(Console(), result, exercise.title)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """看这台机器能做到哪一级隔离，缺什么，怎样补。"""
    from grader.judge.level import host

    found = host()
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    from grader.report import print_host

    print_host(Console(), found)


@app.command()
def watch(
    exercise: Name,
    file: Annotated[Path | None, typer.Argument(help="要看的文件，默认是 <名称>.py")] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="每次调用最多几秒", min=0.1)] = 5.0,
    memory: Annotated[int, typer.Option("--memory", help="最多用多少 MB 内存", min=256)] = 2048,
    root: Root = None,
) -> None:
    """保存就检查；h 提示，l 清单，n 下一题，q 结束。"""
    place = workspace.find_place(root)
    current: Exercise | None = workspace.find_exercise(place, exercise)
    while current is not None:
        path = file or workspace.own_file(place, current)
        if not path.exists() and file is None:
            path = _write_starter(place, current, path)
        workspace.open_file(path, current)
        if _watch_one(place, current, path, Limits(seconds=seconds, memory_mb=memory)) != "n":
            break
        current, file = _next(place, current), None
        if current is None:
            print(say("cli.all_done"))
    print(say("cli.watch_over"))


def _watch_one(place: Place, exercise: Exercise, path: Path, limits: Limits) -> str:
    from grader.report import print_result
    from grader.watch import Watcher

    console = Console(file=sys.stdout)  # this very stream: pytest puts another in its place while checks run

    def show(result: Result) -> None:
        journal.note_result(place, result)
        console.rule(style="bright_black")
        print_result(console, result, exercise.title)

    def on_key(key: str) -> None:
        if key == "h":
            _print_hint(place, exercise)
        else:
            list_exercises(place.root)

    console.print(say("cli.watching", file=path))
    if sys.stdin.isatty():
        console.print(say("cli.watching_keys"), style="bright_black")
    return Watcher(exercise, path, 1, limits).run(show, on_key)


def _next(place: Place, exercise: Exercise) -> Exercise | None:
    ids = list(workspace.exercise_ids(place.root))
    after = ids[ids.index(exercise.id) + 1 :] if exercise.id in ids else []
    return workspace.find_exercise(place, after[0]) if after else None


@app.command()
def hint(
    exercise: Name, again: Annotated[bool, typer.Option("--again", help="从第一条重看")] = False, root: Root = None
) -> None:
    """给下一条提示，由浅到深。"""
    place = workspace.find_place(root)
    found = workspace.find_exercise(place, exercise)
    if again:
        for number, text in enumerate(found.hints, start=1):
            print(say("cli.hint", number=number, total=len(found.hints), text=text))
        return
    _print_hint(place, found)


def _print_hint(place: Place, exercise: Exercise) -> None:
    total, shown = len(exercise.hints), journal.standing(place, exercise.id).hints
    number = max(shown, default=0) + 1
    if number > total:
        print(say("cli.no_more_hints", total=total, slug=exercise.slug))
        return
    print(say("cli.hint", number=number, total=total, text=exercise.hints[number - 1]))
    journal.note(place, "hint", exercise.id, {"hint": number})


@app.command()
def reset(
    exercise: Name,
    form: Annotated[str, typer.Option("--form", help="write 从起始文件开始 · fix 从要改的文件开始")] = "write",
    root: Root = None,
) -> None:
    """在当前文件夹写一份新的起始文件；原来的文件留一份。"""
    place = workspace.find_place(root)
    found = workspace.find_exercise(place, exercise)
    _form(found, form, ("write", "fix"))
    path = _write_starter(place, found, workspace.own_file(place, found).with_suffix(".py"), form)
    journal.note(place, "reset", found.id)
    print(say("cli.reset_done", file=path.name))


def _write_starter(place: Place, exercise: Exercise, path: Path, form: str = "write") -> Path:
    if path.exists():
        kept = _spare_name(path)
        shutil.move(path, kept)
        print(say("cli.reset_kept", file=kept.name))
    text = fix_code(exercise) if form == "fix" else (exercise.folder / "starter.py").read_text(encoding="utf-8")
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    return path


def _spare_name(path: Path) -> Path:
    number = 1
    while (spare := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return spare


def fix_code(exercise: Exercise) -> str:
    """What the learner of the 改 form starts from: the mistake's file without the docstring that gives it away."""
    from course.publish.checks import without_docstring

    assert exercise.forms.fix is not None
    return without_docstring(exercise.mistake(exercise.forms.fix.mistake).path)


app.command("batch", help=say("batch.help.about"))(batch)


@app.command()
def solution(exercise: Name, root: Root = None) -> None:
    """通过之后，或多次未通过，看参考答案。"""
    place = workspace.find_place(root)
    found = workspace.find_exercise(place, exercise)
    standing = journal.standing(place, found.id)
    if not standing.passed and standing.tries < TRIES_BEFORE_SOLUTION:
        raise Stop(say("cli.solution_locked", need=TRIES_BEFORE_SOLUTION, tries=standing.tries), code=1)
    print(Text(f"# {say('cli.solution_after', slug=found.slug)}"))
    print((found.folder / "solution.py").read_text(encoding="utf-8"))
    journal.note(place, "solution", found.id)


def main() -> None:
    """Entry point: faults of use become one sentence and an exit code."""
    try:
        app()
    except Stop as stop:
        print(stop.message, file=sys.stderr)
        sys.exit(stop.code)


if __name__ == "__main__":
    main()
