def repeat_rate(orders):
    return 1
