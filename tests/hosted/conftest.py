"""The built site on a plain static file server, with a runtime in it, and headless Chromium.

The runtime is the folder that SIYU_RUNTIME names, else Pyodide's npm core with this environment's pytest: enough for exercises
without pandas.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from course.load import load_course
from course.publish.forms import KeptFormKeys
from course.publish.hosted import Hosting
from course.publish.site import build_site
from course.runtime.folder import Runtime
from course.runtime.provision import provision
from grader.forms import computed_by, form_key
from grader.page import checking_archive, exercise_archive
from tests.site.conftest import browser

__all__ = ["browser"]

ROOT = Path(__file__).parents[2]
NPM = ROOT / "tests" / "pyodide"


class _Files(http.server.SimpleHTTPRequestHandler):
    """A plain file server that notes what it was asked for."""

    asked: list[str]
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None:
        self.asked.append(self.path)


@dataclass
class Hosted:
    """A site on a static server; `asked` are the paths of all requests so far."""

    base: str
    site: Path
    runtime: Runtime
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """The runtime that the site gets."""
    if named := os.environ.get("SIYU_RUNTIME"):
        return Runtime(Path(named))
    if not (core := NPM / "node_modules" / "pyodide").is_dir():
        npm = shutil.which("npm")
        assert npm, "Node and npm are needed: see README, Tests"
        subprocess.run([npm, "ci", "--silent"], cwd=NPM, check=True, timeout=300)
    return provision(core, {"pytest"}, tmp_path_factory.mktemp("core") / "runtime", lambda line: None)


@pytest.fixture(scope="session")
def hosted(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """The site built with that runtime, beside the one `make site` built, whose lessons and form keys it takes over."""
    out = tmp_path_factory.mktemp("hosted") / "build"
    for kept in ("notebooks", "cache"):
        if (ROOT / "build" / kept).is_dir():
            shutil.copytree(ROOT / "build" / kept, out / kept)
    keys = KeptFormKeys(form_key, out / "cache", computed_by())
    hosting = Hosting(runtime, checking_archive, exercise_archive)
    with ThreadPoolExecutor(1) as pool:  # lessons run in an event loop of their own, and Playwright has this thread's
        site = pool.submit(build_site, load_course(ROOT), out, keys, lambda line: None, hosting).result()
    with serving(site) as (base, asked):
        yield Hosted(base, site, runtime, asked)


class serving:  # noqa: N801  (reads as a verb where it is used)
    """A folder on a static server of its own until the block ends: its address, and the list of paths asked for."""

    def __init__(self, folder: Path) -> None:
        asked: list[str] = []
        handler = type("Files", (_Files,), {"asked": asked})
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
        )
        self._asked = asked

    def __enter__(self) -> tuple[str, list[str]]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", self._asked

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


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
