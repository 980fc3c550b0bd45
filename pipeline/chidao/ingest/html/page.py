"""A page's tree → the lines that a reader sees, each with where it stands in the tree."""

import re
from typing import Any

import msgspec

from chidao.text import nfc

_SKIPPED = frozenset((
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "map", "select", "datalist", "textarea", "option",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "ruby", "rt", "rp", "picture", "source", "o:p",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
# Longer cells hold a column of the page and not a value.
_CELL = 80
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)
_TABLES = frozenset(("table", "img", "td", "tr"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# No reader sees these, and editors in browsers leave them everywhere. A soft hyphen stays: it is also the `ư` of pages
# that are written in TCVN3.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


class Element(msgspec.Struct):
    """An element that holds lines: its tag, the words of its class and id, the element around it."""

    tag: str
    names: str
    parent: int
    item_property: str = ""


class Line(msgspec.Struct):
    """A line of the page: its place in the text, the innermost block element it stands in, how much of it is links.

    `hints` are the words of class and id of the inline elements around its beginning.
    """

    start: int
    end: int
    element: int
    links: int
    hints: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def link_share(self) -> float:
        return self.links / self.length


class Page(msgspec.Struct):
    """What a page shows: `text` with one line for each block, its elements (the first is the root), its lines."""

    text: str
    elements: list[Element]
    lines: list[Line]

    @classmethod
    def of(cls, root: Any) -> "Page":
        """Return what a tree shows. Scripts are not run; what is hidden in the markup itself is left out."""
        return _Reading().read(root)

    def line_text(self, line: Line) -> str:
        return self.text[line.start : line.end]


class _Reading:
    """One walk through a tree, without recursion: pages may be nested deeper than Python's stack."""

    def __init__(self) -> None:
        self.elements = [Element("", "", -1)]
        self.lines: list[Line] = []
        self.parts: list[str] = []  # the text so far
        self.size = 0
        self.here: list[tuple[str, bool]] = []  # of the line at hand: strings, and whether each is a link
        self.hints: list[str] = []
        self.line_hints = ""
        self.line_at = 0
        self.inside_links = 0

    def read(self, root: Any) -> Page:
        at = 0
        stack = [root.first_child]  # the next node to enter; None where an element is left
        leaving: list[tuple[str, int]] = []
        while stack:
            node = stack.pop()
            if node is None:
                if leaving:
                    tag, at = leaving.pop()
                    self._leave(tag)
                continue
            if (following := node.next) is not None:
                stack.append(following)
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "", at)
                continue
            if tag.startswith("-") or tag in _SKIPPED:
                continue
            attributes = node.attributes
            if _hidden(tag, attributes):
                continue
            leaving.append((tag, at))
            at = self._enter(tag, attributes, at)
            stack.append(None)
            if (child := node.first_child) is not None:
                stack.append(child)
        self._flush()
        return Page("".join(self.parts), self.elements, self.lines)

    def _enter(self, tag: str, attributes: dict[str, str | None], at: int) -> int:
        right = _RIGHT.search(attributes.get("style") or "") or (attributes.get("align") or "").lower() == "right"
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        names = words_of(f"{named} align-right" if right and tag not in _TABLES else named)
        if tag in _INLINE:
            self.inside_links += tag == "a"
            self.hints.append(names)
            return at
        if tag == "br":
            self._flush()
            return at
        if tag in _CELLS and 0 < len("".join(text for text, _ in self.here).strip()) <= _CELL:
            self.here.append((" | ", False))  # a row of a table of data is one line
        else:
            self._flush()
        self.elements.append(Element(tag, names, at, attributes.get("itemprop") or ""))
        return len(self.elements) - 1

    def _leave(self, tag: str) -> None:
        if tag in _INLINE:
            self.inside_links -= tag == "a"
            self.hints.pop()
        elif tag not in _CELLS and tag != "br":
            self._flush()

    def _text(self, text: str, at: int) -> None:
        if not self.here:
            self.line_at = at
            self.line_hints = " ".join(h for h in self.hints if h)
        self.here.append((text, self.inside_links > 0))

    def _flush(self) -> None:
        if not self.here:
            return
        line = _shown("".join(text for text, _ in self.here))
        if line.strip():
            start = self.size + (len(line) - len(line.lstrip()))
            links = len(_shown("".join(text for text, link in self.here if link)).strip())
            end = start + len(line.strip())
            self.lines.append(Line(start, end, self.line_at, min(links, end - start), self.line_hints))
            self.parts.append(line + "\n")
            self.size += len(line) + 1
        self.here.clear()


def words_of(names: str) -> str:
    """Return the words of a class or id, apart and in lower case, with a space at both ends.

    >>> words_of("articleRelated box-tin_khac")
    ' article related box tin khac '
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names)
    return f" {' '.join(re.split(r'[^0-9A-Za-z]+', apart)).strip().lower()} "


def _shown(text: str) -> str:
    return nfc(_BLANKS.sub(" ", _INVISIBLE.sub("", text)))


def _hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    return bool(style) and bool(_HIDDEN.search(style or ""))
