"""What the words of an addressee are: one body, a group, a body that no table holds, or nobody at all."""

import regex

from chidao.rules.body_names import BodyName
from chidao.rules.body_places import of_each
from chidao.rules.body_words import departments
from chidao.text import View

_LEVEL = r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)"
_LISTED_BEFORE = regex.compile(rf"(?P<level>{_LEVEL}|ban|ngành|đoàn thể)(?:,| và|,? -) $")
_LISTED_BEHIND = regex.compile(rf"(?:,| và|,? -) (?P<level>{_LEVEL})(?![\p{{L}}])")
_ENDS_WITH_LEVEL = regex.compile(rf"{_LEVEL}$")
# What goes on with a body's name and makes it another: `NHNN chi nhánh tỉnh`, `Bộ Y tế và ba cơ quan`.
_ANOTHER = regex.compile(r"\s?(?:[,;/&-]|và(?!\p{L})|cùng |cấp |chi nhánh|hai |các |ba |tại |ở |\p{N}|\p{Lu})")


def names_one(view: View, name: BodyName, end: int, *, group: bool) -> bool:
    """Say whether the words up to `end` mean the one body whose name was read at their beginning.

    What else the words of an addressee (`group`) hold is the beginning of what it has to do: `UBND xã A đến`.
    """
    low = view.low
    if name.place is None and name.needs_place:
        before = _LISTED_BEFORE.search(low, max(0, name.start - 16), name.start) if name.rule == "body/place" else None
        behind = _LISTED_BEHIND.match(low, name.end)
        words = low[name.start : name.end]
        listed = (m for m in (before, behind) if m is not None and not words.endswith(m["level"]))
        if _ENDS_WITH_LEVEL.search(words) and any(listed):
            return False
    if of_each(low, name):
        return False
    if name.end < end and name.rule == "body/office" and name.level is None and not name.needs_place:
        return False  # an office in a unit that no table holds: `Giám đốc Bệnh viện Truyền máu`
    if name.rule == "body/department" and name.place is None and name.end < end:
        known = departments().longest(low, name.start, name.end)
        if known is None or known[0] != name.end:
            return False  # `Sở Thông tin` where the table has a longer name only
    return not group or name.end >= end - 2 or _ANOTHER.match(view.norm, name.end, end) is None


# What stands last in a group's words and begins what it has to do.
_TAIL = regex.compile(
    r"(?<=\p{L}\)?)(?:,? (?:chưa|không|không cần|không chỉ|phải|cần|sẽ phải|đến|tới|tạm thời|tạm|đang|đã|sẽ|nên|cũng|"
    r"vẫn|mà|và|của|là|cùng|rất|càng|khẩn trương|hoàn|tùy|nếu|như|việc|về việc|bên cạnh việc|bên cạnh|"
    r"có trách nhiệm|khuyến cáo))+$"
)
# What goes on with a group's name without being a part of it: `các bộ, ngành, đặc biệt là …`, `các ngành đã đưa ra …`.
_BESIDE = regex.compile(
    r",? (?:kể cả|nhất là|đặc biệt là|trong đó có|cũng như|bên cạnh|về việc|với tinh thần)(?!\p{L})|"
    r" (?:đã|sẽ|vừa|cũng)(?! được| có| bị| qua) |(?: \p{L}+){1,2} rằng |"
    r" là (?!đảng viên|người|phụ nữ|chủ|thành viên|lãnh đạo|cán bộ|công chức)"
)


def trimmed(low: str, start: int, end: int) -> int:
    """Return where a group ends without the words that begin what it has to do: `các bộ, ngành chưa`.

    >>> text = "các đơn vị phải"
    >>> text[: trimmed(text, 0, len(text))]
    'các đơn vị'
    """
    beside = _BESIDE.search(low, start, end)
    end = beside.start() if beside is not None and beside.start() > start + 2 else end
    tail = _TAIL.search(low, start, end)
    return tail.start() if tail is not None else end


_THING = regex.compile(
    r"(?:(?:các|những|mọi|một số|[0-9]{1,3}) )?"
    r"(?:dự án|vụ việc|vụ án|trường hợp|hợp đồng|công trình|vấn đề|hội thảo|hội nghị|nội dung|giải pháp|nhiệm vụ|"
    r"văn bản|quy định|hoạt động|chính sách|công việc|nhà kho|sản phẩm|mặt hàng|tuyến đường)(?! \p{Lu})(?!\p{L})|"
    r"tổ chức (?:rút|kiểm|triển|hội|thực|đánh|tuyên|tập|phát|lấy|họp|sơ|tổng)(?!\p{L})|thanh tra và "
)


def names_a_thing(low: str, start: int, end: int) -> bool:
    """Say whether the words name something, or an act, that nobody can order: `các dự án`, `tổ chức kiểm điểm`."""
    return _THING.match(low, start, end) is not None


_STATE = r"Bộ|Tổng cục|Cục|Vụ|Chi cục|Sở|Thanh tra|Ủy ban|Ban|Kho bạc|Hải quan|Chính quyền"
_UNIT = (
    r"Viện|Công ty|Cty|Tổng công ty|Tập đoàn|Ngân hàng|Trường|Học viện|Đại học|Bệnh viện|Trung tâm|Hiệp hội|Hội|"
    r"Liên đoàn|Quỹ|Đài|Đội|Phòng|Nhà máy|Nhà hát|Văn phòng|Báo|Hội đồng"
)
_KINDS = (
    (
        regex.compile(rf"(?:{_STATE}) (?!các |hai )\p{{L}}*\p{{Lu}}|(?:{_STATE}) [\p{{L}} ]{{2,24}} \p{{Lu}}"),
        "government",
    ),
    (regex.compile(rf"(?:{_UNIT}) (?!các |hai )(?:[\p{{L}}.]+ ){{0,4}}\p{{L}}*\p{{Lu}}"), "other"),
)
_PERSON = regex.compile(r"(?i:ông|bà|anh|chị|đồng chí) \p{Lu}\p{L}*(?! và )")
_SEVERAL = regex.compile(r",| và | các |(?<!\p{L})(?:hai|ba|[2-9]) ")


def kind_as_written(words: str) -> str:
    """Return the kind of what an addressee's words name: `group`, unless they are the proper name of one body.

    >>> kind_as_written("các sở, ngành"), kind_as_written("Cục Giải quyết khiếu nại"), kind_as_written("Công ty")
    ('group', 'government', 'group')
    """
    if _PERSON.match(words):
        return "other"
    if _SEVERAL.search(words):
        return "group"
    return next((kind for pattern, kind in _KINDS if pattern.match(words)), "group")
