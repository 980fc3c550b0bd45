"""Normal forms in which gold and predicted values are compared.

A value counts as right when only spelling tells it from the gold: tone marks, abbreviations of bodies, blanks around
hyphens, words that a key or a name may leave out. These forms are part of how scores are counted (docs/evaluation.md);
they are kept apart from the rules of the package, so that a change to the rules can never move the yardstick.
"""

import re
import unicodedata
from functools import lru_cache

_TONE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_AT_END = re.compile("(?<!q)(" + "|".join(_TONE) + r")(?!\w)")
_EXPAND = [
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\bubnd\b", "ủy ban nhân dân"),
        (r"\bhđnd\b", "hội đồng nhân dân"),
        (r"\bmttq\b", "mặt trận tổ quốc"),
        (r"\btp\.?\s?hcm\b", "hồ chí minh"),
        (r"\btphcm\b", "hồ chí minh"),
        (r"\btp\b", ""),
        (r"\bbtv\b", "ban thường vụ"),
        (r"\bgd\s?[&-]\s?đt\b", "giáo dục và đào tạo"),
        (r"\btư\b", "tw"),
        (r"\btrung ương\b", "tw"),
    )
]
_KEY_DROPS = frozenset({"năm", "của", "đảng", "lần", "thứ", "số", "việt", "nam"})
_BODY_DROPS = frozenset({"tỉnh", "thành", "phố", "việt", "nam", "của", "các"})


@lru_cache(maxsize=4096)
def norm(text: str | None) -> str:
    """Return text in lower case with one tone spelling, common abbreviations expanded and single blanks; None is "".

    >>> norm("UBND  Tỉnh Khánh Hoà")
    'ủy ban nhân dân tỉnh khánh hòa'
    """
    text = unicodedata.normalize("NFC", text or "").replace("Ð", "Đ").lower().replace("–", "-")
    text = _TONE_AT_END.sub(lambda m: _TONE[m.group(1)], text)
    for pattern, full in _EXPAND:
        text = pattern.sub(full, text)
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def norm_key(key: str | None) -> str:
    """Return a document key without blanks around hyphens, one-digit numbers padded, and words without weight dropped.

    >>> norm_key("7 - NQ/TƯ") == norm_key("07-NQ/TW")
    True
    """
    text = re.sub(r"\s*([-/])\s*", r"\1", norm(key))
    text = re.sub(r"(?<![\d.])(\d)(?=[-/])", r"0\1", text)
    text = re.sub(r"[()“”\"',.]", " ", text)
    return " ".join(word for word in text.split() if word not in _KEY_DROPS)


@lru_cache(maxsize=4096)
def norm_body(name: str | None) -> str:
    """Return a body's name without the words that only say what kind of place it belongs to.

    `Tỉnh ủy` and `Thành ủy` keep their first word: there it names the body.

    >>> norm_body("UBND TP Hà Nội") == norm_body("Ủy ban nhân dân thành phố Hà Nội")
    True
    >>> norm_body("Tỉnh uỷ Bến Tre")
    'tỉnh ủy bến tre'
    """
    words = re.sub(r"[^\w ]", " ", norm(name)).split()
    return " ".join(
        word
        for at, word in enumerate(words)
        if word not in _BODY_DROPS or (word in {"tỉnh", "thành"} and words[at + 1 : at + 2] == ["ủy"])
    )


def similar(a: str | None, b: str | None) -> float:
    """Return how much two strings share: F1 over their sets of words, from 0 to 1 (1 where both have none).

    >>> similar("số thôn có chi bộ", "số thôn")
    0.5714285714285714
    """
    left, right = _words(a), _words(b)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 1.0


def same_unit(a: str | None, b: str | None) -> bool:
    """Return whether two units mean the same: equal, one begins with the other, or half of their words are shared."""
    left, right = norm(a).replace("tỉ", "tỷ"), norm(b).replace("tỉ", "tỷ")
    if left == right:
        return True
    if not left or not right:
        return False
    return left.startswith(right) or right.startswith(left) or similar(left, right) >= 0.5


def _words(text: str | None) -> set[str]:
    return set(re.findall(r"\w+", norm(text)))
