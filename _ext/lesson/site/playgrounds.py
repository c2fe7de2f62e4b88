"""Playgrounds: boxes in which readers move the numbers of an idea, filled by scripts of their own.

The box of `:::{playground} neuron` is filled by `_static/playgrounds/neuron.js`.
`lesson.js` loads the scripts named in the box when it comes near the screen.
Before it answers it asks for a guess, in `:::{guess}`.
Without scripts, on paper and on collected pages only this question and its answer are left.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from zlib import crc32

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from ..text.page import SCRIPTS, Block, missing_scripts, publisher_of, read, script_names
from ..text.playgrounds import read_guess, read_settings
from . import files
from .boxes import head
from .words import spoken

logger = logging.getLogger(__name__)
LABEL, ICON = "Try it", "playground"
FIRST = "Guess first: one click, and you can play."
KIT = "kit"  # what all playgrounds share


class playground(nodes.General, nodes.Element):
    """A playground: its `name`, its `heading` in words, its `home` (the page it was written for), and two lists for its box.

    `scripts` are names in the order of loading, `start` the settings that differ from those of the script.
    """


class guess(nodes.General, nodes.Element):
    """What readers predict before they play: the question comes first in it, then the answer; `choices` and the right `answer` are words."""


class PlaygroundDirective(SphinxDirective):
    """A playground: the argument names its script, the content says what to try and holds the guess.

    Options:
        title: the title readers see, required
        data: names of scripts to load before it, separated by spaces or commas;
            a name is a file in `_static/playgrounds/` or the `publish` of a cell, on this page or another one
        start: names and values of settings with which it starts, such as `neurons 16, noise 20`

    Raises:
        a warning with file and line where a script or a setting is missing, the name is taken, or the box is empty.
    """

    has_content = True
    required_arguments = 1
    option_spec = {
        "title": directives.unchanged_required,
        "data": directives.unchanged_required,
        "start": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        name, data = self.arguments[0], script_names(self.options.get("data", ""))
        self.assert_has_content()
        if "title" not in self.options:
            raise self.error("a playground needs its title; add a line like `:title: One neuron`")
        place = self.get_location()
        page = read(Path(self.env.doc2path(self.env.docname, base=False)), Path(self.env.srcdir))
        for script in missing_scripts(page, [name, *data], Path(self.env.srcdir)):
            logger.warning(
                "no script %s/%s.js for this playground; write it or mend the name", SCRIPTS, script, location=place
            )
        if any(node["name"] == name for node in self.state.document.findall(playground)):
            logger.warning("a second playground %r on this page; keep one of them", name, location=place)
        words, messages = self.state.inline_text(self.options["title"], self.lineno)
        title = nodes.paragraph("", "", *words, classes=["title"])
        start, findings = read_settings(Block("playground", self.lineno, name, self.options), Path(self.env.srcdir))
        for _, message in findings:
            logger.warning("%s", message, location=place)
        node = playground(
            "",
            title,
            *messages,
            name=name,
            heading=spoken(title),
            home=self.env.docname,
            scripts=[KIT, *data, name],
            start=start,
        )
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        publishers = self.env.metadata[self.env.docname].setdefault("lesson_publishers", [])
        for script in node["scripts"]:
            # What a cell publishes is no file; Sphinx would miss it, and read the page in every build.
            path = SCRIPTS / f"{script}.js"
            if Path(self.env.srcdir, path).exists():
                self.env.note_dependency(str(path))
            elif publisher := publisher_of(script, page, Path(self.env.srcdir)):
                publishers.append(publisher.path.with_suffix("").as_posix())
        return [node]


class GuessDirective(SphinxDirective):
    """The guess of a playground: the argument is the question, the content says what happens, and why.

    Options:
        choices: two to four predictions in plain words, with commas between them
        answer: the right one of them

    Raises:
        a warning with file and line for everything that is wrong with it.
    """

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"choices": directives.unchanged_required, "answer": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        block = Block("guess", self.lineno, self.arguments[0], self.options, list(self.content))
        read, findings = read_guess(block)
        for _, message in findings:
            logger.warning("%s", message, location=self.get_location())
        words, messages = self.state.inline_text(read.question, self.lineno)
        node = guess("", nodes.paragraph("", "", *words, classes=["question"]), *messages)
        node["choices"], node["answer"] = read.choices, read.answer
        self.set_source_info(node)
        answer = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, answer)
        node += answer.children
        return [node]


def addresses(app: Sphinx, node: playground) -> str:
    """Return the scripts' addresses below `_static/playgrounds/`, with a version that changes with their text.

    A script that is missing has been warned of when the page was read.
    """
    root = Path(app.srcdir)
    page = read(Path(app.env.doc2path(node["home"], base=False)), root)
    found = []
    for script in node["scripts"]:
        file, text = root / SCRIPTS / f"{script}.js", b""
        if file.exists():
            text = file.read_bytes()
        elif publisher := publisher_of(script, page, root):
            text = files.published(publisher)[script].encode()
        found.append(f"{script}.js?v={crc32(text):08x}")
    return " ".join(found)


def visit_playground(self: HTML5Translator, node: playground) -> None:
    name, heading = node["name"], escape(node["heading"])
    home = self.builder.current_docname == node["home"]
    asked = [child for child in node.children if isinstance(child, guess)]
    if home:
        start = escape(json.dumps(node["start"]))
        self.body.append(
            f'<section class="box playground" id="playground-{name}" data-playground="{name}" data-start="{start}" '
            f'data-scripts="{addresses(self.builder.app, node)}" aria-label="{LABEL}: {heading}">'
        )
    else:
        self.body.append(f'<section class="box playground-words" aria-label="{LABEL}: {heading}">')
    self.body.append(head(ICON, LABEL))
    for child in node.children:
        # Elsewhere there is nothing to try.
        if child not in asked and (home or child is node[0]):
            child.walkabout(self)
    for child in asked:
        child[0].walkabout(self)
        choices = "".join(
            f'<li><button type="button" class="button">{escape(one)}</button></li>' for one in child["choices"]
        )
        self.body.append(f'<ul class="choices">{choices}</ul>')
        if home:
            self.body.append(f'<p class="told" role="status">{FIRST}</p>')
    if home:
        self.body.append('<div class="stage"></div>')
    for child in asked:
        opened = "" if home else " open"
        right = escape(child["answer"])
        self.body.append(
            f'<details class="answer"{opened}><summary>Answer</summary><p class="right-choice"><strong>{right}</strong>.</p>'
        )
        for part in child.children[1:]:
            part.walkabout(self)
        self.body.append("</details>")
    self.body.append("</section>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_node(playground, html=(visit_playground, None))
    app.add_node(guess)
    app.add_directive("playground", PlaygroundDirective)
    app.add_directive("guess", GuessDirective)
