"""Rules of the house that tools do not hold: modules import alone, nothing names content, nothing of this machine lands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("course", "grader")
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts and "templates" not in path.parts
)


def tracked() -> list[Path]:
    """Files that git tracks."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_module_imports_alone_without_a_warning() -> None:
    """Two processes at a time would be faster; one process with fresh module tables is fastest and as strict."""
    script = (
        "import sys, importlib, warnings\nwarnings.simplefilter('error')\nkept = set(sys.modules)\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    for other in [m for m in sys.modules if m.split('.')[0] in ('course', 'grader')]:\n"
        "        del sys.modules[other]\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *MODULES], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-1500:]


def test_no_content_is_named_in_code() -> None:
    slugs = [path.parent.name for path in ROOT.glob("exercises/*/exercise.toml")]
    slugs += [path.parent.name for path in ROOT.glob("datasets/*/dataset.toml")]
    slugs += [path.parent.name for path in ROOT.glob("chapters/*/chapter.toml")]
    named = re.compile("|".join(rf"[\"'/]{re.escape(slug)}[\"'/]" for slug in slugs))
    for path in tracked():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("course", "grader"):
            found = [line for line in path.read_text("utf-8").splitlines() if named.search(line) and '"""' not in line]
            assert not found, (path, found)


def test_nothing_of_a_machine_or_a_registry_lands() -> None:
    # Spelt in pieces, so that this file does not hold what it looks for.
    bad = re.compile(
        "|".join(
            [
                "(?<![\\w.])/" + "(?:wo" + "rk|ro" + "ot|ho" + "me)/",
                '"resol' + 'ved": "http',
                "index" + "-url",
                "pypi" + r"\.org/simple",
                "registry" + r"\.npmjs",
            ]
        )
    )
    for path in tracked():
        if (
            path.suffix in (".gz", ".png", ".ico")
            or path.name in ("claims.yml", "laws.yml")
            or path.stat().st_size > 1_500_000
        ):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            assert not bad.search(line), f"{path.relative_to(ROOT)}:{number}"


def test_locks_pin_with_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = [line for line in path.read_text().splitlines() if line and not line.startswith((" ", "#"))]
        assert pins and all("==" in pin for pin in pins), path
        assert path.read_text().count("--hash=sha256:") >= len(pins)
