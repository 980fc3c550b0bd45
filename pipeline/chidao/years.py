"""The year an article speaks from: its publication's, otherwise the one that its own dates make evident."""

from collections import Counter
from functools import lru_cache

from chidao import dates
from chidao.model import Page
from chidao.starts import Searcher, Together
from chidao.text import view_of

# Not the article's own time: limits and horizons, the day from which something holds, names of plans.
_NOT_OWN = (
    r"(?<!(?:đến|tới|hết|từ|trước|sau|giai đoạn|chậm nhất|muộn nhất|hiệu lực|kể từ|cuối|nhiệm kỳ|sang)\s"
    r"(?:hết |cuối |ngày |tháng |quý |năm ){0,2})"
)
_LOOKED_UP = Together()
# A full day (17/6/2017), a month (tháng 6/2017): news tells its own days in full at least once. The number of a paper
# (`Nghị định 67/2014`) is neither.
_FULL = Searcher(
    _NOT_OWN + r"(?<!(?i:nghị định|thông tư|liên tịch|quyết định|nghị quyết|công văn)\s(?:số\s)?)"
    r"(?:(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[/.-]\s?)?(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?P<y>20[0-3]\d)(?![\d/-])|"
    r"(?:tháng \d{1,2} năm|tháng \d{1,2}[,/-]?\s?|quý [IViv1-4]{1,3}[,/-]?\s?(?:năm )?)(?P<y>20[0-3]\d))",
    _LOOKED_UP,
)
_YEAR = Searcher(
    _NOT_OWN + r"(?<!(?:vào|tầm nhìn|định hướng)\s)(?:năm|xuân|tết \p{L}+ \p{L}+)\s(?P<y>20[0-3]\d)(?![\d-])",
    _LOOKED_UP,
)
# What an article says of the time it is written in: days of a few days' run (3-5/6/2017), halves and quarters, plans
# and duties of the year, the year's fair or examination. In news of one year each of these names that year in most
# articles; a full day alone does so every other time, for past days, decrees and births are told in full too.
_DAY = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?"
_OWN = Searcher(
    rf"(?<![\d/.-])(?:\d{{1,2}}\s?[-–]\s?{_DAY}|"
    rf"(?:(?:trước|thứ (?:hai|ba|tư|năm|sáu|bảy)[,]?|chủ nhật[,]?)\s\(?(?:ngày )?){_DAY}|"
    r"(?:[369]|ba|sáu|chín|những|các) tháng (?:đầu|cuối|còn lại của) năm |"
    r"trong tháng \d{1,2}(?:\s?[/-]\s?| năm )|trong quý [IViv1-4]{1,3}(?:\s?[/-]\s?| năm )|"
    r"(?:phải|cần) [^.;\n]{0,60}?trong năm |"
    r"(?:[Ll]ễ hội|[Kk]ỳ thi|[Tt]uyển sinh|[Hh]ội thi|[Hh]ội chợ)[\p{L} ]{0,30}? (?:năm )?|"
    r"[Tt]ính đến (?:hết )?(?:ngày \d\d?[/.-]\d\d?[/.-]|(?:cuối |hết )?tháng \d\d?\s?[/-]\s?)|"
    r"(?:kế hoạch|nhiệm vụ|dự toán|mục tiêu|chỉ tiêu|phương hướng|dự kiến|phấn đấu)(?: trong)? năm )"
    r"(?P<y>20[0-3]\d)(?![\d/-])",
    _LOOKED_UP,
)
# A year named only for what is planned may be the next one, where the article speaks of its own time elsewhere.
_PLANNED = Searcher(
    r"(?:hoàn thành|hoàn tất|xong|phấn đấu|dự kiến|chương trình|kế hoạch|[Pp]háp lệnh|giám sát|sẽ|gối|có thể|mới)"
    r"(?:[ ,][^.;\n]{0,40}?)? năm (?P<y>20[0-3]\d)(?![\d/-])",
    _LOOKED_UP,
)
# What is held against the same months of a year was written in the next.
_COMPARED = Searcher(r"cùng kỳ(?: của)?(?: năm)? (?P<y>20[0-3]\d)(?![\d/-])", _LOOKED_UP)
# The day of a document is no day of the article.
_OF_DOCUMENT = Searcher(rf"(?<=\d)/[\p{{L}}\d&-]+,? (?:ký )?ngày {_DAY}(?P<y>20[0-3]\d)(?![\d/-])", _LOOKED_UP)
# The year of a full day in title or lead, of two full days, or one named three times, is evident without such wordings.
_LEAD = 500
_DAYS, _TIMES = 2, 3
# A year so far behind all others that a page names is its horizon, not its own, unless a day of it is told.
_AHEAD = 3

# Stretches of a text. Several stages ask for the year of one page: what the last ones told is remembered.
_Spans = tuple[tuple[int, int], ...]


def year_of_article(page: Page) -> int | None:
    """Return the year against which open dates count, or None where the article does not make it evident.

    Without a publication date it is the latest year that the article tells of its own time, and half as often as any
    other. A limit or a horizon does not count, nor does a year only planned for beside one told of; and a year told in
    passing (one full day of the past, the day of a decree) makes nothing evident.
    """
    if page.published:
        return dates.year_of(page.published)
    return _evident(page.text, _spans(page))


@lru_cache(maxsize=2)
def _evident(text: str, spans: _Spans) -> int | None:
    full, alone = _told(text, spans)
    own = _count(_OWN, text, spans)
    told = full + alone
    for y, n in _count(_COMPARED, text, spans).items():
        own[y + 1] += n
        told[y + 1] += n
    planned = _count(_PLANNED, text, spans)
    for y in planned:
        if full[y] == 0 and planned[y] >= alone[y] and own[y - 1] > planned[y - 1]:
            del told[y], own[y]
    year = max(told + own, default=None)
    if year is None or told[year] * 2 < max(told.values(), default=0):
        return None
    first = tuple((start, min(end, _LEAD)) for start, end in spans if start < _LEAD)
    of_documents = _count(_OF_DOCUMENT, text, spans)
    evident = (
        own[year]
        or full[year] - of_documents[year] >= _DAYS
        or told[year] >= _TIMES
        or _count(_FULL, text, first)[year] > _count(_OF_DOCUMENT, text, first)[year]
    )
    return year if evident else None


def latest_year(page: Page) -> int | None:
    """Return the latest year that a page tells of its own time, or None: what lies before it is past.

    A year told less than half as often as another is one ahead (`từ năm 2018 sẽ mở rộng`), not the page's own.
    """
    if page.published:
        return dates.year_of(page.published)
    full, alone = _told(page.text, _spans(page))
    told = full + alone
    return max((y for y, n in told.items() if n * 2 >= max(told.values())), default=None)


def _spans(page: Page) -> _Spans:
    return tuple((b.start, b.end) for b in page.readable())


@lru_cache(maxsize=2)
def _told(text: str, spans: _Spans) -> tuple[Counter[int], Counter[int]]:
    """Count the years of full dates and those that stand alone after `năm`, without horizons far ahead."""
    full, alone = _count(_FULL, text, spans), _count(_YEAR, text, spans)
    years = sorted(full + alone)
    while len(years) > 1 and years[-1] - years[-2] >= _AHEAD and years[-1] not in full:
        del alone[years.pop()]
    return full, alone


def _count(pattern: Searcher, text: str, spans: _Spans) -> Counter[int]:
    view = view_of(text)
    told = ((start, end) for start, end in spans if view.low.find("20", start, end) >= 0)
    return Counter(int(m["y"]) for start, end in told for m in pattern.finditer(view.norm, view.low, start, end))
