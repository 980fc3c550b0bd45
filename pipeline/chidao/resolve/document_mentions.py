"""What one document mention says of itself: its parts → its identity."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from chidao.model import Mention
from chidao.resolve.document_keys import (
    Identity,
    arabic,
    code_of,
    congress,
    law_misspelt,
    law_named,
    number_of,
    numbered,
    roman,
    type_of,
)
from chidao.rules.gazetteers import Row
from chidao.text import View, fold

# What joins the numbers of a list that shares one type.
JOINT = regex.compile(r"\s?(?:,|;|và|,? và)\s(?:các )?(?:số\s)?")
_TERM = regex.compile(r"(?i:khóa)\s([IVX]+|1\d)")
# `Nghị quyết Trung ương 4 và Trung ương 5 khóa XII`: the term stands once, behind the last.
_SHARED_TERM = regex.compile(
    r"(?:(?:,| và|, và) (?i:(?:nghị quyết )?(?:hội nghị )?(?:lần thứ \p{L}+ )?(?:trung ương|TW|TƯ) )?\d{1,2}){1,4}"
    r"\s?\(?(?i:khóa)\s([IVX]+|1\d)"
)
_NEXT = ("document/next-in-list", "document/next-title")
_LONGEST_JOINT = len(" , và các số ")


def identity_of(view: View, m: Mention, mentions: Sequence[Mention]) -> Identity | None:
    """Return type, key and parts of one mention, or None where its words name no document after all."""

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
        key = f"QCVN {key}" if key[0].isdigit() else key  # `quy chuẩn 08-MT:2015/BTNMT`
        return Identity("Quy chuẩn" if key.startswith("Q") else "Tiêu chuẩn", key, key[:4], name=key)
    if kind == "plenum":
        plenum = arabic(words("plenum") or "")
        term = _TERM.search(view.norm, m.start, m.end + 16) or _SHARED_TERM.match(view.norm, m.end, m.end + 90)
        name = f"Nghị quyết Trung ương {plenum}" + (f" khóa {roman(term[1])}" if term else "")
        if fold(words("type") or "") == "kết luận":
            name = name.replace("Nghị quyết", "Kết luận")
        return Identity(name.split(" Trung")[0], name, "NQ" if name.startswith("Nghị") else "KL", name=name)
    if kind == "congress":
        return congress(words("type") or "", words("nth"), words("base"), words("party"))
    if kind in ("law", "law-in-list", "amending-law", "name"):
        return _law(view, m, kind)
    if kind in ("treaty", "accord"):
        return _treaty(view, m)
    if kind == "law-by-year":
        return Identity("Luật", f"Luật {words('lawyear')}", year=None, name=f"Luật năm {words('lawyear')}")
    if kind == "programme":
        doc_type = type_of(words("type") or "") or "Chương trình"
        name = f"{doc_type} {words('programme')}"
        return Identity(doc_type, name, code_of(doc_type), name=name)
    if kind in ("titled", "next-title"):
        doc_type = type_of(words("type") or "") or "Đề án"
        title = " ".join((words("title") or "").strip('"').split())
        return Identity(doc_type, f"{doc_type} {title}", code_of(doc_type), name=title)
    if kind == "charter":
        return Identity("Điều lệ", "Điều lệ Đảng", name="Điều lệ Đảng")
    return None


def _shared_symbol(view: View, m: Mention, mentions: Sequence[Mention]) -> tuple[str | None, str | None]:
    """`số 03 và 04-NQ/TW`: a number without symbol that stands in a list has that of the list's last number."""
    for other in rest_of_list(view, m, mentions):
        symbol, joint = other.part("symbol"), other.part("joint")
        if symbol and joint:
            return view.norm[symbol.start : symbol.end], view.norm[joint.start : joint.end]
    return None, None


def rest_of_list(view: View, m: Mention, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions that go on with the list in which one stands; all mentions are in the order of the text."""
    at = m.end
    for i in range(bisect_left(mentions, at, key=_start), len(mentions)):
        other = mentions[i]
        if other.start - at > _LONGEST_JOINT:
            return
        if other.start >= at and other.rule in _NEXT:
            if not JOINT.fullmatch(view.low, at, other.start):
                return
            yield other
            at = other.end


def list_before(view: View, m: Mention, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield, backwards, the mentions with which the list in which one stands begins."""
    at, goes_on = m.start, m.rule in _NEXT
    for i in range(bisect_left(mentions, at, key=_start) - 1, -1, -1):
        other = mentions[i]
        if not goes_on or at - other.end > _LONGEST_JOINT or not JOINT.fullmatch(view.low, other.end, at):
            return
        yield other
        at, goes_on = other.start, other.rule in _NEXT


def _start(m: Mention) -> int:
    return m.start


# `Luật Nhà ở ban hành năm 2014`: the year by which a law is known.
_PASSED_IN = regex.compile(
    r",? (?:đã |vốn )?(?:được )?(?:quốc hội )?(?:ban hành|thông qua)(?: vào| từ)? năm (?P<year>(?:19|20)\d\d)(?![\d/-])"
)


def _law(view: View, m: Mention, kind: str) -> Identity | None:
    part = m.part("law")
    row: Row | None = None
    if part is not None:
        row = law_named(("Luật " if kind == "law-in-list" else "") + view.norm[part.start : part.end])
    noun, own = m.part("type"), m.part("name")
    if noun and own:
        words = " ".join(view.norm[own.start : own.end].split())
        doc_type = type_of(view.norm[noun.start : noun.end]) or "Luật"
        printed = f"{doc_type} {words}"
        row = law_named(printed) or law_misspelt(printed) or {"name": printed, "type": doc_type}
    if row is None:
        return None
    year = m.part("lawyear")
    passed = _PASSED_IN.match(view.low, m.end) if year is None and kind != "amending-law" else None
    printed_year = view.low[year.start : year.end] if year else passed["year"] if passed else None
    suffix = f" {printed_year}" if printed_year else ""
    code = m.part("code")
    number = " " + " ".join(view.norm[code.start : code.end].split()).replace("QH20", "QH") if code else ""
    if kind == "amending-law":
        some = " một số điều của" if m.part("some") else ""
        name = f"Luật Sửa đổi, bổ sung{some} {row['name']}{suffix}{number}"
        return Identity("Luật", name, name=name)
    if number and not m.part("amended"):
        n = regex.search(r"(\d+)/(\d{4})/(\S+)", number.upper())
        if n is not None:
            return Identity(
                row["type"],
                f"{number_of(n[1])}/{n[2]}/{n[3]}",
                code_of(row["type"]),
                number_of(n[1]),
                n[2],
                n[3],
                row["name"],
            )
    if m.part("amended"):
        return Identity(row["type"], f"{row['name']} (sửa đổi){suffix}", name=f"{row['name']} (sửa đổi)")
    return Identity(row["type"], f"{row['name']}{suffix}", name=row["name"])


def _treaty(view: View, m: Mention) -> Identity | None:
    """A treaty or a foreign act by its form: the list's name where the list has it, otherwise the words themselves."""
    noun, own, year = m.part("type"), m.part("name"), m.part("lawyear")
    if noun is None or own is None:
        return None
    printed = " ".join(view.norm[noun.start : own.end].split())
    words = printed[0].upper() + printed[1:]
    row = law_named(words) or {"name": words, "type": type_of(view.norm[noun.start : noun.end]) or "Luật"}
    period = m.part("period")
    suffix = f" {view.low[year.start : year.end]}" if year else ""
    if period is not None:
        suffix = " " + regex.sub(r"\s?[-–]\s?", "-", view.low[period.start : period.end])
    return Identity(row["type"], f"{row['name']}{suffix}", code_of(row["type"]), name=row["name"])
