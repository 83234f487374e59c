"""tables.py: typed loading and its complaints."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.data.simulate import csv_bytes, write_tables
from course.model import Dataset

ORDER = (
    "order_id,member_id,ordered_at,paid_at,order_channel,gross_fen,discount_fen,paid_fen,cogs_fen,status\n"
    "o_1,,{at},,公域店,100,0,{paid},40,paid\n"
)


def put(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.sampled_from([0.0001, 0.005]))
def test_round_trip(
    loader: ModuleType,
    make: ModuleType,
    dataset: Dataset,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    scale: float,
) -> None:
    folder, frames = tmp_path_factory.mktemp("round"), make.make(seed, scale)
    write_tables(dataset, frames, folder)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(loader.load(name, folder), frame, check_exact=True)
        pd.testing.assert_frame_equal(loader.load(name, folder, raw=True), make.to_text(name, frame))


def test_sample_is_the_main_seed(loader: ModuleType, make: ModuleType, table: Callable[[str], pd.DataFrame]) -> None:
    for name in ("members", "orders", "surveys"):  # all others: test_simulate, as text
        pd.testing.assert_frame_equal(loader.load(name), make.sample(name, table(name)), check_exact=True)


def test_orders_load_quickly(loader: ModuleType) -> None:
    loader.load("refunds")
    start = time.process_time()
    loader.load("orders")
    assert time.process_time() - start < 0.75  # about 0.2 s on two quiet cores


def test_folder_by_environment(loader: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "channels", "channel_id,channel_name,domain,pricing\nx,甲,private,none\n")
    monkeypatch.setenv("SIYU_DATA", str(tmp_path))
    assert loader.load("channels")["channel_id"].tolist() == ["x"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-03-01T01:00:00", "2025-03-01 01:00"),
        ("2025-03-01 01:00:00", "2025-03-01 01:00"),
        ("2025-02-28T17:00:00Z", "2025-03-01 01:00"),
        ("2025-03-01T01:00:00+08:00", "2025-03-01 01:00"),
    ],
)
def test_instants(loader: ModuleType, tmp_path: Path, text: str, instant: str) -> None:
    orders = loader.load("orders", put(tmp_path, "orders", ORDER.format(at=text, paid=100)))
    assert orders["ordered_at"].iloc[0] == pd.Timestamp(instant, tz="Asia/Shanghai")
    assert orders["paid_at"].isna().all()
    assert orders["member_id"].isna().all()


def test_header_only(loader: ModuleType, tmp_path: Path) -> None:
    orders = loader.load("orders", put(tmp_path, "orders", ORDER.splitlines()[0] + "\n"))
    assert len(orders) == 0
    assert str(orders["paid_at"].dtype) == "datetime64[us, Asia/Shanghai]"


def test_bom_order_and_other_columns(loader: ModuleType, tmp_path: Path) -> None:
    text = "﻿pricing,备注,channel_id,domain,channel_name\nnone,x,c,private,甲\n"
    assert list(loader.load("channels", put(tmp_path, "channels", text))) == [
        "channel_id",
        "channel_name",
        "domain",
        "pricing",
    ]


def test_partial(loader: ModuleType, tmp_path: Path) -> None:
    put(tmp_path, "orders", "paid_fen,order_id\n12,o_1\n")
    frame = loader.load("orders", tmp_path, partial=True)
    assert list(frame) == ["order_id", "paid_fen"]
    assert str(frame["paid_fen"].dtype) == "int64"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("nonsense", "", "没有叫 nonsense 的表"),
        ("refunds", None, "找不到表 refunds"),
        ("channels", "channel_id,domain\n", "channels.csv 缺这些列：channel_name、pricing"),
        ("channels", "", "空文件"),
        (
            "orders",
            ORDER.format(at="2025-03-01T01:00:00Z", paid="十元"),
            "orders.csv 第 2 行 paid_fen：应为整数，读到“十元”",
        ),
        ("orders", ORDER.format(at="2025-03-01T01:00:00Z", paid=""), "第 2 行 paid_fen：应为整数，读到“”"),
        ("orders", ORDER.format(at="2025-03-01T01:00:00Z", paid="12.5"), "第 2 行 paid_fen：应为整数，读到“12.5”"),
        ("orders", ORDER.format(at="昨天", paid=1), "第 2 行 ordered_at：应为时间"),
        (
            "refunds",
            "refund_id,order_id,requested_at,settled_at,refund_fen,reason\n"
            "r,o,2025-03-01T00:00:00Z,,1,其他\nr,o,2025-03-01 00:00:61Z,,1,其他\n",
            "第 3 行 requested_at：应为时间",
        ),
        (
            "channel_costs",
            "cost_date,channel_id,media_cost_fen,incentive_cost_fen,staff_cost_fen,impressions,clicks\n"
            "2025/3/1,c,1,1,1,1,1\n",
            "第 2 行 cost_date：应为日期",
        ),
    ],
)
def test_complaints(loader: ModuleType, tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        put(tmp_path, name, text)
    with pytest.raises(ValueError, match=says):
        loader.load(name, tmp_path)


def test_an_instant_without_offset_is_refused_where_it_means_nothing(
    loader: ModuleType, make: ModuleType, small: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    text = make.to_text("members", small["members"])
    text.loc[4, "joined_at"] = "2025-03-01T01:00:00"
    (tmp_path / "members.csv").write_bytes(csv_bytes(text))
    with pytest.raises(ValueError, match=r"第 6 行 joined_at：应为时间"):
        loader.load("members", tmp_path)


def test_not_utf8(loader: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_bytes(
        "channel_id,channel_name,domain,pricing\nc,渠道,private,none\n".encode("gbk")
    )
    with pytest.raises(ValueError, match="UTF-8"):
        loader.load("channels", tmp_path)


def test_damaged_archive(loader: ModuleType, dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "orders.csv.gz").write_bytes((dataset.folder / "orders.csv.gz").read_bytes()[:50_000])
    with pytest.raises(ValueError, match="读不出来"):
        loader.load("orders", tmp_path)
