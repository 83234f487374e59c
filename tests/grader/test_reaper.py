"""Kernels without a page are ended in time, others never."""

from __future__ import annotations

from grader.reaper import Reaper


def test_a_kernel_is_ended_when_its_page_stays_away() -> None:
    now = 0.0
    reaper = Reaper(20, lambda: now)
    assert reaper.abandoned(["a", "b"], {"a": 1, "b": 0}) == []
    now = 19.0
    assert reaper.abandoned(["a", "b"], {"a": 0, "b": 0}) == []
    now = 21.0
    assert reaper.abandoned(["a", "b"], {"a": 0, "b": 0}) == ["b"]
    now = 22.0
    assert reaper.abandoned(["a"], {"a": 1}) == [], "its page came back"
    now = 41.0
    assert reaper.abandoned(["a"], {"a": 0}) == [], "the time counts anew"
