"""The built site on a plain static file server, with a runtime in it, and headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from course.runtime.folder import Runtime
from tests.hosted.serving import Hosted, build_hosted, named_runtime, serving
from tests.site.conftest import browser

__all__ = ["browser"]


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """The runtime that the site gets."""
    return named_runtime(tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="session")
def hosted(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """The site built with that runtime."""
    site = build_hosted(runtime, tmp_path_factory.mktemp("hosted") / "build")
    with serving(site) as (base, asked):
        yield Hosted(base, site, runtime, asked)


@dataclass
class Reader:
    """A page on the hosted site and what went wrong on it."""

    page: Page
    hosted: Hosted
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def goto(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.hosted.base + path)
        return self.page


def read_with(context: BrowserContext, hosted: Hosted) -> Reader:
    """A reader in a browser context; every console error and outside request is noted."""
    reader = Reader(context.new_page(), hosted)
    reader.page.set_default_timeout(90_000)
    own = urlsplit(hosted.base).netloc
    context.on(
        "request",
        lambda request: (
            reader.outside.append(request.url)
            if urlsplit(request.url).scheme.startswith("http") and urlsplit(request.url).netloc != own
            else None
        ),
    )
    reader.page.on("console", lambda said: reader.errors.append(said.text) if said.type == "error" else None)
    reader.page.on("pageerror", lambda error: reader.errors.append(str(error)))
    return reader


Readers = Callable[..., Reader]


@pytest.fixture
def reader(browser: Browser, hosted: Hosted) -> Iterator[Reader]:
    """A first visitor at a desk."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        made = read_with(context, hosted)
        yield made
        assert made.outside == []
        assert made.errors == []


@pytest.fixture
def phone(browser: Browser, hosted: Hosted) -> Iterator[Reader]:
    """A first visitor on a phone."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        made = read_with(context, hosted)
        yield made
        assert made.outside == []
        assert made.errors == []


@pytest.fixture
def tables(runtime: Runtime) -> None:
    """Skips where the runtime has no pandas."""
    if missing := [name for name in ("numpy", "pandas") if name not in runtime.packages]:
        pytest.skip(f"the runtime has no {missing[0]}: SIYU_RUNTIME must name a folder with NumPy and pandas")


@pytest.fixture
def charts(runtime: Runtime) -> None:
    """Skips where the runtime has no Altair."""
    if "altair" not in runtime.packages:
        pytest.skip("the runtime has no Altair: SIYU_RUNTIME must name a folder with it and what it needs")
