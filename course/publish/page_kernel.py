"""Authority on running a lesson's cells inside a page: one set of names, outputs as Jupyter's, sent as they come.

It travels to the page beside `kernel_setup` and runs on Pyodide, so it imports nothing else of ours.
"""

from __future__ import annotations

import ast
import io
import json
import linecache
import sys
import traceback
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from course.publish import kernel_setup

# A page takes this much of one cell; what is printed beyond it is dropped here, before it costs the page anything.
FLOOD = 300_000
# A chart's data is drawn, not read: it may be more.
CHART_SIZE = 3_000_000
CHART, TOO_LARGE = "application/vnd.siyu.chart+json", "application/vnd.siyu.too-large"
_CHUNK = 8_000
_RICH = (("image/svg+xml", "_repr_svg_"), ("text/html", "_repr_html_"))

Emit = Callable[[str], Any]


class Cells:
    """The cells of one page: `run` them in any order, they share their names. `emit` takes each output as JSON."""

    def __init__(self, emit: Emit, undrawn: bool = False) -> None:
        self._emit, self._left, self._count = emit, FLOOD, 0
        self.names: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__, "display": self.display}
        self._dressed: set[str] = set()
        if undrawn:
            stand_in("altair")

    def run(self, code: str) -> str:
        """Run one cell: "ok" or "error". Whatever it raises is an output."""
        self._left, self._count = FLOOD, self._count + 1
        name = f"<cell {self._count}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        self._dress(code)
        kept = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Printed("stdout", self._send), _Printed("stderr", self._send)
        try:
            self._execute(code, name)
        except BaseException as error:  # SystemExit and KeyboardInterrupt end the cell, not the page's interpreter
            sys.stdout.flush()
            self._tell(error)
            return "error"
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            sys.stdout, sys.stderr = kept
        return "ok"

    def display(self, *values: Any) -> None:
        """What a cell calls to show a value before its last line."""
        for value in values:
            self._show(value, "display_data")

    def _dress(self, code: str) -> None:
        """Make pandas and Altair look like the course's, once, before the first cell that may use them."""
        if "pandas" in sys.modules and "pandas" not in self._dressed:
            self._dressed.add("pandas")
            kernel_setup.siyu_dress_tables()
        drawn = not isinstance(sys.modules.get("altair"), _Undrawn)
        if "altair" in code and drawn and "altair" not in self._dressed:
            self._dressed.add("altair")
            kernel_setup.siyu_dress_charts(svg=False)
            renderers = sys.modules["altair"].renderers
            renderers.register("siyu", drawn_by_the_page)
            renderers.enable("siyu")

    def _execute(self, code: str, name: str) -> None:
        tree = ast.parse(code, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(_compiled(tree, name), self.names)  # noqa: S102  (running a reader's cell is what this is for)
        if isinstance(last, ast.Expr):
            value = eval(_compiled(ast.Expression(last.value), name), self.names)
            if value is not None and not code.rstrip().endswith(";"):
                self._show(value, "execute_result")

    def _show(self, value: Any, kind: str) -> None:
        sys.stdout.flush()
        self._send({"output_type": kind, "data": mime(value)})

    def _tell(self, error: BaseException) -> None:
        """The error without our own frames, then what helps with it."""
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        lines = traceback.format_exception(type(error), error, trace)
        message = str(error)
        self._left = FLOOD
        self._send(
            {"output_type": "error", "ename": type(error).__name__, "evalue": message, "traceback": [*lines][-60:]}
        )
        help_ = kernel_setup.siyu_trouble(error.with_traceback(trace), self.names)
        self._send({"output_type": "display_data", "data": {kernel_setup.SIYU_TROUBLE: help_}})

    def _send(self, output: dict[str, Any]) -> None:
        text = json.dumps(output, ensure_ascii=False, default=str)
        if CHART in output.get("data", {}):
            small = {"output_type": output["output_type"], "data": {TOO_LARGE: {}}}
            self._emit(text if len(text) <= CHART_SIZE else json.dumps(small))
            return
        self._left -= len(text)
        if self._left > -FLOOD // 10 or output["output_type"] == "error":
            self._emit(text)


def _compiled(tree: ast.Module | ast.Expression, name: str) -> CodeType:
    """Without this module's own `__future__` settings, which `compile` would hand on."""
    return compile(tree, name, "eval" if isinstance(tree, ast.Expression) else "exec", dont_inherit=True)


def mime(value: Any) -> dict[str, Any]:
    """A value as Jupyter shows it: by media type, text always among them."""
    if bundle := getattr(value, "_repr_mimebundle_", None):
        made = bundle()
        return dict(made[0] if isinstance(made, tuple) else made)
    found = {kind: text for kind, method in _RICH if (make := getattr(value, method, None)) and (text := make())}
    return {**found, "text/plain": repr(value)}


def drawn_by_the_page(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    """An Altair renderer: the chart as it is, with the palette by CSS variable; the page draws it."""
    return {CHART: {"spec": spec, "colours": kernel_setup.SIYU_PALETTE}, "text/plain": "Chart"}


class _Printed(io.TextIOBase):
    """Standard output or error of a cell: sent line by line, in pieces."""

    def __init__(self, name: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._name, self._emit_text, self._held = name, send, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._held += text
        if "\n" in text or len(self._held) > _CHUNK:
            self.flush()
        return len(text)

    def flush(self) -> None:
        held, self._held = self._held, ""
        if held:
            self._emit_text({"output_type": "stream", "name": self._name, "text": held})


class _Undrawn(ModuleType):
    """Stands in for the drawing package where the runtime lacks it: takes every call, and shows that nothing is drawn."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __or__(self, other: Any) -> Any:
        return self

    __and__ = __add__ = __getitem__ = __or__

    def _repr_mimebundle_(self) -> dict[str, Any]:
        return {"application/vnd.siyu.undrawn": {}}


def stand_in(name: str) -> None:
    """Let cells import a drawing package that is not there."""
    sys.modules[name] = _Undrawn(name)
