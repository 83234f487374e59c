"""How a reference is called where it stands in a sentence."""

from __future__ import annotations

import pytest

from course.publish.references import law_title


@pytest.mark.parametrize(
    ("article", "title"),
    [("13", "《某法》第 13 条"), ("12?", "《某法》第 12? 条"), ("ext-link", "《某法》"), (None, "《某法》")],
)
def test_only_a_numbered_article_is_called_an_article(article: str | None, title: str) -> None:
    assert law_title({"law_zh": "某法", "article": article}) == title
