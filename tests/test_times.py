"""The model of time: against episodes that were walked minute by minute, and counted by hand in small ones.

`walked.csv` holds two episodes as they were in November 2026 (commit fd102c3), by the parts between their pauses:
what `times` counts, with the lines of plots, which people typed then; and the minutes that an instructor
estimated for each step of a class, exercises (`work`, of which `walked` contains the sum) included.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from lesson.check import rules
from lesson.paths import ROOT
from lesson.text import times
from lesson.text.page import exercises, parse
from lesson.text.schedule import episodes_of
from lesson.text.times import TALK, Counts, counted, course, minutes, words_of

with (Path(__file__).parent / "walked.csv").open(encoding="utf-8") as file:
    WALKED = [
        {key: value if key == "episode" else int(value) for key, value in row.items()} for row in csv.DictReader(file)
    ]


def modelled(row: dict, words: float = 1) -> float:
    """Return the minutes of a part by the model; `words` is the share of the text that is spoken."""
    counts = Counts(row["words"] * words, row["lines"], row["figures"], row["boards"], row["playgrounds"])
    return counts.minutes + row["work"] + row["exercises"] * TALK


@pytest.mark.parametrize("row", WALKED, ids=lambda row: f"{row['episode']}, part {row['part']}")
def test_a_part_takes_what_it_took_when_it_was_walked(row):
    assert modelled(row) == pytest.approx(row["walked"], rel=0.1)


@pytest.mark.parametrize("episode, about", [("Classification with Keras", 130), ("Advanced layer types", 200)])
def test_an_episode_takes_what_the_instructor_said_in_round_numbers(episode, about):
    assert sum(modelled(row) for row in WALKED if row["episode"] == episode) == pytest.approx(about, rel=0.1)


def test_who_speaks_half_of_the_words_saves_as_little_as_the_instructor_said():
    """ "If I speak only half of the words, the episode is still about 185.\""""
    found = sum(modelled(row, words=0.5) for row in WALKED if row["episode"] == "Advanced layer types")
    assert found == pytest.approx(185, rel=0.1)


def test_the_table_is_what_a_learner_counted_as_well():
    """Words of prose and lines to type that a second reviewer counted in the built pages, without looking at the first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in WALKED:
        sums[row["episode"]][0] += row["words"]
        sums[row["episode"]][1] += row["lines"]
    for episode, words, lines in (("Classification with Keras", 3123, 149), ("Advanced layer types", 4462, 168)):
        assert sums[episode] == pytest.approx([words, lines], rel=0.05)


# ---------- counting ----------

HEAD = "---\ntitle: One\nlead: More.\njupytext: {}\n---\n\n"
WORDS = " ".join(["word"] * 130)  # one minute
IMPORT = "```{code-cell} ipython3\nimport math\n```\n\n"  # nobody types it
CELL = (
    "```{code-cell} ipython3\n# four lines below\nfirst = 1\nsecond = 2\n\nthird = 3\nfourth = 4\n```\n"  # one minute
)


DRAWS = "---\nmystnb:\n  figure:\n    name: fig-one-line\n    caption: A line.\n---\n"


def marked(tag: str) -> str:
    return CELL.replace("ipython3\n", f"ipython3\n:tags: [{tag}]\n")


def exercise(label: str, options: str = "") -> str:
    gates = ":::{{exercise-start}} Try it\n:label: {0}\n:minutes: 5\n{1}:::\n\n{2}\n\n:::{{exercise-end}}\n:::\n\n"
    solution = ":::{{solution-start}} {0}\n:::\n\n{2}\n\n{3}\n:::{{solution-end}}\n:::\n\n"
    return (gates + solution).format(label, options, WORDS, CELL)


def steps(text: str) -> list[tuple]:
    """Return kind, minutes and talk of the steps of a page."""
    return [(step.kind, step.minutes, step.talk) for step in course(parse(Path("episodes/01-one.md"), HEAD + text))]


COUNTED = {
    "words": (WORDS, 1),
    "lines that are typed, without comments and empty ones": (IMPORT + CELL, 1),
    "two minutes of words, three of lines": (f"{IMPORT}{WORDS}\n{WORDS}\n\n{CELL}\n{CELL}\n{CELL}", 5),
    "folded code": (IMPORT + marked("hide-input"), 0),
    "code to run": (IMPORT + marked("shown"), 0),
    "checks": (IMPORT + marked("remove-cell"), 0),
    "the first cells": (IMPORT * 3, 0),
    "two figures": (":::{figure} ../fig/neuron.svg\n:name: fig-a\n:alt: None.\nA word.\n:::\n\n" * 2, 1),
    "a playground": (":::{playground} neuron\n:title: One\n:::\n", 3),
    "a drawing on the board": (f":::{{instructor}}\nDraw it on the board. {WORDS}\n:::\n", 2),
    "a note": (f":::{{instructor}}\nAsk the class. {WORDS}\n:::\n", 0),
    "a box": (f":::{{callout}} Title\n{WORDS}\n:::\n", 1),
    "a formula and code are a word each": (" ".join(["$a + b$ `c + d`"] * 65), 1),
    "a role is a word": (" ".join(["{term}`some unit <unit>` a"] * 65), 1),
    "a table": ("| a | b |\n|---|---|\n" + "| word | word |\n" * 64, 1),
    "code that is folded and draws": (
        IMPORT + CELL.replace("ipython3\n", "ipython3\n" + DRAWS.replace("mystnb", "tags: [hide-input]\nmystnb")) * 2,
        1,
    ),
    "two cells that draw": (IMPORT + CELL.replace("ipython3\n", f"ipython3\n{DRAWS}") * 2, 1),
    "a note about a keyboard": (":::{instructor}\nTake the keyboard.\n:::\n", 0),
    "a note about two boards": (":::{instructor}\nThe board, and the other board.\n:::\n", 2),
    "a box in a list": ("- Words\n\n  :::{callout} Title\n  " + WORDS + "\n  :::\n", 1),
    "a solution without an exercise": (f":::{{solution-start}} none\n:::\n\n{WORDS}\n\n:::{{solution-end}}\n:::\n", 0),
}


@pytest.mark.parametrize("name", COUNTED)
def test_what_takes_time(name):
    text, expected = COUNTED[name]
    assert sum(taken for _, taken, _ in steps(text)) == expected


COURSES = {
    "an exercise has its work and its talk, and its words and lines count nowhere else": (
        f"{WORDS}\n\n{exercise('one-ex-a')}{WORDS}\n",
        [("teaching", 1, 0), ("exercise", 5, 3), ("teaching", 1, 0)],
    ),
    "talk that differs": (exercise("one-ex-a", ":talk: 10\n"), [("exercise", 5, 10)]),
    "no talk at all": (exercise("one-ex-a", ":talk: 0\n"), [("exercise", 5, 0)]),
    "a pause": (
        f"{WORDS}\n\n:::{{break}}\n{WORDS}\n:::\n\n{WORDS}\n",
        [("teaching", 1, 0), ("pause", 0, 0), ("teaching", 1, 0)],
    ),
    # 0.6, 1.2 and 1.8 minutes are 1, 1 and 2 so far
    "rounded to the whole": (
        "".join(f"## Part {part}\n\n{' '.join(['word'] * 76)}\n\n" for part in "abc"),
        [("teaching", 1, 0), ("teaching", 0, 0), ("teaching", 1, 0)],
    ),
}


@pytest.mark.parametrize("name", COURSES)
def test_the_course_of_an_episode(name):
    text, expected = COURSES[name]
    assert steps(text) == expected


def test_minutes_by_hand_are_shared_out_as_those_of_the_model():
    text = HEAD.replace("title", "teaching: 12\nminutes-because: A film.\ntitle", 1)
    page = parse(Path("episodes/01-one.md"), f"{text}## A\n\n{WORDS}\n\n## B\n\n{WORDS}\n\n{WORDS}\n")
    assert [step.minutes for step in course(page)] == [4, 8]


@pytest.mark.parametrize("front", ["teaching: soon", "teaching: 2.5", "lead: Less."])
def test_minutes_that_are_no_number_change_nothing(front):
    page = parse(Path("episodes/01-one.md"), HEAD.replace("---\n", f"---\n{front}\n", 1) + WORDS)
    assert minutes(course(page)).teaching == 1


def test_steps_have_their_lines_headings_and_labels():
    text = f"{HEAD}Words.\n\n## A `name` here\n\n{WORDS}\n\n{exercise('one-ex-a')}:::{{break}}\nAir.\n:::\n\n### Next\n\nWords.\n"
    lines = text.split("\n")
    assert [
        (step.kind, step.heading, step.label, lines[step.line - 1])
        for step in course(parse(Path("episodes/01-one.md"), text))
    ] == [
        ("teaching", "A name here", "", "## A `name` here"),
        ("exercise", "Try it", "one-ex-a", ":::{exercise-start} Try it"),
        ("pause", "", "", ":::{break}"),
        ("teaching", "Next", "", "### Next"),
    ]


def test_words_between_an_exercise_and_its_solution_are_teaching():
    text = exercise("one-ex-a").replace(":::{solution-start}", f"{WORDS}\n\n:::{{solution-start}}")
    assert steps(text) == [("exercise", 5, 3), ("teaching", 1, 0)]


def test_a_stretch_that_goes_on_has_the_line_of_what_it_follows():
    found = course(parse(Path("episodes/01-one.md"), f"{HEAD}{WORDS}\n\n{exercise('one-ex-a')}{WORDS}\n"))
    assert [(step.kind, step.line) for step in found] == [("teaching", 1), ("exercise", 9), ("teaching", 9)]


def test_what_stands_before_the_first_heading_begins_with_the_page():
    (step,) = course(parse(Path("episodes/01-one.md"), HEAD + WORDS))
    assert (step.line, step.heading, step.optional, step.can_go, step.within) == (1, "", False, False, False)


@pytest.mark.parametrize(
    "options, work, talk",
    [("", 5, TALK), (":talk: long\n", 5, TALK), (":minutes: long\n", 0, TALK), (":minutes: 7\n:talk: 1\n", 7, 1)],
)
def test_minutes_of_an_exercise_are_those_of_its_options(options, work, talk):
    assert steps(exercise("one-ex-a", options)) == [("exercise", work, talk)]


@pytest.mark.parametrize(
    "box_level, next_level, goes",
    [("##", "##", False), ("##", "###", True), ("###", "##", False), ("###", "###", False)],
)
def test_what_can_go_ends_with_its_section(box_level, next_level, goes):
    text = f"## First\n\nWords.\n\n{box_level} Aside\n\n:::{{can-go}}\nOne.\n:::\n\n{next_level} Next\n\nWords.\n\n## Last\n\nWords.\n"
    found = course(parse(Path("episodes/01-one.md"), HEAD + text))
    assert [(step.heading, step.can_go, step.within) for step in found] == [
        ("First", False, False),
        ("Aside", True, False),
        ("Next", goes, goes),
        ("Last", False, False),
    ]


def test_a_second_box_changes_nothing_in_a_section_that_goes():
    box = ":::{can-go}\nOne.\n:::\n\n"
    text = f"## Aside\n\n{box}### Part\n\n{box}Words.\n\n### Other\n\nWords.\n"
    found = course(parse(Path("episodes/01-one.md"), HEAD + text))
    assert [(step.heading, step.can_go, step.within) for step in found] == [
        ("Aside", True, False),
        ("Part", True, True),
        ("Other", True, True),
    ]


def test_the_command_prints_the_minutes_of_each_episode(capsys):
    """As the line under the titles: teaching, work and talk are all."""
    times.main()
    heads, *rows = capsys.readouterr().out.splitlines()
    assert heads.split() == ["teaching", "work", "talk", "all", "core"]
    assert [row.split()[0] for row in rows] == [page.stem for page in episodes_of()]
    for row, page in zip(rows, episodes_of()):
        teaching, work, talk, whole, core = map(int, row.split()[1:])
        assert whole == teaching + work + talk >= core == minutes(course(page), core=True).all
        said = [each.start.options for each in exercises(page) if "optional" not in each.start.options]
        assert work == sum(options["minutes"] for options in said)
        assert talk == sum(options.get("talk", 3) for options in said)


TRACKS = f"""## Core

{WORDS}

## Aside

:::{{can-go}}
Say it in one sentence.
:::

{WORDS}

### Deeper

{WORDS}

{exercise("one-ex-a")}
{WORDS}

## Core again

{WORDS}

{exercise("one-ex-b", ":can-go:" + chr(10))}
{WORDS}

{exercise("one-ex-c", ":optional:" + chr(10))}
"""


def test_what_can_go_takes_no_time_in_the_core():
    """A section goes with all that is in it, an exercise alone; an optional exercise takes no time in either plan."""
    found = course(parse(Path("episodes/01-one.md"), HEAD + TRACKS))
    assert [(step.heading, step.can_go, step.within) for step in found] == [
        ("Core", False, False),
        ("Aside", True, False),
        ("Deeper", True, True),
        ("Try it", True, True),
        ("", True, True),
        ("Core again", False, False),
        ("Try it", True, False),
        ("", False, False),
        ("Try it", False, False),
    ]
    assert minutes(found) == (6, 10, 6)
    assert minutes(found, core=True) == (3, 0, 0)


# ---------- what lint says ----------

AN_EXERCISE = exercise("one-ex-a")


@pytest.mark.parametrize(
    "front, said",
    [
        (
            "teaching: 5",
            ":2: `teaching` is set by hand without a reason; add `minutes-because: ...`, or remove it: 5 minutes",
        ),
        (
            "teaching: 7\nminutes-because: A film.",
            ":2: `teaching: 7`, but 5 minutes are counted, more than a fifth away",
        ),
        ("teaching: 6\nminutes-because: A film.", ""),  # a fifth of 5 is 1
        ("teaching: 4\nminutes-because: A film.", ""),
        ("teaching: 3\nminutes-because: A film.", "more than a fifth away"),
        ("teaching: soon\nminutes-because: A film.", "is no number of minutes"),
        ("teaching: 0\nminutes-because: A film.", "is no number of minutes"),
        ("teaching: 5\nminutes-because:", "without a reason"),
        ("minutes-because: A film.", "a reason for minutes that are not set"),
        ("exercises: 5", "the minutes of exercises are counted; remove the line"),
    ],
)
def test_minutes_by_hand_have_a_reason_and_are_near_those_of_the_model(front, said):
    page = parse(
        Path("episodes/01-one.md"), HEAD.replace("---\n", f"---\n{front}\n", 1) + f"{WORDS}\n\n" * 5 + AN_EXERCISE
    )
    found = [
        f":{line}: {message}" for rule in (rules.front_matter, rules.time_in_class) for line, message in rule(page)
    ]
    assert (found == []) if not said else (len(found) == 1 and said in found[0])


@pytest.mark.parametrize(
    "text, said",
    [
        (f"{WORDS}\n\n" * 16 + AN_EXERCISE, "16 minutes of teaching with 1 exercises, more than 15 for each"),
        (f"{WORDS}\n\n" * 121 + AN_EXERCISE * 9, "121 minutes of teaching, 120 are the limit"),
        (f"{WORDS}\n\n" * 15 + AN_EXERCISE, ""),
    ],
)
def test_an_episode_is_no_longer_than_a_class_can_follow(text, said):
    found = [message for _, message in rules.time_in_class(parse(Path("episodes/01-one.md"), HEAD + text))]
    assert said in " ".join(found) and bool(said) == bool(found)


BOX = ":::{can-go}\nOne sentence.\n:::\n\n"


@pytest.mark.parametrize(
    "text, said",
    [
        (f"## A\n\n{BOX}Words.\n", ""),
        (f"(a-label)=\n## A\n\n{BOX}Words.\n", ""),
        (f"## A\n\nWords.\n\n{BOX}", "move it right below the heading"),
        (BOX, "move it right below the heading"),
        (f"## A\n\n::::{{callout}} Title\n{BOX}::::\n", "inside another box marks nothing"),
        (exercise("one-ex-a", ":can-go:\n:optional:\n"), "an optional exercise can always go"),
        (f"## A\n\n{BOX}{exercise('one-ex-a', ':can-go:' + chr(10))}", "goes with its section"),
        (
            f"{IMPORT}## A\n\n{BOX}{CELL}\n## B\n\n```{{code-cell}} ipython3\nprint(third)\n```\n",
            "`third` is needed in line",
        ),
        (f"{IMPORT}## A\n\n{BOX}{CELL}\n### B\n\n```{{code-cell}} ipython3\nprint(third)\n```\n", ""),
    ],
)
def test_what_can_go_is_marked_once_and_nothing_else_needs_it(text, said):
    found = [message for _, message in rules.what_can_go(parse(Path("episodes/01-one.md"), HEAD + text))]
    assert said in " ".join(found) and bool(said) == bool(found)


def test_a_stretch_that_is_too_long_for_a_class_is_found():
    text = f"{WORDS}\n\n{AN_EXERCISE}:::{{break}}\nAir.\n:::\n\n{WORDS}\n\n{WORDS}\n"  # 1 + 5 + 3, then 2
    page = parse(Path("episodes/01-one.md"), HEAD + text)
    assert list(rules.too_long(page, 9)) == []
    [(line, message)] = rules.too_long(page, 8)
    assert line == 1 and message.startswith("9 minutes without a place for a pause, 8 are the limit; add a `break` box")
    assert len(list(rules.too_long(page, 1))) == 2


def test_the_book_holds_episodes_to_the_settings_of_its_schedule():
    settings = (ROOT / "schedule.md").read_text(encoding="utf-8").replace("longest: 90", "longest: 5")
    episode = parse(Path("episodes/01-one.md"), f"{HEAD}{AN_EXERCISE}")
    assert rules.timetable([episode, parse(Path("schedule.md"), "Words.")]) == []
    found = rules.timetable([episode] * 8 + [parse(Path("schedule.md"), settings)])
    assert len(found) == 8
    assert found[0].startswith("episodes/01-one.md:7: 8 minutes without a place for a pause, 5 are the limit")
    [wrong] = rules.timetable(
        [episode] * 4 + [parse(Path("schedule.md"), settings.replace("episodes: [2, 5]", "episodes: [5]"))]
    )[:1]
    assert wrong.startswith("schedule.md:") and "names an episode 5; the last one is 4" in wrong


def test_no_step_of_an_episode_is_lost():
    """Teaching adds up to what is counted, for every episode of the book."""
    for page in episodes_of():
        exact = sum(step.counts.minutes for step in counted(page))
        assert minutes(course(page)).teaching == pytest.approx(exact, abs=0.5)


def test_a_formula_a_role_and_code_count_as_one_word_each():
    text = "Four words of text, $a + b$ and {term}`weighted sum` and `two names`.\n"
    (block,) = parse(Path("page.md"), "---\ntitle: Page\n---\n\n" + text).blocks
    assert words_of(block.tokens) == 4 + 3 + 2 + 1  # words, the pieces, "and" twice, the full stop
