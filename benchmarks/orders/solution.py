"""Three ordinary metrics of a table of orders."""


def repeat_rate(orders):
    """Share of buyers who bought again on a later day."""
    paid = orders[orders["status"] == "paid"]
    days = paid.assign(day=paid["paid_at"].dt.floor("D")).drop_duplicates(["member_id", "day"])
    times = days.groupby("member_id")["day"].nunique()
    again = int((times >= 2).sum())
    return {"n": float(len(times)), "k": float(again), "value": again / len(times) if len(times) else 0.0}


def basket(orders):
    """Mean and median yuan of a paid order, and the share of the top tenth of buyers."""
    paid = orders[orders["status"] == "paid"]
    by_member = paid.groupby("member_id")["paid_fen"].sum().sort_values(ascending=False)
    top = by_member.head(max(1, len(by_member) // 10)).sum()
    return {
        "mean": float(paid["paid_fen"].mean() / 100),
        "median": float(paid["paid_fen"].median() / 100),
        "top_share": float(top / by_member.sum()),
    }


def by_month(orders):
    """Paid orders, buyers and yuan by month."""
    paid = orders[orders["status"] == "paid"]
    month = paid["paid_at"].dt.strftime("%Y-%m")
    found = paid.assign(month=month).groupby("month", as_index=False)
    return found.agg(n=("order_id", "size"), buyers=("member_id", "nunique"), fen=("paid_fen", "sum"))
