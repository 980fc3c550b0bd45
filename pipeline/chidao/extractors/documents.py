"""Mentions of documents: what stands where, with number, symbol and name; and the relations that words state."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import regex

from chidao.extractors.law_lists import laws_in_lists
from chidao.extractors.reading import Reading
from chidao.model import Mention, Part
from chidao.ordered import Ordered
from chidao.rules import Match
from chidao.text import LONGEST_SENTENCE

# What may join numbers under one type noun.
_JOINT = regex.compile(r"(?:,?\s?(?:ra )?ngày\s\d[\d./\s-]{2,12}\d)?\s?(?:,|;|và|,? và)\s(?:(?:các )?(?=số\s))?")
_RUN = regex.compile(
    r"(?:, (?P<n>\d+)){1,20}(?:,? và (?P<n>\d+))(?![\d/.,-]*\d)(?! (?:\p{L}+ ){0,1}(?:đồng|người|tỷ|triệu))"
)
# How far the acting document may stand before the words that relate it to another. A plan may tell its whole subject
# before what it implements; what amends or replaces another document says so at once.
_FARTHEST = {
    "relation/amends": 130,
    "relation/replaces": 170,
    "relation/repeals": 130,
    "relation/amended-by": 60,
    "relation/replaced-by": 60,
    "relation/annexed": 60,
    "relation/based-on": 300,
    "relation/implements": 300,
    "relation/implements-matter": 120,
}
_ISSUES = regex.compile(r"(?:ban hành|xây dựng|có|ký|ra|phê duyệt|thông qua)(?: các)?\s*$")
_PASSIVE = regex.compile(r"(?:được|bị)\s[\p{L} ]{6,40}\s(?:trong|tại|bởi|bằng)$")
# Someone else acts on the second document: `A gắn với thực hiện B`, `A; cam kết thực hiện B`.
_ANOTHER = regex.compile(
    r"(?:gắn với(?: việc)?|cam kết|yêu cầu|đề nghị|kiến nghị|nghiên cứu|trong việc|(?<!về )việc|quá trình|đe dọa|"
    r"đề xuất|và|năm (?:đầu tiên|thứ \p{L}+)|phải|cần|trình (?:quốc hội|chính phủ)|đồng thời)\s$|"
    r"(?:\svà|cũng như|,|một số|các)\s(?:các |một số )?(?:chương trình|kế hoạch|đề án|nghị định|thông tư|văn bản|"
    r"quy định)(?:\s[^,;]{0,40})?$|,\s(?:đồng thời|và|cùng với)\s[^,]{0,30}$|\s(?:đã có buổi|đe dọa|cho biết)\s"
)
_ACTED_ON = regex.compile(r"(?:thay thế|sửa(?: đổi)?|bổ sung|bãi bỏ)(?: một số điều)?(?: của)?(?: các)?\s$")
_GOES_ON_WITHIN = 120
# The document that acted on the one before goes on acting: `A quy định chi tiết B và thay thế C`.
_GOES_ON = regex.compile(r"[^;]*(?:[;,]\s|\s)(?:và|đồng thời|và đồng thời)\s|[^;,]{0,40}[;,]\s|[^;]*,\sđược ban hành\s")
_CONTAINS = regex.compile(r",? trong đó(?: có)? (?:nội dung|việc) $")
_PASSIVE_NEXT = regex.compile(r",? (?:và |đã |mới )*(?:được )?$")
_TREATY = regex.compile(r"công ước|hiệp định|hiệp ước|hiến chương|tuyên bố|unclos")
_AND = regex.compile(
    r"(?:,? ngày \d[\d/.-]{3,9}\d)?(?: của (?:chính phủ|thủ tướng chính phủ|quốc hội|bộ [\p{L} ,]{4,40}?))?"
    r"(?:,|;| và|, và|; và|, cùng) (?:các )?"
)
_LAWS = frozenset({"document/law", "document/amending-law", "law-form/name"})
_DECIDING = frozenset({"thông báo", "quyết định", "kết luận", "công văn", "văn bản", "nghị quyết", "chỉ thị"})
_OBJECT = regex.compile(r"(?:thực hiện|triển khai|thi hành|quán triệt)(?: tốt| nghiêm| có hiệu quả| các)?\s$")


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the document mentions of a page in order; parts as the rule's groups name them (`type`, `number`, …)."""
    found: list[Mention] = []
    for s in reading.sentences_with("document"):
        found_here = reading.scan.find("document", [(s.start, s.end)])
        first = len(found)
        matches = [m for m in found_here if _is_document(m) and not _in_brackets(reading.view.low, m)]
        for k, m in enumerate(matches):
            found.append(_mention(m))
            limit = matches[k + 1].start if k + 1 < len(matches) else s.end
            if m.rule in ("document/numbered", "document/short", "document/short-paper"):
                found.extend(
                    _list(
                        reading,
                        m,
                        s.end if k + 1 < len(matches) and matches[k + 1].rule == "document/symbol" else limit,
                    )
                )
            if m.rule == "document/plenum":
                found.extend(_plenums(reading, m, limit))
            if m.rule == "document/titled":
                found.extend(_titles(reading, m, s.end))
        # A name that the list of laws holds says more than one that only has a law's form.
        listed = [(m.start, m.end) for m in matches]
        for m in reading.scan.find("law-form", [(s.start, s.end)]):
            if not any(a < m.end and m.start < b for a, b in listed):
                found.append(_mention(m))
        if reading.view.low.find("luật", s.start, s.end) >= 0:
            laws = sorted((m.start, m.end) for m in found[first:] if m.rule in _LAWS)
            found.extend(laws_in_lists(reading.view, s.start, s.end, laws))
    found.extend((*_named_again(reading, found), *_numbered_again(reading, found)))
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
            if (
                (at != m.start and reading.sentence_index(at) is not None)
                and not low[at - 1 : at].isalnum()
                and not low[end : end + 1].isalnum()
            ):
                parts = (
                    Part(name="type", start=at, end=at + noun.end - noun.start),
                    Part(name="title", start=end - len(quoted), end=end),
                )
                yield Mention(rule=m.rule, start=at, end=end, parts=parts)
            at = low.find(words, end)


# A number of a page's own documents that something else could have as well: `quy định 85 điều`, `thông báo 30%`.
_NO_NUMBER = regex.compile(
    r"[\p{L}\p{N}]|\s?[-/]\s?[\p{L}\p{N}]|[.,:]\p{N}|\s?%|\s(?:năm|tháng|ngày|điều(?! (?:động|chuyển|chỉnh|tra))|điểm|"
    r"người|trường hợp|vụ|dự án|"
    r"đồng|nghìn|triệu|tỷ|lần|nhóm|mức|doanh nghiệp|hộ|xã|cán bộ|nội dung|nhiệm vụ|giờ|phút)(?!\p{L})"
)
_BARE = 2  # a number of fewer figures counts things
_AGAIN = frozenset({"document/numbered", "document/short", "document/short-paper"})


def _numbered_again(reading: Reading, found: Sequence[Mention]) -> Iterator[Mention]:
    """`quy định 85` is a document where the page says `Quy định số 85` of one: type and number stand again."""
    low = reading.view.low
    spans = sorted((m.start, m.end) for m in found)
    ends = list(accumulate((end for _, end in spans), max))
    asked: set[str] = set()
    for m in tuple(found):
        noun, number = m.part("type"), m.part("number")
        if m.rule not in _AGAIN or noun is None or number is None or number.end - number.start < _BARE:
            continue
        words = f"{low[noun.start : noun.end]} {low[number.start : number.end]}"
        if words in asked:
            continue
        asked.add(words)
        at = low.find(words)
        while at >= 0:
            end = at + len(words)
            before = bisect_left(spans, (end,))  # the mentions that begin before this one ends
            taken = before > 0 and ends[before - 1] > at
            if not taken and not low[at - 1 : at].isalnum() and _NO_NUMBER.match(low, end) is None:
                parts = (
                    Part(name="type", start=at, end=at + noun.end - noun.start),
                    Part(name="number", start=end - (number.end - number.start), end=end),
                )
                if reading.sentence_index(at) is not None:
                    yield Mention(rule="document/short-paper", start=at, end=end, parts=parts)
            at = low.find(words, end)


def _is_document(m: Match) -> bool:
    """Leave out what a rule finds only in part: `Nghị quyết Trung ương` without a plenum, a congress without which."""
    if m.rule == "document/plenum":
        return "plenum" in m.groups
    if m.rule == "document/congress":
        return not m.groups.keys().isdisjoint(("nth", "base", "party"))
    return True


def _in_brackets(low: str, m: Match) -> bool:
    """Say whether a name is only the short form that brackets add to the full one: `… Việt Nam - EU (EVFTA)`."""
    short = m.rule == "document/law" and " " not in low[m.start : m.end]
    return short and low[m.start - 1 : m.start] == "(" and low[m.end : m.end + 1] == ")"


def _mention(m: Match) -> Mention:
    parts = sorted(
        (Part(name=name, start=a, end=b) for name, (a, b) in m.groups.items()), key=lambda p: (p.start, p.name)
    )
    return Mention(rule=m.rule, start=m.start, end=m.end, parts=tuple(parts))


def _list(reading: Reading, first: Match, limit: int) -> Iterator[Mention]:
    """`các Nghị quyết số 03, 04-NQ/TW`: numbers that go on under the same type noun. Each is a mention of its own."""
    pattern = reading.rules.pattern("document/next-in-list")
    norm, at = reading.view.norm, first.end
    type_part = [Part(name="type", start=a, end=b) for n, (a, b) in first.groups.items() if n == "type"]
    plural = reading.view.low[max(0, first.start - 4) : first.start] == "các " or _run_of_numbers(reading, first, limit)
    while joint := _JOINT.match(reading.view.low, at, limit):
        m = pattern.match(norm, joint.end(), limit)
        # A bare number goes on with the list only where `các` announced one: `Nghị định 116 và 5 xã` does not.
        if m is None or (m["symbol"] is None and not ((plural or m[0].startswith("số")) and len(m["number"]) >= 2)):
            return
        parts = type_part + [
            Part(name=n, start=m.start(n), end=m.end(n))
            for n in ("number", "year", "joint", "symbol")
            if m[n] is not None
        ]
        yield Mention(rule="document/next-in-list", start=m.start("number"), end=m.end(), parts=tuple(parts))
        at = m.end()


_NEXT_PLENUM = regex.compile(
    r"(?:,|,? và) (?P<name>(?:hội nghị )?(?:trung ương|tw|tư) (?P<plenum>[0-9]{1,2})(?![\p{L}\p{N}/]|[.,][0-9])"
    r"(?:\s?\(?(?:khóa) (?:[ivx]{1,5}|1[0-9])(?![\p{L}\p{N}])\)?)?)"
)


def _plenums(reading: Reading, first: Match, limit: int) -> Iterator[Mention]:
    """`Nghị quyết Trung ương 4 và Trung ương 5 khóa XII`: the plenums that go on under the same type noun."""
    type_part = [Part(name="type", start=a, end=b) for n, (a, b) in first.groups.items() if n == "type"]
    at = first.end
    while m := _NEXT_PLENUM.match(reading.view.low, at, limit):
        plenum = Part(name="plenum", start=m.start("plenum"), end=m.end("plenum"))
        yield Mention(rule="document/plenum", start=m.start("name"), end=m.end(), parts=(*type_part, plenum))
        at = m.end()


_SEVERAL = regex.compile(r"(?<!\p{L})(?:các|những|[0-9]{1,2}|hai|ba|bốn|năm) $")


def _titles(reading: Reading, first: Match, limit: int) -> Iterator[Mention]:
    """`ba Nghị quyết về: "A"; "B"; "C"`: the titles that go on under the same type noun.

    Behind a semicolon always, behind a comma where several were announced.
    """
    pattern = reading.rules.pattern("document/next-title")
    low, norm = reading.view.low, reading.view.norm
    type_part = [Part(name="type", start=a, end=b) for n, (a, b) in first.groups.items() if n == "type"]
    several = _SEVERAL.search(low, max(0, first.start - 8), first.start) is not None
    at = first.end
    while m := pattern.match(low, at, limit):
        if not norm[m.start("title") + 1].isupper() or not (several or m["joint"].startswith(";")):
            return
        title = Part(name="title", start=m.start("title"), end=m.end("title"))
        yield Mention(rule="document/next-title", start=title.start, end=title.end, parts=(*type_part, title))
        at = m.end()


def _run_of_numbers(reading: Reading, first: Match, limit: int) -> bool:
    """`Quyết định mang số 2356, 2357 và 2358`: two or more numbers of the same length go on with the first."""
    number = first.groups.get("number")
    run = _RUN.match(reading.view.low, first.end, limit) if number is not None and number[1] == first.end else None
    width = first.end - number[0] if number is not None else 0
    return run is not None and all(len(n) == width for n in run.captures("n")) and width >= 2


def _disjoint(found: Sequence[Mention]) -> Iterator[Mention]:
    """Drop what overlaps an earlier, longer mention."""
    last = -1
    for m in sorted(found, key=lambda m: (m.start, -m.end)):
        if m.start >= last:
            yield m
            last = m.end


# ------------------------------------------------------------------ relations
# A decision named so far ahead still carries what follows.
_CARRIES = 1500


def find_relations(reading: Reading, documents: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the relations that words between two document mentions of one sentence state.

    Parts `source` and `target` are the two mentions; the one that acts is the source.
    """
    if len(documents) < 2:
        return ()
    ordered = Ordered(documents, lambda d: d.start)
    found: list[Mention] = list(_headings(reading, documents, ordered))
    acted: dict[int, Mention] = {}  # where a document stands that another acts on → the one that acts
    for s in reading.sentences_with("relation"):
        inside = [d for d in ordered.between(s.start, s.end) if d.end <= s.end]
        for m in reading.scan.find("relation", [(s.start, s.end)], overlapping=True):
            for a, b in _pairs(reading, ordered, inside, m, acted):
                acted.setdefault(b.start, a)
                parts = (Part(name="source", start=a.start, end=a.end), Part(name="target", start=b.start, end=b.end))
                found.append(Mention(rule=m.rule, start=min(a.start, b.start), end=max(a.end, b.end), parts=parts))
    return tuple(found)


def _pairs(
    reading: Reading,
    documents: Ordered[Mention],
    inside: Sequence[Mention],
    m: Match,
    acted: Mapping[int, Mention],
) -> Iterator[tuple[Mention, Mention]]:
    """Yield (source, target) for a relation word at m: it stands directly before one of the two.

    Documents that a list joins to the target are acted on too: `thay thế Nghị định 1 và Nghị định 2`.
    """
    low = reading.view.low
    right = next((d for d in inside if m.end <= d.start <= m.end + 3 and not low[m.end : d.start].strip(' "')), None)
    if right is None:
        return
    targets = _joined(low, inside, right)
    if "reverse" in m.groups:
        # `Thực hiện A, UBND ban hành B`: the second acts on the first.
        other = next((d for d in inside if d.start > targets[-1].end), None)
        between = low[targets[-1].end : other.start] if other else ""
        if other is not None and len(between) <= 240 and ";" not in between and _ISSUES.search(between):
            yield from ((other, t) for t in targets)
        return
    left = documents.last(m.start - _GOES_ON_WITHIN - LONGEST_SENTENCE, m.start, lambda d: d.end <= m.start)
    if left is not None and left.start in acted and m.start - left.end <= _GOES_ON_WITHIN:
        between = low[left.end : m.start]
        if _GOES_ON.fullmatch(between) and "\n" not in between and ". " not in between:
            yield from ((acted[left.start], t) for t in targets)
            return
    left = next((d for d in reversed(inside) if d.end <= m.start), None)
    if left is None:
        carrier = (
            _carrier(reading, documents, m)
            if m.rule == "relation/based-on" and low[m.start : m.end].endswith("tại")
            else None
        )
        if carrier is not None:
            yield carrier, right
        return
    gap = low[left.end : m.start]
    if not _bears(low, left, gap, m):
        return
    if m.rule == "relation/promulgated-with":
        yield right, left
    elif "by" in m.groups or _PASSIVE.search(gap + low[m.start : m.end]):
        yield from ((t, left) for t in targets)
    else:
        yield from ((left, t) for t in targets)


def _bears(low: str, left: Mention, gap: str, m: Match) -> bool:
    """Say whether the words between a document and the relation word leave the document as the one that acts."""
    if "by" in m.groups and _PASSIVE_NEXT.fullmatch(gap):
        return True
    if _CONTAINS.search(gap):
        return len(gap) <= 120
    if len(gap) > _FARTHEST.get(m.rule, 420) or ";" in gap or _ANOTHER.search(gap):
        return False
    if m.rule in ("relation/amends", "relation/replaces", "relation/repeals") and _ACTED_ON.search(
        low, max(0, left.start - 40), left.start
    ):
        return False  # the draft that replaces A also repeals B; A does not
    if m.rule == "relation/implements" and _TREATY.match(low, left.start):
        return False  # `tôn trọng Công ước …, thực hiện đầy đủ Tuyên bố …`: two states do both
    # `thực hiện A, triển khai B`: A and B are both done by someone else.
    return " về " in f"{gap} " or _OBJECT.search(low, max(0, left.start - 60), left.start) is None


_HEADING = regex.compile(
    r"(?<=(?:^|\n|[;-])[\s-]{0,3})căn cứ (?:(?:vào|các|khoản|điều|điểm|và|,|của|[0-9]{1,3}) ){0,8}"
)


def _headings(reading: Reading, documents: Sequence[Mention], ordered: Ordered[Mention]) -> Iterator[Mention]:
    """The heads of a legal text, `Căn cứ Luật A ngày …; Căn cứ Nghị định B …;`: it is based on each of them.

    Two or more make a head; the text is the numbered document that stands last before it.
    """
    low = reading.view.low
    by_start = {d.start: d for d in documents}
    found = (m for m in _HEADING.finditer(low) if reading.view.norm[m.start()] == "C")
    grounds = [(m, by_start[m.end()]) for m in found if m.end() in by_start]
    if len(grounds) < 2:
        return
    first = grounds[0][0].start()
    text = ordered.last(first - _CARRIES, first, lambda d: d.end <= first and d.part("symbol") is not None)
    if text is None:
        return
    for m, first_of in grounds:
        inside = ordered.between(m.end(), m.end() + LONGEST_SENTENCE)
        for d in _joined(low, inside, first_of):
            parts = (
                Part(name="source", start=text.start, end=text.end),
                Part(name="target", start=d.start, end=d.end),
            )
            yield Mention(rule="relation/based-on-heading", start=text.start, end=d.end, parts=parts)


def _joined(low: str, inside: Sequence[Mention], first: Mention) -> list[Mention]:
    joined = [first]
    for d in inside:
        if d.start >= joined[-1].end:
            if not _AND.fullmatch(low, joined[-1].end, d.start):
                break
            joined.append(d)
    return joined


def _carrier(reading: Reading, documents: Ordered[Mention], m: Match) -> Mention | None:
    """The decision that grants what a `Tờ trình` asks for, where an earlier sentence has named it."""

    def decides(d: Mention) -> bool:
        noun = d.part("type")
        return d.end <= m.start and noun is not None and reading.view.low[noun.start : noun.end] in _DECIDING

    found = documents.last(m.start - _CARRIES - LONGEST_SENTENCE, m.start, decides)
    return found if found is not None and m.start - found.end <= _CARRIES else None
