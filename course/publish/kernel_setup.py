"""Authority on how tables and charts look in a lesson's kernel.

Run as text inside kernels (`course.publish.kernel.setup_code`) and shipped as the folded first cell of a downloaded
notebook, so it imports nothing of ours and only what a lesson's kernel has. Altair is dressed when a cell first names it:
importing it costs more than a second, and most cells need no chart.
"""

import builtins
import difflib
import linecache
import re
import sys
import traceback
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

    A mark takes a colour by name: `mark_bar(style="muted")`; ink, muted, hairline, accent, warm, c1 to c5.
    """
    series = [SIYU_PALETTE[f"--siyu-c{number}"] for number in range(1, 6)]
    frame = {
        "background": "transparent",
        "font": SIYU_FONT,
        "padding": 4,
        "view": {
            "continuousWidth": 430,
            "continuousHeight": 260,
            "discreteWidth": 430,
            "stroke": None,
        },  # words stay readable on a phone
    }
    styles = {"range": {"category": series}, "style": siyu_styles()}
    return {"config": {**frame, **siyu_lettering(), **siyu_marks(series[0]), **styles}}


def siyu_styles() -> dict[str, Any]:
    """The palette by the names marks may take. None is a mark's own (`line`): Vega gives such a style to every mark."""
    named = {name.removeprefix("--siyu-"): colour for name, colour in SIYU_PALETTE.items()}
    named["hairline"] = named.pop("line")
    return {name: {"color": colour} for name, colour in named.items()}


def siyu_lettering() -> dict[str, Any]:
    """Titles, axes, legends, labels."""
    ink, muted, line = (SIYU_PALETTE[f"--siyu-{name}"] for name in ("ink", "muted", "line"))
    small = {"labelFontSize": 13, "titleFontSize": 13}
    quiet = {**small, "titleFontWeight": "normal", "titleColor": muted}
    title = {"anchor": "start", "frame": "group", "fontSize": 17, "fontWeight": 600, "color": ink, "offset": 16}
    subtitle = {"subtitleFontSize": 14, "subtitleColor": muted, "subtitlePadding": 6}
    lines = {"gridColor": line, "domainColor": line, "tickColor": line}
    return {
        "title": {**title, **subtitle},
        "axis": {**quiet, **lines, "labelColor": muted, "labelLimit": 240},
        "axisX": {"grid": False, "labelAngle": 0, "labelPadding": 6, "titlePadding": 10},
        "axisY": {"domain": False, "ticks": False},
        "legend": {**quiet, "labelColor": ink, "orient": "top"},
        "header": {**small, "labelColor": ink, "titleColor": muted},
        "text": {"fontSize": 13, "color": ink},
    }


def siyu_marks(colour: str) -> dict[str, Any]:
    """How marks are drawn; `colour` is that of a single series."""
    mark, rule = {"color": colour}, {"color": SIYU_PALETTE["--siyu-muted"]}
    return {
        "bar": mark,
        "rect": mark,
        "area": {**mark, "fillOpacity": 0.5},
        "line": {**mark, "strokeWidth": 2.5},
        "point": {**mark, "filled": True, "size": 60},
        "rule": rule,
        "tick": rule,
        "errorbar": rule,
        "errorband": {**mark, "opacity": 0.25},
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


SIYU_TROUBLE = "application/vnd.siyu.trouble+json"


def siyu_trouble(error: BaseException, names: dict[str, Any]) -> dict[str, Any]:
    """What helps with an error: the reader's own line it happened on, and the nearest name that exists.

    `names` are the kernel's. `near` is empty when nothing is near, `known` the names there are (a table's columns).
    """
    found: dict[str, Any] = {"line": None, "source": "", "wanted": "", "near": "", "known": []}
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [(frame, line) for frame, line in frames if frame.f_globals is names]
    if isinstance(error, SyntaxError):
        found.update(line=error.lineno, source=(error.text or "").strip())
    elif own:
        frame, line = own[-1]
        here = frame.f_code.co_filename == own[0][0].f_code.co_filename
        source = linecache.getline(frame.f_code.co_filename, line).strip()
        found.update(line=line if here else None, source=source[:200])
    wanted, known, is_column = siyu_wanted(error, [frame for frame, _ in frames], names)
    if wanted:
        near = difflib.get_close_matches(wanted, known, 1, 0.5)
        found.update(wanted=wanted, near="".join(near), known=known[:12] if is_column else [])
    return found


def siyu_wanted(error: BaseException, frames: list[Any], names: dict[str, Any]) -> tuple[str, list[str], bool]:
    """The name an error misses, the names there are instead, and whether those are a table's columns."""
    if isinstance(error, KeyError) and error.args:
        for frame in frames:
            table = frame.f_locals.get("self")
            table = getattr(table, "obj", table)
            if hasattr(table, "columns"):
                return str(error.args[0]), [str(name) for name in table.columns], True
    elif isinstance(error, NameError) and error.name:
        return error.name, [name for name in (*names, *dir(builtins)) if not name.startswith("_")], False
    elif isinstance(error, AttributeError) and error.name and error.obj is not None:
        return error.name, [name for name in dir(error.obj) if not name.startswith("_")], False
    return "", [], False


def siyu_tell_trouble(result: Any) -> None:
    """After a cell that failed: send what helps, beside the error."""
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return
    from IPython import get_ipython

    shell: Any = get_ipython()
    shell.display_pub.publish({SIYU_TROUBLE: siyu_trouble(error, shell.user_ns)})


def siyu_dress_tables() -> None:
    """Make pandas print as the course does."""
    import pandas

    for name, value in {
        "unicode.east_asian_width": True,
        "max_rows": 8,
        "min_rows": 8,
        "max_columns": 14,
        "width": 100,
        "precision": 4,
    }.items():
        pandas.set_option(f"display.{name}", value)


# Above what the page shows of one cell (100 KB), so that the page is the one to say that there was more.
SIYU_FLOOD = 400_000


def siyu_dam(stream: Any) -> Any:
    """Stop passing on what a cell prints once it is a flood; gives the function that opens the dam for the next cell.

    Done in the kernel: a loop that prints for ever fills neither the server's queues nor the page.
    """
    write, passed = stream.write, 0

    def counted(text: str) -> int:
        nonlocal passed
        if passed < SIYU_FLOOD:
            write(text[: SIYU_FLOOD - passed])
        passed += len(text)
        return len(text)

    def open_again(*_: Any) -> None:
        nonlocal passed
        passed = 0

    stream.write = counted
    return open_again


def siyu_start(svg: bool) -> None:
    """Set up this kernel: pandas now, Altair before the first cell that names it."""
    from IPython import get_ipython

    siyu_dress_tables()
    shell = get_ipython()

    def before_cell(info: Any) -> None:
        if "altair" in info.raw_cell or "altair" in sys.modules:
            shell.events.unregister("pre_run_cell", before_cell)
            siyu_dress_charts(svg)

    shell.events.register("pre_run_cell", before_cell)
    if svg:  # the page understands it; anybody else's Jupyter would show an empty output
        shell.events.register("post_run_cell", siyu_tell_trouble)
        for stream in (sys.stdout, sys.stderr):
            shell.events.register("pre_run_cell", siyu_dam(stream))
