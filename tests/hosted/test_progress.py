"""Progress in the browser: carried by a link, merged after a yes, set back by events."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser, expect

from tests.hosted.conftest import Reader, read_with
from tests.hosted.serving import Hosted

LOG = "".join(
    json.dumps(
        {"id": f"00000000-0000-4000-8000-{n:012d}", "at": "2026-03-01T08:00:00.000Z", "device": "d", "kind": "read",
         "ref": f"chapter/lesson-{n}", "payload": {}}
    ) + "\n"
    for n in range(3)
)  # fmt: skip


def test_a_link_carries_progress_to_another_device(reader: Reader, browser: Browser, hosted: Hosted) -> None:
    page = reader.goto("/")
    page.evaluate("log => localStorage.setItem('siyu.progress', log)", LOG)
    page.reload()
    expect(page.locator(".siyu-progress")).to_contain_text("读完 3 课")
    page.get_by_role("button", name="继续到电脑").click()
    box = page.get_by_label("带着进度的链接")
    expect(box).to_have_value(re.compile("#siyu1"))
    link = box.input_value()
    with browser.new_context() as context:
        other = read_with(context, hosted)
        other.page.goto(link)
        assert other.page.evaluate("localStorage['siyu.progress'] ?? ''") == "", "nothing is merged unasked"
        other.page.get_by_role("button", name="并入", exact=True).click()
        expect(other.page.locator(".siyu-progress")).to_contain_text("读完 3 课")
        assert "siyu1" not in other.page.url
        assert other.errors == [] and other.outside == []


def test_starting_over_is_an_event_and_forgets_nothing(reader: Reader) -> None:
    page = reader.goto("/")
    page.evaluate("log => localStorage.setItem('siyu.progress', log)", LOG)
    page.reload()
    page.get_by_role("button", name="全部重来").click()
    page.get_by_role("button", name="重来", exact=True).click()
    expect(page.locator(".siyu-progress")).to_contain_text("读完 0 课")
    kinds = [json.loads(line)["kind"] for line in page.evaluate("localStorage['siyu.progress']").splitlines()]
    assert kinds.count("read") == 3 and kinds.count("reset") == 3
