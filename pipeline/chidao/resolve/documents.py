"""Document mentions → entries: one per document, with key, type, issuer and day."""

from collections.abc import Sequence

import msgspec
import regex

from chidao import dates
from chidao.model import Document, DocumentMention, Mention, Page
from chidao.resolve.bodies import BodyTable
from chidao.resolve.document_keys import Identity, arabic, code_of, congress, law_named, number_of, numbered, organ_of, roman, type_of
from chidao.resolve.years import year_of_article
from chidao.rules.body_names import BodyName, name_at, names_in
from chidao.rules.gazetteers import Row, gazetteer
from chidao.text import View, fold, view_of

_DAY = regex.compile(r"(?:(?:ngày|sáng|chiều|tối|hôm|trưa)\s{1,2}(?:nay,? |qua,? )?(?:\(|ngày )?)(?P<d>\d{1,2})(?:\s?[./-]\s?|\stháng\s)(?P<m>\d{1,2})(?:(?:\s?[./-]\s?|\snăm\s|,\s?)(?P<y>(?:19|20)\d\d))?(?!\d)|(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d\d)")
_FULL_DAY = regex.compile(r"(?<!từ |từ ngày |hiệu lực ngày )(?<![\d/.-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>20[0-3]\d)(?![\d/-])")
_MONTH = regex.compile(r"(?:ban hành |ký )?(?:vào |trong |từ )?tháng (?P<m>\d{1,2})(?:[/-]|\snăm\s)(?P<y>(?:19|20)\d\d)")
_AFTER = regex.compile(r"[ ,(]*(?:(?:được )?(?:ban hành|ký|ký ban hành|thông qua)\s(?:vào )?|đề )?")
_OF = regex.compile(r"[\s,)]*(?:(?:\(?khóa [ivx]+\)?|ngày\s[\d./\s-]{3,12}|ngày \d{1,2} tháng \d{1,2}(?: năm \d{4})?|\([^)]{0,40}\))[\s,)]*){0,3}(?:(?:được )?(?:ban hành )?(?:của|do)\s(?:liên )?)")
_ISSUED_BY = regex.compile(r"(?:cũng |đã |vừa |mới |tiếp tục |còn |sẽ |chính thức )*(?:có|ban hành|ký|ký ban hành|ra|gửi|phát đi|thông qua|công bố|trình|phê duyệt|triển khai)\s(?:ban hành\s)?(?:các |một )?(?:nội dung )?$")
# The day of a conference that spreads a document, or of its bringing before a body, is not the document's own.
_SIGNED = regex.compile(r"(?:có|ban hành|ký|ký ban hành|ra|gửi|phát đi|thông qua|phê duyệt|duyệt)\s(?:ban hành\s)?(?:các |một )?(?:nội dung )?$")
_STATED_IN = regex.compile(r"(?:xác định|nêu|đề ra|quy định|phê duyệt|đồng ý|cho phép|giao|yêu cầu|chỉ đạo)(?:\s[^,.;]{0,120}?)?\s(?:tại|trong|theo)\s(?:các )?$")
_JOINT = regex.compile(r"\s?(?:,|;|và|,? và)\s(?:các )?(?:số\s)?")
_BELONGS = regex.compile(r"\s*(?:\(\s*|\s(?:tại|trong|theo)\s)$")
_BY = regex.compile(r"[\s,)]*(?:đã |vừa |mới )?(?:được|do)\s")
_BETWEEN = regex.compile(r"(?:\s|,|khóa [ivx]+|đã|vừa|cũng|mới|chính thức|sẽ|biểu quyết|tiếp tục|nước ta|\([^)]{0,40}\))*")
_TITLE = regex.compile(r"[\s,]*(?:(?:ngày|của|khóa|năm)[^,.;:]{0,80}?[\s,]+)?(?P<title>(?:về|quy định|hướng dẫn|phê duyệt)(?: việc)? [^.;:\n\"]{8,200})")


_TREATIES = ("Hiệp định", "Hiệp ước", "Công ước", "Nghị định thư", "Hiến chương", "Tuyên bố")


class _Entry(msgspec.Struct):
    identity: Identity
    mentions: list[Mention]
    issuer: str | None = None
    issuer_certain: bool = False
    issuer_hint: tuple[int, int, str] | None = None  # a body that only speaks "tại", "theo" the document: start, end, rule
    issued: str | None = None
    title: str | None = None
    candidates: list[str] = []


def resolve_documents(page: Page, mentions: Sequence[Mention], bodies: BodyTable) -> list[Document]:
    """Return one entry per document in the order of first mention.

    A short mention belongs to the only full one of its type and number; where several fit it stays apart, with them as
    candidates. Issuer and day are taken from any mention that tells them; the symbol tells the issuer where no words do.
    """
    if not mentions:
        return []
    view = view_of(page.text)
    found = [(m, identity) for m in mentions if (identity := _identity(view, m, mentions)) is not None]
    year = year_of_article(page)
    entries = _grouped(view, found)
    for entry in entries:
        for m in entry.mentions:
            _read_around(page, view, m, entry, bodies, year, _end_of_list(view, m, mentions))
        if entry.issuer is None:
            entry.issuer = _by_symbol_or_hint(entry, bodies)
    _from_each_other(entries, bodies)
    _named_by_year(entries)
    for entry in entries:
        if entry.issued is not None and entry.issued.startswith("XXXX-"):
            entry.issued = _with_near_year(page, view, entry.issued)
    return [_document(i, page, e) for i, e in enumerate(entries, 1)]


# ------------------------------------------------------------------ what one mention says
def _identity(view: View, m: Mention, mentions: Sequence[Mention]) -> Identity | None:
    def words(name: str) -> str | None:
        part = m.part(name)
        return view.norm[part.start : part.end] if part else None

    kind = m.rule.split("/")[1]
    number = words("number")
    if kind in ("numbered", "symbol", "short", "short-paper", "next-in-list") and number:
        symbol, joint = words("symbol"), words("joint")
        if kind not in ("numbered", "symbol") and symbol is None:
            symbol, joint = _shared_symbol(view, m, mentions)
        if words("year") and words("yearjoint") == "-":
            joint = "-"
        return numbered(words("type"), number, words("year"), joint, symbol)
    if standard := words("standard"):
        key = regex.sub(r"\s?:\s?", ":", " ".join(standard.split()))
        return Identity("Quy chuẩn" if standard.startswith("Q") else "Tiêu chuẩn", key, standard[:4], name=key)
    if kind == "plenum":
        plenum = arabic(words("plenum") or "")
        term = regex.search(r"(?i:khóa)\s([IVX]+|1\d)", view.norm[m.start : m.end + 16])
        name = f"Nghị quyết Trung ương {plenum}" + (f" khóa {roman(term[1])}" if term else "")
        if fold(words("type") or "") == "kết luận":
            name = name.replace("Nghị quyết", "Kết luận")
        return Identity(name.split(" Trung")[0], name, "NQ" if name.startswith("Nghị") else "KL", name=name)
    if kind == "congress":
        return congress(words("type") or "", words("nth"), words("base"), words("party"))
    if kind in ("law", "amending-law", "name"):
        return _law(view, m, kind)
    if kind == "law-by-year":
        return Identity("Luật", f"Luật {words('lawyear')}", year=None, name=f"Luật năm {words('lawyear')}")
    if kind == "programme":
        doc_type = type_of(words("type") or "") or "Chương trình"
        name = f"{doc_type} {words('programme')}"
        return Identity(doc_type, name, code_of(doc_type), name=name)
    if kind == "titled":
        doc_type = type_of(words("type") or "") or "Đề án"
        title = " ".join((words("title") or "").strip('"').split())
        return Identity(doc_type, f"{doc_type} {title}", code_of(doc_type), name=title)
    if kind == "charter":
        return Identity("Điều lệ", "Điều lệ Đảng", name="Điều lệ Đảng")
    return None


def _shared_symbol(view: View, m: Mention, mentions: Sequence[Mention]) -> tuple[str | None, str | None]:
    """`số 03 và 04-NQ/TW`: a number without symbol that stands in a list has that of the list's last number."""
    at = m.end
    for other in mentions:
        if other.start < at or other.rule != "document/next-in-list":
            continue
        if not _JOINT.fullmatch(view.low, at, other.start):
            break
        symbol, joint = other.part("symbol"), other.part("joint")
        if symbol and joint:
            return view.norm[symbol.start : symbol.end], view.norm[joint.start : joint.end]
        at = other.end
    return None, None


def _law(view: View, m: Mention, kind: str) -> Identity | None:
    part = m.part("law")
    row: Row | None = law_named(view.norm[part.start : part.end]) if part else None
    noun, own = m.part("type"), m.part("name")
    if noun and own:
        words = " ".join(view.norm[own.start : own.end].split())
        doc_type = type_of(view.norm[noun.start : noun.end]) or "Luật"
        row = law_named(f"{doc_type} {words}") or {"name": f"{doc_type} {words}", "type": doc_type}
    if row is None:
        return None
    year = m.part("lawyear")
    suffix = f" {view.low[year.start : year.end]}" if year else ""
    code = m.part("code")
    number = " " + " ".join(view.norm[code.start : code.end].split()).replace("QH20", "QH") if code else ""
    if kind == "amending-law":
        some = " một số điều của" if m.part("some") else ""
        name = f"Luật Sửa đổi, bổ sung{some} {row['name']}{suffix}{number}"
        return Identity("Luật", name, name=name)
    if number and not m.part("amended"):
        n = regex.search(r"(\d+)/(\d{4})/(\S+)", number.upper())
        if n is not None:
            return Identity(row["type"], f"{number_of(n[1])}/{n[2]}/{n[3]}", code_of(row["type"]), number_of(n[1]), n[2], n[3], row["name"])
    if m.part("amended"):
        return Identity(row["type"], f"{row['name']} (sửa đổi){suffix}", name=f"{row['name']} (sửa đổi)")
    return Identity(row["type"], f"{row['name']}{suffix}", name=row["name"])


# ------------------------------------------------------------------ which mentions are one document
def _grouped(view: View, found: Sequence[tuple[Mention, Identity]]) -> list[_Entry]:
    full = {identity.key for _, identity in found if identity.full}
    identities = {identity.key: identity for _, identity in found}
    entries: dict[str, _Entry] = {}
    for m, identity in found:
        candidates: list[str] = []
        if not identity.full:
            candidates = [k for k in full if _completes(identities[k], identity)]
        elif identity.name is not None and identity.symbol is None:
            candidates = [k for k in full if k != identity.key and _completes_name(k, identities[k], identity)]
        key = candidates[0] if len(candidates) == 1 else identity.key
        entry = entries.setdefault(key, _Entry(identities[key], []))
        entry.mentions.append(m)
        if len(candidates) > 1:
            entry.candidates = sorted(candidates)
    return list(entries.values())


def _completes(full: Identity, short: Identity) -> bool:
    """A full mention of the same type and number, and of the same year where the short one tells it."""
    letters = ("Văn bản", "Công văn")
    same_type = full.type == short.type or short.type == "Văn bản" or (full.type in letters and short.type in letters)
    return full.number == short.number and same_type and (short.year is None or full.year in (None, short.year)) and full.symbol is not None


def _completes_name(key: str, full: Identity, short: Identity) -> bool:
    """`Bộ luật Hình sự` is `Bộ luật Hình sự 2015`, `Nghị quyết Đại hội Đảng` is `Nghị quyết Đại hội XII` of the page."""
    if full.type != short.type or full.name is None or "(sửa đổi)" in key or "Sửa đổi, bổ sung" in key:
        return False
    if short.type in _TREATIES:
        return key.startswith(short.key + " ")
    if full.symbol is not None:
        return full.name == short.name and short.key == short.name
    if short.type in ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"):
        return full.name == short.name and short.key == short.name and regex.fullmatch(r" (?:19|20)\d\d", key.removeprefix(short.key)) is not None
    return short.type == "Nghị quyết" and key.startswith(short.key + " ")


def _named_by_year(entries: list[_Entry]) -> None:
    """`Luật năm 2003`: the only law of the page that can be meant by its year."""
    for entry in list(entries):
        m = regex.fullmatch(r"Luật năm ((?:19|20)\d\d)", entry.identity.name or "")
        if m is None:
            continue
        same = [e for e in entries if e is not entry and e.identity.key.endswith(" " + m[1]) and e.identity.type in ("Luật", "Bộ luật")]
        if len(same) == 1:
            same[0].mentions = sorted([*same[0].mentions, *entry.mentions], key=lambda x: x.start)
            entries.remove(entry)
        elif not same:
            entries.remove(entry)


def _from_each_other(entries: list[_Entry], bodies: BodyTable) -> None:
    """What one entry tells of another: `Luật sửa đổi … Bộ luật Hình sự số 100/2015/QH13` tells who made that code, and
    documents that a short mention may all mean tell its issuer where they have the same."""
    by_key = {e.identity.key: e for e in entries}
    for entry in entries:
        number = regex.search(r" số \d+/(\d{4})/QH\d+$", entry.identity.name or "")
        if number is not None and entry.mentions[0].rule == "document/amending-law":
            amended = regex.sub(r"^Luật Sửa đổi, bổ sung(?: một số điều của)? | số \S+$", "", entry.identity.name or "")
            for law in (e for e in entries if e.identity.key in (amended, f"{amended} {number[1]}") and e.issuer is None):
                law.issuer = bodies.named("Quốc hội", "document/symbol")
        if entry.candidates and entry.issuer is None:
            issuers = {by_key[k].issuer for k in entry.candidates if k in by_key}
            entry.issuer = issuers.pop() if len(issuers) == 1 else None


def _with_near_year(page: Page, view: View, day: str) -> str:
    """`Ngày 20/6` beside one full day of the same weeks (17/6/2017) is of that day's year."""
    month, date = int(day[5:7]), int(day[8:10] or 0)
    full = (m for b in page.readable() for m in _FULL_DAY.finditer(view.norm, b.start, b.end))
    years = {m["y"] for m in full if date and abs((int(m["m"]) - month) * 31 + int(m["d"]) - date) <= 40}
    return f"{years.pop()}{day[4:]}" if len(years) == 1 else day


# ------------------------------------------------------------------ what the words around say
def _read_around(page: Page, view: View, m: Mention, entry: _Entry, bodies: BodyTable, year: int | None, list_end: int) -> None:
    end = _end_of_group(view, m)
    tail = view.low[end : end + 160]
    if entry.issued is None:
        entry.issued = _day_after(tail, year) or _day_before(view, m, year)
    if not entry.issuer_certain:
        issuer = _issuer_after(view, max(end, list_end), m.rule, bodies)
        name, sure = _issuer_before(view, m)
        if issuer is None and name is not None and sure:
            issuer = bodies.mention(name.start, name.end, m.rule)
        if issuer is not None:
            entry.issuer, entry.issuer_certain = issuer, True
        elif name is not None and entry.issuer_hint is None:
            entry.issuer_hint = (name.start, name.end, m.rule)
    if entry.title is None and (t := _TITLE.match(tail)):
        start = end + t.start("title")
        entry.title = " ".join(page.text[start : start + len(t["title"])].split())


def _end_of_list(view: View, m: Mention, mentions: Sequence[Mention]) -> int:
    """`Quyết định số 217, số 218 của Bộ Chính trị`: one issuer behind the list is that of all."""
    end = m.end
    for other in mentions:
        if other.start >= end and other.rule == "document/next-in-list":
            if not _JOINT.fullmatch(view.low, end, other.start):
                break
            end = other.end
    return end


def _end_of_group(view: View, m: Mention) -> int:
    term = regex.match(r"\s?\(?khóa [ivx]+\)?", view.low[m.end : m.end + 20])
    return m.end + (term.end() if term else 0)


def _day_after(tail: str, year: int | None) -> str | None:
    lead = _AFTER.match(tail)
    rest = tail[lead.end() if lead else 0 :]
    later = regex.match(r"[^.;]{0,70}?ban hành (?:vào )?(?=ngày|tháng)", rest)
    m = (None if rest.startswith(("sáng", "chiều", "tối", "trưa", "hôm")) else _DAY.match(rest)) or _DAY.match(_strip_body(rest)) or (_DAY.match(rest, later.end()) if later else None)
    if m:
        return dates.day(int(m["y"]) if m["y"] else year, int(m["m"]), int(m["d"]))
    month = _MONTH.match(rest) or (_MONTH.match(rest, later.end()) if later else None)
    return dates.month(int(month["y"]), int(month["m"])) if month else None


def _strip_body(rest: str) -> str:
    """`Nghị định 15/2020/NĐ-CP của Chính phủ ngày 3/2/2020`: the day behind the issuer."""
    m = regex.match(r"(?:của|do) [^,.;:]{3,60}?[\s,(]+(?=ngày \d)", rest)
    return rest[m.end() :] if m else ""


def _day_before(view: View, m: Mention, year: int | None) -> str | None:
    """`Ngày 22.9, Ban Thường vụ … ban hành Kế hoạch`: the day at the head of the sentence that tells of the signing."""
    start = max(view.norm.rfind(". ", 0, m.start), view.norm.rfind("\n", 0, m.start), m.start - 260) + 1
    before = view.low[max(0, start) : m.start]
    if not _SIGNED.search(before) and not _STATED_IN.search(before):
        return None
    day = _DAY.search(before)
    if day is None or day.start() > 90:
        return None
    return dates.day(int(day["y"]) if day["y"] else year, int(day["m"]), int(day["d"]))


def _issuer_after(view: View, end: int, rule: str, bodies: BodyTable) -> str | None:
    of = _OF.match(view.low, end, end + 80)
    if of is None:
        of = _BY.match(view.low, end, end + 30)
        if of is None or "ban hành" not in view.low[of.end() : of.end() + 80]:
            return None
    line_end = view.norm.find("\n", of.end())
    name = name_at(view.norm, view.low, of.end(), min(len(view.norm), of.end() + 160, line_end if line_end >= 0 else len(view.norm)))
    if name is None or name.kind == "group":
        return None
    if name.rule == "body/place" and name.level is None:
        return None
    return bodies.mention(name.start, name.end, rule)


def _issuer_before(view: View, m: Mention) -> tuple[BodyName | None, bool]:
    """The body that `ban hành`, `ký`, `có` the document: the last name before those words, and whether they say so.

    A body that `yêu cầu … tại` a document need not be its issuer where the symbol tells another.
    """
    start = max(0, max(view.norm.rfind(". ", 0, m.start), view.norm.rfind("\n", 0, m.start), m.start - 240) + 1)
    verb = _ISSUED_BY.search(view.low, start, m.start) or _STATED_IN.search(view.low, start, m.start)
    until = verb.start() if verb else m.start
    names: list[BodyName] = [n for n in names_in(view.norm, view.low, start, until) if n.kind != "group"]
    if not names:
        return None, False
    last, gap = names[-1], view.low[names[-1].end : until]
    if verb is None:
        belongs = _BELONGS.fullmatch(gap) and view.low[max(0, last.start - 5) : last.start].endswith("của ")
        return (last, False) if belongs else (None, False)
    return (last, _ISSUED_BY.search(view.low, start, m.start) is not None) if _BETWEEN.fullmatch(gap) else (None, False)


# ------------------------------------------------------------------ what the symbol or the name says
def _by_symbol_or_hint(entry: _Entry, bodies: BodyTable) -> str | None:
    """The issuer that the symbol makes certain; a body that speaks in the document where the symbol leaves it open."""
    if entry.issuer_hint is not None and not _certain(entry.identity):
        return bodies.mention(*entry.issuer_hint)
    return _by_symbol(entry, bodies)


def _certain(identity: Identity) -> bool:
    if identity.symbol is None:
        return identity.type == "Nghị định" or identity.name is not None
    row = next((r for r in gazetteer("symbols") if r["symbol"] == organ_of(identity.symbol)), None)
    return row is not None and row["needs_place"] != "true" and row["symbol"] not in ("TW", "TƯ")


def _by_symbol(entry: _Entry, bodies: BodyTable) -> str | None:
    identity = entry.identity
    if identity.symbol is not None:
        organ = organ_of(identity.symbol)
        row = next((r for r in gazetteer("symbols") if r["symbol"] == organ), None)
        if row is None:
            return None
        name = row["body"]
        if identity.symbol.startswith("CT-UBND") or identity.symbol.startswith("QĐ-CTUBND"):
            name = "Chủ tịch Ủy ban nhân dân"
        if row["needs_place"] == "true":
            return bodies.placed(name, row["level"] or None, entry.mentions[0].start, "document/symbol")
        return bodies.named(name, "document/symbol")
    if identity.code in ("QCVN", "TCVN") and "/" in identity.key:
        row = next((r for r in gazetteer("symbols") if r["symbol"] in (identity.key.split("/")[-1], "B" + identity.key.split("/")[-1][1:])), None)
        return bodies.named(row["body"], "document/symbol") if row else None
    if identity.key.startswith(("Nghị quyết Trung ương", "Kết luận Trung ương")):
        return bodies.named("Ban Chấp hành Trung ương Đảng", "document/plenum")
    if regex.match(r"(?:Nghị quyết|Văn kiện) Đại hội ", identity.key):
        rest = identity.key.split(" ", 2)[2]
        if rest.startswith("Đại hội Đảng bộ"):
            return bodies.congress(rest, entry.mentions[0].start)
        return bodies.named(rest if " Đảng" in rest else f"{rest} của Đảng", "document/congress")
    if identity.type == "Nghị định":
        return bodies.named("Chính phủ", "document/type")  # only the Government issues decrees
    return None


def _document(i: int, page: Page, e: _Entry) -> Document:
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
        mentions=[DocumentMention(rule=m.rule, start=m.start, end=m.end, quote=page.text[m.start : m.end]) for m in e.mentions],
        candidates=e.candidates,
    )
