"""README's commands, as written, in a fresh copy with a fresh environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import lend_build

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def block(name: str) -> str:
    """The fenced commands after `<!-- run: name -->`."""
    found = re.search(rf"<!-- run: {name} -->\s*```sh\n(.*?)```", README, re.DOTALL)
    assert found, f"README.md has no runnable block {name!r}"
    return found[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that git tracks or would track, as a fresh clone has them."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / "clone" / name)
    lend_build(tmp_path / "clone")
    return tmp_path / "clone"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.full  # a second environment from scratch: two to four minutes
def test_the_plain_commands_serve_working_exercises(clone: Path) -> None:
    port, token = free_port(), "readme-test"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIYU_", "VIRTUAL_ENV", "PYTHONPATH"))
    }
    env = {**kept, "SIYU_PORT": str(port), "SIYU_TOKEN": token}
    log = clone / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["sh", "-ec", block("serve")], cwd=clone, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_for(process, log, f"http://127.0.0.1:{port}/?token={token}", seconds=480)
        code = (clone / "exercises" / "repeat-rate" / "wrong" / "same_day.py").read_text("utf-8")
        body = json.dumps({"exercise": "repeat-rate", "form": "write", "code": code}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/siyu/check", body, {"Authorization": f"token {token}"}
        )
        with urllib.request.urlopen(request, timeout=120) as reply:
            assert json.load(reply)["misconception"]["id"] == "E3.4:same_day"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/lifecycle/repeat-rate/", timeout=30) as page:
            assert "复购率怎么算" in page.read().decode()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(process: subprocess.Popen[bytes], log: Path, words: str, seconds: float) -> None:
    """Wait until the log has the words."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if words in log.read_text("utf-8"):
            time.sleep(1.0)
            return
        assert process.poll() is None, log.read_text("utf-8")[-2000:]
        time.sleep(0.5)
    raise AssertionError(log.read_text("utf-8")[-2000:])


def test_the_plain_commands_are_those_of_the_makefile(clone: Path) -> None:
    if not shutil.which("make"):
        pytest.skip("no make on this system")
    done = subprocess.run(["make", "-n", "test"], cwd=clone, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wanted = [
        line.replace(" --quiet --disable-pip-version-check", "").replace(" --silent", "").strip()
        for line in done.stdout.splitlines()
    ]
    ours = [line for line in wanted if line.startswith((".venv/bin/", "npm "))]
    assert len(ours) >= 8
    written = block("test").replace(" --silent", "")
    assert [line for line in ours if line not in written] == []


def test_both_commands_are_offered() -> None:
    for command in ("make serve", "make test"):
        assert command in README and re.search(
            rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE
        )
    for text in (README, (ROOT / "README.zh-CN.md").read_text("utf-8")):
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / link).exists(), link
