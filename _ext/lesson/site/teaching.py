"""What an instructor has in hand while teaching: the plan for the speaker's window, a run sheet for each episode, all notes on one page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from ..text.inline import in_words
from ..vocabulary import is_episode
from .boxes import box
from .collected import COLLECTORS, CollectDirective, FillCollections, copied, doctree_of, episodes, minutes
from .course import course
from .schedule import Session, duration, first_plan
from .self_checks import self_check_item

GUIDE = "instructor-guide"
LATE = "When you are late,"


class Timing(NamedTuple):
    """When an episode is taught, in minutes from the start of its day, and what its instructor may leave out, in words."""

    sessions: list[Session]
    late: str


def advice(env: BuildEnvironment) -> dict[str, str]:
    """Return what the guide says about each episode's instructor being late.

    It is the paragraph that begins with "When you are late," in the section that links to the episode first.
    """
    found: dict[str, str] = {}
    if GUIDE not in env.found_docs:
        return found
    for section in doctree_of(env, GUIDE).findall(nodes.section):
        if any(isinstance(child, nodes.section) for child in section.children):
            continue
        targets = [xref["reftarget"].removesuffix(".md") for xref in section.findall(addnodes.pending_xref)]
        episode = next((target for target in targets if is_episode(target) and target in env.found_docs), None)
        for paragraph in section.findall(nodes.paragraph):
            words = " ".join(paragraph.astext().split())
            if episode and words.startswith(LATE):
                rest = words.removeprefix(LATE).strip()
                found[episode] = rest[0].upper() + rest[1:]
    return found


def timings(env: BuildEnvironment) -> dict[str, Timing]:
    """Return the timing of each episode, as the first plan of the schedule has it."""
    plan, late = first_plan(env), advice(env)
    return {name: Timing(plan.get(name, []), late.get(name, "")) for name in episodes(env)}


def add_timing(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Give the speaker's window what it needs to compare the clock with the schedule."""
    if pagename != "speaker":
        return
    told = {
        name: {"sessions": [(session.offset, session.minutes) for session in timing.sessions], "late": timing.late}
        for name, timing in timings(app.env).items()
    }
    start = vars(app.env).get("lesson_schedule", {}).get("start", "09:00")
    # `</` would end the element that holds it.
    context["timing"] = json.dumps({"start": start, "episodes": told}).replace("</", "<\\/")


# ---------- run sheets ----------


@dataclass
class Row:
    """A line of a run sheet: a section, an exercise, or a pause."""

    minute: float  # of the episode
    name: str
    kind: str = "section"  # or "exercise", "pause"
    lines: int = 0  # of code to type
    answers: list[tuple[str, str, list[str]]] = field(default_factory=list)  # question, right answer, wrong ones


def is_typed(node: nodes.Node) -> bool:
    """Tell whether a node is the visible code of a cell."""
    return (
        isinstance(node, nodes.container)
        and "cell" in node["classes"]
        and not {"tag_hide-input", "tag_remove-cell"} & set(node["classes"])
    )


def code_lines(cell: nodes.Element) -> int:
    """Return how many lines of code a cell has, without empty ones."""
    blocks = [part for part in cell.children if "cell_input" in part.get("classes", ())]
    return sum(bool(line.strip()) for block in blocks for line in block.astext().splitlines())


def rows_of(doctree: nodes.document, teaching: int, numbers: dict[str, str]) -> list[Row]:
    """Return the rows of an episode's run sheet.

    Args:
        doctree: the episode
        teaching: its minutes of teaching, shared out by words as in `course`
        numbers: of its exercises, by label
    """
    total = sum(step.words for step in course(doctree, teaching)) or 1
    rows: list[Row] = []
    words = asked = 0

    def visit(node: nodes.Node) -> None:
        nonlocal words, asked
        minute = asked + teaching * words / total
        if isinstance(node, exercise_enumerable_node):
            length = f"{node['minutes']} min{', optional' * node['optional']}"
            row = Row(minute, f"{numbers.get(node['label'], '')} {node['heading']} ({length})".strip(), "exercise")
            row.answers = [
                (item.astext(), item["answer"]["right"][0], [wrong for wrong, _ in item["answer"]["hints"]])
                for item in node.findall(self_check_item)
            ]
            rows.append(row)
            asked += 0 if node["optional"] else node["minutes"]
        elif isinstance(node, box) and node["kind"] == "break":
            rows.append(Row(minute, "BREAK", "pause"))
        elif isinstance(node, solution_node) or (isinstance(node, box) and node["kind"] == "instructor"):
            return
        elif isinstance(node, nodes.Text):
            words += len(node.split())
        else:
            if is_typed(node) and rows:
                rows[-1].lines += code_lines(node)
            if isinstance(node, nodes.section) and not isinstance(node.parent, nodes.document):
                rows.append(Row(minute, node[0].astext()))
            for child in node.children:
                visit(child)

    visit(doctree)
    return rows


def clock(sessions: list[Session], minute: float) -> int:
    """Return when a minute of an episode is due, in minutes from the start of the day."""
    before = 0
    for session in sessions:
        if minute - before < session.minutes or session is sessions[-1]:
            return round(session.offset + minute - before)
        before += session.minutes
    return round(minute)


def expected(row: Row) -> str:
    """Return the right and the typical wrong answers of an exercise as HTML."""
    found = []
    for question, right, wrong in row.answers:
        wrongs = f"; not {', '.join(map(in_words, wrong))}" if wrong else ""
        found.append(f"{escape(question)}: <b>{escape(right)}</b>{escape(wrongs)}")
    return "<br>".join(found)


def sheet(rows: list[Row], timing: Timing) -> str:
    """Return one run sheet as HTML."""
    found = [
        '<table class="sheet"><thead><tr><th scope="col">Time</th><th scope="col">Screen</th><th scope="col">Type</th>'
        '<th scope="col">Ask, and expect</th></tr></thead><tbody>'
    ]
    for row in rows:
        at = clock(timing.sessions, row.minute)
        time = f'<td><span class="clock" data-offset="{at}">{duration(at)}</span></td>'
        name = escape(row.name)
        if row.kind == "exercise":
            found.append(
                f'<tr class="exercise-row">{time}<th scope="row">{name}</th><td></td><td>{expected(row)}</td></tr>'
            )
        else:
            lines = f"{row.lines} lines" if row.lines > 1 else "1 line" if row.lines else ""
            found.append(f'<tr class="{row.kind}-row">{time}<th scope="row">{name}</th><td>{lines}</td><td></td></tr>')
    cut = f'<p class="cut"><b>If you are late:</b> {escape(timing.late)}</p>' if timing.late else ""
    return f'<div class="table-wrapper">{"".join(found)}</tbody></table></div>{cut}'


def run_sheets(self: FillCollections) -> list[nodes.Node]:
    """Return a run sheet for each episode."""
    timing = timings(self.env)
    start = vars(self.env).get("lesson_schedule", {}).get("start", "09:00")

    def content(docname: str, doctree: nodes.document) -> list[nodes.Node]:
        found = self.env.toc_fignumbers.get(docname, {}).get("exercise", {})
        numbers = {label: ".".join(map(str, number)) for label, number in found.items()}
        rows = rows_of(doctree, minutes(self.env, docname)[0], numbers)
        return [nodes.raw("", sheet(rows, timing[docname]), format="html")]

    control = (
        f'<p class="start" data-start="{start}" hidden><label>The day starts at '
        f'<input type="time" value="{start}"></label> <span role="status"></span></p>'
    )
    return [nodes.raw("", control, format="html"), *self.sections(content)]


# ---------- all notes ----------


def is_note(node: nodes.Node) -> bool:
    return isinstance(node, box) and node["kind"] in ("instructor", "break")


def subject(note: box, numbers: dict[str, str]) -> tuple[str, str]:
    """Return what a note is about, in words, and where on its page that is.

    It is the exercise whose solution it follows, or else its section.
    """
    before = note.parent.children[: note.parent.index(note)]
    for node in reversed(before):
        if is_note(node) or isinstance(node, solution_node):
            continue
        if isinstance(node, exercise_enumerable_node):
            return f"Exercise {numbers.get(node['label'], '')}: {node['heading']}", node["label"]
        break
    section = note.parent
    while not isinstance(section, nodes.section):
        section = section.parent
    return section[0].astext(), section["ids"][0]


def all_notes(self: FillCollections) -> list[nodes.Node]:
    """Return the notes of each episode, each under what it is about."""

    def content(docname: str, doctree: nodes.document) -> list[nodes.Node]:
        found = self.env.toc_fignumbers.get(docname, {}).get("exercise", {})
        numbers = {label: ".".join(map(str, number)) for label, number in found.items()}
        shown: list[nodes.Node] = []
        last = ""
        for note in doctree.findall(is_note):
            words, anchor = subject(note, numbers)
            if note["kind"] == "break":
                words = "Break"
            if words != last:
                uri = f"{self.app.builder.get_relative_uri(self.env.docname, docname)}#{anchor}"
                link = nodes.reference("", words, refuri=uri, internal=True)
                shown.append(nodes.paragraph("", "", nodes.strong("", "", link), classes=["about"]))
            last = words
            shown += [copied(self.env, child, docname, self.env.docname) for child in note.children]
        return shown

    return self.sections(content)


def with_advice(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages with run sheets where the guide's advice has changed, which is no part of an episode."""
    now, before = advice(env), vars(env).get("lesson_advice")
    vars(env)["lesson_advice"] = now
    collections = vars(env).get("lesson_collections", {})
    return [] if now == before else [name for name, kinds in collections.items() if "run-sheets" in kinds]


def setup(app: Sphinx) -> None:
    COLLECTORS["run-sheets"] = run_sheets
    COLLECTORS["all-notes"] = all_notes
    for name in ("run-sheets", "all-notes"):
        app.add_directive(name, CollectDirective)
    app.connect("env-updated", with_advice)
    app.connect("html-page-context", add_timing)
