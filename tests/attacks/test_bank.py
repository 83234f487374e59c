"""The bank of attacks at level 2, as root and as an ordinary user: no gain, honest functions kept, no neighbour harmed.

Each file of `bank/<category>/` says in its docstring which functions are honest (`deserves:`) and may say a part of a sentence
that its author is to read (`says:`). Attacks that probe the sandbox have only honest functions, which raise when an escape
worked.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.exercise import write_exercise

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BANK = HERE / "bank"
ATTACKS = sorted(path.relative_to(BANK).as_posix() for path in BANK.rglob("*.py"))
FUNCTIONS = ("buyers", "paid", "by_day")

USERS = [
    pytest.param("root", marks=pytest.mark.skipif(os.geteuid() != 0, reason="these tests do not run as root")),
    "ordinary",
]


@pytest.fixture(scope="module", autouse=True)
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[socket.socket]]:
    """What attacks look for outside: listeners on this machine and a secret in the environment."""
    net, abstract = socket.socket(), socket.socket(socket.AF_UNIX)
    with net, abstract:
        net.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        net.bind(("127.0.0.1", 47611))
        abstract.bind("\0siyu-canary")
        for listener in (net, abstract):
            listener.listen()
            listener.setblocking(False)
        os.environ["SIYU_CANARY"] = "secret"
        yield [net, abstract]
        del os.environ["SIYU_CANARY"]


@cache
def exercise_folder() -> Path:
    """The exercise, where every user may read it."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="siyu-attacks-")) / "orders-three"
    folder.parent.chmod(0o755)
    return write_exercise(folder)


def command(user: str, program: Path, *arguments: object) -> list[str]:
    """A Python program as root, or as an ordinary user."""
    run = [sys.executable, str(program), *map(str, arguments)]
    if user == "root" or os.geteuid() != 0:
        return run
    shown = [sys.base_prefix, sys.prefix, str(ROOT)]
    return [sys.executable, str(HERE / "ordinary.py"), *shown, "--", *run]


@cache
def started() -> dict[str, subprocess.Popen[str]]:
    """The whole bank being judged, as each user at the same time: much of it is waiting for what never ends."""
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    users = ("root", "ordinary") if os.geteuid() == 0 else ("ordinary",)
    run = {user: command(user, HERE / "judge_bank.py", exercise_folder(), BANK) for user in users}
    return {user: subprocess.Popen(line, **pipes) for user, line in run.items()}


@cache
def judged(user: str) -> dict[str, dict[str, Any]]:
    """Results of the whole bank by key, judged as that user."""
    done = started()[user]
    out, problems = done.communicate()
    assert done.returncode == 0, problems[-2000:]
    return {line["key"]: line for line in map(json.loads, out.splitlines())}


def passed(result: dict[str, Any]) -> set[str]:
    """Ids of the checks that passed."""
    return {check["id"] for check in result["checks"] if check["status"] == "passed"}


def checks_of(functions: list[str]) -> set[str]:
    """Ids of the checks of these functions."""
    return {f"test_{name}{size}" for name in functions for size in ("", "_large")}


def told(result: dict[str, Any]) -> str:
    """All that the author of a submission reads."""
    texts = [result["load"]["message"]] if result["load"] else []
    for check in result["checks"]:
        texts += [check["message"], *(str(row) for row in check["diff"] or ())]
    return "\n".join(texts)


def said(attack: str, what: str) -> str:
    """What an attack's docstring says of itself."""
    found = re.search(rf"^{what}: (.*)$", (BANK / attack).read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gets_what_it_deserves(attack: str, user: str) -> None:
    result = judged(user)[attack]
    honest = [name for name in said(attack, "deserves").split() if name in FUNCTIONS]
    assert passed(result) == checks_of(honest), told(result)
    assert {check["status"] for check in result["checks"]} <= {"passed", "failed", "skipped"}
    assert result["isolation_level"] == 2 and result["points"] == len(checks_of(honest))
    assert said(attack, "says") in told(result)
    failed = [check for check in result["checks"] if check["status"] == "failed"]
    assert all(check["message"] and "Traceback" not in check["message"] for check in failed)


@pytest.mark.parametrize("user", USERS)
def test_no_neighbour_is_harmed(user: str) -> None:
    results = judged(user)
    harmed = [attack for attack in ATTACKS if passed(results[f"{attack}+1"]) != checks_of(list(FUNCTIONS))]
    assert not harmed


@pytest.mark.parametrize("user", USERS)
def test_nothing_outlives_the_run_or_reaches_out(user: str, canaries: list[socket.socket]) -> None:
    assert judged(user)["left behind"]["children"] == []
    for listener in canaries:
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("user", USERS)
def test_the_user_is_the_one_meant(user: str) -> None:
    users = {result["user"] for result in judged(user).values() if "user" in result}
    assert users == ({0} if user == "root" else {os.geteuid() or 65534})
