"""Execute the notebooks of the book into the cache that Sphinx reads, several at once.

Run as `python -m lesson.execute`. Notebooks whose results are in the cache are not run again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import myst_nb_reader_plugin
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from . import kernel, plots
from .source import ROOT, executed_pages

TIMEOUT = 120  # seconds a cell may take


class CellProblem(Exception):
    """A cell failed; the message names file and line."""


def stored(path: Path) -> nbformat.NotebookNode:
    """Return the executed notebook of a page.

    Args:
        path: the page, relative to the root.

    Raises:
        KeyError: the page as it stands has not been executed.
    """
    return get_cache(kernel.cache_path()).merge_match_into_notebook(myst_nb_reader_plugin(str(ROOT / path)))[1]


def excerpt(traceback: str) -> str:
    """Return the part of a traceback that shows the cell, without colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    return plain.split("\nFile ")[0].strip()


def run(path: Path) -> tuple[nbformat.NotebookNode, float]:
    """Execute one page in a fresh kernel, in the page's own folder.

    Returns:
        the notebook with outputs, and the seconds it took.

    Raises:
        CellProblem: a cell raised, wrote a warning, took too long or ended the kernel.
    """
    notebook = myst_nb_reader_plugin(str(ROOT / path))
    lines = notebook.metadata["source_map"]
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        extra_arguments=kernel.ARGUMENTS,
        record_timing=False,  # times would become part of the cache's key
        resources={"metadata": {"path": str((ROOT / path).parent)}},
    )
    at = 0
    started = time.monotonic()
    try:
        with client.setup_kernel():
            for at, cell in enumerate(notebook.cells):
                client.execute_cell(cell, at)
    except CellTimeoutError as error:
        raise CellProblem(f"{path}:{lines[at]}: the cell ran longer than {TIMEOUT} s and was stopped; make it faster") from error
    except DeadKernelError as error:
        raise CellProblem(f"{path}:{lines[at]}: the kernel died in this cell; it may need too much memory") from error
    except CellExecutionError as error:
        raise CellProblem(f"{path}:{lines[at]}: the cell raised {error.ename}: {error.evalue}; mend the cell\n{excerpt(error.traceback)}") from error
    for cell, line in zip(notebook.cells, lines):
        for output in cell.get("outputs", []):
            # TensorFlow's own warnings arrive as ordinary output.
            if output.get("name") == "stderr" or "WARNING:tensorflow" in output.get("text", ""):
                raise CellProblem(f"{path}:{line}: the cell wrote a warning; change the code so that it does not\n{output.text}")
            data = output.get("data", {})
            if "image/svg+xml" in data:
                data["image/svg+xml"] = plots.tidy(data["image/svg+xml"])
    return notebook, time.monotonic() - started


def main() -> int:
    """Execute what is not in the cache; return the exit code."""
    kernel.prepare_environment()
    folder = kernel.cache_path()
    for old in folder.parent.glob(".executed-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    cache = get_cache(folder)
    pages = [page.path for page in executed_pages()]
    waiting = []
    for path in pages:
        try:
            cache.match_cache_notebook(myst_nb_reader_plugin(str(ROOT / path)))
        except KeyError:
            waiting.append(path)
    problems = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        jobs = {}
        for path in waiting:
            print(f"executing {path}", flush=True)
            jobs[pool.submit(run, path)] = path
        for job in as_completed(jobs):
            path = jobs[job]
            try:
                notebook, seconds = job.result()
            except CellProblem as problem:
                problems.append(str(problem))
                continue
            cache.cache_notebook_bundle(
                CacheBundleIn(notebook, str(ROOT / path), data={"execution_seconds": seconds}),
                check_validity=False,
                overwrite=True,
            )
            print(f"executed {path} in {seconds:.0f} s", flush=True)
    print(f"{len(waiting)} of {len(pages)} notebooks executed, {len(pages) - len(waiting)} taken from the cache")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
