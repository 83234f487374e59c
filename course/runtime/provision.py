"""Authority on making `runtime/`: from an official release, a folder or an archive, only what the course's pages need."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from course.files import swap_folder
from course.runtime.folder import LOCK, ZONES, NoRuntime, Runtime, read_lock
from course.runtime.wheels import describe, installed_wheel, slim
from course.words import Words

say = Words("course")

Tell = Callable[[str], None]
# Imported name -> package, where they differ and no lock says so.
_TAR = (".tar.bz2", ".tar.gz", ".tgz", ".tar.xz", ".tar")


class BadSource(Exception):
    """A source that holds no runtime; the text is a sentence for people."""


def provision(source: Path, imports: Iterable[str], place: Path, tell: Tell) -> Runtime:
    """Make the folder `place` a runtime with what gives `imports`, from a folder or archive; the old one stays until then.

    Wheels are slimmed, the lock names them alone, with their new digests. A pure package that the source lacks is taken from
    this environment. Raises BadSource.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with _opened(source, place.parent) as folder:
        try:
            core = Runtime(folder)
        except NoRuntime as lacks:
            raise BadSource(say("runtime.no_core", source=source, name=lacks)) from lacks
        fresh = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
        fresh.chmod(0o755)
        try:
            for name in core.core:
                shutil.copyfile(folder / name, fresh / name)
            entries = _Wheels(core, fresh, tell).take(imports)
            lock = {**core.lock, "packages": dict(sorted(entries.items()))}
            (fresh / LOCK).write_text(json.dumps(lock, ensure_ascii=False, indent=1), encoding="utf-8")
            swap_folder(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Runtime(place)


class _Wheels:
    """Takes wheels and all they depend on into a folder, and says what the lock is to hold."""

    def __init__(self, source: Runtime, out: Path, tell: Tell) -> None:
        self._out, self._tell, self._python = out, tell, source.python
        self._files = self._index(source)
        self._entries: dict[str, dict[str, Any]] = {}
        self._by_module = {
            module: name for name, (_, entry) in self._files.items() for module in entry.get("imports", ())
        }

    def _index(self, source: Runtime) -> dict[str, tuple[Path, dict[str, Any]]]:
        """Wheels at hand by name: as the source's lock describes them, or, unknown to it, as they do themselves."""
        known = {str(entry["file_name"]): (name, entry) for name, entry in source.lock["packages"].items()}
        found: dict[str, tuple[Path, dict[str, Any]]] = {}
        for path in sorted(source.folder.glob("*.whl")):
            with contextlib.suppress(KeyError, zipfile.BadZipFile, ValueError):
                name, entry = known.get(path.name) or (None, describe(path.name, path.read_bytes(), self._python))
                found[canonicalize_name(name or entry["name"])] = (path, entry)
        return found

    def take(self, imports: Iterable[str]) -> dict[str, dict[str, Any]]:
        waiting = [self._by_module.get(module, canonicalize_name(module)) for module in sorted(imports)]
        while waiting:
            name = waiting.pop()
            if name in self._entries:
                continue
            entry = self._one(name)
            if entry:
                self._entries[name] = entry
                waiting += entry["depends"] + ([ZONES] if name == "pandas" else [])
        self._drop_incomplete()
        for entry in self._entries.values():
            entry["depends"] = [name for name in entry["depends"] if name in self._entries]
        return self._entries

    def _drop_incomplete(self) -> None:
        """Packages of this environment that need a compiled one: half a package is worse than none."""
        while lame := [
            name
            for name, entry in self._entries.items()
            if name not in self._files and any(other not in self._entries for other in entry["depends"])
        ]:
            for name in lame:
                (self._out / self._entries.pop(name)["file_name"]).unlink()

    def _one(self, name: str) -> dict[str, Any] | None:
        """The lock's entry of a package, its slimmed wheel written; None when it is nowhere."""
        if name in self._files:
            path, entry = self._files[name]
            file, data = path.name, path.read_bytes()
            depends = [canonicalize_name(other) for other in entry["depends"]]
        else:
            made = installed_wheel(name)
            if made is None:
                return None
            file, data = made
            entry = describe(file, data, self._python)
            depends = entry["depends"]
            self._tell(say("runtime.from_here", name=name, version=entry["version"]))
        small = slim(data)
        (self._out / file).write_bytes(small)
        sizes = {"before": len(data) / 1e6, "after": len(small) / 1e6}
        self._tell(say("runtime.slimming", name=name, version=entry["version"], **sizes))
        return {**entry, "file_name": file, "sha256": hashlib.sha256(small).hexdigest(), "depends": depends}


@contextlib.contextmanager
def _opened(source: Path, beside: Path) -> Iterator[Path]:
    """The folder in a source that holds the lock; an archive is unpacked for as long as it is used. Raises BadSource."""
    if source.is_dir():
        yield _holding(source, source)
        return
    with tempfile.TemporaryDirectory(dir=beside, prefix=".runtime-source.") as scratch:
        try:
            _unpack(source, Path(scratch))
        except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError) as fault:
            raise BadSource(say("runtime.bad_source", source=source)) from fault
        yield _holding(Path(scratch), source)


def _unpack(source: Path, out: Path) -> None:
    if source.name.endswith(_TAR):
        with tarfile.open(source) as archive:
            archive.extractall(out, filter="data")
    elif source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            archive.extractall(out)
    else:
        raise OSError(source.name)


def _holding(folder: Path, source: Path) -> Path:
    found = sorted(folder.rglob(LOCK), key=lambda path: len(path.parts))
    if not found:
        raise BadSource(say("runtime.no_core", source=source, name=LOCK))
    return found[0].parent


def faults(folder: Path) -> list[str]:
    """What is wrong with the files of a runtime folder, a sentence each. Raises NoRuntime when it is none."""
    runtime = Runtime(folder)
    found = []
    named = {str(entry["file_name"]): str(entry["sha256"]) for entry in read_lock(folder / LOCK)["packages"].values()}
    for name, digest in sorted(named.items()):
        path = folder / name
        if not path.is_file():
            found.append(say("runtime.gone", name=name))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(say("runtime.changed", name=name))
    for path in sorted(folder.iterdir()):
        if path.suffix == ".whl" and path.name not in named:
            found.append(say("runtime.stray", name=path.name))
    assert runtime.core
    return found


def folder_bytes(folder: Path) -> int:
    """The size of a folder's files."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
