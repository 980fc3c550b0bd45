"""Dates as EDTF (ISO 8601-2) strings. Pure functions; the clock is always an argument."""

import calendar

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
