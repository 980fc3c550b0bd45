"""Bytes → articles. One module per format behind `read`; what cannot be read becomes a `Reject` with its reason.

A new format is a module with `reads(name, head) -> bool` and `articles(path, stream) -> Iterator[Article | Reject]`,
named in `FORMATS`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from chidao.ingest import jsonl, text
from chidao.ingest.articles import article
from chidao.ingest.inputs import InputError, SourceFile, find
from chidao.model import Article, Reject

__all__ = ["InputError", "article", "read"]

# Asked in this order; the last takes everything.
FORMATS = (jsonl, text)


def read(inputs: Sequence[str | Path]) -> Iterator[Article | Reject]:
    """Yield the articles of files, folders, globs and `-` (standard input), in the order given, folders sorted.

    Nothing is skipped silently: what gives no article is yielded as a `Reject`. Raises InputError, before the first
    article, for a path that does not exist or a glob that matches nothing.
    """
    return _read(find(inputs))


def _read(files: Sequence[SourceFile]) -> Iterator[Article | Reject]:
    for file in files:
        try:
            with file.open() as stream:
                head = stream.peek(4096)[:4096]
                module = next(f for f in FORMATS if f.reads(file.name, head))
                yield from module.articles(file.path, stream)
        except (OSError, EOFError) as error:
            yield Reject(path=file.path, stage="ingest", reason=f"cannot be read: {_short(error)}")


def _short(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
