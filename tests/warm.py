"""Run Python modules in processes that have imported Sphinx and Jupyter already: a command then takes tenths of a second.

The lesson's own package is never imported before, so each process runs the code of its own book.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

# What the commands import; each takes its time only once.
LIBRARIES = [
    "axe_playwright_python",
    "bs4",
    "concurrent.futures.thread",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "jupyter_cache",
    "latex2mathml.converter",
    "markdown_it",
    "mdit_py_plugins.dollarmath",
    "myst_nb.sphinx_",
    "myst_parser.parsers.mdit",
    "nbclient",
    "nbformat.v4",
    "pytest",
    "sphinx.builders.html",
    "sphinx.search.en",
    "sphinx_design",
    "sphinx_exercise",
    "sphinx_external_toc",
    "sphinx_multitoc_numbering",
    "yaml",
]
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(LIBRARIES)


def _run(
    module: str, arguments: list[str], folder: Path, paths: list[str], environment: dict[str, str], output: Path
) -> None:
    """Be `python -m module arguments` in a folder; what is said goes to files beside `output`."""
    for stream, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(output / name, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, stream)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [str(folder), *paths, *(path for path in sys.path if path not in paths)]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def run(module: str, *arguments: str, folder: Path, paths: list[str]) -> subprocess.CompletedProcess:
    """Run `python -m module arguments` with the environment as it is now.

    Args:
        module: its name
        arguments: of the command
        folder: where it runs
        paths: where Python looks for modules first
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        process = _processes.Process(target=_run, args=(module, list(arguments), folder, paths, environment, output))
        process.start()
        process.join()
        said = [(output / stream).read_text(encoding="utf-8") for stream in ("stdout", "stderr")]
    return subprocess.CompletedProcess([module, *arguments], process.exitcode, *said)
