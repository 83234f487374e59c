"""How a law's entry is called."""

from __future__ import annotations

import pytest

from course.law_names import article_told, law_title


@pytest.mark.parametrize(
    ("article", "whole", "short"),
    [
        ("13", "第 13 条", "13"),
        ("5,7,8", "第 5、7、8 条", "5、7、8"),
        ("12?", "第 12 条（条号待核）", "12（条号待核）"),
        ("effective", "施行", "施行"),
        ("224-1", "第 224 条之一", "第 224 条之一"),
        ("T35273-2020", "", ""),
        (None, "", ""),
    ],
)
def test_an_article_is_told_as_a_reader_says_it(article: str | None, whole: str, short: str) -> None:
    entry = {"law_zh": "某法", "article": article}
    assert (article_told(entry), article_told(entry, short=True)) == (whole, short)
    assert law_title(entry) == f"《某法》{whole}"
