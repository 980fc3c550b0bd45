"""JSON Lines: one article a line, `text` and any metadata (`id`, `url`, `published`, `title`, …)."""

import io
from collections.abc import Iterator

import msgspec

from chidao.ingest.articles import article
from chidao.ingest.decoding import DecodeError, mend
from chidao.model import Article, Reject

MAX_LINE = 20_000_000


def reads(name: str, head: bytes) -> bool:
    """Say whether this module takes the file: by its name, or because it begins with a JSON object."""
    return name.endswith((".jsonl", ".ndjson", ".json")) or (
        name == "<stdin>" and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b'{"')
    )


def articles(path: str, stream: io.BufferedReader) -> Iterator[Article | Reject]:
    """Yield the articles of a JSON Lines file, one line in memory at a time; a bad line is a reject with its number."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        where = f"{path}#{number}"
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield Reject(path=where, stage="ingest", reason=f"line longer than {MAX_LINE} bytes")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield _row(where, line.rstrip(b"\r\n"))


def _row(where: str, line: bytes) -> Article | Reject:
    try:
        row = msgspec.json.decode(line)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        return Reject(path=where, stage="ingest", reason=f"not JSON: {str(error)[:200]}")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return Reject(path=where, stage="ingest", reason='no "text" in the line')
    name = str(row["id"]) if isinstance(row.get("id"), str | int) else None
    if not row["text"].strip():
        return Reject(path=where, stage="ingest", reason="empty", id=name)
    metadata = {k: str(v) for k, v in row.items() if k != "text" and isinstance(v, str | int | float) and v != ""}
    try:
        text, encoding = mend(row["text"])
        return article(
            text, path=where, metadata=metadata, data=line, media_type="application/x-ndjson", encoding=encoding
        )
    except DecodeError as error:
        return Reject(path=where, stage="ingest", reason=str(error), id=name)
    except UnicodeEncodeError:
        return Reject(path=where, stage="ingest", reason="lone surrogates in the text", id=name)
