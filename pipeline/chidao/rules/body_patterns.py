"""How local bodies, offices and groups are written: HEAD + LEVEL + PLACE, TITLE + BODY, `các` + NOUN.

Patterns over canonical text with its case. Heads follow the Hiến pháp 2013 (chapter IX), the Luật Tổ chức chính quyền
địa phương and the Điều lệ Đảng (chapters III-IV).
"""

from functools import cache

import msgspec
import regex

from chidao.rules.body_words import CAP, LEVEL, BodyName, place_pattern
from chidao.rules.gazetteers import gazetteer
from chidao.text import fold

_COMMITTEE = r"(?:[Tt]ỉnh ủy|[Tt]hành ủy|[Hh]uyện ủy|[Qq]uận ủy|[Tt]hị ủy|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|Tỉnh Ủy|Thành Ủy)"
COMMITTEE_LEVEL = {
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
ORGANS = {
    "btv": "Ban Thường vụ",
    "bch": "Ban Chấp hành",
    "ubkt": "Ủy ban Kiểm tra",
    "thường vụ": "Ban Thường vụ",
    "ban thường vụ": "Ban Thường vụ",
    "ban chấp hành": "Ban Chấp hành",
    "ủy ban kiểm tra": "Ủy ban Kiểm tra",
    "ban tổ chức": "Ban Tổ chức",
    "ban tuyên giáo": "Ban Tuyên giáo",
    "ban dân vận": "Ban Dân vận",
    "ban nội chính": "Ban Nội chính",
    "ban cán sự đảng": "Ban Cán sự đảng",
    "đảng đoàn": "Đảng đoàn",
}
_TITLES = (
    r"(?:Phó Bí thư [Tt]hường trực|Phó [Bb]í thư|Bí thư|Phó Chủ tịch [Tt]hường trực|Phó [Cc]hủ tịch [Tt]hường trực|"
    r"Phó [Cc]hủ tịch|Chủ tịch|Quyền Chủ tịch|Chủ nhiệm|Phó Chủ nhiệm|"
    r"Phó [Gg]iám đốc [Tt]hường trực|Phó [Gg]iám đốc|Giám đốc|Thứ trưởng [Tt]hường trực|"
    r"Thứ trưởng|Bộ trưởng|Chánh [Vv]ăn phòng|Phó Chánh [Vv]ăn phòng|Chánh Thanh tra|Phó Chánh Thanh tra|"
    r"Phó (?:Tổng )?[Cc]ục trưởng|Tổng [Cc]ục trưởng|Cục trưởng|Phó [Tt]rưởng [Bb]an [Tt]hường trực|"
    r"Phó [Tt]rưởng [Bb]an|Trưởng [Bb]an|Tổng [Gg]iám đốc|Thống đốc|Phó Thống đốc|"
    r"Tổng Thanh tra|Phó Tổng Thanh tra|Tổng Kiểm toán|Viện trưởng|Phó Viện trưởng|Chánh án|"
    r"Phó Chánh án|Trưởng [Pp]hòng|Phó [Tt]rưởng [Pp]hòng|Vụ trưởng|Phó [Vv]ụ trưởng|"
    r"Chi cục trưởng|Tư lệnh|Chính ủy|Chỉ huy trưởng|Hiệu trưởng|(?:Phó )?[Tt]rưởng(?= Công an)|Tổng [Tt]hư ký|"
    r"Phó Tổng Giám đốc|Phó Ban|lãnh đạo|Lãnh đạo|Thủ trưởng|Người đứng đầu|Thường trực)"
)
# Titles that name an office only together with a body.
TITLES = frozenset(row["title"] for row in gazetteer("titles"))
_TITLE_NAMES = {fold(title): title for title in TITLES}


def title_named(written: str) -> str:
    """Return a title in its usual spelling.

    >>> title_named("Phó chủ tịch")
    'Phó Chủ tịch'
    """
    return _TITLE_NAMES.get(fold(written), written[0].upper() + written[1:])


GROUP_HEAD = regex.compile(
    r"(?:các|từng|mỗi|những|toàn thể|toàn bộ|tất cả các|một số) (?:cấp ủy|cấp chính quyền|"
    r"cấp|huyện ủy|thành ủy|thị ủy|quận ủy|đảng ủy|đảng bộ|chi bộ|tổ chức|tccs|ban đảng|"
    r"ban|bộ|sở|ngành|địa phương|đơn vị|"
    r"cơ quan|tỉnh|thành phố|huyện|quận|xã(?! hội)|phường|thị xã|thành viên|đoàn thể|lực lượng|"
    r"trường(?! hợp)|doanh nghiệp|hội(?! nghị| thảo| thi)|tổng cục|cục|vụ(?! việc| án| tai)|viện|công ty|tập đoàn|"
    r"tổng công ty|ngân hàng|"
    r"chủ đầu tư|nhà thầu|bệnh viện|"
    r"cán bộ|đại biểu|đồng chí|ubnd|phòng|chủ tịch|tổ|đội|khối|nhà trường|ban quản lý)(?![\p{L}])"
    r"|(?:cấp ủy(?: đảng)?|chính quyền|ủy ban nhân dân|ubnd|cơ quan|đoàn thể) các cấp(?![\p{L}])"
    r"|(?:bộ|sở),? (?:ban,? )?ngành(?![\p{L}])"
)
GROUP_TAIL = regex.compile(
    r"(?:(?:,| và|,? -) ?(?:các )?(?:bộ|sở|ban|ngành|đoàn thể|địa phương|đơn vị|cơ quan|"
    r"thành phố|huyện|quận|thị xã|tỉnh|xã|phường|thị trấn|thành ủy|thị ủy|huyện ủy|quận ủy|"
    r"đảng ủy|tổ chức đảng|chi bộ|mặt trận|hội|doanh nghiệp)(?![\p{L}])"
    r"| (?:đảng|ngành|chức năng|liên quan|có liên quan|hữu quan|trực thuộc|địa phương|"
    r"cơ sở|trong tỉnh|trên địa bàn|chính quyền|thuộc tỉnh|thành viên|quản lý|chuyên môn|"
    r"tỉnh|huyện)(?![\p{L}])){0,8}"
)


@cache
def local_patterns() -> dict[str, tuple[tuple[regex.Pattern[str], str], ...]]:
    """Return the first word of a Party body or a place → the patterns that can begin with it, with what they read."""
    place = place_pattern()
    level = LEVEL
    where = rf"(?: (?P<level>{level}))?(?: ?(?P<place>{place}))?"
    organs = "ban btv bch thường ủy uỷ ubkt văn"
    rows = (
        (
            rf"{_PARTY_ORGAN}(?P<committee>{_COMMITTEE})(?:\s(?P<place>{place}))?",
            "committee",
            organs + " tỉnh thành huyện quận thị",
        ),
        (
            rf"{_PARTY_ORGAN}(?P<bloc>[Đđ]ảng (?:ủy|bộ) [Kk]hối)(?P<name>(?:\s(?:[Cc]ác )?[Cc]ơ quan|"
            rf"\s(?:[Cc]ác )?[Dd]oanh nghiệp|\s[Dd]ân chính đảng| và|,)*){where}",
            "bloc",
            organs + " đảng",
        ),
        (
            rf"{_PARTY_ORGAN}(?P<base>[Đđ]ảng bộ|[Đđ]ảng ủy) (?P<level>{level})(?: ?(?P<place>{place}))?",
            "base",
            organs + " đảng",
        ),
        (
            r"(?P<organ>Ban [Cc]án sự [Đđ]ảng|[Đđ]ảng đoàn|"
            r"(?:(?:Ban [Tt]hường vụ|BTV) )?(?:[Đđ]ảng (?:ủy|bộ)|[Cc]hi bộ)) (?P<of>\p{Lu})",
            "within",
            "ban btv đảng chi",
        ),
        (r"(?P<level>T[Pp])(?P<place>HCM)", "place", "tphcm"),
        (rf"(?P<level>{level}) ?(?P<place>{place})", "place", "tỉnh thành tp huyện quận q thị tx xã phường p đặc"),
    )
    table: dict[str, list[tuple[regex.Pattern[str], str]]] = {}
    for pattern, what, firsts in rows:
        compiled = regex.compile(pattern)
        for first in firsts.split():
            table.setdefault(first, []).append((compiled, what))
    return {first: tuple(found) for first, found in table.items()}


@cache
def tail_pattern() -> regex.Pattern[str]:
    """Return the pattern of what follows a local body's head: its level, its place."""
    return regex.compile(rf"(?: (?P<level>{LEVEL}))?(?: ?(?P<place>{place_pattern()}))?")


@cache
def department_tail() -> regex.Pattern[str]:
    return regex.compile(rf" ?\(?(?P<level>{LEVEL})?(?: ?(?P<place>{place_pattern()}))?")


@cache
def title_pattern() -> regex.Pattern[str]:
    return regex.compile(_TITLES + r"(?![\p{L}])")


# What stands between a title and its body; units that no table names; those that are no part of the state.
OF = regex.compile(r"\s?(?:của\s)?\s?")
UNIT = regex.compile(
    rf"\s(?P<unit>(?:Bệnh viện|Trung tâm|Trường|Công ty|Ban Quản lý|Phòng|Chi cục|Cục|Viện|"
    rf"Vườn|Nhà máy)(?:\s{CAP}|\s(?:và|huyện|tỉnh|quận|đa khoa|khoa)){{0,8}}\s?{CAP})"
)
PRIVATE_UNIT = regex.compile(r"\s(?:đoàn|hội đồng quản trị|hđqt|clb|câu lạc bộ|hiệp hội|công ty|tập đoàn)")
_PARTY_SEATS = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "": "Thành ủy",
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
    "thị xã": "Thị ủy",
}


def seat(title: str, place: BodyName) -> BodyName | None:
    """Return the body in which a title is held where only the place is named: `Bí thư tỉnh X`, `Chủ tịch huyện Y`."""
    word = place.head.removeprefix("Ủy ban nhân dân").strip()
    if title.endswith(("í thư", "hường trực")) and "hủ tịch" not in title:
        head = _PARTY_SEATS.get(word, f"Đảng ủy {word}")
        return msgspec.structs.replace(place, head=head, kind="party")
    if title.endswith("hủ tịch") or "hủ tịch" in title:
        return place
    return msgspec.structs.replace(place, head=word) if title == "Lãnh đạo" else None
