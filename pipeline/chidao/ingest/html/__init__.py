"""HTML: a page is one article; its text is what a reader sees, its chrome is marked.

`page` turns markup into the lines that a browser would show, `main_text` says which of them are the article,
`metadata` what the page says of itself.
"""

import codecs
import re
from collections.abc import Mapping
from typing import Any

from chidao.ingest.articles import parsed, refused
from chidao.ingest.decoding import DecodeError, decode
from chidao.ingest.html.main_text import blocks_of
from chidao.ingest.html.metadata import metadata_of
from chidao.ingest.html.page import Page
from chidao.ingest.options import LimitError, Options, library
from chidao.ingest.streams import Raw
from chidao.model import Article, Reject

MEDIA_TYPE = "text/html"
_TAGS = "html|head|body|title|meta|div|p|table|article|section|main|span|font|center|h[1-6]|ul|ol|br|b|a|style|script"
_BEGINS = re.compile(
    rf"(?:\s|\ufeff|<\?xml[^>]{{0,200}}\?>|<!--(?:(?!-->).){{0,9000}}-->)*<(?:!doctype\s+html|(?:{_TAGS})(?=[\s>/]))",
    re.IGNORECASE | re.DOTALL,
)
_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".aspx", ".php", ".jsp")
_SOMEWHERE = re.compile(rb"<(?:html|head|body|div|p|table|span|title)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# HTML lets a page leave out the end of these, so that they do not count as nested.
_FLAT = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "rt", "rp", "body", "html", "head",
))  # fmt: skip
# The standard's formatting elements, without those of which one closes the other.
_FORMATTING = frozenset((
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
# Pages of the nineties leave a few open: so many copies are no harm, or a few for each letter.
_COPIES, _COPIES_A_LETTER = 100_000, 0.5
_ATTRIBUTES, _OPTIONS = 500, 10_000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}>")
_ATTRIBUTE = re.compile(r"[^\s\"'>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are a page: it begins with a tag of HTML, or is named so and holds some."""
    plain = head.replace(b"\0", b"")
    if _BEGINS.match(plain[:20_000].lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE).decode("latin-1")):
        return True
    return name.lower().endswith(_ENDINGS) and bool(_SOMEWHERE.search(plain))


def is_markup(text: str) -> bool:
    """Say whether a string is a page or a piece of one, and no plain text.

    >>> is_markup("<p>Sáng 12/3, tỉnh <b>họp</b>.</p>"), is_markup("<Ảnh> Sáng 12/3"), is_markup("a < b")
    (True, False, False)
    """
    return bool(_BEGINS.match(text[:20_000])) and ("</" in text or "<br" in text)


def parse(raw: Raw, options: Options) -> Article | Reject:
    """Return the article of a page. Raises DecodeError, LimitError, MissingLibrary."""
    text, encoding = _decoded(raw)
    return parse_text(raw, text, options, media_type=MEDIA_TYPE, encoding=encoding, metadata=raw.metadata)


def parse_text(
    raw: Raw, markup: str, options: Options, *, media_type: str, encoding: str, metadata: Mapping[str, str]
) -> Article | Reject:
    """Return the article of markup that is decoded; `metadata` goes before what the page says of itself.

    Raises LimitError, MissingLibrary.
    """
    tree = tree_of(markup, options)
    page = Page.of(tree.root)
    given = {**metadata_of(tree), **metadata}
    if not page.lines:
        return refused(raw, "empty: the page shows no text, a script may write it", given)
    blocks = blocks_of(page, given.get("title") or given.pop("page_title", None))
    headline = next((b for b in blocks if b.kind == "title"), None)
    if headline is not None:
        given.setdefault("title", page.text[headline.start : headline.end])
    return parsed(raw, page.text, media_type=media_type, encoding=encoding, metadata=given, blocks=blocks)


def tree_of(markup: str, options: Options) -> Any:
    """Return the parsed tree of a page. Raises LimitError where it is nested too deep, MissingLibrary."""
    lexbor = library("selectolax.lexbor", "html")
    _check_shape(markup, options)
    return lexbor.LexborHTMLParser(markup)


def _check_shape(markup: str, options: Options) -> None:
    """Refuse markup over which the parser's time or memory grows with the square of its length. Raises LimitError.

    It does so with the depth of nesting, with the attributes of one tag, with the options of a list, and with elements
    of formatting that are left open: the standard has them opened again in every block that follows.
    """
    depth = formatting = copies = choices = 0
    for closing, name in _TAG.findall(markup):
        tag = name.lower()
        if tag in _FLAT:
            copies += formatting
        elif closing:
            depth, formatting = max(0, depth - 1), max(0, formatting - (tag in _FORMATTING))
        else:
            depth += 1
            choices += tag == "option"
            if tag in _FORMATTING:
                formatting += 1
            else:
                copies += formatting
            if depth > options.limits.nesting:
                raise LimitError(f"elements nested deeper than {options.limits.nesting:,} (--max-nesting)")
    if copies > max(_COPIES, _COPIES_A_LETTER * len(markup)):
        raise LimitError("elements of formatting that are never closed, too many to be opened again in every block")
    if choices > _OPTIONS:
        raise LimitError(f"more than {_OPTIONS:,} options to choose from")
    for tag in _LONG_TAG.findall(markup):
        if len(_ATTRIBUTE.findall(tag)) > _ATTRIBUTES:
            raise LimitError(f"a tag with more than {_ATTRIBUTES:,} attributes")


def _decoded(raw: Raw) -> tuple[str, str]:
    """Return (markup, encoding). What the bytes are goes before what the server or the page says of them.

    Half of the old pages name a charset that is not theirs; what they name counts only where the bytes leave it open.
    """
    try:
        if raw.data.startswith(codecs.BOM_UTF8) or b"\0" not in raw.data:
            return raw.data.decode("utf-8-sig"), "utf-8"  # its letters may be entities: mended when they are shown
    except UnicodeDecodeError:
        pass
    try:
        return decode(raw.data)
    except DecodeError:
        named = _CHARSET.search(raw.data[:4096])
        for charset in (raw.charset, named and named[1].decode("ascii")):
            try:
                if charset:
                    return raw.data.decode(charset), codecs.lookup(charset).name
            except (LookupError, UnicodeError):
                continue
        raise
