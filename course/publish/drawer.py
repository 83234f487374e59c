"""Authority on the script that draws charts in a page: Vega as vl-convert carries it, so that page and build draw alike."""

from __future__ import annotations

import vl_convert

PLACE = "assets/vega.js"

# What a chart would fetch is refused: a page asks no other origin for anything.
_DRAW = """
const refuse = () => Promise.reject(new Error("data from elsewhere"));
const loader = {load: refuse, sanitize: refuse, http: refuse, file: refuse};
window.SIYU_DRAW = (spec) => new vega.View(vega.parse(vegaLite.compile(spec).spec), {renderer: "none", loader}).toSVG();
"""


def drawer_script() -> bytes:
    """The script; it sets `window.SIYU_DRAW(spec) -> Promise<svg>` (docs/page.md, Runtime)."""
    script: str = vl_convert.javascript_bundle(_DRAW)
    return script.encode()
