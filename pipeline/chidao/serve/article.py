"""An article with every fact marked in its text."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chidao.serve import links
from chidao.serve.marks import Mark, Piece, cut
from chidao.serve.start import Holdings

# In the order of the legend.
KINDS = ("directives", "documents", "bodies", "deadlines", "targets", "relations")

_EVIDENCE = "f.entry, f.start, f.stop, f.quote, f.rule"


class Value(msgspec.Struct, frozen=True):
    """A value of a fact: `name` is a key of the texts, `form` how it is shown (`text`, `date`, `number`, `term`)."""

    name: str
    value: Any
    form: str = "text"
    href: str | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of the article: its anchor, where it stands, its values, the rule that found it."""

    kind: str
    id: str
    quote: str
    marks: list[Mark]
    values: list[Value]
    rule: str


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph in pieces; `kind` is that of the record's block."""

    kind: str
    pieces: list[Piece]


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any] | None:
    """Return the article `record`, None where there is none."""
    row = db.execute(
        "SELECT a.*, p.label AS place_label, p.name AS place_name FROM articles a LEFT JOIN places p ON p.id = a.place "
        "WHERE a.record = ?",
        [arguments["record"]],
    ).fetchone()
    if row is None:
        return None
    facts = sorted(_facts(db, row["id"]), key=lambda f: (min(m.start for m in f.marks), KINDS.index(f.kind)))
    blocks = json.loads(row["blocks"])
    repeats = db.execute(
        "SELECT record, title, path FROM articles WHERE record = ? AND id <> ?", [row["duplicate_of"], row["id"]]
    ).fetchone()
    return {
        "article": dict(row),
        "title": " ".join((row["title"] or row["path"]).split()),
        "has_title": any(b["kind"] == "title" for b in blocks),
        "repeats": repeats and dict(repeats),
        # By `+` copies are found by what they repeat, and not by looking through all articles in the order of days.
        "copies": [
            dict(copy)
            for copy in db.execute(
                "SELECT record, title, path, published FROM articles WHERE duplicate_of = ? AND id <> ? "
                "ORDER BY +published_from, id LIMIT 20",
                [row["record"], row["id"]],
            )
        ],
        "url": row["url"] if (row["url"] or "").startswith(("https://", "http://")) else None,
        "paragraphs": list(_paragraphs(row["text"], blocks, facts)),
        "facts": facts,
        "kinds": [(kind, sum(f.kind == kind for f in facts)) for kind in KINDS],
    }


def _paragraphs(text: str, blocks: list[dict[str, Any]], facts: list[Fact]) -> Iterator[Paragraph]:
    marks = sorted((m for f in facts for m in f.marks), key=lambda m: m.start)
    waiting = 0
    open_: list[Mark] = []  # those that reach into this paragraph or begin in it
    for block in blocks:
        while waiting < len(marks) and marks[waiting].start < block["end"]:
            open_.append(marks[waiting])
            waiting += 1
        open_ = [m for m in open_ if m.end > block["start"]]
        yield Paragraph(block["kind"], list(cut(text, open_, block["start"], block["end"])))


def _facts(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    yield from _documents(db, article)
    yield from _bodies(db, article)
    yield from _deadlines(db, article)
    yield from _targets(db, article)
    yield from _directives(db, article)
    yield from _relations(db, article)


def _documents(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    marks = _mentions(db, article, "document")
    for row in db.execute(
        """SELECT f.*, d.identity, d.label, b.label AS issuer_label FROM article_documents f
        LEFT JOIN documents d ON d.id = f.document LEFT JOIN bodies b ON b.id = f.issuer WHERE f.article = ?""",
        [article],
    ):
        if row["id"] in marks:
            yield Fact(
                kind="documents",
                id=links.anchor(row["entry"]),
                quote=marks[row["id"]][0][1],
                marks=[
                    Mark(start, stop, "documents", links.anchor(row["entry"])) for (start, stop), _ in marks[row["id"]]
                ],
                values=_said(
                    Value("document", row["label"] or row["key"], href=_document(row["identity"])),
                    Value("subject", row["title"]),
                    Value("issuer", row["issuer_label"], href=_body(row["issuer_label"])),
                    Value("issued", row["issued"], "date"),
                    Value("effective", row["effective"], "date"),
                    Value("candidates", "; ".join(json.loads(row["candidates"]))),
                ),
                rule=row["rule"],
            )


def _bodies(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    marks = _mentions(db, article, "body")
    for row in db.execute(
        """SELECT f.*, b.label, b.kind, b.level FROM article_bodies f JOIN bodies b ON b.id = f.body
        WHERE f.article = ?""",
        [article],
    ):
        if row["id"] in marks:
            yield Fact(
                kind="bodies",
                id=links.anchor(row["entry"]),
                quote=marks[row["id"]][0][1],
                marks=[
                    Mark(start, stop, "bodies", links.anchor(row["entry"])) for (start, stop), _ in marks[row["id"]]
                ],
                values=_said(
                    Value("body", row["label"], href=_body(row["label"])),
                    Value("kind", f"body_kind.{row['kind']}", "term"),
                    Value("level", row["level"] and f"level.{row['level']}", "term"),
                    Value("person", row["person"]),
                ),
                rule=row["rule"],
            )


def _mentions(db: sqlite3.Connection, article: int, kind: str) -> dict[int, list[tuple[tuple[int, int], str]]]:
    found: dict[int, list[tuple[tuple[int, int], str]]] = {}
    for id, start, stop, quote in db.execute(
        f"SELECT article_{kind}, start, stop, quote FROM mentions WHERE article = ? AND kind = ? ORDER BY start",
        [article, kind],
    ):
        found.setdefault(id, []).append(((start, stop), quote))
    return found


def _deadlines(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    for row in db.execute(
        f"SELECT {_EVIDENCE}, f.kind, f.value, f.due_to FROM deadlines f WHERE article = ?", [article]
    ):
        yield _fact(
            "deadlines",
            row,
            Value("kind", f"deadline_kind.{row['kind']}", "term"),
            Value("value", row["value"], "date"),
            Value("due", row["due_to"], "date", row["due_to"] and links.calendar(period=row["due_to"])),
        )


def _targets(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    for row in db.execute(
        f"""SELECT {_EVIDENCE}, f.indicator, f.indicator_start, f.indicator_stop, f.comparator, f.value, f.value_max,
        f.unit, f.direction, l.value AS deadline, b.label AS issuer, d.label AS document, d.identity FROM targets f
        LEFT JOIN deadlines l ON l.id = f.deadline LEFT JOIN bodies b ON b.id = f.issuer
        LEFT JOIN documents d ON d.id = f.document WHERE f.article = ?""",
        [article],
    ):
        fact = _fact(
            "targets",
            row,
            Value("indicator", row["indicator"]),
            Value("target", row, "amount"),
            Value("direction", f"direction.{row['direction']}" if row["direction"] != "level" else None, "term"),
            Value("deadline", row["deadline"], "date"),
            Value("issuer", row["issuer"], href=_body(row["issuer"])),
            Value("document", row["document"], href=_document(row["identity"])),
        )
        if row["indicator_start"] is not None:
            fact.marks.append(
                Mark(row["indicator_start"], row["indicator_stop"], "indicator", links.anchor(row["entry"]))
            )
        yield fact


def _directives(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    due: dict[int, list[str]] = {}
    asked: dict[int, list[str]] = {}
    for id, value in db.execute(
        """SELECT x.directive, coalesce(l.value, l.quote) FROM directive_deadlines x JOIN deadlines l
        ON l.id = x.deadline WHERE x.article = ?""",
        [article],
    ):
        due.setdefault(id, []).append(value)
    for id, label in db.execute(
        "SELECT x.directive, b.label FROM addressees x JOIN bodies b ON b.id = x.body WHERE x.article = ?", [article]
    ):
        asked.setdefault(id, []).append(label)
    for row in db.execute(
        f"""SELECT {_EVIDENCE}, f.id, f.verb, f.action, b.label AS issuer, d.label AS document, d.identity
        FROM directives f LEFT JOIN bodies b ON b.id = f.issuer LEFT JOIN documents d ON d.id = f.document
        WHERE f.article = ?""",
        [article],
    ):
        yield _fact(
            "directives",
            row,
            Value("issuer", row["issuer"], href=_body(row["issuer"])),
            Value("verb", row["verb"]),
            *(Value("addressee", label, href=_body(label)) for label in asked.get(row["id"], [])),
            Value("action", row["action"] if row["action"] != row["quote"] else None),
            *(Value("deadline", value, "date") for value in due.get(row["id"], [])),
            Value("document", row["document"], href=_document(row["identity"])),
        )


def _relations(db: sqlite3.Connection, article: int) -> Iterator[Fact]:
    for row in db.execute(
        f"""SELECT {_EVIDENCE}, f.type, s.label AS source, s.identity AS source_identity, t.label AS target,
        t.identity AS target_identity FROM relations f LEFT JOIN documents s ON s.id = f.source
        LEFT JOIN documents t ON t.id = f.target WHERE f.article = ?""",
        [article],
    ):
        yield _fact(
            "relations",
            row,
            Value("document", row["source"], href=_document(row["source_identity"])),
            Value("relation", f"relation.{row['type']}", "term"),
            Value("document", row["target"], href=_document(row["target_identity"])),
        )


def _fact(kind: str, row: sqlite3.Row, *values: Value) -> Fact:
    return Fact(
        kind=kind,
        id=links.anchor(row["entry"]),
        quote=row["quote"],
        marks=[Mark(row["start"], row["stop"], kind, links.anchor(row["entry"]))],
        values=_said(*values),
        rule=row["rule"],
    )


def _said(*values: Value) -> list[Value]:
    return [value for value in values if value.value]


def _document(identity: str | None) -> str | None:
    return identity and links.document(identity)


def _body(label: str | None) -> str | None:
    return label and links.body(label)
