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
from sphinx_exercise.directive import ExerciseStartDirective, SolutionStartDirective
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_subtitle, solution_node

from .boxes import head
from .words import spoken

logger = logging.getLogger(__name__)


class TimedExercise(ExerciseStartDirective):
    """An exercise with the minutes it takes.

    Options:
        minutes: whole minutes of work, required
        talk: whole minutes about the solution, where they differ from the default in `text.times`
        optional: leaves the minutes out of the episode's sum
        can-go: an instructor who is late leaves it out; readers see nothing of it
    """

    option_spec = {
        **ExerciseStartDirective.option_spec,
        "minutes": directives.positive_int,
        "talk": directives.nonnegative_int,
        "optional": directives.flag,
        "can-go": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        if "minutes" not in self.options:
            raise self.error("an exercise needs its minutes; add a line like `:minutes: 5` below its label")
        found = super().run()
        for node in found:
            node["minutes"] = self.options["minutes"]
            node["optional"] = "optional" in self.options
            # Kept as words: the title becomes part of labels that screen readers speak.
            node["heading"] = "".join(map(spoken, node[0].findall(exercise_subtitle)))
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


class solution_summary(nodes.General, nodes.Element):
    """The row that opens a solution; its children are the exercise's title, `figures` the numbers of the figures inside."""


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
                    node["target_label"],
                    location=node,
                )
                node["target_label"] = node["label"]  # spares a second message without a line
                node[0] = solution_summary(number="", figures=[])
            else:
                number = self.number(node, node["target_label"])
                title = [
                    word.deepcopy()
                    for subtitle in target["node"].findall(exercise_subtitle)
                    for word in subtitle.children
                ]
                node[0] = solution_summary("", *title, number=number, figures=self.figures(node))

    def figures(self, node: nodes.Element) -> list[str]:
        """Return the numbers of the figures inside a node, without which a reader would miss them in the count."""
        numbers = self.env.toc_fignumbers.get(node.get("home", self.env.docname), {}).get("figure", {})
        names = [
            name.removeprefix(f"{node.get('home', '').rpartition('/')[2]}-")
            for figure in node.findall(nodes.figure)
            for name in figure["ids"]
        ]
        return [".".join(map(str, numbers[name])) for name in names if name in numbers]

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
    self.body.append(f'<details class="box solution" id="{escape(node["ids"][0])}">')


def visit_summary(self: HTML5Translator, node: solution_summary) -> None:
    self.body.append(
        '<summary><span class="node icon-solution" aria-hidden="true"></span>'
        f'<span class="kind">Solution {node["number"]}</span> <span class="repeat">'
    )


def depart_summary(self: HTML5Translator, node: solution_summary) -> None:
    figures = (
        f'<span class="inside">with Figure{"s" * (len(node["figures"]) > 1)} {" and ".join(node["figures"])}</span>'
        if node["figures"]
        else ""
    )
    self.body.append(f'</span> {figures}<span class="hint" aria-hidden="true"></span></summary><div class="body">')


def depart_solution(self: HTML5Translator, node: solution_node) -> None:
    self.body.append("</div></details>\n")


def setup(app: Sphinx) -> None:
    app.add_directive("exercise-start", TimedExercise, override=True)
    app.add_directive("solution-start", LabelledSolution, override=True)
    app.add_transform(Unwrap)
    app.add_post_transform(PrepareExercises)
    app.add_node(exercise_enumerable_node, override=True, html=(visit_exercise, depart_exercise))
    app.add_node(solution_node, override=True, html=(visit_solution, depart_solution))
    app.add_node(solution_summary, html=(visit_summary, depart_summary))
