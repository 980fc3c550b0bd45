"""Laws that the National Assembly passes, one by one or in a list: which mentions a vote covers, and on which day."""

from collections.abc import Sequence

import regex

from chidao import dates
from chidao.model import Mention, Page
from chidao.resolve.document_sources import DAY
from chidao.rules.body_names import names_in
from chidao.text import View

_LAWS = ("document/law", "document/law-in-list", "document/amending-law", "law-form/name")
_OF_LAW = r"(?:(?:các|những|một số|toàn văn|dự án|dự thảo|dự|[0-9]{1,2}|hai|ba|bốn|năm|sáu|luật|nội dung)\s){0,4}"
# `đã biểu quyết thông qua dự án` Luật A
_PASSES = regex.compile(
    r"(?<!chưa |không |xem xét, |chưa biểu quyết )(?P<voted>(?<!chưa )biểu quyết |bấm nút |nhấn nút |tán thành )?"
    rf"thông qua\s{_OF_LAW}"
    r"(?:gồm|là|như)?\s?:?\s?$"
)
# `các luật được Quốc hội thông qua tại kỳ họp này như` Luật A
_PASSED_AS = regex.compile(
    r"được quốc hội (?!xem xét)[^.;\n]{0,30}?thông qua[^.;\n]{0,50}?(?:\s|:)(?:như|gồm|là|đó là)?\s?:?\s?$"
)
# Luật A `đã được Quốc hội khóa XIV thông qua`
_PASSED = regex.compile(
    r"[^.;:\n]{0,40}?\s(?:đã |vừa |mới |sẽ |chính thức ){0,2}được quốc hội\s[^.;\n]{0,40}?thông qua"
)
_JOINT = regex.compile(r"\s?[;,.]\s(?:và )?(?:cũng )?(?:dự án |dự thảo )?|\svà (?:dự án |dự thảo )?")
_EARLIER = regex.compile(r"trước đó|phần lớn thời gian|\bsẽ\b|dự kiến|năm (?:19|20)\d\d")


def votes(page: Page, view: View, mentions: Sequence[Mention], year: int | None) -> dict[int, str | None]:
    """Return the starts of the law mentions that the National Assembly passes → the day of the vote, where told."""
    found: dict[int, str | None] = {}
    laws = [m for m in mentions if m.rule in _LAWS]
    for before, m in zip([None, *laws], laws, strict=False):
        start = max(view.low.rfind("\n", 0, m.start), view.low.rfind(". ", 0, m.start), m.start - 300) + 1
        words = view.low[start : m.start]
        if (head := _PASSES.search(words)) is not None:
            if _by_assembly(page, view, start, m.start, voted=head["voted"] is not None):
                goes_on = before is not None and before.start in found and m.start - before.end < 60
                found[m.start] = found[before.start] if goes_on and before else _day(page, view, start, m.start, year)
        elif _PASSED_AS.search(words) or _is_passed(view, m, laws):
            found[m.start] = None
        elif before is not None and before.start in found and _JOINT.fullmatch(view.low, before.end, m.start):
            found[m.start] = found[before.start]
    return found


def _is_passed(view: View, m: Mention, laws: Sequence[Mention]) -> bool:
    """Luật A, Luật B `đã được Quốc hội thông qua`: a list as a whole; nothing that stands before another's clause."""
    passed = _PASSED.match(view.low, m.end, m.end + 120)
    if passed is None:
        return False
    at = m.end
    for law in laws:
        if at <= law.start < passed.end():
            if _JOINT.fullmatch(view.low, at, law.start) is None:
                return False
            at = law.end
    return True


def _by_assembly(page: Page, view: View, start: int, end: int, *, voted: bool) -> bool:
    """The last body before the words is the National Assembly; a bare vote is its, where the page names it."""
    names = [n for n in names_in(view.norm, view.low, start, end) if n.kind != "group"]
    if names:
        return names[-1].foreign is None and names[-1].head in ("Quốc hội", "Đại biểu Quốc hội")
    if not voted and "đại biểu" not in view.low[start:end]:
        return False
    return any(
        n.head == "Quốc hội" and n.foreign is None
        for b in page.readable()
        for n in names_in(view.norm, view.low, b.start, b.end)
    )


def _day(page: Page, view: View, start: int, end: int, year: int | None) -> str | None:
    """The day at the head of the sentence, otherwise that of the first paragraph: news tells of one sitting."""
    words = view.low[start:end]
    day = DAY.search(words)
    if day is None and not _EARLIER.search(words):
        lead = next((b for b in page.readable() if b.kind in ("lead", "body")), None)
        day = DAY.search(view.low, lead.start, min(lead.end, lead.start + 160)) if lead is not None else None
    if day is None:
        return None
    return dates.day(int(day["y"]) if day["y"] else year, int(day["m"]), int(day["d"]))
