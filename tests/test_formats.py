"""Every format: the whole sample corpus written in it, under a name that says nothing, is read back as it was."""

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow
import pyarrow.parquet
import pytest
from documented import check_section, table
from made import TEXT, docx, json_lines, page, pdf, tarred, warc, zipped

from chidao import ingest
from chidao.clean import clean
from chidao.model import Article, Reject

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "corpus" / "articles").glob("*.txt"))
# Lines without outer and double blanks and without empty ones: what a page or a letter keeps of a text.
TEXTS = ["\n".join(" ".join(x.split()) for x in p.read_text("utf-8").split("\n") if x.strip()) for p in FILES]
NAMES = [p.name for p in FILES]
ROWS = [{"id": name, "text": text, "views": i} for i, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))]
LINES = json_lines(ROWS)


def table_of(delimiter: str, names: tuple[str, str] = ("id", "text")) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter)
    rows.writerow(names)
    rows.writerows((name, text) for name, text in zip(NAMES, TEXTS, strict=True))
    return out.getvalue().encode()


def parquet() -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"tieu_de": NAMES, "noi_dung": TEXTS}), out, compression="zstd")
    return out.getvalue()


def crawl(*, packed: bool) -> bytes:
    kind = "text/html; charset=utf-8"
    pages = [(f"https://example.vn/{n}", page(t), kind) for n, t in zip(NAMES, TEXTS, strict=True)]
    return warc(pages, packed=packed)


def wrapped(text: str) -> list[str]:
    """Return lines as a letter breaks them: when they are full."""
    return [part for line in text.split("\n") for part in textwrap.wrap(line, 90)]


def plain(text: str) -> str:
    return "\n".join(x.strip() for x in text.split("\n") if x.strip())


def words(text: str) -> str:
    """Return a text without its line breaks: a PDF has lines, not paragraphs."""
    return " ".join(text.split())


UTF8 = {name: text.encode() for name, text in zip(NAMES, TEXTS, strict=True)}
Files = dict[str, bytes]
# name in the table, how it is told, the files, how texts are compared, media type
FORMATS: list[tuple[str, str, Callable[[], Files], Callable[[str], str], str]] = [
    ("text, UTF-8", "what is nothing else", lambda: UTF8, str, "text/plain"),
    ("text, UTF-8 with mark", "", lambda: {n: b"\xef\xbb\xbf" + d for n, d in UTF8.items()}, str, "text/plain"),
    ("text, UTF-16", "", lambda: {n: d.decode().encode("utf-16") for n, d in UTF8.items()}, str, "text/plain"),
    ("HTML", "first tag", lambda: {n: page(d.decode()) for n, d in UTF8.items()}, plain, "text/html"),
    ("JSON Lines", "first line", lambda: {"x": LINES}, str, "application/x-ndjson"),
    ("JSON, a list", "`[{`", lambda: {"x": json.dumps(ROWS, indent=1).encode()}, str, "application/json"),
    ("JSON, a list inside", "`{`", lambda: {"x": json.dumps({"data": ROWS}).encode()}, str, "application/json"),
    ("CSV", "header", lambda: {"x": table_of(",")}, str, "text/csv"),
    ("CSV with `;`", "header", lambda: {"x": table_of(";", ("mã", "nội dung"))}, str, "text/csv"),
    ("TSV, UTF-16", "header", lambda: {"x": table_of("\t").decode().encode("utf-16")}, str, "text/csv"),
    ("Parquet", "first bytes", lambda: {"x": parquet()}, str, "application/vnd.apache.parquet"),
    ("gzip", "first bytes", lambda: {"x": gzip.compress(LINES)}, str, "application/x-ndjson"),
    ("zstd", "first bytes", lambda: {"x": zstd.compress(LINES)}, str, "application/x-ndjson"),
    ("bzip2", "first bytes", lambda: {"x": bz2.compress(LINES)}, str, "application/x-ndjson"),
    ("xz", "first bytes", lambda: {"x": lzma.compress(LINES)}, str, "application/x-ndjson"),
    ("ZIP", "first bytes", lambda: {"x": zipped(UTF8)}, str, "text/plain"),
    ("tar", "checksum of the header", lambda: {"x": tarred(UTF8)}, str, "text/plain"),
    ("tar.gz", "", lambda: {"x": gzip.compress(tarred(UTF8))}, str, "text/plain"),
    ("ZIP in a tar.gz", "", lambda: {"x": gzip.compress(tarred({"a": zipped(UTF8)}))}, str, "text/plain"),
    ("WARC", "first bytes", lambda: {"x": crawl(packed=False)}, plain, "text/html"),
    ("WARC.gz", "", lambda: {"x": crawl(packed=True)}, plain, "text/html"),
    (
        "DOCX",
        "`word/document.xml` in a ZIP",
        lambda: {n: docx(d.decode().split("\n")) for n, d in UTF8.items()},
        str,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "PDF with a text layer",
        "`%PDF-`",
        lambda: {n: pdf([wrapped(d.decode())]) for n, d in UTF8.items()},
        words,
        "application/pdf",
    ),
]


def read_back(folder: Path, files: Files) -> list[Article | Reject]:
    for number, data in enumerate(files.values()):
        (folder / f"{number:03d}.bin").write_bytes(data)
    return list(ingest.read([folder]))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Article | Reject]]:
    return {name: read_back(tmp_path_factory.mktemp("x"), make()) for name, _, make, _, _ in FORMATS}


@pytest.mark.parametrize(("name", "compared", "media_type"), [(f[0], f[3], f[4]) for f in FORMATS])
def test_the_corpus_is_read_back(
    name: str, compared: Callable[[str], str], media_type: str, found: dict[str, list[Article | Reject]]
) -> None:
    articles = [a for a in found[name] if isinstance(a, Article)]
    assert [a for a in found[name] if isinstance(a, Reject)] == []
    assert [compared(a.text) for a in articles] == [compared(t) for t in TEXTS]
    assert {a.source.media_type for a in articles} == {media_type}
    assert len({a.source.path for a in articles}) == len(articles)


def test_the_page_of_inputs_is_up_to_date(found: dict[str, list[Article | Reject]]) -> None:
    rows = []
    for name, told, _, compared, _ in FORMATS:
        both = zip(found[name], TEXTS, strict=False)
        equal = sum(isinstance(a, Article) and compared(a.text) == compared(t) for a, t in both)
        rows.append((name, told or "as above", f"{equal} of {len(TEXTS)} articles"))
    check_section("inputs.md", "formats", table(("format", "told by", "read back to the letter"), rows))


def one(data: bytes, name: str = "x.bin", options: ingest.Options | None = None) -> list[Article | Reject]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return list(ingest.read([path], options or ingest.Options()))


def article(data: bytes, name: str = "x.bin", options: ingest.Options | None = None) -> Article:
    (found,) = one(data, name, options)
    assert isinstance(found, Article), found
    return found


# ------------------------------------------------------------------ columns
@pytest.mark.parametrize("column", ["text", "Content", "body", "noi_dung", "Nội dung", "maintext", "article_text"])
def test_usual_names_of_the_text(column: str) -> None:
    assert article(json_lines([{column: TEXT, "x": 1}])).text == TEXT


def test_named_columns_go_before_the_usual_ones() -> None:
    data = json_lines([{"text": "tóm tắt", "toan_van": TEXT, "ngay": "12/03/2019", "tua": "Tựa"}])
    options = ingest.Options(columns={"text": "toan_van", "published": "ngay", "title": "tua"})
    found = article(data, options=options)
    assert found.text == TEXT
    assert clean(found).published == "2019-03-12"
    assert clean(found).title == "Tựa"
    assert found.source.metadata["text"] == "tóm tắt"


def test_metadata_keeps_its_names_and_gets_the_known_ones() -> None:
    row = {"noi_dung": TEXT, "tieu_de": "Tựa", "ngay_dang": "2019-03-12", "link": "https://a.vn/1", "tags": ["a", "b"]}
    source = article(json_lines([{**row, "luot_xem": 12, "empty": ""}])).source
    assert source.url == "https://a.vn/1"
    assert source.metadata == {
        "tieu_de": "Tựa", "ngay_dang": "2019-03-12", "link": "https://a.vn/1", "tags": "a, b", "luot_xem": "12",
        "title": "Tựa", "published": "2019-03-12", "url": "https://a.vn/1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a,b\n1,2\n", "no text: name its column with --text-field, there are: a, b"),
        (json_lines([{"a": 1}]), "no text: name its column with --text-field, there are: a"),
        (b'{"data": 3}', "no text: name its column with --text-field, there are: data"),
        (json_lines([{"text": 7}]), "the text is no text but int"),
        (json_lines([{"text": " \n"}]), "empty"),
        (b'{"text": "x"\n', "not JSON: Input data was truncated"),
        (b"[1, 2]", "no text: a JSON int, not an object"),
        (b"text,id\na,b,c\n", "more cells than columns: 3 in a table of 2"),
    ],
)
def test_rows_without_text_say_why(data: bytes, reason: str) -> None:
    name = "x.csv" if data[:1].isalpha() else "x.json"
    assert {r.reason for r in one(data, name) if isinstance(r, Reject)} == {reason}


def test_a_column_that_is_not_there_is_named() -> None:
    (found,) = one(b"text,id\na,b\n", options=ingest.Options(columns={"text": "body"}))
    assert isinstance(found, Reject)
    assert found.reason == "no text: no column 'body', there are: text, id"


def test_markup_in_a_column_is_a_page() -> None:
    found = article(json_lines([{"content": f"<div><p>{TEXT}</p><script>x()</script></div>", "title": "T"}]))
    assert "<" not in found.text
    assert found.text.startswith("Tỉnh ủy yêu cầu")


def test_parquet_keeps_days_and_binary_strings() -> None:
    import datetime

    out = io.BytesIO()
    columns = {"text": [TEXT.encode(), None], "date": [datetime.date(2019, 3, 12), None], "other": [[1], [2]]}
    pyarrow.parquet.write_table(pyarrow.table(columns), out)
    good, bad = one(out.getvalue())
    assert isinstance(good, Article)
    assert isinstance(bad, Reject)
    assert (good.text, clean(good).published, bad.reason, bad.path) == (TEXT, "2019-03-12", "empty", "x.bin#2")


# ------------------------------------------------------------------ containers
def test_paths_name_the_way_into_a_container() -> None:
    data = gzip.compress(tarred({"./a/b.zip": zipped({"c/d.jsonl": json_lines([{"text": TEXT}] * 2)})}))
    assert [a.source.path for a in one(data, "x.tgz") if isinstance(a, Article)] == [
        "x.tgz!a/b.zip!c/d.jsonl#1",
        "x.tgz!a/b.zip!c/d.jsonl#2",
    ]


def test_what_is_no_page_of_a_crawl_is_counted() -> None:
    data = (
        warc([("https://a.vn/1", page(TEXT), "text/html; charset=utf-8"), ("https://a.vn/x", b"\x89PNG", "image/png")])
        + warc([("https://a.vn/2", b"<p>not here</p>", "text/html")], status=404)
        + warc([("https://a.vn/y", b"\x89PNG", "image/png")])
    )
    found, rest = one(data)
    assert isinstance(found, Article)
    assert isinstance(rest, Reject)
    assert found.source.url == "https://a.vn/1"
    assert found.source.metadata["visited"] == "2019-03-12T01:00:00Z"
    assert rest.reason == "records that are no pages: 2 image/png, 1 status 404"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
            "a Word or Excel file of before 2007: save it as DOCX or CSV",
        ),
        (b"{\\rtf1 a}", "RTF: save it as DOCX"),
        (b"Rar!\x1a\x07\x00", "a RAR archive: unpack it, or pack it as ZIP"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (
            zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
            "a spreadsheet or presentation: save it as CSV or PDF",
        ),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "XML that is no page"),
        (pdf([[]]), "no text layer: 1 pages of pictures"),
        (
            b"<html><body><script>document.write('a')</script></body></html>",
            "empty: the page shows no text, a script may write it",
        ),
        (b"", "empty"),
        (b" \n\t \n", "empty"),
    ],
)
def test_what_is_not_read_says_what_it_is(data: bytes, reason: str) -> None:
    (found,) = one(data)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_a_format_whose_library_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "selectolax.lexbor", None)
    (found,) = one(page(TEXT))
    assert isinstance(found, Reject)
    assert found.reason == "selectolax is not installed: pip install 'chidao[html]'"


# ------------------------------------------------------------------ documents
def test_docx_keeps_insertions_and_leaves_out_deletions() -> None:
    runs = (
        "<w:pPr><w:numPr/></w:pPr><w:r><w:t>Giao Sở Nội vụ</w:t></w:r><w:ins><w:r><w:t> chủ trì</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> phối hợp</w:delText></w:r></w:del><w:sdt><w:sdtContent><w:r><w:t> báo cáo</w:t></w:r>"
        "</w:sdtContent></w:sdt><w:r><w:tab/><w:t>.</w:t></w:r>"
    )
    found = article(docx(["<w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>Tựa</w:t></w:r>", runs]))
    assert found.text == "Tựa\nGiao Sở Nội vụ chủ trì báo cáo ."
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        ("title", "Tựa"),
        ("list_item", "Giao Sở Nội vụ chủ trì báo cáo ."),
    ]


def test_pdf_joins_broken_lines_and_marks_running_heads() -> None:
    first, second = (TEXT.split("\n")[i] for i in (1, 2))
    pages = [
        ["CÔNG BÁO", "Tựa", *textwrap.wrap(first, 60)[:1], "1"],
        ["CÔNG BÁO", *textwrap.wrap(first, 60)[1:], *textwrap.wrap(second, 60), "2"],
        ["CÔNG BÁO", "Hết.", "3"],
    ]
    found = article(pdf(pages))
    marked = {b.start: b.rule for b in found.blocks}
    lines = found.text.split("\n")
    assert first in lines
    assert second in lines
    assert sorted(marked.values()) == ["pdf/page-number"] * 3 + ["pdf/running-head"] * 3
    assert all(b.kind == "boilerplate" for b in found.blocks)


# ------------------------------------------------------------------ the way through
def test_raw_articles_can_be_parsed_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.html").write_bytes(page(TEXT))
    raws = list(ingest.unpack([tmp_path]))
    sent = [msgspec.msgpack.decode(msgspec.msgpack.encode(r), type=ingest.Raw) for r in raws]
    assert [ingest.parse(r) for r in sent] == list(ingest.read([tmp_path]))


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    for name in ("b/x.txt", "a.txt", "a/z.txt", "a/y.txt", ".hidden/n.txt", "a/.n.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [one.path for one in ingest.unpack([tmp_path])] == ["a/y.txt", "a/z.txt", "a.txt", "b/x.txt"]
