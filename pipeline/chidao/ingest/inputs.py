"""What the user named on the command line → files, sorted, opened through gzip where they are compressed."""

import glob
import gzip
import io
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import msgspec


class InputError(ValueError):
    """An input that the user has to name differently; the message says how."""


class SourceFile(msgspec.Struct, frozen=True):
    """A file to read: `path` as in the record (relative to the input root), `real` on disk, None for stdin."""

    path: str
    real: Path | None

    @property
    def name(self) -> str:
        return self.path.removesuffix(".gz")

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """Open for reading bytes; gzip is known by its first bytes, not by the name. Raises OSError."""
        raw = cast(IO[bytes], sys.stdin.buffer) if self.real is None else self.real.open("rb")
        try:
            buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
            if buffered.peek(2)[:2] == b"\x1f\x8b":
                buffered = io.BufferedReader(cast(io.RawIOBase, _Gzip(fileobj=buffered)))
            yield buffered
        finally:
            if self.real is not None:
                raw.close()


class _Gzip(gzip.GzipFile):
    """gzip whose damage is an OSError like any other file's."""

    def read(self, size: int | None = -1) -> bytes:
        try:
            return super().read(size)
        except (EOFError, zlib.error) as error:
            raise OSError(f"damaged gzip: {error}") from error


def find(inputs: Sequence[str | Path]) -> list[SourceFile]:
    """Return the files that paths, folders, globs and `-` stand for. Raises InputError where there are none."""
    if not inputs:
        raise InputError("no input: name a file, a folder, a glob, or - for standard input")
    found: list[SourceFile] = []
    for one in inputs:
        found.extend(_one(str(one)))
    return found


def _one(name: str) -> list[SourceFile]:
    if name == "-":
        return [SourceFile("<stdin>", None)]
    path = Path(name)
    if path.is_dir():
        files = [f for f in sorted(path.rglob("*")) if f.is_file() and not _hidden(f.relative_to(path))]
        if not files:
            raise InputError(f"{name}: the folder holds no files")
        return [SourceFile(f.relative_to(path).as_posix(), f) for f in files]
    if path.exists():
        return [SourceFile(path.name, path)]
    if glob.has_magic(name):
        files = [Path(f) for f in sorted(glob.glob(name, recursive=True)) if Path(f).is_file()]
        if files:
            root = Path(name.split("*", 1)[0].split("?", 1)[0].split("[", 1)[0])
            root = root if root.is_dir() else root.parent
            return [SourceFile(f.relative_to(root).as_posix() if f.is_relative_to(root) else f.name, f) for f in files]
        raise InputError(f"{name}: no file matches")
    raise InputError(f"{name}: no such file or folder")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
