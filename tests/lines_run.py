"""Which lines of the lesson's code a test runs, noted for mutants.py: `python -m pytest -p lines_run tests/test_X.py`.

A plugin of pytest around coverage.py, which nbval brings. What a fixture runs for several tests counts for all that use it,
what a process runs counts for the test that started it, and what is kept for later tests is made again for each.
One run is for one file of tests: what is imported, or kept in a fixture, is so for this file's tests only.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path

import coverage
import forked
import pytest
from coverage import CoverageData

ROOT = Path(__file__).parents[1]
BUILT = ("html", "notebooks")
# In `_build`: `data.*` by coverage.py, and `FILE.json` about the tests of a file.
FOLDER = ".lines_run"
EVERYWHERE = "conftest"  # what is run before a file of tests is read


def variables(root: Path, context: str) -> dict[str, str]:
    """Return the variables with which each new Python notes the lines that it runs, and for whom."""
    return {"COVERAGE_PROCESS_START": str(root / "_build" / FOLDER / "coveragerc"), "LINES_RUN_FOR": context}


def prepare(root: Path) -> None:
    """Make an empty folder in a copy of the project for what will be noted."""
    folder = root / "_build" / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "coveragerc").write_text(
        f"[run]\ndata_file = {folder / 'data'}\nparallel = true\ninclude = */_ext/lesson/*\n"
        "context = ${LINES_RUN_FOR}\npatch = _exit\nsigterm = true\n"
    )


def noted(roots: list[Path]) -> tuple[CoverageData, dict[str, dict]]:
    """Return what was noted in copies of the project: who runs a line, and all tests, the quickest first.

    The lines of all copies of a file are lines of this one, such as `_ext/lesson/text/page.py`.
    """
    lines, tests = CoverageData(no_disk=True), {}
    for root in roots:
        for file in sorted((root / "_build" / FOLDER).glob("data.*")):
            one = CoverageData(str(file))
            one.read()
            lines.update(one, map_path=lambda path: f"_ext/lesson/{path.rpartition('/_ext/lesson/')[2]}")
        for file in (root / "_build" / FOLDER).glob("*.json"):
            tests |= json.loads(file.read_text())
    return lines, dict(sorted(tests.items(), key=lambda test: test[1]["seconds"]))


class Recorder:
    """What is run, for the test or fixture that runs it."""

    def __init__(self) -> None:
        self.context = EVERYWHERE
        self.built = tuple(str(ROOT / "_build" / name) for name in BUILT)
        self.reads_built: set[str] = set()
        self.tests: dict[str, dict] = {}
        self.seconds: dict[str, float] = defaultdict(float)
        # Its children start without; `as_main` begins to note in each of them.
        forkserver.ensure_running()
        self.coverage = coverage.Coverage(config_file=variables(ROOT, EVERYWHERE)["COVERAGE_PROCESS_START"])
        self.coverage.start()
        self.enter(EVERYWHERE)
        forked.as_main = as_main

    def enter(self, context: str) -> None:
        self.context = context
        self.coverage.switch_context(context)
        os.environ.update(variables(ROOT, context))

    @contextmanager
    def inside(self, context: str) -> Iterator[None]:
        before = self.context
        self.enter(context)
        try:
            yield
        finally:
            self.enter(before)

    def audit(self, event: str, arguments: tuple) -> None:
        """Note who looks at the built site; a file of tests that does so when it is read does it for all its tests."""
        if event in ("open", "os.listdir", "os.scandir") and self.context != EVERYWHERE:
            if str(arguments[0]).startswith(self.built):
                self.reads_built.add(self.context)

    @pytest.hookimpl
    def pytest_collection(self, session: pytest.Session) -> None:
        (self.file,) = session.config.args
        self.enter(self.file)
        sys.addaudithook(self.audit)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request) -> Generator[None, object, object]:
        context = f"{self.file} {fixturedef.argname}"
        with self.inside(self.context if fixturedef.scope == "function" else context):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        forget()
        fixtures = [f"{self.file} {name}" for name in item.fixturenames]
        self.tests[item.nodeid] = {"contexts": [item.nodeid, *fixtures]}
        with self.inside(item.nodeid):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        for name, test in self.tests.items():
            test["seconds"] = round(self.seconds[name], 2)
            looked = self.reads_built & {self.file, *test["contexts"]}
            test["reads_built"] = bool(looked) or f"{self.file} site" in test["contexts"]
        (ROOT / "_build" / FOLDER / f"{Path(self.file).stem}.json").write_text(json.dumps(self.tests))


def forget() -> None:
    """Let the next test make again what the lesson's code and the tests keep, in this process and on the disk."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("lesson.", "test_")):
            for kept in vars(module).values():
                if isinstance(kept, functools._lru_cache_wrapper):
                    kept.cache_clear()
    shutil.rmtree(ROOT / "_build" / ".kept", ignore_errors=True)


def as_main(command: tuple[str, ...], folder: Path, environment: dict[str, str], said: list[Path]) -> None:
    """Run a module in a child of the fork server, and note its lines."""
    os.environ.update(environment)
    coverage.process_startup(force=True)
    AS_MAIN(command, folder, environment, said)


AS_MAIN = forked.as_main


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    early_config.pluginmanager.register(Recorder())
