"""The schedule, computed from the episodes' minutes, their exercises and the places for a pause."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import combinations

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .collected import COLLECTORS, FillCollections, collection, doctree_of, episodes, minutes
from .course import Step, course

logger = logging.getLogger(__name__)


class ScheduleDirective(SphinxDirective):
    """The schedule of a workshop; its content is YAML.

    Keys:
        start: clock time such as "09:00", which visitors can change
        break, lunch: minutes
        longest: minutes without a break at most
        lunch-after: minutes from the start after which the next break is lunch
        plans: titles with `days` and, to teach only the first ones, `episodes`
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        node = collection(kind="schedule", settings=yaml.safe_load("\n".join(self.content)))
        self.set_source_info(node)
        vars(self.env)["lesson_schedule"] = node["settings"]
        return [node]


def pause_minutes(env: BuildEnvironment) -> int:
    """Return how long a pause is, from the page with the schedule; a book without one rests for a quarter of an hour."""
    return vars(env).get("lesson_schedule", {}).get("break", 15)


def split(lengths: list[int], days: int) -> list[list[int]]:
    """Share out episodes (by index) to days, in order, so that the longest day is as short as possible."""
    count = len(lengths)
    days = min(days, count)
    cuts = min(
        combinations(range(1, count), days - 1),
        key=lambda cuts: max(sum(lengths[a:b]) for a, b in zip((0, *cuts), (*cuts, count))),
    )
    return [list(range(a, b)) for a, b in zip((0, *cuts), (*cuts, count))]


def parts(steps: list[Step]) -> list[tuple[int, int]]:
    """Return teaching and exercise minutes of the stretches between an episode's pauses."""
    found = [(0, 0)]
    for step in steps:
        teaching, exercises = found[-1]
        if step.kind == "pause":
            found.append((0, 0))
        elif step.kind == "teaching":
            found[-1] = teaching + step.minutes, exercises
        elif not step.optional:
            found[-1] = teaching, exercises + step.minutes
    return [part for part in found if sum(part)]


@dataclass
class Session:
    """What is done of an episode between two pauses; `offset` is in minutes from the start of the day."""

    offset: int
    episode: str
    continued: bool
    teaching: int = 0
    exercises: int = 0

    @property
    def minutes(self) -> int:
        return self.teaching + self.exercises


@dataclass
class Pause:
    """A break, lunch, or the end of the day."""

    offset: int
    name: str
    minutes: int = 0


def plan_day(names: list[str], stretches: dict[str, list[tuple[int, int]]], settings: dict) -> list[Session | Pause]:
    """Return the rows of one day.

    Args:
        names: the day's episodes
        stretches: for each episode, (teaching, exercises) between its pauses
        settings: the directive's content
    """
    rows: list[Session | Pause] = []
    session: Session | None = None
    clock = since = 0
    lunch = False
    for name in names:
        for at, (teaching, exercises) in enumerate(stretches[name]):
            length = teaching + exercises
            if since and since + length > settings["longest"]:
                is_lunch = not lunch and clock >= settings["lunch-after"]
                lunch = lunch or is_lunch
                rows.append(Pause(clock, *(("Lunch", settings["lunch"]) if is_lunch else ("Break", settings["break"]))))
                clock += rows[-1].minutes
                since, session = 0, None
            if session is None or session.episode != name:
                session = Session(clock, name, continued=at > 0)
                rows.append(session)
            session.teaching += teaching
            session.exercises += exercises
            clock += length
            since += length
    return [*rows, Pause(clock, "End")]


def stretches_of(env: BuildEnvironment) -> dict[str, list[tuple[int, int]]]:
    """Return for each episode, in order, its `parts`."""
    return {name: parts(course(doctree_of(env, name), minutes(env, name)[0])) for name in episodes(env)}


def days_of(plan: dict, stretches: dict[str, list[tuple[int, int]]], settings: dict) -> list[list[Session | Pause]]:
    """Return the rows of each day of a plan.

    Args:
        plan: `days` and perhaps `episodes`, as in the directive's content
        stretches: for each episode, (teaching, exercises) between its pauses
        settings: the directive's content
    """
    chosen = list(stretches)[: plan.get("episodes", len(stretches))]
    days = split([sum(map(sum, stretches[name])) for name in chosen], plan["days"])
    return [plan_day([chosen[at] for at in day], stretches, settings) for day in days]


def first_plan(env: BuildEnvironment) -> dict[str, list[Session]]:
    """Return the sessions of each episode in the first plan of the book's schedule; none where it has no schedule."""
    settings = vars(env).get("lesson_schedule")
    found: dict[str, list[Session]] = {}
    if settings:
        for day in days_of(next(iter(settings["plans"].values())), stretches_of(env), settings):
            for row in day:
                if isinstance(row, Session):
                    found.setdefault(row.episode, []).append(row)
    return found


def duration(value: int) -> str:
    """Return minutes as hours and minutes: 80 becomes "1:20"."""
    return f"{value // 60}:{value % 60:02}"


def fill(self: FillCollections) -> list[nodes.Node]:
    """Return the schedule's tables."""
    settings = next(self.document.findall(collection))["settings"]
    stretches = stretches_of(self.env)
    for name, between in stretches.items():
        for stretch in between:
            if sum(stretch) > settings["longest"]:
                logger.warning(
                    "%d minutes without a place for a pause, %d are the limit; add a `break` box to the episode",
                    sum(stretch),
                    settings["longest"],
                    location=name,
                )
    html = [
        f'<p class="start" data-start="{settings["start"]}" hidden><label>Start at '
        f'<input type="time" value="{settings["start"]}"></label> <span role="status"></span></p>'
    ]
    for title, plan in settings["plans"].items():
        days = days_of(plan, stretches, settings)
        for number, rows in enumerate(days, 1):
            heading = f"{title}, day {number}" if len(days) > 1 else title
            html.append(table(self, heading, rows))
    return [nodes.raw("", "\n".join(html), format="html")]


def table(self: FillCollections, heading: str, rows: list[Session | Pause]) -> str:
    """Return one day as an HTML table."""
    longest = max(row.minutes for row in rows)
    found = [
        f'<div class="table-wrapper"><table class="schedule"><caption>{escape(heading)}</caption>'
        '<thead><tr><th scope="col">Time</th><th scope="col">Session</th>'
        '<th scope="col" class="text-right">Minutes</th><th scope="col">Teaching, then exercises</th></tr></thead><tbody>'
    ]
    for row in rows:
        time = f'<td><span class="clock" data-offset="{row.offset}">{duration(row.offset)}</span></td>'
        if isinstance(row, Pause):
            length = row.minutes or ""
            found.append(
                f'<tr class="pause">{time}<th scope="row">{row.name}</th><td class="text-right">{length}</td><td></td></tr>'
            )
            continue
        uri = self.app.builder.get_relative_uri(self.env.docname, row.episode)
        number = ".".join(map(str, self.env.toc_secnumbers[row.episode][""]))
        title = escape(self.env.titles[row.episode].astext())
        more = ", continued" if row.continued else ""
        bars = "".join(
            f'<span class="key{kind}" style="width:{10 * length / longest:.2f}rem"></span>'
            for length, kind in ((row.teaching, ""), (row.exercises, " exercise"))
            if length
        )
        found.append(
            f'<tr>{time}<th scope="row"><a href="{escape(uri)}">{number}. {title}</a>{more}</th>'
            f'<td class="text-right">{row.teaching} + {row.exercises}</td><td><span class="bars" aria-hidden="true">{bars}</span></td></tr>'
        )
    found.append("</tbody></table></div>")
    return "".join(found)


def setup(app: Sphinx) -> None:
    COLLECTORS["schedule"] = fill
    app.add_directive("schedule", ScheduleDirective)
