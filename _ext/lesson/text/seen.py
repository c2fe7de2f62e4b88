"""What people see of the cells of a page, and what they type: the rule of lint about names and the notebooks both ask here."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache

from .cells import hidden, nodes, parsed, rendering, strings, tags
from .names import FUNCTIONS, Done, in_order
from .page import Block, Exercise, Page, exercises

# The data sets of scikit-learn, as they are called where they have been imported by name.
LOADERS = re.compile(r"load_(?!model\b)\w+")
HIDDEN, FOLDED, FIGURE, SHOWN, TYPED = "hidden", "folded", "figure", "shown", "typed"


@dataclass(frozen=True)
class Seen:
    """A cell with what people see of it, and the exercise to which it belongs.

    kind: HIDDEN (a check), FOLDED (its code opens with a click), FIGURE (it draws), SHOWN (to run as it is), or TYPED
    exercise: the one whose statement or solution holds it, or None
    solves: it stands in the solution
    """

    cell: Block
    kind: str
    exercise: Exercise | None
    solves: bool


@cache
def cells_seen(page: Page) -> list[Seen]:
    """Return all cells of a page in order."""
    home: dict[int, tuple[Exercise, bool]] = {}
    for exercise in exercises(page):
        home |= {id(cell): (exercise, False) for cell in exercise.statement}
        home |= {id(cell): (exercise, True) for cell in exercise.solution}
    first = {id(cell) for cell in first_cells(page)}
    found = []
    for cell in page.cells():
        around, solves = home.get(id(cell), (None, False))
        marks = tags(cell)
        if hidden(cell):
            kind = HIDDEN
        elif "hide-input" in marks:
            kind = FOLDED
        elif rendering(cell, "figure"):
            kind = FIGURE
        elif "shown" in marks or id(cell) in first or (around and not solves):
            kind = SHOWN
        else:
            kind = TYPED
        found.append(Seen(cell, kind, around, solves))
    return found


@cache
def statements(page: Page) -> list[Done[Seen]]:
    """Return the statements of all cells of a page in order."""
    return in_order((one, one.cell.text) for one in cells_seen(page))


def prepares(cell: Block) -> bool:
    """Tell whether a cell imports something or reads data, and defines nothing that people should type."""
    tree = parsed(cell.text)
    defines = isinstance(tree, ast.Module) and any(isinstance(node, (*FUNCTIONS, ast.For)) for node in tree.body)
    return not defines and bool(preparations(cell))


def preparations(cell: Block) -> list[tuple[int, str]]:
    """Return what a cell imports, and the data that it reads, each with its line from 1 and in words.

    A cell that prints versions tests the installation, and its imports are what it tests.
    """
    if "__version__" in cell.text:
        return []
    found = [(line, "this cell reads data") for line, text in strings(cell) if text.startswith("../data/")]
    for node in nodes(cell.text):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append((node.lineno, "this cell imports something"))
        elif isinstance(node, ast.Call) and LOADERS.fullmatch(getattr(node.func, "id", "")):
            found.append((node.lineno, "this cell reads data"))
    return found


def first_cells(page: Page) -> list[Block]:
    """Return the cells at the beginning of a page that import and read data, up to the first one that does neither.

    Checks that nobody sees do not count, nor do cells of exercises.
    """
    inside = {id(cell) for exercise in exercises(page) for cell in exercise.statement + exercise.solution}
    found = []
    for cell in page.cells():
        if id(cell) in inside or hidden(cell):
            continue
        if "hide-input" in tags(cell) or rendering(cell, "figure") or not prepares(cell):
            break
        found.append(cell)
    return found


def asked_for(exercise: Exercise) -> set[str]:
    """Return the names that an exercise asks learners to define: it writes them as code."""
    return {name for block in exercise.statement if block.name is None for name in re.findall(r"`(\w+)`", block.text)}
