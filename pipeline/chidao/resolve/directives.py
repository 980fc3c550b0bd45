"""Directive mentions → directives: issuer and addressees by name, the deadlines and the document of each."""

from collections.abc import Sequence

from chidao.model import Addressee, Deadline, Directive, Document, Mention, Page, Quote
from chidao.ordered import Ordered
from chidao.resolve.bodies import BodyTable
from chidao.resolve.body_mentions import trimmed
from chidao.text import view_of


def resolve_directives(
    page: Page,
    mentions: Sequence[Mention],
    deadlines: Sequence[Deadline],
    documents: Sequence[Document],
    bodies: BodyTable,
) -> list[Directive]:
    """Return one directive per mention, in order; `deadlines` and `documents` are those of the same page.

    A deadline belongs to the directive around it. A document carries an order when its mention stands between the
    issuer and the verb (`vừa có công văn 3851 yêu cầu …`).
    """
    text, page_low = page.text, view_of(page.text).low
    limits = Ordered(deadlines, lambda d: d.start)
    named = Ordered(((q.start, q.end, d.id) for d in documents for q in d.mentions), lambda q: q[0])
    resolved = []
    for i, m in enumerate(mentions, 1):
        issuer, verb, action = m.part("issuer"), m.part("verb"), m.part("action")
        addressees = []
        for part in m.all("addressee"):
            last = trimmed(page_low, part.start, part.end)
            body = bodies.mention(part.start, last, m.rule, group=True)
            if body is not None:
                addressees.append(Addressee(body=body, start=part.start, end=last, quote=text[part.start : last]))
        start, end = (action.start, action.end) if action else (m.start, m.end)
        by = bodies.mention(issuer.start, issuer.end, m.rule) if issuer else None
        resolved.append(
            Directive(
                id=f"directive{i}",
                rule=m.rule,
                start=m.start,
                end=m.end,
                quote=text[m.start : m.end],
                issuer=None if any(a.body == by for a in addressees) else by,  # nobody orders himself
                addressees=addressees,
                verb=text[verb.start : verb.end] if verb else None,
                action=Quote(start=start, end=end, quote=text[start:end]),
                deadlines=[d.id for d in limits.between(m.start, m.end) if d.end <= m.end],
                document=_carrier(named, m.start, verb.start) if verb else None,
            )
        )
    return resolved


def _carrier(named: Ordered[tuple[int, int, str]], start: int, verb: int) -> str | None:
    """Return the only document mentioned between two offsets, or None."""
    found = {document for _, end, document in named.between(start, verb) if end <= verb}
    return found.pop() if len(found) == 1 else None
