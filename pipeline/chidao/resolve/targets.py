"""Target mentions → targets: value, comparator, direction, and the deadline, document and issuer of each."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

import regex

from chidao.model import Comparator, Deadline, Direction, Document, Mention, Page, Quote, Target
from chidao.ordered import Ordered
from chidao.resolve.bodies import BodyTable
from chidao.resolve.numbers import share_of, value_of
from chidao.rules import gazetteer
from chidao.rules.body_names import names_in
from chidao.rules.gazetteers import aliases
from chidao.text import LONGEST_SENTENCE, fold, sentences, view_of

# Documents that set goals; a law or a decree sets norms.
_PLANS = frozenset(
    {"Nghị quyết", "Kế hoạch", "Chương trình", "Quyết định", "Đề án", "Chiến lược", "Chỉ thị", "Quy hoạch"}
)
# `10 m 2`: pages tear a raised figure off.
_RAISED = regex.compile(r"(?<=m) (?=[23](?!\d))")
_DOWN = ("giảm", "tinh giản", "hạ")


def resolve_targets(
    page: Page, mentions: Sequence[Mention], deadlines: list[Deadline], documents: list[Document], bodies: BodyTable
) -> list[Target]:
    """Return one target per mention whose number has a value, in order; the other lists are those of the same page.

    A deadline governs a target when it stands before it in the sentence, or in the sentence of the goal words that
    govern it, or right after it in its clause. Document and issuer are given where the goal's own sentence names one.
    """
    if not mentions:
        return []
    text, low = page.text, view_of(page.text).low
    bounds = [s for b in page.readable() for s in sentences(view_of(text).norm, b.start, b.end)]
    limits = Ordered((d for d in deadlines if d.value is not None), lambda d: d.start)
    plans = Ordered(
        ((q.start, q.end, d) for d in documents if d.type in _PLANS for q in d.mentions), lambda named: named[0]
    )
    targets: list[Target] = []
    for i, m in enumerate(mentions):
        number = _value(text, m)
        if number is None:
            continue
        value, top, unit = number
        indicator = m.part("indicator")
        follower = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        document = _document(plans, _sentence(bounds, _goal(m)), m.start)
        targets.append(
            Target(
                id=f"target{len(targets) + 1}",
                rule=m.rule,
                start=m.start,
                end=m.end,
                quote=text[m.start : m.end],
                comparator=_comparator(low, m, top),
                value=value,
                value_max=top,
                unit=unit,
                direction=_direction(low, m),
                indicator=_quote(text, indicator.start, indicator.end) if indicator else None,
                deadline=_deadline(low, m, limits, bounds, follower),
                document=document.id if document else None,
                issuer=_issuer(page, m, bounds, bodies) or (document.issuer if document else None),
            )
        )
    return targets


def _quote(text: str, start: int, end: int) -> Quote:
    return Quote(start=start, end=end, quote=text[start:end])


def _goal(m: Mention) -> int:
    goal = m.part("goal")
    return goal.start if goal else m.start


@cache
def _comparators() -> dict[str, Comparator]:
    return {
        fold(words): row["comparator"]  # type: ignore[misc]
        for row in gazetteer("comparators")
        for words in (row["words"], *aliases(row))
    }


def _value(text: str, m: Mention) -> tuple[float, float | None, str] | None:
    share, number, highest, unit = m.part("share"), m.part("number"), m.part("number_max"), m.part("unit")
    if share is not None:
        words = text[share.start : share.end]
        comparator = m.part("comparator")
        if comparator is not None and share.start <= comparator.start:
            words = text[comparator.end : share.end].strip()
        value = share_of(words)
        return None if value is None else (value, None, "%")
    if number is None or unit is None:
        return None
    value = value_of(text[number.start : number.end])
    if value is None:
        return None
    per = m.part("per")
    name = text[unit.start : per.end if per else unit.end]
    name = "%" if fold(name) == "phần trăm" else _RAISED.sub("", " ".join(name.split()))
    top = value_of(text[highest.start : highest.end]) if highest else None
    return value, top if top is None or top > value else None, name


def _comparator(low: str, m: Mention, top: float | None) -> Comparator:
    if top is not None:
        return "range"
    tail, words = m.part("tail"), m.part("comparator")
    if tail is not None:
        return "gte" if low[tail.start : tail.end].endswith("lên") else "lte"
    if m.part("rank") is not None:
        return "lte"
    if words is None:
        return "eq"
    found = _comparators().get(" ".join(low[words.start : words.end].split()), "eq")
    return "eq" if found == "range" else found


def _direction(low: str, m: Mention) -> Direction:
    verb = m.part("direction")
    if verb is None:
        return "level"
    words = low[verb.start : verb.end]
    return "decrease" if any(w in words for w in _DOWN) else "increase"


def _sentence(bounds: list[tuple[int, int]], at: int) -> tuple[int, int]:
    i = bisect_right(bounds, (at, len(bounds) + at + 1)) - 1
    while i > 0 and bounds[i][0] > at:
        i -= 1
    return bounds[i] if bounds else (at, at)


def _deadline(
    low: str, m: Mention, limits: Ordered[Deadline], bounds: list[tuple[int, int]], follower: int
) -> str | None:
    own = _sentence(bounds, m.start)
    scope = _sentence(bounds, _goal(m))
    around = [d for d in limits.between(m.start - LONGEST_SENTENCE, m.end) if m.start < d.end]
    if around:
        return around[0].id
    before = limits.last(scope[0], m.start, lambda d: d.end <= m.start)
    after = limits.between(m.end, min(own[1], follower))
    if after and not low[m.end : after[0].start].strip():
        return after[0].id
    if before and before.start >= own[0]:
        return before.id
    if after and not set(",;") & set(low[m.end : after[0].start]):
        return after[0].id
    return before.id if before else None


def _document(plans: Ordered[tuple[int, int, Document]], scope: tuple[int, int], before: int) -> Document | None:
    """Return the only plan that the goal's sentence names before the number, or None."""
    until = min(scope[1], before)
    named = {d.id: d for _, end, d in plans.between(scope[0], until) if end <= until}
    return next(iter(named.values())) if len(named) == 1 else None


def _issuer(page: Page, m: Mention, bounds: list[tuple[int, int]], bodies: BodyTable) -> str | None:
    """Return the only body that the goal's sentence names before the goal words, or None."""
    view = view_of(page.text)
    at = _goal(m)
    names = names_in(view.norm, view.low, _sentence(bounds, at)[0], at)
    certain = [n for n in names if n.kind != "group"]
    if len(certain) != 1:
        return None
    return bodies.mention(certain[0].start, certain[0].end, m.rule)
