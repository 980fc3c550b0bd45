"""Values in the order of the text, found by where they stand without walking through all of them."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Ordered(Generic[Value]):
    """Values with the offset at which each begins.

    >>> Ordered([7, 2, 5], lambda n: n).between(3, 7)
    [5]
    """

    def __init__(self, values: Iterable[Value], start: Callable[[Value], int]) -> None:
        self._values = sorted(values, key=start)
        self._starts = [start(v) for v in self._values]

    def between(self, start: int, end: int) -> list[Value]:
        """Return the values that begin in the half-open range."""
        return self._values[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def last(self, start: int, end: int, fits: Callable[[Value], bool]) -> Value | None:
        """Return the last value that begins in the half-open range and fits, or None."""
        for i in range(bisect_left(self._starts, end) - 1, bisect_left(self._starts, start) - 1, -1):
            if fits(self._values[i]):
                return self._values[i]
        return None
