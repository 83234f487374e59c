"""Takes memory by shared maps and pipes.

deserves: paid by_day
"""

import mmap
import os


def buyers(orders):
    kept = [mmap.mmap(-1, 100_000_000) for _ in range(50)]
    for area in kept:
        area.write(b"x" * 100_000_000)
    return [os.pipe() for _ in range(1000)]


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
