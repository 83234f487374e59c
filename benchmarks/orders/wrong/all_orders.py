"""退款的也算

你没有去掉退款的订单。看看 status 这一列。

fails: test_repeat_hand, test_repeat_variant
"""


def repeat_rate(orders):
    days = orders.assign(day=orders["paid_at"].dt.floor("D")).drop_duplicates(["member_id", "day"])
    times = days.groupby("member_id")["day"].nunique()
    again = int((times >= 2).sum())
    return {"n": float(len(times)), "k": float(again), "value": again / len(times)}
