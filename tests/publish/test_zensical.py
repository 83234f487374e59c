"""The staged pages build with Zensical as they are: the site does not hang on one tool's future."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.publish.site import outside_addresses

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(
        importlib.util.find_spec("zensical") is None, reason="Zensical is not installed: requirements/full.txt"
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed configuration and the staged pages, built by Zensical."""
    folder = tmp_path_factory.mktemp("zensical")
    assert (ROOT / "build" / "docs").is_dir(), "build the site first: make site"
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(ROOT / "build" / "docs", folder / "build" / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_staged_page_is_there_and_says_what_it_is(folder: Path) -> None:
    staged = {path.relative_to(folder / "build/docs") for path in (folder / "build/docs").rglob("*.md")}
    built = {path.relative_to(folder / "build/site") for path in (folder / "build/site").rglob("index.html")}
    wanted = {path.parent / ("" if path.stem == "index" else path.stem) / "index.html" for path in staged}
    assert built == wanted
    for page in built:
        html = (folder / "build/site" / page).read_text("utf-8")
        assert 'id="siyu-page"' in html and "assets/siyu.js" in html, page


def test_nothing_is_asked_of_another_place(folder: Path) -> None:
    assert outside_addresses(folder / "build/site") == []
