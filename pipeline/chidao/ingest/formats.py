"""Which module reads what: told by the content, by the name only where the content leaves it open."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chidao.ingest import compressed, csv, docx, html, json, jsonl, parquet, pdf, tar, text, warc, zip
from chidao.ingest.options import Options
from chidao.ingest.streams import Item, Raw
from chidao.model import Article, Reject


class Format(NamedTuple):
    """A kind of file: `items` for one that holds many articles or other files, none for one that is an article."""

    name: str
    reads: Callable[[str, bytes], bool]
    items: Callable[[Item, Options], Iterator[Item | Raw | Reject]] | None = None


# Asked in this order: first those that their first bytes give away; text takes everything.
FORMATS = (
    Format("packed", compressed.reads, compressed.items),
    Format("zip", zip.reads, zip.items),
    Format("parquet", parquet.reads, parquet.items),
    Format("warc", warc.reads, warc.items),
    Format("pdf", pdf.reads),
    Format("tar", tar.reads, tar.items),
    Format("html", html.reads),
    Format("jsonl", jsonl.reads, jsonl.items),
    Format("json", json.reads, json.items),
    Format("csv", csv.reads, csv.items),
    Format("text", text.reads),
)
PARSERS: dict[str, Callable[[Raw, Options], Article | Reject]] = {
    "json": jsonl.parse,
    "docx": docx.parse,
    "pdf": pdf.parse,
    "html": html.parse,
    "text": text.parse,
}
# Files that people do have among their articles and that are none, by their first bytes.
_UNREAD = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word or Excel file of before 2007: save it as DOCX or CSV"),
    (b"{\\rtf", "RTF: save it as DOCX"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it, or pack it as ZIP"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it, or pack it as ZIP"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"ID3", "a sound (MP3)"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)


def format_of(name: str, head: bytes) -> Format:
    """Return the format of a file by its name and its first bytes."""
    return next(f for f in FORMATS if f.reads(name, head))


def refusal(head: bytes) -> str | None:
    """Return what a file is that is known and not read, or None."""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml") and not html.reads("", head):
        return "XML that is no page"
    if head[8:12] == b"WEBP" or head[4:8] == b"ftyp":
        return "a picture, a sound or a film"
    return next((reason for magic, reason in _UNREAD if head.startswith(magic)), None)
