"""To whom a body belongs and what became of it in the mergers of 2025, told from its name and two tables.

`broader.csv` says where bodies of a kind and level stand, `mergers.csv` which central bodies and departments were
merged. What happened to provinces stands in the table of provinces.
"""

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

from chidao.index.places import Place, Places


class Unit(msgspec.Struct, frozen=True):
    """A body as far as its place among the others depends on it."""

    name: str
    kind: str
    level: str | None = None
    place: str | None = None
    province: Place | None = None


class Link(msgspec.Struct, frozen=True):
    """A step from a body to another one."""

    type: str
    other: Unit
    basis: str
    since: str | None = None
    source: str | None = None


# Words with which the name of a body begins. Where one stands inside a name, the rest is the body it belongs to:
# "Bí thư Tỉnh ủy Hải Dương" → "Tỉnh ủy Hải Dương".
_HEADS = {
    "party": (
        "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Quận ủy", "Đảng ủy", "Quân ủy", "Ban Chấp hành", "Ban Thường vụ",
        "Ban Tổ chức", "Ban Tuyên giáo", "Ban Dân vận", "Ban Nội chính", "Ban cán sự đảng", "Ban Cán sự đảng",
        "Bộ Chính trị", "Ban Bí thư",
    ),
    "government": (
        "Ủy ban nhân dân", "Chính phủ", "Bộ", "Sở", "Tổng cục", "Cục", "Công an", "Thanh tra", "Ngân hàng Nhà nước",
        "Kiểm toán Nhà nước", "Bảo hiểm xã hội", "Văn phòng",
    ),
    "legislature": ("Hội đồng nhân dân", "Quốc hội"),
    "front": ("Ủy ban Mặt trận Tổ quốc", "Ủy ban Trung ương Mặt trận Tổ quốc"),
    "judiciary": ("Tòa án nhân dân", "Viện kiểm sát nhân dân"),
    "military": ("Bộ Quốc phòng", "Bộ Chỉ huy", "Bộ Tổng"),
}  # fmt: skip
_KIND_OF = {head: kind for kind, heads in _HEADS.items() for head in heads}
_INNER = re.compile(r"(?<=\s)(?:của\s+)?(" + "|".join(sorted(_KIND_OF, key=len, reverse=True)) + r")(?!\w)")
# There is one of these, whatever place follows: "Đoàn đại biểu Quốc hội tỉnh Thanh Hóa".
_ONLY_ONE = ("Quốc hội", "Chính phủ")
# These are bodies only with a proper name behind them.
_WITH_NAME = ("Bộ", "Sở", "Cục", "Tổng cục")
_NAMED_FOR_A_MEETING = ("Đại hội", "Hội nghị")
# The last day of districts, by the law that ended them.
_DISTRICTS_UNTIL = "2025-06-30"
_DISTRICT_KINDS = ("party", "government", "legislature", "front")


class _Rule(msgspec.Struct, frozen=True):
    begins: str
    level: str
    broader: str
    source: str


class _Merger(msgspec.Struct, frozen=True):
    name: str
    successor: str
    since: str
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("chidao.index").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def _rules() -> list[_Rule]:
    return [_Rule(**row) for row in _rows("broader.csv")]


@cache
def _mergers() -> list[_Merger]:
    return [_Merger(**row) for row in _rows("mergers.csv")]


def broader(unit: Unit) -> Iterator[Link]:
    """Yield the one body to which a body belongs, or nothing where neither its name nor the table tells."""
    if unit.name.startswith(_NAMED_FOR_A_MEETING):
        return
    for inner in _INNER.finditer(unit.name):
        head, rest = inner[1], unit.name[inner.end(1) :].lstrip()
        if head in _ONLY_ONE:
            yield Link("broader", Unit(head, _KIND_OF[head], "central"), "name")
            return
        if head not in _WITH_NAME or rest[:1].isupper():
            name = unit.name[inner.start(1) :]
            yield Link("broader", Unit(name, _KIND_OF[head], unit.level, unit.place, unit.province), "name")
            return
    for rule in _rules():
        if rule.level == unit.level and re.match(rf"{rule.begins}(?!\w)", unit.name):
            if other := _filled(rule.broader, unit):
                yield Link("broader", other, "table", source=rule.source)
            return


def _filled(template: str, unit: Unit) -> Unit | None:
    """Return the body that a template of the table means for a unit: `{province}`, `{committee}` stand for its own."""
    if unit.level != "central" and unit.province is None:
        return None
    if "{" not in template or unit.province is None:
        return Unit(template, _kind_of(template), "central")
    name = template.format(province=_province(unit.province), committee=_committee(unit.province))
    return Unit(name, _kind_of(name), "province", unit.province.name, unit.province)


def _kind_of(name: str) -> str:
    return next((kind for head, kind in _KIND_OF.items() if re.match(rf"{head}(?!\w)", name)), "other")


def _province(place: Place) -> str:
    """Return a province as names of bodies write it.

    The city's name is that of a person, so the word for city belongs to it.
    """
    if place.name == "Hồ Chí Minh":
        return "Thành phố Hồ Chí Minh"
    return f"{place.type or 'tỉnh'} {place.name}"


def _committee(place: Place) -> str:
    name = _province(place) if place.name == "Hồ Chí Minh" else place.name
    return f"{'Thành ủy' if place.type == 'thành phố' else 'Tỉnh ủy'} {name}"


def successor(unit: Unit, places: Places) -> Iterator[Link]:
    """Yield what a body became: by the merger of its own kind, and by that of its province."""
    if unit.kind == "office" or unit.name.startswith(_NAMED_FOR_A_MEETING):
        return  # an office goes where its body goes
    for merger in _mergers():
        if match := re.match(rf"(.*\b)?{re.escape(merger.name)}(?!\w)", unit.name):
            # The same department in its province, the same part of the ministry in the new one.
            name = (match[1] or "") + merger.successor + unit.name[match.end() :]
            other = Unit(name, unit.kind, unit.level, unit.place, unit.province)
            yield Link("successor", other, "table", merger.since, merger.source)
            return
    if unit.level != "province" or unit.province is None:
        return
    after = places.successor(unit.province)
    if after and (renamed := _renamed(unit.name, unit.province, after)):
        other = Unit(renamed, unit.kind, unit.level, after.name, after)
        yield Link("successor", other, "table", after.valid_from, after.source)


def _renamed(name: str, before: Place, after: Place) -> str | None:
    """Return the name of a province's body in the province that it was merged into."""
    for old, new in ((_committee(before), _committee(after)), (_province(before), _province(after))):
        if name.endswith(old):
            return name[: -len(old)] + new
    return None


def until(unit: Unit) -> str | None:
    """Return the last day of a body whose level was ended, or None."""
    return _DISTRICTS_UNTIL if unit.level == "district" and unit.kind in _DISTRICT_KINDS else None
