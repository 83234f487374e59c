"""Builds the sandbox around itself and executes Python in it: namespaces, a root of its own that shows only what it is given.

Runs as root or as an ordinary user, before anything of a learner is near. As root the files are shown first, and root is given
up before the other namespaces are made, so that inside nobody is root outside. Standard library only.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from grader.judge import kernel
from grader.judge.kernel import NEW_CGROUP, NEW_IPC, NEW_MOUNT, NEW_NET, NEW_PID, NEW_USER, NEW_UTS

NOBODY = 65534
EVERY_NAMESPACE = NEW_USER | NEW_MOUNT | NEW_PID | NEW_NET | NEW_IPC | NEW_UTS | NEW_CGROUP
SCRATCHES = "/scratch"  # read-only; each fork mounts its scratch in it
SCRATCH = "/scratch/own"
DEVICES = ("/dev/null", "/dev/urandom")

Step = str


class NotEntered(Exception):
    """The host refused a step. `step` is a key of the grader's messages."""

    def __init__(self, step: Step, problem: OSError) -> None:
        super().__init__(step, str(problem))
        self.step, self.problem = step, problem


def enter(view: dict[str, Any]) -> None:
    """Enter the sandbox that `view` describes; returns in its first process, while the parent waits for that to end.

    Raises NotEntered. `view`: `root` an empty folder, `shown` pairs (path outside, path inside), `hidden` folders inside that
    are shown empty, `folders` made empty, `links` pairs (path inside, what it points to).
    """
    own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    if os.geteuid() == 0:
        _step("namespaces", kernel.unshare, NEW_MOUNT)
        _step("mounts", _show, view)
        _become_nobody()
        _step("namespaces", kernel.unshare, EVERY_NAMESPACE)
        _step("users", _map_user, own, NOBODY, NOBODY)
    else:
        user, group = os.geteuid(), os.getegid()
        _step("namespaces", kernel.unshare, EVERY_NAMESPACE)
        _step("users", _map_user, own, user, group)
        _step("mounts", _show, view)
    os.close(own)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.die_with_parent(signal.SIGKILL)


def _step(name: Step, action: Any, *args: Any) -> None:
    try:
        action(*args)
    except OSError as problem:
        raise NotEntered(name, problem) from problem


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.own_proc_entry()


def _map_user(own: int, user: int, group: int) -> None:
    """Inside, this user is 0: it keeps its capabilities over these namespaces when Python is executed."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        descriptor = os.open(name, os.O_WRONLY, dir_fd=own)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _show(view: dict[str, Any]) -> None:
    root = Path(view["root"])
    kernel.mount("none", "/", flags=kernel.RECURSIVE | kernel.PRIVATE)
    kernel.mount("tmpfs", str(root), "tmpfs", data="mode=755,size=1m")
    for outside, inside in view["shown"]:
        _bind(outside, root / inside.lstrip("/"))
    for inside in view["hidden"]:
        kernel.mount("tmpfs", str(root / inside.lstrip("/")), "tmpfs", data="mode=755,size=4k")
    for inside in view["folders"]:
        (root / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
    for inside, target in view["links"]:
        (root / inside.lstrip("/")).symlink_to(target)
    devices = [(device, root / device.lstrip("/")) for device in DEVICES]
    for _, place in devices:
        place.parent.mkdir(exist_ok=True)
        place.touch()
    kernel.restrict_mounts(str(root), kernel.READ_ONLY | kernel.NO_SUID | kernel.NO_DEVICES)
    for device, place in devices:
        kernel.mount(device, str(place), flags=kernel.BIND)
    kernel.make_root(str(root))


def _bind(outside: str, place: Path) -> None:
    if Path(outside).is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    kernel.mount(outside, str(place), flags=kernel.BIND | kernel.RECURSIVE)


def main() -> None:
    """`enter VIEW`: the command of the view is executed inside; a refusal is said on the socket that is stdin."""
    view = json.loads(sys.argv[2])
    try:
        enter(view)
        os.execve(view["command"][0], view["command"], view["environment"])
    except (NotEntered, OSError) as problem:
        _refuse(problem)
    os._exit(3)


def _refuse(problem: NotEntered | OSError) -> None:
    import socket

    from grader.judge.channel import Channel

    step, text = (problem.step, str(problem.problem)) if isinstance(problem, NotEntered) else ("python", str(problem))
    Channel(socket.socket(fileno=0)).send({"kind": "refused", "step": step, "text": text})
