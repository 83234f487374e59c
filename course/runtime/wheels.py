"""Wheels for a runtime: described for the lock, slimmed, made from a pure package that is installed here."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_DROPPED = re.compile(r"(^|/)tests?/|\.(pyi|pyx|pxd|h|c|a|exe)$|(^|/)__pycache__/")
# Testing tools that the course itself needs: their names look like tests.
_KEPT = ("_pytest/", "pytest/")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def slim(data: bytes) -> bytes:
    """The wheel without its own tests, headers and type stubs; same bytes for the same wheel.

    RECORD goes with them: it would name files that are no longer there.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            if name.endswith(("/", ".dist-info/RECORD")) or (_DROPPED.search(name) and not name.startswith(_KEPT)):
                continue
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name), compresslevel=9)
    return packed.getvalue()


def describe(file: str, data: bytes, python: str) -> dict[str, Any]:
    """A lock's entry for a wheel, from its own metadata; `python` is the version it will run on.

    Raises KeyError when the bytes are a zip without a wheel's metadata.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        names = wheel.namelist()
        found = next((name for name in names if name.endswith(".dist-info/METADATA")), None)
        if found is None:
            raise KeyError("METADATA")
        told = _headers(wheel.read(found).decode("utf-8"))
    return {
        "name": told["Name"][0],
        "version": told["Version"][0],
        "file_name": file,
        "install_dir": "site",
        "sha256": hashlib.sha256(data).hexdigest(),
        "package_type": "package",
        "imports": _modules(names),
        "depends": _depends(told.get("Requires-Dist", []), python),
        "unvendored_tests": False,
        "shared_library": False,
    }


def installed_wheel(name: str) -> tuple[str, bytes] | None:
    """A wheel made from the package as it is installed here, when it is pure Python; None when it is not, or not here."""
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    pure = re.search(r"^Root-Is-Purelib: true$", distribution.read_text("WHEEL") or "", re.MULTILINE)
    if not pure or not distribution.files:
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in sorted(distribution.files, key=str):
            path = Path(str(file.locate()))
            if ".." not in file.parts and path.is_file() and file.suffix != ".pyc":
                wheel.writestr(zipfile.ZipInfo(file.as_posix(), _EPOCH), path.read_bytes())
    stem = canonicalize_name(name).replace("-", "_")
    return f"{stem}-{distribution.version}-py3-none-any.whl", packed.getvalue()


def _headers(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.split("\n\n")[0].splitlines():
        key, colon, value = line.partition(": ")
        if colon and not line.startswith(" "):
            found.setdefault(key, []).append(value.strip())
    return found


def _modules(names: list[str]) -> list[str]:
    tops = {
        name.split("/")[0].split(".")[0]
        for name in names
        if ".dist-info/" not in name and ".data/" not in name and re.search(r"\.(py|pyc|so)$", name)
    }
    return sorted(top for top in tops if top.isidentifier())


def _depends(requires: list[str], python: str) -> list[str]:
    """What the metadata asks for on Pyodide, without extras."""
    there: dict[str, str] = {
        **{name: str(value) for name, value in default_environment().items()},
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "platform_machine": "wasm32",
        "os_name": "posix",
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "extra": "",
    }
    asked = [Requirement(line) for line in requires]
    return sorted({canonicalize_name(one.name) for one in asked if not one.marker or one.marker.evaluate(there)})
