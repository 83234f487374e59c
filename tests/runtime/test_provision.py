"""Runtime folders: what is taken, slimmed and named in the lock; what is refused and what a check finds."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import socket
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.cli import app
from course.runtime.download import download
from course.runtime.folder import NoRuntime, Runtime
from course.runtime.provision import BadSource, faults, provision
from course.runtime.wheels import slim

ROOT = Path(__file__).parents[2]


def wheel(name: str, version: str = "1.0", needs: tuple[str, ...] = (), module: str = "") -> bytes:
    """A small pure wheel with a module and tests of its own."""
    packed = io.BytesIO()
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    told += "".join(f"Requires-Dist: {other}\n" for other in needs)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{module or name}/__init__.py", "")
        archive.writestr(f"{module or name}/tests/test_it.py", "assert True\n" * 500)
        archive.writestr(f"{name}-{version}.dist-info/METADATA", told)
        archive.writestr(f"{name}-{version}.dist-info/RECORD", "")
    return packed.getvalue()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder like a release: a core, a lock, and three wheels of which the lock knows two."""
    folder = tmp_path / "release" / "pyodide"
    folder.mkdir(parents=True)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        (folder / name).write_bytes(name.encode())
    packages = {}
    for name, needs, module in (("frames", ["numbers-fast"], "frames"), ("numbers-fast", [], "fastnum")):
        data = wheel(name.replace("-", "_"), module=module)
        file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        (folder / file).write_bytes(data)
        packages[name] = {
            "name": name, "version": "1.0", "file_name": file, "install_dir": "site",
            "sha256": hashlib.sha256(data).hexdigest(), "package_type": "package", "imports": [module], "depends": needs,
        }  # fmt: skip
    packages["absent"] = {**packages["frames"], "name": "absent", "file_name": "absent-1.0.whl", "imports": ["absent"]}
    (folder / "unlisted-1.0-py3-none-any.whl").write_bytes(
        wheel("unlisted", needs=('frames; sys_platform == "emscripten"', 'winonly; sys_platform == "win32"'))
    )
    info = {"python": "3.12.7", "version": "0.27.7", "platform": "emscripten_3_1_58", "arch": "wasm32"}
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": info, "packages": packages}))
    return folder


def test_only_what_is_imported_and_what_that_needs_is_taken(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"frames"}, tmp_path / "runtime", lambda line: None)
    assert sorted(made.packages) == ["frames", "numbers-fast"]
    assert made.providers({"frames", "fastnum"}) == ({"frames", "numbers-fast"}, set())
    assert faults(made.folder) == []


def test_wheels_lose_their_tests_and_the_lock_has_the_new_digests(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"fastnum"}, tmp_path / "runtime", lambda line: None)
    package = made.packages["numbers-fast"]
    data = (made.folder / package.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == package.sha256
    assert [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if "tests" in n] == []
    assert slim(data) == data, "slimming what is slim changes nothing"


def test_a_wheel_the_lock_does_not_know_is_described_by_itself(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"unlisted"}, tmp_path / "runtime", lambda line: None)
    assert made.packages["unlisted"].depends == ("frames",), "a requirement of another platform is none"
    assert "numbers-fast" in made.packages


def test_a_pure_package_the_source_lacks_comes_from_this_environment(release: Path, tmp_path: Path) -> None:
    told: list[str] = []
    made = provision(release, {"pytest"}, tmp_path / "runtime", told.append)
    assert {"pytest", "pluggy", "iniconfig", "packaging", "pygments"} == set(made.packages)
    assert "_pytest" in made.packages["pytest"].imports
    assert any("pytest" in line and "取自本机" in line for line in told)


def test_what_is_nowhere_is_left_out_and_named(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"absent", "frames"}, tmp_path / "runtime", lambda line: None)
    assert made.providers({"absent", "frames"})[1] == {"absent"}


@pytest.mark.parametrize("kind", ["tar.bz2", "zip"])
def test_an_archive_gives_the_same_runtime(release: Path, tmp_path: Path, kind: str) -> None:
    archive = tmp_path / f"release.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for path in release.iterdir():
                packed.write(path, f"pyodide/{path.name}")
    else:
        with tarfile.open(archive, "w:bz2") as packed_tar:
            packed_tar.add(release, "pyodide")
    one = provision(archive, {"frames"}, tmp_path / "one", lambda line: None)
    other = provision(release, {"frames"}, tmp_path / "other", lambda line: None)
    assert one.digest == other.digest


def test_a_bad_source_is_one_sentence_and_the_old_runtime_stays(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"frames"}, tmp_path / "runtime", lambda line: None)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"no zip")
    for source in (tmp_path / "empty", tmp_path / "broken.zip", tmp_path / "nowhere.tar.bz2"):
        with pytest.raises(BadSource, match=source.name):
            provision(source, {"frames"}, made.folder, lambda line: None)
    assert faults(made.folder) == []


def test_a_check_finds_what_changed_what_is_gone_and_what_is_too_many(release: Path, tmp_path: Path) -> None:
    made = provision(release, {"frames"}, tmp_path / "runtime", lambda line: None)
    (made.folder / made.packages["frames"].file).write_bytes(b"changed")
    (made.folder / made.packages["numbers-fast"].file).unlink()
    (made.folder / "more.whl").write_bytes(b"")
    found = faults(made.folder)
    assert len(found) == 3
    assert "frames-1.0" in found[0] and "numbers_fast-1.0" in found[1] and "more.whl" in found[2]


def test_a_lock_without_a_version_leaves_it_to_the_loader(release: Path) -> None:
    lock = json.loads((release / "pyodide-lock.json").read_text("utf-8"))
    lock["info"].pop("version", None)
    (release / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    assert Runtime(release).version == ""
    (release / "pyodide.mjs").write_text('var version="314.0.7";', "utf-8")
    assert Runtime(release).version == "314.0.7"


def test_a_folder_without_a_core_is_no_runtime(release: Path) -> None:
    (release / "pyodide.asm.wasm").unlink()
    with pytest.raises(NoRuntime, match=r"pyodide\.asm\.wasm"):
        Runtime(release)


def test_a_download_with_another_digest_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="ftp"):
        download("ftp://example.invalid/x", tmp_path / "x", "", lambda line: None)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def host() -> Iterator[str]:
    """A host that answers everything with 404, but sends half of `cut` and goes away."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/cut" else 404)
            self.send_header("Content-Length", "10")
            self.end_headers()
            self.wfile.write(b"12345")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("place", "told"), [("/gone", "服务器回答 404"), ("/cut", "只收到 5 字节，应有 10 字节")])
def test_a_download_that_fails_says_why_and_leaves_nothing(host: str, place: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=told) as fault:
        download(host + place, tmp_path / "x", "", lambda line: None)
    assert host + place in str(fault.value) and "course runtime use" in str(fault.value)
    assert list(tmp_path.iterdir()) == []


def test_an_address_where_nobody_answers_is_one_sentence() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # taken, and nobody listens
        address = f"http://127.0.0.1:{unheard.getsockname()[1]}/x.tar"
        done = CliRunner().invoke(app, ["runtime", "fetch", "--from", address, "--root", str(ROOT)])
    assert done.exit_code == 2
    assert "连不上 127.0.0.1" in done.output and "Traceback" not in done.output


def test_check_names_the_pages_that_a_missing_package_stops(release: Path) -> None:
    done = CliRunner().invoke(app, ["runtime", "check", str(release), "--root", str(ROOT)])
    assert done.exit_code == 1
    assert "缺 pandas，用到它的有：" in done.output and "E3." in done.output


def test_build_refuses_a_folder_that_is_no_runtime(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["build", "--runtime", str(tmp_path), "--root", str(ROOT)])
    assert done.exit_code == 2 and "pyodide-lock.json" in done.output
