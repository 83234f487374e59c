"""Authority on what a class handed in: finds each learner's file for each exercise in a folder or an archive.

Names, links and archives are hostile. Nothing is unpacked: members are read, capped, into memory. What is refused is noted
with the learner whose it is and harms nobody else's. One file a learner and exercise is judged; the rest only gets a note.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile

from course.model import Exercise
from course.words import Words
from grader.classroom.archive import Archive, ArchiveRefused, Member
from grader.judge.source import MAX_BYTES, Source, source_from_bytes

say = Words("grader")

SUFFIXES = (".py", ".ipynb")
ENTRIES_AT_MOST = 20_000
FILES_A_LEARNER = 500
DEPTH_AT_MOST = 6
NAME_CHARACTERS = 120

_IGNORED = {"__MACOSX", "__pycache__", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", ".git", ".siyu"}
_SHADOWS = frozenset(sys.stdlib_module_names) | {
    "conftest", "pandas", "numpy", "pytest", "sitecustomize", "usercustomize", "grader", "course", "pyarrow", "dateutil",
}  # fmt: skip
_CANVAS = re.compile(r"^(?P<learner>.+?)_(?:LATE_)?\d+_\d+_(?P<file>.+)$")
_MOODLE = re.compile(r"^(?P<learner>.+)_assignsubmission_(?:file|onlinetext)_?$")


class IntakeError(ValueError):
    """The submissions as a whole cannot be read: one Chinese sentence."""


@dataclass(frozen=True)
class Handed:
    """One learner's submission of one exercise. `source` is None when there is none; `notes` say what was not used."""

    learner: str
    exercise: str
    source: Source | None
    notes: tuple[str, ...] = ()


@dataclass
class _Found:
    """A file of a learner: its path within what they handed in, and how to read it."""

    path: PurePosixPath
    where: Path | Member

    def read(self) -> Source:
        """The file as source. Raises OSError or ArchiveRefused when it cannot be read as a plain file."""
        data = _read_plain(self.where) if isinstance(self.where, Path) else self.where.read(MAX_BYTES + 1)
        return source_from_bytes(self.path.name, data)


@dataclass
class Learner:
    """What one learner handed in: files that may be submissions, archives not opened yet, and notes on the rest."""

    name: str
    files: list[_Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    archives: list[_Found] = field(default_factory=list)


def handed_in(place: Path, exercise: Exercise, alone: bool = True) -> Iterator[Handed]:
    """Every learner's submission of an exercise, by learner; files are read one at a time.

    `alone` says that no other exercise is handed in here: then a file may bear any name. Raises IntakeError when `place`
    is neither a folder nor a ZIP archive, or holds too much.
    """
    for learner in learners(place):
        for archive in learner.archives:
            _open_archive(learner, archive)
        yield _submission(learner, exercise, alone)
        learner.files.clear()  # with them go the archives in memory


def learners(place: Path) -> list[Learner]:
    """Everybody who handed something in, by name."""
    found: dict[str, Learner] = {}
    if place.is_dir():
        _scan_folder(place, found)
    elif place.is_file():
        _scan_download(place, found)
    else:
        raise IntakeError(say("intake.no_place", place=place))
    return [found[name] for name in sorted(found)]


def _submission(learner: Learner, exercise: Exercise, alone: bool) -> Handed:
    files = [file for file in learner.files if _is_for(file.path, exercise)]
    if not files and alone:
        files = learner.files
    notes = list(learner.notes)
    for file in sorted(files, key=lambda file: (file.path.suffix != ".py", len(file.path.parts), str(file.path))):
        try:
            source = file.read()
        except (OSError, ArchiveRefused) as fault:
            notes.append(say("intake.unreadable", name=file.path, fault=_reason(fault)))
            continue
        notes += [say("intake.spare", name=other.path, used=file.path) for other in files if other is not file]
        return Handed(learner.name, exercise.id, source, tuple(notes))
    return Handed(learner.name, exercise.id, None, tuple(notes))


def _is_for(path: PurePosixPath, exercise: Exercise) -> bool:
    """Whether a file is named after the exercise: its slug or id, alone or after a learner's prefix."""
    stem = path.stem.lower()
    names = (exercise.slug, exercise.slug.replace("-", "_"), exercise.id.lower())
    return any(stem == name or stem.endswith(f"_{name}") for name in names)


def _scan_folder(place: Path, found: dict[str, Learner]) -> None:
    """Files and archives named after their learner, and folders of them."""
    for number, entry in enumerate(sorted(os.scandir(place), key=lambda entry: entry.name)):
        if number >= ENTRIES_AT_MOST:
            raise IntakeError(say("intake.too_many", most=ENTRIES_AT_MOST))
        if entry.name in _IGNORED or entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_symlink():
            _learner(found, path.stem).notes.append(say("intake.link", name=entry.name))
        elif entry.is_dir(follow_symlinks=False):
            _scan_learner(_learner(found, entry.name), path)
        elif not entry.is_file(follow_symlinks=False):
            _learner(found, path.stem).notes.append(say("intake.special", name=entry.name))
        elif path.suffix.lower() == ".zip":
            _learner(found, path.stem).archives.append(_Found(PurePosixPath(entry.name), path))
        elif path.suffix.lower() in SUFFIXES:
            name, file = _flat_name(entry.name)
            _offer(_learner(found, name), PurePosixPath(file), path)


def _scan_learner(learner: Learner, folder: Path) -> None:
    """One learner's folder, all levels; links are not followed."""
    for path in _walk(folder, learner):
        _offer(learner, PurePosixPath(path.relative_to(folder).as_posix()), path)


def _walk(folder: Path, learner: Learner) -> Iterator[Path]:
    """Plain files below a folder; what is not one gets a note."""
    open_folders, seen = [(folder, 1)], 0
    while open_folders:
        current, depth = open_folders.pop()
        for entry in sorted(os.scandir(current), key=lambda entry: entry.name):
            seen += 1
            if seen > FILES_A_LEARNER:
                learner.notes.append(say("intake.too_many_files", most=FILES_A_LEARNER))
                return
            if entry.name in _IGNORED:
                continue
            if entry.is_symlink():
                learner.notes.append(say("intake.link", name=entry.name))
            elif entry.is_dir(follow_symlinks=False) and depth < DEPTH_AT_MOST:
                open_folders.append((Path(entry.path), depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                learner.notes.append(say("intake.special", name=entry.name))


def _open_archive(learner: Learner, found: _Found) -> None:
    """One learner's archive; a refused one leaves a note."""
    try:
        archive = Archive(found.where) if isinstance(found.where, Path) else found.where.open_archive()
    except (OSError, BadZipFile, ArchiveRefused) as fault:
        learner.notes.append(say("intake.bad_archive", name=found.path, fault=_reason(fault)))
        return
    learner.notes += archive.notes
    for member in archive.members:
        if member.path.suffix.lower() != ".zip":  # an archive in an archive in an archive is nobody's submission
            _offer(learner, member.path, member)


def _scan_download(place: Path, found: dict[str, Learner]) -> None:
    """A course system's download: a folder or a name prefix for each learner, their own archives inside."""
    try:
        archive = Archive(place, class_download=True)
    except (OSError, BadZipFile, ArchiveRefused) as fault:
        raise IntakeError(say("intake.bad_archive", name=place.name, fault=_reason(fault))) from fault
    for note, owner in archive.owned_notes:
        _learner(found, _owner(owner)).notes.append(note)
    for member in archive.members:
        name = _owner(member.path)
        inner = PurePosixPath(*member.path.parts[1:]) if len(member.path.parts) > 1 else member.path
        if len(member.path.parts) == 1:
            inner = PurePosixPath(_flat_name(member.path.name)[1])
        _offer(_learner(found, name), inner, member)


def _offer(learner: Learner, path: PurePosixPath, where: Path | Member) -> None:
    """Take a file that may be a submission or an archive; note one that would stand in for a module, pass over the rest."""
    suffix = path.suffix.lower()
    if any(part in _IGNORED for part in path.parts) or suffix not in (*SUFFIXES, ".zip"):
        return
    if suffix == ".zip":
        learner.archives.append(_Found(path, where))
    elif path.stem in _SHADOWS:
        learner.notes.append(say("intake.shadow", name=path.name))
    elif len(learner.files) < FILES_A_LEARNER:
        learner.files.append(_Found(path, where))


def _owner(path: PurePosixPath) -> str:
    """Whose a member of a class download is."""
    if len(path.parts) > 1:
        moodle = _MOODLE.match(path.parts[0])
        return moodle["learner"] if moodle else path.parts[0]
    return _flat_name(path.name)[0]


def _flat_name(name: str) -> tuple[str, str]:
    """Learner and file of a flat name: `lee_123_456_repeat-rate.py` as Canvas writes it, else `lee.py`."""
    canvas = _CANVAS.match(name)
    return (canvas["learner"], canvas["file"]) if canvas else (PurePosixPath(name).stem, name)


def _learner(found: dict[str, Learner], name: str) -> Learner:
    clean = clean_name(name)
    return found.setdefault(clean, Learner(clean))


def clean_name(name: str) -> str:
    """A learner's name fit to print: one form of Unicode, no control characters, not endless, never empty."""
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    visible = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in composed).strip()
    return visible[:NAME_CHARACTERS] or "�"


def _read_plain(path: Path) -> bytes:
    """A plain file's first bytes, never through a link, never waiting for a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(say("intake.not_plain"))
        return stream.read(MAX_BYTES + 1)


def _reason(fault: BaseException) -> str:
    if isinstance(fault, ArchiveRefused):
        return str(fault)
    if isinstance(fault, BadZipFile):
        return say("intake.not_zip")
    return getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
