"""The days of a workshop: which part of which episode when, with breaks, lunch, and what surrounds the teaching.

`workshop_days` gives them with clock times to whoever makes files of them; the site's `schedule` shows them.
Everything is a multiple of five minutes. `_static/plan.js` fills days in the same way for a visitor's own choice;
the cases in `tests/schedule_cases.json` hold both to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import yaml

from ..paths import ROOT
from ..vocabulary import is_episode
from .page import YAML, Block, Page, read, toc_pages
from .times import Step, course

PAGE = Path("schedule.md")
STEP = 5  # minutes; nobody keeps to single ones
# What a day holds besides episodes: key of the settings -> title. It is there on: the first day, all others, each, the last.
OPENING_FIRST = {"welcome": "Welcome", "set-up-check": "Set-up check"}
OPENING_LATER = {"recap": "Recap"}
CLOSING = {"wrap-up": "Wrap-up"}
CLOSING_LAST = {"survey": "Survey"}
FRAME = {**OPENING_FIRST, **OPENING_LATER, **CLOSING, **CLOSING_LAST}
LENGTHS = ("longest", "break", "lunch", "lunch-after", "lunch-from", *FRAME)
PLAN = ("days", "hours", "episodes", "core", "read-before")


class Entry(NamedTuple):
    """A line of a timetable: from when to when, what, and the address of its page below the site's root, or ""."""

    start: datetime
    end: datetime
    title: str
    link: str


class Day(NamedTuple):
    """One day of a workshop."""

    date: date
    entries: list[Entry]


def workshop_days(plan: str | dict, start: str, dates: Sequence[date], root: Path = ROOT) -> list[Day]:
    """Return the days of a workshop with the clock times of everything that happens on them.

    Breaks and lunch are entries, too. Times carry no time zone: they are those of the place.

    Args:
        plan: the title of a plan in `schedule.md`, such as "Three days", or the settings of one:
            `days` or `hours` (of each day), perhaps `episodes` (a list of numbers), `core` (true leaves out what can go),
            `read-before` (numbers of episodes that participants read at home), and any length that shall differ from those in `schedule.md`, such as `lunch`
        start: when each day begins, such as "09:00"
        dates: the day of each day of the plan, in order
        root: the folder of the lesson

    Raises:
        ValueError: there is no such plan, its settings are wrong, or it has another number of days than there are dates;
            the message says what to write.
    """
    settings = settings_of(read(PAGE, root))
    if isinstance(plan, str) and plan not in settings["plans"]:
        raise ValueError(f"no plan `{plan}`; {PAGE} has {', '.join(map(repr, settings['plans']))}")
    chosen: dict = settings["plans"][plan] if isinstance(plan, str) else plan
    episodes = episodes_of(root)
    if problems := [message for _, message in plan_problems(chosen, len(episodes))]:
        raise ValueError("; ".join(problems))
    days = days_of(chosen, stretches_of(episodes, bool(chosen.get("core"))), settings)
    if len(days) != len(dates):
        raise ValueError(f"the plan has {len(days)} days, but there are {len(dates)} dates; name as many dates as days")
    titles = [f"{number}. {page.front['title']}" for number, page in enumerate(episodes, 1)]
    found = []
    for day, rows in zip(dates, days):
        begins = datetime.combine(day, time.fromisoformat(start))
        entries = []
        for row in rows:
            title, link = row.title, ""
            if row.kind == "session":
                page = episodes[row.episode]
                title = titles[row.episode] + ", continued" * row.continued
                link = page.path.with_suffix(".html").as_posix()
            opens = begins + timedelta(minutes=row.offset)
            entries.append(Entry(opens, opens + timedelta(minutes=row.minutes), title, link))
        found.append(Day(day, entries))
    return found


# ---------- settings ----------


def settings_of(page: Page) -> dict:
    """Return the settings of the page's schedule.

    Raises:
        ValueError: it has none, or they are wrong; the message names file, line and what to do.
    """
    block = next((block for block in page.walk() if block.name == "schedule"), None)
    if block is None:
        raise ValueError(f"{page.path}:1: no schedule; add the directive `schedule`")
    found = list(settings_problems(block))
    if found:
        line, message = found[0]
        raise ValueError(f"{page.path}:{line}: {message}")
    return yaml.load(block.text, YAML)


def settings_problems(block: Block, episodes: int | None = None) -> Iterator[tuple[int, str]]:
    """Yield line and message for all that is wrong with the settings of a schedule.

    Args:
        block: the directive
        episodes: how many the book has, where that is known
    """
    try:
        settings = yaml.load(block.text, YAML)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        yield block.first + (mark.line if mark else 0), f"this is no YAML, {error.problem}"
        return
    if not isinstance(settings, dict):
        yield block.line, "the schedule has no settings; write `key: value`"
        return

    def line(key: str) -> int:
        places = (at for at, text in enumerate(block.lines, block.first) if text.strip().startswith(f"{key}:"))
        return next(places, block.line)

    for key, value in settings.items():
        if key == "start":
            if not is_clock(value):
                yield line(key), f'`start: {value}` is no time of day; write it as "09:00"'
        elif key == "plans":
            if not isinstance(value, dict) or not value:
                yield line(key), "`plans` holds no plan; write lines such as `One day: {days: 1}`"
                continue
            for title, plan in value.items():
                yield from ((line(title), f"plan `{title}`: {message}") for _, message in plan_problems(plan, episodes))
        else:
            yield from ((line(key), message) for message in length_problems(key, value))
    for key in ("start", "plans", *LENGTHS):
        if key not in settings:
            yield block.line, f"the schedule has no `{key}`; add a line `{key}: ...`"


def is_clock(value: object) -> bool:
    """Tell whether a value is a time of day such as "09:00"."""
    try:
        time.fromisoformat(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def length_problems(key: str, value: object) -> Iterator[str]:
    """Yield what is wrong with a length in the settings."""
    if key not in LENGTHS:
        yield f"nobody reads `{key}`; the keys are {', '.join(('start', 'plans', *LENGTHS))}"
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0 or value % STEP:
        yield f"`{key}: {value}` is no number of minutes in steps of {STEP}"


def plan_problems(plan: object, episodes: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield key and message for all that is wrong with a plan."""
    if not isinstance(plan, dict):
        yield "", "it has no settings; write `{days: 1}`"
        return
    if ("days" in plan) == ("hours" in plan):
        yield "days", "it needs either `days` or `hours`, of each day"
    if "days" in plan and not (isinstance(plan["days"], int) and plan["days"] > 0):
        yield "days", f"`days: {plan['days']}` is no number of days"
    if "hours" in plan and not (isinstance(plan["hours"], (int, float)) and plan["hours"] > 0):
        yield "hours", f"`hours: {plan['hours']}` is no number of hours"
    if not isinstance(plan.get("core", False), bool):
        yield "core", f"`core: {plan['core']}` is neither true nor false"
    for key in ("episodes", "read-before"):
        chosen = plan.get(key, [1])
        numbers = isinstance(chosen, list) and all(isinstance(number, int) for number in chosen)
        if not numbers or not chosen or chosen != sorted(set(chosen)) or chosen[0] < 1:
            yield key, f"`{key}: {chosen}` is no list of episodes in their order, such as [1, 2, 5]"
        elif episodes is not None and chosen[-1] > episodes:
            yield key, f"`{key}` names an episode {chosen[-1]}; the last one is {episodes}"
    for key, value in plan.items():
        if key not in PLAN:
            yield from ((key, message) for message in length_problems(key, value))


def in_numbers(chosen: Sequence[int]) -> str:
    """Return numbers in words: "1, 2 and 5"."""
    *most, last = map(str, chosen)
    return f"{', '.join(most)} and {last}" if most else last


# ---------- what there is to teach ----------


@dataclass(frozen=True)
class Stretch:
    """What is done of an episode between two of its pauses.

    episode: its index, from 0
    part: from 0, in this episode
    minutes: all of it, a multiple of STEP
    exercises: work and talk of its exercises, a multiple of STEP
    """

    episode: int
    part: int
    minutes: int
    exercises: int = 0


def rounded(minutes: int) -> int:
    """Return minutes as the nearest multiple of STEP; the half goes up."""
    return int(minutes / STEP + 0.5) * STEP


def parts(steps: Sequence[Step], core: bool = False) -> list[tuple[int, int]]:
    """Return minutes of teaching, and of work and talk, between the pauses of an episode."""
    found = [(0, 0)]
    for step in steps:
        teaching, exercises = found[-1]
        minutes, talk = step.takes(core)
        if step.kind == "pause":
            found.append((0, 0))
        elif step.kind == "teaching":
            found[-1] = teaching + minutes, exercises
        else:
            found[-1] = teaching, exercises + minutes + talk
    return found


def stretches_of(episodes: Sequence[Page], core: bool = False) -> list[list[Stretch]]:
    """Return for each episode what lies between its pauses, in a plan of everything or of the core."""
    found = []
    for episode, page in enumerate(episodes):
        between = parts(course(page), core)
        found.append([
            Stretch(episode, part, rounded(sum(both)), rounded(both[1]))
            for part, both in enumerate(between)
            if rounded(sum(both))
        ])
    return found


def episodes_of(root: Path = ROOT) -> list[Page]:
    """Return the episodes of the book in their order."""
    return [read(path, root) for path in toc_pages(root) if is_episode(path)]


# ---------- days ----------


@dataclass(frozen=True)
class Row:
    """A line of a day.

    kind: a part of an episode; break or lunch; what surrounds the episodes; the end of the day
    offset, minutes: from the start of the day, and how long
    title: in words; "" for a part of an episode
    episode, part: of a part of an episode, both from 0
    continued: the episode has begun before
    exercises: minutes of it for exercises
    """

    kind: Literal["session", "pause", "frame"]
    minutes: int
    title: str = ""
    episode: int = -1
    part: int = 0
    continued: bool = False
    exercises: int = 0
    offset: int = 0

    @property
    def end(self) -> int:
        return self.offset + self.minutes


def days_of(plan: dict, stretches: Sequence[Sequence[Stretch]], settings: dict) -> list[list[Row]]:
    """Return the rows of each day of a plan.

    Args:
        plan: as in the settings: `days` or `hours`, perhaps `episodes`, and lengths of its own
        stretches: those of each episode
        settings: of the schedule
    """
    lengths = {**settings, **plan}
    chosen = plan.get("episodes", range(1, len(stretches) + 1))
    queue = [stretch for number in chosen for stretch in stretches[number - 1]]
    if "hours" in plan:
        return filled(queue, round(plan["hours"] * 60), lengths)
    # As short as the longest day can be.
    longest = STEP
    while len(days := filled(queue, longest, lengths)) > plan["days"]:
        longest += STEP
    return days


def filled(queue: Sequence[Stretch], longest: int, lengths: dict) -> list[list[Row]]:
    """Return days of at most so many minutes; one that is too short for a single stretch holds this one."""
    days: list[list[Row]] = []
    begin = 0
    while begin < len(queue):
        end = begin + 1
        day = day_of(queue[begin:end], not days, end == len(queue), lengths)
        while end < len(queue):
            longer = day_of(queue[begin : end + 1], not days, end + 1 == len(queue), lengths)
            if longer[-1].end > longest:
                break
            end, day = end + 1, longer
        days.append(day)
        begin = end
    return days


def day_of(stretches: Sequence[Stretch], first: bool, last: bool, lengths: dict) -> list[Row]:
    """Return the rows of one day.

    A pause is where the page of an episode has one, and between other rows where people would sit for too long.
    On a day that is long enough, the pause nearest to `lunch-after` is lunch.

    Args:
        stretches: what is taught
        first, last: it is the first, or the last day
        lengths: settings of the schedule and of the plan
    """

    def frame(titles: dict[str, str]) -> list[Row]:
        return [Row("frame", lengths[key], title) for key, title in titles.items() if lengths[key]]

    rows = frame(OPENING_FIRST if first else OPENING_LATER)
    for at, stretch in enumerate(stretches):
        rows.append(
            Row("session", stretch.minutes, "", stretch.episode, stretch.part, stretch.part > 0, stretch.exercises)
        )
    closing = len(rows)
    rows += frame({**CLOSING, **CLOSING_LAST} if last else CLOSING)
    to_close = sum(row.minutes for row in rows[closing:])

    with_pauses: list[Row] = []
    since = clock = 0
    for at, row in enumerate(rows):
        before = rows[at - 1] if at else None
        between = before is not None and before.kind == row.kind == "session"
        at_box = before is not None and between and before.episode == row.episode
        # The end of a day is one piece. Where it fits behind the last part, the break comes before both.
        sits = to_close if at == closing else 0 if at > closing else row.minutes
        if between and at + 1 == closing and sits + to_close <= lengths["longest"]:
            sits += to_close
        if since and (at_box or since + sits > lengths["longest"]):
            with_pauses.append(Row("pause", lengths["break"], "Break", offset=clock))
            clock, since = clock + lengths["break"], 0
        with_pauses.append(replace(row, offset=clock))
        clock, since = clock + row.minutes, since + row.minutes
    pauses = [at for at, row in enumerate(with_pauses) if row.kind == "pause"]
    if clock <= lengths["lunch-from"] or not pauses or not lengths["lunch"]:
        return with_pauses
    noon = min(pauses, key=lambda at: abs(with_pauses[at].offset - lengths["lunch-after"]))
    with_pauses[noon] = replace(with_pauses[noon], title="Lunch", minutes=lengths["lunch"])
    later = lengths["lunch"] - lengths["break"]
    return [replace(row, offset=row.offset + later) if at > noon else row for at, row in enumerate(with_pauses)]
