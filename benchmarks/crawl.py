"""A crawl of N pages read from one WARC.gz: how fast, and how much memory it holds on the way.

    python benchmarks/crawl.py [-n PAGES] [--extract]

The pages are those of corpus/pages, in every shape. Memory is what the process holds after each tenth of the pages;
`growth` compares the last tenth with the second, for the first loads libraries and tables.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus" / "pages"))

from build import samples, warc_record

from chidao import ingest
from chidao.clean import clean
from chidao.model import Article
from chidao.run import line_of


def resident() -> float:
    """Return the megabytes that this process holds now; where the system does not tell, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def read(path: Path, *, extract: bool) -> Iterator[bool]:
    """Yield for every page whether it gave an article (or a record) with a headline and a day."""
    for raw in ingest.unpack([path]):
        if extract:
            yield line_of(raw).rejected is None
        else:
            one = ingest.parse(raw)
            page = clean(one) if isinstance(one, Article) else None
            yield page is not None and page.title is not None and page.published is not None


def main() -> int:
    """Print the figures; exit code 1 where a page was not read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=1000, help="how many pages (default 1000)")
    parser.add_argument("--extract", action="store_true", help="also extract the facts: a whole run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.warc.gz"
        size = 0
        with path.open("wb") as stream:
            for number, sample in enumerate(samples(arguments.n)):
                size += len(sample.markup.encode())
                stream.write(warc_record(sample, number))
        held: list[float] = []
        good = count = 0
        began = time.perf_counter()
        for count, is_good in enumerate(read(path, extract=arguments.extract), 1):
            good += is_good
            if count % max(1, arguments.n // 10) == 0:
                held.append(resident())
        seconds = time.perf_counter() - began
        print(f"{count:,} pages, {size / 1e6:.1f} MB, {path.stat().st_size / 1e6:.1f} MB packed, one process")
    print(f"read       {good:,} ({'record' if arguments.extract else 'article with headline and day'})")
    print(f"speed      {count / seconds:,.0f} pages/s, {size / 1e6 / seconds:.1f} MB/s, {seconds:.1f} s")
    print(f"memory     {' '.join(f'{m:.0f}' for m in held)} MB")
    print(f"growth     {held[-1] - held[1]:+.1f} MB from the second tenth to the last")
    return 0 if good == arguments.n else 1


if __name__ == "__main__":
    sys.exit(main())
