"""The course of an episode: stretches of teaching, exercises and places for a pause, in minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from .boxes import box


@dataclass
class Step:
    """A stretch of teaching, an exercise or a place for a pause."""

    kind: Literal["teaching", "exercise", "pause"]
    minutes: int = 0
    words: int = 0  # of teaching
    label: str = ""  # this and the rest are of exercises
    heading: str = ""
    optional: bool = False
    number: str = ""  # "" until Sphinx knows it


def course(doctree: nodes.document, teaching: int) -> list[Step]:
    """Return the steps of an episode in order.

    The minutes of teaching are shared out by the number of words before each step.

    Args:
        doctree: the episode
        teaching: its minutes of teaching, from the front matter
    """
    steps = [Step("teaching")]

    def collect(node: nodes.Node) -> None:
        if isinstance(node, exercise_enumerable_node):
            known = {name: node[name] for name in ("minutes", "label", "heading", "optional")}
            steps.extend((Step("exercise", number=node.get("number", ""), **known), Step("teaching")))
        elif isinstance(node, box) and node["kind"] == "break":
            steps.extend((Step("pause"), Step("teaching")))
        elif isinstance(node, nodes.Text):
            steps[-1].words += len(node.split())
        elif not isinstance(node, solution_node) and not (isinstance(node, box) and node["kind"] == "instructor"):
            for child in node.children:
                collect(child)

    collect(doctree)
    total = sum(step.words for step in steps) or 1
    # Rounded so that the parts add up to the whole.
    done = given = 0
    for step in steps:
        if step.kind == "teaching":
            done += step.words
            step.minutes = round(teaching * done / total) - given
            given += step.minutes
    return [step for step in steps if step.minutes or step.kind != "teaching"]
