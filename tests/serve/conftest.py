"""The sample corpus as pages, together with an article that wants to be a program; a server on a free port."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import uvicorn
from index_records import record

from chidao import records
from chidao.index import build
from chidao.model import Record
from chidao.run import run
from chidao.serve import listen, pages

ROOT = Path(__file__).parents[2]

# Markup, an attribute's end, a script's address, a template, a formula: each where a page shows it.
NAME = '<b onclick="alert(1)">Huyện ủy Thử</b>'
KEY = "</script><script>alert(1)</script>"
TITLE = "<img src=x onerror=alert(1)>"
TEXT = (
    f"{TITLE} bài thử. {NAME} yêu cầu {{{{ 7*7 }}}} =HYPERLINK(1) trước ngày 30/6/2017. "
    f"Xem {KEY} và javascript:alert(1). <a href='https://example.org/'>ra ngoài</a> đạt 75% số hộ."
)


def hostile() -> Record:
    made = record(
        "hostile'\"><script>alert(1)</script>/../x",
        TEXT,
        "2017-05-02",
        "Hà Nội",
        documents=[{"id": "d<1>", "type": "<i>Nghị quyết</i>", "key": KEY, "title": TITLE, "mentions": [KEY]}],
        bodies=[{"id": "b'1", "name": NAME, "mentions": [NAME]}],
        deadlines=[{"id": 'l"1', "kind": "before", "value": "2017-06-30", "quote": "trước ngày 30/6/2017"}],
        targets=[{"id": "t1", "value": 75, "unit": "<u>%</u>", "quote": "75%", "indicator": "số hộ",
                  "issuer": "b'1", "document": "d<1>", "deadline": 'l"1'}],
        directives=[{"id": "x y", "verb": "<s>yêu cầu</s>", "issuer": "b'1", "document": "d<1>", "deadlines": ['l"1'],
                     "quote": "=HYPERLINK(1) trước ngày 30/6/2017", "action": "=HYPERLINK(1)",
                     "addressees": [("b'1", NAME)]}],
    )  # fmt: skip
    return made


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample corpus alone."""
    folder = tmp_path_factory.mktemp("pages")
    run([ROOT / "corpus" / "articles"], folder / "run")
    build([folder / "run"], folder / "sample.db")
    return folder / "sample.db"


@pytest.fixture(scope="session")
def index(sample: Path) -> Path:
    """The index of the sample corpus and the hostile article."""
    path = sample.with_name("all.db")
    path.write_bytes(sample.read_bytes())
    with sample.with_name("hostile.jsonl").open("wb") as file:
        records.writer(file).write(hostile())
    build([file.name], path)
    return path


@pytest.fixture(scope="session")
def server(index: Path) -> Iterator[str]:
    """The address of a server over both."""
    with serving(index) as address:
        yield address


@pytest.fixture(scope="session")
def sample_server(sample: Path) -> Iterator[str]:
    """The address of a server over the sample corpus alone."""
    with serving(sample) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """Serve an index as long as a `with` lasts, which gives the address."""
    return serving


class serving:
    """Serve an index from a thread of its own."""

    def __init__(self, index: Path) -> None:
        self._socket = listen("127.0.0.1", 0)
        self._server = uvicorn.Server(uvicorn.Config(pages(index).app(), log_level="warning", lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.02)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
