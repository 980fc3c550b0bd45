"""Finds numbers to be reached: quantities that the weight of their evidence makes goals.

The strongest evidence is to be governed. Words that set a goal (`target/…` rules) reach to the right: to the end of
their clause or of their sentence, and after a plan's opening words into the sentences and list items that go on with
numbers. Words of results, forecasts and prices (gazetteer `goal_cues`) end that reach.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import msgspec
import regex

from chidao.extractors.cast import cast_of
from chidao.extractors.evidence import density, weigh, words_after, words_before
from chidao.extractors.indicators import direction_of, indicator_of, subject_of
from chidao.extractors.reading import Reading, Sentence
from chidao.model import Mention, Part
from chidao.ordered import Ordered
from chidao.rules import Match, gazetteer
from chidao.rules.gazetteers import aliases
from chidao.text import LONGEST_SENTENCE, fold
from chidao.years import latest_year, year_of_article

# A goal noun or verb governs what stands this near (characters): one clause of a news sentence.
_NEAR = 160
# `mục tiêu`, `chỉ tiêu` alone are also objects of other verbs: their reach is shorter.
_NOUN = 110
# A headline that repeats a goal shares this many characters after the number with it.
_ECHO = 15
# No sentence is longer: a table or a page without stops is read in pieces, which keeps the time linear.
_LONGEST = 4000
# How many sentences behind one with words of a goal are looked at.
_BEHIND = 3
# How far the clause before a number is looked at.
_BEFORE = 200
# Between words that only point at a number (phải đạt, sẽ giảm) and the number.
_CLOSE = 60
_POINTING = frozenset({"target/must-reach", "target/cut-posts", "target/ensure-all", "target/quota", "target/ceiling"})
# Only where a plan opens with these words are `tất cả`, `toàn bộ` a goal.
_WHOLE = frozenset({"target/strive", "target/set", "target/by-horizon"})
_CLAUSE = regex.compile(
    r"[;:]|\.\s|(?<!\p{L})(?:yêu cầu|đề nghị|thì|cho rằng|cho biết|nhận định)(?!\p{L})|,\s(?:nhưng|song|còn|"
    r"trong khi|tuy|do|vì|bởi|sau khi)\b"
)
# How a sentence goes on with goals: a horizon or nothing much before the number, or a verb of reaching at it.
_GO_ON = regex.compile(
    r"(?:(?:đến|tới)(?: hết| cuối)? năm \d{4}|(?:hằng|hàng|mỗi) năm|năm \d{4}|giai đoạn \d{4}\s?-\s?\d{4}|"
    r"về [^,;]{2,50})?[ ,:]{0,3}"
    r"(?:(?:sẽ |phải |có |đạt |giảm |tăng |còn |bảo đảm |đảm bảo |phấn đấu |kết nạp |thu hút |hỗ trợ |đào tạo )?"
    r"|[^,;.]{0,60}(?<!\p{L})(?:đạt|là|còn|có|tăng|giảm|chiếm|lên|xuống|trưởng|mức|thêm|huy động|chi|thu)) ?$"
)
# A horizon inside the name of a plan governs nothing.
_NAMED = regex.compile(r"(?:quy hoạch|qui hoạch|đề án|chiến lược|chương trình|định hướng|tầm nhìn)[^,;.:]{0,70}$")


# Classes of goal_cues that speak of a number, for the last of them before it.
_SPEAKERS = ("result", "base", "forecast", "cost")
# So many years of a sentence are looked at: tables name hundreds.
_TIMES = 20


# After these a count says where or whose, not how many.
_WHERE = regex.compile(
    r"(?<![\p{L}])(?:tại|ở|của|cùng|do|mỗi|trên|các|những|cả|giữa|thứ|trong số|với|cho|năm|tháng|khóa|ngày|lớp|"
    r"điều)\s$"
)
_FROM_TO = regex.compile(r"[^.;,]{0,30}?\s(?:lên|xuống|thành)(?![\p{L}])")
# A distance, or money that does not say of what: `mục tiêu`, `chỉ tiêu` were other words then.
_NO_GOAL = frozenset({"km", "m", "mét", "nghìn", "ngàn", "triệu", "tỷ", "tỉ"})
# A number compared with the same time of another year is a result.
_COMPARED = regex.compile(r" so (?:với )?(?:cùng kỳ|chỉ tiêu|mục tiêu|kế hoạch)")
# For whom, or what a goal touches: beside the number that measures it.
_BESIDE = regex.compile(r"(?<!\p{L})(?:liên quan (?:tới|đến)|an toàn cho|cơ hội .{0,60}cho|tính mạng cho)\s$")
# A must with a length or a weight tells of things and persons, not of a body's work.
_MATERIAL = frozenset({"kg", "km", "m", "mét", "kilôgam", "tạ", "lít", "con", "cái", "chiếc", "cây số"})


class _Cue(msgspec.Struct, frozen=True):
    """Goal words: where, how far they reach, and which rule knows them."""

    start: int
    end: int
    far: bool
    back: bool
    rule: str


@cache
def _pattern(kind: str) -> regex.Pattern[str]:
    """The words of one class in `goal_cues`, as one pattern over folded text."""
    words = sorted({fold(r["cue"]) for r in gazetteer("goal_cues") if r["class"] == kind}, key=lambda w: (-len(w), w))
    body = "|".join(regex.escape(w, literal_spaces=True) for w in words)
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{body})(?![\p{{L}}\p{{N}}])")


@cache
def _unit_class() -> dict[str, str]:
    return {fold(u): r["class"] for r in gazetteer("units") for u in (r["unit"], *aliases(r))}


class Candidate(msgspec.Struct, frozen=True):
    """A quantity, what speaks for and against its being a goal, and the words that govern it, if any do."""

    quantity: Match
    sentence: Sentence
    cue: _Cue | None
    evidence: tuple[str, ...]


class _Governed(msgspec.Struct, frozen=True):
    """A quantity with its sentence, the goal words of that sentence, and those that govern it.

    `refused`: goal words govern it, but it is of a kind that they do not set.
    `since`: sentences since the last one with words of a goal.
    """

    sentence: Sentence
    quantity: Match
    cues: tuple[_Cue, ...]
    cue: _Cue | None
    refused: bool
    since: int


def find(reading: Reading, orders: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the targets of a page in order; `orders` are the page's directives.

    Parts: `goal` (the words that make the number a goal), `comparator`, `number`, `number_max`, `share`, `unit`,
    `tail` (trở lên), `direction` (tăng, giảm) and `indicator`, each only where the text has it.
    """
    found: list[Mention] = []
    chosen = list(_chosen(reading, list(candidates(reading, orders))))
    others: list[Match] = []
    for i, c in enumerate(chosen):
        same = i > 0 and chosen[i - 1].sentence == c.sentence
        if not same:
            others = reading.scan.find("quantity", [(c.sentence.start, c.sentence.end)])
        left = max([c.sentence.start, *(q.end for q in others if q.end <= c.quantity.start)])
        found.append(_mention(reading, c.sentence, c.quantity, c.cue, left, found[-1] if same else None))
    return tuple(_told_again(reading.view.low, found))


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

    Those of a sentence with words of a goal, of the few sentences behind it, of orders and of the headline: of all
    others one in seventy is a goal.
    """
    if not (orders or reading.has("target")):
        return
    page = tuple(_of_page(reading, orders))
    ordered = Ordered(orders, lambda o: o.start)
    year = year_of_article(reading.page) or latest_year(reading.page)

    def in_order(start: int, end: int) -> bool:
        return any(start < o.end for o in ordered.between(start - LONGEST_SENTENCE, end))

    for g in _governed(reading, in_order):
        evidence = [*page, *_evidence(reading, g, year)]
        if in_order(g.quantity.start, g.quantity.start + 1):
            evidence.append("inside an order")
        yield Candidate(g.quantity, g.sentence, g.cue, tuple(evidence))


def _governed(reading: Reading, in_order: Callable[[int, int], bool]) -> Iterator[_Governed]:
    low = reading.view.low
    carried: _Cue | None = None
    carried_block = -2
    told = -99  # index of the last sentence with words of a goal
    for i, sentence in enumerate(_bounded(reading.sentences)):
        if reading.scan.any("target", [(sentence.start, sentence.end)]):
            told = i
        if i and i - told > _BEHIND and not in_order(sentence.start, sentence.end):
            carried = None
            continue
        quantities = reading.scan.find("quantity", [(sentence.start, sentence.end)])
        cues = list(_cues(reading, sentence))
        if not (quantities or cues) or _pattern("matter").search(low, sentence.start, sentence.end):
            carried = None
            continue
        if sentence.block > carried_block + 1:
            carried = None
        kept: list[tuple[Match, _Cue]] = []
        for q in quantities:
            if _is_base(low, q):
                continue
            cue = _governing(low, sentence, q, cues, carried, kept) if cues or carried else None
            refused = cue is not None and not _can_be_goal(low, q, cue)
            if cue is not None and not refused:
                kept.append((q, cue))
            yield _Governed(sentence, q, tuple(cues), None if refused else cue, refused, i - told)
        opened = next((c for c in reversed(cues) if c.far), None)
        if opened is not None and (kept or low[sentence.end - 1] == ":"):
            carried = opened
        elif not kept:
            carried = None
        carried_block = sentence.block


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
    yield f"class of unit: {_unit_class().get(unit, 'other')}"
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
            if q.start - c.end < _CLOSE:
                yield f"{c.rule} near before"
            if low.find(";", c.end, q.start) < 0:
                yield "goal words in the clause"
        else:
            yield f"{c.rule} after"
    yield "goal words in the sentence" if g.cues else "no goal words in the sentence"
    for kind in ("result", "base", "forecast", "cost"):
        if _pattern(kind).search(clause):
            yield f"{kind} before"
            if _pattern(kind).search(clause[-_CLOSE:]):
                yield f"{kind} near before"
        if _pattern(kind).search(low, sentence.start, sentence.end):
            yield f"{kind} in the sentence"
        if _pattern(kind).search(low, q.end, min(q.end + _CLOSE, sentence.end)):
            yield f"{kind} near after"
    if _pattern("firm").search(low, sentence.start, sentence.end):
        yield "a firm in the sentence"
    if _WHERE.search(low, max(0, q.start - 12), q.start):
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


def _last_speaker(low: str, start: int, at: int, cues: Sequence[_Cue]) -> str:
    """Return what the last words before a number speak of: a goal, or a class of gazetteer/goal_cues.csv."""
    last = {kind: max((m.end() for m in _pattern(kind).finditer(low, start, at)), default=-1) for kind in _SPEAKERS}
    last["goal"] = max((c.end for c in cues if start < c.end <= at), default=-1)
    kind = max(last, key=lambda k: last[k])
    return kind if last[kind] >= 0 else "nothing"


def _bounded(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences, over-long ones in pieces."""
    for s in sentences:
        for start in range(s.start, s.end, _LONGEST):
            yield Sentence(start, min(start + _LONGEST, s.end), s.block)


def _cues(reading: Reading, sentence: Sentence) -> Iterator[_Cue]:
    for m in reading.scan.find("target", [(sentence.start, sentence.end)]):
        reach = next(iter(m.groups))
        yield _Cue(*m.groups[reach], reach == "open", reach == "back", m.rule)


def _governing(
    low: str, sentence: Sentence, q: Match, cues: list[_Cue], carried: _Cue | None, kept: list[tuple[Match, _Cue]]
) -> _Cue | None:
    """Return the goal words that govern a quantity, or None."""
    behind = next((c for c in cues if c.back and 0 <= c.start - q.end <= 2), None)
    if behind is not None:
        return behind
    number = q.groups.get("number", (q.start, 0))[0]
    before = [c for c in cues if c.end <= number and not c.back]
    if before:
        cue = before[-1]
        from_ = sentence.start if cue.rule == "target/by-horizon" else cue.end
        if _blocked(low, from_, q.start):
            return None
        if cue.rule == "target/by-horizon" and _NAMED.search(low, max(sentence.start, cue.start - 90), cue.start):
            return None
        if cue.far:
            return cue
        chained = bool(kept) and kept[-1][1].rule not in _POINTING
        at = max([cue.end, *(k.end for k, c in kept if c == cue)]) if chained else cue.end
        limit = _CLOSE if cue.rule in _POINTING else _NOUN if cue.rule == "target/goal" else _NEAR
        ends = _CLAUSE.search(low, at, q.start)
        if ends is not None and chained and ends.group() == ";":
            ends = _CLAUSE.search(low, ends.end(), q.start)  # a list of goals under one horizon
        if q.start - at > limit or ends is not None:
            return next((c for c in reversed(before) if c.far and not _blocked(low, c.end, q.start)), None)
        return cue
    if carried is None or "share" in q.groups or (cues and cues[0].start < q.start):
        return None
    start = kept[-1][0].end if kept else sentence.start
    if _blocked(low, sentence.start, q.start) or _pattern("result").search(low, sentence.start, sentence.end):
        return None
    lead = _pattern("joiner").match(low, start, q.start)
    start = lead.end() if lead else start
    if (
        not kept
        and q.rule == "quantity/count"
        and not low[start : q.start].strip(" ,:-+*•")
        and "comparator" not in q.groups
    ):
        return None  # `5 tiêu chí gồm …`: a count that opens a sentence counts
    return carried if kept or _GO_ON.match(low[start : q.start].lstrip(" ,:-+*•")) else None


def _blocked(low: str, start: int, end: int) -> bool:
    """Say whether words of a result, a forecast, a base or a cost stand between goal words and a number."""
    if _pattern("result").search(low, start, end) or _pattern("cost").search(low, start, end):
        return True
    if _pattern("forecast").search(low, start, end):
        return True
    base = None
    for base in _pattern("base").finditer(low, start, end):  # noqa: B007 - the last one counts
        pass
    return base is not None and not regex.search(r"[,;)]", low[base.end() : end])


def _is_base(low: str, q: Match) -> bool:
    """Say whether a number is the one that a change begins from: `từ 40% lên 45%`."""
    return (
        "comparator" in q.groups
        and "number_max" not in q.groups
        and low[slice(*q.groups["comparator"])] == "từ"
        and _FROM_TO.match(low, q.end) is not None
    )


def _can_be_goal(low: str, q: Match, cue: _Cue) -> bool:
    """Say whether a quantity is of a kind that such goal words set."""
    where = _WHERE.search(low, max(0, q.start - 12), q.start)
    if "share" in q.groups and "comparator" not in q.groups:
        if where:
            return False
        return cue.rule in _WHOLE and 0 <= q.start - cue.end < _CLOSE
    if "unit" not in q.groups:
        return True
    unit = low[slice(*q.groups["unit"])]
    if unit == "điểm":
        return False
    comparator = "comparator" in q.groups
    if _BESIDE.search(low, max(0, q.start - 80), q.start):
        return False
    if q.rule == "quantity/count" and not comparator and where:
        return False
    if cue.rule == "target/goal" and (unit in _NO_GOAL or _COMPARED.match(low, q.end)):
        return False
    if cue.rule == "target/must-reach" and (unit in _MATERIAL or "," in low[cue.end : q.start].rstrip(" ,")):
        return False
    if unit in ("chỉ tiêu",):
        return cue.rule == "target/quota"
    kind = _unit_class().get(unit)
    if kind == "time":
        return comparator and cue.rule in ("target/set", "target/strive", "target/goal", "target/said-after")
    if low[slice(*q.groups["number"])] == "1" and not comparator and kind != "count":
        return False
    return not (unit in ("năm", "tháng", "giải pháp", "dự án", "mục tiêu") and not comparator)


def _mention(
    reading: Reading, sentence: Sentence, q: Match, cue: _Cue | None, left: int, previous: Mention | None
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
    if (
        indicator is not None
        and indicator[0] > q.end
        and _unit_class().get(low[slice(*q.groups.get("unit", (0, 0)))]) == "count"
    ):
        indicator = (q.groups["unit"][0], indicator[1])
    if indicator is None and previous is not None and (inherited := previous.part("indicator")) is not None:
        indicator = (inherited.start, inherited.end)
    rule = cue.rule if cue is not None else "target/by-company"
    if cue is not None and rule in ("target/frequency", "target/cap"):
        indicator = (cue.start, cue.end)  # the words that call for the number say what it measures
    elif indicator is None and rule == "target/quota":
        indicator = q.groups["unit"]
    elif indicator is None:
        indicator = subject_of(low, sentence.start, own.start if own is not None else q.start)
    if indicator is not None:
        parts.append(Part(name="indicator", start=indicator[0], end=indicator[1]))
    return Mention(rule=rule, start=q.start, end=q.end, parts=tuple(parts))
