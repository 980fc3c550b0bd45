"""Decoded text → Article."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from chidao.ingest.decoding import DecodeError, mend
from chidao.ingest.streams import Raw
from chidao.model import Article, Block, Reject, Source
from chidao.text import nfc


def article(
    text: str,
    *,
    path: str = "<text>",
    metadata: Mapping[str, str] | None = None,
    data: bytes | None = None,
    media_type: str = "text/plain",
    encoding: str = "utf-8",
    blocks: Sequence[Block] = (),
) -> Article:
    """Return an article of a decoded text.

    The id is made of the text's own bytes (NFC, UTF-8), so that the same content has the same id wherever it is read.
    `data` are the bytes as they were found, for `source.sha256` and `source.bytes`; `blocks` count in the NFC text.
    Raises UnicodeEncodeError for text with lone surrogates, which no UTF-8 record can hold.
    """
    text = nfc(text)
    content = text.encode("utf-8")
    raw = content if data is None else data
    meta = dict(metadata or {})
    return Article(
        id=hashlib.sha256(content).hexdigest()[:16],
        source=Source(
            path=path,
            sha256=hashlib.sha256(raw).hexdigest(),
            bytes=len(raw),
            media_type=media_type,
            encoding=encoding,
            url=meta.get("url"),
            metadata=meta,
        ),
        text=text,
        blocks=tuple(blocks),
    )


def parsed(
    raw: Raw,
    text: str,
    *,
    media_type: str,
    encoding: str = "utf-8",
    metadata: Mapping[str, str] | None = None,
    blocks: Sequence[Block] = (),
    mended: bool = False,
) -> Article | Reject:
    """Return the article that a parser made of raw bytes, or the reason why its text is none.

    A text is mended first where it was decoded wrongly before it got here (a page or a letter typed in a font of before
    Unicode), unless it is `mended` already. Every block is one line of the text. Raises DecodeError.
    """
    metadata = raw.metadata if metadata is None else metadata
    if not mended:
        before = nfc(text)
        text, encoding = mend(before, encoding)
        if text != before:
            blocks = _moved(blocks, before, text)
            metadata = _mended(metadata, text, blocks)
    if not text.strip():
        return refused(raw, "empty", metadata)
    if "\0" in text:
        return refused(raw, "NUL characters in the text", metadata)
    try:
        return article(
            text,
            path=raw.path,
            metadata=metadata,
            data=raw.data,
            media_type=media_type,
            encoding=encoding,
            blocks=blocks,
        )
    except UnicodeEncodeError:
        return refused(raw, "lone surrogates in the text", metadata)


def _mended(metadata: Mapping[str, str], text: str, blocks: Sequence[Block]) -> dict[str, str]:
    """Return what a damaged page says of itself, mended as its text was; the headline on the page is surest."""
    mended: dict[str, str] = {}
    for name, value in metadata.items():
        try:
            mended[name] = mend(value)[0]
        except DecodeError:  # too short to tell
            mended[name] = value
    for block in blocks:
        if block.kind == "title" and "title" in mended:
            mended["title"] = text[block.start : block.end]
    return mended


def _moved(blocks: Sequence[Block], before: str, after: str) -> list[Block]:
    """Return blocks that are lines of one text as the same lines of another."""
    moved: list[Block] = []
    old = new = at = 0
    for old_line, new_line in zip(before.split("\n"), after.split("\n"), strict=False):
        if at < len(blocks) and old <= blocks[at].start < old + len(old_line):
            start = new + len(new_line) - len(new_line.lstrip())
            moved.append(msgspec.structs.replace(blocks[at], start=start, end=start + len(new_line.strip())))
            at += 1
        old += len(old_line) + 1
        new += len(new_line) + 1
    return [b for b in moved if b.end > b.start]


def refused(raw: Raw, reason: str, metadata: Mapping[str, str] | None = None) -> Reject:
    """Return the reject of raw bytes, under the name that their own metadata gives them."""
    return Reject(path=raw.path, stage="ingest", reason=reason, id=(metadata or {}).get("id"))
