"""`course check` as a command."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from course.cli import app

OUT_OF_PLACE = "exercises/notes.md: notes.md 不该在这里。删去，或改成 docs/contracts.md 允许的名字。"


def test_nothing_found(root: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--root", str(root)])
    assert (done.exit_code, done.output) == (0, "没有发现问题。\n")


def test_problems_are_lines_when_piped(root: Path) -> None:
    (root / "exercises" / "notes.md").write_text("x", encoding="utf-8")
    done = CliRunner().invoke(app, ["check"], env={"SIYU_ROOT": str(root)})
    assert (done.exit_code, done.output.splitlines()) == (1, [OUT_OF_PLACE, "1 个文件，1 个问题。"])


def test_no_course_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--root", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "没有 course/course.toml" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_problems_are_grouped_in_a_terminal(root: Path) -> None:
    toml = root / "exercises" / "order-count" / "exercise.toml"
    toml.write_text(toml.read_text("utf-8").replace("level = 1", "level = 9"), encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-W", "error", "-c", "from course.cli import main; main()", "check", "--root", str(root)]
    done = subprocess.run(command, stdout=theirs, stderr=theirs, check=False, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    text = os.read(ours, 65536).decode("utf-8")
    os.close(ours)
    assert done.returncode == 1
    assert "exercises/order-count/exercise.toml" in text
    assert "level 是 9" in text
    assert "5  " in text
