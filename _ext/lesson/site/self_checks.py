"""Self-checks: a form at the end of an exercise that tells readers whether their answers are right.

`_static/self-check.js` compares; without scripts the form is not shown and the exercise reads as before.
"""

from __future__ import annotations

import base64
import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node

from ..text.inline import inline_html
from ..text.page import read
from ..text.self_checks import bare, home_of, keys, read_self_check

logger = logging.getLogger(__name__)


class self_check(nodes.General, nodes.Element):
    """A form; `home` is the page it stands on, `exercise` the label of its exercise."""


class self_check_item(nodes.General, nodes.Element):
    """One question with its control.

    Its children are the label, `answer` is what the script gets to know, `entries` is what readers put in order, and
    `section` the page and the heading to read again, and of a section of this page its id.
    """


class SelfCheck(SphinxDirective):
    """A list of questions in YAML; .github/WRITING.md, Self-checks, describes the keys.

    Options:
        choices: what may be chosen, with commas between; for items without choices of their own

    Raises:
        a warning with file and line for everything that lint finds, too.
    """

    has_content = True
    option_spec = {"choices": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        # Read again from the source: an answer stands in a cell, which is no part of this directive.
        page = read(Path(f"{self.env.docname}.md"), Path(self.env.srcdir))
        block = next(
            block for block in page.walk() if block.name == "self-check" and block.line <= self.lineno <= block.last
        )
        items, found = read_self_check(page, block)
        for line, message in found:
            logger.warning(message, location=(self.env.docname, line))
        home = home_of(page, block)
        if found or home is None:
            return []
        form = self_check(ids=[f"{home.label}-check"], home=self.env.docname, exercise=home.label)
        for item, key in zip(items, keys(items)):
            words, messages = self.state.inline_text(item.question + " (optional)" * item.optional, self.lineno)
            answer = {
                "key": key,
                "right": item.answers,
                "tolerance": item.tolerance,
                "share": item.share,
                "optional": item.optional,
                "hints": [(wrong, inline_html(hint)) for wrong, hint in item.hints.items()],
                "hint": inline_html(item.hint),
                "then": inline_html(item.then),
                "order": bool(item.entries),
                "reason": inline_html(item.reason),
            }
            made = self_check_item("", *words, answer=answer, choices=item.choices, section=(item.page, item.section))
            made["entries"] = item.entries
            if item.page:
                self.env.note_dependency(str(Path(self.env.srcdir, f"{item.page}.md")))
            form += [made, *messages]
        return [form]


class your_answers(nodes.General, nodes.Element):
    """The place where readers save or forget their answers; `version` is that of the lesson."""


class YourAnswers(SphinxDirective):
    """The place where readers see what their browser keeps of their answers, save it as a file, or forget it.

    Raises:
        an error with file and line where CITATION.cff names no version, which the file should hold.
    """

    def run(self) -> list[nodes.Node]:
        citation = Path(self.env.srcdir, "CITATION.cff")
        self.env.note_dependency(str(citation))
        found = re.search(r"(?m)^version: *(\S+)$", citation.read_text(encoding="utf-8"))
        if not found:
            raise self.error("CITATION.cff names no version; add a line such as `version: 0.1.0`")
        return [your_answers(version=found[1])]


class FindSection(SphinxTransform):
    """Note for each item the section to read again: the one it names, or else the one around its exercise."""

    default_priority = 30  # after exercises were put together

    def apply(self) -> None:
        sections = [section for section in self.document.findall(nodes.section) if isinstance(section[0], nodes.title)]
        for item in self.document.findall(self_check_item):
            page, heading = item["section"]
            if page:
                continue
            around = [section for section in sections if encloses(section, item)]
            named = [section for section in sections if section[0].rawsource == heading]
            section = (named or around)[-1]
            item["section"] = ("", section[0].astext(), section["ids"][0])


def encloses(section: nodes.section, node: nodes.Node) -> bool:
    """Tell whether a node stands inside a section or one of its subsections."""
    while node is not None and node is not section:
        node = node.parent
    return node is section


def number_of(form: self_check) -> str:
    """Return the number of the exercise around a self-check."""
    place = form.parent
    while not isinstance(place, exercise_enumerable_node):
        place = place.parent
    return place["number"]


def anchor_of(env: BuildEnvironment, docname: str, heading: str) -> str:
    """Return where a heading, as Markdown, stands on another page: its address behind the page's."""
    links = env.tocs[docname].findall(nodes.reference)
    return next((link["anchorname"] for link in links if bare(link.astext()) == bare(heading)), "")


def visit_self_check(self: HTML5Translator, node: self_check) -> None:
    items = [child for child in node.children if isinstance(child, self_check_item)]
    told = []
    for item in items:
        page, title, *anchor = item["section"]
        uri = self.builder.get_relative_uri(self.builder.current_docname, page or node["home"])
        place = f"#{anchor[0]}" if anchor else anchor_of(self.builder.env, page, title)
        told.append({**item["answer"], "section": {"address": f"{uri}{place}", "title": title}})
    # Encoded so that nobody reads the answers by accident in the page's source. This is no secret.
    answers = base64.b64encode(json.dumps(told).encode()).decode()
    # No action and no names: there is nothing that could be sent.
    self.body.append(
        f'<form class="self-check" id="{escape(node["ids"][0])}" autocomplete="off" data-answers="{answers}" '
        f'data-exercise="{escape(node["exercise"])}" data-home="{escape(node["home"])}" '
        f'aria-label="Check your answers to exercise {number_of(node)}">'
        f'<p class="self-check-head"><span class="icon-target" aria-hidden="true"></span> Check your answer{"s" * (len(items) > 1)}</p>'
    )


def depart_self_check(self: HTML5Translator, node: self_check) -> None:
    self.body.append(
        '<p class="self-check-foot"><button class="button" type="submit">Check</button> '
        '<button class="button" type="reset">Reset</button> <span role="status"></span></p></form>\n'
    )


def visit_item(self: HTML5Translator, node: self_check_item) -> None:
    name = escape(item_id(node))
    # A list is no control that a label could belong to.
    self.body.append(
        f'<div class="item order"><p class="question" id="{name}-question">'
        if node["entries"]
        else f'<div class="item"><label for="{name}">'
    )


def depart_item(self: HTML5Translator, node: self_check_item) -> None:
    name = escape(item_id(node))
    attributes = f'class="control" id="{name}" aria-describedby="{name}-feedback"'
    if node["entries"]:
        entries = "".join(f"<li>{escape(entry)}</li>" for entry in node["entries"])
        control = f'</p><ol {attributes} aria-labelledby="{name}-question">{entries}</ol>'
    elif node["choices"]:
        options = "".join(f"<option>{escape(choice)}</option>" for choice in node["choices"])
        control = f'</label><select {attributes}><option value="">Choose</option>{options}</select>'
    else:
        control = f'</label><input type="text" size="16" {attributes} autocapitalize="none" spellcheck="false">'
    self.body.append(f'{control}<p class="feedback" id="{name}-feedback" aria-live="polite"></p></div>\n')


def item_id(node: self_check_item) -> str:
    """Return the id of an item's control: that of the form with the number of the item."""
    items = [child for child in node.parent.children if isinstance(child, self_check_item)]
    return f"{node.parent['ids'][0]}-{items.index(node) + 1}"


def visit_your_answers(self: HTML5Translator, node: your_answers) -> None:
    self.body.append(
        f'<div id="answers" data-version="{escape(node["version"])}"><p>With scripts switched on, your browser keeps '
        "your answers, and you can save them here.</p></div>\n"
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_directive("self-check", SelfCheck)
    app.add_transform(FindSection)
    app.add_directive("your-answers", YourAnswers)
    app.add_node(your_answers, html=(visit_your_answers, None))
    app.add_node(self_check, html=(visit_self_check, depart_self_check))
    app.add_node(self_check_item, html=(visit_item, depart_item))
