"""Body mentions → canonical names, one entry per body, with the place that the article makes certain."""

from collections import Counter
from functools import cache, cached_property
from itertools import islice
from typing import cast, get_args

import msgspec
import regex

from chidao.model import Body, BodyKind, Level, Page, Quote
from chidao.resolve.body_mentions import kind_as_written, names_a_thing, names_one, trimmed
from chidao.rules.body_names import CITIES, TITLES, BodyName, name_at, names_in, provinces
from chidao.rules.body_places import of_unit, only_locates
from chidao.text import fold, view_of

# Every short name is weighed against all names of its page. An article has a hundred at most; what has more is a
# directory, whose first names tell enough.
_EVIDENCE = 400
_LEAD = regex.compile(r"(?:của|do|và|bởi|từ|tại|cho|ông|bà|đồng chí|đ/c)\s+")


class _Named(msgspec.Struct, frozen=True):
    """A canonical name with what is known of the body."""

    name: str
    kind: str
    level: str | None
    place: str | None
    person: str | None


class BodyTable:
    """The bodies of one record: gives each an id and collects its mentions.

    An entry exists for each body that a document, a directive or an addressee referred to, in the order of reference.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._view = view_of(page.text)
        self._entries: dict[str, tuple[str, str, _Named, dict[tuple[int, int], Quote]]] = {}

    # ------------------------------------------------------------------ what callers ask
    def mention(self, start: int, end: int, rule: str, *, group: bool = False) -> str | None:
        """Return the id of the body that `text[start:end]` names (adding the mention), or None where it names none.

        With `group`, words that name no known body become an entry of kind `group` under the words themselves.
        """
        low = self._view.low
        lead = _LEAD.match(low, start, end)
        at = lead.end() if lead and not group else start
        name = name_at(self._view.norm, low, at, end)
        if name is not None and name.rule == "body/place":
            apart = not group and (only_locates(low, name) or of_unit(low, name))
            if apart or name.start in self._in_address:
                return None
        if name is not None and name.kind != "group" and names_one(self._view, name, end, group=group):
            end = min(end, name.end)
            named, rule = self._resolve(name), name.rule
        elif group:
            if names_a_thing(low, start, end):
                return None
            end = trimmed(low, start, end)
            named, rule = self._as_written(start, end)
        else:
            return None
        entry = self._entry(named, rule)
        entry[3].setdefault((start, end), Quote(start=start, end=end, quote=self.page.text[start:end]))
        return entry[0]

    def _as_written(self, start: int, end: int) -> tuple[_Named, str]:
        """A group, or one body that no table holds, by its own words."""
        words = " ".join(self._view.norm[start:end].split())
        kind = kind_as_written(words)
        if kind == "group" and words.startswith(("Các", "Từng", "Mỗi")):
            words = words[0].lower() + words[1:]
        return _Named(words, kind, None, None, None), "body/group" if kind == "group" else "body/written"

    def named(self, name: str, rule: str) -> str:
        """Return the id of a body known by its canonical name without words in the text (from a symbol, say)."""
        found = name_at(name, fold(name), 0, len(name))
        if found is not None and found.end == len(name) and found.kind != "group":
            place = provinces().get(fold(found.place), found.place) if found.place else None
            named = _Named(name, found.kind, _level(found.level), place, None)
        else:
            named = _Named(name, "other", None, None, None)
        return self._entry(named, "body/symbol")[0]

    def placed(self, head: str, level: str | None, at: int, rule: str) -> str:
        """Return the id of a local body known by its head alone (from a symbol), with the place that the page tells."""
        forms = {"Ủy ban nhân dân", "Hội đồng nhân dân", "Chủ tịch Ủy ban nhân dân"}
        place = self.place_for(head, level, at)
        if head in forms:
            speaker = self._last_with(head, at)
            if speaker is not None:
                return self._entry(self._resolve(speaker), rule)[0]
            named = [n for n in self._names if n.head.startswith(head + " ") and n.place]
            if len({(n.head, n.place) for n in named}) == 1:
                return self._entry(self._resolve(named[0]), rule)[0]
            if place is None and named:
                place = self._most([n.place for n in named])
            if place is not None:
                head = f"{head} {'thành phố' if _is_city(place) else 'tỉnh'}"
        if head == "Tỉnh ủy" and place is not None and _is_city(place):
            head = "Thành ủy"
        if head == "Tỉnh ủy" and place is None and any(n.head.endswith("Thành ủy") for n in self._names):
            head, place = "Thành ủy", self.place_for("Thành ủy", "province", at)
        kind = "party" if ("ủy" in head.lower() and "Ủy ban" not in head) or "đảng" in head.lower() else "government"
        name = self._lengthened(BodyName(at, at, head, kind, level, needs_place=True))
        if name.head == head:
            name = msgspec.structs.replace(name, place=place)
        return self._entry(self._resolve(name), rule)[0]

    def _last_with(self, head: str, at: int) -> BodyName | None:
        """`Chủ tịch UBND quận Tây Hồ … theo Thông báo 38/TB-UBND`: the local body that last spoke before a symbol."""
        before = [n for n in self._names if at - 300 <= n.start < at and n.rule in ("body/local", "body/office")]
        if not before or not before[-1].place or before[-1].level not in ("district", "commune"):
            return None
        body = _without_title(before[-1].head)
        if not body.startswith(head + " "):
            return None
        return msgspec.structs.replace(before[-1], head=body, kind="government", person=None)

    def congress(self, name: str, at: int) -> str:
        """Return the id of a local congress (`Đại hội Đảng bộ tỉnh lần thứ X`), its place filled in from the page."""
        base, _, nth = name.partition(" lần thứ ")
        head = base.removeprefix("Đại hội ")
        place = None
        if head in ("Đảng bộ tỉnh", "Đảng bộ thành phố", "Đảng bộ huyện"):
            place = self.place_for(head, "district" if head.endswith("huyện") else "province", at)
        elif head.startswith("Đảng bộ Khối") or head.startswith("Đảng bộ khối"):
            full = next((n for n in self._names if "Đảng ủy Khối " in n.head and n.place), None)
            if full is not None:
                head = full.head[full.head.index("Đảng ủy Khối") :].replace("Đảng ủy", "Đảng bộ")
                place = full.place
        canonical = f"Đại hội {head}" + (f" {place}" if place else "") + (f" lần thứ {nth}" if nth else "")
        return self._entry(_Named(canonical, "party", _level("province"), place, None), "document/congress")[0]

    def name_of(self, body_id: str) -> str:
        """Return the canonical name of an entry. Raises KeyError."""
        for entry in self._entries.values():
            if entry[0] == body_id:
                return entry[2].name
        raise KeyError(body_id)

    def entries(self) -> list[Body]:
        """Return all entries in the order in which they were first referred to."""
        return [
            Body(
                id=body_id,
                rule=rule,
                name=named.name,
                kind=_kind(named.kind),
                level=_level(named.level),
                place=named.place,
                person=named.person,
                mentions=sorted(quotes.values(), key=lambda q: (q.start, q.end)),
            )
            for body_id, rule, named, quotes in self._entries.values()
        ]

    def _entry(self, named: _Named, rule: str) -> tuple[str, str, _Named, dict[tuple[int, int], Quote]]:
        key = fold(named.name)
        if key not in self._entries:
            self._entries[key] = (f"body{len(self._entries) + 1}", rule, named, {})
        return self._entries[key]

    # ------------------------------------------------------------------ evidence
    @cached_property
    def _names(self) -> list[BodyName]:
        """The names of the page in order: what a short name is filled up from."""
        view = self._view
        names = (n for b in self.page.blocks for n in names_in(view.norm, view.low, b.start, b.end))
        told = (each for n in names for each in (n, *n.address))
        # a place that orders nothing still tells which of its kind the page speaks of
        bodies = (msgspec.structs.replace(n, kind="government") if n.rule == "body/place" else n for n in told)
        return list(islice(bodies, _EVIDENCE))

    @cached_property
    def _in_address(self) -> frozenset[int]:
        """Where places stand that only say where the body before them is."""
        return frozenset(place.start for n in self._names for place in n.address)

    @cached_property
    def _starts(self) -> list[int]:
        return [n.start for n in self._names]

    def place_for(self, head: str, level: str | None, at: int) -> str | None:
        """Return the place that belongs to a head named without one at a position of the text, or None.

        The nearest earlier name with the same head, or of an office in it, decides, then a later one, then names of
        the same level, then the page's own province.
        """
        body = _without_title(head)
        same = [n for n in self._names if n.place and _without_title(n.head) == body]
        earlier = [n for n in same if n.start < at]
        if earlier or same:
            return (earlier[-1] if earlier else same[0]).place
        if level not in ("province", None):
            return self._most([n.place for n in self._names if n.level == level and n.place])
        if self.page.place is not None and _fits(head, self.page.place.name):
            return self.page.place.name
        named = [n.place for n in self._names if n.level == "province" and n.place and fold(n.place) in provinces()]
        found = self._most([place for place in named if place and _fits(head, place)])
        if found is None and head.endswith(" thành phố"):
            # the city of a province: `UBND thành phố` in an article about Vinh
            found = self._most(
                [n.place for n in self._names if n.level == "district" and n.head.endswith(" thành phố")]
            )
        return found

    @staticmethod
    def _most(places: list[str | None]) -> str | None:
        """Return the most frequent place, or None where two share the first rank."""
        ranked = Counter(p for p in places if p).most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    # ------------------------------------------------------------------ meaning
    def _resolve(self, name: BodyName) -> _Named:
        if name.foreign is not None:
            return _Named(name.foreign, name.kind, None, None, name.person)
        name = self._same_deputy(self._by_person(self._lengthened(name)))
        place = provinces().get(fold(name.place), name.place) if name.place else None
        if place is None and name.needs_place and name.head not in TITLES:
            place = self.place_for(name.head, name.level, self._first_named(name))
            if place is not None and name.head.endswith(_BARE_HEADS) and fold(place) in provinces():
                city = _is_city(place)
                name = msgspec.structs.replace(
                    name, head=f"{name.head} {'thành phố' if city else 'tỉnh'}", level="province"
                )
        return _Named(_with_place(name.head, place), name.kind, name.level, place, name.person)

    def _first_named(self, name: BodyName) -> int:
        """Return where the page first names the holder of an office: whose he is, is told there."""
        same = (n.start for n in self._names if name.person and n.person == name.person and n.head == name.head)
        return min(next(same, name.start), name.start)

    def _by_person(self, name: BodyName) -> BodyName:
        """`Thứ trưởng Hà Công Tuấn`: the fuller office that the page gives the same person; else the only ministry."""
        if name.kind != "office" or not name.needs_place:
            return name
        if name.person is not None:
            for other in self._names:
                if other.person != name.person or not other.head.startswith(name.head.split(" ")[0]):
                    continue
                if len(other.head) > len(name.head) or (other.head == name.head and other.place):
                    return msgspec.structs.replace(
                        name, head=other.head, place=other.place, level=other.level, needs_place=other.needs_place
                    )
        if name.head in ("Bộ trưởng", "Thứ trưởng", "Thứ trưởng Thường trực"):
            ministries = Counter(
                n.head for n in self._names if n.head.startswith("Bộ ") and n.kind in ("government", "military")
            )
            of_title = Counter(
                n.head[len(name.head) + 1 :]
                for n in self._names
                if n.kind == "office" and n.head.startswith(name.head + " Bộ ")
            )
            ranked = (of_title or ministries).most_common(1)
            if ranked:
                return msgspec.structs.replace(
                    name, head=f"{name.head} {ranked[0][0]}", level="central", needs_place=False
                )
        return name

    def _same_deputy(self, name: BodyName) -> BodyName:
        """`Phó Thủ tướng` alone or by name: the fullest office that the page gives its only, or the same, deputy."""
        if name.kind != "office" or name.head != "Phó Thủ tướng Chính phủ":
            return name
        deputies = [n for n in self._names if n.head.startswith("Phó Thủ tướng") and n.person]
        person = name.person or (deputies[0].person if len({n.person for n in deputies}) == 1 else None)
        fuller = [n for n in deputies if n.person == person and n.head != name.head]
        return msgspec.structs.replace(name, head=fuller[0].head) if person and fuller else name

    def _lengthened(self, name: BodyName) -> BodyName:
        """`Sở`, `Đảng ủy Khối`: the one longer name of the page that begins with the same words."""
        if name.place is not None or not name.needs_place:
            return name
        if name.rule == "body/office" and name.head in TITLES:
            same = [
                n
                for n in self._names
                if n.kind == "office"
                and n.head.startswith(name.head + " ")
                and (name.person is None or n.person in (None, name.person))
            ]
            before = [n for n in same if n.start < name.start]
            if before or same:
                best = before[-1] if before else same[0]
                return msgspec.structs.replace(
                    name, head=best.head, place=best.place, level=best.level, needs_place=best.needs_place
                )
            return name
        title, head = _title_and_body(name)
        bodies = [(_title_and_body(n)[1], n) for n in self._names if n.head not in TITLES]
        if any(body == head and n.place for body, n in bodies):
            return name
        longer = {(body, n.place): n for body, n in bodies if body.startswith(head + " ")}
        # `Đảng ủy Khối Các cơ quan` is itself short for `Đảng ủy Khối Các cơ quan tỉnh`
        longer = {key: n for key, n in longer.items() if not any(other.startswith(key[0] + " ") for other, _ in longer)}
        if longer and (len({body for body, _ in longer}) == 1 or head == "Sở"):
            earlier = {key: n for key, n in longer.items() if n.start < name.start} or longer
            (body, place), best = list(earlier.items())[-1 if len(longer) > 1 else 0]
            return msgspec.structs.replace(
                name, head=f"{title} {body}".strip(), place=place, level=best.level, needs_place=best.needs_place
            )
        return name


def _title_and_body(name: BodyName) -> tuple[str, str]:
    """Return an office's title and the body that it is of; a body has no title."""
    if name.kind != "office":
        return "", name.head
    body = _without_title(name.head)
    return name.head[: len(name.head) - len(body)].strip(), body


@cache
def _without_title(head: str) -> str:
    title = max((title for title in TITLES if head.startswith(title + " ")), key=len, default="")
    return head[len(title) :].strip()


# Heads that a province and a city both have: the place decides which word stands between.
_BARE_HEADS = ("Ủy ban nhân dân", "Hội đồng nhân dân", "Đoàn đại biểu Quốc hội", "Ủy ban Mặt trận Tổ quốc Việt Nam")


def _is_city(place: str) -> bool:
    return place in CITIES or place.endswith("Hồ Chí Minh")


def _fits(head: str, province: str) -> bool:
    """Say whether a province-level unit can be the one that a head speaks of: no city has a `Tỉnh ủy`."""
    if head.endswith((" tỉnh", "Tỉnh ủy", "Tỉnh đoàn")):
        return not _is_city(province)
    if head.endswith((" thành phố", "Thành ủy", "Thành đoàn")):
        return _is_city(province)
    return True


def _with_place(head: str, place: str | None) -> str:
    if place is None:
        return head
    if place == "Hồ Chí Minh":
        place = "Thành phố Hồ Chí Minh"
    if place == "Thành phố Hồ Chí Minh" and head.endswith(" thành phố"):
        return f"{head.removesuffix(' thành phố')} {place}"
    if head.endswith(("Sở", "Lãnh đạo")) or head.split(" ", 1)[0] == "Sở" or " Sở " in head:
        word = "" if place.startswith("Thành phố") else ("thành phố " if _is_city(place) else "tỉnh ")
        return f"{head} {word}{place}"
    return f"{head} {place}"


def _kind(kind: str) -> BodyKind:
    return cast(BodyKind, kind) if kind in get_args(BodyKind) else "other"


def _level(level: str | None) -> Level | None:
    return cast(Level, level) if level in get_args(Level) else None
