"""The wheel, installed in a fresh environment, runs both commands from a folder that holds decoys of their names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(command: list[str], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder with a bare environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(command, cwd=folder, env={**kept, **env}, text=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = shutil.ignore_patterns("__pycache__", "node_modules", "*.egg-info")
    for name in ("course", "grader"):
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-CONTENT.md"):
        shutil.copy(ROOT / name, source / name)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(source),
    ]
    done = run(build, folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("siyu_course-*.whl"))


def test_the_wheel_holds_the_packages_and_no_content(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"course", "grader"}
    for needed in (
        "course/claims.yml",
        "course/messages.toml",
        "course/course.toml",
        "course/result.schema.json",
        "grader/messages.toml",
        "course/publish/web/dist/siyu.js",
        "course/publish/web/siyu.css",
        "course/load/lint/__init__.py",
        "course/publish/templates/home.html",
        "course/publish/templates/registers/metrics.html",
    ):
        assert needed in names, needed
    packages = {
        str(path.parent.relative_to(ROOT))
        for top in ("course", "grader")
        for path in (ROOT / top).rglob("*.py")
        if "node_modules" not in path.parts
    }
    assert packages <= {str(Path(name).parent) for name in names}, "pyproject lists every package"


def test_commands_run_from_a_folder_of_decoys(wheel: Path, tmp_path: Path) -> None:
    environment, folder = tmp_path / "venv", tmp_path / "decoys"
    folder.mkdir()
    for name in ("course.py", "grader.py", "pandas.py", "submission.py"):
        (folder / name).write_text("raise SystemExit('decoy')\n")
    # The third-party packages come from the environment of the tests; only ours is installed anew.
    assert run([sys.executable, "-m", "venv", str(environment)], tmp_path).returncode == 0
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "shared.pth").write_text(f"{Path(sys.prefix, 'lib', site.parent.name, 'site-packages')}\n")
    pip = [
        str(environment / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--force-reinstall",
        str(wheel),
    ]
    done = run(pip, tmp_path)
    assert done.returncode == 0, done.stderr

    course, grader = (str(environment / "bin" / name) for name in ("course", "grader"))
    for command in (course, grader):
        done = run([command, "--help"], folder)
        assert done.returncode == 0 and "decoy" not in done.stdout + done.stderr, done.stderr
    done = run([course, "check", "--root", str(ROOT)], folder)
    assert done.returncode == 0 and "没有发现问题" in done.stdout, done.stdout + done.stderr
    wrong = ROOT / "exercises" / "ratio-readings" / "wrong" / "one_reading.py"
    done = run([grader, "check", str(wrong), "-e", "E1.2", "--json"], folder, SIYU_ROOT=str(ROOT))
    assert done.returncode == 1 and "E1.2:one_reading" in done.stdout, done.stdout + done.stderr
