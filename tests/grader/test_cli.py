"""The command `grader` as a learner uses it: verbs, exit codes, one Chinese message for each wrong use, no traceback."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.workspace import exercise_ids

ROOT = Path(__file__).parents[2]
WRONG = ROOT / "exercises" / "repeat-rate" / "wrong" / "same_day.py"


class Learner:
    """A folder to work in and the command run there as a process."""

    def __init__(self, folder: Path, root: Path | None = ROOT) -> None:
        self.folder = folder
        self._env = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
        if root:
            self._env["SIYU_ROOT"] = str(root)
        self._env.update({"PYTHONPATH": str(ROOT), "COLUMNS": "80"})

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run `grader` with arguments."""
        command = [sys.executable, "-m", "grader.cli", *args]
        done = subprocess.run(command, cwd=self.folder, env=self._env, text=True, capture_output=True, timeout=120)
        assert "Traceback" not in done.stdout + done.stderr
        return done


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    """A learner in an empty folder, with the course known."""
    return Learner(tmp_path)


def test_the_misconception_is_named_in_json(learner: Learner) -> None:
    done = learner.run("check", str(WRONG), "--exercise", "repeat-rate", "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 1 and result["status"] == "failed" and result["isolation_level"] == 1
    assert result["misconception"]["id"] == "E3.4:same_day"


def test_from_starter_to_solution(learner: Learner) -> None:
    assert "未做" in learner.run("list").stdout
    assert learner.run("reset", "E1.2").returncode == 0
    file = learner.folder / "ratio-readings.py"
    assert learner.run("check", "ratio-readings").returncode == 1
    assert "做过" in learner.run("list").stdout

    first, second = learner.run("hint", "E1.2").stdout, learner.run("hint", "E1.2").stdout
    assert "提示 1/" in first and "提示 2/" in second
    locked = learner.run("solution", "E1.2")
    assert locked.returncode == 1 and "现在检查了 1 次" in locked.stderr

    file.write_text((ROOT / "exercises" / "ratio-readings" / "solution.py").read_text("utf-8"), "utf-8")
    passed = learner.run("check", "ratio-readings.py")
    assert passed.returncode == 0 and "通过" in passed.stdout
    assert "def ratio_readings" in learner.run("solution", "E1.2").stdout
    state = json.loads(learner.run("list", "--json").stdout)
    assert {row["id"]: row["state"] for row in state}["E1.2"] == "passed"

    again = learner.run("reset", "E1.2")
    assert "ratio-readings.1.py" in again.stdout and (learner.folder / "ratio-readings.1.py").exists()
    assert "NotImplementedError" in file.read_text("utf-8")


def test_the_fix_form_starts_from_the_mistake_without_its_name(learner: Learner) -> None:
    assert learner.run("reset", "E3.4", "--form", "fix").returncode == 0
    text = (learner.folder / "repeat-rate.py").read_text("utf-8")
    assert "same_day" not in text and "fails:" not in text and "def repeat_rate" in text
    result = json.loads(learner.run("check", "E3.4", "--form", "fix", "--json").stdout)
    assert result["form"] == "fix" and result["misconception"]["id"] == "E3.4:same_day"


def test_answers_of_the_other_forms(learner: Learner) -> None:
    path = learner.folder / "answers.json"
    path.write_text(json.dumps({"form": "predict", "answers": {"p1": 1, "p2": 3, "p3": 3}}), "utf-8")
    done = learner.run("check", str(path), "-e", "E3.4", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["misconception"]["id"] == "E3.4:orders_not_people"
    path.write_text("{}", "utf-8")
    assert learner.run("check", str(path), "-e", "E3.4").returncode == 2


def test_a_folder_outside_the_course_works(tmp_path: Path, toy_folder: Path) -> None:
    learner = Learner(tmp_path, root=None)
    (tmp_path / "mine.py").write_text((toy_folder / "wrong" / "no_discount.py").read_text("utf-8"), "utf-8")
    done = learner.run("check", "mine.py", "--exercise", str(toy_folder), "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["misconception"]["id"] == "E9.1:no_discount"
    assert learner.run("check", "mine.py", "--exercise", str(toy_folder), "--here").returncode == 1


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["check", "nope.py", "-e", "E3.4"], 2, "找不到文件"),
        (["check", "-e", "E3.5x"], 2, "没有叫“E3.5x”的练习"),
        (["check", "-e", "repeat-rat"], 2, "你是不是想说：repeat-rate"),
        (["check", "."], 2, "文件夹"),
        (["check", "notes.txt", "-e", "E3.4"], 2, "不认识 notes.txt 的类型"),
        (["check", "mine.py"], 2, "不知道 mine.py 是哪道题的"),
        (["check", "mine.py", "-e", "E3.4", "--form", "deep"], 2, "没有“deep”这种形式"),
        (["hint", "zzz"], 2, "没有叫“zzz”的练习"),
        (["reset", "zzz"], 2, "没有叫“zzz”的练习"),
        (["solution", "zzz"], 2, "没有叫“zzz”的练习"),
        (["list", "--root", "/nowhere"], 2, "course.toml"),
        (["check", "bad.ipynb", "-e", "E1.2"], 1, "读不出来"),
        (["check", "gbk.py", "-e", "E1.2"], 1, "不是 UTF-8"),
        (["check", "mine.py", "-e", "E1.2"], 1, "没有找到函数"),
    ],
)
def test_wrong_use_gets_one_sentence(learner: Learner, args: list[str], code: int, said: str) -> None:
    (learner.folder / "notes.txt").write_text("x")
    (learner.folder / "mine.py").write_text("x = 1\n")
    (learner.folder / "bad.ipynb").write_text("{")
    (learner.folder / "gbk.py").write_bytes("# 价格".encode("gbk"))
    done = learner.run(*args)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_a_faulty_exercise_is_said_with_every_fault(learner: Learner, toy_folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "exercise.toml").write_text('id = "E9.2"\n', "utf-8")
    done = learner.run("check", str(WRONG), "--exercise", str(broken))
    assert done.returncode == 3 and done.stderr.count("\n") >= 5


def test_plain_when_piped(learner: Learner) -> None:
    done = learner.run("check", str(WRONG), "-e", "E3.4")
    assert "\x1b[" not in done.stdout and "把同一天的两单当成复购" in done.stdout


def test_watch_checks_at_every_save(learner: Learner) -> None:
    file = learner.folder / "ratio-readings.py"
    process = subprocess.Popen(
        [sys.executable, "-m", "grader.cli", "watch", "E1.2"],
        cwd=learner.folder,
        env=learner._env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        seen = read_until(process, "未通过")
        assert file.exists(), "watch writes the starter when there is no file"
        file.write_text((ROOT / "exercises" / "ratio-readings" / "solution.py").read_text("utf-8"), "utf-8")
        seen += read_until(process, "得分 14 / 14")
        assert "正在看" in seen
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_watch_takes_single_keys_in_a_terminal(learner: Learner) -> None:
    pty = pytest.importorskip("pty", reason="needs a POSIX terminal")
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "grader.cli", "watch", "E1.2"],
        cwd=learner.folder,
        env=learner._env,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    try:
        screen = read_screen(controller, "未通过")
        os.write(controller, b"h")
        screen += read_screen(controller, "提示 1/")
        os.write(controller, b"n")
        screen += read_screen(controller, "正在看")
        os.write(controller, b"q")
        screen += read_screen(controller, "已停止")
        assert process.wait(20) == 0
        ids = exercise_ids(ROOT)
        following = ids[list(ids)[list(ids).index("E1.2") + 1]].name
        assert (learner.folder / f"{following}.py").is_file()
        assert "Traceback" not in screen and "INTERNALERROR" not in screen
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def read_screen(controller: int, wanted: str, seconds: float = 60.0) -> str:
    """What a terminal shows up to the wanted words."""
    ends, said = time.monotonic() + seconds, b""
    while time.monotonic() < ends and wanted not in said.decode(errors="ignore"):
        if select.select([controller], [], [], 0.2)[0]:
            try:
                said += os.read(controller, 65536)
            except OSError:  # the other end closed
                break
    text = said.decode(errors="ignore")
    assert wanted in text, text
    return text


def read_until(process: subprocess.Popen[str], wanted: str, seconds: float = 60.0) -> str:
    """What a process says up to a line that has the wanted words."""
    ends, said = time.monotonic() + seconds, ""
    assert process.stdout is not None
    while time.monotonic() < ends:
        line = process.stdout.readline()
        said += line
        if wanted in line:
            return said
        if not line and process.poll() is not None:
            break
    raise AssertionError(said)
