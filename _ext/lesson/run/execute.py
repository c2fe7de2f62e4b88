"""Execute the notebooks of the book into the cache that Sphinx reads, several at once.

Run as `python -m lesson.run.execute`. Notebooks whose results are in the cache are not run again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import zip_longest
from pathlib import Path

import myst_nb
import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.read import MystMetadataParsingError, myst_nb_reader_plugin
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from ..paths import ROOT
from ..text.cells import DATA, data_file, strings
from ..text.kept import kept
from ..text.page import Page, executed_pages, reader
from . import environment, plots, results


class CellProblem(Exception):
    """A cell failed; the message names file and line."""


def time_limit() -> int:
    """Return the seconds a cell may take, from _config.yml."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["execute"]["timeout"]


def opened() -> JupyterCacheAbstract:
    """Return the cache of executed notebooks; one that cannot be read is thrown away."""
    folder = environment.cache_path()
    try:
        cache = get_cache(folder)
        cache.list_cache_records()
    except Exception as error:  # whatever is wrong with it, executing again mends it
        print(
            f"the executed notebooks in {folder} cannot be read ({type(error).__name__}); executing them again",
            flush=True,
        )
        shutil.rmtree(folder, ignore_errors=True)
        cache = get_cache(folder)
    return cache


def without_outputs(path: Path) -> nbformat.NotebookNode:
    """Return a page as myst-nb reads it, as a notebook of one's own; several steps of a build ask for each.

    Args:
        path: the page, relative to the root.

    Raises:
        CellProblem: the options of a cell are no YAML.
    """
    file = ROOT / path
    made_from = f"{reader()}{myst_nb.__version__}{file}\n{file.read_text(encoding='utf-8')}"
    try:
        return kept(path, "notebook", made_from, lambda: myst_nb_reader_plugin(str(file)))
    except MystMetadataParsingError as error:
        line = re.search(r"at line (\d+)", str(error))
        reason = " ".join(str(error).split())
        raise CellProblem(
            f"{path}:{line[1] if line else 1}: {reason}; put the values of its options into quotation marks"
        ) from error


def stored(path: Path) -> nbformat.NotebookNode:
    """Return the executed notebook of a page.

    Args:
        path: the page, relative to the root.

    Raises:
        KeyError: the page as it stands has not been executed.
    """
    return get_cache(environment.cache_path()).merge_match_into_notebook(without_outputs(path))[1]


def files_read(page: Page) -> list[Path]:
    """Return the data files that the cells of a page name."""
    names = sorted({text for cell in page.cells() for _, text in strings(cell) if DATA.fullmatch(text)})
    return [data_file(name) for name in names]


def data_digest(page: Page) -> str:
    """Return a digest of the data files that a page reads; its results are fresh as long as it stays the same."""
    digest = hashlib.sha256()
    for file in files_read(page):
        digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.exists() else b"") + b"\0")
    return digest.hexdigest()


def fresh_results(cache: JupyterCacheAbstract, page: Page) -> list[nbformat.NotebookNode] | None:
    """Return the executed cells that the cache holds of a page as it stands, with the data as they are, or None."""
    try:
        record = cache.match_cache_notebook(without_outputs(page.path))
        cells = code(cache.get_cache_bundle(record.pk).nb)
    except (KeyError, OSError, ValueError):  # not executed yet, or the file was lost or cut off
        return None
    # They may be older than a rule about results.
    fresh = (
        record.data.get("data") == data_digest(page)
        and not results.tidy(cells)
        and not any(results.problems(page, cells))
    )
    return cells if fresh else None


def identity(path: Path) -> str:
    """Return what tells the results of a page from those of another execution.

    Raises:
        KeyError: the page as it stands has not been executed.
    """
    record = get_cache(environment.cache_path()).match_cache_notebook(without_outputs(path))
    return f"{record.hashkey} {record.created}"


def excerpt(traceback: str) -> str:
    """Return the part of a traceback that shows the cell, without colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    return plain.split("\nFile ")[0].strip()


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells of a notebook."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def paired(page: Page, notebook: nbformat.NotebookNode) -> dict[int, nbformat.NotebookNode]:
    """Return the code cells of a page's notebook by the lines of those that we read in its source.

    Raises:
        CellProblem: they differ, and the outputs of one cell would stand below another.
    """
    for block, cell in zip_longest(page.cells(), code(notebook)):
        if not (cell and block and cell.source.strip("\n") == block.text.strip("\n")):
            line = block.line if block else 1
            raise CellProblem(
                f"{page.path}:{line}: Jupyter Book and our reader see different cells here; write it with backticks at the start of a line"
            )
    return {block.line: cell for block, cell in zip(page.cells(), code(notebook))}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder: name -> bytes."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def run(page: Page) -> tuple[nbformat.NotebookNode, float]:
    """Execute one page in a fresh kernel, in a folder that holds only the data files that the page names.

    So no page depends on a file unseen, and files that a cell writes are gone afterwards.

    Returns:
        the notebook with outputs, and the seconds it took.

    Raises:
        CellProblem: a cell raised, took too long, ended the kernel, or has results that no page can show.
    """
    path = page.path
    print(f"executing {path}", flush=True)
    notebook = without_outputs(path)
    paired(page, notebook)
    lines = notebook.metadata["source_map"]
    limit = time_limit()
    aside = tempfile.TemporaryDirectory()
    place = Path(aside.name, "notebooks")  # beside the data, like the notebooks that people get
    place.mkdir()
    data = Path(aside.name, "data")
    data.mkdir()
    for file in filter(Path.is_file, files_read(page)):
        shutil.copy(file, data)
    tables = contents(data)
    client = NotebookClient(
        notebook,
        timeout=limit,
        kernel_name="python3",
        extra_arguments=environment.ARGUMENTS,
        record_timing=False,  # times would become part of the cache's key
        resources={"metadata": {"path": str(place)}},
    )
    at = 0
    started = time.monotonic()
    try:
        # What a kernel says while it ends is about itself; what cells write is an output.
        with aside, client.setup_kernel(stderr=subprocess.DEVNULL):
            for at, cell in enumerate(notebook.cells):
                client.execute_cell(cell, at)
                if contents(data) != tables:
                    raise CellProblem(
                        f"{path}:{lines[at]}: the cell changes files in `../data`, which other pages read; write to a name without a folder"
                    )
    except CellTimeoutError as error:
        raise CellProblem(
            f"{path}:{lines[at]}: the cell ran longer than {limit} s and was stopped; if you have not changed it, the computer is busy or slow: "
            "run again (notebooks that are done stay done), or raise `timeout` in _config.yml; if you have, make it faster"
        ) from error
    except DeadKernelError as error:
        raise CellProblem(f"{path}:{lines[at]}: the kernel died in this cell; it may need too much memory") from error
    except CellExecutionError as error:
        mend = (
            'a cell reads only files that it names as "../data/name.csv"'
            if error.ename == "FileNotFoundError"
            else "mend the cell"
        )
        raise CellProblem(
            f"{path}:{lines[at]}: the cell raised {error.ename}: {error.evalue}; {mend}\n{excerpt(error.traceback)}"
        ) from error
    cells = code(notebook)
    results.tidy(cells)
    for shown in (output.get("data", {}) for cell in cells for output in cell.outputs):
        if "image/svg+xml" in shown:
            shown["image/svg+xml"] = plots.tidy(shown["image/svg+xml"])
    if found := list(results.problems(page, cells)):
        raise CellProblem("\n".join(f"{path}:{line}: {message}" for line, message in found))
    return notebook, time.monotonic() - started


def wrong_answers(page: Page, cells: list[nbformat.NotebookNode]) -> list[str]:
    """Return where executed cells print something else than their page declares, as `file:line: message`."""
    return [f"{page.path}:{line}: {message}" for line, message in results.wrong_answers(page, cells)]


def main() -> int:
    """Execute what is not in the cache; return the exit code."""
    environment.prepare_environment()
    folder = environment.cache_path()
    for old in folder.parent.glob(".executed-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    cache = opened()
    pages = executed_pages()
    problems: list[str] = []
    waiting: list[Page] = []
    for page in pages:
        try:
            paired(page, without_outputs(page.path))
        except CellProblem as error:
            problems.append(str(error))
            continue
        if (cells := fresh_results(cache, page)) is not None:
            problems += wrong_answers(page, cells)
        else:
            waiting.append(page)
    # The longest first, so that no core waits for it at the end.
    waiting.sort(key=lambda page: -sum(len(cell.lines) for cell in page.cells()))
    pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    try:
        jobs = {}
        for page in waiting:
            jobs[pool.submit(run, page)] = page
        for job in as_completed(jobs):
            page = jobs[job]
            path = page.path
            try:
                notebook, seconds = job.result()
            except CellProblem as error:
                problems.append(str(error))
                continue
            cache.cache_notebook_bundle(
                CacheBundleIn(
                    notebook, str(ROOT / path), data={"execution_seconds": seconds, "data": data_digest(page)}
                ),
                check_validity=False,
                overwrite=True,
            )
            print(f"executed {path} in {seconds:.0f} s", flush=True)
            problems += wrong_answers(page, code(notebook))
    finally:
        # After an interruption nobody waits for the cells that are running.
        pool.shutdown(wait=False, cancel_futures=True)
    print(f"{len(waiting)} of {len(pages)} notebooks executed, {len(pages) - len(waiting)} taken from the cache")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
