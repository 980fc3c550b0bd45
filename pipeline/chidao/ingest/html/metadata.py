"""What a page says of itself: title, day, author, address, from `<meta>`, JSON-LD, microdata and `<time>`."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import chain
from typing import Any

import msgspec

from chidao.text import fold

# Names of `<meta>` (name, property or itemprop), the surest first; schema.org, Open Graph, Dublin Core, and habits.
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "headline", "dc.title", "dcterms.title", "twitter:title", "title"),
    "published": (
        "article:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publish_date",
        "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "date", "article:published",
        "og:published_time", "sailthru.date", "parsely-pub-date", "citation_publication_date",
    ),
    "author": ("article:author", "author", "dc.creator", "dcterms.creator", "dable:author", "parsely-author"),
    "url": ("og:url",),
    "site": ("og:site_name", "application-name", "copyright"),
    "keywords": ("keywords", "news_keywords"),
}  # fmt: skip
_ARTICLE = re.compile(r"(?:News|Scholarly|Report|Analysis|Opinion|Advertiser)?\w*(?:Article|BlogPosting|Report)")
# Not a person's or an agency's name but a login, an address, a picture.
_NOBODY = re.compile(
    r"(?:admin\w*|administrator|root|(?:super )?user\w*|system account|.*(?:https?:|www\.|@|\.vn|\.com).*)", re.I
)
_SEPARATOR = re.compile(r"\s+[|\-–—»:]\s+")
# Days without an offset are meant as the reader in Vietnam sees them; those with one are counted there.
_VIETNAM = timezone(timedelta(hours=7))
_LONGEST = 500
_MOST_JSON = 2_000_000


def metadata_of(tree: Any) -> dict[str, str]:
    """Return `title` (or `page_title`), `published`, `author`, `url`, `site` and `keywords`, those that the page names.

    JSON-LD about the article goes before `<meta>`, that before microdata and `<time>`. A day stays as the page writes
    it, but for one with an offset from UTC, which becomes the day in Vietnam.
    """
    said = [
        (name, " ".join(value.split())[:_LONGEST])
        for name, value in chain(_json_ld(tree), _meta(tree), _microdata(tree))
    ]
    site = next((fold(value) for name, value in said if name == "site"), None)
    found: dict[str, str] = {}
    for name, value in said:
        if value and not (name == "author" and (_NOBODY.fullmatch(value) or fold(value) == site)):
            found.setdefault(name, value)
    if "published" in found:
        found["published"] = local_day(found["published"])
    return {**found, **_title(tree, found.pop("title", None), found.get("site"))}


def local_day(value: str) -> str:
    """Return a moment that names its offset as a moment in Vietnam; anything else as it is.

    >>> local_day("2017-03-13T18:30:00Z"), local_day("13/03/2017 08:15")
    ('2017-03-14T01:30:00+07:00', '13/03/2017 08:15')
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    try:
        return moment.astimezone(_VIETNAM).isoformat() if moment.tzinfo else value
    except OverflowError:
        return value


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    given: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            given.setdefault(name.strip().lower(), attributes["content"])
    for field, names in _META.items():
        for name in names:
            if name in given:
                yield field, given[name]
    for node in tree.css("link[rel=canonical]"):
        yield "url", node.attributes.get("href") or ""


def _json_ld(tree: Any) -> Iterator[tuple[str, str]]:
    for node in tree.css('script[type="application/ld+json"]'):
        text = (node.text() or "")[:_MOST_JSON]
        try:
            table = msgspec.json.decode(text.strip().removesuffix(";"))
        except (msgspec.DecodeError, RecursionError):
            continue
        for thing in _things(table):
            kinds = thing.get("@type")
            if any(
                isinstance(k, str) and _ARTICLE.fullmatch(k) for k in (kinds if isinstance(kinds, list) else [kinds])
            ):
                yield "title", _string(thing.get("headline") or thing.get("name"))
                yield "published", _string(thing.get("datePublished") or thing.get("dateCreated"))
                yield "author", _string(thing.get("author") or thing.get("creator"))
                yield "url", _string(thing.get("url") or thing.get("mainEntityOfPage"))


def _things(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity") if key in one)


def _string(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_string(v) for v in value[:5])))
    if isinstance(value, dict):
        return _string(value.get("name") or value.get("@id"))
    return value if isinstance(value, str) else ""


def _microdata(tree: Any) -> Iterator[tuple[str, str]]:
    for field, query in (
        ("published", "[itemprop=datePublished]"),
        ("published", "time[pubdate], article time[datetime], main time[datetime]"),
        ("author", "[itemprop=author], [rel=author]"),
    ):
        for node in tree.css(query)[:1]:
            attributes = node.attributes
            yield field, attributes.get("content") or attributes.get("datetime") or node.text(deep=True) or ""


def _title(tree: Any, given: str | None, site: str | None) -> dict[str, str]:
    """Return `title`, or `page_title` where it may be the site's name only: what `<title>` says and nothing confirms.

    A headline on the page that the named title holds is the title; else what of it is not the site's name.
    """
    node = tree.css_first("title")
    named = given or " ".join((node.text(deep=True) if node is not None else "").split())
    heads = [" ".join((h.text(deep=True) or "").split()) for h in tree.css("h1, h2")[:20]]
    parts = [p for p in _SEPARATOR.split(named) if p and (site is None or fold(p) not in fold(site))]
    best = (given if given and not site else max(parts, key=len, default=""))[:_LONGEST]
    key = fold(named)
    held = [h for h in heads if len(h) >= max(10, 0.8 * len(best)) and fold(h) in key]
    if held:
        return {"title": max(held, key=len)[:_LONGEST]}
    return {"title" if given else "page_title": best} if best else {}
