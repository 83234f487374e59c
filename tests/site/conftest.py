"""The built site, served as `make serve` serves it, and headless Chromium that notes every error and outside request."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


expect.set_options(timeout=20_000)  # a busy machine is no failure


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running `course serve`."""

    base: str
    token: str

    def address(self, path: str) -> str:
        """The address of a page."""
        return self.base + path


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """`course serve` in a process of its own; the line it prints gives the address."""
    with running_server(ROOT) as made:
        yield made


@contextlib.contextmanager
def running_server(root: Path, *options: str) -> Iterator[Server]:
    """`course serve` on the course at `root` until the block ends."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SIYU_", "JUPYTER"))}
    command = [sys.executable, "-m", "course.cli", "serve", "--root", str(root), "--port", str(free_port()), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=ROOT)
    try:
        yield _announced(process)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        if process.stdout:
            process.stdout.close()
        process.wait()


def _announced(process: subprocess.Popen[str]) -> Server:
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\S+)", line):
            _wait(found[1])
            return Server(found[1], found[2])
    raise AssertionError("course serve ended: " + "".join(said))


def _wait(base: str) -> None:
    host, port = urlsplit(base).hostname, urlsplit(base).port
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
            return
        time.sleep(0.05)


@dataclass
class Visit:
    """A page and what went wrong on it."""

    page: Page
    server: Server
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def goto(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.server.address(path))
        return self.page


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, until the block ends."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is needed for the browser tests: apt-get install chromium (see README, Tests)"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium for all tests of a session."""
    with chromium() as launched:
        yield launched


def _visit(context: BrowserContext, server: Server) -> Visit:
    visit = Visit(context.new_page(), server)
    visit.page.set_default_timeout(30_000)
    own = urlsplit(server.base).netloc

    def asked(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != own:
            visit.outside.append(url)

    visit.page.on("request", lambda request: asked(request.url))
    visit.page.on("websocket", lambda socket: asked(socket.url))
    visit.page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    return visit


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """A visitor who opened the address that the terminal printed; no page may err or ask another origin."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        made = _visit(context, server)
        made.goto(f"/?token={server.token}")
        yield made
        assert made.outside == []
        assert made.errors == []


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Visit]:
    """The same on a phone, in the dark."""
    with browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True) as context:
        made = _visit(context, server)
        made.goto(f"/?token={server.token}")
        yield made
        assert made.outside == []
        assert made.errors == []


@pytest.fixture
def stranger(browser: Browser, server: Server) -> Iterator[Visit]:
    """A visitor without the token."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield _visit(context, server)
