"""Parquet: a table per kind; what a column holds stands in its field's metadata and in dictionary.md."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from chidao.export import data_package
from chidao.export.corpus import Corpus, Written
from chidao.export.frames import DICTIONARY, Column, frames

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "list": pa.list_(pa.string())}


def write(corpus: Corpus, out: Path) -> Written:
    """Write `articles.parquet`, `documents.parquet`, … into the folder `out`."""
    rows = 0
    for name, frame in frames(corpus, list):
        schema = pa.schema([_field(column) for column in DICTIONARY[name]])
        pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), out / f"{name}.parquet")
        rows += len(frame)
    data_package.write(out, "parquet")
    return Written(rows, f"rows in {len(DICTIONARY)} tables")


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _TYPES[column.type], metadata={"description": column.what})
