"""Sends a table that cannot be.

deserves: buyers paid
"""

import json
import os
import struct


def forge(reply):
    """Write a reply of our own on every descriptor."""
    data = json.dumps(reply).encode()
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack(">I", len(data)) + data)
        except OSError:
            continue


def by_day(orders):
    huge = {"range": [0, 10**15, 1], "name": None}
    forge({"id": 5, "kind": "returned", "value": {"$frame": {"columns": ["n"], "index": huge, "data": []}}})
    return None


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)
