"""make.py and course.data.simulate: same bytes, independent streams, what the files are."""

from __future__ import annotations

import gzip
import hashlib
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.data.schema import read_dataset
from course.data.simulate import csv_bytes, load_make, make_tables, pack, write_sample, write_tables
from course.files import write_atomically
from course.load.problem import CourseProblems
from course.model import Dataset

FOLDER = Path(__file__).parents[2] / "datasets" / "qinghe"
TABLES = tuple(read_dataset(FOLDER).tables)
Table = Callable[[str], pd.DataFrame]
MEGABYTE = 1_000_000


def test_simulates_what_the_dataset_says(dataset: Dataset, make: ModuleType) -> None:
    assert set(make.TABLES) == {name for name, table in dataset.tables.items() if table.status == "simulated"}
    assert (str(make.START.date()), make.DAYS) == (
        dataset.window_start,
        (pd.Timestamp(dataset.window_end) - pd.Timestamp(dataset.window_start)).days,
    )


def test_design_size(dataset: Dataset, table: Table) -> None:
    for name in TABLES:
        assert len(table(name)) == pytest.approx(dataset.tables[name].rows, rel=0.02), name


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**63), tables=st.lists(st.sampled_from(TABLES), min_size=1, max_size=6, unique=True))
def test_rows_do_not_depend_on_what_is_asked_for(make: ModuleType, seed: int, tables: list[str]) -> None:
    whole, some = make.make(seed, 0.002), make.make(seed, 0.002, tables)
    assert list(some) == tables
    for name in tables:
        pd.testing.assert_frame_equal(some[name], whole[name])
        assert csv_bytes(make.to_text(name, some[name])) == csv_bytes(make.to_text(name, whole[name]))


def test_seeds_differ(make: ModuleType) -> None:
    one, two = (make.make(seed, 0.01, ["orders"])["orders"] for seed in (1, 2))
    assert not one["paid_fen"].head(50).equals(two["paid_fen"].head(50))


def test_types(dataset: Dataset, small: dict[str, pd.DataFrame]) -> None:
    plain = {
        "str": "str",
        "enum": "str",
        "date": "datetime64[us]",
        "ts": "datetime64[us, Asia/Shanghai]",
        "int": "int64",
        "float": "float64",
        "bool": "bool",
    }
    for name, frame in small.items():
        table = dataset.tables[name]
        assert list(frame) == [column.name for column in table.columns]
        want = {
            c.name: {"int": "Int64", "bool": "boolean"}.get(c.type, plain[c.type]) if c.null else plain[c.type]
            for c in table.columns
        }
        assert {column: str(kind) for column, kind in frame.dtypes.items()} == want


def test_sample_is_what_the_main_seed_gives(dataset: Dataset, make: ModuleType, table: Table) -> None:
    """Compared unpacked: packed bytes also depend on the compression library."""
    for name in TABLES:
        frame, told = make.sample(name, table(name)), dataset.tables[name]
        assert len(frame) == (told.sample_rows if told.sample else len(table(name))), name
        packed = (dataset.folder / f"{name}.csv.gz").read_bytes()
        assert gzip.decompress(packed) == csv_bytes(make.to_text(name, frame)), name
        assert hashlib.sha256(packed).hexdigest() == dataset.tables[name].sha256, name
        assert packed[4:8] == b"\0\0\0\0", "gzip must not carry the time"


def test_sample_stays_small(dataset: Dataset) -> None:
    sizes = [path.stat().st_size for path in dataset.folder.glob("*.csv.gz")]
    assert len(sizes) == len(TABLES)
    assert max(sizes) <= 3 * MEGABYTE
    assert sum(sizes) <= 12 * MEGABYTE


def test_a_variant_is_quick(make: ModuleType) -> None:
    """Whatever an exercise of the plan asks for."""
    plan = tomllib.loads((FOLDER.parents[1] / "exercises" / "PLAN.toml").read_text(encoding="utf-8"))
    make.make(1, 0.02)
    for tables in {tuple(exercise["tables"]) for exercise in plan["exercises"]}:
        start = time.process_time()
        make.make(2, 0.02, tables)
        assert time.process_time() - start < 0.9, tables  # the slowest takes 0.4 s on a quiet machine


def test_ids_alone_decide_the_sample(make: ModuleType) -> None:
    """The same members in each table, in whole; so tables of the sample can be joined."""
    tables = make.make(3, 0.05, ["interactions", "points_ledger", "exposures", "group_messages"])
    kept = {name: make.sample(name, frame) for name, frame in tables.items()}
    seen = kept["interactions"]["member_id"].dropna()
    assert 0.10 < seen.nunique() / tables["interactions"]["member_id"].nunique() < 0.20
    for name in ("interactions", "points_ledger"):
        whole = tables[name][tables[name]["member_id"].isin(seen)]
        assert len(whole) == kept[name]["member_id"].isin(seen).sum() > 0
    both = tables["exposures"]["arm"].notna().sum()
    assert kept["exposures"]["arm"].notna().sum() == both > 0
    replies = kept["group_messages"]["reply_to_id"].dropna()
    assert replies.isin(kept["group_messages"]["message_id"]).all()


@pytest.mark.parametrize("scale", [0.0001, 0.002])
def test_tiny_variants_are_whole(make: ModuleType, scale: float) -> None:
    for seed in range(10):
        tables = make.make(seed, scale, ["orders", "order_items", "refunds"])
        assert set(tables["order_items"]["order_id"]) == set(tables["orders"]["order_id"])
        assert set(tables["refunds"]["order_id"]) <= set(tables["orders"]["order_id"])


def test_a_sheet_fits(make: ModuleType) -> None:
    assert all(20 < len(make.make(seed, 0.002, ["orders"])["orders"]) <= 300 for seed in range(20))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"tables": ["orders", "外星人"]}, "外星人"),
        ({"scale": 0}, "scale"),
        ({"scale": float("nan")}, "scale"),
    ],
)
def test_bad_arguments(dataset: Dataset, arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make_tables(dataset, 1, **arguments)  # type: ignore[arg-type]


def test_same_file_bytes(dataset: Dataset, small: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    first = write_tables(dataset, small, tmp_path / "a")
    second = write_tables(dataset, small, tmp_path / "b")
    assert first == second
    assert all(
        hashlib.sha256((tmp_path / "a" / f"{name}.csv.gz").read_bytes()).hexdigest() == digest
        for name, digest in first.items()
    )
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(f"{name}.csv.gz" for name in small)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_sample_sets_the_digests(dataset: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    toml = (
        'slug = "shop"\n\n[tables.a]  \nzh = "甲"   # 注\nrows = 1\n\n[tables.a.columns]\nx = {}\n\n'
        '[tables.b]\nsha256 = "old"\nrows = 2\n'
    ).replace("]  ", "]")
    (folder / "dataset.toml").write_text(toml, encoding="utf-8")
    (folder / "make.py").write_text(
        "import pandas as pd\n"
        "def make(seed, scale=1.0, tables=None):\n"
        "    return {name: pd.DataFrame({'x': [str(seed)]}) for name in 'ab'}\n"
        "def to_text(name, frame):\n    return frame\n",
        encoding="utf-8",
    )
    shop = Dataset(**{**vars(dataset), "slug": "shop", "folder": folder, "main_seed": 5, "tables": {}})
    digests = write_sample(shop)
    text = (folder / "dataset.toml").read_text(encoding="utf-8")
    assert text == (
        f'slug = "shop"\n\n[tables.a]\nzh = "甲"   # 注\nrows = 1\nsha256 = "{digests["a"]}"\n\n'
        f'[tables.a.columns]\nx = {{}}\n\n[tables.b]\nsha256 = "{digests["b"]}"\nrows = 2\n'
    )
    assert gzip.decompress((folder / "a.csv.gz").read_bytes()) == b"x\n5\n"


def test_no_make(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(CourseProblems, match=r"make\.py"):
        load_make(Dataset(**{**vars(dataset), "folder": tmp_path}))


def test_module_name_is_its_own(dataset: Dataset, make: ModuleType) -> None:
    assert load_make(dataset) is make
    assert make.__name__ not in ("make", "datasets.qinghe.make")


def test_pack_is_gzip() -> None:
    assert gzip.decompress(pack(pd.DataFrame({"甲": ["1", ""]}, dtype="str"))) == '甲\n1\n""\n'.encode()
