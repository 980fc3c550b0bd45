"""Drawings as values: columns over time, bars, the neighbours of a document. The templates make SVG of them."""

from collections.abc import Mapping

import msgspec

# An axis of more years than this shows only those that hold something: a wrong year in a text is no reason for a chart
# of two thousand columns.
_MOST_YEARS = 60


class Column(msgspec.Struct, frozen=True):
    """A column: its height in percent of the highest, and where it leads."""

    label: str
    count: int
    height: float
    href: str | None = None


def columns(counts: Mapping[str, int], address: str | None = None) -> list[Column]:
    """Return a column for every label in order; `{}` in the address is the label."""
    most = max(counts.values(), default=0) or 1
    return [
        Column(label, count, round(100 * count / most, 1), address.format(label) if address and count else None)
        for label, count in counts.items()
    ]


def years(counts: Mapping[str, int], address: str | None = None) -> list[Column]:
    """Return a column for every year from the first to the last, where they are not too far apart."""
    there = sorted(int(year) for year in counts)
    axis = range(there[0], there[-1] + 1) if there and there[-1] - there[0] < _MOST_YEARS else there
    return columns({f"{year:04d}": counts.get(f"{year:04d}", 0) for year in axis}, address)


class Bar(msgspec.Struct, frozen=True):
    """A stretch of an axis that is 0 to 100 long."""

    start: float
    length: float


def bar(low: float, high: float, most: float) -> Bar:
    """Return the stretch from one value to another on an axis that ends at `most`."""
    scale = 100 / most if most else 0
    return Bar(round(low * scale, 2), round(max((high - low) * scale, 0), 2))
