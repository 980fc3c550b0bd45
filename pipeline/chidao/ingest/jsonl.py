"""JSON Lines: one article a line, `text` and any metadata (`id`, `url`, `published`, `title`, …)."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chidao.ingest.decoding import decode
from chidao.ingest.options import Options, too_long
from chidao.ingest.rows import parse_row
from chidao.ingest.streams import Item, Raw
from chidao.model import Article, Reject

BOM = b"\xef\xbb\xbf"


def reads(name: str, head: bytes) -> bool:
    """Say whether these are JSON Lines: by the name, or because the first line is a whole JSON object."""
    if name.lower().endswith((".jsonl", ".ndjson", ".jl")):
        return True
    first, _, rest = head.removeprefix(BOM).lstrip().partition(b"\n")
    return bool(rest.strip()) and first.startswith(b"{") and is_object(first)


def is_object(line: bytes) -> bool:
    """Say whether a line is a whole JSON object."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError):
        return False


def items(item: Item, options: Options, *, number: int = 0) -> Iterator[Raw | Reject]:
    """Yield the lines of a file, one in memory at a time; one that is too long is a reject. Raises OSError.

    `number` lines are read already.
    """
    most = options.limits.article_bytes
    while line := item.stream.readline(most + 1):
        number += 1
        path = f"{item.path}#{number}"
        if len(line) > most and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = item.stream.readline(most)
            yield Reject(path=path, stage="ingest", reason=str(too_long(options.limits, "line longer")))
            continue
        line = line.removeprefix(BOM) if number == 1 else line
        if line.strip():
            yield line_of(item, number, line)


def line_of(item: Item, number: int, line: bytes) -> Raw:
    """Return a line of a file, counted from 1."""
    path, data = f"{item.path}#{number}", line.rstrip(b"\r\n")
    return Raw(path, data, "json", dict(item.metadata), media_type="application/x-ndjson")


def row_of(path: str, row: dict[str, Any], metadata: Mapping[str, str], *, media_type: str, encoding: str) -> Raw:
    """Return a row of a table as the JSON object in which it travels to its parser."""
    return Raw(path, msgspec.json.encode(row, enc_hook=str), "json", dict(metadata), encoding, media_type)


def parse(raw: Raw, options: Options) -> Article | Reject:
    """Return the article of one JSON object. Raises DecodeError."""
    encoding = "utf-8"
    try:
        try:
            row = msgspec.json.decode(raw.data)
        except UnicodeDecodeError:
            text, encoding = decode(raw.data)
            row = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return Reject(path=raw.path, stage="ingest", reason=f"not JSON: {str(error)[:200]}")
    if not isinstance(row, dict):
        return Reject(path=raw.path, stage="ingest", reason=f"no text: a JSON {type(row).__name__}, not an object")
    media_type = raw.media_type or "application/json"
    return parse_row(raw, row, options, media_type=media_type, encoding=raw.charset or encoding)
