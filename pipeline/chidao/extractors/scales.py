"""Weighing evidence: whether a candidate that a rule found is a fact, and what speaks for and against it.

The evidence of a candidate (`evidence`) is weighed twice. First its weights of rules/weights/<kind>.csv are added up.
Where that leaves it open, the trees of rules/weights/<kind>-trees.csv are asked as well: each follows its questions
(does the evidence hold this?) to a number, so that evidence can speak differently in different company; the numbers
are added up, and the candidate's weight is the mean of both sums. Above zero it is a fact. Both tables are learned from
the gold by `annotations/learn.py`, are log odds without unit, and can be read and questioned by a person.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from chidao.rules.gazetteers import Row, weight_rows

# The row of a table of weights, and the root of a table of trees, that every candidate starts from.
START = "start"
# Sums of weights beyond this are not overturned by trees (learn.py measures that nothing is lost): most candidates are
# so plain that no tree is asked.
CERTAIN = 2.5


class Node(msgspec.Struct, frozen=True):
    """A question of a tree, or with `evidence` None an answer; `value` is the mean of the answers below it."""

    value: float
    evidence: str | None = None
    absent: "Node | None" = None
    present: "Node | None" = None


class Scales(msgspec.Struct, frozen=True):
    """What the candidates of one kind are weighed with."""

    weights: Mapping[str, float]
    trees: tuple[Node, ...]
    start: float  # of the trees


@cache
def scales_of(kind: str) -> Scales:
    """Return what a kind is weighed with, read once. Raises FileNotFoundError."""
    weights = {row["evidence"]: float(row["weight"]) for row in weight_rows(kind)}
    by_tree: dict[str, dict[str, Row]] = defaultdict(dict)
    start = 0.0
    for row in weight_rows(f"{kind}-trees"):
        if row["tree"] == START:
            start = float(row["value"])
        else:
            by_tree[row["tree"]][row["node"]] = row
    return Scales(weights, tuple(_grown(rows, "0") for rows in by_tree.values()), start)


def _grown(rows: Mapping[str, Row], node: str) -> Node:
    row = rows[node]
    if not row["evidence"]:
        return Node(float(row["value"]))
    return Node(float(row["value"]), row["evidence"], _grown(rows, row["absent"]), _grown(rows, row["present"]))


def weigh(kind: str, evidence: Iterable[str]) -> float:
    """Return the weight of the evidence, without unit: above 0 the candidate is a fact (log odds).

    Evidence that the tables do not hold weighs nothing.
    """
    scales, held = scales_of(kind), set(evidence)
    plain = _plain(scales, held)
    if _decided(scales, plain):
        return plain
    answers = [scales.start]
    for node in scales.trees:
        while node.evidence is not None:
            node = node.present if node.evidence in held else node.absent  # type: ignore[assignment]
        answers.append(node.value)
    return (plain + math.fsum(answers)) / 2


def strongest(kind: str, evidence: Iterable[str], count: int = 5) -> list[tuple[str, float]]:
    """Return the pieces of evidence that move the weight most, with what each adds to it.

    `missing: …` is evidence whose absence does. What a tree adds is told apart by its questions: from one to the next
    the mean of its answers changes, and the evidence asked for is what changed it. All pieces and what every candidate
    starts from add up to the weight.
    """
    scales, held = scales_of(kind), set(evidence)
    decided = _decided(scales, _plain(scales, held))
    share = 1.0 if decided else 0.5
    moved = defaultdict(float, {one: share * scales.weights[one] for one in held if one in scales.weights})
    for node in () if decided else scales.trees:
        while node.evidence is not None:
            there = node.evidence in held
            taken = node.present if there else node.absent
            assert taken is not None
            moved[node.evidence if there else f"missing: {node.evidence}"] += share * (taken.value - node.value)
            node = taken
    return sorted(moved.items(), key=lambda m: (-abs(m[1]), m[0]))[:count]


def _plain(scales: Scales, held: set[str]) -> float:
    # fsum is exact, so the order of the evidence cannot tip a scale.
    weights = scales.weights
    return math.fsum([weights[START], *map(weights.__getitem__, weights.keys() & held)])


def _decided(scales: Scales, plain: float) -> bool:
    return abs(plain) > CERTAIN or not scales.trees
