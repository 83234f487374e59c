"""CONTRIBUTING's walks: their commands as written, in a copy of the course, with an author's files in between."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MARK = re.compile(r"〔待写[^〕]*〕")


def commands(name: str) -> list[str]:
    """The commands after `<!-- walk: name -->`."""
    found = re.search(rf"<!-- walk: {name} -->\s*```sh\n(.*?)```", TEXT, re.DOTALL)
    assert found, f"CONTRIBUTING.md has no walk {name!r}"
    return found[1].splitlines()


class Walker:
    """Runs commands in the copy, as an author with the environment activated does."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIYU_", "PYTEST"))}
        self._env = {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"}

    def run(self, command: str, status: int = 0) -> str:
        """What a command printed; its exit status must be `status`."""
        done = subprocess.run(command, shell=True, cwd=self.copy, env=self._env, text=True, capture_output=True)
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def walker(copy: Path) -> Walker:
    for name in ("tests", "pyproject.toml"):
        source, place = ROOT / name, copy / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place)
    return Walker(copy)


@pytest.mark.full  # builds the whole site
def test_an_exercise_in_five_minutes(walker: Walker) -> None:
    """What the author writes in between is the exercise as it stands in the course."""
    folder, written = (root / "exercises/change-words" for root in (walker.copy, ROOT))
    shutil.rmtree(folder)
    new, check = commands("exercise")
    assert "exercises/change-words/checks.py" in walker.run(new)
    listed = walker.run(check, status=1)
    for name in ("solution.py", "checks.py", "forms.yml", "README.md", "exercise.toml", "wrong/first_mistake.py"):
        assert re.search(rf"{name}:\d+: 还没写：", listed), name
    (folder / "wrong/first_mistake.py").unlink()
    shutil.copytree(written, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    solution, *others = commands("exercise-done")
    walker.run(solution)
    assert "把百分点当成百分比" in walker.run(solution.replace("solution.py", "wrong/pp_is_pct.py"), status=1)
    for command in others:
        walker.run(command)
    assert (walker.copy / "build/site/exercises/change-words/index.html").is_file()
    assert "E1.5 增幅口径" in (walker.copy / "mkdocs.yml").read_text("utf-8")


@pytest.mark.full  # builds the whole site
def test_a_lesson(walker: Walker) -> None:
    new, check = commands("lesson")
    (made, *_) = re.findall(r"chapters/\S+\.md", walker.run(new))
    listed = walker.run(check, status=1)
    assert re.search(rf"{re.escape(made)}:\d+: 还没写：工作里的问题", listed)
    for path in (walker.copy / "chapters/compliance").glob("*"):
        if path.suffix in (".md", ".yml"):
            written = re.sub(r"\s+# 〔待写[^〕]*〕", "", path.read_text("utf-8"))
            path.write_text(MARK.sub("写好了。", written), "utf-8")
    timing, *others = commands("lesson-done")
    rows = json.loads(walker.run(f"{timing} --json"))
    modelled = next(row["modelled"] for row in rows if row["unit"] == "compliance/consent-first")
    lesson = walker.copy / made
    lesson.write_text(lesson.read_text("utf-8").replace("minutes: 20", f"minutes: {round(modelled)}"), "utf-8")
    for command in others:
        walker.run(command)
    assert "写好了。" in (walker.copy / "build/site/compliance/consent-first/index.html").read_text("utf-8")


def test_a_dataset(walker: Walker) -> None:
    *others, check = commands("dataset")
    for command in others:
        walker.run(command)
    listed = walker.run(check, status=1).splitlines()
    assert all("datasets/street-shop/" in line and "还没写：" in line for line in listed[:-1]) and len(listed) > 5
    for path in (walker.copy / "datasets/street-shop").glob("*.*"):
        if path.suffix in (".toml", ".py", ".md"):
            path.write_text(MARK.sub("写好了", path.read_text("utf-8")), "utf-8")
    walker.run(check)
