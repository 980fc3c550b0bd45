"""Every rule proves itself: its examples match, its counterexamples do not, its cues stand in its matches."""

import pytest

from chidao.rules import Rule, RuleError, load
from chidao.rules.engine import expand
from chidao.starts import everywhere
from chidao.text import View, fold

RULES = load()


def _matches(rule: Rule, text: str) -> list[str]:
    if rule.anchored:
        view = View(text)
        found_at = RULES.pattern(rule.id).finditer(view.norm if rule.on == "norm" else view.low)
        return [text[m.start() : m.end()] for m in found_at]
    found = RULES.scan(View(text)).find(rule.kind, [(0, len(text))], overlapping=True)
    return [text[m.start : m.end] for m in found if m.rule == rule.id]


def _cases(kind: str) -> list[object]:
    return [pytest.param(r, e, id=f"{r.id}-{i}") for r in RULES.rules for i, e in enumerate(getattr(r, kind))]


@pytest.mark.parametrize(("rule", "example"), _cases("examples"))
def test_example_matches(rule: Rule, example: str | dict[str, str]) -> None:
    text = example if isinstance(example, str) else example["text"]
    found = _matches(rule, text)
    assert found, f"{rule.id} does not match {text!r}"
    if isinstance(example, dict) and "match" in example:
        assert example["match"] in found


@pytest.mark.parametrize(("rule", "text"), _cases("counterexamples"))
def test_counterexample_does_not_match(rule: Rule, text: str) -> None:
    assert _matches(rule, text) == []


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda r: r.id)
def test_rule_has_examples_and_folded_cues(rule: Rule) -> None:
    assert rule.examples, "a rule without an example proves nothing"
    assert all(cue == fold(cue) for cue in rule.cues)
    assert rule.on in ("low", "norm")


def test_every_rule_everywhere_finds_the_same() -> None:
    texts = [e if isinstance(e, str) else e["text"] for r in RULES.rules for e in r.examples]
    for text in texts:
        window = [(0, len(text))]
        for kind in {r.kind for r in RULES.rules}:
            fast = RULES.scan(View(text)).find(kind, window)
            with everywhere():
                slow = RULES.scan(View(text)).find(kind, window)
            assert fast == slow, text


def test_expand_says_what_is_wrong() -> None:
    with pytest.raises(RuleError, match=r"no pattern named \{nope\}"):
        expand("{nope}", {})
    with pytest.raises(RuleError, match="contain each other"):
        expand("{a}", {"a": "{b}", "b": "{a}"})
