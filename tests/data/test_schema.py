"""`course.data.schema`: a dataset.toml into the model, faults all at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from course.data.schema import read_dataset
from course.load.problem import CourseProblems
from course.model import Dataset

GOOD = """
schema_version = 1
slug = "shop"
title = "小店"
brand = "小店"
synthetic = true
licence = "CC-BY-4.0"
origin = "虚构"
timezone = "Asia/Shanghai"
window_start = 2025-01-01
window_end = "2025-02-01"
main_seed = 1

[tables.sales]
zh = "销售"
description = "一行是一笔"
key = ["sale_id"]
rows = 3

[tables.sales.columns]
sale_id = {type = "str", zh = "编号"}
fen = {type = "int", zh = "金额", unit = "分", min = 0, max = 100}
kind = {type = "enum", zh = "种类", values = ["甲", "乙"], null = true}
"""


def read(tmp_path: Path, text: str) -> Dataset:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    return read_dataset(folder)


def test_good(tmp_path: Path) -> None:
    dataset = read(tmp_path, GOOD)
    assert (dataset.window_start, dataset.window_end) == ("2025-01-01", "2025-02-01")
    sales = dataset.tables["sales"]
    assert (sales.key, sales.rows, sales.status, sales.sha256) == (("sale_id",), 3, "simulated", "")
    fen = sales.column("fen")
    assert (fen.type, fen.unit, fen.min, fen.max, fen.null) == ("int", "分", 0, 100, False)
    assert sales.column("sale_id").min is None
    assert sales.column("kind").values == ("甲", "乙")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('slug = "shop"', 'slug = "store"', 3, "文件夹名是 shop"),
        ("Asia/Shanghai", "Asia/Beijing", 9, "不认得时区"),
        ("2025-01-01", '"去年"', 10, "不是日期"),
        ('"2025-02-01"', "2024-02-01", 11, "是空的"),
        ('key = ["sale_id"]', 'key = ["id"]', 17, "键 id"),
        ('type = "int"', 'type = "money"', 22, "不能是 money"),
        (', values = ["甲", "乙"]', "", 23, "values 与 type"),
        ('zh = "编号"}', 'zh = "编号", ref = "people.id"}', 21, "people.id"),
        ("rows = 3", "rows = 3\nrow = 4", 19, "row"),
    ],
)
def test_fault(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    with pytest.raises(CourseProblems) as caught:
        read(tmp_path, GOOD.replace(old, new))
    (problem,) = caught.value.problems
    assert problem.line == line
    assert says in problem.message


def test_all_faults_at_once(tmp_path: Path) -> None:
    with pytest.raises(CourseProblems) as caught:
        read(
            tmp_path, GOOD.replace('slug = "shop"', 'slug = "store"').replace("rows = 3", "").replace("Asia/", "Mars/")
        )
    assert len(caught.value.problems) == 3


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(CourseProblems, match=r"dataset\.toml"):
        read_dataset(tmp_path)


def test_refs_and_keys_of_the_brand(dataset: Dataset) -> None:
    assert {"channels", "members", "orders", "refunds"} <= set(dataset.tables)
    assert dataset.tables["refunds"].column("order_id").ref == "orders.order_id"


def test_needs_no_data_frames() -> None:
    code = "import sys, course.data.schema; sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0
