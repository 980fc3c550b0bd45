"""The types that pass between the stages, and the record (see docs/record.md). Imports no sibling.

`Article` (read) → `Page` (cleaned) → `Mentions` (found) → `Record` (resolved). All values are frozen.
Every `start` and `end` is a half-open range of code points in the article's text.
"""

from typing import Literal

import msgspec

SCHEMA_VERSION = 1

BlockKind = Literal["title", "dateline", "lead", "body", "list_item", "caption", "byline", "boilerplate"]
BodyKind = Literal[
    "party", "government", "legislature", "judiciary", "front", "union", "military", "office", "group", "other"
]
Level = Literal["central", "province", "district", "commune", "unit"]
DeadlineKind = Literal["by", "before", "during", "within", "recurring"]
Comparator = Literal["eq", "gt", "gte", "lt", "lte", "approx", "range"]
Direction = Literal["level", "increase", "decrease"]
RelationType = Literal["implements", "amends", "replaces", "repeals", "based_on", "promulgated_with"]


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


# ------------------------------------------------------------------ ingest
class Source(_Value, frozen=True, kw_only=True):
    """Where an article came from and what its container said about it."""

    path: str
    sha256: str
    bytes: int
    media_type: str
    encoding: str
    url: str | None = None
    metadata: dict[str, str] = {}


class Block(_Value, frozen=True, kw_only=True):
    """A line or paragraph of the text and what it is; `rule` says why."""

    start: int
    end: int
    kind: BlockKind
    rule: str | None = None


class Article(_Value, frozen=True, kw_only=True):
    """A decoded input: `text` is NFC with `\\n`, nothing removed; `id` depends on the content only.

    `blocks` are those parts of the text of which the format itself says what they are (a page's `<nav>`, its `<h1>`),
    in order and apart.
    """

    id: str
    source: Source
    text: str
    blocks: tuple[Block, ...] = ()


class Reject(_Value, frozen=True, kw_only=True):
    """An input that gives no record, with the reason and where it happened."""

    path: str
    stage: str
    reason: str
    id: str | None = None


# ------------------------------------------------------------------ clean
class Place(_Value, frozen=True, kw_only=True):
    """A province-level unit; `iso` is ISO 3166-2:VN, `basis` where the article says it."""

    name: str
    iso: str | None
    basis: str


class Page(_Value, frozen=True, kw_only=True):
    """A cleaned article: the text of an `Article` with its blocks and what the page says about itself."""

    article: Article
    blocks: tuple[Block, ...]
    title: str | None = None
    published: str | None = None
    published_basis: Literal["dateline", "metadata", "url", "none"] = "none"
    byline: str | None = None
    place: Place | None = None

    @property
    def text(self) -> str:
        return self.article.text

    def readable(self) -> tuple[Block, ...]:
        """Return the blocks that extractors may look at: all that is article text."""
        return tuple(b for b in self.blocks if b.kind not in ("boilerplate", "dateline", "byline"))


# ------------------------------------------------------------------ extract
class Part(_Value, frozen=True, kw_only=True):
    """A named stretch inside a mention (`number`, `issuer`, `addressee`, …)."""

    name: str
    start: int
    end: int


class Mention(_Value, frozen=True, kw_only=True):
    """What an extractor found: the rule that found it, where it stands, and its named parts. No meaning yet."""

    rule: str
    start: int
    end: int
    parts: tuple[Part, ...] = ()

    def part(self, name: str) -> Part | None:
        """Return the first part of that name, or None."""
        return next((p for p in self.parts if p.name == name), None)

    def all(self, name: str) -> tuple[Part, ...]:
        """Return every part of that name in order."""
        return tuple(p for p in self.parts if p.name == name)


class Mentions(_Value, frozen=True, kw_only=True):
    """All that was found in one page, each list in the order of the text."""

    documents: tuple[Mention, ...] = ()
    bodies: tuple[Mention, ...] = ()
    deadlines: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    directives: tuple[Mention, ...] = ()
    relations: tuple[Mention, ...] = ()


# ------------------------------------------------------------------ record
class Quote(_Value, frozen=True, kw_only=True):
    """Evidence: `quote == text[start:end]`."""

    start: int
    end: int
    quote: str


class DocumentMention(Quote, frozen=True, kw_only=True):
    rule: str


class Document(_Value, frozen=True, kw_only=True):
    """An official document with all its mentions; `key` identifies it inside a corpus.

    Where more than one reading remains, `key` holds what is certain and `candidates` the full keys it may stand for.
    """

    id: str
    rule: str
    type: str
    code: str | None
    number: str | None
    year: str | None
    symbol: str | None
    key: str
    title: str | None
    issuer: str | None
    issued: str | None
    effective: str | None
    mentions: list[DocumentMention]
    candidates: list[str] = []
    confidence: float | None = None


class Body(_Value, frozen=True, kw_only=True):
    """A body or an office by its canonical name."""

    id: str
    rule: str
    name: str
    kind: BodyKind
    level: Level | None
    place: str | None
    person: str | None
    mentions: list[Quote]
    confidence: float | None = None


class Deadline(Quote, frozen=True, kw_only=True):
    """A time limit or horizon; `value` is EDTF, or an ISO 8601-1 duration or repeat; null where it has none."""

    id: str
    rule: str
    kind: DeadlineKind
    value: str | None
    confidence: float | None = None


class Target(Quote, frozen=True, kw_only=True):
    """A number to be reached. `value` is in `unit`; a multiplier (`triệu đồng`) stays in the unit."""

    id: str
    rule: str
    comparator: Comparator
    value: float
    value_max: float | None
    unit: str
    direction: Direction
    indicator: Quote | None
    deadline: str | None
    issuer: str | None
    document: str | None
    confidence: float | None = None


class Addressee(Quote, frozen=True, kw_only=True):
    body: str


class Directive(Quote, frozen=True, kw_only=True):
    """An order: who (`issuer`) wants whom (`addressees`) to do what (`action`)."""

    id: str
    rule: str
    issuer: str | None
    addressees: list[Addressee]
    verb: str | None
    action: Quote
    deadlines: list[str]
    document: str | None
    confidence: float | None = None


class Relation(Quote, frozen=True, kw_only=True):
    """How one document bears on another; the one that acts is the source."""

    id: str
    rule: str
    source: str
    type: RelationType
    target: str
    confidence: float | None = None


class Record(_Value, frozen=True, kw_only=True):
    """One article with all its facts: a line of records.jsonl.

    A fact's `confidence` is the measured precision of its rule, null where too few of that rule's facts were judged.
    `duplicate_of` is the id of the first article of the run that this one repeats, `similarity` how much they share:
    1 for the very same words. The two ids are equal where the texts are.
    """

    schema_version: int
    id: str
    source: Source
    text: str
    blocks: list[Block]
    title: str | None
    published: str | None
    published_basis: Literal["dateline", "metadata", "url", "none"]
    byline: str | None
    place: Place | None
    documents: list[Document]
    bodies: list[Body]
    deadlines: list[Deadline]
    targets: list[Target]
    directives: list[Directive]
    relations: list[Relation]
    duplicate_of: str | None = None
    similarity: float | None = None
