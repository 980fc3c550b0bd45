"""Lines → blocks: where the article begins and ends, and what stands around it."""

from collections.abc import Sequence

from chidao.clean.bylines import byline_of
from chidao.clean.lines import SHORT, Line, is_headline, is_item, join_wrapped, split
from chidao.model import Article, Block, BlockKind
from chidao.rules import load
from chidao.text import View, fold, view_of

# What never stands inside an article: behind one of these comes no more of it.
_ENDS = frozenset({"chrome/comments", "chrome/counter", "chrome/portal-parts", "chrome/licence"})
# What also stands between lead and text or inside the text: the article ends there only where no prose follows.
_MAY_END = frozenset({"chrome/toolbar", "chrome/related", "chrome/form-field"})
# What is chrome above the headline and may be a heading of the article below it.
_HEADER_ONLY = frozenset({"chrome/slogan", "chrome/site-name", "chrome/section"})
_KIND: dict[str, BlockKind] = {
    "chrome": "boilerplate",
    "dateline": "dateline",
    "caption": "caption",
    "byline": "byline",
}
# A headline has more words than the name of a menu.
_HEADLINE = 20


def mark(article: Article) -> tuple[tuple[Block, ...], str | None]:
    """Return (blocks, byline) of an article."""
    text = article.text
    view = view_of(text)
    lines = split(text)
    _given(lines, article.blocks)
    _rules(view, lines)
    _dates_in_text(lines)
    title = _title(article, view, lines)
    _after(view, lines, title)
    byline = byline_of(text, lines)
    _rest(text, lines)
    lines = join_wrapped(text, lines)
    return tuple(Block(start=x.start, end=x.end, kind=x.kind or "body", rule=x.rule) for x in lines), byline


def _given(lines: Sequence[Line], blocks: Sequence[Block]) -> None:
    """Give every line what the format itself says of it: the page's `<nav>`, its headline, a running head."""
    at = 0
    for x in lines:
        while at < len(blocks) and blocks[at].end <= x.start:
            at += 1
        if at < len(blocks) and blocks[at].start <= x.start:
            x.kind, x.rule = blocks[at].kind, blocks[at].rule


def _rules(view: View, lines: Sequence[Line]) -> None:
    """Give every short line the rule that covers it."""
    short = [x for x in lines if x.free and x.length <= SHORT]
    if len(lines) <= 3 and short == lines[:1]:
        first = view.low[short[0].start : short[0].end] if short else ""
        if not first.startswith(("skip", "trang chủ")):
            return  # a headline over one long text: the usual page of a news corpus
    rules = load()
    # One pass over the page is cheaper than one for each line, unless most of the page is prose.
    whole = rules.scan(view) if sum(x.length for x in short) * 4 > len(view.text) else None
    for x in short:
        scan, window = whole, (x.start, x.end)
        if scan is None:
            scan, window = rules.scan(View(view.text[x.start : x.end])), (0, x.length)
        for kind in ("dateline", "chrome", "caption", "byline"):
            found = scan.find(kind, [window])
            if found:
                x.rule, x.kind = found[0].rule, _KIND[kind]
                break
        else:
            if not any(c.isalnum() for c in view.text[x.start : x.end]):
                x.rule, x.kind = "chrome/ornament", "boilerplate"
    _give_back_headings(lines)


def _give_back_headings(lines: Sequence[Line]) -> None:
    """Below the first paragraph, or where nothing else could be the headline, a slogan or a section's name is text."""
    below = False
    for i, x in enumerate(lines):
        below = below or x.paragraph
        if x.rule in _HEADER_ONLY and (below or not any(y.free for y in lines[i + 1 :])):
            x.rule = x.kind = None


def _dates_in_text(lines: Sequence[Line]) -> None:
    """A day alone on its line between paragraphs belongs to a timetable; it is no dateline."""
    paragraphs = [i for i, x in enumerate(lines) if x.paragraph]
    for i, x in enumerate(lines):
        if x.kind == "dateline" and len(paragraphs) > 2 and paragraphs[1] < i < paragraphs[-1]:
            x.rule = x.kind = None


def _title(article: Article, view: View, lines: Sequence[Line]) -> int | None:
    """Return the index of the headline: the line the format or the metadata names, one told again below, or the first
    that can be.
    """
    for i, x in enumerate(lines):
        if x.kind == "title":
            return _headline(lines, i, x.rule or "title/format")
    free = [i for i, x in enumerate(lines) if x.free]
    wanted = fold(article.source.metadata.get("title", "")).strip()
    words = {i: view.low[lines[i].start : lines[i].end] for i in free if lines[i].length <= 300}
    if wanted:
        for i, line in words.items():
            if line == wanted or (len(line) >= _HEADLINE and wanted.startswith(line)):
                return _headline(lines, i, "title/metadata")
    if len(free) < 2:
        return None
    first = next(
        (n for n, i in enumerate(free) if lines[i].paragraph and not is_headline(view.text, lines[i])), len(free)
    )
    above = [i for i in free[: first + 1] if is_headline(view.text, lines[i])]
    if not above:
        return _full_stop(view.text, lines, free)
    told = list(words.values())
    twice = next((i for i in above if len(words.get(i, "")) >= _HEADLINE and told.count(words[i]) > 1), None)
    if twice is not None:
        return _headline(lines, twice, "title/repeated")
    if above[0] != free[0]:
        return None
    best = next((i for i in above if lines[i].length >= _HEADLINE), above[0])
    between = range(above[0], best)
    if any(lines[i].free and not is_headline(view.text, lines[i]) for i in between):
        best = above[0]
    return _headline(lines, best, "title/first-line")


def _headline(lines: Sequence[Line], at: int, rule: str) -> int:
    """Mark the headline; what stands above it and is not told apart by a rule is the site's header."""
    lines[at].kind, lines[at].rule = "title", rule
    if not any(x.paragraph for x in lines[:at]):
        for x in lines[:at]:
            if x.free:
                x.kind, x.rule = "boilerplate", "chrome/site-header"
    return at


def _full_stop(text: str, lines: Sequence[Line], free: Sequence[int]) -> int | None:
    """Some headlines end with a full stop: a first line far shorter than the text below it, and no list item."""
    first = lines[free[0]]
    longest = max(lines[i].length for i in free[1:])
    if first.length <= 110 and text[first.end - 1] == "." and longest >= 8 * first.length and not is_item(text, first):
        return _headline(lines, free[0], "title/first-line")
    return None


def _after(view: View, lines: Sequence[Line], title: int | None) -> None:
    """Mark what follows the article: all behind the first line that ends it, and the headline told again."""
    paragraph = next((i for i, x in enumerate(lines) if x.paragraph), None)
    if paragraph is None:
        return
    tail = next((i for i in range(paragraph + 1, len(lines)) if _ends_here(view.text, lines, i)), len(lines))
    for x in lines[tail:]:
        if x.kind != "boilerplate":
            x.kind, x.rule = "boilerplate", "chrome/after-article"
    for i in range(paragraph + 1, tail):
        if lines[i].rule == "chrome/related":
            _related_box(view.text, lines, i)
    if title is not None:
        key = view.low[lines[title].start : lines[title].end]
        for i, x in enumerate(lines):
            if i != title and x.free and view.low[x.start : x.end] == key:
                x.kind, x.rule = "boilerplate", "chrome/repeated-title"


def _ends_here(text: str, lines: Sequence[Line], at: int) -> bool:
    """Say whether the article ends before a line: some lines always end it unless most prose is still to come."""
    rule = lines[at].rule
    if rule not in _ENDS and rule not in _MAY_END:
        return False
    before = sum(x.length for x in lines[:at] if x.paragraph)
    behind = sum(x.length for x in lines[at:] if x.paragraph and text[x.end - 1] in '.!?…"”)')
    if rule in _ENDS or any(x.kind == "byline" for x in lines[max(0, at - 2) : at]) or _end_mark(text, lines[:at]):
        return behind <= before
    return behind == 0 or (rule == "chrome/related" and behind * 4 <= before)


def _end_mark(text: str, lines: Sequence[Line]) -> bool:
    """The house style of state pages ends an article with `./.`; the author may follow."""
    return any(text[x.end - 3 : x.end] == "./." for x in lines[-3:])


def _related_box(text: str, lines: Sequence[Line], at: int) -> None:
    """Mark the headlines in a box of other articles that stands inside the text."""
    for x in lines[at + 1 :]:
        if not x.free or not is_headline(text, x):
            return
        x.kind, x.rule = "boilerplate", "chrome/related-item"


def _rest(text: str, lines: Sequence[Line]) -> None:
    """Name what is left: list items, the lead, the body."""
    left = [x for x in lines if x.free]
    has_title = any(x.kind == "title" for x in lines)
    for i, x in enumerate(left):
        if is_item(text, x):
            x.kind = "list_item"
        elif i == 0 and has_title and len(left) > 1 and x.length <= 700:
            x.kind = "lead"
        else:
            x.kind = "body"
