"""Ends kernels whose page is gone: a page ends its own when it can, but a crashed one or a dead machine's cannot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

ABANDONED_SECONDS = 20.0
EVERY_SECONDS = 5.0


class Reaper:
    """Knows since when each kernel has had no page. A kernel just started gets the same time for its page to come."""

    def __init__(self, patience: float = ABANDONED_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience, self._clock = patience, clock
        self._alone: dict[str, float] = {}

    def abandoned(self, kernels: Iterable[str], pages: Mapping[str, int]) -> list[str]:
        """Which of the running `kernels` to end; `pages` counts the open pages of each."""
        now, alone = self._clock(), {kernel for kernel in kernels if not pages.get(kernel, 0)}
        self._alone = {kernel: self._alone.get(kernel, now) for kernel in alone}
        return [kernel for kernel, since in self._alone.items() if now - since >= self._patience]
