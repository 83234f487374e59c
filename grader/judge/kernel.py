"""The few Linux calls that Python 3.11 has no name for: namespaces, mounts, capabilities. All raise OSError.

Numbers are those of the kernel's headers (sched.h, mount.h, prctl.h, capability.h); they are the same on all architectures.
"""

from __future__ import annotations

import ctypes
import os

NEW_MOUNT, NEW_CGROUP, NEW_UTS, NEW_IPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000

READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8  # for `mount`, and the same bits for `restrict_mounts`
BIND, RECURSIVE, PRIVATE = 1 << 12, 1 << 14, 1 << 18

_MOUNT_SETATTR = 442  # a system call without a function in older C libraries
_EVERYTHING_BELOW = 0x8000  # AT_RECURSIVE
_DETACH = 2

_SET_DEATH_SIGNAL, _SET_DUMPABLE, _DROP_BOUNDING, _SET_NO_NEW_PRIVILEGES, _AMBIENT = 1, 4, 24, 38, 47
_CLEAR_AMBIENT = 4
_CAPABILITY_VERSION_3 = 0x20080522

_library = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> None:
    if getattr(_library, name)(*args) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def unshare(flags: int) -> None:
    """Leave the namespaces of these kinds for new ones; a new pid namespace begins with the next child."""
    _call("unshare", flags)


def enter_namespace(descriptor: int, flags: int) -> None:
    """Join the namespaces of the process behind a pidfd."""
    _call("setns", descriptor, flags)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    _call(
        "mount", source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None
    )


def restrict_mounts(path: str, flags: int) -> None:
    """Give a mount and every mount below it these flags (mount_setattr(2), Linux 5.12)."""
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)
    _call("syscall", _MOUNT_SETATTR, -100, path.encode(), _EVERYTHING_BELOW, attributes, ctypes.sizeof(attributes))


def make_root(path: str) -> None:
    """Make a mount the root of this mount namespace and let go of the old root."""
    os.chdir(path)
    _call("pivot_root", b".", b".")
    _call("umount2", b".", _DETACH)
    os.chdir("/")


def die_with_parent(signal_number: int) -> None:
    """Get this signal when the thread that made this process ends."""
    _call("prctl", _SET_DEATH_SIGNAL, signal_number, 0, 0, 0)


def own_proc_entry() -> None:
    """After a change of user: let /proc/self belong to the new user again, who has its own maps to write."""
    _call("prctl", _SET_DUMPABLE, 1, 0, 0, 0)


def drop_privileges() -> None:
    """Give up every capability for good; nothing that is executed gives any back."""
    _call("prctl", _AMBIENT, _CLEAR_AMBIENT, 0, 0, 0)
    for capability in range(64):
        try:
            _call("prctl", _DROP_BOUNDING, capability, 0, 0, 0)
        except OSError:  # beyond the last one that this kernel knows
            break
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)())
    _call("prctl", _SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
