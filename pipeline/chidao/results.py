"""The folder of a run: records and rejects as JSON Lines, in shards, packed, with checkpoints.

While a run goes on its files end in `.part`, and `checkpoint.json` says how much of them is sound and how much of the
input it stands for. What was written after the last checkpoint is cut off when the run goes on, so it ends with the
very bytes of a run that was never stopped. Packed files are closed at each checkpoint (gzip members, zstd frames): they
can be cut there, and the bytes do not depend on where a run was stopped.

    with Results(folder, layout).writing(settings, start) as output:
        output.write("records", line)
        output.save(tally)
        output.finish(summary)
"""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Literal, cast

import msgspec

Packing = Literal["none", "gzip", "zstd"]
Stem = Literal["records", "rejects"]
ENDINGS: dict[Packing, str] = {"none": "", "gzip": ".gz", "zstd": ".zst"}
STEMS: tuple[Stem, ...] = ("records", "rejects")
CHECKPOINT, SUMMARY, PART = "checkpoint.json", "run.json", ".part"


class ResultError(RuntimeError):
    """A folder that cannot take a run, or can no more; the message is one line for the user."""


class Layout(msgspec.Struct, frozen=True):
    """How results lie in their folder: `shard` is the size in bytes, before packing, after which a new file begins."""

    shard: int | None = None
    packing: Packing = "none"

    def name(self, stem: Stem, number: int) -> str:
        """Return the name of a shard, or of the only file where there are no shards."""
        count = "" if self.shard is None else f"-{number:05d}"
        return f"{stem}{count}.jsonl{ENDINGS[self.packing]}"


class Tally(msgspec.Struct):
    """What a run has done so far: inputs read, their bytes, what they gave. `trail` is a hash over all of them."""

    articles: int = 0
    bytes: int = 0
    seconds: float = 0.0
    facts: dict[str, int] = {}
    rejects: dict[str, int] = {}
    reused: int = 0
    duplicates: int = 0
    trail: str = ""


class Position(msgspec.Struct):
    """How far one kind of file is sound: the shard, its bytes on disk, its bytes before packing."""

    shard: int = 0
    bytes: int = 0
    plain: int = 0


class Checkpoint(msgspec.Struct, kw_only=True):
    """The state of an unfinished run. `settings` are what the same run would have; `summary` stands at its very end."""

    settings: dict[str, Any]
    layout: Layout
    tally: Tally
    positions: dict[str, Position]
    summary: str | None = None


class Results:
    """The results of a run in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # ------------------------------------------------------------------ what is there
    def checkpoint(self) -> Checkpoint | None:
        """Return the state of the unfinished run that lies here, or None. Raises ResultError for one not readable."""
        try:
            return msgspec.json.decode((self.folder / CHECKPOINT).read_bytes(), type=Checkpoint)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise ResultError(f"{self.folder / CHECKPOINT}: not readable ({error}); --force starts again") from error

    @property
    def finished(self) -> bool:
        """Say whether a finished run lies here, or a part of one."""
        return bool(self.files()) or (self.folder / SUMMARY).exists()

    def files(self, stem: Stem | None = None) -> list[Path]:
        """Return the result files, in the order in which they were written."""
        stems = STEMS if stem is None else (stem,)
        found = [p for s in stems for e in ENDINGS.values() for p in self.folder.glob(f"{s}*.jsonl{e}")]
        return sorted(p for p in found if p.name.split(".")[0] in stems or p.name.split("-")[0] in stems)

    def clear(self) -> None:
        """Remove an unfinished run."""
        for path in (*self.folder.glob(f"*{PART}"), self.folder / CHECKPOINT):
            path.unlink(missing_ok=True)

    # ------------------------------------------------------------------ writing
    def complete(self, state: Checkpoint) -> None:
        """Give the files of a run that is all done their names. It can be stopped anywhere and begun again."""
        try:
            self._complete(state)
        except OSError as error:
            raise ResultError(f"{self.folder}: cannot write: {(error.strerror or str(error)).lower()}") from error

    def _complete(self, state: Checkpoint) -> None:
        names = [state.layout.name(s, i) for s in STEMS for i in range(state.positions[s].shard + 1)]
        for path in self.files():
            if path.name not in names:
                path.unlink()
        for name in names:
            part = self.folder / f"{name}{PART}"
            if part.exists():
                part.replace(self.folder / name)
        _replace(self.folder / SUMMARY, (state.summary or "").encode())
        self.clear()

    @contextmanager
    def writing(self, settings: dict[str, Any], layout: Layout, resumed: Checkpoint | None) -> Iterator["Output"]:
        """Open the files to write, at the state of a checkpoint or anew. Raises ResultError where they cannot be.

        However the block is left, what the last checkpoint holds stays; a run without one leaves nothing behind.
        """
        output = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if resumed is None:
                self.clear()
            output = Output(self, settings, resumed.layout if resumed else layout, resumed)
            yield output
        except OSError as error:
            raise ResultError(self._told(error, output)) from error
        finally:
            if output is not None:
                output.close()

    def _told(self, error: OSError, output: "Output | None") -> str:
        line = f"{self.folder}: cannot write: {(error.strerror or str(error)).lower()}"
        if output is not None and output.saved:
            line += "; --resume goes on from the last checkpoint"
        return line


class Output:
    """The open files of a run."""

    def __init__(self, results: Results, settings: dict[str, Any], layout: Layout, resumed: Checkpoint | None) -> None:
        self._results, self.settings, self._layout = results, settings, layout
        self.tally = resumed.tally if resumed else Tally()
        self.saved = resumed is not None
        positions = resumed.positions if resumed else {}
        self._files: dict[Stem, _Shards] = {
            stem: _Shards(results.folder, layout, stem, positions.get(stem, Position())) for stem in STEMS
        }

    def lines(self, stem: Stem) -> Iterator[bytes]:
        """Yield the lines that the last checkpoint holds: a run that goes on reads what it has told."""
        for name in self._files[stem].names:
            with unpacked(self._results.folder / f"{name}{PART}") as stream:
                yield from stream

    def write(self, stem: Stem, line: bytes) -> None:
        """Write a line."""
        self._files[stem].write(line)

    def save(self) -> None:
        """Write a checkpoint: what was written until now, and `tally`, outlive whatever comes."""
        self._save(None)

    def _save(self, summary: str | None) -> Checkpoint:
        state = Checkpoint(
            settings=self.settings,
            layout=self._layout,
            tally=self.tally,
            positions={stem: shards.sync() for stem, shards in self._files.items()},
            summary=summary,
        )
        _replace(self._results.folder / CHECKPOINT, msgspec.json.encode(state))
        self.saved = True
        return state

    def finish(self, summary: str) -> None:
        """Give all files their names, and take away those of an earlier run."""
        state = self._save(summary)
        self.close()
        self._results.complete(state)

    def close(self) -> None:
        """Close the files; without a checkpoint, remove them."""
        for shards in self._files.values():
            shards.close()
        if not self.saved:
            self._results.clear()


class _Shards:
    """One kind of file, shard after shard."""

    def __init__(self, folder: Path, layout: Layout, stem: Stem, at: Position) -> None:
        self._folder, self._layout, self._stem, self._at = folder, layout, stem, at
        self._packer: Any = None
        self._raw = self._open(at.bytes)

    @property
    def names(self) -> list[str]:
        return [self._layout.name(self._stem, i) for i in range(self._at.shard + 1)]

    def _open(self, size: int) -> IO[bytes]:
        path = self._folder / f"{self.names[-1]}{PART}"
        if not size:
            return path.open("wb")
        raw = path.open("r+b")
        if raw.seek(0, os.SEEK_END) < size:
            raw.close()
            raise ResultError(f"{path}: shorter than its checkpoint says; --force starts again")
        raw.truncate(size)
        raw.seek(size)
        return raw

    def write(self, line: bytes) -> None:
        if self._layout.shard is not None and self._at.plain >= self._layout.shard:
            self.sync()
            self._raw.close()
            self._at = Position(shard=self._at.shard + 1)
            self._raw = self._open(0)
        if self._packer is None:
            self._packer = _packer(self._layout.packing, self._raw)
        self._packer.write(line)
        self._packer.write(b"\n")
        self._at.plain += len(line) + 1

    def sync(self) -> Position:
        """Bring everything to the disk and return how far that is."""
        if self._packer is not None and self._packer is not self._raw:
            self._packer.close()
        self._packer = None
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._at.bytes = self._raw.tell()
        return self._at

    def close(self) -> None:
        with suppress(OSError):  # what cannot be written any more is no part of the last checkpoint
            self._raw.close()


def _packer(packing: Packing, raw: IO[bytes]) -> Any:
    if packing == "none":
        return raw
    if packing == "gzip":
        return gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6)
    return zstd().ZstdFile(raw, "wb", level=3)


def zstd() -> Any:
    """Return the module for zstd. Raises ResultError where it is not installed."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ResultError("zstd is not installed: pip install 'chidao[zstd]'")


def unpacked(path: Path) -> IO[bytes]:
    """Open a result file to read its lines, packed as its name says. Raises OSError, ResultError."""
    name = path.name.removesuffix(PART) if path.stat().st_size else ""  # nothing is packed in an empty file
    if name.endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, "rb"))
    if name.endswith(".zst"):
        return cast(IO[bytes], zstd().open(path, "rb"))
    return path.open("rb")


def _replace(path: Path, data: bytes) -> None:
    """Give a file new content so that it holds the old or the new, whatever happens."""
    new = path.with_name(f"{path.name}{PART}")
    with new.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
