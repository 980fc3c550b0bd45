"""PDF with a text layer: a document is one article."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from chidao.ingest.articles import parsed, refused
from chidao.ingest.options import Options, library, too_long
from chidao.ingest.streams import DamagedError, Raw
from chidao.model import Article, Block, Reject
from chidao.text import nfc

MEDIA_TYPE = "application/pdf"
_PAGE_NUMBER = re.compile(r"(?:trang |page |- ?)?\d{1,4}(?: ?/ ?\d{1,4}| ?-)?", re.IGNORECASE)
# A running head stands on most pages; two pages may share a line by chance.
_RUNNING = 3
# How full a line is that was broken because it was full.
_FULL = 0.8
_ENDS = tuple('.!?:;…"”')
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are a PDF: programs take the mark anywhere in the first kilobyte."""
    return b"%PDF-" in head[:1024] and (head.startswith(b"%PDF-") or name.lower().endswith(".pdf"))


def parse(raw: Raw, options: Options) -> Article | Reject:
    """Return the article of a PDF: its text with broken lines joined, page numbers and running heads marked.

    Raises MissingLibrary, LimitError, OSError.
    """
    pdfium = library("pypdfium2", "pdf")
    try:
        with pdfium.PdfDocument(raw.data) as document:
            pages = _pages(document, options)
            metadata = {**raw.metadata, **_properties(document)}
    except pdfium.PdfiumError as error:
        reason = str(error)
        if "password" in reason.lower():
            return refused(raw, "encrypted", raw.metadata)
        raise DamagedError(f"damaged PDF: {reason}") from error
    if not any(line.strip() for page in pages for line in page):
        return refused(raw, f"no text layer: {len(pages)} pages of pictures", raw.metadata)
    text, blocks = _text_of(pages)
    return parsed(raw, text, media_type=MEDIA_TYPE, metadata=metadata, blocks=blocks)


def _pages(document: Any, options: Options) -> list[list[str]]:
    pages, size = [], 0
    for page in document:
        text = page.get_textpage().get_text_range()
        size += len(text)
        if size > options.limits.article_bytes:
            raise too_long(options.limits, "its text is longer")
        # U+FFFE stands for a hyphen at the end of a line, where the word goes on: `15/CĐ-` `BYT`.
        pages.append([nfc(line).strip() for line in text.replace("\r", "").replace("\ufffe", "-").split("\n")])
        page.close()
    return pages


def _text_of(pages: Sequence[list[str]]) -> tuple[str, list[Block]]:
    """Return the text, a line a paragraph, and the page numbers and running heads as boilerplate."""
    often = Counter(line for page in pages for line in {*page[:2], *page[-2:]} if line)
    running = {line for line, count in often.items() if count >= _RUNNING and count * 2 > len(pages)}
    width = max(len(line) for page in pages for line in page)
    lines: list[str] = []
    rules: list[str | None] = []
    unfinished: int | None = None
    for page in pages:
        for i, line in enumerate(page):
            if not line:
                continue
            rule = "pdf/running-head" if line in running else None
            if i in (0, len(page) - 1) and _PAGE_NUMBER.fullmatch(line):
                rule = "pdf/page-number"
            if rule is None and unfinished is not None:
                lines[unfinished] += " " + line  # also over the edge of a page
            else:
                lines.append(line)
                rules.append(rule)
            if rule is None:
                at = len(lines) - 1 if unfinished is None else unfinished
                unfinished = at if len(line) >= width * _FULL and not line.endswith(_ENDS) else None
    blocks, at = [], 0
    for line, rule in zip(lines, rules, strict=True):
        if rule is not None:
            blocks.append(Block(start=at, end=at + len(line), kind="boilerplate", rule=rule))
        at += len(line) + 1
    return "\n".join(lines), blocks


def _properties(document: Any) -> dict[str, str]:
    given = document.get_metadata_dict()
    found = {"document_title": given.get("Title", "").strip(), "document_author": given.get("Author", "").strip()}
    if m := _PDF_DATE.match(given.get("CreationDate", "")):
        found["created"] = "-".join(m.groups())
    return {name: value for name, value in found.items() if value}
