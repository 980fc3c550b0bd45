"""When a page was published: its metadata, its dateline, its address; never the site's own clock."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import regex

from chidao import dates
from chidao.clean.lines import is_headline
from chidao.model import Article, Block
from chidao.rules import load
from chidao.text import View, view_of

Basis = Literal["dateline", "metadata", "url", "none"]

_ISO = regex.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ].*)?")
_VIETNAMESE = regex.compile(r"(?:.*\D)?(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)(?:\D.*)?")
_IN_URL = regex.compile(
    r"[/_-](?P<y>20[0-3]\d)(?P<s>[/-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d{9})"
)
_YEAR = regex.compile(r"(?<![\d./-])(?:19|20)\d\d(?!\d)|(?<=\d[./-])(?:19|20)\d\d(?!\d)")
# A page speaks of its own year or of the one before; a clock is the day on which it was scraped.
_CLOCK_YEARS = 2


def publication(article: Article, blocks: Sequence[Block]) -> tuple[tuple[Block, ...], str | None, Basis]:
    """Return (blocks, EDTF day or None, basis); a dateline found to be the site's clock becomes boilerplate."""
    kept = list(blocks)
    given = _given(article.source.metadata)
    if given:
        return tuple(kept), given, "metadata"
    for i, block in enumerate(kept):
        if block.kind != "dateline":
            continue
        day = _day(article.text, block)
        if day is None:
            continue
        if _is_clock(article.text, kept[i + 1 :], int(day[:4])):
            kept = _without_header(article.text, kept, i)
            continue
        return tuple(kept), day, "dateline"
    m = _IN_URL.search(article.source.url or "")
    if m and (day := dates.day(int(m["y"]), int(m["m"]), int(m["d"]))):
        return tuple(kept), day, "url"
    return tuple(kept), None, "none"


def _without_header(text: str, blocks: Sequence[Block], clock: int) -> list[Block]:
    """Return the blocks with the site's clock and what stands above it as boilerplate: the headline comes below."""
    kept = list(blocks)
    for i in range(clock + 1):
        rule = "chrome/site-clock" if i == clock else kept[i].rule or "chrome/site-header"
        kept[i] = msgspec.structs.replace(kept[i], kind="boilerplate", rule=rule)
    below = next((i for i in range(clock + 1, len(kept)) if kept[i].kind in ("body", "lead", "title")), None)
    if below is not None and is_headline(text, kept[below]) and below + 1 < len(kept):
        kept[below] = msgspec.structs.replace(kept[below], kind="title", rule="title/first-line")
    return kept


def _given(metadata: dict[str, str]) -> str | None:
    for name in ("published", "date", "publish_date", "published_at", "pubdate"):
        value = metadata.get(name, "").strip()
        m = _ISO.fullmatch(value) or _VIETNAMESE.fullmatch(value)
        if m and (day := dates.day(int(m["y"]), int(m["m"]), int(m["d"]))):
            return day
    return None


def _day(text: str, block: Block) -> str | None:
    view = View(text[block.start : block.end])
    for m in load().scan(view).find("dateline", [(0, len(view.low))]):
        g = {k: view.low[a:b] for k, (a, b) in m.groups.items()}
        d, mo, y = (g.get("d") or g.get("dw"), g.get("m") or g.get("mw"), g.get("y") or g.get("yw"))
        if d and mo and y:
            return dates.day(int(y), int(mo), int(d))
    return None


def _is_clock(text: str, blocks: Sequence[Block], year: int) -> bool:
    norm = view_of(text).norm
    spoken = [
        int(m.group())
        for b in blocks
        if b.kind not in ("boilerplate", "dateline")
        for m in _YEAR.finditer(norm, b.start, b.end)
    ]
    return bool(spoken) and year - max(spoken) >= _CLOCK_YEARS
