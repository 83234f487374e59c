"""清洗日报里青禾茶事的数：每天收到几行、为什么去掉几行，从互动表算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

DAYS = 14
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], asof: date, wait: int) -> tuple[list[Row], Row]:
    """截至 asof 的最后 14 天，每天一行；合计只收已齐的天。"""
    end = pd.Timestamp(asof)
    events = known(load("interactions"), end)
    rows = [
        day_row(day, events[events["day"] == day], end, wait) for day in pd.date_range(end=end, periods=DAYS + 1)[:-1]
    ]
    done = [row for row in rows if row["state"] == "已齐"]
    sums = {name: sum(row[name] for row in done) for name in ("rows", "again", "others", "nobody", "kept")}
    shares = {"dropped": share(sums["kept"], sums["rows"]), "each": ""}
    return rows, sums | shares | {"members": "不能相加", "state": f"{len(done)} 天"}


def known(interactions: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """end 以前发生且已入库的行，按入库先后；day 为上海自然日，again 标出送过的。"""
    local = {name: interactions[name].dt.tz_localize(None) for name in ("event_at", "ingested_at")}
    rows = interactions.assign(**local)
    rows = rows[(rows["event_at"] < end) & (rows["ingested_at"] < end)].sort_values("ingested_at", kind="stable")
    return rows.assign(day=rows["event_at"].dt.normalize(), again=rows["event_id"].duplicated())


def day_row(day: pd.Timestamp, rows: pd.DataFrame, end: pd.Timestamp, wait: int) -> Row:
    """一天的行数：先扣重复送达，再扣机器人与员工，最后扣没有编号的。"""
    once = rows[~rows["again"]]
    people = once[once["actor_type"].isin(["member", "kol"])]
    kept = people[people["member_id"].notna()]
    counts = {
        "rows": len(rows),
        "again": len(rows) - len(once),
        "others": len(once) - len(people),
        "nobody": len(people) - len(kept),
        "kept": len(kept),
        "members": int(kept["member_id"].nunique()),
    }
    state = "已齐" if day + pd.Timedelta(days=1 + wait) <= end else "未齐"
    each = counts["kept"] / counts["members"] if counts["members"] else ""
    return {"day": day.date(), **counts, "dropped": share(counts["kept"], counts["rows"]), "each": each, "state": state}


def share(kept: int, rows: int) -> float | str:
    """去掉的占比；没有行时是空文字，与公式一致。"""
    return 1 - kept / rows if rows else ""
