"""E3.5 流失窗口敏感性：补全 churn_curve 与 pick_x。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Value = float | int | None


def churn_curve(interactions: DataFrame, xs: list[int], asof: Timestamp) -> dict[int, dict[str, Value]]:
    """每个 X 的流失率，只用 asof 以前已知的事。

    interactions：一行一次互动，用到 member_id（未登录为空）、actor_type、event_at、ingested_at（都是上海时间）。
    xs：要比较的几个 X（天）。asof：截至时刻，不含这一刻。

    返回字典，xs 里每个 X 一项，值是字典：value 流失率（小数），low、high 为 Wilson 95% 区间，
    k 流失人数，n 观察够久的人数（各个 X 相同），n_total 全部活跃过的人数。n 为 0 时 value、low、high 都是 None。
    """
    raise NotImplementedError


def pick_x(interactions: DataFrame, q: float, asof: Timestamp) -> dict[str, Value]:
    """活跃日间隔的 q 分位（天），没结束的间隔按删失处理。

    返回字典：value 最小的 t，使间隔的生存率不大于 1 − q；low、high 由 Greenwood 95% 区间的下限、上限同样反解；
    n 为用到的间隔数，没结束的也算。够不到的一项是 None。
    """
    raise NotImplementedError
