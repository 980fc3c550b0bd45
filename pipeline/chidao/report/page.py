"""The report as one HTML page: the pictures as SVG inside it, and below each the numbers as a table."""

from collections import Counter

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from chidao.report.counts import Counts
from chidao.report.pictures import PICTURES, svg

_ROWS = 50


def render(counts: Counts) -> str:
    """Return the page. It asks for nothing from outside and runs no script."""
    environment = Environment(
        loader=PackageLoader("chidao.report", "templates"), autoescape=True, undefined=StrictUndefined
    )
    pictures = [(name, heading, Markup(svg(counts, name)), _table(counts, name)) for name, heading, _, _ in PICTURES]
    return environment.get_template("report.html").render(counts=counts, pictures=pictures)


def _table(counts: Counts, name: str) -> list[tuple[str, int]]:
    if name == "graph":
        return _top(Counter({" ".join(edge): n for edge, n in counts.edges.items()}))
    counted: Counter[str] = getattr(counts, name)
    return sorted(counted.items()) if name in ("years", "due") else _top(counted)


def _top(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_ROWS]
