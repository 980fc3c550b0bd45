"""Targets by indicator, body, place and year, and a drawing of those that can be compared."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

from chidao.index.search import search
from chidao.serve import orders
from chidao.serve.drawing import bar
from chidao.serve.results import question
from chidao.serve.start import Holdings

_MOST = 200
_DRAWN = 40


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any]:
    """Return the targets for `q` (the indicator), `body`, `place`, `year` and `unit`; numbers of one unit are drawn."""
    answer = search(db, question(arguments, _MOST, ("target",)))
    ids = [hit.id for hit in answer.hits]
    rows = {row["id"]: row for row in orders.targets(db, f"t.id IN ({','.join(map(str, ids))})", [], _MOST)}
    found = [rows[id] for id in ids]
    units = Counter(row["unit"] for row in found).most_common()
    unit = arguments.get("unit")
    if unit:
        found = [row for row in found if row["unit"] == unit]
    drawn = unit or (units[0][0] if units else None)
    return {
        "targets": found,
        "rows": [{name: value for name, value in row.items() if name not in ("id", "identity")} for row in found],
        "units": units,
        "unit": unit,
        "drawn_unit": drawn,
        "drawn": _drawn([row for row in found if row["unit"] == drawn]),
        "more": answer.more,
        "held": held,
    }


def _drawn(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return targets of one unit, the highest first, each with its stretch of a common axis that begins at 0."""
    rows = sorted(rows, key=lambda row: -(row["value_max"] or row["value"]))[:_DRAWN]
    most = max((row["value_max"] or row["value"] for row in rows), default=0)
    drawn = []
    for row in rows:
        low, high = (row["value"], row["value_max"]) if row["value_max"] is not None else (0, row["value"])
        drawn.append({**row, "bar": bar(low, high, most)})
    return drawn
