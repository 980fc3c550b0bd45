"""The start page: what the index holds."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from chidao.index.corpus import stats
from chidao.serve.drawing import Column, years

_SHOWN = 12


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """What an index holds in numbers, most first, and the names that forms offer."""

    counts: dict[str, int]
    places: list[tuple[str, str, int]]  # label, name as filters take it, articles
    years: list[Column]
    due: list[Column]
    documents: list[tuple[str, str, str | None, int]]  # identity, label, subject, articles
    ordering: list[tuple[str, int]]
    asked: list[tuple[str, int]]
    undated: int


def holdings(db: sqlite3.Connection) -> Holdings:
    """Count an index once."""
    tables = {table.heading: table.rows for table in stats(db, limit=100)}
    documents = db.execute(
        """SELECT identity, label, title, articles FROM documents
        ORDER BY articles DESC, mentions DESC, title IS NULL, label LIMIT ?""",
        [_SHOWN],
    )
    by_year = dict(tables["articles by year"])
    return Holdings(
        counts=dict(tables["held"]),
        places=[(label, label.partition(" (")[0], count) for label, count in tables["articles by place"]],
        undated=by_year.pop("no date", 0),
        years=years(by_year, "/search?kind=article&year={}"),
        due=years(dict(tables["deadlines by year due"]), "/calendar?period={}"),
        documents=[tuple(row) for row in documents],
        ordering=tables["bodies that order"][:_SHOWN],
        asked=tables["bodies that are asked"][:_SHOWN],
    )


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any]:
    """Return what the index holds."""
    return {"held": held, "shown": _SHOWN}
