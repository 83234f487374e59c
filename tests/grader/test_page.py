"""The archive that a page gets: whole for every exercise, and enough on its own in a process that has nothing else of ours."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.load import load_course
from course.model import Exercise
from course.publish.hosted import zip_files
from course.publish.needs import dataset_code
from grader.page import checking_archive, exercise_archive

ROOT = Path(__file__).parents[2]
EXERCISES = load_course(ROOT).exercises


@pytest.mark.parametrize("exercise", EXERCISES, ids=[e.slug for e in EXERCISES])
def test_the_archive_checks_alone(exercise: Exercise, tmp_path: Path) -> None:
    data = exercise_archive(exercise)
    assert data == exercise_archive(exercise), "same content, same bytes"
    archives = [checking_archive(), data]
    if folder := exercise.dataset_folder:
        parts = [*dataset_code(folder), folder / "dataset.toml", *folder.glob("*.csv.gz"), *folder.glob("*.csv")]
        archives.append(
            zip_files({part.relative_to(folder).as_posix(): part.read_bytes() for part in parts}, "dataset/")
        )
    for archive in archives:
        zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path)
    mistake = exercise.mistakes[0]
    script = (
        "import json, sys, pathlib\n"
        "sys.path.insert(0, '.')\n"
        "import course, grader.page\n"
        "assert pathlib.Path(course.__file__).resolve().is_relative_to(pathlib.Path.cwd().resolve())\n"
        "ended = []\n"
        "heard = lambda check, of: ended.append((json.loads(check), of))\n"
        "result = grader.page.check('.', sys.argv[1], pathlib.Path(sys.argv[2]).read_text('utf-8'), heard=heard)\n"
        "print(json.dumps([json.loads(result), ended]))\n"
    )
    command = [sys.executable, "-I", "-B", "-c", script, exercise.slug, str(mistake.path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-1500:]
    result, ended = json.loads(done.stdout)
    assert ended == [[check, len(result["checks"])] for check in result["checks"]]
    assert result["misconception"]["id"] == mistake.id and result["isolation_level"] == 0
