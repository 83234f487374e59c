"""What every test shares: property tests have no deadline, because a busy machine is no failure."""

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write kept outputs anew instead of comparing")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether kept outputs are written anew: read the diff before committing it."""
    return bool(request.config.getoption("--update-golden"))
