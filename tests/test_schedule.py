"""The course of an episode and the days of a workshop, with minutes that were worked out by hand."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document
from lesson.site.boxes import box
from lesson.site.course import Step, course
from lesson.site.schedule import duration, parts, plan_day, split
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node


@pytest.mark.parametrize(
    "lengths, days, expected",
    [
        ([60, 60, 60, 60], 2, [[0, 1], [2, 3]]),
        ([90, 30, 30, 30], 2, [[0], [1, 2, 3]]),
        ([30, 30, 30, 90], 2, [[0, 1, 2], [3]]),
        ([10, 20, 30, 40, 50], 3, [[0, 1, 2], [3], [4]]),
        ([10, 20, 30], 1, [[0, 1, 2]]),
        ([10, 20], 3, [[0], [1]]),
    ],
    ids=["halves", "a long start", "a long end", "three days", "one day", "more days than episodes"],
)
def test_the_longest_day_is_as_short_as_it_can_be(lengths, days, expected):
    assert split(lengths, days) == expected


def teaching(minutes: int) -> Step:
    return Step("teaching", minutes)


def exercise(minutes: int, optional: bool = False) -> Step:
    return Step("exercise", minutes, optional=optional)


PAUSE = Step("pause")


@pytest.mark.parametrize(
    "steps, expected",
    [
        ([teaching(10), exercise(5), teaching(7), exercise(3)], [(17, 8)]),
        ([teaching(10), PAUSE, exercise(5), PAUSE, teaching(2)], [(10, 0), (0, 5), (2, 0)]),
        ([teaching(10), exercise(5, optional=True)], [(10, 0)]),
        ([PAUSE, teaching(10), PAUSE], [(10, 0)]),
    ],
    ids=["one stretch", "pauses part", "optional takes no time", "nothing before the first and after the last pause"],
)
def test_pauses_part_an_episode(steps, expected):
    assert parts(steps) == expected


SETTINGS = {"longest": 90, "break": 15, "lunch": 60, "lunch-after": 150}
# (stretches of the episodes of a day, its rows: offset, what, minutes or (teaching, exercises))
DAYS = {
    "one stretch": ([[(50, 30)]], [(0, "1", (50, 30)), (80, "End", 0)]),
    "no pause within 90 minutes": ([[(50, 10)], [(20, 10)]], [(0, "1", (50, 10)), (60, "2", (20, 10)), (90, "End", 0)]),
    "a break before the 91st minute": (
        [[(50, 10)], [(20, 11)]],
        [(0, "1", (50, 10)), (60, "Break", 15), (75, "2", (20, 11)), (106, "End", 0)],
    ),
    "joined again where no break is needed": ([[(20, 10), (30, 0)]], [(0, "1", (50, 10)), (60, "End", 0)]),
    "continued after a break": (
        [[(50, 10), (20, 20)]],
        [(0, "1", (50, 10)), (60, "Break", 15), (75, "1, continued", (20, 20)), (115, "End", 0)],
    ),
    # 60, break until 75, until 135: still a break; until 150, until 210: lunch; later pauses are breaks again.
    "one lunch, when it is time": (
        [[(60, 0)], [(60, 0)], [(60, 0)], [(60, 0)], [(60, 0)]],
        [
            (0, "1", (60, 0)),
            (60, "Break", 15),
            (75, "2", (60, 0)),
            (135, "Break", 15),
            (150, "3", (60, 0)),
            (210, "Lunch", 60),
            (270, "4", (60, 0)),
            (330, "Break", 15),
            (345, "5", (60, 0)),
            (405, "End", 0),
        ],
    ),
    "lunch at the very minute": (
        [[(65, 0)], [(70, 0)], [(30, 0)]],
        [
            (0, "1", (65, 0)),
            (65, "Break", 15),
            (80, "2", (70, 0)),
            (150, "Lunch", 60),
            (210, "3", (30, 0)),
            (240, "End", 0),
        ],
    ),
}


@pytest.mark.parametrize("day", DAYS)
def test_a_day(day):
    stretches, expected = DAYS[day]
    names = [str(number) for number in range(1, len(stretches) + 1)]
    found = [
        (row.offset, row.name, row.minutes)
        if hasattr(row, "name")
        else (row.offset, f"{row.episode}{', continued' * row.continued}", (row.teaching, row.exercises))
        for row in plan_day(names, dict(zip(names, stretches)), SETTINGS)
    ]
    assert found == expected


@pytest.mark.parametrize("minutes, text", [(0, "0:00"), (5, "0:05"), (59, "0:59"), (60, "1:00"), (605, "10:05")])
def test_minutes_as_hours_and_minutes(minutes, text):
    assert duration(minutes) == text


def episode(*parts: nodes.Node | int) -> nodes.document:
    """Return a page; a number stands for a paragraph of so many words."""
    document = new_document("page")
    document += [
        nodes.paragraph("", *([nodes.Text("word " * part)])) if isinstance(part, int) else part for part in parts
    ]
    return document


def asked(minutes: int, optional: bool = False) -> exercise_enumerable_node:
    words = nodes.paragraph("", "", nodes.Text("many words of an exercise"))
    return exercise_enumerable_node("", words, minutes=minutes, label="a-ex-b", heading="Do it", optional=optional)


def boxed(kind: str) -> box:
    return box("", nodes.paragraph("", "", nodes.Text("word " * 50)), kind=kind)


COURSES = {
    "by the number of words": (episode(30, asked(5), 10), 20, [("teaching", 15), ("exercise", 5), ("teaching", 5)]),
    # 10/3 and 20/3 of ten minutes: 3, then 7 so far, then 10
    "rounded to the whole": (
        episode(5, asked(1), 5, asked(2), 5),
        10,
        [("teaching", 3), ("exercise", 1), ("teaching", 4), ("exercise", 2), ("teaching", 3)],
    ),
    "nothing to say between two exercises": (
        episode(10, asked(5), asked(5)),
        10,
        [("teaching", 10), ("exercise", 5), ("exercise", 5)],
    ),
    "a break": (episode(10, boxed("break"), 10), 10, [("teaching", 5), ("pause", 0), ("teaching", 5)]),
    "notes and solutions are not taught": (
        episode(10, asked(5), boxed("instructor"), solution_node("", nodes.Text("word " * 99)), 10),
        10,
        [("teaching", 5), ("exercise", 5), ("teaching", 5)],
    ),
    "other boxes are": (
        episode(50, asked(5), boxed("callout")),
        10,
        [("teaching", 5), ("exercise", 5), ("teaching", 5)],
    ),
    "no words at all": (episode(asked(5)), 0, [("exercise", 5)]),
}


@pytest.mark.parametrize("name", COURSES)
def test_the_course_of_an_episode(name):
    document, minutes, expected = COURSES[name]
    steps = course(document, minutes)
    assert [(step.kind, step.minutes) for step in steps] == expected
    assert sum(step.minutes for step in steps if step.kind == "teaching") == minutes


def test_the_course_knows_its_exercises():
    step = course(episode(10, asked(5, optional=True)), 10)[1]
    assert (step.label, step.heading, step.optional, step.number) == ("a-ex-b", "Do it", True, "")
