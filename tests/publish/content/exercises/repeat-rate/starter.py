def repeat_rate(orders):
    """复购率。"""
    return
