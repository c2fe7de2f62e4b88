"""Execute the notebooks of the book into the cache that Sphinx reads, several at once.

Run as `python -m lesson.execute`. Notebooks whose results are in the cache are not run again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.read import myst_nb_reader_plugin
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from . import kernel, plots
from .source import ROOT, Page, executed_pages

# More than a page can show, and more than anybody reads.
MOST_TEXT = 100_000  # characters one cell may print


class CellProblem(Exception):
    """A cell failed; the message names file and line."""


def time_limit() -> int:
    """Return the seconds a cell may take, from _config.yml."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["execute"]["timeout"]


def opened() -> JupyterCacheAbstract:
    """Return the cache of executed notebooks; one that cannot be read is thrown away."""
    folder = kernel.cache_path()
    try:
        cache = get_cache(folder)
        cache.list_cache_records()
    except Exception as error:  # whatever is wrong with it, executing again mends it
        print(f"the executed notebooks in {folder} cannot be read ({type(error).__name__}); executing them again", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        cache = get_cache(folder)
    return cache


@lru_cache
def _read(file: Path, text: str) -> nbformat.NotebookNode:
    return myst_nb_reader_plugin(str(file))


def without_outputs(path: Path) -> nbformat.NotebookNode:
    """Return a page as myst-nb reads it, as a notebook of one's own; several steps of a build ask for each.

    Args:
        path: the page, relative to the root.
    """
    file = ROOT / path
    return deepcopy(_read(file, file.read_text(encoding="utf-8")))


def stored(path: Path) -> nbformat.NotebookNode:
    """Return the executed notebook of a page.

    Args:
        path: the page, relative to the root.

    Raises:
        KeyError: the page as it stands has not been executed.
    """
    return get_cache(kernel.cache_path()).merge_match_into_notebook(without_outputs(path))[1]


def files_read(page: Page) -> list[Path]:
    """Return the data files that the cells of a page name."""
    names = sorted(set(re.findall(r"[\"'](\.\./data/[^\"']+)[\"']", "\n".join(cell.text for cell in page.cells()))))
    return [(ROOT / page.path.parent / name).resolve() for name in names]


def data_digest(page: Page) -> str:
    """Return a digest of the data files that a page reads; its results are fresh as long as it stays the same."""
    digest = hashlib.sha256()
    for file in files_read(page):
        digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.exists() else b"") + b"\0")
    return digest.hexdigest()


def is_fresh(cache: JupyterCacheAbstract, page: Page) -> bool:
    """Tell whether the cache holds the results of a page as it stands, with the data as they are."""
    try:
        record = cache.match_cache_notebook(without_outputs(page.path))
        cache.get_cache_bundle(record.pk)
    except (KeyError, OSError, ValueError):  # not executed yet, or the file was lost or cut off
        return False
    return record.data.get("data") == data_digest(page)


def identity(path: Path) -> str:
    """Return what tells the results of a page from those of another execution.

    Raises:
        KeyError: the page as it stands has not been executed.
    """
    record = get_cache(kernel.cache_path()).match_cache_notebook(without_outputs(path))
    return f"{record.hashkey} {record.created}"


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
    print(f"executing {path}", flush=True)
    notebook = without_outputs(path)
    lines = notebook.metadata["source_map"]
    limit = time_limit()
    client = NotebookClient(
        notebook,
        timeout=limit,
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
        raise CellProblem(f"{path}:{lines[at]}: the cell ran longer than {limit} s and was stopped; make it faster") from error
    except DeadKernelError as error:
        raise CellProblem(f"{path}:{lines[at]}: the kernel died in this cell; it may need too much memory") from error
    except CellExecutionError as error:
        raise CellProblem(f"{path}:{lines[at]}: the cell raised {error.ename}: {error.evalue}; mend the cell\n{excerpt(error.traceback)}") from error
    for cell, line in zip(notebook.cells, lines):
        printed = sum(len(output.get("text", "")) for output in cell.get("outputs", []))
        if printed > MOST_TEXT and "publish" not in cell.metadata:  # no page shows what is published
            raise CellProblem(f"{path}:{line}: the cell prints {printed:,} characters, {MOST_TEXT:,} are the most; print less")
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
    cache = opened()
    pages = executed_pages()
    # The longest first, so that no core waits for it at the end.
    waiting = sorted((page for page in pages if not is_fresh(cache, page)), key=lambda page: -sum(len(cell.lines) for cell in page.cells()))
    problems = []
    pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    try:
        jobs = {}
        for page in waiting:
            jobs[pool.submit(run, page.path)] = page
        for job in as_completed(jobs):
            page = jobs[job]
            path = page.path
            try:
                notebook, seconds = job.result()
            except CellProblem as problem:
                problems.append(str(problem))
                continue
            cache.cache_notebook_bundle(
                CacheBundleIn(notebook, str(ROOT / path), data={"execution_seconds": seconds, "data": data_digest(page)}),
                check_validity=False,
                overwrite=True,
            )
            print(f"executed {path} in {seconds:.0f} s", flush=True)
    finally:
        # After an interruption nobody waits for the cells that are running.
        pool.shutdown(wait=False, cancel_futures=True)
    print(f"{len(waiting)} of {len(pages)} notebooks executed, {len(pages) - len(waiting)} taken from the cache")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
