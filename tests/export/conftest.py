"""The sample corpus as records, read once; a record of what exports must survive."""

from pathlib import Path

import msgspec
import pytest

from chidao.export import Corpus
from chidao.model import Block, Body, Deadline, Document, DocumentMention, Quote, Record, Relation, Source, Target
from chidao.records import encode, read
from chidao.run import run

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "corpus" / "articles"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over the sample corpus."""
    out = tmp_path_factory.mktemp("sample") / "run"
    run([ARTICLES], out)
    return out


@pytest.fixture(scope="session")
def records(sample: Path) -> list[Record]:
    return list(read(sample / "records.jsonl"))


TEXT = "</a><script>alert(1)</script>\n=1+1 \U0001f600 <b>&amp;\x07 Nghị quyết 21-NQ/TW trước ngày 30/6/2017 đạt 75%\n"


def _hostile() -> Record:
    """A record whose strings want to be something else: markup, a formula, a control character, a script's URL."""

    def quote(words: str) -> dict[str, object]:
        start = TEXT.index(words)
        return {"start": start, "end": start + len(words), "quote": words}

    doc = {"type": "Nghị quyết", "code": "NQ", "number": "21", "year": None, "symbol": "NQ/TW", "key": "21-NQ/TW"}
    doc |= {"title": '"><img src=x onerror=alert(1)>', "issuer": "body1", "issued": "2017-05-01", "effective": None}
    mention = DocumentMention(**quote("Nghị quyết 21-NQ/TW"), rule="r")  # type: ignore[arg-type]
    second = {**doc, "key": "=cmd|' /C calc'!A0", "number": None, "symbol": None, "issuer": None}
    return Record(
        schema_version=1,
        id="0123456789012345",
        source=Source(
            path="../../etc/x<y>.html",
            sha256="0" * 64,
            bytes=1,
            media_type="text/html",
            encoding="utf-8",
            url="javascript:alert(1)",
        ),
        text=TEXT,
        blocks=[Block(start=0, end=len(TEXT) - 1, kind="body")],
        title="<script>alert(2)</script>\x07",
        published="2017-06",
        published_basis="metadata",
        byline="@SUM(A1)",
        place=None,
        documents=[
            Document(id="doc1", rule="r", mentions=[mention], **doc),  # type: ignore[arg-type]
            Document(id="doc2", rule="r", mentions=[mention], **second),  # type: ignore[arg-type]
        ],
        bodies=[
            Body(
                id="body1",
                rule="r",
                name="<b>Đảng\x07",
                kind="party",
                level="central",
                place=None,
                person=None,
                mentions=[Quote(**quote("</a><script>alert(1)</script>\n=1+1 \U0001f600"))],  # type: ignore[arg-type]
            )
        ],
        deadlines=[
            Deadline(id="deadline1", rule="r", kind="before", value="2017-06-30", **quote("trước ngày 30/6/2017"))  # type: ignore[arg-type]
        ],
        targets=[
            Target(
                id="target1",
                rule="r",
                comparator="eq",
                value=75.0,
                value_max=None,
                unit="%",
                direction="level",
                indicator=Quote(**quote("=1+1")),  # type: ignore[arg-type]
                deadline="deadline1",
                issuer="body1",
                document="doc1",
                **quote("75%"),  # type: ignore[arg-type]
            )
        ],
        directives=[],
        relations=[Relation(id="relation1", rule="r", source="doc1", type="amends", target="doc2", **quote("NQ/TW"))],  # type: ignore[arg-type]
    )


@pytest.fixture
def hostile_record() -> Record:
    return _hostile()


@pytest.fixture
def hostile(tmp_path: Path) -> Corpus:
    """A corpus of the hostile record alone, and of an article without facts and with nothing known about it."""
    bare = msgspec.structs.replace(
        _hostile(), id="bare", title=None, published=None, byline=None, documents=[], bodies=[], deadlines=[],
        targets=[], relations=[],
    )  # fmt: skip
    path = tmp_path / "hostile.jsonl"
    path.write_bytes(encode(_hostile()) + b"\n" + encode(bare) + b"\n")
    return Corpus.of(path)
