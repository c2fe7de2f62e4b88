"""The course of an episode on its page: stretches of teaching, exercises and places for a pause, by the model of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx_exercise.nodes import exercise_enumerable_node

from ..text.page import read
from ..text.times import Step, course


@dataclass
class Piece:
    """A piece of the line under an episode's title: a stretch of teaching, an exercise or a pause."""

    kind: str
    minutes: int = 0
    talk: int = 0
    label: str = ""  # this and the rest are of exercises
    heading: str = ""  # in words
    number: str = ""
    optional: bool = False
    left_out: bool = False  # of the plan


def steps_of(env: BuildEnvironment, docname: str) -> list[Step]:
    """Return the steps of an episode, as its source has them."""
    return course(read(Path(f"{docname}.md"), Path(env.srcdir)))


def pieces(steps: list[Step], asked: dict[str, Piece], core: bool) -> list[Piece]:
    """Return the pieces that steps make: teaching goes on over headings, without what the plan leaves out.

    Args:
        steps: of an episode
        asked: its exercises by label, with number and title
        core: in a plan of the core
    """
    found: list[Piece] = []
    for step in steps:
        minutes, _ = step.takes(core)
        if step.kind == "exercise":
            known = asked.get(step.label, Piece("exercise", heading=step.heading))
            found.append(replace(known, minutes=step.minutes, talk=step.talk, label=step.label, optional=step.optional))
            found[-1].left_out = not minutes
        elif step.kind == "teaching" and found and found[-1].kind == "teaching":
            found[-1].minutes += minutes
        elif step.kind == "pause" or minutes:
            found.append(Piece(step.kind, minutes))
    return found


def exercises_of(doctree: nodes.document) -> dict[str, Piece]:
    """Return number and title of the exercises of a page by their labels."""
    return {
        node["label"]: Piece("exercise", heading=node["heading"], number=node.get("number", ""))
        for node in doctree.findall(exercise_enumerable_node)
    }
