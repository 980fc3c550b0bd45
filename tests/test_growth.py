"""Four times as much text takes four times as long, whatever the text: for every rule alone, and for whole pages.

Time that grows with the square would be sixteen times as long; the bound between the two is nine. What takes only a few
milliseconds at the larger size is not measured further: were its growth square, it would not be so little.
"""

import time
from collections.abc import Callable, Iterator

import pytest

from chidao import ingest
from chidao.duplicates import fingerprint
from chidao.encodings import DecodeError, decode
from chidao.model import Record
from chidao.rules import Rule, load
from chidao.run import process
from chidao.text import canonical, fold

MOST = 9.0
RULES = load()
TAILS = ["1", "1.", "1 ", "1/", '"', "(", "a", "ă ", " ", "\n", "A ", "-", ", ", "bộ ", "các ", "của "]

# A unit that is repeated until the page is long enough.
PAGES = {
    "orders": "Thủ tướng yêu cầu Bộ Tài chính rà soát các quỹ trước ngày 30/6/2017. ",
    "orders in one sentence": "Thủ tướng yêu cầu Bộ Tài chính rà soát các quỹ trước ngày 30/6/2017, ",
    "orders on lines": "Thủ tướng yêu cầu Bộ Tài chính rà soát các quỹ trước ngày 30/6/2017.\n",
    "orders of short names": "Bộ Y tế giao Sở Y tế rà soát, báo cáo trước 30/6; ",
    "goals": "phấn đấu 75% số xã đạt chuẩn đến năm 2020; ",
    "goals without a stop": "phấn đấu 75% số xã ",
    "documents": "Nghị quyết 21-NQ/TW, ",
    "numbers of documents": "21-NQ/TW và ",
    "short names of documents": "Nghị quyết 21 ",
    "documents in a list": "số 03 và 04, ",
    "relations": "Kế hoạch 104-KH/TU thực hiện Nghị quyết 21-NQ/TW ",
    "laws": "Luật Đất đai ",
    "titles of documents": 'Đề án "Nâng cao chất lượng" ',
    "a verb again and again": "yêu cầu ",
    "a duty again and again": "phải ",
    "a time again and again": "hằng năm ",
    "horizons": "đến năm 2020 ",
    "names": "UBND tỉnh Hải Dương, ",
    "people": "ông Nguyễn Văn A, ",
    "digits": "7",
    "digits and stops": "1.",
    "days": "30/6/",
    "quotes left open": "“Nghị ",
    "brackets": "(a ",
    "capitals": "NGHỊ QUYẾT ",
    "items": "1. a\n",
    "paragraphs": "a\n\n",
    "hidden characters": "1\u200b\u202e",
    "combining marks": "a\u0301\u0323",
    "mojibake": "á»‰ Ä‘ ",
    "mnemonics": "Vie^.t Nam dda~ ",
    "TCVN3": "TØnh ñy §¶ng bé ",
    "tones at random": "mớị quúỷ ",
}


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's time, which others on the same machine do not lengthen."""
    began = time.process_time()
    work()
    return time.process_time() - began


def growth(work: Callable[[str], object], small: str, large: str, *, enough: float) -> float:
    """Return how many times as long the larger text takes; the least of some tries, for only the machine adds to it."""
    least = float("inf")
    for _ in range(4):
        longer = seconds(lambda: work(large))
        if longer < enough:
            return 0.0
        least = min(least, longer / max(seconds(lambda: work(small)), 1e-6))
        if least <= MOST:
            break
    return least


def _units(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield (head, unit): a head once and then the unit again and again."""
    form = canonical if rule.on == "norm" else fold
    examples = [form(e if isinstance(e, str) else str(e["text"])) for e in rule.examples[:3]]
    for cue in rule.cues[:3]:
        yield "", fold(cue) + " "
        yield "", fold(cue)
    for e in examples:
        yield "", e + " "
        yield "", e[:-1] + " "
        yield "", e[: len(e) // 2] + " "
        yield "", e[len(e) // 3 :] + " "
    for head in (*(f"{e} " for e in examples[:2]), *(e[: len(e) // 2] for e in examples[:2])):
        for tail in TAILS:
            yield head, tail


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda r: r.id)
def test_every_rule(rule: Rule) -> None:
    pattern = RULES.compiled(RULES.rules.index(rule))

    def search(text: str) -> None:
        if rule.whole:
            pattern.fullmatch(text, timeout=10)
        else:
            for _ in pattern.finditer(text, timeout=10):
                pass

    for head, unit in _units(rule):
        small, large = (head + unit * (n // len(unit)) for n in (1_000, 4_000))
        times = growth(search, small, large, enough=0.02)
        assert times <= MOST, f"{times:.1f} times as long for {(head + unit)[:60]!r} four times as often"


@pytest.mark.parametrize("unit", PAGES.values(), ids=PAGES.keys())
def test_a_whole_page(unit: str) -> None:
    def read(text: str) -> None:
        try:
            record = process(ingest.article(decode(text.encode()).text))
        except DecodeError:
            return
        assert isinstance(record, Record), record
        fingerprint(record)

    small, large = (unit * (n // len(unit)) for n in (5_000, 20_000))
    times = growth(read, small, large, enough=0.05)
    assert times <= MOST, f"{times:.1f} times as long for four times {unit!r}"
