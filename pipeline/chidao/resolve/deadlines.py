"""Deadline mentions → kind and EDTF value, counted from the page's publication or its own year."""

import calendar
import datetime
from collections.abc import Sequence

import regex

from chidao import dates
from chidao.model import Deadline, DeadlineKind, Mention, Page
from chidao.text import View, view_of
from chidao.years import latest_year

_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
# `tháng Giêng`, `tháng Chạp` are months of the moon: no calendar of the record fixes them.
_MONTHS = {**_WORDS, "tư": 4, "bẩy": 7, "mười một": 11, "mười hai": 12}
_UNITS = {"năm": "Y", "tháng": "M", "tuần": "W", "ngày": "D"}
_EARLIEST = 2000  # the rules are made for news since then: an older year is history
_COMPLETION = regex.compile(
    r"(?<![\p{L}])(?:hoàn thành|hoàn tất|xong|ban hành|"
    r"(?<!chương |quá |công |lộ |giáo |tờ |quy |hành |tiến |dự )trình(?! độ| diễn| tự| bày)|"
    r"(?<!các |những |bản |thông qua |xem xét )báo cáo(?! của| về| thẩm| bổ sung| chính trị|[:,;])|"
    r"đề xuất|sơ kết|tổng kết|khởi công|đưa vào|bàn giao|lắp đặt|đóng điện)(?![\p{L}])"
)
# A point in time (`vào năm 2030`, `tầm nhìn năm 2030`), not a period.
_POINT = regex.compile(r"(?:ngay )?vào(?![\p{L}])")
_POINT_BEFORE = regex.compile(r"(?:tầm nhìn|định hướng|phấn đấu)[, ]{1,2}(?:đến |đên )?$")
# `năm 2025 đạt 47%`, `năm 2030 là 10 tỷ USD`: a later year's figure is reached by its end.
_REACHED = regex.compile(r",? (?:phải |sẽ )?(?:đạt|là)(?: [\p{L}]+){0,2} [0-9]")
# A year so far ahead is a horizon (`năm 2030 có tám tuyến`), a nearer one a period to fill.
_HORIZON = 3
_TERM = regex.compile(r"nhiệm kỳ (20\d\d)\s?-\s?(20\d\d)(?!\d)")
_TIMED = frozenset({"in-month", "in-quarter"})  # a month or a quarter is a date to keep, a year a period to fill


def resolve_deadlines(page: Page, mentions: Sequence[Mention], year: int | None) -> list[Deadline]:
    """Return the deadlines of a page in order.

    `year` is the year open dates count from, None where the article leaves it open (`XXXX`). A limit that lies before
    the article's own time is told history and left out.
    """
    if not mentions:
        return []
    view = view_of(page.text)
    resolved: list[Deadline] = []
    told = latest_year(page)
    for m in mentions:
        found = _read(view, m, year, page.published, year or told)
        if found is None:
            continue
        kind, value = found
        if value is not None and _past(value, year or told, page.published):
            continue
        resolved.append(
            Deadline(
                id=f"deadline{len(resolved) + 1}",
                rule=m.rule,
                start=m.start,
                end=m.end,
                quote=page.text[m.start : m.end],
                kind=kind,
                value=value,
            )
        )
    return resolved


def _read(
    view: View, m: Mention, year: int | None, published: str | None, told: int | None
) -> tuple[DeadlineKind, str | None] | None:
    """Return the kind and the value; `told` is the latest year the article tells, for what lies ahead of it."""
    g = {p.name: view.low[p.start : p.end] for p in m.parts}
    kind: DeadlineKind = "before" if "before" in g else "by"
    rule = m.rule.removeprefix("deadline/")
    if rule == "before-tet":
        return "before", None
    if rule == "term":
        return ("during" if "period" in g else "by"), _of_term(view, "period" in g)
    if rule == "word-month":
        month = _MONTHS.get(" ".join(g["named"].split()))
        own = dates.year(g.get("y"))
        return kind, None if month is None else dates.month(own or _near(month, year, published), month)
    if rule == "monthly-day":
        return "recurring", f"XXXX-XX-{int(g['d']):02d}"
    if rule == "yearly-quarter":
        return "recurring", dates.quarter(None, dates.number(g["q"]) or 0)
    if rule in ("each", "times-per"):
        return "recurring", _repeat(g)
    if rule == "within":
        n = _number(g.get("n", "1"))
        unit = g["unit"].split(" ")[0]
        if "ahead" in g and unit == "năm" and year is not None:
            return "by", str(year + n)
        if unit in ("giờ", "tiếng"):
            return "within", f"PT{n}H"
        return "within", f"P{3 * n}M" if unit == "quý" else f"P{n}{_UNITS[unit]}"
    if rule in ("stage", "years", "from-to"):
        if "m2" in g:
            y = dates.year(g.get("y")) or year
            return "during", dates.interval(dates.month(y, int(g["m"])), dates.month(y, int(g["m2"])))
        return "during", dates.interval(g["y"], g["y2"])
    if rule == "half-year":
        if "n" not in g and g.get("last", "").startswith("còn"):
            return "by", g.get("y") or _open(year)
        return "during", _months(g, dates.year(g.get("y")) or year)
    if rule == "quarters-left":
        first = 2 if g["last"].startswith("còn") else 3
        return "during", dates.interval(dates.quarter(year, first), dates.quarter(year, 4))
    if rule == "this":
        found = _this(g, year, published)
        return (_by_or_during(view, m, kind, told), found[1]) if found is not None and found[0] == "during" else found
    if rule == "until-year-end":
        return "by", g.get("y") or _open(year)
    y = dates.year(g.get("y"))
    if "d" in g:
        return kind, _day(int(g["d"]), int(g["m"]), y, year, published)
    if "m" in g:
        return _by_or_during(view, m, kind, told), dates.month(y or _near(int(g["m"]), year, published), int(g["m"]))
    if "q" in g:
        return _by_or_during(view, m, kind, told), dates.quarter(y or year, dates.number(g["q"]) or 0)
    if "y2" in g:
        return kind, dates.interval(g["y"], g["y2"])
    return (_by_or_during(view, m, kind, told) if rule in ("in-year", "plan-year") else kind), g.get("y")


def _by_or_during(view: View, m: Mention, kind: DeadlineKind, told: int | None) -> DeadlineKind:
    """A bare time beside a completion is a limit, otherwise a period (annotation guidelines, rulings)."""
    if kind == "before" or m.part("bare") is None:
        return kind
    low = view.low
    if m.rule.removeprefix("deadline/") in _TIMED or _POINT.match(low, m.start, m.end):
        return "by"
    if _POINT_BEFORE.search(low, max(0, m.start - 24), m.start):
        return "by"
    own = m.part("y")
    ahead = int(low[own.start : own.end]) - told if own is not None and told is not None else 0
    if ahead >= _HORIZON or (ahead > 0 and _REACHED.match(low, m.end)):
        return "by"
    start = max(low.rfind(mark, max(0, m.start - 90), m.start) for mark in (";", "\n", ". "))
    ends = [at for mark in (";", "\n", ". ") if (at := low.find(mark, m.end, m.end + 60)) >= 0]
    around = low[max(0, start + 1, m.start - 90) : m.start] + " " + low[m.end : min(ends, default=m.end + 60)]
    return "by" if _COMPLETION.search(around) else "during"


def _repeat(g: dict[str, str]) -> str:
    unit = g["unit"]
    words = unit.split(" ")
    n = _number(g["n"]) if "n" in g else (_number(words[0]) if len(words) == 2 else 1)
    if words[-1] == "quý":
        return f"R/P{3 * n}M"
    return f"R/P{n}{_UNITS[words[-1]]}"


def _of_term(view: View, whole: bool) -> str | None:
    """The only term that a page names: all of it, or the year it ends in; otherwise None."""
    terms = {m.groups() for m in _TERM.finditer(view.low)}
    if len(terms) != 1:
        return None
    first, last = terms.pop()
    return dates.interval(first, last) if whole else last


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _WORDS.get(text, 1)


def _months(g: dict[str, str], year: int | None) -> str | None:
    n = _number(g["n"]) if "n" in g else 6
    if "first" in g:
        return dates.interval(dates.month(year, 1), dates.month(year, n))
    return dates.interval(dates.month(year, 13 - n), dates.month(year, 12)) if n <= 12 else None


def _open(year: int | None) -> str:
    return dates.OPEN_YEAR if year is None else f"{year:04d}"


def _this(g: dict[str, str], year: int | None, published: str | None) -> tuple[DeadlineKind, str | None] | None:
    """Anaphors of time; those that need a day to count from are nothing without one."""
    if "year" in g:
        return "during", _open(year)
    if "nextyear" in g:
        return "during", None if year is None else _open(year + 1)
    try:
        day = datetime.date.fromisoformat(published or "")
    except ValueError:
        return None
    if "month" in g:
        return "during", f"{day:%Y-%m}"
    if "nextmonth" in g:
        after = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        return "during", f"{after:%Y-%m}"
    if "thisquarter" in g:
        return "during", dates.quarter(day.year, (day.month + 2) // 3)
    if "today" in g or "tomorrow" in g:
        return "by", str(day + datetime.timedelta(days="tomorrow" in g))
    monday = day - datetime.timedelta(days=day.weekday()) + datetime.timedelta(days=7 * ("nextweek" in g))
    return "during", f"{monday}/{monday + datetime.timedelta(days=6)}"


def _day(d: int, m: int, y: int | None, year: int | None, published: str | None) -> str | None:
    return dates.day(y or _near(m, year, published), m, d)


def _near(month: int, year: int | None, published: str | None) -> int | None:
    """The year of an open month: the article's, or the next where its month is long past on the day of publication."""
    if year is None or published is None or len(published) < 7:
        return year
    return year + 1 if int(published[5:7]) - month >= 6 else year


def _past(value: str, year: int | None, published: str | None) -> bool:
    """Say whether a value ends before the article was written."""
    end = value.split("/")[-1]
    if not regex.match(r"\d{4}", end):
        return False
    if int(end[:4]) < _EARLIEST:
        return True
    if published is not None and len(published) == 10 and regex.fullmatch(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?", end):
        last = end if len(end) == 10 else f"{end}-{calendar.monthrange(int(end[:4]), int(end[5:7]))[1]:02d}"
        return last < published
    return year is not None and int(end[:4]) < year
