"""The local engine of a served page: `jupyter_server` with the site's files and one handler for checks, on 127.0.0.1 only.

Token, Host and Origin checks, XSRF, kernels and interrupts are jupyter_server's. Pages are readable without the token; running
and checking are not.
"""

from __future__ import annotations

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

        from grader.handlers import routes

        token = token or secrets.token_urlsafe(24)
        desk, notices = CheckDesk(course), Notices() if watch else None
        server = ServerApp.instance(config=_settings(port, token, scratch))
        server.initialize(argv=[], find_extensions=False, new_httpserver=True)
        server.web_app.add_handlers(".*$", routes(site.resolve(), desk, notices))  # type: ignore[no-untyped-call]
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
