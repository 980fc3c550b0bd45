"""Dates as EDTF (ISO 8601-2) strings. Pure functions; the clock is always an argument."""

import calendar
import re
from datetime import date, timedelta

OPEN_YEAR = "XXXX"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def number(text: str) -> int | None:
    """Return a day, month or quarter written in digits or as a Roman numeral, or None.

    >>> number("04"), number("IV"), number("tư")
    (4, 4, None)
    """
    text = text.strip().lower()
    return int(text) if text.isdecimal() else _ROMAN.get(text)


def year(text: str | None) -> int | None:
    """Return the year written with four digits, or None (none there, or outside 1900-2100)."""
    if text is None or not text.isdecimal() or len(text) != 4:
        return None
    value = int(text)
    return value if 1900 <= value <= 2100 else None


def day(y: int | None, m: int, d: int) -> str | None:
    """Return `YYYY-MM-DD`, with `XXXX` for an open year, or None where the calendar has no such day.

    >>> day(2016, 6, 30), day(None, 2, 29), day(2017, 2, 29)
    ('2016-06-30', 'XXXX-02-29', None)
    """
    if not (1 <= m <= 12 and 1 <= d <= calendar.monthrange(2000 if y is None else y, m)[1]):
        return None
    return f"{_y(y)}-{m:02d}-{d:02d}"


def month(y: int | None, m: int) -> str | None:
    """Return `YYYY-MM`, or None for a month that does not exist."""
    return f"{_y(y)}-{m:02d}" if 1 <= m <= 12 else None


def quarter(y: int | None, q: int) -> str | None:
    """Return a quarter as EDTF `YYYY-33` (I) to `YYYY-36` (IV), or None for a quarter that does not exist."""
    return f"{_y(y)}-{32 + q}" if 1 <= q <= 4 else None


def interval(start: str | None, end: str | None) -> str | None:
    """Return `start/end`, or None where one side is missing or the years run backwards."""
    if start is None or end is None:
        return None
    if OPEN_YEAR not in start + end and start[:4] > end[:4]:
        return None
    return f"{start}/{end}"


def year_of(edtf: str | None) -> int | None:
    """Return the year with which an EDTF date begins, or None (open, or no date)."""
    return year(edtf[:4]) if edtf else None


def _y(y: int | None) -> str:
    return OPEN_YEAR if y is None else f"{y:04d}"


def days(kind: str, value: str | None) -> tuple[str, str] | None:
    """Return the first and the last day on which a deadline can be kept, as ISO days; None where no calendar says.

    `before` ends on the day before its value begins. None for no value, an open year or end, durations, repeats.

    >>> days("by", "2018-34"), days("before", "2017-06-30"), days("during", "2016/2020")
    (('2018-04-01', '2018-06-30'), ('2017-06-29', '2017-06-29'), ('2016-01-01', '2020-12-31'))
    >>> days("recurring", "R/P1Y"), days("by", "XXXX-10"), days("by", "2019-02-30")
    (None, None, None)
    """
    ranges = [_days_of(end) for end in value.split("/")] if value else []
    if not ranges or len(ranges) > 2:
        return None
    first, last = ranges[0], ranges[-1]
    if first is None or last is None or last[1] < first[0]:
        return None
    if kind == "before":
        eve = (first[0] - timedelta(days=1)).isoformat()
        return eve, eve
    return first[0].isoformat(), last[1].isoformat()


def _days_of(edtf: str) -> tuple[date, date] | None:
    m = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf)
    if m is None:
        return None
    y, mo, d = int(m[1]), int(m[2] or 0), int(m[3] or 0)
    if not 1 < y < 9999 or (m[2] and not (1 <= mo <= 12 or (33 <= mo <= 36 and not d))):
        return None
    if 33 <= mo <= 36:
        begin, end = 3 * (mo - 33) + 1, 3 * (mo - 32)
    else:
        begin, end = mo or 1, mo or 12
    length = calendar.monthrange(y, end)[1]
    if d > length or (m[3] and not d):
        return None
    return date(y, begin, d or 1), date(y, end, d or length)
