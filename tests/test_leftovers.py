"""What authors leave behind without meaning to: what is named, in which line, and what looks alike and is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson.check import leftovers, rules
from lesson.commands.new_episode import miniature
from lesson.text.page import parse
from lesson.vocabulary import ROLES

EPISODE, PAGE = Path("episodes/02-words.md"), Path("words.md")
FRONT = "---\ntitle: Words\nlead: How words mean.\n---\n\n"
FIRST = FRONT.count("\n") + 1


def marked(text: str) -> list[tuple[int, str]]:
    """Return line, counted from the text's first, and message of what `marks` says of a text."""
    page = parse(PAGE, FRONT + text + "\n")
    return [
        (line - FIRST, message)
        for block in page.walk()
        for at, token, before in rules.inline(block)
        for line, message in leftovers.marks(at, token, before, "\\*" in text or "\\`" in text)
    ]


# (text, line and words of each finding)
MARKS = [
    *((f"One line.\nAnd one, {word}.", [(1, f"`{word}` is shown to readers; ")]) for word in "TODO FIXME XXX TBD".split()),
    ("TODO: one.\nTwo.\nTODO", [(0, "% TODO ..."), (2, "% TODO ...")]),
    ("Todo, todos, TODOS and `TODO`.", []),
    ("It is is so.", [(0, "`is is` is the same word twice; ")]),
    ("One.\nIs is it?", [(1, "`Is is` is the same word twice; ")]),
    ("This is so, so it is, and 3 3 or is\nis `so` so.", []),
    # roles
    *((f"A {name}`x`.", [(0, f"`{name}` in front of code is no role; write {{{name}}} and")]) for name in ("ref", "value")),
    ("One.\nA {term} `bias`.", [(1, "`{term} ` in front of code is no role; write {term}")]),
    ("A word`x`.", [(0, "`word` stands against code; ")]),
    ("A term `x`, a word `x`, {word} `x`, (`x`), term, `x`, and {term}`x`.", []),
    ("A *term*`x`, and `term` `x`.", []),
    # marks that close nothing
    *((f"One.\n{words}", [(1, "a star that closes nothing")]) for words in ("A **word.", "A word** ends.", "A *word.", "A word* ends.", "x ** y")),
    ("3 * 4, a*b, 2*3, (*) and * alone.", []),
    ("One.\nA `word.", [(1, "a backtick that closes nothing")]),
    ("A ``word`.", [(0, "a backtick that closes nothing")]),
    ("A *star and a `tick.", [(0, "a backtick that closes nothing")]),
    ("A \\*star, **two and a `tick.", []),
    ("A \\`tick, and **two.", []),
    ("A \\*star is is TODO.", [(0, "`TODO`"), (0, "`is is`")]),
]  # fmt: skip


@pytest.mark.parametrize("text, wanted", MARKS, ids=lambda value: str(value)[:30])
def test_marks_that_are_shown_as_text(text, wanted):
    found = marked(text)
    assert [line for line, _ in found] == [line for line, _ in wanted], found
    assert all(words in said and "; " in said for (_, said), (_, words) in zip(found, wanted)), found


@pytest.mark.parametrize("name", ROLES)
def test_every_role_without_its_braces_is_named(name):
    if name.isalpha():
        assert [line for line, _ in marked(f"A {name}`x`.")] == [0]
        assert [line for line, _ in marked(f"A {{{name}}} `x`.")] == [0]


def left(path: Path, text: str) -> list[tuple[int, str]]:
    return list(leftovers.leftovers(parse(path, text)))


SHORT, LONG = "Nine and thirty signs, and not one more", "Forty signs, which are enough to be seen"


def test_a_paragraph_stands_once():
    """However its lines are broken and wherever it stands; short ones may come again."""
    assert (len(SHORT), len(LONG)) == (39, 40)
    first, rest = LONG.split(", ")
    text = f"{LONG}\n\n{SHORT}\n\n{SHORT}\n\n- {first},\n  {rest}\n\n:::{{callout}} Title\n{LONG}\n:::\n\n## {LONG}\n"
    assert [(line - FIRST, said.partition(";")[0]) for line, said in left(PAGE, FRONT + text)] == [
        (6, f"the same paragraph as in line {FIRST}"),
        (10, f"the same paragraph as in line {FIRST}"),
    ]


def test_a_term_is_defined_once_among_many():
    """Definitions may be as they are; a third one refers to the first."""
    text = ":::{glossary}\nbias\n  A constant.\n\nunit\n  A constant.\n\nBIAS\n  A word.\n\nbias\n  Again.\n:::\n\nbias\n\nbias\n"
    assert [(line - FIRST, said.partition(";")[0]) for line, said in left(PAGE, FRONT + text)] == [
        (7, f"the term 'BIAS' stands in line {FIRST + 1} already"),
        (10, f"the term 'bias' stands in line {FIRST + 1} already"),
    ]


LEAD = next(line for line in miniature().split("\n") if line.startswith("lead: "))


@pytest.mark.parametrize(
    "path, front, line",
    [
        (EPISODE, ["title: Words", LEAD], 3),
        (EPISODE, [LEAD, "title: Words"], 2),
        (EPISODE, ["title: Introduction", LEAD], None),  # it may be what it says
        (EPISODE, [LEAD], None),  # a title is missed elsewhere
        (EPISODE, ["title: Words", "lead: How words mean."], None),
        (EPISODE, ["title: Words"], None),
        (PAGE, ["title: Words", LEAD], None),
    ],
)
def test_the_lead_of_the_miniature_is_left_over(path, front, line):
    found = left(path, "\n".join(["---", *front, "---", "", "Text.", ""]))
    assert [at for at, said in found] == ([line] if line else []), found
    assert all("miniature" in said and "; " in said for _, said in found)


def test_a_book_without_a_guide_has_no_miniature(monkeypatch, tmp_path):
    monkeypatch.setattr(leftovers, "ROOT", tmp_path)
    leftovers.lead_of_the_miniature.cache_clear()
    for text in (None, "No lead.\n"):
        if text:
            (tmp_path / ".github").mkdir()
            (tmp_path / ".github" / "WRITING.md").write_text(text)
        assert left(EPISODE, f"---\ntitle: Words\n{LEAD}\n---\n\nText.\n") == []
        leftovers.lead_of_the_miniature.cache_clear()
