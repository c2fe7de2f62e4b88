"""What the page around the text needs to know: the episode's minutes, its course, its neighbours, its files."""

from __future__ import annotations

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import solution_node

from ..run import environment
from ..text import browser_python, git, versions
from ..text.inline import in_words, inline_html
from ..text.times import minutes
from ..vocabulary import NOTES, is_episode
from . import files
from .boxes import box
from .code_checks import code_check
from .collected import COLLECTORS, CollectDirective, FillCollections, episodes
from .course import exercises_of, pieces, steps_of
from .playgrounds import playground
from .schedule import first_is_core, pause_minutes
from .self_checks import self_check, your_answers

# In this order: a later sheet wins over an earlier one.
SHEETS = ["tokens", "icons", "base", "frame", "boxes", "code", "content", "screens", "stage", "print", "diagram"]
STYLES = [f"{name}.css" for name in SHEETS]
PLAYGROUND_STYLES = ["playgrounds.css"]  # only where they are used
SCRIPTS = ["lesson.js", "timers.js", "stage-screens.js", "stage-notes.js", "stage.js"]
SELF_CHECK_SCRIPTS = ["self-check.js"]
ANSWERS_SCRIPTS = ["answers.js"]
SPEAKER_SCRIPTS = ["lesson.js", "speaker.js"]
PLAN_SCRIPTS = ["plan.js"]  # only where the schedule is
SEARCH_SCRIPTS = ["documentation_options.js", "doctools.js", "sphinx_highlight.js"]


class InstallCommand(SphinxDirective):
    """The command that installs what learners need, from the floors in requirements.in; its argument is the Python to use."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        command = versions.install_command(self.arguments[0] if self.arguments else "")
        return [nodes.literal_block(command, command, language="shell")]


def buttons_to_start(self: FillCollections) -> list[nodes.Node]:
    """Return the landing page's buttons: to the set-up and the first episode, and the place where `lesson.js` offers to go on."""
    first = next(iter(episodes(self.env)), None)
    targets = [("setup", "Start with the set-up"), (first, "Read the first episode")]
    links = [self.link(name, words) for name, words in targets if name in self.env.found_docs]
    for one in links:
        one["classes"].append("button")
    return [
        nodes.paragraph("", "", *links, classes=["actions"]),
        nodes.raw("", '<div id="continue"></div>', format="html"),
    ]


class LifeCycle(SphinxDirective):
    """How mature the lesson is, in the words of README's section "Where it stands".

    Raises:
        an error with file and line where README has no such sentence.
    """

    def run(self) -> list[nodes.Node]:
        readme = Path(self.env.srcdir, "README.md")
        self.env.note_dependency(str(readme))
        found = re.search(r"## Where it stands\n\n(This is an? \*\*.+?\.)\n", readme.read_text(encoding="utf-8"))
        if not found:
            raise self.error(
                "README.md does not say where the lesson stands; begin its section `Where it stands` with `This is an **alpha** version`"
            )
        words, messages = self.state.inline_text(found[1], self.lineno)
        return [nodes.paragraph("", "", *words), *messages]


class LiftTitle(SphinxPostTransform):
    """Take the title out of the text: the page's header shows it, with the minutes and the lead."""

    default_priority = 900
    formats = ("html",)

    def run(self, **options) -> None:
        for title in self.document.findall(nodes.title):
            if isinstance(title.parent.parent, nodes.document):
                title.parent.remove(title)
                return


def add_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Fill the template's context for one page."""
    meta = app.env.metadata.get(pagename, {})
    number = app.env.toc_secnumbers.get(pagename, {}).get("", ())
    context["number"] = ".".join(map(str, number))
    context["html_baseurl"] = app.config.html_baseurl
    context["lead"] = inline_html(str(meta.get("lead", "")))
    context["description"] = in_words(context["lead"])
    if doctree is not None and is_episode(pagename):
        steps = steps_of(app.env, pagename)
        asked = exercises_of(doctree)
        told = [
            {
                "kind": piece.kind,
                "minutes": 0 if piece.left_out else piece.minutes,
                "talk": 0 if piece.left_out else piece.talk,
                "label": piece.label,
            }
            for piece in pieces(steps, asked, first_is_core(app.env))
        ]
        context["plan"] = json.dumps(told)
        context["course"] = [piece for piece in pieces(steps, asked, False) if piece.kind != "pause"]
        context["minutes"] = minutes(steps)
        optional = [step for step in steps if step.optional]
        context["exercise_count"] = sum(step.kind == "exercise" for step in steps) - len(optional)
        context["optional_minutes"] = sum(step.minutes for step in optional)
    elif doctree is not None and pagename != app.config.root_doc:
        # About 200 words a minute; shown where there is enough to read.
        context["reading"] = len(doctree.astext().split()) // 200
    context["pause"] = pause_minutes(app.env)
    context["has_notes"] = doctree is not None and any(node["kind"] in NOTES for node in doctree.findall(box))
    context["runs_python"] = (
        doctree is not None
        and browser_python.is_there()
        and any(node["home"] == pagename for node in doctree.findall(code_check))
    )
    context["has_solutions"] = doctree is not None and any(doctree.findall(solution_node))
    # The eyebrow says the number already.
    context["bare_title"] = re.sub(r'^<span class="section-number">.*?</span>', "", context.get("title", ""))
    # sphinx-design's tabs name their panels in a way that HTML does not allow on a label.
    body = re.sub(r'(<label\b[^>]*) aria-controls="[^"]*"', r"\1", context.get("body", ""))
    # pandas puts a style of its own into every table, which HTML allows only in the head.
    body = re.sub(r"<style scoped>.*?</style>\s*", "", body, flags=re.S)
    context["body"] = body.replace('<table border="1" class="dataframe">', '<table class="dataframe">')
    source = f"{pagename}.md"
    if doctree is not None:
        context["updated"] = git.last_change(source, app.srcdir)
        context["edit"] = (
            f"https://github.com/{name}/edit/main/{source}" if (name := git.repository(app.srcdir)) else ""
        )
        context["downloads"] = files.downloads(pagename)
        context["launches"] = files.launches(pagename, app.srcdir, app.config.lesson_hub)
    if pagename == "speaker":
        context["css_files"] = pick(context.get("css_files", []), STYLES + ["speaker.css"])
        context["scripts"] = pick(context.get("script_files", []), SPEAKER_SCRIPTS)
        return
    styles = STYLES + PLAYGROUND_STYLES if doctree is not None and any(doctree.findall(playground)) else STYLES
    context["css_files"] = pick(context.get("css_files", []), styles)
    scripts = SCRIPTS + SEARCH_SCRIPTS if pagename == "search" else SCRIPTS
    if doctree is not None and any(doctree.findall(self_check)):
        scripts = scripts + SELF_CHECK_SCRIPTS
    if "schedule" in vars(app.env).get("lesson_collections", {}).get(pagename, ()):
        scripts = scripts + PLAN_SCRIPTS
    if doctree is not None and any(doctree.findall(your_answers)):
        scripts = scripts + ANSWERS_SCRIPTS
    context["scripts"] = pick(context.get("script_files", []), scripts)


def pick(files: list, wanted: list[str]) -> list:
    """Return the wanted files in the wanted order; Jupyter Book adds whatever lies in _static."""
    by_name = {str(getattr(file, "filename", file)).removeprefix("_static/"): file for file in files}
    return [by_name[name] for name in wanted if name in by_name]


def configure(app: Sphinx, config) -> None:
    """Point myst-nb to the executed notebooks and the pages to the versions."""
    environment.prepare_environment()
    config.nb_execution_cache_path = str(environment.cache_path())
    config.myst_substitutions = {**config.myst_substitutions, **versions.substitutions()}


def setup(app: Sphinx) -> None:
    app.connect("config-inited", configure, priority=400)
    # Jupyter Book sets it for an extension that is not used here, and Sphinx would warn.
    app.add_config_value("comments_config", {}, "")
    app.add_directive("install-command", InstallCommand)
    COLLECTORS["continue-reading"] = buttons_to_start
    app.add_directive("continue-reading", CollectDirective)
    app.add_directive("life-cycle", LifeCycle)
    app.add_post_transform(LiftTitle)
    app.connect("html-page-context", add_context)
