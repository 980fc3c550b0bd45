"""Finds numbers to be reached: quantities that the weight of their evidence makes goals.

The strongest evidence is to be governed by words that set a goal (`chidao.extractors.goal_words`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import regex

from chidao.extractors.cast import cast_of
from chidao.extractors.evidence import density, words_after, words_before
from chidao.extractors.goal_words import (
    CLOSE,
    WHERE,
    Cue,
    abroad,
    can_be_goal,
    cues_of,
    governing,
    is_base,
    unit_class,
    words_of,
)
from chidao.extractors.indicators import direction_of, indicator_of, made_of, says_nothing, subject_of
from chidao.extractors.reading import Reading, Sentence
from chidao.extractors.scales import weigh
from chidao.model import Mention, Part
from chidao.ordered import Ordered
from chidao.rules import Match
from chidao.text import LONGEST_SENTENCE
from chidao.years import latest_year, year_of_article

# A headline that repeats a goal shares this many characters after the number with it.
_ECHO = 15
# No sentence is longer: a table or a page without stops is read in pieces, which keeps the time linear.
_LONGEST = 4000
# How many sentences behind one with words of a goal are looked at.
_BEHIND = 3
# How far the clause before a number is looked at.
_BEFORE = 200
# Classes of goal_cues that speak of a number, for the last of them before it.
_SPEAKERS = ("result", "base", "forecast", "cost")
# So many years of a sentence are looked at: tables name hundreds.
_TIMES = 20
# So far behind words that look ahead a number is looked for.
_AHEAD = 150
# A number, as told from a year and from the parts of a date.
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}/.,-])(?!(?:19|20)\d\d(?![\d.,]))\d[\d.,]*(?:\s?[%-]|\s?\p{L})")


class Candidate(msgspec.Struct, frozen=True):
    """A quantity, what speaks for and against its being a goal, and the words that govern it, if any do."""

    quantity: Match
    sentence: Sentence
    cue: Cue | None
    evidence: tuple[str, ...]


class _Governed(msgspec.Struct, frozen=True):
    """A quantity with its sentence, the goal words of that sentence, and those that govern it.

    `refused`: goal words govern it, but it is of a kind that they do not set.
    `since`: sentences since the last one with words of a goal.
    """

    sentence: Sentence
    quantity: Match
    cues: tuple[Cue, ...]
    cue: Cue | None
    refused: bool
    since: int


def find(reading: Reading, orders: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the targets of a page in order; `orders` are the page's directives.

    Parts: `goal` (the words that make the number a goal), `comparator`, `number`, `number_max`, `share`, `unit`,
    `tail` (trở lên), `direction` (tăng, giảm) and `indicator`, each only where the text has it.
    """
    low = reading.view.low
    found: list[Mention] = []
    chosen = list(_chosen(reading, list(candidates(reading, orders))))
    others: list[Match] = []
    for i, c in enumerate(chosen):
        same = i > 0 and chosen[i - 1].sentence == c.sentence
        if not same:
            others = reading.scan.find("quantity", [(c.sentence.start, c.sentence.end)])
        left = max([c.sentence.start, *(q.end for q in others if q.end <= c.quantity.start)])
        goes_on = same or (i > 0 and _goes_on(low, chosen[i - 1].sentence, c.sentence))
        found.append(_mention(reading, c.sentence, c.quantity, c.cue, left, found[-1] if goes_on else None))
    return tuple(_told_again(low, found))


def _goes_on(low: str, before: Sentence, after: Sentence) -> bool:
    """Say whether a sentence is the next item of a list that a semicolon parts."""
    return before.end <= after.start and low[before.end - 1] == ";" and not low[before.end : after.start].strip()


def _told_again(low: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """Give a goal that says no more what it measures the indicator of the same number elsewhere in the page."""
    known: dict[str, Part] = {}
    for m in found:
        if (indicator := m.part("indicator")) is not None:
            known.setdefault(low[m.start : m.end], indicator)
    for m in found:
        same = known.get(low[m.start : m.end]) if m.part("indicator") is None else None
        yield m if same is None else msgspec.structs.replace(m, parts=(*m.parts, same))


def candidates(reading: Reading, orders: Sequence[Mention]) -> Iterator[Candidate]:
    """Yield the quantities of a page that may be goals with their evidence, in order.

    Those of a sentence with words of a goal or words that look ahead, of the few sentences behind words of a goal, of
    orders and of the headline: of all others one in some hundreds is a goal.
    """
    page: tuple[str, ...] = ()
    year: int | None = None
    ordered = Ordered(orders, lambda o: o.start)

    def in_order(start: int, end: int) -> bool:
        return any(start < o.end for o in ordered.between(start - LONGEST_SENTENCE, end))

    for i, g in enumerate(_governed(reading, in_order)):
        if i == 0:  # most pages have no candidate
            page = tuple(_of_page(reading, orders))
            year = year_of_article(reading.page) or latest_year(reading.page)
        evidence = [*page, *_evidence(reading, g, year)]
        if in_order(g.quantity.start, g.quantity.start + 1):
            evidence.append("inside an order")
        yield Candidate(g.quantity, g.sentence, g.cue, tuple(evidence))


def _governed(reading: Reading, in_order: Callable[[int, int], bool]) -> Iterator[_Governed]:
    low = reading.view.low
    goals = reading.has("target")
    carried: Cue | None = None
    carried_block = -2
    told = -99  # index of the last sentence with words of a goal
    for i, sentence in enumerate(_bounded(reading.sentences)):
        if goals and reading.scan.any("target", [(sentence.start, sentence.end)]):
            told = i
        if (i or not goals) and i - told > _BEHIND and not in_order(sentence.start, sentence.end):
            carried = None
            if not _looks_ahead(low, sentence):
                continue
        quantities = reading.scan.find("quantity", [(sentence.start, sentence.end)])
        cues = list(cues_of(reading, sentence)) if goals else []
        if not (quantities or cues) or _other_matter(low, sentence, cues):
            carried = None
            continue
        if sentence.block > carried_block + 1:
            carried = None
        kept: list[tuple[Match, Cue]] = []
        for q in quantities:
            if is_base(low, q) or abroad(low, sentence.start, q.start):
                continue
            cue = governing(low, sentence, q, cues, carried, kept) if cues or carried else None
            refused = cue is not None and not can_be_goal(low, q, cue)
            if cue is not None and not refused:
                kept.append((q, cue))
            yield _Governed(sentence, q, tuple(cues), None if refused else cue, refused, i - told)
        opened = next((c for c in reversed(cues) if c.far), None)
        if opened is not None and (kept or low[sentence.end - 1] == ":"):
            carried = opened
        elif not kept:
            carried = None
        carried_block = sentence.block


def _looks_ahead(low: str, sentence: Sentence) -> bool:
    """Say whether a number follows words that look ahead."""
    if _NUMBER.search(low, sentence.start, sentence.end) is None:
        return False
    ahead = words_of("aim").finditer(low, sentence.start, sentence.end)
    return any(_NUMBER.search(low, m.start(), min(m.start() + _AHEAD, sentence.end)) for m in ahead)


def _other_matter(low: str, sentence: Sentence, cues: Sequence[Cue]) -> bool:
    """Say whether a sentence is about a matter in which numbers are no goals of a body; a quota is one everywhere."""
    return words_of("matter").search(low, sentence.start, sentence.end) is not None and all(
        c.rule != "target/quota" for c in cues
    )


def _chosen(reading: Reading, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that are goals; a number of the headline is one where the article tells it again as one."""
    low = reading.view.low
    weighed = [(c, weigh("targets", c.evidence) > 0) for c in found]
    goals = [c for c, is_goal in weighed if is_goal]
    for c, is_goal in weighed:
        words = low[c.quantity.start : min(c.quantity.end + _ECHO, c.sentence.end)]
        echo = c.sentence == reading.sentences[0] and len(words) == c.quantity.end - c.quantity.start + _ECHO
        if is_goal or (echo and any(low.startswith(words, g.quantity.start) for g in goals)):
            yield c


def _of_page(reading: Reading, orders: Sequence[Mention]) -> Iterator[str]:
    count = len(reading.sentences)
    yield from density("an official", sum(a.official for a in cast_of(reading).actors), count)
    yield from density("an order", len(orders), count)
    goals = reading.scan.find("target", [(b.start, b.end) for b in reading.blocks])
    yield from density("words of a goal", len(goals), count)


def _evidence(reading: Reading, g: _Governed, year: int | None) -> Iterator[str]:
    low, sentence, q = reading.view.low, g.sentence, g.quantity
    start = max(sentence.start, q.start - _BEFORE)
    start = max(start, low.rfind(";", start, q.start) + 1)
    clause = low[start : q.start]
    comparator = low[slice(*q.groups["comparator"])] if "comparator" in q.groups else "none"
    unit = low[slice(*q.groups["unit"])] if "unit" in q.groups else "none"
    yield f"rule: {q.rule}"
    yield f"comparator: {comparator}"
    yield "comparator: any" if comparator != "none" else "comparator: not any"
    yield f"unit: {unit}"
    yield f"class of unit: {unit_class().get(unit, 'other')}"
    yield from (f"has {part}" for part in ("number_max", "share", "per", "rate", "tail") if part in q.groups)
    if low[slice(*q.groups.get("number", (0, 0)))] == "100":
        yield "number: 100"
    if g.cue is not None:
        yield "governed"
        yield f"governed by {g.cue.rule}"
    if g.refused:
        yield "governed, but of a kind that the words do not set"
    for c in g.cues:
        if c.end <= q.start:
            yield f"{c.rule} before"
            if q.start - c.end < CLOSE:
                yield f"{c.rule} near before"
            if low.find(";", c.end, q.start) < 0:
                yield "goal words in the clause"
        else:
            yield f"{c.rule} after"
    yield "goal words in the sentence" if g.cues else "no goal words in the sentence"
    for kind in ("result", "base", "forecast", "cost"):
        if words_of(kind).search(clause):
            yield f"{kind} before"
            if words_of(kind).search(clause[-CLOSE:]):
                yield f"{kind} near before"
        if words_of(kind).search(low, sentence.start, sentence.end):
            yield f"{kind} in the sentence"
        if words_of(kind).search(low, q.end, min(q.end + CLOSE, sentence.end)):
            yield f"{kind} near after"
    if words_of("firm").search(low, sentence.start, sentence.end):
        yield "a firm in the sentence"
    if WHERE.search(low, max(0, q.start - 12), q.start):
        yield "says where or whose"
    if (direction := direction_of(low, start, q.start)) is not None:
        yield f"direction: {low[slice(*direction)]}"
    times = reading.scan.find("deadline", [(sentence.start, sentence.end)])
    for m in times:
        side = "before" if m.end <= q.start else "after"
        yield f"{m.rule} {side}"
    yield from _time(low, q, times, year)
    yield f"speaks last before: {_last_speaker(low, start, q.start, g.cues)}"
    if g.since and g.since <= _BEHIND:
        yield f"goal words {g.since} sentences before"
    if g.cue is not None and g.cue.start < sentence.start:
        yield "governed from a sentence before"
    if sentence.block <= 1:
        yield "in the title or lead"
    yield from words_before(low, sentence.start, q.start)
    yield from words_after(low, q.end, sentence.end)


def _time(low: str, q: Match, times: Sequence[Match], year: int | None) -> Iterator[str]:
    """How the year told nearest to a number lies to the article's own: a goal of the past is none."""
    told = [(abs(m.start - q.start), m.groups[n]) for m in times for n in ("y2", "y") if n in m.groups][:_TIMES]
    if told and year is not None:
        ahead = int(low[slice(*min(told)[1])]) - year
        yield "year beside: past" if ahead < 0 else "year beside: same" if ahead == 0 else "year beside: later"


def _last_speaker(low: str, start: int, at: int, cues: Sequence[Cue]) -> str:
    """Return what the last words before a number speak of: a goal, or a class of gazetteer/goal_cues.csv."""
    last = {kind: max((m.end() for m in words_of(kind).finditer(low, start, at)), default=-1) for kind in _SPEAKERS}
    last["goal"] = max((c.end for c in cues if start < c.end <= at), default=-1)
    kind = max(last, key=lambda k: last[k])
    return kind if last[kind] >= 0 else "nothing"


def _bounded(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences, over-long ones in pieces."""
    for s in sentences:
        for start in range(s.start, s.end, _LONGEST):
            yield Sentence(start, min(start + _LONGEST, s.end), s.block)


def _counted(low: str, q: Match) -> int | None:
    """Return where the noun that a number counts begins, behind `nghìn`, `triệu`; None where none stands there."""
    start, end = q.groups.get("unit", (0, 0))
    while start < end:
        if unit_class().get(low[start:end]) == "count":
            return start
        blank = low.find(" ", start, end)
        start = end if blank < 0 else blank + 1
    return None


def _mention(
    reading: Reading, sentence: Sentence, q: Match, cue: Cue | None, left: int, previous: Mention | None
) -> Mention:
    low = reading.view.low
    parts = [Part(name="goal", start=cue.start, end=cue.end)] if cue is not None else []
    for name in ("comparator", "number", "number_max", "share", "unit", "per", "rate", "tail"):
        if name in q.groups:
            parts.append(Part(name=name, start=q.groups[name][0], end=q.groups[name][1]))
    if q.rule == "quantity/rank":
        parts.append(Part(name="rank", start=q.start, end=q.end))
    # The goal words, where they stand before the number in its own sentence.
    own = cue if cue is not None and sentence.start <= cue.start and not cue.back else None
    if (direction := direction_of(low, max(left, own.start if own else left), q.start)) is not None:
        parts.append(Part(name="direction", start=direction[0], end=direction[1]))
    after_goal = max(left, own.end if own else left)
    indicator = indicator_of(low, sentence.start, after_goal, (q.start, q.end), sentence.end)
    if indicator is None and own is not None and own.start > left:
        indicator = subject_of(low, left, own.start)
    counted = _counted(low, q)
    if indicator is not None and counted is not None and indicator[0] > q.end:
        indicator = (counted, indicator[1])
    elif indicator is not None and counted is not None:
        indicator = made_of(low, indicator, counted, q.end, sentence.end) or indicator
    if indicator is not None and previous is not None and says_nothing(low, *indicator):
        indicator = None
    if indicator is None and previous is not None and (inherited := previous.part("indicator")) is not None:
        indicator = (inherited.start, inherited.end)
    rule = cue.rule if cue is not None else "target/by-company"
    recruited = rule == "target/quota" and cue is not None and low.startswith("tuyển", cue.start)
    if cue is not None and (recruited or rule in ("target/frequency", "target/cap")):
        indicator = (cue.start, cue.end)  # the words that call for the number say what it measures
    elif indicator is None and rule == "target/quota":
        indicator = q.groups["unit"]
    elif indicator is None:
        indicator = subject_of(low, sentence.start, own.start if own is not None else q.start)
        if indicator is None and counted is not None:
            indicator = (counted, q.groups["unit"][1])
    if indicator is not None:
        parts.append(Part(name="indicator", start=indicator[0], end=indicator[1]))
    return Mention(rule=rule, start=q.start, end=q.end, parts=tuple(parts))
