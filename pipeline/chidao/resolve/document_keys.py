"""What a document mention says of itself: type, number, year, symbol, key. Pure functions over the words."""

from functools import cache

import msgspec
import regex

from chidao.rules.gazetteers import Row, aliases, gazetteer
from chidao.text import canonical, fold


class Identity(msgspec.Struct, frozen=True):
    """A document as one mention names it. `family` is what short mentions are matched by: folded type and number."""

    type: str
    key: str
    code: str | None = None
    number: str | None = None
    year: str | None = None
    symbol: str | None = None
    name: str | None = None

    @property
    def full(self) -> bool:
        """True where the key holds symbol or name, and so needs no other mention to complete it."""
        return self.symbol is not None or self.name is not None


@cache
def _types() -> dict[str, Row]:
    table: dict[str, Row] = {}
    for row in gazetteer("document_types"):
        for name in (row["type"], *aliases(row)):
            table.setdefault(fold(name), row)
    return table


@cache
def _codes() -> dict[str, str]:
    """Codes as printed → type: the first row that has it (QĐ is Quyết định; Quy định by its own noun)."""
    table: dict[str, str] = {}
    for row in gazetteer("document_types"):
        for code in (row["code"], *aliases(row)):
            if (code and code.upper() == code) or code in ("CTr", "TTr", "QyĐ", "QĐi"):
                table.setdefault(code, row["type"])
    return table


@cache
def _laws() -> dict[str, Row]:
    table: dict[str, Row] = {}
    for row in gazetteer("laws"):
        for name in (row["name"], *aliases(row)):
            table.setdefault(fold(name), row)
    return table


def type_of(noun: str) -> str | None:
    """Return the document type of a noun or its abbreviation, or None.

    >>> type_of("nghị quyết"), type_of("NQ"), type_of("công văn hỏa tốc")
    ('Nghị quyết', 'Nghị quyết', 'Công văn')
    """
    row = _types().get(" ".join(fold(noun).split()))
    return row["type"] if row else None


def code_of(doc_type: str) -> str | None:
    """Return the code of a type (`NQ`), or None where it has none."""
    row = _types().get(fold(doc_type))
    return (row["code"] or None) if row else None


def law_named(words: str) -> Row | None:
    """Return the law of a name or abbreviation, or None."""
    return _laws().get(" ".join(fold(words).split()))


def law_misspelt(name: str) -> Row | None:
    """Return the only law whose name differs from the printed one in a single letter, or None.

    >>> law_misspelt("Luật Đất đại")["name"]
    'Luật Đất đai'
    """
    printed = " ".join(fold(name).split())
    if len(printed) < len("luật đất đai"):
        return None
    near = {row["name"]: row for known, row in _laws().items() if _one_letter_off(printed, known)}
    return next(iter(near.values())) if len(near) == 1 else None


def _one_letter_off(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[same + (len(a) >= len(b)) :] == b[same + (len(b) >= len(a)) :]


# Where the state writes a small letter: Thủ tướng, Tờ trình, Chương trình (Nghị định 30/2020/NĐ-CP).
_SPELLED = {
    "QDD": "QĐ",
    "TTG": "TTg",
    "TTR": "TTr",
    "CTR": "CTr",
    "TƯ": "TW",
    "T.Ư": "TW",
    "TỪ": "TW",
    "NHNN": "NHNN",
    "ƯBND": "UBND",
    "QH2013": "QH13",
}


# A code and its organ without the hyphen: `15/2020/NĐCP`.
_RUN_TOGETHER = regex.compile(r"^(NĐ|QĐ|NQ|CT|TT|CĐ|TB|KH|BC|TTr)(CP|TT[gG]|UBND|HĐND|TW|TƯ|TU|B[A-ZĐ]{1,6})$")


def symbol_of(printed: str) -> str:
    """Return a symbol as the state writes it: no blanks, `TW` for `TƯ`, `TTg`.

    >>> symbol_of("NQ / TƯ"), symbol_of("QĐ-TTG"), symbol_of("NQ-TW"), symbol_of("NĐCP")
    ('NQ/TW', 'QĐ-TTg', 'NQ/TW', 'NĐ-CP')
    """
    text = _RUN_TOGETHER.sub(r"\1-\2", regex.sub(r"\s+", "", canonical(printed)).strip("."))
    parts = [_SPELLED.get(p.upper(), p) if p != "TTr" else p for p in regex.split(r"([/-])", text)]
    if len(parts) == 3 and parts[1] == "-" and parts[2] in ("TW", "TU") and parts[0] in _codes():
        parts[1] = "/"
    return "".join(parts)


def number_of(printed: str) -> str:
    """Return a number with at least two digits. `3` → `03`, `36a` → `36a`."""
    digits = regex.match(r"\d+", printed)
    return (
        printed.zfill(2)
        if digits and digits.group() == printed
        else printed.zfill(2 + len(printed) - len(digits.group() if digits else ""))
    )


_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def arabic(printed: str) -> str:
    """Return an ordinal in Arabic figures, as plenums are known.

    >>> arabic("năm"), arabic("mười hai"), arabic("IV"), arabic("4")
    ('5', '12', '4', '4')
    """
    if printed in _ROMAN[1:]:
        return str(_ROMAN.index(printed))
    first, *rest = printed.split() or [""]
    if first not in _ORDINALS:
        return printed
    units = {"một": 1, "hai": 2, "ba": 3, "bốn": 4}
    return str(_ORDINALS[first] + (units.get(rest[0], 0) if rest else 0))


def roman(printed: str) -> str:
    """Return an ordinal up to 29 in Roman figures, as congresses and terms are known.

    >>> roman("12"), roman("XII"), roman("mười hai"), roman("21")
    ('XII', 'XII', 'XII', 'XXI')
    """
    digits = arabic(printed) if printed and not regex.fullmatch(r"[IVX]+", printed) else printed
    if not digits.isdigit() or not 0 < int(digits) < 30:
        return printed
    tens, ones = divmod(int(digits), 10)
    return "X" * tens + _ROMAN[ones]


def congress(noun: str, nth: str | None, base: str | None, party: str | None) -> Identity:
    """Return the identity of a congress's resolution: of the Party (`Đại hội XII`) or of its organisation (`base`)."""
    doc_type = "Nghị quyết" if fold(noun) == "nghị quyết" else "Văn kiện"
    if base:
        place = regex.sub(
            r"(?<=Đảng bộ )TP\.?|(?<=Đảng bộ )Tỉnh|(?<=Đảng bộ )Thành phố",
            lambda m: "tỉnh" if m[0] == "Tỉnh" else "thành phố",
            "Đ" + " ".join(base.split())[1:],
        )
        held = f"{place} lần thứ {roman(nth)}" if nth else place
    elif party and " " in party:
        held = f"{roman(nth)} của {party}" if nth else party  # another country's party
    else:
        held = roman(nth) if nth else "Đảng"
    name = f"{doc_type} Đại hội {held}"
    return Identity(doc_type, name, code_of(doc_type), name=name)


def numbered(noun: str | None, number: str, year: str | None, joint: str | None, symbol: str | None) -> Identity | None:
    """Return the identity of a numbered mention, or None where neither noun nor symbol tells a type."""
    code = regex.match(r"[\p{L}]+", symbol).group() if symbol else None  # type: ignore[union-attr]
    by_noun = type_of(noun) if noun else None
    by_code = _codes().get(code or "")
    if symbol and regex.match(r"QH\d", symbol):
        by_code = by_noun or "Luật"
    elif symbol and regex.match(r"UBTVQH\d", symbol):
        by_code = by_noun or "Nghị quyết"
    elif symbol and code == "TT" and not symbol.upper().endswith(("TW", "TU", "TƯ")):
        by_code = "Thông tư"  # only the Party has a Thông tri
    doc_type = by_noun or by_code
    if doc_type == "Văn bản" and by_code:
        doc_type = by_code
    if doc_type is None:
        return None
    padded = number_of(number)
    if symbol is None:
        suffix = f"/{year}" if year else ""
        return Identity(doc_type, f"{doc_type} {padded}{suffix}", code_of(doc_type), padded, year)
    symbol = symbol_of(symbol)
    if year is not None and doc_type == "Nghị định" and symbol == "CP":
        symbol = "NĐ-CP"  # since numbers hold their year, the state's decrees hold the code as well
    if year is not None:
        middle = f"-{year}/" if joint == "-" else f"/{year}/"
    elif ("/" in symbol and "-" not in symbol.split("/")[0] and joint != "/") or (
        "/" in symbol and symbol.split("/")[0] in _codes() and symbol.split("/")[-1] in ("TW", "TU")
    ):
        middle = "-"
    else:
        middle = "/" if joint != "-" or "/" not in symbol else "-"
    return Identity(doc_type, f"{padded}{middle}{symbol}", code_of(doc_type), padded, year, symbol)


def organ_of(symbol: str) -> str | None:
    """Return the part of a symbol that stands for the issuing body.

    >>> organ_of("NQ/TW"), organ_of("NĐ-CP"), organ_of("UBND-KTN"), organ_of("CV/VPTW")
    ('TW', 'CP', 'UBND', 'VPTW')
    """
    parts = regex.split(r"[/-]", symbol)
    if parts[0] in _codes() and len(parts) > 1:
        return parts[1] if len(parts) == 2 or parts[0] != "TTLT" else None
    if regex.fullmatch(r"QH1\d", parts[0]):
        return "QH"
    if regex.fullmatch(r"UBTVQH1\d", parts[0]):
        return "UBTVQH"
    return parts[0]
