"""Carry the results of executed notebooks into an environment with another MyST: `python -m elsewhere.carried_results FOLDER` takes them there.

The key of a result covers the options of its cells, and releases of MyST read those a little differently:
the next one would not find the results and would execute everything, with other libraries or with none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from lesson.paths import ROOT
from lesson.run import environment, execute
from lesson.text.page import executed_pages


class OtherCells(ValueError):
    """A page has other cells here than where it was executed; the message names file and line."""


def hand_over(folder: Path) -> None:
    """Write each executed notebook of this environment into a folder.

    Raises:
        KeyError: a page as it stands has not been executed.
    """
    for page in executed_pages():
        file = folder / page.path.with_suffix(".ipynb")
        file.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(execute.stored(page.path), file)


def facts(cell: nbformat.NotebookNode) -> tuple:
    """Return code and options of a cell; myst-parser 5 drops the last newline of an option with several lines."""
    options = {key: value.rstrip("\n") if isinstance(value, str) else value for key, value in cell.metadata.items()}
    return cell.source, options


def take(folder: Path) -> None:
    """Put the notebooks of a folder into this environment's cache.

    Raises:
        OtherCells: the MyST of this environment reads other code, or other options.
    """
    cache = get_cache(environment.cache_path())
    for page in executed_pages():
        notebook = execute.without_outputs(page.path)
        executed = nbformat.read(folder / page.path.with_suffix(".ipynb"), nbformat.NO_CONVERT)
        here, there = ([cell for cell in one.cells if cell.cell_type == "code"] for one in (notebook, executed))
        lines = [
            line for cell, line in zip(notebook.cells, notebook.metadata["source_map"]) if cell.cell_type == "code"
        ]
        for cell, result, line in zip(here, there, lines):
            if facts(cell) != facts(result):
                raise OtherCells(
                    f"{page.path}:{line}: MyST reads another cell here than where it was executed; write the cell so that both agree\n"
                    f"here:  {facts(cell)}\nthere: {facts(result)}"
                )
            cell.outputs, cell.execution_count = result.outputs, result.execution_count
        if len(here) != len(there):
            raise OtherCells(
                f"{page.path}: MyST reads {len(here)} cells here, and {len(there)} where the page was executed"
            )
        # Kept with the results, as `execute` does, because they are fresh as long as the data stay.
        data = {"data": execute.data_digest(page)}
        cache.cache_notebook_bundle(
            CacheBundleIn(notebook, str(ROOT / page.path), data=data), check_validity=False, overwrite=True
        )


def main(folder: str) -> int:
    """Take the results of a folder; return the exit code."""
    try:
        take(Path(folder))
    except OtherCells as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
