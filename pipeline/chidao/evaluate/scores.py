"""What an evaluation gives: frozen values with the figures they imply."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

import msgspec

KINDS = ("documents", "deadlines", "targets", "directives", "relations")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "documents": ("issued", "issuer"),
    "deadlines": ("kind",),
    "targets": ("deadline", "direction", "indicator"),
    "directives": ("addressees", "issuer"),
    "relations": (),
}

_Z95 = 1.959963984540054  # two-sided 95 % quantile of the normal distribution


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


class _Rates(_Value, frozen=True, kw_only=True):
    """Precision, recall and F1. Where nothing was to be found or nothing was found, the share of nothing is 1."""

    @property
    def precision(self) -> float:
        raise NotImplementedError

    @property
    def recall(self) -> float:
        raise NotImplementedError

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Counts(_Rates, frozen=True, kw_only=True):
    """Right, extra and missed facts. A fact found with a wrong value is one extra and one missed."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0


class Partial(_Rates, frozen=True, kw_only=True):
    """Facts with credit by overlap: each pair gives from 0 to 1, `credit` is their sum."""

    credit: float
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.credit / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.credit / self.gold if self.gold else 1.0


class Accuracy(_Value, frozen=True, kw_only=True):
    """A field over the facts matched by span: `credit` (a share for words, 0 or 1 otherwise) out of `of` facts."""

    credit: float
    of: int

    @property
    def value(self) -> float | None:
        """Return the share, or None where nothing was measured."""
        return self.credit / self.of if self.of else None


class KindScore(_Value, frozen=True, kw_only=True):
    """The scores of one list of the record; `strict` is what floors and rankings speak of."""

    strict: Counts
    span: Counts
    partial: Partial
    fields: dict[str, Accuracy]


class RuleScore(_Value, frozen=True, kw_only=True):
    """What became of the facts one rule made: right, at a gold fact but with another value, or at none."""

    kind: str
    rule: str
    correct: int
    differs: int
    extra: int

    @property
    def found(self) -> int:
        return self.correct + self.differs + self.extra

    @property
    def precision(self) -> float:
        return self.correct / self.found if self.found else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the precision (Wilson)."""
        return wilson(self.correct, self.found)


class Error(_Value, frozen=True, kw_only=True):
    """One loss. `outcome` is `missed`, `extra`, `differs` (found with a wrong value) or `field` (a field is wrong).

    `gold` and `predicted` hold the values that matter: all of a fact that stands alone, else those that differ.
    """

    kind: str
    article: str
    outcome: str
    quote: str
    sentence: str
    gold: dict[str, Any]
    predicted: dict[str, Any]
    rule: str | None


class Scores(_Value, frozen=True, kw_only=True):
    """All that one comparison of gold and records gives. `notes` tells what was odd: no record, quotes not found."""

    articles: int
    missing: list[str]
    kinds: dict[str, KindScore]
    published: Accuracy
    rules: list[RuleScore]
    errors: list[Error]
    notes: list[str]

    @property
    def macro_f1(self) -> float:
        """Return the mean of the kinds' strict F1, each at four decimals as it is printed."""
        return round(sum(round(self.kinds[kind].strict.f1, 4) for kind in KINDS) / len(KINDS), 4)


def wilson(successes: int, n: int, z: float = _Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share (E. B. Wilson, 1927); (0, 1) where nothing was seen.

    `z` is the normal quantile, by default that of 95 %. Raises ValueError unless 0 ≤ successes ≤ n.

    >>> tuple(round(bound, 3) for bound in wilson(38, 40))
    (0.835, 0.986)
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes out of {n}")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    # At the ends the bound is exact, where floating point would leave a speck.
    return (0.0 if successes == 0 else middle - half, 1.0 if successes == n else middle + half)
