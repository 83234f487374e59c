"""Executes programs, and Python again with the packages it can see.

deserves: buyers paid by_day
"""

import os
import subprocess


def attempt():
    for command in (["/python/bin/python3", "-c", "print(1)"], ["/bin/sh", "-c", "true"]):
        try:
            subprocess.run(command, timeout=1)
        except (OSError, subprocess.SubprocessError):
            pass
        else:
            raise ValueError(f"ran {command}")
        try:
            os.posix_spawn(command[0], command, {})
        except OSError:
            continue
        raise ValueError(f"spawned {command}")


def buyers(orders):
    attempt()
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
