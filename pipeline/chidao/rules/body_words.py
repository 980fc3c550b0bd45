"""The words that names of bodies are made of: central bodies, provinces, departments, levels, family names."""

from functools import cache, cached_property

import msgspec
import regex

from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import fold


class BodyName(msgspec.Struct, frozen=True):
    """A name found at [start, end).

    `head` is the canonical name without its place (`Ủy ban nhân dân tỉnh`), `place` the place as written in canonical
    spelling, `needs_place` says that the head alone tells no one body. `foreign` is the whole name where it is another
    country's (`Thủ tướng Nhật Bản`). `address` holds the places in which a body lies and that its name takes with it
    (`UBND xã A, huyện B`).
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
    foreign: str | None = None
    address: "tuple[BodyName, ...]" = ()


# ------------------------------------------------------------------ words
TOKEN = regex.compile(r"[\p{L}\p{N}/]+")
_JOINT = regex.compile(r"(?:\s?[,&.-]\s?|\s+và\s+|\s{1,3}|\.(?=\p{L}))")
_MARKS = ",&.-"
_SKIPPED = frozenset({"và", "v", "của"})
# Short forms that any name may hold: the table spells them out, the texts do not.
_SPELLED_OUT = {"ub": ("ủy", "ban"), "qh": ("quốc", "hội"), "vn": ("việt", "nam"), "tw": ("trung", "ương")}
_INITIALS = regex.compile(r"\p{Lu}+(?:[&.,-]\p{Lu}+)+(?![\p{L}])")


def words_of(name: str) -> tuple[str, ...]:
    """Return the folded words by which a name is looked up; separators and filling words do not count.

    >>> words_of("Bộ Giáo dục & Đào tạo") == words_of("Bộ giáo dục và đào tạo")
    True
    """
    found: list[str] = []
    for token in TOKEN.findall(fold(name)):
        if token not in _SKIPPED:
            found.extend(_SPELLED_OUT.get(token, (token,)))
    return tuple(found)


class _Trie:
    """Names by their words; the separators between words (và, &, -, comma) do not count."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}

    def add(self, name: str, value: object) -> None:
        # `GD&ĐT` is written `GDĐT` as well
        for form in dict.fromkeys((name, _INITIALS.sub(lambda m: regex.sub(r"\P{L}", "", m.group()), name))):
            node = self._root
            for word in words_of(form):
                node = node.setdefault(word, {})  # type: ignore[assignment]
            node.setdefault("", value)

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The words that a name can begin with, short forms included."""
        return frozenset(self._root) | {s for s, words in _SPELLED_OUT.items() if words[0] in self._root}

    @property
    def beginnings(self) -> set[str]:
        """Folded strings of which one begins every name: its first word with what can follow it."""
        found: set[str] = set()
        for first, node in self._root.items():
            forms = [first, *(s for s, words in _SPELLED_OUT.items() if words[0] == first)]
            if "" in node or len(forms) > 1:  # type: ignore[operator]
                found.update(forms)  # a whole name by itself, or the second word stands in the short form
                continue
            short = [s for s, words in _SPELLED_OUT.items() if words[0] in node]  # type: ignore[operator]
            found.update(f"{first} {word}" for word in (*node, *short, *_SKIPPED, *_MARKS))  # type: ignore[misc]
            found.update(first + mark for mark in _MARKS)
        return found

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
                for word in _SPELLED_OUT.get(token, (token,)):
                    child = node.get(word)
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
def local_bodies() -> _Trie:
    """Return the heads of state, front and union bodies that every province, district or commune has one of."""
    trie = _Trie()
    for row in gazetteer("local_bodies"):
        for name in (row["name"], *aliases(row)):
            trie.add(name, row)
    return trie


@cache
def provinces() -> dict[str, str]:
    """Return folded names and aliases of provinces → canonical name."""
    # what stays of `TP.HCM` where its level has been read
    table: dict[str, str] = {"hcm": "Hồ Chí Minh"}
    for row in gazetteer("provinces"):
        for name in (row["name"], *aliases(row)):
            table.setdefault(fold(name), row["name"])
    return table


@cache
def departments() -> _Trie:
    """`Sở X`, `Phòng X`: by the domains of the ministries and those that only provinces and districts have."""
    trie = _Trie()
    for row in gazetteer("departments"):
        for name in (row["name"], *aliases(row)):
            trie.add(name, row["name"])
    for row in gazetteer("bodies"):
        if row["name"].startswith("Bộ ") and row["kind"] == "government":
            for name in (row["name"], *aliases(row)):
                if name.startswith("Bộ "):
                    trie.add("Sở " + name[3:], "Sở " + row["name"][3:])
                    trie.add("Phòng " + name[3:], "Phòng " + row["name"][3:])
    return trie


@cache
def districts() -> dict[str, tuple[str, ...]]:
    """Return folded names of districts, towns and cities of provinces → the provinces that have one of that name."""
    return {fold(row["name"]): aliases(row, "provinces") for row in gazetteer("districts")}


@cache
def countries() -> regex.Pattern[str]:
    """Return the pattern of a country's or foreign union's name in folded text; group 1 is the name."""
    names = sorted({fold(n) for row in gazetteer("countries") for n in (row["name"], *aliases(row))}, key=len)
    return regex.compile(r"\s?\(?(" + "|".join(map(regex.escape, reversed(names))) + r")(?![\p{L}])")


@cache
def _country_names() -> dict[str, str]:
    return {fold(n): row["name"] for row in gazetteer("countries") for n in (row["name"], *aliases(row))}


def country_after(norm: str, low: str, at: int, limit: int) -> tuple[int, str] | None:
    """Return the country that a text names right at a position: where it ends and its usual name; or None.

    >>> country_after("Thủ tướng Nhật", "thủ tướng nhật", 9, 14)
    (14, 'Nhật Bản')
    """
    m = countries().match(low, at, limit)
    return (m.end(), _country_names()[m.group(1)]) if m and norm[m.start(1)].isupper() else None


# Province-level cities other than Hồ Chí Minh, whose name keeps its `Thành phố`.
CITIES = frozenset({"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"})
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
    r"(?:(?:T[Pp]|TX)\.(?=\p{Lu})|[QP]\.(?=\p{Lu}\p{Ll})|(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|[Tt]hành Phố|THÀNH PHỐ|T[Pp]\.?|"
    r"[Hh]uyện|HUYỆN|[Qq]uận|Q\.|[Tt]hị xã|TX\.?|[Xx]ã|[Pp]hường|P\.|[Tt]hị trấn|[Đđ]ặc khu)(?![\p{L}]))"
)


@cache
def place_pattern() -> str:
    known = sorted({n for row in gazetteer("provinces") for n in (row["name"], *aliases(row))}, key=len, reverse=True)
    names = "|".join(regex.escape(n).replace(r"\ ", r"\s?").replace(r"\-", r"\s?-\s?") for n in known)
    return rf"(?:(?:{names}|{CAP}(?:[ ]{CAP}){{0,3}}|[1-9][0-9]?)(?![\p{{L}}]))"


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


# Family names that begin a person rather than the second word of a place.
_COMMON = frozenset(fold(row["surname"]) for row in gazetteer("surnames")[:24])
_RUN = regex.compile(rf"{CAP}(?:[ ]{CAP}){{0,7}}")


def place_end(norm: str, start: int, end: int) -> int:
    """Return where a place that was read as norm[start:end] ends: before the person whose name follows it at once.

    >>> text = "xã Hòa Thọ Đông Nguyễn Văn An"
    >>> text[3 : place_end(text, 3, 22)]
    'Hòa Thọ Đông'
    """
    words = norm[start:end].split(" ")
    if len(words) == 1 or fold(norm[start:end]) in provinces():
        return end
    if fold(words[0]) == "hcm":
        return start + len(words[0])
    for k in range(len(words), 0, -1):
        known = fold(" ".join(words[:k]))
        if known in districts() or known in provinces():
            rest = words[k:]
            goes_on = not rest or (fold(rest[0]) not in _SURNAMES and fold(rest[0]) not in _NO_PLACE | {"tp"})
            return end if goes_on else start + len(" ".join(words[:k]))
    run = _RUN.match(norm, start)
    total = run.group().split(" ") if run else words
    for k in range(1, len(words)):
        if fold(words[k]) in _COMMON and len(total) >= 4 and 2 <= len(total) - k <= 4:
            return start + len(" ".join(words[:k]))
    return end


# Words that begin a sentence right after a name and are no part of it: `UBND TP. Về việc này`.
# fmt: off
_NO_PLACE = frozenset(
    {
        "về", "theo", "tại", "trong", "sau", "khi", "đây", "hiện", "để", "nếu", "từ", "trước", "tuy", "do", "với",
        "ngoài", "các", "những", "bên", "cùng", "và", "thì", "là", "không", "chủ", "phó", "ông", "bà", "sở", "bộ",
        "ban",
    }
)
# fmt: on


def not_a_place(name: str) -> bool:
    """Say whether capitalised words after a level are the beginning of a sentence, or an abbreviation."""
    folded = fold(name)
    if folded in districts() or folded in provinces():
        return False
    if len(name) == 1 and name.isalpha():
        return True
    return folded.split(" ", 1)[0] in _NO_PLACE or (name.isupper() and name.isalpha() and 1 < len(name) <= 5)


def province_named(name: str) -> str:
    """Return the canonical name of a province, any other name as it is."""
    return provinces().get(fold(name), name)
