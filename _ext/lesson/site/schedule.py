"""The schedule on its page: each plan, day by day, and a form for one's own; `text.schedule` computes the days."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import NamedTuple

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from ..text.page import Page, read
from ..text.schedule import LENGTHS, Row, days_of, in_numbers, parts, stretches_of
from ..text.times import course
from .collected import COLLECTORS, FillCollections, collection, episodes


class ScheduleDirective(SphinxDirective):
    """The schedule of a workshop; its content is YAML, and its minutes come in steps of five. Lint checks them.

    Keys:
        start: clock time such as "09:00", which visitors can change
        longest: minutes without a break at most
        break, lunch: minutes
        lunch-after: minutes from the start of the day; the break nearest to it is lunch
        lunch-from: minutes; a day that is not longer has no lunch
        welcome, set-up-check, recap, wrap-up, survey: minutes; 0 leaves it out
        plans: titles with `days`, or `hours` of each day, and perhaps `episodes` (a list of numbers),
            `core` (true leaves out what can go), `read-before` (episodes that participants read at home),
            and lengths that differ from those above
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        node = collection(kind="schedule", settings=yaml.safe_load("\n".join(self.content)))
        self.set_source_info(node)
        vars(self.env)["lesson_schedule"] = node["settings"]
        return [node]


def settings_in(env: BuildEnvironment) -> dict:
    """Return the settings of the book's schedule; empty where it has none."""
    return vars(env).get("lesson_schedule", {})


def pause_minutes(env: BuildEnvironment) -> int:
    """Return how long a pause is, from the page with the schedule; a book without one rests for a quarter of an hour."""
    return settings_in(env).get("break", 15)


def start_of_day(env: BuildEnvironment) -> str:
    """Return the clock time at which the days of the schedule begin."""
    return settings_in(env).get("start", "09:00")


def pages(env: BuildEnvironment) -> list[Page]:
    """Return the sources of the episodes in order."""
    return [read(Path(f"{name}.md"), Path(env.srcdir)) for name in episodes(env)]


# ---------- the first plan, by which run sheets and the speaker's window tell the time ----------


class Session(NamedTuple):
    """A part of an episode in the schedule.

    offset: minutes from the start of its day
    length: minutes in the schedule, which rounds them
    minutes: on the page
    day: from 1
    then: what follows, such as "Lunch"; "End of the day" where nothing does
    """

    offset: int
    length: int
    minutes: int
    day: int = 1
    then: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length


def first_settings(env: BuildEnvironment) -> dict:
    """Return the settings of the first plan; empty where the book has no schedule."""
    return next(iter(settings_in(env).get("plans", {}).values()), {})


def first_is_core(env: BuildEnvironment) -> bool:
    """Tell whether the first plan leaves out what can go."""
    return bool(first_settings(env).get("core"))


def first_plan(env: BuildEnvironment) -> dict[str, list[Session]]:
    """Return the sessions of each episode in the first plan of the book's schedule; none where it has no schedule."""
    found: dict[str, list[Session]] = {name: [] for name in episodes(env)}
    plan = first_settings(env)
    if not plan:
        return found
    core, sources = first_is_core(env), pages(env)
    for number, day in enumerate(days_of(plan, stretches_of(sources, core), settings_in(env)), 1):
        for row, after in zip(day, [*day[1:], None]):
            if row.kind == "session":
                minutes = sum(parts(course(sources[row.episode]), core)[row.part])
                then = after.title if after and after.kind == "pause" else "End of the day"
                found[episodes(env)[row.episode]].append(Session(row.offset, row.minutes, minutes, number, then))
    return found


# ---------- the page ----------


def duration(value: int) -> str:
    """Return minutes as hours and minutes: 80 becomes "1:20"."""
    return f"{value // 60}:{value % 60:02}"


def start_control(start: str, label: str) -> str:
    """Return the field, filled by a script, in which visitors say when the day starts."""
    return (
        f'<p class="start" data-start="{start}" hidden><label>{label} '
        f'<input type="time" value="{start}"></label> <span role="status"></span></p>'
    )


def fill(self: FillCollections) -> list[nodes.Node]:
    """Return the schedule: when the day starts, a section for each plan, and the form for another one."""
    settings = next(self.document.findall(collection))["settings"]
    sources = pages(self.env)
    stretches = {core: stretches_of(sources, core) for core in (False, True)}
    found: list[nodes.Node] = [nodes.raw("", start_control(settings["start"], "Start at"), format="html")]
    for title, plan in settings["plans"].items():
        core = bool(plan.get("core"))
        days = days_of(plan, stretches[core], settings)
        html = [f"<p>{summary(plan, days, len(sources))}</p>"]
        for number, rows in enumerate(days, 1):
            html.append(table(self, f"{title}, day {number}" if len(days) > 1 else title, rows))
        found.append(section(title, "\n".join(html)))
    own = {
        "stretches": {
            "core" if core else "all": [
                [[stretch.part, stretch.minutes, stretch.exercises] for stretch in episode] for episode in between
            ]
            for core, between in stretches.items()
        },
        "lengths": {key: settings[key] for key in LENGTHS},
        "episodes": [{"title": numbered(self, index), "href": address(self, index)} for index in range(len(sources))],
    }
    found.append(section("Your own plan", own_plan(own)))
    return found


def section(title: str, html: str) -> nodes.section:
    """Return a section with content in HTML."""
    return nodes.section("", nodes.title("", title), nodes.raw("", html, format="html"), ids=[nodes.make_id(title)])


def summary(plan: dict, days: list[list[Row]], count: int) -> str:
    """Return a plan in words: which episodes, whether all of them, and how long the days are."""
    chosen = plan.get("episodes", list(range(1, count + 1)))
    episodes_ = "All episodes" if len(chosen) == count else f"Episode{'s' * (len(chosen) > 1)} {in_numbers(chosen)}"
    what = "the core: what can go is left out" if plan.get("core") else "with everything but the optional exercises"
    longest = duration(max(day[-1].end for day in days))
    length = f"{len(days)} days of up to {longest} hours" if len(days) > 1 else f"one day of {longest} hours"
    before = plan.get("read-before", [])
    at_home = f" Participants read episode{'s' * (len(before) > 1)} {in_numbers(before)} before." if before else ""
    return f"{episodes_}, {what}; {length}, with breaks.{at_home}"


def numbered(self: FillCollections, episode: int) -> str:
    """Return number and title of an episode."""
    name = episodes(self.env)[episode]
    number = ".".join(map(str, self.env.toc_secnumbers[name][""]))
    return f"{number}. {self.env.titles[name].astext()}"


def address(self: FillCollections, episode: int) -> str:
    """Return the address of an episode as the page links to it."""
    return self.app.builder.get_relative_uri(self.env.docname, episodes(self.env)[episode])


HEAD = (
    '<thead><tr><th scope="col">Time</th><th scope="col">Session</th>'
    '<th scope="col" class="text-right">Minutes</th><th scope="col">Teaching, then exercises</th></tr></thead>'
)


def table(self: FillCollections, heading: str, rows: list[Row]) -> str:
    """Return one day as an HTML table."""
    longest = max(row.minutes for row in rows)
    found = [f'<div class="table-wrapper"><table class="schedule"><caption>{escape(heading)}</caption>{HEAD}<tbody>']
    for row in [*rows, Row("frame", 0, "End", offset=rows[-1].end)]:
        time = f'<td><span class="clock" data-offset="{row.offset}">{duration(row.offset)}</span></td>'
        length = f'<td class="text-right">{row.minutes or ""}</td>'
        if row.kind != "session":
            found.append(f'<tr class="{row.kind}">{time}<th scope="row">{row.title}</th>{length}<td></td></tr>')
            continue
        link = f'<a href="{escape(address(self, row.episode))}">{escape(numbered(self, row.episode))}</a>'
        bars = "".join(
            f'<span class="key{kind}" style="width:{10 * minutes / longest:.2f}rem"></span>'
            for minutes, kind in ((row.minutes - row.exercises, ""), (row.exercises, " exercise"))
            if minutes
        )
        found.append(
            f'<tr>{time}<th scope="row">{link}{", continued" * row.continued}</th>{length}'
            f'<td><span class="bars" aria-hidden="true">{bars}</span></td></tr>'
        )
    found.append("</tbody></table></div>")
    return "".join(found)


def own_plan(told: dict) -> str:
    """Return the form for one's own plan, which `_static/plan.js` answers; without scripts it is not there."""
    choices = "".join(
        f'<li><label><input type="checkbox" name="episode" value="{number}" checked> {escape(episode["title"])}</label></li>'
        for number, episode in enumerate(told["episodes"], 1)
    )
    return (
        "<noscript><p>With JavaScript, a form here makes a plan of the episodes and hours that you choose.</p></noscript>"
        f'<form class="own-plan" data-told="{escape(json.dumps(told, separators=(",", ":")))}" hidden>'
        f"<fieldset><legend>Episodes</legend><ul>{choices}</ul></fieldset>"
        '<p><label><input type="checkbox" name="core"> Leave out what can go</label></p>'
        '<p><label>Hours a day, with breaks <input type="number" name="hours" value="7.5" min="2" max="12" step="0.5"></label></p>'
        '<p role="status"></p></form><div class="own-days"></div>'
    )


def setup(app: Sphinx) -> None:
    COLLECTORS["schedule"] = fill
    app.add_directive("schedule", ScheduleDirective)
