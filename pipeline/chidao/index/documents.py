"""Documents across articles: one row for each, the readings it rests on, where they disagree, how documents hang
together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from chidao.index.days import Days, days
from chidao.index.identity import Group, Reading, groups

Row = dict[str, Any]

_READINGS = """
SELECT d.*, a.record, coalesce(a.duplicate_of, a.record) AS origin, a.published_from,
       a.published_to, p.name AS article_place, b.name AS issuer_name,
       b.level AS issuer_level, b.kind AS issuer_kind, b.generic AS issuer_generic, b.place AS issuer_place,
       bp.name AS issuer_province
FROM article_documents d JOIN articles a ON a.id = d.article LEFT JOIN places p ON p.id = a.place
LEFT JOIN bodies b ON b.id = d.issuer LEFT JOIN places bp ON bp.id = b.province
WHERE d.key = ? ORDER BY a.record, d.id
"""
_FACTS = (("mentions", "article_document", "document"), ("targets", "article_document", "document"),
          ("directives", "article_document", "document"), ("relations", "source_reading", "source"),
          ("relations", "target_reading", "target"))  # fmt: skip
_OF_DOCUMENTS = ("document_values", "document_candidates", "conflicts")


def settle(db: Database, keys: Iterable[str]) -> None:
    """Work out anew which documents the readings of these keys mean; then the graph and the numbers of all."""
    _Settling(db).keys(sorted(keys))
    for table, reading, column in _FACTS:
        db.execute(
            f"UPDATE {table} SET {column} = d.document FROM article_documents d "
            f"WHERE d.id = {table}.{reading} AND {table}.{column} IS NOT d.document"
        )
    for statement in _COUNTS:
        db.execute(statement)


class _Settling:
    """New rows for documents. A document that was there under the same identity keeps its id."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._next = {t: db.execute(f"SELECT coalesce(max(id), 0) FROM {t}").fetchone()[0] for t in _OF_DOCUMENTS}
        self._last = db.execute("SELECT coalesce(max(id), 0) FROM documents").fetchone()[0]
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._assigned: list[tuple[int, int]] = []

    def keys(self, keys: Sequence[str]) -> None:
        db = self._db
        for key in keys:
            old = dict(db.execute("SELECT identity, id FROM documents WHERE key = ?", [key]).fetchall())
            for table in _OF_DOCUMENTS:
                db.execute(f"DELETE FROM {table} WHERE document IN (SELECT id FROM documents WHERE key = ?)", [key])
            db.execute("DELETE FROM documents WHERE key = ?", [key])
            if rows := list(db.query(_READINGS, [key])):
                self._key(key, rows, old)
        for table in ("documents", *_OF_DOCUMENTS):
            db.table(table).insert_all(self._rows[table], batch_size=1000)
        db.conn.executemany("UPDATE article_documents SET document = ? WHERE id = ?", self._assigned)

    def _key(self, key: str, rows: list[Row], old: dict[str, int]) -> None:
        by_id = {row["id"]: row for row in rows}
        found = groups(key, [_reading(row) for row in rows])
        ids: dict[str, int] = {}
        for group in found:
            if group.identity not in old:
                self._last += 1
            ids[group.identity] = old.get(group.identity, self._last)
        for group in found:
            id = ids[group.identity]
            self._group(id, group, [by_id[r.id] for r in group.readings], len(found) - 1)
            for candidate in group.candidates:
                self._add("document_candidates", document=id, candidate=ids[candidate.identity])

    def _group(self, id: int, group: Group, rows: list[Row], same_key: int) -> None:
        one = rows[0]
        self._assigned += [(id, row["id"]) for row in rows]
        chosen = {field: self._field(id, field, rows) for field in ("title", "issuer_name", "issued", "effective")}
        issued = days(chosen["issued"])
        issuer = next((r["issuer"] for r in rows if r["issuer_name"] == chosen["issuer_name"]), None)
        numbered = one["number"] is not None
        named = f"{one['type']} {one['key']}" if numbered and one["symbol"] else one["key"]
        self._rows["documents"].append(
            {
                "id": id,
                "identity": group.identity,
                "label": named + (group.identity.removeprefix(one["key"]) if same_key or group.scope else ""),
                **{f: one[f] for f in ("key", "type", "code", "number", "number_year", "symbol")},
                "title": chosen["title"],
                "issuer": issuer,
                "issued": chosen["issued"],
                "issued_from": issued.first,
                "issued_to": issued.last,
                "effective": chosen["effective"],
                "scope": group.scope,
                "basis": group.basis,
                "same_key": same_key,
            }
        )

    def _field(self, document: int, field: str, rows: list[Row]) -> str | None:
        """Write all readings of a field and where they conflict; return the most supported one."""
        # Value → the articles that give it; of an article and its copies the earliest, for they are one witness.
        readings: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        for row in rows:
            if row[field]:
                witness = (row["published_from"] or "9999", row["article"])
                of_value = readings[row[field]]
                of_value[row["origin"]] = min(witness, of_value.get(row["origin"], witness))
        if not readings:
            return None
        first = {value: min(witnesses.values())[1] for value, witnesses in readings.items()}
        is_date = field in ("issued", "effective")

        def support(value: str) -> tuple[int, int, int, str]:
            # "2017" speaks for "2017-10-25" too, which says more.
            agree = [v for v in readings if v == value or (is_date and _holds(days(v), days(value)))]
            return -len({a for v in agree for a in readings[v]}), -len(value), first[value], value

        chosen = min(readings, key=support)
        name = "issuer" if field == "issuer_name" else field
        for value in sorted(readings, key=support):
            self._add(
                "document_values",
                document=document,
                field=name,
                value=value,
                articles=len(readings[value]),
                chosen=int(value == chosen),
                article=first[value],
            )
            clash = not _overlap(days(value), days(chosen)) if is_date else field == "issuer_name" and value != chosen
            if clash and not (field == "issuer_name" and (chosen.endswith(value) or value.endswith(chosen))):
                self._add(
                    "conflicts",
                    document=document,
                    field=name,
                    chosen=chosen,
                    chosen_articles=len(readings[chosen]),
                    chosen_article=first[chosen],
                    value=value,
                    articles=len(readings[value]),
                    article=first[value],
                )
        return chosen

    def _add(self, table: str, **values: Any) -> None:
        self._next[table] += 1
        self._rows[table].append({"id": self._next[table], **values})


def _overlap(one: Days, other: Days) -> bool:
    return (one.first or "") <= (other.last or "9999") and (other.first or "") <= (one.last or "9999")


def _holds(wide: Days, narrow: Days) -> bool:
    if not (wide.first and wide.last and narrow.first and narrow.last):
        return False
    return wide.first <= narrow.first and narrow.last <= wide.last


def _reading(row: Row) -> Reading:
    local = not row["issuer_generic"] and row["issuer_level"] not in (None, "central")
    places = [row["issuer_place"], row["issuer_province"]] if local else []
    return Reading(
        id=row["id"],
        record=row["record"],
        key=row["key"],
        symbol=row["symbol"],
        number=row["number"],
        year=row["number_year"],
        title=row["title"],
        issued=row["issued"],
        issuer_place=", ".join(dict.fromkeys(p for p in places if p)) or None,
        issuer_central=row["issuer_level"] == "central",
        issuer_party=row["issuer_kind"] == "party",
        article_place=row["article_place"],
        published=Days(row["published_from"], row["published_to"]),
    )


_COUNTS = (
    """UPDATE documents SET articles = n, first_seen = first, last_seen = last FROM (
         SELECT d.document, count(DISTINCT d.article) AS n, min(a.published_from) AS first,
                max(a.published_from) AS last
         FROM article_documents d JOIN articles a ON a.id = d.article GROUP BY d.document) AS s
       WHERE s.document = documents.id""",
    """UPDATE documents SET mentions = n FROM (
         SELECT document, count(*) AS n FROM mentions WHERE document IS NOT NULL GROUP BY document) AS m
       WHERE m.document = documents.id""",
    """UPDATE documents SET conflicts = (SELECT count(*) FROM conflicts c WHERE c.document = documents.id)""",
    # A number without its symbol may be any of the documents that have one.
    """DELETE FROM document_candidates WHERE (SELECT key FROM documents WHERE id = document)
         IS NOT (SELECT key FROM documents WHERE id = candidate)""",
    """INSERT INTO document_candidates(document, candidate)
         SELECT d.id, c.id FROM documents d JOIN documents c ON c.number = d.number AND c.code = d.code
         WHERE d.symbol IS NULL AND c.symbol IS NOT NULL AND coalesce(d.number_year, c.number_year) IS c.number_year
           AND (d.scope IS c.scope OR d.basis = 'article')
           AND coalesce(c.issued_from, c.number_year, '') <= coalesce(d.last_seen, '9999') ORDER BY d.id, c.id""",
    "DELETE FROM document_links",
    """INSERT INTO document_links(source, type, target, articles, article)
         SELECT source, type, target, count(DISTINCT article), min(article) FROM relations
         WHERE source <> target GROUP BY source, type, target ORDER BY source, type, target""",
)
