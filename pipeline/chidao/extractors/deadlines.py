"""Time expressions that limit something to be done: the expression by its rule, its right to be one by its company."""

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
import regex

from chidao.extractors.cast import cast_of
from chidao.extractors.evidence import WORD, density, steps, words_after, words_before
from chidao.extractors.reading import Reading, Sentence
from chidao.extractors.scales import weigh
from chidao.model import Mention, Part
from chidao.ordered import Ordered
from chidao.rules import Match
from chidao.rules.gazetteers import gazetteer
from chidao.text import LONGEST_SENTENCE, fold
from chidao.years import latest_year, year_of_article

# How far a cue reaches, in code points before and after the expression, inside its clause.
_BEFORE, _AFTER, _NEAR = 130, 110, 40
# What the named groups of a rule say about the expression it finds (see rules/deadlines.toml).
_SHAPES = ("limit", "period", "repeat", "bare")

_COUNTED = regex.compile(
    r"(?:tính|kể|chưa|so với(?: \p{L}+){0,4}|ngoái|trước|từ (?:ngày|tháng|năm|đầu|quý)[^,;]{1,24})\s$"
)
_DONE_AFTER = regex.compile(r"[\s,]*(?:[\p{L}&-]+\s){0,9}?(?:đã|vừa|từng|ước)(?![\p{L}])")
_REACHED = regex.compile(r"\s(?:đạt|là|chiếm|tăng|giảm)\s[\d.,]+")
# `5 triệu tấn mỗi năm`: a rate, not a rhythm of work.
_RATE = regex.compile(r"\d[\d.,]*\s?\p{L}*(?:\s\p{L}+){0,2}\s$")
_BINDING = regex.compile(
    r"(?<![\p{L}])(?:phải|cần|yêu cầu|giao|đề nghị|chậm nhất|thời hạn|báo cáo|hoàn thành|"
    r"xong|trả lời|khắc phục|phấn đấu|sẽ|tập trung|tiếp tục)"
    r"(?![\p{L}])"
)
# The year of an examination, a festival, a contest is a part of its name.
_EVENT = regex.compile(
    r"(?:kỳ thi|kì thi|lễ hội|liên hoan|hội thi|giải (?:vô địch|thưởng|đấu|nhất|nhì|"
    r"bóng)|cuộc thi|sea games|world cup|euro|mùa giải|tuyển sinh|đại hội|hội nghị|tết|"
    r"thpt quốc gia|"
    r"triển lãm|festival|lễ trao|bctc|báo cáo tài chính|doanh thu|lợi nhuận|cổ tức)[^,;.]{0,50}$|sinh\s$"
)
_SIGNED = regex.compile(r"(?:ban hành|ký|thông qua|gửi|báo cáo gửi|công bố)(?: [^,.;]{0,50})?\s$")
_SINCE = regex.compile(r"(?:từ|kể từ|sau|từ sau|bắt đầu từ|hồi|đầu|khoảng)\s$")
# A law's own year, the day of a document or of a congress.
_LAW = regex.compile(r"(?:luật|pháp lệnh|hiến pháp|bộ luật)\s[^,.;:\"()]{0,70}$")
_NUMBERED = regex.compile(
    r"[\p{L}\d]+[/-][\p{L}\d/-]+,?\s$|(?:nghị quyết|nghị định|thông tư|quyết định|chỉ thị|công văn|"
    r"văn bản|tờ trình) (?:số )?[\d/]+,?\s$"
)
_NAMED_CONGRESS = regex.compile(r"(?:nghị quyết )?đại hội[^,.;:]{0,90},?\s$")
_FORECAST = regex.compile(r"(?<![\p{L}])(?:dự báo|dự kiến|ước tính|ước đạt|kỳ vọng|có thể)(?![\p{L}])")
# What would be, and the year whose account is closed.
_IF = regex.compile(r"(?<![\p{L}])(?:nếu|liệu|giả sử|e rằng|lo ngại|khó|không thể)(?![\p{L}])")
_ACCOUNT = regex.compile(r"(?:quyết toán|kết quả|tổng kết|đánh giá|giám sát|so)(?: [\p{L}&-]+){0,8} (?:trong )?$")
# `đã yêu cầu`, `đã đặt mục tiêu` tell of an order in force, not of the past.
_ORDERED = regex.compile(
    r"(?<![\p{L}])(?:đã|vừa) (?:yêu cầu|giao|chỉ đạo|đề nghị|ban hành|có (?:văn bản|công văn|ý kiến|"
    r"chỉ thị)|xây dựng kế hoạch|ký|đặt|đưa ra|phê duyệt|thống nhất|đề ra|đồng ý|cam kết|xác định|"
    r"nhất quán)"
)
# Words of which a page must hold one, where no rule finds an order, a plan or a goal in it.
_OF_GOALS = ("nhiệm vụ", "chỉ tiêu", "mục tiêu", "chiến lược", "phấn đấu")
# Classes of gazetteer/deadline_cues.csv that look ahead.
_AHEAD = ("duty", "plan", "completion", "work")
# Patterns over the clause before the expression, and the evidence that a match is.
_BEFORE_IT = {
    "a count": _COUNTED,
    "a law": _LAW,
    "a number": _NUMBERED,
    "a congress": _NAMED_CONGRESS,
    "a signing": _SIGNED,
    "since": _SINCE,
    "a rate": _RATE,
    "an event": _EVENT,
    "a forecast": _FORECAST,
    "an if": _IF,
    "an account": _ACCOUNT,
    "a binding word": _BINDING,
}
_AFTER_IT = {"done": _DONE_AFTER, "a result": _REACHED}
# Evidence whose weight depends on the shape of the expression.
_BY_SHAPE = frozenset(
    {
        "inside an order",
        *(f"speaks last before: {name}" for name in ("past", "duty", "plan", "completion", "work", "nothing")),
        *(f"speaks first after: {name}" for name in ("past", "duty", "plan", "completion", "work", "nothing")),
        "a target in the sentence",
        "duty before",
        "duty in the sentence",
        "plan before",
        "completion near before",
        "opens the sentence",
        "year: past",
        "year: same",
        "year: later",
        "before it: a binding word",
        "after it: a binding word",
    }
)


# Times that are limits by their own words: `đến năm 2020`, `trước ngày 30/6`.
_LIMITS = frozenset({"deadline/by-year", "deadline/before-day", "deadline/before-month"})


class Candidate(msgspec.Struct, frozen=True):
    """A time expression and what speaks for and against its being a deadline."""

    match: Match
    evidence: tuple[str, ...]


def find(reading: Reading, orders: Sequence[Mention], goals: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the deadlines of a page in order; parts as the rule's groups name them.

    `orders` and `goals` are the page's directives and targets: a time inside one of them is likely to be its limit.
    """
    return tuple(
        Mention(
            rule=c.match.rule,
            start=c.match.start,
            end=c.match.end,
            parts=tuple(
                Part(name=n, start=a, end=b) for n, (a, b) in sorted(c.match.groups.items(), key=lambda g: (g[1], g[0]))
            ),
        )
        for c in candidates(reading, orders, goals)
        if weigh("deadlines", c.evidence) > 0
    )


def candidates(reading: Reading, orders: Sequence[Mention], goals: Sequence[Mention]) -> Iterator[Candidate]:
    """Yield every time expression of a page with its evidence, in order.

    None where nothing on the page speaks of orders, plans or goals: most news. Of sentences that hold neither an order
    nor a goal nor a cue of one only the limits: of their other times one in twenty is a deadline.
    """
    sentences = reading.sentences_with("deadline")
    busy = bool(orders or goals) or any(map(reading.has, ("directive", "target", "plan")))
    if not sentences or not (busy or any(word in reading.view.low for word in _OF_GOALS)):
        return
    page = [*_of_page(reading, orders, goals)]
    if not busy:
        page.append("no order, plan or goal on the page")
    year = year_of_article(reading.page) or latest_year(reading.page)
    ordered, aimed = Ordered(orders, lambda o: o.start), Ordered(goals, lambda g: g.start)
    for s in sentences:
        matches = reading.scan.find("deadline", [(s.start, s.end)])
        if not matches:
            continue
        cues = [name for name, cue in _cues().items() if cue.search(reading.view.low, s.start, s.end)]
        called_for = (
            any(name in cues for name in _AHEAD)
            or aimed.between(s.start, s.end)
            or any(s.start < o.end for o in ordered.between(s.start - LONGEST_SENTENCE, s.end))
        )
        for m in matches:
            if not (called_for or m.rule in _LIMITS or _ahead_of(reading, m, year)):
                continue
            evidence = [*page, *(f"{name} in the sentence" for name in cues), *_evidence(reading, s, m, year)]
            if any(m.start < o.end for o in ordered.between(m.start - LONGEST_SENTENCE, m.start + 1)):
                evidence.append("inside an order")
            if aimed.between(s.start, s.end):
                evidence.append("a target in the sentence")
            shape = next((g for g in _SHAPES if g in m.groups), "")
            evidence += [f"{shape}, {e}" for e in evidence if e in _BY_SHAPE]
            yield Candidate(m, tuple(evidence))


def _of_page(reading: Reading, orders: Sequence[Mention], goals: Sequence[Mention]) -> Iterator[str]:
    """Sport, business and crime have their dates too, and limit nobody with them."""
    count = len(reading.sentences)
    yield from density("an official", sum(a.official for a in cast_of(reading).actors), count)
    yield from density("an order", len(orders), count)
    yield from density("a target", len(goals), count)


@cache
def _cues() -> dict[str, regex.Pattern[str]]:
    """One pattern per class of gazetteer/deadline_cues.csv."""
    classes: dict[str, list[str]] = {}
    for row in gazetteer("deadline_cues"):
        classes.setdefault(row["class"], []).append(regex.escape(fold(row["cue"]), literal_spaces=True))
    return {k: regex.compile(r"(?<![\p{L}])(?:" + "|".join(v) + r")(?![\p{L}])") for k, v in classes.items()}


def _evidence(reading: Reading, s: Sentence, m: Match, year: int | None) -> Iterator[str]:
    low = reading.view.low
    # The clause: up to a semicolon or the sentence's ends.
    start = max(s.start, m.start - _BEFORE)
    start = max(start, low.rfind(";", start, m.start) + 1)
    stop = min(s.end, m.end + _AFTER)
    semicolon = low.find(";", m.end, stop)
    stop = semicolon if semicolon >= 0 else stop
    before, after = low[start : m.start], low[m.end : stop]
    yield f"rule: {m.rule}"
    yield from (f"shape: {g}" for g in _SHAPES if g in m.groups)
    for name, cue in _cues().items():
        if cue.search(before):
            yield f"{name} before"
            if cue.search(before[-_NEAR:]):
                yield f"{name} near before"
        if cue.search(after):
            yield f"{name} after"
            if cue.search(after[:_NEAR]):
                yield f"{name} near after"
    for name, pattern in _BEFORE_IT.items():
        if pattern.search(before):
            yield f"before it: {name}"
    for name, pattern in _AFTER_IT.items():
        if pattern.match(after):
            yield f"after it: {name}"
    if _BINDING.search(after[:60]):
        yield "after it: a binding word"
    yield from (f"in it: {word}" for word in set(WORD.findall(low, m.start, m.end)) if word.isalpha())
    yield f"speaks last before: {_last_speaker(before)}"
    yield f"speaks first after: {_first_speaker(after)}"
    if '"' in low[max(s.start, m.start - 80) : m.start]:
        yield "in a quotation"
    if s.block <= 1:
        yield "in the title or lead"
    yield from words_before(low, s.start, m.start)
    yield from words_after(low, m.end, s.end)
    yield from _year(reading, m, year)


def _last_speaker(before: str) -> str:
    """Return the class of the last cue before the expression: the past, a duty, a plan, a completion."""
    before = _ORDERED.sub(lambda m: " " * len(m.group()), before)
    last = {name: max((m.end() for m in cue.finditer(before)), default=-1) for name, cue in _cues().items()}
    name = max(last, key=lambda n: last[n])
    return name if last[name] >= 0 else "nothing"


def _first_speaker(after: str) -> str:
    """Return the class of the first cue after the expression."""
    first = {name: cue.search(after) for name, cue in _cues().items()}
    found = {name: m.start() for name, m in first.items() if m is not None}
    return min(found, key=lambda n: found[n]) if found else "nothing"


def _ahead_of(reading: Reading, m: Match, year: int | None) -> bool:
    """Say whether an expression names a year after the page's own."""
    span = m.groups.get("y2") or m.groups.get("y")
    return span is not None and year is not None and int(reading.view.low[slice(*span)]) > year


def _year(reading: Reading, m: Match, year: int | None) -> Iterator[str]:
    """How the year that the expression names lies to the article's own."""
    span = m.groups.get("y2") or m.groups.get("y")
    if span is None:
        yield "year: unsaid"
    elif year is None:
        yield "year: cannot be compared"
    else:
        ahead = int(reading.view.low[slice(*span)]) - year
        yield "year: past" if ahead < 0 else "year: same" if ahead == 0 else "year: later"
        yield from steps("years ahead", ahead, 2, 3)
    if "y2" in m.groups and "y" in m.groups:
        first, last = (int(reading.view.low[slice(*m.groups[name])]) for name in ("y", "y2"))
        yield from steps("years spanned", last - first, 2, 6, 11)
        if year is not None:
            begun = year - first
            yield "begun: not yet" if begun < 0 else "begun: this year" if begun == 0 else "begun: before"
            yield from steps("years since it began", begun, 2, 4, 11)
