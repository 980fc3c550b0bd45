"""Kill a run at random moments, parent or worker, and let it go on: does it end with the bytes of an undisturbed run?

    python benchmarks/kills.py NEWS.jsonl.gz [--articles 1500] [--kills 50] [--seed 1]

Every kill is SIGKILL. After a parent's death the next process goes on with --resume; a worker's death is the parent's
own business. Prints the count of both and the comparison; exit code 1 where a byte differs.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from chidao import ingest
from chidao.model import Article
from chidao.records import encode
from chidao.results import Results


def command(news: Path, out: Path) -> list[str]:
    """Return the command line of a run that goes on where it can."""
    return [sys.executable, "-m", "chidao", "run", str(news), "--out", str(out), "--workers", "2", "--resume"]


def children(process: int) -> list[int]:
    """Return the workers of a run (the process that tracks shared memory is none)."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(c) for c in found if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    except OSError:
        return []


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", help="as for `chidao run`")
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        news, whole = Path(folder) / "news.jsonl", Path(folder) / "whole"
        articles = (a for a in ingest.read(arguments.inputs) if isinstance(a, Article))
        with news.open("wb") as stream:
            for a in islice(articles, arguments.articles):
                stream.write(encode({"id": a.id, "text": a.text}) + b"\n")
        subprocess.run(command(news, whole), check=True, stdout=subprocess.DEVNULL)
        expected = {p.name: p.read_bytes() for p in Results(whole).files()}
        done: Counter[str] = Counter()
        runs = 0
        while done.total() < arguments.kills:
            runs += 1
            out = Path(folder) / f"out{runs}"
            one(news, out, rng, done, arguments.kills)
            if {p.name: p.read_bytes() for p in Results(out).files()} != expected:
                print(f"run {runs}: the bytes differ", file=sys.stderr)
                return 1
    print(f"{done.total()} kills ({done['parent']} parents, {done['worker']} workers) in {runs} runs of", end=" ")
    print(f"{arguments.articles} articles; every run ended with the bytes of an undisturbed one")
    return 0


def one(news: Path, out: Path, rng: random.Random, done: "Counter[str]", most: int) -> None:
    """Run to the end, killing on the way."""
    while True:
        process = subprocess.Popen(command(news, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None and done.total() < most:
            time.sleep(rng.uniform(0.3, 4.0))
            workers = children(process.pid)
            victim = rng.choice(workers) if workers and rng.random() < 0.5 else process.pid
            if process.poll() is None:
                done["parent" if victim == process.pid else "worker"] += 1
                try:
                    os.kill(victim, signal.SIGKILL)
                except ProcessLookupError:
                    done["worker"] -= 1
        _, said = process.communicate()
        if process.returncode == 0:
            return
        if process.returncode != -signal.SIGKILL:
            raise SystemExit(f"exit code {process.returncode}: {said.decode()}")


if __name__ == "__main__":
    sys.exit(main())
