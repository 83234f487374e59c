"""没有统一全角半角

３ 和 3、ＶＩＰ 和 VIP 看着一样，你当成两样。从公众号粘来的案例常是全角。

看别人的清洗：搜一搜全角数字，还在不在。

fails: test_plain, test_threshold
"""

from __future__ import annotations

import re
from itertools import combinations

from pandas import DataFrame

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def grams(text: str, n: int) -> set[str]:
    """遮住数字、去掉标点空白以后，所有长 n 的连续片段；不足 n 字是空集合。"""
    masked = NUMBER.sub("#", text)
    kept = "".join(sign for sign in masked if sign.isalnum() or sign == "#")
    return {kept[start : start + n] for start in range(len(kept) - n + 1)}


def share(one: set[str], other: set[str]) -> float:
    """Jaccard：两边都有的 ÷ 至少一边有的；都空为 0。"""
    return len(one & other) / len(one | other) if one | other else 0.0


def case_similarity(a: str, b: str, n: int) -> float:
    """两段文字的相似度，0 到 1。"""
    return share(grams(a, n), grams(b, n))


def flag_templates(case_texts: DataFrame, n: int, tau: float) -> list[tuple[str, str, float]]:
    """kind 为案例、相似度不低于 tau 的文本对，编号小的在前，按编号排。"""
    cases = case_texts[case_texts["kind"] == "案例"].sort_values("text_id")
    pieces = [(name, grams(text, n)) for name, text in zip(cases["text_id"], cases["text"], strict=True)]
    pairs = [(first, second, share(one, other)) for (first, one), (second, other) in combinations(pieces, 2)]
    return [pair for pair in pairs if pair[2] >= tau]
