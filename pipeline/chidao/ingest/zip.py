"""ZIP: an archive of files, or the shell of an Office document."""

import struct
import zipfile
from collections.abc import Iterator
from typing import IO

from chidao.ingest.archives import Members
from chidao.ingest.options import LimitError, Options, too_long
from chidao.ingest.streams import DamagedError, Item, Raw
from chidao.model import Reject

_END = b"PK\x05\x06"
_END_LENGTH, _LONGEST_COMMENT = 22, 1 << 16
# What an entry of the directory may take on average; a directory that is longer holds too many.
_ENTRY = 512
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are a ZIP, also one without members."""
    return head.startswith((b"PK\x03\x04", _END))


def items(item: Item, options: Options) -> Iterator[Item | Raw | Reject]:
    """Yield the files of a ZIP in the order of its directory, or the one document that it is the shell of.

    Raises LimitError, OSError.
    """
    stream = item.seekable()
    _check_directory(stream, options)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise DamagedError(f"damaged ZIP: {error}") from error
    with archive:
        if "[Content_Types].xml" in archive.NameToInfo or "mimetype" in archive.NameToInfo:
            document = _document(item, archive, stream, options)
            if document is not None:
                yield document
                return
        members = Members(item, options)
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = _name(info)
            path = members.take(name)
            if isinstance(path, str):
                yield _member(item, archive, info, members, name, path)
            elif path is not None:
                yield path


def _member(
    item: Item, archive: zipfile.ZipFile, info: zipfile.ZipInfo, members: Members, name: str, path: str
) -> Item | Reject:
    if info.flag_bits & _ENCRYPTED:
        return members.reject(name, "encrypted")
    try:
        return item.inside(archive.open(info), path, name, "ZIP")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError) as error:
        return members.reject(name, f"cannot be unpacked: {error}")


def _document(item: Item, archive: zipfile.ZipFile, stream: IO[bytes], options: Options) -> Raw | Reject | None:
    """Return the Office document that the ZIP is, or None for an archive."""
    names = archive.NameToInfo
    if "word/document.xml" in names:
        stream.seek(0)
        data = stream.read(options.limits.article_bytes + 1)
        if len(data) > options.limits.article_bytes:
            raise too_long(options.limits)
        return Raw(item.path, data, "docx", dict(item.metadata))
    if "xl/workbook.xml" in names or "ppt/presentation.xml" in names:
        return Reject(path=item.path, stage="ingest", reason="a spreadsheet or presentation: save it as CSV or PDF")
    if "content.xml" in names:
        return Reject(path=item.path, stage="ingest", reason="an OpenDocument file: save it as DOCX")
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one written as UTF-8 without saying so has been read as code page 437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _check_directory(stream: IO[bytes], options: Options) -> None:
    """Refuse a directory of too many members before it is read into memory as a whole."""
    end = stream.seek(0, 2)
    tail = max(0, end - _END_LENGTH - _LONGEST_COMMENT)
    stream.seek(tail)
    last = stream.read()
    at = last.rfind(_END)
    if at >= 0 and len(last) >= at + _END_LENGTH:
        (size,) = struct.unpack_from("<L", last, at + 12)
        if min(size, end) > options.limits.members * _ENTRY:
            raise LimitError(f"more than {options.limits.members:,} members (--max-members), none is read")
    stream.seek(0)
