"""Record ⇄ JSON Lines, the JSON Schema of a record, and the check that a record keeps its promises."""

import gzip
import io
import sys
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import jsonlines
import msgspec

from chidao.model import SCHEMA_VERSION, Quote, Record
from chidao.results import ResultError, Results, zstd

# Lists of a record whose entries have ids, in the order in which a record holds them.
KINDS = ("documents", "bodies", "deadlines", "targets", "directives", "relations")

encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


class RecordError(ValueError):
    """A file that holds no records of this contract; the message names the line."""


def writer(stream: IO[bytes]) -> jsonlines.Writer:
    """Return a writer of values as JSON Lines: UTF-8, `\\n`, fields in the order of the model."""
    return jsonlines.Writer(stream, dumps=encode)


def mark_duplicate(line: bytes, of: str, similarity: float) -> bytes:
    """Return an encoded record as the duplicate of another one, all else as it was."""
    fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    fields["duplicate_of"], fields["similarity"] = msgspec.Raw(encode(of)), msgspec.Raw(encode(similarity))
    return encode(fields)


def decode(line: bytes | str) -> Record:
    """Return the record on a line. Raises RecordError for anything else."""
    try:
        record = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"no record: {error}") from error
    if record.schema_version != SCHEMA_VERSION:
        raise RecordError(f"schema_version {record.schema_version}; this version reads {SCHEMA_VERSION}")
    return record


def read(path: str | Path, refused: Callable[[RecordError], None] | None = None) -> Iterator[Record]:
    """Yield the records of a JSON Lines file, plain, gzip or zstd, or of the folder of a run; `-` is standard input.

    One record is in memory at a time. Raises RecordError at the first line that is no record, unless `refused` is there
    to take it, and for a file that cannot be read.
    """
    if str(path) != "-" and Path(path).is_dir():
        found = Results(Path(path)).files("records")
        if not found:
            raise RecordError(f"{path}: the folder holds no records")
        for file in found:
            yield from read(file, refused)
        return
    try:
        raw = sys.stdin.buffer if str(path) == "-" else open(path, "rb")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise RecordError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    try:
        buffered = cast(io.BufferedReader, raw)
        for number, line in enumerate(_lines(buffered), 1):
            if line.strip():
                try:
                    yield decode(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
                except RecordError as error:
                    told = RecordError(f"{path}, line {number}: {error}")
                    if refused is None:
                        raise told from error
                    refused(told)
    except (OSError, EOFError, zlib.error, ResultError) as error:
        raise RecordError(f"{path}: {(getattr(error, 'strerror', None) or str(error)).lower()}") from error
    finally:
        if raw is not sys.stdin.buffer:
            raw.close()


def _lines(stream: io.BufferedReader) -> Iterable[bytes]:
    head = stream.peek(4)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)
    return cast(Iterable[bytes], zstd().ZstdFile(stream)) if head.startswith(b"\x28\xb5\x2f\xfd") else stream


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of records.jsonl, made from the types; docstrings are descriptions."""
    made = msgspec.json.schema(Record)
    names = made["$defs"]
    for table in names.values():
        table["description"] = " ".join(table.get("description", "").split()) or table["title"]
    names["Record"]["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"chidao record, version {SCHEMA_VERSION}",
        **made,
    }


def verify(record: Record) -> list[str]:
    """Return what is wrong with a record, in words; an empty list for a sound one.

    Checked: every quote is the text at its offsets and lies in one of the blocks of article text; blocks are in order,
    apart, and leave out nothing but blanks; ids are unique; every reference leads to an entry of the right kind; a
    duplicate has a similarity, and nothing else has one.
    """
    return [*_blocks(record), *_quotes(record), *_references(record)]


def quotes(value: Any, where: str = "record") -> Iterator[tuple[str, Quote]]:
    """Yield every quote inside a record or a part of it, with its path (`targets[0].indicator`)."""
    if isinstance(value, Quote):
        yield where, value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from quotes(getattr(value, name), name if where == "record" else f"{where}.{name}")
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from quotes(one, f"{where}[{i}]")


def _blocks(record: Record) -> Iterator[str]:
    at = 0
    for i, block in enumerate(record.blocks):
        if not at <= block.start < block.end <= len(record.text):
            yield f"blocks[{i}]: {block.start}-{block.end} is out of order or outside the text"
        elif record.text[at : block.start].strip():
            yield f"blocks[{i}]: text before it belongs to no block"
        at = max(at, block.end)
    if record.text[at:].strip():
        yield "blocks: text after the last one belongs to no block"


def _quotes(record: Record) -> Iterator[str]:
    kept = [(b.start, b.end) for b in record.blocks if b.kind != "boilerplate"]
    ends = [end for _, end in kept]
    for where, q in quotes(record):
        at = bisect_right(ends, q.start)  # the first block that ends behind the quote's beginning
        if not 0 <= q.start < q.end <= len(record.text) or record.text[q.start : q.end] != q.quote:
            yield f"{where}: the text at {q.start}-{q.end} is not {q.quote[:60]!r}"
        elif at == len(kept) or kept[at][0] > q.start:
            yield f"{where}: {q.quote[:60]!r} stands in boilerplate"


def _references(record: Record) -> Iterator[str]:
    if (record.duplicate_of is None) != (record.similarity is None):
        yield "duplicate_of and similarity: one stands without the other"
    ids = {kind: [entry.id for entry in getattr(record, kind)] for kind in KINDS}
    seen: set[str] = set()
    for one in (i for kind in KINDS for i in ids[kind]):
        if one in seen:
            yield f"{one}: used twice"
        seen.add(one)

    def links() -> Iterator[tuple[str, str, str | None]]:
        for doc in record.documents:
            yield f"{doc.id}.issuer", "bodies", doc.issuer
        for target in record.targets:
            yield f"{target.id}.deadline", "deadlines", target.deadline
            yield f"{target.id}.issuer", "bodies", target.issuer
            yield f"{target.id}.document", "documents", target.document
        for order in record.directives:
            yield f"{order.id}.issuer", "bodies", order.issuer
            yield f"{order.id}.document", "documents", order.document
            for addressee in order.addressees:
                yield f"{order.id}.addressees", "bodies", addressee.body
            for deadline in order.deadlines:
                yield f"{order.id}.deadlines", "deadlines", deadline
        for relation in record.relations:
            yield f"{relation.id}.source", "documents", relation.source
            yield f"{relation.id}.target", "documents", relation.target

    for where, kind, reference in links():
        if reference is not None and reference not in ids[kind]:
            yield f"{where}: {reference} is none of the {kind}"
