"""Reading a submission's file: whatever the bytes are, there is a source or one sentence, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checking.submission import load_failure
from grader.judge.source import Source, plain_python, source_from_bytes

texts = st.text(max_size=30) | st.sampled_from(["%%bash\nls", "!ls", "x = ?", "1 +", "(" * 500, "\0", "\ud800", "x?"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | texts, lambda inner: st.lists(inner, max_size=3), max_leaves=6
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", 3]),
        "source": texts | st.lists(texts, max_size=3) | anything,
        "metadata": st.just({}) | anything,
        "outputs": st.just([]) | anything,
        "execution_count": st.none() | anything,
        "input": texts,
    },
)
notebooks = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(cells, max_size=4) | anything,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(cells, max_size=2)}), max_size=2),
        "metadata": st.just({}) | anything,
        "nbformat": st.integers(-1, 6) | anything,
        "nbformat_minor": st.integers(-1, 9) | anything,
    },
)


def is_read(source: Source) -> bool:
    """Cells of text, or a fault with a sentence."""
    failure = load_failure(source, None)
    if source.fault:
        return failure is not None and bool(failure.message) and not source.cells
    return bool(source.cells) and all(isinstance(cell.text, str) for cell in source.cells)


@given(st.binary(max_size=300), st.sampled_from(["a.py", "a.ipynb"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert is_read(source_from_bytes(name, data))


@pytest.mark.filterwarnings("ignore")  # nbformat warns of old formats, which is no fault
@given(notebooks | anything)
def test_any_notebook_is_read_or_refused(notebook: Any) -> None:
    assert is_read(source_from_bytes("a.ipynb", json.dumps(notebook).encode()))


@given(texts)
def test_a_cell_keeps_its_lines(text: str) -> None:
    if not text.startswith("%%"):
        assert plain_python(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text", ["(" * 100_000, "-" * 200_000 + "1", "[" * 50_000 + "]" * 50_000, "x = " + "9" * 200_000]
)
def test_what_overflows_a_parser_does_not_overflow_us(text: str) -> None:
    assert plain_python(text)
