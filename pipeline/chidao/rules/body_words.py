"""The words that names of bodies are made of: central bodies, provinces, departments, levels, family names."""

from functools import cache

import msgspec
import regex

from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import fold


class BodyName(msgspec.Struct, frozen=True):
    """A name found at [start, end).

    `head` is the canonical name without its place (`Ủy ban nhân dân tỉnh`), `place` the place as written in canonical
    spelling, `needs_place` says that the head alone tells no one body. `of` is the body of an office.
    """

    start: int
    end: int
    head: str
    kind: str
    level: str | None
    place: str | None = None
    person: str | None = None
    needs_place: bool = False
    rule: str = "body/gazetteer"


# ------------------------------------------------------------------ words
TOKEN = regex.compile(r"[\p{L}\p{N}/]+")
_JOINT = regex.compile(r"(?:\s?[,&.-]\s?|\s+và\s+|\s{1,3}|\.(?=\p{L}))")
_SKIPPED = frozenset({"và", "v"})


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(t for t in TOKEN.findall(fold(text)) if t not in _SKIPPED)


class _Trie:
    """Names by their words; the separators between words (và, &, -, comma) do not count."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}

    def add(self, name: str, value: object) -> None:
        node = self._root
        for token in _tokens(name):
            node = node.setdefault(token, {})  # type: ignore[assignment]
        node.setdefault("", value)

    @property
    def firsts(self) -> frozenset[str]:
        return frozenset(self._root)

    def longest(self, low: str, start: int, limit: int) -> tuple[int, object] | None:
        """Return (end, value) of the longest name that begins at `start`, or None."""
        node: dict[str, object] = self._root
        best: tuple[int, object] | None = None
        at = start
        while True:
            m = TOKEN.match(low, at, limit)
            if m is None:
                return best
            token = m.group()
            if token not in _SKIPPED:
                child = node.get(token)
                if child is None:
                    return best
                node = child  # type: ignore[assignment]
                if "" in node:
                    best = (m.end(), node[""])
            joint = _JOINT.match(low, m.end(), limit)
            if joint is None:
                return best
            at = joint.end()


@cache
def central_bodies() -> _Trie:
    trie = _Trie()
    for row in gazetteer("bodies"):
        for name in (row["name"], *aliases(row)):
            trie.add(name, row)
    return trie


@cache
def provinces() -> dict[str, str]:
    """Return folded names and aliases of provinces → canonical name."""
    table: dict[str, str] = {}
    for row in gazetteer("provinces"):
        for name in (row["name"], *aliases(row)):
            table.setdefault(fold(name), row["name"])
    return table


@cache
def departments() -> _Trie:
    """`Sở X` by the domains of the ministries and those that only provinces have (Nghị định 24/2014/NĐ-CP)."""
    trie = _Trie()
    for row in gazetteer("bodies"):
        if row["name"].startswith("Bộ ") and row["kind"] == "government":
            for name in (row["name"], *aliases(row)):
                if name.startswith("Bộ "):
                    trie.add("Sở " + name[3:], "Sở " + row["name"][3:])
    for name, short in (
        ("Sở Quy hoạch - Kiến trúc", "Sở QHKT;Sở QH-KT"),
        ("Sở Ngoại vụ", ""),
        ("Sở Du lịch", ""),
        ("Sở Văn hóa và Thể thao", "Sở VHTT;Sở VH&TT"),
        ("Sở Cảnh sát Phòng cháy và chữa cháy", "Sở Cảnh sát PCCC;Cảnh sát PCCC"),
        ("Sở Giao dịch chứng khoán", ""),
        ("Sở Nông nghiệp", ""),
        ("Sở Văn hóa, Thông tin và Thể thao", ""),
        ("Sở An toàn thực phẩm", ""),
        ("Sở Dân tộc", ""),
    ):
        for n in (name, *(s for s in short.split(";") if s)):
            trie.add(n, name)
    return trie


CAP = r"\p{Lu}[\p{L}']*"
LEVELS = {
    "tỉnh": ("province", "tỉnh"),
    "thành phố": ("city", "thành phố"),
    "tp": ("city", "thành phố"),
    "tp.": ("city", "thành phố"),
    "huyện": ("district", "huyện"),
    "quận": ("district", "quận"),
    "q.": ("district", "quận"),
    "thị xã": ("district", "thị xã"),
    "tx": ("district", "thị xã"),
    "tx.": ("district", "thị xã"),
    "xã": ("commune", "xã"),
    "phường": ("commune", "phường"),
    "p.": ("commune", "phường"),
    "thị trấn": ("commune", "thị trấn"),
    "đặc khu": ("commune", "đặc khu"),
    "cấp tỉnh": ("province", "cấp tỉnh"),
    "cấp huyện": ("district", "cấp huyện"),
    "cấp xã": ("commune", "cấp xã"),
}
LEVEL = (
    r"(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|[Tt]hành Phố|THÀNH PHỐ|T[Pp]\.?|[Hh]uyện|HUYỆN|[Qq]uận|"
    r"Q\.|[Tt]hị xã|TX\.?|[Xx]ã|[Pp]hường|P\.|[Tt]hị trấn|[Đđ]ặc khu)(?![\p{L}])"
)


@cache
def place_pattern() -> str:
    known = sorted({n for row in gazetteer("provinces") for n in (row["name"], *aliases(row))}, key=len, reverse=True)
    names = "|".join(regex.escape(n).replace(r"\ ", r"\s?").replace(r"\-", r"\s?-\s?") for n in known)
    return rf"(?:(?:{names}|{CAP}(?:\s{CAP}){{0,3}}|[1-9][0-9]?)(?![\p{{L}}]))"


# The commonest family names: with three or more syllables one of them begins a person and not a place.
_SURNAMES = frozenset(fold(row["surname"]) for row in gazetteer("surnames"))


def vietnamese(person: str) -> bool:
    """Say whether a person's name begins with a Vietnamese family name."""
    return fold(person).split(" ", 1)[0] in _SURNAMES


def is_person(name: str) -> bool:
    """Say whether capitalised words are a Vietnamese person's name rather than a place.

    >>> is_person("Đinh La Thăng"), is_person("Hà Tĩnh")
    (True, False)
    """
    folded = fold(name)
    return folded not in provinces() and folded.split(" ", 1)[0] in _SURNAMES and folded.count(" ") >= 2


# Words that begin a sentence right after a name and are no part of it: `UBND TP. Về việc này`.
NO_PLACE = frozenset(
    [
        "về",
        "theo",
        "tại",
        "trong",
        "sau",
        "khi",
        "đây",
        "hiện",
        "để",
        "nếu",
        "từ",
        "trước",
        "tuy",
        "do",
        "với",
        "ngoài",
        "các",
        "những",
        "bên",
        "cùng",
        "và",
        "thì",
        "là",
        "không",
        "chủ",
        "phó",
        "ông",
        "bà",
        "sở",
        "bộ",
        "ban",
    ]
)


def province_named(name: str) -> str:
    return provinces().get(fold(name), name)
