"""The same checks, unchanged, on Pyodide's core in Node: a pandas-free exercise gives the verdicts it gives here."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from course.load import load_exercise
from grader.check import Checker
from grader.judge.source import read_source
from grader.page import checking_archive, exercise_archive

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PURE = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")


def pure_archive() -> bytes:
    """The installed pure-Python wheels that checks need, as one zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in PURE:
            for file in metadata.files(name) or []:
                if file.suffix == ".py" or file.parent.name.endswith(".dist-info"):
                    archive.writestr(str(file), Path(str(file.locate())).read_bytes())
    return stream.getvalue()


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script and the npm core, installed from the lock file."""
    npm = shutil.which("npm")
    assert npm, "Node and npm are needed: see README, Tests"
    folder = tmp_path_factory.mktemp("pyodide")
    for name in ("package.json", "package-lock.json", ".npmrc", "run.mjs"):
        shutil.copy(HERE / name, folder / name)
    kept = HERE / "node_modules"
    if kept.is_dir():
        (folder / "node_modules").symlink_to(kept)
    else:
        subprocess.run([npm, "ci", "--silent"], cwd=folder, check=True, timeout=300)
    return folder


def test_same_verdicts_on_the_core(node_modules: Path) -> None:
    exercise = load_exercise(ROOT / "exercises" / "ratio-readings", ROOT)
    paths = [exercise.folder / "starter.py", exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
    (node_modules / "checking.zip").write_bytes(checking_archive())
    (node_modules / "exercise.zip").write_bytes(exercise_archive(exercise))
    (node_modules / "pure.zip").write_bytes(pure_archive())
    requests = [{"slug": exercise.slug, "code": path.read_text("utf-8"), "form": "write"} for path in paths]
    (node_modules / "requests.json").write_text(json.dumps(requests), "utf-8")

    done = subprocess.run(
        ["node", "run.mjs", "checking.zip", "exercise.zip", "pure.zip", "requests.json"],
        cwd=node_modules,
        text=True,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    there = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    here = []
    with Checker(exercise, level=1) as checker:
        checker.check_stream([read_source(path) for path in paths], here.append)

    assert len(there) == len(paths)
    for path, remote, local in zip(paths, there, here, strict=True):
        assert remote["isolation_level"] == 0
        assert remote["versions"]["pandas"] is None, "the core has no pandas: nothing may import it"
        assert verdict(remote) == verdict(local.to_dict()), path.name
    assert there[0]["status"] == "failed" and there[1]["status"] == "passed"
    assert [r["misconception"]["id"] for r in there[2:]] == [m.id for m in exercise.mistakes]


def verdict(result: dict[str, object]) -> dict[str, object]:
    """What must not depend on where the checks ran."""
    checks = [
        {key: check[key] for key in ("id", "status", "points", "message", "hint", "diff")} for check in result["checks"]
    ]  # type: ignore[attr-defined]
    return {**{key: result[key] for key in ("status", "points", "max_points", "misconception")}, "checks": checks}
