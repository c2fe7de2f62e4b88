"""What the page around the text needs to know: the episode's minutes, its course, its neighbours, its files."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from . import kernel, pins
from .boxes import box

STYLES = ["tokens.css", "icons.css", "lesson.css", "diagram.css"]
SCRIPTS = ["lesson.js"]
SEARCH_SCRIPTS = ["documentation_options.js", "doctools.js", "sphinx_highlight.js"]


class InstallCommand(SphinxDirective):
    """The command that installs what learners need, from the floors in requirements.in."""

    def run(self) -> list[nodes.Node]:
        command = f"python -m pip install {pins.install_arguments()} jupyterlab"
        return [nodes.literal_block(command, command, language="shell")]


class LiftTitle(SphinxPostTransform):
    """Take the title out of the text: the page's header shows it, with the minutes and the lead."""

    default_priority = 900
    formats = ("html",)

    def run(self, **options) -> None:
        for title in self.document.findall(nodes.title):
            if isinstance(title.parent.parent, nodes.document):
                title.parent.remove(title)
                return


def course(doctree: nodes.document, teaching: int) -> list[dict]:
    """Return the stretches of teaching and the exercises of an episode in order.

    Teaching minutes are shared out by the number of words before each exercise.

    Returns:
        dicts with `minutes`, and for an exercise also `label`, `number` and `heading`.
    """
    stretches: list[dict] = [{"words": 0}]
    exercises: list[dict] = []

    def collect(node: nodes.Node) -> None:
        if isinstance(node, exercise_enumerable_node):
            exercises.append({key: node[key] for key in ("minutes", "label", "number", "heading", "optional")})
            stretches.append({"words": 0})
        elif isinstance(node, nodes.Text):
            stretches[-1]["words"] += len(node.split())
        elif not isinstance(node, solution_node) and not (isinstance(node, box) and node["kind"] in ("instructor", "break")):
            for child in node.children:
                collect(child)

    collect(doctree)
    total = sum(stretch["words"] for stretch in stretches) or 1
    found = []
    for stretch, exercise in zip(stretches, [*exercises, None]):
        minutes = round(teaching * stretch["words"] / total)
        if minutes:
            found.append({"minutes": minutes})
        if exercise:
            found.append(exercise)
    return found


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Fill the template's context for one page."""
    meta = app.env.metadata.get(pagename, {})
    number = app.env.toc_secnumbers.get(pagename, {}).get("", ())
    context["number"] = ".".join(map(str, number))
    context["lead"] = meta.get("lead", "")
    context["teaching"], context["exercises"] = (int(meta.get(key) or 0) for key in ("teaching", "exercises"))
    if doctree is not None and context["teaching"]:
        context["course"] = course(doctree, context["teaching"])
        context["exercise_count"] = sum(1 for step in context["course"] if "label" in step and not step["optional"])
    # The eyebrow says the number already.
    context["bare_title"] = re.sub(r'^<span class="section-number">.*?</span>', "", context.get("title", ""))
    context["css_files"] = pick(context.get("css_files", []), STYLES)
    scripts = SCRIPTS + SEARCH_SCRIPTS if pagename == "search" else SCRIPTS
    context["scripts"] = pick(context.get("script_files", []), scripts)


def pick(files: list, wanted: list[str]) -> list:
    """Return the wanted files in the wanted order; Jupyter Book adds whatever lies in _static."""
    by_name = {str(getattr(file, "filename", file)).removeprefix("_static/"): file for file in files}
    return [by_name[name] for name in wanted if name in by_name]


def configure(app: Sphinx, config) -> None:
    """Point myst-nb to the executed notebooks and the pages to the versions."""
    kernel.prepare_environment()
    config.nb_execution_cache_path = str(kernel.cache_path())
    config.myst_substitutions = {**config.myst_substitutions, **pins.substitutions()}


def setup(app: Sphinx) -> None:
    app.connect("config-inited", configure, priority=400)
    # Jupyter Book sets it for an extension that is not used here, and Sphinx would warn.
    app.add_config_value("comments_config", {}, "")
    app.add_directive("install-command", InstallCommand)
    app.add_post_transform(LiftTitle)
    app.connect("html-page-context", add_context)
