"""What a class hands in is found; what is hostile is refused, in its own learner's notes only."""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.load import load_exercise
from course.model import Exercise
from grader.classroom.intake import Handed, IntakeError, clean_name, handed_in

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "exercises").glob("*/exercise.toml"))


@pytest.fixture(scope="module")
def one() -> list[Exercise]:
    return [load_exercise(FOLDERS[0])]


@pytest.fixture(scope="module")
def two() -> list[Exercise]:
    return [load_exercise(folder) for folder in FOLDERS[:2]]


def found(place: Path, exercises: list[Exercise]) -> dict[tuple[str, str], Handed]:
    every = [handed for exercise in exercises for handed in handed_in(place, exercise, len(exercises) == 1)]
    return {(handed.learner, handed.exercise): handed for handed in every}


def text(handed: Handed) -> str | None:
    return "".join(cell.text for cell in handed.source.cells) if handed.source else None


def zipped(members: dict[str, bytes | str], **options: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_flat_folder_names_its_learners(tmp_path: Path, one: list[Exercise]) -> None:
    (tmp_path / "amy.py").write_text("a = 1")
    (tmp_path / "李雷.py").write_text("b = 1")
    name = one[0].id
    assert {key: text(h) for key, h in found(tmp_path, one).items()} == {
        ("amy", name): "a = 1",
        ("李雷", name): "b = 1",
    }


def test_a_learners_folder_holds_one_file_for_each_exercise(tmp_path: Path, two: list[Exercise]) -> None:
    (tmp_path / "amy" / "week1").mkdir(parents=True)
    (tmp_path / "amy" / "week1" / f"{two[0].slug}.py").write_text("first = 1")
    (tmp_path / "amy" / f"{two[1].id}.py").write_text("second = 1")
    assert [text(handed) for handed in found(tmp_path, two).values()] == ["first = 1", "second = 1"]


def test_an_exercise_not_handed_in_is_there_without_source(tmp_path: Path, two: list[Exercise]) -> None:
    (tmp_path / "amy").mkdir()
    (tmp_path / "amy" / f"{two[0].slug}.py").write_text("first = 1")
    assert [handed.source is None for handed in found(tmp_path, two).values()] == [False, True]


def test_a_moodle_download_is_read(tmp_path: Path, one: list[Exercise]) -> None:
    place = tmp_path / "download.zip"
    place.write_bytes(zipped({"王芳_8812_assignsubmission_file_/answer.py": "a = 1"}))
    assert text(found(place, one)["王芳_8812", one[0].id]) == "a = 1"


def test_a_canvas_download_is_read(tmp_path: Path, one: list[Exercise]) -> None:
    place = tmp_path / "download.zip"
    place.write_bytes(zipped({f"wangfang_LATE_1201_3302_{one[0].slug}.py": "a = 1"}))
    assert text(found(place, one)["wangfang", one[0].id]) == "a = 1"


def test_a_learners_archive_inside_a_download_is_opened(tmp_path: Path, one: list[Exercise]) -> None:
    place = tmp_path / "download.zip"
    place.write_bytes(zipped({"amy_1_assignsubmission_file_/work.zip": zipped({"work/answer.py": "a = 1"})}))
    assert text(found(place, one)["amy_1", one[0].id]) == "a = 1"


def test_names_written_by_a_chinese_windows_are_read(tmp_path: Path, one: list[Exercise]) -> None:
    info = zipfile.ZipInfo("x" * len("王芳/作业.py".encode("gb18030")))
    place = tmp_path / "download.zip"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "a = 1")
    place.write_bytes(stream.getvalue().replace(info.filename.encode(), "王芳/作业.py".encode("gb18030")))
    assert text(found(place, one)["王芳", one[0].id]) == "a = 1"


def test_python_goes_before_a_notebook_and_the_other_is_noted(tmp_path: Path, one: list[Exercise]) -> None:
    (tmp_path / "amy").mkdir()
    (tmp_path / "amy" / f"{one[0].slug}.py").write_text("a = 1")
    (tmp_path / "amy" / f"{one[0].slug}.ipynb").write_text("{}")
    handed = found(tmp_path, one)["amy", one[0].id]
    assert text(handed) == "a = 1" and f"{one[0].slug}.ipynb" in "".join(handed.notes)


@pytest.mark.parametrize("name", ["pandas.py", "conftest.py", "json.py", "sitecustomize.py"])
def test_a_shadow_module_is_noted_and_the_honest_file_kept(tmp_path: Path, one: list[Exercise], name: str) -> None:
    (tmp_path / "amy").mkdir()
    (tmp_path / "amy" / name).write_text("raise SystemExit")
    (tmp_path / "amy" / f"{one[0].slug}.py").write_text("a = 1")
    handed = found(tmp_path, one)["amy", one[0].id]
    assert text(handed) == "a = 1" and name in "".join(handed.notes)


def test_links_are_not_followed(tmp_path: Path, one: list[Exercise]) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("answer = 42")
    place = tmp_path / "class"
    (place / "amy").mkdir(parents=True)
    (place / "amy" / f"{one[0].slug}.py").symlink_to(secret)
    (place / "bob.py").symlink_to(secret)
    (place / "eve").symlink_to(tmp_path)
    (place / "zoe.py").write_text("a = 1")
    handed = found(place, one)
    assert [text(handed[name, one[0].id]) for name in ("amy", "bob", "eve", "zoe")] == [None, None, None, "a = 1"]
    assert all(handed[name, one[0].id].notes for name in ("amy", "bob", "eve"))


def test_a_pipe_does_not_hold_the_run_up(tmp_path: Path, one: list[Exercise]) -> None:
    os.mkfifo(tmp_path / "amy.py")
    (tmp_path / "zoe.py").write_text("a = 1")
    handed = found(tmp_path, one)
    assert text(handed["amy", one[0].id]) is None and text(handed["zoe", one[0].id]) == "a = 1"


@pytest.mark.parametrize("name", ["../../answer.py", "/etc/answer.py", "..\\answer.py", "C:\\answer.py"])
def test_members_outside_their_archive_are_refused(tmp_path: Path, one: list[Exercise], name: str) -> None:
    (tmp_path / "amy.zip").write_bytes(zipped({name: "a = 1"}))
    handed = found(tmp_path, one)["amy", one[0].id]
    assert text(handed) is None and "指向包外" in "".join(handed.notes)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["amy.zip"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path, one: list[Exercise]) -> None:
    info = zipfile.ZipInfo(f"{one[0].slug}.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "amy.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    handed = found(tmp_path, one)["amy", one[0].id]
    assert text(handed) is None and "链接" in "".join(handed.notes)


def test_a_bomb_by_ratio_is_refused_and_the_neighbour_kept(tmp_path: Path, one: list[Exercise]) -> None:
    (tmp_path / "amy.zip").write_bytes(zipped({"answer.py": b"#" * 40_000_000}))
    (tmp_path / "zoe.zip").write_bytes(zipped({"answer.py": "a = 1"}))
    handed = found(tmp_path, one)
    assert text(handed["amy", one[0].id]) is None and "压缩比" in "".join(handed["amy", one[0].id].notes)
    assert text(handed["zoe", one[0].id]) == "a = 1"


def test_a_bomb_by_count_is_refused(tmp_path: Path, one: list[Exercise]) -> None:
    (tmp_path / "amy.zip").write_bytes(zipped({f"{number}.py": "" for number in range(2001)}))
    handed = found(tmp_path, one)["amy", one[0].id]
    assert text(handed) is None and "2000" in "".join(handed.notes)


def test_a_damaged_archive_is_noted(tmp_path: Path, one: list[Exercise]) -> None:
    data = zipped({"answer.py": "a = 1" * 100})
    (tmp_path / "amy.zip").write_bytes(data[:40])
    (tmp_path / "bob.zip").write_bytes(data[:45] + b"\xff" * 8 + data[53:])
    handed = found(tmp_path, one)
    assert all(text(handed[name, one[0].id]) is None and handed[name, one[0].id].notes for name in ("amy", "bob"))


def test_a_place_that_is_not_there_is_one_sentence(tmp_path: Path, one: list[Exercise]) -> None:
    with pytest.raises(IntakeError, match="没有"):
        list(handed_in(tmp_path / "nowhere", one[0]))


def test_two_exercises_need_names_on_the_files(tmp_path: Path, two: list[Exercise]) -> None:
    (tmp_path / "amy").mkdir()
    (tmp_path / "amy" / "answer.py").write_text("a = 1")
    assert [handed.source for handed in found(tmp_path, two).values()] == [None, None]


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_a_name_is_always_fit_to_print(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= 120
    assert not [c for c in clean if unicodedata.category(c)[0] == "C"]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), cut=st.integers(0, 200))
def test_any_bytes_are_an_archive_or_a_note(data: bytes, cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("class")
    (place / "amy.zip").write_bytes(zipped({"answer.py": "a = 1"})[:cut] + data)
    exercises = [load_exercise(FOLDERS[0])]
    for handed in handed_in(place, exercises[0]):
        assert handed.source is not None or handed.notes
