# The commands of this project; `make help` lists them. They need Python 3.10 to 3.13 and make.
PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PYTHONPATH := _ext:tests
# Compiled modules are kept, whatever the system says: importing TensorFlow takes half as long.
export PYTHONDONTWRITEBYTECODE :=
RUN := .venv/bin/python
# Formats styles and scripts of the pages; `.ci/run` installs it.
PRETTIER := $(or $(LESSON_TOOLS),_build/tools)/node_modules/.bin/prettier
# What `make changes` compares with.
BASE ?= origin/main
# What `make test-backends` tries.
BACKENDS ?= jax torch
# With what `make test-path` walks; numbers choose notebooks, such as WALK="jax 01 02".
WALK ?= tensorflow
# What `make workshop` and `make bundle` read in place of workshop.yml.
FILE ?=
# More for pytest, such as PYTEST="-x -k schedule".
PYTEST ?=

.PHONY: site check test test-learner mutants lint format serve episode notebooks pdf workshop bundle figures hub hub-stop studies lock lock-hub bench test-floor test-newest test-backends test-hub test-path test-sphinx linkcheck audit changes results set-up-scripts clean help set-up

site: set-up  ## build the site into _build/html
	@$(RUN) -m lesson.commands.build

check: site  ## what needs neither a browser nor a kernel, in a minute
	@$(RUN) -m pytest tests -m "not browser and not kernel" $(PYTEST)

test: site  ## check sources, answers and built pages
	@$(RUN) -m pytest $(PYTEST)

test-learner: notebooks  ## run every notebook for people: without the answers, typed along, and with parts left out
	@ALL_LEARNER_NOTEBOOKS=1 $(RUN) -m pytest tests/test_notebooks.py -k "single_answer or all_typed or can_catch_up"

lint: set-up  ## check the sources, without building
	@$(RUN) -m lesson.check.rules

format: set-up  ## format the Python in cells and scripts; and what the page runs, where prettier is installed
	@$(RUN) -m lesson.check.ruff
	@if [ -x "$(PRETTIER)" ]; then "$(PRETTIER)" --write --log-level warn .; fi

serve: set-up  ## preview the site, built again after each edit
	@$(RUN) -m lesson.commands.serve

episode: set-up  ## start a new episode: make episode NAME=time-series
	@$(RUN) -m lesson.commands.new_episode "$(NAME)"

notebooks: set-up  ## build the notebooks into _build/notebooks
	@$(RUN) -m lesson.commands.build notebooks

pdf: site  ## print the whole lesson into a PDF (needs Chromium)
	@$(RUN) -m lesson.commands.pdf

workshop: site  ## make pages, mails, surveys and papers of a workshop from workshop.yml, or from FILE=...
	@$(RUN) -m lesson.commands.workshop "$(FILE)"

bundle: pdf  ## pack site, notebooks, data, PDF, set-up and workshop.yml's pages into one archive for a workshop
	@$(RUN) -m lesson.commands.bundle "$(FILE)"

figures: set-up  ## draw the diagrams in fig/ again
	@for script in $(filter-out fig/draw.py,$(wildcard fig/*.py)); do $(RUN) "$$script"; done

hub: notebooks  ## start a JupyterHub for a room on this computer (Linux, needs root)
	@$(RUN) -m lesson.commands.hub

hub-stop: set-up  ## end the hub and all that learners run; files stay
	@$(RUN) -m lesson.commands.hub stop

studies: set-up  ## measure the recorded studies in data/ again (about an hour)
	@for table in data/*.csv; do script="$${table%.csv}.py"; [ ! -e "$$script" ] || { echo "$$table"; $(RUN) "$$script"; }; done

lock: set-up  ## renew requirements.txt from requirements.in; with PACKAGE=numpy move that library only
	@.venv/bin/uv pip compile --quiet $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade) --universal --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "make lock  # uv pip compile --universal --python-version 3.10" requirements.in -o requirements.txt

lock-hub: set-up  ## renew the lock of the hub, with what learners import as in requirements.txt
	@.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "make lock-hub" workshop/hub/requirements.in -o workshop/hub/requirements.txt

linkcheck: notebooks  ## visit all outside links of the lesson (needs a network)
	@.venv/bin/jupyter-book build . -n --keep-going --quiet --builder linkcheck --path-output _build/.links

audit: set-up  ## look up known vulnerabilities of the locked packages (needs a network)
	@.venv/bin/uv tool run --quiet pip-audit@2.10.0 --strict --require-hashes --disable-pip --requirement requirements.txt

changes: site  ## list what this branch changes on the pages: make changes BASE=main
	@$(RUN) -m lesson.commands.changes "$(BASE)"

results: set-up  ## name the folder that keeps the results of executed notebooks
	@$(RUN) -c "from lesson.run.environment import cache_path; print('folder=' + cache_path().name)" >> "$${GITHUB_OUTPUT:-/dev/stdout}"

set-up-scripts: site  ## write the commands of the set-up page as scripts into _build/set-up
	@$(RUN) -m elsewhere.set_up_scripts

mutants: site  ## put faults into our own code, and count those that `make check` notices (an hour)
	@$(RUN) tests/mutants.py

bench: set-up  ## measure what building costs (half an hour)
	@$(RUN) tests/bench.py

test-floor: set-up  ## run notebooks and answers with the oldest versions we support
	@$(RUN) -m elsewhere.with_versions oldest

test-newest: set-up  ## run notebooks and answers with the newest versions
	@$(RUN) -m elsewhere.with_versions newest

test-path: site  ## walk a learner's path, from the landing page to the last cell: make test-path WALK="tensorflow jax torch"
	@$(RUN) -m elsewhere.learners_path $(WALK)

test-backends: set-up  ## run notebooks and answers on JAX and PyTorch, or one: make test-backends BACKENDS=jax
	@$(RUN) -m elsewhere.with_backends $(BACKENDS)

test-hub: notebooks  ## let eight simulated learners use the hub, and break things on purpose (Linux, root, 9 GB, half an hour)
	@$(RUN) -m elsewhere.hub_load

test-sphinx: site  ## build the site without Jupyter Book, with the newest Sphinx, and compare the pages
	@$(RUN) -m elsewhere.sphinx_alone

clean:  ## remove everything that was built
	@rm -rf _build

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "make %-14s %s\n", $$1, $$2}'

set-up:
	@PYTHONPATH= $(PYTHON) _ext/lesson/set_up.py
