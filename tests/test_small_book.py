"""What the pages of a small book hold and tell their scripts: each number and address was worked out by hand from the pages below."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from zlib import crc32

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Book

# 260 words with its heading: two minutes. A section that can go: three, with an exercise of five. Then five.
FIRST = f"""---
title: Salt & pepper
lead: What *one* does.
---

:::{{questions}}
- What is one?
:::

:::{{objectives}}
- Say it.
:::

## A part

{"word " * 258}

:::{{exercise-start}} Find $w_1$
:label: salt-ex-find
:minutes: 10
:::
Find it.

- a
- b
- c < d

:::{{self-check}}
- question: What is it & why?
  answer: drawn
  also: sketched
  hints:
    2: You *doubled* it.
    none: There is one.
  hint: Look again.
  then: Look twice.
  read: Last part
- question: Which?
  choices: [this one, that one]
  answer: this one
  said: It is this one
  optional: true
- question: How much?
  answer: "0.5"
  share: true
  tolerance: 0.25
- question: In which order?
  order: [c < d, a, b]
:::

:::{{exercise-end}}
:::

:::{{solution-start}} salt-ex-find
:::
It is drawn. It is this one, 0.5, and c < d, a, b.
:::{{solution-end}}
:::

:::{{instructor}}
**Purpose.** Drawing.
:::

:::{{instructor}}
More of it.
:::

### Weight decay

:::{{can-go}}
Say one sentence.
:::

{"word " * 388}

:::{{exercise-start}} Inner
:label: salt-ex-inner
:minutes: 4
:talk: 1
:::
Do it.
:::{{exercise-end}}
:::

:::{{break}}
Fresh air.
:::

## Last part

{"word " * 640}

:::{{instructor}}
Go on.
:::

:::{{exercise-start}} At home
:label: salt-ex-home
:minutes: 7
:optional:
:::
Go on.
:::{{exercise-end}}
:::

:::{{exercise-start}} In a hurry
:label: salt-ex-hurry
:minutes: 5
:talk: 2
:can-go:
:::
Go on.
:::{{exercise-end}}
:::

:::{{keypoints}}
- All is [one](#a-part).
:::
"""
SECOND = """---
title: Iron
lead: More.
teaching: 12
---

## Rust & `dust`

A {term}`neuron`.

::::{playground} training
:title: Move $w_1$
:data: digits, layers
:start: task corners, neurons 16
Press it.

:::{guess} Does $w_1$ grow & fall?
:choices: it grows, it falls < 0
:answer: it falls < 0
It *falls*.
:::
::::

:::{figure} ../fig/plot.svg
:name: fig-iron-plot
:alt: A line & a point.
A plot, {ref}`iron-ex-again`.
:::

:::{exercise-start} Again
:label: iron-ex-again
:minutes: 8
:::
Do it.
:::{exercise-end}
:::

:::{solution-start} iron-ex-again
:::
Done, as [here](#iron-ex-again).

:::{figure} ../fig/plot.svg
:name: fig-iron-one
:alt: A line.
One.
:::
:::{figure} ../fig/plot.svg
:name: fig-iron-two
:alt: A line.
Two.
:::
:::{solution-end}
:::

:::{keypoints}
- See {numref}`fig-iron-plot`.
:::
"""
THIRD = """---
title: Zinc
lead: More.
teaching: 30
---

## One

Words, as in [the note](#zinc-note).
Inks: {given}`a`, {learned}`b`, {computed}`c`, {wrong}`d`{practised-in}`salt-ex-find`.

:::{callout} See *here*
:name: zinc-note
Nothing.
:::
"""
GUIDE = """---
title: Guide
lead: How to teach.
---

When you are late, hurry.

## Episodes

### 1. Salt

It begins with [the first one](episodes/01-salt.md), and [the second](episodes/02-iron.md) follows.

When you are late, talk less about the
end.

### 2. Iron

[Set-up](setup.md) comes first, then [it](episodes/02-iron.md).

You need no time.
"""
PAGES = {
    "episodes/01-salt": FIRST,
    "episodes/02-iron": SECOND,
    "episodes/03-zinc": THIRD,
    "index": f"---\ntitle: Book\nlead: A book.\n---\n\n{'word ' * 500}\n\n:::{{continue-reading}}\n:::\n\n:::{{life-cycle}}\n:::\n",
    "setup": "---\ntitle: Set-up\n---\n\n:::{install-command} .venv/bin/python\n:::\n\n:::{install-command}\n:::\n\n"
    '<div>\n<style scoped>td {color: red}</style>\n<table border="1" class="dataframe"><tbody><tr><td>1</td></tr></tbody></table>\n</div>\n',
    "instructor-guide": GUIDE,
    "glossary": "---\ntitle: Glossary\n---\n\n:::{glossary}\nneuron\n  A unit. It is small\n:::\n\n:::{your-answers}\n:::\n",
    "schedule": "---\ntitle: Schedule\n---\n\n:::{schedule}\nstart: '08:30'\nlongest: 60\nbreak: 20\nlunch: 45\nlunch-after: 30\n"
    "lunch-from: 60\nwelcome: 10\nset-up-check: 0\nrecap: 5\nwrap-up: 5\nsurvey: 5\nplans:\n"
    "  Short & core: {days: 2, core: true}\n  Long: {days: 1, episodes: [2, 3], read-before: [1]}\n:::\n",
    "key-points": "---\ntitle: Key points\n---\n\n:::{key-points}\n:::\n",
    "exercises": "---\ntitle: Exercises\n---\n\n:::{exercise-list}\n:::\n",
    "figures": "---\ntitle: Figures\n---\n\n:::{figure-list}\n:::\n",
    "print": "---\ntitle: All\n---\n\n:::{whole-lesson}\n:::\n",
    "sheets/run": "---\ntitle: Run sheets\n---\n\n:::{run-sheets}\n:::\n",
    "sheets/notes": "---\ntitle: Notes\n---\n\n:::{all-notes}\n:::\n",
    "sheets/goes": "---\ntitle: What can go\n---\n\n:::{what-can-go}\n:::\n",
}
PARTS = {"Episodes\n    numbered: 1": [*PAGES][:3], "Others": [name for name in [*PAGES][3:] if name != "index"]}
TOC = "format: jb-book\nroot: index\nparts:\n" + "".join(
    f"  - caption: {caption}\n    chapters: [{', '.join(f'{{file: {name}}}' for name in names)}]\n"
    for caption, names in PARTS.items()
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The folder of the book's site."""
    book = Book(tmp_path_factory.mktemp("small") / "book")
    book.episode.unlink()
    (book.folder / "sheets").mkdir()
    for name, text in PAGES.items():
        (book.folder / f"{name}.md").write_text(text)
    (book.folder / "_toc.yml").write_text(TOC)
    (book.folder / "README.md").write_text("# Book\n\n## Where it stands\n\nThis is an **alpha** version. More.\n")
    (book.folder / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 0.3.1\n")
    (book.folder / "fig" / "plot.svg").write_text(
        '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="60pt" viewBox="0 0 90 60"></svg>\n'
    )
    done = book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return book.folder / "_build" / "html"


@pytest.fixture(scope="module")
def page(built: Path) -> Callable[[str], Tag]:
    """A function that returns a page."""
    return cache(lambda name: BeautifulSoup((built / f"{name}.html").read_text(encoding="utf-8"), "html.parser"))


def words(element: Tag) -> str:
    return " ".join(element.get_text().split())


def scripts(document: Tag) -> list[str]:
    """Return the names of our scripts on a page in their order."""
    return [script["src"].rpartition("/")[2].split("?")[0] for script in document.select("script[src]")]


def styles(document: Tag) -> list[str]:
    return [link["href"].rpartition("/")[2].split("?")[0] for link in document.select("link[rel=stylesheet]")]


# ---------- around the text ----------

EVERYWHERE = ["lesson.js", "timers.js", "stage-screens.js", "stage-notes.js", "stage.js"]
SHEETS = ["tokens", "icons", "base", "frame", "boxes", "code", "content", "screens", "stage", "print", "diagram"]


@pytest.mark.parametrize(
    "name, wanted",
    [
        ("index", EVERYWHERE),
        ("episodes/01-salt", [*EVERYWHERE, "self-check.js"]),
        ("episodes/02-iron", EVERYWHERE),
        ("exercises", [*EVERYWHERE, "self-check.js"]),
        ("print", EVERYWHERE),
        ("schedule", [*EVERYWHERE, "plan.js"]),
        ("glossary", [*EVERYWHERE, "answers.js"]),
        ("speaker", ["lesson.js", "speaker.js"]),
        ("404", EVERYWHERE),
        (
            "search",
            [*EVERYWHERE, "documentation_options.js", "doctools.js", "sphinx_highlight.js"]
            + ["searchtools.js", "language_data.js", "search.js", "searchindex.js"],
        ),
    ],
)
def test_a_page_loads_the_scripts_of_what_stands_on_it(page, name, wanted):
    assert scripts(page(name)) == wanted


@pytest.mark.parametrize(
    "name, more",
    [("index", []), ("episodes/02-iron", ["playgrounds"]), ("print", ["playgrounds"]), ("speaker", ["speaker"])],
)
def test_styles_come_in_the_order_in_which_they_win(page, name, more):
    assert styles(page(name)) == [f"{sheet}.css" for sheet in [*SHEETS, *more]]


def test_the_stage_is_told_the_course_of_the_first_plan(page):
    """What the plan leaves out takes no time there; the line under the title shows all of it."""
    line = page("episodes/01-salt").select_one(".thread")
    assert [list(piece.values()) for piece in json.loads(line["data-course"])] == [
        ["teaching", 2, 0, ""],
        ["exercise", 10, 3, "salt-ex-find"],
        ["exercise", 0, 0, "salt-ex-inner"],
        ["pause", 0, 0, ""],
        ["teaching", 5, 0, ""],
        ["exercise", 0, 0, "salt-ex-home"],
        ["exercise", 0, 0, "salt-ex-hurry"],
    ]
    assert {tuple(piece) for piece in json.loads(line["data-course"])} == {("kind", "minutes", "talk", "label")}
    assert [step["style"] for step in line.select("li")] == [f"--minutes:{n}" for n in (2, 10, 3, 4, 5, 7, 5)]
    said = words(page("episodes/01-salt").select_one(".top .minutes"))
    assert said == "10 min teaching 19 min in 3 exercises, 6 min about them +7 min optional"
    said = words(page("episodes/02-iron").select_one(".top .minutes"))
    assert said == "12 min teaching 8 min in 1 exercise, 3 min about them"
    body = page("episodes/01-salt").body
    assert (body["data-page"], body["data-pause"]) == ("episodes/01-salt", "20")


def test_titles_leads_and_numbers_of_a_page(page):
    first = page("episodes/01-salt")
    assert first.title.string == "Salt & pepper · Introduction to deep learning"
    assert page("index").title.string == "Introduction to deep learning"
    assert words(first.select_one(".bar .where")) == "Episode 1: Salt & pepper" and words(first.h1) == "Salt & pepper"
    assert words(page("setup").select_one(".bar .where")) == "Set-up"
    assert first.find("meta", {"name": "description"})["content"] == "What one does."
    assert page("setup").find("meta", {"name": "description"}) is None and not page("setup").select_one(".lead")
    assert len(first.select("h1")) == 1 and first.select_one(".text h2").contents[0] == "A part"


@pytest.mark.parametrize(
    "name, there",
    [
        ("episodes/01-salt", ["solutions", "instructor"]),
        ("episodes/02-iron", ["solutions"]),
        ("episodes/03-zinc", []),
        ("print", ["solutions", "left-out", "instructor"]),
        ("index", []),
    ],
)
def test_buttons_are_for_what_a_page_holds(page, name, there):
    assert [button["id"] for button in page(name).select(".top .actions button")] == there
    assert page(name).find("meta", {"http-equiv": True})["content"].find("wasm-unsafe-eval") == -1, "no editor here"


def test_what_other_tools_write_is_put_right(page):
    """A style inside the text, and a border on a table, are no valid HTML."""
    table = page("setup").select_one(".text table")
    assert table["class"] == ["dataframe"] and not table.has_attr("border") and words(table) == "1"
    assert not page("setup").select_one(".text style")


def test_directives_of_single_pages(page):
    commands = page("setup").select(".highlight-shell pre")
    assert [words(command).partition(" -m pip install ")[0] for command in commands] == [".venv/bin/python", "python"]
    assert page("index").select_one(".text strong").parent.get_text() == "This is an alpha version. More."
    assert page("glossary").find(id="answers")["data-version"] == "0.3.1"


# ---------- the schedule ----------


def test_ones_own_plan_is_told_stretches_lengths_and_episodes(page):
    """Part, minutes, and those of exercises: 2 + 13 and 3 + 5 are 23, that is 25, of which 18 are 20; then 5 and 7."""
    form = page("schedule").select_one("form.own-plan")
    told = json.loads(form["data-told"])
    assert told == {
        "stretches": {
            "all": [[[0, 25, 20], [1, 10, 5]], [[0, 25, 10]], [[0, 30, 0]]],
            "core": [[[0, 15, 15], [1, 5, 0]], [[0, 25, 10]], [[0, 30, 0]]],
        },
        "lengths": {"longest": 60, "break": 20, "lunch": 45, "lunch-after": 30, "lunch-from": 60}
        | {"welcome": 10, "set-up-check": 0, "recap": 5, "wrap-up": 5, "survey": 5},
        "episodes": [
            {"title": "1. Salt & pepper", "href": "episodes/01-salt.html"},
            {"title": "2. Iron", "href": "episodes/02-iron.html"},
            {"title": "3. Zinc", "href": "episodes/03-zinc.html"},
        ],
    }
    boxes = form.select("input[name=episode]")
    assert [(box["value"], words(box.parent)) for box in boxes] == [
        (str(number), episode["title"]) for number, episode in enumerate(told["episodes"], 1)
    ]
    assert all(box.has_attr("checked") for box in boxes) and form.has_attr("hidden")
    assert form.find_next_sibling(class_="own-days") is not None


def test_plans_of_the_core_and_of_some_episodes(page):
    tables = page("schedule").select("table.schedule")
    assert [words(table.caption) for table in tables] == ["Short & core, day 1", "Short & core, day 2", "Long"]
    rows = [
        [[words(cell) for cell in row.select("th, td")[:3]] for row in table.select("tbody tr")] for table in tables
    ]
    assert rows == [
        [
            ["0:00", "Welcome", "10"],
            ["0:10", "1. Salt & pepper", "15"],
            ["0:25", "Lunch", "45"],
            ["1:10", "1. Salt & pepper, continued", "5"],
            ["1:15", "2. Iron", "25"],
            ["1:40", "Wrap-up", "5"],
            ["1:45", "End", ""],
        ],
        [
            ["0:00", "Recap", "5"],
            ["0:05", "3. Zinc", "30"],
            ["0:35", "Wrap-up", "5"],
            ["0:40", "Survey", "5"],
            ["0:45", "End", ""],
        ],
        [
            ["0:00", "Welcome", "10"],
            ["0:10", "2. Iron", "25"],
            ["0:35", "Lunch", "45"],
            ["1:20", "3. Zinc", "30"],
            ["1:50", "Wrap-up", "5"],
            ["1:55", "Survey", "5"],
            ["2:00", "End", ""],
        ],
    ]
    kinds = [row.get("class", [""])[0] for row in tables[0].select("tbody tr")]
    assert kinds == ["frame", "", "pause", "", "", "frame", "frame"]
    assert [link["href"] for link in tables[0].select("a")] == ["episodes/01-salt.html"] * 2 + ["episodes/02-iron.html"]
    # Lunch, the longest row, would be 10 rem wide; no exercise is left of the second part, and no teaching shown of the first.
    bars = [[(bar["class"], bar["style"]) for bar in row.select(".key")] for row in tables[0].select("tr:has(a)")]
    assert bars == [
        [(["key", "exercise"], "width:3.33rem")],
        [(["key"], "width:1.11rem")],
        [(["key"], "width:3.33rem"), (["key", "exercise"], "width:2.22rem")],
    ]
    assert [words(section.p) for section in page("schedule").select(".text section section")[:2]] == [
        "All episodes, the core: what can go is left out; 2 days of up to 1:45 hours, with breaks.",
        "Episodes 2 and 3, with everything but the optional exercises; one day of 2:00 hours, with breaks. "
        "Participants read episode 1 before.",
    ]
    assert [section["id"] for section in page("schedule").select(".text section section")] == [
        "short-core",
        "long",
        "your-own-plan",
    ]


# ---------- teaching ----------


def test_the_speakers_window_is_told_sessions_and_what_can_go(page):
    """From the start of a day, in the schedule, on the page; the rest is what the guide says of being late."""
    assert json.loads(page("speaker").find(id="timing").string) == {
        "start": "08:30",
        "episodes": {
            "episodes/01-salt": {
                "sessions": [[10, 15, 15], [70, 5, 5]],
                "late": "Leave out “Weight decay” (8 min); exercise 1.4 In a hurry (7 min). Talk less about the end.",
            },
            "episodes/02-iron": {"sessions": [[75, 25, 23]], "late": ""},
            "episodes/03-zinc": {"sessions": [[5, 30, 30]], "late": ""},
        },
    }


def test_what_can_go_of_each_episode(page):
    items = page("sheets/goes").select(".text li")
    assert [words(item) for item in items] == [
        "Salt & pepper: 35 min, of which the core is 20. These can go: “Weight decay” (8 min); exercise 1.4 In a hurry (7 min).",
        "Iron: 23 min, of which the core is 23.",
        "Zinc: 30 min, of which the core is 30.",
    ]
    assert [link["href"].removeprefix("../episodes/") for link in items[0].select("a")] == [
        "01-salt.html",
        "01-salt.html#weight-decay",
        "01-salt.html#salt-ex-hurry",
    ]


def test_run_sheets_have_a_line_for_each_part_of_an_episode(page):
    control = page("sheets/run").select_one(".start")
    assert control["data-start"] == control.input["value"] == "08:30"
    sheets = page("sheets/run").select(".text section[id^=of-]")
    assert [words(sheet.select_one(".when")) for sheet in sheets] == [
        "Day 1, 0:10 to 0:25; day 1, 1:10 to 1:15",
        "Day 1, 1:15 to 1:40",
        "Day 2, 0:05 to 0:35",
    ]
    assert [clock["data-offset"] for clock in sheets[0].select(".when .clock")] == ["10", "25", "70", "75"]
    rows = sheets[0].select("tbody tr")
    assert [(row["class"][0], words(row.th)) for row in rows] == [
        ("section-row", "A part"),
        ("exercise-row", "1.1 Find w1 (10 + 3 min)"),
        ("section-row", "Weight decay can go"),
        ("exercise-row", "1.2 Inner (4 + 1 min) can go"),
        ("pause-row", "LUNCH"),
        ("section-row", "Last part"),
        ("exercise-row", "1.3 At home (7 + 3 min, optional)"),
        ("exercise-row", "1.4 In a hurry (5 + 2 min) can go"),
    ]
    # What the plan leaves out takes no time: lunch follows 2 + 13 minutes, and the last part takes 5.
    times = [(row.select_one(".clock")["data-offset"], words(row.td)) for row in rows]
    assert times == [
        ("10", "0:10"),
        ("12", "0:12"),
        ("25", "0:25"),
        ("25", "0:25"),
        ("25", "0:25"),
        ("70", "1:10"),
        ("75", "1:15"),
        ("75", "1:15"),
    ]
    # 12 of 23 minutes, for which the schedule has 25.
    assert [row.select_one(".clock")["data-offset"] for row in sheets[1].select("tbody tr")] == ["75", "88"]
    asked = [words(ask) for ask in rows[1].select(".ask")]
    assert asked == [
        "What is it & why?: drawn; not 2, none",
        "Which? (optional): this one",
        "How much?: 0.5",
        "In which order?: c < d | a | b",
    ]
    assert [bool(row.select(".ask")) for row in rows] == [False, True] + [False] * 6
    late = [words(sheet.select_one(".cut")) if sheet.select_one(".cut") else "" for sheet in sheets]
    assert late[0].startswith("If you are late: Leave out “Weight decay”") and late[0].endswith("about the end.")
    assert late[1:] == ["", ""]


def test_all_notes_stand_under_what_they_are_about(page):
    text = page("sheets/notes").select_one(".text")
    assert [words(part) for part in text.select("p")] == [
        "Exercise 1.1: Find w1",
        "Purpose. Drawing.",
        "More of it.",
        "Weight decay: can go",
        "Say one sentence.",
        "Break",
        "Fresh air.",
        "Last part",
        "Go on.",
    ]
    assert [link["href"].removeprefix("../episodes/01-salt.html#") for link in text.select("p.about a")] == [
        "salt-ex-find",
        "weight-decay",
        "salt-ex-inner",
        "last-part",
    ]
    assert [section["id"] for section in text.select("section[id^=of-]")] == ["of-01-salt"], "the others have no notes"


# ---------- self-checks, exercises and boxes ----------


def test_a_self_check_tells_its_script_all_that_it_compares_with(page):
    form = page("episodes/01-salt").select_one("form.self-check")
    told = json.loads(base64.b64decode(form["data-answers"]))
    keys = [item.pop("key") for item in told]
    assert len(set(keys)) == 4
    nothing = {
        "tolerance": 0,
        "share": False,
        "optional": False,
        "hints": [],
        "hint": "",
        "then": "",
        "order": False,
        "reason": "",
    }
    here = {"section": {"address": "#a-part", "title": "A part"}}
    assert told == [
        nothing
        | {"right": ["drawn", "sketched"], "hint": "Look again.", "then": "Look twice."}
        | {"hints": [["2", "You <em>doubled</em> it."], ["none", "There is one."]]}
        | {"section": {"address": "#last-part", "title": "Last part"}},
        nothing
        | here
        | {"right": ["this one"], "optional": True, "reason": "It is drawn. It is this one, 0.5, and c &lt; d, a, b."},
        nothing | here | {"right": ["0.5"], "share": True, "tolerance": 0.25},
        nothing | here | {"right": ["c < d | a | b"], "order": True},
    ]
    assert (form["id"], form["data-exercise"], form["data-home"]) == (
        "salt-ex-find-check",
        "salt-ex-find",
        "episodes/01-salt",
    )
    assert form["aria-label"] == "Check your answers to exercise 1.1" and not form.has_attr("action")
    (copy,) = page("exercises").select("form.self-check")
    assert (copy["id"], copy["data-exercise"], copy["data-home"]) == (
        "01-salt-salt-ex-find-check",
        "salt-ex-find",
        "episodes/01-salt",
    )
    away = [item["section"]["address"] for item in json.loads(base64.b64decode(copy["data-answers"]))]
    assert away == [f"episodes/01-salt.html#{anchor}" for anchor in ("last-part", "a-part", "a-part", "a-part")]
    assert not page("print").select("form.self-check"), "it is for paper"


def test_each_question_has_a_control_with_a_name(page):
    form = page("episodes/01-salt").select_one("form.self-check")
    items = form.select(".item")
    controls = [item.select_one(".control") for item in items]
    assert [(control.name, control["id"]) for control in controls] == [
        (name, f"salt-ex-find-check-{number}") for number, name in enumerate(("input", "select", "input", "ol"), 1)
    ]
    for item, control in zip(items, controls):
        assert control["aria-describedby"] == item.select_one(".feedback")["id"] == f"{control['id']}-feedback"
    assert [item.label["for"] for item in items[:3]] == [control["id"] for control in controls[:3]]
    assert controls[3]["aria-labelledby"] == items[3].select_one(".question")["id"] and "order" in items[3]["class"]
    assert [words(item.select_one("label, .question")) for item in items] == [
        "What is it & why?",
        "Which? (optional)",
        "How much?",
        "In which order?",
    ]
    choices = [(words(option), option.get("value")) for option in controls[1].select("option")]
    assert choices == [("Choose", ""), ("this one", None), ("that one", None)]
    assert [words(entry) for entry in controls[3].select("li")] == ["a", "b", "c < d"]
    assert words(form.select_one(".self-check-head")) == "Check your answers"
    assert [(words(button), button["type"]) for button in form.select("button")] == [
        ("Check", "submit"),
        ("Reset", "reset"),
    ]
    assert form.select_one(".self-check-foot [role=status]")


def test_exercises_with_their_numbers_and_minutes(page):
    boxes = page("episodes/01-salt").select(".exercise.box")
    assert [(box["id"], box["data-minutes"], box["aria-label"]) for box in boxes] == [
        ("salt-ex-find", "10", "Exercise 1.1, Find w1, 10 minutes"),
        ("salt-ex-inner", "4", "Exercise 1.2, Inner, 4 minutes"),
        ("salt-ex-home", "7", "Exercise 1.3, At home, 7 minutes, optional"),
        ("salt-ex-hurry", "5", "Exercise 1.4, In a hurry, 5 minutes"),
    ]
    assert [words(box.select_one(".kind")) for box in boxes] == [f"Exercise 1.{n}" for n in range(1, 5)]
    assert boxes[0].select_one("p.title msub") and not boxes[0].select("section")
    solution = page("episodes/02-iron").select_one("details.solution")
    assert solution["id"] == "iron-solution-again" and solution.summary.next_sibling["class"] == ["body"]
    for name in ("episodes/02-iron", "exercises", "print"):
        summary = page(name).select("details.solution")[-1].summary
        assert words(summary) == "Solution 2.1 Again with Figures 2.2 and 2.3", name
    assert [words(box.select_one(".kind")) for box in page("exercises").select(".exercise.box")] == [
        *(f"Exercise 1.{n}" for n in range(1, 5)),
        "Exercise 2.1",
    ]


@pytest.mark.parametrize(
    "name, label, icon, look",
    [
        ("episodes/01-salt", "Instructor note", "instructor", ["box", "instructor"]),
        ("episodes/01-salt", "Can go", "instructor", ["box", "instructor"]),
        ("episodes/01-salt", "Break", "instructor", ["box", "instructor", "pause"]),
        ("episodes/01-salt", "Key points", "key", ["box", "keypoints"]),
        ("episodes/03-zinc", "Note: See here", "callout", ["box", "callout"]),
    ],
)
def test_boxes_have_a_look_an_icon_and_a_name(page, name, label, icon, look):
    box = page(name).find(class_="box", attrs={"aria-label": label})
    assert box["class"] == look and words(box.select_one(".box-head .kind")) == label.partition(":")[0]
    assert box.select_one(".box-head .node")["class"] == ["node", f"icon-{icon}"]


def test_a_box_can_be_linked_and_has_a_title(page):
    box = page("episodes/03-zinc").select_one(".callout")
    assert box.find_previous("a", string="the note")["href"] == f"#{box['id']}" and box["id"] == "zinc-note"
    assert box.select_one(".title em").string == "here"


def test_words_in_the_inks_of_the_lesson(page):
    text = page("episodes/03-zinc").select_one(".text p")
    assert [(span["class"], span.string) for span in text.select("span")] == [
        (["given"], "a"),
        (["learned"], "b"),
        (["computed"], "c"),
        (["wrong"], "d"),
    ]
    assert words(text).endswith("c, d."), "which exercises practise something, readers do not see"


def test_questions_and_objectives_are_one_box(page):
    (overview,) = page("episodes/01-salt").select("div.overview")
    boxes = [part["aria-label"] for part in overview.find_all(recursive=False)]
    assert boxes == ["Questions", "Objectives"] and overview.find_next_sibling().h2


class Nesting(HTMLParser):
    """Which elements are open, and which were closed in the place of others."""

    VOID = {"meta", "link", "input", "img", "br", "hr", "base"}

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[tuple[int, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.open.pop() != tag:
            self.wrong.append((self.getpos()[0], tag))


@pytest.mark.parametrize("name", [*PAGES, "speaker", "404", "search"])
def test_what_is_opened_is_closed(built, name):
    """Parsers mend it in silence, and what follows would be in another box."""
    nesting = Nesting((built / f"{name}.html").read_text(encoding="utf-8"))
    assert not nesting.wrong[:3] and not nesting.open


# ---------- playgrounds ----------


def test_a_playground_tells_its_scripts_and_start(page, built):
    box = page("episodes/02-iron").select_one("section.playground")
    assert (box["id"], box["data-playground"]) == ("playground-training", "training")
    assert json.loads(box["data-start"]) == {"task": "corners", "neurons": 16}
    names = [address.partition("?v=")[0] for address in box["data-scripts"].split()]
    assert names == ["kit.js", "digits.js", "layers.js", "training.js"], "in the order of loading"
    versions = [address.partition("?v=")[2] for address in box["data-scripts"].split()]
    files = [built / "_static" / "playgrounds" / name for name in names]
    assert versions == [f"{crc32(file.read_bytes()):08x}" for file in files]


def test_a_playground_asks_first_and_has_room_to_play(page):
    box = page("episodes/02-iron").select_one("section.playground")
    parts = [" ".join([part.name, *part.get("class", [])]) for part in box.find_all(recursive=False)]
    assert parts == ["p box-head", "p title", "p", "p question", "ul choices", "p told", "div stage", "details answer"]
    assert not box.select_one(".stage").contents and box.select_one(".told")["role"] == "status"
    assert [words(button) for button in box.select(".choices button")] == ["it grows", "it falls < 0"]
    assert box.details.get_text(" ", strip=True) == "Answer it falls < 0 . It falls ." and not box.details.has_attr(
        "open"
    )
    assert box["aria-label"] == "Try it: Move w1" and words(box.select_one(".question")) == "Does w1 grow & fall?"


def test_on_paper_a_guess_and_its_answer_are_left_of_a_playground(page):
    box = page("print").select_one(".playground-words")
    parts = [" ".join([part.name, *part.get("class", [])]) for part in box.find_all(recursive=False)]
    assert parts == ["p box-head", "p title", "p question", "ul choices", "details answer"]
    assert box.details.has_attr("open") and not [name for name in box.attrs if name.startswith("data-")]
    assert (
        box["aria-label"] == "Try it: Move w1"
        and box.details.get_text(" ", strip=True) == "Answer it falls < 0 . It falls ."
    )


# ---------- figures, terms and collected pages ----------


def test_plots_are_images_with_a_size(page):
    """Matplotlib counts in points: 90 by 60 of them are 120 by 80 pixels."""
    for name, folder in (("episodes/02-iron", "../_images"), ("print", "_images")):
        image = page(name).select_one("figure img.plot")
        assert (image["src"], image["alt"]) == (f"{folder}/plot.svg", "A line & a point.")
        assert (image["width"], image["height"], image["loading"]) == ("120", "80", "lazy")


def test_a_definition_without_an_end_is_shown_whole(page):
    for name in ("episodes/02-iron", "print"):
        (link,) = page(name).select("a:has(.std-term)")
        assert link["data-definition"] == "A unit. It is small"


@pytest.mark.parametrize(
    "name, sections",
    [("key-points", ["01-salt", "02-iron"]), ("exercises", ["01-salt", "02-iron"]), ("figures", ["02-iron"])]
    + [("print", ["01-salt", "02-iron", "03-zinc"])],
)
def test_collected_pages_have_a_section_for_each_episode_that_has_something(page, name, sections):
    found = page(name).select(".text section[id^=of-]")
    assert [section["id"] for section in found] == [f"of-{episode}" for episode in sections]
    titles = {"01-salt": "1. Salt & pepper#", "02-iron": "2. Iron#", "03-zinc": "3. Zinc#"}
    assert [words(section.h2) for section in found] == [titles[episode] for episode in sections]
    assert [section.h2.a["href"] for section in found] == [f"episodes/{episode}.html" for episode in sections]


def test_copies_link_to_where_things_are(page):
    point = page("key-points").select(".text li a")
    assert [(words(link), link["href"]) for link in point] == [
        ("one", "episodes/01-salt.html#a-part"),
        ("Figure 2.1", "episodes/02-iron.html#fig-iron-plot"),
    ]
    backs = [(words(link), link["href"]) for link in page("exercises").select(".back a")]
    labels = ["01-salt.html#salt-ex-find", "01-salt.html#salt-ex-inner", "01-salt.html#salt-ex-home"]
    assert backs == [
        ("Go to this exercise in the episode", f"episodes/{label}")
        for label in [*labels, "01-salt.html#salt-ex-hurry", "02-iron.html#iron-ex-again"]
    ]
    assert [link["href"] for link in page("figures").select(".back a")] == [
        f"episodes/02-iron.html#fig-iron-{name}" for name in ("plot", "one", "two")
    ]
    for name in ("figures", "print"):
        assert [figure["id"] for figure in page(name).select("figure")] == [
            f"02-iron-fig-iron-{figure}" for figure in ("plot", "one", "two")
        ]
        assert [words(number) for number in page(name).select(".caption-number")] == [
            "Figure 2.1",
            "Figure 2.2",
            "Figure 2.3",
        ]
    # What is copied with it is linked on the page.
    here = page("exercises").find("a", string="here")
    assert here["href"] == "episodes/02-iron.html#iron-ex-again"
    assert page("print").find("a", string="here")["href"] == "#02-iron-iron-ex-again"


def test_the_landing_page_leads_to_the_set_up_and_the_first_episode(page):
    buttons = page("index").select("p.actions a.button")
    assert [button["href"] for button in buttons] == ["setup.html", "episodes/01-salt.html"]
    assert page("index").select_one("p.actions + #continue") is not None
    assert page("index").select_one(".top .minutes") is None, "nobody counts the minutes of a landing page"


def test_what_lies_beside_the_pages(built):
    assert (built / "check_setup.py").read_text(encoding="utf-8").count("def ") > 3
    assert not (built / "sitemap.xml").exists() and not (built / "notebooks").exists(), "no address, no notebooks"
