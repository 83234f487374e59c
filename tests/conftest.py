"""What every test shares: property tests have no deadline, because a busy machine is no failure; checks may be imported."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from grader.checking.plugin import MARKS

ROOT = Path(__file__).parents[1]
WEB = ROOT / "course" / "publish" / "web"

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Marks of checks are known from the start: forms and diagnoses import `checks.py` before any checks have run here."""
    for mark, text in MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {text}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write kept outputs anew instead of comparing")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether kept outputs are written anew: read the diff before committing it."""
    return bool(request.config.getoption("--update-golden"))


def lend_build(copy: Path) -> None:
    """Give a copy of this checkout what `make site` has run already, so that it runs only what differs."""
    for name in ("notebooks", "cache"):
        if (ROOT / "build" / name).is_dir():
            shutil.copytree(ROOT / "build" / name, copy / "build" / name)


def page_npm() -> str:
    """npm, with the packages of the page's script installed from the lock: once, by whichever test process comes first."""
    npm = shutil.which("npm")
    assert npm, "Node and npm are needed: see README, Tests"
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (WEB / "node_modules" / ".package-lock.json").is_file():  # what npm writes last
            subprocess.run([npm, "ci", "--silent", "--ignore-scripts"], cwd=WEB, check=True, timeout=300)
    return npm
