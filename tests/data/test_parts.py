"""A brand made in parts: it holds together over the whole, is streamed whole or not at all, and goes on where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from typer.testing import CliRunner

from course.cli import app
from course.data.check_parts import check_parquet
from course.data.parts import PLAN, unfinished, write_part, write_parts
from course.model import Dataset

MEMBERS, IN_A_PART = 900, 300
Change = Callable[[duckdb.DuckDBPyConnection, Path], None]


@pytest.fixture(scope="module")
def parted(dataset: Dataset, make: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small parts, written. Not to be changed."""
    folder = tmp_path_factory.mktemp("parted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make.apart, "IN_A_PART", IN_A_PART)
        assert make.parts_for(MEMBERS) == 3
        for part in range(4):
            write_part(dataset.folder, 5, MEMBERS, part, folder)
    return folder


def ask(folder: Path, name: str, what: str = "count(*)") -> int:
    """One number of a table."""
    with duckdb.connect() as connection:
        return int(connection.sql(f"SELECT {what} FROM '{folder}/{name}/*.parquet'").fetchall()[0][0])


def digests(folder: Path) -> dict[str, str]:
    paths = folder.rglob("*.parquet")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_parts_hold_together(dataset: Dataset, parted: Path) -> None:
    """Keys are one of a kind and references find their row over the whole; every table is there."""
    assert check_parquet(dataset, parted) == []
    assert {path.name for path in parted.iterdir()} == set(dataset.tables)
    assert all(ask(parted, name) for name in dataset.tables)


def test_as_many_members_as_asked_for(parted: Path) -> None:
    assert ask(parted, "members") == pytest.approx(MEMBERS, rel=0.03)


def test_parts_differ(parted: Path) -> None:
    """Each draws from streams of its own."""
    assert len(list((parted / "members").iterdir())) == 3
    assert ask(parted, "members", "count(DISTINCT joined_at)") > 0.99 * MEMBERS


def test_costs_grow_with_the_members(parted: Path, make: ModuleType) -> None:
    """A new member costs as much as at design size."""
    cost = ask(parted, "channel_costs", "sum(media_cost_fen)") / ask(parted, "members")
    small = make.make(5, 0.05, ["channel_costs", "members"])
    assert cost == pytest.approx(small["channel_costs"]["media_cost_fen"].sum() / len(small["members"]), rel=0.15)


def damage_key(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    members = f"'{folder}/members/part-00002.parquet'"
    connection.execute(f"COPY (FROM {members} LIMIT 2) TO '{folder}/members/more.parquet'")


def damage_reference(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "members" / "part-00002.parquet").unlink()


def damage_value(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    path = folder / "orders" / "part-00001.parquet"
    connection.execute(f"CREATE TABLE o AS FROM '{path}'")
    connection.execute("UPDATE o SET paid_fen = -5, status = '外星' WHERE order_id = (SELECT min(order_id) FROM o)")
    connection.execute(f"COPY o TO '{path}' (FORMAT parquet)")


def damage_type(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for path in (folder / "refunds").iterdir():
        connection.execute(
            f"CREATE OR REPLACE TABLE r AS SELECT * REPLACE (refund_fen::VARCHAR AS refund_fen) FROM '{path}'"
        )
        connection.execute(f"COPY r TO '{path}' (FORMAT parquet)")


def damage_order_of_times(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    path = folder / "orders" / "part-00001.parquet"
    connection.execute(f"CREATE TABLE o AS SELECT * REPLACE (ordered_at - INTERVAL 1 DAY AS paid_at) FROM '{path}'")
    connection.execute(f"COPY o TO '{path}' (FORMAT parquet)")


def drop_table(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for path in (folder / "refunds").iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (damage_key, "键 member_id 重复，多出 2 行"),
        (damage_reference, "在表 members 里找不到"),
        (damage_value, "paid_fen 有 1 个值小于"),
        (damage_value, "status 有 1 个值不在清单里：“外星”"),
        (damage_type, "refund_fen 的类型是 VARCHAR，应是 BIGINT"),
        (damage_order_of_times, "paid_at 早于 ordered_at"),
        (drop_table, "缺表 refunds"),
    ],
)
def test_damage_is_found(dataset: Dataset, parted: Path, tmp_path: Path, change: Change, says: str) -> None:
    for name in ("members", "orders", "refunds", "channels"):
        (tmp_path / name).mkdir()
        for path in (parted / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    with duckdb.connect() as connection:
        change(connection, tmp_path)
    found = [str(problem) for problem in check_parquet(dataset, tmp_path)]
    assert any(says in problem for problem in found), found


def test_broken_off_and_gone_on(dataset: Dataset, tmp_path: Path) -> None:
    """Nothing bears the folder's name until all is there; what was made before is not made again; the outcome is the same."""
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    for part in (0, 1):
        write_part(dataset.folder, 5, 200, part, whole)
    steps = write_parts(dataset, 5, 200, stopped, workers=1)
    assert [next(steps).done, next(steps).done] == [0, 1]
    steps.close()
    assert not stopped.exists()
    kept = next((unfinished(stopped) / "channels").iterdir())
    written = kept.stat().st_mtime_ns
    assert [step.done for step in write_parts(dataset, 5, 200, stopped, workers=1)] == [1, 2]
    assert (stopped / "channels" / kept.name).stat().st_mtime_ns == written
    assert digests(stopped) == digests(whole)
    assert not unfinished(stopped).exists()


def test_other_plan_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    next(write_parts(dataset, 5, 200, tmp_path / "out"))
    with pytest.raises(ValueError, match="另一次没做完的生成"):
        next(write_parts(dataset, 6, 200, tmp_path / "out"))
    (unfinished(tmp_path / "out") / PLAN).write_text("{")
    with pytest.raises(ValueError, match="另一次没做完的生成"):
        next(write_parts(dataset, 5, 200, tmp_path / "out"))


def test_folder_in_use_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x")
    with pytest.raises(ValueError, match="不覆盖"):
        next(write_parts(dataset, 5, 200, tmp_path))
    assert (tmp_path / "mine.csv").read_text() == "x"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--members", "500"], "要一起写"),
        (["--format", "parquet"], "要一起写"),
        (["--format", "xml"], "不认得的格式 xml"),
        (["--members", "500", "--format", "parquet", "--scale", "0.5"], "去掉 --scale"),
        (["--members", "500", "--format", "parquet"], "不覆盖"),
    ],
)
def test_the_command_refuses_in_one_sentence(tmp_path: Path, options: list[str], says: str) -> None:
    (tmp_path / "mine.csv").write_text("x")
    result = CliRunner().invoke(app, ["data", "make", "--out", str(tmp_path), *options])
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
