"""The site built with a runtime, and a plain static file server for it: for the tests here and for `benchmarks/page_*.py`."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from course.load import load_course
from course.publish.forms import KeptFormKeys
from course.publish.hosted import Hosting
from course.publish.site import build_site
from course.runtime.folder import Runtime
from course.runtime.provision import provision
from grader.forms import computed_by, form_key
from grader.page import checking_archive, exercise_archive

ROOT = Path(__file__).parents[2]
NPM = ROOT / "tests" / "pyodide"


@dataclass
class Hosted:
    """A site on a static server; `asked` are the paths of all requests so far."""

    base: str
    site: Path
    runtime: Runtime
    asked: list[str] = field(default_factory=list)


def named_runtime(scratch: Path) -> Runtime:
    """The folder that SIYU_RUNTIME names, else Pyodide's npm core with this environment's pytest, made in `scratch`."""
    if named := os.environ.get("SIYU_RUNTIME"):
        return Runtime(Path(named))
    if not (core := NPM / "node_modules" / "pyodide").is_dir():
        npm = shutil.which("npm")
        assert npm, "Node and npm are needed: see README, Tests"
        subprocess.run([npm, "ci", "--silent"], cwd=NPM, check=True, timeout=300)
    return provision(core, {"pytest"}, scratch / "runtime", lambda line: None)


def build_hosted(runtime: Runtime, out: Path) -> Path:
    """The site with that runtime under `out`; lessons and form keys are taken over from the one `make site` built."""
    for kept in ("notebooks", "cache"):
        if (ROOT / "build" / kept).is_dir():
            shutil.copytree(ROOT / "build" / kept, out / kept)
    keys = KeptFormKeys(form_key, out / "cache", computed_by())
    hosting = Hosting(runtime, checking_archive, exercise_archive)
    with ThreadPoolExecutor(1) as pool:  # lessons run in an event loop of their own, and Playwright has this thread's
        return pool.submit(build_site, load_course(ROOT), out, keys, lambda line: None, hosting).result()


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
