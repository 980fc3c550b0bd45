"""A document: who issued it, what it demands, its targets, its timeline, its neighbours."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from chidao.serve import graph, links, orders
from chidao.serve.results import around
from chidao.serve.start import Holdings

_NAMED = 30
_EVENTS = 40


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any] | None:
    """Return the document of an identity, None where there is none."""
    row = db.execute(
        "SELECT d.*, b.label AS issuer_label FROM documents d LEFT JOIN bodies b ON b.id = d.issuer WHERE identity = ?",
        [arguments["identity"]],
    ).fetchone()
    if row is None:
        return None
    document, id = dict(row), row["id"]
    demands = orders.directives(db, "t.document = ?", [id])
    targets = orders.targets(db, "t.document = ?", [id])
    return {
        "document": document,
        "demands": demands,
        "targets": targets,
        "neighbours": graph.neighbours(db, id),
        "readings": _rows(
            db,
            """SELECT v.field, v.value, v.articles, v.chosen, a.record FROM document_values v
            JOIN articles a ON a.id = v.article WHERE v.document = ?
            ORDER BY v.field, v.chosen DESC, v.articles DESC""",
            id,
        ),
        "candidates": _rows(
            db,
            """SELECT d.identity, d.label FROM document_candidates c JOIN documents d ON d.id = c.candidate
            WHERE c.document = ? ORDER BY d.label""",
            id,
        ),
        "same": _rows(
            db,
            """SELECT o.identity, o.label FROM documents d JOIN documents o ON o.key = d.key AND o.id <> d.id
            WHERE d.id = ? ORDER BY o.label LIMIT 20""",
            id,
        ),
        "named": _named(db, id),
        "timeline": _timeline(db, document, demands, targets),
        "shown": orders.SHOWN,
    }


def _rows(db: sqlite3.Connection, sql: str, id: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(sql, [id])]


def _named(db: sqlite3.Connection, id: int) -> list[dict[str, Any]]:
    """Return the articles that name the document, each with the sentence of the first mention in three parts."""
    found = []
    for row in _rows(
        db,
        # The texts of those shown only are read.
        f"""SELECT a.record, a.title, a.published, a.text, m.start, m.stop, x.entry FROM
        (SELECT m.article, min(m.start) AS start, m.stop, m.article_document FROM mentions m
         JOIN articles a ON a.id = m.article WHERE m.document = ? GROUP BY m.article
         ORDER BY a.published_from DESC LIMIT {_NAMED}) m
        JOIN articles a ON a.id = m.article JOIN article_documents x ON x.id = m.article_document
        ORDER BY a.published_from DESC""",
        id,
    ):
        text, start, stop = row.pop("text"), row["start"], row["stop"]
        before = max(0, start - 300)
        first, last = around(text[before : stop + 300], start - before, stop - before)
        parts = text[before + first : start], text[start:stop], text[stop : before + last]
        found.append({**row, "parts": parts, "href": links.article(row["record"], row["entry"])})
    return found


def _timeline(
    db: sqlite3.Connection, document: dict[str, Any], demands: list[dict[str, Any]], targets: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what happened and what is due, in the order of days."""
    events = [
        {"day": document["issued_from"], "value": document["issued"], "what": "issued"},
        {"day": (document["effective"] or "")[:10], "value": document["effective"], "what": "effective"},
    ]
    for article in db.execute(
        f"""SELECT a.record, a.title, a.published, a.published_from FROM article_documents x JOIN articles a
        ON a.id = x.article WHERE x.document = ? GROUP BY a.id ORDER BY a.published_from LIMIT {_EVENTS}""",
        [document["id"]],
    ):
        events.append(
            {"day": article["published_from"], "value": article["published"], "what": "named",
             "text": article["title"], "href": links.article(article["record"])}
        )  # fmt: skip
    for fact, what in [*((d, "due") for d in demands), *((t, "target") for t in targets)]:
        said = fact["action"] if what == "due" else f"{fact['quote']} {fact['indicator'] or ''}"
        events.append(
            {"day": fact["due_to"], "value": fact["due_to"], "what": what, "text": said,
             "href": links.article(fact["record"], fact["entry"])}
        )  # fmt: skip
    for link in db.execute(
        """SELECT l.type, d.issued, d.issued_from, d.label, d.identity FROM document_links l
        JOIN documents d ON d.id = l.source WHERE l.target = ? AND d.issued_from IS NOT NULL LIMIT 20""",
        [document["id"]],
    ):
        events.append(
            {"day": link["issued_from"], "value": link["issued"], "what": f"by_{link['type']}", "text": link["label"],
             "href": links.document(link["identity"])}
        )  # fmt: skip
    return sorted((e for e in events if e["day"]), key=lambda e: str(e["day"]))[:_EVENTS]
