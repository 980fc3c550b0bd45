"""What a target measures: the shortest clear stretch before or after its number.

Vietnamese says it before the number where a verb of reaching stands between (`kim ngạch xuất khẩu tôm đạt 10 tỷ USD`),
and after it where the number counts a part of something (`100% số thôn có chi bộ`, `giảm 10% biên chế`).
"""

import regex

_B, _E = r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])"
_DOWN = "cắt giảm|thực giảm|kéo giảm|giảm|tinh giản|hạ(?! tầng)"
_UP = r"thực tăng|(?<!(?:tốc độ|mức|mức độ|chỉ số) )tăng(?! trưởng)|nâng|(?<=(?:có|tạo|tăng) )thêm"
_CHANGE = regex.compile(rf"{_B}(?:{_DOWN}|{_UP}){_E}")
_TO = regex.compile(rf"{_B}(?:lên|thành){_E}")
_NOT_CHANGE = regex.compile(rf"[,;:.]|{_B}(?:đạt|là|còn|có|chiếm){_E}")
# Verbs and small words between what is measured and the number; they belong to neither.
_LINK = regex.compile(
    rf"(?:[\s,:(\-+*•\"]|{_B}(?:phải|cần|sẽ|cũng|được|là|đạt được|đạt|ở mức|mức|còn|chiếm|có|lên|xuống|tới|đến|"
    rf"thêm|"
    r"trung bình|thuộc|vào|trong|đón được|thực tăng|thực giảm|cắt giảm|tăng|giảm|hạ|kéo giảm|khoảng|ít nhất|"
    r"bảo đảm|đảm bảo|"
    r"cho|thu về|mang về|cho đất nước|hơn|từ|vượt|với|không|không quá|(?<!lạm phát )cơ bản|tiếp|duy trì|nâng|thì|"
    r"nghị quyết đề ra|đề ra|đặt ra|"
    r"trong năm nay|sớm hơn|thấp hơn|cao hơn|tiến tới|lần lượt|để|nhằm|muốn|đáp ứng|với quy mô|tối thiểu|ổn định ở|"
    r"đạt mức tăng(?: trưởng)?|đạt tốc độ tăng(?: trưởng)?|trong các giai đoạn này|của (?:việt nam|nước ta)|"
    r"(?:của|trong) \d{4}(?:\s?-\s?\d{4})?|trong (?:\d+|sáu|chín|ba) tháng đầu năm(?: nay)?|(?:dự báo|dự kiến)(?: sẽ)?|"
    r"(?:hằng|hàng|mỗi) năm|một năm|"
    rf"(?:đến |tới |vào |trong )?(?:hết |cuối )?(?:năm|giai đoạn) \d{{4}}(?:\s?-\s?\d{{4}})?){_E})+$"
)
_LEAD = regex.compile(
    rf"(?:của [\p{{L}} .]{{2,60}}? là(?!\p{{L}}))?(?:[\s,:;.(\-+*•\"/]|{_B}(?:đồng thời|ngoài ra|bên cạnh đó|"
    rf"cùng với đó|trong đó|cụ thể(?: là)?|theo đó|"
    rf"từ nay|riêng|quan điểm|"
    r"(?:chậm nhất |từ nay )?(?:(?:đến|tới|vào|trong|cho|của) )?(?:hết |cuối |đầu )?(?:năm|giai đoạn|nhiệm kỳ|"
    r"quý [ivx1-4]+(?:/| năm )) ?\d{4}(?:\s?-\s?\d{4})?|"
    r"(?:đến|tới|trong|vào) (?:hết |cuối |đầu )?(?:tháng \d{1,2}|nhiệm kỳ|năm học|kỳ)(?: này| tới)?|"
    r"\d{4}|(?:trong )?(?:năm nay|năm tới)|(?:hằng|hàng|mỗi) năm|cơ bản|phải|sẽ|có|được|là|về|và|cũng|thì|nâng|"
    r"hướng (?:tới|đến)|đưa|làm|để|nhằm|muốn|khi|góp phần|"
    r"đạt được|đạt|hoàn thành|thực hiện|(?:các |những )?(?:mục tiêu|chỉ tiêu)(?: (?:cụ thể|chung|chủ yếu|"
    r"kế hoạch))?|bảo đảm|đảm bảo|duy trì|"
    rf"phấn đấu|giảm|tăng(?! trưởng)|điều chỉnh){_E})+"
)
_CUT = regex.compile(
    rf"{_B}(?:đặt|đề ra|thông qua|giao) (?:mục tiêu|chỉ tiêu|kế hoạch)(?: là)?\s(?=\p{{L}})|"
    rf"(?<=\s)(?:để|nhằm) (?:đảm bảo|bảo đảm|đạt|đưa|nâng|giảm)\s|"
    rf"(?<=\s)với (?=công suất|tỷ lệ|tổng|mức|tốc độ|diện tích)|"
    rf"(?<=\s)thì\s(?=\p{{L}})|"
    r"[;.:(]\s|\(|,\s|\)\s(?=riêng|về|trong)|(?<=\d)\s(?=về\s)"
)
_END = regex.compile(
    r"[;:\"?!]|\.(?=\s|$)|\s\((?=theo)|,\s(?:đồng|trong đó|phấn đấu|đến|tối|\d|sẽ|nhất là|tương|tăng|giảm|góp|"
    r"tỷ lệ|thu nhập|tổng|nhưng|nâng|không|trở|với|đặc biệt|cơ bản|bảo đảm|hoàn (?:thành|thiện)|quy (?:mô|định))"
    r"|\s(?:so với|(?:đến (?:hết |cuối )?)?năm (?=\d{4})|vào năm|"
    r"trong năm|đến năm|trước năm|và (?:chấp hành|đạt|giảm|tăng|không(?! chuyên)|sẽ|\d)|"
    r"là (?:sự|một|mục tiêu|rất)|nhưng|để|nhằm|trong giai đoạn|giai đoạn|mỗi năm|hằng năm|hàng năm|"
    r"theo|thì|sớm hơn|do|vì|như|tại buổi|tại hội)(?![\p{L}])"
)
# Words with which no name of a measured thing begins: after a number they go on about something else.
_NO_NAME = regex.compile(
    r"(?:so|sớm|theo|vào|trong|trên|năm|đến|tới|nhưng|trở|là|và|để|như|tại|do|từ|ở|với|vì|thì|nên|mà|khi|nếu|cho|"
    r"cao|thấp|"
    rf"này|đó|trước|sau|hơn|hoặc|hay|gdp|một năm|mỗi năm|nữa|tương|so với|nhằm|cũng|đã|đang|thông qua|của|"
    rf"(?:bao )?gồm|được (?:cho|coi|xem|đánh giá)){_E}"
)
_BAD_BEFORE = regex.compile(
    rf"(?:so với|cao hơn|thấp hơn|sau đó|theo|nhưng|tại sao|mà|thậm chí|tuy|do|vì|tại|khi|nếu|song|"
    rf"bao gồm|gồm|tức|bổ sung|qua|của|cần|cho (?:năm|cả)|được cho){_E}|[\p{{N}}%\s,.]+$|"
    rf"cả năm(?: nay| \d{{4}})?$|các (?:quý|tháng) còn lại$|\d|.*{_B}(?:đã có thể|cho biết|nắm giữ|sở hữu){_E}"
)
# `(tương đương 35 ngày …)`, `tức tăng 200%`: the number before it in other words.
_SAME = regex.compile(rf"{_B}(?:tương đương|tương ứng|tức)(?: (?:là|với|tăng|giảm|khoảng)){{0,2}}\s+$")
# A name of a rate or an amount may hold a list: the commas in it cut nothing.
_AMOUNT = regex.compile(rf"{_B}(?:tỷ lệ|tổng số|tổng diện tích|thời gian|số lượng)\s(?=[^;.:()%]*$)")
_PART_OF = regex.compile(
    r"\s?(?:số|các|những|tổng số|tổng|diện tích|dân số|xã|thôn|hộ|người|cán bộ|học sinh|đơn vị|trường|cơ sở|"
    r"doanh nghiệp|chi phí|"
    r"thủ tục|biên chế|cửa hàng|trẻ|lao động|đảng viên|chi bộ|gia đình|cơ quan|khu|thành viên|hồ sơ|phường|huyện|"
    r"dân cư|vốn|cổ phần|có)(?![\p{L}])"
)
_OPENS_PART = regex.compile(
    rf"(?:[,;:.]|{_B}(?:có|giảm|cắt giảm|tăng|còn|đảm|bảo|phấn đấu|năm|tiêu|thì|lên|xuống|nắm giữ|sở hữu|giữ|cho|"
    rf"thanh tra|kiểm tra|rà soát|hoàn thành|xử lý|giải quyết|bồi dưỡng|đào tạo|cung cấp|cổ phần hóa){_E})\s*$"
)
_RESULT = regex.compile(rf"{_B}(?:đạt|là|chiếm|ở mức|tăng(?! trưởng)|giảm)\s[^,;.]{{0,20}}?\d")
_SOMEBODY = regex.compile(
    rf"(?:chính phủ|thủ tướng|phó thủ tướng|bộ|quốc hội|ubnd|tỉnh|thành phố|ngành|tp|huyện|sở|ông|bà|doanh nghiệp|"
    rf"công ty|chưa|chỉ|"
    rf"không|còn|địa phương|trong|tại|với|nghị quyết|kế hoạch|đề án|chương trình|hà nội|xấp xỉ|năm|nhằm|hiện|"
    rf"riêng){_E}"
)
_MAKING = regex.compile(
    rf"{_B}(?:xây dựng|mở|kiểm tra|thành lập|hình thành|hoàn thành|ra mắt|thu hút(?: được)?|đón)(?: mới| thêm)?$"
)
_POINTS_BACK = regex.compile(r"(?:con số|tỷ lệ|mức|mức tăng|chỉ tiêu|số lượng)(?: (?:này|đó|trên))?")
_TOPIC = regex.compile(r"(?:(?:riêng|đối với|về) (?P<about>[^,;:(]{3,60}?))(?:\s?\([^)]{1,80}\))?,")


def direction_of(low: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the last verb of change (`tăng`, `giảm`, …) near before a number stands, or None.

    `tăng trưởng` names a rate: it is reached, not changed; `nâng … lên` tells a level.
    """
    last = None
    for m in _CHANGE.finditer(low, max(start, end - 60), end):
        last = m
    if last is None or _NOT_CHANGE.search(low, last.end(), end):
        return None
    return None if last.group() == "nâng" and _TO.search(low, last.end(), end) else last.span()


def indicator_of(low: str, begin: int, left: int, span: tuple[int, int], stop: int) -> tuple[int, int] | None:
    """Return the stretch that says what the number `low[span]` measures, or None.

    `begin` and `stop` bound the sentence; `left` is where the stretch before the number may begin (after the goal words
    and the number before).
    """
    start, end = span
    if _SAME.search(low, left, start):
        return None
    before, after = _before(low, left, start), _after(low, end, stop)
    if after is not None:
        if (
            (low[end - 1] == "%" or low.startswith(("tất cả", "toàn bộ"), start))
            and _PART_OF.match(low, end, stop)
            and (before is None or _OPENS_PART.search(low, left, start))
        ):
            return after
        if before is None or regex.search(r"(?<![\p{L}])có\s+$|[\p{L}%],\s+$", low[max(begin, start - 5) : start]):
            return after
    if before is not None:
        return before
    if low.startswith(" gdp", end):  # a part of it, where nothing else is measured
        return end + 1, _stretch(low, end, end + 1, stop)
    topic = _TOPIC.match(low, begin, start)
    if topic is not None:
        return topic.span("about")
    return None


def made_of(low: str, before: tuple[int, int], counted: int, end: int, stop: int) -> tuple[int, int] | None:
    """Return the noun counted from `low[counted:]` with what goes on to say about it, or None.

    `xây dựng 30 tuyến phố văn minh`: what is made is measured, not the making.
    """
    after = _after(low, end, stop) if _MAKING.search(low, *before) else None
    return None if after is None else (counted, after[1])


def says_nothing(low: str, start: int, end: int) -> bool:
    """Say whether an indicator only points back at one named before (`con số này`, `tỷ lệ`)."""
    return _POINTS_BACK.fullmatch(low, start, end) is not None


def subject_of(low: str, begin: int, goal: int) -> tuple[int, int] | None:
    """Return what the words before the goal speak of, or None.

    `tốc độ tăng trưởng đạt 15%, xấp xỉ mục tiêu (16%)`: the goal is for what the result before it measures. Otherwise
    it is the clause before the goal words, unless somebody who sets the goal stands there.
    """
    found = _before(low, begin, goal)
    if found is not None and (_SOMEBODY.match(low, *found) or _RESULT.search(low, *found)):
        found = None
    result = _RESULT.search(low, begin, goal)
    return found if found is not None or result is None else _before(low, begin, result.start())


def _before(low: str, left: int, start: int) -> tuple[int, int] | None:
    tail = _LINK.search(low, left, start)
    end = tail.start() if tail else start
    while end > left and not low[end - 1].isalnum() and low[end - 1] not in ')"%':
        end -= 1
    if low[end - 1] == ")" and (bracket := low.rfind("(", left, end)) > left + 3:
        end = bracket
        while end > left and low[end - 1] == " ":
            end -= 1
    cuts = [m.end() for m in _CUT.finditer(low, left, end) if m.end() < end - 2]
    at = cuts[-1] if cuts else left
    amounts = [m.start() for m in _AMOUNT.finditer(low, left, end)]
    if amounts:
        at = min(at, amounts[-1])
    lead = _LEAD.match(low, at, end)
    at = lead.end() if lead else at
    while at < end and not low[at].isalnum():
        at += 1
    if end - at < 3 or _BAD_BEFORE.match(low, at, end) or not any(c.isalpha() for c in low[at:end]):
        return None
    return at, end


def _after(low: str, end: int, stop: int) -> tuple[int, int] | None:
    at = end
    while at < stop and low[at] == " ":
        at += 1
    if low.startswith("các cán bộ", at):
        at += len("các ")
    if at >= stop or not low[at].isalnum() or low[at].isdigit() or _NO_NAME.match(low, at, stop):
        return None
    last = _stretch(low, end, at, stop)
    return (at, last) if last - at >= 3 else None


def _stretch(low: str, end: int, at: int, stop: int) -> int:
    """Return where the words from `at` end that a number ending at `end` counts."""
    cut = _END.search(low, at, stop)
    last = cut.start() if cut else stop
    if low[end - 1] != "%" and (comma := low.find(", ", at, last)) > at:
        last = comma
    while last > at and not low[last - 1].isalnum() and low[last - 1] not in ')"':
        last -= 1
    return last
