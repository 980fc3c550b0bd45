"""WARC and WET: what a crawler stored, one article a page."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from chidao.ingest.options import Options, library, too_long
from chidao.ingest.streams import DamagedError, Item, Raw
from chidao.model import Reject

# What a crawl holds besides pages is counted, not listed: there may be millions.
_KINDS_NAMED = 6
_PAGES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are WARC records."""
    return head.startswith((b"WARC/1.", b"WARC/0."))


def items(item: Item, options: Options) -> Iterator[Raw | Reject]:
    """Yield the pages of a crawl: HTML, plain text and PDF that a server answered with 200.

    The address, the day of the visit and the charset come from the records' own headers. All other answers are one
    reject that counts them by kind. Raises MissingLibrary, LimitError, OSError.
    """
    warc = library("fastwarc.warc", "warc")
    kinds = warc.WarcRecordType
    others: Counter[str] = Counter()
    number = 0
    try:
        wanted = kinds.response | kinds.resource | kinds.conversion
        for number, record in enumerate(warc.ArchiveIterator(item.stream, record_types=wanted, parse_http=True), 1):
            found = _page(f"{item.path}#{number}", record, options)
            if isinstance(found, str):
                others[found] += 1
            else:
                yield found
    except (RuntimeError, ValueError) as error:
        raise DamagedError(f"damaged WARC, after record {number}: {error}") from error
    if others:
        named = ", ".join(f"{count:,} {kind}" for kind, count in others.most_common(_KINDS_NAMED))
        yield Reject(path=item.path, stage="ingest", reason=f"records that are no pages: {named}")


def _page(path: str, record: Any, options: Options) -> Raw | Reject | str:
    """Return a record as a page to parse, the reject it gives, or the kind of thing that it is."""
    http = record.http_headers if record.is_http else None
    media_type = str((record.http_content_type if http else record.headers.get("Content-Type")) or "no media type")
    media_type = media_type.partition(";")[0].strip().lower()
    if http is not None and http.status_code is not None and http.status_code != 200:
        return f"status {http.status_code}"
    if media_type not in _PAGES:
        return media_type
    data = record.reader.read(options.limits.article_bytes + 1)
    if len(data) > options.limits.article_bytes:
        return Reject(path=path, stage="ingest", reason=str(too_long(options.limits)))
    if len(data) < record.content_length:
        return Reject(path=path, stage="ingest", reason="damaged WARC: the page is cut short")
    headers = {"url": record.headers.get("WARC-Target-URI"), "visited": record.headers.get("WARC-Date")}
    charset = record.http_charset if http else None
    return Raw(path, data, _PAGES[media_type], {k: v for k, v in headers.items() if v}, charset)
