"""Lines → blocks: where the article begins and ends, and what stands around it."""

from collections.abc import Sequence

import msgspec
import regex

from chidao.model import Article, Block, BlockKind
from chidao.rules import load
from chidao.text import View, fold, view_of

# A line longer than this is prose, whatever words it holds; a paragraph is at least so long.
_LONG, _PARAGRAPH = 260, 100
_TAIL = frozenset({"chrome/comments", "chrome/counter", "chrome/related", "chrome/portal-parts", "chrome/form-field", "chrome/licence", "chrome/toolbar"})
_NAME = regex.compile(r"(?:\p{Lu}[\p{L}.]{0,9}(?:[ -]\p{Lu}[\p{L}.]{0,9}){0,4})(?:\s?[-,(&]\s?(?:\p{Lu}[\p{L}.]{0,9}(?: \p{Lu}[\p{L}.]{0,9}){0,4})\)?){0,2}")
_POST = regex.compile(r"(?:(?:Phó )?(?:Trưởng|Bí thư|Chủ tịch|Giám đốc|Chánh|Ban|Phòng|Khoa|Văn phòng|Sở|Chi cục|Hội)[\p{L} ,.-]{3,80})")
_ITEM = regex.compile(
    r"\s*(?:[+*•·▪-]\s?\S|[0-9]{1,2}[.)]\s?\p{L}|[a-zđ]\)\s|\([0-9]{1,2}\)|(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám) là)(?![\p{L}]))"
)
_KIND: dict[str, BlockKind] = {"chrome": "boilerplate", "dateline": "dateline", "caption": "caption", "byline": "byline"}


class _Line(msgspec.Struct):
    start: int
    end: int
    rule: str | None = None
    kind: BlockKind | None = None

    @property
    def length(self) -> int:
        return self.end - self.start


def mark(article: Article) -> tuple[tuple[Block, ...], str | None]:
    """Return (blocks, byline) of an article."""
    text = article.text
    view = view_of(text)
    lines = _lines(text)
    _rules(view, lines)
    body = [i for i, line in enumerate(lines) if line.rule is None]
    title = _title(article, view, lines, body)
    _after(view, lines, title)
    byline = _byline(text, lines)
    _rest(text, lines)
    blocks = tuple(Block(start=x.start, end=x.end, kind=x.kind or "body", rule=x.rule) for x in lines)
    return blocks, byline


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            lines.append(_Line(start, start + len(stripped)))
        at += len(raw) + 1
    return lines


def _rules(view: View, lines: Sequence[_Line]) -> None:
    """Give every short line the rule that covers it."""
    short = [x for x in lines if x.length <= _LONG]
    if not short:
        return
    if len(lines) <= 3 and short == [lines[0]] and not view.low[short[0].start : short[0].end].startswith(("skip", "trang chủ")):
        return  # a headline over one long text: the usual page of a news corpus
    scan = load().scan(view) if len(view.text) < 100_000 or len(short) > len(lines) // 2 else None
    for x in short:
        for kind in ("dateline", "chrome", "caption", "byline"):
            found = (scan or load().scan(View(view.text[x.start : x.end]))).find(kind, [(x.start, x.end)] if scan else [(0, x.length)])
            if found:
                x.rule, x.kind = found[0].rule, _KIND[kind]
                break
        else:
            if not any(c.isalnum() for c in view.text[x.start : x.end]):
                x.rule, x.kind = "chrome/ornament", "boilerplate"


def _title(article: Article, view: View, lines: Sequence[_Line], body: Sequence[int]) -> int | None:
    """Return the index of the headline: the line that the metadata names, else the first line, if it is short, alone and no sentence."""
    wanted = article.source.metadata.get("title")
    if wanted:
        key = fold(wanted).strip()
        return next((i for i in body if view.low[lines[i].start : lines[i].end] == key), None)
    if len(body) < 2:
        return None
    first = lines[body[0]]
    if is_headline(view.text, first):
        first.kind, first.rule = "title", "title/first-line"
        return body[0]
    return None


def is_headline(text: str, line: _Line | Block) -> bool:
    """Say whether a line can be the headline: short, no sentence's end, no list item."""
    return line.end - line.start <= 220 and text[line.end - 1] not in ".:;" and not _ITEM.match(text, line.start, line.end)


def _after(view: View, lines: Sequence[_Line], title: int | None) -> None:
    """Mark what follows the article: all behind the first tail line after a paragraph, and the headline told again."""
    paragraph = next((i for i, x in enumerate(lines) if x.rule is None and x.kind is None and x.length >= _PARAGRAPH), None)
    if paragraph is None:
        return
    tail = next((i for i in range(paragraph + 1, len(lines)) if lines[i].rule in _TAIL and _ends_here(lines, i)), len(lines))
    for x in lines[tail:]:
        if x.kind != "boilerplate":
            x.kind, x.rule = "boilerplate", "chrome/after-article"
    if title is not None:
        key = view.low[lines[title].start : lines[title].end]
        for x in lines[title + 1 :]:
            if x.kind is None and view.low[x.start : x.end] == key:
                x.kind, x.rule = "boilerplate", "chrome/repeated-title"


def _ends_here(lines: Sequence[_Line], at: int) -> bool:
    """A tail line inside the article (a toolbar between lead and text) has more prose behind it than before it."""
    before = sum(x.length for x in lines[:at] if x.rule is None and x.length >= _PARAGRAPH)
    behind = sum(x.length for x in lines[at:] if x.rule is None and x.length >= _PARAGRAPH)
    return behind <= before


def _byline(text: str, lines: Sequence[_Line]) -> str | None:
    """Return the author: the last line before the tail that is a name, with a post on the line after it."""
    kept = [x for x in lines if x.kind not in ("boilerplate", "dateline", "title")]
    for x in kept:
        if x.kind == "byline":
            return text[x.start : x.end]
    for back in (1, 2):
        if len(kept) <= back:
            return None
        x = kept[-back]
        line = text[x.start : x.end]
        if x.length <= 50 and (_NAME.fullmatch(line) or line == "PV") and (back == 1 or _POST.fullmatch(text[kept[-1].start : kept[-1].end])):
            for y in kept[-back:]:
                y.kind, y.rule = "byline", "byline/name"
            return line
    return None


def _rest(text: str, lines: Sequence[_Line]) -> None:
    """Name what is left: list items, the lead, the body."""
    left = [x for x in lines if x.kind is None]
    has_title = any(x.kind == "title" for x in lines)
    for i, x in enumerate(left):
        if _ITEM.match(text, x.start, x.end):
            x.kind = "list_item"
        elif i == 0 and has_title and len(left) > 1 and x.length <= 700:
            x.kind = "lead"
        else:
            x.kind = "body"
