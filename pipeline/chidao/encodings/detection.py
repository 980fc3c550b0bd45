"""Which encoding is this? The reading whose words are Vietnamese syllables.

`decode` takes bytes, `mend` a text that was decoded wrongly before it came here. Good UTF-8 pays for two searches that
find nothing; the rest is weighed only where one of them says so.
"""

import codecs
import re
import unicodedata
from typing import NamedTuple

from chidao.encodings import charsets
from chidao.encodings.syllables import plausible, plausible_without_tone, split_tone


class DecodeError(ValueError):
    """Bytes or text that cannot be read or restored; the message says why."""


class Decoded(NamedTuple):
    """A text and the encoding it was found in.

    `utf-8/tcvn3` says that TCVN3 letters were found inside UTF-8, `utf-8/mojibake` that UTF-8 had been read as
    windows-1252, `utf-8/nfd` that letters and marks stood apart.
    """

    text: str
    encoding: str


# Letters that no other language of Europe has: a page with them was read rightly, or in part.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
# UTF-8 of Vietnamese letters, read as windows-1252 or latin-1: á»‰ áº£ Ä‘ Æ° Ã¡.
_MOJIBAKE = re.compile("[áÄÆÃÅ](?:(?<=á)[º»]|(?<=Ä)[‘\x90\x91ƒ‚¨©]|(?<=Æ)[°¡¯\xa0]|(?<=Ã)[¡-¿ƒ€‚„…\xa0 ]|(?<=Å)[¨©])")
_TONED = "".join(unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in "\u0300\u0301\u0309\u0303\u0323")
_TWO_TONES = re.compile(f"[{_TONED}]{{2}}")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
# Signs that stand beside letters only where those were read wrongly.
_ODD = re.compile("[\x80-\x9f¡-©«¬\xad®-¹»-¿×÷ƒ†‡ˆ‰‹›˜™]")
_ONE_LETTER = frozenset("ởýàạảáừồờỞÝÀẠẢÁỪỒỜ")

# How much of a text is weighed, in characters from its beginning and from its middle.
_SAMPLE = 20_000
# Of the words with marks so many must be syllables for a reading to be believed …
_LIKELY = 0.8
# … and so many words it takes where the text could also be what it seems, a text in another language.
_WORDS = 5
# Vietnamese without marks: of so many words nearly all are bare syllables.
_BARE_WORDS, _BARE = 25, 0.85
# How often UTF-8 may have been read as windows-1252, one time over the other.
_TIMES = 3
_VIQR_MARK = re.compile(r"[aeoAEO]\^|[aA]\(|[ouOU][+*]|[aeiouyAEIOUY]['`?~.](?=[a-z ])|\b[dD][dD]")
# Words that English, French and other languages share none of.
_BARE_VIETNAMESE = re.compile(
    r"\b(?:cua|nguoi|khong|duoc|nhung|trong|viec|ngay|tinh|huyen|xa|cac|voi|nam|den|cho|va|theo|thuc|hien|quyet|dinh)\b"
)


def decode(data: bytes) -> Decoded:
    """Return the text of bytes and their encoding: UTF-8, UTF-16, or one of the Vietnamese sets before Unicode.

    The text is in NFC. Raises DecodeError for binary data, bytes that are Vietnamese in no known encoding, and text
    that is Vietnamese but cannot be restored: without marks, or with tones put in at random.

    >>> decode("TØnh ñy ban hµnh nghÞ quyÕt".encode("cp1252"))
    Decoded(text='Tỉnh ủy ban hành nghị quyết', encoding='tcvn3')
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return mend(_strict(data[len(mark) :], "utf-8" if name == "utf-8-sig" else name), name)
    if b"\0" in data:
        found = _utf16_without_mark(data)
        if found is None:
            raise DecodeError("binary data: NUL bytes, and no UTF-16 text")
        return mend(_strict(data, found), found)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found_in = _legacy(data, at_least=1)
        if found_in is None:
            at = f"byte 0x{data[error.start]:02x} at offset {error.start}"
            raise DecodeError(f"not utf-8, and Vietnamese in no older encoding: {at}") from error
        return _kept(found_in)
    return mend(text, "utf-8")


def mend(text: str, encoding: str = "utf-8") -> Decoded:
    """Return a text as it was meant, in NFC, and `encoding` with what was undone (`utf-8/vni`). Raises DecodeError."""
    if _VIETNAMESE.search(text) is None:
        return _without_vietnamese(text, encoding)
    if _MOJIBAKE.search(text):
        mended = _unmojibake(text)
        if mended != text:
            return Decoded(unicodedata.normalize("NFC", mended), f"{encoding}/mojibake")
    if not unicodedata.is_normalized("NFC", text):
        text, encoding = unicodedata.normalize("NFC", text), f"{encoding}/nfd"
    return _kept(Decoded(text, encoding))


def _kept(found: Decoded) -> Decoded:
    """Return what was found, unless its tones were put in at random."""
    if _TWO_TONES.search(found.text) and _scrambled(found.text):
        raise DecodeError("tone marks put in at random: the text cannot be restored")
    return found


def _scrambled(text: str) -> bool:
    marked = wrong = 0
    for word in _MARKED.findall(_sample(text)):
        marked += 1
        if not plausible(word):
            plain, toned = split_tone(word)
            wrong += len(toned) > 1 or (len(toned) == 1 and plausible(plain))
    return wrong >= 3 and wrong * 10 > marked


def _without_vietnamese(text: str, encoding: str) -> Decoded:
    """Weigh a text that has none of the letters of Vietnamese: it may hold them in another guise."""
    if not text.isascii():
        if _MOJIBAKE.search(text):
            mended = _unmojibake(text)
            if _VIETNAMESE.search(mended):
                return _kept(Decoded(unicodedata.normalize("NFC", mended), f"{encoding}/mojibake"))
        data = charsets.western_bytes(text)
        found = _legacy(data, at_least=_WORDS) if data else None
        if found is not None:
            return _kept(Decoded(found.text, f"{encoding}/{found.encoding}"))
    elif (mnemonic := _viqr(text)) is not None:
        return _kept(Decoded(mnemonic, "viqr" if encoding == "utf-8" else f"{encoding}/viqr"))
    if _bare(text):
        raise DecodeError("Vietnamese without diacritics: the text cannot be restored")
    return Decoded(unicodedata.normalize("NFC", text), encoding)


def _legacy(data: bytes, *, at_least: int) -> Decoded | None:
    """Return the reading of bytes in which their words are Vietnamese, or None where no reading makes them so."""
    sample = data if len(data) <= 2 * _SAMPLE else data[:_SAMPLE] + b"\n" + data[len(data) // 2 :][:_SAMPLE]
    best, name = (0.0, 0), None
    for charset in (*charsets.SINGLE_BYTE, "vni", "windows-1258"):
        strays = len(sample.translate(None, charsets.usual(charset)))
        try:
            weight = _likelihood(charsets.read(sample, charset), strays)
        except UnicodeDecodeError:
            continue
        if weight > best and weight[1] >= at_least:
            best, name = weight, charset
    if name is None or best[0] < _LIKELY:
        return None
    try:
        return Decoded(unicodedata.normalize("NFC", charsets.read(data, name)), name)
    except UnicodeDecodeError:
        return None


def _likelihood(text: str, strays: int = 0) -> tuple[float, int]:
    """Return (share, count) of a reading's words with marks that are syllables; what is odd counts against it."""
    words = _MARKED.findall(text)
    good = sum(plausible(w) and (len(w) > 1 or w in _ONE_LETTER) for w in words)
    odd = sum(
        text[m.start() - 1 : m.start()].isalpha() or text[m.end() : m.end() + 1].isalpha() for m in _ODD.finditer(text)
    )
    return (good / (len(words) + odd + strays) if words else 0.0), good


def _viqr(text: str) -> str | None:
    if _VIQR_MARK.search(text) is None:
        return None
    sample = charsets.read(_sample(text).encode("ascii"), "viqr")
    share, count = _likelihood(sample)
    words = len(_WORD.findall(sample))
    if count < _WORDS or share < _LIKELY or count * 3 < words:
        return None
    return charsets.read(text.encode("ascii"), "viqr")


def _bare(text: str) -> bool:
    words = _WORD.findall(_sample(text))
    if len(words) < _BARE_WORDS:
        return False
    lower = " ".join(words).lower()
    known = len(_BARE_VIETNAMESE.findall(lower))
    return known * 10 > len(words) and sum(map(plausible_without_tone, words)) > _BARE * len(words)


def _sample(text: str) -> str:
    return text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + "\n" + text[len(text) // 2 :][:_SAMPLE]


# ------------------------------------------------------------------ UTF-8 read as windows-1252
def _unmojibake(text: str) -> str:
    """Return text with UTF-8 restored that was read as windows-1252; ftfy mends what is not wholly so."""
    for _ in range(_TIMES):
        data = charsets.western_bytes(text)
        if data is None or _MOJIBAKE.search(text) is None:
            break
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            break
    if _MOJIBAKE.search(text) is None:
        return text
    import ftfy

    return "\n".join(ftfy.fix_encoding(line) if _MOJIBAKE.search(line) else line for line in text.split("\n"))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DecodeError(f"not {encoding}: byte 0x{data[error.start]:02x} at offset {error.start}") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Say which UTF-16 it is by the side on which the zero bytes of spaces and line breaks stand."""
    head = data[:4096]
    spaces_le = sum(head[i : i + 2] in (b" \0", b"\n\0") for i in range(0, len(head) - 1, 2))
    spaces_be = sum(head[i : i + 2] in (b"\0 ", b"\0\n") for i in range(0, len(head) - 1, 2))
    if max(spaces_le, spaces_be) * 40 < len(head) // 2:
        return None
    return "utf-16-le" if spaces_le > spaces_be else "utf-16-be"
