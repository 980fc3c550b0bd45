"""What an index holds in numbers, and what is due between two days."""

import sqlite3
from typing import Any

import msgspec

_MOST_YEARS = 200


class Table(msgspec.Struct, frozen=True):
    """Counts under a heading."""

    heading: str
    rows: list[tuple[str, int]]


_COUNTED = ("articles", "documents", "bodies", "directives", "targets", "deadlines", "relations", "conflicts")
_STATS = {
    "articles by year": "SELECT coalesce(year, 'no date'), count(*) FROM articles GROUP BY year ORDER BY year",
    "articles by place": """SELECT p.label, count(*) AS n FROM articles a JOIN places p ON p.id = a.place
        GROUP BY p.id ORDER BY n DESC, p.label""",
    "documents by type": "SELECT type, count(*) AS n FROM documents GROUP BY type ORDER BY n DESC, type",
    "documents in most articles": "SELECT label, articles FROM documents ORDER BY articles DESC, label",
    "bodies that order": "SELECT label, ordered FROM bodies WHERE ordered ORDER BY ordered DESC, label",
    "bodies that are asked": "SELECT label, asked FROM bodies WHERE asked ORDER BY asked DESC, label",
    "deadlines by year due": """SELECT substr(due_to, 1, 4) AS y, count(*) FROM deadlines WHERE y IS NOT NULL
        GROUP BY y ORDER BY y""",
    "deadlines by kind": "SELECT kind, count(*) AS n FROM deadlines GROUP BY kind ORDER BY n DESC",
    "targets by unit": "SELECT unit, count(*) AS n FROM targets GROUP BY unit ORDER BY n DESC, unit",
}
_BY_TIME = ("articles by year", "deadlines by year due")


def stats(db: sqlite3.Connection, limit: int = 10) -> list[Table]:
    """Return how many rows the tables hold and how they spread; of long lists the first `limit` (not of years)."""
    held = Table("held", [(t, db.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in _COUNTED])
    tables = [held]
    for heading, sql in _STATS.items():
        rows = db.execute(sql if heading in _BY_TIME else f"{sql} LIMIT {limit}").fetchall()
        tables.append(Table(heading, [(str(name), count) for name, count in rows]))
    return tables


class DueItem(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline with the order that it belongs to, if any; `due` is the last day, in this year for a yearly one."""

    due: str
    due_from: str | None
    kind: str
    value: str | None
    quote: str
    issuer: str | None
    addressees: str | None
    action: str | None
    place: str | None
    article: str
    title: str | None
    published: str | None


_DUE = """
SELECT l.due_to AS due, l.due_from, l.kind, l.value, l.quote, l.yearly_from, l.yearly_to, i.label AS issuer,
  (SELECT group_concat(b.label, '; ') FROM addressees x JOIN bodies b ON b.id = x.body WHERE x.directive = t.id)
  AS addressees, t.action, p.label AS place, a.record AS article, a.title, a.published, a.published_from
FROM deadlines l JOIN articles a ON a.id = l.article LEFT JOIN places p ON p.id = a.place
LEFT JOIN directive_deadlines dd ON dd.deadline = l.id LEFT JOIN directives t ON t.id = dd.directive
LEFT JOIN bodies i ON i.id = t.issuer
"""


def due(db: sqlite3.Connection, first: str, last: str) -> list[DueItem]:
    """Return what is due from one day to another (`YYYY-MM-DD`, both included), in the order of days.

    A deadline is due on its last day. One that returns every year is due in each year from its article's on; those of
    open years, and durations from an event that no calendar knows, are due on no day.
    """
    found = [
        _item(dict(row)) for row in db.execute(f"{_DUE} WHERE l.due_to BETWEEN ? AND ? ORDER BY l.id", [first, last])
    ]
    yearly = [
        dict(row) for row in db.execute(f"{_DUE} WHERE l.every = 'P1Y' AND l.yearly_to IS NOT NULL ORDER BY l.id")
    ]
    years = range(int(first[:4]), min(int(last[:4]), int(first[:4]) + _MOST_YEARS) + 1)
    for row in yearly:
        for year in years:
            day = f"{year:04d}-{row['yearly_to']}"
            if first <= day <= last and (row["published_from"] or "") <= day:
                found.append(_item({**row, "due": day, "due_from": f"{year:04d}-{row['yearly_from']}"}))
    return sorted(found, key=lambda item: item.due)


def _item(row: dict[str, Any]) -> DueItem:
    return DueItem(**{name: row[name] for name in DueItem.__struct_fields__})
