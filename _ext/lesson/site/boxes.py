"""The lesson's boxes: questions, objectives, key points, callouts, notes for instructors and breaks."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from ..vocabulary import BOXES
from .words import spoken


class box(nodes.Admonition, nodes.Element):
    """A box on the page; `kind` is one of BOXES, `heading` its title in words or ""."""


class overview(nodes.General, nodes.Element):
    """Questions and objectives side by side."""


class BoxDirective(SphinxDirective):
    """A box with an optional title.

    Raises:
        a warning with file and line where the box is empty.
    """

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        node = box(kind=self.name)
        self.set_source_info(node)
        if self.arguments:
            words, messages = self.state.inline_text(self.arguments[0], self.lineno)
            node += nodes.inline("", "", *words, classes=["title"])
            node["heading"] = spoken(node[0])
            node += messages
        self.assert_has_content()
        self.state.nested_parse(self.content, self.content_offset, node)
        self.add_name(node)
        return [node]


class JoinOverview(SphinxTransform):
    """Put questions and the objectives that follow them into one box."""

    default_priority = 400

    def apply(self) -> None:
        for node in list(self.document.findall(box)):
            after = node.next_node(descend=False, siblings=True)
            if node["kind"] == "questions" and isinstance(after, box) and after["kind"] == "objectives":
                joined = overview()
                node.replace_self(joined)
                after.parent.remove(after)
                joined += [node, after]


def head(icon: str, label: str, more: str = "") -> str:
    """Return the first line of a box: icon, kind in words, and what else belongs there."""
    return (
        f'<p class="box-head"><span class="node icon-{icon}" aria-hidden="true"></span>'
        f'<span class="kind">{label}</span>{more}</p>'
    )


def visit_box(self: HTML5Translator, node: box) -> None:
    kind = node["kind"]
    label, icon, look, _ = BOXES[kind]
    heading = node.get("heading", "")
    self.body.append(
        self.starttag(
            node,
            "div",
            CLASS=f"box {look} pause" if kind == "break" else f"box {look}",
            role="group",
            **{"aria-label": f"{label}: {heading}" if heading else label},
        )
    )
    self.body.append(head(icon, label))


def depart_box(self: HTML5Translator, node: box) -> None:
    self.body.append("</div>\n")


def visit_overview(self: HTML5Translator, node: overview) -> None:
    self.body.append('<div class="overview">')


def depart_overview(self: HTML5Translator, node: overview) -> None:
    self.body.append("</div>\n")


def ink_role(ink: str):
    """Return a role that shows its text in one of the lesson's inks."""

    def role(name, rawtext, text, lineno, inliner, options=None, content=None):
        return [nodes.inline(rawtext, text, classes=[ink])], []

    return role


def practised_in(name, rawtext, text, lineno, inliner, options=None, content=None):
    """Name the exercises that practise an objective; readers see nothing, checks do."""
    return [], []


def setup(app: Sphinx) -> None:
    app.add_node(box, html=(visit_box, depart_box))
    app.add_node(overview, html=(visit_overview, depart_overview))
    for kind in BOXES:
        app.add_directive(kind, BoxDirective, override=True)
    app.add_transform(JoinOverview)
    for ink in ("given", "learned", "computed", "wrong"):
        app.add_role(ink, ink_role(ink))
    app.add_role("practised-in", practised_in)
