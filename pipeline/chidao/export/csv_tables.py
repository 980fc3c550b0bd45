"""CSV (RFC 4180, UTF-8): a table per kind, described by datapackage.json. Lists are JSON arrays."""

import json
from functools import partial
from pathlib import Path

from chidao.export import data_package
from chidao.export.corpus import Corpus, Written
from chidao.export.frames import DICTIONARY, frames


def write(corpus: Corpus, out: Path) -> Written:
    """Write `articles.csv`, `documents.csv`, … into the folder `out`."""
    rows = 0
    for name, frame in frames(corpus, partial(json.dumps, ensure_ascii=False)):
        frame.to_csv(out / f"{name}.csv", index=False, lineterminator="\r\n", encoding="utf-8")
        rows += len(frame)
    data_package.write(out, "csv", {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True})
    return Written(rows, f"rows in {len(DICTIONARY)} tables")
