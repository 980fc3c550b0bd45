"""Rows that several pages list: orders with who is asked and by when, targets with who set them."""

import sqlite3
from collections.abc import Sequence
from typing import Any

SHOWN = 50

_DIRECTIVES = """
SELECT t.entry, t.verb, t.action, t.quote, t.due_from, t.due_to, i.label AS issuer, d.label AS document, d.identity,
  a.record, a.title, a.published, a.published_from,
  (SELECT group_concat(b.label, char(31)) FROM addressees x JOIN bodies b ON b.id = x.body WHERE x.directive = t.id)
  AS asked,
  (SELECT group_concat(coalesce(l.value, l.quote), char(31)) FROM directive_deadlines x
   JOIN deadlines l ON l.id = x.deadline WHERE x.directive = t.id) AS deadlines
FROM directives t JOIN articles a ON a.id = t.article LEFT JOIN bodies i ON i.id = t.issuer
LEFT JOIN documents d ON d.id = t.document
"""
_TARGETS = """
SELECT t.id, t.entry, t.indicator, t.quote, t.comparator, t.value, t.value_max, t.unit, t.direction, t.due_to,
  l.value AS deadline, i.label AS issuer, d.label AS document, d.identity, p.label AS place, a.record, a.title,
  a.published, t.year
FROM targets t JOIN articles a ON a.id = t.article LEFT JOIN deadlines l ON l.id = t.deadline
LEFT JOIN bodies i ON i.id = t.issuer LEFT JOIN documents d ON d.id = t.document LEFT JOIN places p ON p.id = t.place
"""


def directives(db: sqlite3.Connection, where: str, values: Sequence[Any], limit: int = SHOWN) -> list[dict[str, Any]]:
    """Return the newest orders that a condition over `t` names."""
    rows = db.execute(f"{_DIRECTIVES} WHERE {where} ORDER BY a.published_from DESC, t.id LIMIT {limit}", values)
    return [{**dict(row), "asked": _several(row["asked"]), "deadlines": _several(row["deadlines"])} for row in rows]


def targets(db: sqlite3.Connection, where: str, values: Sequence[Any], limit: int = SHOWN) -> list[dict[str, Any]]:
    """Return the newest targets that a condition over `t` names."""
    rows = db.execute(f"{_TARGETS} WHERE {where} ORDER BY a.published_from DESC, t.id LIMIT {limit}", values)
    return [dict(row) for row in rows]


def _several(joined: str | None) -> list[str]:
    return list(dict.fromkeys(joined.split("\x1f"))) if joined else []
