"""A tiny course with one lesson and one exercise, whose every published part these tests look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from course.model import (
    CalcAnswer,
    CalcForm,
    Case,
    Chapter,
    Choice,
    Column,
    Contradiction,
    Course,
    Dataset,
    Exercise,
    FixForm,
    Forms,
    Function,
    Item,
    Lesson,
    Mistake,
    OutlineItem,
    PredictQuestion,
    Question,
    Registers,
    Role,
    Table,
)
from course.publish.execute import execute_lessons
from course.publish.forms import CalcKey, FormKey, PredictKey
from course.publish.stage import stage_site

CONTENT = Path(__file__).parent / "content"


def make_course(root: Path) -> Course:
    """The course over the files of `content/`, copied to `root`."""
    shutil.copytree(CONTENT, root, dirs_exist_ok=True)
    path = root / "chapters/cycle/01-repeat.md"
    lesson = Lesson("repeat", "cycle", path, "复购率怎么算", 15, ("L9.1",), ("S1",), ("orders",), 1, cites=("C901",))
    question = Question(
        "Q9.1",
        "repeat",
        "single",
        "乙算复购吗？",
        "同一天不算，见 [[repeat_rate]]。",
        (Choice("算", mistake="E9.1:same_day", why="同一天的第二单不算。"), Choice("不算", right=True)),
    )
    order = Question(
        "Q9.2", "repeat", "ordering", "先后次序？", "见 [[C901]]。", (Choice("一"), Choice("二"), Choice("三"))
    )
    fault = Question(
        "Q9.4",
        "repeat",
        "fault",
        "这张图错在哪？",
        "见 [[K1]]。",
        (Choice("没有单位", right=True), Choice("没有错", why="再看一眼。")),
        chart="pay",
    )
    number = Question("Q9.3", "repeat", "numeric", "复购率？", "见 [[C901]]。", (), 25.0, 0.1, "%")
    chapters = (
        Chapter(
            "cycle",
            root / "chapters/cycle",
            "生命周期",
            "Lifecycle",
            "从首购到流失。",
            (Item("L9.1", "算出复购率"),),
            (Item("M9.1", "同日算复购"),),
            (lesson,),
            (question, order, number, fault),
        ),
        Chapter("later", root / "chapters/later", "合规", "Compliance", "守住边界。", (), (), (), (), ("S2",)),
    )
    registers = Registers(
        claims={
            "C901": {
                "id": "C901",
                "claim": "复购率提升 300%",
                "stated_source": "none",
                "subject": "小店复购率",
                "contradicted_by": [],
                "contradiction_note": "复购率不过 100%",
                "test": {"metric": "90 日复购率", "method": "给出基线", "columns": ["orders.paid_at"]},
            }
        },
        laws={
            "LAW-X-1": {
                "id": "LAW-X-1",
                "law_zh": "个人信息保护法",
                "article": "13",
                "effective": "2021-11-01",
                "requires": "须有合法性基础",
                "relevance": "群发前说明依据",
                "verified": "yes",
                "note": None,
            }
        },
        metrics={
            "repeat_rate": {
                "id": "repeat_rate",
                "zh": "复购率",
                "en": "repeat rate",
                "numerator": "窗口内又买的人",
                "denominator": "首购满窗的人",
            }
        },
        cases={
            "K1": Case(
                "K1",
                "小店复购",
                ("cycle",),
                ("S1",),
                ("C901",),
                "正",
                "小店说复购提升。",
                "没有基线。",
                "算 [[repeat_rate]]。",
            )
        },
        contradictions={"X1": Contradiction("X1", "复购率", ("C901",), "先问窗口。")},
        outline={
            name: OutlineItem(name, text, marks)
            for name, text, marks in [
                ("S1", "复购", ()),
                ("S1.1", "复购率怎么说", ("doubt",)),
                ("S1.2", "复购的案例", ("case",)),
                ("S2", "合规", ()),
                ("S3", "论文封面", ()),
            ]
        },
        glossary={"cohort": {"id": "cohort", "zh": "同期群", "definition": "同一时期开始的一群人"}},
    )
    roles = (Role("specialist", "运营专员", ("predict", "calc")),)
    return Course(root, "小课", chapters, (_exercise(root),), {"shop": _dataset(root)}, roles, registers)


def _dataset(root: Path) -> Dataset:
    columns = (
        Column("order_id", "str", "订单号"),
        Column("member_id", "str", "成员", null=True),
        Column("paid_at", "ts", "付款时间"),
        Column("paid_fen", "int", "实付", unit="分"),
    )
    table = Table("orders", "订单", "一行是一张订单", ("order_id",), 5, columns, dirt=("有散客",))
    return Dataset(
        "shop",
        root / "datasets/shop",
        "小店数据",
        "小店",
        True,
        "CC-BY-4.0",
        "虚构",
        "Asia/Shanghai",
        "2026-01-01",
        "2026-03-01",
        1,
        {"orders": table},
    )


def _exercise(root: Path) -> Exercise:
    folder = root / "exercises/repeat-rate"
    predict = PredictQuestion(
        "p1", "哪一个？", "hand", ("orders",), "repeat_rate", {"w": 30}, "value", "percent1", ("solution", "same_day")
    )
    answers = (CalcAnswer("rate", "复购率", "value", 0.05, 100.0, "%"),)
    calc = CalcForm(
        "下载后算。",
        "repeat_rate",
        {"w": 90},
        answers,
        ("A 列是订单号。",),
        0.1,
        columns={"orders": ("order_id", "paid_at", "paid_fen")},
    )
    fix = FixForm("same_day", "    return 2", "    return 1")
    mistake = Mistake(
        "same_day",
        "E9.1",
        folder / "wrong/same_day.py",
        "把同一天的两单当成复购",
        "同一天的第二单不是回来买。",
        ("test_hand",),
    )
    forms = Forms((predict,), calc, fix, True, "想一想 `w`。")
    return Exercise(
        "E9.1",
        "repeat-rate",
        folder,
        "复购率",
        "cycle",
        1,
        {"predict": 5, "write": 20},
        ("L9.1",),
        (Function("repeat_rate", "repeat_rate(orders: DataFrame) -> float", ("orders",)),),
        "shop",
        ("orders",),
        (),
        ("先挑有效订单。", "再数人。"),
        (),
        ("S1",),
        0.1,
        (mistake,),
        forms,
        "0" * 16,
    )


def fake_keys(exercise: Exercise) -> FormKey:
    """The values a grader would compute."""
    tables = {
        "orders": pd.DataFrame(
            {
                "order_id": ["o1", "o2"],
                "member_id": ["甲", None],
                "paid_at": pd.to_datetime(["2026-01-05 10:00", None]).tz_localize("Asia/Shanghai"),
                "paid_fen": [100, 250],
            }
        )
    }
    return FormKey(
        (PredictKey("p1", (("solution", "25.0%"), ("same_day", "50.0%"))),),
        CalcKey({"rate": 25.0}, {"same_day": {"rate": 50.0}}, tables),
    )


@dataclass(frozen=True)
class Built:
    """A course whose lesson has run and whose pages are staged."""

    course: Course
    notebooks: Path
    docs: Path

    def text(self, place: str) -> str:
        """A staged file."""
        return (self.docs / place).read_text(encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture
def form_keys() -> Callable[[Exercise], FormKey]:
    return fake_keys


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Made once: tests only look at it."""
    folder = tmp_path_factory.mktemp("built")
    course = make_course(folder / "course")
    execute_lessons(course, folder / "notebooks")
    stage_site(course, folder / "docs", folder / "notebooks", fake_keys)
    return Built(course, folder / "notebooks", folder / "docs")
