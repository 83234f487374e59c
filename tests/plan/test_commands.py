"""The commands as a learner types them, on a small course: what they say, keep, and refuse."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from icalendar import Calendar
from typer.testing import CliRunner

from course import progress
from course.cli import app
from course.progress import Event
from tests.load.conftest import FILES

Course = Callable[..., Result]
ON = ("--on", "2026-03-02")
NEW = ("plan", "new", "--start", "2026-03-02", *ON)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Runs `course …` in an empty working folder beside a small course."""
    content, here = tmp_path / "content", tmp_path / "here"
    for name, text in FILES.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("SIYU_ROOT", str(content))
    monkeypatch.delenv("SIYU_PROGRESS", raising=False)
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def event(kind: str, ref: str, **payload: object) -> Event:
    return Event(str(uuid.uuid4()), "2026-03-02T08:00:00.000Z", "phone", kind, ref, payload)


def test_new_says_until_when_and_keeps_the_plan(course: Course) -> None:
    told = said(course(*NEW))
    assert "2026-03-02 到" in told and "5 个单元" in told
    kept = json.loads(Path(".siyu/plan.json").read_text("utf-8"))
    assert kept["profile"]["weekday_minutes"] == [30, 30, 30, 30, 30, 0, 0]


def test_a_plan_is_not_made_over_another_unless_forced_and_then_kept_aside(course: Course) -> None:
    course(*NEW)
    before = Path(".siyu/plan.json").read_bytes()
    assert "已有计划" in said(course(*NEW), 2)
    assert Path(".siyu/plan.json").read_bytes() == before
    said(course(*NEW, "--force"))
    assert Path(".siyu/plan.1.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--start", "2026-02-30"), "2026-02-30 不是日期"),
        (("--start", "1999-01-01"), "开始日 1999-01-01 不在"),
        (("--minutes", "0,0,0,0,0,0,0"), "七天都是 0 分钟"),
        (("--minutes", "30,30"), "要写七天的分钟数"),
        (("--minutes", "a,b"), "要写七天的分钟数"),
        (("--minutes", "-5,30,30,30,30,0,0"), "一天 -5 分钟不对"),
        (("--week", "0"), "一周的上限 0 分钟不对"),
        (("--deadline", "2026-03-01"), "截止日 2026-03-01 早于开始日"),
        (("--deadline", "2026-03-03"), "2026-03-03 前学不完"),
        (("--minutes", "10,10,10,10,10,10,10"), "最长的一天除去复习只有 9 分钟"),
        (("--off", "明天"), "明天 不是日期"),
        (("--shift", "2026-03-07"), "2026-03-07 读不懂"),
        (("--clock", "25:00"), "25:00 不是时刻"),
        (("--forms", "sing"), "没有这样的题型：sing"),
        (("--role", "boss"), "没有 boss 这个角色"),
        (("--pace", "fast"), "没有 fast 这个节奏。可选：slow"),
        (("--known", "E9.9/write"), "没有这些单元：E9.9/write"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(words: tuple[str, ...], sentence: str, course: Course) -> None:
    assert sentence in said(course(*NEW, *words), 2)
    assert not Path(".siyu/plan.json").exists()


def test_a_deadline_too_near_names_the_weeks_and_the_minutes_that_would_do(course: Course) -> None:
    told = said(course(*NEW, "--deadline", "2026-03-03"), 2)
    assert "要 1 周，到 2026-03-08" in told and "一周至少" in told and "现在 150 分钟" in told
    said(course(*NEW, "--deadline", "2026-03-08"))


def test_units_that_wait_for_each_other_are_said(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "content/exercises/order-count/exercise.toml"
    path.write_text(path.read_text("utf-8").replace("requires = []", 'requires = ["E1.1"]'), "utf-8")
    assert "互相等着，排不了：E1.1/calc → E1.1/predict" in said(course(*NEW), 2)


def test_holidays_beyond_what_is_announced_are_said_to_be_estimates(course: Course) -> None:
    far = ("plan", "new", "--start", "2031-03-03", "--on", "2031-03-03")
    assert "年以后的节假日还没公布" in said(course(*far))
    assert "还没公布" not in said(course(*NEW, "--force"))


def test_today_ticks_what_the_log_knows_and_says_what_is_late(course: Course) -> None:
    course(*NEW)
    assert "读《数订单》" in said(course("plan", "today", *ON))
    assert "按计划进行" in said(course("plan", "today", *ON))
    assert "比计划晚：" in said(course("plan", "today", "--on", "2026-03-06"))
    progress.append(Path(".siyu/progress.jsonl"), event("read", "basics/counting"))
    assert "✓ 读《数订单》" in said(course("plan", "today", *ON))


def test_a_day_without_study_names_the_next(course: Course) -> None:
    course("plan", "new", "--start", "2026-03-06", "--on", "2026-03-06")
    told = said(course("plan", "today", "--on", "2026-03-07"))
    assert "今天没有安排" in told and "下一次：3 月 9 日 周一" in told


def test_done_ticks_one_unit_and_refuses_what_is_none(course: Course) -> None:
    course(*NEW)
    assert "记下了" in said(course("plan", "done", "basics#quiz"))
    assert progress.read(Path(".siyu/progress.jsonl")).state()["basics#quiz"].ticked
    assert "计划里没有 nothing" in said(course("plan", "done", "nothing"), 2)


def test_all_done_is_said(course: Course) -> None:
    course(*NEW)
    for unit in json.loads(Path(".siyu/plan.json").read_text("utf-8"))["units"]:
        course("plan", "done", unit)
    assert "都学完了" in said(course("plan", "today", *ON))


def test_replanning_keeps_work_done_and_says_what_moved(course: Course) -> None:
    course(*NEW)
    course("plan", "done", "basics/counting")
    told = said(course("plan", "replan", "--on", "2026-03-09"))
    assert "重排了。4 个单元换了日子" in told and "2026-03-02" in told
    assert "数订单》" not in told
    assert "日子没有变" in said(course("plan", "replan", "--on", "2026-03-09"))


def test_show_has_every_day_left_and_the_objectives(course: Course) -> None:
    course(*NEW)
    told = said(course("plan", "show", *ON))
    assert "E1.1 订单数 · 判" in told and "小测：基础" in told and "没学 L1.1 数订单。" in told


@pytest.mark.parametrize(("name", "part"), [("p.md", "- [ ] 读《数订单》"), ("p.html", "<h1>学习计划</h1>")])
def test_export_writes_by_the_ending(name: str, part: str, course: Course) -> None:
    course(*NEW)
    assert name in said(course("plan", "export", name))
    assert part in Path(name).read_text("utf-8")


def test_exported_links_are_pages_of_the_site(course: Course) -> None:
    course(*NEW)
    course("plan", "export", "p.ics", "--site", "https://site.example/")
    urls = {str(e.get("url", "")) for e in Calendar.from_ical(Path("p.ics").read_bytes()).walk("VEVENT")}
    base = "https://site.example"
    assert urls == {"", f"{base}/basics/counting/", f"{base}/exercises/order-count/", f"{base}/basics/quiz/"}
    course("plan", "export", "p.json")
    pages = {s["page"] for day in json.loads(Path("p.json").read_text("utf-8"))["days"] for s in day["sittings"]}
    assert pages == {"", "basics/counting/", "exercises/order-count/", "basics/quiz/"}


def test_export_of_another_kind_or_place_is_refused(course: Course) -> None:
    course(*NEW)
    assert "不会写 .docx 文件" in said(course("plan", "export", "p.docx"), 2)
    Path("file").write_text("x", "utf-8")
    assert "file" in said(course("plan", "export", "file/p.md"), 2)


@pytest.mark.parametrize("command", ["show", "today", "replan"])
def test_without_a_plan_the_way_to_one_is_named(command: str, course: Course) -> None:
    assert "先运行 course plan new" in said(course("plan", command), 2)


@pytest.mark.parametrize(("text", "sentence"), [("{", "读不懂，原样留着"), ('{"siyu_plan": 9}', "更新的版本写的")])
def test_a_plan_that_cannot_be_read_is_kept_and_said(text: str, sentence: str, course: Course) -> None:
    Path(".siyu").mkdir()
    Path(".siyu/plan.json").write_text(text, "utf-8")
    for command in ("show", "today", "replan"):
        assert sentence in said(course("plan", command), 2)
    assert Path(".siyu/plan.json").read_text("utf-8") == text


def test_a_log_with_damage_or_of_a_newer_version_is_used_kept_and_said(course: Course) -> None:
    course(*NEW)
    log = Path(".siyu/progress.jsonl")
    text = '{"siyu_progress": 9}\n{"cut": \n' + event("read", "basics/counting").to_line() + "\n"
    log.write_text(text, "utf-8")
    told = said(course("plan", "today", *ON))
    assert "有 1 行读不懂" in told and "更新的版本写的内容（9" in told and "✓ 读《数订单》" in told
    course("plan", "done", "basics#quiz")
    assert log.read_text("utf-8").startswith(text)


def test_two_devices_merged_are_one_learner(course: Course) -> None:
    course(*NEW)
    progress.append(Path(".siyu/progress.jsonl"), event("check", "E1.1", form="predict", status="passed"))
    phone = progress.Log((event("read", "basics/counting"),))
    for _ in range(2):
        progress.absorb(Path(".siyu/progress.jsonl"), progress.import_text(progress.export_text(phone)))
    told = said(course("plan", "today", *ON))
    assert "✓ 读《数订单》" in told and "✓ E1.1 订单数 · 判" in told


def test_known_units_are_left_out(course: Course) -> None:
    course(*NEW, "--known", "basics/counting", "--known", "E1.1/predict")
    told = said(course("plan", "show", *ON))
    assert "读《数订单》" not in told and "E1.1 订单数 · 算" in told
