"""Bad input at levels 0 and 1: one clear Chinese sentence each, that check only, never an `error`, never a traceback."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.model import Exercise
from course.result import Result
from grader.check import Checker
from grader.judge.runner import Limits
from grader.judge.source import Source, from_text, read_source, source_from_bytes

COUNT = "def count(prices):\n    return len(prices)\n"
TOTAL = "def total(prices, rate):\n    return {'value': sum(prices) * rate if prices else None, 'n': len(prices)}\n"


@pytest.fixture(scope="module")
def checkers(toy: Exercise) -> Iterator[dict[int, Checker]]:
    """One checker a level, so that the tests share a process's start."""
    made = {level: Checker(toy, level, Limits(seconds=2.0, load_seconds=3.0, memory_mb=1024)) for level in (0, 1)}
    yield made
    for checker in made.values():
        checker.close()


def statuses(result: Result) -> dict[str, str]:
    """Status by check."""
    return {check.id: check.status for check in result.checks}


def first_message(result: Result) -> str:
    """The message of the first check, which calls `total`."""
    return result.checks[0].message


CASES = {
    "missing function": (COUNT, "没有找到函数 total"),
    "not a function": (COUNT + "total = 3\n", "不是函数，而是 int"),
    "wrong signature": (COUNT + "def total(prices):\n    return 1\n", "题目给 2 个参数，你的函数是 total(prices)"),
    "wrong type": (COUNT + "def total(prices, rate):\n    return 30.0\n", "返回值应是字典，你返回的是 float"),
    "wrong type inside": (
        COUNT + "def total(prices, rate):\n    return {'value': '30', 'n': 3}\n",
        "value 应是小数或None，你返回的是 str",
    ),
    "missing key": (COUNT + "def total(prices, rate):\n    return {'value': 30.0}\n", "缺少键 n"),
    "nothing returned": (COUNT + "def total(prices, rate):\n    print(30)\n", "是不是忘了写 return"),
    "changed inputs": (
        COUNT
        + "def total(prices, rate):\n    prices.sort()\n    prices.append(0)\n    return {'value': 30.0, 'n': 3}\n",
        "改动了传进来的第 1 个参数",
    ),
    "exception": (COUNT + "def total(prices, rate):\n    return prices['a']\n", "第 4 行出错：TypeError"),
    "own exception": (COUNT + "class Odd(KeyError): pass\ndef total(prices, rate):\n    raise Odd('嗯')\n", "KeyError"),
    "exit": (COUNT + "def total(prices, rate):\n    raise SystemExit\n", "函数里调用了退出"),
    "recursion": (COUNT + "def total(prices, rate):\n    return total(prices, rate)\n", "一直在调用自己"),
    "object": (COUNT + "def total(prices, rate):\n    return object()\n", "不能识别的类型 object"),
    "hostile object": (
        COUNT
        + "class Any:\n    __class__ = dict\n    def __eq__(self, other): return True\n"
        + "def total(prices, rate):\n    return Any()\n",
        "不能识别的类型 Any",
    ),
    "hostile exception": (
        COUNT + "class Bad(Exception):\n    def __str__(self): raise Bad\ndef total(prices, rate):\n    raise Bad\n",
        "运行到第",
    ),
    "generator": (COUNT + "def total(prices, rate):\n    yield 1\n", "不能识别的类型 generator"),
    "huge return": (COUNT + "def total(prices, rate):\n    return 'x' * 50_000_000\n", "返回的内容太大"),
    "nested return": (COUNT + "def total(prices, rate):\n    a = []\n    a.append(a)\n    return a\n", "太深"),
    "not written": (COUNT + "def total(prices, rate):\n    raise NotImplementedError\n", "还没有写完"),
    "memory": (COUNT + "def total(prices, rate):\n    return len(bytearray(10**12))\n", "内存超过"),
}


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("name", CASES)
def test_one_sentence_and_that_check_only(checkers: dict[int, Checker], name: str, level: int) -> None:
    code, sentence = CASES[name]
    result = checkers[level].check(from_text(code))
    assert sentence in first_message(result)
    assert statuses(result)["test_count"] == "passed", "the other function is judged on its own"
    assert statuses(result)["test_hand"] == "failed" and statuses(result)["test_empty"] == "skipped"
    assert result.status == "failed" and result.isolation_level == level
    assert "Traceback" not in result.to_json()


def test_an_endless_loop_is_ended_and_not_waited_for_again(checkers: dict[int, Checker]) -> None:
    began = time.monotonic()
    result = checkers[1].check(from_text(COUNT + "def total(prices, rate):\n    while True: pass\n"))
    assert "2 秒内没有算完" in first_message(result)
    assert statuses(result)["test_count"] == "passed"
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "code",
    [
        "import os\ndef total(p, r):\n    os._exit(0)\n",
        "import os, signal\ndef total(p, r):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
    ],
)
def test_a_crash_costs_that_check_only(checkers: dict[int, Checker], code: str) -> None:
    result = checkers[1].check(from_text(COUNT + code))
    assert "进程退出了" in first_message(result)
    assert statuses(result)["test_count"] == "passed"


def test_memory_is_limited(toy: Exercise) -> None:
    code = COUNT + "def total(prices, rate):\n    kept = []\n    while True: kept.append(bytearray(50_000_000))\n"
    with Checker(toy, 1, Limits(seconds=20.0, memory_mb=400)) as checker:
        result = checker.check(from_text(code))
    assert "内存" in first_message(result) and statuses(result)["test_count"] == "passed"


def test_the_judge_and_its_secrets_are_in_another_process(checkers: dict[int, Checker]) -> None:
    code = COUNT + (
        "import sys, os\n"
        "def total(prices, rate):\n"
        "    found = [m for m in sys.modules if m.startswith(('grader.check', 'course', 'pytest', '_pytest'))]\n"
        "    found += [k for k in os.environ if 'SIYU' in k or 'TOKEN' in k]\n"
        "    raise ValueError(str(found))\n"
    )
    os.environ["SIYU_TOKEN"] = "secret"
    try:
        result = checkers[1].check(from_text(code))
    finally:
        del os.environ["SIYU_TOKEN"]
    assert "ValueError: []" in first_message(result)


def test_what_is_printed_goes_nowhere(checkers: dict[int, Checker], capfd: pytest.CaptureFixture[str]) -> None:
    code = "print('loud')\n" + COUNT + TOTAL.replace("    return", "    print('louder')\n    return")
    for level in (0, 1):
        assert checkers[level].check(from_text(code)).status == "passed"
    assert "loud" not in capfd.readouterr().out


# ---------------------------------------------------------------- the file itself


def load_message(result: Result) -> str:
    """What is said of the file."""
    assert result.load is not None
    return result.load.message


@pytest.mark.parametrize("level", [0, 1])
def test_functions_before_a_load_failure_count(checkers: dict[int, Checker], level: int) -> None:
    result = checkers[level].check(from_text(COUNT + "1 / 0\n" + TOTAL))
    assert "第 3 行停下了：ZeroDivisionError" in load_message(result) and result.load and result.load.line == 3
    assert statuses(result)["test_count"] == "passed"
    assert "没有读到函数 total" in first_message(result)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (from_text("def total(prices, rate:\n    pass\n"), "第 1 行有语法错误"),
        (from_text(COUNT + "exit()\n"), "调用了退出"),
        (from_text(""), ""),
        (source_from_bytes("a.py", "价格 = 1".encode("gbk")), "不是 UTF-8"),
        (source_from_bytes("a.py", b"x = 1\0"), "空字符"),
        (source_from_bytes("a.py", b"#" * (6 * 2**20)), "超过 5 MB"),
        (source_from_bytes("a.ipynb", b"{not json"), "读不出来"),
        (source_from_bytes("a.ipynb", b'{"cells": 3}'), "读不出来"),
        (
            source_from_bytes("a.ipynb", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
            "没有代码单元格",
        ),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_a_sentence(
    checkers: dict[int, Checker], source: Source, sentence: str
) -> None:
    result = checkers[1].check(source)
    assert result.status == "failed" and result.points is not None
    if sentence:
        assert sentence in load_message(result)
    else:
        assert result.load is None and "没有找到函数" in first_message(result)


def test_a_loop_outside_functions_is_ended(checkers: dict[int, Checker]) -> None:
    result = checkers[1].check(from_text("while True: pass\n"))
    assert "载入文件超过" in load_message(result) and result.status == "failed"


def notebook(*cells: str) -> bytes:
    """A notebook of code cells."""
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": f"c{i}", "source": text}
        for i, text in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_notebook_is_judged_like_a_file(checkers: dict[int, Checker], tmp_path: Path) -> None:
    path = tmp_path / "sum-up.ipynb"
    path.write_bytes(
        notebook(
            "%matplotlib inline\n!pip list\nimport math",
            "1/0",
            COUNT + "count?",
            "%%time\n" + TOTAL,
            "%%bash\nrm -rf /",
        )
    )
    result = checkers[1].check(read_source(path))
    assert {check.status for check in result.checks} == {"passed"}, "cells after a failing one still run"
    assert "第 2 个单元格第 1 行停下了：ZeroDivisionError" in load_message(result)


def test_one_submission_does_not_see_another(checkers: dict[int, Checker]) -> None:
    found: list[Result] = []
    first = "import builtins\nbuiltins.left_behind = 1\n" + COUNT + TOTAL
    second = COUNT + "def total(prices, rate):\n    return {'value': float(left_behind), 'n': 3}\n"
    checkers[1].check_stream([from_text(first), from_text(second)], found.append)
    assert found[0].status == "passed"
    assert "NameError" in first_message(found[1])
