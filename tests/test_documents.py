"""Documents: which words name one, which one they name in their article, and how documents bear on each other."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import chidao
from chidao.model import Document, Record

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "documents.toml").read_text(encoding="utf-8"))


def _params(kind: str, surfaces: str = "") -> list[Any]:
    """Return a case for each row, or for each surface of each row."""
    return [
        pytest.param(row, text, id=f"{row['about']}: {text[:40]}")
        for row in TABLE[kind]
        for text in (row[surfaces] if surfaces else [row["text"]])
    ]


def _issuer(record: Record, document: Document) -> str | None:
    return next((b.name for b in record.bodies if b.id == document.issuer), None)


def _assert_fields(record: Record, document: Document, expected: dict[str, Any]) -> None:
    """Compare the fields that a case gives; an empty string stands for null, which TOML has not."""
    have = {"key": document.key, "type": document.type, "issuer": _issuer(record, document)}
    have |= {"issued": document.issued, "candidates": document.candidates}
    have["mentions"] = [m.quote for m in document.mentions]
    for field, value in expected.items():
        assert have[field] == (None if value == "" else value), field


@pytest.mark.parametrize(("row", "surface"), _params("key", "surfaces"))
def test_surface_names_the_document(row: dict[str, Any], surface: str) -> None:
    record = chidao.extract(f"Cơ quan chức năng áp dụng {surface} cho các trường hợp.")
    (document,) = record.documents
    assert [m.quote for m in document.mentions] == [surface]
    _assert_fields(record, document, {k: v for k, v in row.items() if k in ("key", "type", "issuer")})


@pytest.mark.parametrize("row", TABLE["key"], ids=[r["key"] for r in TABLE["key"]])
def test_surfaces_of_one_page_are_one_document(row: dict[str, Any]) -> None:
    record = chidao.extract(". ".join(f"Cơ quan chức năng áp dụng {s} cho các trường hợp" for s in row["surfaces"]))
    assert [d.key for d in record.documents] == [row["key"]]


@pytest.mark.parametrize(("row", "text"), _params("page"))
def test_documents_of_a_page(row: dict[str, Any], text: str) -> None:
    record = chidao.extract(text)
    expected = [{"key": e} if isinstance(e, str) else e for e in row["documents"]]
    assert [d.key for d in record.documents] == [e["key"] for e in expected]
    for document, fields in zip(record.documents, expected, strict=True):
        _assert_fields(record, document, fields)


@pytest.mark.parametrize(("row", "text"), _params("nothing"))
def test_names_no_document(row: dict[str, Any], text: str) -> None:
    assert chidao.extract(text).documents == []


@pytest.mark.parametrize(("row", "text"), _params("relation", "texts"))
def test_relations(row: dict[str, Any], text: str) -> None:
    record = chidao.extract(text)
    key = {d.id: d.key for d in record.documents}
    stated = [[key[r.source], r.type, key[r.target]] for r in record.relations]
    assert sorted(stated) == sorted(row["relations"])
