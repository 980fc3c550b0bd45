"""Speed, scaling, memory and start-up of chidao, beside its peers, as a table in docs/performance.md.

    python benchmarks/bench.py NEWS.jsonl.gz --dense FOLDER [FOLDER …] [--quick] [--sizes 10,100,2000]

Speeds are ratios to `underthesea.word_tokenize` over the same texts in the same run, in processor time of one process:
word segmentation is the first step of most Vietnamese pipelines, and a ratio says the same on every machine. The two
take turns over small groups of articles, so that a machine that slows down slows both. Every peer that is installed is
measured over as much of the same text as it manages in a few seconds.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path

import msgspec
from sections import replace, table

from chidao import ingest
from chidao.duplicates import Seen
from chidao.model import Article
from chidao.records import encode
from chidao.run import line_of

GROUP = 20
PEER_SECONDS = 8.0
PAGE = Path("docs/performance.md")
# How many times over the articles are worked on to measure workers: a short run and a long one.
SCALING = (1, 4)
# Names of cases, written for the measure of eyecite: its own field is English case law.
CITATIONS = (
    "The rule of Adams v. Baker, 410 U.S. 113, 119-120 (1973), was narrowed in 505 U.S. 833 (1992). See also "
    "Clark v. Davis, 12 F.3d 345, 350 (2d Cir. 1999); Mass. Gen. Laws ch. 1, § 2. Id. at 351. "
)


# Sentences that call for nothing.
PLAIN = (
    "Đội chủ nhà mở tỷ số sau một pha phối hợp đẹp mắt bên cánh trái.",
    "Khán giả đứng kín hai bên đường, vẫy cờ và hát vang.",
    "Món canh chua cá lóc nấu với me non và bông điên điển rất vừa miệng.",
    "Buổi sáng trời se lạnh, sương còn đọng trên những luống rau xanh.",
    "Cô ca sĩ trẻ bước ra sân khấu trong tà áo dài màu thiên thanh.",
    "Chiếc xe máy cũ vẫn nổ giòn sau hai mươi mùa lúa chín.",
    "Bức tranh vẽ bến sông quê với con đò nhỏ và hàng dừa nghiêng bóng.",
    "Tiếng trống vang lên, lũ trẻ ùa ra sân như đàn chim sẻ.",
)


class Speed(msgspec.Struct, frozen=True):
    """Bytes and seconds of processor time."""

    bytes: int
    seconds: float

    @property
    def rate(self) -> float:
        """Megabytes a second."""
        return self.bytes / 1e6 / self.seconds


# ------------------------------------------------------------------ texts
def sample(articles: Sequence[Article], count: int) -> list[Article]:
    """Return `count` articles at equal distances, or all where there are fewer."""
    count = min(count, len(articles))
    return [articles[i * len(articles) // count] for i in range(count)]


def renumbered(articles: Sequence[Article], times: int) -> list[Article]:
    """Return the articles several times over, each time with other figures, so that nothing is remembered."""
    rng = random.Random(5)
    return [
        ingest.article(re.sub("[1-9]", lambda _: rng.choice("123456789"), a.text), path=f"{a.source.path}-{i}")
        for i in range(times)
        for a in articles
    ]


def size(articles: Sequence[Article]) -> int:
    return sum(len(a.text.encode()) for a in articles)


# ------------------------------------------------------------------ speed
def taking_turns(articles: Sequence[Article], *functions: Callable[[Article], object]) -> list[Speed]:
    """Return the speed of each function over the articles."""
    seconds = [0.0] * len(functions)
    for at in range(0, len(articles), GROUP):
        for i, function in enumerate(functions):
            began = time.process_time()
            for article in articles[at : at + GROUP]:
                function(article)
            seconds[i] += time.process_time() - began
    return [Speed(size(articles), s) for s in seconds]


def for_a_while(function: Callable[[str], object], texts: Sequence[str]) -> Speed:
    """Return the speed of a function over as many texts as it manages in `PEER_SECONDS`."""
    function(texts[0])
    done, began = 0, time.process_time()
    for text in texts:
        function(text)
        done += len(text.encode())
        if time.process_time() - began > PEER_SECONDS:
            break
    return Speed(done, time.process_time() - began)


def peers(texts: Sequence[str]) -> Iterator[tuple[str, Speed | None]]:
    """Yield the speed of each peer, None where it is not installed."""
    sentences = [s for t in texts for s in re.split(r"(?<=[.!?])\s+", t) if s.strip()]

    def measured(module: str, use: str, texts: Sequence[str], **given: object) -> Speed | None:
        try:
            function = getattr(import_module(module), use)
        except ImportError:
            return None
        return for_a_while(lambda t: function(t, **given), texts)

    yield "underthesea.ner", measured("underthesea", "ner", sentences)
    yield "dateparser.search", measured("dateparser.search", "search_dates", sentences, languages=["vi"])
    yield "eyecite, on English citations", measured("eyecite", "get_citations", [CITATIONS * 8] * 2000)


# ------------------------------------------------------------------ whole runs
def run(*arguments: str | Path) -> tuple[float, float, list[float]]:
    """Run `chidao run`; return wall seconds, processor seconds, and the peak memory of each process in MB."""
    began, before = time.perf_counter(), os.times()
    process = subprocess.Popen(
        [sys.executable, "-m", "chidao", "run", *map(str, arguments), "--force"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peaks: dict[str, float] = {}
    while process.poll() is None:
        for pid in (str(process.pid), *_children(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0.0), _peak(pid))
        time.sleep(0.05)
    if process.returncode not in (0, 1):
        raise SystemExit((process.stderr.read() if process.stderr else b"").decode())
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, used, sorted(peaks.values(), reverse=True)


def _children(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []


def _peak(process: str) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    m = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(m[1]) / 1000 if m else 0.0


def written(path: Path, articles: Sequence[Article]) -> Path:
    """Write articles as JSON Lines."""
    path.write_bytes(b"".join(encode({"id": a.id, "text": a.text}) + b"\n" for a in articles))
    return path


def plain(path: Path, megabytes: float) -> Path:
    """Write so many megabytes of articles in which nobody orders anything: the input that goes through fastest."""
    rng = random.Random(3)
    done = 0
    with path.open("wb") as stream:
        while done < megabytes * 1e6:
            text = "\n".join(" ".join(rng.choices(PLAIN, k=12)) for _ in range(20))
            done += stream.write(encode({"id": str(done), "text": text}) + b"\n")
    return path


# ------------------------------------------------------------------ the page
def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", help="general news, as for `chidao run`")
    parser.add_argument("--dense", nargs="+", required=True, help="articles full of directives")
    parser.add_argument("--quick", action="store_true", help="a tenth of the articles: to see that it works")
    parser.add_argument("--sizes", default="10,100,2000", help="megabytes of the inputs whose memory is measured")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write the tables into")
    arguments = parser.parse_args()
    if not arguments.page.is_file():
        parser.error(f"{arguments.page}: no such page")
    share = 10 if arguments.quick else 1
    try:
        news = sample([a for a in ingest.read([arguments.news]) if isinstance(a, Article)], 1000 // share)
        dense = [a for a in ingest.read(arguments.dense) if isinstance(a, Article)]
    except ingest.InputError as error:
        parser.error(str(error))
    kinds = {
        "general news": news,
        "full of directives": renumbered(sample(dense, 1000 // share), 4 if share == 1 else 1),
    }

    word_tokenize = import_module("underthesea").word_tokenize
    for article in (*news[:GROUP], *dense[:GROUP]):
        line_of(article)  # rules and models load before the clock starts
        word_tokenize(article.text)
    parts = [_machine(), "### Speed of one process", ""]
    rows: list[list[object]] = []
    speeds: dict[str, Speed] = {}
    for kind, articles in kinds.items():
        ours, theirs = taking_turns(articles, line_of, lambda a: word_tokenize(a.text))
        speeds[kind] = ours
        rows.append(
            [f"chidao, {kind}", f"{ours.bytes / 1e6:.1f}", f"{ours.rate:.3f}", f"{ours.rate / theirs.rate:.1f}"]
        )
        rows.append([f"underthesea.word_tokenize, {kind}", f"{theirs.bytes / 1e6:.1f}", f"{theirs.rate:.3f}", "1.0"])
        if kind == "general news":
            tokens = theirs
    for name, speed in peers([a.text for a in news]):
        rows.append(
            [name, "-", "not installed", "-"]
            if speed is None
            else [name, f"{speed.bytes / 1e6:.2f}", f"{speed.rate:.4f}", f"{speed.rate / tokens.rate:.2f}"]
        )
    parts += [table(["", "MB", "MB/s", "ratio"], rows), ""]
    with tempfile.TemporaryDirectory() as folder:
        parts += _whole_runs(Path(folder), news, dense, [float(s) for s in arguments.sizes.split(",")], share)
    parts += _crawl(speeds["general news"], news)
    replace(arguments.page, "bench", "\n".join(parts))
    print("\n".join(parts))
    return 0


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return f"Measured by `make bench` on {cores} cores with {memory:.0f} GB, load before it {load:.1f}.\n"


def _whole_runs(folder: Path, news: list[Article], dense: list[Article], sizes: list[float], share: int) -> list[str]:
    out = folder / "out"
    one = folder / "one.txt"
    one.write_text(dense[0].text, encoding="utf-8")
    starts = [run(one, "--out", out) for _ in range(5)]
    parts = ["### Start-up", "", f"`chidao run` on one small file: {min(s[0] for s in starts):.2f} s, of these"]
    parts += [f"{min(s[1] for s in starts):.2f} s of processor time (the best of 5).", ""]

    rows: list[list[object]] = []
    workers = [1, *(n for n in (2, 4, 8) if n <= len(os.sched_getaffinity(0)))]
    for times in SCALING:
        articles = renumbered(dense, max(1, 8 * times // share)) + renumbered(news, times)
        file = written(folder / "scaling.jsonl", articles)
        best = {n: (float("inf"), float("inf")) for n in workers}
        for _ in range(3 if share == 1 else 1):  # they take turns: a slow minute slows all
            for n in workers:
                best[n] = min(best[n], run(file, "--out", out, "--workers", n)[:2])
        for n, (seconds, used) in best.items():
            base = best[1][0]
            rows.append([f"{size(articles) / 1e6:.0f}", n, f"{seconds:.1f}", f"{used:.1f}", f"{base / seconds:.2f}"])
    parts += [
        "### Workers",
        "",
        "The best of three runs over the same articles, start-up included: every process loads",
    ]
    parts += ["the rules, so the gain grows with the input.", ""]
    parts += [table(["MB", "workers", "seconds", "seconds of processor", "times one worker"], rows), ""]

    rows = []
    for megabytes in sizes:
        file = plain(folder / "memory.jsonl", megabytes / share)
        peaks = run(file, "--out", out, "--workers", 2)[2]
        # The parent reads and writes; the smallest process is the tracker that multiprocessing starts.
        rows.append([f"{megabytes / share:g} MB", *(f"{p:.0f}" for p in peaks[:3]), f"{sum(peaks[:3]):.0f}"])
        file.unlink()
    parts += [
        "### Memory",
        "",
        "Peak of each process in MB, two workers, over texts without orders (they go through fastest).",
        "",
    ]
    parts += [table(["input", "largest", "second", "third", "together"], rows), ""]
    return parts


def copies(articles: Sequence[Article]) -> float:
    """Return the seconds that one process takes to place an article among its copies."""
    lines = [line_of(a) for a in articles]
    with closing(Seen()) as seen:
        began = time.process_time()
        for line in lines:
            if line.fingerprint:
                seen.place(line.fingerprint)
        return (time.process_time() - began) / len(lines)


def _crawl(speed: Speed, articles: Sequence[Article]) -> list[str]:
    """What a crawl of a terabyte would take, on paper."""
    placing, count = copies(articles), 1e12 / size(articles) * len(articles)
    hours = 1e12 / 1e6 / speed.rate / 3600
    return [
        "### A crawl, on paper",
        "",
        f"1 TB of general news at {speed.rate:.2f} MB/s of a core: {hours:,.0f} core-hours.",
        "At 0.02 to 0.05 dollars a core-hour (preemptible and on-demand prices of large clouds) that is",
        f"{hours * 0.02:,.0f} to {hours * 0.05:,.0f} dollars; on 1,000 cores {hours / 1000:,.1f} hours.",
        "The records are about three times the text: 3 TB to write, under 1 TB packed.",
        "Processors bound it: reading and unpacking takes a hundredth of the time, the network less.",
        f"The one step that is not shared out is telling copies from first articles: {placing * 1e3:.2f} ms each,",
        f"for {count / 1e6:,.0f} million articles {placing * count / 3600:,.0f} hours of one core,",
        "more where its table outgrows the memory of the machine. It bounds a cluster of more than a few hundred",
        "cores; a run for each year or site is the way out.",
    ]


if __name__ == "__main__":
    sys.exit(main())
