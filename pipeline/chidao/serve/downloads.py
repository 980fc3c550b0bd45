"""Rows of a page as a file: CSV that a spreadsheet opens right, JSON."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

MEDIA_TYPES = {".csv": "text/csv; charset=utf-8", ".json": "application/json; charset=utf-8"}


def write(form: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as `.csv` or `.json`; all have the same names."""
    if form == ".json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return "\ufeff" + out.getvalue()  # without the mark Excel takes UTF-8 for a Western code page


def name(path: str) -> str:
    """Return the name of the file for an address.

    >>> name("/targets.csv")
    'chidao-targets.csv'
    """
    return "chidao-" + re.sub(r"[^a-z.]", "", path)


def _cell(value: Any) -> Any:
    # A spreadsheet runs what begins so; articles are other people's texts.
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
