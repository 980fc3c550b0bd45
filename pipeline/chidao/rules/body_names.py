"""Names of bodies, offices and groups at a place in a text.

A local body is HEAD + LEVEL + PLACE (`UBND` `tỉnh` `Ninh Bình`), an office is TITLE + BODY + PERSON. What a name means
in its article (which `UBND tỉnh`?) is `chidao.resolve.bodies`.
"""

from collections.abc import Iterator
from functools import cache

import msgspec
import regex

from chidao.rules.body_patterns import (
    COMMITTEE_LEVEL,
    GROUP_HEAD,
    GROUP_TAIL,
    ORGANS,
    TITLES,
    local_patterns,
    title_pattern,
)
from chidao.rules.body_words import (
    CAP,
    LEVEL,
    LEVELS,
    NO_PLACE,
    TOKEN,
    BodyName,
    central_bodies,
    departments,
    is_person,
    place_pattern,
    province_named,
    provinces,
    vietnamese,
)
from chidao.text import fold

__all__ = ["TITLES", "BodyName", "name_at", "names_in", "provinces", "vietnamese"]

_AFTER_PERSON = regex.compile(
    rf"\s(?:(?:ông|bà|đồng chí|GS\.?\s?TS\.?|TS\.?|PGS\.?\s?TS\.?)\s)?(?P<person>{CAP}(?:\s{CAP})"
    rf"{{1,3}})"
)


@cache
def _first_words() -> frozenset[str]:
    words = set(central_bodies().firsts) | set(departments().firsts)
    words |= {
        "ủy",
        "uỷ",
        "ubnd",
        "hội",
        "hđnd",
        "mttq",
        "mặt",
        "thanh",
        "công",
        "bộ",
        "bchqs",
        "tòa",
        "tand",
        "viện",
        "vksnd",
        "liên",
        "lđlđ",
        "tỉnh",
        "thành",
        "huyện",
        "quận",
        "thị",
        "cục",
        "chi",
        "kho",
        "bảo",
        "bhxh",
        "lãnh",
        "chính",
        "trường",
        "ban",
        "btv",
        "bch",
        "thường",
        "ubkt",
        "văn",
        "đảng",
        "xã",
        "phường",
        "tp",
        "tx",
        "đặc",
        "phó",
        "bí",
        "chủ",
        "quyền",
        "giám",
        "thứ",
        "chánh",
        "tổng",
        "trưởng",
        "thống",
        "vụ",
        "tư",
        "chỉ",
        "hiệu",
        "thủ",
        "người",
        "các",
        "từng",
        "mỗi",
        "những",
        "toàn",
        "tất",
        "một",
        "cấp",
        "cơ",
        "đoàn",
        "sở",
        "ub",
    }
    return frozenset(words)


def name_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    """Return the longest body, office or group name that begins exactly at `start` and ends by `limit`, or None.

    `norm` is the canonical text, `low` the folded one; both have the offsets of the source.
    """
    first = TOKEN.match(low, start, limit)
    if first is None or first.group() not in _first_words():
        return None
    found = [
        n
        for n in (
            _gazetteer_at(norm, low, start, limit),
            _local_at(norm, low, start, limit),
            _department_at(norm, low, start, limit),
        )
        if n
    ]
    best = max(found, key=lambda n: n.end, default=None)
    office = _office_at(norm, low, start, limit)
    if office is not None and (best is None or office.end >= best.end):
        best = office
    if best is None:
        return _bare_level(low, start, limit) or _group_at(low, start, limit)
    if best.kind == "office" and best.person is None:
        best = _with_person(norm, low, best, limit)
    elif best.place and is_person(best.place):
        best = msgspec.structs.replace(best, end=norm.rindex(best.place.split(" ")[0], start, best.end) - 1, place=None)
    return best


def _bare_level(low: str, start: int, limit: int) -> BodyName | None:
    """`tỉnh`, `thành phố` alone, where the caller asks for just this stretch: the level's executive by metonymy."""
    level, word = LEVELS.get(low[start:limit], (None, ""))
    if level is None or word.startswith("cấp"):
        return None
    level = "province" if level == "city" else level
    return BodyName(start, limit, f"Ủy ban nhân dân {word}", "government", level, needs_place=True, rule="body/place")


def _with_person(norm: str, low: str, name: BodyName, limit: int) -> BodyName:
    if name.place and is_person(name.place):
        return msgspec.structs.replace(name, place=None, person=name.place)
    m = _AFTER_PERSON.match(norm, name.end, limit)
    if m is None or name_at(norm, low, m.start("person"), limit) is not None:
        return name
    return msgspec.structs.replace(name, end=m.end(), person=m["person"])


def _gazetteer_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    if not norm[start].isupper():
        return None
    hit = central_bodies().longest(low, start, limit)
    if hit is None:
        return None
    end, row = hit
    short = end - start <= 3
    if short and norm[start:end] not in ("NHNN", "EVN", "PVN", "TKV", "VEC", "VTV", "VOV"):
        return None
    return BodyName(start, end, row["name"], row["kind"], row["level"] or None)  # type: ignore[index]


def _department_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    if not low.startswith(("sở ", "cảnh sát pccc"), start) or not norm[start].isupper():
        return None
    hit = departments().longest(low, start, limit)
    if hit is None:
        m = regex.compile(
            rf"Sở(?![\p{{L}}])(?:\s(?P<name>{CAP}(?:(?:,| -| và|&)?\s\p{{Ll}}{{0,6}}\s?{CAP}){{0,4}})"
            rf")?"
        ).match(norm, start, limit)
        if m is None:
            return None
        end, head = m.end(), m.group()
    else:
        end, head = hit[0], str(hit[1])
    m = regex.compile(rf"\s?(?:\s?\(?(?P<level>{LEVEL}))?(?:\s?(?P<place>{place_pattern()}))?").match(norm, end, limit)
    place = None
    if m and (m["level"] or (m["place"] and fold(m["place"]) in provinces())):
        end, place = m.end(), province_named(m["place"]) if m["place"] else None
    return BodyName(start, end, head, "government", "province", place, needs_place=True, rule="body/department")


def _local_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    best: BodyName | None = None
    for pattern, what in local_patterns():
        m = pattern.match(norm, start, limit)
        if m is None or m.end() == start:
            continue
        name = _local(m, what, low)
        if name is not None and (best is None or name.end > best.end):
            best = name
    return best


def _local(m: "regex.Match[str]", what: str, low: str) -> BodyName | None:
    g = m.groupdict()
    place = province_named(g["place"]) if g.get("place") else None
    if place and fold(place).split(" ")[0] in NO_PLACE:
        return None
    level_word = fold(g["level"]).strip() if g.get("level") else ""
    level, word = LEVELS.get(level_word, (None, ""))
    if level == "city":
        level = "province" if place is None or fold(place) in provinces() else "district"
        if place == "Thành phố Hồ Chí Minh" or (place and fold(place) in ("hồ chí minh", "hcm")):
            word, place = "", "Thành phố Hồ Chí Minh"
    organ = ORGANS.get(fold(g["organ"]), g["organ"]) if g.get("organ") else ""
    if what == "committee":
        committee = fold(m["committee"]).capitalize()
        level = COMMITTEE_LEVEL[committee.lower()]
        if committee == "Thành ủy" and place and fold(place) not in provinces():
            level = "district"
        return BodyName(
            m.start(),
            m.end(),
            f"{organ} {committee}".strip(),
            "party",
            level,
            place,
            needs_place=True,
            rule="body/party-committee",
        )
    if what == "bloc":
        name = " ".join(fold(m["name"]).split()).strip(" ,")
        base = "Đảng ủy Khối"
        name = "Các cơ quan" if name in ("cơ quan", "các cơ quan") else name
        head = f"{organ} {base} {name}".replace("  ", " ").strip()
        head = f"{head} {word}".strip()
        return BodyName(
            m.start(), m.end(), head, "party", "province", place, needs_place=True, rule="body/party-committee"
        )
    if what == "partybase":
        head = f"{organ} Đảng bộ {word}".strip()
        return BodyName(m.start(), m.end(), head, "party", level, place, needs_place=True, rule="body/party-committee")
    if what == "cansu":
        inner = name_at(m.string, low, m.start("of"), len(low))
        if inner is None or inner.kind == "group":
            return None
        return BodyName(
            m.start(),
            inner.end,
            f"{organ} {inner.head}",
            "party",
            inner.level,
            inner.place,
            needs_place=inner.needs_place,
            rule="body/party-committee",
        )
    if what == "place":
        if low.startswith(("tỉnh ủy", "thành ủy"), m.start()):
            return None
        head = "Ủy ban nhân dân " + word if level in ("province", "district", "commune") else ""
        return BodyName(
            m.start(), m.end(), head.strip(), "government", level, place, needs_place=True, rule="body/place"
        )
    name, kind = what.split("|")
    head = name or m["head"]
    if not place and not word and head in ("Thanh tra", "Công an", "Lãnh đạo"):
        return None
    if place and not word:
        if fold(place) not in provinces():
            # `UBND Nguyễn Đức Chung`: a person's name is no place
            return BodyName(m.start(), m.end("head"), head, kind, None, None, needs_place=True, rule="body/local")
        level = "province"
        word = (
            ""
            if place == "Thành phố Hồ Chí Minh"
            else ("thành phố" if place in ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ") else "tỉnh")
        )
    return BodyName(
        m.start(), m.end(), f"{head} {word}".strip(), kind, level, place, needs_place=True, rule="body/local"
    )


def _office_at(norm: str, low: str, start: int, limit: int) -> BodyName | None:
    m = title_pattern().match(norm, start, limit)
    if m is None:
        return None
    title = m.group()
    title = title[0].upper() + title[1:]
    at = m.end()
    joint = regex.compile(r"\s?(?:,\s)?(?:của\s)?\s?").match(norm, at, limit)
    inner_at = joint.end() if joint else at
    inner = None
    if inner_at < limit:
        found = [
            n
            for n in (
                _gazetteer_at(norm, low, inner_at, limit),
                _local_at(norm, low, inner_at, limit),
                _department_at(norm, low, inner_at, limit),
            )
            if n and n.kind != "office"
        ]
        inner = max(found, key=lambda n: n.end, default=None)
    if inner is None:
        generic = regex.compile(
            rf"\s(?P<unit>(?:Bệnh viện|Trung tâm|Trường|Công ty|Ban Quản lý|Phòng|Chi cục|Cục|Viện|"
            rf"Vườn|Nhà máy)(?:\s{CAP}|\s(?:và|huyện|tỉnh|quận|đa khoa|khoa))*\s?{CAP})"
        ).match(norm, at, limit)
        if generic:
            return BodyName(start, generic.end(), f"{title} {generic['unit']}", "office", None, rule="body/office")
        if title in ("Lãnh đạo", "Thủ trưởng", "Người đứng đầu", "Thường trực"):
            return None
        if regex.match(
            r"\s(?:đoàn|hội đồng quản trị|hđqt|clb|câu lạc bộ|hiệp hội|công ty|tập đoàn)", low[at : at + 24]
        ):
            return None
        person = _AFTER_PERSON.match(norm, at, limit)
        if person is None and not norm[start].isupper():
            return None
        return BodyName(start, at, title, "office", None, needs_place=True, rule="body/office")
    head = inner.head
    # Bộ trưởng Công an: the ministry without its first word stays as the gazetteer names it
    return BodyName(
        start,
        inner.end,
        f"{title} {head}",
        "office",
        inner.level,
        inner.place,
        needs_place=inner.needs_place,
        rule="body/office",
    )


def _group_at(low: str, start: int, limit: int) -> BodyName | None:
    m = GROUP_HEAD.match(low, start, limit)
    if m is None:
        return None
    tail = GROUP_TAIL.match(low, m.end(), limit)
    end = tail.end() if tail else m.end()
    return BodyName(start, end, low[start:end], "group", None, rule="body/group")


_WORD_START = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}]+")


def names_in(norm: str, low: str, start: int, end: int) -> list[BodyName]:
    """Return the names between two offsets, leftmost and longest, without overlaps."""
    return list(_names(norm, low, start, end))


def _names(norm: str, low: str, start: int, end: int) -> Iterator[BodyName]:
    firsts = _first_words()
    at = start
    for m in _WORD_START.finditer(low, start, end):
        if m.start() < at or m.group() not in firsts:
            continue
        name = name_at(norm, low, m.start(), end)
        if name is not None:
            yield name
            at = name.end
