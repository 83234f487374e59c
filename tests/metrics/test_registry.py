"""The dictionary's page and its code name the same metrics."""

from __future__ import annotations

import inspect

import yaml

from course.metrics import METRICS
from tests.metrics.conftest import ROOT


def test_every_id_has_its_function_and_no_other() -> None:
    entries = yaml.safe_load((ROOT / "course" / "metrics.yml").read_text(encoding="utf-8"))["metrics"]
    assert {entry["id"] for entry in entries} == set(METRICS)


def test_every_function_says_its_id_and_takes_windows_by_keyword() -> None:
    windows = {"start", "end", "asof", "w", "h", "n", "x", "days", "day", "monday", "month", "wave", "before", "after"}
    for name, function in METRICS.items():
        assert (function.__doc__ or "").startswith(f"{name}:"), name
        for parameter in inspect.signature(function).parameters.values():
            keyword = parameter.kind is inspect.Parameter.KEYWORD_ONLY
            assert keyword or parameter.name not in windows, (name, parameter.name)
