"""A row of a table or a JSON object → Article: which of its fields is the text, and what the others say of it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from chidao.ingest import html
from chidao.ingest.articles import parsed, refused
from chidao.ingest.options import Options
from chidao.ingest.streams import Raw
from chidao.model import Article, Reject

# The names that exports of crawlers, newsrooms and corpora use, the usual first; a field is the first that is there.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "body", "article", "article_text", "articlebody", "full_text", "fulltext", "main_text",
        "maintext", "raw_text", "content_text", "noi_dung", "nội dung", "noidung", "noi dung", "van_ban", "html",
        "content_html", "body_html", "raw_html",
    ),
    "title": ("title", "headline", "tieu_de", "tiêu đề", "tieude", "tieu de"),
    "published": (
        "published", "date", "publish_date", "published_at", "published_date", "date_published", "datepublished",
        "date_publish", "pubdate", "pub_date", "ngay_dang", "ngày đăng", "ngaydang", "ngay dang", "ngay_xuat_ban",
    ),
    "url": ("url", "link", "source_url", "uri", "href", "canonical_url"),
    "author": ("author", "authors", "byline", "tac_gia", "tác giả", "tacgia", "tac gia"),
    "id": ("id", "_id", "article_id", "uuid", "guid"),
}  # fmt: skip


def columns_of(names: Mapping[str, Any] | list[str], options: Options) -> dict[str, str]:
    """Return which column holds which field; what the user named goes before the usual names."""
    return dict(_columns(tuple(map(str, names)), tuple(options.columns.items())))


@lru_cache(maxsize=64)
def _columns(names: tuple[str, ...], wanted: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    by_name = {name.strip().lower(): name for name in reversed(names)}
    named = dict(wanted)
    found: dict[str, str] = {}
    for field, usual in COLUMNS.items():
        keys = (c.strip().lower() for c in ((named[field],) if field in named else usual))
        column = next((by_name[key] for key in keys if key in by_name), None)
        if column is not None:
            found[field] = column
    return tuple(found.items())


def no_text(names: Mapping[str, Any] | list[str], options: Options) -> str:
    """Return why a table gives no articles: it lacks the column that was asked for, or every usual one."""
    there = ", ".join(str(n)[:40] for n in list(names)[:12]) or "none"
    if "text" in options.columns:
        return f"no text: no column {options.columns['text']!r}, there are: {there}"
    return f"no text: name its column with --text-field, there are: {there}"


def parse_row(
    raw: Raw, row: Mapping[str, Any], options: Options, *, media_type: str, encoding: str
) -> Article | Reject:
    """Return the article of a row, or the reason why it is none.

    Every plain value of the row becomes metadata under its own name, and the fields that are known (title, published,
    url, author, id) under theirs too. A text that is a page's markup is read as a page.
    """
    columns = columns_of(row, options)
    metadata = {**raw.metadata, **_metadata(row, columns)}
    if "text" not in columns:
        return refused(raw, no_text(dict(row), options), metadata)
    text = row[columns["text"]]
    if text is None:
        return refused(raw, "empty", metadata)
    if not isinstance(text, str):
        return refused(raw, f"the text is no text but {type(text).__name__}", metadata)
    if html.is_markup(text):
        return html.parse_text(raw, text, options, media_type=media_type, encoding=encoding, metadata=metadata)
    return parsed(raw, text, media_type=media_type, encoding=encoding, metadata=metadata)


def _metadata(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, str]:
    metadata: dict[str, str] = {}
    for name, value in row.items():
        if name != columns.get("text") and (plain := _plain(value)):
            metadata[str(name)] = plain
    for field, column in columns.items():
        if field != "text" and column in metadata:
            metadata.setdefault(field, metadata[column])
    return metadata


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(v for v in value if isinstance(v, str))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value) if isinstance(value, str | int | float) else ""
