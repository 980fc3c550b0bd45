"""Finds numbers to be reached: a quantity that words of a goal govern.

A quantity is a goal only by its company. Words that set a goal (`target/…` rules) reach to the right: to the end of
their clause or of their sentence, and after a plan's opening words into the sentences and list items that go on with
numbers. Words of results, forecasts and prices (gazetteer `goal_cues`) end that reach.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec
import regex

from chidao.extractors.indicators import direction_of, indicator_of, subject_of
from chidao.extractors.reading import Reading, Sentence
from chidao.model import Mention, Part
from chidao.rules import Match, gazetteer
from chidao.rules.gazetteers import aliases
from chidao.text import fold

# A goal noun or verb governs what stands this near (characters): one clause of a news sentence.
_NEAR = 160
# `mục tiêu`, `chỉ tiêu` alone are also objects of other verbs: their reach is shorter.
_NOUN = 110
# A headline that repeats a goal shares this many characters after the number with it.
_ECHO = 15
# No sentence is longer: a table or a page without stops is read in pieces, which keeps the time linear.
_LONGEST = 4000
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


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the targets of a page in order.

    Parts: `goal` (the words that make the number a goal), `comparator`, `number`, `number_max`, `share`, `unit`,
    `tail` (trở lên), `direction` (tăng, giảm) and `indicator`, each only where the text has it.
    """
    found: list[Mention] = []
    low = reading.view.low
    carried: _Cue | None = None
    carried_block = -2
    for sentence in _bounded(reading.sentences):
        has_goal = reading.scan.calls_for("target", sentence.start, sentence.end)
        if not has_goal and (carried is None or sentence.block > carried_block + 1):
            carried = None
            continue
        if _pattern("matter").search(low, sentence.start, sentence.end):
            carried = None
            continue
        cues = list(_cues(reading, sentence)) if has_goal else []
        if carried is not None and not cues and sentence.block > carried_block + 1:
            carried = None
        if not cues and carried is None:
            continue
        mentions = list(_of_sentence(reading, sentence, cues, carried))
        found.extend(mentions)
        opened = next((c for c in reversed(cues) if c.far), None)
        if opened is not None and (mentions or low[sentence.end - 1] == ":"):
            carried = opened
        elif not mentions:
            carried = None
        carried_block = sentence.block
    return (*_headline(reading, found), *found)


def _bounded(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences, over-long ones in pieces."""
    for s in sentences:
        for start in range(s.start, s.end, _LONGEST):
            yield Sentence(start, min(start + _LONGEST, s.end), s.block)


def _headline(reading: Reading, found: list[Mention]) -> Iterator[Mention]:
    """Yield the numbers of the first line that say without goal words what a target of the article says."""
    low = reading.view.low
    if not reading.sentences:
        return
    first = next(_bounded(reading.sentences[:1]))
    for q in reading.scan.find("quantity", [(first.start, first.end)]):
        words = low[q.start : min(q.end + _ECHO, first.end)]
        if len(words) < q.end - q.start + _ECHO or any(m.start < q.end for m in found):
            continue
        same = next((m for m in found if low.startswith(words, m.start)), None)
        if same is not None:
            shift = q.start - same.start
            moved = [p for p in same.parts if p.start >= same.start and p.start + shift < first.end]
            yield msgspec.structs.replace(
                same,
                start=q.start,
                end=q.end,
                parts=tuple(Part(name=p.name, start=p.start + shift, end=min(p.end + shift, first.end)) for p in moved),
            )


def _cues(reading: Reading, sentence: Sentence) -> Iterator[_Cue]:
    for m in reading.scan.find("target", [(sentence.start, sentence.end)]):
        reach = next(iter(m.groups))
        yield _Cue(*m.groups[reach], reach == "open", reach == "back", m.rule)


def _of_sentence(reading: Reading, sentence: Sentence, cues: list[_Cue], carried: _Cue | None) -> Iterator[Mention]:
    low = reading.view.low
    quantities = reading.scan.find("quantity", [(sentence.start, sentence.end)])
    kept: list[tuple[Match, _Cue]] = []
    for q in quantities:
        cue = _governing(low, sentence, q, cues, carried, kept)
        if cue is not None and _can_be_goal(low, q, cue):
            kept.append((q, cue))
    mention: Mention | None = None
    for q, cue in kept:
        left = max([sentence.start, *(p.end for p in quantities if p.end <= q.start)])
        mention = _mention(reading, sentence, q, cue, left, mention)
        yield mention


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
    if (
        comparator
        and "number_max" not in q.groups
        and low[slice(*q.groups["comparator"])] == "từ"
        and _FROM_TO.match(low, q.end)
    ):
        return False
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


def _mention(reading: Reading, sentence: Sentence, q: Match, cue: _Cue, left: int, previous: Mention | None) -> Mention:
    low = reading.view.low
    parts = [Part(name="goal", start=cue.start, end=cue.end)]
    for name in ("comparator", "number", "number_max", "share", "unit", "per", "rate", "tail"):
        if name in q.groups:
            parts.append(Part(name=name, start=q.groups[name][0], end=q.groups[name][1]))
    if q.rule == "quantity/rank":
        parts.append(Part(name="rank", start=q.start, end=q.end))
    own = sentence.start <= cue.start and not cue.back
    if (direction := direction_of(low, max(left, cue.start if own else left), q.start)) is not None:
        parts.append(Part(name="direction", start=direction[0], end=direction[1]))
    after_goal = max(left, cue.end if own else left)
    goal = cue.start if own else sentence.start
    indicator = indicator_of(low, sentence.start, after_goal, (q.start, q.end), sentence.end)
    if indicator is None and previous is not None and (inherited := previous.part("indicator")) is not None:
        indicator = (inherited.start, inherited.end)
    if cue.rule == "target/frequency":
        indicator = (cue.start, cue.end)  # how often what is done: the words that call for the number say it
    elif indicator is None and cue.rule == "target/quota":
        indicator = q.groups["unit"]
    elif indicator is None and own:
        indicator = subject_of(low, sentence.start, goal)
    if indicator is not None:
        parts.append(Part(name="indicator", start=indicator[0], end=indicator[1]))
    return Mention(rule=cue.rule, start=q.start, end=q.end, parts=tuple(parts))
