"""Which predicted fact answers which gold fact, and whether it says the same."""

import re
from collections.abc import Iterator, Sequence

from chidao.evaluate.facts import Fact, Triple
from chidao.evaluate.normal import norm_key, same_unit

Pairs = list[tuple[Fact, Fact]]

# Orders are counted on these units: a line, or a sentence or clause up to a mark before a capital, quote or bullet.
_UNIT = re.compile(r"\n+|(?<=[.!?…;])\s+(?=[^\Wa-zà-ỹ\d_]|[“\"+–-])")

# "năm 2017" is read both ways, so these two kinds of deadline count as one.
_LIMITS = {"by", "during"}


def overlap(a: Fact, b: Fact) -> int:
    """Return how many characters two facts share; 0 or less where they share none."""
    return min(a.end, b.end) - max(a.start, b.start)


def pair(golds: Sequence[Fact], predicted: Sequence[Fact]) -> tuple[Pairs, list[Fact], list[Fact]]:
    """Return one-to-one pairs by largest overlap, the gold facts left over, the predicted facts left over.

    Of equal overlaps the later facts are paired first; any overlap makes a pair.
    """
    shares = ((overlap(g, p), i, j) for i, g in enumerate(golds) for j, p in enumerate(predicted))
    pairs: Pairs = []
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for _, i, j in sorted((share for share in shares if share[0] > 0), reverse=True):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((golds[i], predicted[j]))
    return (
        pairs,
        [g for i, g in enumerate(golds) if i not in used_gold],
        [p for j, p in enumerate(predicted) if j not in used_predicted],
    )


def credit(gold: Fact, predicted: Fact) -> float:
    """Return the share of two paired spans that agrees, from 0 to 1: twice the overlap over both lengths."""
    return 2 * max(0, overlap(gold, predicted)) / (gold.end - gold.start + predicted.end - predicted.start)


def agrees(kind: str, gold: Fact, predicted: Fact) -> bool:
    """Return whether a paired document, deadline or target says what the gold says (strict scoring)."""
    g, p = gold.values, predicted.values
    if kind == "documents":
        return norm_key(g["key"]) == norm_key(p["key"])
    if kind == "deadlines":
        return bool(g["value"] == p["value"]) and (g["kind"] == p["kind"] or {g["kind"], p["kind"]} <= _LIMITS)
    if kind == "targets":
        return (
            abs(g["value"] - p["value"]) < 1e-9 * max(1, abs(g["value"]))
            and g["comparator"] == p["comparator"]
            and _same_top(g["value_max"], p["value_max"])
            and same_unit(g["unit"], p["unit"])
        )
    raise ValueError(f"no rule of agreement for {kind}")


def _same_top(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) < 1e-9


def units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the units on which directives are counted; blank ones are left out."""
    at = 0
    for m in _UNIT.finditer(text):
        if text[at : m.start()].strip():
            yield at, m.start()
        at = m.end()
    if text[at:].strip():
        yield at, len(text)


def in_unit(facts: Sequence[Fact], start: int, end: int) -> list[Fact]:
    """Return the facts that cover half of a unit or have half of themselves in it."""
    return [
        fact
        for fact in facts
        if min(fact.end, end) - max(fact.start, start) >= 0.5 * min(end - start, fact.end - fact.start)
    ]


def related(gold: set[Triple], predicted: set[Triple]) -> tuple[set[Triple], int]:
    """Return the triples that agree, and how many of the others link the same two documents in another way."""
    same = gold & predicted
    left = [frozenset((source, target)) for source, _, target in sorted(gold - same)]
    linked = 0
    for source, _, target in sorted(predicted - same):
        ends = frozenset((source, target))
        if ends in left:
            left.remove(ends)
            linked += 1
    return same, linked
