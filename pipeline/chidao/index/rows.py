"""A record → the rows of its article."""

from collections import defaultdict
from typing import Any

import msgspec
from sqlite_utils import Database

from chidao.index.bodies import Bodies
from chidao.index.days import Due, days, due
from chidao.index.places import Place, Places
from chidao.index.schema import TABLES
from chidao.model import Deadline, Document, Quote, Record
from chidao.records import KINDS

Row = dict[str, Any]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _evidence(quote: Quote) -> Row:
    return {"start": quote.start, "stop": quote.end, "quote": quote.quote}


class _Known(msgspec.Struct, frozen=True):
    """What the facts of one article refer to: ids of rows by the ids in its record."""

    context: Row
    bodies: dict[str, int]
    readings: dict[str, int]
    deadlines: dict[str, tuple[int, Due]]


class Rows:
    """Rows on their way into a database. Each has its number at once, so that others can refer to it."""

    def __init__(self, db: Database, bodies: Bodies, places: Places) -> None:
        self._db, self._bodies, self._places = db, bodies, places
        self._next = {t.name: (db.execute(f"SELECT max(id) FROM {t.name}").fetchone()[0] or 0) for t in TABLES}
        self._waiting: dict[str, list[Row]] = defaultdict(list)

    @property
    def articles(self) -> int:
        """How many articles wait to be written."""
        return len(self._waiting["articles"])

    def waits(self, article: int) -> bool:
        """Say whether an article is not written yet."""
        return bool(self._waiting["articles"]) and article >= self._waiting["articles"][0]["id"]

    def add(self, table: str, **values: Any) -> int:
        """Put a row into the queue; return its id."""
        self._next[table] += 1
        self._waiting[table].append({"id": self._next[table], **values})
        return self._next[table]

    def flush(self) -> None:
        """Write what waits."""
        self._waiting["bodies"] = self._bodies.new_rows()
        for table, rows in self._waiting.items():
            if rows:
                self._db.table(table).insert_all(rows, batch_size=BATCH)
        self._waiting.clear()

    def article(self, record: Record, digest: str) -> int:
        """Queue all rows of a record; return the article's id."""
        when = days(record.published)
        place = self._place(record, when.last)
        year = int(when.last[:4]) if when.first and when.last and when.first[:4] == when.last[:4] else None
        article = self.add(
            "articles",
            record=record.id,
            title=record.title,
            published=record.published,
            published_from=when.first,
            published_to=when.last,
            published_basis=record.published_basis,
            year=year,
            byline=record.byline,
            place=place.id if place else None,
            place_basis=record.place.basis if record.place else None,
            url=record.source.url,
            path=record.source.path,
            sha256=record.source.sha256,
            media_type=record.source.media_type,
            encoding=record.source.encoding,
            metadata=_json(record.source.metadata),
            blocks=_json(record.blocks),
            text=record.text,
            duplicate_of=record.duplicate_of,
            similarity=record.similarity,
            facts=sum(len(getattr(record, kind)) for kind in KINDS),
            digest=digest,
        )
        context = {"article": article, "place": place.id if place else None, "year": year}
        bodies = self._article_bodies(record, article, when.last, place)
        readings = self._article_documents(record, article, bodies)
        deadlines = self._deadlines(record, context)
        known = _Known(context, bodies, readings, deadlines)
        self._targets(record, known)
        self._directives(record, known)
        for relation in record.relations:
            self.add(
                "relations",
                article=article,
                entry=relation.id,
                type=relation.type,
                source_reading=readings[relation.source],
                target_reading=readings[relation.target],
                **_evidence(relation),
                rule=relation.rule,
            )
        return article

    def _place(self, record: Record, day: str | None) -> Place | None:
        if record.place is None:
            return None
        place, new = self._places.at_or_new(record.place.name, record.place.iso, day)
        if new:
            self._waiting["places"].append(self._places.row(place))
        return place

    def _article_bodies(self, record: Record, article: int, day: str | None, place: Place | None) -> dict[str, int]:
        found = {}
        for body in record.bodies:
            id = found[body.id] = self._bodies.id_of(body, day, place)
            reading = self.add(
                "article_bodies", article=article, entry=body.id, body=id, person=body.person, rule=body.rule
            )
            for mention in body.mentions:
                self.add(
                    "mentions",
                    article=article,
                    kind="body",
                    body=id,
                    article_body=reading,
                    **_evidence(mention),
                    rule=body.rule,
                )
        return found

    def _article_documents(self, record: Record, article: int, bodies: dict[str, int]) -> dict[str, int]:
        readings = {}
        for document in record.documents:
            issuer = bodies[document.issuer] if document.issuer else None
            id = readings[document.id] = self.add("article_documents", **_reading(document, article, issuer))
            for mention in document.mentions:
                self.add(
                    "mentions",
                    article=article,
                    kind="document",
                    article_document=id,
                    **_evidence(mention),
                    rule=mention.rule,
                )
        return readings

    def _deadlines(self, record: Record, context: Row) -> dict[str, tuple[int, Due]]:
        found = {}
        for deadline in record.deadlines:
            when = due(deadline.kind, deadline.value)
            found[deadline.id] = self.add("deadlines", **context, **_deadline(deadline, when)), when
        return found

    def _targets(self, record: Record, known: "_Known") -> None:
        for target in record.targets:
            deadline, when = known.deadlines[target.deadline] if target.deadline else (None, Due())
            what = target.indicator
            self.add(
                "targets",
                **known.context,
                entry=target.id,
                indicator=what.quote if what else None,
                indicator_start=what.start if what else None,
                indicator_stop=what.end if what else None,
                comparator=target.comparator,
                value=target.value,
                value_max=target.value_max,
                unit=target.unit,
                direction=target.direction,
                deadline=deadline,
                due_from=when.days.first,
                due_to=when.days.last,
                issuer=known.bodies[target.issuer] if target.issuer else None,
                article_document=known.readings[target.document] if target.document else None,
                **_evidence(target),
                rule=target.rule,
            )

    def _directives(self, record: Record, known: "_Known") -> None:
        for order in record.directives:
            dated = [when.days for _, when in (known.deadlines[d] for d in order.deadlines) if when.days.last]
            first = min(dated, key=lambda d: (d.last, d.first or ""), default=Due().days)
            article = known.context["article"]
            id = self.add(
                "directives",
                **known.context,
                entry=order.id,
                issuer=known.bodies[order.issuer] if order.issuer else None,
                verb=order.verb,
                action=order.action.quote,
                action_start=order.action.start,
                action_stop=order.action.end,
                article_document=known.readings[order.document] if order.document else None,
                due_from=first.first,
                due_to=first.last,
                **_evidence(order),
                rule=order.rule,
            )
            for addressee in order.addressees:
                self.add(
                    "addressees",
                    article=article,
                    directive=id,
                    body=known.bodies[addressee.body],
                    **_evidence(addressee),
                )
            for deadline in order.deadlines:
                self.add("directive_deadlines", article=article, directive=id, deadline=known.deadlines[deadline][0])


# Rows of one kind are written this many at a time.
BATCH = 1000


def _reading(document: Document, article: int, issuer: int | None) -> Row:
    return {
        "article": article,
        "entry": document.id,
        "key": document.key,
        "type": document.type,
        "code": document.code,
        "number": document.number,
        "number_year": document.year,
        "symbol": document.symbol,
        "title": document.title,
        "issuer": issuer,
        "issued": document.issued,
        "effective": document.effective,
        "candidates": _json(document.candidates),
        "rule": document.rule,
    }


def _deadline(deadline: Deadline, when: Due) -> Row:
    return {
        "entry": deadline.id,
        "kind": deadline.kind,
        "value": deadline.value,
        "due_from": when.days.first,
        "due_to": when.days.last,
        "every": when.every,
        "yearly_from": when.yearly.first,
        "yearly_to": when.yearly.last,
        **_evidence(deadline),
        "rule": deadline.rule,
    }
