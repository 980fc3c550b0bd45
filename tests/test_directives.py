"""Orders: who tells whom, over sentences."""

import tomllib
from pathlib import Path

import pytest

import chidao

CASES = tomllib.loads((Path(__file__).parent / "cases" / "directives.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case):
    record = chidao.extract(case["text"])
    names = {b.id: b.name for b in record.bodies}
    found = [
        {
            "issuer": names.get(d.issuer, ""),
            "addressees": [a.quote for a in d.addressees],
            **({"verb": d.verb} if "verb" in expected else {}),
        }
        for d, expected in zip(record.directives, case["orders"] + [{}] * len(record.directives), strict=False)
    ]
    assert found == case["orders"]


def test_every_part_of_a_directive_is_quoted_from_the_text():
    for case in CASES:
        record = chidao.extract(case["text"])
        for d in record.directives:
            for q in (d, d.action, *d.addressees):
                assert q.quote == record.text[q.start : q.end]
