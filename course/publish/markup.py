"""Markdown to HTML for everything that is not a heading of the page: one renderer, so that no site tool's own matters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer, TextLexer  # type: ignore[import-untyped]

from course.load.lesson import REFERENCE
from course.publish.pages import anchor
from course.publish.references import Target

_HEADING = re.compile(r"^(#{2,4})[ \t]+(.+?)[ \t]*#*$")
_TODO = re.compile(r"<li>(\s*(?:<p>)?)\[ \] ")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


class UnknownReference(Exception):
    """`[[id]]` with an id that nothing has."""


class _ChineseState(StateInline):
    """Lets `**强调。**后文` be bold: CommonMark wants a space after the closing stars there, Chinese has none."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        if self.src[start] != "*":
            return super().scanDelims(start, canSplitWord)
        end = start
        while end < self.posMax and self.src[end] == "*":
            end += 1
        before, after = self.src[start - 1 : start], self.src[end : end + 1]
        return Scanned(bool(after.strip()), bool(before.strip()), end - start)


class _ChineseInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _ChineseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Markdown:
    """Renders Markdown for a page whose way to the site's root is `root`. Raw HTML in the text is shown, not used."""

    def __init__(self, targets: Mapping[str, Target], root: str) -> None:
        self._targets, self.root = targets, root
        self._parser = MarkdownIt("commonmark", {"html": False, "highlight": colour}).enable("table")
        self._parser.inline = _ChineseInline()
        self._parser.inline.ruler.before("link", "reference", self._reference)
        self._parser.add_render_rule("table_open", _table_open)
        self._parser.add_render_rule("table_close", _table_close)
        self._parser.add_render_rule("siyu_reference", lambda _, tokens, at, *__: str(self.link(tokens[at].content)))

    def block(self, text: str) -> Markup:
        """Paragraphs, lists, tables. Raises UnknownReference."""
        return Markup(_TODO.sub(r'<li class="siyu-todo">\1', self._parser.render(text).strip()))

    def inline(self, text: str) -> Markup:
        """One run of text. Raises UnknownReference."""
        return Markup(self._parser.renderInline(text.strip()))

    def page(self, text: str) -> str:
        """Prose for the page: headings stay Markdown (the site's contents need them), all else is HTML."""
        parts: list[str] = []
        for heading, body in sections(text):
            parts += [heading] if heading else []
            parts += [str(self.block(body))] if body.strip() else []
        return "\n\n".join(parts)

    def link(self, name: str) -> Markup:
        """The link of `[[name]]`. Raises UnknownReference."""
        target = self._target(name)
        return Markup('<a class="siyu-ref" href="{}" data-card="{}" title="{}">{}</a>').format(
            self.href(name), name, target.told, target.label
        )

    def href(self, name: str) -> str:
        """The way from the page to what `[[name]]` points to. Raises UnknownReference."""
        return self.root + self._target(name).place

    def _target(self, name: str) -> Target:
        if name not in self._targets:
            raise UnknownReference(name)
        return self._targets[name]

    def _reference(self, state: StateInline, silent: bool) -> bool:
        found = REFERENCE.match(state.src, state.pos)
        if not found:
            return False
        if not silent:
            state.push("siyu_reference", "", 0).content = found[1].strip()
        state.pos = found.end()
        return True


def sections(text: str) -> list[tuple[str, str]]:
    """The text cut at its headings: (heading line with its anchor, text below it); the first heading may be empty."""
    found, fence = [("", "")], ""
    for line in text.splitlines():
        edge = _FENCE.match(line)
        if edge and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else edge[1]
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append((f"{heading[1]} {heading[2]} {{#{anchor(heading[2])}}}", ""))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return found


def colour(code: str, language: str, _: str = "") -> str:
    """Code as HTML with Pygments' classes, without a surrounding element."""
    lexer = PythonLexer() if language in ("python", "py") else TextLexer()
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True))).rstrip("\n")


def _table_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return '<div class="siyu-scroll"><table class="siyu-table">\n'


def _table_close(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</table></div>\n"
