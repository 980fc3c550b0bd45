"""Weighing evidence: both tables agree with what was learned, and what moves a weight adds up to it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chidao.extractors import scales
from chidao.extractors.scales import CERTAIN, START, strongest, weigh
from chidao.rules.gazetteers import weight_rows

KINDS = ("deadlines", "directives", "targets")


def known(kind: str) -> list[str]:
    rows = (*weight_rows(kind), *weight_rows(f"{kind}-trees"))
    return sorted({row["evidence"] for row in rows} - {START, ""})


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_of_a_tree_has_both_answers(kind: str) -> None:
    nodes = {(row["tree"], row["node"]): row for row in weight_rows(f"{kind}-trees")}
    assert len(nodes) > 1
    for (tree, _), row in nodes.items():
        if row["evidence"]:
            assert (tree, row["absent"]) in nodes
            assert (tree, row["present"]) in nodes


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_moves_a_weight_adds_up_to_it(kind: str, data: st.DataObject) -> None:
    evidence = data.draw(st.sets(st.sampled_from(known(kind)), max_size=40)) | {"nothing that a table holds"}
    weight, moved = weigh(kind, evidence), strongest(kind, evidence, count=10**6)
    assert all(by == by for _, by in moved)
    of = scales.scales_of(kind)
    starts = of.weights[START]
    plain = math.fsum([starts, *(of.weights.get(one, 0.0) for one in evidence)])
    if abs(plain) <= CERTAIN:
        starts = (starts + of.start + math.fsum(tree.value for tree in of.trees)) / 2
    assert math.fsum([starts, *(by for _, by in moved)]) == pytest.approx(weight, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_the_evidence_does_not_count(kind: str) -> None:
    evidence = known(kind)[::7]
    assert weigh(kind, evidence) == weigh(kind, evidence[::-1]) == weigh(kind, evidence * 2)
