# make report   the environment, then the example book in _output/ (CONFIG=… for another county's audit.toml)
# make test     the environment, then every test
# make validate try every method on tables of known truth, and the audit on invented counties (up to half an hour)
# make check    what is used, quarantined and lacking in a county's extracts
# make quarto   try to install Quarto into the environment
# make example  write the example county again
# make lock     resolve the dependencies again
# make doctor   what is installed, and what is still to do
# make bench    how long each step takes, and whether that is too long
# make bench-scale    how time and memory of collation grow, up to a million children (several minutes)
# make walk-through   docs/walk-through.md again, with what its commands print now
# make pictures       docs/images/ again, from a real render (needs Chromium)
# make clean    take away what can be made again

PYTHON ?= python3
CONFIG ?= data/example/audit.toml
BIN := .venv/bin
READY := .venv/ready

.PHONY: report test validate check quarto example lock doctor bench bench-scale walk-through pictures clean
.DELETE_ON_ERROR:

report: $(READY)
	@echo "Rendering the book of $(CONFIG) …"
	@$(BIN)/missing-audit render --config $(CONFIG)

test: $(READY)
	@echo "Checking the style of the code …"
	@$(BIN)/ruff check --quiet .
	@echo "Running every test, the book's among them (some minutes) …"
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

validate: $(READY)
	@$(BIN)/missing-audit validate

check: $(READY)
	@$(BIN)/missing-audit check --config $(CONFIG)

# Debian keeps what makes an environment in a package of its own.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; \
	name it with make PYTHON=…"; exit 1; }
	@echo "Making the environment in .venv (some minutes, about 1.4 GB) …"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Python cannot make environments here: installing python3-venv …"; \
	    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; \
	  else echo "Python cannot make environments here. Please run: sudo apt-get install python3-venv, then make again."; \
	    exit 1; fi; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing the dependencies that requirements.lock pins …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

quarto: $(READY)
	@echo "Trying to install Quarto into the environment …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[quarto]' >.venv/quarto.log 2>&1 \
	  && $(BIN)/quarto --version \
	  || { echo "Quarto could not be installed: its package downloads the program from a code-hosting site while it"; \
	       echo "installs, and that seems to be blocked here. Ask for Quarto 1.9 or later to be installed on this"; \
	       echo "machine, from its own installer, or go on without it: make report uses the built-in engine."; \
	       echo "What pip said is in .venv/quarto.log."; exit 1; }

example: $(READY)
	@$(BIN)/missing-audit synthesise --out data/example

lock: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade --quiet --output-file requirements.lock

doctor: $(READY)
	@$(BIN)/missing-audit doctor --config $(CONFIG)

bench: $(READY)
	@$(BIN)/missing-audit bench

bench-scale: $(READY)
	@$(BIN)/missing-audit bench-scale

walk-through: $(READY)
	@$(BIN)/python tests/walk_through.py

pictures: $(READY)
	@$(BIN)/python tests/pictures.py

clean:
	rm -rf _output _audit.yml data/*/.store .quarto
