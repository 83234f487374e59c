"""course.data.validate: frames against the schema, and every kind of damage of a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pandas as pd
import pandera.pandas as pa
import pytest

from course.data.simulate import csv_bytes, make_tables, write_tables
from course.data.validate import check_folder, frame_schema
from course.load.problem import Problem
from course.model import Dataset

Texts = dict[str, pd.DataFrame]


TRADE = ("channels", "channel_costs", "members", "orders", "order_items", "refunds")


@pytest.mark.parametrize(("seed", "scale"), [(1, 0.02), (2, 0.001), (3, 0.0001)])
def test_variants_keep_the_schema(dataset: Dataset, tmp_path: Path, seed: int, scale: float) -> None:
    """Typed as promised, and without a problem once written: no dangling id, no moment before another."""
    frames = make_tables(dataset, seed, scale)
    for name, frame in frames.items():
        frame_schema(dataset.tables[name], dataset.timezone).validate(frame)
    write_tables(dataset, frames, tmp_path)
    assert check_folder(dataset, tmp_path) == []


def test_schema_is_strict(dataset: Dataset, small: dict[str, pd.DataFrame]) -> None:
    schema = frame_schema(dataset.tables["orders"], dataset.timezone)
    for wrong in (small["orders"].assign(more=1), small["orders"].astype({"paid_fen": "float64"})):
        with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
            schema.validate(wrong)


def test_sample_has_no_problem(dataset: Dataset) -> None:
    assert check_folder(dataset, dataset.folder) == []


@pytest.fixture
def trade(dataset: Dataset) -> Dataset:
    """The tables of trade alone: damage is looked for in a small folder."""
    return replace(dataset, tables={name: dataset.tables[name] for name in TRADE})


@pytest.fixture
def texts(make: ModuleType, small: dict[str, pd.DataFrame]) -> Texts:
    return {name: make.to_text(name, small[name]) for name in TRADE}


def check(trade: Dataset, texts: Texts, folder: Path) -> list[Problem]:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(text))
    return check_folder(trade, folder)


def put(name: str, column: str, *changes: tuple[int, str]) -> Callable[[Texts], None]:
    """A damage: those rows of the column get those texts."""

    def damage(texts: Texts) -> None:
        for row, value in changes:
            texts[name].loc[row, column] = value

    return damage


def drop_table(texts: Texts) -> None:
    del texts["refunds"]


def drop_columns(texts: Texts) -> None:
    texts["orders"] = texts["orders"].drop(columns=["status", "cogs_fen"])


def double_rows(texts: Texts) -> None:
    items = texts["order_items"]
    texts["order_items"] = pd.concat([items, items.iloc[[0, 5, 5]]], ignore_index=True)


def repeat_key_once(texts: Texts) -> None:
    texts["channels"].loc[1, "channel_id"] = texts["channels"].loc[0, "channel_id"]


def leave_before_joining(texts: Texts) -> None:
    texts["members"].loc[[3, 8], "left_at"] = "2024-01-01T00:00:00Z"


def pay_before_ordering(texts: Texts) -> None:
    texts["orders"].loc[7, "paid_at"] = "2024-02-01T00:00:00Z"


# damage, then file, line of the first example, and what the message says
DAMAGES = [
    (drop_table, "refunds.csv", None, "缺表 refunds（退款）"),
    (
        put("orders", "paid_fen", (2, "一百"), (4, "1e3"), (9, "12.50"), (11, "")),
        "orders.csv",
        4,
        "paid_fen 有 3 个值不是整数：第 4 行“一百”、第 6 行“1e3”、第 11 行“12.50”",
    ),
    (put("orders", "paid_fen", (11, "")), "orders.csv", 13, "paid_fen 有 1 行是空的"),
    (
        put("members", "wecom_added", (0, "是")),
        "members.csv",
        2,
        "wecom_added 有 1 个值不是 true 或 false：第 2 行“是”",
    ),
    (
        put("members", "joined_at", (6, "2025-03-01T08:00:00")),
        "members.csv",
        8,
        "没写时区：第 8 行“2025-03-01T08:00:00”",
    ),
    (put("channel_costs", "cost_date", (1, "2025/03/01")), "channel_costs.csv", 3, "cost_date 有 1 个值不是日期"),
    (put("orders", "status", *((row, "done") for row in range(5))), "orders.csv", 2, "status 有 5 个值不在清单里"),
    (
        put("refunds", "refund_fen", (0, "-5"), (3, "-800")),
        "refunds.csv",
        2,
        "refund_fen 有 2 个值小于 0：第 2 行“-5”、第 5 行“-800”",
    ),
    (double_rows, "order_items.csv", None, "键 order_id、line_no 重复，多出 3 行"),
    (put("refunds", "order_id", (1, "o_nobody")), "refunds.csv", 3, "order_id 有 1 个值在表 orders 里找不到：第 3 行"),
    (put("members", "referrer_id", (1, "m_nobody")), "members.csv", 3, "referrer_id 有 1 个值在表 members 里找不到"),
    (
        put("orders", "ordered_at", (0, "1970-01-01T00:00:00Z")),
        "orders.csv",
        2,
        "ordered_at 有 1 个时间不在 2009–2036 年之间",
    ),
    (put("channel_costs", "cost_date", (0, "2125-03-01")), "channel_costs.csv", 2, "cost_date 有 1 个时间不在"),
    (leave_before_joining, "members.csv", 5, "left_at 早于 joined_at，有 2 行"),
    (pay_before_ordering, "orders.csv", 9, "paid_at 早于 ordered_at，有 1 行：第 9 行“2024-02-01T00:00:00Z / 20"),
]


@pytest.mark.parametrize(("damage", "file", "line", "says"), DAMAGES, ids=[case[3][:24] for case in DAMAGES])
def test_damage(
    trade: Dataset,
    texts: Texts,
    tmp_path: Path,
    damage: Callable[[Texts], None],
    file: str,
    line: int | None,
    says: str,
) -> None:
    damage(texts)
    found = [problem for problem in check(trade, texts, tmp_path) if says in problem.message]
    assert len(found) == 1
    assert found[0].path.as_posix() == file
    assert line is None or found[0].line == line
    assert found[0].mend


def test_one_damage_is_one_problem(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    put("orders", "paid_fen", (2, "一百"))(texts)
    assert len(check(trade, texts, tmp_path)) == 1


def test_missing_columns(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    drop_columns(texts)
    messages = [problem.message for problem in check(trade, texts, tmp_path)]
    assert len(messages) == 2
    assert "缺列 cogs_fen（商品成本）" in messages


def test_key_of_one_column(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    repeat_key_once(texts)
    messages = [problem.message for problem in check(trade, texts, tmp_path)]
    assert "键 channel_id 重复，多出 1 行：第 3 行“ch_01”" in messages


def test_swapped_tables(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    texts["orders"], texts["refunds"] = texts["refunds"], texts["orders"]
    assert {problem.message for problem in check(trade, texts, tmp_path)} == {
        "文件名是 orders，里面却是 refunds 的列",
        "文件名是 refunds，里面却是 orders 的列",
    }


@pytest.mark.parametrize("content", [b"", b"\xd5\xfd\xb3\xa3,\xc8\xd5\n", b'a,b\n"x,y\n'])
def test_unreadable(trade: Dataset, texts: Texts, tmp_path: Path, content: bytes) -> None:
    del texts["channels"]
    (tmp_path / "channels.csv").write_bytes(content)
    found = [problem for problem in check(trade, texts, tmp_path) if problem.path.name == "channels.csv"]
    assert found[0].message.startswith("读不出来")


def test_all_at_once(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    for damage in (
        drop_columns,
        double_rows,
        leave_before_joining,
        put("refunds", "refund_fen", (0, "-5")),
        put("channels", "domain", (0, "both")),
    ):
        damage(texts)
    assert len(check(trade, texts, tmp_path)) == 6


def test_only_the_tables_asked_for(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    check(trade, {"channels": texts["channels"]}, tmp_path)
    assert check_folder(trade, tmp_path, ["channels"]) == []
    assert len(check_folder(trade, tmp_path)) == 5


def test_empty_tables_are_no_problem(trade: Dataset, texts: Texts, tmp_path: Path) -> None:
    assert check(trade, {name: text.head(0) for name, text in texts.items()}, tmp_path) == []
