"""What an export reads: the records, the run that made them, gold; and what it tells when it is done."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from chidao.model import Record
from chidao.records import RecordError, read


class ExportError(ValueError):
    """What the user can mend, in one line."""


class Written(msgspec.Struct, frozen=True):
    """How many things were written, what they are, and what has no place in the format, counted by reason."""

    count: int
    things: str
    left_out: dict[str, int] = {}


class Corpus(msgspec.Struct, frozen=True, kw_only=True):
    """Records that can be read again and again. `folder` is the run's, where the records stand in one."""

    path: Path | None
    held: tuple[Record, ...] = ()
    gold: Path | None = None
    sources: tuple[Path, ...] = ()

    @classmethod
    def of(cls, records: str | Path, *, gold: str | Path | None = None, sources: Sequence[str | Path] = ()) -> "Corpus":
        """Return the corpus of a records file, of a run's folder, or of standard input (`-`, held in memory)."""
        more: dict[str, Any] = {"gold": Path(gold) if gold is not None else None, "sources": tuple(map(Path, sources))}
        if str(records) == "-":
            return cls(path=None, held=tuple(read("-")), **more)
        path = Path(records)
        return cls(path=path / "records.jsonl" if path.is_dir() else path, **more)

    def records(self) -> Iterator[Record]:
        """Yield the records; from a file one is in memory at a time. Raises RecordError."""
        return iter(self.held) if self.path is None else read(self.path)

    def beside(self, name: str) -> Path | None:
        """Return the file of that name beside the records, or None."""
        beside = self.path.with_name(name) if self.path else None
        return beside if beside and beside.is_file() else None

    def run(self) -> dict[str, Any]:
        """Return what run.json says, or an empty dict where there is none. Raises RecordError for a broken one."""
        about = self.beside("run.json")
        if about is None:
            return {}
        try:
            return msgspec.json.decode(about.read_bytes(), type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise RecordError(f"{about}: {error}") from error


def moment() -> datetime:
    """Return the time that an export carries: now, or SOURCE_DATE_EPOCH for exports that are to be reproduced."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ExportError(f"SOURCE_DATE_EPOCH={given}: not seconds since 1970") from error


def file_name(text: str, taken: set[str]) -> str:
    """Return a name for a file that every system takes, unlike those taken before (which it joins).

    >>> file_name("a/b:c", taken := set()), file_name("a?b?c", taken), file_name("..", taken)
    ('a_b_c', 'a_b_c-2', '_')
    """
    plain = re.sub(r"[^\w.-]+", "_", text)[:80].strip(".") or "_"
    name, n = plain, 1
    while name.lower() in taken:
        n += 1
        name = f"{plain}-{n}"
    taken.add(name.lower())
    return name


_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return text with U+FFFD for each character that XML 1.0 cannot hold; the length stays.

    >>> xml_text("a\\x00b")
    'a\\ufffdb'
    """
    return _CONTROL.sub("\ufffd", text)
