"""Byte streams: counted, looked into without being consumed, and damaged in one way only."""

import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

import msgspec

from chidao.ingest.options import LimitError, Limits, Meter, Options, too_long

# What is looked at to tell a format: a tar names itself at byte 257, a page's first tag may come late.
HEAD = 1 << 16
SPOOL = 1 << 25
# What the libraries raise for bytes that are cut short or broken.
DAMAGE = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class DamagedError(OSError):
    """Packed bytes that cannot be unpacked; the message says what they are and what is wrong."""


class Stream(io.RawIOBase):
    """Bytes of a file, or those packed in one.

    A read gives what there is before it complains: what a damaged file holds up to the damage is not lost.
    """

    def __init__(self, inner: Any, count: Callable[[int], None], what: str | None = None) -> None:
        self._inner, self._count, self._what = inner, count, what
        self._read = cast(Callable[[int], bytes], getattr(inner, "read1", inner.read))
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        # A decompressor seeks by starting again: for that a copy is made instead.
        return self._what is None and bool(self._inner.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._inner.seek(offset, whence))

    def tell(self) -> int:
        return int(self._inner.tell())

    def readinto(self, buffer: Any) -> int:
        if self._error is not None:
            raise self._error
        view, filled = memoryview(buffer), 0
        while filled < len(view):
            try:
                data = self._read(len(view) - filled)
            except LimitError:
                raise
            except DAMAGE as error:
                kind = str(error) or type(error).__name__
                self._error = DamagedError(f"damaged {self._what}: {kind}" if self._what else kind)
            except OSError as error:
                self._error = DamagedError(f"damaged {self._what}: {error}") if self._what else error
            if self._error is not None:
                if filled:
                    break
                raise self._error
            if not data:
                break
            view[filled : filled + len(data)] = data
            filled += len(data)
        self._count(filled)
        return filled


class Reader:
    """A stream that gives up to so many bytes at once; where it is damaged, all before the damage comes first.

    `last` are the bytes that were read last.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.last = b""

    def read(self, size: int = HEAD) -> bytes:
        data = self._stream.read1(size)
        self.last = data or self.last
        return data


class Item(msgspec.Struct, frozen=True):
    """Something to read: `path` as in the record, `name` without the endings of what it was packed in."""

    path: str
    name: str
    stream: io.BufferedReader
    meter: Meter
    depth: int = 0
    metadata: Mapping[str, str] = {}
    charset: str | None = None

    def head(self) -> bytes:
        """Return the first bytes; they remain to be read. Raises OSError."""
        return self.stream.peek(HEAD)[:HEAD]

    def everything(self, options: Options) -> bytes:
        """Return all bytes. Raises LimitError for more than one article may have, OSError."""
        data = self.stream.read(options.limits.article_bytes + 1)
        if len(data) > options.limits.article_bytes:
            raise too_long(options.limits)
        return data

    def reader(self) -> "Reader":
        """Return the stream for a library that takes what it gets and asks again."""
        return Reader(self.stream)

    def seekable(self) -> IO[bytes]:
        """Return a stream in which one can go back: the same, or a copy on disk. Raises LimitError, OSError."""
        if self.stream.seekable():
            return self.stream
        copy = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 (closed when it is collected)
        while data := self.stream.read1(HEAD):
            copy.write(data)
        copy.seek(0)
        return cast(IO[bytes], copy)

    def inside(self, inner: Any, path: str, name: str, what: str) -> "Item":
        """Return what is packed in this item: `inner` gives its bytes, `what` names the packing."""
        return Item(path, name, buffered(Stream(inner, self.meter.made, what)), self.meter, self.depth + 1)


def opened(path: str, file: Any, limits: Limits, size: int | None) -> Item:
    """Return the item of an open file; `size` is None where the system does not know it."""
    meter = Meter(limits, size)
    return Item(path, path, buffered(Stream(file, meter.read)), meter)


def buffered(stream: Stream) -> io.BufferedReader:
    return io.BufferedReader(stream, HEAD)


class Raw(msgspec.Struct, frozen=True):
    """One article as it was found, not yet parsed: its bytes, the format that parses them, what is known of it.

    `charset` is what the container says of the encoding, `media_type` what the article came in where its bytes are no
    longer that (a row of a table travels as JSON). A Raw is cheap to make, holds plain values only, and so can be sent
    to another process to be parsed there.
    """

    path: str
    data: bytes
    format: str
    metadata: dict[str, str] = {}
    charset: str | None = None
    media_type: str | None = None
