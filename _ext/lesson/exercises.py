"""sphinx-exercise with minutes, numbers per episode, and solutions as native `<details>`."""

from __future__ import annotations

from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.directive import (
    ExerciseStartDirective,
    SolutionStartDirective,
)
from sphinx_exercise.nodes import (
    exercise_enumerable_node,
    exercise_subtitle,
    solution_node,
)

from .boxes import head

logger = logging.getLogger(__name__)


class TimedExercise(ExerciseStartDirective):
    """An exercise with the minutes it takes.

    Options:
        minutes: whole minutes, required
        optional: leaves the minutes out of the episode's sum
    """

    option_spec = {
        **ExerciseStartDirective.option_spec,
        "minutes": directives.positive_int,
        "optional": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        if "minutes" not in self.options:
            raise self.error("an exercise needs its minutes; add a line like `:minutes: 5` below its label")
        found = super().run()
        for node in found:
            node["minutes"] = self.options["minutes"]
            node["optional"] = "optional" in self.options
            # Without markup: the title becomes part of labels that screen readers speak.
            subtitle = node.next_node(exercise_subtitle)
            node["heading"] = subtitle.astext() if subtitle else ""
            self.set_source_info(node)
        return found


class LabelledSolution(SolutionStartDirective):
    """A solution whose label follows from its exercise's: `intro-ex-loss` gives `intro-solution-loss`."""

    def run(self) -> list[nodes.Node]:
        self.options.setdefault("label", solution_label(self.arguments[0]))
        found = super().run()
        for node in found:
            self.set_source_info(node)
        return found


def solution_label(exercise: str) -> str:
    """Return the label of an exercise's solution."""
    return exercise.replace("-ex-", "-solution-", 1)


class PrepareExercises(SphinxPostTransform):
    """Give exercises and solutions what their visitors need, before sphinx-exercise makes up titles."""

    default_priority = 10

    def run(self, **options) -> None:
        registry = getattr(self.env, "sphinx_exercise_registry", {})
        for node in self.document.findall(exercise_enumerable_node):
            node["number"] = self.number(node, node["label"])
            title = node.pop(0)
            for subtitle in title.findall(exercise_subtitle):
                node.insert(0, nodes.paragraph("", "", *subtitle.children, classes=["title"]))
        for node in self.document.findall(solution_node):
            target = registry.get(node["target_label"])
            if target is None or target["docname"] != node.get("home", self.env.docname):
                logger.warning(
                    "solution of an unknown exercise %r; name the label of an exercise on this page",
                    node["target_label"], location=node,
                )
                node["target_label"] = node["label"]  # spares a second message without a line
                node["number"] = node["heading"] = ""
            else:
                node["number"] = self.number(node, node["target_label"])
                node["heading"] = target["node"].children[0].children[-1].astext()
            node.pop(0)

    def number(self, node: nodes.Element, label: str) -> str:
        """Return an exercise's number such as 1.2; a copy on another page keeps that of its home."""
        numbers = self.env.toc_fignumbers.get(node.get("home", self.env.docname), {})
        return ".".join(map(str, numbers.get("exercise", {}).get(label, ())))


class Unwrap(SphinxTransform):
    """Take out the sections sphinx-exercise puts around contents: their ids are the same for every exercise."""

    default_priority = 20  # after sphinx-exercise joined what stands between its gates

    def apply(self) -> None:
        for section in list(self.document.findall(nodes.section)):
            if set(section["ids"]) & {"exercise-content", "solution-content"}:
                section["ids"] = []
                section.replace_self(section.children)


def visit_exercise(self: HTML5Translator, node: exercise_enumerable_node) -> None:
    minutes = node["minutes"]
    optional = ", optional" if node["optional"] else ""
    spoken = f"Exercise {node['number']}, {node['heading']}, {minutes} minutes{optional}"
    self.body.append(
        f'<div class="box exercise" id="{escape(node["ids"][0])}" role="group" '
        f'data-minutes="{minutes}" aria-label="{escape(spoken)}">'
    )
    more = f'<span class="minutes">{minutes} min{optional}</span>'
    self.body.append(head("exercise", f"Exercise {node['number']}", more))


def depart_exercise(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def visit_solution(self: HTML5Translator, node: solution_node) -> None:
    self.body.append(
        f'<details class="box solution" id="{escape(node["ids"][0])}"><summary>'
        '<span class="node icon-solution" aria-hidden="true"></span>'
        f'<span class="kind">Solution {node["number"]}</span> '
        f'<span class="repeat">{escape(node["heading"])}</span>'
        '<span class="hint" aria-hidden="true"></span></summary><div class="body">'
    )


def depart_solution(self: HTML5Translator, node: solution_node) -> None:
    self.body.append("</div></details>\n")


def setup(app: Sphinx) -> None:
    app.add_directive("exercise-start", TimedExercise, override=True)
    app.add_directive("solution-start", LabelledSolution, override=True)
    app.add_transform(Unwrap)
    app.add_post_transform(PrepareExercises)
    app.add_node(exercise_enumerable_node, override=True, html=(visit_exercise, depart_exercise))
    app.add_node(solution_node, override=True, html=(visit_solution, depart_solution))
