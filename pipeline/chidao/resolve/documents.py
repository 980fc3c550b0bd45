"""Document mentions → entries: one per document, with key, type, issuer and day."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec
import regex

from chidao.model import Document, DocumentMention, Mention, Page
from chidao.resolve.bodies import BodyTable
from chidao.resolve.document_countries import of_other_country
from chidao.resolve.document_keys import Identity
from chidao.resolve.document_mentions import identity_of, list_before, rest_of_list
from chidao.resolve.document_sources import (
    TREATIES,
    Entry,
    full_days,
    read_around,
    told_apart_by,
    with_near_year,
)
from chidao.resolve.document_symbols import issuer_by_symbol
from chidao.resolve.document_votes import votes
from chidao.text import View, fold, view_of
from chidao.years import year_of_article

# What a treaty can be called without saying which one it is.
_GENERIC = frozenset(
    {"thương mại", "thương mại tự do", "tự do thương mại", "song phương", "thương mại song phương", "khung"}
)


_DRAFTED = regex.compile(r"(?:thông qua|dự thảo|dự án|bấm nút|bản sửa đổi)(?: dự thảo| dự án| toàn văn)?\s$")
_DRAFT_YET = regex.compile(
    r" (?:(?:sau )?khi được (?:quốc hội )?(?:ban hành|thông qua)|lần này|"
    r"sắp (?:được|tới)|sẽ (?:được|trình) (?:quốc hội|thông qua))"
)


def resolve_documents(page: Page, mentions: Sequence[Mention], bodies: BodyTable) -> list[Document]:
    """Return one entry per document in the order of first mention.

    A short mention belongs to the only full one of its type and number; where several fit it stays apart, with them as
    candidates. Issuer and day come from any mention that tells them; the symbol tells the issuer where no words do.
    """
    if not mentions:
        return []
    view = view_of(page.text)
    known = ((m, identity) for m in mentions if (identity := identity_of(view, m, mentions)) is not None)
    found = [(m, identity) for m, identity in known if not of_other_country(view, m, identity)]
    year = year_of_article(page)
    entries = _grouped(view, found)
    passed = votes(page, view, [m for m, _ in found], year)
    for entry in entries:
        for m in entry.mentions:
            read_around(page, view, m, entry, bodies, year, _list_of(view, m, mentions))
        if entry.issuer is None:
            entry.issuer = issuer_by_symbol(entry, bodies)
        for day in (passed[m.start] for m in entry.mentions if m.start in passed):
            entry.issuer = entry.issuer or bodies.named("Quốc hội", "document/law")
            entry.issued = entry.issued or day
    _from_each_other(entries, bodies)
    _named_by_year(entries)
    days = full_days(page, view)
    for entry in entries:
        if entry.issued is not None and entry.issued.startswith("XXXX-"):
            entry.issued = with_near_year(days, entry.issued)
    return [_document(i, page, e) for i, e in enumerate(entries, 1)]


# ------------------------------------------------------------------ which mentions are one document
def _grouped(view: View, found: Sequence[tuple[Mention, Identity]]) -> list[Entry]:
    found = _dated(_drafts(view, _one_spelling(found)))
    identities = {identity.key: identity for _, identity in found}
    known = _Known(identities)
    told = [told_apart_by(view, m, identity) for m, identity in found]
    times: dict[str, set[str]] = {}
    for (_, identity), time in zip(found, told, strict=True):
        if time is not None:
            times.setdefault(identity.key, set()).add(time)
    entries: dict[tuple[str, str | None], Entry] = {}
    for (m, identity), time in zip(found, told, strict=True):
        candidates = known.completing(identity)
        if not candidates and m.rule == "law-form/treaty" and fold(identity.key).split(" ", 2)[-1] in _GENERIC:
            continue
        key = candidates[0] if len(candidates) == 1 else identity.key
        # One number of two times is two documents; a mention that does not tell which stays apart.
        several = len(times.get(key, ())) > 1
        entry = entries.setdefault((key, time if several else None), Entry(identities[key], []))
        entry.mentions.append(m)
        if several and time is None:
            entry.candidates = [key]
        if len(candidates) > 1:
            entry.candidates = sorted(candidates)
    return list(entries.values())


class _Known:
    """The documents that a page names, found by what a shorter mention repeats of them."""

    def __init__(self, identities: dict[str, Identity]) -> None:
        self._identities = identities
        self._by_number: dict[str | None, list[str]] = {}
        self._by_name: dict[str | None, list[str]] = {}
        for key, identity in identities.items():
            self._by_number.setdefault(identity.number, []).append(key)
            self._by_name.setdefault(identity.name, []).append(key)
        self._keys = sorted((fold(key), key) for key in identities)
        self._answers: dict[tuple[str, bool], list[str]] = {}

    def completing(self, short: Identity) -> list[str]:
        """Return the keys of the documents that a mention can mean, other than the one that it says."""
        asked = (short.key, short.full)
        if asked not in self._answers:
            self._answers[asked] = self._find(short)
        return self._answers[asked]

    def _find(self, short: Identity) -> list[str]:
        if not short.full:
            same = [(k, self._identities[k]) for k in self._by_number.get(short.number, ())]
            full = [k for k, other in same if other.full and _completes(other, short)]
            return full or [k for k, other in same if _tells_more(other, short)]
        if short.name is None or short.symbol is not None:
            return []
        first, last = (bisect_left(self._keys, (f"{fold(short.key)} {end}",)) for end in ("", "\U0010ffff"))
        longer = [key for _, key in self._keys[first:last]]
        near = {*self._by_name.get(short.name, ()), *longer} - {short.key}
        return [k for k in near if self._identities[k].full and _completes_name(k, self._identities[k], short)]


def _one_spelling(found: Sequence[tuple[Mention, Identity]]) -> list[tuple[Mention, Identity]]:
    """Treaties that differ in capitals only are one: the first spelling of the page is the key of all."""
    first: dict[str, str] = {}
    return [
        (m, msgspec.structs.replace(i, key=first.setdefault(fold(i.key), i.key)) if i.type in TREATIES else i)
        for m, i in found
    ]


def _drafts(view: View, found: Sequence[tuple[Mention, Identity]]) -> list[tuple[Mention, Identity]]:
    """`thông qua Luật Du lịch` is the `Luật Du lịch (sửa đổi)` of the page: only a draft is debated or passed."""
    drafts = {i.key.partition(" (sửa đổi)")[0]: i for _, i in found if i.key.endswith(" (sửa đổi)")}
    return [(m, drafts[i.key] if i.key in drafts and _is_draft(view, m) else i) for m, i in found]


_AMENDS_OF_YEAR = regex.compile(r"Luật Sửa đổi, bổ sung(?: một số điều của)? (?P<law>.+) (?P<year>(?:19|20)\d\d)")


def _dated(found: Sequence[tuple[Mention, Identity]]) -> list[tuple[Mention, Identity]]:
    """`Bộ luật Hình sự` is the one of 2015 on a page whose amending law says so, where the page names no other year."""
    amended = {m["law"]: m["year"] for _, i in found if i.name and (m := _AMENDS_OF_YEAR.fullmatch(i.name))}
    other = {i.name for _, i in found if i.name in amended and i.key != i.name}
    return [
        (m, msgspec.structs.replace(i, key=f"{i.key} {amended[i.key]}"))
        if i.key in amended and i.key == i.name and i.key not in other
        else (m, i)
        for m, i in found
    ]


def _is_draft(view: View, m: Mention) -> bool:
    drafted = _DRAFTED.search(view.low, max(0, m.start - 40), m.start) or _DRAFT_YET.match(view.low, m.end)
    return drafted is not None


def _completes(full: Identity, short: Identity) -> bool:
    """A full mention of the same type and number, and of the same year where the short one tells it."""
    letters = ("Văn bản", "Công văn")
    same_type = (
        full.type in (short.type, f"{short.type} liên tịch")
        or short.type == "Văn bản"
        or (full.type in letters and short.type in letters)
    )
    return (
        full.number == short.number
        and same_type
        and (short.year is None or full.year in (None, short.year))
        and full.symbol is not None
    )


def _tells_more(other: Identity, short: Identity) -> bool:
    """`Nghị quyết 19/2017` tells more than `Nghị quyết 19`, `Thông tư liên tịch 35` more than `Thông tư 35`."""
    if other.full or other.number != short.number or other.key == short.key:
        return False
    dated = other.type == short.type and short.year is None and other.year is not None
    return dated or (other.type == f"{short.type} liên tịch" and other.year in (None, short.year))


def _completes_name(key: str, full: Identity, short: Identity) -> bool:
    """`Bộ luật Hình sự` is `Bộ luật Hình sự 2015`, `Hiệp định Paris` is `Hiệp định Paris về …` of the page."""
    if short.key.startswith("Luật Sửa đổi, bổ sung"):
        return key.startswith(f"{short.key} số ")
    if full.type != short.type or full.name is None or "(sửa đổi)" in key or "Sửa đổi, bổ sung" in key:
        return False
    if short.type in TREATIES:
        return fold(key).startswith(fold(short.key) + " ")
    if full.symbol is not None:
        return full.name == short.name and short.key == short.name
    if short.type in ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"):
        return (
            full.name == short.name
            and short.key == short.name
            and regex.fullmatch(r" (?:19|20)\d\d", key.removeprefix(short.key)) is not None
        )
    return short.type == "Nghị quyết" and key.startswith(short.key + " ")


def _named_by_year(entries: list[Entry]) -> None:
    """`Luật năm 2003`: the only law of the page that can be meant by its year."""
    for entry in list(entries):
        m = regex.fullmatch(r"Luật năm ((?:19|20)\d\d)", entry.identity.name or "")
        if m is None:
            continue
        same = [
            e
            for e in entries
            if e is not entry and e.identity.key.endswith(" " + m[1]) and e.identity.type in ("Luật", "Bộ luật")
        ]
        if len(same) == 1:
            same[0].mentions = sorted([*same[0].mentions, *entry.mentions], key=lambda x: x.start)
            entries.remove(entry)
        elif not same:
            entries.remove(entry)


def _from_each_other(entries: list[Entry], bodies: BodyTable) -> None:
    """What one entry tells of another: `Luật sửa đổi … Bộ luật Hình sự số 100/2015/QH13` tells who made that code, and
    documents that a short mention may all mean tell its issuer where they have the same."""
    by_key = {e.identity.key: e for e in entries}
    for entry in entries:
        number = regex.search(r" số \d+/(\d{4})/QH\d+$", entry.identity.name or "")
        if number is not None and entry.mentions[0].rule == "document/amending-law":
            amended = regex.sub(r"^Luật Sửa đổi, bổ sung(?: một số điều của)? | số \S+$", "", entry.identity.name or "")
            for law in (by_key.get(amended), by_key.get(f"{amended} {number[1]}")):
                if law is not None and law.issuer is None:
                    law.issuer = bodies.named("Quốc hội", "document/symbol")
        if entry.candidates and entry.issuer is None:
            issuers = {by_key[k].issuer for k in entry.candidates if k in by_key}
            entry.issuer = issuers.pop() if len(issuers) == 1 else None


def _list_of(view: View, m: Mention, mentions: Sequence[Mention]) -> tuple[int, int]:
    """`ký Quyết định số 217, số 218 của Bộ Chính trị`: what stands before or behind the list belongs to all."""
    start = min((other.start for other in list_before(view, m, mentions)), default=m.start)
    return start, max((other.end for other in rest_of_list(view, m, mentions)), default=m.end)


def _document(i: int, page: Page, e: Entry) -> Document:
    identity = e.identity
    return Document(
        id=f"doc{i}",
        rule=e.mentions[0].rule,
        type=identity.type,
        code=identity.code,
        number=identity.number,
        year=identity.year,
        symbol=identity.symbol,
        key=identity.key,
        title=e.title,
        issuer=e.issuer,
        issued=e.issued,
        effective=None,
        mentions=[
            DocumentMention(rule=m.rule, start=m.start, end=m.end, quote=page.text[m.start : m.end]) for m in e.mentions
        ],
        candidates=e.candidates,
    )
