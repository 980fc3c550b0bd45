"""How many articles come back exactly from each encoding, and how often sound UTF-8 is taken for something else.

    python benchmarks/encodings.py NEWS.jsonl.gz [--articles N]

Articles are drawn at random (a fixed seed) from JSON Lines with a `text`. A character for which an encoding has no code
is first written as on a typewriter (`“` as `"`, `–` as `-`); an article that still holds one is left out and the next
taken. False alarms are counted over every article of the file. Prints the table in docs/encodings.md; exit code 1 where
an encoding gives back fewer than 99.9 % or more than one article of 10,000 is a false alarm.
"""

import argparse
import gzip
import json
import random
import sys
import time
import unicodedata
from collections.abc import Callable

from chidao.encodings import CHARSETS, DecodeError, decode, write
from chidao.encodings.charsets import western

TYPEWRITER = str.maketrans(
    {"“": '"', "”": '"', "–": "-", "—": "-", "’": "'", "‘": "'", "…": "...", "\u00a0": " ", "•": "-", "●": "-"}
)
AT_LEAST, FALSE_ALARMS = 0.999, 1e-4


def as_western(data: bytes) -> str:
    return "".join(western()[b] for b in data)


def mojibake(text: str) -> str:
    return as_western(text.encode())


def plain(text: str) -> str:
    return text.translate(TYPEWRITER)


WAYS: dict[str, tuple[Callable[[str], str], Callable[[str], bytes]]] = {
    **{c: (plain, lambda t, c=c: write(t, c)) for c in CHARSETS},  # type: ignore[misc]
    **{
        f"utf-8/{c}": (plain, lambda t, c=c: as_western(write(t, c)).encode())  # type: ignore[misc]
        for c in CHARSETS
        if c != "viqr"
    },
    "utf-8/mojibake": (str, lambda t: mojibake(t).encode()),
    "utf-8/mojibake, twice": (str, lambda t: mojibake(mojibake(t)).encode()),
    "utf-8/nfd": (str, lambda t: unicodedata.normalize("NFD", t).encode()),
    "utf-16-le": (str, lambda t: t.encode("utf-16-le")),
}


def recovery(texts: list[str], count: int, way: str) -> tuple[int, int, int, float]:
    """Return (articles, exactly recovered, recovered but for letter case, seconds)."""
    prepared, damage = WAYS[way]
    tried = exact = but_case = 0
    seconds = 0.0
    for text in texts:
        meant = prepared(text)
        try:
            data = damage(meant)
        except UnicodeEncodeError:
            continue
        tried += 1
        began = time.perf_counter()
        try:
            found = decode(data).text
        except DecodeError:
            found = ""
        seconds += time.perf_counter() - began
        exact += found == meant
        but_case += found.lower() == meant.lower()
        if tried == count:
            break
    return tried, exact, but_case, seconds


def false_alarms(texts: list[str]) -> tuple[int, float, float]:
    """Return (articles not given back as they are, seconds of `decode`, seconds of `bytes.decode`)."""
    encoded = [t.encode() for t in texts]
    alarms = 0
    began = time.perf_counter()
    for text, data in zip(texts, encoded, strict=True):
        try:
            alarms += decode(data) != (text, "utf-8")
        except DecodeError:
            alarms += 1
    ours = time.perf_counter() - began
    began = time.perf_counter()
    for data in encoded:
        data.decode()
    return alarms, ours, time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", help="JSON Lines with a `text`, plain or gzip")
    parser.add_argument("--articles", type=int, default=1000, help="articles for each encoding (default 1000)")
    arguments = parser.parse_args()
    opened = gzip.open if arguments.news.endswith(".gz") else open
    with opened(arguments.news, "rt", encoding="utf-8") as lines:
        texts = [unicodedata.normalize("NFC", json.loads(line)["text"]) for line in lines]
    drawn = random.Random(1).sample(texts, min(len(texts), 2 * arguments.articles))
    failed = False
    print("| encoding | articles | exact | exact but for letter case | ms an article |")
    print("|---|---:|---:|---:|---:|")
    for way in WAYS:
        tried, exact, but_case, seconds = recovery(drawn, arguments.articles, way)
        print(f"| {way} | {tried:,} | {exact / tried:.2%} | {but_case / tried:.2%} | {1000 * seconds / tried:.1f} |")
        # TCVN3 has no codes for capitals with a tone: which letters were capitals is not in the bytes.
        failed |= (but_case if way.endswith("tcvn3") else exact) < AT_LEAST * tried
    alarms, ours, theirs = false_alarms(texts)
    print(f"\nSound UTF-8 taken for something else: {alarms} of {len(texts):,} articles.")
    mine, builtin = (1e6 * seconds / len(texts) for seconds in (ours, theirs))
    print(f"An article of sound UTF-8 takes {mine:.0f} µs, bytes.decode {builtin:.0f} µs.")
    return int(failed or alarms > FALSE_ALARMS * len(texts))


if __name__ == "__main__":
    sys.exit(main())
