"""Declared answers, and the rule that the words of a solution say the same as its cells.

Two directions, both about numbers:
- an answer declared as one number or one row of numbers stands in the words;
- a number, or a list of numbers, in the words stands in the exercise, in its code or in a declared answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..paths import ROOT
from . import roles
from .nearest import nearest
from .page import Block, Exercise, Page, exercises, read
from .versions import substitute

# A sign counts where no operand stands before it: "-1" in "0 · (-1)" and "returns -1", but not in "3-1" and "n -1".
NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>(?<![\d)}\]][ ])(?<!\b\w[ ])(?<![\w)}\]])[-−])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?!\w|\.\d)"
)
# Three numbers or more with nothing between them but commas and "and"; not the arguments of a function.
LIST = re.compile(r"(?<!\w\()(?<![\w.,])[-−]?\d+(?:\.\d+)?(?:,? (?:and )?[-−]?\d+(?:\.\d+)?){2,}(?![\w)])")


def numbers(text: str) -> list[float]:
    """Return the numbers in a text; thousands may have commas, minus may be a hyphen or U+2212."""
    found = []
    for match in NUMBER.finditer(text):
        value = float(match["digits"].replace(",", ""))
        found.append(-value if match["sign"] else value)
    return found


def declared_answers(page: Page) -> list[tuple[Block, str]]:
    """Return the cells that declare what they print, each with the text as written."""
    return [(cell, str(cell.options["expect"])) for cell in page.cells() if "expect" in cell.options]


def value(target: str, page: Page, root: Path = ROOT) -> str:
    """Return the line that a cell declares to print, for the role {value}.

    Args:
        target: the name of a cell of `page`, or of a page beside it, such as 01-introduction/neuron-output
        page: where the role stands
        root: the folder of the sources

    Raises:
        LookupError: there is no such cell, or it declares more than one line; the message says what to do.
    """
    episode, _, name = target.strip().rpartition("/")
    if episode:
        try:
            page = read(page.path.parent / f"{episode}.md", root)
        except FileNotFoundError:
            raise LookupError(f"no page `{episode}.md` beside this one; mend the name") from None
    declared = {str(cell.options.get("name")): text for cell, text in declared_answers(page)}
    if name not in declared:
        hint = nearest(name, declared, "give the cell a `name` and an `expect`")
        raise LookupError(f"no cell `{name}` with `expect`; {hint}")
    lines = substitute(declared[name]).strip().splitlines()
    if len(lines) != 1:
        raise LookupError(f"`{name}` declares {len(lines)} lines; a value is one line, so let a cell print it alone")
    return lines[0].strip()


def words(text: str) -> str:
    """Return prose without what is not words: addresses, code, roles' targets, list numbers, TeX commands."""
    text = re.sub(
        r"\]\([^)]*\)",
        "",
        roles.replaced(
            text, {"role": lambda piece: "" if piece["role"] in ("ref", "numref", "term") else piece["code"]}
        ),
    )
    text = re.sub(r"\\(?:class|text)\{\w+\}|\\[a-zA-Z]+", " ", text)
    text = re.sub(r"[_^]\{?\w+\}?", "", text)  # subscripts and powers are not answers
    return re.sub(r"^[ \t]*\d+\. ", "", text, flags=re.M)


def known_to(exercise: Exercise) -> tuple[set[float], list[list[float]]]:
    """Return the numbers an exercise's words may use, and the rows and columns their lists may repeat."""
    single: set[float] = set()
    rows: list[list[float]] = []
    for block in exercise.statement + exercise.solution:
        if block.name == "code-cell":
            single |= set(numbers(block.text))
            rows += [numbers(line) for line in block.lines]
            if "expect" in block.options:
                table = [numbers(line) for line in substitute(str(block.options["expect"])).splitlines()]
                single |= {value for row in table for value in row}
                rows += table
                full = [row for row in table if len(row) == max(map(len, table))]
                rows += [list(column) for column in zip(*full)]
    # Checks name wrong answers, too.
    for block in (block for block in exercise.statement if block.name not in ("self-check", "code-check")):
        text = words(block.prose)
        single |= set(numbers(text))
        # List items are numbered, and solutions refer to them.
        single |= {float(number) for number in re.findall(r"^\s*(\d+)\. ", block.prose, flags=re.M)}
        rows += [numbers(line) for line in text.splitlines()]
    return single, rows


def contains(row: list[float], part: list[float]) -> bool:
    """Tell whether `part` stands in `row` without a gap."""
    return any(row[at : at + len(part)] == part for at in range(len(row) - len(part) + 1))


def words_and_answers(page: Page) -> Iterator[tuple[int, str]]:
    """Yield line and message where the words of a solution and its answers differ."""
    for exercise in exercises(page):
        text = [block for block in exercise.solution if block.name is None]
        single, rows = known_to(exercise)
        for block in text:
            # The number of a list item is no answer; TeX is no list.
            for at, line in enumerate(words(block.prose).split("\n"), block.first):
                for value in numbers(line):
                    if value not in single:
                        yield (
                            at,
                            f"{value:g} stands neither in the exercise nor in a declared answer of it; let a cell of the solution print it",
                        )
                for match in LIST.finditer(line):
                    if not any(contains(row, numbers(match[0])) for row in rows):
                        yield (
                            at,
                            f"the list {match[0]!r} is not what a cell of the solution declares; mend the words or the `expect`",
                        )
        said = numbers("\n".join(words(block.prose) for block in text))
        for block in exercise.solution:
            if block.name == "code-cell" and "expect" in block.options:
                lines = substitute(str(block.options["expect"])).strip().splitlines()
                answer = numbers(lines[0]) if len(lines) == 1 and not re.search(r"[A-Za-z]{2}", lines[0]) else []
                if answer and not contains(said, answer):
                    yield (
                        block.line,
                        f"the answer {lines[0]!r} is not in the words of the solution; say it, in the same order",
                    )
