"""Authority on pages that run code by themselves: what each announces to the script, and the files it then asks for."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from course.model import Course, Exercise, Lesson
from course.publish.drawer import PLACE as DRAWER
from course.publish.drawer import drawer_script
from course.publish.execute import lesson_dataset
from course.publish.needs import dataset_code, exercise_imports, lesson_imports, reads_sample
from course.publish.pages import data_script
from course.runtime.folder import Runtime

RUNTIME = "runtime/"
ARCHIVES = "assets/page/"
WORKER = "assets/siyu-worker.js"
# A page without the drawing package runs all the same: charts stay as built.
CHARTS = "altair"
_KERNEL = ("__init__.py", "page_kernel.py", "kernel_setup.py")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Hosting:
    """What a site needs to run code without a server: a runtime, and the archives of the checking code and of an exercise."""

    runtime: Runtime
    checking: Callable[[], bytes]
    exercise: Callable[[Exercise], bytes]


class Host:
    """Announces what pages need and collects the files for it, by place under the site's root."""

    def __init__(self, course: Course, hosting: Hosting) -> None:
        self._course, self._hosting, self._runtime = course, hosting, hosting.runtime
        self.files: dict[str, bytes] = {}
        package = resources.files("course").joinpath("__init__.py").read_bytes()
        self._kernel = zip_files(
            {"course/__init__.py": package, **{f"course/publish/{name}": _own(name) for name in _KERNEL}}
        )
        self._checking = hosting.checking()

    def lesson(self, lesson: Lesson) -> Markup:
        """The announcement of a lesson's page."""
        dataset = lesson_dataset(self._course, lesson)
        imports = lesson_imports(lesson, dataset)
        archives = [self._archive("kernel", self._kernel)]
        if dataset:
            archives += self._data(dataset.slug, dataset.folder, lesson.tables)
        return self._announce(imports, archives)

    def exercise(self, exercise: Exercise) -> Markup:
        """The announcement of an exercise's page."""
        archives = [
            self._archive("checking", self._checking),
            self._archive(f"exercise-{exercise.slug}", self._hosting.exercise(exercise)),
        ]
        if folder := exercise.dataset_folder:
            tables = exercise.tables if reads_sample(exercise) else ()
            archives += self._data(exercise.dataset or f"{exercise.slug}-data", folder, tables)
        return self._announce(exercise_imports(exercise), archives)

    def write(self, out: Path, write: Callable[[Path, bytes], None]) -> None:
        """Write the archives announced so far and the runtime's files below `out`."""
        for place, data in self.files.items():
            write(out / place, data)
        wheels = [package.file for package in self._runtime.packages.values()]
        for name in (*self._runtime.core, *wheels):
            write(out / RUNTIME / name, (self._runtime.folder / name).read_bytes())

    def _announce(self, imports: set[str], archives: list[dict[str, Any]]) -> Markup:
        runtime = self._runtime
        packages, missing = runtime.providers(imports)
        files = [
            {"place": RUNTIME + name, "bytes": (runtime.folder / name).stat().st_size}
            for name in runtime.files(packages)
        ]
        data = {
            "schema_version": 1,
            "pyodide": runtime.version,
            "python": runtime.python,
            "digest": runtime.digest,
            "folder": RUNTIME,
            "worker": f"{WORKER}?{_digest(_own('web/dist/siyu-worker.js'))}",
            "packages": sorted(packages),
            "imports": sorted(imports - missing),
            "missing": sorted(missing - {CHARTS}),
            "charts": self._drawer() if CHARTS in imports - missing else "",
            "files": files,
            "archives": archives,
        }
        return data_script(data, "siyu-runtime")

    def _drawer(self) -> str:
        """The script that draws what this page's cells may make; one for the whole site."""
        self.files.setdefault(DRAWER, drawer_script())
        return f"{DRAWER}?{_digest(self.files[DRAWER])}"

    def _data(self, name: str, folder: Path, tables: Iterable[str]) -> list[dict[str, Any]]:
        """A dataset's code and the tables asked for, each an archive of its own, so that pages share them."""
        code = {path.relative_to(folder).as_posix(): path.read_bytes() for path in dataset_code(folder)}
        code["dataset.toml"] = (folder / "dataset.toml").read_bytes()
        archives = [self._archive(f"{name}-code", zip_files(code, "dataset/"))]
        for table in tables:
            found = next((path for end in (".csv.gz", ".csv") if (path := folder / f"{table}{end}").is_file()), None)
            if found:
                packed = zip_files({found.name: found.read_bytes()}, "dataset/")
                archives.append(self._archive(f"{name}-{table}", packed))
        return archives

    def _archive(self, name: str, data: bytes) -> dict[str, Any]:
        """A zip under `assets/page/`; its address changes with its bytes, so that a kept copy is never a stale one."""
        place = f"{ARCHIVES}{name}.zip"
        self.files[place] = data
        return {"place": f"{place}?{_digest(data)}", "bytes": len(data)}


def zip_files(files: Mapping[str, bytes], below: str = "") -> bytes:
    """A zip of files by name, under the folder `below`; same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(below + name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def _own(name: str) -> bytes:
    return resources.files("course.publish").joinpath(name).read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
