"""Who acts in a page: bodies, office holders and the persons behind them, each where the text refers to it."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache

import msgspec
import regex

from chidao.encodings.syllables import plausible
from chidao.extractors.reading import Reading
from chidao.rules.body_names import BodyName, names_in, vietnamese
from chidao.starts import Searcher, Together


class Actor(msgspec.Struct, frozen=True):
    """A reference to someone who can speak or order, at [start, end).

    [name_start, name_end) is the stretch, here or elsewhere in the text, that names the body or office in full.
    `official`: a Party or state body or office of Viet Nam that can give orders. `group`: only ever an addressee.
    `private`: a resident, an expert, a firm, who demands and does not order. `foreign`: another country, its government
    or its office holder.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    official: bool
    group: bool = False
    office: bool = False
    level: str | None = None
    person: str | None = None
    private: bool = False
    foreign: bool = False


_LOOKED_UP = Together()
_PERSON = Searcher(
    r"(?<![\p{L}])(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/[Cc]|[Đđ]c|[Aa]nh|[Cc]hị|[Tt]ướng|[Bb]ộ trưởng|[Pp]hó [Cc]hủ tịch|"
    r"[Cc]hủ tịch|[Bb]í thư|[Gg]iám đốc|[Tt]hứ trưởng|[Pp]hó Thủ tướng|[Tt]hủ tướng)\s{1,3}"
    r"(?<name>\p{Lu}\p{L}{0,8}(?: \p{Lu}\p{L}{0,8}){0,3})",
    _LOOKED_UP,
)
# Residents, experts, lawyers, deputies: they ask, they do not order (guidelines, 5).
_PRIVATE = Searcher(
    r"(?<![\p{L}])(?:luật sư|ls\.?|chuyên gia|cử tri|người dân|nhân dân|dân|đại biểu(?: quốc hội|"
    r" hđnd)?|đbqh|giáo sư|gs\.?(?:\s?ts\.?)?|"
    r"pgs\.?(?:\s?ts\.?)?|tiến sĩ|ts\.|kts\.?|kiến trúc sư|nhà báo|phóng viên|doanh nghiệp|hiệp hội|"
    r"bạn đọc|phụ huynh|giáo viên|"
    r"học sinh|nạn nhân|bị cáo|bị can|bị hại|nguyên đơn|gia đình|nhà thầu|chủ đầu tư|khách hàng|"
    r"hành khách|công nhân|tài xế)"
    r"(?![\p{L}])",
    _LOOKED_UP,
)
# Who pays for a work orders those who build it.
_CLIENTS = frozenset({"chủ đầu tư"})
# Heads of state and countries that are never ours.
_ABROAD = Searcher(
    r"(?<![\p{L}])(?:tổng thống|nhà lãnh đạo|ngoại trưởng|quốc vương|các quốc gia|\d{1,2} (?:nước|quốc gia)|nhà trắng)"
    r"(?![\p{L}])",
    _LOOKED_UP,
)
# `tỉnh đã giao …`, `Sở yêu cầu …`: a level or a body by its common noun, where it acts.
_BARE = Searcher(
    r"(?<![\p{L}])(?:[Tt]ỉnh|[Tt]hành phố|TP|[Hh]uyện|[Qq]uận|Sở|Bộ)(?=\s(?:(?:đã|sẽ|cũng|vừa|"
    r"đang|sắp|còn|tiếp tục)\s){0,2}(?:yêu cầu|giao|chỉ đạo|đề nghị|phân công)(?![\p{L}]))",
    _LOOKED_UP,
)
# `ông Trần Văn Bình, Ủy viên Trung ương Đảng, Bí thư Tỉnh ủy`: from a person's name to the office that he acts in.
_BEFORE_OFFICE = regex.compile(
    r"\s?(?:\([^)]{1,40}\)\s?)?[,–—-]\s(?:hiện là |nguyên quyền |là )?"
    r"(?:(?:ủy viên|bí thư trung ương đảng|đại biểu|phó trưởng đoàn|trưởng đoàn)(?! kiểm)[^,;.:]{0,60},\s){0,4}"
)
# Memberships of an office holder, beside the office that he acts in.
MEMBERSHIP = regex.compile(r"bí thư trung ương đảng|ủy viên|đại biểu")
# Who reports: what they tell is no order.
_PRESS = regex.compile(
    r"(?:thông tấn xã|ttxvn|đài (?:truyền hình|tiếng nói|phát thanh)|vov|vtv|báo |tạp chí|cổng thông tin)"
)
# A single given name behind an office, and the words before a place that make it the tail of a longer name.
_GIVEN = regex.compile(r"\s(\p{Lu}\p{Ll}+)(?![\p{L}])")
_LONGER = regex.compile(
    r"(?:\p{L} \p{Lu}[\p{L}&]*(?: \p{Ll}+)?|(?<![\p{L}])(?:[Đđ]a khoa|[Vv]iện|[Cc]ông ty|[Tt]rường|số \d+)) $"
)
_JUDICIAL = regex.compile(
    r"^(?:công an|cơ quan (?:cảnh sát )?điều tra|cảnh sát|viện kiểm sát|vks|tòa án|tand|thi hành án|"
    r"đội|phòng cảnh sát|csgt)"
)


class Cast:
    """The actors of a page in the order of its text; computed when first asked for."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @cached_property
    def names(self) -> list[BodyName]:
        """Every body, office or group that the readable blocks name."""
        view = self._reading.view
        return [n for b in self._reading.blocks for n in names_in(view.norm, view.low, b.start, b.end)]

    @cached_property
    def _persons(self) -> list[list["regex.Match[str]"]]:
        """The persons that each block names with a title or a form of address."""
        view = self._reading.view
        return [list(_PERSON.finditer(view.norm, view.low, b.start, b.end)) for b in self._reading.blocks]

    @cached_property
    def _holders(self) -> dict[str, BodyName]:
        """Persons, by full name and by given name where it is no one else's, to the office they first appear with."""
        full: dict[str, BodyName] = {}
        for name in self.names:
            if name.person and vietnamese(name.person) and not MEMBERSHIP.match(self._low(name)):
                full.setdefault(name.person.lower(), name)
        for person, name in self._named_before():
            full.setdefault(person, name)
        given: dict[str, BodyName | None] = {}
        for person, name in full.items():
            last = person.rsplit(" ", 1)[-1]
            given[last] = None if last in given and given[last] is not name else name
        return full | {k: v for k, v in given.items() if v is not None and k not in full}

    def _named_before(self) -> Iterator[tuple[str, BodyName]]:
        """Persons whose office follows their name: `ông Trần Văn Bình, Chủ tịch UBND tỉnh`."""
        low = self._reading.view.low
        offices = {n.start: n for n in self.names if n.kind == "office"}
        for b, persons in zip(self._reading.blocks, self._persons, strict=True):
            for m in persons:
                gap = _BEFORE_OFFICE.match(low, m.end(), b.end)
                name = offices.get(gap.end()) if gap is not None else None
                if name is not None and name.person is None and " " in m["name"]:
                    yield m["name"].lower(), name

    def _low(self, n: BodyName) -> str:
        return self._reading.view.low[n.start : n.end]

    @cached_property
    def _foreign_heads(self) -> frozenset[str]:
        """Offices that this page gives to another country's holder, and never to one of ours."""
        foreign: set[str] = set()
        ours: set[str] = set()
        for name in self.names:
            if name.kind != "office" and name.kind not in ("government", "legislature"):
                continue
            if self._of_another_country(name):
                foreign.add(name.head)
            elif name.person:
                ours.add(name.head)
        return frozenset(foreign - ours)

    @cached_property
    def actors(self) -> list[Actor]:
        """Every reference to an actor, in order, without overlaps."""
        view = self._reading.view
        found: list[Actor] = []
        for n in self.names:
            if self._within(n):
                continue
            group = n.kind == "group"
            official = not group and self._official(n)
            found.append(Actor(n.start, n.end, n.start, n.end, official, group, n.kind == "office", n.level, n.person))
        taken = sorted((n.start, n.end) for n in self.names)
        for b, persons in zip(self._reading.blocks, self._persons, strict=True):
            for m in persons:
                if _overlaps(taken, m.start(), m.end()):
                    continue
                holder = self._holders.get(m["name"].lower())
                if holder is not None:
                    official = self._official(holder)
                    found.append(
                        Actor(
                            m.start(),
                            m.end(),
                            holder.start,
                            holder.end,
                            official,
                            False,
                            True,
                            holder.level,
                            holder.person,
                        )
                    )
                elif m.group()[:2].lower() in ("ôn", "bà", "an", "ch", "đồ", "đ/", "đc"):
                    found.append(Actor(m.start(), m.end(), m.start(), m.end(), False, person=m["name"]))
            for m in _BARE.finditer(view.norm, view.low, b.start, b.end):
                if not _overlaps(taken, m.start(), m.end()):
                    found.append(self._bare(m.start(), m.end()))
            for m in _PRIVATE.finditer(view.low, view.low, b.start, b.end):
                if not _overlaps(taken, m.start(), m.end()):
                    private = m.group() not in _CLIENTS
                    found.append(Actor(m.start(), m.end(), m.start(), m.end(), False, private=private))
            for m in _ABROAD.finditer(view.low, view.low, b.start, b.end):
                if not _overlaps(taken, m.start(), m.end()):
                    found.append(Actor(m.start(), m.end(), m.start(), m.end(), False, foreign=True))
        found.sort(key=lambda a: (a.start, -a.end))
        return found

    def _bare(self, start: int, end: int) -> Actor:
        """`Bộ`, `Sở` alone: the ministry or department that the page named last before it."""
        head = f"{self._reading.view.low[start:end]} "
        before = self.names[: bisect_left(self.names, start, key=lambda n: n.start)]
        bodies = (n for n in reversed(before) if n.kind not in ("group", "office"))
        named = next((n for n in bodies if n.head.lower().startswith(head)), None)
        if named is None or head not in ("bộ ", "sở "):
            return Actor(start, end, start, end, True, level="province")
        return Actor(start, end, named.start, named.end, True, level=named.level)

    def _official(self, n: BodyName) -> bool:
        low = self._reading.view.low
        if n.kind in ("judiciary", "other", "group") or _JUDICIAL.match(self._low(n)) or _PRESS.match(self._low(n)):
            return False
        if self._of_another_country(n):
            return False
        if low[max(0, n.start - 9) : n.start].endswith(("đại biểu ", "đbqh ")):
            return False
        return n.head not in self._foreign_heads

    def _of_another_country(self, n: BodyName) -> bool:
        """`Thủ tướng Prayut`, `Bộ trưởng James Mattis`, `Quốc hội Lào`."""
        if n.foreign is not None or n.person:
            return n.foreign is not None or not vietnamese(n.person or "")
        given = _GIVEN.match(self._reading.view.norm, n.end)
        return n.kind == "office" and n.level == "central" and given is not None and not plausible(given.group(1))

    def _within(self, n: BodyName) -> bool:
        """`bệnh viện Đa khoa tỉnh Hòa Bình`: a place inside a longer name acts for nobody."""
        view = self._reading.view
        return n.rule == "body/place" and _LONGER.search(view.norm[max(0, n.start - 40) : n.start]) is not None

    @cached_property
    def _starts(self) -> list[int]:
        return [a.start for a in self.actors]

    def between(self, start: int, end: int) -> list[Actor]:
        """Return the actors that begin in [start, end)."""
        return self.actors[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


_SUMMIT = regex.compile(
    r"(?:phó )?(?:thủ tướng|tổng bí thư|chủ tịch nước|chủ tịch quốc hội|chính phủ|quốc hội|trung ương|"
    r"bộ chính trị|ban bí thư|ban chấp hành trung ương|ủy ban thường vụ quốc hội)"
)
_NATIONAL = regex.compile(r"(?:phó )?(?:thống đốc|tổng kiểm toán|tổng thanh tra)|(?:bộ|thứ) trưởng")
_RANKS = {"central": 4, "province": 3, "district": 2, "commune": 1}


def rank(low: str, actor: Actor) -> int:
    """Return a rank: 5 the summit of Party and state, 4 central, 3 province, 2 district, 1 commune, 0 unknown."""
    if _SUMMIT.match(low, actor.name_start, actor.name_end):
        return 5
    if actor.level is None and _NATIONAL.match(low, actor.name_start, actor.name_end):
        return 4
    return _RANKS.get(actor.level or "", 0)


_SEATS = regex.compile(
    r"(?:phó )?(?:chủ tịch|bí thư|lãnh đạo|chính quyền|thường trực|ban thường vụ|ban chấp hành)|ủy ban nhân dân|ubnd|"
    r"hội đồng nhân dân|hđnd|(?:tỉnh|thành|huyện|quận|thị|đảng) ủy|(?:tỉnh|thành phố|tp|huyện|quận|thị xã)(?![\p{L}])"
)
_UNDER_SEATS = regex.compile(
    r"(?:(?:phó )?(?:giám đốc|trưởng|chánh)[\p{L} ]{0,20}?)?"
    r"(?:sở|ban(?! thường vụ| chấp hành)|phòng|chi cục|thanh tra|công an|trung tâm|văn phòng|hạt)(?![\p{L}])"
)
_MINISTRIES = regex.compile(r"(?:thứ trưởng |bộ trưởng )?bộ(?![\p{L}])")
_UNDER_MINISTRIES = regex.compile(r"(?:(?:phó )?(?:tổng )?cục trưởng )?(?:tổng )?(?:cục|vụ)(?![\p{L}])")


def above(low: str, one: Actor, other: Actor) -> bool:
    """Say whether one stands above another.

    By rank; of one rank a committee stands above the departments, a ministry above its general departments.
    """
    if rank(low, one) != rank(low, other):
        return rank(low, one) > rank(low, other)

    def named(pattern: "regex.Pattern[str]", actor: Actor) -> bool:
        return pattern.match(low, actor.name_start, actor.name_end) is not None

    return (named(_SEATS, one) and named(_UNDER_SEATS, other)) or (
        named(_MINISTRIES, one) and named(_UNDER_MINISTRIES, other)
    )


@lru_cache(maxsize=2)
def cast_of(reading: Reading) -> Cast:
    """Return the cast of a page; the last ones are remembered, for several extractors ask for it."""
    return Cast(reading)


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_left(taken, (start, start))
    return (i < len(taken) and taken[i][0] < end) or (i > 0 and taken[i - 1][1] > start)
