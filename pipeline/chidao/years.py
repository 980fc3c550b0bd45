"""The year an article speaks from: its publication's, otherwise the one that its own dates make evident."""

from collections import Counter

from chidao import dates
from chidao.model import Page
from chidao.starts import Searcher
from chidao.text import view_of

# Not the article's own time: limits and horizons, the day from which something holds, names of plans.
_NOT_OWN = (
    r"(?<!(?:đến|tới|hết|từ|trước|sau|giai đoạn|chậm nhất|muộn nhất|hiệu lực|kể từ|cuối|nhiệm kỳ|sang)\s"
    r"(?:hết |cuối |ngày |tháng |quý |năm ){0,2})"
)
# A full day (17/6/2017), a month (tháng 6/2017): news tells its own days in full at least once.
_FULL = Searcher(
    _NOT_OWN + r"(?:(?<!\d)(?:\d{1,2}\s?[/.-]\s?)?(?:\d{1,2}\s?[/.-]\s?)(?P<y>20[0-3]\d)(?![\d/-])|"
    r"(?:tháng \d{1,2} năm|tháng \d{1,2}[,/-]?\s?|quý [IViv1-4]{1,3}[,/-]?\s?(?:năm )?)(?P<y>20[0-3]\d))"
)
_YEAR = Searcher(
    _NOT_OWN + r"(?<!(?:vào|tầm nhìn|định hướng)\s)(?:năm|xuân|tết \p{L}+ \p{L}+)\s(?P<y>20[0-3]\d)(?![\d-])"
)
# A year so far behind all others that a page names is its horizon, not its own, unless a day of it is told.
_AHEAD = 3


def year_of_article(page: Page) -> int | None:
    """Return the year against which open dates count, or None where the article does not make it evident.

    Without a publication date the latest year that it tells of its own time is evident if it is named half as often as
    any other. Limits and horizons do not count.
    """
    if page.published:
        return dates.year_of(page.published)
    told = _told(page)
    latest = max(told, default=None)
    return latest if latest is not None and told[latest] * 2 >= max(told.values()) else None


def latest_year(page: Page) -> int | None:
    """Return the latest year that a page tells of its own time, or None: what lies before it is past."""
    return dates.year_of(page.published) or max(_told(page), default=None)


def _told(page: Page) -> Counter[int]:
    """Count the years of full dates and those that stand alone after `năm`, without horizons far ahead."""
    view = view_of(page.text)
    spans = [(b.start, b.end) for b in page.readable()]
    full, alone = (
        Counter(int(m["y"]) for start, end in spans for m in p.finditer(view.norm, view.low, start, end))
        for p in (_FULL, _YEAR)
    )
    told = full + alone
    years = sorted(told)
    while len(years) > 1 and years[-1] - years[-2] >= _AHEAD and years[-1] not in full:
        del told[years.pop()]
    return told
