"""Authority on how tables and charts look in a lesson's kernel.

Run as text inside kernels (`course.publish.kernel.setup_code`) and shipped as the folded first cell of a downloaded
notebook, so it imports nothing of ours and only what a lesson's kernel has. Altair is dressed when a cell first names it:
importing it costs more than a second, and most cells need no chart.
"""

import re
import sys
from typing import Any

# The colours of the light theme. In the page each becomes the CSS variable of that name, so that one drawing
# serves both themes and print; anywhere else the colour itself is seen.
SIYU_PALETTE = {
    "--siyu-ink": "#23271f",
    "--siyu-muted": "#5f6458",
    "--siyu-line": "#dcd9cb",
    "--siyu-accent": "#456f2b",
    "--siyu-warm": "#a3471a",
    "--siyu-c1": "#34602e",
    "--siyu-c2": "#b35a17",
    "--siyu-c3": "#2a6fbd",
    "--siyu-c4": "#6a2b5c",
    "--siyu-c5": "#72726a",
}
SIYU_FONT = "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"


def siyu_theme() -> dict[str, Any]:
    """The Altair theme: quiet axes, title on the left, the course's colours.

    A mark takes a colour by name: `mark_bar(style="muted")`; ink, muted, accent, warm, c1 to c5. Not line: every line mark has
    the style of that name.
    """
    ink, muted, line = (SIYU_PALETTE[f"--siyu-{name}"] for name in ("ink", "muted", "line"))
    series = [SIYU_PALETTE[f"--siyu-c{number}"] for number in range(1, 6)]
    mark = {"color": series[0]}
    rule = {"color": muted}
    named = {name.removeprefix("--siyu-"): {"color": colour} for name, colour in SIYU_PALETTE.items()}
    named.pop("line")
    return {
        "config": {
            "background": "transparent",
            "font": SIYU_FONT,
            "padding": 4,
            "view": {"continuousWidth": 520, "continuousHeight": 280, "discreteWidth": 520, "stroke": None},
            "title": {
                "anchor": "start",
                "frame": "group",
                "fontSize": 17,
                "fontWeight": 600,
                "color": ink,
                "offset": 16,
                "subtitleFontSize": 14,
                "subtitleColor": muted,
                "subtitlePadding": 6,
            },
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "labelColor": muted,
                "titleColor": muted,
                "gridColor": line,
                "domainColor": line,
                "tickColor": line,
                "labelLimit": 240,
            },
            "axisX": {"grid": False, "labelAngle": 0},
            "axisY": {"domain": False, "ticks": False},
            "legend": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "labelColor": ink,
                "titleColor": muted,
                "orient": "top",
                "titleFontWeight": "normal",
            },
            "header": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": ink, "titleColor": muted},
            "text": {"fontSize": 13, "color": ink},
            "bar": mark,
            "rect": mark,
            "area": {**mark, "fillOpacity": 0.5},
            "line": {**mark, "strokeWidth": 2.5},
            "point": {**mark, "filled": True, "size": 60},
            "rule": rule,
            "tick": rule,
            "errorbar": rule,
            "errorband": {**mark, "opacity": 0.25},
            "range": {"category": series},
            "style": named,
        }
    }


def siyu_colours(svg: str) -> str:
    """The drawing with the palette's colours replaced by CSS variables."""
    for name, colour in SIYU_PALETTE.items():
        svg = re.sub(rf'="{colour}"', f'="var({name}, {colour})"', svg, flags=re.IGNORECASE)
    return svg


def siyu_draw(spec: dict[str, Any], **_: Any) -> dict[str, str]:
    """An Altair renderer: the chart as SVG text."""
    import vl_convert

    return {"image/svg+xml": siyu_colours(vl_convert.vegalite_to_svg(spec)), "text/plain": "Chart"}


def siyu_dress_charts(svg: bool) -> None:
    """Make Altair use the theme and, when `svg`, draw charts as SVG where vl-convert is there."""
    import altair

    altair.theme.register("siyu", enable=True)(siyu_theme)  # type: ignore[arg-type]
    altair.data_transformers.disable_max_rows()
    try:
        import vl_convert as _drawing_is_there  # noqa: F401
    except ImportError:
        return
    if svg:
        altair.renderers.register("siyu", siyu_draw)
        altair.renderers.enable("siyu")


def siyu_start(svg: bool) -> None:
    """Set up this kernel: pandas now, Altair before the first cell that names it."""
    import pandas
    from IPython import get_ipython

    for name, value in {
        "unicode.east_asian_width": True,
        "max_rows": 8,
        "min_rows": 8,
        "max_columns": 14,
        "width": 100,
        "precision": 4,
    }.items():
        pandas.set_option(f"display.{name}", value)
    shell = get_ipython()

    def before_cell(info: Any) -> None:
        if "altair" in info.raw_cell or "altair" in sys.modules:
            shell.events.unregister("pre_run_cell", before_cell)
            siyu_dress_charts(svg)

    shell.events.register("pre_run_cell", before_cell)
