"""A learner's folder: filled once, brought up to date, never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from course.commands.init import make_workspace
from course.load import load_course
from course.publish.workspace import MANIFEST, ManifestError, bring_up_to_date
from tests.load.conftest import FILES

FIRST = {"a.py": b"start", "notebooks/l.ipynb": b"{}"}


def test_a_second_run_adds_only_what_is_new(tmp_path: Path) -> None:
    assert bring_up_to_date(tmp_path, FIRST).new == ("a.py", "notebooks/l.ipynb")
    again = bring_up_to_date(tmp_path, {**FIRST, "b.py": b"more"})
    assert (again.new, again.renewed, again.beside) == (("b.py",), (), ())


def test_what_the_learner_left_alone_is_renewed(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, FIRST)
    assert bring_up_to_date(tmp_path, {**FIRST, "a.py": b"better"}).renewed == ("a.py",)
    assert (tmp_path / "a.py").read_bytes() == b"better"


def test_what_the_learner_changed_stays_and_the_new_one_stands_beside(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, FIRST)
    (tmp_path / "a.py").write_bytes(b"my work")
    assert bring_up_to_date(tmp_path, FIRST).beside == (), "ours did not change"
    assert bring_up_to_date(tmp_path, {**FIRST, "a.py": b"better"}).beside == ("a.py",)
    assert (tmp_path / "a.py").read_bytes() == b"my work"
    assert (tmp_path / "a.py.new").read_bytes() == b"better"
    assert bring_up_to_date(tmp_path, {**FIRST, "a.py": b"better"}).beside == (), "said once"


def test_a_file_that_was_there_before_is_the_learner_s(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"mine")
    assert bring_up_to_date(tmp_path, FIRST).beside == ("a.py",)
    assert (tmp_path / "a.py").read_bytes() == b"mine"


@pytest.mark.parametrize("text", ["{", "[]", '{"siyu_workspace": 9, "files": {}}', '{"siyu_workspace": 1}'])
def test_without_a_readable_manifest_nothing_is_touched(text: str, tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, FIRST)
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(ManifestError):
        bring_up_to_date(tmp_path, {"a.py": b"better"})
    assert (tmp_path / "a.py").read_bytes() == b"start" and (tmp_path / MANIFEST).read_text("utf-8") == text


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small course with what its staged site holds."""
    root = tmp_path / "content"
    staged = {"notebooks/basics-counting.ipynb": "{}", "sheets/order-count.xlsx": "x", "files/basics/weekly.csv": "周"}
    for name, text in {**FILES, **{f"build/docs/assets/{name}": text for name, text in staged.items()}}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_the_folder_has_notebooks_data_starters_sheets_and_a_plan(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    make_workspace(load_course(content), folder, content / "build" / "docs", "", "")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "notebooks/basics-counting.ipynb", "notebooks/shop/dataset.toml", "notebooks/shop/orders.csv.gz",
        "sheets/order-count.xlsx", "files/weekly.csv", "order-count.py", ".siyu/workspace.json", ".siyu/plan.json",
    }  # fmt: skip
    assert "添了 6 个文件" in capsys.readouterr().out


def test_a_second_run_keeps_the_plan_and_says_what_was_changed(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, docs = tmp_path / "mine", content / "build" / "docs"
    make_workspace(load_course(content), folder, docs, "", "")
    plan = json.loads((folder / ".siyu/plan.json").read_text("utf-8"))
    (folder / "order-count.py").write_text("def order_count(): return 1", "utf-8")
    (content / "exercises/order-count/starter.py").write_text("def order_count(orders, least):\n    ...\n", "utf-8")
    make_workspace(load_course(content), folder, docs, "", "")
    assert "order-count.py 你改过，没有动" in capsys.readouterr().out
    assert json.loads((folder / ".siyu/plan.json").read_text("utf-8")) == plan


def test_a_file_is_no_folder(content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("x", "utf-8")
    with pytest.raises(typer.Exit):
        make_workspace(load_course(content), tmp_path / "mine", content / "build" / "docs", "", "")
    assert "不是文件夹" in capsys.readouterr().err
