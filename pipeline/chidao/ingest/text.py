"""A text file is one article."""

import io
from collections.abc import Iterator

from chidao.ingest.articles import article
from chidao.ingest.decoding import DecodeError, decode
from chidao.model import Article, Reject

MAX_BYTES = 20_000_000


def reads(name: str, head: bytes) -> bool:
    """Say whether this module takes the file: it takes all that no other module does."""
    return True


def articles(path: str, stream: io.BufferedReader) -> Iterator[Article | Reject]:
    """Yield the one article of a text file, or the reason why there is none."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        yield Reject(path=path, stage="ingest", reason=f"longer than {MAX_BYTES} bytes")
        return
    try:
        text, encoding = decode(data)
    except DecodeError as error:
        yield Reject(path=path, stage="ingest", reason=str(error))
        return
    if not text.strip():
        yield Reject(path=path, stage="ingest", reason="empty")
        return
    yield article(text, path=path, data=data, encoding=encoding)
