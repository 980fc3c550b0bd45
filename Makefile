# Python 3.11 or later and make are all that is needed: everything else comes into .venv.
# On another Python: make demo PYTHON=python3.12
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SET_UP := $(VENV)/.set-up
SHARED ?= ../shared
NEWS ?= $(SHARED)/corpus/news-dev.jsonl.gz
DENSE ?= $(SHARED)/corpus/seeds $(SHARED)/annotation/texts
NEWS_GOLD := outputs/news-gold
# Everything that people have marked: short name, gold, texts.
GOLD := --gold sample annotations/gold.jsonl corpus/articles \
  --gold news $(NEWS_GOLD)/gold.jsonl $(NEWS_GOLD)/texts \
  --gold dev $(SHARED)/annotation/dev.jsonl $(SHARED)/annotation/texts
# Marked by one and settled by another: counts twice where weights are learned.
TWICE := --twice dev --twice sample
DEMO := outputs/demo
MINUTES ?= 10
SHOWN ?= $(shell ls corpus/articles | head -1)

.PHONY: demo demo-serve test test-ray test-browser images check bench bench-kills fuzz docs clean learn judged peers ablation

# One sample corpus, from page to records: its scores, one article's facts, the summary.
demo: $(SET_UP)
	$(BIN)/chidao run corpus/articles --out $(DEMO) --force
	$(BIN)/chidao evaluate annotations/gold.jsonl $(DEMO)/records.jsonl
	$(BIN)/chidao show $(DEMO)/records.jsonl --article $(SHOWN)
	$(BIN)/chidao index $(DEMO) --db $(DEMO)/chidao.db --fresh
	@echo "make demo-serve opens these articles as pages in a browser"

# The sample corpus as pages: search, articles with their facts marked, documents, bodies, deadlines, targets.
demo-serve: $(DEMO)/chidao.db
	$(BIN)/chidao serve $(DEMO)/chidao.db

$(DEMO)/chidao.db:
	$(MAKE) demo

# The pages in a browser. Nothing is installed for it: chromium has to be there (Debian: apt-get install chromium).
test-browser: $(SET_UP)
	@command -v chromium >/dev/null || { echo "no chromium here; Debian has it: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pytest tests/serve/test_browser.py

# The pictures of the pages in docs/images, made anew from the sample corpus.
images: $(SET_UP)
	PICTURES=docs/images $(BIN)/python -m pytest tests/serve/test_browser.py -k pictures

test: check
	$(BIN)/python -m pytest

# Ray is large and needs a minute: these tests are skipped in `make test` unless it is installed.
test-ray: $(SET_UP)
	$(BIN)/python -m pip install --quiet --editable ".[ray]"
	$(BIN)/python -m pytest tests/test_ray.py

check: $(SET_UP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Speed, scaling, memory and start-up beside the peers; writes its tables into docs/performance.md (a quarter of an hour).
bench: $(SET_UP)
	$(BIN)/python -m pip install --quiet --group peers
	$(BIN)/python benchmarks/bench.py $(NEWS) --dense $(DENSE)

# A run killed fifty times at random moments, and gone on with each time.
bench-kills: $(SET_UP)
	$(BIN)/python benchmarks/kills.py $(NEWS)

# Hostile inputs without end; what breaks something is kept in tests/broken.
fuzz: $(SET_UP)
	$(BIN)/python tests/test_fuzz.py --minutes $(MINUTES)

# The weights of evidence, learned from all gold there is; the figures of unseen articles are printed.
learn: $(SET_UP) $(NEWS_GOLD)/gold.jsonl
	for kind in directives targets; do \
	  $(BIN)/python annotations/learn.py $$kind --write $(GOLD) $(TWICE) || exit 1; \
	done
	$(BIN)/python annotations/learn.py deadlines --write $(GOLD) $(TWICE) --judged annotations/judged.jsonl $(NEWS)

$(NEWS_GOLD)/gold.jsonl: annotations/news.jsonl
	$(BIN)/python annotations/pointers.py unpack annotations/news.jsonl $(NEWS) --out $(NEWS_GOLD)

# The precision of every rule from the verdicts kept, into docs/evaluation.md and the records' `confidence`.
judged: $(SET_UP)
	$(BIN)/python annotations/judging.py table

# chidao beside its peers on the same gold, into docs/evaluation.md (some minutes: underthesea's names are slow).
peers: $(SET_UP) $(NEWS_GOLD)/gold.jsonl
	$(BIN)/python -m pip install --quiet --group peers
	$(BIN)/python benchmarks/peers.py $(GOLD)

# What words instead of syllables would give and cost, into docs/evaluation.md.
ablation: $(SET_UP) $(NEWS_GOLD)/gold.jsonl
	PYTHONPATH=annotations $(BIN)/python benchmarks/words.py $(GOLD)

# Pages that are made from the code; a test fails when they are not up to date.
docs: $(SET_UP)
	$(BIN)/python -m chidao.cli_reference > docs/cli.md.new
	mv docs/cli.md.new docs/cli.md
	$(BIN)/python -m chidao.index.page docs/index.md

$(SET_UP): pyproject.toml tests/validators.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[tables,formats,index,export,report,serve]" --group dev
	$(BIN)/python -m pip install --quiet --no-deps --requirement tests/validators.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
