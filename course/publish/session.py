"""One lesson's kernel: runs cells, evaluates expressions, and says what went wrong as a `Fault`."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course.publish.kernel import setup_code
from course.publish.notebook import v4

_SECONDS = 120
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_AT_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_SCALAR = re.compile(r"^np\.\w+\((.*)\)$")


@dataclass(frozen=True)
class Fault(Exception):
    """What a cell or an expression failed with; `line` is 1-based within it. No `name`: the value is not a text or number."""

    name: str
    text: str
    line: int = 1


class Session:
    """A running kernel. Cells share its names; `evaluate` reads them without leaving a trace."""

    def __init__(self, client: NotebookClient) -> None:
        self._client = client
        self._count = 0

    async def run(self, code: str) -> tuple[int, list[Any]]:
        """Run one cell; its execution count and its outputs (nbformat nodes). Raises Fault."""
        self._count += 1
        cell = v4.new_code_cell(code)
        self._client.nb.cells.append(cell)
        try:
            await self._client.async_execute_cell(cell, len(self._client.nb.cells) - 1, execution_count=self._count)
        except CellExecutionError as error:
            line = _line(error.traceback)
            raise Fault(error.ename, error.evalue or code.splitlines()[line - 1].strip(), line) from None
        except CellTimeoutError:
            raise Fault("TimeoutError", f"> {_SECONDS} s") from None
        except DeadKernelError:
            raise Fault("DeadKernelError", "") from None
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                raise Fault("stderr", output.text.strip())
        return self._count, list(cell.outputs)

    async def evaluate(self, expressions: Sequence[str]) -> list[str | Fault]:
        """Each expression's value as text: a str is itself, a number its digits."""
        if not expressions:
            return []
        kernel: Any = self._client.kc
        named = {str(number): expression for number, expression in enumerate(expressions)}
        asked = kernel.execute("", silent=True, store_history=False, user_expressions=named)
        while True:
            reply = await kernel.get_shell_msg(timeout=_SECONDS)
            if reply["parent_header"].get("msg_id") == asked:
                break
        values = reply["content"]["user_expressions"]
        return [_text(values[number]) for number in named]


@asynccontextmanager
async def open_session(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[Session]:
    """A fresh kernel working in `folder`, set up as lessons expect, shut down at the end."""
    client = NotebookClient(
        v4.new_notebook(),
        kernel_name="python3",
        timeout=_SECONDS,
        coalesce_streams=True,
        record_timing=False,
        extra_arguments=["--log-level=50"],
        resources={"metadata": {"path": str(folder)}},
    )
    variables = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1", **environment}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        async with client.async_setup_kernel(env=variables, cwd=str(folder)):
            session = Session(client)
            await session.run(setup_code())
            session._count = 0
            yield session


def _line(traceback: str) -> int:
    found = _AT_LINE.findall(_ANSI.sub("", traceback))
    return int(found[-1]) if found else 1


def _text(reply: Mapping[str, Any]) -> str | Fault:
    if reply["status"] != "ok":
        return Fault(reply["ename"], reply["evalue"])
    shown = _SCALAR.sub(r"\1", reply["data"]["text/plain"])
    try:
        value = ast.literal_eval(shown)
    except (SyntaxError, ValueError):
        return Fault("", shown)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else Fault("", shown)
