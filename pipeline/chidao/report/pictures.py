"""The pictures of a report: bars, and the document graph; in matplotlib's own font, which has Vietnamese."""

import io
import math
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import networkx as nx
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from chidao.report.counts import UNKNOWN, Counts

_MOST = 15  # bars in a picture
_NODES = 60  # documents in the graph
_CIRCLE = 8  # so many that hang together stand in a circle, more as springs pull them
_EDGE_COLOURS = {
    "implements": "#1b7a3d",
    "amends": "#a15c00",
    "replaces": "#b3261e",
    "repeals": "#7b1fa2",
    "based_on": "#1d5fbf",
    "promulgated_with": "#555555",
}
_BLUE = "#1d5fbf"

# Same counts, same bytes; text as outlines, so that a page looks the same everywhere; a dollar is a dollar.
_STYLE: Any = {
    "svg.hashsalt": "chidao",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
}

Draw = Callable[[Axes, Counts, str], None]


def _columns(axes: Axes, counts: Counts, name: str) -> None:
    """Draw years in their order, with the years between in which nothing was counted."""
    counted: Counter[str] = getattr(counts, name)
    years = sorted(int(year) for year in counted if year.isdecimal())
    if years and years[-1] - years[0] <= 60:
        years = list(range(years[0], years[-1] + 1))
    names = [*map(str, years), *([UNKNOWN] if counted[UNKNOWN] else [])]
    if not names:
        _nothing(axes)
        return
    bars = axes.bar(names, [counted[year] for year in names], color=_BLUE)
    axes.bar_label(bars, labels=[str(counted[year] or "") for year in names], fontsize=7)
    axes.tick_params(axis="x", rotation=90 if len(names) > 10 else 0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _plain(axes)


def _bars(axes: Axes, counts: Counts, name: str) -> None:
    """Draw the most frequent names, most first; what else there is stands in one line below."""
    counted: Counter[str] = getattr(counts, name)
    top = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if not top:
        _nothing(axes)
        return
    shown = top[:_MOST]
    names = [textwrap.shorten(label, 48, placeholder="…") for label, _ in shown]
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    bars = axes.barh(range(len(shown)), [n for _, n in shown], color=_BLUE)
    axes.set_yticks(range(len(shown)), names)
    axes.invert_yaxis()
    axes.bar_label(bars, fontsize=7, padding=2)
    if len(top) > _MOST:
        rest = sum(n for _, n in top[_MOST:])
        axes.set_xlabel(f"+ {len(top) - _MOST:,} ({rest:,})", fontsize=7)
    _plain(axes)


def _graph(axes: Axes, counts: Counts, _: str) -> None:
    axes.axis("off")
    graph = graph_of(counts)
    if not graph:
        _nothing(axes)
        return
    at = _places_of(graph)
    nx.draw_networkx_nodes(graph, at, ax=axes, node_size=60, node_color="#d9e8fd", edgecolors=_BLUE)
    for relation, colour in _EDGE_COLOURS.items():
        edges = [(a, b) for a, b, data in graph.edges(data=True) if data["type"] == relation]
        if edges:
            nx.draw_networkx_edges(graph, at, edgelist=edges, ax=axes, edge_color=colour, node_size=60)
            axes.plot([], [], color=colour, label=relation)
    for key, (x, y) in at.items():
        name = textwrap.shorten(key, 32, placeholder="…")
        axes.annotate(name, (x, y), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=6)
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=6, frameon=False)
    axes.margins(0.1)


# What is counted, heading, height in inches, how it is drawn: every picture of a report.
PICTURES: tuple[tuple[str, str, float, Draw], ...] = (
    ("years", "Bài theo năm xuất bản · articles by year", 2.6, _columns),
    ("places", "Bài theo tỉnh, thành phố · articles by province", 3.6, _bars),
    ("issuers", "Cơ quan chỉ đạo · who orders", 3.6, _bars),
    ("addressees", "Cơ quan được giao · who is ordered", 3.6, _bars),
    ("documents", "Văn bản được nhắc đến nhiều nhất · documents by articles", 3.6, _bars),
    ("due", "Thời hạn theo năm · deadlines by the year in which they end", 2.6, _columns),
    ("indicators", "Chỉ tiêu theo nội dung · targets by indicator", 3.6, _bars),
    ("graph", "Quan hệ giữa các văn bản · how documents bear on one another", 5.4, _graph),
)


def graph_of(counts: Counts) -> "nx.DiGraph":
    """Return the documents that bear on one another, the most connected ones where there are many."""
    graph = nx.DiGraph()
    for (source, relation, target), n in sorted(counts.edges.items()):
        graph.add_edge(source, target, type=relation, weight=n)
    kept = sorted(graph, key=lambda key: (-graph.degree(key), key))[:_NODES]
    return graph.subgraph(sorted(kept)).copy()


def _places_of(graph: "nx.DiGraph") -> dict[str, tuple[float, float]]:
    """Return where each document stands: what hangs together in a cell of its own, the largest first."""
    parts = sorted(nx.weakly_connected_components(graph), key=lambda part: (-len(part), min(part)))
    columns = math.ceil(math.sqrt(len(parts)))
    at: dict[str, tuple[float, float]] = {}
    for i, part in enumerate(parts):
        centre = (i % columns, -(i // columns))
        here = graph.subgraph(part)
        if len(part) <= _CIRCLE:
            placed = nx.circular_layout(here, scale=0.32, center=centre)
        else:
            placed = nx.spring_layout(here, k=4, weight=None, seed=7, iterations=300, scale=0.42, center=centre)
        at |= {key: (float(x), float(y)) for key, (x, y) in placed.items()}
    return at


@mpl.rc_context(_STYLE)
def svg(counts: Counts, name: str) -> str:
    """Return a picture as an SVG element."""
    _, heading, height, draw = next(p for p in PICTURES if p[0] == name)
    figure = Figure(figsize=(7.5, height), layout="constrained")
    draw(figure.add_subplot(), counts, name)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    plain = re.sub(r"<!--.*?-->", "", text[text.index("<svg") :], flags=re.DOTALL)  # comments repeat the texts
    plain = plain.replace("<svg ", f'<svg role="img" aria-label="{heading}" ', 1)
    return re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{name}-", plain)  # ids of their own in a page of many pictures


@mpl.rc_context(_STYLE)
def png(counts: Counts) -> bytes:
    """Return all pictures, one under the other, as a PNG."""
    figure = Figure(figsize=(8, sum(p[2] for p in PICTURES) + 0.5 * len(PICTURES)), layout="constrained")
    grid = figure.add_gridspec(len(PICTURES), 1, height_ratios=[p[2] for p in PICTURES])
    for i, (name, heading, _, draw) in enumerate(PICTURES):
        axes = figure.add_subfigure(grid[i]).add_subplot()
        axes.set_title(heading, loc="left", fontsize=10)
        draw(axes, counts, name)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=150, metadata={"Software": None})
    return stream.getvalue()


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def _nothing(axes: Axes) -> None:
    axes.axis("off")
    axes.text(0.5, 0.5, "không có dữ liệu · nothing to show", ha="center", va="center", color="#777777")
