"""Which isolation level this host offers to this user, and why not more. Nothing is assumed: the sandbox is tried."""

from __future__ import annotations

import getpass
import json
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from course.words import Words
from grader.judge.subprocess import environment, worker_file

say = Words("grader")


class LevelMissing(Exception):
    """The host does not offer the level asked for. The message is a Chinese sentence with the reason and the mend."""


@dataclass(frozen=True)
class Facility:
    """One thing a sandbox is made of. `needed`: level 2 does not come about without it; `detail` is what the system said."""

    name: str
    found: bool
    needed: bool
    detail: str = ""


@dataclass(frozen=True)
class Host:
    """What this host offers. `reason` says why the level is not 2; empty when it is."""

    user: str
    system: str
    facilities: tuple[Facility, ...]
    level: int
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


@cache
def host() -> Host:
    """The host as this user finds it, tried once in this process."""
    system = f"{platform.system()} {platform.release()}"
    if sys.platform != "linux":
        return Host(_user(), system, (Facility("linux", False, True),), 1, say("level.not_linux", system=system))
    reason = _trial()
    facilities = (Facility("linux", True, True), *_namespaces(), *_filters())
    return Host(_user(), system, facilities, 1 if reason else 2, reason)


def demand(level: int) -> None:
    """Raise LevelMissing when this host does not offer that level."""
    if level >= 2 and host().level < level:
        raise LevelMissing(say("level.missing", level=level, reason=host().reason, offered=host().level))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in many containers
        return "?"


def _namespaces() -> list[Facility]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(worker_file()), "probe"],
        capture_output=True,
        env=environment("/"),
        timeout=60,
    )
    said: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
    return [Facility(f"{name}_namespace", not problem, True, problem) for name, problem in said.items()]


def _filters() -> list[Facility]:
    import landlockpy
    import seccompy

    version = landlockpy.abi_version()
    return [
        Facility("seccomp", seccompy.supported(), False),
        Facility("landlock", version > 0, False, f"ABI {version}" if version else ""),
    ]


def _trial() -> str:
    """Make a sandbox and a confined process in it; an empty text when that works, else the reason in Chinese."""
    from grader.judge.sandbox import Sandbox, SandboxFailed

    box = Sandbox(preload=())
    try:
        fork = box.start()
        fork.await_ready()
        fork.stop()
    except SandboxFailed as problem:
        return str(problem)
    finally:
        box.close()
    return ""
