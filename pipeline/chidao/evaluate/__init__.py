"""Gold × records → scores. Reads records only, so the records of any system that keeps the contract can be scored.

`read_jsonl` reads both files, `evaluate` compares them, `tables`, `rule_table` and `error_lines` show the result,
`below_floor` is the gate. How each figure is counted is told in docs/evaluation.md.
"""

from chidao.evaluate.gold import check_gold
from chidao.evaluate.inputs import read_jsonl
from chidao.evaluate.report import Table, below_floor, error_lines, figures, rows, rule_table, tables
from chidao.evaluate.scores import Accuracy, Counts, Error, KindScore, Partial, RuleScore, Scores, wilson
from chidao.evaluate.scoring import evaluate

__all__ = [
    "Accuracy",
    "Counts",
    "Error",
    "KindScore",
    "Partial",
    "RuleScore",
    "Scores",
    "Table",
    "below_floor",
    "check_gold",
    "error_lines",
    "evaluate",
    "figures",
    "read_jsonl",
    "rows",
    "rule_table",
    "tables",
    "wilson",
]
