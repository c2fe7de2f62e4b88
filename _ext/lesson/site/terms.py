"""Glossary terms carry their definition, so that a page can show it without a request."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from .words import spoken


def definitions(env: BuildEnvironment) -> dict[str, str]:
    """Return the definition of each glossary entry by its anchor, as plain words."""
    kept = vars(env)
    if "lesson_definitions" not in kept:
        kept["lesson_definitions"] = {}  # while the glossary itself is resolved, below
        found = {}
        for docname in {docname for _, _, kind, docname, _, _ in env.get_domain("std").get_objects() if kind == "term"}:
            # With references as words: a label alone would say nothing.
            document = env.get_doctree(docname)
            env.resolve_references(document, docname, env.app.builder)
            for item in document.findall(nodes.definition_list_item):
                words = definition_in_words(item.next_node(nodes.definition))
                for term in item.findall(nodes.term):
                    for name in term["ids"]:
                        found[f"{docname}#{name}"] = words
        kept["lesson_definitions"] = found
    return kept["lesson_definitions"]


def definition_in_words(definition: nodes.definition) -> str:
    """Return the first paragraph of a definition, or all of it where it begins with something else, such as a list."""
    if not isinstance(definition[0], nodes.paragraph):
        return "; ".join(" ".join(spoken(part).split()) for part in definition.findall(nodes.paragraph))
    parts = list(definition[0].children)
    sentences = len(parts)
    while sentences and (is_link_out(parts[sentences - 1]) or not parts[sentences - 1].astext().strip()):
        sentences -= 1
    words, everything = (" ".join("".join(map(spoken, some)).split()) for some in (parts[:sentences], parts))
    # Links behind the last sentence are further reading, and belong to the glossary page.
    return words if words.endswith(".") else everything


def is_link_out(node: nodes.Node) -> bool:
    """Tell whether a node is a link to another site."""
    return isinstance(node, nodes.reference) and not node.get("internal")


class DefineTerms(SphinxPostTransform):
    """Put the definition on the first link to each term of a page."""

    default_priority = 50  # after references are resolved
    formats = ("html",)

    def run(self, **options) -> None:
        seen = set()
        known = definitions(self.env)
        by_anchor = {key.split("#")[1]: text for key, text in known.items()}
        for reference in self.document.findall(nodes.reference):
            inside = reference.next_node(nodes.inline)
            if inside is None or "std-term" not in inside["classes"]:
                continue
            anchor = reference.get("refid") or reference.get("refuri", "").rpartition("#")[2]
            if anchor in by_anchor and anchor not in seen:
                seen.add(anchor)
                reference["definition"] = by_anchor[anchor]


def visit_reference(self: HTML5Translator, node: nodes.reference) -> None:
    HTML5Translator.visit_reference(self, node)
    if node.get("definition"):
        self.body[-1] = self.body[-1].replace("<a ", f'<a data-definition="{escape(node["definition"])}" ', 1)


def forget(app: Sphinx, env: BuildEnvironment, *unused) -> None:
    """Collect the definitions anew when pages were read."""
    vars(env).pop("lesson_definitions", None)


def setup(app: Sphinx) -> None:
    app.connect("env-updated", forget)
    app.add_node(nodes.reference, override=True, html=(visit_reference, HTML5Translator.depart_reference))
    app.add_post_transform(DefineTerms)
