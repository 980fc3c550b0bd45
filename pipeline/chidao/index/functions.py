"""SQL functions of an index. The full text is made with them; asking needs none."""

import re

from sqlite_utils import Database

from chidao.text import plain

_WITH_D = re.compile(r"\w*[đĐ]\w*")


def words_with_d(text: str) -> str:
    """Return the words of a text that hold `đ`, in order."""
    return " ".join(_WITH_D.findall(text))


def register(db: Database) -> None:
    """Make `plain` and `words_with_d` known to a connection; both give null for null."""
    for function in (plain, words_with_d):
        db.conn.create_function(
            function.__name__, 1, lambda value, f=function: None if value is None else f(str(value)), deterministic=True
        )
