"""EDTF and ISO 8601-1 values → ranges of days that sort as text."""

import re
from datetime import date, timedelta
from functools import lru_cache

import msgspec
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

_OPEN_YEAR = "XXXX"
# A leap year, so that `XXXX-02-29` is a day.
_ANY_LEAP_YEAR = "2000"
_REPEAT = re.compile(r"R\d*/(P[0-9YMWDTHS.]+)")


class Days(msgspec.Struct, frozen=True):
    """Two days as `YYYY-MM-DD`, both included; null on a side that is open."""

    first: str | None = None
    last: str | None = None


class Due(msgspec.Struct, frozen=True):
    """When something is due: a range of days, a duration of return, or a range in every year (`MM-DD`)."""

    days: Days = Days()
    every: str | None = None
    yearly: Days = Days()


@lru_cache(maxsize=100_000)
def days(edtf: str | None) -> Days:
    """Return the days that an EDTF date or interval can mean; both sides null for what is no date of a known year.

    >>> days("2018-34"), days("XXXX-10")
    (Days(first='2018-04-01', last='2018-06-30'), Days(first=None, last=None))
    """
    if not edtf or edtf.startswith(_OPEN_YEAR):
        return Days()
    # The library knows no interval between quarters, so each side is read by itself.
    first, _, last = edtf.partition("/")
    one, two = _side(first), _side(last or first)
    if one.first and two.last and one.first > two.last:
        return Days()
    return Days(one.first, two.last)


@lru_cache(maxsize=100_000)
def due(kind: str, value: str | None) -> Due:
    """Return when a deadline is due. What is to be done `before` a time is due by the day before it begins.

    >>> due("before", "2017-06-30").days.last, due("recurring", "R/P1M").every, due("recurring", "XXXX-34").yearly
    ('2017-06-29', 'P1M', Days(first='04-01', last='06-30'))
    """
    if not value:
        return Due()
    if repeat := _REPEAT.fullmatch(value):
        return Due(every=repeat[1])
    if value.startswith(_OPEN_YEAR):
        return Due(every="P1Y" if kind == "recurring" else None, yearly=_yearly(value, kind))
    found = days(value)
    if kind == "before" and found.first:
        eve = _eve(found.first)
        return Due(days=Days(eve, eve))
    return Due(days=found)


def _side(edtf: str) -> Days:
    if edtf in ("", ".."):
        return Days()
    try:
        if len(edtf) == 10 and edtf[:4].isdecimal():
            return Days(*[date.fromisoformat(edtf).isoformat()] * 2)  # most are days, the grammar takes 5 ms for each
        parsed = parse_edtf(edtf)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        return Days(_day(first), _day(last))
    except (EDTFParseException, ValueError, TypeError, AttributeError, IndexError):
        return Days()  # a duration, or nothing of EDTF: another system's record may hold anything


def _day(parts: tuple[int, ...]) -> str:
    return date(*parts[:3]).isoformat()


def _yearly(value: str, kind: str) -> Days:
    if value == _OPEN_YEAR:
        return Days()
    found = days("/".join(side.replace(_OPEN_YEAR, _ANY_LEAP_YEAR, 1) for side in value.split("/")))
    if not found.first or not found.last:
        return Days()
    if kind == "before":
        eve = _eve(found.first)
        return Days(eve[5:], eve[5:])
    return Days(found.first[5:], found.last[5:])


def _eve(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day > "0001-01-01" else day
