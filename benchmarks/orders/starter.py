"""订单三数。"""


def repeat_rate(orders):
    """复购率。"""
    raise NotImplementedError


def basket(orders):
    """客单价。"""
    raise NotImplementedError


def by_month(orders):
    """每月几单。"""
    raise NotImplementedError
