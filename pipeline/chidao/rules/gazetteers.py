"""Gazetteers and weights: UTF-8 CSV tables beside this module; each row of a gazetteer has the source it comes from."""

import csv
import io
from functools import cache
from importlib.resources import files

Row = dict[str, str]
# A share of fewer facts says little: of 8 the 95 % interval is wider than a third.
JUDGED = 8


@cache
def gazetteer(name: str) -> tuple[Row, ...]:
    """Return the rows of `gazetteer/<name>.csv` in file order, each a mapping of column to text ("" where empty).

    Raises FileNotFoundError for a table that does not exist.
    """
    return _rows("gazetteer", name)


def weight_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `weights/<name>.csv`, what candidates are weighed with. Raises FileNotFoundError."""
    return _rows("weights", name)


@cache
def precision(rule: str) -> float | None:
    """Return the share of a rule's facts that judges found right, None where fewer than `JUDGED` were judged."""
    return _precision().get(rule)


@cache
def _precision() -> dict[str, float]:
    rows = _rows("judged", "precision")
    return {row["rule"]: float(row["precision"]) for row in rows if int(row["judged"]) >= JUDGED}


def _rows(folder: str, name: str) -> tuple[Row, ...]:
    path = files("chidao.rules").joinpath(folder, f"{name}.csv")
    return tuple(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def aliases(row: Row, column: str = "aliases") -> tuple[str, ...]:
    """Return the `;`-separated values of a column."""
    return tuple(part.strip() for part in (row.get(column) or "").split(";") if part.strip())
