"""A JSON document: an object that is an article, a list of such objects, or an object that holds such a list."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from chidao.ingest import jsonl
from chidao.ingest.jsonl import BOM
from chidao.ingest.options import Options, too_long
from chidao.ingest.rows import columns_of, no_text
from chidao.ingest.streams import HEAD, Item, Raw
from chidao.model import Reject

_BEGINS = re.compile(rb"\s*(?:\[\s*\{|\{\s*\")")
_MARK = re.compile(rb'["\\{}\[\],]')


def reads(name: str, head: bytes) -> bool:
    """Say whether this is a JSON document: by the name, or because it begins with an object or a list of objects."""
    return name.lower().endswith(".json") or bool(_BEGINS.match(head.removeprefix(BOM)))


def items(item: Item, options: Options) -> Iterator[Raw | Reject]:
    """Yield the objects of a list one by one, or the one object. Raises LimitError, OSError."""
    if item.head().removeprefix(BOM).lstrip().startswith(b"["):
        for number, element in enumerate(_elements(item, options), 1):
            path = f"{item.path}#{number}"
            if element is None:
                yield Reject(path=path, stage="ingest", reason=str(too_long(options.limits)))
            elif element.strip():
                yield Raw(path, element.strip(), "json", dict(item.metadata))
        return
    line = item.stream.readline(options.limits.article_bytes + 1).removeprefix(BOM)
    if line.strip() and item.head().strip() and jsonl.is_object(line):
        yield jsonl.line_of(item, 1, line)  # JSON Lines whose first is longer than what was looked at
        yield from jsonl.items(item, options, number=1)
        return
    data = line + item.everything(options)
    if len(data) > options.limits.article_bytes:
        raise too_long(options.limits)
    try:
        table = msgspec.json.decode(data)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        yield Reject(path=item.path, stage="ingest", reason=f"not JSON: {str(error)[:200]}")
        return
    yield from _object(item, data, table, options)


def _object(item: Item, data: bytes, table: Any, options: Options) -> Iterator[Raw | Reject]:
    if not isinstance(table, dict):
        yield Reject(path=item.path, stage="ingest", reason=f"no text: a JSON {type(table).__name__}")
        return
    if "text" in columns_of(table, options):
        yield Raw(item.path, data, "json", dict(item.metadata))
        return
    lists = [v for v in table.values() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)]
    if not lists:
        yield Reject(path=item.path, stage="ingest", reason=no_text(table, options))
    for number, row in enumerate((row for rows in lists for row in rows), 1):
        yield Raw(f"{item.path}#{number}", msgspec.json.encode(row), "json", dict(item.metadata))


def _elements(item: Item, options: Options) -> Iterator[bytes | None]:
    """Yield the bytes of each element of a list, None for one that is too long. Raises OSError where it is cut short.

    Only quotes and brackets are looked at: the list may be larger than memory, and each element is parsed elsewhere.
    """
    depth = 0
    in_string = too_big = False
    escaped = -1
    held = bytearray()
    while chunk := item.stream.read(HEAD):
        start = 0
        for found in _MARK.finditer(chunk):
            at, mark = found.start(), found.group()
            if at == escaped:
                continue
            if mark == b'"':
                in_string = not in_string
            elif in_string:
                escaped = at + 1 if mark == b"\\" else escaped
            elif mark in b"[{":
                depth += 1
                start = at + 1 if depth == 1 else start
            elif mark in b"]}" or (mark == b"," and depth == 1):
                depth -= mark != b","
                if depth == 0 or mark == b",":
                    yield None if too_big else bytes(held) + chunk[start:at]
                    held.clear()
                    start, too_big = at + 1, False
                if depth == 0:
                    return
        held += chunk[start:]
        escaped = escaped - len(chunk) if escaped >= len(chunk) else -1
        if len(held) > options.limits.article_bytes:
            too_big = True
            held.clear()
    if depth:
        raise EOFError("the JSON list is cut short")
