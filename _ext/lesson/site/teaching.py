"""What an instructor has in hand while teaching: the plan for the speaker's window."""

from __future__ import annotations

import json
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..vocabulary import is_episode
from .collected import doctree_of, episodes
from .schedule import Session, first_plan

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


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add_timing)
