"""Authority on reading a ZIP archive that somebody handed in. Members are read into memory, capped; nothing is unpacked.

Sizes in an archive's directory may lie, so every read has its own limit.
"""

from __future__ import annotations

import io
import stat
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from course.words import Words

say = Words("grader")

MEMBERS_AT_MOST = 2_000
CLASS_MEMBERS_AT_MOST = 100_000
BYTES_AT_MOST = 64 * 2**20
CLASS_BYTES_AT_MOST = 8 * 2**30
RATIO_AT_MOST = 200
RATIO_FROM_BYTES = 2**20
INNER_ARCHIVE_BYTES = 32 * 2**20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


class ArchiveRefused(ValueError):
    """An archive or member that is not read: one Chinese reason."""


@dataclass(frozen=True)
class Member:
    """One file of an archive; `path` is relative and has no `..`."""

    archive: ZipFile = field(repr=False)
    info: ZipInfo = field(repr=False)
    path: PurePosixPath

    def read(self, most: int) -> bytes:
        """Its first `most` bytes. Raises ArchiveRefused when it is damaged or encrypted."""
        if self.info.flag_bits & _ENCRYPTED:
            raise ArchiveRefused(say("intake.encrypted"))
        try:
            with self.archive.open(self.info) as stream:
                return stream.read(most)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
            raise ArchiveRefused(say("intake.damaged")) from fault

    def open_archive(self) -> Archive:
        """The archive that this member is. Raises ArchiveRefused or BadZipFile."""
        data = self.read(INNER_ARCHIVE_BYTES + 1)
        if len(data) > INNER_ARCHIVE_BYTES:
            raise ArchiveRefused(say("intake.too_big", most=INNER_ARCHIVE_BYTES // 2**20))
        return Archive(io.BytesIO(data))


class Archive:
    """A ZIP archive's plain files. What is refused of it stands in `owned_notes` with its path, or raises ArchiveRefused."""

    def __init__(self, source: Path | io.BytesIO, class_download: bool = False) -> None:
        self._zip = ZipFile(source)
        self.members: list[Member] = []
        self.owned_notes: list[tuple[str, PurePosixPath]] = []
        infos = self._zip.infolist()
        self._refuse_bombs(infos, class_download)
        for info in infos:
            if not info.is_dir():
                self._take(info, class_download)

    @property
    def notes(self) -> list[str]:
        """What was refused, without whose it was."""
        return [note for note, _ in self.owned_notes]

    def _refuse_bombs(self, infos: list[ZipInfo], class_download: bool) -> None:
        """A learner's archive with too much in it is refused whole; of a class download, only members are."""
        members = CLASS_MEMBERS_AT_MOST if class_download else MEMBERS_AT_MOST
        size = CLASS_BYTES_AT_MOST if class_download else BYTES_AT_MOST
        if len(infos) > members:
            raise ArchiveRefused(say("intake.too_many_members", most=members))
        if sum(info.file_size for info in infos) > size:
            raise ArchiveRefused(say("intake.too_big", most=size // 2**20))
        if not class_download and any(map(_is_bomb, infos)):
            raise ArchiveRefused(say("intake.bomb", ratio=RATIO_AT_MOST))

    def _take(self, info: ZipInfo, class_download: bool) -> None:
        name = _member_name(info)
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")) or not path.parts:
            self._note("intake.outside", PurePosixPath(*(part for part in path.parts if part not in ("/", ".."))), name)
        elif stat.S_ISLNK(info.external_attr >> 16):
            self._note("intake.link", path, name)
        elif class_download and _is_bomb(info):
            self._note("intake.bomb_member", path, name)
        else:
            self.members.append(Member(self._zip, info, path))

    def _note(self, key: str, path: PurePosixPath, name: str) -> None:
        self.owned_notes.append((say(key, name=name[:120], ratio=RATIO_AT_MOST), path))


def _is_bomb(info: ZipInfo) -> bool:
    return info.file_size > RATIO_FROM_BYTES and info.file_size > RATIO_AT_MOST * max(1, info.compress_size)


def _member_name(info: ZipInfo) -> str:
    """The member's name; one written by a Chinese Windows, without the UTF-8 flag, is GB 18030."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
