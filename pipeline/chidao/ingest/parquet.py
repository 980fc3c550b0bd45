"""Parquet: one article a row."""

from collections.abc import Iterator
from typing import IO, Any

from chidao.ingest.jsonl import row_of
from chidao.ingest.options import ExpansionError, Options, library
from chidao.ingest.rows import columns_of, no_text
from chidao.ingest.streams import DamagedError, Item, Raw
from chidao.model import Reject

# Rows in memory at a time.
_BATCH = 64
_MAGIC = b"PAR1"


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are Parquet."""
    return head.startswith(_MAGIC)


def items(item: Item, options: Options) -> Iterator[Raw | Reject]:
    """Yield the rows, a few in memory at a time. Raises MissingLibrary, LimitError, OSError."""
    parquet = library("pyarrow.parquet", "parquet")
    arrow = library("pyarrow", "parquet")
    stream = item.seekable()
    number = 0
    try:
        table = parquet.ParquetFile(stream)
        names = list(table.schema_arrow.names)
        columns = columns_of(names, options)
        if "text" not in columns:
            yield Reject(path=item.path, stage="ingest", reason=no_text(names, options))
            return
        _check_size(table, stream, options)
        for batch in table.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                number += 1
                item.meter.made(len(row[columns["text"]] or ""))
                yield _row(item, f"{item.path}#{number}", row)
    except (arrow.ArrowException, UnicodeDecodeError) as error:
        raise DamagedError(f"damaged Parquet, after row {number}: {str(error)[:200]}") from error


def _row(item: Item, path: str, row: dict[str, Any]) -> Raw | Reject:
    # Some writers store strings as plain bytes.
    try:
        row = {name: value.decode() if isinstance(value, bytes) else value for name, value in row.items()}
    except UnicodeDecodeError as error:
        return Reject(path=path, stage="ingest", reason=f"a column that is not UTF-8: {error.reason}")
    return row_of(path, row, item.metadata, media_type="application/vnd.apache.parquet", encoding="utf-8")


def _check_size(table: Any, stream: IO[bytes], options: Options) -> None:
    """Refuse a file whose columns say that they unpack to far more than the file holds. Raises ExpansionError."""
    size = stream.seek(0, 2)
    groups = (table.metadata.row_group(i) for i in range(table.metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > max(options.limits.free_bytes, options.limits.ratio * size):
        raise ExpansionError(f"would expand to more than {options.limits.ratio} times its size (--max-ratio)")
