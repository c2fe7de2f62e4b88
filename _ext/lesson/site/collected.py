"""Pages collected from the episodes when the site is built: key points, exercises, figures, everything on one page.

Nothing is typed twice: a directive marks the place, and before references are resolved
the nodes are copied there from the pages they belong to.
"""

from __future__ import annotations

import hashlib
import time

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from ..text.inline import inline_html
from ..text.schedule import rounded
from ..text.times import minutes
from ..vocabulary import is_episode
from .boxes import box
from .course import steps_of
from .self_checks import self_check


class collection(nodes.General, nodes.Element):
    """The place where something collected goes; `kind` is one of COLLECTIONS."""


class CollectDirective(SphinxDirective):
    """Mark the place of a collection; no content, no options."""

    def run(self) -> list[nodes.Node]:
        node = collection(kind=self.name)
        self.set_source_info(node)
        return [node]


# Reading a doctree takes a tenth of a second, and each is asked for by several pages.
_doctrees: dict[str, nodes.document] = {}


def doctree_of(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a page as it was read, to copy from and never to change."""
    if docname not in _doctrees:
        _doctrees[docname] = env.get_doctree(docname)
    return _doctrees[docname]


def episodes(env: BuildEnvironment) -> list[str]:
    """Return the episodes' document names in the order of _toc.yml."""
    numbered = {name: number[""] for name, number in env.toc_secnumbers.items() if number.get("")}
    return sorted(filter(is_episode, numbered), key=numbered.__getitem__)


def is_key_points(node: nodes.Node) -> bool:
    return isinstance(node, box) and node["kind"] == "keypoints"


def is_exercise_or_solution(node: nodes.Node) -> bool:
    return isinstance(node, (exercise_enumerable_node, solution_node))


class FillCollections(SphinxPostTransform):
    """Copy what belongs there into every collection."""

    default_priority = 1  # before references are resolved and exercises get their numbers

    def run(self, **options) -> None:
        for place in list(self.document.findall(collection)):
            place.replace_self(COLLECTORS[place["kind"]](self))

    def copied(self, node: nodes.Node, docname: str) -> nodes.Node:
        """Return a copy of a node of page `docname` for this page: references work, ids stay unique."""
        copy = node.deepcopy()  # copy.deepcopy would follow the parent and copy the whole page
        home = self.app.builder.get_relative_uri(self.env.docname, docname)
        prefix = docname.rsplit("/", 1)[-1]
        inside = {name for element in copy.findall(nodes.Element) for name in element.get("ids", ())}
        for element in copy.findall(nodes.Element):
            if isinstance(element, addnodes.pending_xref):
                element["refdoc"] = self.env.docname
            if element.get("refid") in inside:
                element["refid"] = f"{prefix}-{element['refid']}"
            elif "refid" in element:
                element["refuri"] = f"{home}#{element.attributes.pop('refid')}"
            if element.get("ids"):
                element["ids"] = [f"{prefix}-{name}" for name in element["ids"]]
            if isinstance(element, (exercise_enumerable_node, solution_node)):
                element["home"] = docname
        return copy

    def numbered(self, node: nodes.Node, docname: str) -> nodes.Node:
        """Return a copy whose figures keep the numbers they have at home."""
        numbers = self.env.toc_fignumbers.get(docname, {}).get("figure", {})
        copy = self.copied(node, docname)
        for original, figure in zip(node.findall(nodes.figure), copy.findall(nodes.figure)):
            number = next((numbers[name] for name in original["ids"] if name in numbers), None)
            caption = figure.next_node(nodes.caption)
            if number and caption is not None:
                text = self.env.config.numfig_format["figure"] % ".".join(map(str, number))
                caption.insert(0, nodes.inline("", f"{text} ", classes=["caption-number"]))
        return copy

    def link(self, docname: str, text: str = "", anchor: str = "") -> nodes.reference:
        """Return a link to a page, with its title where no other text is given, or to a place on it."""
        uri = self.app.builder.get_relative_uri(self.env.docname, docname) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", text or self.env.titles[docname].astext(), refuri=uri, internal=True)

    def back(self, docname: str, what: str, anchor: str) -> nodes.paragraph:
        """Return a line with a link to where something stands in its episode."""
        return nodes.paragraph(
            "", "", self.link(docname, f"Go to this {what} in the episode", anchor), classes=["back"]
        )

    def title(self, docname: str) -> nodes.Node:
        """Return a heading that links to an episode."""
        number = self.env.toc_secnumbers[docname].get("", ())
        return nodes.title("", f"{'.'.join(map(str, number))}. " if number else "", self.link(docname))

    def sections(self, content) -> list[nodes.Node]:
        """Return one section an episode, filled by `content(docname, doctree)`."""
        found = []
        for docname in episodes(self.env):
            inside = content(docname, doctree_of(self.env, docname))
            if inside:
                name = docname.rsplit("/", 1)[-1]
                found.append(nodes.section("", self.title(docname), *inside, ids=[f"of-{name}"]))
        return found

    def key_points(self) -> list[nodes.Node]:
        def content(docname, doctree):
            boxes = doctree.findall(is_key_points)
            return [self.copied(child, docname) for node in boxes for child in node.children]

        return self.sections(content)

    def exercise_list(self) -> list[nodes.Node]:
        def content(docname, doctree):
            found = []
            for node in doctree.findall(is_exercise_or_solution):
                found.append(self.numbered(node, docname))
                if isinstance(node, exercise_enumerable_node):
                    found[-1].append(self.back(docname, "exercise", node["label"]))
            return found

        return self.sections(content)

    def figure_list(self) -> list[nodes.Node]:
        def content(docname, doctree):
            found = []
            for node in doctree.findall(nodes.figure):
                anchor = node["ids"][0] if node["ids"] else ""
                found += [self.numbered(node, docname), self.back(docname, "figure", anchor)]
            return found

        return self.sections(content)

    def whole_lesson(self) -> list[nodes.Node]:
        def content(docname, doctree):
            body = doctree.next_node(nodes.section)
            copies = [self.numbered(child, docname) for child in body.children if not isinstance(child, nodes.title)]
            for form in [form for copy in copies for form in copy.findall(self_check)]:
                form.parent.remove(form)  # this page is for paper
            return copies

        return self.sections(content)

    def episode_list(self) -> list[nodes.Node]:
        """A list of the episodes with what they are about and their minutes."""
        items = nodes.enumerated_list(classes=["episodes"])
        for docname in episodes(self.env):
            meta = self.env.metadata[docname]
            time = f"{rounded(minutes(steps_of(self.env, docname)).all)} min in a class"
            items += nodes.list_item(
                "",
                nodes.paragraph("", "", self.link(docname)),
                nodes.paragraph("", "", nodes.raw("", inline_html(meta.get("lead", "")), format="html")),
                nodes.paragraph("", time, classes=["minutes"]),
            )
        return [items]


COLLECTORS = {
    "key-points": FillCollections.key_points,
    "exercise-list": FillCollections.exercise_list,
    "figure-list": FillCollections.figure_list,
    "whole-lesson": FillCollections.whole_lesson,
    "episode-list": FillCollections.episode_list,
}


# What these take of a page; the others may take anything.
TAKEN = {"key-points": is_key_points, "exercise-list": is_exercise_or_solution, "figure-list": nodes.figure}


def parts(doctree: nodes.document) -> dict[str, str]:
    """Return digests of a page that was just read: for collections of TAKEN of what they take, else one of its own."""
    taken = {kind: "".join(node.pformat() for node in doctree.findall(wanted)) for kind, wanted in TAKEN.items()}
    found = {kind: hashlib.sha256(text.encode()).hexdigest() for kind, text in taken.items()}
    return {**dict.fromkeys(COLLECTORS, str(time.time_ns())), **found}


def rewrite_collections(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write pages with collections again when what they collect changed."""
    _doctrees.clear()
    pages = vars(env).get("lesson_parts", {})
    # Which of them are in the book, and in which order, `stale` sees, too: only later do pages have their numbers.
    now = {kind: {name: pages[name][kind] for name in env.found_docs if is_episode(name)} for kind in COLLECTORS}
    before, vars(env)["lesson_collected"] = vars(env).get("lesson_collected", {}), now
    collections = vars(env).get("lesson_collections", {})
    return [name for name in env.found_docs if any(now[kind] != before.get(kind) for kind in collections.get(name, ()))]


def note_collections(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which pages hold collections, and what they may collect."""
    name = app.env.docname
    kinds = {place["kind"] for place in doctree.findall(collection)}
    vars(app.env).setdefault("lesson_collections", {})[name] = kinds
    vars(app.env).setdefault("lesson_parts", {})[name] = parts(doctree)


def setup(app: Sphinx) -> None:
    app.add_node(collection)
    for name in COLLECTORS:
        app.add_directive(name, CollectDirective)
    app.add_post_transform(FillCollections)
    app.connect("doctree-read", note_collections)
    app.connect("env-updated", rewrite_collections)
