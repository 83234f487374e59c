"""The command `course` beyond `check`: data, building and serving, with good and with bad input."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def course(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `course` as a process on this repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
    done = subprocess.run(
        [sys.executable, "-m", "course.cli", *args],
        cwd=ROOT,
        env={**kept, **env},
        text=True,
        capture_output=True,
        timeout=120,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_the_committed_sample_is_sound() -> None:
    done = course("data", "check", "datasets/qinghe")
    assert done.returncode == 0 and "没有发现问题" in done.stdout


def test_made_data_is_the_same_for_the_same_seed_and_sound(tmp_path: Path) -> None:
    first = course("data", "make", str(tmp_path / "a"), "--scale", "0.01", "--seed", "5")
    again = course("data", "make", str(tmp_path / "b"), "--scale", "0.01", "--seed", "5")
    other = course("data", "make", str(tmp_path / "c"), "--scale", "0.01", "--seed", "6")
    assert first.returncode == 0 and first.stdout == again.stdout != other.stdout
    assert course("data", "check", str(tmp_path / "a")).returncode == 0


def test_damage_is_found_all_at_once(tmp_path: Path) -> None:
    course("data", "make", str(tmp_path), "--scale", "0.01")
    (tmp_path / "orders.csv.gz").unlink()
    (tmp_path / "members.csv.gz").replace(tmp_path / "refunds.csv.gz")
    done = course("data", "check", str(tmp_path))
    assert done.returncode == 1
    for table in ("orders", "members", "refunds"):
        assert table in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["data", "check", "/nowhere"], "找不到文件夹"),
        (["data", "make"], "请写明生成到哪个文件夹"),
        (["data", "make", "x", "--dataset", "none"], "请用 --dataset 指明数据集"),
        (["build", "--root", "/nowhere"], "course.toml"),
    ],
)
def test_wrong_use_gets_one_sentence(args: list[str], said: str) -> None:
    done = course(*args)
    assert done.returncode == 2 and said in done.stderr


def test_a_taken_port_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = course("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2 and "用不了" in done.stderr


def test_a_missing_package_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "nbclient.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'nbclient'\", name='nbclient')\n"
    )
    done = course("build", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2 and "缺少 Python 包 nbclient" in done.stderr
