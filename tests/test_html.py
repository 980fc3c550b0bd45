"""Pages: what a reader sees is the text, the article is found on it, and the page's own words are believed."""

import json
import subprocess
import sys
import time
from pathlib import Path

import ftfy.bad_codecs  # noqa: F401 (registers the codec that browsers use for windows-1252)
import pytest
from build import Sample, samples
from documented import check_section, table
from html_main_text import compared, own_and_rules, read
from hypothesis import given, settings
from hypothesis import strategies as st
from made import TEXT, page

from chidao import ingest
from chidao.clean import clean
from chidao.encodings import write
from chidao.model import Article, Page, Reject
from chidao.records import verify
from chidao.run import process
from chidao.text import fold

BUILD = str(Path(__file__).parents[1] / "corpus" / "pages" / "build.py")
PAGES = list(samples())
by_page = pytest.mark.parametrize("sample", PAGES, ids=[p.name for p in PAGES])


def article(markup: str | bytes, charset: str | None = None) -> Article:
    data = markup.encode() if isinstance(markup, str) else markup
    found = ingest.parse(ingest.Raw("x.html", data, "html", charset=charset))
    assert isinstance(found, Article), found
    return found


def kept(page_: Page) -> list[str]:
    return [page_.text[b.start : b.end] for b in page_.readable()]


# ------------------------------------------------------------------ portals
def test_there_are_pages_enough() -> None:
    assert len(PAGES) >= 30
    assert len({p.shape for p in PAGES}) >= 15


@by_page
def test_the_article_is_found(sample: Sample) -> None:
    precision, recall = compared(own_and_rules(sample), sample)
    assert precision >= 0.95
    assert recall >= 0.99


@by_page
def test_title_and_day_are_found(sample: Sample) -> None:
    found = clean(read(sample))
    assert (found.title, found.published) == (sample.title, sample.published)


@by_page
def test_every_block_of_a_page_has_its_rule(sample: Sample) -> None:
    article_ = read(sample)
    assert {b.rule.split("/")[0] for b in article_.blocks if b.rule} == {"html"}
    record = process(article_)
    assert not isinstance(record, Reject)
    assert verify(record) == []


def test_the_page_of_inputs_is_up_to_date() -> None:
    pages = [clean(read(s)) for s in PAGES]
    scores = [compared(own_and_rules(s), s) for s in PAGES]
    count = len(PAGES)
    rows = [
        ("words of the article among what is kept (precision)", f"{sum(p for p, _ in scores) / count:.3f}"),
        ("words of the article that are kept (recall)", f"{sum(r for _, r in scores) / count:.3f}"),
        ("headline", _of(p.title == s.title for p, s in zip(pages, PAGES, strict=True))),
        ("day", _of(p.published == s.published for p, s in zip(pages, PAGES, strict=True))),
        ("author", _of(fold(p.byline or "") == fold(s.author) for p, s in zip(pages, PAGES, strict=True))),
    ]
    check_section("inputs.md", "pages", table(("found on the sample pages", ""), rows))


def _of(right: "object") -> str:
    return f"{sum(right)} of {len(PAGES)}"  # type: ignore[call-overload]


# ------------------------------------------------------------------ what a reader sees
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Tỉnh <b>ủy</b>\n  họp</p>", "Tỉnh ủy họp"),
        ("<p>một<br>hai</p>ba<div>bốn</div>", "một\nhai\nba\nbốn"),
        ("<p>a</p><script>b</script><style>c</style><noscript>d</noscript><template>e</template>", "a"),
        ("<p>a</p><p hidden>b</p><p style='color:red; DISPLAY : none'>c</p><dialog>d</dialog>", "a"),
        ("<p>T&#7881;nh &#x1EE7;y &amp; s&ocirc;ng&nbsp;H&#432;&#417;ng</p>", "Tỉnh ủy & sông\u00a0Hương"),
        ("<p>\u200bTỉnh ủy\ufeff</p>", "Tỉnh ủy"),
        ("<p>Ti\u0309nh u\u0309y</p>", "Tỉnh ủy"),
        (
            "<table><tr><td>1</td><td>Sở Y tế</td><td>75%</td></tr><tr><td>2</td><td>x</td></tr></table>",
            "1 | Sở Y tế | 75%\n2 | x",
        ),
        ("<table><tr><td><p>cột trái</p></td><td><p>cột phải</p></td></tr></table>", "cột trái\ncột phải"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("a<!-- b -->c", "ac"),
        ("<svg><text>x</text></svg><select><option>y</select>z", "z"),
    ],
)
def test_visible_text(markup: str, text: str) -> None:
    assert article(f"<html><body>{markup}</body></html>").text.rstrip("\n") == text


def test_named_parts_are_chrome_and_the_rest_is_not() -> None:
    before = "<div id='menuTop'><a href='/'>Trang chủ</a></div><nav><a href='/a'>Tin tức</a></nav>"
    after = "<div class='tin-lien-quan'><p>Một tin khác đã đưa hôm trước, dài như một đoạn văn thật sự.</p></div>"
    found = article(page(TEXT, before=before, after=after))
    assert kept(clean(found)) == TEXT.strip().split("\n")
    assert [(b.kind, b.rule) for b in found.blocks] == [
        ("boilerplate", "html/nav"),
        ("boilerplate", "html/nav"),
        ("title", "html/title"),
        ("boilerplate", "html/related"),
    ]


def test_a_name_does_not_hide_the_article() -> None:
    markup = page(TEXT).replace(b"<body>", b"<body class='has-sidebar comments-open'><div class='tool-share'>")
    assert kept(clean(article(markup))) == TEXT.strip().split("\n")


def test_long_comments_are_not_the_article() -> None:
    comment = "<div class='comment'><p>" + "Tôi thấy nên làm sớm hơn nữa, bà con mong lắm rồi. " * 40 + "</p></div>"
    assert kept(clean(article(page(TEXT, after=comment)))) == TEXT.strip().split("\n")


# ------------------------------------------------------------------ what the page says of itself
def ld(**fields: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **fields})}</script>"


TITLE = TEXT.split("\n", 1)[0]
GRAPH = json.dumps({"@graph": [{"@type": ["Article"], "datePublished": "2019-03-12"}]})
BROKEN = "<script type='application/ld+json'>{broken</script>"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        (f"<meta property='og:title' content='{TITLE} - Báo X'>", "title", TITLE),
        (f"<title>{TITLE} | Báo X</title>", "title", TITLE),
        (ld(headline=TITLE), "title", TITLE),
        (ld(datePublished="2019-03-12T07:00:00+07:00"), "published", "2019-03-12T07:00:00+07:00"),
        (ld(datePublished="2019-03-11T18:00:00Z"), "published", "2019-03-12T01:00:00+07:00"),
        (f"<script type='application/ld+json'>[{{}}, {GRAPH}]</script>", "published", "2019-03-12"),
        (f"{BROKEN}<meta name='pubdate' content='12/03/2019'>", "published", "12/03/2019"),
        ("<meta property='article:published_time' content='2019-03-12'>", "published", "2019-03-12"),
        ("<meta itemprop='datePublished' content='2019-03-12'>", "published", "2019-03-12"),
        (ld(author=[{"name": "Lê An"}, {"name": "Hà Vy"}]), "author", "Lê An, Hà Vy"),
        ("<meta name='author' content='Lê An'>", "author", "Lê An"),
        ("<link rel='canonical' href='https://a.vn/1.html'>", "url", "https://a.vn/1.html"),
    ],
)
def test_metadata(head: str, field: str, value: str) -> None:
    assert article(page(TEXT, head=head)).source.metadata[field] == value


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='author' content='admin'>",
        "<meta name='author' content='https://facebook.com/bao'>",
        "<meta name='author' content='Báo X'><meta property='og:site_name' content='Báo X'>",
    ],
)
def test_who_is_no_author(head: str) -> None:
    assert "author" not in article(page(TEXT, head=head)).source.metadata


def test_a_time_of_the_article_is_its_day() -> None:
    markup = f"<article><time datetime='2019-03-12'>hôm qua</time><p>{TEXT}</p></article>"
    assert clean(article(markup)).published == "2019-03-12"


def test_what_the_container_says_goes_before() -> None:
    raw = ingest.Raw("x", page(TEXT, head="<meta name='author' content='B'>"), "html", {"author": "A"})
    found = ingest.parse(raw)
    assert isinstance(found, Article)
    assert clean(found).byline == "A"


# ------------------------------------------------------------------ encodings
@pytest.mark.parametrize(
    ("data", "charset", "encoding"),
    [
        (page(TEXT), None, "utf-8"),
        (page(TEXT), "iso-8859-1", "utf-8"),
        (page(TEXT).decode().encode("utf-16"), None, "utf-16-le"),
        (page("Отчёт\nСовет утвердил план на год. ").decode().encode("cp1251"), "windows-1251", "cp1251"),
    ],
)
def test_bytes_go_before_what_is_said_of_them(data: bytes, charset: str | None, encoding: str) -> None:
    found = article(data, charset)
    assert found.source.encoding == encoding
    assert found.text.startswith(("Tỉnh ủy", "Отчёт"))


@pytest.mark.parametrize("charset", ["tcvn3", "vni", "viscii", "vps", "windows-1258"])
def test_pages_of_before_unicode(charset: str) -> None:
    markup = page(TEXT).decode().replace("charset='utf-8'", "charset='windows-1252'")
    found = article(write(markup, charset))
    assert (found.source.encoding, found.text.strip()) == (charset, TEXT.strip())


@pytest.mark.parametrize(
    ("damaged", "encoding"),
    [
        (write(TEXT, "tcvn3").decode("latin-1"), "utf-8/tcvn3"),
        (write(TEXT, "vni").decode("cp1252"), "utf-8/vni"),
        (TEXT.encode().decode("sloppy-windows-1252"), "utf-8/mojibake"),
    ],
)
def test_a_page_that_was_stored_wrongly_is_mended_with_its_blocks_and_title(damaged: str, encoding: str) -> None:
    head = f"<meta property='og:title' content='{damaged.split(chr(10))[0]}'>"
    found = article(page(damaged, head=head, before="<nav><a href=x>Menu</a></nav>"))
    assert found.source.encoding == encoding
    assert found.text.strip() == f"Menu\n{TEXT.strip()}"
    assert clean(found).title == TITLE
    assert [(b.rule, found.text[b.start : b.end]) for b in found.blocks] == [
        ("html/nav", "Menu"),
        ("html/title", TITLE),
    ]


# ------------------------------------------------------------------ whatever comes
TAGS = st.sampled_from(
    ["p", "div", "table", "tr", "td", "a href=x", "b", "h1", "li", "nav", "br", "script", "!--", "title", "article"]
)
PIECES = st.one_of(
    TAGS.map(lambda t: f"<{t}>"),
    TAGS.map(lambda t: f"</{t.split()[0]}>"),
    st.sampled_from([TITLE, TEXT, "12/03/2019", "-->", "<", "&", "&#0;", "\0", "<p class='related'>", " ", "ẹ̣"]),
    st.text(max_size=20),
)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_markup_gives_a_sound_page_or_a_reason(markup: str) -> None:
    found = ingest.parse(ingest.Raw("x", markup.encode("utf-8", "replace"), "html"))
    if isinstance(found, Reject):
        assert found.reason.startswith(("empty", "NUL", "binary data", "not utf-16"))
        return
    at = 0
    for block in found.blocks:
        assert at <= block.start < block.end <= len(found.text)
        assert "\n" not in found.text[block.start : block.end]
        at = block.end
    record = process(found)
    assert not isinstance(record, Reject)
    assert verify(record) == []


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<p>",
        "<a href=x>",
        "</div>",
        "<td>",
        "<!--",
        "<x ",
        "&",
        "<li><a>",
        "<div class=related>a</div>",
        "a<br>",
    ],
)
def test_time_grows_with_the_page_and_not_faster(piece: str) -> None:
    def seconds(count: int) -> float:
        raw = ingest.Raw("x", (piece * count + TEXT).encode(), "html")
        began = time.process_time()
        ingest.parse(raw)
        return time.process_time() - began

    small, large = (min(seconds(n) for _ in range(3)) for n in (1_500, 12_000))
    assert large < 0.05 or large < small * 8 * 4


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<div>" * 3_000, "elements nested deeper than 2,000 (--max-nesting)"),
        ("<select>" + "<option>a" * 9_000, "elements nested deeper than 2,000 (--max-nesting)"),
        ("<select>" + "<option>a</option>" * 20_000, "more than 10,000 options to choose from"),
        ("<font>" * 1_000 + "<p>x" * 5_000, "elements of formatting that are never closed"),
        ("<div " + " ".join(f"a{i}" for i in range(3_000)) + ">a</div>", "a tag with more than 500 attributes"),
    ],
)
def test_markup_over_which_the_parser_takes_too_long(markup: str, reason: str) -> None:
    began = time.perf_counter()
    found = ingest.parse(ingest.Raw("x", markup.encode(), "html"))
    assert isinstance(found, Reject)
    assert found.reason.startswith(reason)
    assert time.perf_counter() - began < 1


def test_pages_are_written_as_files_and_as_a_crawl(tmp_path: Path) -> None:
    for out, count in ((tmp_path / "pages", None), (tmp_path / "crawl.warc.gz", 40)):
        assert subprocess.run([sys.executable, BUILD, str(out), *(["-n", str(count)] if count else [])]).returncode == 0
        found = list(ingest.read([out]))
        assert len(found) == (count or len(PAGES))
        assert all(isinstance(one, Article) for one in found)
    assert (tmp_path / "pages.csv").read_text("utf-8").count("\n") == len(PAGES) + 1
