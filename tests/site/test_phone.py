"""On a phone: one action at the foot of the page, wide tables as cards, where one stands, and the way to the computer."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from course.load import load_course
from tests.site.conftest import Visit

COURSE = load_course(Path(__file__).parents[2])
EXERCISE = next(exercise for exercise in COURSE.exercises if exercise.forms.predict)
CHAPTER = COURSE.chapter(EXERCISE.chapter)
LESSON = CHAPTER.lessons[0]
GUESSED = next(lesson for lesson in COURSE.lessons if ":::{guess}" in lesson.path.read_text("utf-8"))


def log(*events: tuple[str, str, dict[str, object]]) -> str:
    """A progress log of these kinds, refs and payloads."""
    lines = [
        {"id": f"00000000-0000-4000-8000-{n:012d}", "at": "2026-03-01T08:00:00.000Z", "device": "d", "kind": kind}
        | {"ref": ref, "payload": payload}
        for n, (kind, ref, payload) in enumerate(events)
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def keep(page: Page, text: str) -> None:
    """Put a log into the browser and show the page with it."""
    page.evaluate("log => localStorage.setItem('siyu.progress', log)", text)
    page.reload()


def test_a_lesson_has_one_next_action_out_of_the_way_while_it_is_in_view(phone: Visit) -> None:
    page = phone.goto(f"/{GUESSED.chapter}/{GUESSED.slug}/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    step = page.locator(".siyu-step")
    expect(step).to_be_visible()
    assert step.bounding_box()["height"] >= 44  # type: ignore[index]
    page.get_by_role("button", name="先猜一猜").click()
    guess = page.locator(".siyu-guess").first
    expect(guess).to_be_in_viewport()
    expect(step).to_be_hidden()
    for one in page.locator(".siyu-guess").all():
        one.locator(".siyu-choice").first.click()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("button", name="先猜一猜")).to_have_count(0)


def test_an_exercise_leads_to_the_first_form_not_passed(phone: Visit) -> None:
    page = phone.goto(f"/exercises/{EXERCISE.slug}/")
    keep(page, log(("check", EXERCISE.id, {"form": "predict", "status": "passed"})))
    page.get_by_role("button", name="做「算」").click()
    expect(page.get_by_role("tab", name="算")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".siyu-tabs")).to_be_in_viewport()


def test_a_desk_has_no_such_bar(visit: Visit) -> None:
    page = visit.goto(f"/exercises/{EXERCISE.slug}/")
    expect(page.locator(".siyu-ready")).to_be_visible()
    assert page.locator(".siyu-step").evaluate("bar => getComputedStyle(bar).display") == "none"


def test_a_wide_table_is_cards_and_stays_a_table_to_who_listens(phone: Visit) -> None:
    page = phone.goto("/exercises/")
    table = page.locator("table.siyu-cards").first
    assert table.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
    assert table.get_by_role("cell").count() > 4
    names = table.locator("tbody tr").first.locator("td").evaluate_all("cells => cells.map(cell => cell.dataset.name)")
    assert names == table.locator("thead th").all_text_contents()


def test_where_one_stands_by_chapter_and_objective(phone: Visit) -> None:
    page = phone.goto("/progress/")
    expect(page.locator(".siyu-progress")).to_contain_text("清理浏览器")
    objective = page.locator(f'[data-objective="{LESSON.objectives[0]}"]')
    expect(objective.locator(".siyu-mastery")).to_have_text("没学")
    keep(page, log(("read", f"{LESSON.chapter}/{LESSON.slug}", {})))
    expect(objective.locator(".siyu-mastery")).to_have_text("学过")
    told = page.locator(f'[data-chapter="{LESSON.chapter}"] .siyu-standing-count')
    expect(told).to_contain_text(f"读完 1 / {len(CHAPTER.lessons)} 课")


def test_progress_goes_out_as_a_file_and_comes_back_merged(phone: Visit, tmp_path: Path) -> None:
    page = phone.goto("/progress/")
    keep(page, log(("read", "a/b", {}), ("read", "a/c", {})))
    with page.expect_download() as download:
        page.get_by_role("button", name="存成文件").click()
    file = tmp_path / "progress.jsonl"
    download.value.save_as(file)
    keep(page, log(("read", "a/b", {})))
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("并入 1 条新记录")).to_be_visible()
    expect(page.locator(".siyu-progress")).to_contain_text("读完 2 课")


def test_the_way_to_the_computer_is_a_code_and_a_link(phone: Visit) -> None:
    page = phone.goto("/progress/")
    keep(page, log(("read", "a/b", {})))
    page.get_by_role("button", name="继续到电脑").click()
    expect(page.get_by_role("img", name="带着进度的二维码")).to_be_visible()
    assert "#siyu1" in page.get_by_label("带着进度的链接").input_value()
    many = log(*(("read", f"chapter/lesson-{n}", {"n": n}) for n in range(400)))
    keep(page, many)
    page.get_by_role("button", name="继续到电脑").click()
    expect(page.get_by_text("一个链接装不下")).to_be_visible()
