"""CSV and TSV: one article a row, the first row names the columns."""

import codecs
import csv
import io
import sys
from collections.abc import Iterator

from chidao.ingest.decoding import DecodeError, decode
from chidao.ingest.jsonl import row_of
from chidao.ingest.options import LimitError, Options, too_long
from chidao.ingest.rows import COLUMNS, columns_of, no_text
from chidao.ingest.streams import Item, Raw
from chidao.model import Reject

_DELIMITERS = ",\t;|"
# Between cells of a row while it is decoded: a control character that stands in no text.
_CELL = b"\x1f"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def reads(name: str, head: bytes) -> bool:
    """Say whether this is a table: by the name, or because its first row names a text column among others."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    cells = _cells(head)
    return len(cells) > 1 and any(c in COLUMNS["text"] for c in cells) and all(0 < len(c) < 60 for c in cells)


def items(item: Item, options: Options) -> Iterator[Raw | Reject]:
    """Yield the rows. Raises LimitError for a row that is too long, OSError."""
    csv.field_size_limit(min(options.limits.article_bytes, sys.maxsize))
    head = item.head()
    rows = csv.reader(_lines(item, options), delimiter=_delimiter(_first_line(head)))
    number = 0
    try:
        names = [_utf8(c) for c in next(rows, [])]
        if "text" not in columns_of(names, options):
            yield Reject(path=item.path, stage="ingest", reason=no_text(names, options) if names else "empty")
            return
        for number, cells in enumerate(rows, 1):
            if any(cells):
                yield _row(item, f"{item.path}#{number}", names, cells)
    except csv.Error as error:
        if "field limit" in str(error):
            raise too_long(options.limits, f"row {number + 1}: a cell longer") from error
        raise LimitError(f"row {number + 1}: {error}, the rest is not read") from error


def _row(item: Item, path: str, names: list[str], cells: list[str]) -> Raw | Reject:
    if len(cells) > len(names):
        reason = f"more cells than columns: {len(cells)} in a table of {len(names)}"
        return Reject(path=path, stage="ingest", reason=reason)
    try:
        text, encoding = decode(_CELL.join(c.encode("latin-1") for c in cells))
    except DecodeError as error:
        return Reject(path=path, stage="ingest", reason=str(error))
    row = {name: cell for name, cell in zip(names, text.split(_CELL.decode()), strict=False) if name}
    return row_of(path, row, item.metadata, media_type="text/csv", encoding=encoding)


def _lines(item: Item, options: Options) -> Iterator[str]:
    """Yield lines in which each character is one byte, so that a row is decoded as a whole, whatever its encoding."""
    most = options.limits.article_bytes
    if item.head().startswith(_UTF16):
        wide = io.TextIOWrapper(item.stream, encoding="utf-16", newline="")
        while line := wide.readline(most + 1):
            yield line.encode("utf-8", "surrogatepass").decode("latin-1")
        return
    first = True
    while data := item.stream.readline(most + 1):
        if len(data) > most:
            raise too_long(options.limits, "a line longer")
        yield data.removeprefix(codecs.BOM_UTF8 if first else b"").decode("latin-1")
        first = False


def _first_line(head: bytes) -> str:
    if head.startswith(_UTF16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0].decode("latin-1").strip()


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count) if any(d in line for d in _DELIMITERS) else ","


def _cells(head: bytes) -> list[str]:
    line = _first_line(head)
    if len(line) > 2_000 or not any(d in line for d in _DELIMITERS):
        return []
    return [_utf8(c).strip().lower() for c in next(csv.reader([line], delimiter=_delimiter(line)), [])]


def _utf8(cell: str) -> str:
    return cell.encode("latin-1").decode("utf-8", "replace")
