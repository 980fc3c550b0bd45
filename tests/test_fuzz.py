"""Any bytes become a record that keeps its promises, or a reason why not: never an error, never a long wait.

    python tests/test_fuzz.py --minutes 10        (or: make fuzz)

Hypothesis makes the inputs: the words that rules look for, numbers, quotes and brackets left open, characters that
nobody sees, in every encoding, and then damaged. What once broke something lies in `tests/broken` and is tried in every
test run.
"""

import argparse
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from chidao import ingest, records, rules
from chidao.encodings import CHARSETS, DecodeError, decode, write
from chidao.model import Record
from chidao.run import process

BROKEN = Path(__file__).parent / "broken"
# A few kilobytes take some hundredths of a second; what takes this long has begun to grow faster than its length.
SECONDS = 10.0


def check(data: bytes) -> str:
    """Take bytes through decode → clean → extract → resolve → record and back; return what became of them."""
    began = time.process_time()
    try:
        text, encoding = decode(data)
    except DecodeError as error:
        return f"refused: {str(error).split(':')[0]}"
    if not text.strip():
        return "empty"
    record = process(ingest.article(text, data=data, encoding=encoding))
    assert isinstance(record, Record), record
    assert record.text == unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert records.decode(records.encode(record)) == record
    assert time.process_time() - began < SECONDS
    return f"record: {encoding}"


# ------------------------------------------------------------------ inputs
def _fragments() -> list[str]:
    found: set[str] = set()
    for rule in rules.load().rules:
        found.update(rule.cues)
        found.update(e if isinstance(e, str) else e["text"] for e in rule.examples)
    return sorted(found)


SIGNS = [*"0123456789", *"0123456789", *'.,-/%()"“”:;?…–ÐđĐ']
BLANKS = [" ", " ", " ", "\n", "\n\n", "\t", "\u00a0", "\u3000", "\r\n", "\u2028", "\x0b", "\x1e"]
HIDDEN = [*"\u200b\u200d\u202e\u202c\u2066\ufeff\u00ad\u0301\u0323\u0000\x7f\u0130"]
WORDS = ["các", "tỉnh", "Bộ Tài chính", "UBND", "Thủ tướng", "yêu cầu", "báo cáo", "Nguyễn Văn A", "ông", "về việc"]

piece = st.one_of(
    st.sampled_from(_fragments()),
    st.sampled_from(WORDS),
    st.sampled_from(SIGNS),
    st.sampled_from(BLANKS),
    st.sampled_from(HIDDEN),
    st.text(max_size=4),
    st.builds(lambda s, n: s * n, st.sampled_from([*WORDS, *SIGNS, *BLANKS, *HIDDEN]), st.integers(2, 400)),
)
prose = st.lists(piece, max_size=40).map("".join)


def _encoded(text: str, encoding: str) -> bytes:
    if encoding not in CHARSETS:
        return text.encode(encoding, "replace")
    kept = []
    for c in unicodedata.normalize("NFC", text):
        try:
            write(c, encoding)
            kept.append(c)
        except UnicodeEncodeError:
            continue
    return write("".join(kept), encoding)


def _damaged(data: bytes, at: int, junk: bytes, cut: int) -> bytes:
    at %= len(data) + 1
    return data[:at] + junk + data[at + cut :]


ENCODINGS = [*["utf-8"] * 6, "utf-16", "utf-16-be", "cp1252", *CHARSETS]
encoded = st.builds(_encoded, prose, st.sampled_from(ENCODINGS))
damaged = st.builds(_damaged, encoded, st.integers(0, 1 << 16), st.binary(max_size=6), st.integers(0, 6))
seen_as_western = encoded.map(lambda data: data.decode("latin-1").encode())
inputs = st.one_of(encoded, encoded, damaged, seen_as_western, st.binary(max_size=400))


# ------------------------------------------------------------------ tests
@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.bin")), ids=lambda p: p.stem)
def test_what_once_broke(path: Path) -> None:
    assert check(path.read_bytes())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(inputs)
def test_any_input(data: bytes) -> None:
    assert check(data)


# ------------------------------------------------------------------ the long run
def fuzz(minutes: float, say: Callable[[str], None] = print) -> int:
    """Try inputs for so many minutes; print how many and what they became. Returns the number of findings."""
    outcomes: dict[str, int] = {}
    tried = findings = turn = 0
    size = 0
    end = time.monotonic() + 60 * minutes
    last = b""

    def attempt(data: bytes) -> None:
        nonlocal tried, size, last
        last = data
        outcome = check(data)
        tried += 1
        size += len(data)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1

    while time.monotonic() < end:
        turn += 1
        try:
            # A turn is short, so that the time is kept; each has its own seed, so that none repeats another.
            turn_of = settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            seed(time.time_ns())(turn_of(given(inputs)(attempt)))()
        except Exception as error:
            findings += 1
            BROKEN.mkdir(exist_ok=True)
            path = BROKEN / f"{turn:05d}-{type(error).__name__.lower()}.bin"
            path.write_bytes(last)
            say(f"{path}: {type(error).__name__}: {str(error)[:300]}")
    for outcome, count in sorted(outcomes.items(), key=lambda x: -x[1]):
        say(f"{count:9,}  {outcome}")
    say(f"{tried:9,}  inputs tried, {size / 1e6:.1f} MB, {minutes:g} minutes, {findings} findings")
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    return 1 if fuzz(parser.parse_args().minutes) else 0


if __name__ == "__main__":
    sys.exit(main())
