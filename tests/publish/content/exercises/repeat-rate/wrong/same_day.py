"""把同一天的两单当成复购

同一天的第二单不是回来买。

fails: test_hand
"""


def repeat_rate(orders):
    return 2
