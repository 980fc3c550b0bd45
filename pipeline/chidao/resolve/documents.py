"""Document mentions → entries: one per document, with key, type, issuer and day."""

from bisect import bisect_left
from collections.abc import Sequence

import regex

from chidao.model import Document, DocumentMention, Mention, Page
from chidao.resolve.bodies import BodyTable
from chidao.resolve.document_keys import Identity
from chidao.resolve.document_mentions import identity_of, rest_of_list
from chidao.resolve.document_sources import Entry, full_days, issuer_by_symbol, read_around, with_near_year
from chidao.text import View, view_of
from chidao.years import year_of_article

_TREATIES = ("Hiệp định", "Hiệp ước", "Công ước", "Nghị định thư", "Hiến chương", "Tuyên bố")


def resolve_documents(page: Page, mentions: Sequence[Mention], bodies: BodyTable) -> list[Document]:
    """Return one entry per document in the order of first mention.

    A short mention belongs to the only full one of its type and number; where several fit it stays apart, with them as
    candidates. Issuer and day come from any mention that tells them; the symbol tells the issuer where no words do.
    """
    if not mentions:
        return []
    view = view_of(page.text)
    found = [(m, identity) for m in mentions if (identity := identity_of(view, m, mentions)) is not None]
    year = year_of_article(page)
    entries = _grouped(view, found)
    for entry in entries:
        for m in entry.mentions:
            read_around(page, view, m, entry, bodies, year, _end_of_list(view, m, mentions))
        if entry.issuer is None:
            entry.issuer = issuer_by_symbol(entry, bodies)
    _from_each_other(entries, bodies)
    _named_by_year(entries)
    days = full_days(page, view)
    for entry in entries:
        if entry.issued is not None and entry.issued.startswith("XXXX-"):
            entry.issued = with_near_year(days, entry.issued)
    return [_document(i, page, e) for i, e in enumerate(entries, 1)]


# ------------------------------------------------------------------ which mentions are one document
def _grouped(view: View, found: Sequence[tuple[Mention, Identity]]) -> list[Entry]:
    identities = {identity.key: identity for _, identity in found}
    full = _Full({key: identity for key, identity in identities.items() if identity.full})
    entries: dict[str, Entry] = {}
    for m, identity in found:
        candidates = full.completing(identity)
        key = candidates[0] if len(candidates) == 1 else identity.key
        entry = entries.setdefault(key, Entry(identities[key], []))
        entry.mentions.append(m)
        if len(candidates) > 1:
            entry.candidates = sorted(candidates)
    return list(entries.values())


class _Full:
    """The documents that a page names in full, found by what a shorter mention repeats of them."""

    def __init__(self, identities: dict[str, Identity]) -> None:
        self._identities = identities
        self._by_number: dict[str | None, list[str]] = {}
        self._by_name: dict[str | None, list[str]] = {}
        for key, identity in identities.items():
            self._by_number.setdefault(identity.number, []).append(key)
            self._by_name.setdefault(identity.name, []).append(key)
        self._keys = sorted(identities)
        self._known: dict[tuple[str, bool], list[str]] = {}

    def completing(self, short: Identity) -> list[str]:
        """Return the keys of the documents that a mention can mean, other than the one that it says."""
        asked = (short.key, short.full)
        if asked not in self._known:
            self._known[asked] = self._find(short)
        return self._known[asked]

    def _find(self, short: Identity) -> list[str]:
        if not short.full:
            return [k for k in self._by_number.get(short.number, ()) if _completes(self._identities[k], short)]
        if short.name is None or short.symbol is not None:
            return []
        first, last = (bisect_left(self._keys, f"{short.key} {end}") for end in ("", "\U0010ffff"))
        longer = self._keys[first:last]
        near = {*self._by_name.get(short.name, ()), *longer} - {short.key}
        return [k for k in near if _completes_name(k, self._identities[k], short)]


def _completes(full: Identity, short: Identity) -> bool:
    """A full mention of the same type and number, and of the same year where the short one tells it."""
    letters = ("Văn bản", "Công văn")
    same_type = full.type == short.type or short.type == "Văn bản" or (full.type in letters and short.type in letters)
    return (
        full.number == short.number
        and same_type
        and (short.year is None or full.year in (None, short.year))
        and full.symbol is not None
    )


def _completes_name(key: str, full: Identity, short: Identity) -> bool:
    """`Bộ luật Hình sự` is `Bộ luật Hình sự 2015`, `Hiệp định Paris` is `Hiệp định Paris về …` of the page."""
    if full.type != short.type or full.name is None or "(sửa đổi)" in key or "Sửa đổi, bổ sung" in key:
        return False
    if short.type in _TREATIES:
        return key.startswith(short.key + " ")
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


def _end_of_list(view: View, m: Mention, mentions: Sequence[Mention]) -> int:
    """`Quyết định số 217, số 218 của Bộ Chính trị`: one issuer behind the list is that of all."""
    return max((other.end for other in rest_of_list(view, m, mentions)), default=m.end)


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
