"""The local engine of a served page: `jupyter_server` with the site's files and one handler for checks, on 127.0.0.1 only.

Token, Host and Origin checks, XSRF, kernels and interrupts are jupyter_server's. Pages are readable without the token; running
and checking are not.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.model import Course, Exercise
from course.words import Words

say = Words("grader")

HOST = "127.0.0.1"
WARM = 3
CHECK_SECONDS = 180.0
LINE_BYTES = 32 * 2**20
MAX_CODE = 1_000_000
FORMS = ("write", "fix", "predict", "calc")


class CheckProcess:
    """One warm `grader.service` process; requests go through it one at a time, waited for in a thread.

    Not asyncio's own subprocesses: the server's event loop has none of them on Windows.
    """

    def __init__(self, exercise: Exercise, root: Path) -> None:
        self._command = [sys.executable, "-m", "grader.service", str(exercise.folder), str(root)]
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = asyncio.Lock()

    async def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The Result of a request, or None when the process failed (it is started anew for the next one)."""
        async with self._lock:
            try:
                return await asyncio.wait_for(asyncio.to_thread(self._exchange, request), CHECK_SECONDS)
            except (OSError, ValueError, TimeoutError):
                self.stop()
                return None

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        reply: dict[str, Any] = json.loads(self._process.stdout.readline(LINE_BYTES))
        return reply

    def stop(self) -> None:
        """End the process, and with it its workers; a thread that waits for its answer wakes up."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self._process = None


class CheckDesk:
    """Warm check processes, the least recently used stopped first."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._processes: OrderedDict[str, CheckProcess] = OrderedDict()

    def process(self, slug: str) -> CheckProcess:
        """The process of an exercise. Raises KeyError for an unknown one."""
        if slug not in self._processes:
            self._processes[slug] = CheckProcess(self._course.exercise(slug), self._course.root)
        self._processes.move_to_end(slug)
        while len(self._processes) > WARM:
            self._processes.popitem(last=False)[1].stop()
        return self._processes[slug]

    def stop(self) -> None:
        """End every process."""
        for process in self._processes.values():
            process.stop()


def read_request(body: bytes, course: Course) -> tuple[str, dict[str, Any]]:
    """The exercise's slug and the request for its process. Raises ValueError with a sentence for the learner."""
    try:
        data = json.loads(body)
        slug, form = str(data["exercise"]), data["form"]
        exercise = course.exercise(slug)
    except (ValueError, KeyError, TypeError) as problem:
        raise ValueError(say("engine.bad_request")) from problem
    if form not in FORMS or form not in exercise.forms.names:
        raise ValueError(say("engine.no_form"))
    if form in ("predict", "calc"):
        answers = data.get("answers")
        if not isinstance(answers, dict):
            raise ValueError(say("engine.bad_request"))
        return exercise.slug, {"form": form, "answers": answers}
    code = data.get("code")
    if not isinstance(code, str) or len(code) > MAX_CODE:
        raise ValueError(say("engine.bad_code"))
    return exercise.slug, {"form": form, "code": code}


def _handlers(course: Course, site: Path, desk: CheckDesk) -> list[tuple[Any, ...]]:
    """Handlers of the site and of checks, made here so that importing this module needs no server."""
    from jupyter_server.base.handlers import JupyterHandler
    from tornado import web

    injected = f"<script>window.SIYU_ENGINE={json.dumps({'kind': 'local', 'base': '/'})}</script></head>".encode()

    class CheckHandler(JupyterHandler):
        """POST: judge code or answers; the reply is a Result."""

        @web.authenticated
        async def post(self) -> None:
            try:
                slug, request = read_request(self.request.body, course)
            except ValueError as problem:
                self.set_status(400)
                self.finish({"message": str(problem)})
                return
            result = await desk.process(slug).ask(request)
            if result is None:
                self.set_status(500)
                result = {"message": say("engine.failed")}
            self.finish(result)

    class SiteHandler(JupyterHandler, web.StaticFileHandler):
        """GET: a file of the site; pages get the engine's announcement. A token in the address is taken, then hidden."""

        async def get(self, path: str, include_body: bool = True) -> None:
            if self.get_query_argument("token", "") and self.current_user:
                self.redirect(self.request.path)
                return
            self.xsrf_token  # noqa: B018 - reading it sets the cookie that the page's script sends back
            file = site / path
            file = file / "index.html" if path == "" or path.endswith("/") else file
            if file.suffix == ".html" and file.is_file() and file.resolve().is_relative_to(site):
                self.set_header("Content-Type", "text/html; charset=UTF-8")
                self.set_header("Cache-Control", "no-store")
                self.finish(file.read_bytes().replace(b"</head>", injected, 1))
                return
            await web.StaticFileHandler.get(self, path, include_body)

        def compute_etag(self) -> str | None:
            return super().compute_etag() if hasattr(self, "absolute_path") else None

        def write_error(self, status_code: int, **details: Any) -> None:
            page = site / "404.html"
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.finish(page.read_bytes() if status_code == 404 and page.is_file() else str(status_code).encode())

    ours = r"/(?!api/|login|logout|siyu/|files/|view/|static/)(.*)"
    return [(r"/siyu/check", CheckHandler), (ours, SiteHandler, {"path": str(site), "default_filename": "index.html"})]


def serve(
    course: Course, site: Path, port: int, setup_code: str, announce: Callable[[str], None], token: str = ""
) -> None:
    """Serve the built site with running cells and checks until interrupted; `announce` gets the address with its token.

    Raises OSError when the port is taken.
    """
    claim_port(port)
    with tempfile.TemporaryDirectory(prefix="siyu-serve-") as scratch:
        _prepare_kernels(course, Path(scratch), setup_code)
        from jupyter_server.serverapp import ServerApp

        token = token or secrets.token_urlsafe(24)
        desk = CheckDesk(course)
        server = ServerApp.instance(config=_settings(port, token, scratch))
        server.initialize(argv=[], find_extensions=False, new_httpserver=True)
        server.web_app.add_handlers(".*$", _handlers(course, site.resolve(), desk))  # type: ignore[no-untyped-call]
        announce(f"http://{HOST}:{port}/?token={token}")
        try:
            server.start()
        finally:
            desk.stop()


def claim_port(port: int) -> None:
    """Raises OSError when the port is taken: better said before a site is built than after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))


def _prepare_kernels(course: Course, scratch: Path, setup_code: str) -> None:
    """What every kernel finds: the datasets' folders on its path, the page's set-up run at its start."""
    startup = scratch / "startup.py"
    startup.write_text(setup_code, encoding="utf-8")
    folders = [str(dataset.folder) for dataset in course.datasets.values()]
    os.environ.update(
        {
            "PYTHONSTARTUP": str(startup),
            "PYTHONPATH": os.pathsep.join(folders),
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
            "IPYTHONDIR": str(scratch / "ipython"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )


def _settings(port: int, token: str, scratch: str) -> Any:
    from traitlets.config import Config

    work = Path(scratch) / "work"
    work.mkdir()
    return Config(
        {
            "ServerApp": {
                "ip": HOST,
                "port": port,
                "port_retries": 0,
                "open_browser": False,
                "root_dir": str(work),
                "jpserver_extensions": {},
                "terminals_enabled": False,
                "allow_root": True,
                "log_level": "WARN",
                "quit_button": False,
                "answer_yes": True,  # Ctrl+C ends it without asking
                "max_body_size": 4 * 2**20,
                "default_url": "/",
            },
            "IdentityProvider": {"token": token},
            "MappingKernelManager": {"cull_idle_timeout": 1800, "cull_interval": 60, "cull_connected": False},
            "FileContentsManager": {"delete_to_trash": False},
        }
    )
