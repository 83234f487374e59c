"""Length-prefixed JSON over a socket, with a deadline and a cap on what is taken. Both ends of every level-2 connection."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

from grader.judge import wire

HEAD = struct.Struct(">I")
_FDS = 1


class Deadline:
    """A moment up to which something is waited for."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then. Raises TimeoutError when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Channel:
    """One end of a stream socket. Bytes taken are capped; what they hold is for the reader to judge."""

    def __init__(self, end: socket.socket, cap: int = wire.MAX_BYTES + 4096) -> None:
        self.socket, self._cap = end, cap

    def send(self, plain: Any, seconds: float | None = None, descriptor: int | None = None) -> None:
        """Send one message, and a descriptor with it. Raises OSError (TimeoutError included) when it cannot be sent."""
        self.send_bytes(json.dumps(plain, separators=(",", ":")).encode(), seconds, descriptor)

    def send_bytes(self, data: bytes, seconds: float | None = None, descriptor: int | None = None) -> None:
        """The same for a message already packed."""
        self.socket.settimeout(seconds)
        head = HEAD.pack(len(data))
        if descriptor is None:
            self.socket.sendall(head + data)
        else:
            socket.send_fds(self.socket, [head], [descriptor])
            self.socket.sendall(data)

    def receive(self, deadline: Deadline | None = None) -> bytes | None:
        """The next message; None when the other end is gone or wrote more than the cap. Raises TimeoutError."""
        return self.receive_with_descriptor(deadline)[0]

    def receive_with_descriptor(self, deadline: Deadline | None = None) -> tuple[bytes | None, int | None]:
        """The next message and the descriptor that came with it."""
        self.socket.settimeout(None)  # it is read only where something lies
        try:
            head, descriptors = self._head(deadline)
            if len(head) < HEAD.size:
                return None, None
            (size,) = HEAD.unpack(head)
            data = self._exactly(size, deadline) if size <= self._cap else None
        except TimeoutError:
            raise
        except OSError:  # reset by a process that was killed
            return None, None
        return data, descriptors[0] if descriptors else None

    def _head(self, deadline: Deadline | None) -> tuple[bytes, list[int]]:
        self._await(deadline)
        head, descriptors, _, _ = socket.recv_fds(self.socket, HEAD.size, _FDS)
        if head and len(head) < HEAD.size:
            head += self._exactly(HEAD.size - len(head), deadline) or b""
        return head, descriptors

    def _exactly(self, size: int, deadline: Deadline | None) -> bytes | None:
        parts = bytearray()
        while len(parts) < size:
            self._await(deadline)
            part = self.socket.recv(min(size - len(parts), 1 << 20))
            if not part:
                return None
            parts += part
        return bytes(parts)

    def _await(self, deadline: Deadline | None) -> None:
        """Until something can be read."""
        while deadline and not select.select([self.socket], [], [], deadline.left())[0]:
            pass

    def has_unasked(self) -> bool:
        """Whether something lies here already, before anything was asked."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def close(self) -> None:
        """Close this end."""
        self.socket.close()
