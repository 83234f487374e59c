"""Every message of data has a test that provokes it; a new one without an entry here fails."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from course.data.schema import read_dataset
from course.data.validate import check_folder

SCHEMA = """schema_version = 1
slug = "shop"
title = "小店"
brand = "小店"
synthetic = true
licence = "CC-BY-4.0"
origin = "虚构"
timezone = "Asia/Shanghai"
window_start = "2025-01-01"
window_end = "2025-02-01"
main_seed = 1

[tables.sales]
zh = "销售"
description = "一行是一笔"
key = ["sale_id"]
rows = 2

[tables.sales.columns]
sale_id = {type = "str", zh = "编号"}
fen = {type = "int", zh = "金额", unit = "分", max = 100}
"""

# What a test in this folder says of each, word for word.
SAID = {
    "slug": "文件夹名是 shop",
    "zone": "不认得时区",
    "day": "不是日期",
    "window": "是空的",
    "key_column": "键 id",
    "enum_values": "values 与 type",
    "ref": "people.id",
    "no_make": "test_no_make",
    "missing_table": "缺表 refunds",
    "swapped_table": "里面却是",
    "unreadable": "读不出来",
    "missing_column": "缺列",
    "wrong_type": "个值不是整数",
    "wrong_parquet_type": "的类型是 VARCHAR",
    "no_offset": "没写时区",
    "missing_value": "行是空的",
    "not_a_value": "个值不在清单里",
    "below_min": "个值小于 0",
    "above_max": "个值大于 100",
    "duplicate_key": "重复，多出 3 行",
    "far_date": "个时间不在 2009–2036 年之间",
    "wrong_order": "早于",
    "dangling_ref": "里找不到",
}


def test_a_value_above_the_most(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "dataset.toml").write_text(SCHEMA, "utf-8")
    (folder / "sales.csv").write_text("sale_id,fen\na,100\nb,101\n", "utf-8")
    (problem,) = check_folder(read_dataset(folder), folder)
    assert str(problem).startswith("sales.csv:3: fen 有 1 个值大于 100：第 3 行“101”")


def test_every_message_is_tried() -> None:
    messages = tomllib.loads(resources.files("course").joinpath("messages.toml").read_text("utf-8"))["data"]
    assert set(SAID) == {key for key, value in messages.items() if isinstance(value, dict) and "what" in value}
    own = Path(__file__)
    tests = "\n".join(path.read_text("utf-8") for path in own.parent.glob("*.py") if path.name != own.name)
    here = own.read_text("utf-8").split("def test_", 1)[1]
    assert [key for key, words in SAID.items() if words not in tests + here] == []
