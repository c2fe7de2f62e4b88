"""How long an episode takes in a room: what is said, typed, looked at, worked on and talked about, counted in its source.

One model for all: the line under a title, the schedule, run sheets, the stage, the speaker's window, and lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal, NamedTuple

from markdown_it.token import Token

from ..vocabulary import NOTES, is_episode
from .page import Block, Page, exercises, read, span, toc_pages
from .seen import FIGURE, FOLDED, TYPED, cells_seen

# What a room does in a minute, and what else takes minutes.
# The source is a review in which an instructor walked two episodes minute by minute, part by part: prose at 130 words
# a minute (a learner took 150, for reading), four lines typed along in a minute (the learner: five), two to three
# minutes about each solution, and more for boards and playgrounds. With these numbers the model comes within a tenth
# of each walked part; `tests/test_times.py` holds both.
WORDS = 130
LINES = 4
FIGURE_MINUTES = 0.5
BOARD_MINUTES = 2.0
PLAYGROUND_MINUTES = 3.0
TALK = 3  # whole minutes about a solution, where the exercise says nothing else

# Minutes set by hand may differ by so much from those of the model.
TOLERANCE = 0.2


class Counts(NamedTuple):
    """What takes time in a stretch of text: words, lines to type, figures, drawings on the board, playgrounds."""

    words: int = 0
    lines: int = 0
    figures: int = 0
    boards: int = 0
    playgrounds: int = 0

    def plus(self, other: Counts) -> Counts:
        """Return the counts of two stretches together."""
        return Counts(*map(sum, zip(self, other)))

    @property
    def minutes(self) -> float:
        return (
            self.words / WORDS
            + self.lines / LINES
            + self.figures * FIGURE_MINUTES
            + self.boards * BOARD_MINUTES
            + self.playgrounds * PLAYGROUND_MINUTES
        )


@dataclass
class Step:
    """A stretch of teaching under one heading, an exercise, or a place for a pause.

    minutes: of teaching, or of the work on an exercise
    talk: minutes about the solution
    heading: with which the stretch begins, or the title of the exercise, as typed; "" where a stretch goes on
    optional: nobody waits for it, so it takes no time
    can_go: an instructor who is late, or teaches the core only, leaves it out
    within: it can go because it belongs to the step before, which can go
    """

    kind: Literal["teaching", "exercise", "pause"]
    line: int
    minutes: int = 0
    talk: int = 0
    label: str = ""
    heading: str = ""
    optional: bool = False
    can_go: bool = False
    within: bool = False
    counts: Counts = field(default_factory=Counts)

    def takes(self, core: bool = False) -> tuple[int, int]:
        """Return minutes and talk in a plan of everything, or of the core; none for what is left out there."""
        left_out = self.optional or (core and self.can_go)
        return (0, 0) if left_out else (self.minutes, self.talk)


def words_of(tokens: Iterable[Token]) -> int:
    """Return how many words a text has; a formula, a role or a piece of code counts as one."""
    found = 0
    for token in tokens:
        for child in token.children or []:
            if child.type == "text":
                found += len(child.content.split())
            elif child.type in ("code_inline", "myst_role", "math_inline"):
                found += 1
    return found


def lines_of(cell: Block) -> int:
    """Return how many lines people type of a cell: not the empty ones, nor comments."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in cell.lines)


def counts_of(block: Block, kinds: dict[int, str]) -> Counts:
    """Return what takes time in one block outside exercises.

    Args:
        block: text, a box, a figure, a playground or a cell
        kinds: what people see of each cell, by `id`
    """
    if block.name in NOTES:  # said to instructors only
        return Counts(boards=int(bool(re.search(r"\bboard\b", block.text))))
    if block.name == "code-cell":
        kind = kinds[id(block)]
        drawn = kind == FIGURE or (kind == FOLDED and "mystnb" in block.options)
        return Counts(lines=lines_of(block) if kind == TYPED else 0, figures=int(drawn))
    if block.name == "figure":
        return Counts(figures=1)  # its caption says what to look at
    found = Counts(words_of(block.tokens), playgrounds=int(block.name == "playground"))
    for child in block.children:
        found = found.plus(counts_of(child, kinds))
    return found


def course(page: Page) -> list[Step]:
    """Return the steps of an episode in order, with the whole minutes that they take in a room.

    Minutes of teaching are rounded so that they add up to the rounded whole. Where the front matter sets them by hand
    (`teaching`, with its reason in `minutes-because`), they are shared out as the model shares them out.
    """
    steps = counted(page)
    total = sum(step.counts.minutes for step in steps)
    by_hand = page.front.get("teaching")
    scale = by_hand / total if isinstance(by_hand, int) and total else 1
    exact, given = 0.0, 0
    found = []
    for step in steps:
        if step.kind == "teaching":
            exact += step.counts.minutes * scale
            step = replace(step, minutes=round(exact) - given)
            given += step.minutes
        if step.kind != "teaching" or step.minutes or step.heading:
            found.append(step)
    return found


def modelled(page: Page) -> int:
    """Return the minutes of teaching by the model, whatever the front matter says."""
    return round(sum(step.counts.minutes for step in counted(page)))


@cache
def counted(page: Page) -> list[Step]:
    """Return the steps of an episode with what was counted in each; those of teaching have no minutes yet."""
    kinds = {id(seen.cell): seen.kind for seen in cells_seen(page)}
    asked = {id(exercise.start): exercise for exercise in exercises(page)}
    steps = [Step("teaching", 1)]
    inside = False  # an exercise or a solution
    leaves: int | None = None  # the level of the heading whose section can go

    def teach(line: int, heading: str = "") -> None:
        goes = leaves is not None
        steps.append(Step("teaching", line, heading=heading, can_go=goes, within=goes))

    def count(found: Counts) -> None:
        if steps[-1].kind != "teaching":
            teach(steps[-1].line)
        steps[-1].counts = steps[-1].counts.plus(found)

    for block in page.blocks:
        if id(block) in asked:
            inside = True
            said = block.options
            work, talk = said.get("minutes"), said.get("talk", TALK)
            steps.append(
                Step(
                    "exercise",
                    block.line,
                    work if isinstance(work, int) else 0,
                    talk if isinstance(talk, int) else TALK,
                    label=str(said.get("label", "")),
                    heading=block.argument,
                    optional="optional" in said,
                    can_go="can-go" in said or leaves is not None,
                    within=leaves is not None,
                )
            )
        elif block.name in ("exercise-start", "solution-start"):
            inside = True
        elif block.name in ("exercise-end", "solution-end"):
            inside = False
        elif inside:
            continue
        elif block.name == "break":
            steps.append(Step("pause", block.line))
        elif block.name is None:
            for tokens, heading, level in stretches_of_text(block):
                if heading is not None:
                    leaves = None if leaves is not None and level <= leaves else leaves
                    teach(heading.line, heading.words)
                count(Counts(words_of(tokens)))
            for child in block.children:
                count(counts_of(child, kinds))
        else:
            if block.name == "can-go" and leaves is None:
                leaves = level_before(page, block)
                if steps[-1].kind == "teaching":
                    steps[-1].can_go = True
            count(counts_of(block, kinds))
    return steps


class Heading(NamedTuple):
    line: int
    words: str


def stretches_of_text(block: Block) -> list[tuple[list[Token], Heading | None, int]]:
    """Return the tokens of a run of text, split at its headings: tokens, the heading before them, its level."""
    found: list[tuple[list[Token], Heading | None, int]] = [([], None, 0)]
    for token, words in zip(block.tokens, [*block.tokens[1:], None]):
        if token.type == "heading_open" and words is not None:
            title = "".join(child.content for child in words.children or ())
            found.append(([], Heading(span(token)[0], title), int(token.tag[1])))
        found[-1][0].append(token)
    return found


def level_before(page: Page, box: Block) -> int:
    """Return the level of the last heading before a box; 0 where there is none."""
    levels = [int(token.tag[1]) for _, token, _ in page.headings if span(token)[0] < box.line]
    return levels[-1] if levels else 0


class Minutes(NamedTuple):
    """Whole minutes of an episode: teaching, work on exercises, talk about them."""

    teaching: int
    work: int
    talk: int

    @property
    def all(self) -> int:
        return sum(self)


def minutes(steps: Iterable[Step], core: bool = False) -> Minutes:
    """Return the minutes of steps, in a plan of everything or of the core."""
    found = Minutes(0, 0, 0)
    for step in steps:
        taken, talk = step.takes(core)
        added = Minutes(taken, 0, 0) if step.kind == "teaching" else Minutes(0, taken, talk)
        found = Minutes(*map(sum, zip(found, added)))
    return found


def main() -> None:
    """Print the minutes of each episode: teaching, work, talk, all, and of the core."""
    print(f"{'':32} teaching  work  talk   all  core")
    for path in filter(is_episode, toc_pages()):
        steps = course(read(path))
        found = minutes(steps)
        print(
            f"{path.stem:32} {found.teaching:8} {found.work:5} {found.talk:5} {found.all:5} {minutes(steps, core=True).all:5}"
        )


if __name__ == "__main__":
    main()
