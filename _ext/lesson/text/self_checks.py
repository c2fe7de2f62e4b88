"""Read self-checks from the source: their items, the right answers, and what is wrong with them.

The right answer is what a cell of the solution declares, or it is typed once and held to the words of the solution.
Lint and the directive both ask `read_self_check`, so they say the same.
"""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import yaml

from ..paths import ROOT
from . import roles
from .answers import numbers
from .cells import nodes, parsed
from .inline import inline_html
from .names import loads
from .nearest import nearest
from .page import Block, Exercise, Page, executed_pages, exercises, toc_pages
from .seen import asked_for
from .versions import substitute

Finding = tuple[int, str]
# In C, where there is one: lint reads hundreds of lines.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

KEYS = (
    *("question", "optional", "answer-of", "line", "row", "answer", "said", "also", "choices", "share", "tolerance"),
    *("between", "order", "item-of", "value", "hints", "hint", "then", "read"),
)
WITH_ITEM_OF = ("item-of", "question")
NOT_WITH_ORDER = ("optional", "choices", "said", "also", "share", "tolerance", "value", "hints", "line", "row")
BETWEEN = " | "  # stands between the entries of an order; `_static/self-check.js` writes the same


class Fault(Exception):
    """Something is wrong with one item; the message says what, and how to mend it."""


@dataclass
class Item:
    """One question, with what a reader may answer."""

    question: str  # Markdown
    answers: list[str]  # the right one and its other spellings
    choices: list[str] = field(default_factory=list)  # empty: the answer is typed
    hints: dict[str, str] = field(default_factory=dict)  # typical wrong answer -> hint
    hint: str = ""  # for every other wrong answer
    reason: str = ""  # Markdown, shown after a right choice
    tolerance: float = 0.0
    share: bool = False  # a share of a whole: 95 is 0.95
    optional: bool = False
    section: str = ""  # the heading to read again; empty: that of the exercise
    page: str = ""  # the name of the page of that heading; empty: this page
    between: tuple[str, str] | None = None  # the smallest and the largest result that counts, of what is measured
    value: str = ""  # Python that returns the answer in the notebook of a learner
    then: str = ""  # a second hint, which says more
    entries: list[str] = field(default_factory=list)  # what readers put in order, as the exercise lists it


@cache
def read_self_check(page: Page, block: Block) -> tuple[list[Item], list[Finding]]:
    """Return the items of one self-check, and line and message of everything that is wrong with it."""
    exercise = home_of(page, block)
    if exercise is None:
        return [], [
            (block.line, "a self-check stands inside an exercise; move it before the exercise's `exercise-end`")
        ]
    found: list[Finding] = []
    last = [inner for inner in exercise.statement if inner.name or inner.text.strip()][-1]
    if last is not block:
        found.append((block.line, "something follows this self-check in its exercise; move the self-check to the end"))
    try:
        entries = read_entries(block)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = block.first + mark.line if mark else block.line
        return [], [
            *found,
            (line, f"not valid YAML ({getattr(error, 'problem', error)}); put text with `: ` or `#` into quotes"),
        ]
    if not entries:
        found.append((
            block.line,
            "a self-check without questions; write a list of items that start with `- question:`",
        ))
    items = []
    for line, entry in entries:
        try:
            items.append(read_item(entry, split(block.options.get("choices")), exercise, page))
        except Fault as fault:
            found.append((line, str(fault)))
    return items, found


def items_of(page: Page, exercise: Exercise) -> list[tuple[int, Item]]:
    """Return the questions of an exercise, each with the line of its self-check."""
    forms = [block for block in exercise.statement if block.name == "self-check"]
    return [(block.line, item) for block in forms for item in read_self_check(page, block)[0]]


def keys(items: list[Item]) -> list[str]:
    """Return a key for each question, which stays when others are put before it, taken away or moved.

    It comes from the words without their number, so only another question gets another key; of equal ones, the later ones are counted.
    """
    found: list[str] = []
    for item in items:
        key = hashlib.sha256(re.sub(r"^\d+[a-z]?[.)]\s+", "", item.question).encode()).hexdigest()[:6]
        equal = sum(other.partition("-")[0] == key for other in found)
        found.append(f"{key}-{equal + 1}" if equal else key)
    return found


def home_of(page: Page, block: Block) -> Exercise | None:
    """Return the exercise whose statement holds the self-check."""
    return next((exercise for exercise in exercises(page) if any(inner is block for inner in exercise.statement)), None)


def read_entries(block: Block) -> list[tuple[int, dict]]:
    """Return the entries of the list with their lines; every value is text, so that `yes` and `1.250` stay what they are.

    Raises:
        yaml.YAMLError: the content is no list of mappings.
    """
    loader = LOADER(block.text)
    root = loader.get_single_node()
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode) or not all(isinstance(node, yaml.MappingNode) for node in root.value):
        raise yaml.MarkedYAMLError(problem="no list of questions", problem_mark=root.start_mark)
    return [(block.first + node.start_mark.line, loader.construct_object(node, deep=True)) for node in root.value]


def read_item(entry: dict, choices: list[str], exercise: Exercise, page: Page) -> Item:
    """Return one item.

    Args:
        entry: the item as YAML
        choices: those of the whole self-check, for an item without its own
        exercise: the exercise with its solution
        page: the page, whose headings `read` may name

    Raises:
        Fault: the first thing that is wrong with the item.
    """
    for key in entry:
        if key not in KEYS:
            raise Fault(f"unknown key `{key}`; {nearest(key, KEYS, 'use ' + ', '.join(KEYS))}")
    if not entry.get("question"):
        raise Fault("this item has no question; add `question: ...`")
    if "item-of" in entry:
        for key in (key for key in entry if key not in WITH_ITEM_OF):
            raise Fault(f"`{key}` belongs to the question that `item-of` names; remove it here")
        return replace(borrowed(entry["item-of"], page), question=entry["question"])
    if sum(key in entry for key in ("answer-of", "answer", "between", "order")) != 1:
        raise Fault(
            "this item needs its right answer once; give `answer-of: name-of-a-cell`, `between: 0.6 to 0.9` for what is measured, "
            "`order: [first, second, third]` for what is put in order, `item-of: label 1` for a question of another page, "
            "or `answer: ...` where no cell computes it"
        )
    if "order" in entry:
        for key in (key for key in NOT_WITH_ORDER if key in entry):
            raise Fault(f"`{key}` does not go with `order`, whose answer is a list; remove one of the two")
    if "(optional)" in entry["question"]:
        raise Fault("`(optional)` in a question is words only; write `optional: true` instead, which adds it")
    item = Item(
        entry["question"],
        [],
        [] if "order" in entry else split(entry.get("choices")) or choices,
        hint=entry.get("hint", ""),
    )
    if "read" in entry:
        item.page, item.section = to_read(entry["read"], page)
    item.share, item.optional = (switched_on(key, entry) for key in ("share", "optional"))
    for choice in item.choices:
        if re.search(r"[`*$]|\{\w+\}", choice):
            raise Fault(f"the choice {choice!r} has Markdown, which a menu cannot show; write plain words")
    if "answer-of" in entry:
        item.answers = [declared(entry["answer-of"], entry.get("line"), entry.get("row"), exercise)]
    if "between" in entry:
        item.between = between(entry["between"], exercise)
        low, high = map(float, item.between)
        item.answers, item.tolerance = [f"{(low + high) / 2:.10g}"], (high - low) / 2
    if "order" in entry:
        item.entries = in_order(entry["order"], exercise)
        item.answers = [BETWEEN.join(entry["order"])]
    if "value" in entry:
        item.value = expression(entry["value"], exercise)
    if "then" in entry and "hint" not in entry:
        raise Fault("`then` is the second hint, which says more than the first; give `hint`, too")
    item.then = entry.get("then", "")
    item.answers += split(entry.get("answer"), whole=True) + split(entry.get("also"))
    if "answer" in entry:
        hold(item, entry.get("said"), exercise)
    for answer in item.answers if item.choices else []:
        if answer not in item.choices:
            raise Fault(f"the answer {answer!r} is not among the choices; add it to them or mend it")
    if item.choices and "said" in entry:
        item.reason = reason(entry["said"], item.answers, exercise)
    if item.share and not (
        is_numeric(item.answers[0]) and all(0 <= number <= 1 for number in numbers(item.answers[0]))
    ):
        raise Fault(
            f"a share lies between 0 and 1, and the answer is {item.answers[0]!r}; remove `share` or mend the answer"
        )
    if "tolerance" in entry:
        item.tolerance = tolerance(entry["tolerance"], item.answers[0])
    hints = entry.get("hints") or {}
    if not isinstance(hints, dict):
        raise Fault("`hints` pairs wrong answers with hints; write lines like `0.25: You left out the bias.`")
    for wrong, words in hints.items():
        if not words:
            raise Fault(f"the hint for {wrong!r} is empty; say what went wrong, or remove it")
        if any(same(wrong, right) for right in item.answers):
            raise Fault(f"a hint for {wrong!r}, which is right; hints are for wrong answers, remove it")
        if item.choices and wrong not in item.choices:
            raise Fault(f"a hint for {wrong!r}, which cannot be chosen; use one of {', '.join(item.choices)}")
    item.hints = hints
    for words in (item.reason, item.hint, item.then, *hints.values()):
        if re.search(r"\{[\w-]+\}`", words):
            raise Fault(
                f"a role in {words!r} would be shown as it is written; use plain words, and `read` for a section"
            )
        if "$" not in words:
            continue
        try:
            inline_html(words)
        except Exception as error:  # latex2mathml raises many kinds, all of them about the formula
            cause = str(error) or type(error).__name__
            raise Fault(f"a formula in {words!r} cannot be converted ({cause}); write it in plainer LaTeX") from error
    return item


def name_of(page: Page) -> str:
    """Return the name of a page, such as episodes/02-keras."""
    return page.path.with_suffix("").as_posix()


def all_pages() -> tuple[Page, ...]:
    """Return the pages that are notebooks. Many questions look for one, so they are read again only after a change."""
    files = [ROOT / "_toc.yml", *(ROOT / path for path in toc_pages())]
    return pages_at(tuple((file, file.stat().st_mtime_ns) for file in files if file.exists()))


@lru_cache(maxsize=1)
def pages_at(changed: tuple[tuple[Path, int], ...]) -> tuple[Page, ...]:
    """Return the pages that are notebooks as they are at these times."""
    return tuple(executed_pages())


def to_read(target: str, page: Page) -> tuple[str, str]:
    """Return the name of the page, or "" for this one, and the heading that `read` names.

    Args:
        target: a heading of this page, or `02-keras#The optimizer` for one of another
        page: this page

    Raises:
        Fault: there is no such page or heading.
    """
    stem, mark, heading = target.rpartition("#")
    if not mark:
        place = page
    else:
        others = {other.stem: other for other in all_pages()}
        if stem not in others:
            raise Fault(f"no page {stem!r}; {nearest(stem, others, 'name one such as 02-keras')}")
        place = others[stem]
    headings = [words.content for _, _, words in place.headings]
    if heading not in headings:
        where = "this page" if place is page else f"the page {stem}"
        raise Fault(f"no heading {heading!r} on {where}; {nearest(heading, headings, 'copy one without its #')}")
    return name_of(place) if mark else "", heading


def borrowed(reference: str, page: Page) -> Item:
    """Return a question of an exercise on another page, with the section where that page explains it.

    Args:
        reference: the label of the exercise and the place of the question in its self-check, from 1: intro-ex-loss 5
        page: the page that borrows it

    Raises:
        Fault: there is no such exercise or question, or it makes sense at home only.
    """
    label, _, number = reference.rpartition(" ")
    homes = {
        exercise.label: (other, exercise)
        for other in all_pages()
        if other.path != page.path
        for exercise in exercises(other)
    }
    if label not in homes:
        hint = nearest(label, homes, "write a label and a number, as in `intro-ex-loss 5`")
        raise Fault(f"no exercise `{label}` on another page; {hint}")
    home, exercise = homes[label]
    items = [item for _, item in items_of(home, exercise)]
    if number not in map(str, range(1, len(items) + 1)):
        raise Fault(f"`{label}` has no question {number}; count from 1 to {len(items)}")
    item = items[int(number) - 1]
    if item.entries or item.value:
        raise Fault(f"question {number} of `{label}` needs its exercise around it; choose another one")
    before = [words.content for _, token, words in home.headings if (token.map or [0])[0] < exercise.start.line]
    return replace(item, optional=False, page=item.page or name_of(home), section=item.section or before[-1])


def switched_on(key: str, entry: dict) -> bool:
    """Tell whether a key that is either `true` or left out is there.

    Raises:
        Fault: it has another value.
    """
    if entry.get(key, "true") != "true":
        raise Fault(f"`{key}: {entry[key]}` is unknown; write `{key}: true`, or leave the line out")
    return key in entry


def reason(said: str, answers: list[str], exercise: Exercise) -> str:
    """Return the line of the solution that gives an answer, as Markdown without its number and without roles.

    Raises:
        Fault: the words stand in no line or in several, or they leave out an answer that counts.
    """
    lines = [line.strip() for block in exercise.solution if block.name is None for line in block.lines]
    fitting = [line for line in lines if stands_in(said, plain(line))]
    if len(fitting) != 1:
        raise Fault(
            f"`said: {said}` stands in {len(fitting)} lines of the solution, and one is shown as the reason; quote words of a single line"
        )
    for answer in answers:
        if not stands_in(answer, plain(said)):
            raise Fault(
                f"`said: {said}` does not contain the answer {answer!r}, which counts as right; let the solution say so"
            )
    line = re.sub(r"\{[\w-]+\}`([^`<]*?)(?:\s*<[^`]*>)?`", r"\1", fitting[0])
    return re.sub(r"^(?:- |\d+\. )?(?:[a-z]\. |\*\*\d+\.\*\* )?(\*\*)?(?:\d+\. )?", r"\1", line)


def split(value: object, whole: bool = False) -> list[str]:
    """Return a list of texts, written as a list or with commas between them; `whole` keeps the commas."""
    if not value:
        return []
    if isinstance(value, list):
        return [str(part) for part in value]
    return [str(value)] if whole else [part.strip() for part in str(value).split(",")]


def answer_cell(exercise: Exercise, name: str) -> Block:
    """Return the cell of the solution that has this name and declares an answer.

    Raises:
        Fault: there is none; the message names one that there is.
    """
    cells = {
        str(cell.options["name"]): cell
        for cell in exercise.solution
        if cell.name == "code-cell" and {"name", "expect"} <= cell.options.keys()
    }
    if name not in cells:
        known = f"name one of {', '.join(cells)}" if cells else "give a cell a `name` and an `expect`"
        raise Fault(f"the solution has no answer cell `{name}`; {nearest(name, cells, known)}")
    return cells[name]


def declared(name: str, line: str | None, row: str | None, exercise: Exercise) -> str:
    """Return what a cell of the solution declares, or the part of it that `line` and `row` point to.

    Raises:
        Fault: no such cell, line or row.
    """
    text = str(answer_cell(exercise, name).options["expect"]).strip()
    try:
        lines = [line.strip() for line in substitute(text).splitlines()]
    except KeyError as error:
        raise Fault(f"cell `{name}` names an unknown substitution {error}; see .github/WRITING.md, Cells") from error
    if line is not None:
        if line not in map(str, range(1, len(lines) + 1)):
            raise Fault(f"cell `{name}` has no line {line}; count from 1 to {len(lines)}")
        lines = [lines[int(line) - 1]]
    if row is None:
        if len(lines) > 1:
            raise Fault(
                f"cell `{name}` declares {len(lines)} lines; copy one to `row:`, with `?` in place of the answer"
            )
        return lines[0]
    if row.count("?") != 1:
        raise Fault(f"`row: {row}` has no single `?`; write the line with one `?` in place of the answer")
    parts = [re.escape(part).replace(r"\?", "(.+?)").replace(r"\.\.\.", ".+") for part in row.split()]
    fitting = [match[1] for line in lines if (match := re.fullmatch(r"\s+".join(parts), line))]
    if len(fitting) != 1:
        raise Fault(
            f"`row: {row}` fits {len(fitting)} lines of cell `{name}`, not one; copy a line with `?` in place of the answer, or add `line:`"
        )
    return fitting[0]


def hold(item: Item, said: str | None, exercise: Exercise) -> None:
    """Hold a typed answer to the words of the solution.

    Raises:
        Fault: a cell declares it, or the words do not say it.
    """
    for cell in exercise.solution:
        if "name" in cell.options and same(item.answers[0], str(cell.options.get("expect", ""))):
            raise Fault(
                f"cell `{cell.options['name']}` declares this answer; write `answer-of: {cell.options['name']}` instead"
            )
    if said is None and item.choices:
        raise Fault(
            "choices are short and occur everywhere; quote with `said:` the words of the solution that give this answer"
        )
    solution = plain("\n".join(block.prose for block in exercise.solution if block.name is None))
    quoted = [said] if said else item.answers
    if said and not any(stands_in(answer, plain(said)) for answer in item.answers):
        raise Fault(f"`said: {said}` does not contain the answer {item.answers[0]!r}; quote the words that do")
    if not any(stands_in(quote, solution) for quote in quoted):
        raise Fault(f"{quoted[0]!r} does not stand in the words of the solution; mend one of the two")


def tolerance(value: str, answer: str) -> float:
    """Return how far a number may be off.

    Raises:
        Fault: this is no positive number, or the answer is none.
    """
    if not re.fullmatch(r"\d*\.?\d+", value) or not float(value):
        raise Fault(f"`tolerance: {value}` is no positive number; write for example 0.005")
    if not is_numeric(answer):
        raise Fault("a tolerance is for numbers; remove it")
    return float(value)


def between(value: str, exercise: Exercise) -> tuple[str, str]:
    """Return the two ends of the range in which a measured result lies, as they are written.

    Raises:
        Fault: these are no two numbers, or no cell of the solution holds them to anything.
    """
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)", value)
    if not found or float(found[1]) >= float(found[2]):
        raise Fault(f"`between: {value}` is no range; write the smaller number first, as in 0.6 to 0.9")
    held = {
        float(node.value)
        for cell in exercise.solution
        for node in nodes(cell.text if cell.name == "code-cell" else "")
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
    }
    for end in found.groups():
        if abs(float(end)) not in held:
            raise Fault(
                f"no cell of the solution holds {end}, the end of a range; compare it in an `assert` with the recorded study"
            )
    return found[1], found[2]


def in_order(wanted: object, exercise: Exercise) -> list[str]:
    """Return what readers put in order, as the exercise lists it, which is what paper and notebooks show.

    Args:
        wanted: the entries in their right order
        exercise: the exercise, with a list of the entries in another order, and its solution, which says them in the right one

    Raises:
        Fault: these are no entries, or the exercise or its solution says something else.
    """
    if not isinstance(wanted, list) or len(wanted) < 3 or not all(isinstance(entry, str) and entry for entry in wanted):
        raise Fault("`order` is a list of three entries or more; write `order: [first, second, third]`")
    for entry in wanted:
        if wanted.count(entry) > 1:
            raise Fault(f"the entry {entry!r} of `order` stands there twice; readers could not tell which is which")
        if re.search(r"[`*$|]|\{\w+\}", entry):
            raise Fault(
                f"the entry {entry!r} of `order` has Markdown or a bar, which the form cannot show; write plain words"
            )
    listed = [
        match[1]
        for block in exercise.statement
        if block.name is None
        for line in block.lines
        if (match := re.fullmatch(r"\s*- (.+?)\s*", line))
    ]
    for entry in wanted:
        if listed.count(entry) != 1:
            raise Fault(
                f"the exercise lists {entry!r} of `order` {listed.count(entry)} times; write it once as `- {entry}`, for paper and notebooks"
            )
    entries = [entry for entry in listed if entry in wanted]
    if entries == wanted:
        raise Fault("the exercise lists the entries of `order` in the right order already; mix them there")
    solution = plain("\n".join(block.prose for block in exercise.solution if block.name is None))
    at = 0
    for entry in wanted:
        found = re.search(rf"(?<!\w){re.escape(plain(entry))}(?!\w)", solution[at:])
        if not found:
            raise Fault(f"the solution does not say {entry!r} at this place of `order`; mend one of the two")
        at += found.end()
    return entries


def expression(value: str, exercise: Exercise) -> str:
    """Return Python that computes an answer from names that the exercise asks for.

    Raises:
        Fault: this is no Python expression, or learners do not know the name.
    """
    tree = parsed(value)
    if not (isinstance(tree, ast.Module) and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)):
        raise Fault(f"`value: {value}` is no expression of Python; write for example network.count_params()")
    first = next(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) if loads(tree) else ""
    if not loads(tree) & asked_for(exercise):
        raise Fault(
            f"`value: {value}` uses `{first}`, and the exercise does not ask for it by name; let it say: call it `{first}`"
        )
    return value


def is_numeric(text: str) -> bool:
    """Tell whether an answer is compared as numbers, not as words."""
    return bool(numbers(text)) and not re.search(r"[^\W\d_]", text)


def same(given: str, right: str) -> bool:
    """Tell whether two answers read the same; spaces, brackets and capitals do not count."""
    if is_numeric(given) and is_numeric(right):
        return numbers(given) == numbers(right)
    return bare(given) == bare(right)


def bare(text: str) -> str:
    """Return letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text).lower()


@cache
def plain(text: str) -> str:
    """Return the words of Markdown: no roles, no emphasis, one space between words."""
    text = roles.replaced(text, {"role": lambda piece: next(filter(None, roles.target(piece["code"])))})
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text)).lower()


def stands_in(part: str, text: str) -> bool:
    """Tell whether whole words stand in a text that `plain` returned."""
    wanted = plain(part).strip()
    return wanted in text and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def findings(page: Page) -> list[Finding]:
    """Return what is wrong with the self-checks of a page."""
    return [
        finding for block in page.walk() if block.name == "self-check" for finding in read_self_check(page, block)[1]
    ]
