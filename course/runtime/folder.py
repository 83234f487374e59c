"""Authority on a runtime folder: Pyodide's core, some wheels, and a `pyodide-lock.json` that names exactly those wheels."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

LOCK = "pyodide-lock.json"
WASM = "pyodide.asm.wasm"
LOADER = "pyodide.mjs"
GLUE = ("pyodide.asm.js", "pyodide.asm.mjs")  # one of them: which, changed with Pyodide 314
STDLIB = "python_stdlib.zip"
CORE = (LOCK, LOADER, *GLUE, WASM, STDLIB)
ZONES = "tzdata"
_VERSION = re.compile(r'"(\d+\.\d+\.\d+\w*)"')


class NoRuntime(Exception):
    """A folder that is no runtime; the text is the name of the file it lacks or cannot be read."""


@dataclass(frozen=True)
class Package:
    """An entry of the lock: what it is called, what it installs, what it needs."""

    name: str
    version: str
    file: str
    sha256: str
    imports: tuple[str, ...]
    depends: tuple[str, ...]


class Runtime:
    """A runtime folder as its lock describes it. Raises NoRuntime when the core or the lock is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in (LOCK, LOADER, WASM, STDLIB):
            if not (folder / name).is_file():
                raise NoRuntime(name)
        if not any((folder / name).is_file() for name in GLUE):
            raise NoRuntime(GLUE[-1])
        self.lock = read_lock(folder / LOCK)

    @property
    def version(self) -> str:
        """The version of Pyodide, by its lock, or by its loader: locks of 314 have none. "" when neither says it."""
        told = _VERSION.search((self.folder / LOADER).read_text(encoding="utf-8"))
        return str(self.lock["info"].get("version") or (told[1] if told else ""))

    @property
    def python(self) -> str:
        """The version of Python."""
        return str(self.lock["info"].get("python", ""))

    @cached_property
    def packages(self) -> dict[str, Package]:
        """The packages whose wheels are in the folder, by name. An npm core names hundreds and holds none."""
        return {n: p for n, p in locked_packages(self.lock).items() if (self.folder / p.file).is_file()}

    @cached_property
    def core(self) -> tuple[str, ...]:
        """The core's files."""
        return tuple(name for name in CORE if (self.folder / name).is_file())

    @cached_property
    def digest(self) -> str:
        """Of the core's files and the lock, which holds the digests of the wheels."""
        sha = hashlib.sha256()
        for name in self.core:
            sha.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
        return sha.hexdigest()[:16]

    def providers(self, imports: Iterable[str]) -> tuple[set[str], set[str]]:
        """The packages that give these top-level modules, and the modules that none of the packages gives."""
        by_module = {module: name for name, package in self.packages.items() for module in package.imports}
        found = {by_module[module] for module in imports if module in by_module}
        if "pandas" in found and ZONES in self.packages:
            found.add(ZONES)
        return found, {module for module in imports if module not in by_module}

    def closure(self, names: Iterable[str]) -> list[Package]:
        """These packages and all they depend on, by name."""
        return closure(self.packages, names)

    def files(self, names: Iterable[str]) -> list[str]:
        """The core's files and the wheels of these packages and all they depend on."""
        return [*self.core, *(package.file for package in self.closure(names))]


def closure(packages: dict[str, Package], names: Iterable[str]) -> list[Package]:
    """These packages and all they depend on, as far as they are among `packages`, by name."""
    found: dict[str, Package] = {}
    waiting = [name for name in names if name in packages]
    while waiting:
        package = packages[waiting.pop()]
        if package.name not in found:
            found[package.name] = package
            waiting += [name for name in package.depends if name in packages]
    return [found[name] for name in sorted(found)]


def read_lock(path: Path) -> dict[str, Any]:
    """A `pyodide-lock.json`. Raises NoRuntime when it is none."""
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        lock["info"], lock["packages"]
    except (ValueError, KeyError, TypeError) as fault:
        raise NoRuntime(path.name) from fault
    return dict(lock)


def locked_packages(lock: dict[str, Any]) -> dict[str, Package]:
    """The entries of a lock by their keys, which are what `depends` names."""
    return {
        name: Package(
            name,
            str(entry["version"]),
            str(entry["file_name"]).rsplit("/", 1)[-1],
            str(entry["sha256"]),
            tuple(entry["imports"]),
            tuple(entry["depends"]),
        )
        for name, entry in lock["packages"].items()
    }
