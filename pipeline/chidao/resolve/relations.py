"""Relation mentions → relations between document entries, and those that a law's own name states."""

from collections.abc import Sequence

from chidao.model import Document, Mention, Page, Relation, RelationType

_TYPES: dict[str, RelationType] = {
    "relation/implements": "implements",
    "relation/implements-before": "implements",
    "relation/implements-matter": "implements",
    "relation/based-on-heading": "based_on",
    "relation/amends": "amends",
    "relation/replaces": "replaces",
    "relation/repeals": "repeals",
    "relation/based-on": "based_on",
    "relation/based-on-before": "based_on",
    "relation/amended-by": "amends",
    "relation/replaced-by": "replaces",
    "relation/promulgated-with": "promulgated_with",
    "relation/annexed": "promulgated_with",
}
_AMENDING = "Luật Sửa đổi, bổ sung một số điều của "


def resolve_relations(page: Page, mentions: Sequence[Mention], documents: Sequence[Document]) -> list[Relation]:
    """Return each relation once, at its first statement; a document never relates to itself."""
    at = {(m.start, m.end): d for d in documents for m in d.mentions}
    stated: dict[tuple[str, RelationType, str], tuple[str, int, int]] = {}
    for m in mentions:
        source, target = m.part("source"), m.part("target")
        if source is None or target is None:
            continue
        a, b = at.get((source.start, source.end)), at.get((target.start, target.end))
        if a is not None and b is not None and a.id != b.id:
            stated.setdefault((a.id, _TYPES[m.rule], b.id), (m.rule, m.start, m.end))
    for a, b in _by_name(documents):
        first = a.mentions[0]
        stated.setdefault((a.id, "amends", b.id), ("document/amending-law", first.start, first.end))
    return [
        Relation(
            id=f"relation{i}",
            rule=rule,
            source=a,
            type=kind,
            target=b,
            start=start,
            end=end,
            quote=page.text[start:end],
        )
        for i, ((a, kind, b), (rule, start, end)) in enumerate(sorted(stated.items(), key=lambda x: x[1][1:]), 1)
    ]


def _by_name(documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """`Luật sửa đổi … của Luật X` and `Luật X (sửa đổi)` amend the `Luật X` that the page also names."""
    pairs = []
    by_name: dict[str, list[Document]] = {}
    for d in documents:
        if "sửa đổi" not in d.key.lower():
            for known in {d.key, d.key.rsplit(" ", 1)[0]}:
                by_name.setdefault(known, []).append(d)
    for a in documents:
        if a.key.startswith(_AMENDING):
            name = a.key.removeprefix(_AMENDING).split(" số ")[0]
        elif "(sửa đổi)" in a.key:
            name = a.key.split(" (sửa đổi)")[0]
        else:
            continue
        same = [d for d in by_name.get(name, ()) if d is not a]
        if len(same) == 1:
            pairs.append((a, same[0]))
    return pairs
