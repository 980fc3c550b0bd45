"""Names of bodies, offices and groups at a place in a text.

A local body is HEAD + LEVEL + PLACE (`UBND` `tỉnh` `Ninh Bình`), an office is TITLE + BODY + PERSON. What a name means
in its article (which `UBND tỉnh`?) is `chidao.resolve.bodies`.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import msgspec
import regex

from chidao.rules.body_patterns import (
    COMMITTEE_LEVEL,
    GROUP_HEAD,
    GROUP_TAIL,
    OF,
    ORGANS,
    PRIVATE_UNIT,
    TITLES,
    UNIT,
    department_tail,
    local_patterns,
    seat,
    tail_pattern,
    title_named,
    title_pattern,
)
from chidao.rules.body_places import of_each, only_locates, within
from chidao.rules.body_words import (
    CAP,
    CITIES,
    LEVEL,
    LEVELS,
    TOKEN,
    BodyName,
    central_bodies,
    country_after,
    departments,
    districts,
    is_person,
    local_bodies,
    not_a_place,
    place_end,
    province_named,
    provinces,
    vietnamese,
)
from chidao.rules.gazetteers import aliases, gazetteer
from chidao.starts import Places, starts
from chidao.text import fold

__all__ = ["CITIES", "TITLES", "BodyName", "name_at", "names_in", "provinces", "vietnamese"]

_AFTER_PERSON = regex.compile(
    r"\s(?:(?:ông|bà|đồng chí|GS\.?\s?TS\.?|TS\.?|PGS\.?\s?TS\.?)\s)?"
    r"(?P<person>\p{Lu}[\p{Ll}']*(?:\s\p{Lu}[\p{Ll}']*){1,3})(?![\p{L}])"
)


# The first words of titles and groups.
# fmt: off
_OFFICES = frozenset(
    {
        "phó", "bí", "chủ", "quyền", "giám", "thứ", "bộ", "chánh", "tổng", "cục", "trưởng", "thống", "viện", "vụ",
        "chi", "tư", "chính", "chỉ", "hiệu", "lãnh", "thủ", "người", "thường",
    }
)
# fmt: on
# fmt: off
_GROUPS = frozenset(
    {
        "các", "từng", "mỗi", "những", "toàn", "tất", "một", "cấp", "chính", "ủy", "ubnd", "cơ", "đoàn", "bộ", "sở",
    }
)
# fmt: on


@cache
def _first_words() -> frozenset[str]:
    tables = central_bodies().firsts | departments().firsts | local_bodies().firsts
    return tables | _OFFICES | _GROUPS | frozenset(local_patterns()) | {"liên"}


@cache
def _places() -> Places:
    """Return where a name can begin: every table and every pattern that `_name_at` reads has its beginnings here."""
    found = central_bodies().beginnings | departments().beginnings | local_bodies().beginnings
    patterns = {p.pattern for row in local_patterns().values() for p, _ in row}
    for pattern in (*patterns, title_pattern().pattern, GROUP_HEAD.pattern, _DEPARTMENT.pattern, _JOINT_HEAD):
        found |= starts(pattern) or _first_words()
    return Places(found)


def name_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    """Return the longest body, office or group name that begins exactly at `start` and ends by `limit`, or None.

    `norm` is the canonical text, `low` the folded one, with the offsets of the source. Where the stretch is a level
    alone (`tỉnh`), it names the level's executive.
    """
    return _whole_at(norm, low, start, limit) or _bare_level(low, start, limit)


def _whole_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    """Return the name at a position with the places in which it lies: `Chủ tịch UBND xã A, huyện B Nguyễn Văn C`."""
    name = _name_at(norm, low, start, limit)
    while name is not None and (place := _next_place(norm, low, name.end, limit)) is not None:
        whole = within(low, name, place)
        if whole is None:
            break
        named = whole.kind == "office" and whole.person is None
        name = _with_person(norm, low, whole, limit) if named else whole
    return name


_NEXT = regex.compile(rf"(?:,? | ?[-–] ?)(?={LEVEL})")


def _next_place(norm: str, low: str, at: int, limit: int) -> BodyName | None:
    joint = _NEXT.match(norm, at, limit)
    return _name_at(norm, low, joint.end(), limit) if joint is not None else None


def _name_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    first = TOKEN.match(low, start, limit)
    if first is None or first.group() not in _first_words():
        return None
    word = first.group()
    best = _body_at(norm, low, start, limit, word)
    office = _office_at(norm, low, start, limit) if word in _OFFICES else None
    if office is not None and (best is None or office.end > best.end):
        best = office
    if best is None:
        return _group_at(norm, low, start, limit) if word in _GROUPS else None
    if best.place is None and best.rule != "body/place":
        best = _abroad(norm, low, best, limit)
    if best.kind == "office" and best.person is None:
        best = _with_person(norm, low, best, limit)
    elif best.place and is_person(best.place) and not best.head.endswith(" phường"):  # wards bear persons' names
        best = msgspec.structs.replace(best, end=norm.rindex(best.place.split(" ")[0], start, best.end) - 1, place=None)
    return best


def _bare_level(low: str, start: int, limit: int) -> BodyName | None:
    """`tỉnh`, `thành phố` alone, where the caller asks for just this stretch: the level's executive by metonymy."""
    level, word = LEVELS.get(low[start:limit], (None, ""))
    if level is None or word.startswith("cấp"):
        return None
    level = "province" if level == "city" else level
    return BodyName(start, limit, f"Ủy ban nhân dân {word}", "government", level, needs_place=True, rule="body/place")


def _abroad(norm: str, low: str, name: BodyName, limit: int) -> BodyName:
    """Return a name with the country that stands right behind it."""
    country = country_after(norm, low, name.end, limit)
    if country is None:
        return name
    whole = " ".join([*norm[name.start : name.end].split(), country[1]])
    return msgspec.structs.replace(name, end=country[0], foreign=whole)


def _with_person(norm: str, low: str, name: BodyName, limit: int) -> BodyName:
    if name.place and is_person(name.place):
        return msgspec.structs.replace(name, place=None, person=name.place)
    m = _AFTER_PERSON.match(norm, name.end, limit)
    if m is None:
        return name
    first = TOKEN.match(low, m.start("person"))
    if first and _body_at(norm, low, m.start("person"), limit, first.group()) is not None:
        return name
    return msgspec.structs.replace(name, end=m.end(), person=m["person"])


def _body_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    """Return the longest name of a body, no office and no group, that begins at `start` with `word`."""
    best: BodyName | None = None
    for read in (_gazetteer_at, _state_at, _party_at, _department_at, _joint_at):
        name = read(norm, low, start, limit, word)
        if name is not None and (best is None or name.end > best.end):
            best = name
    return best


def _gazetteer_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    if not norm[start].isupper() or word not in central_bodies().firsts:
        return None
    hit = central_bodies().longest(low, start, limit)
    if hit is None:
        return None
    end, row = hit
    short = end - start <= 3
    if short and norm[start:end] not in ("NHNN", "EVN", "PVN", "TKV", "VEC", "VTV", "VOV"):
        return None
    return BodyName(start, end, row["name"], row["kind"], row["level"] or None)  # type: ignore[index]


_JOINT_HEAD = "liên bộ"


@cache
def _joint_pattern() -> "regex.Pattern[str]":
    """`Liên bộ Công Thương - Tài chính`: ministries named without their `Bộ`, as the table spells them."""
    one = "|".join(sorted((regex.escape(fold(n)) for n in _ministries()), key=lambda n: (-len(n), n)))
    return regex.compile(
        rf"{_JOINT_HEAD}:? (?P<one>{one})(?:(?: ?[-,] ?| và )(?:bộ )?(?P<one>{one})){{1,4}}(?![\p{{L}}])"
    )


@cache
def _ministries() -> dict[str, str]:
    """Return the names and short forms of ministries without `Bộ` → the name without it."""
    return {
        name.removeprefix("Bộ "): row["name"].removeprefix("Bộ ")
        for row in gazetteer("bodies")
        if row["name"].startswith("Bộ ")
        for name in (row["name"], *aliases(row))
        if name.startswith("Bộ ")
    }


def _joint_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    m = _joint_pattern().match(low, start, limit) if word == "liên" else None
    if m is None:
        return None
    full = {fold(name): ministry for name, ministry in _ministries().items()}
    head = "Liên bộ " + " - ".join(full[one] for one in m.captures("one"))
    return BodyName(start, m.end(), head, "government", "central", rule="body/joint")


_DEPARTMENT = regex.compile(rf"Sở(?![\p{{L}}])(?:\s{CAP}(?:(?:,| -| và|&)?\s\p{{Ll}}{{0,6}}\s?{CAP}){{0,4}})?")


def _department_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    if not norm[start].isupper() or word not in departments().firsts:
        return None
    hit = departments().longest(low, start, limit)
    if hit is not None:
        end, head = hit[0], str(hit[1])
    else:
        m = _DEPARTMENT.match(norm, start, limit)
        if m is None:
            return None
        end, head = m.end(), m.group()
    level = "district" if word == "phòng" else "province"
    m = department_tail().match(norm, end, limit)
    place = None
    if m and (m["level"] or (m["place"] and fold(m["place"]) in provinces())):
        place, end = _place(m)
    if level == "district":
        if m is None or not m["level"]:
            return None
        head = f"{head} {LEVELS[fold(m['level'])][1]}"
    return BodyName(start, end, head, "government", level, place, needs_place=True, rule="body/department")


_LOWER = frozenset({"Ủy ban nhân dân", "Hội đồng nhân dân", "Lãnh đạo", "Chính quyền"})


def _state_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    """`UBND tỉnh Ninh Bình`: a head of which every place has one, its level, its place."""
    hit = local_bodies().longest(low, start, limit) if word in local_bodies().firsts else None
    if hit is None:
        return None
    head_end, row = hit
    head, kind, placed = row["name"], row["kind"], row["use"] == "placed"  # type: ignore[index]
    if not norm[start].isupper() and head not in _LOWER:
        return None
    m = tail_pattern().match(norm, head_end, limit)
    level_word = fold(m["level"]).strip() if m and m["level"] else ""
    place, end = _place(m) if m else (None, head_end)
    level, word = LEVELS.get(level_word, (None, ""))
    if not level_word:
        if place is None or fold(place) not in provinces():
            # `UBND Nguyễn Đức Chung`: a person's name is no place
            if placed:
                return None
            return BodyName(start, head_end, head, kind, None, needs_place=True, rule="body/local")
        level, word = "province", "" if head.endswith("đoàn") else _word_of(place)
    elif level == "city":
        level, word, place = _city(word, place)
    return BodyName(start, end, f"{head} {word}".strip(), kind, level, place, needs_place=True, rule="body/local")


def _place(m: "regex.Match[str]") -> tuple[str | None, int]:
    """Return the place that a match read, without a person who follows it, and where the name ends."""
    if not m["place"]:
        return None, m.end("level") if m["level"] else m.start()
    end = place_end(m.string, m.start("place"), m.end("place"))
    place = province_named(m.string[m.start("place") : end])
    if not_a_place(place) or _unknown_city(m["level"], place):
        return None, m.end("level") if m["level"] else m.start()
    return place, end


def _unknown_city(level: str | None, place: str) -> bool:
    """`UBND TP. Ghi nhận …`: after a full stop any word has a capital, and every city of the country is known."""
    city = level is not None and LEVELS.get(fold(level).strip(), ("", ""))[0] == "city"
    return city and fold(place) not in districts() and fold(place) not in provinces()


def _word_of(province: str) -> str:
    """Return the word for a province-level unit that is named without one."""
    if province in ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"):
        return "" if province.startswith("Thành phố") else "thành phố"
    return "thành phố" if province in CITIES else "tỉnh"


def _city(word: str, place: str | None) -> tuple[str, str, str | None]:
    """`TP Vinh` is a district's rank, `TP Đà Nẵng` a province's: return level, word and place."""
    if place and fold(place) in ("hồ chí minh", "hcm", "thành phố hồ chí minh"):
        return "province", "", "Thành phố Hồ Chí Minh"
    return "province" if place is None or fold(place) in provinces() else "district", word, place


def _party_at(norm: str, low: str, start: int, limit: int, word: str) -> BodyName | None:
    best: BodyName | None = None
    for pattern, what in local_patterns().get(word, ()):
        m = pattern.match(norm, start, limit)
        if m is None:
            continue
        name = _party(m, what, low, limit)
        if name is not None and (best is None or name.end > best.end):
            best = name
    return best


def _party(m: "regex.Match[str]", what: str, low: str, limit: int) -> BodyName | None:
    g = m.groupdict()
    organ = ORGANS.get(fold(g["organ"]), g["organ"][0].upper() + g["organ"][1:]) if g.get("organ") else ""
    if what == "within":
        at = m.start("of")
        first = TOKEN.match(low, at)
        inner = _body_at(m.string, low, at, limit, first.group()) if first else None
        if inner is None or inner.rule == "body/place":
            return None
        return msgspec.structs.replace(
            inner, start=m.start(), head=f"{organ} {inner.head}", kind="party", rule="body/party-committee"
        )
    end = m.end()
    place = None
    if g.get("place"):
        end = place_end(m.string, m.start("place"), m.end("place"))
        place = province_named(m.string[m.start("place") : end])
        if not_a_place(place) or _unknown_city(g.get("level"), place):
            if what == "place":
                return None
            place, end = None, len(m.string[: m.start("place")].rstrip())
    level, word = LEVELS.get(fold(g["level"]).strip() if g.get("level") else "", (None, ""))
    if level == "city":
        level, word, place = _city(word, place)
    if what == "place":
        if low.startswith(("tỉnh ủy", "thành ủy"), m.start()) or level is None:
            return None
        head = f"Ủy ban nhân dân {word}".strip()
        return BodyName(m.start(), end, head, "government", level, place, needs_place=True, rule="body/place")
    if what == "committee":
        committee = fold(m["committee"]).capitalize()
        level = COMMITTEE_LEVEL[committee.lower()]
        if committee == "Thành ủy" and place and fold(place) not in provinces() and not is_person(place):
            level = "district"
        head = committee
    elif what == "bloc":
        name = " ".join(fold(m["name"]).split()).strip(" ,")
        name = "Các " + name.removeprefix("các ") if name.removeprefix("các ") in ("cơ quan", "doanh nghiệp") else name
        if place and not word and fold(place) in provinces():
            word = _word_of(place)
        head, level = " ".join(f"Đảng ủy Khối {name} {word}".split()), "province"
    else:
        head = f"{fold(m['base']).capitalize()} {word}".strip()
    head = f"{organ} {head}".strip()
    return BodyName(m.start(), end, head, "party", level, place, needs_place=True, rule="body/party-committee")


def _place_alone(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    """`Chủ tịch Hà Nội`, `Bí thư Đà Nẵng`: a province that is named without its level."""
    m = tail_pattern().match(norm, start, limit)
    if m is None or m["level"] or not m["place"]:
        return None
    place, end = _place(m)
    # `Chủ tịch Hồ Chí Minh` is a person
    if place is None or fold(place) not in provinces() or low.startswith("hồ chí minh", m.start("place")):
        return None
    word = "" if place == "Hồ Chí Minh" else _word_of(place)
    place = "Thành phố Hồ Chí Minh" if place == "Hồ Chí Minh" else place
    head = f"Ủy ban nhân dân {word}".strip()
    return BodyName(start, end, head, "government", "province", place, needs_place=True, rule="body/place")


# `Chủ tịch thành phố`, `Bí thư huyện`: the level alone.
_SEAT_LEVEL = regex.compile(
    r" ([Tt]ỉnh|[Tt]hành phố|TP|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Xx]ã(?! hội)|[Pp]hường)(?![\p{L}.]| ?\p{Lu})"
)


def _office_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    m = title_pattern().match(norm, start, limit)
    if m is None:
        return None
    title = title_named(m.group())
    at = m.end()
    joint = OF.match(norm, at, limit)
    inner_at = joint.end() if joint else at
    first = TOKEN.match(low, inner_at, limit)
    inner = _body_at(norm, low, inner_at, limit, first.group()) if first else None
    if inner is None or inner.kind == "office":
        inner = _place_alone(norm, low, inner_at, limit) if title.endswith(("hủ tịch", "í thư", "hường trực")) else None
    if inner is not None and inner.rule == "body/place":
        inner = seat(title, inner)
    if inner is None:
        generic = UNIT.match(norm, at, limit)
        if generic:
            return BodyName(start, generic.end(), f"{title} {generic['unit']}", "office", None, rule="body/office")
        if title in ("Lãnh đạo", "Thủ trưởng", "Người đứng đầu", "Thường trực"):
            return None
        level = _SEAT_LEVEL.match(norm, at, limit) if title.endswith(("hủ tịch", "í thư")) else None
        if level is not None:
            rank, word = LEVELS[fold(level[1])]
            rank = "province" if rank == "city" else rank
            bare = BodyName(at, level.end(), f"Ủy ban nhân dân {word}", "government", rank, rule="body/place")
            held = seat(title, bare)
            head = f"{title} {held.head if held else word}"
            return BodyName(start, level.end(), head, "office", rank, needs_place=True, rule="body/office")
        if PRIVATE_UNIT.match(low, at):
            return None
        person = _AFTER_PERSON.match(norm, at, limit)
        if person is None and not norm[start].isupper():
            return None
        return BodyName(start, at, title, "office", None, needs_place=True, rule="body/office")
    return BodyName(
        start,
        inner.end,
        f"{title} {inner.head}".strip(),
        "office",
        inner.level,
        inner.place,
        needs_place=inner.needs_place,
        rule="body/office",
    )


# `các cơ quan liên quan, Bộ Chính trị`: the proper name that goes on is no part of the group's.
_PROPER_NEXT = regex.compile(
    r"(?:,| và|,? -) (?=(?:Bộ|Ban|Sở|Hội|Mặt trận|Đảng ủy|Tỉnh|Thành phố|Huyện|Quận|Thị xã|Xã|Phường) \p{Lu}\p{Ll})"
)


def _group_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    m = GROUP_HEAD.match(low, start, limit)
    if m is None:
        return None
    tail = GROUP_TAIL.match(low, m.end(), limit)
    end = tail.end() if tail else m.end()
    proper = _PROPER_NEXT.search(norm, m.end(), min(end + 3, limit))
    end = proper.start() if proper is not None and proper.start() < end else end
    return BodyName(start, end, low[start:end], "group", None, rule="body/group")


_WORD_START = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}]+")


def names_in(norm: str, low: str, start: int, end: int) -> list[BodyName]:
    """Return the names between two offsets, leftmost and longest, without overlaps."""
    return list(_names_in(norm, low, start, end))


@lru_cache(maxsize=512)
def _names_in(norm: str, low: str, start: int, end: int) -> tuple[BodyName, ...]:
    # several stages ask for the names of the same blocks of a page
    return tuple(_names(norm, low, start, end))


# `Bệnh viện Nhi Trung ương`, `ngân sách Trung ương`: the word tells a rank and names no body.
_OF_RANK = regex.compile(r"(?:viện|viện \p{L}+|hàng|sách|trường|cấp|ngành|tuyến|đoàn|hội|khoa|học) $")


def _is_adjective(low: str, name: BodyName) -> bool:
    """Say whether `Trung ương` stands behind the noun that it qualifies."""
    if name.end - name.start != len("trung ương") or name.head != "Trung ương Đảng":
        return False
    return _OF_RANK.search(low, max(0, name.start - 16), name.start) is not None


# `Thông báo số 38/TB-UBND`: the body is a part of the symbol.
_IN_SYMBOL = regex.compile(r"\d[\d\p{Lu}/]{0,12}\s?[/-]\s?\p{Lu}{1,6}[\p{Ll}]?\s?[-/]\s?$")


def _names(norm: str, low: str, start: int, end: int) -> Iterator[BodyName]:
    firsts = _first_words()
    places = _places().find(low, start, end)
    words = _WORD_START.finditer(low, start, end) if places is None else _words_at(low, places, end)
    at = start
    for m in words:
        if m.start() < at or m.group() not in firsts or _IN_SYMBOL.search(norm, max(0, m.start() - 24), m.start()):
            continue
        name = _whole_at(norm, low, m.start(), end)
        if name is not None and not _is_adjective(low, name):
            kind = "group" if of_each(low, name) else "other" if only_locates(low, name) else name.kind
            yield msgspec.structs.replace(name, kind=kind)
            at = name.end


def _words_at(low: str, places: Sequence[int], end: int) -> Iterator["regex.Match[str]"]:
    return (m for at in places if (m := _WORD_START.match(low, at, end)) is not None)
