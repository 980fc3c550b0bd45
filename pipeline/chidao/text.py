"""Pure functions over text: Unicode form, same-length folding, sentence bounds.

Every function here keeps offsets exact. Folding never changes the length of a string, so a position in a folded view is
the same position in the source text and no offset map has to be carried around.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache

import regex

# Tone marks stand on the first vowel of oa, oe, uy in the spelling that dictionaries and the state use (`ủy`, `hòa`);
# half of the press puts them on the second (`uỷ`, `hoà`). Both spellings have the same length.
_OLD_TO_STATE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = {
    variant: changed
    for old, new in _OLD_TO_STATE.items()
    for variant, changed in ((old, new), (old.capitalize(), new.capitalize()), (old.upper(), new.upper()))
}
# Only at the end of a syllable: `hoàn`, `khoản`, `quý` are spelled with the mark where it stands.
_TONE_AT_END = regex.compile(r"(?<![qQ])(?:" + "|".join(_TONE) + r")(?![\p{L}\p{M}])")

# The same in a form that the standard library searches three times as fast; what it finds is looked at again.
_PERHAPS_TONE = re.compile("[oOuU][" + "".join(sorted({pair[1] for pair in _TONE})) + "](?![a-zA-Z])")

_SAME = {
    "Ð": "Đ", "ð": "đ", "Ɖ": "Đ",  # Icelandic eth and African D typed for the Vietnamese letter
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "\u00ad": "-",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ",
}  # fmt: skip
# One search for any of them is ten times as fast as str.translate, for most texts hold few.
_NOT_SAME = re.compile("[" + "".join(map(re.escape, _SAME)) + "]")

# Characters that nobody sees, or that turn the order of what is seen: inside a number they make it another one for the
# reader than for us; and no number has forty digits. Both fold to letters, so that no rule takes a part for the whole,
# and a page of digits costs no more than any other.
_HIDDEN = "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_NOT_A_NUMBER = re.compile(f"[0-9]{{40,}}|(?:(?<=[0-9])|(?<=[0-9][.,/-])){_HIDDEN}+(?=[.,/-]?[0-9])")
# One of them stands there, told in a tenth of the time: texts hold neither, nearly all of them.
_PERHAPS_NO_NUMBER = re.compile(f"[0-9{_HIDDEN[1:-1]}](?:(?<={_HIDDEN})|[0-9]{{39}})")
_NO_NUMBER = "ˑ"


def nfc(text: str) -> str:
    """Return text in Unicode NFC with newlines as `\\n`; the form in which every offset of a record counts."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def canonical(text: str) -> str:
    """Return text, same length, with tone marks, dashes, quotes and spaces in one spelling; letter case is kept.

    >>> canonical("Tỉnh uỷ Khánh Hoà – “quý”")
    'Tỉnh ủy Khánh Hòa - "quý"'
    """
    text = _NOT_SAME.sub(lambda m: _SAME[m.group()], text)
    if _PERHAPS_NO_NUMBER.search(text):
        text = _NOT_A_NUMBER.sub(lambda m: _NO_NUMBER * len(m.group()), text)
    return _PERHAPS_TONE.sub(_with_tone_moved, text)


def _with_tone_moved(pair: "re.Match[str]") -> str:
    return _TONE[pair.group()] if _TONE_AT_END.match(pair.string, pair.start()) else pair.group()


def lower(text: str) -> str:
    """Return text in lower case, same length (a letter whose lower case is longer, as `İ`, stays as it is)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def fold(text: str) -> str:
    """Return the form in which cues and names are compared: canonical and in lower case, same length."""
    return lower(canonical(text))


class _Plain(dict[int, str]):
    """Letters without their marks, worked out when first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = {"đ": "d", "Đ": "d"}.get(letter) or lower(unicodedata.normalize("NFD", letter)[0])
        self[code] = base
        return base


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return text as people type it without marks: in lower case, no diacritics, `d` for `đ`; same length.

    >>> plain("Tỉnh uỷ Đắk Nông – 21-NQ/TW")
    'tinh uy dak nong - 21-nq/tw'
    """
    return _NOT_SAME.sub(lambda m: _SAME[m.group()], text).translate(_PLAIN)


class View:
    """A text with its same-length forms, each computed once and only when asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def norm(self) -> str:
        """`canonical(text)`: one spelling, case kept."""
        return canonical(self.text)

    @cached_property
    def low(self) -> str:
        """`fold(text)`: one spelling, lower case."""
        return lower(self.norm)


# A full stop ends no sentence after these (TP. Hồ Chí Minh, T.Ư, GS. TS., Q. 1, Nxb.), nor after a bare letter (Nguyễn
# V. A); `ở`, `ý` with their marks are words.
_ABBREVIATION = regex.compile(
    r"(?:\b(?:tp|tx|tt|p|q|h|x|gs|pgs|ts|ths|bs|ks|cn|kts|ls|đ/c|đc|mr|ms|dr|st|no|vs|nxb|tr|stt|ubnd|t|v\.v)|\b[a-zđ])\.$",
    regex.IGNORECASE,
)
_BREAK = regex.compile(
    r"\n+"
    r"|(?<=[.!?…][\"')\]]{0,2})[ ]+(?=[\p{Lu}\"'(\[]|[-+*•] |\d{1,2}[.)-] ?\p{Lu})"
    r"|(?<=;)[ ]+(?=\p{Lu}|[-+*•] )"
    r"|(?<=[\p{Ll}\d)\"] )[ ]+(?=\p{Lu})"
)
# Where a sentence can end, told by characters alone: behind a stop and what closes it, or at a run of blanks.
_PERHAPS_BREAK = re.compile(r"""[.!?…;]["')\]]{0,2}(?= )|\n|  """)


# No writer's sentence is longer; a page without stops or line breaks is cut so that work inside a sentence is bounded.
LONGEST_SENTENCE = 2000


def sentences(norm: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a canonical text between two offsets as half-open ranges without outer blanks.

    A sentence ends at a line break, at `.`, `!`, `?`, `…` before a capital (unless an abbreviation stands there), at
    `;` before a capital, and at a run of blanks before a capital, which is where scraped pages lose a caption's end.
    What is longer than `LONGEST_SENTENCE` is cut at a blank.

    >>> text = "Ông Trần V. An ở TP. Vinh nói về nhà ở. Bộ tiếp thu."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Ông Trần V. An ở TP. Vinh nói về nhà ở.', 'Bộ tiếp thu.']
    """
    end = len(norm) if end is None else end
    at = read = start
    for place in _PERHAPS_BREAK.finditer(norm, start, end):
        blank = (
            place.start() if place.group()[0] == "\n" else place.start() + 1 if place.group() == "  " else place.end()
        )
        m = _BREAK.match(norm, blank, end) if blank >= read else None
        if m is None:
            continue
        read = m.end()
        if norm[m.start() - 1 : m.start()] == "." and _ABBREVIATION.search(norm, max(at, m.start() - 8), m.start()):
            continue
        yield from _trimmed(norm, at, m.start())
        at = m.end()
    yield from _trimmed(norm, at, end)


def _trimmed(norm: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and norm[start].isspace():
        start += 1
    while end > start and norm[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = norm.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield start, cut
        start = cut
        while norm[start].isspace():
            start += 1
    if start < end:
        yield start, end


@lru_cache(maxsize=2)
def view_of(text: str) -> View:
    """Return the `View` of a text; the last ones are remembered, for every stage of one article asks for it."""
    return View(text)
