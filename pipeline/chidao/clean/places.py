"""Which province a page is about: what its text says most, else what the site's footer says."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import ahocorasick_rs

from chidao.model import Block, Place
from chidao.rules.gazetteers import Row, aliases, gazetteer
from chidao.text import fold, view_of

# Words before a province's name that speak of it as a unit and not of someone called Hòa Bình.
_UNIT = (
    "tỉnh ",
    "thành phố ",
    "tp ",
    "tp. ",
    "tp.",
    "tỉnh ủy ",
    "thành ủy ",
    "ubnd ",
    "hđnd ",
    "sở y tế ",
    "công an ",
    "đảng bộ ",
)


@cache
def _names() -> tuple[ahocorasick_rs.AhoCorasick, list[Row]]:
    names, rows = [], []
    for row in gazetteer("provinces"):
        for name in (row["name"], *aliases(row)):
            names.append(fold(name))
            rows.append(row)
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), rows


def place_of(text: str, blocks: Sequence[Block]) -> Place | None:
    """Return the province that a page is about, or None where none or several are as likely."""
    low = view_of(text).low
    automaton, rows = _names()
    counts: Counter[str] = Counter()
    footer: Counter[str] = Counter()
    iso: dict[str, str | None] = {}
    hits = automaton.find_matches_as_indexes(low)
    if not hits:
        return None
    at = 0
    ordered = sorted(blocks, key=lambda b: b.start)
    for i, start, end in hits:
        if not _whole(low, start, end) or not text[start].isupper():
            continue
        while at < len(ordered) - 1 and ordered[at].end <= start:
            at += 1
        name = rows[i]["name"]
        iso.setdefault(name, rows[i]["iso"] or None)
        before = low[max(0, start - 12) : start]
        if ordered and ordered[at].kind == "boilerplate":
            footer[name] += 1
        elif before.endswith(_UNIT) or "tỉnh" in before:
            counts[name] += 3 if ordered and ordered[at].kind == "title" else 2
        else:
            counts[name] += 2 if ordered and ordered[at].kind == "title" else 0
    for basis, table in (("text", counts), ("footer", footer)):
        ranked = [x for x in table.most_common(2) if x[1]]
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return Place(name=ranked[0][0], iso=iso[ranked[0][0]], basis=basis)
        if ranked:
            return None
    return None


def _whole(low: str, start: int, end: int) -> bool:
    return not (start and low[start - 1].isalnum()) and not low[end : end + 1].isalnum()
