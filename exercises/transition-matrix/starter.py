"""E3.3 转移矩阵：补全 transition_matrix。"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame


def transition_matrix(stage_snapshots: DataFrame, before: date, after: date) -> DataFrame:
    """前一时点各阶段的成员，后一时点各在哪个阶段。

    stage_snapshots：一行是一个成员在一个快照日的阶段，用到 snapshot_on（日期）、member_id、stage；
    还没入域或已退出的成员，那一天没有行。
    before、after：前后两个快照日。

    返回 DataFrame，36 行，每格一行：stage_from、stage_to、k（人数）、n（该行出发人数）、
    value（k / n，小数）、low、high（Wilson 95% 区间）。n 为 0 的行 value、low、high 留空。
    """
    raise NotImplementedError
