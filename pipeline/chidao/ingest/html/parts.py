"""What the parts of a page are called: the words of class and id → `nav`, `related`, `comments`, `body`, …"""

from functools import cache

import regex

from chidao.rules.gazetteers import gazetteer

# Parts that say what the article is; all others say what is none of it.
OF_THE_ARTICLE = frozenset(("body", "lead", "author", "signed", "title", "caption"))


@cache
def _chrome() -> regex.Pattern[str]:
    return _pattern([p for p in _parts() if p not in OF_THE_ARTICLE])


@cache
def _named(part: str) -> regex.Pattern[str]:
    return _pattern([part])


def chrome_of(names: str) -> str | None:
    """Return which part of a page's chrome the words name (as `words_of` gives them), or None.

    >>> chrome_of(" detail related news "), chrome_of(" detail content ")
    ('related', None)
    """
    found = _chrome().search(names)
    return found.lastgroup if found else None


def names_part(names: str, part: str) -> bool:
    """Say whether the words name that part.

    >>> names_part(" article body cms ", "body"), names_part(" tacgia ", "author")
    (True, True)
    """
    return _named(part).search(names) is not None


def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    for row in gazetteer("page_parts"):
        parts.setdefault(row["part"], []).append(row["words"])
    return parts


def _pattern(parts: list[str]) -> regex.Pattern[str]:
    """Return a pattern of names, a group for each part: words may be written as one, `*` ends one anyhow."""
    words = _parts()
    groups = (f"(?P<{p}>{'|'.join(w.replace(' ', ' ?').replace('*', '[a-z0-9]*') for w in words[p])})" for p in parts)
    return regex.compile(f" (?:{'|'.join(groups)}) ")
