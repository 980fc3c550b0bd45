"""Where the addressee of an order ends and what is to be done begins."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

import regex

from chidao.rules.body_names import BodyName, provinces
from chidao.rules.gazetteers import gazetteer
from chidao.text import View, fold

Span = tuple[int, int]

_WITHOUT_ACTION = 160  # a list that no verb ends is no longer than this
_LONGEST = 700  # code points; the longest list of addressees in the development articles has 300

# Words with which those who can be told to do something begin, after any determiner.
_ACTOR = regex.compile(
    r"(?:(?:các|những|từng|mỗi|mọi|toàn thể|toàn|tất cả|tất cả các|một số|hai|ba|bốn|năm|cả|[0-9]{1,3}) ){0,2}"
    r"(?:tập thể|cán bộ|công chức|viên chức|đảng viên|đoàn viên|lãnh đạo|người|thủ trưởng|giám đốc|"
    r"phó giám đốc|chủ tịch|phó chủ tịch|bí thư|trưởng|phó|"
    r"cục trưởng|hiệu trưởng|đơn vị|cơ quan|ngành|địa phương|cấp|chi bộ|chi ủy|đảng bộ|đảng ủy|đảng đoàn|"
    r"huyện|quận|thị xã|thành phố|tp|tỉnh|xã(?! hội)|phường|thị trấn|sở|bộ(?! máy| luật)|ban(?! hành)|"
    r"phòng(?!,? chống| ngừa)|cục|vụ(?! việc)|viện|trung tâm|công ty|cty|tập đoàn|tổng công ty|"
    r"doanh nghiệp|dn|ngân hàng|"
    r"chủ(?! động| trì| trương| yếu)|nhà đầu tư|nhà thầu|nhà trường|nhà máy|nhà mạng|nhà xe|trường(?! hợp)|bệnh viện|"
    r"cơ sở(?! hạ tầng| vật chất| dữ liệu| pháp lý)|lực lượng|công an|quân đội|bộ đội|"
    r"hội(?! nhập| nghị)|hội đồng|ủy ban|chính quyền|chính phủ|mặt trận|"
    r"mttq|đoàn(?! kết)|thanh tra|kiểm toán|tòa|viện kiểm sát|chúng ta|"
    r"đồng chí|ông|bà|thành viên|đại biểu|đội|tổ|văn phòng|ubnd|hđnd|ubkt|btv|nhnn|evn|báo|đài|"
    r"liên đoàn|hiệp hội|thẩm phán|kiểm sát viên|thầy cô|giáo viên|phía|"
    r"bên(?! cạnh)|hệ thống|thường trực|tổng cục|chi cục|kho bạc|bảo hiểm|hợp tác xã|ngư dân|nhân dân|người dân|"
    r"hộ|hãng|tổ chức|cá nhân|bộ chỉ huy|bộ tư lệnh|cảnh sát|csgt|"
    r"đại học|học viện|tổng giám đốc|khối|thủ tướng|phó thủ tướng|thống đốc|chánh|ủy viên|trạm|"
    r"nhà khoa học|chuyên gia|thôn|bản(?! thân| quyền| chất)|khu(?! tái)|sàn|quỹ|nhóm|tccs|bưu điện|cảng|"
    r"thành ủy|tỉnh ủy|huyện ủy|thị ủy|quận ủy|ubmttq|công chứng viên|điều tra viên|học sinh|sinh viên|"
    r"y bác sĩ|y bác sỹ|bác sỹ|bác sĩ|cử tri|thư viện|bảo tàng|rạp|nhà hát)(?![\p{L}])"
)
PLURAL = regex.compile(r"(?:các|những|từng|mỗi|hai|ba|bốn|tất cả|toàn bộ) \p{L}")
# After these a verb names what a body is for, and is no boundary: cơ quan quản lý, đơn vị thi công, lực lượng cứu hộ.
_HEAD_OF_VERB = frozenset(
    [
        "cơ quan",
        "đơn vị",
        "ban",
        "bộ phận",
        "lực lượng",
        "tổ chức",
        "phòng",
        "người",
        "tổ",
        "đoàn",
        "đội",
        "công tác",
        "hội đồng",
        "công ty",
        "chi nhánh",
        "cán bộ",
        "nhân viên",
        "trách nhiệm",
        "chức năng",
        "nhiệm vụ",
        "liên quan đến",
        "doanh nghiệp",
        "nhà",
        "chủ",
        "trung tâm",
        "lãnh đạo",
        "vụ",
        "cục",
        "chi cục",
        "ngành",
        "được",
        "cấp",
        "bị",
        "khối",
        "trạm",
        "và",
    ]
)
_NO_HEAD = frozenset(["tập đoàn", "liên đoàn", "đảng đoàn", "quân đội", "bộ đội"])
_BY_DUTY = regex.compile(
    r"(?:căn cứ|theo) (?:đúng )?(?:chức năng|thẩm quyền|quy định|nhiệm vụ)[^.;:]{0,60}?,\s"
    r"(?!nhiệm vụ|quyền hạn|thẩm quyền)"
)
_SKIP = regex.compile(
    r"(?:có )?(?:liên quan|trách nhiệm|chức năng|thẩm quyền|hữu quan)(?: và các (?:cơ quan|đơn vị|"
    r"địa phương))?(?![\p{L}])|có liên quan(?![\p{L}])|"
    r"được (?:giao|phân công|kiểm tra|thanh tra)(?: nhiệm vụ)?(?![\p{L}])|tổ chức (?:đảng|chính trị|"
    r"đoàn thể|cá nhân|xã hội|tín dụng|cơ sở)|trực thuộc|"
    r"quản lý (?:nhà nước|chuyên ngành|thị trường|đầu tư|dự án|khai thác|các khu)|giám đốc|thường trực|"
    r"chỉ huy|chỉ đạo (?:tỉnh|trung ương|thành phố|389|cấp)|"
    r"bí thư|chủ trì soạn thảo|đầu tư(?: xây dựng)?(?= (?:dự án|công trình|tuyến|xây))|phòng(?! chống|"
    r" ngừa)|công an|tại chỗ|thông tin (?:và|truyền|đại chúng)|phát thanh|"
    r"cử tri|(?:tham )?dự (?:họp|hội nghị|án)|tham mưu(?:,| và)? giúp việc|trực tiếp (?=của|quản lý|phụ trách)|"
    r"là lãnh đạo(?:,| và)? quản lý|là cán bộ|(?:nêu|nói) trên|tư vấn giám sát|xúc tiến (?:đầu tư|thương mại|du lịch)|"
    r"xuất khẩu (?:lao động|lđ|gạo|thủy sản|tôm)|lãnh đạo(?= (?:địa phương|cơ quan|đơn vị|tỉnh|thành phố|huyện|xã|"
    r"sở|bộ|ban|ngành|ubnd|công ty|tập đoàn|doanh nghiệp)(?![\p{L}]))|"
    r"(?:chưa|đã|không) đạt (?:chuẩn|tiêu chí|chỉ tiêu)|tổng (?:công ty|cục|"
    r"giám đốc|thư ký|liên đoàn)|"
    r"tài nguyên|môi trường|kế hoạch|giao thông|xây dựng (?:các|tỉnh|huyện|thành|hà nội|tp)|thực thi"
)
# An addressee ends where a time begins: `các xã trong tháng 10 hoàn thành`.
_TIME = regex.compile(
    r"(?:trong|từ|đến|tới|hết|chậm nhất|trước) (?:tháng|năm|quý|ngày|thời gian|nay|hết|cuối|đầu|"
    r"tuần|vòng|[0-9])"
)
# What an addressee is or does beside the order is no part of his name.
_ASIDE = regex.compile(
    r"là (?:cơ quan|đơn vị|đầu mối|năm|phải|cần|trong|đến)(?![\p{L}])|"
    r"về (?:việc|công tác|vấn đề|kết quả|tình hình|nội dung)(?![\p{L}])|"
    r"trong (?:thực thi|quá trình|phạm vi|việc|công tác|khi|tổ chức)(?![\p{L}])|\((?:là|gồm) "
)
_LEAD_IN = regex.compile(
    r"(?:[\s:,\"'-]|cho(?![\p{L}])|tới(?![\p{L}])|đến(?! (?:năm|hết|cuối|tháng|ngày|quý))(?![\p{L}])|"
    r"với(?![\p{L}])|phía(?! (?:nam|bắc|đông|tây)(?!\p{L}))(?![\p{L}])|"
    r"để(?= (?:từng|các|mỗi))|rằng(?![\p{L}])|là(?![\p{L}])|nhiệm vụ cho(?![\p{L}])|"
    r"(?:trong )?thời gian (?:tới|này|sắp tới),? |"
    r"(?:trong|trước|từ nay|đến|đồng thời|thời gian tới|trong thời gian tới|hằng năm|hàng năm|"
    r"cụ thể|theo đó|bên cạnh|ngoài|riêng|căn cứ|trên cơ sở|năm nay|năm [0-9]{4}|bằng|sau|ngay)"
    r"(?![\p{L}])[^,;:.]{0,60},)*"
)
_SPLIT = regex.compile(
    r"\s*(?:,|;|\s+và|\s+cùng|\s+cùng với|;)\s+(?:và\s+|nhất là\s+|đặc biệt là\s+|trong đó có\s+)?"
    r"(?=(?:các|những|từng|mỗi|toàn|ubnd|hđnd|ủy ban|hội đồng|sở|bộ|ban|đảng|đoàn|mttq|mặt trận|"
    r"trường|công an|viện|cục|tổng cục|thanh tra|"
    r"kiểm toán|văn phòng|chủ tịch|giám đốc|thủ trưởng|người đứng đầu|thành phố|huyện|quận|tỉnh|"
    r"tp|ngân hàng|tập đoàn|tổng công ty|công ty|địa phương|"
    r"cơ quan|đơn vị|cấp ủy|chi cục|phòng|kho bạc|bảo hiểm|lãnh đạo|bí thư|hội|liên đoàn|tòa án|"
    r"cảnh sát|lực lượng|y tế|nông nghiệp|tư pháp|tài chính|công thương)(?![\p{L}]))",
)


_LIST_SPLIT = regex.compile(rf",\s+(?!thể thao|thương binh)(?:và\s+)?|{_SPLIT.pattern}")


@cache
def _verbs() -> tuple[dict[str, list[str]], frozenset[str]]:
    """Action verbs and what may stand before them, by first syllable, longest first; and the verbs alone."""
    by_first: dict[str, list[str]] = {}
    actions = set()
    for row in gazetteer("verbs"):
        verb = fold(row["verb"])
        by_first.setdefault(verb.split(" ", 1)[0].rstrip(","), []).append(verb)
        if row["class"] == "action":
            actions.add(verb)
    return {k: sorted(v, key=len, reverse=True) for k, v in by_first.items()}, frozenset(actions)


_WORD = regex.compile(r"[\p{L}\p{N}]+")


def verb_at(low: str, start: int, limit: int, *, action: bool = False) -> int | None:
    """Return where the verb (or the adverb before a verb) that begins at `start` ends, or None if none begins there."""
    m = _WORD.match(low, start, limit)
    if m is None:
        return None
    verbs, actions = _verbs()
    for verb in verbs.get(m.group(), ()):
        end = start + len(verb)
        if (
            end <= limit
            and low.startswith(verb, start)
            and not low[end : end + 1].isalpha()
            and (not action or verb in actions)
        ):
            return end
    return None


def acts(low: str, start: int, limit: int) -> bool:
    """Say whether an action begins at `start`: any adverbs, then an action verb."""
    duty = _BY_DUTY.match(low, start, limit)
    at = duty.end() if duty else start
    for _ in range(4):
        if verb_at(low, at, limit, action=True) is not None:
            return True
        end = verb_at(low, at, limit)
        if end is None:
            return False
        at = end
        while at < limit and low[at] in " ,\n":
            at += 1
    return False


def begins_actor(low: str, start: int) -> bool:
    """Say whether the words at `start` can name someone who is told to do something."""
    return _ACTOR.match(low, start) is not None


# A proper name that no table holds, told to act: `yêu cầu Formosa kiểm tra`, `giao VNPT thử nghiệm`.
_PROPER = regex.compile(r"\p{Lu}[\p{L}\p{N}&-]*(?: (?:\p{Lu}[\p{L}\p{N}&-]*|\p{N}{1,2})){0,4}(?![\p{L}])")
_ACRONYM = regex.compile(r"\p{Lu}[\p{Lu}&-]{1,7}\d{0,2}(?![\p{L}\p{N}])(?! \p{Lu}{2,} \p{Lu}{2,})")


def proper_end(view: View, at: int, limit: int, *, known: bool = False) -> int | None:
    """Return where a proper name ends that begins at `at`, or None.

    With `known`, only a province (`Quảng Ninh phải …`) or an abbreviation (`EVN phải …`) counts: any sentence begins
    with a capital.
    """
    acronym = _ACRONYM.match(view.norm, at, limit)
    if acronym is not None:
        return acronym.end()
    name = _PROPER.match(view.norm, at, limit)
    if name is None or verb_at(view.low, at, limit) is not None:
        return None
    return name.end() if not known or view.low[at : name.end()] in provinces() else None


def boundary(
    view: View, names: Sequence[BodyName], start: int, limit: int, *, anyone: bool = False
) -> tuple[Span | None, int]:
    """Split what follows an ordering verb into addressee and action.

    Takes the text, the body names of the text in order, and the range after the verb. Returns the addressee's range
    (None where the action follows at once) and where the action begins. With `anyone`, any plural and any proper name
    can be told to act (`các tàu cá`, `Formosa`); otherwise only words for people, bodies and units.
    """
    low = view.low
    lead = _LEAD_IN.match(low, start, limit)
    at = first = lead.end() if lead else start
    if at >= limit:
        return None, start
    named = name_from(names, at)
    proper = None
    if named is None and not begins_actor(low, at) and not (anyone and PLURAL.match(low, at)):
        proper = proper_end(view, at, limit, known=not anyone or not set(low[start:at]).isdisjoint(':"'))
        if proper is None:
            return None, at
        at = proper
    if low.startswith("báo cáo", at):
        return None, at  # something to be told, not a newspaper
    previous = ""
    aside: int | None = None
    while at < min(limit, first + _LONGEST):
        name = name_from(names, at)
        if name is not None and name.end <= limit:
            previous, at = "", name.end
            continue
        if at > first and _TIME.match(low, at, limit):
            break
        if at > first and aside is None and _ASIDE.match(low, at, limit):
            aside = at
        skip = _SKIP.match(low, at, limit)
        word = _WORD.match(low, at, limit)
        if skip and at > first:
            previous, at = "", skip.end()
        elif word is None:
            if low[at] == "." or (low[at] == ":" and not _lists(view, at, limit)):
                break
            at += 1
        else:
            if at > first and _acts_here(view, previous, at, limit):
                break
            two = f"{previous} {word.group()}".strip()
            previous = two if two in _HEAD_OF_VERB or two in _NO_HEAD else word.group()
            at = word.end()
    if at >= first + _LONGEST or (at >= limit and at - first > _WITHOUT_ACTION):
        return None, first
    end = min(at, limit, limit if aside is None else aside)
    while end > first and low[end - 1] in " ,:;\n\"'":
        end -= 1
    for tail in (" được giao", " và", " thì", " mà"):
        if low[:end].endswith(tail):
            end -= len(tail)
    return ((first, end) if end > first else None), at


def _acts_here(view: View, previous: str, at: int, limit: int) -> bool:
    """Say whether the word at `at` inside an addressee's words begins what it has to do."""
    low = view.low
    end = verb_at(low, at, limit)
    if end is None or _noun_after(low, at):
        return False
    if view.norm[at].isupper() and view.norm[at + 1 : at + 2].islower():
        return False  # `Viện Quy hoạch`: a part of a name
    if low.startswith("trình", at) and previous in _COURSES:
        return False
    if previous not in _HEAD_OF_VERB or low.startswith(("đề nghị ", "yêu cầu "), at):
        return True
    if _AT_ONCE.match(low, at, limit) is not None:
        return True
    return previous not in _CHARGED and _IN_CHARGE.match(low, at, limit) is not None


_COURSES = frozenset({"công", "chương", "quy", "lộ", "tờ", "giáo", "quá"})
# What no body is named by: after `đơn vị`, `doanh nghiệp` these begin the action, other verbs tell what it is for.
_AT_ONCE = regex.compile(
    r"(?:khẩn trương|kịp thời|nhanh chóng|tiếp tục|nghiêm túc|kiên quyết|quyết liệt|chủ động|tích cực|sớm|cần|phải|"
    r"không được|tuyệt đối|thường xuyên|tăng cường|đẩy mạnh|rà soát|thực hiện (?:nghiêm|tốt|đúng)|báo cáo|"
    r"có trách nhiệm|bớt|nêu cao|tạm dừng|dừng|ngừng|rút|tháo gỡ|hoàn thiện|khắc phục|xử lý nghiêm|làm rõ|nâng cao|"
    r"chấn chỉnh|phát huy|quán triệt|xem xét|đề xuất|tạo điều kiện|chú trọng|bảo đảm|đảm bảo)"
    r"(?![\p{L}])"
)
# `cơ quan chủ trì`, `ban chỉ đạo` name a body, `Vụ Tổ chức cán bộ chủ trì` tells what it does.
_CHARGED = frozenset({"cơ quan", "đơn vị", "ban", "người", "bộ phận", "tổ", "đoàn", "lãnh đạo", "tổ chức"})
_IN_CHARGE = regex.compile(r"(?:chủ trì|phối hợp|chỉ đạo|hướng dẫn)(?![\p{L}])")
# A plural that a list after a colon names: `các đơn vị: Công an tỉnh, UBND huyện …`.
_LISTING = regex.compile(
    r"(?<![\p{L}])(?:sở|bộ|ban|ngành|đơn vị|cơ quan|địa phương|huyện|quận|tỉnh|liên danh)(?: sau| sau đây)?$"
)
_LISTED_NAME = regex.compile(r":\s*\p{Lu}")


def _lists(view: View, colon: int, limit: int) -> bool:
    """Say whether a colon behind `các sở` opens the list of their names, not what they have to do."""
    name = _LISTED_NAME.match(view.norm, colon, limit)
    if name is None or _LISTING.search(view.low, max(0, colon - 24), colon) is None:
        return False
    return not acts(view.low, name.end() - 1, limit)


_HAVING = regex.compile(r"có (?:rừng|biển|dự án|diện tích|người|đông|nhiều|tỷ lệ|số|đường|công trình|đê|hồ)")


def _noun_after(low: str, at: int) -> bool:
    """`có` and `cho` before a noun phrase that tells more of the addressee (`các xã có rừng`)."""
    return _HAVING.match(low[at : at + 20]) is not None


def name_from(names: Sequence[BodyName], at: int) -> BodyName | None:
    """Return the name that begins at a position; `names` are in the order of the text."""
    i = bisect_left(names, at, key=lambda n: n.start)
    return names[i] if i < len(names) and names[i].start == at else None


def split(low: str, span: Span) -> list[Span]:
    """Split a list of addressees into one range per body or group."""
    parts: list[Span] = []
    colon = low.find(": ", *span)
    at = span[0] if colon < 0 else colon + 2
    joints = _SPLIT if colon < 0 else _LIST_SPLIT  # `các sở: Tài chính, Y tế`: names without their common noun
    for m in joints.finditer(low, at, span[1]):
        if m.start() > at and not _one_group(low, at, m):
            parts.append((at, m.start()))
            at = m.end()
    parts.append((at, span[1]))
    return parts


# `UBND các quận, huyện, thị xã`, `người đứng đầu các cơ quan, đơn vị`: one plural behind a head.
_OF_SEVERAL = regex.compile(
    r"(?<=\p{L} )các (?:quận|huyện|tỉnh|thành phố|tp|thị xã|xã|phường|sở|bộ|ban|cơ quan)"
    r"(?:, (?:quận|huyện|thành phố|tp|thị xã|xã|phường|ban|ngành|cơ quan))*$"
)
_LEVEL_NEXT = regex.compile(
    r"(?:quận|huyện|tỉnh|thành phố|tp|thị xã|xã|phường|thị trấn|ban|ngành|đơn vị|đoàn thể|địa phương|tổ chức)"
    r"(?! \p{L}*\p{Lu})(?:[,.;]| và | thuộc | trên | trong |$)"
)


def _one_group(low: str, start: int, joint: "regex.Match[str]") -> bool:
    """`các bộ, ngành`, `các cấp ủy, tổ chức đảng`, `các sở, ban, ngành`: one plural over several nouns is one group."""
    head = low[start : joint.start()]
    if "là " in joint.group():
        return False  # `các bộ, đặc biệt là Bộ Y tế`
    if _OF_SEVERAL.search(head) and _LEVEL_NEXT.match(low, joint.end()):
        return True
    return (
        low[joint.start()] == ","
        and head.startswith(("các ", "từng ", "cán bộ", "mỗi "))
        and not low.startswith(("các ", "từng ", "ubnd ", "đảng ủy"), joint.end())
    )
