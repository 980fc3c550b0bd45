"""A body: what it ordered, what was asked of it, by when."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from chidao.serve import orders
from chidao.serve.drawing import years
from chidao.serve.results import whole
from chidao.serve.start import Holdings

_LINKS = """SELECT o.label, l.since, l.source FROM body_links l JOIN bodies o ON o.id = l.{other}
    WHERE l.{this} = ? AND l.type = ? ORDER BY o.articles DESC, o.label LIMIT 30"""


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any] | None:
    """Return the body of a label, None where there is none; where several have it, `n` says which."""
    same = db.execute(
        """SELECT b.*, p.label AS province_label, p.name AS province_name FROM bodies b
        LEFT JOIN places p ON p.id = b.province
        WHERE b.label = ? ORDER BY b.mentions DESC, b.id""",
        [arguments["label"]],
    ).fetchall()
    n = whole(arguments.get("n"), 1)
    if n > len(same):
        return None
    body = same[n - 1]
    id = body["id"]
    asked = "t.id IN (SELECT directive FROM addressees WHERE body = ?)"
    return {
        "body": dict(body),
        "same": len(same),
        "n": n,
        "broader": _linked(db, id, "broader", "body", "other"),
        "narrower": _linked(db, id, "broader", "other", "body"),
        "successors": _linked(db, id, "successor", "body", "other"),
        "predecessors": _linked(db, id, "successor", "other", "body"),
        "ordered": orders.directives(db, "t.issuer = ?", [id]),
        "asked": orders.directives(db, asked, [id]),
        "ordered_years": _by_year(db, "t.issuer = ?", id),
        "asked_years": _by_year(db, asked, id),
        "targets": orders.targets(db, "t.issuer = ?", [id]),
        "documents": [
            dict(row)
            for row in db.execute(
                """SELECT identity, label, title, issued, articles FROM documents WHERE issuer = ?
                ORDER BY issued_from DESC, label LIMIT ?""",
                [id, orders.SHOWN],
            )
        ],
        "articles": [
            dict(row)
            for row in db.execute(
                """SELECT a.record, a.title, a.published FROM article_bodies x JOIN articles a ON a.id = x.article
                WHERE x.body = ? GROUP BY a.id ORDER BY a.published_from DESC LIMIT 20""",
                [id],
            )
        ],
        "shown": orders.SHOWN,
    }


def _linked(db: sqlite3.Connection, id: int, type: str, this: str, other: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(_LINKS.format(this=this, other=other), [id, type])]


def _by_year(db: sqlite3.Connection, where: str, id: int) -> Any:
    counts = db.execute(
        f"SELECT printf('%04d', t.year), count(*) FROM directives t WHERE {where} AND t.year IS NOT NULL GROUP BY 1",
        [id],
    )
    return years(dict(tuple(row) for row in counts))
