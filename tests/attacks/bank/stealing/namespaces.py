"""Leaves its namespaces, mounts, changes root, gains privileges.

deserves: buyers paid by_day
"""

import ctypes
import os


def attempt():
    library = ctypes.CDLL(None, use_errno=True)
    tries = {
        "unshare": library.unshare(0x10000000),
        "unshare mounts": library.unshare(0x00020000),
        "mount": library.mount(b"none", b"/scratch/own", b"tmpfs", 0, None),
        "proc": library.mount(b"proc", b"/scratch/own", b"proc", 0, None),
        "umount": library.umount2(b"/scratch/own", 2),
        "chroot": library.chroot(b"/scratch"),
        "setns": library.setns(0, 0),
        "hostname": library.sethostname(b"mine", 4),
        "keyctl": library.syscall(250, 0, -3, 1, 0, 0),
        "bpf": library.syscall(321, 0, None, 0),
        "io_uring": library.syscall(425, 8, None),
        "handle": library.syscall(304, 0, None, 0),
        "perf": library.syscall(298, None, 0, -1, -1, 0),
        "userfaultfd": library.syscall(323, 0),
        "module": library.syscall(175, None, 0, b""),
    }
    won = [name for name, code in tries.items() if code >= 0]
    for change in (lambda: os.setuid(1), lambda: os.setgroups([0]), lambda: os.nice(-5)):
        try:
            change()
        except OSError:
            continue
        won.append("identity")
    if won:
        raise ValueError(str(won))


def buyers(orders):
    attempt()
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
