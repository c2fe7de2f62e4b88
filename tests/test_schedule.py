"""The days of a workshop, worked out by hand; `schedule_cases.json` holds those that the page's form shares."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from lesson.paths import ROOT
from lesson.site import teaching as for_teaching
from lesson.site.course import Piece, pieces
from lesson.site.schedule import Session, duration, summary
from lesson.site.teaching import Timing, place, sheet
from lesson.text import schedule
from lesson.text.page import parse
from lesson.text.schedule import Row, Stretch, days_of, filled, parts, rounded, workshop_days
from lesson.text.times import Step

LENGTHS = {
    "longest": 90,
    "break": 15,
    "lunch": 60,
    "lunch-after": 180,
    "lunch-from": 300,
    "welcome": 15,
    "set-up-check": 10,
    "recap": 10,
    "wrap-up": 10,
    "survey": 10,
}
BARE = {**LENGTHS, **dict.fromkeys(("welcome", "set-up-check", "recap", "wrap-up", "survey"), 0)}
CASES = json.loads((Path(__file__).parent / "schedule_cases.json").read_text(encoding="utf-8"))


def stretches(episodes: list[list[int]]) -> list[list[Stretch]]:
    return [
        [Stretch(episode, part, minutes) for part, minutes in enumerate(parts)]
        for episode, parts in enumerate(episodes)
    ]


def shown(days: list[list[Row]]) -> list[list[list]]:
    """Return offset, what and minutes of each row."""
    return [
        [[row.offset, row.title or f"{row.episode + 1}{', continued' * row.continued}", row.minutes] for row in day]
        for day in days
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_day(case):
    queue = [stretch for episode in stretches(case["episodes"]) for stretch in episode]
    found = filled(queue, case["longest day"], {**LENGTHS, **case.get("lengths", {})})
    assert shown(found) == case["days"]


@pytest.mark.parametrize(
    "lengths, days, expected",
    [
        ([60, 60, 60, 60], 2, [[1, 2], [3, 4]]),
        ([90, 30, 30, 30], 2, [[1], [2, 3, 4]]),
        ([30, 30, 30, 90], 2, [[1, 2, 3], [4]]),
        ([10, 20, 30, 40, 50], 3, [[1, 2, 3], [4], [5]]),
        ([10, 20, 30], 1, [[1, 2, 3]]),
        ([10, 20], 3, [[1], [2]]),
    ],
    ids=["halves", "a long start", "a long end", "three days", "one day", "more days than episodes"],
)
def test_the_longest_day_is_as_short_as_it_can_be(lengths, days, expected):
    found = days_of({"days": days}, stretches([[length] for length in lengths]), {**BARE, "longest": 900})
    assert [[row.episode + 1 for row in day] for day in found] == expected


def test_a_plan_chooses_episodes_hours_and_lengths():
    episodes = stretches([[60], [50], [40], [30]])
    found = days_of({"hours": 1.5, "episodes": [1, 3, 4], "recap": 5}, episodes, BARE)
    assert shown(found) == [[[0, "1", 60]], [[0, "Recap", 5], [5, "3", 40], [45, "4", 30]]]


def teaching(minutes: int, can_go: bool = False) -> Step:
    return Step("teaching", 1, minutes, can_go=can_go)


def exercise(minutes: int, talk: int, **marks: bool) -> Step:
    return Step("exercise", 1, minutes, talk, **marks)


PAUSE = Step("pause", 1)


@pytest.mark.parametrize(
    "steps, whole, core",
    [
        ([teaching(10), exercise(5, 3), teaching(7), exercise(3, 0)], [(17, 11)], [(17, 11)]),
        (
            [teaching(10), PAUSE, exercise(5, 3), PAUSE, teaching(2)],
            [(10, 0), (0, 8), (2, 0)],
            [(10, 0), (0, 8), (2, 0)],
        ),
        ([teaching(10), exercise(5, 3, optional=True)], [(10, 0)], [(10, 0)]),
        ([teaching(10), exercise(5, 3, can_go=True), teaching(4, True)], [(14, 8)], [(10, 0)]),
        ([PAUSE, teaching(10)], [(0, 0), (10, 0)], [(0, 0), (10, 0)]),
    ],
    ids=["one stretch", "pauses part", "optional takes no time", "what can go", "nothing before the first pause"],
)
def test_pauses_part_an_episode(steps, whole, core):
    assert parts(steps) == whole and parts(steps, core=True) == core


@pytest.mark.parametrize(
    "minutes, five", [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (57, 55), (58, 60), (72, 70), (73, 75)]
)
def test_lengths_are_rounded_to_five_minutes(minutes, five):
    assert rounded(minutes) == five


@pytest.mark.parametrize("minutes, text", [(0, "0:00"), (5, "0:05"), (59, "0:59"), (60, "1:00"), (605, "10:05")])
def test_minutes_as_hours_and_minutes(minutes, text):
    assert duration(minutes) == text


# Two parts of 48 and 62 minutes on the page, for which the schedule has 50 and 60 at 9:10 and 10:15.
SESSIONS = [Session(10, 50, 48), Session(75, 60, 62)]


@pytest.mark.parametrize(
    "minute, is_pause, part, at",
    [
        (0, False, 0, 10),
        (24, False, 0, 35),
        (47, False, 0, 59),
        (48, False, 1, 75),
        (48, True, 0, 60),
        (79, False, 1, 105),
        (110, False, 1, 135),
    ],
)
def test_when_a_minute_of_an_episode_is_due(minute, is_pause, part, at):
    assert place(SESSIONS, minute, is_pause) == (SESSIONS[part], at)


def test_a_minute_behind_the_last_part_of_an_episode_belongs_to_it():
    """Where the first plan leaves an episode out, its minutes are those of the episode."""
    assert place(SESSIONS, 300) == (SESSIONS[1], round(75 + 252 * 60 / 62))
    assert place([], 30) == (None, 30)


def test_a_run_sheet():
    """A break is named as the schedule has it, at the end of its part; lines are those to type."""
    rows = [
        for_teaching.Row(0, "A & b", lines=12),
        for_teaching.Row(24, "1.1 Find (5 + 3 min)", "exercise", True, lines=1),
        for_teaching.Row(48, "BREAK", "pause"),
        for_teaching.Row(48, "Next"),
        for_teaching.Row(79, "1.2 Go (2 + 0 min)", "exercise", lines=2),
        for_teaching.Row(110, "BREAK", "pause", lines=0),
    ]
    rows[1].answers = [("a < b?", "yes & no", ["a <b> c", "1.5"]), ("How many?", "2", [])]
    sessions = [Session(10, 50, 48, 1, "Lunch"), Session(5, 60, 62, 2, "End of the day")]
    made = BeautifulSoup(sheet(rows, Timing(sessions, ["x < y (3 min)", "z (1 min)"], "Go & on.")), "html.parser")
    assert [th.get_text() for th in made.select("thead th")] == ["Time", "Screen", "Type", "Ask, and expect"]
    shown = [[cell.get_text(" ", strip=True) for cell in row.select("td, th")[:3]] for row in made.select("tbody tr")]
    assert shown == [
        ["0:10", "A & b", "12 lines"],
        ["0:35", "1.1 Find (5 + 3 min) can go", "then 1 line"],
        ["1:00", "LUNCH", ""],
        ["0:05", "Next", ""],
        ["0:35", "1.2 Go (2 + 0 min)", "then 2 lines"],
        ["1:05", "END OF THE DAY", ""],
    ]
    assert [clock["data-offset"] for clock in made.select("tbody .clock")] == ["10", "35", "60", "5", "35", "65"]
    asked = [[span.get_text() for span in row.select("td:last-child .ask")] for row in made.select("tbody tr")]
    assert asked[1] == ["a < b?: yes & no; not a <b> c, 1.5", "How many?: 2"] and not any(asked[:1] + asked[2:])
    assert [b.get_text() for b in made.select(".ask b")] == ["yes & no", "2"]
    assert made.select_one(".when").get_text() == "Day 1, 0:10 to 1:00; day 2, 0:05 to 1:05"
    late = "If you are late: Leave out x < y (3 min); z (1 min). Go & on."
    assert made.select_one(".cut").get_text() == late


def test_a_run_sheet_of_an_episode_that_the_first_plan_leaves_out():
    made = BeautifulSoup(sheet([for_teaching.Row(70, "Next")], Timing([], [], "")), "html.parser")
    assert made.td.get_text() == "1:10" and not made.select(".when, .cut")


def test_a_book_without_a_guide_gives_no_advice():
    assert for_teaching.advice(SimpleNamespace(found_docs=set())) == {}


def test_the_pieces_of_the_line_under_a_title():
    steps = [teaching(3), teaching(4), exercise(5, 3, label="a"), PAUSE, teaching(6, True), exercise(7, 3, can_go=True)]
    asked = {"a": Piece("exercise", heading="Do it", number="1.1")}
    whole = [(piece.kind, piece.minutes, piece.number, piece.left_out) for piece in pieces(steps, asked, False)]
    assert whole == [
        ("teaching", 7, "", False),
        ("exercise", 5, "1.1", False),
        ("pause", 0, "", False),
        ("teaching", 6, "", False),
        ("exercise", 7, "", False),
    ]
    core = [(piece.kind, piece.minutes, piece.left_out) for piece in pieces(steps, asked, True)]
    assert core == [("teaching", 7, False), ("exercise", 5, False), ("pause", 0, False), ("exercise", 7, True)]


def test_a_plan_in_words():
    day = [Row("session", 60), Row("session", 45, offset=360)]
    plan = {"days": 1, "episodes": [2, 5], "core": True, "read-before": [1, 3]}
    assert summary(plan, [day], 8) == (
        "Episodes 2 and 5, the core: what can go is left out; one day of 6:45 hours, with breaks."
        " Participants read episodes 1 and 3 before."
    )
    assert summary({"days": 2}, [day, day], 8) == (
        "All episodes, with everything but the optional exercises; 2 days of up to 6:45 hours, with breaks."
    )


# ---------- settings ----------

SETTINGS = (ROOT / "schedule.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "right, wrong, said",
    [
        ("longest: 90", "longst: 90", "nobody reads `longst`; the keys are start, plans, longest"),
        ("longest: 90", "longest: 92", "`longest: 92` is no number of minutes in steps of 5"),
        ("longest: 90", "longest: -5", "`longest: -5` is no number of minutes"),
        ("longest: 90", "longest: 90.0", "`longest: 90.0` is no number of minutes"),
        ("lunch: 60\n", "lunch: yes\n", "`lunch: True` is no number of minutes in steps of 5"),
        ("recap: 10\n", "", "the schedule has no `recap`"),
        ('start: "09:00"', "start: 9", '`start: 9` is no time of day; write it as "09:00"'),
        ('start: "09:00"', 'start: "25:00"', "is no time of day"),
        ("{days: 4}", "{}", "plan `Four days, everything`: it needs either `days` or `hours`"),
        ("{days: 4}", "{days: 4, hours: 7}", "it needs either `days` or `hours`"),
        ("{days: 4}", "{days: 0}", "`days: 0` is no number of days"),
        ("{days: 4}", "{hours: 0}", "`hours: 0` is no number of hours"),
        ("{days: 4}", "{hours: long}", "`hours: long` is no number of hours"),
        ("{days: 4}", "{days: 4, core: no idea}", "`core: no idea` is neither true nor false"),
        ("{days: 4}", "{days: 4, episodes: 2}", "`episodes: 2` is no list of episodes"),
        ("{days: 4}", "{days: 4, episodes: [2, 1]}", "`episodes: [2, 1]` is no list of episodes in their order"),
        ("{days: 4}", "{days: 4, episodes: [0]}", "is no list of episodes"),
        ("{days: 4}", "{days: 4, episodes: [1, 9]}", "`episodes` names an episode 9; the last one is 8"),
        ("{days: 4}", "{days: 4, lnch: 0}", "nobody reads `lnch`"),
        ("{days: 4}", "{days: 4, lunch: 7}", "`lunch: 7` is no number of minutes in steps of 5"),
        ("  Four days, everything: {days: 4}", "  Four days, everything: {days: 4", "this is no YAML"),
        ("{days: 4}", "4", "plan `Four days, everything`: it has no settings; write `{days: 1}`"),
    ],
)
def test_settings_that_are_wrong_are_named_with_their_line(right, wrong, said):
    assert right in SETTINGS
    page = parse(Path("schedule.md"), SETTINGS.replace(right, wrong, 1))
    block = next(block for block in page.walk() if block.name == "schedule")
    [(line, message), *_] = list(schedule.settings_problems(block, 8))
    assert said in message
    lines = SETTINGS.replace(right, wrong, 1).split("\n")
    if wrong and "YAML" not in said:
        assert wrong.strip() in lines[line - 1]


@pytest.mark.parametrize(
    "settings, said",
    [
        ("soon", [(5, "the schedule has no settings")]),
        ("plans: soon\nlongest: 92", [(6, "`plans` holds no plan"), (7, "`longest: 92` is no number")]),
        ("plans: soon\nlongest: 9: 2", [(7, "this is no YAML")]),
        ("plans: {}\nlongest: 92", [(6, "`plans` holds no plan"), (7, "`longest: 92` is no number")]),
    ],
)
def test_settings_that_hold_nothing_are_named(settings, said):
    """And hide nothing that is wrong below them."""
    page = parse(Path("schedule.md"), f"---\ntitle: Schedule\n---\n\n:::{{schedule}}\n{settings}\n:::\n")
    block = next(block for block in page.walk() if block.name == "schedule")
    found = list(schedule.settings_problems(block, 8))
    assert len(found) >= len(said)
    for (line, message), (at, words) in zip(found, said):
        assert line == at and message.startswith(words)


def test_wrong_settings_name_file_and_line():
    wrong = SETTINGS.replace("longest: 90", "longest: 92")
    line = wrong.split("\n").index("longest: 92") + 1
    with pytest.raises(ValueError, match=rf"schedule\.md:{line}: `longest: 92`"):
        schedule.settings_of(parse(Path("schedule.md"), wrong))
    with pytest.raises(ValueError, match=r"schedule\.md:1: no schedule"):
        schedule.settings_of(parse(Path("schedule.md"), "# Nothing"))


def test_the_settings_of_the_book_are_right():
    page = parse(Path("schedule.md"), SETTINGS)
    block = next(block for block in page.walk() if block.name == "schedule")
    assert list(schedule.settings_problems(block, len(schedule.episodes_of()))) == []


@pytest.mark.parametrize(
    "plan, episodes",
    [
        ({"hours": 1}, 8),
        ({"hours": 0.5}, 8),
        ({"days": 1}, 1),
        ({"days": 1, "episodes": [8], "read-before": [1, 8]}, 8),
        ({"days": 1, "episodes": [80]}, None),
        ({"days": 1, "core": False, "lunch": 0, "break": 5}, 8),
    ],
)
def test_plans_that_are_right(plan, episodes):
    assert list(schedule.plan_problems(plan, episodes)) == []


@pytest.mark.parametrize(
    "plan, keys",
    [
        (3, [""]),
        ({}, ["days"]),
        ({"days": 1.5}, ["days"]),
        ({"days": 0, "core": 1}, ["days", "core"]),
        ({"hours": -1}, ["hours"]),
        ({"days": 1, "episodes": []}, ["episodes"]),
        ({"days": 1, "episodes": [2, 2]}, ["episodes"]),
        ({"days": 1, "episodes": [1, "two"]}, ["episodes"]),
        ({"days": 1, "episodes": 9, "read-before": [9]}, ["episodes", "read-before"]),
        ({"days": 1, "lunch": 3, "brake": 5}, ["lunch", "brake"]),
    ],
)
def test_each_problem_of_a_plan_names_its_key(plan, keys):
    assert [key for key, _ in schedule.plan_problems(plan, 8)] == keys


def test_what_is_missing_is_named_at_the_directive():
    page = parse(Path("schedule.md"), ':::{schedule}\nstart: "09:00"\nplans:\n  One day: {days: 1}\n:::\n')
    found = list(schedule.settings_problems(page.blocks[0], 8))
    assert {line for line, _ in found} == {1}
    assert [re.findall("`[^`:]+`", message)[0].strip("`") for _, message in found] == [
        *("longest", "break", "lunch", "lunch-after", "lunch-from"),
        *("welcome", "set-up-check", "recap", "wrap-up", "survey"),
    ]


@pytest.mark.parametrize("chosen, text", [([3], "3"), ([1, 2], "1 and 2"), ([1, 2, 5], "1, 2 and 5")])
def test_numbers_in_words(chosen, text):
    assert schedule.in_numbers(chosen) == text


def test_stretches_are_rounded_and_nothing_is_none():
    """Ten minutes with an exercise of 5 + 3, then a pause with nothing before the next, then four minutes, which are five."""
    gates = ":::{exercise-start} Try\n:label: one-ex-a\n:minutes: 5\n:::\n\nDo.\n\n:::{exercise-end}\n:::\n\n"
    pause = ":::{break}\nAir.\n:::\n\n"
    text = f"{' '.join(['word'] * 260)}\n\n{gates}{pause}{pause}{' '.join(['word'] * 520)}\n"
    page = parse(Path("episodes/01-one.md"), text)
    assert schedule.stretches_of([page, page]) == [
        [Stretch(episode, 0, 10, exercises=10), Stretch(episode, 2, 5, exercises=0)] for episode in (0, 1)
    ]


def test_rows_say_what_they_are():
    """Those of a part tell its episode, part and exercises; all others have none."""
    queue = [Stretch(2, 0, 60, exercises=20), Stretch(2, 1, 30)]
    (day,) = filled(queue, 600, {**LENGTHS, "lunch-from": 60, "lunch-after": 0})
    none = (-1, 0, False, 0)
    assert [(row.kind, row.title, row.episode, row.part, row.continued, row.exercises) for row in day] == [
        ("frame", "Welcome", *none),
        ("frame", "Set-up check", *none),
        ("session", "", 2, 0, False, 20),
        ("pause", "Lunch", *none),
        ("session", "", 2, 1, True, 0),
        ("frame", "Wrap-up", *none),
        ("frame", "Survey", *none),
    ]
    assert [(row.offset, row.end) for row in day][2:5] == [(25, 85), (85, 145), (145, 175)]


# ---------- the plans of this book ----------


def plans() -> dict[str, dict]:
    return schedule.settings_of(parse(Path("schedule.md"), SETTINGS))["plans"]


@pytest.mark.parametrize("title", plans())
def test_a_plan_holds_what_a_class_needs(title):
    """At most 90 minutes without a break, lunch on long days, a start and an end, and a break at each box of the pages."""
    plan = plans()[title]
    settings = schedule.settings_of(parse(Path("schedule.md"), SETTINGS))
    between = schedule.stretches_of(schedule.episodes_of(), bool(plan.get("core")))
    days = days_of(plan, between, settings)
    assert len(days) == plan["days"]
    order = [(row.episode, row.part) for day in days for row in day if row.kind == "session"]
    wanted = [
        (stretch.episode, stretch.part)
        for number in plan.get("episodes", range(1, 9))
        for stretch in between[number - 1]
    ]
    assert order == wanted
    for at, day in enumerate(days):
        titles = [row.title for row in day]
        assert titles[:2] == ["Welcome", "Set-up check"] if at == 0 else titles[0] == "Recap"
        assert titles[-2:] == ["Wrap-up", "Survey"] if at == len(days) - 1 else titles[-1] == "Wrap-up"
        assert ("Lunch" in titles) == (day[-1].end > 330 and plan.get("lunch") != 0)
        sat = clock_ = 0
        for before, row in zip([None, *day], day):
            assert row.offset == clock_ and row.minutes % 5 == 0
            sat = 0 if row.kind == "pause" else sat + row.minutes
            assert sat <= 90, f"{title}, day {at + 1}: {sat} minutes without a break"
            if before is not None and before.kind == row.kind == "session":
                assert before.episode != row.episode, "a box without a break"
            clock_ += row.minutes
        assert day[-1].end <= 8.5 * 60, f"{title}, day {at + 1} is too long for a room"


def test_three_hours_are_three_hours():
    [day] = workshop_days("Three hours, a first network", "13:30", [date(2027, 3, 1)])
    assert day.entries[0].start == datetime(2027, 3, 1, 13, 30)
    assert day.entries[-1].end <= datetime(2027, 3, 1, 16, 30)


# ---------- a workshop ----------

EPISODE = """---
title: {title}
lead: More.
---

{words}

{pause}

{words}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two episodes, of 20 + 20 and 40 minutes."""
    (tmp_path / "episodes").mkdir()
    words = "\n".join([" ".join(["word"] * 130)] * 20)
    pause = ":::{break}\nAir.\n:::"
    (tmp_path / "episodes" / "01-first.md").write_text(EPISODE.format(title="First", words=words, pause=pause))
    (tmp_path / "episodes" / "02-second.md").write_text(EPISODE.format(title="Second", words=words, pause=""))
    (tmp_path / "_toc.yml").write_text(
        "root: schedule\nparts:\n  - chapters:\n      - file: episodes/01-first\n      - file: episodes/02-second\n"
    )
    shutil.copy(ROOT / "schedule.md", tmp_path)
    return tmp_path


def test_the_days_of_a_workshop(book):
    plan = {"hours": 1.5, "set-up-check": 0, "welcome": 15}
    [first, second] = workshop_days(plan, "08:45", [date(2027, 3, 1), date(2027, 3, 3)], book)
    # 15 minutes of welcome, 20, a break of 15, 20 and 10 of wrap-up are 80 minutes; 40 more do not fit.
    assert [(f"{e.start:%d %H:%M}", f"{e.end:%H:%M}", e.title, e.link) for e in first.entries] == [
        ("01 08:45", "09:00", "Welcome", ""),
        ("01 09:00", "09:20", "1. First", "episodes/01-first.html"),
        ("01 09:20", "09:35", "Break", ""),
        ("01 09:35", "09:55", "1. First, continued", "episodes/01-first.html"),
        ("01 09:55", "10:05", "Wrap-up", ""),
    ]
    assert second.date == date(2027, 3, 3)
    assert [(f"{e.start:%d %H:%M}", e.title) for e in second.entries] == [
        ("03 08:45", "Recap"),
        ("03 08:55", "2. Second"),
        ("03 09:35", "Wrap-up"),
        ("03 09:45", "Survey"),
    ]


@pytest.mark.parametrize(
    "plan, dates, said",
    [
        ("Five days", 1, r"no plan `Five days`; schedule\.md has 'Four days, everything'"),
        ({"days": 1, "core": 3}, 1, "`core: 3` is neither true nor false"),
        ({"days": 0, "core": 3}, 1, "^`days: 0` is no number of days; `core: 3` is neither true nor false$"),
        ({"days": 1, "episodes": [3]}, 1, "`episodes` names an episode 3; the last one is 2"),
        ({"days": 2}, 1, "the plan has 2 days, but there are 1 dates"),
    ],
)
def test_a_plan_that_cannot_be(book, plan, dates, said):
    with pytest.raises(ValueError, match=said):
        workshop_days(plan, "09:00", [date(2027, 3, 1)] * dates, book)
