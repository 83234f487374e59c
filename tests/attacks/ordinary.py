"""Runs a command as an ordinary user (65534) when the tests run as root: `python ordinary.py FOLDER… -- COMMAND…`.

Interpreter and checkout may lie where only root may go. So a mount namespace is made in which the named folders are reachable
(each closed folder on their way is covered by an empty one that shows only them), and the user changes before COMMAND runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from grader.judge import kernel
from grader.judge.enter import NOBODY


def closed_parent(folder: Path) -> Path | None:
    """The topmost folder on the way that others may not pass."""
    return next((p for p in reversed(folder.parents) if not p.stat().st_mode & 0o001), None)


def open_ways(folders: list[Path]) -> None:
    """Make every folder reachable for others, in this mount namespace only."""
    kernel.unshare(kernel.NEW_MOUNT)
    kernel.mount("none", "/", flags=kernel.RECURSIVE | kernel.PRIVATE)
    held = {folder: os.open(folder, os.O_PATH) for folder in folders}
    for closed in {parent for folder in folders if (parent := closed_parent(folder))}:
        kernel.mount("tmpfs", str(closed), "tmpfs", data="mode=755")
    for folder, descriptor in held.items():
        if not folder.exists():
            folder.mkdir(parents=True)
            kernel.mount(f"/proc/self/fd/{descriptor}", str(folder), flags=kernel.BIND | kernel.RECURSIVE)


def main() -> None:
    """Never returns."""
    cut = sys.argv.index("--")
    open_ways([Path(name) for name in sys.argv[1:cut]])
    home = tempfile.mkdtemp(prefix="siyu-ordinary-")
    os.chown(home, NOBODY, NOBODY)
    os.chdir(home)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    environment = {"PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"}
    os.execve(sys.argv[cut + 1], sys.argv[cut + 1 :], environment)


if __name__ == "__main__":
    main()
