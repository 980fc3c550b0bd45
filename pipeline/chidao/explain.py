"""Showing a person what was found: the text with its facts marked, the values, and the rule behind each."""

from collections.abc import Iterable, Iterator

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from chidao.extractors.weighed import Weighed
from chidao.model import Record
from chidao.rules import load

# One colour a kind; where facts lie inside one another the shorter is painted over the longer.
STYLES = {
    "documents": "bold blue",
    "bodies": "bold magenta",
    "deadlines": "bold green",
    "targets": "bold yellow",
    "directives": "underline",
    "relations": "cyan",
}
GREY = "bright_black"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as shown: kind, where, the quote, its values as words, and the rule with its label."""

    kind: str
    start: int
    end: int
    quote: str
    values: str
    rule: str
    label: str


def facts(record: Record) -> list[Fact]:
    """Return the facts of a record in the order of the text, a line for every mention; references are followed."""
    return sorted(_facts(record), key=lambda f: (f.start, -f.end, f.kind))


def _facts(record: Record) -> Iterator[Fact]:
    names = {body.id: body.name for body in record.bodies}
    keys = {doc.id: doc.key for doc in record.documents}
    times = {d.id: d.value or "no value" for d in record.deadlines}
    for doc in record.documents:
        about = _values(key=doc.key, issuer=names.get(doc.issuer or ""), issued=doc.issued, about=doc.title)
        about += f"\ncandidates: {'; '.join(doc.candidates)}" if doc.candidates else ""
        for mention in doc.mentions:
            yield _fact("documents", mention.start, mention.end, mention.quote, about, mention.rule)
    for body in record.bodies:
        about = _values(name=body.name, kind=body.kind, level=body.level, place=body.place, person=body.person)
        for seen in body.mentions:
            yield _fact("bodies", seen.start, seen.end, seen.quote, about, body.rule)
    for d in record.deadlines:
        yield _fact("deadlines", d.start, d.end, d.quote, _values(kind=d.kind, value=d.value or "none"), d.rule)
    for t in record.targets:
        number = f"{t.value:g}" if t.value_max is None else f"{t.value:g}-{t.value_max:g}"
        about = _values(
            value=f"{t.comparator} {number} {t.unit}",
            direction=t.direction if t.direction != "level" else None,
            of=t.indicator.quote if t.indicator else None,
            by=times.get(t.deadline or ""),
            issuer=names.get(t.issuer or ""),
            document=keys.get(t.document or ""),
        )
        yield _fact("targets", t.start, t.end, t.quote, about, t.rule)
    for o in record.directives:
        about = _values(
            issuer=names.get(o.issuer or ""),
            verb=o.verb,
            to="; ".join(names[a.body] for a in o.addressees),
            by="; ".join(times[d] for d in o.deadlines),
            document=keys.get(o.document or ""),
        )
        yield _fact("directives", o.start, o.end, o.quote, about, o.rule)
    for r in record.relations:
        about = f"{keys[r.source]} {r.type} {keys[r.target]}"
        yield _fact("relations", r.start, r.end, r.quote, about, r.rule)


def marked(record: Record) -> Text:
    """Return the text with every fact in its kind's style and boilerplate greyed; no character is added or lost."""
    text = Text(record.text)
    for block in record.blocks:
        if block.kind == "boilerplate":
            text.stylize(GREY, block.start, block.end)
    for fact in sorted(facts(record), key=lambda f: f.start - f.end):
        text.stylize(STYLES[fact.kind], fact.start, fact.end)
    return text


def legend() -> Text:
    """Return the names of the kinds, each in its style."""
    return Text("  ").join([*(Text(kind, style) for kind, style in STYLES.items()), Text("boilerplate", GREY)])


def explanation(record: Record, *, width: int = 100) -> RenderableType:
    """Return the marked text and, below it, a line for every fact with its values and its rule."""
    return Group(heading(record), Text(), marked(record), Text(), legend(), Text(), *_lines(record, width, rules=True))


def weights(text: str, candidates: Iterable[Weighed], *, width: int = 100) -> RenderableType:
    """Return a line for everything that was weighed: what it is, its weight, and what moved that most."""
    table = Table(title=Text("weighed (above 0 a fact)", "bold"), title_justify="left", box=None, pad_edge=False)
    table.add_column("quote", ratio=2)
    table.add_column("kind")
    table.add_column("weight", justify="right")
    table.add_column("for and against", ratio=3)
    table.expand = True
    for c in candidates:
        moves = "\n".join(f"{by:+.2f} {name}" for name, by in c.moved_by)
        style = STYLES[c.kind] if c.weight > 0 else GREY
        quote = Text(_short(text[c.start : c.end], width), style)
        table.add_row(quote, Text(c.kind), Text(f"{c.weight:+.2f}"), Text(moves))
    return table


def summary(record: Record, *, width: int = 100) -> RenderableType:
    """Return a record without its text: the heading and its facts."""
    return Group(heading(record), Text(), *_lines(record, width, rules=False))


def heading(record: Record) -> Text:
    """Return title, date, place, byline and source of an article."""
    text = Text(" ".join((record.title or "(no title)").split()), "bold")
    place = record.place.name if record.place else None
    about = (record.published or "no date", place, record.byline, record.source.path, record.id)
    return text.append("\n" + " · ".join(" ".join(a.split()) for a in about if a), GREY)


def _lines(record: Record, width: int, *, rules: bool) -> Iterator[RenderableType]:
    found = facts(record)
    if not found:
        yield Text("No facts.")
    for kind, style in STYLES.items():
        of_kind = [f for f in found if f.kind == kind]
        if not of_kind:
            continue
        table = Table(title=Text(f"{kind} ({len(of_kind)})", style), title_justify="left", box=None, pad_edge=False)
        table.add_column("quote", ratio=2)
        table.add_column("values", ratio=3)
        if rules:
            table.add_column("rule", ratio=2)
        table.expand = True
        for fact in of_kind:
            cells = [Text(_short(fact.quote, width)), Text(fact.values)]
            table.add_row(*cells, *([Text(f"{fact.rule}\n{fact.label}".strip())] if rules else []))
        yield table
        yield Text()


def _fact(kind: str, start: int, end: int, quote: str, values: str, rule: str) -> Fact:
    return Fact(kind=kind, start=start, end=end, quote=quote, values=values.strip(), rule=rule, label=_label(rule))


def _label(rule: str) -> str:
    try:
        return load().get(rule).label
    except KeyError:  # a rule that is code, not a pattern
        return ""


def _values(**values: str | None) -> str:
    return "\n".join(f"{name}: {' '.join(value.split())}" for name, value in values.items() if value)


def _short(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
