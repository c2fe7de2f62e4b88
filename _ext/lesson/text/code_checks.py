"""Read code checks from the source: exercises whose answer is a function in plain Python, typed and run in the page.

What the function returns for the numbers of the exercise is what a cell of the solution declares.
What it returns for other numbers comes from the function in this cell, so nothing is typed twice.
Lint and the directive both ask `read_code_check`, so they say the same.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from . import judge
from .cells import parsed
from .inline import inline_html
from .kept import kept
from .page import Block, Exercise, Page
from .self_checks import LOADER, Fault, Finding, answer_cell, home_of
from .versions import substitute

KEYS = ("start", "call", "answer-of", "second", "hints", "hint", "read")
NEEDED = KEYS[:4]
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.(?P<decimals>\d+))?(?![\w.])")
SECONDS = 20  # for the solution and the started code together; a loop without end stops lint no longer


@dataclass
class CodeCheck:
    """One editor: what it begins with, and what `judge` compares the result with."""

    label: str  # of its exercise
    start: str  # the code it begins with
    call: str  # of the function with the numbers of the exercise
    second: str  # the same with other numbers, which readers do not see
    solution: str  # the code of the solution's cell
    wanted: list[float]  # what the first call returns, as declared
    again: list[float]  # what the second one returns
    tolerance: float  # half of the last decimal that is declared
    hints: dict[str, str] = field(default_factory=dict)  # typical wrong result -> hint in Markdown
    hint: str = ""  # for every other wrong result
    section: str = ""  # the heading to read again; empty: that of the exercise

    def asked(self) -> dict[str, Any]:
        """Return what `judge` needs to know."""
        hints = [(values(wrong), rounding(wrong)) for wrong in self.hints]
        return {
            "call": self.call,
            "second": self.second,
            "wanted": self.wanted,
            "again": self.again,
            "tolerance": self.tolerance,
            "hints": hints,
        }


def code_checks(page: Page) -> list[Block]:
    """Return the code checks of a page in order."""
    return [block for block in page.walk() if block.name == "code-check"]


def read_code_check(page: Page, block: Block) -> tuple[CodeCheck | None, list[Finding]]:
    """Return one code check, or None with line and message of everything that is wrong with it."""
    exercise = home_of(page, block)
    if exercise is None:
        return None, [
            (block.line, "a code check stands inside an exercise; move it before the exercise's `exercise-end`")
        ]
    try:
        entry, line_of = read_entry(block)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = block.first + mark.line if mark else block.line
        problem = getattr(error, "problem", error)
        return None, [
            (line, f"not valid YAML ({problem}); write `key: value`, and code behind `start: |` with an indent")
        ]
    found: list[Finding] = []
    for key, line in line_of.items():
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            instead = f"did you mean `{near[0]}`?" if near else "use " + ", ".join(KEYS)
            found.append((line, f"unknown key `{key}`; {instead}"))
    for key in NEEDED:
        if not entry.get(key):
            found.append((block.line, f"this code check has no `{key}`; {NEEDED_FOR[key]}"))
    if found:
        return None, found
    headings = [words.content for _, _, words in page.headings]
    try:
        check = checked(entry, exercise, headings)
        tried(page, check)
    except Mistake as mistake:
        return None, [(line_of.get(mistake.key, block.line), str(mistake))]
    return check, []


NEEDED_FOR = {
    "start": "write `start: |` and below it the code that readers begin with",
    "call": "write the call that the check makes, such as `call: neuron([0, 1], [2, 3])`",
    "answer-of": "name the cell of the solution that defines the function and prints what the call returns",
    "second": "write a call with other numbers, so that a printed constant is not enough",
}


class Mistake(Fault):
    """Something is wrong with one key; the message says what, and how to mend it."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key


def read_entry(block: Block) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the keys and values of a code check as text, and the line of each key.

    Raises:
        yaml.YAMLError: the content is no mapping.
    """
    loader = LOADER(block.text)
    root = loader.get_single_node()
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise yaml.MarkedYAMLError(problem="no keys and values", problem_mark=root.start_mark)
    return (
        loader.construct_object(root, deep=True),
        {str(key.value): block.first + key.start_mark.line for key, _ in root.value},
    )


def checked(entry: dict[str, Any], exercise: Exercise, headings: list[str]) -> CodeCheck:
    """Return a code check whose parts fit each other as far as one can tell without running them.

    Args:
        entry: the keys and values
        exercise: the exercise with its solution
        headings: those of the page, which `read` may name

    Raises:
        Mistake: the first thing that is wrong.
    """
    if isinstance(tree := parsed(entry["start"]), SyntaxError):
        raise Mistake(
            "start",
            f"the started code is no Python ({tree.msg}, its line {tree.lineno}); write `...` where readers fill in",
        )
    names = {key: called(key, entry[key]) for key in ("call", "second")}
    function = names["call"]
    if names["second"] != function:
        raise Mistake(
            "second", f"`second` calls `{names['second']}`, and `call` calls `{function}`; call the same function"
        )
    if function not in defined(entry["start"]):
        raise Mistake(
            "start",
            f"the started code does not define `{function}`, which `call` calls; begin it with `def {function}(...):`",
        )
    name = entry["answer-of"]
    try:
        cell = answer_cell(exercise, name)
    except Fault as fault:
        raise Mistake("answer-of", str(fault)) from fault
    if function not in defined(cell.text):
        raise Mistake(
            "answer-of",
            f"cell `{name}` does not define `{function}`; let it define the function in plain Python, and print what `call` returns",
        )
    declared = substitute(str(cell.options["expect"]))
    hints = entry.get("hints") or {}
    if not isinstance(hints, dict):
        raise Mistake(
            "hints", "`hints` pairs wrong results with hints; write lines like `0.25: You left out the bias.`"
        )
    for wrong, words in hints.items():
        if not words:
            raise Mistake("hints", f"the hint for {wrong!r} is empty; say what went wrong, or remove it")
        if not values(wrong):
            raise Mistake("hints", f"a hint for {wrong!r}, which is no number; a function returns numbers here")
        if judge.same(values(wrong), values(declared), max(rounding(wrong), rounding(declared))):
            raise Mistake("hints", f"a hint for {wrong!r}, which is right; hints are for wrong results, remove it")
    for words in (*hints.values(), entry.get("hint", "")):
        if re.search(r"\{[\w-]+\}`", words):
            raise Mistake(
                "hints",
                f"a role in {words!r} would be shown as it is written; use plain words, and `read` for a section",
            )
        try:
            inline_html(words)
        except Exception as error:  # latex2mathml raises many kinds, all of them about the formula
            raise Mistake(
                "hints", f"a formula in {words!r} cannot be converted ({error}); write it in plainer LaTeX"
            ) from error
    if (section := entry.get("read", "")) and section not in headings:
        near = get_close_matches(section, headings, 1)
        raise Mistake(
            "read",
            f"no heading {section!r} on this page; {f'did you mean `{near[0]}`?' if near else 'copy one without its #'}",
        )
    return CodeCheck(
        exercise.label,
        entry["start"].rstrip("\n"),
        entry["call"],
        entry["second"],
        cell.text,
        values(declared),
        [],
        rounding(declared),
        hints,
        entry.get("hint", ""),
        section,
    )


def tried(page: Page, check: CodeCheck) -> None:
    """Run the solution's cell and the started code as the page does, and note what the second call returns.

    Raises:
        Mistake: the exercise does not ask for what its solution gives, or the started code gives it already.
    """
    only_first = {**check.asked(), "second": check.call, "again": check.wanted}
    question = json.dumps([
        ["results", [check.solution, [check.call, check.second]]],
        ["judge", [check.start, only_first]],
    ])
    made_from = f"{sys.version}{Path(judge.__file__).read_text(encoding='utf-8')}{question}"
    kind = f"code-{check.label}-{judge.name_of(check.call)}"
    (first, second), begun = kept(page.path, kind, made_from, lambda: answered(question))
    for key, found in (("call", first), ("second", second)):
        if "error" in found:
            raise Mistake(
                "answer-of" if key == "call" else key,
                f"the cell of the solution, run alone in plain Python, leads with `{key}` to: {found['error'].splitlines()[-1]}",
            )
        if not found["numbers"]:
            raise Mistake(
                key, f"`{key}` returns no numbers in the solution; the check compares numbers, and lists of them"
            )
    if not judge.same(first["numbers"], check.wanted, check.tolerance):
        raise Mistake(
            "call",
            f"`call` returns {first['numbers']} in the solution, and its cell declares {check.wanted}; print what the call returns",
        )
    if judge.same(second["numbers"], check.wanted, check.tolerance):
        raise Mistake(
            "second", "`second` gives the same result as `call`, so a printed constant would pass; take other numbers"
        )
    if begun["is"] == "right":
        raise Mistake(
            "start", "the started code gives the right answer already; leave out with `...` what readers write"
        )
    check.again = second["numbers"]


def answered(question: str) -> list:
    """Return what `judge` answers in a process of its own.

    Raises:
        Mistake: it takes too long.
    """
    # Without the packages that are installed here, as in the page.
    command = [sys.executable, "-I", "-S", judge.__file__]
    try:
        done = subprocess.run(command, input=question, capture_output=True, text=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise Mistake(
            "start",
            f"the solution or the started code does not end within {SECONDS} seconds; does a loop go on for ever?",
        ) from None
    return json.loads(done.stdout)


def called(key: str, code: str) -> str:
    """Return the name of the function that a call calls.

    Raises:
        Mistake: this is no call of a function by its name.
    """
    tree = parsed(code)
    if (
        isinstance(tree, ast.Module)
        and len(tree.body) == 1
        and isinstance(expression := tree.body[0], ast.Expr)
        and isinstance(call := expression.value, ast.Call)
        and isinstance(call.func, ast.Name)
    ):
        return call.func.id
    raise Mistake(key, f"`{key}: {code}` is no call of a function; write for example neuron([0, 1], [2, 3])")


def defined(code: str) -> set[str]:
    """Return the functions that some code defines."""
    tree = parsed(code)
    return (
        {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if isinstance(tree, ast.Module)
        else set()
    )


def values(text: str) -> list[float]:
    """Return the numbers in what a cell prints."""
    return [float(found[0]) for found in NUMBER.finditer(text)]


def rounding(text: str) -> float:
    """Return half of the last decimal of the numbers in a text; 0 where they have none."""
    decimals = max((len(found["decimals"] or "") for found in NUMBER.finditer(text)), default=0)
    return 0.5 * 10**-decimals if decimals else 0.0


def started(exercise: Exercise) -> str:
    """Return the code with which the code checks of an exercise begin, for notebooks; "" where there is none."""
    blocks = [block for block in exercise.statement if block.name == "code-check"]
    return "\n\n".join(str(read_entry(block)[0].get("start", "")) for block in blocks)


def findings(page: Page) -> list[Finding]:
    """Return what is wrong with the code checks of a page."""
    return [finding for block in code_checks(page) for finding in read_code_check(page, block)[1]]
