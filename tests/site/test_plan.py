"""The plan's page on a phone: made, ticked, reviewed, made again, taken along; the home page knows today's tasks."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.site.conftest import Visit

WIDTH = 390
LONG_AGO = "2026-01-01T00:00:00.000Z"


def _make(phone: Visit) -> Page:
    page = phone.goto("/plan/")
    page.get_by_role("button", name="排计划").click()
    expect(page.locator(".siyu-plan-day").first).to_be_visible()
    return page


def _log(page: Page) -> list[dict[str, object]]:
    lines = str(page.evaluate("localStorage.getItem('siyu.progress') ?? ''")).splitlines()
    return [event for event in map(json.loads, lines) if "kind" in event]


def test_a_plan_is_made_ticked_and_made_again(phone: Visit) -> None:
    page = _make(phone)
    expect(page.get_by_role("status")).to_contain_text("排好了")
    first = page.locator(".siyu-plan-day").first.locator("li[data-unit]").first
    unit = first.get_attribute("data-unit")
    first.get_by_role("button", name="打勾").click()
    expect(page.locator(f"li[data-unit='{unit}'].siyu-done")).to_have_count(1)
    assert [(event["kind"], event["ref"]) for event in _log(page)] == [("done", unit)]
    page.get_by_role("button", name="从今天重排").click()
    expect(page.get_by_role("status")).to_contain_text("重排了")
    expect(page.locator(f"li[data-unit='{unit}']")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


def test_bad_settings_are_said_and_nothing_is_kept(phone: Visit) -> None:
    page = phone.goto("/plan/")
    for box in page.locator(".siyu-plan-week input").all():
        box.fill("0")
    page.get_by_role("button", name="排计划").click()
    expect(page.get_by_role("alert")).to_contain_text("七天都是 0 分钟")
    for box in page.locator(".siyu-plan-week input").all():
        box.fill("12")
    page.get_by_role("button", name="排计划").click()
    expect(page.get_by_role("alert")).to_contain_text("最长的一天除去复习只有 10 分钟")
    page.locator("textarea[name=off]").fill("2026-02-30")
    page.get_by_role("button", name="排计划").click()
    expect(page.get_by_role("alert")).to_contain_text("2026-02-30 不是日期")
    assert page.evaluate("localStorage.getItem('siyu.plan')") is None


def test_a_deadline_that_cannot_be_kept_says_what_would(phone: Visit) -> None:
    page = phone.goto("/plan/")
    start = dt.date.fromisoformat(page.locator("input[name=start]").input_value())
    page.locator("input[name=deadline]").fill((start + dt.timedelta(days=10)).isoformat())
    page.get_by_role("button", name="排计划").click()
    expect(page.get_by_role("alert")).to_contain_text("学不完")
    expect(page.get_by_role("alert")).to_contain_text("要赶上，一周至少")
    assert page.evaluate("localStorage.getItem('siyu.plan')") is None


def test_a_card_is_turned_and_rated(phone: Visit) -> None:
    page = _make(phone)
    event = {"id": "1", "at": LONG_AGO, "device": "d", "kind": "read", "ref": "lifecycle/repeat-rate", "payload": {}}
    page.evaluate("line => localStorage.setItem('siyu.progress', line + '\\n')", json.dumps(event))
    page.reload()
    panel = page.locator(".siyu-plan-reviews")
    panel.get_by_role("button", name="看答案").click()
    expect(panel.locator("dd").first).not_to_be_empty()
    panel.get_by_role("button", name="记得").click()
    expect(panel.get_by_role("button", name="看答案").or_(panel.get_by_text("没有到期的卡片"))).to_be_visible()
    assert [event["payload"] for event in _log(page) if event["kind"] == "review"] == [{"rating": 3}]


def test_the_calendar_and_the_plan_are_files_to_take_along(phone: Visit, tmp_path: Path) -> None:
    page = _make(phone)
    with page.expect_download() as given:
        page.get_by_role("button", name="存成日历").click()
    given.value.save_as(tmp_path / "plan.ics")
    events = Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT")
    assert any(str(event.get("url", "")).startswith(phone.server.base) for event in events)
    with page.expect_download() as given:
        page.get_by_role("button", name="存计划文件").click()
    given.value.save_as(tmp_path / "plan.json")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator("input[type=file]").set_input_files(tmp_path / "plan.json")
    expect(page.get_by_role("status")).to_contain_text("用了文件里的计划")
    expect(page.locator(".siyu-plan-day").first).to_be_visible()


def test_a_plan_that_cannot_be_read_is_kept(phone: Visit) -> None:
    page = phone.goto("/plan/")
    page.evaluate("localStorage.setItem('siyu.plan', '{broken')")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("读不懂，原样留着")
    page.get_by_role("button", name="排计划").click()
    expect(page.locator(".siyu-plan-day").first).to_be_visible()
    assert page.evaluate("Object.values(localStorage).includes('{broken')")


def test_the_home_page_has_today_s_three_tasks_once_there_is_a_plan(phone: Visit) -> None:
    page = phone.goto("/")
    expect(page.locator(".siyu-today")).to_be_hidden()
    expect(page.locator(".siyu-to-plan a")).to_be_visible()
    _make(phone)
    phone.goto("/")
    expect(page.locator(".siyu-today li[data-unit]")).to_have_count(3)
    expect(page.locator(".siyu-to-plan a")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
