"""What the web throws at a reader, character by character, and what becomes of it."""

import time
from pathlib import Path

import pytest

import chidao
from chidao import ingest
from chidao.model import Record, Reject
from chidao.records import verify
from chidao.run import process, run

ORDER = "Thủ tướng yêu cầu các bộ rà soát, báo cáo trước ngày 30/6/2017.\n"


def test_ten_million_digits(tmp_path: Path) -> None:
    path = tmp_path / "digits.txt"
    path.write_text("7" * 10_000_000, encoding="ascii")
    began = time.process_time()
    summary = run([path], tmp_path / "out")
    assert time.process_time() - began < 60
    assert summary.articles == 1


@pytest.mark.parametrize(
    "noise",
    ["7" * 20_000, "1." * 20_000, "30/6/" * 8_000, '"' * 20_000, "(" * 20_000, "A" * 20_000, "\u0301" * 20_000],
)
def test_a_long_run_beside_an_order(noise: str) -> None:
    record = chidao.extract(
        f"{ORDER}\n{noise}\n\nBộ Y tế giao các sở y tế rà soát thuốc hết hạn, xong trong quý II/2017.\n"
    )
    assert verify(record) == []
    assert [d.verb for d in record.directives] == ["yêu cầu", "giao"]


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u200b\u202e"])
@pytest.mark.parametrize(
    "text",
    [
        "Phấn đấu đến năm 2020 có 1{}500 hộ thoát nghèo.",
        "Phấn đấu đến năm 2020 có 1{}.500 hộ thoát nghèo.",
        "Phấn đấu đến năm 2020 có 1.{}500 hộ thoát nghèo.",
    ],
)
def test_a_number_with_something_hidden_inside_is_no_number(text: str, hidden: str) -> None:
    """What a reader sees of it, and what a part of it would say, are other numbers."""
    assert [t.value for t in chidao.extract(text.format("")).targets] == [1500]
    record = chidao.extract(text.format(hidden))
    assert [t.value for t in record.targets] == []
    assert hidden in record.text


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff"])
def test_a_day_with_something_hidden_inside_is_no_day(hidden: str) -> None:
    for day in (f"3{hidden}0/6/2017", f"30/{hidden}6/2017", f"30{hidden}/6/2017", f"30/6/20{hidden}17"):
        record = chidao.extract(f"Thủ tướng yêu cầu các bộ rà soát, báo cáo trước ngày {day}.")
        assert [d.value for d in record.deadlines if d.value] == []


@pytest.mark.parametrize("hidden", ["\u200b", "\u202a", "\ufeff", "\u00ad"])
def test_what_is_hidden_between_words_hurts_nothing(hidden: str) -> None:
    record = chidao.extract(f"{hidden}{ORDER}")
    assert [d.value for d in record.deadlines] == ["2017-06-30"]
    assert verify(record) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n" * 5_000, "empty"),
        ("\u00a0\u3000\u2028 \n".encode() * 500, "empty"),
        (ORDER.encode() + b"\x00" + ORDER.encode(), "binary data: NUL bytes, and no UTF-16 text"),
        (b"\x00" * 10_000, "binary data: NUL bytes, and no UTF-16 text"),
        (ORDER.encode() + b"\xed\xa0\x80", "not utf-8"),
        ((ORDER + "\ud800").encode("utf-16-le", "surrogatepass"), "not utf-16-le"),
    ],
)
def test_no_text_says_why(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (found,) = ingest.read([path])
    assert isinstance(found, Reject)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (b'{"text": "a \\ud800 b"}', Reject),
        (b'{"text": "\\ud800\\udc00 Ch\\u1ec9 th\\u1ecb"}', Record),
        (b'{"text": "NUL \\u0000 inside"}', Reject),
        (b'{"text": "cut', Reject),
        (b"[" * 100_000, Reject),
        (b'{"text": ' + b"[" * 100_000, Reject),
        (b'{"text": "Uy ban nhan dan huyen", "id": 7}', Record),
    ],
)
def test_a_line_of_json(line: bytes, outcome: type, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b"\n" + b'{"text": "' + ORDER.strip().encode() + b'"}\n')
    found, sound = ingest.read([path])
    assert not isinstance(sound, Reject)
    assert isinstance(found if isinstance(found, Reject) else process(found), outcome)
