"""Vietnamese numbers → values. Pure functions; what a word is worth is in `rules/gazetteer/number_words.csv`."""

from functools import cache

import regex

from chidao.rules import gazetteer
from chidao.rules.gazetteers import aliases
from chidao.text import fold

_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_DECIMAL = regex.compile(r"\d+[.,]\d+")
_PART = regex.compile(r"(?P<n>[^\s/]+)\s+phần\s+(?P<d>[^\s/]+)")


@cache
def _words() -> dict[str, tuple[float, str]]:
    """Word or alias → (value, class)."""
    table: dict[str, tuple[float, str]] = {}
    for row in gazetteer("number_words"):
        for word in (row["word"], *aliases(row)):
            table[fold(word)] = (float(row["value"]), row["class"])
    return table


def figures(text: str) -> float | None:
    """Return a number written in digits as Vietnamese writes it (`.` groups thousands, `,` is decimal), or None.

    A dot that groups no three digits is a decimal sign all the same, for half of the press types it so.

    >>> figures("2.500"), figures("1,5"), figures("1.234,5"), figures("6.7"), figures("20")
    (2500.0, 1.5, 1234.5, 6.7, 20.0)
    >>> figures("0.001"), figures("2.50.0"), figures("hai")
    (0.001, None, None)
    """
    text = text.strip()
    if _GROUPED.fullmatch(text) and not text.startswith("0."):
        return float(text.replace(".", "").replace(",", "."))
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", "."))
    return float(text) if text.isdecimal() and text.isascii() else None


def spelled(text: str) -> float | None:
    """Return a number below a thousand written in words, or None.

    >>> spelled("hai"), spelled("mười lăm"), spelled("hai mươi mốt"), spelled("một trăm linh năm")
    (2.0, 15.0, 21.0, 105.0)
    >>> spelled("năm mươi"), spelled("mười hai trăm"), spelled("đảng viên")
    (50.0, None, None)
    """
    total, digit, last = 0.0, None, 1000.0
    for word in fold(text).split():
        value, kind = (1.0, "digit") if word == "mốt" else _words().get(word, (0.0, ""))
        if kind == "digit" and digit is None:
            digit = value
        elif kind in ("ten", "hundred") and value < last:
            if value == 100 and digit is None:
                return None
            total, digit, last = total + (1.0 if digit is None else digit) * value, None, value
        elif kind != "filler" or digit is not None:
            return None
    if digit is None and last == 1000.0:
        return None
    return total + (digit or 0.0)


def value_of(text: str) -> float | None:
    """Return the value of a number in figures or words, or None where it is neither.

    >>> value_of("2.500"), value_of("ba")
    (2500.0, 3.0)
    """
    number = figures(text)
    return spelled(text) if number is None else number


def share_of(text: str) -> float | None:
    """Return, in percent, a share of the whole that is written in words, or None.

    >>> share_of("tất cả"), share_of("Toàn bộ"), share_of("một nửa"), share_of("ba phần tư"), share_of("hai phần ba")
    (100.0, 100.0, 50.0, 75.0, 66.67)
    >>> share_of("hai phần"), share_of("ba"), share_of("năm phần hai"), share_of("2/3")
    (None, None, None, 66.67)
    """
    low = " ".join(fold(text).split())
    value, kind = _words().get(low, (0.0, ""))
    if kind == "percent":
        return value
    m = _PART.fullmatch(low) or regex.fullmatch(r"(?P<n>\d{1,3})/(?P<d>\d{1,3})", low)
    if m is None:
        return None
    above, below = value_of(m["n"]), value_of(m["d"])
    if not above or not below or above > below:
        return None
    return round(100 * above / below, 2)
