"""Self-checks as they are read from the source: which answers count, and what is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from lesson.text import self_checks
from lesson.text.page import exercises, parse
from lesson.text.self_checks import Item, items_of, keys, read_self_check, same, stands_in

STATEMENT = """Call the model `network`.

- third one
- first one
- second one
"""
SOLUTION = """1. The cat is black, or grey.
2. b. **The dog**, a {term}`hound <dog>`, sleeps *all* day; the {numref}`fig-a` shows 0.95 of it.
3. Begin with the first one, then comes the second one, at last the third one.

```{code-cell} ipython3
:name: result
:expect: "1.25"
# The cat is black, too
print(1.25)
```

```{code-cell} ipython3
---
name: table
expect: |
  train  10  0.9
  test   12  0.8
  train  14  0.7
---
assert 0.6 <= rate <= 0.9
```
"""
HEAD = """---
title: Small
---

## One part

"""
PAGE = """::::{{exercise-start}} Try it
:label: small-ex-one
:minutes: 5
::::

{statement}
:::{{self-check}}
{options}{form}
:::

::::{{exercise-end}}
::::

::::{{solution-start}} small-ex-one
::::

{solution}
::::{{solution-end}}
::::
"""


def page_with(form: str, options: str = "", solution: str = SOLUTION):
    text = HEAD + PAGE.format(form=form, options=options, statement=STATEMENT, solution=solution)
    return parse(Path("episodes/98-small.md"), text), text.split("\n")


def read(form: str, options: str = "", solution: str = SOLUTION) -> tuple[list[Item], list[tuple[int, str]]]:
    page, _ = page_with(form, options, solution)
    block = next(block for block in page.walk() if block.name == "self-check")
    return read_self_check(page, block)


ONE = "- question: Which?\n  "

# what is written -> what of the item differs from an empty one
RIGHT = {
    "a cell": ("answer-of: result", {"answers": ["1.25"]}),
    "a cell, and other spellings": ("answer-of: result\n  also: 5/4, 1 1/4", {"answers": ["1.25", "5/4", "1 1/4"]}),
    "spellings as a list": ("answer-of: result\n  also: [5/4, '1, 25']", {"answers": ["1.25", "5/4", "1, 25"]}),
    "a line": ("answer-of: table\n  line: 2", {"answers": ["test   12  0.8"]}),
    "the last line": ("answer-of: table\n  line: 3", {"answers": ["train  14  0.7"]}),
    "a row": ("answer-of: table\n  row: test ? 0.8", {"answers": ["12"]}),
    "the end of a row": ("answer-of: table\n  row: test ... ?", {"answers": ["0.8"]}),
    "a row of a line": ("answer-of: table\n  line: 3\n  row: train ? ...", {"answers": ["14"]}),
    "words with a comma": ("answer: black, or grey", {"answers": ["black, or grey"]}),
    "words, of which one spelling is said": ("answer: pitch-dark\n  also: black", {"answers": ["pitch-dark", "black"]}),
    "words that are quoted": ("answer: ALL\n  said: sleeps all day", {"answers": ["ALL"]}),
    "a number that is said": ("answer: 0.95\n  share: true", {"answers": ["0.95"], "share": True}),
    "words of a role": ("answer: a hound", {"answers": ["a hound"]}),
    "choices": (
        "answer: black\n  choices: [black, 'white, or red']\n  said: The cat is black",
        {"answers": ["black"], "choices": ["black", "white, or red"], "reason": "The cat is black, or grey."},
    ),
    "choices with commas, and a reason without its number and roles": (
        "answer: dog\n  choices: cat, dog , hen\n  said: The dog",
        {
            "answers": ["dog"],
            "choices": ["cat", "dog", "hen"],
            "reason": "**The dog**, a hound, sleeps *all* day; the fig-a shows 0.95 of it.",
        },
    ),
    "a range": (
        "between: 0.6 to 0.9",
        {"answers": ["0.75"], "tolerance": pytest.approx(0.15), "between": ("0.6", "0.9")},
    ),
    "an order": (
        "order: [first one, second one, third one]",
        {"answers": ["first one | second one | third one"], "entries": ["third one", "first one", "second one"]},
    ),
    "an order with a hint": (
        "order: [first one, second one, third one]\n  hint: Begin.\n  then: Go on.\n  read: One part",
        {
            "answers": ["first one | second one | third one"],
            "entries": ["third one", "first one", "second one"],
            **{"hint": "Begin.", "then": "Go on.", "section": "One part"},
        },
    ),
    "Python": ("answer-of: result\n  value: network.rate", {"answers": ["1.25"], "value": "network.rate"}),
    "a tolerance": ("answer-of: result\n  tolerance: .5", {"answers": ["1.25"], "tolerance": 0.5}),
    "optional": ("answer-of: result\n  optional: true", {"answers": ["1.25"], "optional": True}),
    "hints": (
        "answer-of: result\n  hints:\n    0.25: No $b$.\n    yes: A word.\n    1.250001: More.\n  hint: Try.\n  then: See.",
        {
            "answers": ["1.25"],
            "hints": {"0.25": "No $b$.", "yes": "A word.", "1.250001": "More."},
            **{"hint": "Try.", "then": "See."},
        },
    ),
    "a section": ("answer-of: result\n  read: One part", {"answers": ["1.25"], "section": "One part"}),
    "a section of another page": (
        "answer-of: result\n  read: 02-keras#The optimizer",
        {"answers": ["1.25"], "section": "The optimizer", "page": "episodes/02-keras"},
    ),
}


@pytest.mark.parametrize("written, holds", RIGHT.values(), ids=RIGHT)
def test_an_item_holds_what_is_written(written, holds):
    items, found = read(ONE + written)
    assert not found, found
    (item,) = items
    expected = {
        **{"question": "Which?", "answers": [], "choices": [], "hints": {}, "hint": "", "reason": "", "tolerance": 0.0},
        **{"share": False, "optional": False, "section": "", "page": "", "between": None, "value": "", "then": ""},
        "entries": [],
    }
    assert vars(item) == {**expected, **holds}


CHOICE = "answer: black\n  said: The cat is black\n  choices: [black, white]"
ORDER = "order: [first one, second one, third one]"
RESULT = "answer-of: result"

# what is written, and words of what is said about it
WRONG = [
    (f"{RESULT}\n  lines: 1", "did you mean `line`?"),
    (f"{RESULT}\n  zzz: 1", "unknown key `zzz`; use question, optional, answer-of"),
    ("hint: None.", "needs its right answer once"),
    (f"{RESULT}\n  between: 0.6 to 0.9", "needs its right answer once"),
    (f"{ORDER}\n  answer: black", "needs its right answer once"),
    *(
        (f"{ORDER}\n  {key}: true", f"`{key}` does not go with `order`")
        for key in ("optional", "said", "also", "share", "tolerance", "value", "hints", "line", "row")
    ),
    (f"{ORDER}\n  choices: [black, white]", "`choices` does not go with `order`"),
    (f"{RESULT}\n  optional: false", "`optional: false` is unknown"),
    *((f"{CHOICE[:-1]}, '{sign}']", "has Markdown") for sign in ("a `b`", "a *b*", "$a$", "{term}`a`")),
    (f"{RESULT}\n  line: 0", "cell `result` has no line 0; count from 1 to 1"),
    ("answer-of: table\n  line: 4", "has no line 4; count from 1 to 3"),
    ("answer-of: table", "declares 3 lines"),
    ("answer-of: table\n  row: train ? ?", "has no single `?`"),
    ("answer-of: table\n  row: train ? ...", "fits 2 lines of cell `table`"),
    ("answer-of: tables", "no answer cell `tables`; did you mean `table`?"),
    ("answer-of: zzz", "no answer cell `zzz`; name one of result, table"),
    ("answer: 1.250", "cell `result` declares this answer; write `answer-of: result`"),
    ("answer: red", "'red' does not stand in the words of the solution"),
    ("answer: blac", "'blac' does not stand in the words"),
    ("answer: lack", "'lack' does not stand in the words"),
    ("answer: black\n  said: The dog", "`said: The dog` does not contain the answer 'black'"),
    ("answer: black\n  said: The cat is so black", "'The cat is so black' does not stand"),
    ("answer: black\n  choices: [black, white]", "quote with `said:`"),
    ("answer: red\n  said: The cat is black\n  choices: [black, white]", "does not contain the answer 'red'"),
    (f"{CHOICE}\n  also: red", "the answer 'red' is not among the choices"),
    (f"{CHOICE}\n  also: white", "does not contain the answer 'white'"),
    (f"{CHOICE}\n  hints:\n    red: No.", "cannot be chosen; use one of black, white"),
    (f"{CHOICE}\n  hints:\n    Black: No.", "a hint for 'Black', which is right"),
    (f"{RESULT}\n  share: true", "a share lies between 0 and 1, and the answer is '1.25'"),
    ("answer: black\n  share: true", "a share lies between 0 and 1"),
    ("answer: black\n  tolerance: 0.1", "a tolerance is for numbers"),
    *((f"{RESULT}\n  tolerance: {value}", "no positive number") for value in ("-1", "0.0", "1.", "some", "1e3")),
    (f"{RESULT}\n  then: More.", "`then` is the second hint"),
    (f"{RESULT}\n  hints: [0.25]", "`hints` pairs wrong answers with hints"),
    (f"{RESULT}\n  hints:\n    0.25:", "the hint for '0.25' is empty"),
    (f"{RESULT}\n  hints:\n    1.250: No.", "a hint for '1.250', which is right"),
    (f"{RESULT}\n  hints:\n    1: The {{some-role}}`a`.", "a role in"),
    (f"{RESULT}\n  hint: The {{term}}`a`.", "a role in"),
    (f"{RESULT}\n  hint: One.\n  then: The {{term}}`a`.", "a role in"),
    (f"{RESULT}\n  hint: One.\n  then: It is $\\nosuch{{b}}$.", "a formula in"),
    (f"{RESULT}\n  read: One parts", "no heading 'One parts' on this page; did you mean `One part`?"),
    (f"{RESULT}\n  read: Zzz", "copy one without its #"),
    (f"{RESULT}\n  read: zzz#One part", "no page 'zzz'; name one such as 02-keras"),
    (f"{RESULT}\n  value: network =", "is no expression of Python"),
    (f"{RESULT}\n  value: network = 3", "is no expression of Python"),
    (f"{RESULT}\n  value: network; network", "is no expression of Python"),
    (f"{RESULT}\n  value: model.rate", "uses `model`, and the exercise does not ask"),
    (f"{RESULT}\n  value: 3 + 4", "uses ``, and the exercise does not ask"),
    *(
        (f"between: {value}", "is no range; write the smaller number first")
        for value in ("0.9 to 0.6", "0.6 to 0.6", "0.6 - 0.9", "0.6 to 0.9.", "some to 0.9")
    ),
    ("between: 0.5 to 0.9", "no cell of the solution holds 0.5"),
    ("between: 0.6 to 0.95", "no cell of the solution holds 0.95"),
    ("order: first one", "`order` is a list of three entries or more"),
    ("order: [first one, second one]", "`order` is a list of three entries or more"),
    ("order: [first one, second one, '']", "`order` is a list of three entries or more"),
    ("order: [first one, second one, [third one]]", "`order` is a list of three entries or more"),
    *((f"order: [first one, second one, '{sign}']", "has Markdown or a bar") for sign in ("a|b", "$a$", "a*", "`a`")),
    ("order: [first one, second one, second one]", "stands there twice"),
    ("order: [first one, second one, fourth one]", "the exercise lists 'fourth one' of `order` 0 times"),
    ("order: [third one, first one, second one]", "in the right order already"),
    ("order: [second one, first one, third one]", "the solution does not say 'first one' at this place"),
    ("item-of: small-ex-one 1", "no exercise `small-ex-one` on another page"),
    ("item-of: keras-ex-confusion 0", "has no question 0; count from 1 to 6"),
    ("item-of: keras-ex-confusion 7", "has no question 7; count from 1 to 6"),
    ("item-of: keras-ex-confusion 6\n  hint: No.", "`hint` belongs to the question that `item-of` names"),
]


@pytest.mark.parametrize("written, said", WRONG, ids=[said[:40] for _, said in WRONG])
def test_a_wrong_item_is_refused_and_the_next_one_is_read(written, said):
    form = f"{ONE}{written}\n- question: Another\n  answer: grey"
    (other,), [(line, message)] = read(form)
    assert said in message and other.question == "Another"
    _, lines = page_with(form)
    assert lines[line - 1] == "- question: Which?"


@pytest.mark.parametrize(
    "form, place, said",
    [
        ("", ":::{self-check}", "a self-check without questions"),
        ("- answer: grey", "- answer: grey", "has no question"),
        ("question: Which?", "question: Which?", "no list of questions"),
        (f"{ONE}answer: grey\n- Which?", "- question: Which?", "no list of questions"),
        (f"{ONE}answer: grey: 3", "  answer: grey: 3", "not valid YAML"),
    ],
)
def test_a_form_that_is_none_is_named_with_its_line(form, place, said):
    items, [(line, message)] = read(form)
    _, lines = page_with(form)
    assert items == [] and said in message and lines[line - 1] == place


def test_choices_of_the_whole_form_are_for_items_without_their_own():
    form = (
        f"{ONE}answer: black\n  said: The cat is black\n"
        "- question: And?\n  answer: dog\n  said: The dog\n  choices: dog, hen\n"
        f"- question: How?\n  {ORDER}"
    )
    items, found = read(form, ":choices: white, black\n")
    assert not found
    assert [item.choices for item in items] == [["white", "black"], ["dog", "hen"], []]


def test_what_stands_between_form_and_end_is_named():
    page, lines = page_with(f"{ONE}answer: grey\n:::\n\nMore.\n\n:::{{self-check}}\n{ONE}answer: black")
    first, second = [block for block in page.walk() if block.name == "self-check"]
    ((line, message),) = read_self_check(page, first)[1]
    assert line == first.line and "something follows this self-check" in message
    assert read_self_check(page, second)[1] == []
    assert [(at, item.answers) for at, item in items_of(page, exercises(page)[0])] == [
        (first.line, ["grey"]),
        (second.line, ["black"]),
    ]
    assert self_checks.findings(page) == [(line, message)]


@pytest.mark.parametrize(
    "written, words",
    [("Which?", "Which?"), ("1. Which?", "Which?"), ("12) Which?", "Which?"), ("3a. Which?", "Which?")],
)
def test_the_key_of_a_question_is_made_from_its_words_alone(written, words):
    """Browsers have kept answers under these keys, so they stay what they are."""
    assert keys([Item(written, [])]) == [hashlib.sha256(words.encode()).hexdigest()[:6]]


def test_equal_questions_are_counted():
    first, second, third, other = keys([Item("Which?", []), Item("1. Which?", []), Item("Which?", []), Item("1.5", [])])
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert other == hashlib.sha256(b"1.5").hexdigest()[:6]


@pytest.mark.parametrize(
    "given, right, equal",
    [
        ("1.250", "1.25", True),
        ("1,250", "1250", True),
        ("\u22121", "-1", True),
        ("(178, 13)", "178 13", True),
        ("13 178", "178 13", False),
        ("Class_1", "class 1", True),
        ("[a]", "A", True),
        ("3 runs", "3", False),
        ("a", "b", False),
    ],
)
def test_answers_that_read_the_same(given, right, equal):
    assert same(given, right) == equal


@pytest.mark.parametrize(
    "part, text, stands",
    [
        ("The Cat", "here is the cat.", True),
        ("cat", "the cats", False),
        ("cat", "a tomcat", False),
        (" *cat* ", "cat", True),
        ("`two  words`", "two words", True),
        ("{term}`unit <neuron>`", "a unit", True),
        ("{term}`neuron`", "the neuron", True),
        ("a.c", "abc", False),
    ],
)
def test_whole_words_stand_in_a_text(part, text, stands):
    assert stands_in(part, text) == stands


@pytest.fixture
def other(monkeypatch):
    """Another page with questions to borrow, of which the fourth needs a notebook and the last one its exercise."""
    form = (
        f"{ONE}answer: grey\n  optional: true\n  hint: Look.\n"
        "- question: And?\n  answer: hound\n  read: 02-keras#The optimizer\n"
        "- question: How much?\n  between: 0.6 to 0.9\n  read: One part\n"
        "- question: Run?\n  answer-of: result\n  value: network.rate\n"
        f"- question: In order?\n  {ORDER}"
    )
    _, lines = page_with(form)
    page = parse(Path("episodes/97-other.md"), "\n".join([*lines, "## Later", "", "Words.", ""]))
    small, _ = page_with(f"{ONE}answer: grey")
    third = parse(Path("episodes/02-keras.md"), f"{HEAD}## The optimizer\n\nWords.\n")
    monkeypatch.setattr(self_checks, "all_pages", lambda: (page, small, third))


BORROWED = {
    "small-ex-one 1": Item("Again?", ["grey"], hint="Look.", section="One part", page="episodes/97-other"),
    "small-ex-one 2": Item("Again?", ["hound"], section="The optimizer", page="episodes/02-keras"),
    "small-ex-one 3": Item(
        *("Again?", ["0.75"]),
        tolerance=(0.9 - 0.6) / 2,
        between=("0.6", "0.9"),
        section="One part",
        page="episodes/97-other",
    ),
}


@pytest.mark.parametrize("reference", BORROWED)
def test_a_borrowed_question_is_that_of_its_home(other, reference):
    """With the section before its exercise, or the one that it names; whether it is optional its home says for itself."""
    (item,), found = read(f"- question: Again?\n  item-of: {reference}")
    assert not found and item == BORROWED[reference]


@pytest.mark.parametrize(
    "number, said", [(4, "question 4 of `small-ex-one` needs"), (5, "needs its exercise"), (6, "to 5")]
)
def test_what_makes_sense_at_home_only_is_not_lent(other, number, said):
    items, [(_, message)] = read(f"- question: Again?\n  item-of: small-ex-one {number}")
    assert said in message and items == []


def test_a_form_outside_an_exercise_is_refused():
    page = parse(Path("episodes/98-small.md"), f"{HEAD}:::{{self-check}}\n{ONE}answer: grey\n:::\n")
    (block,) = [block for block in page.walk() if block.name == "self-check"]
    items, [(line, message)] = read_self_check(page, block)
    assert (items, line) == ([], 7) and "stands inside an exercise" in message
