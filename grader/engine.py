"""The local engine of a served page: `jupyter_server` with the site's files and one handler for checks, on 127.0.0.1 only.

Token, Host and Origin checks, XSRF, kernels and interrupts are jupyter_server's. Pages are readable without the token; running
and checking are not.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.model import Course
from course.words import Words
from grader.check_desk import CheckDesk
from grader.notices import Notices
from grader.reaper import EVERY_SECONDS, Reaper

say = Words("grader")

HOST = "127.0.0.1"
MAX_CODE = 1_000_000
FORMS = ("write", "fix", "predict", "calc")


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


def _handlers(site: Path, desk: CheckDesk, notices: Notices | None) -> list[tuple[Any, ...]]:
    """Handlers of the site and of checks, made here so that importing this module needs no server."""
    from jupyter_server.base.handlers import JupyterHandler
    from tornado import web
    from tornado.iostream import StreamClosedError

    announced = json.dumps({"kind": "local", "base": "/", "watch": notices is not None})
    injected = f"<script>window.SIYU_ENGINE={announced}</script></head>".encode()

    class CheckHandler(JupyterHandler):
        """POST: judge code or answers; the reply is a Result."""

        @web.authenticated
        async def post(self) -> None:
            try:
                slug, request = read_request(self.request.body, desk.course)
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

    class NoticeHandler(JupyterHandler):
        """GET: notices as server-sent events, until the page goes."""

        @web.authenticated
        async def get(self) -> None:
            assert notices is not None
            self.set_header("Content-Type", "text/event-stream")
            self.set_header("Cache-Control", "no-store")
            with notices.listener() as self.queue:
                while (text := await self.queue.get()) is not None:
                    self.write(f"data: {text}\n\n")
                    with contextlib.suppress(StreamClosedError):
                        await self.flush()

        def on_connection_close(self) -> None:
            self.queue.put_nowait(None)

    ours = r"/(?!api/|login|logout|siyu/|files/|view/|static/)(.*)"
    told = [(r"/siyu/changes", NoticeHandler)] if notices else []
    return [
        (r"/siyu/check", CheckHandler),
        *told,
        (ours, SiteHandler, {"path": str(site), "default_filename": "index.html"}),
    ]


Watch = Callable[[Notices, Callable[[Course], None]], None]


def serve(
    course: Course,
    site: Path,
    port: int,
    setup_code: str,
    announce: Callable[[str], None],
    token: str = "",
    watch: Watch | None = None,
) -> None:
    """Serve the built site with running cells and checks until interrupted; `announce` gets the address with its token.

    `watch`, when given, runs in a thread of its own, tells pages what changes and takes over a course that was read anew.

    Raises OSError when the port is taken.
    """
    claim_port(port)
    with tempfile.TemporaryDirectory(prefix="siyu-serve-") as scratch:
        _prepare_kernels(course, Path(scratch), setup_code)
        from jupyter_server.serverapp import ServerApp

        token = token or secrets.token_urlsafe(24)
        desk, notices = CheckDesk(course), Notices() if watch else None
        server = ServerApp.instance(config=_settings(port, token, scratch))
        server.initialize(argv=[], find_extensions=False, new_httpserver=True)
        server.web_app.add_handlers(".*$", _handlers(site.resolve(), desk, notices))  # type: ignore[no-untyped-call]
        _reap(server)
        if watch and notices:
            threading.Thread(target=watch, args=(notices, desk.renew), daemon=True).start()
        announce(f"http://{HOST}:{port}/?token={token}")
        try:
            server.start()
        finally:
            desk.stop()


def _reap(server: Any) -> None:
    """From the server's start on, end kernels that no page holds."""
    from tornado.ioloop import PeriodicCallback

    reaper, kernels = Reaper(), server.kernel_manager

    async def round_up() -> None:
        pages = {kernel["id"]: kernel["connections"] for kernel in kernels.list_kernels()}
        for kernel in reaper.abandoned(pages, pages):
            await kernels.shutdown_kernel(kernel, now=True)

    PeriodicCallback(round_up, EVERY_SECONDS * 1000).start()


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
