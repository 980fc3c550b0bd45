"""Names of bodies, offices and groups: a gazetteer of central bodies and a grammar of local ones.

A local body is HEAD + LEVEL + PLACE (`UBND` `tỉnh` `Ninh Bình`), an office is TITLE + BODY + PERSON. What a name means in
its article (which `UBND tỉnh`?) is `chidao.resolve.bodies`. Heads follow the Hiến pháp 2013 (chapter IX), the Luật Tổ
chức chính quyền địa phương and the Điều lệ Đảng (chapters III-IV).
"""

from collections.abc import Iterator
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
_TOKEN = regex.compile(r"[\p{L}\p{N}/]+")
_JOINT = regex.compile(r"(?:\s?[,&.-]\s?|\s+và\s+|\s{1,3}|\.(?=\p{L}))")
_SKIPPED = frozenset({"và", "v"})


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(t for t in _TOKEN.findall(fold(text)) if t not in _SKIPPED)


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
            m = _TOKEN.match(low, at, limit)
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
def _central() -> _Trie:
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
def _departments() -> _Trie:
    """`Sở X` by the domains of the ministries and those that only provinces have (Nghị định 24/2014/NĐ-CP)."""
    trie = _Trie()
    for row in gazetteer("bodies"):
        if row["name"].startswith("Bộ ") and row["kind"] == "government":
            for name in (row["name"], *aliases(row)):
                if name.startswith("Bộ "):
                    trie.add("Sở " + name[3:], "Sở " + row["name"][3:])
    for name, short in (
        ("Sở Quy hoạch - Kiến trúc", "Sở QHKT;Sở QH-KT"), ("Sở Ngoại vụ", ""), ("Sở Du lịch", ""), ("Sở Văn hóa và Thể thao", "Sở VHTT;Sở VH&TT"),
        ("Sở Cảnh sát Phòng cháy và chữa cháy", "Sở Cảnh sát PCCC;Cảnh sát PCCC"), ("Sở Giao dịch chứng khoán", ""), ("Sở Nông nghiệp", ""),
        ("Sở Văn hóa, Thông tin và Thể thao", ""), ("Sở An toàn thực phẩm", ""), ("Sở Dân tộc", ""),
    ):  # fmt: skip
        for n in (name, *(s for s in short.split(";") if s)):
            trie.add(n, name)
    return trie


# ------------------------------------------------------------------ grammar, over canonical text with case
_CAP = r"\p{Lu}[\p{L}']*"
_LEVELS = {
    "tỉnh": ("province", "tỉnh"), "thành phố": ("city", "thành phố"), "tp": ("city", "thành phố"), "tp.": ("city", "thành phố"),
    "huyện": ("district", "huyện"), "quận": ("district", "quận"), "q.": ("district", "quận"), "thị xã": ("district", "thị xã"), "tx": ("district", "thị xã"), "tx.": ("district", "thị xã"),
    "xã": ("commune", "xã"), "phường": ("commune", "phường"), "p.": ("commune", "phường"), "thị trấn": ("commune", "thị trấn"), "đặc khu": ("commune", "đặc khu"),
    "cấp tỉnh": ("province", "cấp tỉnh"), "cấp huyện": ("district", "cấp huyện"), "cấp xã": ("commune", "cấp xã"),
}  # fmt: skip
_LEVEL = (
    r"(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|[Tt]hành Phố|THÀNH PHỐ|T[Pp]\.?|[Hh]uyện|HUYỆN|[Qq]uận|"
    r"Q\.|[Tt]hị xã|TX\.?|[Xx]ã|[Pp]hường|P\.|[Tt]hị trấn|[Đđ]ặc khu)(?![\p{L}])"
)


@cache
def _place_pattern() -> str:
    known = sorted({n for row in gazetteer("provinces") for n in (row["name"], *aliases(row))}, key=len, reverse=True)
    names = "|".join(regex.escape(n).replace(r"\ ", r"\s?").replace(r"\-", r"\s?-\s?") for n in known)
    return rf"(?:(?:{names}|{_CAP}(?:\s{_CAP}){{0,3}}|[1-9][0-9]?)(?![\p{{L}}]))"


_PERSON = rf"(?:{_CAP}(?:\s{_CAP}){{1,4}}|(?:ông|bà|đồng chí)\s{_CAP}(?:\s{_CAP}){{1,4}})"
_STATE_HEADS = (
    (r"(?:[Ủủ]y ban [Nn]hân dân|[Uu]ỷ ban [Nn]hân dân|UBND|ỦY BAN NHÂN DÂN)", "Ủy ban nhân dân", "government"),
    (r"(?:[Hh]ội đồng [Nn]hân dân|HĐND|HỘI ĐỒNG NHÂN DÂN)", "Hội đồng nhân dân", "legislature"),
    (r"(?:(?:[Ủủ]y ban |UB ?)?(?:MTTQ|Mặt trận Tổ quốc|Mặt trận tổ quốc)(?: Việt Nam| VN)?)", "Ủy ban Mặt trận Tổ quốc Việt Nam", "front"),
    (r"Thanh tra(?= (?:tỉnh|thành phố|TP|huyện|quận|Hà Nội))", "Thanh tra", "government"),
    (r"Công an(?= (?:tỉnh|thành phố|TP|huyện|quận|thị xã|xã|phường|\p{Lu}))", "Công an", "judiciary"),
    (r"(?:Bộ Chỉ huy [Qq]uân sự|Bộ CHQS|BCHQS)", "Bộ Chỉ huy quân sự", "military"),
    (r"Bộ Chỉ huy [Bb]ộ đội [Bb]iên phòng|Bộ Chỉ huy BĐBP", "Bộ Chỉ huy Bộ đội Biên phòng", "military"),
    (r"(?:Tòa án nhân dân|TAND)", "Tòa án nhân dân", "judiciary"),
    (r"(?:Viện [Kk]iểm sát nhân dân|VKSND)", "Viện kiểm sát nhân dân", "judiciary"),
    (r"(?:Liên đoàn [Ll]ao động|LĐLĐ)", "Liên đoàn Lao động", "union"),
    (
        r"(?:Hội Nông dân|Hội Liên hiệp Phụ nữ|Hội LHPN|Hội Phụ nữ|Hội Cựu chiến binh|Tỉnh đoàn|"
        r"Thành đoàn|Huyện đoàn|Quận đoàn)", "", "union"),
    (
        r"Cục (?:Thuế|Hải quan|Thống kê|Thi hành án dân sự|Quản lý thị trường)(?= (?:tỉnh|"
        r"thành phố|TP|\p{Lu}))", "", "government"),
    (r"Chi cục \p{Lu}\p{L}+(?: \p{L}+){0,4}?(?= (?:tỉnh|thành phố|TP|huyện|quận))", "", "government"),
    (r"Kho bạc [Nn]hà nước|Bảo hiểm xã hội|BHXH", "", "government"),
    (
        r"(?:Lãnh đạo|lãnh đạo|Chính quyền|chính quyền)(?= (?:tỉnh|thành phố|TP|huyện|quận|"
        r"thị xã))", "Lãnh đạo", "government"),
    (r"Trường Chính trị(?= (?:tỉnh|thành phố))", "Trường Chính trị", "party"),
    (r"Ban An toàn giao thông|Ban ATGT", "Ban An toàn giao thông", "government"),
)  # fmt: skip
_COMMITTEE = r"(?:[Tt]ỉnh ủy|[Tt]hành ủy|[Hh]uyện ủy|[Qq]uận ủy|[Tt]hị ủy|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|Tỉnh Ủy|Thành Ủy)"
_COMMITTEE_LEVEL = {
    "tỉnh ủy": "province",
    "thành ủy": "province",
    "huyện ủy": "district",
    "quận ủy": "district",
    "thị ủy": "district",
}
_PARTY_ORGAN = (
    r"(?:(?P<organ>Ban [Tt]hường vụ|BTV|Ban [Cc]hấp hành|BCH|Thường trực|Thường vụ|[Ủủ]y ban [Kk]iểm tra|"
    r"UBKT|Ban [Tt]ổ chức|Ban [Tt]uyên giáo|Ban [Dd]ân vận|Ban [Nn]ội chính|"
    r"Văn phòng|Ban [Cc]án sự đảng|Ban Cán sự Đảng|[Đđ]ảng đoàn)\s(?:của )?)?"
)
_ORGANS = {
    "btv": "Ban Thường vụ", "bch": "Ban Chấp hành", "ubkt": "Ủy ban Kiểm tra", "thường vụ": "Ban Thường vụ", "ban thường vụ": "Ban Thường vụ",
    "ban chấp hành": "Ban Chấp hành", "ủy ban kiểm tra": "Ủy ban Kiểm tra", "ban tổ chức": "Ban Tổ chức", "ban tuyên giáo": "Ban Tuyên giáo",
    "ban dân vận": "Ban Dân vận", "ban nội chính": "Ban Nội chính", "ban cán sự đảng": "Ban Cán sự đảng", "đảng đoàn": "Đảng đoàn",
}  # fmt: skip
_TITLES = (
    r"(?:Phó Bí thư [Tt]hường trực|Phó [Bb]í thư|Bí thư|Phó Chủ tịch [Tt]hường trực|Phó [Cc]hủ tịch [Tt]hường trực|"
    r"Phó [Cc]hủ tịch|Chủ tịch|Quyền Chủ tịch|Chủ nhiệm|Phó Chủ nhiệm|"
    r"Phó [Gg]iám đốc [Tt]hường trực|Phó [Gg]iám đốc|Giám đốc|Thứ trưởng [Tt]hường trực|"
    r"Thứ trưởng|Bộ trưởng|Chánh [Vv]ăn phòng|Phó Chánh [Vv]ăn phòng|Chánh Thanh tra|Phó Chánh Thanh tra|"
    r"Phó (?:Tổng )?[Cc]ục trưởng|Tổng [Cc]ục trưởng|Cục trưởng|Phó [Tt]rưởng [Bb]an [Tt]hường trực|"
    r"Phó [Tt]rưởng [Bb]an|Trưởng [Bb]an|Tổng [Gg]iám đốc|Thống đốc|Phó Thống đốc|"
    r"Tổng Thanh tra|Phó Tổng Thanh tra|Tổng Kiểm toán|Viện trưởng|Phó Viện trưởng|Chánh án|"
    r"Phó Chánh án|Trưởng [Pp]hòng|Phó [Tt]rưởng [Pp]hòng|Vụ trưởng|Phó [Vv]ụ trưởng|"
    r"Chi cục trưởng|Tư lệnh|Chính ủy|Chỉ huy trưởng|Hiệu trưởng|Trưởng Công an|Tổng [Tt]hư ký|"
    r"Phó Tổng Giám đốc|Phó Ban|lãnh đạo|Lãnh đạo|Thủ trưởng|Người đứng đầu|Thường trực)"
)
# Titles that name an office only together with a body.
TITLES = frozenset(
    {
        "Bí thư", "Phó Bí thư", "Phó bí thư", "Chủ tịch", "Phó Chủ tịch", "Phó chủ tịch", "Giám đốc", "Phó Giám đốc", "Phó giám đốc", "Bộ trưởng", "Thứ trưởng",
        "Thứ trưởng Thường trực", "Cục trưởng", "Phó Cục trưởng", "Phó cục trưởng", "Chủ nhiệm", "Phó Chủ nhiệm", "Trưởng Ban", "Trưởng ban", "Phó Trưởng Ban",
        "Phó trưởng ban", "Tổng cục trưởng", "Tổng Cục trưởng", "Tổng giám đốc", "Tổng Giám đốc", "Chánh Văn phòng", "Chánh văn phòng", "Viện trưởng", "Vụ trưởng",
        "Trưởng phòng", "Trưởng Phòng", "Hiệu trưởng", "Tư lệnh", "Chính ủy", "Thống đốc", "Phó Thống đốc", "Chánh án", "Chánh Thanh tra",
    }
)  # fmt: skip
_GROUP_HEAD = regex.compile(
    r"(?:các|từng|mỗi|những|toàn thể|toàn bộ|tất cả các|một số) (?:cấp ủy|cấp chính quyền|"
    r"cấp|huyện ủy|thành ủy|thị ủy|quận ủy|đảng ủy|đảng bộ|chi bộ|tổ chức|tcсs|tccs|ban đảng|"
    r"ban|bộ|sở|ngành|địa phương|đơn vị|"
    r"cơ quan|tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thành viên|đoàn thể|lực lượng|"
    r"trường|doanh nghiệp|hội|tổng cục|cục|vụ|viện|công ty|tập đoàn|tổng công ty|ngân hàng|"
    r"chủ đầu tư|nhà thầu|bệnh viện|"
    r"cán bộ|đại biểu|đồng chí|ubnd|phòng|chủ tịch|tổ|đội|khối|nhà trường|ban quản lý)(?![\p{L}])"
    r"|(?:cấp ủy(?: đảng)?|chính quyền|ủy ban nhân dân|ubnd|cơ quan|đoàn thể) các cấp(?![\p{L}])"
    r"|(?:bộ|sở),? (?:ban,? )?ngành(?![\p{L}])"
)
_GROUP_TAIL = regex.compile(
    r"(?:(?:,| và|,? -) ?(?:các )?(?:bộ|sở|ban|ngành|đoàn thể|địa phương|đơn vị|cơ quan|"
    r"thành phố|huyện|quận|thị xã|tỉnh|xã|phường|thị trấn|thành ủy|thị ủy|huyện ủy|quận ủy|"
    r"đảng ủy|tổ chức đảng|chi bộ|mặt trận|hội|doanh nghiệp)(?![\p{L}])"
    r"| (?:đảng|ngành|chức năng|liên quan|có liên quan|hữu quan|trực thuộc|địa phương|"
    r"cơ sở|trong tỉnh|trên địa bàn|chính quyền|thuộc tỉnh|thành viên|quản lý|chuyên môn|"
    r"tỉnh|huyện)(?![\p{L}])){0,8}"
)


@cache
def _grammar() -> tuple[tuple[regex.Pattern[str], str], ...]:
    place = _place_pattern()
    level = _LEVEL
    state = tuple(
        (regex.compile(rf"(?P<head>{head})(?:\s(?P<level>{level}))?(?:\s?(?P<place>{place}))?"), f"{name}|{kind}")
        for head, name, kind in _STATE_HEADS
    )
    return (
        (regex.compile(rf"{_PARTY_ORGAN}(?P<committee>{_COMMITTEE})(?:\s(?P<place>{place}))?"), "committee"),
        (
            regex.compile(
                rf"{_PARTY_ORGAN}(?P<bloc>[Đđ]ảng (?:ủy|bộ) [Kk]hối)(?P<name>(?:\s(?:[Cc]ác )?[Cc]ơ quan|"
                rf"\s[Dd]oanh nghiệp|\s[Dd]ân chính đảng|\s[Cc]ác doanh nghiệp| và|,)*)(?:\s(?P<level>{level})"
                rf")?(?:\s(?P<place>{place}))?"
            ),
            "bloc",
        ),
        (regex.compile(rf"{_PARTY_ORGAN}(?P<bo>[Đđ]ảng bộ)\s(?P<level>{level})(?:\s(?P<place>{place}))?"), "partybase"),
        (regex.compile(r"(?P<organ>Ban [Cc]án sự [Đđ]ảng|[Đđ]ảng đoàn)\s(?P<of>\p{Lu})"), "cansu"),
        *state,
        (regex.compile(rf"(?P<level>{level})\s(?P<place>{place})"), "place"),
    )


@cache
def _title() -> regex.Pattern[str]:
    return regex.compile(_TITLES + r"(?![\p{L}])")


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


_AFTER_PERSON = regex.compile(
    rf"\s(?:(?:ông|bà|đồng chí|GS\.?\s?TS\.?|TS\.?|PGS\.?\s?TS\.?)\s)?(?P<person>{_CAP}(?:\s{_CAP})"
    rf"{{1,3}})"
)
_BARE_OFFICES = {
    "thủ tướng chính phủ": "Thủ tướng Chính phủ",
    "thủ tướng": "Thủ tướng Chính phủ",
}


@cache
def _first_words() -> frozenset[str]:
    words = set(_central().firsts) | set(_departments().firsts)
    words |= set(
        "ủy uỷ ubnd hội hđnd mttq mặt thanh công bộ bchqs tòa tand viện vksnd liên lđlđ tỉnh "
        "thành huyện quận thị cục chi kho bảo bhxh lãnh chính trường ban btv bch thường ubkt "
        "văn đảng "
        "xã phường tp tx đặc phó bí chủ quyền giám thứ chánh tổng trưởng thống vụ tư chỉ hiệu "
        "thủ người các từng mỗi những toàn tất một cấp cơ đoàn sở ub".split()
    )
    return frozenset(words)


def name_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    """Return the longest body, office or group name that begins exactly at `start` and ends by `limit`, or None.

    `norm` is the canonical text, `low` the folded one; both have the offsets of the source.
    """
    first = _TOKEN.match(low, start, limit)
    if first is None or first.group() not in _first_words():
        return None
    found = [
        n
        for n in (
            _gazetteer_at(norm, low, start, limit),
            _local_at(norm, low, start, limit),
            _department_at(norm, low, start, limit),
        )
        if n
    ]
    best = max(found, key=lambda n: n.end, default=None)
    office = _office_at(norm, low, start, limit)
    if office is not None and (best is None or office.end >= best.end):
        best = office
    if best is None:
        return _bare_level(low, start, limit) or _group_at(low, start, limit)
    if best.kind == "office" and best.person is None:
        best = _with_person(norm, low, best, limit)
    elif best.place and is_person(best.place):
        best = msgspec.structs.replace(best, end=norm.rindex(best.place.split(" ")[0], start, best.end) - 1, place=None)
    return best


def _bare_level(low: str, start: int, limit: int) -> BodyName | None:
    """`tỉnh`, `thành phố` alone, where the caller asks for just this stretch: the level's executive by metonymy."""
    level, word = _LEVELS.get(low[start:limit], (None, ""))
    if level is None or word.startswith("cấp"):
        return None
    level = "province" if level == "city" else level
    return BodyName(start, limit, f"Ủy ban nhân dân {word}", "government", level, needs_place=True, rule="body/place")


def _with_person(norm: str, low: str, name: BodyName, limit: int) -> BodyName:
    if name.place and is_person(name.place):
        return msgspec.structs.replace(name, place=None, person=name.place)
    m = _AFTER_PERSON.match(norm, name.end, limit)
    if m is None or name_at(norm, low, m.start("person"), limit) is not None:
        return name
    return msgspec.structs.replace(name, end=m.end(), person=m["person"])


def _gazetteer_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    if not norm[start].isupper():
        return None
    hit = _central().longest(low, start, limit)
    if hit is None:
        return None
    end, row = hit
    short = end - start <= 3
    if short and norm[start:end] not in ("NHNN", "EVN", "PVN", "TKV", "VEC", "VTV", "VOV"):
        return None
    return BodyName(start, end, row["name"], row["kind"], row["level"] or None)  # type: ignore[index]


def _department_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    if not low.startswith(("sở ", "cảnh sát pccc"), start) or not norm[start].isupper():
        return None
    hit = _departments().longest(low, start, limit)
    if hit is None:
        m = regex.compile(
            rf"Sở(?![\p{{L}}])(?:\s(?P<name>{_CAP}(?:(?:,| -| và|&)?\s\p{{Ll}}{{0,6}}\s?{_CAP}){{0,4}})"
            rf")?"
        ).match(norm, start, limit)
        if m is None:
            return None
        end, head = m.end(), m.group()
    else:
        end, head = hit[0], str(hit[1])
    m = regex.compile(rf"\s?(?:\s?\(?(?P<level>{_LEVEL}))?(?:\s?(?P<place>{_place_pattern()}))?").match(
        norm, end, limit
    )
    place = None
    if m and (m["level"] or (m["place"] and fold(m["place"]) in provinces())):
        end, place = m.end(), _province(m["place"]) if m["place"] else None
    return BodyName(start, end, head, "government", "province", place, needs_place=True, rule="body/department")


# Words that begin a sentence right after a name and are no part of it: `UBND TP. Về việc này`.
_NO_PLACE = frozenset(
    "về theo tại trong sau khi đây hiện để nếu từ trước tuy do với ngoài các những bên cùng "
    "và thì là không chủ phó ông bà sở bộ ban".split()
)


def _province(name: str) -> str:
    return provinces().get(fold(name), name)


def _local_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    best: BodyName | None = None
    for pattern, what in _grammar():
        m = pattern.match(norm, start, limit)
        if m is None or m.end() == start:
            continue
        name = _local(m, what, low)
        if name is not None and (best is None or name.end > best.end):
            best = name
    return best


def _local(m: "regex.Match[str]", what: str, low: str) -> BodyName | None:
    g = m.groupdict()
    place = _province(g["place"]) if g.get("place") else None
    if place and fold(place).split(" ")[0] in _NO_PLACE:
        return None
    level_word = fold(g["level"]).strip() if g.get("level") else ""
    level, word = _LEVELS.get(level_word, (None, ""))
    if level == "city":
        level = "province" if place is None or fold(place) in provinces() else "district"
        if place == "Thành phố Hồ Chí Minh" or (place and fold(place) in ("hồ chí minh", "hcm")):
            word, place = "", "Thành phố Hồ Chí Minh"
    organ = _ORGANS.get(fold(g["organ"]), g["organ"]) if g.get("organ") else ""
    if what == "committee":
        committee = fold(m["committee"]).capitalize()
        level = _COMMITTEE_LEVEL[committee.lower()]
        if committee == "Thành ủy" and place and fold(place) not in provinces():
            level = "district"
        return BodyName(
            m.start(),
            m.end(),
            f"{organ} {committee}".strip(),
            "party",
            level,
            place,
            needs_place=True,
            rule="body/party-committee",
        )
    if what == "bloc":
        name = " ".join(fold(m["name"]).split()).strip(" ,")
        base = "Đảng ủy Khối"
        name = "Các cơ quan" if name in ("cơ quan", "các cơ quan") else name
        head = f"{organ} {base} {name}".replace("  ", " ").strip()
        head = f"{head} {word}".strip()
        return BodyName(
            m.start(), m.end(), head, "party", "province", place, needs_place=True, rule="body/party-committee"
        )
    if what == "partybase":
        head = f"{organ} Đảng bộ {word}".strip()
        return BodyName(m.start(), m.end(), head, "party", level, place, needs_place=True, rule="body/party-committee")
    if what == "cansu":
        inner = name_at(m.string, low, m.start("of"), len(low))
        if inner is None or inner.kind == "group":
            return None
        return BodyName(
            m.start(),
            inner.end,
            f"{organ} {inner.head}",
            "party",
            inner.level,
            inner.place,
            needs_place=inner.needs_place,
            rule="body/party-committee",
        )
    if what == "place":
        if low.startswith(("tỉnh ủy", "thành ủy"), m.start()):
            return None
        head = "Ủy ban nhân dân " + word if level in ("province", "district", "commune") else ""
        return BodyName(
            m.start(), m.end(), head.strip(), "government", level, place, needs_place=True, rule="body/place"
        )
    name, kind = what.split("|")
    head = name or m["head"]
    if not place and not word and head in ("Thanh tra", "Công an", "Lãnh đạo"):
        return None
    if place and not word:
        if fold(place) not in provinces():
            # `UBND Nguyễn Đức Chung`: a person's name is no place
            return BodyName(m.start(), m.end("head"), head, kind, None, None, needs_place=True, rule="body/local")
        level = "province"
        word = (
            ""
            if place == "Thành phố Hồ Chí Minh"
            else ("thành phố" if place in ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ") else "tỉnh")
        )
    return BodyName(
        m.start(), m.end(), f"{head} {word}".strip(), kind, level, place, needs_place=True, rule="body/local"
    )


def _office_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    m = _title().match(norm, start, limit)
    if m is None:
        return None
    title = m.group()
    title = title[0].upper() + title[1:]
    at = m.end()
    joint = regex.compile(r"\s?(?:,\s)?(?:của\s)?\s?").match(norm, at, limit)
    inner_at = joint.end() if joint else at
    inner = None
    if inner_at < limit:
        found = [
            n
            for n in (
                _gazetteer_at(norm, low, inner_at, limit),
                _local_at(norm, low, inner_at, limit),
                _department_at(norm, low, inner_at, limit),
            )
            if n and n.kind != "office"
        ]
        inner = max(found, key=lambda n: n.end, default=None)
    if inner is None:
        generic = regex.compile(
            rf"\s(?P<unit>(?:Bệnh viện|Trung tâm|Trường|Công ty|Ban Quản lý|Phòng|Chi cục|Cục|Viện|"
            rf"Vườn|Nhà máy)(?:\s{_CAP}|\s(?:và|huyện|tỉnh|quận|đa khoa|khoa))*\s?{_CAP})"
        ).match(norm, at, limit)
        if generic:
            return BodyName(start, generic.end(), f"{title} {generic['unit']}", "office", None, rule="body/office")
        if title in ("Lãnh đạo", "Thủ trưởng", "Người đứng đầu", "Thường trực"):
            return None
        if regex.match(
            r"\s(?:đoàn|hội đồng quản trị|hđqt|clb|câu lạc bộ|hiệp hội|công ty|tập đoàn)", low[at : at + 24]
        ):
            return None
        person = _AFTER_PERSON.match(norm, at, limit)
        if person is None and not norm[start].isupper():
            return None
        return BodyName(start, at, title, "office", None, needs_place=True, rule="body/office")
    head = inner.head
    # Bộ trưởng Công an: the ministry without its first word stays as the gazetteer names it
    return BodyName(
        start,
        inner.end,
        f"{title} {head}",
        "office",
        inner.level,
        inner.place,
        needs_place=inner.needs_place,
        rule="body/office",
    )


def _group_at(low: str, start: int, limit: int) -> BodyName | None:
    m = _GROUP_HEAD.match(low, start, limit)
    if m is None:
        return None
    tail = _GROUP_TAIL.match(low, m.end(), limit)
    end = tail.end() if tail else m.end()
    return BodyName(start, end, low[start:end], "group", None, rule="body/group")


_WORD_START = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}]+")


def names_in(norm: str, low: str, start: int, end: int) -> list[BodyName]:
    """Return the names between two offsets, leftmost and longest, without overlaps."""
    return list(_names(norm, low, start, end))


def _names(norm: str, low: str, start: int, end: int) -> Iterator[BodyName]:
    firsts = _first_words()
    at = start
    for m in _WORD_START.finditer(low, start, end):
        if m.start() < at or m.group() not in firsts:
            continue
        name = name_at(norm, low, m.start(), end)
        if name is not None:
            yield name
            at = name.end
