"""Playgrounds: boxes in which readers move the numbers of an idea, filled by scripts of their own.

The box of `:::{playground} neuron` is filled by `_static/playgrounds/neuron.js`.
`lesson.js` loads the scripts named in the box when it comes near the screen.
Without scripts, on paper and on collected pages the box is left out: the figure beside it says the same.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from zlib import crc32

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from ..text.page import SCRIPTS, missing_scripts, publisher_of, read, script_names
from . import files
from .boxes import head
from .words import spoken

logger = logging.getLogger(__name__)
LABEL, ICON = "Try it", "playground"
KIT = "kit"  # what all playgrounds share


class playground(nodes.General, nodes.Element):
    """A playground: its `name`, its `heading` in words, its `home` (the page it was written for) and its `scripts` (names in the order of loading)."""


class PlaygroundDirective(SphinxDirective):
    """A playground: the argument names its script, the content says what to try and what to notice.

    Options:
        title: the title readers see, required
        data: names of scripts to load before it, separated by spaces or commas;
            a name is a file in `_static/playgrounds/` or the `publish` of a cell, on this page or another one

    Raises:
        a warning with file and line where a script is missing, the name is taken, or the box is empty.
    """

    has_content = True
    required_arguments = 1
    option_spec = {"title": directives.unchanged_required, "data": directives.unchanged_required}

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
        node = playground(
            "", title, *messages, name=name, heading=spoken(title), home=self.env.docname, scripts=[KIT, *data, name]
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
    if self.builder.current_docname != node["home"]:
        raise nodes.SkipNode
    name, heading = node["name"], escape(node["heading"])
    self.body.append(
        f'<section class="box playground" id="playground-{name}" data-playground="{name}" '
        f'data-scripts="{addresses(self.builder.app, node)}" aria-label="{LABEL}: {heading}">'
    )
    self.body.append(head(ICON, LABEL))


def depart_playground(self: HTML5Translator, node: playground) -> None:
    self.body.append('<div class="stage"></div></section>\n')


def setup(app: Sphinx) -> None:
    app.add_node(playground, html=(visit_playground, depart_playground))
    app.add_directive("playground", PlaygroundDirective)
