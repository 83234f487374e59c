"""Downloads a release of Pyodide, with progress, into a file that is whole or not there."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from course.runtime.provision import BadSource, say

_PIECE = 2**20
_TELL_EVERY = 25 * 2**20


def download(address: str, target: Path, sha256: str, tell: Callable[[str], None]) -> None:
    """Fetch `address` into `target`; with `sha256`, only these bytes will do. Raises BadSource with one sentence."""
    if not address.startswith(("https://", "http://")):
        raise BadSource(say("runtime.bad_address", address=address))
    tell(say("runtime.fetching", address=address))
    part = target.with_name(f"{target.name}.part")
    try:
        digest = _fetch(address, part, tell)
    except (OSError, urllib.error.URLError) as fault:
        part.unlink(missing_ok=True)
        raise BadSource(say("runtime.fetch_failed", fault=getattr(fault, "reason", fault))) from fault
    if sha256 and digest != sha256.lower():
        part.unlink()
        raise BadSource(say("runtime.fetch_differs", got=digest, want=sha256))
    part.replace(target)


def _fetch(address: str, part: Path, tell: Callable[[str], None]) -> str:
    sha, got, told = hashlib.sha256(), 0, 0
    with urllib.request.urlopen(address, timeout=60) as reply, part.open("wb") as file:
        total = int(reply.headers.get("Content-Length") or 0)
        while piece := reply.read(_PIECE):
            file.write(piece)
            sha.update(piece)
            got += len(piece)
            if got - told >= _TELL_EVERY:
                told = got
                tell(say("runtime.fetched_part", mb=got / 1e6, total=total / 1e6))
    if total and got != total:
        raise OSError(f"{got} / {total}")
    return sha.hexdigest()
