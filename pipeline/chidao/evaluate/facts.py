"""Gold and records brought to one form: facts with a span and the values that are compared."""

from typing import Any

import msgspec

from chidao.evaluate.inputs import GoldArticle, ScoredRecord
from chidao.evaluate.normal import norm_key

SPAN_KINDS = ("documents", "deadlines", "targets", "directives")

Triple = tuple[str, str, str]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of the gold or of a record: `text[start:end]` and its values by the gold's names for them."""

    start: int
    end: int
    quote: str
    values: dict[str, Any]
    rule: str | None = None


def occurrence(text: str, quote: str, n: int) -> int:
    """Return the start of the n-th occurrence (from 1, overlapping ones count) of quote in text, or -1."""
    at = -1
    for _ in range(n):
        at = text.find(quote, at + 1)
        if at < 0:
            return -1
    return at


def gold_facts(gold: GoldArticle, text: str | None) -> tuple[dict[str, list[Fact]], list[str]]:
    """Return the gold's facts by kind, and a note for each whose quote the text does not hold.

    Such a fact, and every fact where there is no text, stands at -1: nothing can match it, so it counts as missed.
    """
    facts: dict[str, list[Fact]] = {}
    notes = []
    for kind in SPAN_KINDS:
        facts[kind] = []
        for item in getattr(gold, kind):
            values = msgspec.structs.asdict(item)
            quote, n = values.pop("quote"), values.pop("n")
            at = -1 if text is None else occurrence(text, quote, n)
            if at < 0 and text is not None:
                notes.append(f"{gold.article}: {kind}: the record's text has no occurrence {n} of {quote!r}")
            facts[kind].append(Fact(start=at, end=at if at < 0 else at + len(quote), quote=quote, values=values))
    return facts, notes


def record_facts(record: ScoredRecord) -> dict[str, list[Fact]]:
    """Return the facts of a record by kind: each mention of a document is one, references are replaced by names."""
    names = {body.id: body.name for body in record.bodies}
    dates = {deadline.id: deadline.value for deadline in record.deadlines}

    def name(ref: str | None) -> str | None:
        return None if ref is None else names.get(ref)

    def fact(item: Any, rule: str | None = None, **values: Any) -> Fact:
        return Fact(start=item.start, end=item.end, quote=item.quote, rule=item.rule or rule, values=values)

    return {
        "documents": [
            fact(mention, document.rule, key=document.key, issuer=name(document.issuer), issued=document.issued)
            for document in record.documents
            for mention in document.mentions
        ],
        "deadlines": [fact(item, kind=item.kind, value=item.value) for item in record.deadlines],
        "targets": [
            fact(
                item,
                value=item.value,
                value_max=item.value_max,
                comparator=item.comparator,
                unit=item.unit,
                direction=item.direction,
                indicator=item.indicator.quote if item.indicator else None,
                deadline=None if item.deadline is None else dates.get(item.deadline),
            )
            for item in record.targets
        ],
        "directives": [
            fact(item, issuer=name(item.issuer), addressees=[addressee.quote for addressee in item.addressees])
            for item in record.directives
        ],
    }


def gold_relations(gold: GoldArticle) -> set[Triple]:
    """Return (source key, type, target key) of each relation, keys in their normal form."""
    return {(norm_key(source), kind, norm_key(target)) for source, kind, target in gold.relations}


def record_relations(record: ScoredRecord) -> list[tuple[Triple, str | None, int]]:
    """Return the triple, the rule and the start of each relation of a record, in its order; triples may repeat."""
    keys = {document.id: norm_key(document.key) for document in record.documents}
    return [((keys[item.source], item.type, keys[item.target]), item.rule, item.start) for item in record.relations]
