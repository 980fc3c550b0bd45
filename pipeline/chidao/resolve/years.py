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


def year_of_article(page: Page) -> int | None:
    """Return the year against which open dates count, or None where the article does not make it evident.

    Evident is the latest year that its dates and words name, limits and horizons left out, when it is named twice or
    alone, and half as often as any other.
    """
    if page.published:
        return dates.year_of(page.published)
    norm = view_of(page.text).norm
    text = [norm[b.start : b.end] for b in page.readable()]
    told = Counter(int(m["y"]) for t in text for m in _FULL.finditer(t))
    told.update(int(m["y"]) for t in text for m in _YEAR.finditer(t))
    if not told:
        return None
    latest = max(told)
    if len(told) == 1:
        return latest
    return latest if told[latest] >= 2 and told[latest] * 2 >= max(told.values()) else None
