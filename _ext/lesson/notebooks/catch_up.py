"""Catch-up cells: what people need to go on who have left out cells or exercises, or have started their notebook anew.

They are made from the cells of the page, so they never differ from it: after each exercise whose answer a later cell
uses, and at each break. A cell that finds everything there does nothing, so it overwrites no answer.
"""

from __future__ import annotations

import textwrap
from itertools import groupby

from ..text.names import Done, in_order, needed, that_make
from ..text.page import Block, Exercise, Page, exercises
from ..text.seen import HIDDEN, Seen, asked_for, cells_seen

TITLE = "# Run this if you did not finish: it makes what the cells below need."
IMPORTS = ("import ", "from ")


class CatchUp:
    """The catch-up cells of one page."""

    def __init__(self, page: Page):
        self.steps = in_order((one, one.cell.text) for one in cells_seen(page) if one.kind != HIDDEN)
        # Of the other solutions nothing is needed later.
        self.lasting = {
            id(block) for exercise in exercises(page) if self.answers(exercise) for block in exercise.solution
        }

    def split(self, line: int) -> tuple[list[Done[Seen]], list[Done[Seen]]]:
        """Return the statements before and after a line of the page."""
        before = [done for done in self.steps if done.place.cell.line < line]
        return before, self.steps[len(before) :]

    def used(self, cell: Block) -> list[str]:
        """Return the names that a cell makes and a cell below reads, in the order of the cell."""
        wanted = needed(self.split(cell.last + 1)[1])
        made = [name for done in self.steps if done.place.cell is cell for name in sorted(done.step.binds & wanted)]
        return list(dict.fromkeys(made))

    def at(self, line: int) -> str:
        """Return the code that makes all that cells below a line of the page need, from nothing; "" where they need nothing."""
        before, after = self.split(line)
        before = [done for done in before if not done.place.solves or id(done.place.cell) in self.lasting]
        wanted = needed(after) & {name for done in before for name in done.step.binds}
        kept = list(that_make(wanted, before)) if wanted else []
        # Learners may call by other names what an exercise does not ask for.
        theirs = {name for done in kept if not done.place.solves for name in done.step.binds}
        return code(kept, wanted | theirs)

    def after(self, exercise: Exercise) -> str:
        """Return the code that makes of an exercise's answer what cells below need; "" where they need nothing of it."""
        wanted = self.answers(exercise)
        return code(list(that_make(wanted, self.solution(exercise))) if wanted else [], wanted)

    def answers(self, exercise: Exercise) -> set[str]:
        """Return the names that an exercise asks for and a cell below reads."""
        made = {name for done in self.solution(exercise) for name in done.step.binds} & asked_for(exercise)
        return needed(self.split(end(exercise))[1]) & made if made else set()

    def solution(self, exercise: Exercise) -> list[Done[Seen]]:
        """Return the statements of a solution."""
        inside = {id(block) for block in exercise.solution}
        return [done for done in self.steps if id(done.place.cell) in inside]


def end(exercise: Exercise) -> int:
    """Return the first line of the page behind the solution of an exercise."""
    return max(block.last for block in exercise.solution) + 1


def code(kept: list[Done[Seen]], wanted: set[str]) -> str:
    """Return a cell that runs statements unless all names are there already; statements of one cell stand together, as on the page."""
    if not kept:
        return ""
    imported = {name for done in kept if done.step.source.startswith(IMPORTS) for name in done.step.binds}
    names = ", ".join(f'"{name}"' for name in sorted(wanted - imported or wanted))
    listed = textwrap.fill(names, 75, initial_indent="    ", subsequent_indent="    ")
    parts = []
    for _, group in groupby(kept, lambda done: id(done.place.cell)):
        last, lines = 0, []
        for done in group:
            lines += [""] * (0 < last < done.step.line - 1) + [done.step.source]
            last = done.step.line + done.step.source.count("\n")
        parts.append("\n".join(lines))
    return "\n".join([
        TITLE,
        "if {",
        f"{listed},",
        "} <= globals().keys():",
        '    print("All that the cells below need is there: go on.")',
        "else:",
        textwrap.indent("\n\n".join(parts), "    "),
        "",
        '    print("Done: all that the cells below need is there now.")',
    ])
