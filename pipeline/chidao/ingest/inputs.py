"""What the user named on the command line → files, in a stable order."""

import glob
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import msgspec

from chidao.ingest.options import Limits
from chidao.ingest.streams import Item, opened
from chidao.model import Reject


class InputError(ValueError):
    """An input that the user has to name differently; the message says how."""


class SourceFile(msgspec.Struct, frozen=True):
    """A file to read: `path` as in the record (relative to the input root), `real` on disk, None for stdin."""

    path: str
    real: Path | None

    @contextmanager
    def open(self, limits: Limits) -> Iterator[tuple[Item, "Watch"]]:
        """Open for reading; with a watch that tells whether the file was changed meanwhile. Raises OSError."""
        if self.real is None:
            yield opened(self.path, sys.stdin.buffer, limits, None), Watch(None)
            return
        with self.real.open("rb", buffering=0) as file:
            watch = Watch(file.fileno())
            yield opened(self.path, file, limits, watch.size), watch


class Watch:
    """The state of an open file when reading began."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle
        self._before = self._state()

    @property
    def size(self) -> int | None:
        """The size of a regular file in bytes; None for a pipe."""
        return self._before[0] if self._before else None

    def changed(self) -> bool:
        """Say whether the file has been written to since."""
        return self._state() != self._before

    def _state(self) -> tuple[int, int] | None:
        if self._handle is None:
            return None
        found = os.fstat(self._handle)
        return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def find(inputs: Sequence[str | Path]) -> Iterator[SourceFile | Reject]:
    """Return the files that paths, folders, globs and `-` stand for, one by one, folders in the order of their names.

    What a folder holds and cannot be read is a reject. Raises InputError, before the first file, for a path that is
    not there, a glob that matches nothing and a folder without files.
    """
    if not inputs:
        raise InputError("no input: name a file, a folder, a glob, or - for standard input")
    return chain.from_iterable([_one(str(one)) for one in inputs])


def _one(name: str) -> Iterator[SourceFile | Reject]:
    if name == "-":
        return iter([SourceFile("<stdin>", None)])
    path = Path(name)
    if path.is_dir():
        files = _walk(path, "", set())
        first = next(files, None)
        if first is None:
            raise InputError(f"{name}: the folder holds no files")
        return chain([first], files)
    if path.exists():
        return iter([SourceFile(path.name, path)])
    if glob.has_magic(name):
        found = [Path(f) for f in sorted(glob.glob(name, recursive=True)) if Path(f).is_file()]
        if found:
            root = Path(name.split("*", 1)[0].split("?", 1)[0].split("[", 1)[0])
            root = root if root.is_dir() else root.parent
            return iter(
                [SourceFile(f.relative_to(root).as_posix() if f.is_relative_to(root) else f.name, f) for f in found]
            )
        raise InputError(f"{name}: no file matches")
    raise InputError(f"{name}: no such file or folder")


def _walk(root: Path, top: str, seen: set[tuple[int, int]]) -> Iterator[SourceFile | Reject]:
    """Yield the files below a folder, depth first, sorted; hidden ones are left out, each folder is entered once."""
    waiting: list[tuple[Path, str]] = [(root, top)]
    while waiting:
        path, name = waiting.pop()
        try:
            found = path.stat()
            if stat.S_ISREG(found.st_mode):
                yield SourceFile(name, path)
            elif not stat.S_ISDIR(found.st_mode):
                yield Reject(path=name, stage="ingest", reason="a pipe or device, no file")
            elif (found.st_dev, found.st_ino) in seen:
                yield Reject(path=name, stage="ingest", reason="a link to a folder that is read already")
            else:
                seen.add((found.st_dev, found.st_ino))
                inside = sorted(n for n in os.listdir(path) if not n.startswith("."))
                waiting.extend((path / n, f"{name}/{n}" if name else n) for n in reversed(inside))
        except OSError as error:
            reason = f"cannot be read: {(error.strerror or str(error)).lower()}"
            yield Reject(path=name or str(root), stage="ingest", reason=reason)
