"""CSV as Excel opens it by double click: with a byte order mark, one line a row, nothing that becomes a formula.

The files are for looking at, not for machines: line breaks inside a cell become blanks, lists are joined, and a cell
that a spreadsheet would run gets an apostrophe in front (OWASP, CSV Injection). What looks like a number or half a
date (`03`, `2018-34`, an id of digits) gets a no-break space, so that it stays the text it is; whole days and columns
of numbers are left to Excel.
"""

import re
from pathlib import Path

from chidao.export.corpus import Corpus, Written
from chidao.export.frames import DICTIONARY, frames

_CELL = 32_767  # the most characters that a cell of Excel holds
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LIKE_A_NUMBER = re.compile(r"(?!\d{4}-\d\d-\d\d$)\d[\d.,/: -]*(?:[eE]\d+)?")


def write(corpus: Corpus, out: Path) -> Written:
    """Write `articles.csv`, `documents.csv`, … into the folder `out`; longer texts are cut and counted."""
    rows = cut = 0
    for name, frame in frames(corpus, "; ".join):
        for column in DICTIONARY[name]:
            if column.type in ("list", "string"):
                values = frame[column.name].astype("object")
                cut += sum(isinstance(value, str) and len(value) > _CELL for value in values)
                frame[column.name] = values.map(cell, na_action="ignore")
        frame.to_csv(out / f"{name}.csv", index=False, lineterminator="\r\n", encoding="utf-8-sig")
        rows += len(frame)
    return Written(rows, f"rows in {len(DICTIONARY)} tables", {"ends of texts too long for a cell": cut} if cut else {})


def cell(text: str) -> str:
    """Return text as a cell that is shown and never run.

    >>> cell("=HYPERLINK(1)"), cell("  @SUM(A1)"), cell("Hà Nội"), cell("a\\n\\nb")
    ("'=HYPERLINK(1)", "'@SUM(A1)", 'Hà Nội', 'a b')
    >>> cell("03"), cell("2018-34"), cell("2016-12-15"), cell("12e4")
    ('\xa003', '\xa02018-34', '2016-12-15', '\xa012e4')
    """
    text = " ".join(text.replace("\x00", "").split())
    if text.startswith(_RUN):
        text = f"'{text}"
    elif _LIKE_A_NUMBER.fullmatch(text):
        text = f"\u00a0{text}"
    return text[:_CELL]
