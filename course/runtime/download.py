"""Downloads a release of Pyodide, with progress, into a file that is whole or not there."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from course.runtime.provision import BadSource, say

_PIECE = 2**20
_SECONDS = 60
_TELL_EVERY = 25 * 2**20


def download(address: str, target: Path, sha256: str, tell: Callable[[str], None]) -> None:
    """Fetch `address` into `target`; with `sha256`, only these bytes will do. Raises BadSource with one sentence."""
    if not address.startswith(("https://", "http://")):
        raise BadSource(say("runtime.bad_address", address=address))
    tell(say("runtime.fetching", address=address))
    part = target.with_name(f"{target.name}.part")
    try:
        digest = _fetch(address, part, tell)
    except (OSError, http.client.HTTPException) as fault:
        part.unlink(missing_ok=True)
        raise BadSource(say("runtime.fetch_failed", why=_why(fault, address), address=address)) from fault
    if sha256 and digest != sha256.lower():
        part.unlink()
        raise BadSource(say("runtime.fetch_differs", got=digest, want=sha256))
    part.replace(target)


def _fetch(address: str, part: Path, tell: Callable[[str], None]) -> str:
    sha, got, told = hashlib.sha256(), 0, 0
    with urllib.request.urlopen(address, timeout=_SECONDS) as reply, part.open("wb") as file:
        total = int(reply.headers.get("Content-Length") or 0)
        while piece := reply.read(_PIECE):
            file.write(piece)
            sha.update(piece)
            got += len(piece)
            if got - told >= _TELL_EVERY:
                told = got
                tell(say("runtime.fetched_part", mb=got / 1e6, total=total / 1e6))
    if total and got != total:
        raise _Cut(say("runtime.fetch_cut", got=got, total=total))
    return sha.hexdigest()


class _Cut(OSError):
    """The connection ended before the file did; the text says so."""


def _why(fault: Exception, address: str) -> str:
    """What went wrong, in words for people."""
    reason = getattr(fault, "reason", fault)
    if isinstance(fault, _Cut):
        return str(fault)
    if isinstance(fault, urllib.error.HTTPError):
        fault.close()
        return say("runtime.fetch_status", status=fault.code)
    if isinstance(reason, TimeoutError):
        return say("runtime.fetch_silent", seconds=_SECONDS)
    return say("runtime.fetch_unreached", host=urlsplit(address).hostname or address, fault=reason)
