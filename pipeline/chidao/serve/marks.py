"""Texts cut into pieces where marked ranges begin and end; joined, the pieces are the text."""

from collections.abc import Iterable, Iterator

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """`text[start:end]` with what it is: a kind, and which fact it belongs to where it belongs to one."""

    start: int
    end: int
    kind: str
    fact: str | None = None


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text under the same marks, the shortest first; `opens` where a mark begins with it."""

    text: str
    marks: tuple[Mark, ...]
    opens: bool = False

    @property
    def kinds(self) -> list[str]:
        """The kinds that lie over it, each once."""
        return list(dict.fromkeys(m.kind for m in self.marks))

    @property
    def facts(self) -> list[str]:
        """The facts that lie over it, each once."""
        return list(dict.fromkeys(m.fact for m in self.marks if m.fact))


def cut(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """Yield the pieces of `text[start:end]`; what a mark has outside is left out.

    >>> [(p.text, p.kinds) for p in cut("abcde", [Mark(1, 4, "x"), Mark(2, 3, "y")])]
    [('a', []), ('b', ['x']), ('c', ['y', 'x']), ('d', ['x']), ('e', [])]
    """
    end = len(text) if end is None else end
    inside = [m for m in marks if max(m.start, start) < min(m.end, end)]
    begins: dict[int, list[Mark]] = {}
    edges = {start, end}
    for mark in inside:
        first = max(mark.start, start)
        begins.setdefault(first, []).append(mark)
        edges |= {first, min(mark.end, end)}
    over: list[Mark] = []
    at = None
    for edge in sorted(edges):
        if at is not None:
            over = [m for m in over if m.end > at] + begins.get(at, [])
            over.sort(key=lambda m: (m.end - m.start, m.kind))
            yield Piece(text[at:edge], tuple(over), any(m.start == at for m in over))
        at = edge
