"""The course of an episode: stretches of teaching, exercises and places for a pause, in minutes."""

from __future__ import annotations

from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from .boxes import box


def course(doctree: nodes.document, teaching: int) -> list[dict]:
    """Return the steps of an episode in order.

    The minutes of teaching are shared out by the number of words before each step.

    Args:
        doctree: the episode
        teaching: its minutes of teaching, from the front matter

    Returns:
        dicts with `kind` ("teaching", "exercise" or "pause") and `minutes`; an exercise
        also has `label`, `heading`, `optional` and, once it is known, `number`.
    """
    steps: list[dict] = []
    words = 0

    def step(**more) -> None:
        nonlocal words
        steps.append({"kind": "teaching", "words": words})
        steps.append(more)
        words = 0

    def collect(node: nodes.Node) -> None:
        nonlocal words
        if isinstance(node, exercise_enumerable_node):
            step(
                kind="exercise",
                minutes=node["minutes"],
                label=node["label"],
                heading=node["heading"],
                optional=node["optional"],
                number=node.get("number", ""),
            )
        elif isinstance(node, box) and node["kind"] == "break":
            step(kind="pause", minutes=0)
        elif isinstance(node, nodes.Text):
            words += len(node.split())
        elif not isinstance(node, solution_node) and not (isinstance(node, box) and node["kind"] == "instructor"):
            for child in node.children:
                collect(child)

    collect(doctree)
    steps.append({"kind": "teaching", "words": words})
    total = sum(step.get("words", 0) for step in steps) or 1
    # Rounded so that the parts add up to the whole.
    done = given = 0
    for part in steps:
        if part["kind"] == "teaching":
            done += part.pop("words")
            part["minutes"] = round(teaching * done / total) - given
            given += part["minutes"]
    return [part for part in steps if part["minutes"] or part["kind"] != "teaching"]
