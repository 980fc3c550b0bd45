"""How inputs are to be read: which columns hold what, and how much is too much."""

from importlib import import_module
from typing import Any

import msgspec


class LimitError(ValueError):
    """Something passed a limit; the message names the limit and the option that raises it."""


class ExpansionError(LimitError):
    """A whole file expands beyond all measure: nothing more of it is read."""


class MissingLibrary(RuntimeError):
    """A format needs a library that is not installed; the message says what to install."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one input may cost. Every limit is an option of the command line; what passes it is a reject."""

    article_bytes: int = 20_000_000
    """The bytes of one article as it is found: a page, a line of JSON, a PDF (`--max-bytes`)."""
    members: int = 200_000
    """The members of one archive (`--max-members`)."""
    ratio: int = 200
    """How many times its size a packed file may expand (`--max-ratio`); the first `free_bytes` are not counted."""
    depth: int = 6
    """How many containers may stand in each other: a page in a ZIP in a tar.gz is 3 deep (`--max-depth`)."""
    nesting: int = 2_000
    """How deep the elements of an HTML page may stand in each other (`--max-nesting`)."""
    seconds: float = 30.0
    """How long one article may take (`--max-seconds`)."""
    free_bytes: int = 100_000_000


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """`columns` says which column holds a field (`{"text": "noi_dung"}`); the usual names are known without it."""

    limits: Limits = Limits()
    columns: dict[str, str] = {}


class Meter:
    """The bytes that one file holds against those that came out of it, through all layers of packing."""

    def __init__(self, limits: Limits, size: int | None = None) -> None:
        self._limits, self._size = limits, size
        self._read = self._made = 0

    def read(self, count: int) -> None:
        """Count bytes of the file itself."""
        self._read += count

    def made(self, count: int) -> None:
        """Count bytes that unpacking gave. Raises ExpansionError."""
        self._made += count
        size = self._read if self._size is None else self._size
        if self._made > max(self._limits.free_bytes, self._limits.ratio * size):
            raise ExpansionError(
                f"expands to more than {self._limits.ratio} times its size (--max-ratio), nothing more of it is read"
            )


def library(module: str, extra: str) -> Any:
    """Return an optional library. Raises MissingLibrary."""
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise MissingLibrary(f"{name} is not installed: pip install 'chidao[{extra}]'") from error


def too_long(limits: Limits, what: str = "longer") -> LimitError:
    """Return the error for an article of too many bytes."""
    return LimitError(f"{what} than {limits.article_bytes:,} bytes (--max-bytes)")
