"""Five thousand orders of nine hundred members, from a seed."""

import numpy as np
import pandas as pd

ROWS, MEMBERS = 5000, 900


def make(seed, scale=1.0, tables=None):
    """`{"orders": …}`, typed as `tables.load` types them."""
    random, rows = np.random.default_rng(seed), int(ROWS * scale)
    days = pd.Timestamp("2025-03-01", tz="Asia/Shanghai") + pd.to_timedelta(
        random.integers(0, 365 * 86400, rows), unit="s"
    )
    orders = pd.DataFrame(
        {
            "order_id": [f"o{i:06d}" for i in range(rows)],
            "member_id": [f"m{i:04d}" for i in random.integers(0, MEMBERS, rows)],
            "paid_at": days,
            "paid_fen": random.integers(900, 60000, rows),
            "status": random.choice(["paid", "refunded"], rows, p=[0.93, 0.07]),
        }
    )
    text = {"order_id": "str", "member_id": "str", "status": "str"}
    return {"orders": orders.astype({**text, "paid_at": "datetime64[us, Asia/Shanghai]"})}
