"""What a target measures: the shortest clear stretch before or after its number.

Vietnamese says it before the number where a verb of reaching stands between (`kim ngạch xuất khẩu tôm đạt 10 tỷ USD`),
and after it where the number counts a part of something (`100% số thôn có chi bộ`, `giảm 10% biên chế`).
"""

import regex

_CHANGE = regex.compile(r"(?<![\p{L}\p{N}])(?:(?P<down>cắt giảm|thực giảm|giảm|tinh giản|hạ|kéo giảm)|(?P<up>tăng trưởng|thực tăng|tăng|nâng))(?![\p{L}\p{N}])")
# Verbs and small words between what is measured and the number; they belong to neither.
_LINK = regex.compile(
    r"(?:[\s,:(\-+*•\"]|(?<![\p{L}\p{N}])(?:phải|cần|sẽ|cũng|được|là|đạt được|đạt|ở mức|mức|còn|chiếm|có|lên|xuống|tới|đến|thêm|"
    r"tăng trưởng bình quân|bình quân|trung bình|thuộc|vào|trong|đón được|đón|thực tăng|thực giảm|cắt giảm|tăng|giảm|hạ|kéo giảm|"
    r"khoảng|ít nhất|bảo đảm|đảm bảo|cho|thu về|mang về|hơn|từ|vượt|với|không quá|cơ bản|tiếp|duy trì|nâng|"
    r"(?:hằng|hàng|mỗi) năm|một năm)(?![\p{L}\p{N}]))+$"
)
_LEAD = regex.compile(
    r"(?:[\s,:;.(\-+*•\"/]|(?<![\p{L}\p{N}])(?:đồng thời|ngoài ra|bên cạnh đó|cùng với đó|trong đó|cụ thể(?: là)?|theo đó|từ nay|"
    r"(?:chậm nhất |từ nay )?(?:đến|tới|vào|trong|cho|của)?\s?(?:hết |cuối |đầu )?(?:năm|giai đoạn|nhiệm kỳ|quý [ivx1-4]+(?:/| năm )) ?\d{4}(?:\s?-\s?\d{4})?|"
    r"(?:trong )?(?:năm nay|năm tới)|(?:hằng|hàng|mỗi) năm|cơ bản|phải|sẽ|có|được|là|về|và|cũng|thì|nâng|đưa|làm|để|nhằm|"
    r"đạt được|đạt|hoàn thành|thực hiện|(?:các |những )?(?:mục tiêu|chỉ tiêu)(?: (?:cụ thể|chung|chủ yếu|kế hoạch))?|bảo đảm|đảm bảo|duy trì|toàn tỉnh|cả nước|"
    r"phấn đấu|tỉnh)(?![\p{L}\p{N}]))+"
)
_CUT = regex.compile(r"[;.:(]\s?|,\s")
_END = regex.compile(
    r"[;:()\"]|\.(?=\s|$)|,\s|\s(?:so với|vào năm|trong năm|đến năm|trước năm|trở lên|và (?:chấp hành|có|đạt|giảm|tăng|không|sẽ|\d)|"
    r"nhưng|để|nhằm|trong giai đoạn|mỗi năm|hằng năm|hàng năm|theo|thì|sớm hơn|do|vì|như)(?![\p{L}])"
)
_PARTITIVE = regex.compile(r"\s?(?:số|các|những|tổng số|tổng|diện tích|dân số|xã|thôn|hộ|người|cán bộ|học sinh|đơn vị|trường|cơ sở|doanh nghiệp|chi phí|thủ tục|biên chế|cửa hàng|trẻ|lao động|nhu cầu|được)(?![\p{L}])")


def direction_of(low: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the last verb of change (`tăng`, `giảm`, …) near before a number stands, or None."""
    last = None
    for m in _CHANGE.finditer(low, max(start, end - 60), end):
        last = m
    if last is None or regex.search(r"[,;:.]", low[last.end() : end]):
        return None
    if regex.search(r"\b(?:đạt|là|còn|có)\b", low[last.end() : end]):
        return None
    return last.span()


def indicator_of(
    low: str, begin: int, left: int, start: int, end: int, right: int, stop: int
) -> tuple[int, int] | None:
    """Return the stretch that says what the number `low[start:end]` measures, or None.

    `begin` and `stop` bound the sentence; `left` is where the stretch before the number may begin (after the goal words
    and the number before), `right` where the next number begins.
    """
    before = _before(low, left, start)
    after = _after(low, end, stop)
    if before is not None and after is not None:
        counts = low[end - 1] == "%" and _PARTITIVE.match(low, end, stop) is not None
        short = len(low[slice(*before)].split()) < 2
        return after if counts and (short or regex.search(r"(?:có|giảm|cắt giảm|tất cả)\s*$", low[max(left, start - 12) : start])) else before
    if before is not None or after is not None:
        return before or after
    return _before(low, begin, left) if left > begin else None


def _before(low: str, left: int, start: int) -> tuple[int, int] | None:
    tail = _LINK.search(low, left, start)
    end = tail.start() if tail else start
    while end > left and not low[end - 1].isalnum() and low[end - 1] not in ')"%':
        end -= 1
    cuts = [m.end() for m in _CUT.finditer(low, left, end) if m.end() < end - 2]
    at = cuts[-1] if cuts else left
    lead = _LEAD.match(low, at, end)
    at = lead.end() if lead else at
    while at < end and not low[at].isalnum():
        at += 1
    return (at, end) if end - at >= 3 and any(c.isalpha() for c in low[at:end]) else None


def _after(low: str, end: int, stop: int) -> tuple[int, int] | None:
    at = end
    while at < stop and low[at] == " ":
        at += 1
    if at >= stop or not low[at].isalnum():
        return None
    if regex.compile(r"các (?=cán bộ|đơn vị)").match(low, at, stop) and low[end - 1] != "%":
        at += 4 if low.startswith("các cán bộ", at) else 0
    cut = _END.search(low, at, stop)
    last = cut.start() if cut else stop
    while last > at and not low[last - 1].isalnum() and low[last - 1] not in ')"':
        last -= 1
    return (at, last) if last - at >= 3 else None
