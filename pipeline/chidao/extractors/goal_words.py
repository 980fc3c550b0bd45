"""Words that set a goal, and which numbers they govern.

They reach to the right: to the end of their clause or of their sentence, and after a plan's opening words into the
sentences and list items that go on with numbers. Words of results, forecasts and prices (gazetteer `goal_cues`) end
that reach.
"""

from collections.abc import Iterator
from functools import cache

import msgspec
import regex

from chidao.extractors.reading import Reading, Sentence
from chidao.rules import Match, gazetteer
from chidao.rules.gazetteers import aliases
from chidao.text import fold

# A goal noun or verb governs what stands this near (characters): one clause of a news sentence.
_NEAR = 160
# `mục tiêu`, `chỉ tiêu` alone are also objects of other verbs: their reach is shorter.
_NOUN = 110
# Between words that only point at a number (phải đạt, sẽ giảm) and the number.
CLOSE = 60
# Words that only point.
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
# What another state will reach is no goal here, unless it is ours with it or in its market. Names that are words too
# (Anh, Nga, Đức) are left out.
_ABROAD = regex.compile(
    r"(?<!\p{L})(?<!(?:sang|với|vào|từ|tới|đến|thị trường|và|tại|ở|-) )(?:trung quốc|nhật bản|hàn quốc|"
    r"triều tiên|ấn độ|indonesia|thái lan|malaysia|philippines|singapore|campuchia)(?!\p{L})"
)
_OURS = regex.compile(r"(?<!\p{L})(?:việt nam|nước ta|hai nước|hai bên)(?!\p{L})")
# After these a count says where or whose, not how many.
WHERE = regex.compile(
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


class Cue(msgspec.Struct, frozen=True):
    """Goal words: where, how far they reach, and which rule knows them."""

    start: int
    end: int
    far: bool
    back: bool
    rule: str


@cache
def words_of(kind: str) -> regex.Pattern[str]:
    """The words of one class in `goal_cues`, as one pattern over folded text."""
    words = sorted({fold(r["cue"]) for r in gazetteer("goal_cues") if r["class"] == kind}, key=lambda w: (-len(w), w))
    body = "|".join(regex.escape(w, literal_spaces=True) for w in words)
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{body})(?![\p{{L}}\p{{N}}])")


@cache
def unit_class() -> dict[str, str]:
    """The folded name of every unit of the gazetteer → its class."""
    return {fold(u): r["class"] for r in gazetteer("units") for u in (r["unit"], *aliases(r))}


def cues_of(reading: Reading, sentence: Sentence) -> Iterator[Cue]:
    """Yield the goal words of a sentence, in order."""
    for m in reading.scan.find("target", [(sentence.start, sentence.end)]):
        reach = next(iter(m.groups))
        yield Cue(*m.groups[reach], reach == "open", reach == "back", m.rule)


def governing(
    low: str, sentence: Sentence, q: Match, cues: list[Cue], carried: Cue | None, kept: list[tuple[Match, Cue]]
) -> Cue | None:
    """Return the goal words that govern a quantity, or None."""
    behind = next((c for c in cues if c.back and 0 <= c.start - q.end <= 2), None)
    number = q.groups.get("number", (q.start, 0))[0]
    before = [c for c in cues if c.end <= number and not c.back]
    if behind is not None and not (before and q.start - before[-1].end < CLOSE):
        return behind
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
        limit = CLOSE if cue.rule in _POINTING else _NOUN if cue.rule == "target/goal" else _NEAR
        ends = _CLAUSE.search(low, at, q.start)
        if ends is not None and chained and ends.group() == ";":
            ends = _CLAUSE.search(low, ends.end(), q.start)  # a list of goals under one horizon
        if q.start - at > limit or ends is not None:
            return next((c for c in reversed(before) if c.far and not _blocked(low, c.end, q.start)), None)
        return cue
    if carried is None or "share" in q.groups or (cues and cues[0].start < q.start):
        return None
    start = kept[-1][0].end if kept else sentence.start
    if _blocked(low, sentence.start, q.start) or words_of("result").search(low, sentence.start, sentence.end):
        return None
    lead = words_of("joiner").match(low, start, q.start)
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
    if words_of("result").search(low, start, end) or words_of("cost").search(low, start, end):
        return True
    if words_of("forecast").search(low, start, end):
        return True
    base = None
    for base in words_of("base").finditer(low, start, end):  # noqa: B007 - the last one counts
        pass
    return base is not None and not regex.search(r"[,;)]", low[base.end() : end])


def abroad(low: str, start: int, end: int) -> bool:
    """Say whether the words before a number speak of another state alone."""
    return _ABROAD.search(low, max(start, end - CLOSE), end) is not None and _OURS.search(low, start, end) is None


def is_base(low: str, q: Match) -> bool:
    """Say whether a number is the one that a change begins from: `từ 40% lên 45%`."""
    return (
        "comparator" in q.groups
        and "number_max" not in q.groups
        and low[slice(*q.groups["comparator"])] == "từ"
        and _FROM_TO.match(low, q.end) is not None
    )


def can_be_goal(low: str, q: Match, cue: Cue) -> bool:
    """Say whether a quantity is of a kind that such goal words set."""
    where = WHERE.search(low, max(0, q.start - 12), q.start)
    if "share" in q.groups and "comparator" not in q.groups:
        if where:
            return False
        return cue.rule in _WHOLE and 0 <= q.start - cue.end < CLOSE
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
    kind = unit_class().get(unit)
    if kind == "time":
        return comparator and cue.rule in ("target/set", "target/strive", "target/goal", "target/said-after")
    if low[slice(*q.groups["number"])] == "1" and not comparator and kind != "count":
        return False
    return not (unit in ("năm", "tháng", "giải pháp", "dự án", "mục tiêu") and not comparator)
