"""What open pages are told while content is being written (`course serve --watch`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any


class Notices:
    """What is told to open pages while content is being written; may be told from another thread."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._last = ""

    def tell(self, notice: dict[str, Any]) -> None:
        """Send a notice to every open page; a fault is also told to pages opened later, until something else is."""
        text = json.dumps(notice, ensure_ascii=False)
        self._last = text if notice["kind"] == "fault" else ""
        if self._loop:
            self._loop.call_soon_threadsafe(self._spread, text)

    def _spread(self, text: str) -> None:
        for queue in self._listeners:
            queue.put_nowait(text)

    @contextlib.contextmanager
    def listener(self) -> Iterator[asyncio.Queue[str | None]]:
        """A queue of notices for one open page."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        if self._last:
            queue.put_nowait(self._last)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
