"""The served site as its reader uses it: read, search, run a cell, fail and be told which mistake, pass."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.load import load_course
from tests.site.conftest import Server, Visit, free_port

ROOT = Path(__file__).parents[2]
LESSON = "/lifecycle/repeat-rate/"
EXERCISE = "/exercises/repeat-rate/"


def exercise_file(name: str) -> str:
    """A file of the repeat-rate exercise."""
    return (ROOT / "exercises" / "repeat-rate" / name).read_text("utf-8")


def tab(page: Page, name: str) -> None:
    """Open a form of the desk."""
    page.get_by_role("tab", name=re.compile(name)).click()


def write(page: Page, code: str) -> None:
    """Replace the code in the visible editor."""
    page.locator(".siyu-panel:not([hidden]) .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)


def check(page: Page) -> None:
    """Press 检查 on the visible form."""
    page.locator(".siyu-panel:not([hidden])").get_by_role("button", name="检查", exact=True).click()


# ---------------------------------------------------------------- reading


def test_home_leads_to_the_first_lesson(visit: Visit) -> None:
    page = visit.goto("/")
    expect(page.locator(".siyu-door")).to_have_count(3)
    assert "token" not in page.url, "the token does not stay in the address"
    first = load_course(ROOT).lessons[0].title
    page.get_by_role("link", name=first).first.click()
    expect(page.locator("h1")).to_contain_text(first)


def test_search_finds_chinese_words(visit: Visit) -> None:
    page = visit.goto("/")
    page.get_by_role("textbox", name="搜索").fill("复购率")
    results = page.locator(".md-search-result__item")
    expect(results.first).to_be_visible()
    assert any(
        "repeat-rate" in (link.get_attribute("href") or "") for link in page.locator(".md-search-result__link").all()
    )


def test_search_looks_for_the_whole_word(visit: Visit) -> None:
    page = visit.goto("/")
    page.get_by_role("textbox", name="搜索").fill("同意")
    results = page.locator(".md-search-result__item")
    expect(results.first).to_be_visible()
    found = [result.text_content() or "" for result in results.all()]
    assert found and all("同意" in text for text in found)


def test_a_lesson_reads_without_running(visit: Visit) -> None:
    page = visit.goto(LESSON)
    assert page.locator("svg[role=img]").count() >= 2, "charts are in the page"
    prose = page.locator("article").inner_text()
    assert "{eval}" not in prose and "{lit}" not in prose and not re.search(r"\[\[[A-Za-z]", prose)
    hidden = page.locator(".siyu-guess .siyu-reason").first
    expect(hidden).to_be_hidden()
    page.locator(".siyu-guess").first.locator("[data-right=true]").click()
    expect(hidden).to_be_visible()


def test_a_quiz_names_the_mistake(visit: Visit) -> None:
    page = visit.goto(LESSON)
    quiz = page.locator(".siyu-quiz[data-kind=single]").first
    data = json.loads(quiz.locator(".siyu-quiz-data").text_content() or "")
    wrong = next(i for i, choice in enumerate(data["choices"]) if choice.get("mistake"))
    quiz.locator("input[type=radio]").nth(wrong).check()
    quiz.get_by_role("button", name="交答案").click()
    expect(quiz).to_contain_text("不对")
    expect(quiz).to_contain_text("常见错法")


# ---------------------------------------------------------------- running


def test_a_cell_runs_with_those_before_it(visit: Visit) -> None:
    page = visit.goto(LESSON)
    table = page.locator(".siyu-cell:not(.siyu-assert):has(.siyu-output table)").nth(1)
    built = table.locator("table").first.inner_text()
    table.get_by_role("button", name=re.compile("^运行")).click()
    expect(table.get_by_text(re.compile("完成"))).to_be_visible(timeout=60_000)
    assert table.locator("table").first.inner_text() == built, "a fresh run gives the figures of the page"


def test_a_changed_cell_shows_its_own_result_and_its_error(visit: Visit) -> None:
    page = visit.goto(LESSON)
    cell = page.locator(".siyu-cell:not(.siyu-assert)").first
    cell.locator("details.siyu-code").evaluate("fold => fold.open = true")
    cell.locator("details.siyu-code").hover()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("print(6 * 7)\nnobody_knows_me")
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".siyu-output")).to_contain_text("42", timeout=60_000)
    expect(cell.locator(".siyu-output")).to_contain_text("NameError")
    expect(cell.locator(".siyu-output")).to_contain_text("这个名字还没有定义")


# ---------------------------------------------------------------- the desk


def test_fail_be_told_which_mistake_then_pass(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    tab(page, "写")
    write(page, exercise_file("wrong/same_day.py"))
    check(page)
    verdict = page.locator(".siyu-panel:not([hidden]) .siyu-result")
    expect(verdict).to_contain_text("把同一天的两单当成复购", timeout=60_000)
    expect(verdict).to_contain_text("6 / 15")
    write(page, exercise_file("solution.py"))
    check(page)
    expect(verdict).to_contain_text("全部通过", timeout=60_000)
    expect(verdict).to_contain_text("15 / 15")
    log = page.evaluate("localStorage['siyu.progress']")
    kinds = [json.loads(line).get("payload", {}).get("status") for line in log.splitlines() if '"check"' in line]
    assert kinds == ["failed", "passed"]


def test_the_one_line_form(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    fix = load_course(ROOT).exercise("repeat-rate").forms.fix
    assert fix is not None
    tab(page, "改")
    start = json.loads(page.locator("#siyu-exercise").text_content() or "")["forms"]["fix"]["code"]
    assert start.count(fix.was) == 1
    write(page, start.replace(fix.was, fix.line))
    check(page)
    expect(page.locator(".siyu-panel:not([hidden]) .siyu-result")).to_contain_text("全部通过", timeout=60_000)


def test_hostile_code_costs_a_sentence_only(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    tab(page, "写")
    write(page, "raise ValueError('<img src=x onerror=alert(1)>')")
    check(page)
    verdict = page.locator(".siyu-panel:not([hidden]) .siyu-result")
    expect(verdict).to_contain_text("<img src=x onerror=alert(1)>", timeout=60_000)
    assert verdict.locator("img").count() == 0


def test_predict_and_calc_are_judged_in_the_page(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    data = json.loads(page.locator("#siyu-exercise").text_content() or "")
    tab(page, "判")
    label = next(choice["label"] for choice in data["forms"]["predict"][0]["choices"] if choice["is"] == "same_day")
    page.locator(".siyu-panel:not([hidden])").get_by_role("button", name=label, exact=True).first.click()
    expect(page.locator(".siyu-panel:not([hidden])")).to_contain_text("把同一天的两单当成复购")
    tab(page, "算")
    panel = page.locator(".siyu-panel:not([hidden])")
    for field, answer in zip(panel.locator("input").all(), data["forms"]["calc"]["answers"], strict=True):
        field.fill(str(answer["mistakes"]["same_day"]))
    panel.get_by_role("button", name="对答案").click()
    expect(panel).to_contain_text("把同一天的两单当成复购")
    for field, answer in zip(panel.locator("input").all(), data["forms"]["calc"]["answers"], strict=True):
        field.fill(str(answer["right"]))
    panel.get_by_role("button", name="对答案").click()
    expect(panel).to_contain_text("全部对上")
    with page.expect_download() as download:
        panel.get_by_role("link", name=re.compile("下载")).click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_hints_come_one_at_a_time(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    page.get_by_role("button", name="看提示 1/4").click()
    expect(page.get_by_text("先把有效订单挑出来")).to_be_visible()
    expect(page.get_by_role("button", name="看提示 2/4")).to_be_visible()
    assert "全部买家" not in page.locator(".siyu-hints").inner_text()


def test_without_the_token_nothing_runs_and_the_page_says_why(stranger: Visit) -> None:
    page = stranger.goto(EXERCISE)
    tab(page, "写")
    check(page)
    expect(page.locator(".siyu-panel:not([hidden])")).to_contain_text("没带口令", timeout=20_000)
    assert stranger.outside == []


# ---------------------------------------------------------------- the engine's doors


def status(server: Server, path: str, **options: object) -> int:
    """The status of a bare request."""
    request = urllib.request.Request(server.address(path), **options)  # type: ignore[arg-type]
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_the_engine_lets_nobody_else_in(server: Server) -> None:
    body = json.dumps({"exercise": "repeat-rate", "form": "write", "code": "1"}).encode()
    assert status(server, "/") == 200, "reading is free"
    assert status(server, "/siyu/check", data=body) == 403
    assert status(server, "/api/kernels", data=b"{}") == 403, "no kernel without the token"
    assert status(server, "/", headers={"Host": "evil.example"}) == 403
    assert status(server, "/../../../pyproject.toml") in (403, 404)
    token = {"Authorization": f"token {server.token}"}
    assert status(server, "/siyu/check", data=body, headers=token) == 200
    assert status(server, "/siyu/check", data=b"{", headers=token) == 400
    assert (
        status(server, "/siyu/check", data=b'{"exercise": "../x", "form": "write", "code": "1"}', headers=token) == 400
    )
    assert status(server, "/siyu/check", data=body.replace(b"write", b"deep"), headers=token) == 400
    assert status(server, "/api/kernels", headers={"Origin": "http://evil.example"}) in (403, 404)
    assert status(server, "/no/such/page/") == 404


def test_an_interrupt_ends_the_server_without_a_question() -> None:
    pty = pytest.importorskip("pty", reason="needs a POSIX terminal")
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "course.cli", "serve", "--root", str(ROOT), "--port", str(free_port())]
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, start_new_session=True
    )
    os.close(terminal)
    try:
        said, ends = b"", time.monotonic() + 120
        while b"token=" not in said and time.monotonic() < ends:
            if select.select([controller], [], [], 0.5)[0]:
                said += os.read(controller, 65536)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) is not None
    finally:
        process.kill()
        process.wait()
        os.close(controller)
