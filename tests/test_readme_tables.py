"""README's tables of what is there agree with the model and the plan."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from course.load import load_course

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_table_of_chapters_is_the_model(name: str) -> None:
    course = load_course(ROOT)
    plan = tomllib.loads((ROOT / "exercises" / "PLAN.toml").read_text("utf-8"))
    planned = Counter(entry["chapter"] for entry in plan["exercises"])
    rows = re.findall(
        r"^\| (\S+)(?: \([^)]*\))? \| (\d+) \| ([^|]*)\| (\d+) \|$", (ROOT / name).read_text("utf-8"), re.M
    )
    assert [(title, int(lessons), ready.split(), int(n)) for title, lessons, ready, n in rows] == [
        (c.title, len(c.lessons), [e.id for e in course.exercises if e.chapter == c.slug], planned[c.slug])
        for c in course.chapters
    ]
