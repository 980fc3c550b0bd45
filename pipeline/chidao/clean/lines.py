"""A text's lines while they are being judged: where each stands and what it has been found to be."""

import msgspec
import regex

from chidao.model import Block, BlockKind

# A line longer than this is prose, whatever words it holds; a paragraph is at least so long.
SHORT, PARAGRAPH = 260, 100
# A scraper's hard wrap comes late in a line; shorter lines are headings, items, captions.
_WRAP = 80
# Many points in one long line: prose with numbers, not one item of a list.
_ITEM_LENGTH = 1500
_ITEM = regex.compile(
    r"\s*(?:[+*•·▪-]\s?\S|[0-9]{1,2}[.)]\s?\p{L}|[a-zđ]\)\s|\([0-9]{1,2}\)"
    r"|(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám) là)(?!\p{L}))"
)


class Line(msgspec.Struct):
    """A non-blank line without its outer blanks; `kind` and `rule` are filled in by the steps of cleaning."""

    start: int
    end: int
    rule: str | None = None
    kind: BlockKind | None = None
    blank_before: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def free(self) -> bool:
        """No step has said yet what it is."""
        return self.kind is None

    @property
    def paragraph(self) -> bool:
        return self.kind is None and self.length >= PARAGRAPH


def split(text: str) -> list[Line]:
    """Return the non-blank lines of a text in order."""
    lines: list[Line] = []
    at, blank = 0, False
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            lines.append(Line(start, start + len(stripped), blank_before=blank))
        blank = not stripped
        at += len(raw) + 1
    return lines


def is_item(text: str, line: Line | Block) -> bool:
    """Say whether a line is an item of a list: it begins with a bullet, a number, a letter or "Thứ nhất"."""
    return line.end - line.start <= _ITEM_LENGTH and bool(_ITEM.match(text, line.start, line.end))


def is_headline(text: str, line: Line | Block) -> bool:
    """Say whether a line can be the headline: short, no sentence's end, no list item. Three dots may end one."""
    last = text[line.end - 1]
    ends = last in ":;" or (last == "." and text[line.end - 2] != ".")
    return line.end - line.start <= 220 and not ends and not is_item(text, line)


def join_wrapped(text: str, lines: list[Line]) -> list[Line]:
    """Return lines with those put together that a hard wrap inside a sentence had cut.

    Only on a page whose paragraphs are set apart by blank lines, and only where a long line ends without any stop: on
    other pages a line break is the only sign of a new paragraph.
    """
    if sum(x.blank_before for x in lines) < 2:
        return lines
    joined: list[Line] = []
    for x in lines:
        last = joined[-1] if joined else None
        if (
            last is not None
            and not x.blank_before
            and last.kind == x.kind == "body"
            and last.length >= _WRAP
            and (text[last.end - 1].isalnum() or text[last.end - 1] == ",")
        ):
            joined[-1] = Line(last.start, x.end, last.rule, last.kind, last.blank_before)
        else:
            joined.append(x)
    return joined
