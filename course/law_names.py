"""What an entry of `laws.yml` is called: the law's name, and its article as a reader says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course.words import Words

_say = Words("course")
_NUMBERS = re.compile(r"[0-9.]+(,[0-9.]+)*")


def law_title(entry: Mapping[str, Any]) -> str:
    """《law》 with its article, or with what the entry is about where it is none."""
    return f"《{entry.get('law_zh', '')}》{article_told(entry)}"


def article_told(entry: Mapping[str, Any], short: bool = False) -> str:
    """「第 13 条」, in an index (`short`) 「13」; a word for what is no article; empty when the whole text is meant.

    A number with a question mark was not read in the text: that is said too.
    """
    article = str(entry.get("article") or "")
    number = article.removesuffix("?")
    if _NUMBERS.fullmatch(number):
        number = number.replace(",", "、")
        told = number if short else _say("law.article", article=number)
        return told + (_say("law.doubted") if article.endswith("?") else "")
    try:
        return _say(f"law.part.{article}")
    except KeyError:
        return ""
