"""Addresses of pages. What they are made of stays the same in every index, so they can be kept and cited."""

from urllib.parse import urlencode

from datasette.utils import tilde_encode


def article(record: str, entry: str | None = None) -> str:
    """Return the address of an article, or of a fact in it."""
    return f"/articles/{tilde_encode(record)}" + (f"#{anchor(entry)}" if entry else "")


def anchor(entry: str) -> str:
    """Return where a fact stands on its article's page: its id in the record, without blanks.

    >>> anchor("directive1"), anchor("x y")
    ('directive1', 'x+y')
    """
    return str(tilde_encode(entry))


def document(identity: str) -> str:
    """Return the address of a document."""
    return f"/documents/{tilde_encode(identity)}"


def body(label: str) -> str:
    """Return the address of a body."""
    return f"/bodies/{tilde_encode(label)}"


def search(**arguments: str | int) -> str:
    """Return the address of an answer to a question."""
    return "/search?" + urlencode(arguments)


def calendar(**arguments: str | int) -> str:
    """Return the address of the calendar of a period."""
    return "/calendar?" + urlencode(arguments)


def table(name: str, **arguments: str | int) -> str:
    """Return the address of rows of a table, with facets, JSON, CSV and SQL."""
    return f"/chidao/{name}" + ("?" + urlencode(arguments) if arguments else "")
