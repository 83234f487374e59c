"""What the sandbox shows: Python, its standard library, the named packages, the shared libraries they need, the worker file."""

from __future__ import annotations

import importlib.util
import json
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

from grader.judge.enter import SCRATCH
from grader.judge.subprocess import environment

PACKAGES = ("numpy", "pandas", "dateutil", "six", "tzdata", "seccompy", "landlockpy")
PYTHON, PACKAGE_FOLDER, WORKER = "/python", "/packages", "/worker.pyz"
_THIRD_PARTY = ("site-packages", "dist-packages")  # inside the standard library's folder: other people's packages

Pairs = list[tuple[str, str]]


def make_view(root: Path, worker: Path, preload: tuple[str, ...]) -> dict[str, Any]:
    """The view for `grader.judge.enter`: read-only pairs (outside, inside), and the command to execute inside."""
    python, library = _python()
    inside = {"packages": PACKAGE_FOLDER, "preload": list(preload), "readable": readable_inside()}
    shown = [*python, *_packages(), *_libraries(), *_zones(), (str(worker), WORKER)]
    return {
        "root": str(root),
        "shown": shown,
        "hidden": [f"{library}/{name}" for name in _THIRD_PARTY if (_standard_library() / name).is_dir()],
        "folders": [SCRATCH],
        "links": [("/tmp", SCRATCH), *_merged_folders()],
        "command": [python[0][1], "-s", "-P", "-B", "-X", "utf8", WORKER, "zygote", json.dumps(inside)],
        "environment": environment(SCRATCH),
    }


def readable_inside() -> list[str]:
    """Places inside that learner code may read; all else is refused by Landlock as well."""
    return [PYTHON, PACKAGE_FOLDER, WORKER, *(inside for _, inside in (*_libraries(), *_zones()))]


def _standard_library() -> Path:
    return Path(sysconfig.get_path("stdlib")).resolve()


@cache
def _python() -> tuple[Pairs, str]:
    """The interpreter and its library, kept in their places to each other so that Python finds itself."""
    prefix, library = Path(sys.base_prefix).resolve(), _standard_library()
    inside = f"{PYTHON}/{library.relative_to(prefix).as_posix()}"
    return [(str(Path(sys.executable).resolve()), f"{PYTHON}/bin/python3"), (str(library), inside)], inside


@cache
def _packages() -> Pairs:
    found: Pairs = []
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        place = origin.parent if spec.submodule_search_locations else origin
        beside = place.with_name(f"{name}.libs")  # shared libraries that a wheel brings along
        found += [(str(path), f"{PACKAGE_FOLDER}/{path.name}") for path in (place, beside) if path.exists()]
    return found


@cache
def _libraries() -> Pairs:
    """Folders of the system's shared libraries, and the loader where the interpreter looks for it."""
    prefix = Path(sys.base_prefix).resolve()
    mapped = {Path(line.split()[-1]) for line in Path("/proc/self/maps").read_text().splitlines() if ".so" in line}
    system = {path for path in mapped if path.is_file() and not path.is_relative_to(prefix)}
    folders = {path.parent for path in system if not set(_THIRD_PARTY) & set(path.parts)}
    singly = {path for path in mapped if path.name.startswith("libpython")}  # found by its place outside
    singly |= {path for pattern in ("lib64/ld-*.so*", "lib/ld-*.so*") for path in Path("/").glob(pattern)}
    singly |= {path for path in (Path("/etc/ld.so.cache"),) if path.is_file()}
    places = {path.parent.resolve() / path.name: path.resolve() for path in singly}
    return [
        *((str(folder), str(folder)) for folder in sorted(folders)),
        *((str(path), str(place)) for place, path in sorted(places.items()) if place.parent not in folders),
    ]


def _zones() -> Pairs:
    zones = "/usr/share/zoneinfo"
    return [(zones, zones)] if Path(zones).is_dir() else []


def _merged_folders() -> Pairs:
    """`/lib -> usr/lib` and the like, where the host has them."""
    return [
        (f"/{name}", str(Path(f"/{name}").readlink())) for name in ("lib", "lib64") if Path(f"/{name}").is_symlink()
    ]
