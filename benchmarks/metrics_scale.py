"""course.metrics over DuckDB against plain SQL for the same figures, on tables far larger than the committed ones.

Orders, refunds, members and interactions are made by DuckDB itself (no simulation): what counts is their size and shape.
Each pair must give the same figures, or the run stops. Times are medians, ours and SQL by turns.

Usage: python benchmarks/metrics_scale.py [ORDERS] [RUNS]     quick: 300000 3; full: 10000000 3
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import duckdb

from course.metrics import METRICS

GOAL = 1.5
ASOF, START, END = dt.date(2026, 3, 1), dt.date(2025, 3, 1), dt.date(2025, 9, 1)
KINDS = ("view", "like", "comment")
SHANGHAI = "INTERVAL 8 HOUR"
TABLES = """
CREATE TABLE orders AS SELECT 'o_' || i AS order_id,
  CASE WHEN hash(i) % 14 = 0 THEN NULL ELSE 'm_' || (hash(i * 7) % greatest({n} // 2, 1)) END AS member_id,
  TIMESTAMPTZ '2024-03-01 00:00:00+08' + to_seconds((hash(i * 3) % 63072000)::BIGINT) AS paid_at,
  (2000 + hash(i * 5) % 30000)::BIGINT AS gross_fen, (hash(i * 11) % 1000)::BIGINT AS discount_fen,
  (gross_fen - discount_fen)::BIGINT AS paid_fen, (gross_fen * 0.42)::BIGINT AS cogs_fen,
  CASE WHEN hash(i * 13) % 40 = 0 THEN 'cancelled' ELSE 'paid' END AS status FROM range({n}) t(i);
CREATE TABLE refunds AS SELECT order_id, paid_at + INTERVAL 9 DAY AS settled_at,
  CASE WHEN hash(order_id) % 3 = 0 THEN paid_fen // 2 ELSE paid_fen END AS refund_fen FROM orders WHERE hash(order_id) % 17 = 0;
CREATE TABLE members AS SELECT 'm_' || i AS member_id,
  TIMESTAMPTZ '2024-03-01 00:00:00+08' + to_seconds((hash(i * 17) % 63072000)::BIGINT) AS joined_at
  FROM range(greatest({n} // 2, 1)) t(i);
CREATE TABLE group_memberships AS SELECT member_id, joined_at + INTERVAL 5 MINUTE AS joined_at, NULL::TIMESTAMPTZ AS left_at
  FROM members;
CREATE TABLE interactions AS SELECT 'e_' || i AS event_id, 'm_' || (hash(i * 19) % greatest({n} // 2, 1)) AS member_id,
  CASE WHEN hash(i * 23) % 70 = 0 THEN 'bot' ELSE 'member' END AS actor_type,
  (['view', 'like', 'comment', 'share', 'add_cart'])[1 + (hash(i * 29) % 5)::INT] AS event_type,
  TIMESTAMPTZ '2024-03-01 00:00:00+08' + to_seconds((hash(i * 31) % 63072000)::BIGINT) AS event_at,
  event_at + to_seconds((hash(i * 37) % 90000)::BIGINT) AS ingested_at FROM range({n}) t(i);
INSERT INTO interactions SELECT * REPLACE (ingested_at + INTERVAL 1 MINUTE AS ingested_at) FROM interactions
  WHERE hash(event_id) % 66 = 0;
"""
PAID = f"""paid AS (SELECT o.*, coalesce(b.back, 0) AS back, coalesce(b.back, 0) > 0 AND b.back >= paid_fen AS undone
  FROM orders o LEFT JOIN (SELECT order_id, sum(refund_fen) AS back FROM refunds
    WHERE settled_at < TIMESTAMPTZ '{ASOF} 00:00:00+08' GROUP BY order_id) b USING (order_id)
  WHERE paid_at < TIMESTAMPTZ '{ASOF} 00:00:00+08' AND status <> 'cancelled')"""
DAY = "((epoch_us(paid_at) + 28800000000) // 86400000000)"
WITHIN = f"paid_at >= TIMESTAMPTZ '{START} 00:00:00+08' AND paid_at < TIMESTAMPTZ '{END} 00:00:00+08'"
EVENTS = f"""once AS (SELECT arg_min(member_id, ingested_at) AS member_id, arg_min(actor_type, ingested_at) AS actor_type,
    arg_min(event_type, ingested_at) AS event_type, arg_min(event_at, ingested_at) AS event_at FROM interactions
  WHERE ingested_at < TIMESTAMPTZ '{ASOF} 00:00:00+08' AND event_at < TIMESTAMPTZ '{ASOF} 00:00:00+08' GROUP BY event_id),
active AS (SELECT member_id, (epoch_us(event_at) + 28800000000) // 86400000000 AS day, event_at FROM once
  WHERE actor_type IN ('member', 'kol') AND event_type IN {KINDS} AND member_id IS NOT NULL)"""
LAST = f"(epoch_us(TIMESTAMPTZ '{ASOF} 00:00:00+08') + 28800000000) // 86400000000"
COHORT = f"""cohort AS (SELECT member_id, (epoch_us(min(joined_at)) + 28800000000) // 86400000000 AS d0 FROM group_memberships
  GROUP BY member_id HAVING min(joined_at) >= TIMESTAMPTZ '{START} 00:00:00+08'
    AND min(joined_at) < TIMESTAMPTZ '{END} 00:00:00+08')"""
SQL = {
    "repeat_rate": f"""WITH {PAID},
      days AS (SELECT member_id, {DAY} AS day FROM paid WHERE member_id IS NOT NULL AND NOT undone),
      first AS (SELECT member_id, min(day) AS d0 FROM days GROUP BY member_id),
      each AS (SELECT member_id, d0, max((day > d0 AND day < d0 + 90)::INT) AS again FROM days JOIN first USING (member_id)
        GROUP BY member_id, d0)
      SELECT sum(again) FILTER (WHERE d0 + 90 <= {LAST}), count(*) FILTER (WHERE d0 + 90 <= {LAST}) FROM each""",
    "net_revenue": f"WITH {PAID} SELECT sum(gross_fen - discount_fen - back), count(*) FROM paid WHERE {WITHIN}",
    "gross_profit": f"""WITH {PAID}
      SELECT sum(gross_fen - discount_fen - back - CASE WHEN undone THEN 0 ELSE cogs_fen END), count(*)
      FROM paid WHERE {WITHIN}""",
    "ltv_hist": f"""WITH {PAID}, young AS (SELECT * FROM members WHERE joined_at >= TIMESTAMPTZ '{START} 00:00:00+08'
        AND joined_at < TIMESTAMPTZ '{END} 00:00:00+08'),
      each AS (SELECT member_id, sum(gross_fen - discount_fen - back - CASE WHEN undone THEN 0 ELSE cogs_fen END) AS profit
        FROM paid JOIN young USING (member_id) WHERE paid_at >= joined_at
          AND paid_at < joined_at + INTERVAL 2160 HOUR GROUP BY member_id)
      SELECT sum(coalesce(profit, 0)), count(*) FROM young LEFT JOIN each USING (member_id)""",
    "conversion_rate": f"""WITH {EVENTS}, step AS (SELECT member_id, min(event_at) AS at FROM active
        WHERE event_at >= TIMESTAMPTZ '{START} 00:00:00+08' AND event_at < TIMESTAMPTZ '{END} 00:00:00+08' GROUP BY member_id)
      SELECT count(DISTINCT s.member_id) FILTER (WHERE o.paid_at IS NOT NULL), count(DISTINCT s.member_id) FROM step s
      LEFT JOIN orders o ON o.member_id = s.member_id AND o.status <> 'cancelled' AND o.paid_at > s.at
        AND o.paid_at < s.at + INTERVAL 168 HOUR AND o.paid_at < TIMESTAMPTZ '{ASOF} 00:00:00+08'""".replace(
        str(KINDS), "('view')"
    ),
    "retention_classic": f"""WITH {EVENTS}, {COHORT},
      seen AS (SELECT DISTINCT member_id FROM cohort JOIN active USING (member_id) WHERE day = d0 + 7)
      SELECT count(s.member_id), count(*) FROM cohort LEFT JOIN seen s USING (member_id)""",
    "mau": f"WITH {EVENTS} SELECT count(DISTINCT member_id), 1 FROM active WHERE day >= {LAST} - 28 AND day < {LAST}",
}
Figures = tuple[int, int]


def calls(relation: Callable[[str], Any]) -> dict[str, Callable[[], Any]]:
    """Each metric on those tables."""
    orders, refunds, events = relation("orders"), relation("refunds"), relation("interactions")
    span = {"start": START, "end": END, "asof": ASOF}
    return {
        "repeat_rate": lambda: METRICS["repeat_rate"](orders, refunds, w=90, asof=ASOF),
        "net_revenue": lambda: METRICS["net_revenue"](orders, refunds, **span),
        "gross_profit": lambda: METRICS["gross_profit"](orders, refunds, **span),
        "ltv_hist": lambda: METRICS["ltv_hist"](relation("members"), orders, refunds, h=90, **span),
        "conversion_rate": lambda: METRICS["conversion_rate"](
            events, orders, step="view", then="pay", within_days=7, **span
        ),
        "retention_classic": lambda: METRICS["retention_classic"](
            relation("group_memberships"), events, n=7, kinds=KINDS, **span
        ),
        "mau": lambda: METRICS["mau"](events, end=ASOF, kinds=KINDS, asof=ASOF),
    }


def seconds(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    """Print a table and, as the last line, the same as JSON."""
    n, runs = (int(text) for text in (*sys.argv[1:], *("300000", "3")[len(sys.argv) - 1 :]))
    connection, rows = duckdb.connect(), []
    connection.execute("SET enable_progress_bar = false")
    connection.execute(TABLES.format(n=n))
    for name, ours in calls(connection.table).items():
        plain = lambda sql=SQL[name]: connection.sql(sql).fetchall()[0]  # noqa: E731
        got, want = ours(), plain()
        assert (round(got.numerator), got.n if want[1] != 1 else 1) == (round(want[0]), want[1]), (name, got, want)
        pairs = [(seconds(plain), seconds(ours)) for _ in range(runs)]
        floor, mine = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        rows.append({"metric": name, "orders": n, "sql_s": floor, "ours_s": mine, "ratio": ratio, "goal": GOAL})
        print(f"{name:20} SQL {floor:7.3f} s   course.metrics {mine:7.3f} s   ratio {ratio:5.2f}", flush=True)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
