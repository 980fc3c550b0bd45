"""WARC and WET: what a crawler stored, one article a page."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chidao.ingest.options import LimitError, Options, library, too_long
from chidao.ingest.streams import DamagedError, Item, Raw
from chidao.model import Reject

# What a crawl holds besides pages is counted, not listed: there may be millions.
_KINDS_NAMED = 6
_KINDS = frozenset(("response", "resource", "conversion"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
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
    archive = library("warcio.archiveiterator", "warc")
    others: Counter[str] = Counter()
    number = 0
    try:
        for record in archive.ArchiveIterator(item.reader()):
            if record.rec_type in _KINDS:
                number += 1
                found = _page(f"{item.path}#{number}", record, options)
                if isinstance(found, str):
                    others[found] += 1
                else:
                    yield found
    except (OSError, LimitError):
        raise
    except Exception as error:  # what a record's broken headers make the library raise is its own affair
        raise DamagedError(f"damaged WARC, after record {number}: {error}") from error
    if others:
        named = ", ".join(f"{count:,} {kind}" for kind, count in others.most_common(_KINDS_NAMED))
        yield Reject(path=item.path, stage="ingest", reason=f"records that are no pages: {named}")


def _page(path: str, record: Any, options: Options) -> Raw | Reject | str:
    """Return a record as a page to parse, the reject it gives, or the kind of thing that it is."""
    http, headers = record.http_headers, record.rec_headers
    said = (http or headers).get_header("Content-Type") or "no media type"
    media_type = said.partition(";")[0].strip().lower()
    if http is not None and http.get_statuscode() != "200":
        return f"status {http.get_statuscode()}"
    if media_type not in _PAGES:
        return media_type
    data = record.content_stream().read(options.limits.article_bytes + 1)
    if len(data) > options.limits.article_bytes:
        return Reject(path=path, stage="ingest", reason=str(too_long(options.limits)))
    if getattr(record.raw_stream, "limit", 0):  # what the record's length promises and the file does not hold
        return Reject(path=path, stage="ingest", reason="damaged WARC: the page is cut short")
    known = {"url": headers.get_header("WARC-Target-URI"), "visited": headers.get_header("WARC-Date")}
    charset = _CHARSET.search(said)
    metadata = {name: value for name, value in known.items() if value}
    return Raw(path, data, _PAGES[media_type], metadata, charset[1] if charset else None)
