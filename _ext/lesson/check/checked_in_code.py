"""The rule that code answers are checked as paper answers are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..text.answers import numbers
from ..text.cells import hidden, parsed
from ..text.names import loads, steps
from ..text.page import Page, exercises
from ..text.seen import HIDDEN, asked_for, cells_seen
from ..text.self_checks import Item, items_of
from . import Finding


def checked_in_code(page: Page) -> Iterator[Finding]:
    """An exercise with code in its solution has a question that a notebook checks, with two hints, or says why it has none.

    Because the notebook gives room to answer in code, and a wrong result looks like a right one.
    Example: no notebook checks the answer; give a question a `value`
    """
    made = [
        (one.cell.line, step.binds) for one in cells_seen(page) if one.kind != HIDDEN for step in steps(one.cell.text)
    ]
    for exercise in exercises(page):
        start = exercise.start
        shows_code = any(block.name == "code-cell" and not hidden(block) for block in exercise.solution)
        items = [(line, item) for line, item in items_of(page, exercise) if item.value]
        if "unchecked" in start.options and (items or not shows_code):
            yield (
                start.line,
                f"`unchecked`, but {'a question has a `value`' if items else 'the solution shows no code'}; remove it",
            )
        elif "unchecked" in start.options and not str(start.options["unchecked"] or "").strip():
            yield start.line, "`unchecked` needs its reason; write for example `:unchecked: worked out by hand`"
        elif shows_code and not items and "unchecked" not in start.options:
            yield (
                start.line,
                "no notebook checks the answer; give a question a `value`, or say why not, as in `:unchecked: worked out by hand`",
            )
        above = {name for line, names in made if line < start.line for name in names}
        for line, item in items:
            tree = parsed(item.value)
            asked = asked_for(exercise) & (loads(tree) if isinstance(tree, ast.AST) else set())
            if asked <= above:
                yield (
                    line,
                    f"`{sorted(asked)[0]}` is there already, so the check finds an answer where nobody gave one; let the exercise ask for another name",
                )
            if not (item.hint and item.then):
                yield line, f"{item.question!r} is checked in notebooks, so it needs two hints; add `hint` and `then`"
            for words in (item.hint, item.then):
                if gives_away(words, item):
                    yield line, f"the hint {words!r} holds the right answer; say how to find it"


def gives_away(words: str, item: Item) -> bool:
    """Tell whether a hint holds the number that is asked for."""
    right = numbers(item.answers[0]) if not item.between and not item.choices else []
    return len(right) == 1 and right[0] in numbers(words)
