"""Time expressions that limit something to be done: the expression by its rule, its right to be one by its clause."""

from functools import cache

import regex

from chidao.extractors.addressees import acts
from chidao.extractors.cast import cast_of
from chidao.extractors.reading import Reading, Sentence
from chidao.model import Mention, Part
from chidao.rules import Match
from chidao.rules.gazetteers import gazetteer
from chidao.text import fold

# How far a cue reaches, in code points before and after the expression, inside its clause.
_BEFORE, _AFTER = 130, 110
_OFTEN = 3

_COUNTED = regex.compile(
    r"(?:tính|kể|chưa|so với(?: \p{L}+){0,4}|ngoái|trước|từ (?:ngày|tháng|năm|đầu|quý)[^,;]{1,24})\s$"
)
_DONE_AFTER = regex.compile(r"[\s,]*(?:[\p{L}&-]+\s){0,9}?(?:đã|vừa|từng|ước)(?![\p{L}])")
_REACHED = regex.compile(r"\s(?:đạt|là|chiếm|tăng|giảm)\s[\d.,]+")
_FLOOR = regex.compile(r"%|từ [\d.]+|tất cả|toàn bộ|phải|cần|đánh giá|báo cáo|rà soát|tổ chức|kiểm tra")
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
# `đã yêu cầu`, `đã đặt mục tiêu` tell of an order in force, not of the past.
_ORDERED = regex.compile(
    r"(?<![\p{L}])(?:đã|vừa) (?:yêu cầu|giao|chỉ đạo|đề nghị|ban hành|có (?:văn bản|công văn|ý kiến|"
    r"chỉ thị)|xây dựng kế hoạch|ký|đặt|đưa ra|phê duyệt|thống nhất|đề ra|đồng ý|cam kết|xác định|"
    r"nhất quán)"
)


@cache
def _cues() -> dict[str, regex.Pattern[str]]:
    """One pattern per class of gazetteer/deadline_cues.csv."""
    classes: dict[str, list[str]] = {}
    for row in gazetteer("deadline_cues"):
        classes.setdefault(row["class"], []).append(regex.escape(fold(row["cue"]), literal_spaces=True))
    return {k: regex.compile(r"(?<![\p{L}])(?:" + "|".join(v) + r")(?![\p{L}])") for k, v in classes.items()}


class _Clause:
    """The words around a match, up to a semicolon or the sentence's ends."""

    def __init__(self, low: str, s: Sentence, m: Match) -> None:
        start = max(s.start, m.start - _BEFORE)
        semicolon = low.rfind(";", start, m.start)
        self.before = low[semicolon + 1 if semicolon >= 0 else start : m.start]
        stop = low.find(";", m.end, min(s.end, m.end + _AFTER))
        self.after = low[m.end : stop if stop >= 0 else min(s.end, m.end + _AFTER)]
        self.sentence = low[s.start : s.end]
        self.lead = low[s.start : m.start]

    def has(self, cue_class: str) -> bool:
        pattern = _cues()[cue_class]
        return pattern.search(self.before) is not None or pattern.search(self.after) is not None

    def near(self, cue_class: str, reach: int = 60) -> bool:
        pattern = _cues()[cue_class]
        return pattern.search(self.before[-reach:]) is not None or pattern.search(self.after[:reach]) is not None

    @property
    def past(self) -> bool:
        """True where the last cue before the expression looks back, or the words right after it do."""
        before = _ORDERED.sub(lambda m: " " * len(m.group()), self.before)
        last = max((m.start() for m in _cues()["past"].finditer(before)), default=-1)
        ahead = max(
            (m.start() for c in ("duty", "plan", "completion") for m in _cues()[c].finditer(before)), default=-1
        )
        return last > ahead or _DONE_AFTER.match(self.after) is not None


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the deadlines of a page in order; parts as the rule's groups name them."""
    found: list[Mention] = []
    sentences = reading.sentences_with("deadline")
    if not sentences:
        return ()
    governs = _governs(reading)
    for s in sentences:
        for m in reading.scan.find("deadline", [(s.start, s.end)]):
            if (governs or "period" in m.groups or m.rule == "deadline/by-year") and _limits(reading, s, m):
                parts = [
                    Part(name=n, start=a, end=b) for n, (a, b) in sorted(m.groups.items(), key=lambda g: (g[1], g[0]))
                ]
                if m.rule == "deadline/by-year" and not _supported(reading, s, m):
                    parts.append(Part(name="unsupported", start=m.start, end=m.end))
                found.append(Mention(rule=m.rule, start=m.start, end=m.end, parts=tuple(parts)))
    return tuple(found)


def _supported(reading: Reading, s: Sentence, m: Match) -> bool:
    """Say whether words of duty or plan stand around `đến năm 2016`; else only its being ahead makes it a limit."""
    clause = _Clause(reading.view.low, s, m)
    return clause.has("duty") or clause.has("plan")


def _limits(reading: Reading, s: Sentence, m: Match) -> bool:
    """Say whether a time expression limits what is to be done rather than tells when something was."""
    clause = _Clause(reading.view.low, s, m)
    if (
        _COUNTED.search(clause.before)
        or _LAW.search(clause.before)
        or _NUMBERED.search(clause.before)
        or _NAMED_CONGRESS.search(clause.before)
    ):
        return False
    if _FORECAST.search(clause.lead) and not clause.near("duty", 40):
        return False
    if "limit" in m.groups:
        return _limit(clause, m)
    if "period" in m.groups:
        return _period(clause)
    if "repeat" in m.groups:
        return _repeat(reading, s, m, clause)
    return _bare(m, clause)


def _limit(clause: _Clause, m: Match) -> bool:
    if _DONE_AFTER.match(clause.after):
        return False
    if m.rule == "deadline/within":
        return _BINDING.search(clause.before[-60:] + " | " + clause.after[:50]) is not None and not clause.past
    if m.rule in ("deadline/by-year", "deadline/until-year-end"):
        return not _cues()["past"].search(clause.before[-14:]) and not _FORECAST.search(clause.lead)
    if m.rule in ("deadline/by-day", "deadline/by-month", "deadline/by-quarter"):
        return clause.has("duty") and not clause.past
    return (clause.has("duty") or clause.has("completion")) and not clause.past


def _period(clause: _Clause) -> bool:
    if _DONE_AFTER.match(clause.after) or _REACHED.match(clause.after) or _cues()["past"].search(clause.before[-40:]):
        return False
    return (
        clause.has("duty")
        or _cues()["plan"].search(clause.lead) is not None
        or acts(clause.sentence, 0, len(clause.sentence))
    )


def _repeat(reading: Reading, s: Sentence, m: Match, clause: _Clause) -> bool:
    """Again and again is a deadline only where an article orders, and the sentence says what is to be done."""
    if clause.past or _RATE.search(clause.before):
        return False
    start = s.start
    while start < s.end and not reading.view.low[start].isalpha():
        start += 1
    return (
        (m.start == start and _FLOOR.search(clause.after) is not None)
        or clause.near("duty")
        or acts(reading.view.low, start, s.end)
    )


def _bare(m: Match, clause: _Clause) -> bool:
    if _FORECAST.match(clause.after.lstrip(" ,")) or _SINCE.search(clause.before) or clause.past:
        return False
    if _EVENT.search(clause.before[-50:]):
        return False
    if m.rule == "deadline/on-day":
        if _SIGNED.search(clause.before):
            return False
        close = _cues()["completion"].search(clause.before[-34:]) is not None
        return close or (clause.near("completion") and clause.has("duty"))
    if m.rule == "deadline/yearly-quarter":
        return clause.has("duty") or clause.has("completion")
    if "first" in m.groups:
        return clause.near("duty", 30)
    if clause.near("completion", 40) or _cues()["plan"].search(clause.before[-70:]):
        return True
    return _cues()["duty"].search(clause.before[-70:]) is not None or _BINDING.search(clause.after[:70]) is not None


def _governs(reading: Reading) -> bool:
    """Say whether a page is about government: bodies and offices of the state act in it, and more than in passing.

    Sport, business and crime have their dates too, and limit nobody with them.
    """
    officials = sum(a.official for a in cast_of(reading).actors)
    if officials >= _OFTEN:
        return True
    windows = [(b.start, b.end) for b in reading.blocks]
    orders = any(m.rule != "directive/tasks" for m in reading.scan.find("directive", windows))
    return officials > 0 and (orders or bool(reading.scan.find("target", windows)))
