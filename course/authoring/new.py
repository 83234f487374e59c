"""`course new`: the first files of an exercise, a lesson, a chapter, a dataset. What is left to write is marked 〔待写：…〕,
and `course check` lists every mark (`course.load.lint.unwritten`). Nothing that is there is ever overwritten.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from course.authoring.planned import imports, planned_function, read_plan
from course.data.schema import read_dataset
from course.files import write_atomically
from course.load import load_course
from course.load.chapter import lesson_files
from course.words import Words

say = Words("course")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SEED = 20260301
VARIANT_SCALE = 0.02
_DAY = "2026-03-01"

_environment = Environment(
    loader=PackageLoader("course.authoring"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.filters["quoted"] = lambda value: json.dumps(value, ensure_ascii=False)


class Refused(Exception):
    """Nothing was written; the text is a sentence for the author."""


def new_exercise(root: Path, name: str) -> list[Path]:
    """The folder of the planned exercise with the id `name`; the files written. Raises Refused, CourseProblems."""
    plan, types = read_plan(root)
    if name not in plan:
        raise Refused(say("new.not_planned", id=name, near=_near(name, list(plan))))
    entry = plan[name]
    asof, columns = _surroundings(root, entry)
    functions = [planned_function(signature, entry["tables"], asof) for signature in entry["functions"]]
    values = {
        **entry,
        "functions": functions,
        "types": types,
        "uses_asof": any(p.value == "ASOF" for function in functions for p in function.parameters),
        "uses_date": any(p.annotation == "date" for function in functions for p in function.parameters),
        "imports": imports(functions, types),
        "columns": columns,
        "asof": asof,
        "brief": entry.get("brief", ""),
        "mistakes": entry.get("mistakes", []) or [say("new.mistake")],
        "variant_scale": VARIANT_SCALE,
    }
    files = {file: _fill(f"exercise/{file}", values) for file in _EXERCISE}
    files["wrong/first_mistake.py"] = _fill("exercise/mistake.py", values)
    for table in entry["tables"]:
        files[f"cases/hand/{table}.csv"] = ",".join(columns.get(table, ["id"])) + "\n"
    return _write_folder(root / "exercises" / str(entry["slug"]), files)


_EXERCISE = ("exercise.toml", "README.md", "starter.py", "solution.py", "checks.py", "forms.yml")


def _surroundings(root: Path, entry: dict[str, Any]) -> tuple[str, dict[str, list[str]]]:
    """The end of the dataset's window, and the columns of the exercise's tables. Raises CourseProblems."""
    folder = root / "datasets" / str(entry["dataset"])
    if not entry["dataset"] or not folder.is_dir():
        return _DAY, {}
    dataset = read_dataset(folder)
    known = {name: dataset.tables[name] for name in entry["tables"] if name in dataset.tables}
    return dataset.window_end, {name: [column.name for column in table.columns] for name, table in known.items()}


def new_chapter(root: Path, slug: str, title: str) -> list[Path]:
    """The folder of a chapter, and its slug at the end of `course.toml`'s chapters. Raises Refused."""
    _need_slug(slug)
    place = root / "course" / "course.toml"
    text = place.read_text(encoding="utf-8")
    found = re.search(r"^chapters\s*=\s*\[[^\]]*?(,?)\s*\]", text, re.MULTILINE)
    if found is None:
        raise Refused(say("new.no_order", path="course/course.toml"))
    number = max(_chapter_numbers(root), default=0) + 1
    written = _write_folder(
        root / "chapters" / slug, {"chapter.toml": _fill("chapter/chapter.toml", {"title": title, "number": number})}
    )
    if f'"{slug}"' not in found[0]:
        head = found[0].rstrip("]").rstrip().rstrip(",")
        joined = f'{head}"{slug}"]' if head.endswith("[") else f'{head}, "{slug}"]'
        write_atomically(place, text.replace(found[0], joined, 1))
    return [*written, place]


def _chapter_numbers(root: Path) -> list[int]:
    """The numbers that the chapters' ids bear: 3 where objectives are called L3.1. What comes before the first may be 0."""
    texts = (path.read_text(encoding="utf-8") for path in (root / "chapters").glob("*/chapter.toml"))
    return [int(number) for text in texts for number in re.findall(r'^id = "L(\d+)\.', text, re.MULTILINE)]


def new_lesson(root: Path, chapter: str, slug: str, title: str) -> list[Path]:
    """The next lesson of a chapter, and the chapter's `quiz.yml` when it has none. Raises Refused, CourseProblems."""
    _need_slug(slug)
    course = load_course(root)
    known = [one.slug for one in course.chapters]
    if chapter not in known:
        raise Refused(say("new.no_chapter", slug=chapter, known="、".join(known)))
    taken = next((lesson.path for lesson in course.lessons if lesson.slug == slug), None)
    if taken:
        raise Refused(say("new.there", path=taken.relative_to(root).as_posix()))
    folder, home = root / "chapters" / chapter, course.chapter(chapter)
    values = {
        "title": title,
        "objectives": [item.id for item in home.objectives],
        "exercises": [exercise.id for exercise in course.exercises if exercise.chapter == chapter],
        "slug": slug,
    }
    files = {f"{len(lesson_files(folder)) + 1:02}-{slug}.md": _fill("lesson/lesson.md", values)}
    if not (folder / "quiz.yml").exists():
        files["quiz.yml"] = _fill("lesson/quiz.yml", values)
    for name, text in files.items():
        write_atomically(folder / name, text)
    return [folder / name for name in files]


def new_dataset(root: Path, slug: str, title: str) -> list[Path]:
    """The folder of a dataset of one table, simulated. Raises Refused.

    The reader `tables.py` travels with the data and is the same file in every dataset: it is copied from one that is there.
    """
    _need_slug(slug)
    reader = next(iter(sorted((root / "datasets").glob("*/tables.py"))), None)
    if reader is None:
        raise Refused(say("new.no_reader"))
    values = {"slug": slug, "title": title, "table": slug.replace("-", "_") + "_rows", "seed": SEED}
    files = {name: _fill(f"dataset/{name}", values) for name in ("dataset.toml", "make.py", "README.md")}
    return _write_folder(root / "datasets" / slug, {**files, "tables.py": reader.read_text(encoding="utf-8")})


def _fill(template: str, values: dict[str, Any]) -> str:
    return _environment.get_template(f"{template}.jinja").render(**values)


def _need_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise Refused(say("new.slug", got=slug))


def _near(name: str, known: list[str]) -> str:
    """The planned ids of the same chapter, or all chapters' first."""
    same = [one for one in known if one.split(".")[0] == name.split(".")[0]]
    return "、".join(same or known[:8])


def _write_folder(place: Path, files: dict[str, str]) -> list[Path]:
    """Write a folder whole or not at all. Raises Refused when it is there."""
    if place.exists():
        raise Refused(say("new.there", path="/".join(place.parts[-2:])))
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    try:
        fresh.chmod(0o755)
        for name, text in files.items():
            write_atomically(fresh / name, text)
        fresh.rename(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return [place / name for name in files]
