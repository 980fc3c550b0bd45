"""Bytes → articles. One module per format behind `read`; what cannot be read becomes a `Reject` with its reason.

`find` names the files, `unpack` opens what holds other files or many articles and gives each article as it was found
(`Raw`), `parse` makes an `Article` of it. `read` is all three; a run over many processes unpacks in one and parses in
the others. A new format is a module named in `chidao.ingest.formats`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from chidao.ingest.articles import article
from chidao.ingest.decoding import DecodeError
from chidao.ingest.formats import PARSERS, format_of, refusal
from chidao.ingest.inputs import InputError, SourceFile, find
from chidao.ingest.options import ExpansionError, LimitError, Limits, MissingLibrary, Options
from chidao.ingest.streams import Item, Raw
from chidao.model import Article, Reject
from chidao.time_limit import time_limit

__all__ = ["InputError", "Limits", "Options", "Raw", "article", "parse", "read", "unpack"]

_STANDARD = Options()


def read(inputs: Sequence[str | Path], options: Options = _STANDARD) -> Iterator[Article | Reject]:
    """Yield the articles of files, folders, globs and `-` (standard input), in the order given, folders sorted.

    Nothing is skipped silently: what gives no article is yielded as a `Reject`. Raises InputError, before the first
    article, for a path that does not exist or a glob that matches nothing.
    """
    return (parse(one, options) for one in unpack(inputs, options))


def unpack(inputs: Sequence[str | Path], options: Options = _STANDARD) -> Iterator[Raw | Reject]:
    """Yield what `read` reads, as it was found: one value for each article, in the same order, none parsed yet.

    Raises InputError as `read` does.
    """
    return _unpack_all(find(inputs), options)


def parse(one: Raw | Article | Reject, options: Options = _STANDARD) -> Article | Reject:
    """Return the article of raw bytes, or the reason why they give none; what is parsed already stays as it is."""
    if not isinstance(one, Raw):
        return one
    try:
        with time_limit(options.limits.seconds):
            return PARSERS[one.format](one, options)
    except (DecodeError, LimitError, MissingLibrary, OSError) as error:
        return _reject(one.path, str(error))
    except Exception as error:  # whatever a parser raises over hostile bytes: it is one article
        return _reject(one.path, f"{one.format} cannot be parsed: {type(error).__name__}: {error}")


def _unpack_all(files: Iterator[SourceFile | Reject], options: Options) -> Iterator[Raw | Reject]:
    for file in files:
        if isinstance(file, Reject):
            yield file
            continue
        try:
            yield from _unpack_file(file, options)
        except ExpansionError as error:
            yield _reject(file.path, str(error))
        except OSError as error:
            yield _reject(file.path, f"cannot be read: {_short(error)}")


def _unpack_file(file: SourceFile, options: Options) -> Iterator[Raw | Reject]:
    changed = "changed while it was read"
    with file.open(options.limits) as (item, watch):
        for one in _unpack(item, options):
            if one.path == file.path and watch.changed():
                yield _reject(file.path, changed)
                return
            yield one
        if watch.changed():
            yield _reject(file.path, changed)


def _unpack(item: Item, options: Options) -> Iterator[Raw | Reject]:
    """Yield what is in an item, going down into what it holds. Raises ExpansionError; all else is a reject."""
    try:
        head = item.head()
        if reason := refusal(head):
            yield _reject(item.path, reason)
            return
        form = format_of(item.name, head)
        if form.items is None:
            data = item.everything(options)
            yield Raw(item.path, data, form.name, dict(item.metadata), item.charset)
            return
        if item.depth >= options.limits.depth:
            yield _reject(item.path, f"more than {options.limits.depth} containers in each other (--max-depth)")
            return
        for one in form.items(item, options):
            if isinstance(one, Item):
                yield from _unpack(one, options)
            else:
                yield one
    except ExpansionError:
        raise
    except (LimitError, MissingLibrary) as error:
        yield _reject(item.path, str(error))
    except (OSError, EOFError) as error:
        yield _reject(item.path, f"cannot be read: {_short(error)}")


def _short(error: Exception) -> str:
    system: str | None = getattr(error, "strerror", None)
    return system.lower() if system else str(error) or type(error).__name__


def _reject(path: str, reason: str) -> Reject:
    return Reject(path=path, stage="ingest", reason=" ".join(reason.split())[:500])
