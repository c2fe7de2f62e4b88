"""Make all that a workshop needs, from `workshop.yml`: `python -m lesson.commands.workshop` (or another file).

What `_build/workshop` holds is for everybody, and can be put on the web as it is;
its folder `organisers` is for those who teach and help. The texts are templates in `workshop/templates`.
"""

from __future__ import annotations

import re
import shutil
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ..check.workshop_file import WEEKDAYS, Workshop, read
from ..paths import BUILD, LEARNER_FILE, ROOT, SITE, WORKSHOP
from ..text import answers, git, page, quoted, versions
from ..text.schedule import Entry, workshop_days
from ..text.survey import Survey, read_survey
from . import pdf
from .build import alone, put_in_place
from .calendar_file import Event, calendar

FILE = ROOT / "workshop.yml"
EXAMPLE = "workshop/example.yml"
TARGET = BUILD / "workshop"
TEMPLATES = WORKSHOP / "templates"
ORGANISERS = "organisers"
CALENDAR = "workshop.ics"
# What the pages take from the lesson's folder `_static`, in this order; the last one is a template's neighbour.
STYLES = ["tokens.css", "base.css", "content.css", "print.css", "workshop.css"]
PAUSES = ("Break", "Lunch")  # as the schedule calls them
LEARNERS_PER_HELPER = 10
LEARNERS_PER_STICK = 5
# Templates that are rendered once for each survey.
SURVEYS = {"survey.html": "survey-{}.html", "survey.txt": f"{ORGANISERS}/survey-{{}}.txt"}
# Templates of pages for participants, and of what only organisers need -> where each page goes.
FOR_ALL = ("index.html", "schedule.html", "cheat-sheet.html")
FOR_ORGANISERS = "no-network.html to-do.md mail.txt reminder.txt shared-document.md survey-answers.md".split()
PAGES = {**{name: name for name in FOR_ALL}, **{name: f"{ORGANISERS}/{name}" for name in FOR_ORGANISERS}}
MONTHS = "January February March April May June July August September October November December".split()

# Exercises without solutions, and after those of each episode its key points; only of the episodes that are taught.
HANDOUT = """([taught, points]) => {
  document.documentElement.dataset.leftOut = "";
  document.querySelector("h1").textContent = "Exercises and key points";
  document.querySelector(".lead")?.remove();
  for (const section of document.querySelectorAll(".text section[id^='of-']")) {
    if (!taught.includes(section.id)) section.remove();
    else section.insertAdjacentHTML("beforeend", `<p><b>Key points</b></p>${points[section.id] ?? ""}`);
  }
}"""
KEY_POINTS = """() => Object.fromEntries(Array.from(document.querySelectorAll(".text section[id^='of-']"), section => {
  section.querySelector(":is(h1, h2)").remove();
  return [section.id, section.innerHTML];
}))"""
# Run sheets of the episodes that are taught, with the clock times of the workshop. The page has those of the first plan;
# where the workshop has as many parts of an episode, each part keeps its place, else the whole episode is stretched.
RUN_SHEETS = """taught => {
  document.querySelector(".text > section > p")?.remove();
  const clock = minute => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(Math.round(minute % 60)).padStart(2, "0")}`;
  for (const section of document.querySelectorAll(".text section[id^='of-']")) {
    const ours = taught[section.id];
    if (!ours) { section.remove(); continue; }
    const offsets = Array.from(section.querySelectorAll(".when .clock"), one => Number(one.dataset.offset));
    const theirs = offsets.filter((_, at) => at % 2 === 0).map((start, at) => [start, offsets[2 * at + 1]]);
    section.querySelector(".when").textContent = ours.map(part => part.words).join("; ");
    const length = parts => parts.reduce((sum, [start, end]) => sum + end - start, 0);
    const spans = ours.map(part => [part.start, part.end]);
    let part = 0;
    for (const shown of section.querySelectorAll(".sheet .clock")) {
      const offset = Number(shown.dataset.offset);
      while (part + 1 < theirs.length && !(theirs[part][0] <= offset && offset <= theirs[part][1])) part += 1;
      const inside = offset - theirs[part][0];
      let [to, rest] = [part, (inside * length([spans[part] ?? [0, 0]])) / length([theirs[part]])];
      if (spans.length !== theirs.length) {
        rest = ((length(theirs.slice(0, part)) + inside) * length(spans)) / length(theirs);
        for (to = 0; to + 1 < spans.length && rest > length([spans[to]]); to += 1) rest -= length([spans[to]]);
      }
      shown.textContent = clock(Math.round(spans[to][0] + rest));
    }
  }
}"""


@dataclass
class Day:
    """One day of a workshop: its date in words, and what happens when."""

    date: str
    entries: list[Shown]


@dataclass
class Shown:
    """A line of the schedule; `link` is below the lesson's address, `pause` tells breaks from the rest."""

    start: datetime
    end: datetime
    title: str
    link: str
    pause: bool


def in_words(day: date, year: bool = True) -> str:
    """Return a date such as Monday 15 March 2027."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def dates_in_words(days: list[date]) -> str:
    """Return dates in words: a single one, a row of days in succession, or all of them."""
    first, last = days[0], days[-1]
    if len(days) == 1:
        return in_words(first)
    if (last - first).days == len(days) - 1:
        if first.month == last.month:
            return f"{WEEKDAYS[first.weekday()]} {first.day} to {in_words(last)}"
        return f"{in_words(first, first.year != last.year)} to {in_words(last)}"
    return listed([in_words(day, day is last or day.year != last.year) for day in days])


def listed(names: list[str]) -> str:
    """Return names with commas and `and` between them."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def shown(entry: Entry, workshop: Workshop) -> Shown:
    """Return a line of the schedule in the time zone of the workshop."""
    start, end = (moment.replace(tzinfo=workshop.zone) for moment in (entry.start, entry.end))
    return Shown(start, end, entry.title, entry.link, entry.title in PAUSES)


def days_of(workshop: Workshop, root: Path = ROOT) -> list[Day]:
    """Return the days of a workshop, with clock times."""
    planned = workshop_days(workshop.plan, workshop.start.strftime("%H:%M"), workshop.days, root)
    return [Day(in_words(day), [shown(entry, workshop) for entry in entries]) for day, entries in planned]


def hours_of(days: list[Day]) -> str:
    """Return from when to when the days last, in words."""
    starts = sorted({day.entries[0].start.strftime("%H:%M") for day in days})
    ends = sorted({day.entries[-1].end.strftime("%H:%M") for day in days})
    return f"{starts[0]} to {ends[-1]}" if len(ends) == 1 else f"from {starts[0]}, until {ends[-1]} at the latest"


def zone_in_words(workshop: Workshop) -> str:
    """Return the time zone with how far it is from UTC on the first day."""
    offset = datetime.combine(workshop.days[0], workshop.start, workshop.zone).strftime("%z")
    return f"{workshop.zone.key} time (UTC{offset[:3]}:{offset[3:]})"


def taught(days: list[Day]) -> list[str]:
    """Return the names of the episodes that are taught, in their order."""
    links = (entry.link for day in days for entry in day.entries if entry.link)
    return list(dict.fromkeys(Path(link).stem for link in links))


def parts_of_day(days: list[Day]) -> dict[str, list[dict]]:
    """Return for each episode when its parts are taught: `start` and `end` in minutes after midnight, `day`, and all of it in `words`.

    The keys are those of the sections on the page with the run sheets.
    """
    found: dict[str, list[dict]] = {}
    for day in days:
        for entry in (entry for entry in day.entries if entry.link):
            start, end = (60 * moment.hour + moment.minute for moment in (entry.start, entry.end))
            words = f"{entry.start:%H:%M} to {entry.end:%H:%M}"
            parts = found.setdefault(f"of-{Path(entry.link).stem}", [])
            # The date stands before the first part of a day.
            dated = words if any(part["day"] == day.date for part in parts) else f"{day.date}, {words}"
            parts.append({"start": start, "end": end, "day": day.date, "words": dated})
    return found


def asked(survey: Survey, episodes: list[str]) -> Survey:
    """Return a survey without the tasks of episodes that nobody teaches."""
    return Survey(survey.skills, [task for task in survey.tasks if task.page.stem in episodes])


def calendar_of(workshop: Workshop, days: list[Day], written: datetime) -> str:
    """Return the calendar file: one event for each day.

    Args:
        workshop: the workshop
        days: with clock times
        written: when its file was changed last
    """
    place = workshop.place
    events = []
    for number, day in enumerate(days, 1):
        # The same day of the same workshop keeps its name, so that a corrected file replaces the entry.
        name = f"{workshop.links['lesson']} {workshop.title} {workshop.days[0]} {number}"
        events.append(
            Event(
                f"{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
                day.entries[0].start,
                day.entries[-1].end,
                workshop.title + (f" (day {number} of {len(days)})" if len(days) > 1 else ""),
                ", ".join(filter(None, [place.get("name"), place.get("address")])) or place["online"],
                "\n".join(f"{entry.start:%H:%M} {entry.title}" for entry in day.entries),
                workshop.links["lesson"],
            )
        )
    return calendar(events, written)


def environment() -> Environment:
    """Return what renders the templates; a template that names something unknown fails."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"listed": listed, "zip": zip}
    found.globals |= {
        "code": lambda text, name: Markup("<code>{}</code>").format(
            re.sub(r"keras\.(layers|losses)\.", "", quoted.code(text, name))
        ),
        "value": lambda target: answers.value(target, page.Page(Path("episodes", "x.md"), {}, [])),
    }
    return found


def curves(site: Path) -> str:
    """Return the name of the picture of the three typical curves, in the folder `_images` of the built site.

    Raises:
        LookupError: episode 3 has no such figure.
    """
    text = (site / "episodes" / "03-monitor-the-model.html").read_text(encoding="utf-8")
    found = re.search(r'<figure[^>]*id="fig-monitor-diagnosis">\s*<img[^>]*src="\.\./_images/([\w.-]+)"', text)
    if not found:
        raise LookupError("episode 3 has no figure `fig-monitor-diagnosis`; give the cheat sheet another one")
    return found[1]


def texts(workshop: Workshop, picture: str, written: datetime) -> dict[str, str]:
    """Return all files that are text: path in the folder -> content.

    Args:
        workshop: the workshop
        picture: the file in `_static` that shows typical curves
        written: when the workshop's file was changed last

    Raises:
        LookupError, ValueError: a template repeats something that the lesson does not say.
    """
    days = days_of(workshop)
    # Every key is there, so that a template may ask for it.
    empty_links = dict.fromkeys(("sign-up", "shared-document", "chat", "hub", "survey-before", "survey-after"), "")
    workshop.links = {**empty_links, **workshop.links}
    workshop.place = {**dict.fromkeys(("name", "address", "access", "online"), ""), **workshop.place}
    first = workshop.days[0]
    facts = {
        "workshop": workshop,
        "days": days,
        "dates": dates_in_words(workshop.days),
        "hours": hours_of(days),
        "start": workshop.start.strftime("%H:%M"),
        "zone": zone_in_words(workshop),
        "lesson": workshop.links["lesson"],
        "learner_file": LEARNER_FILE,
        "calendar": CALENDAR,
        "survey": asked(read_survey(), taught(days)),
        "lead": str(page.read(Path("index.md")).front["lead"]),
        "aims": quoted.aims(),
        "ten_steps": quoted.ten_steps(),
        "diagnosis": quoted.table("what you see", "03-monitor-the-model"),
        "curves": picture,
        "sticks": -(-workshop.participants // LEARNERS_PER_STICK),
        "helpers_wanted": -(-workshop.participants // LEARNERS_PER_HELPER),
        "installed_size": versions.INSTALLED_SIZE,
        "before": lambda number: in_words(first - timedelta(days=number)),
        "after": lambda number: in_words(workshop.days[-1] + timedelta(days=number)),
        "styles": STYLES,
    }
    templates = environment()
    found = {
        target: templates.get_template(name).render(facts, static="../_static/" if "/" in target else "_static/")
        for name, target in PAGES.items()
    }
    for name, target in SURVEYS.items():
        for when in ("before", "after"):
            address = workshop.links[f"survey-{when}"]
            found[target.format(when)] = templates.get_template(name).render(
                facts, when=when, address=address, static="_static/"
            )
    # A calendar has its own ends of lines.
    return {name: tidy(text) for name, text in found.items()} | {CALENDAR: calendar_of(workshop, days, written)}


def tidy(text: str) -> str:
    """Return text without spaces at ends of lines and without rows of empty lines, which templates leave."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def papers(folder: Path, site: Path, days: list[Day]) -> dict[str, bytes]:
    """Return what is printed: path in the folder -> PDF.

    Args:
        folder: the pages of the workshop
        site: the built lesson
        days: what is taught when

    Raises:
        FileNotFoundError: no Chromium is installed.
    """
    sections = [f"of-{name}" for name in taught(days)]
    with pdf.installed() as chromium:
        collected = chromium.new_page()
        collected.goto((site / "key-points.html").as_uri())
        points = collected.evaluate(KEY_POINTS)
        collected.close()
        return {
            "cheat-sheet.pdf": pdf.printed(chromium, folder / "cheat-sheet.html"),
            "schedule.pdf": pdf.printed(chromium, folder / "schedule.html"),
            "handout.pdf": pdf.printed(chromium, site / "exercises.html", HANDOUT, [sections, points]),
            f"{ORGANISERS}/no-network.pdf": pdf.printed(chromium, folder / ORGANISERS / "no-network.html"),
            f"{ORGANISERS}/run-sheets.pdf": pdf.printed(
                chromium, site / "run-sheets.html", RUN_SHEETS, parts_of_day(days)
            ),
            f"{ORGANISERS}/helper-sheet.pdf": pdf.printed(chromium, site / "helper-sheet.html"),
        }


def sides(paper: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


def write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def build(workshop: Workshop, written: datetime, site: Path = SITE, target: Path = TARGET) -> dict[str, int]:
    """Write everything, and let it take the place of the last workshop.

    Returns:
        the papers, each with its number of sides; none where no Chromium is installed
    """
    new = target.with_name(f".{target.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    picture = curves(site)
    found = texts(workshop, picture, written)
    write({name: text.encode() for name, text in found.items()}, new)
    static = new / "_static"
    shutil.copytree(site / "_static" / "fonts", static / "fonts")
    for name in [*STYLES[:-1], "logo.svg"]:
        shutil.copy(site / "_static" / name, static)
    for name in (STYLES[-1], "survey.js"):
        shutil.copy(TEMPLATES / name, static)
    shutil.copy(site / "_images" / picture, static)
    try:
        printed = papers(new, site, days_of(workshop))
    except FileNotFoundError as problem:
        print(f"{problem}; without it nothing is printed, so print the pages from a browser.", file=sys.stderr)
        printed = {}
    write(printed, new)
    put_in_place(new, target)
    return {name: sides(paper) for name, paper in printed.items()}


def described(file: Path) -> Workshop | None:
    """Return the workshop of a file; where something is wrong with it, say what, and return None."""
    name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    title = str(page.read(Path("index.md")).front["title"])
    found, wrong = read(file, title, git.address(ROOT))
    for line, said in wrong:
        print(f"{name}:{line}: {said}", file=sys.stderr)
    return found


def address_of(file: Path) -> str:
    """Return the address of the lesson that the pages of a workshop name."""
    found = described(file)
    return found.links["lesson"] if found else ""


def chosen(arguments: Iterable[str]) -> Path:
    """Return the file of the workshop: the one that is named, or `workshop.yml`."""
    named = next(filter(None, arguments), "")
    return Path(named).resolve() if named else FILE


def main(arguments: list[str]) -> int:
    """Build the workshop of a file; return the exit code."""
    file = chosen(arguments)
    if not file.is_file():
        print(f"No {file}. Copy {EXAMPLE} to workshop.yml, or name a file: make workshop FILE=...", file=sys.stderr)
        return 1
    workshop = described(file)
    if workshop is None:
        return 1
    written = datetime.fromtimestamp(file.stat().st_mtime, timezone.utc)
    try:
        with alone():
            papers = build(workshop, written)
    except (LookupError, ValueError) as problem:
        print(f"{TEMPLATES.relative_to(ROOT)}: {problem}", file=sys.stderr)
        return 1
    for name, count in papers.items():
        print(f"  {name}: {count} side{'s' if count != 1 else ''}")
    print(f"Done. Open {TARGET / 'index.html'}; what to do when stands in {ORGANISERS}/to-do.md beside it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
