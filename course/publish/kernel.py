"""Authority on what runs in a kernel before a lesson: text for the build, the local engine and the downloads."""

from __future__ import annotations

from importlib import resources


def setup_source() -> str:
    """The source of `kernel_setup`, to be read by people (first cell of a downloaded notebook)."""
    return resources.files("course.publish").joinpath("kernel_setup.py").read_text(encoding="utf-8")


def setup_code() -> str:
    """One statement to run at kernel start: pandas and Altair look like the course's, charts come out as SVG.

    It leaves no name behind in the kernel.
    """
    source = setup_source() + "\nsiyu_start(svg=True)\n"
    return f"exec(compile({source!r}, 'siyu-setup', 'exec'), {{'__name__': 'siyu_setup'}})"


def download_code() -> str:
    """The first cell of a downloaded notebook: the same set-up in plain sight, charts drawn by the reader's Jupyter."""
    return setup_source().rstrip() + "\n\n\nsiyu_start(svg=False)"
