"""Places that tell where something is, and are no body: `trú tại xã A, huyện B`, `Bệnh viện Đa khoa tỉnh C`."""

import msgspec
import regex

from chidao.rules.body_words import BodyName

_RANKS = {"unit": 0, "commune": 1, "district": 2, "province": 3}
_LOOK_BACK = 90

# Words behind which a place tells where; what lies in a place or is a part of it.
_WHERE = (
    r"tại|ở|ngụ|trú|quê|quán|sống|thuộc|từ|(?<!gian |năm |tháng |tuần |ngày |vừa |hôm )qua|vào|khỏi|xuống|gần|"
    r"quanh|khắp|toàn|trong|đến|(?<!gian |sắp |năm )tới|rời|nối|giáp|cách|"
    r"sang|về|hướng|đi|trở lại|bàn|phận|khu vực|bờ biển|trung tâm|bắt đầu|đường|đường sắt|cao tốc|tuyến|hành lang|"
    r"bến|chợ|cảng|ga|nhân dân|người dân|dân|người|cử tri|cán bộ|trên|luật sư|"
    r"phía (?:đông|tây|nam|bắc|bên)|nội thành|ngoại thành|vùng|xảy ra|bks|biển số|bà|ông"
)
# Units that are written by their kind and end with the place: what they are called in between says what they do.
_OTHER_UNIT = (
    r"bệnh viện|bvđk|bv|trường|thpt|thcs|đại học|đh|học viện|viện|công ty|cty|tổng công ty|hợp tác xã|chi nhánh|"
    r"công an|cảnh sát|csgt|pccc|tòa|tand|vksnd|viện kiểm sát|trung tâm|ngân hàng|đbqh|đại biểu|hội|hiệp hội|liên đoàn|"
    r"liên hiệp|đoàn luật sư|clb|câu lạc bộ|đài|báo|pháp luật|trạm|điện lực|bảo tàng|nhà hát|quỹ|khoa|bến xe"
)
_STATE_UNIT = (
    r"chi cục|cục|ban quản lý|ttgt|kho bạc|ngành|(?<!cơ |trụ )sở|hải quan|(?<!quân |bộ )đội|(?<!quốc )phòng|"
    r"thanh tra|hạt|công đoàn|lực lượng|văn phòng|chức năng|ban"
)
_VERBS = (
    r"đã|sẽ|đang|được|bị|phải|cần|vừa|yêu cầu|giao|chỉ đạo|đề nghị|và|với|cho|của|để|là|do|khi|mà|thì|gửi|"
    r"phối hợp|cùng|báo cáo|đôn đốc|nhắc nhở|kiến nghị|đề xuất|phân công|cho biết|rằng|nêu|về|công an|cảnh sát"
)
_CALLED = rf"\s(?:(?!(?:{_VERBS})\s)[^\s,.;:()\"]{{1,12}}\s){{0,9}}(?:-\s?)?$"
_LOCATES = regex.compile(
    rf"(?<![\p{{L}}])(?:{_WHERE})\s$|\([^()]{{0,80}}$|(?<![\p{{L}}])(?:{_OTHER_UNIT}){_CALLED}|"
    # the smaller places of an address
    r"(?<![\p{L}])(?:thôn|ấp|bản|khóm|khu(?: phố)?|kp|tổ(?: dân phố)?|xóm|làng|buôn|đường|phố|số|hẻm|ngõ|quốc lộ|ql|"
    r"tỉnh lộ|cầu|chùa|khách sạn|tòa nhà|khu (?:công nghiệp|đô thị)|kcn)\s[^,.;:()]{1,40},\s$"
)
_OF_STATE_UNIT = regex.compile(rf"(?<![\p{{L}}])(?:{_STATE_UNIT}){_CALLED}")


def within(low: str, name: BodyName, place: BodyName) -> BodyName | None:
    """Return a name with the place behind it in which it lies, or None where the place does not go on with it.

    `xã A, huyện B` lies there; `Chánh Thanh tra TP C` has its own place only so.
    """
    if place.rule != "body/place" or name.person is not None:
        return None
    gap = low[name.end : place.start]
    last = name.address[-1] if name.address else name
    whole = msgspec.structs.replace(name, end=place.end, address=(*name.address, place))
    if gap == ", ":
        higher = _RANKS.get(place.level or "", 0) > _RANKS.get(last.level or "", 9)
        return whole if last.place is not None and higher else None
    if last.place is not None or last.head.startswith("Ủy ban nhân dân"):
        return None
    if not name.needs_place:
        return whole
    known = name.head.endswith(("ủy", "đoàn")) and not (place.place or "").isdigit()
    word = "" if known else place.head.removeprefix("Ủy ban nhân dân").strip()
    head = name.head if name.head.endswith(f" {word}") else f"{name.head} {word}".strip()
    return msgspec.structs.replace(whole, head=head, place=place.place, level=name.level or place.level)


def of_unit(low: str, name: BodyName) -> bool:
    """Say whether a place ends the name of a unit of the state that no table holds: `Đội Thanh tra xây dựng quận 3`."""
    if name.rule != "body/place":
        return False
    return _OF_STATE_UNIT.search(low, max(0, name.start - _LOOK_BACK), name.start) is not None


def only_locates(low: str, name: BodyName) -> bool:
    """Say whether a place only tells where something is, or which hospital or court is meant: it orders nothing."""
    if name.rule != "body/place" or of_unit(low, name):
        return False
    return _LOCATES.search(low, max(0, name.start - _LOOK_BACK), name.start) is not None


# Several bodies of one kind: `Sở Y tế các tỉnh`, `UBND các huyện, thị xã`.
_EACH = regex.compile(
    r" (?:của )?(?:các|những|nhiều|mỗi|từng|hai|ba|[0-9]{1,2}) "
    r"(?:tỉnh|thành|huyện|quận|thị|xã|phường|địa phương)(?!\p{L})"
)


def of_each(low: str, name: BodyName) -> bool:
    """Say whether a name without a place stands for the bodies of several: `UBND các huyện`."""
    return name.place is None and name.needs_place and _EACH.match(low, name.end) is not None
