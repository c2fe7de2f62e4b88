"""The rule that no cell depends on what people do not see, or do not type."""

from __future__ import annotations

from collections.abc import Iterator

from ..text import times
from ..text.page import Page
from ..text.seen import (
    FIGURE,
    FOLDED,
    HIDDEN,
    SHOWN,
    TYPED,
    Seen,
    asked_for,
    cells_seen,
    first_cells,
    preparations,
    statements,
)
from ..vocabulary import is_episode
from . import Finding

# Lines that a class can type in each minute of teaching: it types about four, and half of the time somebody talks.
LINES_A_MINUTE = 2
WHY_NOT = {HIDDEN: "a check that nobody sees", FOLDED: "whose code is folded", FIGURE: "which only draws a figure"}


def names_seen(page: Page) -> Iterator[Finding]:
    """A visible cell, and a solution, uses names only of visible cells that people type, or of its own exercise; imports and data stand in the first cells.

    Because who types what is there to see would get a `NameError`, or other numbers than the page.
    Example: whose code is folded; define it in a cell that people type
    """
    made_by: dict[str, tuple[Seen, int]] = {}
    found: set[tuple[int, str]] = set()
    for done in statements(page):
        one = done.place
        for name in sorted(done.reads & made_by.keys()):
            source, line = made_by[name]
            if source.cell is not one.cell and (reason := out_of_reach(one, source, name)):
                if (id(one.cell), name) not in found:
                    found.add((id(one.cell), name))
                    yield (
                        one.cell.first + done.step.line - 1,
                        f"`{name}` comes from line {line}, {reason}; define it in a cell that people type, or give it another name there",
                    )
        for name in done.step.binds:
            if name in made_by and done.step.source.startswith(("import ", "from ")):
                continue  # the same module again
            made_by[name] = one, one.cell.first + done.step.line - 1
    yield from late_preparations(page)


def out_of_reach(one: Seen, source: Seen, name: str) -> str:
    """Return why people do not have a name that one cell uses and another makes, or ""."""
    if one.kind == HIDDEN:
        return ""
    if source.exercise and source.exercise is one.exercise and source.kind != HIDDEN:
        return ""
    if source.kind == HIDDEN:
        return WHY_NOT[HIDDEN]
    if source.solves and source.exercise:
        return "" if name in asked_for(source.exercise) else "a solution whose exercise does not ask for it by name"
    if one.kind in (TYPED, SHOWN) and source.kind in WHY_NOT:
        return WHY_NOT[source.kind]
    return ""


def late_preparations(page: Page) -> Iterator[Finding]:
    """Yield where something is imported or read after the first cells, solutions and checks aside."""
    first = {id(cell) for cell in first_cells(page)}
    for one in cells_seen(page):
        if one.kind == HIDDEN or one.solves or id(one.cell) in first:
            continue
        for line, what in preparations(one.cell):
            yield (
                one.cell.first + line - 1,
                f"{what}; move this line to the first cell of the page, where people who come late find it",
            )


def room_to_type(page: Page) -> Iterator[Finding]:
    """What people type of an episode takes at most half of its teaching: two lines a minute.

    Because a room types about four lines a minute, and somebody has to talk, too.
    Example: 132 lines to type in 36 minutes of teaching
    """
    if not is_episode(page.path):
        return
    typed = [one.cell for one in cells_seen(page) if one.kind == TYPED and not one.exercise]
    lines = sum(bool(line.strip()) for cell in typed for line in cell.lines)
    minutes = times.minutes(times.course(page)).teaching
    if lines > LINES_A_MINUTE * minutes:
        yield (
            page.line_of.get("teaching", 1),
            f"{lines} lines to type in {minutes} minutes of teaching, more than {LINES_A_MINUTE} a minute; "
            "give what draws, prepares or repeats the tag `shown`",
        )
