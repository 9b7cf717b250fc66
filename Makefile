# Needs python3 (3.11 or later), make and pip; everything else goes into .venv from the lock files.
# A particular interpreter: make test PYTHON=python3.13

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)
UV ?= uv

VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --use-pep517

PLAN := corpus/notices/laiwuqujiaozi-2024-19/laiwuqujiaozi-2024-19.txt
NOTICE := corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt
DEMO := build/demo

.PHONY: help venv demo test lint types eval schemas baseline bench fuzz chaos fit vectors wheel lock clean distclean
.DELETE_ON_ERROR:

help:
	@echo 'make demo      review the sample plan against the sample notice (HTML report and summary)'
	@echo 'make test      all checks: ruff, mypy, schemas fresh, pytest'
	@echo 'make lint      ruff only          make types     mypy only'
	@echo 'make eval      accuracy against the gold (EVAL_FLAGS="--format json")'
	@echo 'make baseline  pin the accuracy reached (EVAL_FLAGS=--allow-regression to lower it)'
	@echo 'make schemas   write schemas/ anew from the data model'
	@echo 'make bench     time the main job  make wheel     build dist/*.whl'
	@echo 'make fuzz      damaged files must give a record or a one-line error (FUZZ_COUNT, FUZZ_SECONDS, FUZZ_FLAGS=--ocr)'
	@echo 'make chaos     ingestion under kill -9, full disks and poisoned files (CHAOS_FILES, CHAOS_KILLS, CHAOS_SEED)'
	@echo 'make lock      compile requirements/*.txt anew (needs uv)'
	@echo 'make clean     remove what was built; make distclean removes .venv too'

# Two stamps: what the program needs, and what its developers need on top.
venv: $(VENV)/.dev

$(VENV)/.runtime: requirements/runtime.txt
	@$(if $(PYTHON),,echo '需要 Python 3.11 或更高版本：请安装后重试，或用 make PYTHON=路径 指定' >&2; exit 2)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo '$(PYTHON) 不可用或低于 Python 3.11：请用 make PYTHON=路径 指定 3.11 或更高版本' >&2; exit 2; }
	@$(PY) -m pip --version >/dev/null 2>&1 || \
	  $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || \
	  { $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(PY) install --quiet pip; } >/dev/null 2>&1 || \
	  { echo '无法建立虚拟环境：请先安装 venv 和 pip（Debian、Ubuntu：sudo apt-get install python3-venv python3-pip）' >&2; exit 2; }
	@echo '正在安装锁定的依赖……' >&2
	@$(PIP_INSTALL) --requirement requirements/runtime.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt pyproject.toml
	@$(PIP_INSTALL) --requirement requirements/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.runtime
	@rm -rf $(DEMO)
	@$(PY) cli.py check $(PLAN) --against $(NOTICE) --format html --out $(DEMO)

test: lint types
	@$(PY) -m pytest

lint: $(VENV)/.dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(VENV)/.dev
	@$(PY) -m mypy

eval: $(VENV)/.runtime
	@$(PY) cli.py eval $(EVAL_FLAGS)

baseline: $(VENV)/.runtime
	@$(PY) cli.py eval --update-baseline $(EVAL_FLAGS)

schemas: $(VENV)/.runtime
	@$(PY) -m doc_checker.schemas

# Bounded by both; seeded, so that the same count is the same files.
FUZZ_COUNT ?= 5000
FUZZ_SECONDS ?= 1800

fuzz: $(VENV)/.runtime
	@$(PY) -m tools.fuzz --count $(FUZZ_COUNT) --seconds $(FUZZ_SECONDS) $(FUZZ_FLAGS)

# Kills, full disks and poisoned files while files are taken in; the store must come out as if nothing had been.
CHAOS_FILES ?= 3000
CHAOS_KILLS ?= 60
CHAOS_SEED ?= 1

chaos: $(VENV)/.runtime
	@$(PY) -m tools.chaos --files $(CHAOS_FILES) --kills $(CHAOS_KILLS) --seed $(CHAOS_SEED)

bench: $(VENV)/.runtime
	@$(PY) -m bench $(BENCH_FLAGS)

wheel: $(VENV)/.dev
	@$(PY) -m build --wheel --no-isolation --outdir dist .

# The index is the one of the machine's own configuration and never written into the output.
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

lock:
	@command -v $(UV) >/dev/null || { echo 'make lock 需要 uv：请先安装（pip install uv），或用 make lock UV=路径 指定' >&2; exit 2; }
	@$(COMPILE) $(LOCK_FLAGS) --output-file requirements/runtime.txt
	@$(COMPILE) $(LOCK_FLAGS) --group dev --extra ocr --extra parquet --extra cluster --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean:
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	@find cli.py doc_checker tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean
	@rm -rf $(VENV)

# The weights of the verdict, from the gold pairs of corpus/ (deterministic, about a minute).
fit: venv
	@$(PY) tools/fit_weights.py

# Word vectors, from a text corpus that is not part of the project; needs gensim (pip install gensim).
vectors: venv
	@test -n "$(CORPUS)" || { echo '用法：make vectors CORPUS=文本文件（可为 .xz，每行一段）' >&2; exit 2; }
	@$(PY) tools/train_vectors.py $(CORPUS) doc_checker/review/vectors.npz
