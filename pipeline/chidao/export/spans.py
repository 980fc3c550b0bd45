"""The facts of a record as labelled ranges of its text, each with the values a reader wants to see beside it."""

from collections.abc import Iterator

import msgspec

from chidao.model import Quote, Record


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """`text[start:end]` of a kind. `id` is the fact's; mentions of one document or body share it. `value` names it."""

    kind: str
    id: str
    start: int
    end: int
    value: str
    rule: str
    values: dict[str, str] = {}


def spans(record: Record) -> list[Span]:
    """Return the spans of a record in the order of the text, longer before shorter."""
    return sorted(_spans(record), key=lambda s: (s.start, -s.end, s.kind, s.id))


def _spans(record: Record) -> Iterator[Span]:
    names: dict[str | None, str] = {body.id: body.name for body in record.bodies}
    keys: dict[str | None, str] = {doc.id: doc.key for doc in record.documents}
    times: dict[str | None, str] = {d.id: d.value or d.quote for d in record.deadlines}
    for doc in record.documents:
        about = _about(type=doc.type, issuer=names.get(doc.issuer), issued=doc.issued, title=doc.title)
        for mention in doc.mentions:
            yield _span("documents", doc.id, mention, doc.key, mention.rule, about)
    for body in record.bodies:
        about = _about(kind=body.kind, level=body.level, place=body.place, person=body.person)
        for seen in body.mentions:
            yield _span("bodies", body.id, seen, body.name, body.rule, about)
    for deadline in record.deadlines:
        yield _span("deadlines", deadline.id, deadline, deadline.value or "", deadline.rule, _about(kind=deadline.kind))
    for target in record.targets:
        number = f"{target.value:.15g}" if target.value_max is None else f"{target.value:.15g}–{target.value_max:.15g}"
        about = _about(
            indicator=target.indicator.quote if target.indicator else None,
            direction=target.direction if target.direction != "level" else None,
            deadline=times.get(target.deadline),
            issuer=names.get(target.issuer),
            document=keys.get(target.document),
        )
        yield _span("targets", target.id, target, f"{target.comparator} {number} {target.unit}", target.rule, about)
    for order in record.directives:
        about = _about(
            issuer=names.get(order.issuer),
            addressees="; ".join(names.get(a.body, a.quote) for a in order.addressees),
            action=order.action.quote,
            deadlines="; ".join(times.get(d, "") for d in order.deadlines),
            document=keys.get(order.document),
        )
        yield _span("directives", order.id, order, order.verb or "", order.rule, about)
    for relation in record.relations:
        ends = f"{keys[relation.source]} {relation.type} {keys[relation.target]}"
        yield _span("relations", relation.id, relation, ends, relation.rule, {})


def _span(kind: str, identifier: str, at: Quote, value: str, rule: str, values: dict[str, str]) -> Span:
    return Span(kind=kind, id=identifier, start=at.start, end=at.end, value=value, rule=rule, values=values)


def _about(**values: str | None) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in values.items() if value}
