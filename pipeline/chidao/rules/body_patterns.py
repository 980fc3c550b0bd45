"""How local bodies, offices and groups are written: HEAD + LEVEL + PLACE, TITLE + BODY, `các` + NOUN.

Patterns over canonical text with its case. Heads follow the Hiến pháp 2013 (chapter IX), the Luật Tổ chức chính quyền
địa phương and the Điều lệ Đảng (chapters III-IV).
"""

from functools import cache

import regex

from chidao.rules.body_words import LEVEL, place_pattern

_STATE_HEADS = (
    (r"(?:[Ủủ]y ban [Nn]hân dân|[Uu]ỷ ban [Nn]hân dân|UBND|ỦY BAN NHÂN DÂN)", "Ủy ban nhân dân", "government"),
    (r"(?:[Hh]ội đồng [Nn]hân dân|HĐND|HỘI ĐỒNG NHÂN DÂN)", "Hội đồng nhân dân", "legislature"),
    (
        r"(?:(?:[Ủủ]y ban |UB ?)?(?:MTTQ|Mặt trận Tổ quốc|Mặt trận tổ quốc)(?: Việt Nam| VN)?)",
        "Ủy ban Mặt trận Tổ quốc Việt Nam",
        "front",
    ),
    (r"Thanh tra(?= (?:tỉnh|thành phố|TP|huyện|quận|Hà Nội))", "Thanh tra", "government"),
    (r"Công an(?= (?:tỉnh|thành phố|TP|huyện|quận|thị xã|xã|phường|\p{Lu}))", "Công an", "judiciary"),
    (r"(?:Bộ Chỉ huy [Qq]uân sự|Bộ CHQS|BCHQS)", "Bộ Chỉ huy quân sự", "military"),
    (r"Bộ Chỉ huy [Bb]ộ đội [Bb]iên phòng|Bộ Chỉ huy BĐBP", "Bộ Chỉ huy Bộ đội Biên phòng", "military"),
    (r"(?:Tòa án nhân dân|TAND)", "Tòa án nhân dân", "judiciary"),
    (r"(?:Viện [Kk]iểm sát nhân dân|VKSND)", "Viện kiểm sát nhân dân", "judiciary"),
    (r"(?:Liên đoàn [Ll]ao động|LĐLĐ)", "Liên đoàn Lao động", "union"),
    (
        r"(?:Hội Nông dân|Hội Liên hiệp Phụ nữ|Hội LHPN|Hội Phụ nữ|Hội Cựu chiến binh|Tỉnh đoàn|"
        r"Thành đoàn|Huyện đoàn|Quận đoàn)",
        "",
        "union",
    ),
    (
        r"Cục (?:Thuế|Hải quan|Thống kê|Thi hành án dân sự|Quản lý thị trường)(?= (?:tỉnh|"
        r"thành phố|TP|\p{Lu}))",
        "",
        "government",
    ),
    (r"Chi cục \p{Lu}\p{L}+(?: \p{L}+){0,4}?(?= (?:tỉnh|thành phố|TP|huyện|quận))", "", "government"),
    (r"Kho bạc [Nn]hà nước|Bảo hiểm xã hội|BHXH", "", "government"),
    (
        r"(?:Lãnh đạo|lãnh đạo|Chính quyền|chính quyền)(?= (?:tỉnh|thành phố|TP|huyện|quận|"
        r"thị xã))",
        "Lãnh đạo",
        "government",
    ),
    (r"Trường Chính trị(?= (?:tỉnh|thành phố))", "Trường Chính trị", "party"),
    (r"Ban An toàn giao thông|Ban ATGT", "Ban An toàn giao thông", "government"),
)
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
    r"Chi cục trưởng|Tư lệnh|Chính ủy|Chỉ huy trưởng|Hiệu trưởng|Trưởng Công an|Tổng [Tt]hư ký|"
    r"Phó Tổng Giám đốc|Phó Ban|lãnh đạo|Lãnh đạo|Thủ trưởng|Người đứng đầu|Thường trực)"
)
# Titles that name an office only together with a body.
TITLES = frozenset(
    {
        "Bí thư",
        "Phó Bí thư",
        "Phó bí thư",
        "Chủ tịch",
        "Phó Chủ tịch",
        "Phó chủ tịch",
        "Giám đốc",
        "Phó Giám đốc",
        "Phó giám đốc",
        "Bộ trưởng",
        "Thứ trưởng",
        "Thứ trưởng Thường trực",
        "Cục trưởng",
        "Phó Cục trưởng",
        "Phó cục trưởng",
        "Chủ nhiệm",
        "Phó Chủ nhiệm",
        "Trưởng Ban",
        "Trưởng ban",
        "Phó Trưởng Ban",
        "Phó trưởng ban",
        "Tổng cục trưởng",
        "Tổng Cục trưởng",
        "Tổng giám đốc",
        "Tổng Giám đốc",
        "Chánh Văn phòng",
        "Chánh văn phòng",
        "Viện trưởng",
        "Vụ trưởng",
        "Trưởng phòng",
        "Trưởng Phòng",
        "Hiệu trưởng",
        "Tư lệnh",
        "Chính ủy",
        "Thống đốc",
        "Phó Thống đốc",
        "Chánh án",
        "Chánh Thanh tra",
    }
)
GROUP_HEAD = regex.compile(
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
GROUP_TAIL = regex.compile(
    r"(?:(?:,| và|,? -) ?(?:các )?(?:bộ|sở|ban|ngành|đoàn thể|địa phương|đơn vị|cơ quan|"
    r"thành phố|huyện|quận|thị xã|tỉnh|xã|phường|thị trấn|thành ủy|thị ủy|huyện ủy|quận ủy|"
    r"đảng ủy|tổ chức đảng|chi bộ|mặt trận|hội|doanh nghiệp)(?![\p{L}])"
    r"| (?:đảng|ngành|chức năng|liên quan|có liên quan|hữu quan|trực thuộc|địa phương|"
    r"cơ sở|trong tỉnh|trên địa bàn|chính quyền|thuộc tỉnh|thành viên|quản lý|chuyên môn|"
    r"tỉnh|huyện)(?![\p{L}])){0,8}"
)


@cache
def local_patterns() -> tuple[tuple[regex.Pattern[str], str], ...]:
    place = place_pattern()
    level = LEVEL
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
def title_pattern() -> regex.Pattern[str]:
    return regex.compile(_TITLES + r"(?![\p{L}])")


# The commonest family names: with three or more syllables one of them begins a person and not a place.
