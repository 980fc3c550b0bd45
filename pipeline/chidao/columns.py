"""Records as columns: a Parquet file with a column for each field of the record, nested as in JSON."""

import io
import types
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from chidao.model import Record


def parquet(records: Iterable[Record]) -> bytes:
    """Return the records as the bytes of a Parquet file (zstd). Raises ImportError without pyarrow."""
    arrow = import_module("pyarrow")
    writer = import_module("pyarrow.parquet")
    rows = [msgspec.to_builtins(record) for record in records]
    table = arrow.Table.from_pylist(rows, schema=schema())
    stream = io.BytesIO()
    writer.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def schema() -> Any:
    """Return the Arrow schema of a record, made from the model."""
    arrow = import_module("pyarrow")
    return arrow.schema(list(_type(Record, arrow)))


def _type(kind: Any, arrow: Any) -> Any:
    plain = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    origin, inner = get_origin(kind), get_args(kind)
    if kind in plain:
        return plain[kind]
    if origin is Literal:
        return arrow.string()
    if origin in (Union, types.UnionType):
        (one,) = [i for i in inner if i is not type(None)]
        return _type(one, arrow)
    if origin in (list, tuple):
        return arrow.list_(_type(inner[0], arrow))
    if origin is dict:
        return arrow.map_(*(_type(i, arrow) for i in inner))
    hints = get_type_hints(kind)
    return arrow.struct([arrow.field(name, _type(hints[name], arrow)) for name in kind.__struct_fields__])
