"""The pages an instructor prints: run sheets, all notes, and the helper's sheet, whose errors are real ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from conftest import PAGES, soup, violations
from lesson.paths import ROOT

EPISODES = [name for name in PAGES if name.startswith("episodes/")]


def sides(page, address: str) -> int:
    page.goto(address)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("name, count", [("run-sheets.html", len(EPISODES)), ("helper-sheet.html", 1)])
def test_a_sheet_is_one_side_of_paper(server, page, name, count):
    assert sides(page, f"{server}/{name}") == count


@pytest.mark.parametrize("at, name", list(enumerate(EPISODES)))
def test_a_run_sheet_has_what_happens_in_its_episode(at, name):
    """Each section and exercise of the page in its order, a time for each, and the wrong answers that hints are for."""
    episode = soup(name)
    page = soup("run-sheets.html").select('.text section[id^="of-"]')[at]
    rows = page.select(".sheet tbody tr")
    assert page.select_one(".when").get_text().startswith("Day "), "a sheet says when it is"
    shown = [row.th.get_text(" ", strip=True) for row in rows]
    wanted = []
    for part in episode.select(".text :is(h2, h3, h4), .text .exercise.box, .text .pause.box"):
        if part.name == "div":
            wanted.append("BREAK" if "pause" in part["class"] else part.select_one(".title").get_text(" ", strip=True))
        else:
            wanted.append(part.get_text(" ", strip=True).removesuffix(" #"))
    assert len(shown) == len(wanted)
    pauses = ("BREAK", "LUNCH", "END OF THE DAY")  # as the schedule has them
    assert not [
        (words, row)
        for words, row in zip(wanted, shown)
        if (row not in pauses if words == "BREAK" else words not in row)
    ]
    # Times grow, and begin again on another day.
    day: list[int] = []
    for row, words in zip(rows, shown):
        day.append(int(row.select_one(".clock")["data-offset"]))
        assert day == sorted(day)
        day = [] if words == "END OF THE DAY" else day
    source = (ROOT / name).with_suffix(".md").read_text(encoding="utf-8")
    forms = re.findall(r"^:::\{self-check\}\n(.*?)^:::", source, re.M | re.S)
    wrong = [answer for form in forms for answer in re.findall(r"^ {4}(\d[\d.]*): ", form, re.M)]
    text = page.get_text(" ")
    assert [answer for answer in wrong if answer not in text] == []
    advice = [" ".join(paragraph.get_text().split()) for paragraph in soup("instructor-guide.html").select(".text p")]
    (late,) = [words for words in advice if words.startswith("When you are late, ")][at : at + 1]
    assert late.partition(", ")[2].lower() in page.select_one(".cut").get_text().lower()


def test_run_sheets_are_for_the_days_of_the_first_plan():
    sessions: dict[str, list[tuple[str, ...]]] = {name: [] for name in EPISODES}
    tables = soup("schedule.html").select("table.schedule")
    plan = tables[0].caption.get_text().partition(", day ")[0]
    for table in tables:
        title, _, day = table.caption.get_text().partition(", day ")
        for row in table.select("tbody tr:has(a)") if title == plan else ():
            sessions[row.a["href"]].append((day or "1", row.select_one(".clock").get_text()))
    for name, page in zip(EPISODES, soup("run-sheets.html").select('.text section[id^="of-"]'), strict=True):
        assert re.findall(r"day (\d+), (\S+) to", page.select_one(".when").get_text().lower()) == sessions[name]


def test_all_notes_are_on_one_page():
    page = soup("instructor-notes.html").select_one(".text").get_text(" ", strip=True)
    for name in EPISODES:
        for note in soup(name).select(".instructor.box p:not(.box-head)"):
            assert note.get_text(" ", strip=True) in page


@pytest.mark.parametrize("name", ["run-sheets.html", "helper-sheet.html", "instructor-notes.html"])
def test_sheets_are_accessible(server, page, name):
    page.goto(f"{server}/{name}")
    assert violations(page) == []


# What learners do -> the start of what they see, as it stands on the helper's sheet.
PROVOKED = """
import json, sys
import numpy as np, keras

def network():
    made = keras.Sequential([keras.Input(shape=(13,)), keras.layers.Dense(3, activation="softmax", name="dense")])
    return made

def compiled():
    made = network()
    made.compile(loss="categorical_crossentropy")
    return made

inputs, targets = np.zeros((4, 13)), np.zeros((4, 3))
deeds = {
    "a cell left out": lambda: exec("network.summary()", {}),
    "no file": lambda: open("../data/keras-standardisation.csv"),
    "a bracket": lambda: compile("print((1)", "cell", "exec"),
    "an indent": lambda: compile("for x in y:\\nprint(x)", "cell", "exec"),
    "not compiled": lambda: network().fit(inputs, targets, verbose=0),
    "other columns": lambda: compiled().predict(np.zeros((4, 12)), verbose=0),
    "no one-hot encoding": lambda: compiled().fit(inputs, np.zeros((4, 1)), verbose=0),
    "words": lambda: np.asarray([["red"]]).astype(float),
}
said = {}
for name, deed in deeds.items():
    try:
        deed()
    except Exception as error:
        said[name] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
"""


@pytest.mark.kernel
def test_errors_on_the_helpers_sheet_are_what_learners_see(tmp_path):
    result = subprocess.run([sys.executable, "-c", PROVOKED], capture_output=True, text=True, cwd=tmp_path)
    said = json.loads(result.stdout.splitlines()[-1])
    cells = [
        cell.get_text(" ", strip=True) for cell in soup("helper-sheet.html").select("tbody tr td:first-child code")
    ]
    errors = [cell for cell in cells if len(cell.split()) > 3]
    plain = {name: words.replace("`", "") for name, words in said.items()}
    unseen = [error for error in errors if not any(error in words for words in plain.values())]
    assert unseen == ["ModuleNotFoundError: No module named 'keras'"], plain


@pytest.mark.parametrize("name", EPISODES)
def test_every_exercise_has_a_note(name):
    """Right after its solution: what it is for, which errors to expect, and what to say."""
    for exercise in soup(name).select(".exercise.box"):
        note = exercise.find_next_sibling(class_="solution").find_next_sibling()
        words = note.get_text(" ", strip=True) if "instructor" in note.get("class", ()) else ""
        missing = [label for label in ("Purpose.", "Expect.", "Say.") if label not in words]
        assert not missing, f"{exercise['aria-label']}: its note lacks {missing}"


@pytest.mark.parametrize("name", EPISODES)
def test_no_half_of_an_episode_is_without_a_note(name):
    page = soup(name).select_one(".text")
    stretches = [0]
    for box in page.select(".instructor.box"):
        if "pause" in box["class"]:
            stretches.append(0)
        else:
            stretches[-1] += 1
    assert all(stretches), stretches
