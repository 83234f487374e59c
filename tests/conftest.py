"""What every test shares: property tests have no deadline, because a busy machine is no failure; checks may be imported."""

import pytest
from hypothesis import settings

from grader.checking.plugin import MARKS

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Marks of checks are known from the start: forms and diagnoses import `checks.py` before any checks have run here."""
    for mark, text in MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {text}")
