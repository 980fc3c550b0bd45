"""Time expressions that limit something to be done: the expression by its rule, its right to be one by its clause."""

from functools import cache

import regex

from chidao.extractors.addressees import acts
from chidao.extractors.reading import Reading, Sentence
from chidao.model import Mention, Part
from chidao.rules import Match
from chidao.rules.gazetteers import gazetteer
from chidao.text import fold

# How far a cue reaches, in code points before and after the expression, inside its clause.
_BEFORE, _AFTER = 130, 110

_COUNTED = regex.compile(r"(?:tính|kể|tính từ|so với(?: \p{L}+){0,4}|tăng(?: \p{L}+){0,3}|ngoái|trước|sinh|kéo dài từ [^,.;]{1,24})\s$")
_DONE_AFTER = regex.compile(r"[\s,]*(?:\p{L}+\s){0,6}?(?:đã|vừa|từng|ước)(?![\p{L}])")
_SINCE = regex.compile(r"(?:từ|kể từ|sau|từ sau|bắt đầu từ|khoảng|hồi|đầu|theo luật|luật|pháp lệnh|nghị định|thông tư)(?: [^,.;:\"]{0,60}?)?\s?$")
_LAW = regex.compile(r"(?:luật|pháp lệnh|hiến pháp|bộ luật)\s[^,.;:\"()]{0,70}$")
_NAMED_CONGRESS = regex.compile(r"(?:nghị quyết )?đại hội[^,.;:]{0,90},?\s$")
_DIGIT_HEAVY = regex.compile(r"[\d.,]+ (?:người|em|học sinh|thí sinh)")


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

    def has(self, cue_class: str) -> bool:
        pattern = _cues()[cue_class]
        return pattern.search(self.before) is not None or pattern.search(self.after) is not None

    def near(self, cue_class: str, reach: int = 60) -> bool:
        pattern = _cues()[cue_class]
        return pattern.search(self.before[-reach:]) is not None or pattern.search(self.after[:reach]) is not None


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the deadlines of a page in order; parts as the rule's groups name them."""
    found: list[Mention] = []
    for s in reading.sentences_with("deadline"):
        for m in reading.scan.find("deadline", [(s.start, s.end)]):
            if _limits(reading, s, m):
                parts = tuple(Part(name=n, start=a, end=b) for n, (a, b) in sorted(m.groups.items(), key=lambda g: (g[1], g[0])))
                found.append(Mention(rule=m.rule, start=m.start, end=m.end, parts=parts))
    return tuple(found)


def _limits(reading: Reading, s: Sentence, m: Match) -> bool:
    """Say whether a time expression limits what is to be done rather than tells when something was."""
    low = reading.view.low
    clause = _Clause(low, s, m)
    if _COUNTED.search(clause.before) or _LAW.search(clause.before) or _NAMED_CONGRESS.search(clause.before):
        return False
    if "limit" in m.groups:
        return _limit(clause, m)
    if "period" in m.groups:
        return _period(clause)
    if "repeat" in m.groups:
        return _repeat(reading, s, clause)
    return _bare(m, clause)


def _limit(clause: _Clause, m: Match) -> bool:
    if _DONE_AFTER.match(clause.after):
        return False
    if m.rule == "deadline/within":
        return clause.near("duty") and not clause.near("past", 30)
    if m.rule in ("deadline/by-year", "deadline/until-year-end"):
        return not _cues()["past"].search(clause.before[-14:])
    return clause.has("duty") or clause.has("completion") or not clause.near("past", 50)


def _period(clause: _Clause) -> bool:
    if _DONE_AFTER.match(clause.after) or _cues()["past"].search(clause.before[-40:]):
        return False
    return clause.has("duty") or clause.has("plan") or acts(clause.sentence, 0, len(clause.sentence))


def _repeat(reading: Reading, s: Sentence, clause: _Clause) -> bool:
    """Again and again is a deadline only where an article orders, and the sentence says what is to be done."""
    if clause.near("past", 40) or not _orders(reading):
        return False
    start = s.start
    while start < s.end and not reading.view.low[start].isalpha():
        start += 1
    return clause.has("duty") or acts(reading.view.low, start, s.end) or acts(clause.after.lstrip(" ,"), 0, 40)


def _bare(m: Match, clause: _Clause) -> bool:
    if _SINCE.search(clause.before[-40:]) or clause.near("past", 70):
        return False
    if m.rule == "deadline/on-day":
        return clause.near("completion") and clause.has("duty") or _cues()["completion"].search(clause.before[-34:]) is not None
    if m.rule in ("deadline/in-year", "deadline/in-month", "deadline/in-quarter"):
        return clause.near("duty", 90) or clause.near("completion", 50) or clause.near("plan", 70)
    return clause.near("duty", 90) or clause.near("completion", 50)


def _orders(reading: Reading) -> bool:
    """Say whether a page holds any verb of ordering."""
    windows = [(b.start, b.end) for b in reading.blocks]
    return any(m.rule != "directive/tasks" for m in reading.scan.find("directive", windows))
