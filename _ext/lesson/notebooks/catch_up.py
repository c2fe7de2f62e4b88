"""Catch-up cells: what people need to go on who have left out cells or exercises, or have started their notebook anew.

They are made from the cells of the page, so they never differ from it: after each exercise whose answer a later cell
uses, and at each break. A cell that finds everything there does nothing, so it overwrites no answer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby

from ..text.names import Done, in_order, needed, that_make
from ..text.page import Block, Exercise, Page
from ..text.seen import HIDDEN, Seen, asked_for, cells_seen

TITLE = "# Run this if you did not finish: it makes what the cells below need."


class CatchUp:
    """The catch-up cells of one page."""

    def __init__(self, page: Page):
        self.steps = in_order((one, one.cell.text) for one in cells_seen(page) if one.kind != HIDDEN)

    def split(self, line: int) -> tuple[list[Done], list[Done]]:
        """Return the statements before and after a line of the page."""
        before = [done for done in self.steps if cell_of(done).line < line]
        return before, self.steps[len(before) :]

    def at(self, block: Block) -> str:
        """Return the code that makes all that cells below a block need, from nothing; "" where they need nothing."""
        before, after = self.split(block.line)
        made = {name for done in before for name in done.step.binds}
        wanted = needed(after) & made
        kept = list(that_make(wanted, before)) if wanted else []
        # Learners may call by other names what an exercise does not ask for.
        theirs = {name for done in kept if not seen(done).solves for name in done.step.binds}
        return code(kept, wanted | theirs)

    def after(self, exercise: Exercise) -> str:
        """Return the code that makes of an exercise's answer what cells below need; "" where they need nothing of it."""
        assert exercise.solution_start is not None
        answer = [done for done in self.steps if seen(done).exercise is exercise and seen(done).solves]
        if not answer:
            return ""
        _, below = self.split(cell_of(answer[-1]).last + 1)
        made = {name for done in answer for name in done.step.binds}
        wanted = needed(below) & made & asked_for(exercise)
        return code(list(that_make(wanted, answer)) if wanted else [], wanted)


def seen(done: Done) -> Seen:
    """Return the cell of a statement."""
    assert isinstance(done.place, Seen)
    return done.place


def cell_of(done: Done) -> Block:
    """Return the cell of a statement as it stands on the page."""
    return seen(done).cell


def code(kept: list[Done], wanted: Iterable[str]) -> str:
    """Return a cell that runs statements unless all names are there already.

    Statements of one cell stand together, as on the page.
    """
    if not kept:
        return ""
    names = ", ".join(f'"{name}"' for name in sorted(wanted))
    listed = textwrap.fill(names, 75, initial_indent="    ", subsequent_indent="    ")
    parts = [
        "\n".join(done.step.source for done in group) for _, group in groupby(kept, lambda done: id(cell_of(done)))
    ]
    return "\n".join([
        TITLE,
        "needed = {",
        f"{listed},",
        "}",
        "if needed <= globals().keys():",
        '    print("All that you need is there: go on.")',
        "else:",
        textwrap.indent("\n\n".join(parts), "    "),
        "",
        '    print("Done: now you have all that the cells below need.")',
    ])
