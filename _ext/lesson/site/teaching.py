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

from ..text.times import Step, minutes
from ..vocabulary import NOTES, is_episode
from .boxes import box
from .collected import COLLECTORS, CollectDirective, FillCollections, doctree_of, episodes
from .course import exercises_of, steps_of
from .schedule import Session, duration, first_is_core, first_plan, settings_in, start_control, start_of_day
from .self_checks import self_check_item

GUIDE = "instructor-guide"
LATE = "When you are late,"


class Timing(NamedTuple):
    """When an episode is taught, in minutes from the start of its day, and what its instructor may leave out.

    sessions: its parts in the first plan
    leave_out: what can go, in words with minutes
    advice: what the guide says about being late, in words
    """

    sessions: list[Session]
    leave_out: list[str]
    advice: str

    @property
    def late(self) -> str:
        """All of it in one paragraph."""
        left_out = f"Leave out {'; '.join(self.leave_out)}." if self.leave_out else ""
        return f"{left_out} {self.advice}".strip()


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
    plan, said = first_plan(env), advice(env)
    return {
        name: Timing(
            plan[name], [f"{words} ({taken} min)" for words, _, taken in what_goes(env, name)], said.get(name, "")
        )
        for name in episodes(env)
    }


def numbers_of(env: BuildEnvironment, docname: str) -> dict[str, str]:
    """Return the numbers of a page's exercises by label."""
    found = env.toc_fignumbers.get(docname, {}).get("exercise", {})
    return {label: ".".join(map(str, number)) for label, number in found.items()}


def titled(env: BuildEnvironment, docname: str) -> list[tuple[Step, str, str]]:
    """Return the steps of an episode, each with its title in words and its anchor; both "" where a stretch goes on."""
    doctree, numbers = doctree_of(env, docname), numbers_of(env, docname)
    sections = [part for part in doctree.findall(nodes.section) if not isinstance(part.parent, nodes.document)]
    places = iter([(part[0].astext(), part["ids"][0]) for part in sections])
    asked = exercises_of(doctree)
    found = []
    for step in steps_of(env, docname):
        if step.kind == "exercise":
            title = f"{numbers.get(step.label, '')} {asked[step.label].heading}".strip()
            found.append((step, title, step.label))
        else:
            found.append((step, *(next(places) if step.heading else ("", ""))))
    return found


def what_goes(env: BuildEnvironment, docname: str) -> list[tuple[str, str, int]]:
    """Return what can go of an episode: title in words, anchor, and minutes; a section stands for all that is in it."""
    found: list[tuple[str, str, int]] = []
    for step, title, anchor in titled(env, docname):
        minutes = sum(step.takes())
        if not step.can_go or step.optional:
            continue
        if step.within and found:
            words, place, before = found[-1]
            found[-1] = (words, place, before + minutes)
        else:
            found.append((f"exercise {title}" if step.kind == "exercise" else f"“{title}”", anchor, minutes))
    return found


def add_timing(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Give the speaker's window what it needs to compare the clock with the schedule."""
    if pagename != "speaker":
        return
    told = {
        name: {"sessions": [session[:3] for session in timing.sessions], "late": timing.late}
        for name, timing in timings(app.env).items()
    }
    start = start_of_day(app.env)
    # `</` would end the element that holds it.
    context["timing"] = json.dumps({"start": start, "episodes": told}).replace("</", "<\\/")


# ---------- run sheets ----------


@dataclass
class Row:
    """A line of a run sheet: a section, an exercise, or a pause."""

    minute: int  # of the episode
    name: str
    kind: str = "section"  # or "exercise", "pause"
    can_go: bool = False
    lines: int = 0  # of code to type; behind the talk about it, where it is an exercise
    answers: list[tuple[str, str, list[str]]] = field(default_factory=list)  # question, right answer, wrong ones


def rows_of(env: BuildEnvironment, docname: str, core: bool) -> list[Row]:
    """Return the rows of an episode's run sheet.

    Args:
        env: of the book
        docname: the episode
        core: in a plan of the core, in which what can go takes no time
    """
    asked = {node["label"]: node for node in doctree_of(env, docname).findall(exercise_enumerable_node)}
    rows: list[Row] = []
    minute = 0
    for step, title, _ in titled(env, docname):
        if step.kind == "exercise":
            length = f"{step.minutes} + {step.talk} min{', optional' * step.optional}"
            rows.append(Row(minute, f"{title} ({length})", "exercise", step.can_go))
            rows[-1].answers = [
                (item.astext(), item["answer"]["right"][0], [wrong for wrong, _ in item["answer"]["hints"]])
                for item in asked[step.label].findall(self_check_item)
            ]
        elif step.kind == "pause":
            rows.append(Row(minute, "BREAK", "pause"))
        elif title:
            rows.append(Row(minute, title, can_go=step.can_go))
        if rows:
            rows[-1].lines += step.counts.lines
        minute += sum(step.takes(core))
    return rows


def place(sessions: list[Session], minute: int, ends: bool = False) -> tuple[Session | None, int]:
    """Return the session in which a minute of an episode is, and when it is due in minutes from the start of the day.

    A pause, and what else ends a session, is at the end of it, all else at the start of the next one.
    """
    before = 0
    for session in sessions:
        inside = minute - before
        if inside < session.minutes or (ends and inside == session.minutes) or session is sessions[-1]:
            return session, round(session.offset + inside * session.length / session.minutes)
        before += session.minutes
    return None, minute


def expected(row: Row) -> str:
    """Return the right and the typical wrong answers of an exercise as HTML."""
    found = []
    for question, right, wrong in row.answers:
        wrongs = f"; not {', '.join(wrong)}" if wrong else ""
        found.append(f'<span class="ask">{escape(question)}: <b>{escape(right)}</b>{escape(wrongs)}</span>')
    return " ".join(found)


def sheet(rows: list[Row], timing: Timing) -> str:
    """Return one run sheet as HTML."""
    found = [
        '<table class="sheet"><thead><tr><th scope="col">Time</th><th scope="col">Screen</th><th scope="col">Type</th>'
        '<th scope="col">Ask, and expect</th></tr></thead><tbody>'
    ]
    for at, row in enumerate(rows):
        # What stands before a pause and takes no time in this plan is over when the pause begins.
        ends = any(later.kind == "pause" and later.minute == row.minute for later in rows[at:])
        session, due = place(timing.sessions, row.minute, ends)
        time = f'<td><span class="clock" data-offset="{due}">{duration(due)}</span></td>'
        words = session.then.upper() if session and row.kind == "pause" else row.name
        name = escape(words) + ' <span class="can-go">can go</span>' * row.can_go
        lines = f"{row.lines} lines" if row.lines > 1 else "1 line" if row.lines else ""
        typed = f"then {lines}" if lines and row.kind == "exercise" else lines
        found.append(
            f'<tr class="{row.kind}-row">{time}<th scope="row">{name}</th><td>{typed}</td><td>{expected(row)}</td></tr>'
        )
    when = "; ".join(
        f'day {session.day}, <span class="clock" data-offset="{session.offset}">{duration(session.offset)}</span> to '
        f'<span class="clock" data-offset="{session.end}">{duration(session.end)}</span>'
        for session in timing.sessions
    )
    cut = f'<p class="cut"><b>If you are late:</b> {escape(timing.late)}</p>' if timing.late else ""
    days = f'<p class="when">{when[0].upper()}{when[1:]}</p>' if when else ""
    return f'{days}<div class="table-wrapper">{"".join(found)}</tbody></table></div>{cut}'


def run_sheets(self: FillCollections) -> list[nodes.Node]:
    """Return a run sheet for each episode."""
    timing = timings(self.env)
    core = first_is_core(self.env)

    def content(docname: str, doctree: nodes.document) -> list[nodes.Node]:
        return [nodes.raw("", sheet(rows_of(self.env, docname, core), timing[docname]), format="html")]

    control = start_control(start_of_day(self.env), "The day starts at")
    return [nodes.raw("", control, format="html"), *self.sections(content)]


# ---------- what can go ----------


def what_can_go(self: FillCollections) -> list[nodes.Node]:
    """Return a list of the episodes with their minutes, and what an instructor may leave out of each."""
    items = nodes.bullet_list()
    for docname in episodes(self.env):
        steps = steps_of(self.env, docname)
        whole, core = minutes(steps).all, minutes(steps, core=True).all
        words = nodes.paragraph("", "", self.link(docname), nodes.Text(f": {whole} min, of which the core is {core}."))
        if goes := what_goes(self.env, docname):
            words += nodes.Text(" These can go: ")
            for at, (name, anchor, taken) in enumerate(goes):
                words += [
                    self.link(docname, name, anchor),
                    nodes.Text(f" ({taken} min){'; ' if at + 1 < len(goes) else '.'}"),
                ]
        items += nodes.list_item("", words)
    return [items]


# ---------- all notes ----------


def is_note(node: nodes.Node) -> bool:
    return isinstance(node, box) and node["kind"] in NOTES


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
        numbers = numbers_of(self.env, docname)
        shown: list[nodes.Node] = []
        last = ""
        for note in doctree.findall(is_note):
            words, anchor = subject(note, numbers)
            if note["kind"] != "instructor":
                words = f"{words}: can go" if note["kind"] == "can-go" else "Break"
            if words != last:
                uri = f"{self.app.builder.get_relative_uri(self.env.docname, docname)}#{anchor}"
                link = nodes.reference("", words, refuri=uri, internal=True)
                shown.append(nodes.paragraph("", "", nodes.strong("", "", link), classes=["about"]))
            last = words
            shown += [self.copied(child, docname) for child in note.children]
        return shown

    return self.sections(content)


def with_advice(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages with run sheets where the guide's advice or the schedule has changed, which are no part of an episode."""
    now, before = (advice(env), settings_in(env)), vars(env).get("lesson_advice")
    vars(env)["lesson_advice"] = now
    collections = vars(env).get("lesson_collections", {})
    return [] if now == before else [name for name, kinds in collections.items() if "run-sheets" in kinds]


def setup(app: Sphinx) -> None:
    COLLECTORS["run-sheets"] = run_sheets
    COLLECTORS["all-notes"] = all_notes
    COLLECTORS["what-can-go"] = what_can_go
    for name in ("run-sheets", "all-notes", "what-can-go"):
        app.add_directive(name, CollectDirective)
    app.connect("env-updated", with_advice)
    app.connect("html-page-context", add_timing)
