"""Cell outputs as the page shows them: tables from an allow-list, drawings fit for both themes, text as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup, escape

from course.publish.templating import fill, say

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_KEPT = frozenset(
    (
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
        "br",
        "b",
        "strong",
        "em",
        "code",
        "span",
        "div",
        "p",
        "ul",
        "ol",
        "li",
    )
)
_ATTRIBUTES = frozenset({"colspan", "rowspan", "scope", "title"})
_NUMBER = re.compile(r"[+\-−]?[\d,]*\.?\d+(e[+-]?\d+)?%?|NaN|<NA>|NaT|None|…|\.\.\.|", re.IGNORECASE)
_SIZE = re.compile(r"(\d+) rows × (\d+) columns")
_INNER_ARIA = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"')
# What Vega writes though it is SVG's default or draws nothing, and figures finer than a tenth of a pixel.
_INERT = re.compile(
    r'<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>| (?:opacity|stroke-width|fill-opacity)="1"| [xy]2?="0"'
    r'| transform="translate\(0,0\)"| font-weight="normal"| text-anchor="start"'
)
_EMPTY_GROUP = re.compile(r"<g(?: [^>]*)?>(?:</g>)|<g/>")
_PLACES = re.compile(r'(?<= d=")[^"]+(?=")|(?<=translate\()[^)]+(?=\))')
_FINE = re.compile(r"\d+\.\d{2,}")
_COLOUR = re.compile(r'\b(?:fill|stroke)="(?!none|transparent|var\(|url\(|currentColor)([^"]+)"')
_SVG_REFUSED = re.compile(
    r"<script|<foreignObject|<image|\son\w+=|href=\"(?!#)|url\((?!#)|javascript:|@import", re.IGNORECASE
)


class BadChart(Exception):
    """A drawing the page may not hold: it asks for something outside itself or runs code."""


class StrangeColour(Exception):
    """A drawing with a colour that is not the palette's, which one of the two themes would show badly."""


def render_outputs(outputs: list[Mapping[str, Any]]) -> Markup:
    """All outputs of a cell that draws no chart."""
    return Markup("\n").join(filter(None, map(_render, outputs)))


def render_chart(outputs: list[Mapping[str, Any]], name: str, alt: str, caption: str) -> Markup | None:
    """The chart among the outputs as a figure, None when there is none; `name` keeps its inner ids apart.

    Raises as `dress_svg`.
    """
    for output in outputs:
        drawn = output.get("data", {}).get("image/svg+xml")
        if drawn:
            return fill("figure", drawing=Markup(dress_svg(drawn, name, alt)), caption=caption)
    return None


def dress_svg(svg: str, name: str, alt: str) -> str:
    """The drawing as one image with `alt` for its name. Raises BadChart, StrangeColour."""
    if _SVG_REFUSED.search(svg):
        raise BadChart(name)
    if strange := _COLOUR.search(svg):
        raise StrangeColour(strange[1])
    head, body = re.match(r"\s*(<svg[^>]*>)(.*)$", svg, re.DOTALL).groups()  # type: ignore[union-attr]
    size = re.search(r'viewBox="[^"]*"', head)
    width = re.search(r'width="([\d.]+)"', head)
    body = _lighter(_INNER_ARIA.sub("", body))
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="siyu-svg" role="img" aria-label="{escape(alt)}" '
        f'{size[0] if size else ""} width="{width[1] if width else 560}">{body}'
    )


def _lighter(svg: str) -> str:
    """The same drawing in a third fewer bytes: a page of many points is read on a phone."""
    svg = _INERT.sub("", svg)
    svg = _PLACES.sub(lambda places: _FINE.sub(lambda number: f"{float(number[0]):.1f}", places[0]), svg)
    while (fewer := _EMPTY_GROUP.sub("", svg)) != svg:
        svg = fewer
    return svg


def _render(output: Mapping[str, Any]) -> Markup | None:
    if output["output_type"] == "stream":
        return _text(output["text"])
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return Markup('<figure class="siyu-figure">{}</figure>').format(
            Markup(dress_svg(data["image/svg+xml"], "out", ""))
        )
    if "text/html" in data:
        return clean_html(data["text/html"])
    return _text(data["text/plain"]) if data.get("text/plain") else None


def _text(text: str) -> Markup:
    return Markup('<pre class="siyu-text">{}</pre>').format(_ANSI.sub("", text).rstrip())


def clean_html(html: str) -> Markup:
    """The HTML of a pandas value without styles and scripts, its tables dressed as the course's."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(["style", "script"]):
        element.decompose()
    for element in soup.find_all(True):
        if element.name not in _KEPT:
            element.unwrap()
            continue
        element.attrs = {name: value for name, value in element.attrs.items() if name in _ATTRIBUTES}
    for table in soup.find_all("table"):
        _dress(table)
        table.wrap(soup.new_tag("div", attrs={"class": "siyu-scroll"}))
    for line in soup.find_all("p"):
        size = _SIZE.fullmatch(line.get_text().strip())
        if size:
            line.string = say("table_size", rows=size[1], columns=size[2])
            line["class"] = "siyu-size"
    return Markup(str(soup).strip())


def _dress(table: Tag) -> None:
    """Give the table its class, heads their scope, and numeric columns theirs."""
    table["class"] = "siyu-table"
    body = [row.find_all(["th", "td"]) for row in table.select("tbody tr")]
    heads = [row.find_all("th") for row in table.select("thead tr")]
    for row in heads:
        for cell in row:
            cell["scope"] = "col"
    for row in body:
        for cell in row:
            if cell.name == "th":
                cell["scope"] = "row"
    width = max(map(len, body), default=0)
    whole = [row for row in (*heads, *body) if len(row) == width and not any(cell.has_attr("colspan") for cell in row)]
    for column in range(width):
        cells = [row[column] for row in body if len(row) == width and row[column].name == "td"]
        if cells and all(_NUMBER.fullmatch(cell.get_text().strip()) for cell in cells):
            for row in whole:
                row[column]["class"] = "siyu-num"


def table_html(head: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[str] = ()) -> Markup:
    """A table of text cells; `told`, when given, are hover texts of the heads."""
    return clean_html(fill("table", head=head, rows=rows, told=told))
