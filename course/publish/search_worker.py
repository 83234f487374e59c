"""Mends the theme's search in Chinese: its worker cuts a query into words of the index, but never looks at its last character.

`同意` is looked for as `同`: the loop over ends of words stops one short. MkDocs takes a staged file for the theme's own of
that name, so the worker is staged with that one comparison mended. A theme that mends it itself is left as it is.
"""

from __future__ import annotations

import re
from importlib import resources

_FOLDER = "assets/javascripts/workers"
# for (let end = start + 1; end < query.length; end++) query.slice(start, end) in index
_ENDS = re.compile(r"(for\(let (\w+)=(\w+)\+1;\2)<((\w+)\.length;\2\+\+\)\5\.slice\(\3,\2\)in )")


def mended_worker() -> tuple[str, str] | None:
    """The worker's place under the site's root and its mended text; None when the theme's needs no mending."""
    for worker in resources.files("material").joinpath("templates", _FOLDER).iterdir():
        if worker.name.startswith("search.") and worker.name.endswith(".js"):
            text, mended = _ENDS.subn(r"\1<=\4", worker.read_text(encoding="utf-8"))
            return (f"{_FOLDER}/{worker.name}", text) if mended == 1 else None
    return None
