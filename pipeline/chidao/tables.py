"""Records → pandas DataFrames, one row a fact, references followed to what they mean. Needs the extra `tables`.

Every table begins with `article`, `path` and `published`, and ends with the evidence: `start`, `end`, `quote`, `rule`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from chidao.model import Record

if TYPE_CHECKING:
    from pandas import DataFrame

Row = dict[str, Any]

_ARTICLE = ("article", "path", "published")
_EVIDENCE = ("start", "end", "quote", "rule")


def documents(records: Iterable[Record]) -> "DataFrame":
    """Return one row a mention of a document, with the document's key, issuer's name and dates."""
    columns = ("type", "number", "symbol", "key", "title", "issuer", "issued", "effective")
    return _frame(records, _documents, columns)


def bodies(records: Iterable[Record]) -> "DataFrame":
    """Return one row a mention of a body, with its canonical name, kind, level and place."""
    return _frame(records, _bodies, ("name", "kind", "level", "place", "person"))


def deadlines(records: Iterable[Record]) -> "DataFrame":
    """Return one row a deadline: its kind and its EDTF value."""
    return _frame(records, _deadlines, ("kind", "value"))


def targets(records: Iterable[Record]) -> "DataFrame":
    """Return one row a target: the number, its unit, what it measures, by when, set by whom in which document."""
    columns = ("indicator", "comparator", "value", "value_max", "unit", "direction", "deadline", "issuer", "document")
    return _frame(records, _targets, columns)


def directives(records: Iterable[Record]) -> "DataFrame":
    """Return one row an order; `addressees` and `deadlines` are tuples of names and of values."""
    return _frame(records, _directives, ("issuer", "verb", "addressees", "action", "deadlines", "document"))


def relations(records: Iterable[Record]) -> "DataFrame":
    """Return one row a relation: the keys of both documents and how the first bears on the second."""
    return _frame(records, _relations, ("source", "type", "target"))


TABLES: dict[str, Callable[[Iterable[Record]], "DataFrame"]] = {
    "documents": documents,
    "bodies": bodies,
    "deadlines": deadlines,
    "targets": targets,
    "directives": directives,
    "relations": relations,
}


def _frame(records: Iterable[Record], rows: Callable[[Record], Iterator[Row]], columns: tuple[str, ...]) -> "DataFrame":
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("tables need pandas: pip install 'chidao[tables]'") from error
    if isinstance(records, Record):
        records = [records]
    filled = [
        {"article": record.id, "path": record.source.path, "published": record.published, **row}
        for record in records
        for row in rows(record)
    ]
    return pd.DataFrame(filled, columns=[*_ARTICLE, *columns, *_EVIDENCE])


def _place(value: Any, rule: str) -> Row:
    return {"start": value.start, "end": value.end, "quote": value.quote, "rule": rule}


def _names(record: Record) -> dict[str | None, str]:
    return {body.id: body.name for body in record.bodies}


def _keys(record: Record) -> dict[str | None, str]:
    return {doc.id: doc.key for doc in record.documents}


def _values(record: Record) -> dict[str | None, str | None]:
    return {deadline.id: deadline.value for deadline in record.deadlines}


def _documents(record: Record) -> Iterator[Row]:
    names = _names(record)
    for doc in record.documents:
        about = {"type": doc.type, "number": doc.number, "symbol": doc.symbol, "key": doc.key, "title": doc.title}
        about |= {"issuer": names.get(doc.issuer), "issued": doc.issued, "effective": doc.effective}
        for mention in doc.mentions:
            yield about | _place(mention, mention.rule)


def _bodies(record: Record) -> Iterator[Row]:
    for body in record.bodies:
        about = {"name": body.name, "kind": body.kind, "level": body.level, "place": body.place, "person": body.person}
        for mention in body.mentions:
            yield about | _place(mention, body.rule)


def _deadlines(record: Record) -> Iterator[Row]:
    for deadline in record.deadlines:
        yield {"kind": deadline.kind, "value": deadline.value} | _place(deadline, deadline.rule)


def _targets(record: Record) -> Iterator[Row]:
    names, keys, values = _names(record), _keys(record), _values(record)
    for target in record.targets:
        yield {
            "indicator": target.indicator.quote if target.indicator else None,
            "comparator": target.comparator,
            "value": target.value,
            "value_max": target.value_max,
            "unit": target.unit,
            "direction": target.direction,
            "deadline": values.get(target.deadline),
            "issuer": names.get(target.issuer),
            "document": keys.get(target.document),
        } | _place(target, target.rule)


def _directives(record: Record) -> Iterator[Row]:
    names, keys, values = _names(record), _keys(record), _values(record)
    for order in record.directives:
        yield {
            "issuer": names.get(order.issuer),
            "verb": order.verb,
            "addressees": tuple(names[a.body] for a in order.addressees),
            "action": order.action.quote,
            "deadlines": tuple(values[d] for d in order.deadlines),
            "document": keys.get(order.document),
        } | _place(order, order.rule)


def _relations(record: Record) -> Iterator[Row]:
    keys = _keys(record)
    for relation in record.relations:
        ends = {"source": keys[relation.source], "type": relation.type, "target": keys[relation.target]}
        yield ends | _place(relation, relation.rule)
