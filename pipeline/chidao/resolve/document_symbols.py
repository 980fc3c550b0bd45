"""What a document's symbol or name says of its issuer: a ministry's symbol is that ministry."""

import regex

from chidao.resolve.bodies import BodyTable
from chidao.resolve.document_keys import Identity, organ_of
from chidao.resolve.document_sources import Entry
from chidao.rules.gazetteers import gazetteer


def issuer_by_symbol(entry: Entry, bodies: BodyTable) -> str | None:
    """The issuer that the symbol makes certain; a body that speaks in the document where the symbol leaves it open."""
    if entry.issuer_hint is not None and not _certain(entry.identity):
        return bodies.mention(*entry.issuer_hint)
    return _by_symbol(entry, bodies)


def _certain(identity: Identity) -> bool:
    if identity.symbol is None:
        return identity.type == "Nghị định" or identity.name is not None
    row = next((r for r in gazetteer("symbols") if r["symbol"] == organ_of(identity.symbol)), None)
    return row is not None and row["needs_place"] != "true" and row["symbol"] not in ("TW", "TƯ")


def _by_symbol(entry: Entry, bodies: BodyTable) -> str | None:
    identity = entry.identity
    if identity.symbol is not None:
        organ = organ_of(identity.symbol)
        row = next((r for r in gazetteer("symbols") if r["symbol"] == organ), None)
        if row is None:
            return _joint_issuer(identity.symbol, bodies)
        name = row["body"]
        if identity.symbol.startswith("CT-UBND") or identity.symbol.startswith("QĐ-CTUBND"):
            name = "Chủ tịch Ủy ban nhân dân"
        if row["needs_place"] == "true":
            return bodies.placed(name, row["level"] or None, entry.mentions[0].start, "document/symbol")
        return bodies.named(name, "document/symbol")
    if identity.code in ("QCVN", "TCVN") and "/" in identity.key:
        row = next(
            (
                r
                for r in gazetteer("symbols")
                if r["symbol"] in (identity.key.split("/")[-1], "B" + identity.key.split("/")[-1][1:])
            ),
            None,
        )
        return bodies.named(row["body"], "document/symbol") if row else None
    if identity.key.startswith(("Nghị quyết Trung ương", "Kết luận Trung ương")):
        return bodies.named("Ban Chấp hành Trung ương Đảng", "document/plenum")
    if regex.match(r"(?:Nghị quyết|Văn kiện) Đại hội ", identity.key):
        rest = identity.key.split(" ", 2)[2]
        if rest.startswith("Đại hội Đảng bộ"):
            return bodies.congress(rest, entry.mentions[0].start)
        return bodies.named(rest if " Đảng" in rest else f"{rest} của Đảng", "document/congress")
    return None


def _joint_issuer(symbol: str, bodies: BodyTable) -> str | None:
    """The ministries of a joint circular: `TTLT-BCT-BTC` is `Liên bộ Công Thương - Tài chính`."""
    code, *organs = regex.split(r"[/-]", symbol)
    by_symbol = {r["symbol"]: r["body"] for r in gazetteer("symbols")}
    names = [by_symbol.get(organ, "") for organ in organs]
    if code != "TTLT" or len(names) < 2 or not all(names):
        return None
    if not all(name.startswith("Bộ ") for name in names):
        return bodies.named(", ".join(names), "document/symbol")
    return bodies.named("Liên bộ " + " - ".join(name.removeprefix("Bộ ") for name in names), "document/symbol")
