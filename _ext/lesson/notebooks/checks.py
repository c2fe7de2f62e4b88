"""Cells that check answers in notebooks, and one that says where a missing file is."""

from __future__ import annotations

import re
from pathlib import Path

from ..text.answers import numbers
from ..text.page import Exercise, Page
from ..text.self_checks import Item, is_numeric, items_of
from .lesson_check import fingerprint, values

# Lies beside the notebooks, whose check cells import it.
MODULE = Path(__file__).with_name("lesson_check.py")
WHERE_DATA_IS = """\
# Says where a file is that this notebook reads and does not find.
def say_where(shell, kind, error, traceback, tb_offset=None):
    print(f"{{error.filename}} is not here. It is in the file {archive} on {place}:")
    print("unpack it, and open this notebook in the folder that you get.")


get_ipython().set_custom_exc((FileNotFoundError,), say_where)"""
CHECK = """\
# Check your answer to exercise {number}: run this cell
try:
    from lesson_check import check
except ModuleNotFoundError:
    print("The check is in lesson_check.py, which has to lie beside this notebook; the learners' file of the lesson brings both.")
else:
{calls}"""


def cell(page: Page, exercise: Exercise, number: str) -> str:
    """Return the code that checks an exercise's answer; "" where its self-check names no value of the notebook."""
    valued = [item for _, item in items_of(page, exercise) if item.value]
    return CHECK.format(number=number, calls="\n".join(map(call, valued))) if valued else ""


def call(item: Item) -> str:
    """Return the call that checks one item; it holds no right answer."""
    right, digits = right_and_digits(item)
    arguments = [repr(plain(item.question)), f"lambda: {item.value}", right]
    arguments += [f"digits={digits}"] * bool(digits)
    known = [(wrong, plain(hint)) for wrong, hint in item.hints.items()]
    arguments += [f"known={known!r}"] * bool(known)
    hints = [plain(hint) for hint in (item.hint, item.then) if hint]
    arguments += [f"hints={hints!r}"] * bool(hints)
    return "    check(\n" + "".join(f"        {argument},\n" for argument in arguments) + "    )"


def right_and_digits(item: Item) -> tuple[str, int]:
    """Return what a check compares with, as Python, and how many decimals count."""
    if item.between:
        return f"({item.between[0]}, {item.between[1]})", 4
    answer = item.answers[0]
    digits = max((len(found) for found in re.findall(r"\.(\d+)", answer)), default=0)
    found = values(numbers(answer) if is_numeric(answer) else answer, digits)
    return repr(fingerprint(found)), digits


def plain(markdown: str) -> str:
    """Return the words of a question or hint as a notebook prints them."""
    return re.sub(r"\\class\{\w+\}|[*$`{}\\]", "", markdown).strip()
