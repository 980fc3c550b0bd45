"""The records of an earlier run, by what they were made of: what is not new and not changed is not read again."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from chidao.model import Record
from chidao.records import decode
from chidao.results import PART, Results, unpacked

_INDEX = f"earlier.sqlite{PART}"
_JSON_LINES = "application/x-ndjson"


class _Made(msgspec.Struct):
    """As much of a record as says what it was made of."""

    class Of(msgspec.Struct):
        path: str
        sha256: str
        media_type: str

    source: Of


_made = msgspec.json.Decoder(_Made).decode


class Earlier:
    """The records that lie in a folder, each by the path and the SHA-256 of its source.

    A line of JSON Lines says all that its record says but its own number: there the SHA-256 alone decides, and lines
    may have come before it. The index lies on disk, so memory stays flat; lines of plain files are read from where they
    are, those of packed files are kept in the index. A context manager: the index is removed at its end.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _INDEX
        self._path.unlink(missing_ok=True)
        self._index = sqlite3.connect(self._path, isolation_level=None)
        self._index.execute("PRAGMA journal_mode = OFF")
        self._index.execute("PRAGMA synchronous = OFF")
        self._index.execute(
            "CREATE TABLE line (sha256 TEXT, path TEXT, file INTEGER, at INTEGER, line BLOB,"
            " PRIMARY KEY (sha256, path)) WITHOUT ROWID"
        )
        self._files = Results(folder).files("records")
        self._open: dict[int, IO[bytes]] = {}
        self._index.execute("BEGIN")
        self._index.executemany("INSERT OR IGNORE INTO line VALUES (?, ?, ?, ?, ?)", self._rows())
        self._index.execute("COMMIT")

    def _rows(self) -> Iterator[tuple[str, str, int, int, bytes | None]]:
        for number, file in enumerate(self._files):
            packed = not file.name.endswith(".jsonl")
            at = 0
            with unpacked(file) as lines:
                for line in lines:
                    try:
                        source = _made(line).source
                    except msgspec.DecodeError:
                        continue  # a line that is no record is made again
                    finally:
                        start, at = at, at + len(line)
                    path = "" if source.media_type == _JSON_LINES else source.path
                    yield source.sha256, path, number, start, line if packed else None

    def record(self, path: str, sha256: str, metadata: Mapping[str, str]) -> Record | None:
        """Return the record that the same bytes at the same path gave, or None where they are new.

        `metadata` is what the container says of them: it has to be the same too.
        """
        row = self._index.execute(
            "SELECT file, at, line FROM line WHERE sha256 = ? AND path IN ('', ?)", (sha256, path)
        ).fetchone()
        if row is None:
            return None
        number, at, line = row
        if line is None:
            if number not in self._open:
                self._open[number] = self._files[number].open("rb")
            self._open[number].seek(at)
            line = self._open[number].readline()
        found = decode(bytes(line))
        if any(found.source.metadata.get(name) != value for name, value in metadata.items()):
            return None
        return msgspec.structs.replace(found, source=msgspec.structs.replace(found.source, path=path))

    def __enter__(self) -> "Earlier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._open.values():
            file.close()
        self._index.close()
        self._path.unlink(missing_ok=True)
