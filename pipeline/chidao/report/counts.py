"""What a report counts. Documents and bodies are counted once an article; a deadline in the year of its last day."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from chidao import dates
from chidao.index.days import due
from chidao.model import Record
from chidao.records import KINDS


class Counts(msgspec.Struct, kw_only=True):
    """Counts over a corpus. Keys are names as the records have them; `(không rõ)` where the record has none."""

    records: int = 0
    facts: dict[str, int] = {}
    years: Counter[str] = msgspec.field(default_factory=Counter)  # of publication → articles
    places: Counter[str] = msgspec.field(default_factory=Counter)  # province → articles
    issuers: Counter[str] = msgspec.field(default_factory=Counter)  # body → orders it gives
    addressees: Counter[str] = msgspec.field(default_factory=Counter)  # body → orders it is given
    documents: Counter[str] = msgspec.field(default_factory=Counter)  # key → articles
    due: Counter[str] = msgspec.field(default_factory=Counter)  # year → deadlines that end in it
    undated: int = 0  # deadlines without a last day
    indicators: Counter[str] = msgspec.field(default_factory=Counter)  # indicator in lower case → targets
    edges: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)  # (key, relation, key) → articles


UNKNOWN = "(không rõ)"


def count(records: Iterable[Record]) -> Counts:
    """Return the counts of records, reading them once. An article that comes twice counts once."""
    counts, seen = Counts(facts=dict.fromkeys(KINDS, 0)), set()
    for record in records:
        if record.id in seen:
            continue
        seen.add(record.id)
        counts.records += 1
        for kind in KINDS:
            counts.facts[kind] += len(getattr(record, kind))
        year = dates.year_of(record.published)
        counts.years[str(year) if year else UNKNOWN] += 1
        counts.places[record.place.name if record.place else UNKNOWN] += 1
        names = {body.id: body.name for body in record.bodies}
        for order in record.directives:
            counts.issuers[names.get(order.issuer or "", UNKNOWN)] += 1
            counts.addressees.update({names[a.body] for a in order.addressees if a.body in names})
        counts.documents.update({doc.key for doc in record.documents})
        for deadline in record.deadlines:
            last = due(deadline.kind, deadline.value).days.last
            if last is None:
                counts.undated += 1
            else:
                counts.due[last[:4]] += 1
        counts.indicators.update(" ".join(t.indicator.quote.lower().split()) for t in record.targets if t.indicator)
        keys = {doc.id: doc.key for doc in record.documents}
        counts.edges.update({(keys[r.source], r.type, keys[r.target]) for r in record.relations})
    return counts
