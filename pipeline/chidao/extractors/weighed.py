"""What was weighed, and why it is a fact or none: for a person who asks."""

from collections.abc import Iterable, Iterator

import msgspec

from chidao.extractors import deadlines, directives, targets
from chidao.extractors.reading import Reading
from chidao.extractors.scales import strongest, weigh
from chidao.model import Page


class Weighed(msgspec.Struct, frozen=True):
    """A candidate: its kind, where it stands, its weight (log odds; above 0 a fact) and what moves that most."""

    kind: str
    start: int
    end: int
    weight: float
    moved_by: tuple[tuple[str, float], ...]


def weighed(page: Page) -> Iterator[Weighed]:
    """Yield every sentence that may be an order, then the times that may be deadlines, then the numbers that may be
    targets, each kind in the order of the text."""
    reading = Reading(page)
    for order in directives.candidates(reading):
        yield _weighed("directives", order.turn.sentence.start, order.turn.sentence.end, order.evidence)
    orders = directives.find(reading)
    for time in deadlines.candidates(reading, orders, targets.find(reading, orders)):
        yield _weighed("deadlines", time.match.start, time.match.end, time.evidence)
    for number in targets.candidates(reading, orders):
        yield _weighed("targets", number.quantity.start, number.quantity.end, number.evidence)


def _weighed(kind: str, start: int, end: int, evidence: Iterable[str]) -> Weighed:
    held = set(evidence)
    return Weighed(kind, start, end, weigh(kind, held), tuple(strongest(kind, held)))
