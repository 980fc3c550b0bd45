"""Speed of the index: how long records take to become one, and how long questions take.

    python benchmarks/index.py RECORDS [--directives 1000000]

Questions are drawn from the index itself: words, phrases and numbers of its own texts, half of them without diacritics,
alone or with a body, a place and a date. With --directives the index is filled up to that many directives first, by
taking those of the records again and again with their words shuffled, in articles of their own.
"""

import argparse
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from chidao import records
from chidao.index import build
from chidao.index.search import Question, connect, search
from chidao.model import Record
from chidao.text import plain

QUESTIONS = 500
# Only articles that are full of directives are taken again and again, else a simulation is mostly about their texts.
MANY = 5


def questions(db: sqlite3.Connection, count: int, seed: int) -> Iterator[Question]:
    """Yield questions such as people ask, the same for the same index and seed."""
    chance = random.Random(seed)
    quotes = [row[0] for row in db.execute("SELECT quote FROM directives ORDER BY id LIMIT 20000")]
    titles = [row[0] for row in db.execute("SELECT title FROM articles WHERE title <> '' ORDER BY id LIMIT 20000")]
    keys = [row[0] for row in db.execute("SELECT key FROM documents ORDER BY id LIMIT 20000")]
    names = [row[0] for row in db.execute("SELECT name FROM bodies WHERE ordered ORDER BY ordered DESC LIMIT 200")]
    places = [row[0] for row in db.execute("SELECT name FROM places")]
    for i in range(count):
        words = chance.choice(chance.choice((quotes, titles))).split()
        at = chance.randrange(len(words))
        text = " ".join(words[at : at + chance.randint(1, 4)])
        if i % 5 == 0 and keys:
            text = chance.choice(keys)
        yield Question(
            text=plain(text) if i % 2 else text,
            kinds=("directive",) if i % 3 == 0 else Question().kinds,
            body=chance.choice(names) if i % 4 == 0 and names else None,
            place=chance.choice(places) if i % 7 == 0 else None,
            due_before=f"{chance.randint(2015, 2022)}-{chance.randint(1, 12):02d}-01" if i % 6 == 0 else None,
        )


def multiplied(path: str, directives: int) -> Iterator[Record]:
    """Yield records full of directives over and over, under new ids and with the words of each text shuffled."""
    having = [r for r in records.read(path) if len(r.directives) >= MANY]
    chance = random.Random(0)
    made = turn = 0
    while made < directives:
        for record in having:
            # Blanks stay where they are and words only change places with words of their length, so offsets hold.
            text = shuffled(record.text, chance)
            yield moved(msgspec.structs.replace(record, id=f"{record.id}-{turn}", text=text))
            made += len(record.directives)
            if made >= directives:
                return
        turn += 1


def shuffled(text: str, chance: random.Random) -> str:
    """Return a text whose words of one length have changed places."""
    lengths: dict[int, list[str]] = {}
    for word in text.split():
        lengths.setdefault(len(word), []).append(word)
    for same in lengths.values():
        chance.shuffle(same)
    return re.sub(r"\S+", lambda m: lengths[len(m[0])].pop(), text)


def moved(record: Record) -> Record:
    """Return a record whose quotes are those that its text has now."""

    def renewed(value: object) -> object:
        if isinstance(value, dict):
            new = {k: renewed(v) for k, v in value.items()}
            return {**new, "quote": record.text[new["start"] : new["end"]]} if "quote" in new else new
        return [renewed(v) for v in value] if isinstance(value, list) else value

    return msgspec.convert(renewed(msgspec.to_builtins(record)), Record)


def main() -> int:
    """Print seconds and percentiles; exit code 1 where they are over the bounds given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records")
    parser.add_argument("--directives", type=int, default=0, help="simulate an index of that many")
    parser.add_argument("--db", type=Path, help="keep the index in this file (an old one is asked, not made again)")
    parser.add_argument("--at-most-ms", type=float, default=0.0, help="fail where the 95th percentile is over this")
    parser.add_argument("--at-most-s", type=float, default=0.0, help="fail where 17,700 articles would take longer")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, path = arguments.records, arguments.db or Path(folder) / "index.db"
        if arguments.directives and not path.exists():
            source = str(Path(folder) / "records.jsonl")
            with open(source, "wb") as file:
                writer = records.writer(file)
                for record in multiplied(arguments.records, arguments.directives):
                    writer.write(record)
        slow = False
        if not path.exists():
            began = time.process_time()
            made = build([source], path)
            seconds = time.process_time() - began
            count = made.rows["articles"]
            print(f"{count:,} articles, {made.rows['directives']:,} directives in {seconds:.1f} s of one processor")
            print(f"17,700 articles take {seconds / count * 17_700:.1f} s; {path.stat().st_size / 1e6:,.0f} MB")
            slow = bool(arguments.at_most_s) and seconds / count * 17_700 > arguments.at_most_s
        db = connect(path)
        times, processor, answered = [], [], 0
        for question in questions(db, QUESTIONS, seed=1):
            began, began_processor = time.perf_counter(), time.process_time()
            answer = search(db, question)
            times.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - began_processor) * 1000)
            answered += bool(answer.hits)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{QUESTIONS} questions, {answered} with answers")
        # On a machine that others use too, the processor's time is what the index is answerable for.
        for name, measured in (("by the clock", times), ("of the processor", processor)):
            median, high = statistics.median(measured), statistics.quantiles(measured, n=20)[-1]
            print(f"  ms {name}: median {median:.1f}, 95th percentile {high:.1f}, slowest {max(measured):.1f}")
        db.close()
    return int(slow or (bool(arguments.at_most_ms) and p95 > arguments.at_most_ms))


if __name__ == "__main__":
    sys.exit(main())
