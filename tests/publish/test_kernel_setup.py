"""What a lesson's kernel does for the page."""

from __future__ import annotations

import io

from course.publish.kernel_setup import SIYU_FLOOD, siyu_dam


def test_a_flood_ends_in_the_kernel_and_the_next_cell_prints_again() -> None:
    stream = io.StringIO()
    next_cell = siyu_dam(stream)
    for _ in range(3):
        print("x" * (SIYU_FLOOD // 2), file=stream)
    assert len(stream.getvalue()) == SIYU_FLOOD
    next_cell()
    print("again", file=stream)
    assert stream.getvalue().endswith("again\n")
