"""The year an article speaks from: its publication's, otherwise the one that its own dates make evident."""

from collections import Counter

import regex

from chidao import dates
from chidao.model import Page
from chidao.text import view_of

# A full day (17/6/2017), a month (tháng 6/2017): news tells its own days in full at least once.
# A day from which something will hold is not its own.
_FULL = regex.compile(
    r"(?<!từ |từ ngày |hiệu lực ngày )(?<!\d)(?:\d{1,2}\s?[/.-]\s?)?(?:\d{1,2}\s?[/.-]\s?)(?P<y>20[0-3]\d)(?![\d/-])|"
    r"(?:tháng \d{1,2} năm|tháng \d{1,2}[,/-]?\s?|quý [IViv1-4]{1,3}[,/-]?\s?(?:năm )?)(?P<y>20[0-3]\d)"
)
_YEAR = regex.compile(
    r"(?<!đến |tới |hết |từ |trước |sau |đến hết |giai đoạn )(?:năm|xuân|tết \p{L}+ \p{L}+)\s(?P<y>20[0-3]\d)(?![\d-])"
)


_MOSTLY = 1.6  # three of five


def year_of_article(page: Page) -> int | None:
    """Return the year against which open dates count, or None where the article does not make it evident.

    Evident is the latest year of its full dates, if it is named half as often as any other; without full dates the year
    that most of its words name. Limits and horizons do not count.
    """
    if page.published:
        return dates.year_of(page.published)
    full, words = _told(page)
    if full:
        latest = max(full)
        return latest if full[latest] * 2 >= max(full.values()) else None
    if not words:
        return None
    year, times = words.most_common(1)[0]
    return year if times * _MOSTLY >= words.total() else None


def latest_year(page: Page) -> int | None:
    """Return the latest year of a full date that a page tells, or None: what lies before it is past."""
    return dates.year_of(page.published) or max(_told(page)[0], default=None)


def _told(page: Page) -> tuple[Counter[int], Counter[int]]:
    """Count the years of full dates, and those that stand alone after `năm`."""
    norm = view_of(page.text).norm
    text = [norm[b.start : b.end] for b in page.readable()]
    full = Counter(int(m["y"]) for t in text for m in _FULL.finditer(t))
    return full, Counter(int(m["y"]) for t in text for m in _YEAR.finditer(t))
