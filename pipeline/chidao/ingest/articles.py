"""Decoded text → Article."""

import hashlib
from collections.abc import Mapping

from chidao.model import Article, Source
from chidao.text import nfc


def article(
    text: str,
    *,
    path: str = "<text>",
    metadata: Mapping[str, str] | None = None,
    data: bytes | None = None,
    media_type: str = "text/plain",
    encoding: str = "utf-8",
) -> Article:
    """Return an article of a decoded text.

    The id is made of the text's own bytes (NFC, UTF-8), so that the same content has the same id wherever it is read.
    `data` are the bytes as they were found, for `source.sha256` and `source.bytes`. Raises UnicodeEncodeError for text
    with lone surrogates, which no UTF-8 record can hold.
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
    )
