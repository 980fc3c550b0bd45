"""Do the records stay the same where every rule searches every sentence, instead of being tried where it can begin?

    python benchmarks/same_records.py NEWS.jsonl.gz [--articles 2000]

Takes the articles evenly from the inputs. Prints how long both ways took; exit code 1 where a record differs.
"""

import argparse
import sys
import time

from chidao import ingest, years
from chidao.model import Article
from chidao.rules import body_names
from chidao.run import line_of
from chidao.starts import everywhere


def _forget() -> None:
    """What one way has found, the other must find again."""
    for remembered in (body_names._names_in, years._told, years._evident):
        remembered.cache_clear()


def main() -> int:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", help="as for `chidao run`")
    parser.add_argument("--articles", type=int, default=2000)
    arguments = parser.parse_args()
    found = [a for a in ingest.read(arguments.inputs) if isinstance(a, Article)]
    count = min(arguments.articles, len(found))
    seconds = [0.0, 0.0]
    for i in range(count):
        article = found[i * len(found) // count]
        lines = []
        for way in (0, 1):
            _forget()
            began = time.process_time()
            if way == 0:
                lines.append(line_of(article).json)
            else:
                with everywhere():
                    lines.append(line_of(article).json)
            seconds[way] += time.process_time() - began
        if lines[0] != lines[1]:
            print(f"{article.source.path}: the records differ", file=sys.stderr)
            return 1
    print(
        f"{count:,} articles, the same records; {seconds[0]:.1f} s where rules can begin, {seconds[1]:.1f} s everywhere"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
