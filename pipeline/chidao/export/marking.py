"""Facts as an annotation tool holds them: marked ranges with values, and links between them.

`of_record` and `of_gold` make a marking, `gold` turns one back into a line of gold (annotations/GUIDELINES.md). What
gold says in words (the indicator of a target, an addressee, the deadline that governs an order) becomes a mark of its
own and a link, wherever the words stand in the text; where they don't, they stay among the values.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chidao.evaluate.facts import occurrence
from chidao.evaluate.inputs import gold_article, read_jsonl, records_by_article
from chidao.export.corpus import Corpus, ExportError
from chidao.model import Quote, Record

Value = str | float | int | list[str] | None

# The kinds of gold: the label in a tool, the fields that stay values, those that become links.
KINDS = {
    "documents": "Document",
    "deadlines": "Deadline",
    "targets": "Target",
    "directives": "Directive",
}
FIELDS: dict[str, tuple[str, ...]] = {
    "Document": ("type", "key", "issuer", "issued"),
    "Deadline": ("kind", "value"),
    "Target": ("indicator", "comparator", "value", "value_max", "unit", "direction", "deadline"),
    "Directive": ("issuer", "addressees", "deadline"),
    "Article": ("article", "published"),
    "Indicator": (),
    "Addressee": (),
}
LINKS = {"Measures": "indicator", "OrderedTo": "addressees", "Due": "deadline"}
RELATIONS = ("implements", "amends", "replaces", "repeals", "based_on", "promulgated_with")
CHOICES = {
    "kind": ("by", "before", "during", "within", "recurring"),
    "comparator": ("eq", "gt", "gte", "lt", "lte", "approx", "range"),
    "direction": ("level", "increase", "decrease"),
}


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled range of the text with its values."""

    id: str
    label: str
    start: int
    end: int
    values: dict[str, Value] = {}


class Link(msgspec.Struct, frozen=True):
    """A link between two marks: one of LINKS, or a relation between documents."""

    type: str
    source: str
    target: str


class Marking(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a tool shows it. The mark `Article` on its first line holds the article's name and date."""

    article: str
    text: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]


def markings(corpus: Corpus) -> Iterator[Marking]:
    """Yield a marking per record, or per line of the corpus's gold. Raises ExportError for gold without its record."""
    if corpus.gold is None:
        yield from map(of_record, corpus.records())
        return
    try:
        rows = read_jsonl(corpus.gold)
        names = [gold_article(row).article for row in rows]
    except ValueError as error:
        raise ExportError(str(error)) from error
    records = records_by_article(names, [msgspec.to_builtins(record) for record in corpus.records()])
    for row in rows:
        if row["article"] not in records:
            raise ExportError(f"{corpus.gold}: article {row['article']} has no record")
        yield of_gold(row, records[row["article"]]["text"])


# ------------------------------------------------------------------ records → marking
def of_record(record: Record) -> Marking:
    """Return the facts of a record as marks, named by the record's id."""
    marks, links = _Marks(), []
    names = {body.id: body.name for body in record.bodies}
    mentions: dict[str, list[Mark]] = {}
    for doc in record.documents:
        about = {"type": doc.type, "key": doc.key, "issuer": names.get(doc.issuer or ""), "issued": doc.issued}
        mentions[doc.id] = [marks.add("Document", m, about) for m in doc.mentions]
    due = {d.id: marks.add("Deadline", d, {"kind": d.kind, "value": d.value}) for d in record.deadlines}
    for target in record.targets:
        about_target: dict[str, Value] = {name: getattr(target, name) for name in ("comparator", "unit", "direction")}
        about_target |= {"value": _number(target.value), "value_max": _number(target.value_max)}
        mark = marks.add("Target", target, about_target)
        if target.indicator:
            links.append(Link("Measures", mark.id, marks.add("Indicator", target.indicator).id))
        if target.deadline in due:
            links.append(Link("Due", mark.id, due[target.deadline].id))
    for order in record.directives:
        mark = marks.add("Directive", order, {"issuer": names.get(order.issuer or "")})
        links += [Link("OrderedTo", mark.id, marks.add("Addressee", a).id) for a in order.addressees]
        links += [Link("Due", mark.id, due[d].id) for d in order.deadlines if d in due]
    for relation in record.relations:
        middle = (relation.start + relation.end) // 2
        ends = [_nearest(mentions.get(end, []), middle) for end in (relation.source, relation.target)]
        if ends[0] and ends[1]:
            links.append(Link(relation.type, ends[0].id, ends[1].id))
    about_article = {"article": record.id, "published": record.published}
    return _marking(record.id, record.text, marks, links, about_article)


# ------------------------------------------------------------------ gold → marking → gold
def of_gold(row: Mapping[str, Any], text: str) -> Marking:
    """Return a line of gold over its article's text. Raises ExportError for a quote that the text does not hold."""
    marks, links = _Marks(), []
    for kind, label in KINDS.items():
        for fact in row[kind]:
            start = occurrence(text, fact["quote"], fact["n"])
            if start < 0:
                raise ExportError(f"article {row['article']}: the text has no {fact['n']}. {fact['quote']!r}")
            marks.add(label, _quote(text, start, fact["quote"]), {name: fact.get(name) for name in FIELDS[label]})
    deadlines = [m for m in marks.all if m.label == "Deadline"]
    for mark in [m for m in marks.all if m.label in ("Target", "Directive")]:
        for name, label, link in (("indicator", "Indicator", "Measures"), ("addressees", "Addressee", "OrderedTo")):
            if name in mark.values:
                given = mark.values[name]
                words = given if isinstance(given, list) else [str(given)]
                places = [_place(text, word, mark) for word in words]
                if all(places):
                    links += [Link(link, mark.id, marks.add(label, place).id) for place in places if place]
                    del mark.values[name]
        governing = [d for d in deadlines if d.values.get("value") == mark.values.get("deadline")]
        if (nearest := _nearest(governing, mark.start)) and "deadline" in mark.values:
            links.append(Link("Due", mark.id, nearest.id))
            del mark.values["deadline"]
    documents = defaultdict(list)
    for mark in marks.all:
        if mark.label == "Document":
            documents[mark.values["key"]].append(mark)
    for source, relation, target in row["relations"]:
        if not documents[source] or not documents[target]:
            raise ExportError(f"article {row['article']}: no document {source!r} or {target!r} to relate")
        pairs = [(a, b) for a in documents[source] for b in documents[target]]
        a, b = min(pairs, key=lambda pair: abs(pair[0].start - pair[1].start))
        links.append(Link(relation, a.id, b.id))
    about = {"article": row["article"], "published": row.get("published")}
    return _marking(row["article"], text, marks, links, about)


def gold(marking: Marking) -> dict[str, Any]:
    """Return a marking as a line of gold: facts in the order of the text, relations in the order of their links."""
    by_id = {mark.id: mark for mark in marking.marks}
    linked: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for link in marking.links:
        if link.source not in by_id or link.target not in by_id:
            raise ExportError(f"article {marking.article}: {link.type} leads to no mark")
        if link.type in LINKS:
            linked[link.source, LINKS[link.type]].append(by_id[link.target])
    row: dict[str, Any] = {"article": marking.article, "published": None}
    for mark in marking.marks:
        if mark.label == "Article":
            row |= {"article": mark.values.get("article") or marking.article, "published": mark.values.get("published")}
    for kind, label in KINDS.items():
        of_kind = sorted((m for m in marking.marks if m.label == label), key=lambda m: (m.start, m.end))
        row[kind] = [_fact(marking.text, mark, linked) for mark in of_kind]
    triples = [
        [by_id[link.source].values.get("key"), link.type, by_id[link.target].values.get("key")]
        for link in marking.links
        if link.type in RELATIONS
    ]
    row["relations"] = [triple for i, triple in enumerate(triples) if triple not in triples[:i]]
    return row


def _fact(text: str, mark: Mark, linked: Mapping[tuple[str, str], list[Mark]]) -> dict[str, Any]:
    quote = text[mark.start : mark.end]
    fact: dict[str, Any] = {"quote": quote, "n": _nth(text, quote, mark.start)}
    for name in FIELDS[mark.label]:
        others = linked.get((mark.id, name), [])
        if name == "addressees":
            fact[name] = mark.values.get(name) or [text[o.start : o.end] for o in others]
        elif others and name == "deadline":
            fact[name] = others[0].values.get("value")
        else:
            fact[name] = text[others[0].start : others[0].end] if others else mark.values.get(name)
    return fact


# ------------------------------------------------------------------ small steps
class _Marks:
    """Marks as they are made, numbered from 1."""

    def __init__(self) -> None:
        self.all: list[Mark] = []

    def add(self, label: str, at: Quote, values: Mapping[str, Value] | None = None) -> Mark:
        kept: dict[str, Value] = {name: value for name, value in (values or {}).items() if value is not None}
        mark = Mark(id=f"T{len(self.all) + 1}", label=label, start=at.start, end=at.end, values=kept)
        self.all.append(mark)
        return mark


def _marking(article: str, text: str, marks: _Marks, links: list[Link], about: Mapping[str, Value]) -> Marking:
    start = len(text) - len(text.lstrip())
    line = text[start:].split("\n", 1)[0].rstrip()
    marks.add("Article", _quote(text, start, line), about)
    return Marking(article=article, text=text, marks=tuple(marks.all), links=tuple(links))


def _quote(text: str, start: int, quote: str) -> Quote:
    return Quote(start=start, end=start + len(quote), quote=quote)


def _place(text: str, words: str, near: Mark) -> Quote | None:
    """Return the occurrence of the words that is nearest to a mark, one inside it first."""
    best = None
    at = text.find(words)
    while at >= 0:
        inside = near.start <= at and at + len(words) <= near.end
        distance = 0 if inside else min(abs(at - near.end), abs(at + len(words) - near.start))
        if best is None or distance < best[0]:
            best = (distance, at)
        at = text.find(words, at + 1)
    return _quote(text, best[1], words) if best else None


def _nearest(marks: list[Mark], at: int) -> Mark | None:
    return min(marks, key=lambda m: abs(m.start - at), default=None)


def _nth(text: str, quote: str, start: int) -> int:
    """Return which occurrence of the quote (from 1, overlapping ones count) begins at start."""
    n, at = 0, -1
    while at < start:
        at = text.find(quote, at + 1)
        n += 1
    return n


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value
