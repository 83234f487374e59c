"""Authority on learner-facing sentences in code: each package keeps them in its `messages.toml`. Standard library only."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def _messages(package: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath("messages.toml").read_text(encoding="utf-8"))


class Words:
    """The sentences of one package.

    `Words("grader")("judge.timeout", seconds=5)` looks up `[judge] timeout` in `grader/messages.toml` and fills it with
    `str.format`. Raises KeyError for a key that nobody wrote.
    """

    def __init__(self, package: str) -> None:
        self._package = package

    def __call__(self, key: str, /, **values: object) -> str:
        found: Any = _messages(self._package)
        for part in key.split("."):
            found = found[part]
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format(**values)
