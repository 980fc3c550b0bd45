"""Which lines of a page are the article: a choice that every block names.

A page's own words for its parts come first (`<nav>`, `class="related"`), for the people who built the site knew. Then
the element that holds most prose is the article's, judged by its paragraphs and not by its links; and between the
headline and that element stand the day, the author and the lead.
"""

from collections.abc import Sequence

import regex

from chidao.ingest.html.page import Element, Line, Page
from chidao.model import Block, BlockKind
from chidao.text import fold

_CHROME_TAGS = frozenset(("nav", "footer", "aside", "button", "menu", "dialog"))
_CHROME_NAMES = regex.compile(
    r" (?:nav|navs|navbar|navigation|menu|submenu|breadcrumbs?|bread|sidebar|related|relate|relates|relation|recommend\w*"
    r"|footer|share|shares|sharing|social|bookmarks?|ads|adv|advert\w*|banner|quang ?cao|tags?|keywords?|tukhoa|tu khoa"
    r"|counter|view ?counts?|luot ?(?:xem|doc|truy ?cap)|tools?|toolbar|toolbox|print|ratings?|votes?|polls?|popup|modal"
    r"|login|search|pagination|pager|paging|pagenav|cookies?|ribbon|newsletter|subscribe|widget|copyright|most ?(?:read|view\w*)"
    r"|doc ?nhieu|xem ?nhieu|skip|facebook|zalo|fb|like|tin ?(?:lien ?quan|khac|moi|cu|noi ?bat|cung ?\w+)|lien ?quan|tlq"
    r"|bai ?(?:viet ?)?(?:khac|lien ?quan|cung ?\w+)|(?:other|more|latest|hot|prev|next|newer|older) ?(?:news|posts?|articles?|links?)"
    r"|readmore|read ?more|audio|player|font ?size|text ?size|accessibility|site ?(?:header|info|map)|top ?bar|bottom|masthead"
    r"|hidden|ms hide|version|approval|web ?part ?zone ?right|right ?col\w*|col ?right|left ?col\w*|col ?left|ticker|marquee) "
)
_COMMENT_NAMES = regex.compile(r" (?:comments?|cmt|respond|binh ?luan|y ?kien|phan ?hoi|disqus|feedback|reviews?) ")
_BODY_NAMES = regex.compile(
    r" (?:(?:article|entry|post|news|detail|content|story|node|fck|body|main|text|noi ?dung|chi ?tiet|bai ?viet)"
    r" ?(?:body|content|detail|details|text|html|main|full|noi ?dung|bai ?viet)|articlebody|bodytext|noidung|rtestate"
    r" field|rich ?html ?field|field name body|journal content article|fulltext|item page) "
)
_LEAD_NAMES = regex.compile(r" (?:sapo|lead|summary|chapeau|tom ?tat|desc|description|abstract|intro\w*|trich ?yeu) ")
_AUTHOR_NAMES = regex.compile(r" (?:author|authors|tac ?gia|byline|writer|but ?danh) ")
_CAPTION_NAMES = regex.compile(r" (?:caption|captions|wp caption text|pcaption|chu ?thich|image ?desc|photo ?cms\w*) ")
_CAPTION_TAGS = frozenset(("figcaption", "caption"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# A line of prose: long, or a sentence; and not made of links.
_PROSE, _SENTENCE, _LINKED = 60, 25, 0.35
# How much of a part's prose counts for the element around it: one level up, and again.
_FADING = 0.75
_LEVELS = 6
# A part that holds so much of the page's prose is the article, whatever its name says.
_TOO_MUCH = 0.4
_LONGEST_AUTHOR = 60


def blocks_of(page: Page, title: str | None) -> list[Block]:
    """Return the blocks of which the page says what they are; all other lines are left to the rules of cleaning.

    `title` is what the page's metadata names as its title.
    """
    judge = _Judge(page)
    main = judge.main()
    if main is None:
        return [_block(line, *judgement) for line, judgement in zip(page.lines, judge.verdicts(), strict=True) if judgement]
    kinds = judge.verdicts()
    inside = [judge.is_inside(line.element, main) for line in page.lines]
    first = next(i for i, line in enumerate(page.lines) if inside[i] and judge.prose(line) and not kinds[i])
    head = _title_line(page, title, kinds, inside, first)
    for i, line in enumerate(page.lines):
        if i == head:
            kinds[i] = ("title", "html/title")
        elif kinds[i]:
            continue
        elif head is not None and i < head:
            kinds[i] = ("boilerplate", "html/above-title")
        elif not inside[i]:
            between = head is not None and head < i < first
            if not between and not (i < first and _LEAD_NAMES.search(judge.names(line))):
                kinds[i] = ("boilerplate", "html/outside")
        elif line.link_share > 0.8 and line.length > 15 and judge.list_of_links(i):
            kinds[i] = ("boilerplate", "html/links")
        if kinds[i] is None:
            kinds[i] = _inner_kind(page, judge, line)
    return [_block(line, *kind) for line, kind in zip(page.lines, kinds, strict=True) if kind]


_Kind = tuple[BlockKind, str]


def _block(line: Line, kind: BlockKind, rule: str) -> Block:
    return Block(start=line.start, end=line.end, kind=kind, rule=rule)


def _inner_kind(page: Page, judge: "_Judge", line: Line) -> _Kind | None:
    """Return what the markup says of a line of the article, if anything."""
    names = judge.names(line)
    chain = [page.elements[i].tag for i in judge.chain(line.element)]
    if not _CAPTION_TAGS.isdisjoint(chain[:4]) or _CAPTION_NAMES.search(names):
        return "caption", "html/caption"
    if line.length <= _LONGEST_AUTHOR and _AUTHOR_NAMES.search(names):
        return "byline", "html/author"
    if "li" in chain[:3] and line.link_share < _LINKED:
        return "list_item", "html/li"
    return None


def _title_line(
    page: Page, title: str | None, kinds: Sequence[_Kind | None], inside: Sequence[bool], first: int
) -> int | None:
    """Return the line that is the headline: the one that the metadata names, nearest above the prose; else the h1."""
    wanted = fold(title or "")
    last: int | None = None
    for i, line in enumerate(page.lines[: first + 1]):
        if kinds[i] and kinds[i] != ("boilerplate", "html/header"):
            continue
        said = fold(page.line_text(line))
        heading = page.elements[line.element].tag in _HEADINGS
        if wanted and (said == wanted or (len(said) >= 20 and wanted.startswith(said) and heading)):
            last = i
    if last is not None:
        return last
    ones = [
        i
        for i, line in enumerate(page.lines[: first + 1])
        if page.elements[line.element].tag == "h1" and not kinds[i] and line.length >= 20
    ]
    return ones[-1] if ones else None


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
        ends = self.page.text[line.end - 1] in ".:;!?…”\""
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
                for level, i in enumerate(self.chain(line.element)[:_LEVELS]):
                    score[i] += weight * _FADING**level
        best = max(range(len(elements)), key=lambda i: score[i] * (1.3 if _BODY_NAMES.search(elements[i].names) else 1))
        # Paragraphs that stand in boxes of their own beside the best: the element around all of them is meant.
        for i in self.chain(best)[1:]:
            if mass[i] > 1.25 * mass[best] and elements[i].tag not in ("", "html", "body"):
                best = i
        return best

    def list_of_links(self, at: int) -> bool:
        """Say whether a line that is a link stands among others: no article is made of them."""
        lines = self.page.lines
        near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
        return any(x.link_share > 0.8 for x in near)

    def names(self, line: Line) -> str:
        """Return the words of class and id around a line, three elements up."""
        return line.hints + "".join(self.page.elements[i].names for i in self.chain(line.element)[:3])

    def chain(self, element: int) -> list[int]:
        """Return an element and those around it, the innermost first."""
        found = []
        while element >= 0:
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
        if _COMMENT_NAMES.search(element.names) and not self._holds_h1[at]:
            return "html/comments"
        if self._mass[at] > _TOO_MUCH * total:
            return None
        if element.tag in _CHROME_TAGS:
            return f"html/{element.tag}"
        if element.tag == "header" and not self._holds_h1[at] and self._mass[at] == 0:
            return "html/header"
        return "html/named-chrome" if _CHROME_NAMES.search(element.names) else None

    def _hinted(self, line: Line) -> str | None:
        return "html/named-chrome" if line.length < _PROSE and _CHROME_NAMES.search(line.hints) else None
