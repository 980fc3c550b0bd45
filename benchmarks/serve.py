"""Speed of the pages: how long a server takes to answer, from the request's first byte to the answer's last.

    python benchmarks/serve.py chidao.db [--at-most-ms 50]

The questions are those of benchmarks/index.py. The server runs in a process of its own and is asked over one
connection; `search` is the page of results, the others are pages that it leads to.
"""

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable

import httpx
from index import QUESTIONS, questions

from chidao.index.search import Question, connect
from chidao.serve import links

OTHERS = 100


def address(question: Question) -> str:
    """Return the address of the page that answers a question."""
    asked = {"q": question.text, "body": question.body, "place": question.place, "before": question.due_before}
    if question.kinds != Question().kinds:
        asked["kind"] = question.kinds[0]
    return links.search(**{name: value for name, value in asked.items() if value})


def pages(db: sqlite3.Connection, seed: int) -> dict[str, list[str]]:
    """Return addresses by kind of page, drawn from the index."""
    chance = random.Random(seed)

    def drawn(sql: str) -> list[str]:
        rows = [row[0] for row in db.execute(sql)]
        return chance.sample(rows, min(OTHERS, len(rows)))

    years = [f"/calendar?period={y}&on={y}-06-01" for y in range(2015, 2026)]
    return {
        "search": [address(question) for question in questions(db, QUESTIONS, seed=seed)],
        "article": [links.article(r) for r in drawn("SELECT record FROM articles ORDER BY facts DESC LIMIT 5000")],
        "document": [
            links.document(d) for d in drawn("SELECT identity FROM documents ORDER BY articles DESC LIMIT 500")
        ],
        "body": [links.body(b) for b in drawn("SELECT label FROM bodies ORDER BY ordered + asked DESC LIMIT 500")],
        "calendar": [*years, *(f"/calendar?period=2020-{month:02d}" for month in range(1, 13)), "/calendar"],
        "targets": ["/targets", "/targets?q=ho+ngheo", "/targets?q=dang+vien&unit=%25", "/targets?year=2017"],
    }


def main() -> int:
    """Print percentiles by kind of page; exit code 1 where the search is over the bound given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db")
    parser.add_argument("--at-most-ms", type=float, default=0.0, help="fail where the search's 95th percentile is over")
    arguments = parser.parse_args()
    db = connect(arguments.db)
    asked = pages(db, seed=1)
    db.close()
    command = [sys.executable, "-m", "chidao", "serve", arguments.db, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        base = server.stdout.readline().split()[0]
        with httpx.Client(base_url=base, timeout=30) as client:
            client.get("/search?q=x")  # the templates are read once
            slow = [line(client, kind, addresses) for kind, addresses in asked.items()]
    finally:
        server.terminate()
        server.wait(10)
    return int(bool(arguments.at_most_ms) and slow[0] > arguments.at_most_ms)


def line(client: httpx.Client, kind: str, addresses: Iterable[str]) -> float:
    """Ask for pages, print how long they took, and return the 95th percentile."""
    times, failed = [], 0
    for one in addresses:
        began = time.perf_counter()
        answer = client.get(one)
        times.append((time.perf_counter() - began) * 1000)
        failed += answer.status_code != 200
    high = statistics.quantiles(times, n=20)[-1]
    print(
        f"{kind:9} {len(times):4} asked, {failed} failed; ms: median {statistics.median(times):.1f}, "
        f"95th percentile {high:.1f}, slowest {max(times):.1f}"
    )
    return high


if __name__ == "__main__":
    sys.exit(main())
