"""DOCX: a Word document is one article.

Read from the parts of the file itself: the kept library for it leaves out tracked insertions and content controls.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from chidao.ingest.articles import parsed
from chidao.ingest.options import ExpansionError, Options
from chidao.ingest.streams import DAMAGE, DamagedError, Raw
from chidao.model import Article, Block, Reject
from chidao.text import nfc

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# ECMA-376, part 1: the names of WordprocessingML and of the core properties.
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROLOGUE = 4096
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PROPERTIES = {
    "{http://purl.org/dc/elements/1.1/}title": "document_title",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/terms/}created": "created",
}
_TEXT = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TITLE_STYLES = ("title", "tiu", "tiêu đề")


def parse(raw: Raw, options: Options) -> Article | Reject:
    """Return the article of a Word document: its paragraphs, tables included. Raises LimitError, OSError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
            _check_size(package, len(raw.data), options)
            body = package.read("word/document.xml")
            if b"<!DOCTYPE" in body[:_PROLOGUE]:
                raise DamagedError("damaged DOCX: it defines entities, as no Word document does")
            properties = package.read("docProps/core.xml") if "docProps/core.xml" in package.NameToInfo else b""
        text, blocks = _text_of(body)
        metadata = {**raw.metadata, **(_properties(properties) if properties else {})}
    except (ElementTree.ParseError, KeyError, *DAMAGE) as error:
        if isinstance(error, ExpansionError):
            raise
        raise DamagedError(f"damaged DOCX: {error}") from error
    return parsed(raw, text, media_type=MEDIA_TYPE, metadata=metadata, blocks=blocks)


def _check_size(package: zipfile.ZipFile, size: int, options: Options) -> None:
    """Refuse parts that unpack to far more than the file holds; a part never gives more than it says here."""
    unpacked = sum(info.file_size for info in package.infolist())
    if unpacked > max(options.limits.free_bytes, options.limits.ratio * size):
        raise ExpansionError(f"would expand to more than {options.limits.ratio} times its size (--max-ratio)")


def _text_of(body: bytes) -> tuple[str, list[Block]]:
    """Return the text, a line a paragraph, and the blocks of which their style says what they are."""
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for paragraph in _paragraphs(ElementTree.fromstring(body)):
        line = nfc("".join(_runs(paragraph))).strip()
        if line:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            name = (style.get(f"{_W}val", "") if style is not None else "").lower()
            start, end = at, at + len(line)
            if name in _TITLE_STYLES and not blocks:
                blocks.append(Block(start=start, end=end, kind="title", rule="docx/title"))
            elif paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
                blocks.append(Block(start=start, end=end, kind="list_item", rule="docx/numbered"))
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), blocks


def _paragraphs(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield every paragraph once; a drawing holds its text twice, for old and for new programs."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}p":
            yield element
        stack.extend(child for child in reversed(element) if child.tag != _FALLBACK)


def _runs(paragraph: ElementTree.Element) -> Iterator[str]:
    """Yield the characters of a paragraph in order, without those of paragraphs inside it and of deletions."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _TEXT:
            yield _TEXT[element.tag]
        elif element.tag not in (f"{_W}p", f"{_W}del", f"{_W}pPr", f"{_W}rPr", _FALLBACK):
            stack.extend(reversed(element))


def _properties(core: bytes) -> dict[str, str]:
    found = {
        _PROPERTIES[e.tag]: e.text.strip() for e in ElementTree.fromstring(core) if e.tag in _PROPERTIES and e.text
    }
    return {name: value for name, value in found.items() if value}
