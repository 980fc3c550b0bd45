"""The Vietnamese character sets from before Unicode: bytes ⇄ text, exactly, by the chart in `letters.csv`.

| name         | what it is                                                   | source of its column        |
|--------------|--------------------------------------------------------------|-----------------------------|
| tcvn3        | ABC fonts (`.VnTime`): no codes for capitals with a tone      | TCVN 5712:1993, VN3         |
| tcvn5712-1   | the full standard, capitals with a tone in the control codes  | TCVN 5712:1993, VN1 (glibc) |
| viscii       | one byte a letter                                             | RFC 1456 (glibc)            |
| vps          | Vietnamese Professionals Society                              | x-viet-vps (Perl's Encode)  |
| vni          | VNI-Windows fonts (`VNI-Times`): a letter, then its mark      | chart of the UniKey project |
| viqr         | ASCII mnemonics (`Vie^.t Nam`), `\\` before a literal mark     | RFC 1456                    |
| windows-1258 | letters with combining tones                                  | Python's codec `cp1258`     |

What a set gives no meaning of its own is read as windows-1252, whose quotes and dashes the fonts kept.
"""

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

SINGLE_BYTE = ("tcvn3", "tcvn5712-1", "viscii", "vps")
CHARSETS = (*SINGLE_BYTE, "vni", "windows-1258", "viqr")

# Columns of the chart by the name of the set, where they differ.
_COLUMN = {"tcvn5712-1": "tcvn1"}


@cache
def chart(charset: str) -> dict[str, str]:
    """Return letter → what stands for it: hex digits, or the mnemonic of VIQR. A letter without a code is left out."""
    column = _COLUMN.get(charset, charset)
    table = files("chidao.encodings").joinpath("letters.csv").read_text(encoding="utf-8")
    return {row["letter"]: row[column] for row in csv.DictReader(table.splitlines()) if row[column]}


@cache
def western() -> tuple[str, ...]:
    """Return what each byte is in windows-1252; the five that it leaves free are the control codes of their number."""
    return tuple(bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in range(256))


@cache
def _from_western() -> dict[int, int]:
    return {ord(c): b for b, c in enumerate(western()) if ord(c) != b}


def western_bytes(text: str) -> bytes | None:
    """Return the bytes that a text was before it was read as windows-1252, or None where it cannot be that."""
    try:
        return text.translate(_from_western()).encode("latin-1")
    except UnicodeEncodeError:
        return None


def read(data: bytes, charset: str) -> str:
    """Return the text that bytes are in a set. Raises UnicodeDecodeError where they cannot be that.

    >>> read("TØnh ñy".encode("cp1252"), "tcvn3")
    'Tỉnh ủy'
    """
    if charset == "windows-1258":
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    if charset == "viqr":
        return _read_viqr(data.decode("ascii"))
    if charset == "vni":
        return _vni_pattern().sub(_vni_letter, data.decode("latin-1")).translate(_vni_rest())
    text = data.decode("latin-1").translate(_single(charset))
    return _capitals(text) if charset == "tcvn3" else text


def write(text: str, charset: str) -> bytes:
    """Return a text in a set. Raises UnicodeEncodeError for a character that it lacks, KeyError for no set.

    TCVN3 writes a capital with a tone as the small letter, as its fonts do.
    """
    text = unicodedata.normalize("NFC", text)
    if charset == "windows-1258":
        return "".join(_for_1258(c) for c in text).encode("cp1258")
    if charset == "viqr":
        return _write_viqr(text).encode("ascii")
    table = _writing(charset)
    pieces: list[bytes] = []
    for at, c in enumerate(text):
        piece = table.get(c)
        if piece is None:
            raise UnicodeEncodeError(charset, text, at, at + 1, "no such letter in this set")
        pieces.append(piece)
    return b"".join(pieces)


@cache
def _single(charset: str) -> dict[int, str]:
    table = {b: c for b, c in enumerate(western()) if ord(c) != b}
    table.update({int(code, 16): letter for letter, code in chart(charset).items()})
    return table


@cache
def _writing(charset: str) -> dict[str, bytes]:
    letters = {letter: bytes.fromhex(code) for letter, code in chart(charset).items()}
    taken = set(b"".join(letters.values())) - set(range(0x41, 0x7B))
    free = {c: bytes([b]) for b, c in enumerate(western()) if b not in taken}
    if charset == "tcvn3":
        letters.update({c.upper(): code for c, code in list(letters.items()) if c.upper() not in letters})
    return {**free, **letters}


# What the fonts kept of windows-1252: quotes, dashes, dots, the no-break space, the degree.
_KEPT = frozenset(b"\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xb0")


@cache
def usual(charset: str) -> bytes:
    """Return the bytes that text in a set consists of; others are a sign that it is another set."""
    if charset == "windows-1258":
        return bytes(range(256))
    letters = b"".join(bytes.fromhex(code) for code in chart(charset).values())
    foreign = [b for b in range(0x80, 0x100) if western()[b].isalpha() and western()[b] not in chart("tcvn5712-1")]
    return bytes({*letters, *_KEPT, *foreign, *range(0x20, 0x7F), *b"\t\n\r\x0c"})


# ------------------------------------------------------------------ VNI
@cache
def _vni() -> dict[str, str]:
    table: dict[str, str] = {}
    for letter, code in chart("vni").items():
        stands = bytes.fromhex(code).decode("latin-1")
        table[stands] = letter
        if len(stands) == 2:  # the mark in the other case: the letter decides
            table[stands[0] + stands[1].swapcase()] = letter
    return table


@cache
def _vni_pattern() -> "re.Pattern[str]":
    return re.compile("|".join(re.escape(s) for s in sorted(_vni(), key=lambda s: -len(s))))


def _vni_letter(match: "re.Match[str]") -> str:
    return _vni()[match.group()]


@cache
def _vni_rest() -> dict[int, str]:
    return {b: c for b, c in enumerate(western()) if 0x80 <= b < 0xA0}


# ------------------------------------------------------------------ windows-1258
def _for_1258(letter: str) -> str:
    """Return a letter as windows-1258 has it: whole, or the vowel with its shape and a combining tone."""
    try:
        letter.encode("cp1258")
        return letter
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"), "")
        return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone if tone else letter


# ------------------------------------------------------------------ VIQR
_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_MARKS = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR = re.compile(
    r"\\(?P<literal>.)|(?P<d>[dD])[dD]"
    r"|(?P<vowel>[aeiouyAEIOUY])(?P<shape>(?<=[aeoAEO])\^|(?<=[aA])\(|(?<=[ouOU])[+*])?(?P<mark>['`?~.])?",
    re.DOTALL,
)


def _read_viqr(text: str) -> str:
    strict = "\\" in text or not _unescaped(text)

    def letter(m: "re.Match[str]") -> str:
        if m["literal"]:
            return str(m["literal"])
        if m["d"]:
            return "Đ" if m["d"] == "D" else "đ"
        mark, stop = m["mark"] or "", ""
        if not strict and mark in ("?", ".") and _is_stop(text, m.end()):
            mark, stop = "", mark
        return unicodedata.normalize("NFC", m["vowel"] + _SHAPES.get(m["shape"], "") + _MARKS.get(mark, "")) + stop

    return _VIQR.sub(letter, text)


# A stop, not a mark: at the end of a line, or between a word in small letters and a capital.
_STOP = re.compile(r"\s*\Z| ?\n")
_STOP_WITHIN = re.compile(r" {1,2}[A-Z]")
_STOPPED = re.compile(r"(?<=\s)[a-z][^\s\\]*[aeiouyAEIOUY][\^(+*]?[?.](?=\s*\Z| ?\n| {1,2}[A-Z])")
_STOPS_AFTER_CONSONANT = re.compile(r"[b-df-hj-np-tv-xz][?.](?:\s*\Z| ?\n| {1,2}[A-Z])")


def _is_stop(text: str, at: int) -> bool:
    if _STOP.match(text, at):
        return True
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return text[start].islower() and _STOP_WITHIN.match(text, at) is not None


def _unescaped(text: str) -> bool:
    """Say whether a text without any `\\` was typed by someone who leaves stops to the reader.

    Three Vietnamese syllables of ten end in a vowel, and so do the sentences. A text that keeps to the RFC has a `\\`
    at every such end; one that has none has no such ends either, only words like `ve^.` before a name.
    """
    after_vowel = len(set(_STOPPED.findall(text)))
    return after_vowel > 3 and 2 * after_vowel > len(_STOPS_AFTER_CONSONANT.findall(text))


def _write_viqr(text: str) -> str:
    mnemonics = chart("viqr")
    pieces: list[str] = []
    for c in text:
        before = pieces[-1] if pieces else ""
        if before in ("d", "D") and c in "đĐ":
            pieces[-1] = "\\" + before
        pieces.append("\\" + c if c == "\\" or _joins(before, c) else mnemonics.get(c, c))
    return "".join(pieces)


def _joins(before: str, c: str) -> bool:
    """Say whether a reader would take a character for a mark of what stands before it."""
    if before[:1] not in tuple("aeiouyAEIOUY"):
        return before in ("d", "D") and c in "dD"
    return (c in _MARKS and before[-1] not in _MARKS) or (c in _SHAPES and len(before) == 1)


# ------------------------------------------------------------------ capitals that TCVN3 lacks
_WORD = re.compile(r"[^\W\d_]+")


_SENTENCE_START = re.compile(r"(?:^|(?<=[^\W\d_]{3}[.!?] ))([\"'“(]?)([^\W\d_])", re.MULTILINE)


def _capitals(text: str) -> str:
    """Return text with the capitals restored that TCVN3 writes small, where spelling leaves no doubt.

    `QUYếT ĐịNH` was typed in capitals, so was `Lý` in a line of such words, and a sentence begins with one. `ủy ban`
    inside a sentence stays as it stands.
    """
    small = _without_capital()
    text = "\n".join(_line(line) for line in text.split("\n"))
    return _SENTENCE_START.sub(lambda m: m[1] + (m[2].upper() if m[2] in small else m[2]), text)


@cache
def _without_capital() -> frozenset[str]:
    return frozenset(letter for letter in chart("tcvn3") if letter.upper() not in chart("tcvn3"))


def _line(line: str) -> str:
    small = _without_capital()
    words = [(m, [c for c in m.group() if c not in small]) for m in _WORD.finditer(line)]
    told = [(m, kept) for m, kept in words if len(kept) > 1]
    loud = sum(all(c.isupper() for c in kept) for _, kept in told)
    pieces: list[str] = []
    at = 0
    for m, kept in words:
        doubtful = len(kept) < 2
        if len(kept) < len(m.group()) and all(c.isupper() for c in kept) and (not doubtful or 2 * loud > len(told)):
            pieces += line[at : m.start()], m.group().upper()
            at = m.end()
    return "".join((*pieces, line[at:]))
