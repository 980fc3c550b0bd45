"""tar: a stream of files, read from front to back."""

import tarfile
from collections.abc import Iterator
from typing import IO, Any, cast

from chidao.ingest.archives import Members
from chidao.ingest.options import LimitError, Options
from chidao.ingest.streams import DamagedError, Item
from chidao.model import Reject

_BLOCK = 512
# A header that holds a long name or attributes is read as a whole; the longest path of any system is 4 KB.
_LONGEST_HEADER = 1 << 20
_LONG = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


class _Header(tarfile.TarInfo):
    @classmethod
    def frombuf(cls, buf: Any, encoding: str, errors: str) -> Any:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _LONG and info.size > _LONGEST_HEADER:
            raise LimitError(f"a tar header longer than {_LONGEST_HEADER:,} bytes, the rest is not read")
        return info


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are a tar: the first block is a header whose checksum is right."""
    try:
        return bool(tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape").name)
    except tarfile.HeaderError:
        return False


def items(item: Item, options: Options) -> Iterator[Item | Reject]:
    """Yield the files of a tar in its order; links and devices are rejects. Raises LimitError, OSError."""
    members = Members(item, options)
    reader = item.reader()
    try:
        with tarfile.open(fileobj=cast(IO[bytes], reader), mode="r|", tarinfo=_Header) as archive:
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # else every header stays in memory
                if info.isdir():
                    continue
                name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                path = members.take(name)
                if isinstance(path, str):
                    file = archive.extractfile(info) if info.isreg() else None
                    if file is not None:
                        yield item.inside(file, path, name, "tar")
                    else:
                        yield members.reject(name, "a link or a device, no file")
                elif path is not None:
                    yield path
    except (tarfile.TarError, EOFError) as error:
        raise DamagedError(f"damaged tar: {error}") from error
    if reader.last[-_BLOCK:].strip(b"\0"):
        raise DamagedError("damaged tar: it ends without its mark of the end, so it may be cut short")
