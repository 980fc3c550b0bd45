"""Which readings of a document's key mean the same document.

A key is no identifier by itself. Numbers of the Party start again with every congress, numbers of the state with every
year, and those of provinces are counted in each province. So readings of one key are told apart by place and by date;
a reading without them joins the one document that it can mean, and stands apart where it can mean none or several.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from chidao.index.days import Days, days
from chidao.text import plain

# The first days of the terms of the Party's congresses IX to XIII: numbers start again.
_TERMS = ("2001-04-19", "2006-04-18", "2011-01-12", "2016-01-20", "2021-01-25", "2026-01-19")
# Organs of provinces, districts and communes in symbols of the state: committees, councils, departments, inspectorates.
_LOCAL_ORGAN = re.compile(r"(?:^|[-/])(?:UB|HĐND|S[A-ZĐ]|TT[THQP]|VPUB)")
_OF_A_PLACE = re.compile(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\b", re.IGNORECASE)
# Two dates of one document in the press lie closer together than two documents of one number.
_SAME_TERM_DAYS = 2 * 366
_LONG_TITLE = 15

Basis = Literal["key", "date", "period", "number", "article"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one article says of a document, as far as its identity depends on it."""

    id: int
    record: str
    key: str
    symbol: str | None
    number: str | None
    year: str | None
    title: str | None
    issued: str | None
    issuer_place: str | None
    issuer_central: bool
    issuer_party: bool
    article_place: str | None
    published: Days

    @property
    def dated(self) -> Days:
        return days(self.issued)


class Group(msgspec.Struct, kw_only=True):
    """Readings that mean one document; `identity` is unique among all documents."""

    identity: str
    basis: Basis
    scope: str | None
    readings: list[Reading]
    candidates: list["Group"] = []


def groups(key: str, readings: Sequence[Reading]) -> list[Group]:
    """Return the documents that the readings of one key mean, in a fixed order."""
    by_scope: dict[str | None, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda r: r.record):
        by_scope[_scope(reading)].append(reading)
    found: list[Group] = []
    for scope in sorted(by_scope, key=lambda s: s or ""):
        found += _in_scope(key, scope, by_scope[scope])
    return found


def _scope(reading: Reading) -> str | None:
    """Return the place in which the number is counted, `""` for a central document, None where it is not known."""
    if reading.issuer_place:
        return reading.issuer_place
    if reading.issuer_central:
        return ""
    symbol = reading.symbol
    if symbol:
        central = symbol.endswith("/TW") if "/" in symbol else not _LOCAL_ORGAN.search(symbol)
    elif reading.number:
        return None  # a bare number may be anyone's
    else:
        central = not _OF_A_PLACE.search(reading.key)
    return "" if central else reading.article_place


def _in_scope(key: str, scope: str | None, readings: list[Reading]) -> list[Group]:
    one = readings[0]
    if scope is not None and (one.year or (one.number is None and one.symbol is None)):
        # The year is part of the number, or the name is the document's own.
        return [Group(identity=_identity(key, scope), basis="key", scope=scope or None, readings=readings)]
    # The Party sets its symbols off with a slash (`21-NQ/TW`), the state only the number (`15/2020/NĐ-CP`).
    party = "/" in one.symbol if one.symbol else one.issuer_party
    found = _dated(key, scope, [r for r in readings if r.dated.first], party)
    apart: dict[str, list[tuple[Reading, list[Group]]]] = defaultdict(list)
    for reading in readings:
        if reading.dated.first:
            continue
        candidates, sure = _candidates(reading, found, party, scope)
        if sure and len(candidates) == 1:
            candidates[0].readings.append(reading)
        else:
            apart[_apart(reading, scope, party)].append((reading, candidates))
    undated = []
    for name, members in sorted(apart.items()):
        basis: Basis = "article" if name.startswith("bài ") else "period" if name.startswith("khóa ") else "number"
        group = Group(identity=_identity(key, scope, name), basis=basis, scope=scope or None,
                      readings=[r for r, _ in members])  # fmt: skip
        group.candidates = [g for g in found if any(g in c for _, c in members)]
        undated.append(group)
    return found + undated


def _identity(key: str, *marks: str | None) -> str:
    told = ", ".join(m for m in marks if m)
    return f"{key} ({told})" if told else key


def _dated(key: str, scope: str | None, readings: list[Reading], party: bool) -> list[Group]:
    """Split readings with dates where the dates lie too far apart for one document."""
    found: list[Group] = []
    last: Days = Days()
    for reading in sorted(readings, key=lambda r: (r.dated.first or "", r.dated.last or "", r.record)):
        if not found or _another(last, reading.dated, party and scope is not None, scope is None):
            year = (reading.dated.first or "")[:4]
            mark = reading.issued if scope is None else year
            found.append(Group(identity=_identity(key, scope, mark), basis="date", scope=scope or None, readings=[]))
        found[-1].readings.append(reading)
        last = reading.dated
    return found


def _another(before: Days, after: Days, party: bool, anywhere: bool) -> bool:
    """Say whether two dates, the earlier one first, are those of two documents."""
    if anywhere:  # the same number on the same day in two provinces is rare enough, on another day it is not
        return before != after
    if party:
        return _apart_days(before.last or before.first, after.first) > _SAME_TERM_DAYS
    return (before.first or "")[:4] != (after.first or "")[:4]


def _apart_days(before: str | None, after: str | None) -> int:
    return (date.fromisoformat(after) - date.fromisoformat(before)).days if before and after else 0


def _candidates(reading: Reading, dated: list[Group], party: bool, scope: str | None) -> tuple[list[Group], bool]:
    """Return the dated documents that a reading without a date can mean, and whether it can mean no other one."""
    titled = [g for g in dated if any(_same_title(reading.title, r.title) for r in g.readings)]
    if titled:
        return titled, True
    if scope is None or not reading.number:
        return [], False
    day = reading.published.last
    before = [g for g in dated if day is None or (g.readings[0].dated.first or "") <= day]
    if party and day is not None:
        # A later term has numbers of its own: the old document is only one of those it may be.
        same = [g for g in before if _term(g.readings[0].dated.first or "") == _term(day)]
        return (same, True) if same else (before, False)
    return before, True


def _same_title(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    short, long = sorted((plain(one), plain(other)), key=len)
    return short == long or (len(short) >= _LONG_TITLE and long.startswith(short))


def _term(day: str) -> int:
    return sum(start <= day for start in _TERMS)


def _apart(reading: Reading, scope: str | None, party: bool) -> str:
    """Return what names the group of a reading that joins no dated document."""
    if scope is None:
        return f"bài {reading.record}"
    if party and reading.published.last:
        number = _term(reading.published.last)
        return f"khóa {('trước IX', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV')[number]}"
    return "không ngày"
