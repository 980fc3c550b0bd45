"""What the web throws: each case has an outcome, and none of them stops a run."""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from documented import check_section, table
from made import TEXT, docx, json_lines, page, pdf, tarred, warc, zipped

from chidao import ingest
from chidao.cli import main
from chidao.ingest import formats, inputs, streams
from chidao.model import Article, Reject
from chidao.run import run

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMITS = ingest.Limits(article_bytes=200_000, members=50, depth=4, free_bytes=2_000_000, seconds=20)
OPTIONS = ingest.Options(limits=LIMITS)
ROW = json_lines([{"text": TEXT}])
BLANK = b" " * 190_000
BLANK_ROWS = json_lines([{"text": " " * 9_999}]) * 900


def outcome(path: Path, options: ingest.Options = OPTIONS) -> str:
    """Return what became of an input, in words: how many articles, then the reasons of the rejects."""
    found = list(ingest.read([path], options))
    articles = sum(isinstance(one, Article) for one in found)
    reasons = [one.reason for one in found if isinstance(one, Reject)]
    told = [f"{articles} articles" if articles != 1 else "1 article"] if articles else []
    return "; ".join([*told, *dict.fromkeys(reasons)])


def fits(found: str, expected: str) -> bool:
    """Say whether an outcome is the expected one; a library may add its own words, `some articles` are any number."""
    parts, wanted = found.split("; "), expected.split("; ")
    return len(parts) == len(wanted) and all(
        a.endswith("articles") if b == "some articles" else a.startswith(b) for a, b in zip(parts, wanted, strict=True)
    )


def nested(depth: int) -> bytes:
    data = TEXT.encode()
    for level in range(depth):
        data = zipped({f"{level}": data}, zipfile.ZIP_STORED)
    return data


def overlapping(count: int) -> bytes:
    """Return a ZIP whose directory names the same packed bytes again and again."""
    data = bytearray(zipped({"a": BLANK}))
    directory = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entries = bytes(data[directory:end]) * count
    tail = bytearray(data[end:])
    struct.pack_into("<HHLL", tail, 8, count, count, len(entries), directory)
    return bytes(data[:directory]) + entries + bytes(tail)


def encrypted() -> bytes:
    data = bytearray(zipped({"a.txt": TEXT.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def repeated_parquet() -> bytes:
    """Return a table of one text a hundred times: stored once, in a dictionary."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": ["a " * 90_000] * 100}), out)
    return out.getvalue()


def laughs() -> bytes:
    entities = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10))
    xml = f"<!DOCTYPE d [<!ENTITY l0 'ha'>{entities}]><d>&l9;</d>"
    return zipped({"[Content_Types].xml": b"", "word/document.xml": xml.encode()})


def without_end(data: bytes, share: float = 0.7) -> bytes:
    return data[: int(len(data) * share)]


def broken_member() -> bytes:
    """Return a ZIP of two members, the first of which is not what its checksum says."""
    return zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, zipfile.ZIP_STORED).replace(b"12/3", b"13/3", 1)


HUGE = b'{"text": "' + b"a" * 300_000 + b'"}'
SIXTY = {f"{i}": TEXT.encode() for i in range(60)}
HTML = "text/html; charset=utf-8"
CRAWL = [(f"https://a.vn/{i}", page(TEXT * 9), HTML) for i in range(3)]
MANY = json_lines([{"text": f"{TEXT} {i} {hashlib.sha256(bytes([i])).hexdigest()}"} for i in range(250)])

# case, the bytes, what becomes of them (the limits are smaller here than they are by default)
MORE_MEMBERS = "50 articles; more than 50 members (--max-members), the rest is not read"
BOMB = "expands to more than 200 times its size (--max-ratio), nothing more of it is read"
WOULD_BOMB = "would expand to more than 200 times its size (--max-ratio)"
TOO_LONG = "longer than 200,000 bytes (--max-bytes)"
NESTED = "elements nested deeper than 2,000 (--max-nesting)"
CUT_SHORT = "8 articles; cannot be read: the JSON list is cut short"
SCRIPTED = "empty: the page shows no text, a script may write it"
DAMAGED = "cannot be read: damaged"
CASES: list[tuple[str, Callable[[], bytes], str]] = [
    ("an empty file", lambda: b"", "empty"),
    ("a file of spaces", lambda: b" \n\t\n", "empty"),
    ("NUL bytes", lambda: TEXT.encode() + b"\0\0", "binary data: NUL bytes"),
    ("NUL in a JSON string", lambda: b'{"text": "a\\u0000b"}\n', "NUL characters in the text"),
    ("a lone surrogate in a JSON string", lambda: ROW + b'{"text": "a\\ud800b"}\n', "1 article; not JSON"),
    ("bytes that are no text", lambda: bytes(range(256)) * 40, "binary data"),
    ("JSON nested 50,000 deep", lambda: b'{"text":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "not JSON"),
    ("JSON Lines with a broken line", lambda: ROW + b'{"text": "a\n' + ROW, "2 articles; not JSON"),
    (
        "HTML nested 20,000 deep",
        lambda: b"<div>" * 20_000 + TEXT.encode(),
        "elements nested deeper than 2,000 (--max-nesting)",
    ),
    ("HTML that scripts", lambda: b"<html><script>document.write('x')</script></html>", SCRIPTED),
    ("a text over the limit", lambda: b"a" * 200_001, TOO_LONG),
    ("a page over the limit", lambda: page(TEXT * 2_000), TOO_LONG),
    ("a JSON line over the limit", lambda: ROW + HUGE + b"\n" + ROW, f"2 articles; line {TOO_LONG}"),
    (
        "a JSON list with an element over the limit",
        lambda: b",".join([b"[" + ROW, HUGE, ROW + b"]"]),
        f"2 articles; {TOO_LONG}",
    ),
    (
        "a JSON list without end",
        lambda: b"[" + b",".join([ROW] * 9)[:-9],
        "8 articles; cannot be read: the JSON list is cut short",
    ),
    ("a CSV cell over the limit", lambda: b"text,id\nx,1\n" + HUGE + b",2\n", f"1 article; a line {TOO_LONG}"),
    (
        "a CSV quote that never ends",
        lambda: b'text,id\nx,1\n"' + b"a\n" * 150_000,
        f"1 article; row 2: a cell {TOO_LONG}",
    ),
    (
        "gzip bomb in gzip",
        lambda: gzip.compress(gzip.compress(BLANK_ROWS)),
        f"empty; {BOMB}",
    ),
    ("ZIP bomb: a member", lambda: zipped({"a": b" " * 9_000_000}), TOO_LONG),
    ("ZIP bomb: many members", lambda: zipped({f"{i}": BLANK for i in range(40)}), f"empty; {BOMB}"),
    ("ZIP bomb: members that overlap", lambda: overlapping(40), f"empty; {BOMB}"),
    ("ZIP in ZIP, 9 deep", lambda: nested(9), "more than 4 containers in each other (--max-depth)"),
    (
        "a ZIP of too many members",
        lambda: zipped({f"{i}": TEXT.encode() for i in range(60)}, zipfile.ZIP_STORED),
        MORE_MEMBERS,
    ),
    ("a tar of too many members", lambda: tarred({f"{i}": TEXT.encode() for i in range(60)}), MORE_MEMBERS),
    ("Parquet bomb", repeated_parquet, f"some articles; {BOMB}"),
    ("DOCX bomb", lambda: docx(["a"], extra={"x": b" " * 9_000_000}), WOULD_BOMB),
    ("DOCX of ever larger entities", laughs, "damaged DOCX: it defines entities, as no Word document does"),
    ("`../` in a ZIP", lambda: zipped({"../a": b"a", "b.txt": b"b"}), "1 article; its name leads out of the archive"),
    ("`..\\` in a ZIP", lambda: zipped({"x\\..\\..\\a": b"a"}), "its name leads out of the archive"),
    ("absolute names in a tar", lambda: tarred({"/etc/a.txt": b"a", "C:/b.txt": b"b"}), "2 articles"),
    ("a link in a tar", lambda: tarred({"a.txt": None, "b.txt": b"b"}), "1 article; a link or a device, no file"),
    ("an encrypted ZIP", encrypted, "encrypted"),
    ("a truncated gzip", lambda: without_end(gzip.compress(MANY)), f"some articles; {DAMAGED} gzip"),
    ("a truncated bzip2", lambda: without_end(bz2.compress(MANY)), f"{DAMAGED} bzip2"),
    ("a truncated xz", lambda: without_end(lzma.compress(MANY)), f"some articles; {DAMAGED} xz"),
    ("a truncated zstd", lambda: without_end(zstd.compress(MANY)), f"{DAMAGED} zstd"),
    ("a truncated ZIP", lambda: without_end(zipped({"a": MANY})), f"{DAMAGED} ZIP"),
    ("a ZIP with a broken member", broken_member, f"1 article; {DAMAGED} ZIP: Bad CRC-32"),
    ("a tar cut inside a member", lambda: tarred({"a": b"a", "b": BLANK})[:9_999], f"1 article; {DAMAGED} tar"),
    ("a tar cut between members", lambda: tarred({"a": b"a", "b": b"b"})[:1_024], f"1 article; {DAMAGED} tar"),
    ("a truncated WARC", lambda: without_end(warc(CRAWL)), "2 articles; damaged WARC: the page is cut short"),
    ("a truncated WARC.gz", lambda: without_end(warc(CRAWL, packed=True)), f"2 articles; {DAMAGED} gzip"),
    ("a truncated Parquet", lambda: without_end(repeated_parquet()), f"{DAMAGED} Parquet"),
    ("a truncated DOCX", lambda: without_end(docx([TEXT])), f"{DAMAGED} ZIP"),
    ("a truncated PDF", lambda: without_end(pdf([["a"]]), 0.2), "damaged PDF"),
]


@pytest.mark.parametrize(("make", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_outcome(make: Callable[[], bytes], expected: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(make())
    found = outcome(tmp_path / "x")
    assert fits(found, expected), found


def test_none_stops_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, (_, make, _) in enumerate(CASES):
        (folder / f"{number:03d}").write_bytes(make())
    (folder / "zz.txt").write_text(TEXT, encoding="utf-8")
    summary = run([folder], tmp_path / "out", options=OPTIONS)
    lines = (tmp_path / "out" / "records.jsonl").read_bytes().splitlines()
    assert json.loads(lines[-1])["source"]["path"] == "zz.txt"
    assert summary.articles == summary.records + summary.rejected
    there = b"".join((tmp_path / "out" / name).read_bytes() for name in ("records.jsonl", "rejects.jsonl"))
    assert [n for n in range(len(CASES)) if f'"path":"{n:03d}'.encode() not in there] == []


def test_the_page_of_inputs_is_up_to_date() -> None:
    rows = [(name, expected.replace("|", "\\|")) for name, _, expected in [*CASES, *SURROUNDINGS]]
    check_section("inputs.md", "hostile", table(("input", "what becomes of it"), rows))


# ------------------------------------------------------------------ what stands around the files
SURROUNDINGS: list[tuple[str, None, str]] = [
    ("a line of 200 MB", None, "2 articles; line longer than 20,000,000 bytes (--max-bytes)"),
    ("a file that vanishes", None, "1 article; cannot be read: no such file or directory"),
    ("a file that changes while it is read", None, "some articles; changed while it was read"),
    ("a folder that may not be read", None, "1 article; cannot be read: permission denied"),
    ("a link that leads back", None, "1 article; a link to a folder that is read already"),
    ("a link that leads nowhere", None, "1 article; cannot be read: no such file or directory"),
    ("a pipe in a folder", None, "1 article; a pipe or device, no file"),
    ("an article that takes too long", None, "takes longer than 0.2 seconds (--max-seconds)"),
]
EXPECTED = {name: expected for name, _, expected in SURROUNDINGS}


def test_a_line_of_200_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with path.open("wb") as file:
        file.write(ROW)
        file.seek(200_000_000, os.SEEK_CUR)  # a hole: NUL bytes that take no room on disk
        file.write(b"\n" + ROW)
    tracemalloc.start()
    try:
        assert outcome(path, ingest.Options()) == EXPECTED["a line of 200 MB"]
        assert tracemalloc.get_traced_memory()[1] < 70_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = ingest.read([tmp_path])
    first = next(found)
    os.unlink(tmp_path / "b.txt")
    rest = list(found)
    assert isinstance(first, Article)
    assert [getattr(one, "reason", None) for one in rest] == [EXPECTED["a file that vanishes"].partition("; ")[2]]


@pytest.mark.parametrize("rows", [1, 500])
def test_a_file_that_changes(rows: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(ROW * rows)
    found = ingest.read([path])
    first = next(found)
    with path.open("ab") as file:
        file.write(ROW)
    assert isinstance(first, Article)
    assert [one.reason for one in found if isinstance(one, Reject)] == ["changed while it was read"]


def test_a_text_that_changes_gives_no_half_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    whole = streams.Item.everything

    def meanwhile(item: streams.Item, options: ingest.Options) -> bytes:
        data = whole(item, options)
        path.write_text(TEXT * 2, encoding="utf-8")
        return data

    monkeypatch.setattr(streams.Item, "everything", meanwhile)
    assert outcome(path) == "changed while it was read"


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    listed = os.listdir

    def refused(path: Path) -> list[str]:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")  # the superuser may read all, so it is only played
        return listed(path)

    monkeypatch.setattr(inputs.os, "listdir", refused)
    assert outcome(tmp_path) == EXPECTED["a folder that may not be read"]


def test_links_and_pipes(tmp_path: Path) -> None:
    for name, make in (
        ("a link that leads back", lambda p: p.symlink_to(p.parent.parent)),
        ("a link that leads nowhere", lambda p: p.symlink_to("nowhere")),
        ("a pipe in a folder", os.mkfifo),
    ):
        folder = tmp_path / name
        (folder / "b").mkdir(parents=True)
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        make(folder / "b" / "x")
        assert outcome(folder) == EXPECTED[name]


def test_an_article_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    options = ingest.Options(limits=ingest.Limits(seconds=0.2))

    def endless(*_: object) -> Article:
        while True:
            pass

    monkeypatch.setitem(formats.PARSERS, "text", endless)
    assert outcome(tmp_path, options) == EXPECTED["an article that takes too long"]
    monkeypatch.undo()
    monkeypatch.setattr("chidao.run.STAGES", (("clean", endless),))
    summary = run([tmp_path / "a.txt"], tmp_path / "out", options=options)
    assert summary.rejects == {"clean: takes longer than 0.2 seconds (--max-seconds)": 1}


# ------------------------------------------------------------------ the command line
@pytest.mark.parametrize(
    ("option", "data", "reason"),
    [
        ("--max-bytes=9", TEXT.encode(), "longer than 9 bytes (--max-bytes)"),
        (
            "--max-members=1",
            tarred({"a": b"a", "b": b"b"}),
            "more than 1 members (--max-members), the rest is not read",
        ),
        ("--max-depth=1", zipped({"a": zipped({"b": b"b"})}), "more than 1 containers in each other (--max-depth)"),
        (
            "--max-nesting=3",
            b"<div><div><div><div>a</div></div></div></div>",
            "elements nested deeper than 3 (--max-nesting)",
        ),
        ("--max-ratio=2", zipped({f"{i}": b" " * 19_000_000 for i in range(6)}), BOMB.replace("200", "2")),
    ],
)
def test_limits_are_options(
    option: str, data: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_bytes(data)
    assert main(["inspect", str(tmp_path / "x"), option, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert any(reason in example for r in said["rejected"] for example in r["examples"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--max-bytes=0"], "--max-bytes"),
        (["--field", "tựa=x"], "write FIELD=COLUMN, FIELD is one of text, title"),
        (["--field", "title"], "write FIELD=COLUMN"),
    ],
)
def test_wrong_options_are_one_line(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "x", *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert line in said
    assert "\n" not in said
