"""Who wrote it: the agency or initials a rule knows, or a name alone on its line at the end or beside the dateline."""

from collections.abc import Sequence

import regex

from chidao.clean.lines import Line, is_headline
from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import canonical, fold

_CAP = r"\p{Lu}[\p{L}.]{0,9}"
_ONE = rf"{_CAP}(?:[ -]{_CAP}){{0,4}}"
_NAME = regex.compile(rf"(?:Theo )?{_ONE}(?:\s?[-,(&]\s?(?:Theo )?{_ONE}\)?){{0,2}}")
_POST = regex.compile(
    r"\(?(?:Phó )?(?:Trưởng|Bí thư|Chủ tịch|Giám đốc|Hiệu trưởng|Chánh|Ban|Phòng|Khoa|Văn phòng|Sở|Chi cục|Hội|Ủy ban"
    r"|Thành viên|Chuyên viên|Giảng viên|Tỉnh|Huyện|Thành|Đảng ủy|Công an|Trung tâm|Trường|Đài|Báo|Cộng tác viên|CTV)"
    r"[\p{L} ,.&-]{3,80}\)?"
)
_NO_AUTHOR = frozenset(
    fold(name) for row in gazetteer("provinces") for name in (row["name"], *aliases(row))
)  # a line that only says where


def byline_of(text: str, lines: Sequence[Line]) -> str | None:
    """Return the author, mark the lines that name him: what a rule found, else a name at the end, else at the top."""
    kept = [x for x in lines if x.kind not in ("boilerplate", "dateline", "title", "caption")]
    for x in kept:
        if x.kind == "byline":
            return text[x.start : x.end].strip("()")
    for back in (1, 2):
        if len(kept) > back and _is_name(text, kept[-back]):
            post = kept[-1]
            if back == 1 or _POST.fullmatch(canonical(text[post.start : post.end])):
                return _mark(text, kept[-back], kept[-back:])
    for i, x in enumerate(lines[:12]):
        beside = [y.kind for y in lines[max(0, i - 1) : i + 2] if y is not x]
        if x.free and "dateline" in beside and is_headline(text, x) and _is_name(text, x):
            return _mark(text, x, [x])
    return None


def _is_name(text: str, line: Line) -> bool:
    name = text[line.start : line.end]
    return line.length <= 50 and bool(_NAME.fullmatch(name)) and fold(name) not in _NO_AUTHOR


def _mark(text: str, name: Line, lines: Sequence[Line]) -> str:
    for x in lines:
        x.kind, x.rule = "byline", "byline/name"
    return text[name.start : name.end]
