"""Rule: a measured figure in a lesson's prose is computed (`{eval}`), cited, or marked as no measurement (`{lit}`).

Seen are shares, points, multiples, money and ratios written in digits or Chinese numerals. Code, roles, formulas, link
targets and HTML tags are no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = r"(?<![A-Za-z\d_.])\d[\d,]*(?:\.\d+)?"
_HAN = r"[零一二两三四五六七八九十百千万]+"
_TENTHS = r"成(?![员为立本交功果分长就绩熟效人型不品])"

_FIGURE = re.compile(
    rf"{_DIGITS}\s*(?:[%％‰]|pp\b|个?百分点|[千万亿]*倍|[千万亿]*元(?![素组数年])|{_TENTHS})"
    rf"|{_HAN}(?:倍|{_TENTHS}|个百分点)"
    rf"|百分之(?:{_HAN}|\d+)"
    rf"|[¥￥]\s*\d[\d,.]*"
    rf"|(?<![A-Za-z\d:：.])\d+(?:\.\d+)?\s*[:：]\s*\d+(?:\.\d+)?(?![\d:：])"
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-4]|[02-9])[:：][0-5]\d")  # 1:30 is a ratio, 01:30 a time
_CITED = re.compile(r"\[\[(?:C\d|LAW-)[^\]]*\]\]")
_BREAK = re.compile(r"[。！？]|\n[ \t]*\n|\n[ \t]*(?:[-*+>|#]|\d+[.)])[ \t]")

_NOT_PROSE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[ \t]*$|\Z)"  # plain code
    r"|<!--.*?-->|<[a-zA-Z/][^<>]*>"  # HTML
    r"|(?:\{[\w:-]+\})?(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)"  # inline code and roles
    r"|\$\$.*?\$\$|\$[^$\n]+\$"  # formulas
    r"|(?<=\])\([^()\n]*\)",  # link targets
    re.DOTALL | re.MULTILINE,
)


def without_code(text: str) -> str:
    """The text with everything that is no prose blanked, each character in its place."""
    return _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def bare_figures(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Line and text of each figure in prose whose sentence and line carry no `[[Cnnn]]` or `[[LAW-…]]`."""
    prose = without_code(text)
    for found in _FIGURE.finditer(prose):
        if _CLOCK.fullmatch(found[0]) or _CITED.search(_around(prose, found.start(), found.end())):
            continue
        yield first_line + prose.count("\n", 0, found.start()), found[0]


def _around(prose: str, start: int, end: int) -> str:
    """The sentence and the physical lines that hold `prose[start:end]`."""
    breaks = [0, *(found.end() for found in _BREAK.finditer(prose)), len(prose)]
    sentence = (max(at for at in breaks if at <= start), min(at for at in breaks if at >= end))
    line_end = prose.find("\n", end)
    line = (prose.rfind("\n", 0, start) + 1, line_end if line_end >= 0 else len(prose))
    return prose[sentence[0] : sentence[1]] + "\n" + prose[line[0] : line[1]]
