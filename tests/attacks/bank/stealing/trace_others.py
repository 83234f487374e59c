"""Traces, reads and writes other processes by system call.

deserves: buyers paid by_day
"""

import ctypes
import os


def attempt():
    library = ctypes.CDLL(None, use_errno=True)
    for pid in range(1, 400):
        if pid != os.getpid() and (library.ptrace(16, pid, 0, 0) == 0 or library.ptrace(0x4206, pid, 0, 0) == 0):
            raise ValueError(f"traced {pid}")
    if library.syscall(310, 1, None, 0, None, 0, 0) >= 0 or library.syscall(434, 1, 0) >= 0:
        raise ValueError("reached into a process")


def buyers(orders):
    attempt()
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
