"""Nothing that readers can see gives an answer away before they have tried: neither the page below an exercise, nor the next playground,
nor what stands for a playground in a notebook.

Answers are those of the self-check and of the declared cells of its solution.
Counted are answers that can be recognised: numbers with a decimal point or with two digits and more, lists of three numbers
and more, and words that are typed. Not counted are single digits, choices, and what the task itself names:
a 2 below an exercise may be any 2, and a reader cannot learn an answer from a number that was given.
A list is not found where it stands below each other in the column of a table, nor a number that a picture draws.
"""

from __future__ import annotations

import re

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import EXECUTED_PAGES, soup
from lesson.paths import NOTEBOOKS
from lesson.text.answers import numbers
from lesson.text.page import Exercise, Page, exercises, read, toc_pages
from lesson.text.self_checks import read_self_check
from lesson.text.versions import substitute
from markdown_it import MarkdownIt

PAGES = [page for page in map(read, toc_pages()) if exercises(page)]
# What is closed, or only for instructors, or for people who do not see; of a menu only the choice shows.
UNSEEN = ".instructor, .visually-hidden, details:not([open]) > :not(summary), [hidden], .headerlink, script, option:not([selected])"
SCREEN = 100  # words
NUMBER = re.compile(r"(?<![\w.,/])[-−]?\d+(?:[.,]\d{3})*(?:\.\d+)?(?!\w|\.\d)")
BETWEEN = r"[\s,;|()\[\]]*"  # between the numbers of a list


def telling(answer: str) -> bool:
    """Return whether an answer can be recognised where it stands."""
    found = numbers(answer)
    if len(found) == 1 and not re.search(r"[^\W\d_]{2}", answer):
        return abs(found[0]) >= 10 or found[0] != int(found[0])
    if found:
        return len(found) >= 3
    return len(answer) >= 3


def answers(page: Page, exercise: Exercise) -> set[str]:
    """Return what is to be found out in an exercise, and can be recognised."""
    found = set()
    for block in exercise.statement:
        if block.name == "self-check":
            items, _ = read_self_check(page, block)
            found |= {item.answers[0] for item in items if not item.choices and not item.between}
    for block in exercise.solution:
        if block.name == "code-cell" and "expect" in block.options:
            lines = substitute(str(block.options["expect"])).strip().splitlines()
            if len(lines) == 1 and numbers(lines[0]) and not re.search(r"[^\W\d_]{2}", lines[0]):
                found.add(lines[0].strip())
    task = "\n".join(block.text for block in exercise.statement if block.name != "self-check")
    return {answer for answer in found if telling(answer) and not stands_in(answer, task)}


def stands_in(answer: str, text: str) -> bool:
    """Return whether an answer stands in a text: the number as a number, a list in one piece, a word as a word."""
    text = text.replace("−", "-").replace("\u202f", "").replace("\u00a0", " ")
    if sought := numbers(answer):
        lists: list[list[float]] = [[]]
        end = 0
        for found in NUMBER.finditer(text):
            if not re.fullmatch(BETWEEN, text[end : found.start()]):
                lists.append([])
            lists[-1].append(float(found[0].replace(",", "")))
            end = found.end()
        return any(there[at : at + len(sought)] == sought for there in lists for at in range(len(there)))
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.I) is not None


def seen(tag: Tag) -> str:
    """Return the text of a part of the page that readers see without opening anything."""
    copy = BeautifulSoup(str(tag), "html.parser")
    for unseen in copy.select(UNSEEN):
        unseen.decompose()
    return copy.get_text(" ", strip=True)


def soup_of(page: Page) -> BeautifulSoup:
    return soup(page.path.with_suffix(".html").as_posix())


def below(document: BeautifulSoup, exercise: Exercise) -> str:
    """Return what is seen below the task: to the end of its closed solution, and as many words more as a screen shows.

    Further down, or below the next heading, the text may go on with what everybody has found out.
    """
    box, solved, words = document.find(id=exercise.label), False, 0
    parts = [seen(form) for form in box.select("form.self-check")]
    for after in box.find_next_siblings():
        if after.name in ("section", "h2", "h3", "h4") or "exercise" in after.get("class", []) or words >= SCREEN:
            break
        parts.append(seen(after))
        words += solved * len(parts[-1].split())
        solved = solved or "solution" in after.get("class", [])
    return " \n".join(parts)


EVERY = [(page, exercise) for page in PAGES for exercise in exercises(page)]


@pytest.mark.parametrize("page, exercise", EVERY, ids=[exercise.label for _, exercise in EVERY])
def test_the_page_below_an_exercise_keeps_its_answers(site, page, exercise):
    text = below(soup_of(page), exercise)
    assert not sorted(answer for answer in answers(page, exercise) if stands_in(answer, text))


def test_enough_answers_can_be_recognised():
    """Otherwise the tests above hold nothing."""
    counted = {exercise.label: answers(page, exercise) for page, exercise in EVERY}
    assert sum(map(len, counted.values())) >= 60
    assert sum(map(bool, counted.values())) >= 25
    assert {"1.25", "XOR", "0 1 1 0"} <= counted["intro-ex-network"] and {"3.5", "4 9 0 1"} <= counted["intro-ex-loss"]


@pytest.mark.parametrize(
    "answer, text, there",
    [
        ("1.25", "ReLU(1.25) = 1.25", True),
        ("1.25", "version 1.25.1 of 11.25", False),
        ("-0.5", "the slope −0.5", True),
        ("0 1 1 0", "y | 0 | 1 | 1 | 0", True),
        ("0 1 1 0", "0, 1, 1, 1", False),
        ("0 1 1 0", "| 0 | 1 | ? | and 1, 0", False),
        ("22401", "a network of 22,401 parameters", True),
        ("XOR", "the exclusive or (xor)", True),
        ("XOR", "XORs", False),
    ],
)
def test_answers_are_recognised(answer, text, there):
    assert stands_in(answer, text) == there


AFTER = [
    (page, block.argument, before)
    for page in PAGES
    for block in page.blocks
    if block.name == "playground"
    and (before := [exercise for exercise in exercises(page) if exercise.start.line < block.line])
]
# The box as it is seen: fields and menus say what they hold.
SHOWN = """box => {
    box.querySelectorAll("input").forEach((input) => input.setAttribute("data-holds", input.value));
    box.querySelectorAll("option").forEach((option) => option.toggleAttribute("selected", option.selected));
    const copy = box.cloneNode(true);
    copy.querySelectorAll("[data-holds]").forEach((input) => input.replaceWith(` ${input.dataset.holds} `));
    return copy.outerHTML;
}"""


@pytest.mark.parametrize("source, name, before", AFTER, ids=[f"{page.stem[:2]}-{name}" for page, name, _ in AFTER])
def test_no_playground_starts_with_an_answer(server, browser, source, name, before):
    """What it shows before anybody has touched it holds no answer of the exercises above it."""
    screen = browser.new_page(reduced_motion="reduce")
    screen.goto(f"{server}/{source.path.with_suffix('.html').as_posix()}")
    box = screen.locator(f"#playground-{name}")
    box.scroll_into_view_if_needed()
    screen.wait_for_selector(f"#playground-{name}[data-filled]")
    text = seen(BeautifulSoup(box.evaluate(SHOWN), "html.parser"))
    screen.close()
    given_away = {
        exercise.label: sorted(answer for answer in answers(source, exercise) if stands_in(answer, text))
        for exercise in before
    }
    assert not {label: found for label, found in given_away.items() if found}


GUESSED = [page for page in EXECUTED_PAGES if any(block.name == "playground" for block in page.walk())]


@pytest.mark.parametrize("kind", ["learner", "type-along", "solved"])
@pytest.mark.parametrize("page", GUESSED, ids=lambda page: page.stem)
def test_notebooks_keep_the_answer_of_a_guess_closed(site, page, kind):
    """There are as many as on the page; each stands in the cell of its question, and is not seen there before it is opened."""
    answers = soup_of(page).select(".playground .answer")
    cells = [cell for cell in nbformat.read(NOTEBOOKS / kind / f"{page.stem}.ipynb", as_version=4).cells]
    asking = [
        BeautifulSoup(MarkdownIt("commonmark").render(cell.source), "html.parser")
        for cell in cells
        if "*Guess first:*" in cell.source
    ]
    closed = [details for soup in asking for details in soup.select("details:not([open])")]
    assert len(closed) == len(answers) > 0
    for details, answer in zip(closed, answers):
        assert details.summary.get_text() == "Answer"
        assert details.strong.get_text() == answer.select_one(".right-choice strong").get_text()
        assert len(details.get_text().split()) > 10, "the reason stands in it, too"
    assert "Answer" in (said := " ".join(map(seen, asking))) and "Answer:" not in said
    for details in closed:
        for paragraph in details.find_all("p"):
            assert paragraph.get_text(" ", strip=True) not in said
