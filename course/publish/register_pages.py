"""The registers as pages: one anchor an id, so that every reference has somewhere to lead, and a way back to its uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from course.law_names import article_told, law_title
from course.model import Case, Course
from course.publish.directives import metric_lines
from course.publish.links import Link, used_html
from course.publish.markup import Markdown
from course.publish.pages import Page
from course.publish.references import Target, case_title, entry_title
from course.publish.templating import fill, say
from course.publish.usage import Usage

REGISTERS = ("metrics", "claims", "laws", "glossary", "cases")
Show = Callable[[str, Any, Markdown], dict[str, Any]]


def register_page(course: Course, register: str, targets: Mapping[str, Target], usage: Usage) -> tuple[Page, str]:
    """The page of one register and its text. Raises UnknownReference."""
    page = Page(f"{register}/", "text", say(f"page.{register}"), register)
    markdown = Markdown(targets, page.root)
    entries = getattr(course.registers, register)
    shows: dict[str, Show] = {
        "claims": _claim,
        "laws": _law,
        "metrics": _metric,
        "glossary": _term,
        "cases": partial(_case, course),
    }
    show = shows[register]
    shown = [
        fill(
            f"registers/{register}",
            id=name,
            entry=entry,
            used=used_html(course, usage[name], page.root),
            **show(name, entry, markdown),
        )
        for name, entry in entries.items()
    ]
    lead = Markup("<p>{}</p>").format(say(f"page.{register}_lead", n=len(shown)))
    groups = [_contradictions(course, markdown)] if register == "claims" and course.registers.contradictions else []
    return page, page.text("\n\n".join([lead, _index(register, entries), *groups, *shown]), hide=("toc",))


def _contradictions(course: Course, markdown: Markdown) -> Markup:
    """The claims that do not go together, in their groups."""
    groups = course.registers.contradictions.values()
    told = [(group, [markdown.link(name) for name in group.claims]) for group in groups]
    return fill("registers/contradictions", groups=told)


def _index(register: str, entries: Mapping[str, Any]) -> Markup:
    """The entries by name, in groups: laws by the law, metrics by their family, claims by kind, all others in one."""
    groups: dict[str, list[Link]] = {}
    for name, entry in entries.items():
        group, text = _listed(register, name, entry)
        groups.setdefault(group, []).append(Link(f"#{name}", text))
    return fill("index", groups=groups)


def _listed(register: str, name: str, entry: Any) -> tuple[str, str]:
    """Under which group an entry stands in the page's index, and by what name."""
    if register == "laws":
        return str(entry.get("law_zh", "")), article_told(entry, short=True) or say("whole_law")
    if register == "cases":
        return "", case_title(entry)
    if register == "claims":
        return _kind(entry), name
    return str(entry.get("family", "")) if register == "metrics" else "", entry_title(name, entry)


def _kind(entry: Mapping[str, Any]) -> str:
    """What kind of claim it is, in words; nothing for a kind that has none."""
    try:
        return say(f"claim_kind.{entry['kind']}")
    except KeyError:
        return ""


def _claim(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    rivals = [markdown.link(other) for other in entry.get("contradicted_by") or ()]
    source = entry.get("stated_source")
    return {
        "rivals": rivals,
        "source": say("no_source") if source in (None, "none") else source,
        "test": entry.get("test") or {},
    }


def _law(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    return {"title": law_title(entry), "verified": str(entry.get("verified")) == "yes"}


def _metric(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    others = [markdown.link(other) for other in entry.get("not_to_confuse_with") or ()]
    return {
        "title": entry_title(name, entry),
        "others": others,
        "lines": [(label, markdown.inline(text)) for label, text in metric_lines(entry)],
    }


def _term(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    return {"title": entry_title(name, entry), "text": markdown.inline(str(entry.get("definition", "")))}


def _case(course: Course, name: str, case: Case, markdown: Markdown) -> dict[str, Any]:
    return {
        "title": case_title(case),
        "claims": [markdown.link(claim) for claim in case.claims],
        "chapters": [chapter for chapter in course.chapters if chapter.slug in case.chapters],
        "root": markdown.root,
        **{key: markdown.inline(getattr(case, key)) for key in ("facts", "missing", "analysis")},
    }
