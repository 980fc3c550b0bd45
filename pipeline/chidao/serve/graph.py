"""The neighbours of a document as a drawing: what it acts upon above it, what acts upon it below."""

import sqlite3
from collections.abc import Iterable

import msgspec

from chidao.serve import links

WIDTH, HEIGHT = 208, 54
_GAP, _ROW = 22, 118
_MARGIN = 10
# More in one row is no drawing any more: the list beside it has them all.
_IN_ROW = 4
_LISTED = 200
_LINE = 27


class Node(msgspec.Struct, frozen=True):
    """A document as a box; `lines` is its label in at most two lines."""

    id: int
    label: str
    lines: tuple[str, ...]
    href: str
    x: float
    y: float
    centre: bool


class Edge(msgspec.Struct, frozen=True):
    """An arrow from the box of the document that acts to that of the one acted upon."""

    type: str
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def middle(self) -> tuple[float, float]:
        """Where its name stands."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2


class Neighbour(msgspec.Struct, frozen=True):
    """A relation in words: `out` where the document itself acts."""

    type: str
    out: bool
    label: str
    title: str | None
    href: str
    articles: int
    evidence: str


class Neighbours(msgspec.Struct, frozen=True):
    """The drawing, how many documents found no room in it, and every direct neighbour in words."""

    nodes: list[Node]
    edges: list[Edge]
    width: float
    height: float
    left_out: int
    listed: list[Neighbour]


_LINKS = "SELECT source, type, target FROM document_links WHERE source IN ({0}) OR target IN ({0}) ORDER BY articles DESC, id LIMIT 500"  # noqa: E501


def neighbours(db: sqlite3.Connection, id: int) -> Neighbours | None:
    """Return the documents at most two relations away, None where there are none."""
    level = {id: 0}
    found: dict[tuple[int, str, int], None] = {}
    left_out: set[int] = set()
    for _ in range(2):
        for source, type, target in _links(db, list(level)):
            # The one that acts stands below; what stands already keeps its place.
            if source in level and target not in level:
                _place(level, left_out, target, level[source] - 1)
            elif target in level and source not in level:
                _place(level, left_out, source, level[target] + 1)
            if source in level and target in level:
                found[source, type, target] = None
    if not found and not left_out:
        return None
    return _drawn(db, id, level, list(found), len(left_out - set(level)))


def _place(level: dict[int, int], left_out: set[int], id: int, row: int) -> None:
    if sum(r == row for r in level.values()) < _IN_ROW:
        level[id] = row
    else:
        left_out.add(id)


def _links(db: sqlite3.Connection, ids: list[int]) -> list[tuple[int, str, int]]:
    return [tuple(row) for row in db.execute(_LINKS.format(",".join(map(str, ids))))]


def _drawn(
    db: sqlite3.Connection, id: int, level: dict[int, int], found: list[tuple[int, str, int]], left_out: int
) -> Neighbours:
    rows = sorted(set(level.values()))
    widest = max(sum(r == row for r in level.values()) for row in rows)
    width = widest * (WIDTH + _GAP) - _GAP + 2 * _MARGIN
    labels = {
        row["id"]: (row["label"], row["identity"])
        for row in db.execute(f"SELECT id, label, identity FROM documents WHERE id IN ({','.join(map(str, level))})")
    }
    nodes: dict[int, Node] = {}
    for number, row in enumerate(rows):
        of_row = [one for one, r in level.items() if r == row]
        left = (width - len(of_row) * (WIDTH + _GAP) + _GAP) / 2
        for place, one in enumerate(of_row):
            label, identity = labels[one]
            nodes[one] = Node(
                one, label, tuple(_lines(label)), links.document(identity), left + place * (WIDTH + _GAP),
                _MARGIN + number * _ROW, one == id,
            )  # fmt: skip
    edges = [_edge(nodes[source], type, nodes[target]) for source, type, target in found]
    height = len(rows) * _ROW - (_ROW - HEIGHT) + 2 * _MARGIN
    return Neighbours(list(nodes.values()), edges, width, height, left_out, list(_listed(db, id)))


def _edge(source: Node, type: str, target: Node) -> Edge:
    down = target.y > source.y
    y1, y2 = (source.y + HEIGHT, target.y) if down else (source.y, target.y + HEIGHT)
    if source.y == target.y:
        y1, y2 = source.y + HEIGHT, target.y + HEIGHT
    return Edge(type, source.x + WIDTH / 2, y1, target.x + WIDTH / 2, y2)


def _listed(db: sqlite3.Connection, id: int) -> Iterable[Neighbour]:
    for this, other in (("source", "target"), ("target", "source")):
        for row in db.execute(
            f"""SELECT l.type, d.label, d.title, d.identity, l.articles, a.record FROM document_links l
            JOIN documents d ON d.id = l.{other} JOIN articles a ON a.id = l.article WHERE l.{this} = ?
            ORDER BY l.type, l.articles DESC, d.label LIMIT {_LISTED}""",
            [id],
        ):
            yield Neighbour(
                row["type"], this == "source", row["label"], row["title"], links.document(row["identity"]),
                row["articles"], links.article(row["record"]),
            )  # fmt: skip


def _lines(label: str) -> Iterable[str]:
    """Yield a label in at most two lines that fit a box."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    for number, line in enumerate(lines[:2]):
        cut = len(line) > _LINE or (number == 1 and len(lines) > 2)
        yield line[: _LINE - 1].rstrip(" ,(") + "…" if cut else line
