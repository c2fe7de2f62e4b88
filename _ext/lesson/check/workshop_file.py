"""Read `workshop.yml`, the one file that describes a workshop, and say what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import yaml

from ..paths import ROOT
from ..text import schedule
from ..text.nearest import nearest
from ..text.page import read as read_page
from . import Finding
from .book_files import Items, Mapping, not_plain, read_yaml, unknown_keys

# All keys, in the order of the example; those of a mapping below it.
KEYS: dict[str, list[str]] = {
    "title": [],
    "days": [],
    "start": [],
    "time-zone": [],
    "plan": [],
    "participants": [],
    "place": ["name", "address", "access", "online"],
    "people": ["instructors", "helpers", "contact"],
    "links": ["lesson", "sign-up", "shared-document", "chat", "hub", "survey-before", "survey-after"],
}
CONTACT = ["name", "email"]
NEEDED = ["days", "start", "time-zone", "plan", "participants", "place", "people"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
EXAMPLE = "see workshop/example.yml"
# Every value as it is written: YAML would make a number of 10:30, and fail at the 30th of February.
TEXT = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass
class Workshop:
    """A workshop as its file describes it; what the file leaves out is empty."""

    title: str
    days: list[date]
    start: time
    zone: ZoneInfo
    plan: str | dict  # the title of a plan of the schedule, or the settings of one
    participants: int
    place: dict[str, str]
    instructors: list[str]
    helpers: list[str]
    contact: dict[str, str]
    links: dict[str, str] = field(default_factory=dict)


def read(file: Path, title: str, lesson: str = "", root: Path = ROOT) -> tuple[Workshop | None, list[Finding]]:
    """Return a workshop, or None where something is wrong with its file, and line and message of all that is wrong.

    Args:
        file: the file, which exists
        title: of the lesson, which a workshop without a title takes
        lesson: the address of the published lesson, which a file may leave out; "" where nobody knows it
        root: the folder of the lesson, whose schedule knows the plans
    """
    data = file.read_bytes()
    found = list(not_plain(data))
    if found:
        return None, found
    content, found = read_yaml(data.decode("utf-8"), TEXT)
    if content is None:
        return None, found
    found += findings(content, lesson, root)
    if found:
        return None, sorted(found)
    people, links = content["people"], dict(content.get("links") or {})
    return (
        Workshop(
            title=content.get("title") or title,
            days=[day(entry) for entry in content["days"]],
            start=time.fromisoformat(content["start"]),
            zone=ZoneInfo(content["time-zone"]),
            plan=plan_of(content["plan"]),
            participants=int(content["participants"]),
            place=dict(content["place"]),
            instructors=list(people["instructors"]),
            helpers=list(people.get("helpers") or []),
            contact=dict(people["contact"]),
            links={**links, "lesson": (links.get("lesson") or lesson).rstrip("/") + "/"},
        ),
        [],
    )


def day(entry: str) -> date:
    """Return the date in an entry such as `Monday 2027-03-15`.

    Raises:
        ValueError: there is no such day; the message says why.
    """
    match = re.fullmatch(r"(\w+) (\d{4}-\d\d-\d\d)", entry)
    if not match:
        raise ValueError(f"`{entry}` is no date; write the day of the week and year-month-day, as in Monday 2027-03-15")
    try:
        found = date.fromisoformat(match[2])
    except ValueError as problem:
        raise ValueError(f"`{match[2]}` is no date, {problem}; mend the day or the month") from problem
    right = WEEKDAYS[found.weekday()]
    if match[1] != right:
        raise ValueError(f"{match[2]} is a {right}, not a {match[1]}; mend the date or the day of the week")
    return found


def plan_of(value: object) -> str | dict:
    """Return a plan as the schedule takes it: a title, or settings whose values are no text any more."""
    if not isinstance(value, Mapping):
        return str(value)

    def typed(setting: object) -> object:
        return [typed(one) for one in setting] if isinstance(setting, list) else yaml.safe_load(str(setting))

    return {key: typed(setting) for key, setting in value.items()}


def findings(content: Mapping, lesson: str, root: Path) -> list[Finding]:
    """Return line and message of what is wrong with the content of a workshop's file."""
    found = list(unknown_keys(content, list(KEYS), "of a workshop"))
    for key in NEEDED:
        if not content.get(key):
            said = "is empty" if key in content else "is missing"
            found.append((content.lines.get(key, 1), f"`{key}` {said}; {EXAMPLE}"))
    for key, value in content.items():
        line = content.lines[key]
        if KEYS.get(key) and value:
            if not isinstance(value, Mapping):
                found.append((line, f"`{key}` holds no keys; write {', '.join(KEYS[key])} below it, indented"))
            else:
                found += unknown_keys(value, KEYS[key], f"in `{key}`")
        elif key in KEYS and key not in ("days", "plan") and not isinstance(value, str):
            found.append((line, f"`{key}` is one value, not a list; {EXAMPLE}"))
    if found:
        return found  # what follows would repeat it in other words
    return [
        *days_findings(content),
        *plan_findings(content, root),
        *value_findings(content),
        *place_findings(content),
        *people_findings(content),
        *links_findings(content, lesson),
    ]


def days_findings(content: Mapping) -> Iterator[Finding]:
    """Yield days that are none, or that do not follow each other."""
    days, line = content["days"], content.lines["days"]
    if not isinstance(days, Items):
        yield line, f"`days` is no list; write one line for each day, such as `- {days}`"
        return
    last = None
    for entry, at in zip(days, days.lines):
        try:
            found = day(entry if isinstance(entry, str) else "")
        except ValueError as problem:
            yield at, str(problem)
            continue
        if last and found <= last:
            yield at, f"{found} does not come after {last}; put the days into their order"
        last = found


def plan_findings(content: Mapping, root: Path) -> Iterator[Finding]:
    """Yield a plan that the schedule does not know, settings that are none, and a plan of another number of days."""
    line = content.lines["plan"]
    settings = schedule.settings_of(read_page(schedule.PAGE, root))
    plans, episodes = settings["plans"], schedule.episodes_of(root)
    plan = plan_of(content["plan"])
    if isinstance(plan, str):
        if plan not in plans:
            hint = nearest(plan, plans, f"choose one of {', '.join(plans)}")
            yield line, f"no plan `{plan}` on the page {schedule.PAGE}; {hint}"
            return
        plan = plans[plan]
    elif problems := list(schedule.plan_problems(plan, len(episodes))):
        yield from ((content["plan"].lines.get(key, line), f"{said}; {EXAMPLE}") for key, said in problems)
        return
    wanted = len(schedule.days_of(plan, schedule.stretches_of(episodes, bool(plan.get("core"))), settings))
    given = len(content["days"])
    if given != wanted:
        yield content.lines["days"], f"the plan takes {wanted} days, and here are {given}; write one line for each"


def value_findings(content: Mapping) -> Iterator[Finding]:
    """Yield what is wrong with the time, its zone and the number of participants."""
    start = content["start"]
    try:
        datetime.strptime(start, "%H:%M")
        time.fromisoformat(start)
    except ValueError:
        yield content.lines["start"], f'`{start}` is no clock time; write hours and minutes, as in "09:00"'
    zone = content["time-zone"]
    if zone not in available_timezones():
        # People write the city, and often that alone.
        cities = {name.rpartition("/")[2]: name for name in sorted(available_timezones())}
        city = zone.rpartition("/")[2].replace(" ", "_").title()
        names = [] if city in cities else get_close_matches(zone, available_timezones(), 1, 0.7)
        near = names or [cities[name] for name in get_close_matches(city, cities, 1)]
        hint = f"did you mean {near[0]}?" if near else "write continent and city, as in Europe/Amsterdam"
        yield content.lines["time-zone"], f"no time zone `{zone}`; {hint}"
    count = content["participants"]
    if not re.fullmatch(r"[1-9]\d*", count):
        yield content.lines["participants"], f"`{count}` is no number of people; write for example 24"


def place_findings(content: Mapping) -> Iterator[Finding]:
    """Yield what is wrong with the place: neither a room nor an address online, or values that are no text."""
    place = content["place"]
    yield from not_text(place, "place")
    if not place.get("name") and not place.get("online"):
        yield content.lines["place"], "neither `name` nor `online`; say in which room, or at which address, people meet"
    if place.get("online"):
        yield from no_address(place, "online")


def people_findings(content: Mapping) -> Iterator[Finding]:
    """Yield people who are missing, lists that are none, and a contact to whom nobody can write."""
    people, line = content["people"], content.lines["people"]
    for key in ("instructors", "helpers"):
        names = people.get(key)
        if not names:
            if key == "instructors":
                yield people.lines.get(key, line), "no `instructors`; name at least one person who teaches"
        elif not isinstance(names, Items) or not all(isinstance(name, str) and name for name in names):
            yield people.lines[key], f"`{key}` is no list of names; write one line for each, such as `- Ada Example`"
    contact = people.get("contact")
    if not isinstance(contact, Mapping):
        yield people.lines.get("contact", line), "no `contact`; write `name` and `email` below it, indented"
        return
    yield from unknown_keys(contact, CONTACT, "in `contact`")
    yield from not_text(contact, "contact")
    for key in CONTACT:
        if not contact.get(key):
            yield people.lines["contact"], f"`contact` has no `{key}`; participants need somebody to write to"
    email = contact.get("email")
    if isinstance(email, str) and email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        yield contact.lines["email"], f"`{email}` is no address for mail; write it as in ada@example.org"


def links_findings(content: Mapping, lesson: str) -> Iterator[Finding]:
    """Yield links that are no addresses, and a lesson that nobody can find."""
    links = content.get("links") or Mapping(1)
    for key in links:
        if links[key]:
            yield from no_address(links, key)
    if not links.get("lesson") and not lesson:
        yield (
            links.lines.get("lesson", content.lines.get("links", 1)),
            "nobody knows where the pages of the lesson are published; write `lesson: https://...` below `links`",
        )


def not_text(found: Mapping, name: str) -> Iterator[Finding]:
    """Yield the keys of a mapping that hold something else than text."""
    for key, value in found.items():
        if not isinstance(value, str):
            yield found.lines[key], f"`{key}` in `{name}` is one value, not a list; {EXAMPLE}"


def no_address(found: Mapping, key: str) -> Iterator[Finding]:
    """Yield a value that is no address of the web."""
    if not isinstance(found[key], str) or not re.fullmatch(r"https?://[^\s/]+\S*", found[key]):
        yield found.lines[key], f"`{found[key]}` is no address; begin it with https://"
