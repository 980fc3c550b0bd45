"""The pages in a browser: Debian's chromium, driven by playwright.

Skipped where there is no chromium. `make images` makes the pictures in docs/images with the last test.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian: apt-get install chromium)")

playwright = pytest.importorskip("playwright.sync_api")
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: "playwright.Browser", server: str) -> Iterator["playwright.Page"]:
    """A page that fails the test for a request that leaves the machine, a script's error, a dialog, a policy's word."""
    context = browser.new_context(viewport=DESK, base_url=server, locale="vi-VN", accept_downloads=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith((server, "data:")) else wrong.append(f"request {r.url}"))
    opened.on("pageerror", lambda e: wrong.append(f"error {e}"))
    opened.on("console", lambda m: wrong.append(f"console {m.text}") if m.type == "error" else None)
    opened.on("dialog", lambda d: (wrong.append(f"dialog {d.message}"), d.dismiss()))
    yield opened
    context.close()
    assert wrong == []


def fits(page: "playwright.Page") -> bool:
    """Whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def follow(page: "playwright.Page", link: str) -> None:
    """Click the first such link and wait until the page has loaded, with the script that listens for clicks."""
    with page.expect_navigation(wait_until="load"):
        page.locator(link).first.click()


def test_search_without_diacritics_leads_to_the_marked_fact(page: "playwright.Page") -> None:
    page.goto("/")
    page.wait_for_function("document.activeElement.name === 'q'")  # the box has the focus
    page.keyboard.type("ket nap dang vien")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert {"kết", "nạp", "đảng", "viên"} <= {m.lower() for m in page.locator(".results mark").all_inner_texts()}
    first = page.locator(".results li.directive .sentence a, .results li.target .sentence a").first
    fact = first.locator(".mark").first.inner_text()
    first.click()
    page.wait_for_selector(".panel.open .card")
    assert fact.split()[0] in page.locator(".panel .card blockquote").first.inner_text()
    assert page.locator(".text a.mark.on").first.is_visible()


def test_click_and_keyboard_show_a_fact(page: "playwright.Page") -> None:
    page.goto("/search?q=88-KH/TU&kind=article")
    follow(page, ".results h2 a")
    page.locator(".text a.mark.deadlines", has_text="trong tháng 4-2017").click()
    panel = page.locator(".panel.open")
    assert "30/4/2017" in panel.inner_text()
    assert "deadline" in panel.locator("code").first.inner_text()  # the rule
    assert ".txt" in panel.inner_text()  # the source
    # The order around it is shown with it.
    assert panel.locator(".card.directives").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".panel.open").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".panel.open .card").count() >= 1
    # Every fact can be reached with the keyboard.
    facts = set(page.locator(".facts .card").evaluate_all("cards => cards.map(c => c.id)"))
    stops = page.locator(".text a.mark:not([tabindex])")
    assert facts <= set(stops.evaluate_all("marks => marks.flatMap(m => m.dataset.facts.split(' '))"))


def test_kinds_can_be_hidden(page: "playwright.Page") -> None:
    page.goto("/search?q=88-KH/TU&kind=article")
    follow(page, ".results h2 a")
    colour = "e => getComputedStyle(e).backgroundColor"
    mark = page.locator(".text a.mark.documents").first
    before = mark.evaluate(colour)
    page.locator(".legend button.documents").click()
    assert mark.evaluate(colour) != before
    assert page.locator(".legend button.documents").get_attribute("aria-pressed") == "false"


def test_follow_a_document(page: "playwright.Page") -> None:
    page.goto("/search?q=37/2015/TTLT-BYT-BTC&kind=document")
    follow(page, ".results h2 a")
    assert "37/2015" in page.locator("h1").inner_text()
    assert page.locator("svg.graph .node").count() >= 3
    page.locator("svg.graph a").first.click()
    page.wait_for_function("!document.querySelector('h1').innerText.includes('37/2015')")
    assert page.locator(".timeline li").count() >= 1
    page.locator(".orders .action a").first.click()
    page.wait_for_selector(".panel.open .card.documents")


def test_filter_the_calendar_and_download(page: "playwright.Page", tmp_path: Path) -> None:
    page.goto("/calendar?on=2020-06-01")
    page.locator(".when a[title^='2020']").click()
    page.locator(".months a", has_text="6/2020").click()
    page.wait_for_selector("table.month")
    page.locator("select[name=place]").select_option("Cần Thơ")
    page.locator("form.fields button").click()
    page.wait_for_url("**place=*")
    days = page.locator(".due-list.open time").all_inner_texts()
    assert days
    assert all(day.endswith("6/2020") for day in days)
    with page.expect_download() as download:
        page.locator(".downloads a", has_text="CSV").click()
    saved = tmp_path / "calendar.csv"
    download.value.save_as(saved)
    assert download.value.suggested_filename == "chidao-calendar.csv"
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Cần Thơ" in saved.read_text(encoding="utf-8-sig")


def test_targets_are_drawn(page: "playwright.Page") -> None:
    page.goto("/targets")
    page.locator("input[name=q]").fill("ho ngheo")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=ho+ngheo*")
    assert page.locator(".bars li").count() >= 2
    assert page.locator("tbody tr").count() >= 3
    assert page.locator(".bars rect").first.bounding_box()["width"] > 5  # type: ignore[index]


def test_english(page: "playwright.Page") -> None:
    page.goto("/")
    page.locator(".languages a", has_text="EN").click()
    page.locator("header nav a", has_text="Deadlines").click()
    assert "Overdue on" in page.locator("h2.overdue").inner_text()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=dang+vien", "/calendar?period=2020-06", "/targets", "/documents/37~2F2015~2FTTLT-BYT-BTC"],
)
def test_fits_a_phone(page: "playwright.Page", address: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address)
    assert fits(page)


def test_an_article_on_a_phone(page: "playwright.Page") -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/search?q=88-KH/TU&kind=article")
    follow(page, ".results h2 a")
    page.locator(".text a.mark.targets").first.click()
    panel = page.locator(".panel.open")
    box = panel.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"] + 1
    assert fits(page)
    panel.locator(".close").click()
    assert not page.locator(".panel").is_visible()


def test_hostile_text_stays_text(page: "playwright.Page") -> None:
    page.goto("/search?q=HYPERLINK&kind=directive")
    follow(page, ".results .sentence a")
    page.wait_for_selector(".panel.open .card")
    assert "<img src=x onerror=alert(1)>" in page.locator(".text").inner_text()
    assert page.locator(".text img, .text script, .panel b").count() == 0
    page.locator(".panel .card a").first.click()
    page.wait_for_selector("h1")
    assert "<b onclick" in page.locator("h1").inner_text()
    page.goto("/chidao/articles")
    assert "<img src=x" in page.locator("main").inner_text()


def test_datasette_s_own_pages_work_under_the_policy(page: "playwright.Page") -> None:
    page.goto("/chidao/targets?_facet=unit")
    assert page.locator(".facet-results").is_visible()
    page.goto("/chidao?sql=select+count(*)+as+n+from+articles")
    page.wait_for_selector(".CodeMirror")
    assert page.locator("td").first.inner_text() == "25"


def test_pictures(browser: "playwright.Browser", sample_server: str, tmp_path: Path) -> None:
    """Take the pictures of the sample corpus; they are whole, and small enough for a page of documentation."""
    folder = Path(os.environ.get("PICTURES") or tmp_path)
    context = browser.new_context(viewport=DESK, base_url=sample_server, locale="vi-VN", color_scheme="light")
    page = context.new_page()

    def picture(name: str) -> None:
        page.mouse.move(0, 0)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png", animations="disabled")
        compress(folder / f"{name}.png")
        assert 10_000 < (folder / f"{name}.png").stat().st_size < 200_000

    page.goto("/")
    picture("start")
    page.goto("/search?q=dang+vien")
    picture("search")
    page.goto("/search?q=88-KH/TU&kind=article")
    follow(page, ".results h2 a")
    page.locator(".text a.mark.documents", has_text="Kế hoạch số 88-KH/TU").click()
    picture("article")
    page.goto("/documents/37~2F2015~2FTTLT-BYT-BTC")
    picture("document")
    page.goto("/calendar?period=2020&on=2020-06-01")
    picture("calendar")
    context.close()


def compress(path: Path) -> None:
    """Write a picture with 256 colours: pages have few, and it takes a third of the room."""
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
