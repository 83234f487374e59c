"""Authority on the script that draws charts in a page: Vega as vl-convert carries it, so that page and build draw alike."""

from __future__ import annotations

import vl_convert

PLACE = "assets/vega.js"

# What a chart would fetch is refused: a page asks no other origin for anything. Of the bundle's three libraries only
# `vegaEmbed` is to be had by name.
_DRAW = """
window.SIYU_DRAW = async (spec) => {
    let refused = false;
    const refuse = () => { refused = true; return Promise.reject(new Error("outside")); };
    const loader = {load: refuse, sanitize: refuse, http: refuse, file: refuse};
    const options = {renderer: "none", actions: false, defaultStyle: false, tooltip: false, loader};
    const drawn = await vegaEmbed(document.createElement("div"), spec, options);
    const svg = await drawn.view.toSVG();
    drawn.finalize();
    if (refused) throw new Error("outside");
    return svg;
};
"""


def drawer_script() -> bytes:
    """The script; it sets `window.SIYU_DRAW` (docs/page.md, Runtime) and no other name."""
    return b"(() => {" + vl_convert.javascript_bundle(_DRAW).encode() + b"})();"
