"""The pages without a browser: what they answer, in both languages, to wrong and to hostile input."""

import csv
import io
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import html5lib
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chidao.cli import main
from chidao.serve import links
from chidao.serve.drawing import years
from chidao.serve.language import LANGUAGES, _texts, text
from chidao.serve.marks import Mark, cut

DOCS = Path(__file__).parents[2] / "docs" / "serve.md"
TEMPLATES = Path(__file__).parents[2] / "pipeline" / "chidao" / "serve" / "templates"


@pytest.fixture(scope="module")
def web(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, follow_redirects=False, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def addresses(index: Path) -> list[str]:
    """Every article and document of the index, many bodies, and the other pages with and without filters."""
    db = sqlite3.connect(index)
    found = [links.article(row[0]) for row in db.execute("SELECT record FROM articles")]
    found += [links.document(row[0]) for row in db.execute("SELECT identity FROM documents")]
    found += [
        links.body(row[0])
        for row in db.execute("SELECT label FROM bodies WHERE id % 3 = 0 OR ordered > 2 OR name LIKE '<%'")
    ]
    db.close()
    return [
        *found, "/", "/search", "/search?q=dang+vien", "/search?q=%22%22%27%29%28*&kind=target",
        "/search?place=Hà+Giang",
        "/search?year=2017&after=2016&before=2018-34", "/calendar", "/calendar?period=2020", "/calendar?period=2020-06",
        "/calendar?period=2020-06-29&on=2020-06-30&body=uy+ban&place=Cần+Thơ&kind=before", "/calendar?period=2018-34",
        "/targets", "/targets?q=ho+ngheo", "/targets?unit=%25&year=2017", "/targets?q=nothing+is+so",
    ]  # fmt: skip


def test_every_page_answers_in_both_languages(web: httpx.Client, addresses: list[str]) -> None:
    for number, address in enumerate(addresses):
        language = LANGUAGES[number % 2]
        answer = web.get(address, headers={"accept-language": language})
        assert answer.status_code == 200, address
        assert f'<html lang="{language}">' in answer.text
        assert "Undefined" not in answer.text


def test_every_link_inside_leads_somewhere(web: httpx.Client, addresses: list[str]) -> None:
    seen = {a for a in addresses if "?" not in a}
    for address in [a for a in addresses if not a.startswith("/bodies")][::3]:
        for href in re.findall(r'href="(/[^"#]*)', web.get(address).text):
            path = href.replace("&amp;", "&")
            if path not in seen and not path.startswith(("/assets", "/-/static")):
                seen.add(path)
                if len(seen) % 4 == 0:  # a quarter of some hundreds: the same kinds of link come again and again
                    assert web.get(path).status_code == 200, (address, path)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/articles/nothing", 404), ("/documents/nothing", 404), ("/bodies/nothing", 404), ("/nowhere", 404),
        ("/search?year=20", 400), ("/search?before=30/2/2020", 400), ("/calendar?on=2020-02-30", 400),
        ("/calendar?period=x", 400), (f"/search?q={'x+' * 100}", 400), ("/bodies/Ch~C3~ADnh+ph~E1~BB~A7?n=9", 404),
        ("/chidao?sql=delete+from+articles", 400), ("/chidao?sql=attach+'x'+as+y", 400), ("/chidao.db", 403),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_page(web: httpx.Client, address: str, status: int) -> None:
    answer = web.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_what_was_typed_wrong_is_said_in_the_readers_language(web: httpx.Client) -> None:
    asked = "/calendar?period=<b>mai</b>"
    assert "&lt;b&gt;mai&lt;/b&gt;” không phải ngày" in web.get(asked, headers={"accept-language": "vi"}).text
    assert "is no day, month or year" in web.get(asked, headers={"accept-language": "en"}).text


def test_every_address_in_the_documentation_answers(web: httpx.Client) -> None:
    documented = re.findall(r"`(/[^`<{]*)`", DOCS.read_text(encoding="utf-8"))
    assert len(documented) > 10
    for address in documented:
        assert web.get(address).status_code == 200, address


def test_every_answer_forbids_what_is_not_ours(web: httpx.Client) -> None:
    for address in ("/", "/search.csv", "/chidao", "/chidao/directives", "/nowhere", "/assets/chidao.css"):
        policy = web.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    nonces = {re.search("nonce-([^']+)", web.get("/").headers["content-security-policy"])[1] for _ in range(3)}  # type: ignore[index]
    assert len(nonces) == 3


def test_hostile_text_stays_text(web: httpx.Client, addresses: list[str]) -> None:
    """In what a browser would make of the pages there is no element, attribute or address from the article."""
    hostile = [a for a in addresses if "script" in a or "onclick" in a]
    assert len(hostile) == 3
    lists = ["/search?q=HYPERLINK", "/search?q=alert&kind=article", "/targets?q=so+ho", "/calendar?period=2017", "/"]
    for address in [*hostile, *lists, "/chidao/articles", "/chidao/bodies", "/chidao/documents"]:
        page = html5lib.parse(web.get(address).text, namespaceHTMLElements=False)
        for element in page.iter():
            assert not any(name.startswith("on") for name in element.attrib), (address, element.attrib)
            assert element.tag not in ("img", "b", "i", "u", "s", "iframe"), (address, element.tag)
            if element.tag == "script":
                assert "alert" not in (element.text or ""), address
            target = element.attrib.get("href", "") + element.attrib.get("src", "")
            assert target.startswith(str(web.base_url)) or not re.match("[a-z]+:|//", target), (address, target)
    assert "49 =HYPERLINK" not in web.get(hostile[0]).text


def test_language_is_chosen_and_kept(web: httpx.Client) -> None:
    chosen = web.get("/?lang=en", headers={"accept-language": "vi"})
    assert "What the index holds" in chosen.text
    assert "lang=en" in chosen.headers["set-cookie"]
    kept = httpx.get(web.base_url.join("/calendar"), headers={"cookie": "lang=en", "accept-language": "vi"})
    assert "Deadlines" in kept.text
    broken = httpx.get(web.base_url.join("/"), headers={"cookie": "lang=<x>; =;;", "accept-language": "*"})
    assert "Kho này có gì" in broken.text


def test_both_languages_have_every_text() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    used = set(re.findall(r'\bt\("([a-z_]+\.[a-z_]+)"[,)]', templates))
    assert used <= _texts().keys()
    for key, (vi, en) in _texts().items():
        assert re.findall(r"{\w+}", vi) == re.findall(r"{\w+}", en) or key.startswith("date."), key
        assert bool(vi) == bool(en)
    assert text("start.undated", "en", count="2") == "2 articles without a date"


def test_downloads_open_in_a_spreadsheet(web: httpx.Client) -> None:
    answer = web.get("/calendar.csv?period=2017&on=2018-01-01")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="chidao-calendar.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "'=HYPERLINK(1)" in {row["action"] for row in rows}
    assert {row["state"] for row in rows if row["kind"] != "recurring"} == {"overdue"}
    assert all(row["due"].startswith("2017") for row in rows)
    # A page shows the first of many; a file has them all.
    assert len(web.get("/search.json?kind=directive").json()) > 100
    targets = web.get("/targets.json?q=ho+ngheo").json()
    assert {t["place"] for t in targets} >= {"Lào Cai", "Tuyên Quang"}


def test_overdue_is_what_was_known_and_has_passed(web: httpx.Client) -> None:
    def states(on: str) -> dict[str, str]:
        rows = web.get(f"/calendar.json?period=2020&on={on}").json()
        return {f"{row['due']} {row['quote']}": row["state"] for row in rows}

    before, after = states("2020-02-04"), states("2020-02-05")
    eve = "2020-02-04 trước ngày 05/02/2020"
    assert (before[eve], after[eve]) == ("due", "overdue")
    # On a day before the article, nobody knew of it.
    assert eve in states("2019-12-01")
    assert states("2019-12-01")[eve] == "due"


def test_a_question_that_takes_too_long_is_stopped(web: httpx.Client) -> None:
    forever = "with recursive n(x) as (select 1 union all select x+1 from n) select count(*) from n"
    began = time.perf_counter()
    answer = web.get("/chidao", params={"sql": forever})
    assert answer.status_code == 400
    assert time.perf_counter() - began < 5
    assert web.get("/").status_code == 200


def test_the_file_is_never_written(web: httpx.Client, index: Path) -> None:
    before = index.read_bytes()
    for address in ("/", "/search?q=dang", "/chidao/articles", "/chidao?sql=select+*+from+articles"):
        web.get(address)
    assert web.post("/search", data={"q": "x"}).status_code in (200, 403, 405)
    assert index.read_bytes() == before
    assert not list(index.parent.glob(f"{index.name}-*"))


def test_a_new_index_is_shown_without_a_restart(
    serve: Callable[[Path], AbstractContextManager[str]], index: Path, sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "chidao.db"
    shutil.copy(sample, path)

    with serve(path) as address, httpx.Client(base_url=address) as client:
        counted = '/chidao/articles">{}</a>'
        assert counted.format(24) in client.get("/").text
        before = client.get("/search.json?q=HYPERLINK").json()
        shutil.copy(index, tmp_path / "new.db")
        (tmp_path / "new.db").replace(path)
        assert before == []
        for _ in range(9):  # more often than there are threads
            assert client.get("/search.json?q=HYPERLINK").json()
            assert client.get("/chidao.json?sql=select+count(*)+from+articles").json()["rows"] == [[25]]
        assert counted.format(25) in client.get("/").text
        path.unlink()
        assert client.get("/search.json?q=HYPERLINK").status_code == 200


def test_the_tables_come_along(web: httpx.Client) -> None:
    found = web.get("/chidao/directives.json?_search=đảng+viên&_shape=array").json()
    assert found
    # Datasette's own search takes a number as it is typed.
    assert web.get("/chidao/documents.json?_search=05-CT/TW&_shape=array").json()[0]["key"] == "05-CT/TW"
    assert "who orders" in web.get("/chidao/directives").text


@given(
    st.text(alphabet="abc \n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["x", "y"])), max_size=8),
)
def test_pieces_are_the_text(source: str, ranges: list[tuple[int, int, str]]) -> None:
    marks = [Mark(a, b, kind, f"{a}-{b}") for a, b, kind in ranges if a < b]
    pieces = list(cut(source, marks))
    assert "".join(p.text for p in pieces) == source
    at = 0
    for piece in pieces:
        over = {m for m in marks if m.start <= at and at + len(piece.text) <= m.end and piece.text}
        assert set(piece.marks) == over if piece.text else True
        at += len(piece.text)


def test_a_wrong_year_makes_no_endless_chart() -> None:
    assert len(years({"2016": 1, "2020": 2})) == 5
    assert [c.label for c in years({"0001": 1, "9999": 2})] == ["0001", "9999"]
    assert years({}) == []


def test_the_command(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(tmp_path / "none.db")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    shutil.copy(index, tmp_path / "chidao.db")
    process = subprocess.Popen(
        [sys.executable, "-m", "chidao", "serve", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        address = process.stdout.readline().split()[0]
        assert "chỉ đạo" in httpx.get(address).text
        port = address.rstrip("/").rpartition(":")[2]
        assert main(["serve", str(index), "--port", port]) == 2
        assert "address already in use; --port takes another" in capsys.readouterr().err
    finally:
        process.terminate()
        process.wait(10)
