"""Mentions of documents: what stands where, with number, symbol, name, and the words around that tell issuer and date."""

from collections.abc import Iterator, Sequence

import regex

from chidao.extractors.reading import Reading
from chidao.model import Mention, Part
from chidao.rules import Match

# What may join numbers under one type noun.
_JOINT = regex.compile(r"(?:,?\s?(?:ra )?ngày\s\d[\d./\s-]{2,12}\d)?\s?(?:,|;|và|,? và)\s(?:(?:các )?(?=số\s))?")
# How far the acting document may stand before the words that relate it to another.
_FARTHEST = 420
_OBJECT = regex.compile(r"(?:thực hiện|triển khai|thi hành|quán triệt)(?: tốt| nghiêm| có hiệu quả| các)?\s$")


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the document mentions of a page in order; parts as the rule's groups name them (`type`, `number`, …)."""
    found: list[Mention] = []
    for s in reading.sentences_with("document"):
        matches = [m for m in reading.scan.find("document", [(s.start, s.end)]) if _is_document(m)]
        for k, m in enumerate(matches):
            found.append(_mention(m))
            limit = matches[k + 1].start if k + 1 < len(matches) else s.end
            if m.rule in ("document/numbered", "document/short", "document/short-paper"):
                found.extend(_list(reading, m, s.end if k + 1 < len(matches) and matches[k + 1].rule == "document/symbol" else limit))
        # A name that the list of laws holds says more than one that only has a law's form.
        listed = [(m.start, m.end) for m in matches]
        for m in reading.scan.find("law-form", [(s.start, s.end)]):
            if not any(a < m.end and m.start < b for a, b in listed):
                found.append(_mention(m))
    found.extend(tuple(_named_again(reading, found)))
    return tuple(_disjoint(found))


def _named_again(reading: Reading, found: Sequence[Mention]) -> Iterator[Mention]:
    """A title that stands in quotation marks once is a name wherever else its words stand."""
    low = reading.view.low
    for m in tuple(found):
        noun, title = m.part("type"), m.part("title")
        if m.rule != "document/titled" or noun is None or title is None:
            continue
        quoted = low[title.start : title.end].strip('"')
        words = f"{low[noun.start : noun.end]} {quoted}"
        at = low.find(words)
        while at >= 0:
            end = at + len(words)
            if (at != m.start and reading.sentence_index(at) is not None) and not low[at - 1 : at].isalnum() and not low[end : end + 1].isalnum():
                parts = (Part(name="type", start=at, end=at + noun.end - noun.start), Part(name="title", start=end - len(quoted), end=end))
                yield Mention(rule=m.rule, start=at, end=end, parts=parts)
            at = low.find(words, end)


def _is_document(m: Match) -> bool:
    """Leave out what a rule finds only in part: `Nghị quyết Trung ương` without a plenum, `Nghị quyết Đại hội` without which."""
    if m.rule == "document/plenum":
        return "plenum" in m.groups
    if m.rule == "document/congress":
        return not m.groups.keys().isdisjoint(("nth", "base", "party"))
    return m.rule != "document/next-in-list"


def _mention(m: Match) -> Mention:
    parts = sorted((Part(name=name, start=a, end=b) for name, (a, b) in m.groups.items()), key=lambda p: (p.start, p.name))
    return Mention(rule=m.rule, start=m.start, end=m.end, parts=tuple(parts))


def _list(reading: Reading, first: Match, limit: int) -> Iterator[Mention]:
    """`các Nghị quyết số 03, 04-NQ/TW`: numbers that go on under the same type noun. Each is a mention of its own."""
    rules = reading.rules
    index = next(i for i, r in enumerate(rules.rules) if r.id == "document/next-in-list")
    pattern = rules.compiled(index)
    norm, at = reading.view.norm, first.end
    type_part = [Part(name="type", start=a, end=b) for n, (a, b) in first.groups.items() if n == "type"]
    plural = reading.view.low[max(0, first.start - 4) : first.start] == "các "
    while joint := _JOINT.match(reading.view.low, at, limit):
        m = pattern.match(norm, joint.end(), limit)
        # A bare number goes on with the list only where `các` announced one: `Nghị định 116 và 5 xã` does not.
        if m is None or (m["symbol"] is None and not ((plural or m[0].startswith("số")) and len(m["number"]) >= 2)):
            return
        parts = type_part + [Part(name=n, start=m.start(n), end=m.end(n)) for n in ("number", "year", "joint", "symbol") if m[n] is not None]
        yield Mention(rule="document/next-in-list", start=m.start("number"), end=m.end(), parts=tuple(parts))
        at = m.end()


def _disjoint(found: Sequence[Mention]) -> Iterator[Mention]:
    """Drop what overlaps an earlier, longer mention."""
    last = -1
    for m in sorted(found, key=lambda m: (m.start, -m.end)):
        if m.start >= last:
            yield m
            last = m.end


# ------------------------------------------------------------------ relations
def find_relations(reading: Reading, documents: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the relations that words between two document mentions of one sentence state.

    Parts `source` and `target` are the two mentions; the one that acts is the source.
    """
    if len(documents) < 2:
        return ()
    found: list[Mention] = []
    for s in reading.sentences_with("relation"):
        inside = [d for d in documents if s.start <= d.start and d.end <= s.end]
        for m in reading.scan.find("relation", [(s.start, s.end)], overlapping=True):
            pair = _pair(reading, inside, m)
            if pair is not None:
                a, b = pair
                parts = (Part(name="source", start=a.start, end=a.end), Part(name="target", start=b.start, end=b.end))
                found.append(Mention(rule=m.rule, start=min(a.start, b.start), end=max(a.end, b.end), parts=parts))
    return tuple(found)


def _pair(reading: Reading, inside: Sequence[Mention], m: Match) -> tuple[Mention, Mention] | None:
    """Return (source, target) for a relation word at m: it stands directly before one of the two."""
    right = next((d for d in inside if m.end <= d.start <= m.end + 3 and not reading.view.low[m.end : d.start].strip(' "')), None)
    if right is None:
        return None
    if "reverse" in m.groups:
        # `Thực hiện A, UBND ban hành B`: the second acts on the first.
        other = next((d for d in inside if d.start > right.end), None)
        between = reading.view.low[right.end : other.start] if other else ""
        if other is None or len(between) > 240 or not regex.search(r"(?:ban hành|xây dựng|có|ký|ra)(?: các)?\s*$", between):
            return None
        return other, right
    left = next((d for d in reversed(inside) if d.end <= m.start), None)
    if left is None or m.start - left.end > _FARTHEST or ";" in reading.view.low[left.end : m.start]:
        return None
    gap = reading.view.low[left.end : m.start]
    if " về " not in f"{gap} " and _OBJECT.search(reading.view.low, max(0, left.start - 60), left.start):
        return None  # `thực hiện A, triển khai B`: A and B are both done by someone else
    if m.rule == "relation/promulgated-with":
        return right, left
    if m.rule == "relation/annexed":
        return left, right
    return left, right
