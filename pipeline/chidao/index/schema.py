"""The tables of an index: every table and column with what it holds.

Made from here: the database itself, docs/index.md, and whatever shows the tables to people.
"""

from collections.abc import Iterator
from zlib import crc32

import msgspec
from sqlite_utils import Database


class Column(msgspec.Struct, frozen=True):
    """A column: `type` is `int`, `float` or `str`, `references` the table whose `id` it holds."""

    name: str
    type: type
    about: str
    references: str | None = None
    required: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table with an integer primary key `id`; `label` is the column that names a row to people."""

    name: str
    about: str
    columns: tuple[Column, ...]
    label: str | None = None
    unique: tuple[str, ...] = ()
    sorted_by: tuple[tuple[str, ...], ...] = ()  # further indexes; every reference has one


class Search(msgspec.Struct, frozen=True):
    """A full-text table: its rowid is the `id` in `table`, each of its columns an SQL expression over `source`."""

    table: str
    columns: dict[str, str]
    source: str

    @property
    def name(self) -> str:
        return f"{self.table}_fts"


def _text(name: str, about: str, required: bool = False) -> Column:
    return Column(name, str, about, None, required)


def _count(name: str, about: str) -> Column:
    return Column(name, int, about, None, True)


def _to(name: str, table: str, about: str, required: bool = False) -> Column:
    return Column(name, int, about, table, required)


_ARTICLE = _to("article", "articles", "the article it stands in", required=True)
_ENTRY = _text("entry", "its id inside the article's record", required=True)
_RULE = _text("rule", "the rule that found it", required=True)
_EVIDENCE = (
    _count("start", "first character, in code points of `articles.text`"),
    _count("stop", "one past the last character"),
    _text("quote", "the characters themselves", required=True),
)
_DUE = (
    _text("due_from", "first day on which it can be due, null where the calendar does not say"),
    _text("due_to", "last day on which it can be due; sort and filter by it"),
)
# What the lists of facts are filtered by most, kept in the row so that no join is needed.
_CONTEXT = (
    _to("place", "places", "province that the article is about"),
    Column("year", int, "year in which the article was published"),
)
_SEEN = (
    _count("articles", "how many articles name it"),
    _count("mentions", "how many times they name it"),
    _text("first_seen", "publication day of the earliest dated article that names it"),
    _text("last_seen", "publication day of the latest one"),
)

TABLES = (
    Table(
        "places",
        "Provinces and province-level cities, before and after the mergers. A name that a merged province kept has two "
        "rows.",
        (
            _text("name", "name without the type", required=True),
            _text("label", "name, with its first day where the name has two rows", required=True),
            _text("type", "`tỉnh` or `thành phố`"),
            _text("iso", "ISO 3166-2:VN"),
            _text("valid_from", "first day as a unit of its own, null where that lies before the articles"),
            _text("valid_to", "last day, null where it still exists"),
            _to("successor", "places", "the unit into which it was merged"),
            _text("source", "the act that says so; null for a place that only the records name"),
        ),
        label="label",
    ),
    Table(
        "articles",
        "One row a record.",
        (
            _text("record", "the record's id, the same in every index", required=True),
            _text("title", "title"),
            _text("published", "publication date as EDTF"),
            _text("published_from", "first day that the date can mean"),
            _text("published_to", "last day that the date can mean"),
            _text("published_basis", "`dateline`, `metadata`, `url` or `none`", required=True),
            Column("year", int, "year of publication"),
            _text("byline", "author or agency"),
            _to("place", "places", "province that the article is about, as of its date"),
            _text("place_basis", "where the article says so"),
            _text("url", "address of the source"),
            _text("path", "file that was read", required=True),
            _text("sha256", "checksum of the source", required=True),
            _text("media_type", "media type of the source", required=True),
            _text("encoding", "character encoding of the source", required=True),
            _text("metadata", "what the source's container said, JSON object", required=True),
            _text("blocks", "kind and range of every paragraph, JSON list as in the record", required=True),
            _text("text", "the whole text", required=True),
            _text("duplicate_of", "record of the article that this one repeats"),
            Column("similarity", float, "how much the two share, 1 for the very same words"),
            _count("facts", "how many facts the record holds"),
            _text("digest", "checksum of the record, by which a later run knows it again", required=True),
        ),
        label="title",
        unique=("record",),
        sorted_by=(("published_from",), ("year",), ("path",), ("duplicate_of",)),
    ),
    Table(
        "bodies",
        "Bodies and offices across articles: one row a name and province. A row that no article names (`articles` 0) "
        "stands there because another one belongs to it or was merged into it.",
        (
            _text("name", "canonical name", required=True),
            _text("label", "name, with the province or period where the name alone does not tell", required=True),
            _text("kind", "`party`, `government`, `legislature`, `judiciary`, `front`, `union`, `military`, `office`, "
                  "`group` or `other`", required=True),
            _text("level", "`central`, `province`, `district`, `commune` or `unit`"),
            _text("place", "place in the name"),
            _to("province", "places", "province it belongs to, as of the articles' dates"),
            _count("generic", "1 for a name that many bodies carry (`các huyện ủy`, `Tỉnh ủy` alone)"),
            _text("valid_from", "first day, where a merger made it"),
            _text("valid_to", "last day, where a merger or the end of its level ended it"),
            *_SEEN,
            _count("ordered", "how many directives it issued"),
            _count("asked", "how many directives are addressed to it"),
        ),
        label="label",
        sorted_by=(("name",), ("kind",), ("level",)),
    ),
    Table(
        "body_links",
        "How bodies hang together: whom one belongs to, what it became.",
        (
            _to("body", "bodies", "the body", required=True),
            _text("type", "`broader` (belongs to) or `successor` (became, was merged into)", required=True),
            _to("other", "bodies", "the other body", required=True),
            _text("since", "first day of the successor"),
            _text("basis", "`name` (the one name ends with the other) or `table`", required=True),
            _text("source", "the act that says so"),
        ),
    ),
    Table(
        "article_bodies",
        "What each article says of a body.",
        (_ARTICLE, _ENTRY, _to("body", "bodies", "the body across articles", required=True),
         _text("person", "holder of the office at that time"), _RULE),
    ),
    Table(
        "documents",
        "Documents across articles. Where one number means several documents each has a row; where an article does not "
        "tell which one it means, its reading has a row of its own, and `document_candidates` says what it may be.",
        (
            _text("identity", "key with what tells it from others of the same key, unique", required=True),
            _text("label", "type and key, with place and year where others have the same key", required=True),
            _text("key", "key as in the records", required=True),
            _text("type", "as `Nghị quyết`", required=True),
            _text("code", "as `NQ`"),
            _text("number", "number as printed"),
            _text("number_year", "year that is part of the number"),
            _text("symbol", "as `NQ/TW`"),
            _text("title", "subject: the most supported reading"),
            _to("issuer", "bodies", "who issued it: the most supported reading"),
            _text("issued", "date as EDTF: the most supported reading"),
            _text("issued_from", "first day that the date can mean"),
            _text("issued_to", "last day that the date can mean"),
            _text("effective", "EDTF: the most supported reading"),
            _text("scope", "place or body whose numbers are counted together; null for central ones and unknown ones"),
            _text("basis", "what makes it one document: `key`, `date`, `period`, `number` (one number, no date) or "
                  "`article` (nothing ties it to other articles)", required=True),
            _count("same_key", "how many other documents have the same key"),
            _count("conflicts", "how many readings disagree with the chosen ones"),
            *_SEEN,
        ),
        label="label",
        unique=("identity",),
        sorted_by=(("key",), ("number", "code"), ("type",), ("issued_from",)),
    ),
    Table(
        "article_documents",
        "What each article says of a document.",
        (
            _ARTICLE,
            _ENTRY,
            _to("document", "documents", "the document across articles"),
            _text("key", "key", required=True),
            _text("type", "type", required=True),
            _text("code", "code of the type"),
            _text("number", "number as printed"),
            _text("number_year", "year that is part of the number"),
            _text("symbol", "symbol"),
            _text("title", "subject"),
            _to("issuer", "bodies", "who issued it"),
            _text("issued", "EDTF"),
            _text("effective", "EDTF"),
            _text("candidates", "full keys that a short mention may stand for, JSON list", required=True),
            _RULE,
        ),
        sorted_by=(("key",),),
    ),
    Table(
        "document_values",
        "Every reading of a document's subject, issuer and dates with its support.",
        (
            _to("document", "documents", "the document", required=True),
            _text("field", "`title`, `issuer`, `issued` or `effective`", required=True),
            _text("value", "the reading; for an issuer its name", required=True),
            _count("articles", "how many articles read it so; copies of one article count once"),
            _count("chosen", "1 for the reading that the document's row gives"),
            _to("article", "articles", "the earliest article that reads it so", required=True),
        ),
    ),
    Table(
        "document_candidates",
        "Documents that a reading without a date, place or symbol may be.",
        (
            _to("document", "documents", "row of the reading", required=True),
            _to("candidate", "documents", "a document it may be", required=True),
        ),
    ),
    Table(
        "document_links",
        "The graph of documents: relations counted over all articles.",
        (
            _to("source", "documents", "the document that acts", required=True),
            _text("type", "`implements`, `amends`, `replaces`, `repeals`, `based_on` or `promulgated_with`",
                  required=True),
            _to("target", "documents", "the document acted upon", required=True),
            _count("articles", "how many articles say so"),
            _to("article", "articles", "the earliest of them", required=True),
        ),
    ),
    Table(
        "conflicts",
        "Readings of one document that cannot both be true.",
        (
            _to("document", "documents", "the document", required=True),
            _text("field", "`issued`, `effective` or `issuer`", required=True),
            _text("chosen", "the reading that the document's row gives", required=True),
            _count("chosen_articles", "how many articles read it so"),
            _to("chosen_article", "articles", "the earliest of them", required=True),
            _text("value", "the other reading", required=True),
            _count("articles", "how many articles read it so"),
            _to("article", "articles", "the earliest of them", required=True),
        ),
    ),
    Table(
        "mentions",
        "Every place where an article names a document or a body.",
        (
            _ARTICLE,
            _text("kind", "`document` or `body`", required=True),
            _to("document", "documents", "the document"),
            _to("body", "bodies", "the body"),
            _to("article_document", "article_documents", "what the article says of the document"),
            _to("article_body", "article_bodies", "what the article says of the body"),
            *_EVIDENCE,
            _RULE,
        ),
    ),
    Table(
        "deadlines",
        "Time limits and horizons.",
        (
            _ARTICLE,
            _ENTRY,
            _text("kind", "`by`, `before`, `during`, `within` or `recurring`", required=True),
            _text("value", "EDTF, or an ISO 8601-1 duration or repeat"),
            *_DUE,
            _text("every", "ISO 8601-1 duration after which a recurring one returns"),
            _text("yearly_from", "first day in every year (`MM-DD`), where the year is open or every year is meant"),
            _text("yearly_to", "last day in every year"),
            *_CONTEXT,
            *_EVIDENCE,
            _RULE,
        ),
        label="quote",
        sorted_by=(("due_to",), ("kind",)),
    ),
    Table(
        "targets",
        "Numbers to be reached.",
        (
            _ARTICLE,
            _ENTRY,
            _text("indicator", "what is measured"),
            Column("indicator_start", int, "first character of the indicator"),
            Column("indicator_stop", int, "one past its last character"),
            _text("comparator", "`eq`, `gt`, `gte`, `lt`, `lte`, `approx` or `range`", required=True),
            Column("value", float, "the number, in `unit`", None, True),
            Column("value_max", float, "upper end of a range"),
            _text("unit", "unit with its multiplier (`triệu đồng`)", required=True),
            _text("direction", "`level`, `increase` or `decrease`", required=True),
            _to("deadline", "deadlines", "by when"),
            *_DUE,
            _to("issuer", "bodies", "who set it"),
            _to("document", "documents", "the document that sets it"),
            _to("article_document", "article_documents", "what the article says of that document"),
            *_CONTEXT,
            *_EVIDENCE,
            _RULE,
        ),
        label="quote",
        sorted_by=(("due_to",), ("unit",)),
    ),
    Table(
        "directives",
        "Orders: who wants whom to do what. Addressees and deadlines stand in tables of their own.",
        (
            _ARTICLE,
            _ENTRY,
            _to("issuer", "bodies", "who orders"),
            _text("verb", "the ordering word; null for a bare imperative"),
            _text("action", "what is to be done", required=True),
            _count("action_start", "first character of the action"),
            _count("action_stop", "one past its last character"),
            _to("document", "documents", "the document that carries the order"),
            _to("article_document", "article_documents", "what the article says of that document"),
            *_DUE,
            *_CONTEXT,
            *_EVIDENCE,
            _RULE,
        ),
        label="quote",
        sorted_by=(("due_to",), ("verb",)),
    ),
    Table(
        "addressees",
        "Whom a directive asks.",
        (_ARTICLE, _to("directive", "directives", "the directive", required=True),
         _to("body", "bodies", "who is asked", required=True), *_EVIDENCE),
    ),
    Table(
        "directive_deadlines",
        "By when a directive is to be done.",
        (_ARTICLE, _to("directive", "directives", "the directive", required=True),
         _to("deadline", "deadlines", "the deadline", required=True)),
    ),
    Table(
        "relations",
        "How one document bears on another, as an article says.",
        (
            _ARTICLE,
            _ENTRY,
            _to("source", "documents", "the document that acts"),
            _text("type", "as in `document_links`", required=True),
            _to("target", "documents", "the document acted upon"),
            _to("source_reading", "article_documents", "what the article says of the one", required=True),
            _to("target_reading", "article_documents", "what the article says of the other", required=True),
            *_EVIDENCE,
            _RULE,
        ),
    ),
    Table(
        "inputs",
        "The runs that made this index.",
        (
            _text("path", "records file", required=True),
            _count("added", "records new to the index"),
            _count("replaced", "records that took the place of an older one of the same article"),
            _count("unchanged", "records that the index held already"),
            _count("refused", "lines that are no sound record"),
        ),
    ),
    Table(
        "refusals",
        "Lines of the inputs that are no sound record.",
        (
            _to("input", "inputs", "the run", required=True),
            _text("reason", "what is wrong, with the line's number", required=True),
        ),
    ),
)  # fmt: skip

_WORDS = "plain({0})"
_WITH_D = "words_with_d({0})"


def _words(*columns: str) -> dict[str, str]:
    """Return the searched columns: each without diacritics, and the words with `đ` once more as they are typed.

    FTS5 takes every mark off a letter but the bar of `đ`, so that a plain MATCH for `đảng` looks for `đang`.
    """
    together = " || ' ' || ".join(f"coalesce({c}, '')" for c in columns)
    return {**{c: _WORDS.format(c) for c in columns}, "with_d": _WITH_D.format(together)}


_OF_DIRECTIVE = """(SELECT group_concat({0}, ' . ') FROM (
             SELECT b.id, b.name FROM bodies b WHERE b.id = f.issuer UNION ALL
             SELECT b.id, b.name FROM addressees a JOIN bodies b ON b.id = a.body WHERE a.directive = f.id))"""
_OF_ARTICLE = """(SELECT group_concat({0}, ' . ') FROM article_bodies x JOIN bodies b ON b.id = x.body
             WHERE x.article = f.id)"""
# A body, a year of publication and a year in which something is due are one word each: `body12`, `year2016`, `due2020`.
_BODY = "'body' || b.id"
_TIMES = "'due' || substr(f.due_to, 1, 4) AS due, 'year' || f.year AS year"
_FILTERS = {"body": "body", "place": "plain(place)"}

SEARCHES = (
    Search(
        "articles",
        {**_words("title", "text"), "bodies": "plain(bodies)", **_FILTERS, "year": "year"},
        f"""SELECT f.id, f.title, f.text, {_OF_ARTICLE.format("b.name")} AS bodies, {_OF_ARTICLE.format(_BODY)} AS body,
           p.name AS place, 'year' || f.year AS year, f.id AS article
           FROM articles f LEFT JOIN places p ON p.id = f.place""",
    ),
    Search(
        "directives",
        {**_words("text", "bodies"), **_FILTERS, "due": "due", "year": "year"},
        f"""SELECT f.id, f.quote AS text, {_OF_DIRECTIVE.format("name")} AS bodies,
           {_OF_DIRECTIVE.format("'body' || id")} AS body, p.name AS place, {_TIMES}, f.article
           FROM directives f LEFT JOIN places p ON p.id = f.place""",
    ),
    Search(
        "targets",
        {**_words("text", "bodies"), **_FILTERS, "due": "due", "year": "year"},
        f"""SELECT f.id, coalesce(f.indicator, '') || ' . ' || f.quote AS text, b.name AS bodies, {_BODY} AS body,
           p.name AS place, {_TIMES}, f.article
           FROM targets f LEFT JOIN places p ON p.id = f.place LEFT JOIN bodies b ON b.id = f.issuer""",
    ),
    Search(
        "documents",
        {**_words("name", "title", "bodies"), "body": "body", "place": "plain(scope)"},
        f"""SELECT f.id, f.label || ' . ' || f.key || ' . ' || coalesce((SELECT group_concat(quote, ' . ') FROM (
             SELECT DISTINCT quote FROM mentions m WHERE m.document = f.id ORDER BY quote LIMIT 20)), '') AS name,
           f.title, b.name AS bodies, {_BODY} AS body, f.scope, NULL AS article
           FROM documents f LEFT JOIN bodies b ON b.id = f.issuer""",
    ),
    Search(
        "bodies",
        {**_words("name"), "place": "plain(place)"},
        """SELECT f.id, f.label AS name, coalesce(p.name, f.place) AS place, NULL AS article
           FROM bodies f LEFT JOIN places p ON p.id = f.province""",
    ),
)

# Tells an index of these tables from one of others: it changes with them by itself.
VERSION = crc32(repr([(t.name, [(c.name, c.type, c.references) for c in t.columns]) for t in TABLES]
                     + [(s.name, s.columns, s.source) for s in SEARCHES]).encode()) >> 1  # fmt: skip

# Rows of these belong to one article and go with it.
OF_ARTICLES = tuple(t.name for t in TABLES if _ARTICLE in t.columns)


def create(db: Database) -> None:
    """Make all tables in an empty database. But for those by article, indexes are faster made at the end."""
    for table in TABLES:
        db.table(table.name).create(
            {"id": int, **{c.name: c.type for c in table.columns}},
            pk="id",
            not_null={c.name for c in table.columns if c.required},
            # Counts over all articles are filled in when all articles are there.
            defaults={c.name: 0 for c in table.columns if c.required and c.type is int and not c.references},
            foreign_keys=[(c.name, c.references, "id") for c in table.columns if c.references],
        )
    for name in OF_ARTICLES:
        db.table(name).create_index(("article",))
    for search in SEARCHES:
        columns = ", ".join(search.columns)
        # Without content of its own: the text stands in the table already, a search only has to find its row.
        db.execute(
            f"CREATE VIRTUAL TABLE {search.name} USING fts5("
            f"{columns}, content='', tokenize='unicode61 remove_diacritics 2')"
        )
    db.execute(f"PRAGMA user_version = {VERSION}")


def add_indexes(db: Database) -> None:
    """Make an index for every reference, every unique column and what lists are sorted by, where not there yet."""
    for table in TABLES:
        references = [(c.name,) for c in table.columns if c.references]
        for columns in (*references, *table.sorted_by):
            db.table(table.name).create_index(columns, if_not_exists=True)
        for name in table.unique:
            db.table(table.name).create_index((name,), unique=True, if_not_exists=True)


def page() -> Iterator[str]:
    """Yield the lines of the schema's description in Markdown."""
    for table in TABLES:
        yield from (f"### {table.name}", "", table.about, "", "| column | type | what it holds |", "|---|---|---|")
        yield "| `id` | integer | primary key |"
        for column in table.columns:
            kind = {int: "integer", float: "real", str: "text"}[column.type]
            if column.references:
                kind = f"→ {column.references}"
            yield f"| `{column.name}` | {kind}{'' if column.required else ', or null'} | {column.about} |"
        yield ""
    yield from ("### Full text", "", "| table | columns |", "|---|---|")
    for search in SEARCHES:
        yield f"| `{search.name}` | {', '.join(f'`{c}`' for c in search.columns)} |"
