"""What the words around a mention say of its document: who issued it, on which day, about what."""

import msgspec
import regex

from chidao import dates
from chidao.model import Mention, Page
from chidao.resolve.bodies import BodyTable
from chidao.resolve.document_keys import Identity
from chidao.rules.body_names import BodyName, name_at, names_in
from chidao.text import View

DAY = regex.compile(
    r"(?:(?:ngày|sáng|chiều|tối|hôm|trưa)\s{1,2}(?:nay,? |qua,? )?(?:\(|ngày )?)"
    r"(?P<d>\d{1,2})(?:\s?[./-]\s?|\stháng\s)(?P<m>\d{1,2})(?:(?:\s?[./-]\s?|\snăm\s|,\s?)(?P<y>(?:19|20)\d\d))?(?!\d)|"
    r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d\d)"
)
_FULL_DAY = regex.compile(
    r"(?<!từ |từ ngày |hiệu lực ngày )(?<![\d/.-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>20[0-3]\d)(?![\d/-])"
)
_MONTH = regex.compile(
    r"(?:ban hành |ký )?(?:vào |trong |từ )?tháng (?P<m>\d{1,2})(?:[/-]|\snăm\s)(?P<y>(?:19|20)\d\d)"
)
_AFTER = regex.compile(r"[ ,(]*(?:(?:được )?(?:ban hành|ký|ký ban hành|thông qua)\s(?:vào )?|đề )?")
_OF = regex.compile(
    r"[\s,)]{0,4}(?:(?:\(?khóa [ivx]+\)?|ngày\s[\d./\s-]{3,12}|ngày \d{1,2} tháng \d{1,2}(?: năm \d{4})?|"
    r"\([^)]{0,40}\))"
    r"[\s,)]{0,4}){0,3}(?:(?:được )?(?:ban hành )?(?:của|do)\s(?:liên )?)"
)
_ISSUED_BY = regex.compile(
    r"(?:cũng |đã |vừa |mới |tiếp tục |còn |sẽ |chính thức ){0,4}"
    r"(?:có|ban hành|ký|ký tiếp|ký ban hành|ra|gửi|phát đi|thông qua|công bố|trình|phê duyệt|triển khai)\s"
    r"(?:ban hành\s|liên tiếp )?(?:các |một |[0-9]{1,2} |hai |ba |bốn |năm |sáu )?(?:nội dung |dự thảo |dự án )?$"
)
# `A vừa được Thủ tướng phê duyệt`: who acts on the document stands behind it.
_PASSED = regex.compile(
    r"(?:(?!thì |luật |nghị định |nghị quyết |thông tư )[^.;:\n\"]){0,60}?\s"
    r"(?:đã |vừa |mới |sẽ |chính thức |cũng ){0,3}được "
    r"(?=[^.;:\n]{4,90}?\s(?:ban hành|thông qua|phê duyệt|ký))"
)
_PASSES = regex.compile(
    r"(?:\s|,|khóa [ivx]+|đã|vừa|cũng|mới|chính thức|sẽ|biểu quyết|nhất trí|tán thành){0,12}"
    r"(?:ban hành|thông qua|phê duyệt|ký ban hành|ký)(?![\p{L}])"
)
# `tại Quyết định số 12 ngày 1/3/2016, Thủ tướng đã …`: who speaks in the document.
_SAYS_IN = regex.compile(r"(?<![\p{L}])(?:tại|bằng|trong) $")
_SPEAKER = regex.compile(r"(?:,? ngày [0-9][0-9 ./-]{2,11}(?:năm [0-9]{4})?)?, ")
_SPEAKS = regex.compile(
    r"\s(?:đã|cũng đã|vừa|cho phép|đồng ý|giao|yêu cầu|chấp thuận|quyết định|phê duyệt|cấp)(?![\p{L}])"
)
_BOUND = regex.compile(r"(?:từ|trước|sau|hiệu lực) $")
TREATIES = ("Hiệp định", "Hiệp ước", "Công ước", "Nghị định thư", "Hiến chương", "Tuyên bố", "Bản thỏa thuận")
# `thay mặt Chính phủ, Thủ tướng … ký`: the one for whom another signs.
_ON_BEHALF = regex.compile(r"(?:thay mặt|thừa ủy quyền(?: của)?|được ủy quyền của) $")
# The day of a conference that spreads a document, or of its bringing before a body, is not the document's own.
_SIGNED = regex.compile(
    r"(?:có|ban hành|ký|ký tiếp|ký ban hành|ra|gửi|phát đi|thông qua|phê duyệt|duyệt)\s"
    r"(?:ban hành\s|liên tiếp )?(?:các |một |[0-9]{1,2} |hai |ba |bốn |năm |sáu )?(?:nội dung |dự thảo |dự án )?$"
)
_STATED_IN = regex.compile(
    r"(?:xác định|nêu|đề ra|quy định|phê duyệt|đồng ý|cho phép|(?<!được )giao|yêu cầu|chỉ đạo)"
    r"(?:\s[^,.;]{0,120}?)?\s(?:tại|trong|theo)\s(?:các )?$"
)
_BELONGS = regex.compile(r"\s*(?:\(\s*|\s(?:tại|trong|theo)\s)$")
_BY = regex.compile(r"[\s,)]*(?:đã |vừa |mới )?(?:được|do)\s")
_BETWEEN = regex.compile(
    r"(?:\s|,|khóa [ivx]+|đã|vừa|cũng|mới|chính thức|sẽ|biểu quyết|tiếp tục|nước ta|\([^)]{0,40}\)){0,20}"
)
_TITLE = regex.compile(
    r"[\s,]{0,4}(?:(?:ngày|của|khóa|năm)[^,.;:]{0,80}?[\s,]{1,4})?"
    r"(?P<title>(?:về|quy định|hướng dẫn|phê duyệt)(?: việc)? [^.;:\n\"]{8,200})"
)


# The Government's symbols: of a resolution, of a decree, which is the Government's without one as well.
_GOVERNMENT = (("NQ-CP",), ("NĐ-CP", None))
_DEPUTIES = ("Phó ", "Thứ trưởng ")

# The only ones who can make a document of a type: a ministry that `có Nghị định` only drafted it.
_ASSEMBLY = frozenset({"Quốc hội"})
_MAKERS = {
    "Luật": _ASSEMBLY,
    "Bộ luật": _ASSEMBLY,
    "Hiến pháp": _ASSEMBLY,
    "Pháp lệnh": frozenset({"Ủy ban Thường vụ Quốc hội"}),
    "Nghị định": frozenset({"Chính phủ", "Thủ tướng Chính phủ"}),
}


class Entry(msgspec.Struct):
    """A document while its mentions are read: what is known of it so far."""

    identity: Identity
    mentions: list[Mention]
    issuer: str | None = None
    issuer_certain: bool = False
    issuer_hint: tuple[int, int, str] | None = (
        None  # a body that only speaks "tại", "theo" the document: start, end, rule
    )
    issued: str | None = None
    title: str | None = None
    candidates: list[str] = []


def read_around(
    page: Page, view: View, m: Mention, entry: Entry, bodies: BodyTable, year: int | None, listed: tuple[int, int]
) -> None:
    """Fill in what the words around one mention tell: day, issuer (before and behind the whole list), title.

    `listed` is the range of the list under one type noun that the mention stands in.

    `year` is that of the article, for days without one; a day stays open (`XXXX-06-20`) where it is None.
    """
    end = _end_of_group(view, m)
    tail = view.low[end : end + 160]
    if entry.issued is None:
        own = entry.identity.year
        year = int(own) if own is not None else year
        day = _day_after(tail, year, entry.identity) or _day_before(view, listed[0], year)
        entry.issued = day if day is None or own is None or day.startswith(own) else None
    if not entry.issuer_certain:
        makers = _MAKERS.get(entry.identity.type)
        behind = max(end, listed[1])
        known = _issuer_after(view, behind) or _passed_by(view, end)
        name, sure = _issuer_before(view, listed[0])
        maker = known or (name if sure else None)
        hint = name or _speaker(view, m)
        if maker is not None and (makers is None or maker.head in makers):
            issuer = _issued_by(view, maker, entry.identity, bodies, m.rule)
            if issuer is not None:
                entry.issuer, entry.issuer_certain = issuer, True
        elif entry.issuer_hint is None and maker is None and hint is not None and makers is None:
            hint = _signs_for(view, hint)
            entry.issuer_hint = (hint.start, hint.end, m.rule)
    if entry.title is None and (t := _TITLE.match(tail)):
        start = end + t.start("title")
        entry.title = " ".join(page.text[start : start + len(t["title"])].split())


def _issued_by(view: View, maker: BodyName, identity: Identity, bodies: BodyTable, rule: str) -> str | None:
    """The body that a document is of, where words name who made it: a Prime Minister signs the Government's decrees
    and resolutions, a deputy signs for the body."""
    if maker.head == "Thủ tướng Chính phủ" and identity.symbol in _GOVERNMENT[identity.type == "Nghị định"]:
        return bodies.named("Chính phủ", rule)
    body = _signs_for(view, maker)
    return bodies.mention(body.start, body.end, rule)


def _signs_for(view: View, name: BodyName) -> BodyName:
    """`Phó Chủ tịch UBND thành phố Yên Bái`: the body that a deputy belongs to, where the words name it."""
    if name.kind != "office" or not name.head.startswith(_DEPUTIES) or name.head.startswith("Phó Thủ tướng"):
        return name
    for word in regex.finditer(r"(?<= )\p{L}", view.low, pos=name.start, endpos=name.end):
        body = name_at(view.norm, view.low, word.start(), name.end)
        if body is not None and body.kind not in ("office", "group") and body.rule != "body/place":
            return body
    return name


# The Party's terms by the congress that opens each: Đại hội X met in April 2006, then every fifth January.
_TERMS = {"x": range(2006, 2011), "xi": range(2011, 2016), "xii": range(2016, 2021), "xiii": range(2021, 2026)}
_TERM = regex.compile(
    r"[\s,(]{0,3}(?:ngày [\d./\s-]{6,12}[\s,(]{1,3})?(?:của [\p{L} ]{4,40}?[\s,(]{1,2})?khóa (x|xi|xii|xiii)(?!\p{L})"
)


def told_apart_by(view: View, m: Mention, identity: Identity) -> str | None:
    """Return what tells a number from the same number of another time: the Party's term, elsewhere the year of issue.

    None where the number holds its year itself, or where the words behind the mention tell neither.
    """
    if identity.symbol is None or identity.year is not None:
        return None
    tail = view.low[m.end : m.end + 160]
    party = identity.symbol.endswith("TW")
    if party and (term := _TERM.match(tail)):
        return str(term[1])
    day = _day_after(tail, None, identity)
    if day is None or not day[:4].isdigit():
        return None
    if party:
        return next((name for name, years in _TERMS.items() if int(day[:4]) in years), day[:4])
    return day[:4]


def _end_of_group(view: View, m: Mention) -> int:
    term = regex.match(r"\s?\(?khóa [ivx]+\)?", view.low[m.end : m.end + 20])
    return m.end + (term.end() if term else 0)


def _day_after(tail: str, year: int | None, identity: Identity) -> str | None:
    lead = _AFTER.match(tail)
    if identity.type in TREATIES and (lead is None or "ký" not in lead.group()):
        return None  # `rút khỏi Hiệp định …, ngày 23/1`: treaties are spoken of long after their signing
    rest = tail[lead.end() if lead else 0 :]
    if lead is not None and "," in lead.group() and _OF_ANOTHER.match(rest):
        return None
    later = _LATER.match(rest)
    m = (
        (None if rest.startswith(("sáng", "chiều", "tối", "trưa", "hôm")) else DAY.match(rest))
        or DAY.match(_strip_body(rest))
        or (DAY.match(rest, later.end()) if later else None)
    )
    if m:
        return dates.day(int(m["y"]) if m["y"] else year, int(m["m"]), int(m["d"]))
    month = _MONTH.match(rest) or (_MONTH.match(rest, later.end()) if later else None)
    if month is None and identity.symbol is not None and identity.year is None:
        alone = _YEAR_ALONE.match(tail)
        return (alone[1] or alone[2]) if alone else None
    return dates.month(int(month["y"]), int(month["m"])) if month else None


# `Quyết định 41-TTg năm 1977`, `Quyết định 41-TTg của Thủ tướng Chính phủ năm 1977, …`
_YEAR_ALONE = regex.compile(
    r"\snăm ((?:19|20)\d\d)(?!\s?[-0-9/,])|"
    r"\scủa (?:(?:thủ tướng )?chính phủ|quốc hội|bộ chính trị|ban bí thư) năm ((?:19|20)\d\d)(?!\s?[-0-9/])"
)
# `Luật Thủy lợi được Quốc hội thông qua ngày 19/6/2017`
_LATER = regex.compile(
    r"[^.;\n]{0,70}?(?:ban hành|được quốc hội (?:khóa [ivx]{1,5} )?thông qua) "
    r"(?:vào )?(?=ngày|tháng)"
)
# `Thực hiện Nghị quyết 5, ngày 22/9, UBND đã …`: the day on which someone did something about it.
_OF_ANOTHER = regex.compile(
    rf"(?:{DAY.pattern}), (?!của |về |do |đã |được |quy |ban hành|có hiệu lực|hướng dẫn|trong đó|sửa|thay|và |bổ )"
)


def _strip_body(rest: str) -> str:
    """`Nghị định 15/2020/NĐ-CP của Chính phủ ngày 3/2/2020`: the day behind the issuer."""
    m = regex.match(r"(?:của|do) (?![^,.;:]{3,50} tổ chức)[^,.;:]{3,60}?[\s,(]+(?=ngày \d)", rest)
    return rest[m.end() :] if m else ""


_SHORTENED = regex.compile(r"(?<!\p{L})(?:TP|Tp|TX|TT|P|Q|H|X|GS|PGS|TS|ThS)$")


def _sentence_start(view: View, at: int, most: int) -> int:
    """Return where the sentence around a position begins, at most so many characters before it."""
    bound = max(0, at - most)
    stop = view.norm.rfind(". ", bound, at)
    while stop >= 0 and _SHORTENED.search(view.norm, max(bound, stop - 4), stop):
        stop = view.norm.rfind(". ", bound, stop)  # `UBND TP. Hà Nội`
    return max(stop, view.norm.rfind("\n", bound, at), bound - 1) + 1


def _day_before(view: View, at: int, year: int | None) -> str | None:
    """`Ngày 22.9, Ban Thường vụ … ban hành Kế hoạch`: the day at the head of the sentence that tells of the signing."""
    start = _sentence_start(view, at, 260)
    before = view.low[start:at]
    if not _SIGNED.search(before) and not _STATED_IN.search(before):
        return None
    day = DAY.search(before)
    if day is not None and day.start() > _FAR:
        day = next((d for d in DAY.finditer(before, day.start()) if _opens_clause(before, d)), None)
    elif day is None and (month := _MONTH_FIRST.match(before)) is not None:
        return dates.month(int(month["y"]), int(month["m"])) if month["m"] else str(month["y"])
    if day is None or _BOUND.search(before, 0, day.start()):
        return None
    return dates.day(int(day["y"]) if day["y"] else year, int(day["m"]), int(day["d"]))


_FAR = 90  # a day so far behind the head of its sentence is of something else, unless it opens a clause
# `Hồi cuối tháng 9/2016, Thủ tướng đã ban hành …`, `Từ năm 1999, …`
_MONTH_FIRST = regex.compile(
    r"\s?(?:(?:hồi|từ|vào|trong|ngay từ)\s)?(?:(?:đầu|giữa|cuối)\s)?"
    r"(?:tháng\s(?P<m>\d{1,2})(?:\s?[/.-]\s?|\snăm\s)(?P<y>(?:19|20)\d\d)|năm\s(?P<y>(?:19|20)\d\d)),"
)


def _opens_clause(before: str, day: "regex.Match[str]") -> bool:
    """`… của chủ đầu tư, ngày 20/5/2017, Phó Chủ tịch đã ký`."""
    return regex.search(r"[,)]\s$", before[: day.start()]) is not None and before[day.end() :].startswith(", ")


def _issuer_after(view: View, end: int) -> BodyName | None:
    of = _OF.match(view.low, end, end + 80)
    if of is None:
        of = _BY.match(view.low, end, end + 30)
        if of is None or "ban hành" not in view.low[of.end() : of.end() + 80]:
            return None
    end = min(len(view.norm), of.end() + 160)
    line_end = view.norm.find("\n", of.end(), end)
    name = name_at(view.norm, view.low, of.end(), line_end if line_end >= 0 else end)
    if name is None or name.kind == "group":
        return None
    return None if name.rule == "body/place" and name.level is None else name


def _passed_by(view: View, end: int) -> BodyName | None:
    """`Kế hoạch 12-KH/TU vừa được Ban Thường vụ Tỉnh ủy ban hành`."""
    of = _PASSED.match(view.low, end, end + 160)
    if of is None:
        return None
    name = name_at(view.norm, view.low, of.end(), min(len(view.norm), of.end() + 100))
    if name is None or name.kind == "group" or name.rule == "body/place":
        return None
    return name if _PASSES.match(view.low, name.end, name.end + 60) else None


def _speaker(view: View, m: Mention) -> BodyName | None:
    """`tại Quyết định số 12 ngày 1/3/2016, Thủ tướng đã …`: a body that speaks in the document."""
    if _SAYS_IN.search(view.low, max(0, m.start - 8), m.start) is None:
        return None
    lead = _SPEAKER.match(view.low, m.end, m.end + 40)
    name = name_at(view.norm, view.low, lead.end(), min(len(view.norm), lead.end() + 100)) if lead else None
    if name is None or name.kind == "group" or name.rule == "body/place":
        return None
    return name if _SPEAKS.match(view.low, name.end, name.end + 20) else None


def _issuer_before(view: View, at: int) -> tuple[BodyName | None, bool]:
    """The body that `ban hành`, `ký`, `có` the document: the last name before those words, and whether they say so.

    A body that `yêu cầu … tại` a document need not be its issuer where the symbol tells another.
    """
    start = _sentence_start(view, at, 240)
    verb = _ISSUED_BY.search(view.low, start, at) or _STATED_IN.search(view.low, start, at)
    until = verb.start() if verb else at
    names: list[BodyName] = [n for n in names_in(view.norm, view.low, start, until) if n.kind != "group"]
    if not names:
        return None, False
    last, gap = names[-1], view.low[names[-1].end : until]
    for name in names[-2:-1]:
        if view.low[name.end : last.start].strip() == "," and _ON_BEHALF.search(view.low, start, name.start):
            last = name
    if verb is None:
        belongs = _BELONGS.fullmatch(gap) and view.low[max(0, last.start - 5) : last.start].endswith("của ")
        return (last, False) if belongs else (None, False)
    # A deputy signs for the body that the symbol tells.
    says = _ISSUED_BY.search(view.low, start, at) is not None and not last.head.startswith(_DEPUTIES)
    return (last, says) if _BETWEEN.fullmatch(gap) else (None, False)


def full_days(page: Page, view: View) -> frozenset[tuple[str, int, int]]:
    """Return every full day of a page as (year, month, day)."""
    found = (m for b in page.readable() for m in _FULL_DAY.finditer(view.norm, b.start, b.end))
    return frozenset((m["y"], int(m["m"]), int(m["d"])) for m in found)


def with_near_year(days: frozenset[tuple[str, int, int]], day: str) -> str:
    """`Ngày 20/6` beside one full day of the same weeks (17/6/2017) is of that day's year."""
    month, date = int(day[5:7]), int(day[8:10] or 0)
    years = {y for y, m, d in days if date and abs((m - month) * 31 + d - date) <= 40}
    return f"{years.pop()}{day[4:]}" if len(years) == 1 else day
