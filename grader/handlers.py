"""What the local engine answers: checks, the site's pages, and notices of a site that is being written.

Imported when a server is started, so that checking without one needs no `jupyter_server`.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from tornado.iostream import StreamClosedError

from course.model import Course
from course.words import Words
from grader.check_desk import CheckDesk
from grader.notices import Notices

say = Words("grader")

MAX_CODE = 1_000_000
FORMS = ("write", "fix", "predict", "calc")
_OURS = r"/(?!api/|login|logout|siyu/|files/|view/|static/)(.*)"


def routes(site: Path, desk: CheckDesk, notices: Notices | None) -> list[tuple[Any, ...]]:
    """Tornado's routes of the site, of checks and, where somebody watches, of notices."""
    announced = json.dumps({"kind": "local", "base": "/", "watch": notices is not None})
    injected = f"<script>window.SIYU_ENGINE={announced}</script></head>".encode()
    told = [(r"/siyu/changes", NoticeHandler, {"notices": notices})] if notices else []
    return [
        (r"/siyu/check", CheckHandler, {"desk": desk}),
        *told,
        (_OURS, SiteHandler, {"path": str(site), "default_filename": "index.html", "injected": injected}),
    ]


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


class CheckHandler(JupyterHandler):
    """POST: judge code or answers; the reply is a Result."""

    def initialize(self, desk: CheckDesk) -> None:
        self.desk = desk

    @web.authenticated
    async def post(self) -> None:
        try:
            slug, request = read_request(self.request.body, self.desk.course)
        except ValueError as problem:
            self.set_status(400)
            self.finish({"message": str(problem)})
            return
        result = await self.desk.process(slug).ask(request)
        if result is None:
            self.set_status(500)
            result = {"message": say("engine.failed")}
        self.finish(result)


class SiteHandler(JupyterHandler, web.StaticFileHandler):
    """GET: a file of the site; pages get the engine's announcement. A token in the address is taken, then hidden."""

    def initialize(self, path: str, *args: Any, injected: bytes = b"", **settings: Any) -> None:
        super().initialize(path, *args, **settings)
        self.site, self.injected = Path(path), injected

    async def get(self, path: str, include_body: bool = True) -> None:
        if self.get_query_argument("token", "") and self.current_user:
            self.redirect(self.request.path)
            return
        self.xsrf_token  # noqa: B018 - reading it sets the cookie that the page's script sends back
        file = self.site / path
        file = file / "index.html" if path == "" or path.endswith("/") else file
        if file.suffix == ".html" and file.is_file() and file.resolve().is_relative_to(self.site):
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.set_header("Cache-Control", "no-store")
            self.finish(file.read_bytes().replace(b"</head>", self.injected, 1))
            return
        await web.StaticFileHandler.get(self, path, include_body)

    def compute_etag(self) -> str | None:
        return super().compute_etag() if hasattr(self, "absolute_path") else None

    def write_error(self, status_code: int, **details: Any) -> None:
        page = self.site / "404.html"
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(page.read_bytes() if status_code == 404 and page.is_file() else str(status_code).encode())


class NoticeHandler(JupyterHandler):
    """GET: notices as server-sent events, until the page goes."""

    def initialize(self, notices: Notices) -> None:
        self.notices = notices

    @web.authenticated
    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        with self.notices.listener() as self.queue:
            while (text := await self.queue.get()) is not None:
                self.write(f"data: {text}\n\n")
                with contextlib.suppress(StreamClosedError):
                    await self.flush()

    def on_connection_close(self) -> None:
        self.queue.put_nowait(None)
