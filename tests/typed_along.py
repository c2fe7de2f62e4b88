"""What people type into the notebooks of the built lesson, typed by a script."""

from __future__ import annotations

import nbformat
from lesson.paths import NOTEBOOKS
from lesson.text.page import Block, Page, exercises

# Cells that stand on no page: answers, checks, what to do without a file, and what catches up.
GENERATED = ("# Your answer", "# Check your answer", "# Says where a file is", "# Run this if you did not finish")


def notebook(kind: str, stem: str) -> nbformat.NotebookNode:
    """Return a notebook of the built lesson."""
    return nbformat.read(NOTEBOOKS / kind / f"{stem}.ipynb", as_version=4)


def tags(cell: Block) -> list[str]:
    """Return the tags of a cell of a page."""
    return cell.options.get("tags") or []


def in_solution(page: Page, cell: Block) -> bool:
    """Tell whether a cell of a page belongs to a solution."""
    return any(block is cell for exercise in exercises(page) for block in exercise.solution)


def typed_by_a_script(page: Page) -> list[str | None]:
    """Return for each code cell of the type-along notebook what stands on the page in its place, or None where it is complete."""
    waiting = [block for block in page.cells() if "remove-cell" not in tags(block) and not in_solution(page, block)]
    answers = [
        "\n".join(
            cell.text for cell in exercise.solution if cell.name == "code-cell" and "remove-cell" not in tags(cell)
        )
        for exercise in exercises(page)
    ]
    answers = [answer for answer in answers if answer]
    found: list[str | None] = []
    for cell in notebook("type-along", page.stem).cells:
        if cell.cell_type != "code":
            continue
        if cell.source.startswith("# Your answer"):
            found.append(answers.pop(0))
        elif cell.source.startswith(GENERATED):
            found.append(None)
        else:
            text = waiting.pop(0).text.strip("\n")
            found.append(None if text == cell.source else text)
    assert not waiting and not answers
    return found
