"""Laws that a list names without their noun: `các luật: Đất đai, Nhà ở`, `Luật Việc làm, Trẻ em, Luật Giáo dục`."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache

import regex

from chidao.model import Mention, Part
from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import View, fold

# `thông qua 12 luật gồm:`, `các luật như`: what announces names without their noun.
_ANNOUNCED = regex.compile(
    r"(?<!\p{L})(?:các|những|một số|[0-9]{1,2}|hai|ba|bốn|năm|sáu) (?:(?:dự án|dự thảo|đạo) )?luật"
    r"(?: [^.;:,\n]{0,40}?)?(?:: ?| (?:gồm|như|là):? )"
)
_JOINT = regex.compile(r"; |,? và |, ")
_ENDS = (
    r"(?=\s?[,.;:…)\n]|$|\s(?:và|được|đã|sẽ|có|là|để|cũng|mới|hiện|trong|nhằm|khi|cho|với|tại|do|phải|cần|năm|vừa|còn|"
    r"quy định|chưa|không)(?!\p{L}))"
)
_SHORT = 2  # a name of so many words is also a matter of everyday life: `đầu tư`, `giá`


@cache
def _names() -> "regex.Pattern[str]":
    names = {fold(n) for row in gazetteer("laws") if row["type"] == "Luật" for n in (row["name"], *aliases(row))}
    bare = sorted((n.removeprefix("luật ") for n in names if n.startswith("luật ")), key=len, reverse=True)
    return regex.compile(rf"(?:{'|'.join(map(regex.escape, bare))}){_ENDS}")


def laws_in_lists(view: View, start: int, end: int, laws: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the laws of one sentence that stand in a list without `Luật`; `laws` are those that have it, in order.

    A list is announced (`các luật`), or goes on behind them with a law that has its noun.
    """
    starts = {a for a, _ in laws}
    for head in _ANNOUNCED.finditer(view.low, start, end):
        items, _ = _items(view, head.end(), end, starts, first=True)
        yield from (_mention(a, b) for a, b in items if view.norm[a].isupper())
    for a, b in laws:
        items, closed = _items(view, b, end, starts, first=False)
        announced = view.low[max(0, a - 4) : a] == "các "
        small = announced and view.norm[a + len("luật ")].islower()
        for c, d in items if announced or closed else ():
            long = closed and view.low.count(" ", c, d) >= _SHORT
            if view.norm[c].isupper() or small or long:
                yield _mention(c, d)


def _items(view: View, at: int, end: int, laws: Collection[int], *, first: bool) -> tuple[list[tuple[int, int]], bool]:
    """Return the names that go on from a place, and whether a law with its noun stands behind the last."""
    found: list[tuple[int, int]] = []
    while True:
        joint = _JOINT.match(view.low, at, end)
        if joint is None and not (first and not found):
            return found, False
        behind = joint.end() if joint is not None else at
        name = None if behind in laws else _names().match(view.low, behind, end)
        if name is None:
            return found, behind in laws
        found.append(name.span())
        at = name.end()


def _mention(start: int, end: int) -> Mention:
    return Mention(rule="document/law-in-list", start=start, end=end, parts=(Part(name="law", start=start, end=end),))
