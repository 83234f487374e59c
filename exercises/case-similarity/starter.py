"""E1.6 案例相似度：补全 case_similarity 与 flag_templates。"""

from __future__ import annotations

from pandas import DataFrame


def case_similarity(a: str, b: str, n: int) -> float:
    """两段文字的相似度：遮住数字、去掉标点与空白，比长 n 的字符片段，两边都有的 ÷ 至少一边有的。

    返回 0 到 1 的小数；两边都没有片段时是 0.0。
    """
    raise NotImplementedError


def flag_templates(case_texts: DataFrame, n: int, tau: float) -> list[tuple[str, str, float]]:
    """找出像到是一个模板的案例。

    case_texts 的列：text_id、kind、text。只比 kind 为“案例”的；相似度不低于 tau 的一对给一个元组
    （编号小的，编号大的，相似度），按第一个、再按第二个编号排。
    """
    raise NotImplementedError
