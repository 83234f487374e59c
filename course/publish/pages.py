"""Authority on the shape of a staged page: its front matter, what it says of itself, and its way to the site's root."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

PageKind = Literal["lesson", "exercise", "home", "chapter", "quiz", "dictionary", "plan", "text"]


@dataclass(frozen=True)
class Page:
    """A page to be staged at `place` (its URL under the site's root, "" for the home page); `index` as in `source_of`."""

    place: str
    kind: PageKind
    title: str
    slug: str = ""
    chapter: str = ""
    description: str = ""
    index: bool = False

    @property
    def root(self) -> str:
        """The relative way from the page to the site's root."""
        return "../" * self.place.strip("/").count("/") + "../" if self.place else "./"

    @property
    def source(self) -> str:
        """The page's file under the folder of staged pages."""
        return source_of(self.place, self.index)

    def text(self, body: str, hide: tuple[str, ...] = (), heading: bool = True) -> str:
        """The whole Markdown file. `hide` names the theme's parts this page goes without; no `heading`: the body has it."""
        front: dict[str, Any] = {"title": self.title}
        if self.description:
            front["description"] = self.description
        if hide:
            front["hide"] = list(hide)
        # JSON is YAML: no quoting rule of YAML to get wrong.
        header = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
        about = {
            "schema_version": 1,
            "kind": self.kind,
            "slug": self.slug,
            "root": self.root,
            "title": self.title,
            "chapter": self.chapter,
        }
        title = f"# {self.title} {{#{anchor(self.title)}}}\n\n" if heading else ""
        return f"---\n{header}---\n\n{data_script(about, 'siyu-page')}\n\n{title}{body.strip()}\n"


def anchor(title: str) -> str:
    """An id for a heading: its letters and digits, Chinese included."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "section"


def source_of(place: str, index: bool = False) -> str:
    """The file of the page at `place`. An `index` leads the pages below it, and the theme takes it for their section."""
    return f"{place}index.md" if index else f"{place.rstrip('/')}.md"


def data_script(data: Any, name: str) -> Markup:
    """A script element of JSON with the id `name`."""
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, json_text(data))


def json_text(data: Any) -> Markup:
    """One line of JSON that can stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
