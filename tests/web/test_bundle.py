"""The committed bundle is what its sources build, and the page's own tests pass."""

from __future__ import annotations

import gzip
import subprocess

import pytest

from tests.conftest import WEB, page_npm


@pytest.fixture(scope="module")
def npm() -> str:
    """npm, with the page's packages installed from the lock."""
    return page_npm()


def test_the_bundle_is_built_from_its_sources(npm: str) -> None:
    done = subprocess.run(["node", "build.mjs", "--check"], cwd=WEB, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", ["types", "test"])
def test_the_pages_own_checks(npm: str, script: str) -> None:
    done = subprocess.run([npm, "run", "--silent", script], cwd=WEB, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_stays_small() -> None:
    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in (WEB / "dist" / "siyu.js", WEB / "siyu.css")]
    assert sum(sizes) < 60_000


def test_what_few_readers_ask_for_is_a_script_of_its_own() -> None:
    page = (WEB / "dist" / "siyu.js").read_bytes()
    assert b"cm-content" not in page and b"maxCorrectionLevel" not in page
    assert len(gzip.compress((WEB / "dist" / "siyu-editor.js").read_bytes(), 9)) < 125_000
