"""Which lines of a page are the article: a choice that every block names.

A page's own words for its parts come first (`<nav>`, `class="related"`), for the people who built the site knew. Then
the element that holds most prose is the article's, judged by its paragraphs and not by its links; and between the
headline and that element stand the day, the author and the lead.
"""

from collections.abc import Sequence
from itertools import chain

import regex

from chidao.ingest.html.page import Element, Line, Page
from chidao.ingest.html.parts import chrome_of, names_part
from chidao.model import Block, BlockKind
from chidao.text import fold

_CHROME_TAGS = frozenset(("nav", "footer", "aside", "button", "menu", "dialog"))
_CAPTION_TAGS = frozenset(("figcaption", "caption"))
_TEXT_TAGS = frozenset(("p", "blockquote", "li", "dd", "dt"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# A line of prose: long, or a sentence; and not made of links.
_PROSE, _SENTENCE, _LINKED = 60, 25, 0.35
# How much of a part's prose counts for the element around it: one level up, and again.
_FADING = 0.65
_LEVELS = 6
# A part that holds so much of the page's prose is the article, whatever its name says.
_TOO_MUCH = 0.4
_LONGEST_AUTHOR, _SHORTEST_TITLE = 60, 20
# A line that is nothing but a link, and how far below the text its author may be named.
_ALL_LINK, _SIGNS_WITHIN = 0.8, 4
_DAY = regex.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")
# The day stands so near above the headline, in a line so short.
_DAY_WITHIN, _LONGEST_DAY = 3, 90


def blocks_of(page: Page, title: str | None) -> list[Block]:
    """Return the blocks of which the page says what they are; all other lines are left to the rules of cleaning.

    `title` is what the page's metadata names as its title.
    """
    judge = _Judge(page)
    kinds = judge.verdicts()
    main = judge.main()
    if main is not None:
        _choose(page, judge, main, title, kinds)
    return [_block(line, *kind) for line, kind in zip(page.lines, kinds, strict=True) if kind]


def _choose(page: Page, judge: "_Judge", main: int, title: str | None, kinds: "list[_Kind | None]") -> None:
    """Say of the lines of a page what they are, given the element that is the article's."""
    lines = page.lines
    inside = [judge.is_inside(line.element, main) for line in lines]
    prose = [i for i, line in enumerate(lines) if inside[i] and judge.prose(line) and not kinds[i]]
    first, last = prose[0], prose[-1]
    head = _title_line(page, judge, title, kinds, first)
    day = None if head is None else _day_line(page, head, first)
    for i in range(len(lines)):
        if i == day:
            kinds[i] = None  # the rules for datelines judge it
        elif i == head:
            kinds[i] = ("title", "html/title")
        elif kinds[i] is None:
            kinds[i] = _kind(page, judge, i, inside[i], head, first, last)


def _kind(
    page: Page, judge: "_Judge", at: int, inside: bool, head: int | None, first: int, last: int
) -> "_Kind | None":
    """Return what a line is by its place: above the headline, between it and the text, in it, below it."""
    line = page.lines[at]
    names = judge.names(line)
    if head is not None and at < head:
        return "boilerplate", "html/above-title"
    if at > first and line.length <= _LONGEST_AUTHOR and not judge.prose(line):
        signed = inside and at > (first + last) // 2 and names_part(names, "signed")
        if signed or (at <= last + _SIGNS_WITHIN and names_part(names, "author")):
            return "byline", "html/author"
    if not inside:
        between = head is not None and head < at < first
        if between or (at < first and names_part(names, "lead")):
            return _inner_kind(page, judge, line, names)
        return "boilerplate", "html/outside"
    if line.link_share > _ALL_LINK and line.length > 15 and judge.list_of_links(at):
        return "boilerplate", "html/links"
    return _inner_kind(page, judge, line, names)


_Kind = tuple[BlockKind, str]


def _block(line: Line, kind: BlockKind, rule: str) -> Block:
    return Block(start=line.start, end=line.end, kind=kind, rule=rule)


def _day_line(page: Page, head: int, first: int) -> int | None:
    """Return the line that holds the day, whatever box it stands in: below the headline, else right above it."""
    for i in chain(range(head + 1, first), range(head - 1, max(-1, head - 1 - _DAY_WITHIN), -1)):
        line = page.lines[i]
        if line.length <= _LONGEST_DAY and line.link_share < _ALL_LINK and _DAY.search(page.line_text(line)):
            return i
    return None


def _inner_kind(page: Page, judge: "_Judge", line: Line, names: str) -> _Kind | None:
    """Return what the markup says of a line of the article, if anything."""
    tags = [page.elements[i].tag for i in judge.chain(line.element, 4)]
    if not _CAPTION_TAGS.isdisjoint(tags) or names_part(names, "caption"):
        return "caption", "html/caption"
    if line.length <= _LONGEST_AUTHOR and names_part(names, "author"):
        return "byline", "html/author"
    if "li" in tags[:3] and line.link_share < _LINKED:
        return "list_item", "html/li"
    return None


def _title_line(
    page: Page, judge: "_Judge", title: str | None, kinds: Sequence[_Kind | None], first: int
) -> int | None:
    """Return the line that is the headline: the one that the metadata names, the h1, or one that is named so.

    Of several the last above the text is meant: those before it name the site and the section.
    """
    above = [i for i in range(first + 1) if not kinds[i] or kinds[i] == ("boilerplate", "html/header")]
    wanted = fold(title or "")
    said = {i: fold(page.line_text(page.lines[i])) for i in above}
    tags = {i: page.elements[page.lines[i].element].tag for i in above}
    long = [i for i in above if page.lines[i].length >= _SHORTEST_TITLE]
    for found in (
        [i for i in above if wanted and said[i] == wanted],
        [i for i in long if wanted.startswith(said[i]) and tags[i] in _HEADINGS],
        [i for i in long if tags[i] == "h1"],
        [i for i in long if names_part(page.lines[i].hints + page.elements[page.lines[i].element].names, "title")],
    ):
        if found:
            return found[-1]
    return None


class _Judge:
    """The elements of a page weighed by the prose they hold."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._prose = [self.prose(line) for line in page.lines]
        self._mass = self._gathered(self._prose)
        self._holds_h1 = self._gathered([float(page.elements[x.element].tag == "h1") for x in page.lines])
        self._chrome = [self._chrome_rule(i, e) for i, e in enumerate(page.elements)]
        for i, element in enumerate(page.elements):  # a parent stands before what is in it
            if self._chrome[i] is None and element.parent >= 0:
                self._chrome[i] = self._chrome[element.parent]

    def prose(self, line: Line) -> float:
        """Return the characters of a line that count as prose."""
        if line.link_share > _LINKED or self.page.elements[line.element].tag in _HEADINGS:
            return 0.0
        ends = self.page.text[line.end - 1] in '.:;!?…”"'
        return float(line.length) if line.length >= _PROSE or (ends and line.length >= _SENTENCE) else 0.0

    def verdicts(self) -> list[_Kind | None]:
        """Return for every line what its elements say, or None."""
        rules = [self._chrome[line.element] or self._hinted(line) for line in self.page.lines]
        return [("boilerplate", rule) if rule else None for rule in rules]

    def main(self) -> int | None:
        """Return the element that is the article's, or None for a page without prose."""
        free = [0.0 if self._chrome[x.element] else p for x, p in zip(self.page.lines, self._prose, strict=True)]
        total = sum(free)
        if not total:
            return None
        mass = self._gathered(free)
        elements = self.page.elements
        for i, element in enumerate(elements):
            if "articleBody" in element.item_property and mass[i] > _TOO_MUCH * total:
                return i
        score = [0.0] * len(elements)
        for line, weight in zip(self.page.lines, free, strict=True):
            if weight:
                boxes = [i for i in self.chain(line.element, 2 * _LEVELS) if elements[i].tag not in _TEXT_TAGS]
                for level, i in enumerate(boxes[:_LEVELS]):
                    score[i] += weight * _FADING**level
        return max(range(len(elements)), key=lambda i: score[i] * (1.3 if names_part(elements[i].names, "body") else 1))

    def list_of_links(self, at: int) -> bool:
        """Say whether a line that is a link stands among others: no article is made of them."""
        lines = self.page.lines
        near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
        return any(x.link_share > _ALL_LINK for x in near)

    def names(self, line: Line) -> str:
        """Return the words of class and id around a line, three elements up."""
        return line.hints + "".join(self.page.elements[i].names for i in self.chain(line.element, 3))

    def chain(self, element: int, levels: int) -> list[int]:
        """Return an element and those around it, the innermost first, at the most so many."""
        found: list[int] = []
        while element >= 0 and len(found) < levels:
            found.append(element)
            element = self.page.elements[element].parent
        return found

    def is_inside(self, element: int, main: int) -> bool:
        while element > main:  # what is inside stands behind
            element = self.page.elements[element].parent
        return element == main

    def _gathered(self, of_lines: Sequence[float]) -> list[float]:
        """Return for every element the sum over the lines in it."""
        sums = [0.0] * len(self.page.elements)
        for line, value in zip(self.page.lines, of_lines, strict=True):
            sums[line.element] += value
        for i in range(len(sums) - 1, 0, -1):
            sums[self.page.elements[i].parent] += sums[i]
        return sums

    def _chrome_rule(self, at: int, element: Element) -> str | None:
        """Return the rule that says that an element is no article, or None."""
        total = self._mass[0] or 1.0
        part = chrome_of(element.names)
        if part == "comments" and not self._holds_h1[at]:
            return "html/comments"
        if self._mass[at] > _TOO_MUCH * total:
            return None
        if element.tag in _CHROME_TAGS:
            return f"html/{element.tag}"
        if element.tag in _TEXT_TAGS:
            return None  # a paragraph may be named for its letters or its place
        if element.tag == "header" and not self._holds_h1[at] and self._mass[at] == 0:
            return "html/header"
        return f"html/{part}" if part else None

    def _hinted(self, line: Line) -> str | None:
        part = chrome_of(line.hints) if line.length < _PROSE else None
        return f"html/{part}" if part else None
