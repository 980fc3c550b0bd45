"""Weighing evidence: whether a candidate that a rule found is a fact.

A time, a number, a sentence is a deadline, a target, an order only by its company, and no single word of that company
decides. So each candidate's company is written down as named evidence (`before: yêu cầu`, `inside an order`), and the
weights of rules/weights/<kind>.csv are added up: above zero it is a fact. The weights are learned from the gold by
`annotations/learn.py` (logistic regression), and are a table that a person can read and question.
"""

import math
from collections.abc import Iterable, Iterator
from functools import cache

import regex

from chidao.rules.gazetteers import weights

WORD = regex.compile(r"[\p{L}\p{N}]+|[^\p{L}\p{N}\s]")
# The weight that every candidate starts from.
START = "start"


@cache
def _table(kind: str) -> dict[str, float]:
    return weights(kind)


def weigh(kind: str, evidence: Iterable[str]) -> float:
    """Return the sum of the weights of the evidence, without unit: above 0 the candidate is a fact (log odds).

    Evidence that the table does not hold weighs nothing.
    """
    table = _table(kind)
    # fsum is exact, so the order of the evidence cannot tip a scale.
    return math.fsum([table[START], *(table[one] for one in set(evidence) if one in table)])


def strongest(kind: str, evidence: Iterable[str], count: int = 5) -> list[tuple[str, float]]:
    """Return the pieces of evidence that weigh most, with their weights."""
    table = _table(kind)
    known = [(one, table[one]) for one in set(evidence) if one in table]
    return sorted(known, key=lambda w: (-abs(w[1]), w[0]))[:count]


def words_before(low: str, start: int, at: int, *, near: int = 2, far: int = 60) -> Iterator[str]:
    """Yield the words before an offset as evidence: the last `near` by their place, all within `far` code points."""
    words = WORD.findall(low, max(start, at - far), at)
    if not words:
        yield "opens the sentence"
    for i, word in enumerate(reversed(words[-near:]), 1):
        yield f"{i} before: {word}"
    if len(words) > 1:
        yield f"2-1 before: {words[-2]} {words[-1]}"
    for word in set(words):
        yield f"before: {word}"


def words_after(low: str, at: int, end: int, *, near: int = 2, far: int = 60) -> Iterator[str]:
    """Yield the words after an offset as evidence: the first `near` by their place, all within `far` code points."""
    words = WORD.findall(low, at, min(end, at + far))
    if not words:
        yield "ends the sentence"
    for i, word in enumerate(words[:near], 1):
        yield f"{i} after: {word}"
    if len(words) > 1:
        yield f"1-2 after: {words[0]} {words[1]}"
    for word in set(words):
        yield f"after: {word}"


def density(name: str, count: int, sentences: int) -> Iterator[str]:
    """Yield how thick something stands in a page, so that one sentence and a long report are weighed alike."""
    share = count / max(1, sentences)
    for step in (0.05, 0.1, 0.2, 0.4, 0.8):
        if share >= step:
            yield f"{name} in every {1 / step:g} sentences"


def steps(name: str, count: int, *at: int) -> Iterator[str]:
    """Yield `name >= n` for every step that a count reaches."""
    for n in at:
        if count >= n:
            yield f"{name} >= {n}"
