"""Quoted speech: where it opens and closes."""

from collections.abc import Iterator

import msgspec

# Longer than this an opening mark has lost its partner.
_LONGEST = 1500


class Quotation(msgspec.Struct, frozen=True):
    """The stretch between two quotation marks, marks included."""

    start: int
    end: int


def quotations(norm: str, start: int, end: int) -> Iterator[Quotation]:
    """Yield the quotations of a canonical text (every double mark is `"`) between two offsets."""
    at = norm.find('"', start, end)
    while at >= 0:
        close = norm.find('"', at + 1, min(end, at + _LONGEST))
        if close < 0:
            at = norm.find('"', at + 1, end)
            continue
        yield Quotation(at, close + 1)
        at = norm.find('"', close + 1, end)
