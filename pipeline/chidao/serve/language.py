"""What the pages say, in Vietnamese and English: texts.toml has both for every key."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def text(key: str, language: Language, **values: Any) -> str:
    """Return the text of a key (`section.name`), its `{name}` filled in. Raises KeyError for one that is not there."""
    both = _texts()[key]
    return both[LANGUAGES.index(language)].format(**values)


def number(value: float, language: Language) -> str:
    """Return a number as the language writes it.

    >>> number(2500, "vi"), number(2500.5, "en"), number(0.5, "vi")
    ('2.500', '2,500.5', '0,5')
    """
    written = f"{value:,.6f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return written if language == "en" else written.translate(str.maketrans(",.", ".,"))


def accepted(header: str) -> Language:
    """Return the language that a browser's Accept-Language asks for; Vietnamese where it asks for neither.

    >>> accepted("en-GB,en;q=0.9,vi;q=0.5"), accepted("vi,en;q=0.9"), accepted("fr")
    ('en', 'vi', 'vi')
    """
    found = re.search(r"\b(vi|en)\b", header.lower())
    return "en" if found and found[1] == "en" else "vi"


@cache
def _texts() -> dict[str, tuple[str, str]]:
    source = resources.files("chidao.serve").joinpath("texts.toml").read_text(encoding="utf-8")
    return {f"{s}.{key}": (vi, en) for s, texts in tomllib.loads(source).items() for key, (vi, en) in texts.items()}
