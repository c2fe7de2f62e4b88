"""A workshop from one file: what is refused, and what `make workshop` makes of the example."""

from __future__ import annotations

import calendar as months
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, time, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from conftest import SITE, VIEWS, WIDTHS, missing, violations
from lesson.check import workshop_file
from lesson.commands import bundle
from lesson.commands import workshop as command
from lesson.commands.calendar_file import LONGEST, Event, calendar
from lesson.paths import ROOT
from lesson.text import quoted
from lesson.text.survey import read_survey

EXAMPLE = ROOT / "workshop" / "example.yml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
LESSON = "https://example.org/deep-learning/"
MADE = datetime(2026, 11, 26, tzinfo=timezone.utc)


def checked(folder: Path, text: str, lesson: str = ""):
    file = folder / "workshop.yml"
    file.write_text(text, encoding="utf-8")
    return workshop_file.read(file, "The lesson", lesson)


def line_of(text: str, words: str) -> int:
    """Return the first line that holds some words and is no comment."""
    lines = enumerate(text.split("\n"), 1)
    return next(at for at, line in lines if words in line and not line.startswith("#"))


# ---------- the file ----------


def test_the_example_is_what_it_says(tmp_path):
    workshop, wrong = checked(tmp_path, TEXT)
    assert wrong == [] and workshop
    assert workshop.days == [date(2027, 3, 15), date(2027, 3, 16), date(2027, 3, 17)]
    assert (workshop.start, workshop.zone.key) == (time(9), "Europe/Amsterdam")
    assert workshop.instructors == ["Ada Example", "Benoît Example"] and len(workshop.helpers) == 3
    assert workshop.participants == 24 and workshop.links["lesson"] == LESSON


def test_the_example_shows_every_key():
    """Whoever copies it finds all there is."""
    named = set(re.findall(r"^ *([a-z-]+):", TEXT, re.M))
    known = {
        *workshop_file.KEYS,
        *workshop_file.CONTACT,
        *(key for keys in workshop_file.KEYS.values() for key in keys),
    }
    assert known <= named


FEW = """
days:
  - Monday 2027-03-15
start: "10:30"
time-zone: America/Sao_Paulo
plan: {days: 1, episodes: [1, 2], core: true}
participants: 7
place: {online: https://example.org/room}
people:
  instructors: [Ada Example]
  contact: {name: Ada Example, email: ada@example.org}
"""


def test_little_is_enough(tmp_path):
    """A plan of one's own, nothing but a room online, and the address that the repository knows."""
    workshop, wrong = checked(tmp_path, FEW, "https://example.org/lesson/")
    assert wrong == [] and workshop
    assert workshop.title == "The lesson" and workshop.links == {"lesson": "https://example.org/lesson/"}
    assert workshop.plan == {"days": 1, "episodes": [1, 2], "core": True} and workshop.start == time(10, 30)


# What is wrong: words of the example -> what stands there instead, words in the line that is named, part of the message.
WRONG = {
    "no day of the calendar": ("Monday 2027-03-15", "Monday 2027-02-30", "2027-02-30", "mend the day or the month"),
    "another weekday": ("Monday 2027-03-15", "Friday 2027-03-15", "Friday", "2027-03-15 is a Monday, not a Friday"),
    "a date the other way round": ("Monday 2027-03-15", "15/3/2027", "15/3", "Monday 2027-03-15"),
    "days out of order": ("Wednesday 2027-03-17", "Sunday 2027-03-14", "Sunday", "does not come after 2027-03-16"),
    "a day too few": ("  - Wednesday 2027-03-17\n", "", "days:", "the plan takes 3 days, and here are 2"),
    "days in one line": (TEXT[TEXT.index("days:\n") : TEXT.index("\n\n# When")], "days: Monday", "days:", "`- Monday`"),
    "no plan of that name": ("plan: Three days, the core", "plan: Three day, the core", "plan:", "did you mean `Three days, the core`?"),
    "a plan with a strange key": ("plan: Three days, the core", "plan: {days: 3, weeks: 2}", "plan:", "nobody reads `weeks`"),
    "a plan with a strange episode": ("plan: Three days, the core", "plan: {days: 3, episodes: [1, 99]}", "plan:", "episode 99"),
    "a time zone misspelt": ("Europe/Amsterdam", "Europe/Amsterdm", "time-zone", "did you mean Europe/Amsterdam?"),
    "a city alone": ("Europe/Amsterdam", "Sao Paulo", "time-zone", "did you mean America/Sao_Paulo?"),
    "a city of two words": ("Europe/Amsterdam", "new york", "time-zone", "did you mean America/New_York?"),
    "no time zone at all": ("Europe/Amsterdam", "xyzzy", "time-zone", "write continent and city"),
    "no clock time": ('"09:00"', "9 am", "start:", '"09:00"'),
    "too late an hour": ('"09:00"', '"25:00"', "start:", '"09:00"'),
    "no number of people": ("participants: 24", "participants: some", "participants", "write for example 24"),
    "an unknown key": ("participants: 24", "participant: 24", "participant:", "did you mean `participants`?"),
    "an unknown link": ("  chat:", "  chatt:", "chatt:", "did you mean `chat`?"),
    "an unknown key of a person": ("    email: ada", "    mail: ada", "mail:", "did you mean `email`?"),
    "nobody teaches": ("  instructors:\n    - Ada Example\n    - Benoît Example\n", "", "people:", "name at least one person"),
    "nobody to write to": ("  contact:\n    name: Ada Example\n    email: ada@example.org\n", "", "people:", "no `contact`"),
    "one name in place of a list": (TEXT[TEXT.index("  helpers:\n") : TEXT.index("  contact:")], "  helpers: Chidi\n", "helpers:", "one line for each"),
    "no mail address": ("ada@example.org", "ada at example", "email:", "as in ada@example.org"),
    "neither room nor link": (TEXT[TEXT.index("  name: Un") : TEXT.index("\n# Who teaches")], "  address: here\n", "place:", "neither `name` nor `online`"),
    "no address of the web": ("https://example.org/chat", "example.org/chat", "chat:", "begin it with https://"),
    "nobody knows the lesson": (f"  lesson: {LESSON}", "  # nothing", "links:", "write `lesson: https://...`"),
    "a list as title": ("title: Introduction to deep learning", "title: [a, b]", "title:", "one value, not a list"),
    "no list of people": (TEXT[TEXT.index("people:\n") : TEXT.index("\n# Addresses")], "people: Ada\n", "people:", "indented"),
    "no YAML": ("place:\n", "place:\n\t", "\t", "spaces instead of a tab"),
    "a key twice": ("participants: 24", "participants: 24\nparticipants: 25", "participants: 25", "a second `participants`"),
    "a needed key is missing": ("participants: 24", "", None, "`participants` is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_its_line_and_a_remedy(name, tmp_path):
    old, new, words, message = WRONG[name]
    assert TEXT.count(old) >= 1
    text = TEXT.replace(old, new, 1)
    workshop, wrong = checked(tmp_path, text)
    at = line_of(text, words) if words else 1
    assert workshop is None
    assert [said for line, said in wrong if line == at and message in said], (at, wrong)
    assert all("; " in said for _, said in wrong), "each says what to do"


# A workshop of two days, one key a line, whose file nothing is wrong with.
TWO_DAYS = """\
# A workshop
title: Our workshop
days:
  - Thursday 2028-02-24
  - Tuesday 2028-02-29
start: "13:30"
time-zone: Asia/Tokyo
plan:
  days: 2
  episodes: [1, 2]
participants: 7
place:
  name: Room 1
  address: Street 2
  access: a lift
  online: http://example.org/room
people:
  instructors:
    - Ada Example
  helpers:
    - Chidi Example
  contact:
    name: Ben Example
    email: ben.example+lesson@mail.example.org
links:
  lesson: https://example.org/lesson//
  chat: https://example.org/chat?room=1
  hub:
"""


def test_every_value_of_the_file_is_kept(tmp_path):
    workshop, wrong = checked(tmp_path, TWO_DAYS, "https://example.org/other/")
    assert wrong == [] and workshop == workshop_file.Workshop(
        title="Our workshop",
        days=[date(2028, 2, 24), date(2028, 2, 29)],
        start=time(13, 30),
        zone=ZoneInfo("Asia/Tokyo"),
        plan={"days": 2, "episodes": [1, 2]},
        participants=7,
        place={"name": "Room 1", "address": "Street 2", "access": "a lift", "online": "http://example.org/room"},
        instructors=["Ada Example"],
        helpers=["Chidi Example"],
        contact={"name": "Ben Example", "email": "ben.example+lesson@mail.example.org"},
        links={"lesson": "https://example.org/lesson/", "chat": "https://example.org/chat?room=1", "hub": ""},
    )


@pytest.mark.parametrize(
    "old, new",
    [
        ("title: Our workshop", "title:"),
        ("  helpers:\n    - Chidi Example\n", "  helpers:\n"),
        ("  name: Room 1\n", ""),
        ("  online: http://example.org/room\n", "  online:\n"),
        (TWO_DAYS[TWO_DAYS.index("links:") :], "links:\n"),
        (TWO_DAYS[TWO_DAYS.index("links:") :], ""),
    ],
)
def test_what_may_be_left_out_may_be_empty(old, new, tmp_path):
    workshop, wrong = checked(tmp_path, TWO_DAYS.replace(old, new), "https://example.org/other")
    assert wrong == [] and workshop
    assert workshop.title == ("The lesson" if old.startswith("title") else "Our workshop")
    name = "other" if old.startswith("links") else "lesson"
    assert workshop.links["lesson"] == f"https://example.org/{name}/"
    assert workshop.helpers == ([] if "helpers" in old else ["Chidi Example"])


# (what was changed, replacement, how the line begins that is named, part of the message)
ONE_MISTAKE = [
    # days
    ("  - Thursday 2028-02-24", "  - Thursday 2028-02-24 at 9", "  - Thursday", "is no date; "),
    ("  - Thursday 2028-02-24", "  - [Thursday, 2028-02-24]", "  - [", "is no date; "),
    ("  - Thursday 2028-02-24", "  - ''", "  - ''", "is no date; "),
    ("  - Tuesday 2028-02-29", "  - Thursday 2028-02-24", "  - Thursday", "2028-02-24 does not come after 2028-02-24; "),
    ("  - Tuesday 2028-02-29", "  - Tuesday 2027-02-29", "  - Tuesday", "`2027-02-29` is no date, "),
    ("  - Thursday 2028-02-24\n", "  - Wednesday 2028-03-01\n", "  - Tuesday", "2028-02-29 does not come after 2028-03-01; "),
    # the plan
    ("plan:\n  days: 2\n", "plan:\n  days: none\n", "  days: none", "is no number of days; "),
    ("  episodes: [1, 2]", "  episodes: [1, 99]", "  episodes", "names an episode 99; "),
    ("  episodes: [1, 2]", "  core: perhaps", "  core", "neither true nor false; "),
    ("plan:\n  days: 2\n  episodes: [1, 2]", "plan: Nothing like it", "plan", "choose one of Four days, everything, Three days"),
    # values
    ('start: "13:30"', "start: 1:30", "start", "`1:30` is no clock time; "),
    ('start: "13:30"', "start: 13:30:15", "start", "`13:30:15` is no clock time; "),
    ('start: "13:30"', "start: [13]", "start", "`start` is one value, not a list; "),
    ("time-zone: Asia/Tokyo", "time-zone: [Asia]", "time-zone", "`time-zone` is one value, not a list; "),
    ("time-zone: Asia/Tokyo", "time-zone: asia/tokio", "time-zone", "no time zone `asia/tokio`; did you mean Asia/Tokyo?"),
    ("time-zone: Asia/Tokyo", "time-zone: Europe/Tokyo", "time-zone", "did you mean Asia/Tokyo?"),
    ("time-zone: Asia/Tokyo", "time-zone: Lima", "time-zone", "did you mean America/Lima?"),
    ("time-zone: Asia/Tokyo", "time-zone: Peru/Lima", "time-zone", "did you mean America/Lima?"),
    ("participants: 7", "participants: [7]", "participants", "`participants` is one value, not a list; "),
    *(
        ("participants: 7", f"participants: {count}", "participants", f"`{count}` is no number of people; ")
        for count in ("0", "07", "-7", "7.5", "7 people")
    ),
    # the place
    ("  access: a lift", "  acess: a lift", "  acess", "unknown key `acess` in `place`; did you mean `access`?"),
    ("  access: a lift", "  access: [a, lift]", "  access", "`access` in `place` is one value, not a list; "),
    ("http://example.org/room", "room 1", "  online", "`room 1` is no address; "),
    # people
    ("  helpers:\n    - Chidi", "  helper:\n    - Chidi", "  helper", "unknown key `helper` in `people`; did you mean `helpers`?"),
    ("    - Chidi Example", "    - [Chidi]", "  helpers", "`helpers` is no list of names; "),
    ("    - Chidi Example", "    - Chidi Example\n    -", "  helpers", "`helpers` is no list of names; "),
    ("  instructors:\n    - Ada Example\n", "  instructors:\n", "  instructors", "no `instructors`; "),
    ("  instructors:\n    - Ada Example\n", "  instructors: Ada Example\n", "  instructors", "`instructors` is no list of names; "),
    ("  contact:\n    name: Ben Example\n    email: ben.example+lesson@mail.example.org\n", "  contact: Ben\n", "  contact", "no `contact`; "),
    ("    name: Ben Example\n", "", "  contact", "`contact` has no `name`; "),
    ("    email: ben.example+lesson@mail.example.org\n", "", "  contact", "`contact` has no `email`; "),
    ("    name: Ben Example\n", "    name: Ben Example\n    phone: 123\n", "    phone", "unknown key `phone` in `contact`; use name, email"),
    ("    name: Ben Example\n", "    name: [Ben, Example]\n", "    name", "`name` in `contact` is one value, not a list; "),
    ("email: ben.example+lesson@mail.example.org", "email: [ben]", "    email", "`email` in `contact` is one value, not a list; "),
    *(
        ("ben.example+lesson@mail.example.org", f'"{mail}"', "    email", f"`{mail}` is no address for mail; ")
        for mail in ("ben@example", "Ben ben@example.org", "ben@mail example.org", "@example.org", "ben@example.org.", "a@b@example.org")
    ),
    # links
    ("  hub:\n", "  hubb:\n", "  hubb", "unknown key `hubb` in `links`; did you mean `hub`?"),
    *(
        ("https://example.org/chat?room=1", address, "  chat", f"`{address}` is no address; ")
        for address in ("ftp://example.org", "https://", "https:///chat", "https://example.org/a chat", "see https://example.org")
    ),
    ("https://example.org/chat?room=1", "[a, b]", "  chat", "is no address; "),
    ("lesson: https://example.org/lesson//", "lesson:", "  lesson", "write `lesson: https://...`"),
    (TWO_DAYS[TWO_DAYS.index("links:") :], "", "# A workshop", "write `lesson: https://...`"),
    # keys that hold keys
    *(
        (TWO_DAYS[TWO_DAYS.index(f"{key}:\n") : end], f"{key}: words\n", key, f"`{key}` holds no keys; write {first}, ")
        for key, end, first in [
            ("place", TWO_DAYS.index("people:"), "name, address"),
            ("people", TWO_DAYS.index("links:"), "instructors, helpers"),
            ("links", None, "lesson, sign-up"),
        ]
    ),
]  # fmt: skip


@pytest.mark.parametrize("old, new, start, message", ONE_MISTAKE, ids=lambda value: str(value)[:30])
def test_one_mistake_is_one_finding(old, new, start, message, tmp_path):
    assert TWO_DAYS.count(old) == 1, "the mistake no longer fits"
    text = TWO_DAYS.replace(old, new)
    workshop, wrong = checked(tmp_path, text)
    at = next(at for at, line in reversed([*enumerate(text.split("\n"), 1)]) if line.startswith(start))
    assert workshop is None and [line for line, _ in wrong] == [at], (at, wrong)
    assert message in wrong[0][1] and "; " in wrong[0][1], wrong


@pytest.mark.parametrize("key", ["days", "start", "time-zone", "plan", "participants", "place", "people"])
def test_a_key_that_is_needed_is_missing_or_empty(key, tmp_path):
    lines = TWO_DAYS.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next(later for later in range(at + 1, len(lines)) if not lines[later].startswith(" "))
    for kept, line, words in [([], 1, "is missing"), ([f"{key}:"], at + 1, "is empty")]:
        _, wrong = checked(tmp_path, "\n".join([*lines[:at], *kept, *lines[end:]]))
        assert [(line, f"`{key}` {words}; see workshop/example.yml")] == wrong


def test_a_plan_of_another_number_of_days(tmp_path):
    """The line is that of the days, which are as easily wrong as the plan."""
    for plan, wanted in [("  days: 3\n", 3), ("  days: 1\n", 1)]:
        _, wrong = checked(tmp_path, TWO_DAYS.replace("  days: 2\n", plan))
        assert [line for line, _ in wrong] == [3] and f"takes {wanted} days, and here are 2; " in wrong[0][1], wrong


def test_mistakes_are_told_from_top_to_bottom(tmp_path):
    text = TWO_DAYS
    for old, new in [
        ("Thursday", "Friday"),
        ("Tuesday", "Wednesday"),
        ("13:30", "25:30"),
        ("Asia/Tokyo", "xyzzy"),
        ("days: 2\n", "days: 0\n"),
        ("participants: 7", "participants: few"),
        ("http://example", "example"),
        ("name: Ben", "phone: Ben"),
        ("ben.example", "x@y"),
        ("https://example.org/chat", "chat"),
    ]:
        text = text.replace(old, new)
    _, wrong = checked(tmp_path, text)
    assert [line for line, _ in wrong] == [4, 5, 6, 7, 9, 11, 16, 22, 23, 24, 27], wrong


def test_a_file_that_is_no_plain_text_is_read_no_further(tmp_path):
    file = tmp_path / "workshop.yml"
    for data, line, words in [
        (TWO_DAYS.replace("\n", "\r\n").encode(), 1, "CR LF"),
        (TWO_DAYS.replace("Ben", "Bén").encode("latin-1"), 23, "byte 0xE9"),
    ]:
        file.write_bytes(data)
        workshop, wrong = workshop_file.read(file, "The lesson", LESSON)
        assert workshop is None and [at for at, _ in wrong] == [line] and words in wrong[0][1], wrong


@pytest.mark.parametrize("number", range(7))
def test_days_of_the_week_are_those_of_the_calendar(number):
    name, found = months.day_name[number], date(2027, 3, 15 + number)
    assert workshop_file.day(f"{name} {found}") == found
    other = months.day_name[number - 1]
    with pytest.raises(ValueError, match=f"^{found} is a {name}, not a {other}; "):
        workshop_file.day(f"{other} {found}")


def test_the_command_names_file_and_line(tmp_path):
    file = tmp_path / "mine.yml"
    file.write_text(TEXT.replace("Monday", "Friday"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": "_ext", "LESSON_BUILD": str(tmp_path / "build")}
    run = [sys.executable, "-m", "lesson.commands.workshop"]
    done = subprocess.run([*run, file], cwd=ROOT, env=environment, capture_output=True, text=True)
    at = line_of(file.read_text(encoding="utf-8"), "Friday")
    assert done.returncode == 1 and f"{file}:{at}: 2027-03-15 is a Monday" in done.stderr
    gone = subprocess.run([*run, tmp_path / "no.yml"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert gone.returncode == 1 and "Copy workshop/example.yml to workshop.yml" in gone.stderr
    assert not (tmp_path / "build" / "workshop").exists()


# ---------- days, in words and in a calendar ----------


@pytest.mark.parametrize(
    "days, words",
    [
        (["2027-03-15"], "Monday 15 March 2027"),
        (["2027-03-15", "2027-03-16"], "Monday 15 to Tuesday 16 March 2027"),
        (["2027-03-31", "2027-04-01"], "Wednesday 31 March to Thursday 1 April 2027"),
        (["2026-12-31", "2027-01-01"], "Thursday 31 December 2026 to Friday 1 January 2027"),
        (["2027-03-15", "2027-03-22"], "Monday 15 March and Monday 22 March 2027"),
        (["2027-03-01", "2027-03-08", "2027-03-15"], "Monday 1 March, Monday 8 March and Monday 15 March 2027"),
    ],
)
def test_dates_in_words(days, words):
    assert command.dates_in_words([date.fromisoformat(day) for day in days]) == words


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_calendar_follows_the_rules():
    """RFC 5545: ends of lines, at most 75 bytes each, no letter cut in two, signs that have to be marked."""
    zone = ZoneInfo("Europe/Amsterdam")
    start, end = (datetime(2027, 3, 15, hour, tzinfo=zone) for hour in (9, 17))
    title = "Ä, b; c\\d " + "ö" * 80
    text = calendar([Event("one", start, end, title, "Room 1, left", "first\nsecond")], MADE)
    assert text.endswith("END:VCALENDAR\r\n") and not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
    lines = unfolded(text)
    assert "SUMMARY:" + "Ä\\, b\\; c\\\\d " + "ö" * 80 in lines
    assert "DESCRIPTION:first\\nsecond" in lines and "LOCATION:Room 1\\, left" in lines
    assert "DTSTART:20270315T080000Z" in lines and "DTEND:20270315T160000Z" in lines


def test_a_workshop_across_the_change_of_clocks(tmp_path):
    """Nine o'clock is another moment after the night of 28 March 2027."""
    text = FEW.replace("  - Monday 2027-03-15", "  - Friday 2027-03-26\n  - Monday 2027-03-29")
    text = text.replace("days: 1, episodes: [1, 2]", "days: 2, episodes: [1, 2]")
    workshop, wrong = checked(tmp_path, text.replace("America/Sao_Paulo", "Europe/Amsterdam"), LESSON)
    assert wrong == [] and workshop
    lines = unfolded(command.calendar_of(workshop, command.days_of(workshop), MADE))
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART:20270326T093000Z",
        "DTSTART:20270329T083000Z",
    ]
    identifiers = [line for line in lines if line.startswith("UID:")]
    assert len(set(identifiers)) == 2
    again = unfolded(command.calendar_of(workshop, command.days_of(workshop), datetime.now(timezone.utc)))
    assert [line for line in again if line.startswith("UID:")] == identifiers, "a corrected file replaces the entry"


# ---------- what stands in the texts ----------


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> dict[str, str]:
    """All texts of the example, and those of a small workshop with `few/` before their names."""
    folder = tmp_path_factory.mktemp("file")
    found = {}
    for name, text in (("", TEXT), ("few/", FEW)):
        workshop, wrong = checked(folder, text, LESSON)
        assert workshop, wrong
        found |= {f"{name}{file}": content for file, content in command.texts(workshop, "curves.svg", MADE).items()}
    return found


def test_no_text_shows_its_template(texts):
    for name, text in texts.items():
        assert not re.search(r"\{\{|\{%|\bNone\b|Undefined|<function", text), name
        assert name.endswith(".ics") or not re.search(r"[ \t]\n", text), f"spaces at the end of a line of {name}"


def test_mails_say_what_people_need(texts):
    mail, reminder = texts["organisers/mail.txt"], texts["organisers/reminder.txt"]
    assert mail.startswith("Subject: ")
    for words in (
        "When: Monday 15 to Wednesday 17 March 2027, from 09:00",
        "Europe/Amsterdam time (UTC+01:00)",
        "University Library, room 2.14, Example Street 1, Exampletown",
        f"{LESSON}setup.html",
        f"{LESSON}introduction-to-deep-learning-learner.zip",
        "https://example.org/survey-before",
        "Ada Example and Benoît Example, with the help of Chidi Example, Dana Example and Eun-ji Example",
    ):
        assert words in mail, words
    assert "Monday 15 March 2027 at 09:00" in reminder and "09:00  Welcome" in reminder
    few = texts["few/organisers/mail.txt"]
    assert "survey-before.html" in few and "helpers" not in few and "Chat:" not in few and "Where:" not in few
    assert "Online: https://example.org/room" in few and "UTC-03:00" in few


def test_dates_of_what_to_do_are_counted(texts):
    """Two weeks before Monday 15 March 2027, and one week after the last day."""
    to_do = texts["organisers/to-do.md"]
    assert "## Monday 1 March 2027: two weeks before" in to_do and "## Wednesday 24 March 2027: one week after" in to_do
    assert "Look for 3 helpers" in to_do and "5 sticks" in to_do
    assert "Look for 1 helper:" in texts["few/organisers/to-do.md"] and "2 sticks" in texts["few/organisers/to-do.md"]


# Computed here once more, in another way than in the lesson.
RIGHT = {
    "01-introduction": [f"{max(0, 0 * -1 + 0.5 * -0.5 + 1 * 0.5 + 1)}", f"{(2**2 + 3**2 + 0 + 1**2) / 4}"],
    "02-keras": [f"{(13 + 1) * 10 + (10 + 1) * 3}", f"{7 / (1 + 2 + 7):.2f}"],
    "05-advanced-layer-types": [f"{(3 * 3 * 1 + 1) * 32}", f"{24 - 3 + 1}"],
}


def test_tasks_have_the_answers_of_the_lesson(texts):
    survey = read_survey()
    found = {}
    for task in survey.tasks:
        found.setdefault(task.page.stem, []).append(task.answer)
        assert task.wrong and task.answer not in task.wrong
    assert found == RIGHT
    answers = texts["organisers/survey-answers.md"]
    assert re.findall(r"Right: \*\*(.+?)\*\*", answers) == [answer for part in RIGHT.values() for answer in part]
    assert "- 160: You left out the biases." in answers


def test_surveys_ask_the_same_in_each_form_and_give_nothing_away(texts):
    survey = read_survey()
    for when in ("before", "after"):
        page = BeautifulSoup(texts[f"survey-{when}.html"], "html.parser").get_text(" ", strip=True)
        text = texts[f"organisers/survey-{when}.txt"]
        for words in [*survey.skills, *(task.question for task in survey.tasks)]:
            assert words in page and words in text
        for task in survey.tasks:
            rest = page.replace(task.question, "")
            assert not re.search(rf"(?<![\w.]){re.escape(task.answer)}(?![\w.])", rest), task.answer


def test_what_nobody_teaches_is_not_asked(texts):
    few = texts["few/survey-after.html"]
    assert "mean squared error" in few and "convolutional" not in few and "4 short tasks" in few


@pytest.mark.parametrize(
    "content, message",
    [
        ("skills: [a]\ntasks:\n- {question: What, answer-of: 01-introduction/neuron-outputs}", "did you mean"),
        ("skills: [a]\ntasks:\n- {question: What, answer-of: 09-nothing/x}", "no page `09-nothing.md`"),
        ("skills: [a]\ntasks:\n- {question: 1 and 77?, answer-of: 01-introduction/neuron-output}", "names 77"),
        ("skills: [a]\ntasks:\n- {question: What}", "answer-of"),
        ("skills: [a]", "tasks"),
        ("skills: [a", "survey.yml"),
    ],
)
def test_a_task_that_does_not_fit_is_refused(content, message, tmp_path):
    file = tmp_path / "survey.yml"
    file.write_text(content)
    with pytest.raises(ValueError, match=re.escape(message)):
        read_survey(file)


def test_the_cheat_sheet_says_what_the_lesson_says(texts):
    """Steps, table of curves and code; what a cell does not hold is refused."""
    sheet = BeautifulSoup(texts["cheat-sheet.html"], "html.parser")
    source = (ROOT / "episodes" / "01-introduction.md").read_text(encoding="utf-8")
    steps = re.findall(r"^### \d+\. (.+)$", source, re.M)
    assert [step.b.get_text() for step in sheet.select("ol li")] == [f"{step}." for step in steps] and len(steps) == 10
    words = sheet.get_text(" ", strip=True)
    table = (ROOT / "episodes" / "03-monitor-the-model.md").read_text(encoding="utf-8").split("| what you see |")[1]
    rows = re.findall(r"^\| (.+?) \|", table.split("\n\n")[0], re.M)
    assert len(rows) == 3 and all(row in words for row in rows), rows
    for function in ("MeanSquaredError()", "BinaryCrossentropy(from_logits=True)", "CategoricalCrossentropy()"):
        assert function in words


@pytest.mark.parametrize(
    "ask",
    [
        lambda root: quoted.code("keras.layers.Dense(4711)", "02-keras", root),
        lambda root: quoted.table("what you hear", "03-monitor-the-model", root),
        lambda root: quoted.ten_steps(root),
        lambda root: quoted.aims(root),
    ],
)
def test_what_the_lesson_no_longer_says_is_refused(ask, tmp_path):
    (tmp_path / "episodes").mkdir()
    for name in ("01-introduction", "02-keras", "03-monitor-the-model"):
        text = (ROOT / "episodes" / f"{name}.md").read_text(encoding="utf-8")
        (tmp_path / "episodes" / f"{name}.md").write_text(text.replace("### 10. Share model", "### Share model"))
    (tmp_path / "index.md").write_text("Some text.\n")
    with pytest.raises(LookupError, match=r"\.md"):
        ask(tmp_path)


# ---------- what is built ----------


@pytest.fixture(scope="session")
def made(site, browser, tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """The workshop of the example, built aside, and how many sides its papers have."""
    folder = tmp_path_factory.mktemp("workshop")
    # In a process of its own, because two Playwrights do not fit into one.
    code = f"""
import json
from datetime import datetime, timezone
from pathlib import Path
from lesson.check.workshop_file import read
from lesson.commands.workshop import build
found, wrong = read(Path({str(EXAMPLE)!r}), "The lesson")
print(json.dumps(build(found, datetime(2026, 11, 26, tzinfo=timezone.utc), target=Path({str(folder / "pages")!r}))))
"""
    environment = {**os.environ, "PYTHONPATH": "_ext"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "pages", json.loads(done.stdout.splitlines()[-1])


PAGES = ["index.html", "schedule.html", "survey-before.html", "survey-after.html", "cheat-sheet.html"]
ALL_PAGES = [*PAGES, "organisers/no-network.html"]


def test_papers_have_the_sides_that_are_promised(made):
    _, sides = made
    for name in ("cheat-sheet.pdf", "organisers/no-network.pdf", "organisers/helper-sheet.pdf"):
        assert sides[name] == 1, name
    episodes = len(list((ROOT / "episodes").glob("*.md")))
    assert sides["organisers/run-sheets.pdf"] == episodes
    assert episodes < sides["handout.pdf"] <= 6 * episodes, "the instructor guide says about five for each episode"


def test_handout_holds_exercises_and_key_points_of_what_is_taught(site, page):
    page.goto((site / "key-points.html").as_uri())
    points = page.evaluate(command.KEY_POINTS)
    page.emulate_media(media="print")
    page.goto((site / "exercises.html").as_uri())
    everything = page.locator(".text .exercise.box").count()
    page.evaluate(command.HANDOUT, [["of-02-keras"], points])
    shown = page.locator(".text .exercise.box")
    titles = shown.evaluate_all("boxes => boxes.map(box => box.getAttribute('aria-label'))")
    assert 0 < len(titles) < everything and all("Exercise 2." in title for title in titles), titles
    assert page.locator(".text .solution").count() and not page.locator(".text .solution:visible").count()
    assert "one-hot encoding" in page.locator(".text").inner_text().split("Key points")[1]


def test_run_sheets_have_the_times_of_the_workshop(site, page, tmp_path):
    """Of the episodes that are taught, in order, within the parts of the schedule, which begins at half past ten here."""
    workshop, _ = checked(tmp_path, FEW, LESSON)
    days = command.days_of(workshop)
    page.goto((site / "run-sheets.html").as_uri())
    page.evaluate(command.RUN_SHEETS, command.parts_of_day(days))
    ids = page.eval_on_selector_all(".text section[id^='of-']", "all => all.map(one => one.id)")
    assert ids == ["of-01-introduction", "of-02-keras"]
    for name in ids:
        parts = [entry for entry in days[0].entries if entry.link and name == f"of-{Path(entry.link).stem}"]
        when = page.locator(f"#{name} .when").inner_text()
        assert when == "Monday 15 March 2027, " + "; ".join(f"{part.start:%H:%M} to {part.end:%H:%M}" for part in parts)
        times = page.locator(f"#{name} .sheet .clock").all_inner_texts()
        assert len(times) > 10 and times == sorted(times)
        inside = [any(f"{part.start:%H:%M}" <= time <= f"{part.end:%H:%M}" for part in parts) for time in times]
        assert all(inside), [time for time, good in zip(times, inside) if not good]
        assert times[0] < f"{parts[0].start:%H}:59" and times[-1] > f"{parts[-1].start:%H:%M}"


@pytest.mark.parametrize("name", ALL_PAGES)
def test_pages_ask_nobody_and_lead_somewhere(made, page, name):
    folder, _ = made
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    page.goto((folder / name).as_uri(), wait_until="networkidle")
    assert len(asked) > 3 and all(url.startswith(("file:", "data:")) for url in asked), asked
    assert not failed
    for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
        if address.startswith(LESSON):
            path = address.removeprefix(LESSON).split("#")[0]
            assert (SITE / path).exists(), address
        elif not address.startswith(("https://example.org/", "mailto:ada@example.org", "#")):
            assert ((folder / name).parent / address).exists(), address


@pytest.mark.parametrize("theme, width", VIEWS)
@pytest.mark.parametrize("name", ALL_PAGES)
def test_pages_are_accessible(made, browser, name, theme, width):
    folder, _ = made
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 800}, color_scheme=theme)
    shown = context.new_page()
    shown.goto((folder / name).as_uri())
    assert shown.evaluate("document.documentElement.dataset.theme") == theme
    assert violations(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    context.close()


def test_html_is_valid(made):
    jar = os.environ.get("VNU_JAR")
    if not jar or not shutil.which("java"):
        missing("the Nu HTML checker (VNU_JAR and Java)")
    command_line = ["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "gnu", str(made[0])]
    result = subprocess.run(command_line, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-4000:]


def test_a_survey_is_filled_in_and_saved(made, page, tmp_path):
    folder, _ = made
    asked = []
    page.goto((folder / "survey-after.html").as_uri())
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("A word that you will remember").fill("heron")
    page.get_by_role("group", name="I can build and train").get_by_label("4").check()
    page.get_by_label("1. A neuron has").fill(" 1.25 ")
    page.get_by_label("1. A neuron has").press("Enter")  # sends nothing
    page.get_by_label("You may quote my words").check()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save my answers as a file").click()
    saved = tmp_path / "answers.json"
    saving.value.save_as(saved)
    found = json.loads(saved.read_text(encoding="utf-8"))
    assert found["survey"] == "after" and found["workshop"].endswith("2027-03-15")
    filled = {name: answer for name, answer in found["answers"].items() if answer}
    assert filled == {"word": "heron", "skill-3": "4", "task-1": "1.25", "quote": "yes"}
    assert len(found["answers"]) == len(
        page.eval_on_selector_all("form [name]", "all => [...new Set(all.map(one => one.name))]")
    )
    assert "Saved as survey-after-" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Copy them as text").click()
    status = page.get_by_role("status")
    assert re.search("Copied|Select the text below", status.inner_text())
    assert all(url.startswith("blob:") for url in asked), "nothing is sent"


def test_a_survey_without_scripts_can_be_printed(made, browser):
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((made[0] / "survey-before.html").as_uri())
    assert shown.get_by_text("Your browser runs no scripts").is_visible()
    assert not shown.get_by_role("button").count() and shown.get_by_label("Your field of work").is_visible()
    context.close()


def test_the_folder_for_everybody_holds_nothing_for_organisers(made):
    folder, _ = made
    for name in ("survey-answers.md", "mail.txt", "no-network.html"):
        assert (folder / "organisers" / name).exists() and not (folder / name).exists()
    for name in PAGES:
        assert "organisers" not in (folder / name).read_text(encoding="utf-8")


# ---------- in the bundle ----------


def test_the_bundle_takes_the_workshop_along(made, site, tmp_path):
    paper = tmp_path / "lesson.pdf"
    paper.touch()
    files = bundle.contents(site, paper, made[0], LESSON)
    start = files["START-HERE.html"].decode()
    assert 'href="workshop/index.html"' in start
    for name in [name for name in files if name.startswith("workshop/") and name.endswith(".html")]:
        for address in re.findall(r'href="([^"#]+)', files[name].decode()):
            assert not address.startswith(LESSON), f"{name} leads into the network: {address}"
            if not address.startswith(("https://example.org/", "mailto:")):
                target = os.path.normpath(Path(name).parent / address)
                assert target in files, f"{name}: {address}"
    without = bundle.contents(site, paper)
    assert not [name for name in without if name.startswith("workshop/") or name.endswith(".yml")]
    assert "start page" not in without["START-HERE.html"].decode()


def test_the_checksum_is_what_sha256sum_reads(tmp_path):
    archive = tmp_path / bundle.ARCHIVE.name
    archive.write_bytes(b"content")
    (tmp_path / bundle.CHECKSUM.name).write_text(bundle.checksum(archive))
    check = ["sha256sum", "--check", "--strict", bundle.CHECKSUM.name]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0
    archive.write_bytes(b"other content")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1
