"""Records of short articles, written by hand: what stands in them is named by its words."""

from typing import Any

import msgspec

from chidao.model import Record


def record(id: str, text: str, published: str | None = None, place: str | None = None, **lists: Any) -> Record:
    """Return a record. A fact's `quote` (or `mentions`, `action`, `addressees`) is found in the text."""

    def at(quote: str) -> dict[str, Any]:
        start = text.index(quote)
        return {"start": start, "end": start + len(quote), "quote": quote}

    rule = {"rule": "test/by-hand"}
    documents = [
        {**dict.fromkeys(("code", "number", "year", "symbol", "title", "issuer", "issued", "effective")), **rule, **d,
         "mentions": [{**at(m), **rule} for m in d["mentions"]]}
        for d in lists.get("documents", [])
    ]  # fmt: skip
    bodies = [
        {"kind": "party", "level": None, "place": None, "person": None, **rule, **b,
         "mentions": [at(m) for m in b["mentions"]]}
        for b in lists.get("bodies", [])
    ]  # fmt: skip
    deadlines = [{**rule, **d, **at(d["quote"])} for d in lists.get("deadlines", [])]
    targets = [
        {"comparator": "gte", "value_max": None, "direction": "level", "deadline": None, "issuer": None,
         "document": None, **rule, **t, **at(t["quote"]), "indicator": at(t["indicator"])}
        for t in lists.get("targets", [])
    ]  # fmt: skip
    directives = [
        {"issuer": None, "verb": None, "deadlines": [], "document": None, **rule, **d, **at(d["quote"]),
         "action": at(d["action"]), "addressees": [{"body": b, **at(q)} for b, q in d.get("addressees", [])]}
        for d in lists.get("directives", [])
    ]  # fmt: skip
    relations = [{**rule, **r, **at(r["quote"])} for r in lists.get("relations", [])]
    value = {
        "schema_version": 1,
        "id": id,
        "source": {"path": f"{id}.txt", "sha256": id, "bytes": len(text.encode()), "media_type": "text/plain",
                   "encoding": "utf-8"},
        "text": text,
        "blocks": [{"start": 0, "end": len(text), "kind": "body"}],
        "title": text.split(".")[0],
        "published": published,
        "published_basis": "dateline" if published else "none",
        "byline": None,
        "place": {"name": place, "iso": None, "basis": "dateline"} if place else None,
        "documents": documents,
        "bodies": bodies,
        "deadlines": deadlines,
        "targets": targets,
        "directives": directives,
        "relations": relations,
    }  # fmt: skip
    return msgspec.convert(value, Record)


def cites(id: str, key: str, published: str | None = None, place: str | None = None, **about: Any) -> Record:
    """Return a record of an article that names one document; `issuer` may be (name, kind, level, place)."""
    type, code = about.pop("type", "Nghị quyết"), about.pop("code", "NQ")
    number, _, symbol = key.partition("-") if "/" in key else (None, None, None)
    text = f"Cán bộ học tập {key} tại hội trường."
    bodies = []
    if issuer := about.pop("issuer", None):
        name, kind, level, where = issuer
        text += f" Văn bản do {name} ban hành."
        bodies = [{"id": "b1", "name": name, "kind": kind, "level": level, "place": where, "mentions": [name]}]
        about["issuer"] = "b1"
    document = {"id": "d1", "type": type, "code": code, "number": number, "symbol": symbol, "key": key,
                "mentions": [key], **about}  # fmt: skip
    return record(id, text, published, place, documents=[document], bodies=bodies)
