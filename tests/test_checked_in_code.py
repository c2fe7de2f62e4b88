"""Answers in code: which exercises are checked in notebooks, and what the checks say of no answer and of a wrong one.

That the solutions pass is seen where notebooks are run with them, in tests/test_notebooks.py.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from conftest import EXECUTED_PAGES
from lesson.check.checked_in_code import checked_in_code
from lesson.check.names_seen import room_to_type
from lesson.notebooks import checks, lesson_check
from lesson.text.answers import numbers
from lesson.text.page import exercises, parse
from lesson.text.seen import asked_for
from lesson.text.self_checks import items_of
from test_catch_up import ANSWER, CHECK, FRONT, cell, exercise

CHECKED = [
    pytest.param(page, each, id=each.label)
    for page in EXECUTED_PAGES
    for each in exercises(page)
    if checks.cell(page, each, "1.1")
]
HINTS = "  hint: Count again.\n  then: Do not forget the biases.\n"
COMPLETE = CHECK.replace("  share: true\n", f"  share: true\n{HINTS}")


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    """The module that lies beside the notebooks, as in a new kernel."""
    monkeypatch.setitem(sys.modules, "lesson_check", lesson_check)
    monkeypatch.setattr(lesson_check, "tries", {})


def values(code: str) -> list[str]:
    """Return the expressions whose values a check cell looks at."""
    return [
        ast.unparse(node.args[1].body)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check"
    ]


def valued(page, each) -> list:
    return [item for _, item in items_of(page, each) if item.value]


def test_most_exercises_in_code_are_checked():
    """Those in which a learner only writes down an answer have a reason instead."""
    assert len(CHECKED) >= 17
    reasons = [each.start.options.get("unchecked") for page in EXECUTED_PAGES for each in exercises(page)]
    assert all(len(reason.split()) >= 3 for reason in reasons if reason)


@pytest.mark.parametrize("page, each", CHECKED)
def test_no_answer_is_met_kindly(page, each, capsys):
    """Everything but the answer is there: the check names what is missing, and stops nothing."""
    code = checks.cell(page, each, "1.1")
    used = {node.id for value in values(code) for node in ast.walk(ast.parse(value)) if isinstance(node, ast.Name)}
    exec(code, {name: MagicMock() for name in used - asked_for(each) - {"len", "int"}})
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(valued(page, each))
    for words, item in zip(said, valued(page, each)):
        missing = re.fullmatch(
            r"Not there yet: (.*)\. Define `(\w+)` in the cell above, run it, and check again\.", words
        )
        assert missing[1] == checks.plain(item.question) and missing[2] in asked_for(each), words


@pytest.mark.parametrize("page, each", CHECKED)
def test_a_wrong_answer_gets_one_hint_and_then_another(page, each, capsys):
    """And never the answer."""
    code = re.sub(r"lambda: .*", "lambda: -987654,", checks.cell(page, each, "1.1"))
    said = []
    for _ in range(3):
        exec(code, {})
        said.append(capsys.readouterr().out.splitlines())
    for first, second, third, item in zip(*said, valued(page, each), strict=True):
        start = f"Not yet: {checks.plain(item.question)}. "
        assert first == start + checks.plain(item.hint) != second
        assert second == third == start + checks.plain(item.then)
        right = numbers(item.answers[0]) if not item.between and not item.choices else []
        told = numbers(f"{first}\n{second}".replace(start, ""))
        assert len(right) != 1 or right[0] not in told, item.question


def said(statement: str = CHECK, answer: str = ANSWER, option: str = "", above: str = "") -> str:
    """Return lines, and what the rule says of them, in an exercise with this self-check, solution and option, and this cell above it."""
    body = exercise("Call them `network` and `accuracy`.", answer, check=statement)
    body = body.replace(":minutes: 5\n", f":minutes: 5\n{option}").replace(
        "ipython3\nnetwork", 'ipython3\n:name: number\n:expect: "173"\nnetwork'
    )
    source = FRONT + above + body
    found = checked_in_code(parse(Path("episodes/02-keras.md"), source))
    return "\n".join(f"{source.splitlines()[line - 1]}: {message}" for line, message in found)


def test_what_is_checked_or_has_a_reason_is_fine():
    assert not said(COMPLETE)
    assert not said("", option=":unchecked: worked out by hand\n")


@pytest.mark.parametrize(
    "case, message",
    [
        ({"statement": ""}, "no notebook checks the answer"),
        ({"statement": COMPLETE, "option": ":unchecked: worked out by hand\n"}, "a question has a `value`; remove it"),
        ({"statement": "", "option": ":unchecked:\n"}, "`unchecked` needs its reason"),
        ({"statement": CHECK}, "'2. The accuracy' is checked in notebooks, so it needs two hints"),
        ({"statement": COMPLETE, "above": cell("accuracy = 0.5")}, "`accuracy` is there already"),
        ({"statement": COMPLETE.replace("Count again", "It is 173")}, "holds the right answer"),
    ],
)
def test_what_the_rule_finds(case, message):
    assert message in (found := said(**case))
    # The line of the exercise, or of the self-check.
    assert all(line.startswith((":::{exercise-start} Try it: ", ":::{self-check}: ")) for line in found.splitlines())


def test_a_reason_without_code_is_left_over():
    body = exercise("Think.", "x = 1").replace(cell("x = 1"), "Because.\n\n")
    body = body.replace(":minutes: 5\n", ":minutes: 5\n:unchecked: an opinion\n")
    (found,) = checked_in_code(parse(Path("episodes/02-keras.md"), FRONT + body))
    assert "the solution shows no code; remove it" in found[1]


def test_a_hidden_cell_above_is_not_in_the_notebook():
    assert not said(COMPLETE, above=cell("accuracy = 0.5", ":tags: [remove-cell]"))


def test_nobody_types_more_than_a_room_can():
    """Exercises do not count: their minutes are their own. What is shown does not either."""
    front = FRONT.replace("title: Wines\n", "title: Wines\nteaching: 10\n")
    lines = "\n".join(f"x_{number} = {number}\n" for number in range(20))

    def found(body: str) -> list:
        return list(room_to_type(parse(Path("episodes/02-keras.md"), front + body)))

    assert not found(cell(lines))
    assert not found(cell(lines) + cell("y = 1", ":tags: [shown]") + exercise("Call it `z`.", "z = 1"))
    assert found(cell(lines) + cell("y = 1")) == [
        (
            3,
            "21 lines to type in 10 minutes of teaching, more than 2 a minute; "
            "give what draws, prepares or repeats the tag `shown`",
        )
    ]
