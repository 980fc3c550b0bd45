"""What is known about the language, as data: TOML rules that prove themselves and CSV gazetteers.

>>> from chidao.text import View
>>> scan = load().scan(View("Hoàn thành trước ngày 30/9/2025."))
>>> [(m.rule, m.start, m.end) for m in scan.find("deadline", [(0, 32)])]
[('deadline/before-day', 11, 31)]
"""

from chidao.rules.engine import Match, Rule, RuleError, RuleSet, Scan, load
from chidao.rules.gazetteers import gazetteer

__all__ = ["Match", "Rule", "RuleError", "RuleSet", "Scan", "gazetteer", "load"]
