"""Names that are not functions.

deserves: nothing
says: 不是函数
"""

buyers = 2
paid = 4.0
by_day = None
