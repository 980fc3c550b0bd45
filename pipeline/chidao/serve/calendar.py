"""Deadlines by the day on which they end, and what is overdue on a given day."""

import sqlite3
from calendar import Calendar
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from chidao.index.matching import phrase
from chidao.model import DeadlineKind
from chidao.serve.drawing import Column, columns, years
from chidao.serve.results import MistypedError, period, whole
from chidao.serve.start import Holdings

KINDS: tuple[str, ...] = get_args(DeadlineKind)
_SHOWN = 50
_MOST = 1000

_ROWS = """
SELECT {due} AS due, l.due_from, l.kind, l.value, l.quote, l.entry, i.label AS issuer,
  (SELECT group_concat(b.label, '; ') FROM addressees x JOIN bodies b ON b.id = x.body WHERE x.directive = t.id)
  AS asked, coalesce(t.action, g.indicator || ': ' || g.quote) AS action, d.label AS document, d.identity,
  p.label AS place, a.record, a.title, a.published
"""
_FROM = """
FROM deadlines l JOIN articles a ON a.id = l.article LEFT JOIN places p ON p.id = a.place
LEFT JOIN directive_deadlines dd ON dd.deadline = l.id LEFT JOIN directives t ON t.id = dd.directive
LEFT JOIN targets g ON g.deadline = l.id AND t.id IS NULL
LEFT JOIN bodies i ON i.id = coalesce(t.issuer, g.issuer)
LEFT JOIN documents d ON d.id = coalesce(t.document, g.document)
"""


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any]:
    """Return what is due in `period` (EDTF; everything without one) for `body`, `place` and `kind`, seen from `on`.

    What an article said only after the day `on` counts as not yet known on that day, so it cannot be overdue. Whether
    something was done the records do not say.
    """
    on = _day(arguments.get("on")) or date.today().isoformat()  # noqa: DTZ011  the day where the server stands
    where, values = _filters(arguments)
    span = period(arguments["period"]) if "period" in arguments else None
    shown = min(whole(arguments.get("n"), _SHOWN), _MOST)
    within, within_values = (" AND l.due_to BETWEEN ? AND ?", list(span)) if span else ("", [])
    passed = f"{where}{within} AND l.due_to < ? AND (a.published_from IS NULL OR a.published_from <= ?)"
    coming = f"{where}{within} AND l.due_to >= ?"
    overdue = _rows(db, f"{passed} ORDER BY l.due_to DESC, l.id LIMIT ?", [*values, *within_values, on, on, shown])
    open_ = _rows(db, f"{coming} ORDER BY l.due_to, l.id LIMIT ?", [*values, *within_values, on, shown])
    yearly = _yearly(db, where, values, span) if span else []
    return {
        "on": on,
        "period": arguments.get("period"),
        "overdue": overdue,
        "open": open_,
        "yearly": yearly,
        "overdue_count": _count(db, passed, [*values, *within_values, on, on]),
        "open_count": _count(db, coming, [*values, *within_values, on]),
        "next": min(shown * 4, _MOST) if max(len(overdue), len(open_)) == shown < _MOST else None,
        "years": _years(db, where, values),
        "months": _months(db, where, values, span[0][:4]) if span and span[0][:4] == span[1][:4] else [],
        "weeks": _weeks(db, where, values, span[0][:7]) if span and span[0][:7] == span[1][:7] else [],
        "rows": [{"state": state, **_plain(row)} for state, rows in
                 (("overdue", overdue), ("due", open_), ("yearly", yearly)) for row in rows],
        "kinds": KINDS,
        "held": held,
    }  # fmt: skip


def _filters(arguments: Mapping[str, str]) -> tuple[str, list[Any]]:
    where, values = "l.due_to IS NOT NULL", []
    if kind := arguments.get("kind"):
        where += " AND l.kind = ?"
        values.append(kind)
    if place := arguments.get("place"):
        where += " AND l.place IN (SELECT id FROM places WHERE name = ?)"
        values.append(place)
    if body := arguments.get("body"):
        named = "(SELECT rowid FROM bodies_fts WHERE bodies_fts MATCH ?)"
        where += f""" AND l.id IN (SELECT x.deadline FROM directive_deadlines x JOIN directives o ON o.id = x.directive
            WHERE o.issuer IN {named} OR o.id IN (SELECT directive FROM addressees WHERE body IN {named})
            UNION SELECT o.deadline FROM targets o WHERE o.issuer IN {named})"""
        values += [f"name : {phrase(body)}"] * 3
    return where, values


def _day(value: str | None) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise MistypedError("problem.date", value) from error


def _rows(db: sqlite3.Connection, where: str, values: list[Any], due: str = "l.due_to") -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(f"{_ROWS.format(due=due)} {_FROM} WHERE {where}", values)]


def _count(db: sqlite3.Connection, where: str, values: list[Any]) -> int:
    sql = f"SELECT count(*) FROM deadlines l JOIN articles a ON a.id = l.article WHERE {where}"
    return int(db.execute(sql, values).fetchone()[0])


def _yearly(db: sqlite3.Connection, where: str, values: list[Any], span: tuple[str, str]) -> list[dict[str, Any]]:
    """Return what returns every year on a day of the period, for a period inside one year."""
    year = span[0][:4]
    if span[1][:4] != year:
        return []
    dated = where.replace("l.due_to IS NOT NULL", "l.every = 'P1Y' AND l.yearly_to BETWEEN ? AND ?")
    known = "(a.published_from IS NULL OR a.published_from <= ? || '-' || l.yearly_to)"
    return _rows(
        db,
        f"{dated} AND {known} ORDER BY l.yearly_to, l.id LIMIT {_SHOWN}",
        [span[0][5:], span[1][5:], *values, year],
        f"'{year}-' || l.yearly_to",
    )


def _years(db: sqlite3.Connection, where: str, values: list[Any]) -> list[Column]:
    return years(_counts(db, 4, where, values))


def _months(db: sqlite3.Connection, where: str, values: list[Any], year: str) -> list[Column]:
    found = _counts(db, 7, f"{where} AND l.due_to BETWEEN ? AND ?", [*values, f"{year}-01-01", f"{year}-12-31"])
    return columns({f"{year}-{month:02d}": found.get(f"{year}-{month:02d}", 0) for month in range(1, 13)})


def _weeks(db: sqlite3.Connection, where: str, values: list[Any], month: str) -> list[list[tuple[str | None, int]]]:
    """Return the weeks of a month, Monday first: for every day its date (None outside the month) and count."""
    found = _counts(db, 10, f"{where} AND l.due_to BETWEEN ? AND ?", [*values, f"{month}-01", f"{month}-31"])
    weeks = Calendar().monthdayscalendar(int(month[:4]), int(month[5:]))
    return [
        [(f"{month}-{day:02d}", found.get(f"{month}-{day:02d}", 0)) if day else (None, 0) for day in week]
        for week in weeks
    ]


def _counts(db: sqlite3.Connection, length: int, where: str, values: list[Any]) -> dict[str, int]:
    return {
        row[0]: row[1]
        for row in db.execute(
            f"SELECT substr(l.due_to, 1, {length}) AS part, count(*) FROM deadlines l WHERE {where} GROUP BY part",
            values,
        )
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("identity", "entry")}
