"""Check the sources without building: `python -m lesson.check.rules`.

Each rule is a function that yields the line and the message of every finding;
a message says what is wrong and how to mend it. RULES lists them.
The docstring of a rule is its documentation: what, "Because" why, and an
"Example" of what it says. `python -m lesson.check.rules --rules` prints them for .github/WRITING.md.
"""

from __future__ import annotations

import ast
import gc
import multiprocessing
import re
import sys
import unicodedata
from bisect import bisect
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path
from urllib.parse import unquote

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from .. import vocabulary
from ..paths import ROOT
from ..text import code_checks, git, roles, schedule, self_checks, times, versions
from ..text.answers import declared_answers, value, words_and_answers
from ..text.answers import numbers as numbers_in
from ..text.answers import words as words_only
from ..text.cells import DATA, hidden, nodes, rendering, strings
from ..text.leave import leave
from ..text.nearest import nearest
from ..text.page import (
    COMMENT,
    OPTION,
    SCRIPTS,
    Block,
    Page,
    Unreadable,
    exercises,
    missing_scripts,
    read,
    script_names,
    span,
    toc_pages,
)
from ..text.playgrounds import guesses, read_guess, read_settings
from ..text.seen import HIDDEN, TYPED, Seen, statements
from ..vocabulary import DIRECTIVES, GATES, MEANT, is_episode
from . import Finding, book_files, checked_in_code, code_cells, leftovers, names_seen, ruff

# Minutes that a class can follow; longer means that something has to be split.
TEACHING, PER_EXERCISE, BETWEEN_EXERCISES = 120, 30, 15
# Within a line, what is not read as words.
SIGNS = ("code", "role", "math", "substitution", "escape")
# What the front matter of a page may say.
KEYS = ("title", "lead", "teaching", "minutes-because", "jupytext", "kernelspec", "nosearch")
COUNTED = "the minutes of exercises are counted; remove the line"
# A number with a decimal point, alone, and not that of a licence.
DECIMAL = re.compile(r"(?<![\w.,])(?<!BY )\d+\.\d+(?!\w|\.\d)")
WHOLE = re.compile(r"(?<![\w.,])\d+(?![\w.])")
# What is claimed of all trainings.
CLAIM = re.compile(
    r"\b(with|for|in) (every|each of|all)( of)?( the| these)?( \w+)? (seeds?|runs?|splits?)\b"
    r"|\bno (seed|run|split)\b|\b(always|never) \w+ (with|for|in) (other|another|any) (seeds?|runs?|splits?)\b",
    re.I,
)
# How many trainings of a study: "9 of 10 seeds", "nine of the ten runs", "three splits of 20", or "with 9 of 10".
SMALL = {
    word: at for at, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
NUMBER = rf"\d+|{'|'.join(SMALL)}|twenty|thirty|hundred"
WORDS = {**SMALL, "twenty": 20, "thirty": 30, "hundred": 100}
TRAININGS = r"(?:seed|run|split|fold|network|training|repetition|start|experiment|attempt)s\b"
COUNT = re.compile(
    rf"(?P<behind>\b(?:with|in|for) )?\b(?P<some>{NUMBER})(?P<before> {TRAININGS})?(?: out)? of(?: the| these| its| all)? "
    rf"(?P<all>{NUMBER})\b(?P<after>(?: \w+)? {TRAININGS})?(?P<ends>[.,;:)]|$)?",
    re.I,
)
# Which part of an exercise is meant, which is no answer.
REFERENCE = re.compile(
    r"\b(?:part|step|case|question|task|statement|episode|row|column|class|figure)s? \d+(?:(?:, | and | or | to )\d+)*",
    re.I,
)
SHORTEST = 20  # signs of an alternative text; a figure shows more than fits into fewer
HEAVIEST = 100_000  # bytes of a diagram, which each visitor loads
DEEPEST = 4  # level of headings that the page lists and links to


def text_lines(page: Page, *kinds: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of prose, in boxes and outside, each with its number; pieces of these kinds are left out."""
    for block in page.walk():
        if block.tokens:
            yield from enumerate(roles.without(block.prose, "comment", *kinds).split("\n"), block.first)


@cache
def inline(block: Block) -> list[tuple[int, Token, Token | None]]:
    """Return what stands within the lines of a block, each with its line and what stands in front of it."""
    found: list[tuple[int, Token, Token | None]] = []
    for token in block.tokens:
        line, before = span(token)[0] if token.map else block.line, None
        # Pieces may go on over the end of a line.
        breaks = (
            piece[0].count("\n")
            for piece in roles.PIECE.finditer(token.content)
            if roles.kind(piece) not in ("escape", "comment")
        )
        for child in token.children or []:
            found.append((line, child, before))
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type in ("code_inline", "myst_role", "math_inline", "substitution_inline"):
                line += next(breaks, 0)
            elif child.type == "html_inline":
                line += child.content.count("\n")
            before = child
    return found


def front_matter(page: Page) -> Iterator[Finding]:
    """A page has a title, an episode also has its lead, and nothing else stands in the front matter that nobody reads.

    Because the schedule, the landing page and the header of each page are made from them.
    Example: the front matter has no `lead`
    """
    wanted = ["title", "lead"] if is_episode(page.path) else ["title"]
    for key in wanted:
        if key not in page.front:
            yield 1, f"the front matter has no `{key}`; add a line `{key}: ...`"
    for key in page.front:
        if key not in KEYS:
            yield (
                page.line_of.get(key, 1),
                f"nobody reads `{key}` in the front matter; {COUNTED if key == 'exercises' else meant(key, {}, KEYS, 'leave it out')}",
            )
    if page.cells() and "jupytext" not in page.front:
        yield (
            page.cells()[0].line,
            "the page has cells and is no notebook; copy `jupytext` and `kernelspec` from the front matter of an episode",
        )
    if found := re.search(r"[`*$<>{}\[\]]", str(page.front.get("title", ""))):
        yield (
            page.line_of.get("title", 1),
            f"`{found[0]}` in `title`, which is shown as it is typed in menus and search; use plain words",
        )


def time_in_class(page: Page) -> Iterator[Finding]:
    """An episode takes a time that a class can follow; minutes that are set by hand have a reason, and are near those that are counted.

    Because the schedule, run sheets, the stage and the header of each page tell the same time.
    Example: `teaching` is set by hand without a reason
    """
    if not is_episode(page.path):
        return
    count = len(exercises(page)) or 1
    model, teaching = times.modelled(page), page.front.get("teaching")
    line = page.line_of.get("teaching", 1)
    if teaching is not None:
        if not isinstance(teaching, int) or isinstance(teaching, bool) or teaching < 1:
            yield line, f"`teaching: {teaching}` is no number of minutes; mend it, or remove it: {model} are counted"
        elif not str(page.front.get("minutes-because") or "").strip():
            yield (
                line,
                f"`teaching` is set by hand without a reason; add `minutes-because: ...`, or remove it: {model} minutes are counted",
            )
        elif abs(teaching - model) > times.TOLERANCE * model:
            yield (
                line,
                f"`teaching: {teaching}`, but {model} minutes are counted, more than a fifth away; mend the number, or the text",
            )
    elif "minutes-because" in page.front:
        yield page.line_of["minutes-because"], "a reason for minutes that are not set; add `teaching: ...` or remove it"
    if model > TEACHING:
        yield line, f"{model} minutes of teaching, {TEACHING} are the limit; split the episode or teach less"
    elif model > BETWEEN_EXERCISES * count:
        yield (
            line,
            f"{model} minutes of teaching with {count} exercises, more than {BETWEEN_EXERCISES} for each; add an exercise or teach less",
        )


def what_can_go(page: Page) -> Iterator[Finding]:
    """What an instructor may leave out is marked once: a section by a `can-go` box right below its heading, an exercise by `:can-go:`.

    Because plans of the core, run sheets and the instructor guide are made from these marks.
    Example: an optional exercise can always go
    """
    before: Block | None = None
    for block in page.blocks:
        if block.name == "can-go":
            last = before.tokens[-3:] if before is not None and before.name is None else []
            if not last or last[0].type != "heading_open":
                yield block.line, "a `can-go` box marks the section that it opens; move it right below the heading"
        before = block
    for box in (
        child for block in page.blocks for child in block.walk() if child is not block and child.name == "can-go"
    ):
        yield box.line, "`can-go` inside another box marks nothing; move it right below a heading"
    for step in times.counted(page):
        if step.kind != "exercise":
            continue
        start = next(block for block in page.blocks if block.line == step.line)
        if "can-go" in start.options and step.optional:
            yield step.line, "an optional exercise can always go; remove `:can-go:`"
        elif "can-go" in start.options and step.within:
            yield step.line, "this exercise goes with its section, which has a `can-go` box; remove `:can-go:`"
    yield from needed_elsewhere(page)


def needed_elsewhere(page: Page) -> Iterator[Finding]:
    """Yield the names that people type in a section that can go, although cells of other sections use them."""
    steps = times.counted(page)

    def goes(cell: Block) -> bool:
        return [step for step in steps if step.line <= cell.line][-1].can_go

    made_by: dict[str, tuple[Seen, int]] = {}
    found: set[str] = set()
    for done in statements(page):
        one = done.place
        for name in sorted(done.reads & made_by.keys() - found):
            source, line = made_by[name]
            if (
                one.kind != HIDDEN
                and source.kind == TYPED
                and not source.exercise
                and goes(source.cell)
                and not goes(one.cell)
            ):
                found.add(name)
                yield (
                    line,
                    f"`{name}` is needed in line {one.cell.first + done.step.line - 1}, and this section can go; make it elsewhere",
                )
        for name in done.step.binds:
            made_by[name] = one, one.cell.first + done.step.line - 1


def closed_boxes(page: Page) -> Iterator[Finding]:
    """Every fence is closed, and every start of an exercise or solution has its end.

    Because what follows would silently become a part of the box.
    Example: `solution-start` is never ended
    """
    for block in page.walk():
        if not block.closed:
            yield (
                block.line,
                f"`{block.name or 'code'}` is never closed; add a line with the same fence after its content",
            )
    opened: Block | None = None
    for block in page.blocks:
        if block.name in ("exercise-start", "solution-start"):
            if opened:
                yield (
                    opened.line,
                    f"`{opened.name}` is not ended before the next one; add `{str(opened.name).replace('start', 'end')}`",
                )
            opened = block
        elif block.name in ("exercise-end", "solution-end"):
            if opened is None or str(opened.name).split("-")[0] != block.name.split("-")[0]:
                yield (
                    block.line,
                    f"`{block.name}` has no start; remove it or add `{block.name.replace('end', 'start')}`",
                )
            opened = None
    if opened:
        yield opened.line, f"`{opened.name}` is never ended; add `{str(opened.name).replace('start', 'end')}`"


def known_names(page: Page) -> Iterator[Finding]:
    """Boxes and their options are those of this guide.

    Because a mistyped box is shown as code.
    Example: unknown box `instructr`; did you mean `instructor`?
    """
    for block in page.walk():
        known = DIRECTIVES.get(block.name or "")
        if block.name and not known:
            yield (
                block.line,
                f"unknown box `{block.name}`; {meant(block.name, MEANT, DIRECTIVES, 'see .github/WRITING.md, What may be written')}",
            )
        elif block.name == "" and block.mark[0] == ":":
            name = block.argument.split(" ")[0]
            if name:
                instead = (
                    f"write `:::{{{name}}}`"
                    if name in DIRECTIVES
                    else meant(name, MEANT, DIRECTIVES, "write `:::{name}`")
                )
                yield block.line, f"a fence of colons without a name in braces (`{name}`); {instead}"
            else:
                yield block.line, "a fence that closes nothing; remove it, or open its box with `:::{name}`"
        elif known and block.name != "code-cell":
            options, _, notebooks = known
            for option in block.options:
                if option not in options:
                    yield (
                        block.line,
                        f"unknown option `{option}` of `{block.name}`; {meant(option, {}, options, 'leave it out')}",
                    )
            if not notebooks and "jupytext" in page.front:
                yield block.line, f"`{block.name}` cannot stand in a notebook; move it to a page without cells"
            for at, line in enumerate(block.prose.split("\n"), block.first):
                if (option := OPTION.match(line)) and option["key"] in options:
                    yield (
                        at,
                        f"the option `{option['key']}` behind text or a blank line is shown as text; move it up to the line below the fence",
                    )
            if block.name in GATES and block.text.strip():
                at = next(at for at, line in enumerate(block.lines, block.first) if line.strip())
                yield (
                    at,
                    f"`{block.name}` holds text, which has no place there; close it with `:::` below its options, and write the text after that",
                )


def meant(name: str, elsewhere: dict[str, str], known: Collection[str], otherwise: str) -> str:
    """Return what to write instead of an unknown name.

    Args:
        name: the unknown name
        elsewhere: names of other systems, and what stands for them here
        known: the names that may be used
        otherwise: what to say where nothing is near
    """
    return f"write {elsewhere[name]}" if name in elsewhere else nearest(name, known, otherwise)


def constructs(page: Page) -> Iterator[Finding]:
    """Text holds what the page and the notebooks both show: no footnotes, numbered formulas, HTML or roles of other systems.

    Because what one of them does not know is lost there, and nobody is told.
    Example: footnotes are lost on collected pages and in notebooks; write the note as a sentence, or in brackets
    """
    known = {*vocabulary.CONSTRUCTS, *vocabulary.PARTS}
    for block in page.walk():
        for token in block.tokens:
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind in vocabulary.REFUSED:
                if token.nesting >= 0:
                    yield span(token)[0], vocabulary.REFUSED[kind]
            elif kind not in known:
                yield (
                    span(token)[0],
                    f"`{kind}` is nothing that notebooks know; see .github/WRITING.md, What may be written",
                )
            elif token.type == "html_block" and token.content.startswith("<!--") and "-->" not in token.content:
                yield span(token)[0], "a comment that is never closed hides the rest; add `-->`"
            elif token.type == "myst_block_break" and token.content.strip():
                yield span(token)[0], "what stands behind `+++` hides or marks a cell on the page only; leave it out"
            elif token.type == "html_block" and not COMMENT.fullmatch(token.content.strip()):
                yield (
                    span(token)[0],
                    "HTML that notebooks or screen readers may not show; write Markdown, or put it into backticks",
                )
            elif token.type == "dl_open" and token.level:
                yield span(token)[0], "a list of definitions inside a list or quotation; move it out"
            elif token.type == "substitution_block":
                yield from substitution(span(token)[0], token.content)
            elif token.type == "table_open":
                yield from surplus_cells(block, token)
        escaped = "\\*" in block.text or "\\`" in block.text
        for line, token, before in inline(block):
            yield from leftovers.marks(line, token, before, escaped)
            if token.type in vocabulary.REFUSED:
                yield line, vocabulary.REFUSED[token.type]
            elif token.type == "html_inline" and not COMMENT.fullmatch(token.content):
                tag = re.fullmatch(r"</?(\w+)[^>]*>", token.content)
                if tag is None or tag[1] not in vocabulary.HTML:
                    yield line, f"`{token.content}` is read as HTML and not shown; write it in backticks"
            elif token.type == "myst_role":
                name = token.meta["name"]
                if name not in vocabulary.ROLES:
                    yield (
                        line,
                        f"unknown role `{{{name}}}`; {meant(name, vocabulary.MEANT_ROLE, vocabulary.ROLES, 'see .github/WRITING.md, What may be written')}",
                    )
                elif name == "value":
                    try:
                        value(token.content, page)
                    except LookupError as problem:
                        yield line, str(problem.args[0])
            elif token.type == "substitution_inline":
                yield from substitution(line, token.content)
            elif (
                token.type == "math_inline"
                and re.match(r"\d", token.content)
                and re.search(r"(?<!\\)\b[A-Za-z]{2,} ", token.content)
            ):
                yield line, f"`${token.content[:20]}`… is read as a formula; write money as `\\$5`".replace("\n", " ")
            elif token.type in ("strong_open", "em_open"):
                if token.markup == "__" or (before is not None and re.search(r"\w$", before.content)):
                    yield line, f"`{token.markup}` within a word or name makes it bold or italic; write it in backticks"


def substitution(line: int, name: str) -> Iterator[Finding]:
    """Say where a substitution is unknown."""
    if name.strip() not in (known := versions.substitutions()):
        yield (
            line,
            f"unknown substitution `{{{{ {name.strip()} }}}}`; {meant(name.strip(), {}, known, 'write code in backticks')}",
        )


def surplus_cells(block: Block, table: Token) -> Iterator[Finding]:
    """Say where a row of a table has more cells than its head, a formula's pipe would change its meaning, or text is a row."""
    start, end = span(table)
    rows = [escapedSplit(line.strip(" >").strip("|")) for line in block.lines[start - block.first : end - block.first]]
    for line, row in enumerate(rows, start):
        if len(row) > len(rows[0]):
            yield (
                line,
                f"{len(row)} cells in a table of {len(rows[0])} columns, the last of them are not shown; write `\\|` for a pipe in a cell",
            )
        elif any("|" in cell and re.search(r"\$[^$]*\|[^$]*\$", cell) for cell in row):
            yield line, r"a pipe in a formula of a table; write `\vert` or `\Vert`"
        elif "|" not in block.lines[line - block.first]:
            yield line, "this line becomes a row of the table; leave a blank line above it"


def typed(page: Page) -> Iterator[Finding]:
    """Text is shown as it is typed: dollars, options of commands, emoji, boxes to tick, marks of git.

    Because the page and the notebooks read such signs in different ways.
    Example: `$` that is no formula; write money as `\\$5`
    """
    signs = {
        r"\$": "`$` that is no formula; write money as `\\$5`",
        r"~~|(?<!\w)~\S[^~]*~": "`~` strikes words out in notebooks only; say what is no longer so, or leave it out",
        r"(?<![\w:/`]):[a-z][a-z0-9_+-]+:(?![\w:`])": "a name of an emoji is shown as it is typed; type the emoji, or leave it out",
        r"(?<![\w-])--+(?=\w)": "a typographer makes one dash of `--`; write options in backticks",
        r"--": "`--` becomes a dash on the page only; type the dash –",
        r"^\s*(?:[-*+]|\d+[.)]) +\[[ xX]\] ": "boxes to tick are shown as they are typed; write a plain list or use `checklist`",
        r"\\begin\{": "a formula without dollars is shown as it is typed; put it between lines of `$$`",
        r"^(<{7}|>{7}|={7})( |$)": "a mark of a merge conflict; keep one of the two versions",
    }
    any_sign = re.compile(r"[$~\[\\<>=]|:\w|--")  # most lines have none, and one search is quicker than eight
    for at, line in text_lines(page, *SIGNS):
        if not any_sign.search(line):
            continue
        bare = re.sub(r"\]\([^)]*\)|<https?://[^>]*>", "]", line)
        if re.fullmatch(r"[\s|:=-]*", bare) and not bare.startswith("======="):
            continue  # the line below the head of a table
        for sign, message in signs.items():
            if re.search(sign, bare):
                yield at, message
                break


def order_of_boxes(page: Page) -> Iterator[Finding]:
    """An episode opens with questions and objectives and closes with key points.

    Because readers find their way in each episode in the same manner.
    Example: an episode opens with `questions` and then `objectives`
    """
    if not is_episode(page.path):
        return
    shown = [block for block in page.blocks if block.name is not None or block.text.strip()]
    names = [block.name for block in shown]
    if names[:2] != ["questions", "objectives"]:
        yield shown[0].line if shown else 1, "an episode opens with `questions` and then `objectives`; move or add them"
    if names[-1:] != ["keypoints"]:
        yield shown[-1].last if shown else 1, "an episode closes with `keypoints`; move or add them"


def top_level_cells(page: Page) -> Iterator[Finding]:
    """Cells and exercises stand at the top level, not inside a box.

    Because Jupyter Book neither executes nor shows them there.
    Example: `code-cell` inside `instructor` would vanish from the page
    """
    for block in page.blocks:
        for inner in block.walk():
            if inner is not block and inner.name in {*GATES, "code-cell"}:
                around = f"`{block.name}`" if block.name else "a list or quotation"
                yield inner.line, f"`{inner.name}` inside {around} would vanish from the page; move it to the top level"


def exercises_complete(page: Page) -> Iterator[Finding]:
    """Every exercise has a title, a label with the episode's prefix, minutes and a solution; every solution an exercise.

    Because timers, numbers, the schedule and links are made from them.
    Example: an exercise needs its minutes
    """
    found = exercises(page)
    labels = [exercise.label for exercise in found]
    form = re.compile(r"^([a-z]+)-ex-[a-z0-9-]+$")
    prefix = next((match[1] for label in labels if (match := form.match(label))), None)
    seen: set[tuple] = set()
    for exercise in found:
        start = exercise.start
        if not start.argument:
            yield start.line, "an exercise needs a title; write it behind `{exercise-start}`"
        match = form.match(exercise.label)
        if not match:
            yield (
                start.line,
                f"label {exercise.label!r} is not of the form `<prefix>-ex-<name>`; write for example `:label: intro-ex-neuron`",
            )
        elif match[1] != prefix:
            yield (
                start.line,
                f"label `{exercise.label}` does not start with this episode's prefix; write `{exercise.label.replace(match[1], str(prefix), 1)}`",
            )
        minutes = start.options.get("minutes")
        if not isinstance(minutes, int):
            yield start.line, "an exercise needs its minutes; add a line like `:minutes: 5`"
        elif not 1 <= minutes <= PER_EXERCISE:
            yield (
                start.line,
                f"{minutes} minutes for one exercise; 1 to {PER_EXERCISE} are plausible, split it or mend the minutes",
            )
        talk = start.options.get("talk", times.TALK)
        if not isinstance(talk, int) or not 0 <= talk <= PER_EXERCISE:
            yield (
                start.line,
                f"`:talk: {talk}` is no number of minutes from 0 to {PER_EXERCISE}; mend it, or leave it out",
            )
        if exercise.solution_start and not any(block.name or block.text.strip() for block in exercise.solution):
            yield exercise.solution_start.line, "this solution is empty; write it"
        if exercise.label and exercise.solution_start is None:
            yield start.line, f"exercise `{exercise.label}` has no solution; add `{{solution-start}} {exercise.label}`"
    for block in page.blocks:
        taken = (
            block.options.get("label")
            if block.name == "exercise-start"
            else block.argument
            if block.name == "solution-start"
            else None
        )
        if taken and (block.name, taken) in seen:
            yield block.line, f"a second `{block.name}` of `{taken}`; join the two, or choose another label"
        seen.add((block.name, taken))
        if block.name == "solution-start" and block.argument not in labels:
            hint = nearest(block.argument, labels, "put its exercise in front of it")
            yield block.line, f"solution of an unknown exercise `{block.argument}`; {hint}"


def objectives_practised(page: Page) -> Iterator[Finding]:
    """Every objective names exercises of the page that practise it, and at least one that is not optional.

    Because what is not practised is not learned, and no plan has time for what is optional.
    Example: this objective names no exercise
    """
    labels = {exercise.label for exercise in exercises(page)} - {""}
    optional = {exercise.label for exercise in exercises(page) if "optional" in exercise.start.options}
    known = f"name one of {', '.join(sorted(labels))}" if labels else "write one with this label"
    for block in page.walk():
        if block.name != "objectives":
            continue
        for at, line in enumerate(block.prose.split("\n"), block.first):
            if not line.startswith("- "):
                continue
            named = [piece["code"] for _, piece in roles.pieces(line, "role") if piece["role"] == "practised-in"]
            if not named:
                yield at, "this objective names no exercise; end it with {practised-in}`label`"
            practising = [label.strip() for names in named for label in names.split(",")]
            for label in practising:
                if label not in labels:
                    yield at, f"no exercise `{label}` on this page; {known}"
            if named and optional.issuperset(practising):
                yield (
                    at,
                    "this objective is practised in optional exercises only; name one that is not, or let one of them be part of the plan",
                )


def headings(page: Page) -> Iterator[Finding]:
    """Headings start at `##`, leave no level out, are unique, and do not stand inside exercises.

    Because screen readers and the list of sections use them, and inside an exercise the build fails.
    Example: this heading jumps from level 1 to 3
    """
    level, seen = 1, set()
    inside = {id(block) for exercise in exercises(page) for block in exercise.statement + exercise.solution}
    for block in page.walk():
        for token, text in zip(block.tokens, block.tokens[1:]):
            if token.type != "heading_open":
                continue
            at, depth, title = span(token)[0], int(token.tag[1]), text.content
            if id(block) in inside:
                yield at, "no headings inside exercises and solutions; use a **bold label**"
                continue
            if token.level or block.name:
                yield at, "no headings inside boxes, lists and quotations; use a **bold label**"
                continue
            if token.markup in ("-", "="):
                yield at, f"a heading that is underlined; write `{'#' * max(depth, 2)} {title}`"
            if depth == 1:
                yield at, "the title comes from the front matter; start sections with `##`"
            elif depth > level + 1:
                yield at, f"this heading jumps from level {level} to {depth}; use {'#' * (level + 1)}"
            elif depth > DEEPEST:
                yield at, f"a heading of level {depth} has no address; use {'#' * DEEPEST} or a **bold label**"
            if title in seen:
                yield at, f"a second heading {title!r}; links could not tell them apart, rename one"
            if not re.search("[A-Za-z]", unicodedata.normalize("NFKD", title)):
                yield at, "a heading without Latin letters has no address that stays; add a word in Latin letters"
            seen.add(title)
            level = depth


def drawing(file: Path) -> str | None:
    """Return why pages and notebooks cannot show the file of a figure, and how to mend it."""
    if file.suffix != ".svg":
        return "is no SVG, and figures are SVG; draw it with a script in fig/"
    try:
        svg = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "is not in UTF-8; save it so, or draw it with a script in fig/"
    if file.stat().st_size > HEAVIEST:
        return f"weighs {file.stat().st_size // 1000} KB, and {HEAVIEST // 1000} is the limit; draw less, or with fewer points"
    if not re.search(r'<svg\b[^>]*\sviewBox="[\d.-]+ [\d.-]+ [\d.]+ [\d.]+"', svg):
        return 'has no `viewBox`, which gives its size; draw it with a script in fig/, or add `viewBox="0 0 <width> <height>"` to `<svg`'
    return None


def figures(page: Page) -> Iterator[Finding]:
    """Figures and plots have a name, an alternative text and a caption, and figures a file.

    Because people who do not see them need the text, and everybody needs to know what to look at.
    Example: this figure has no alt
    """
    for block in page.walk():
        if block.name == "figure":
            file = ROOT / page.path.parent / block.argument
            if not file.is_file():
                yield block.line, f"no file {block.argument}; draw it with a script in fig/ or mend the path"
            elif message := drawing(file):
                yield block.line, f"{block.argument} {message}"
            for key, what in (
                ("name", "`:name: fig-<prefix>-<name>`"),
                ("alt", "`:alt:` that says what the figure shows"),
            ):
                if not block.options.get(key):
                    yield block.line, f"this figure has no {key}; add {what}"
            yield from alternative(block, str(block.options.get("alt") or ""))
            if not block.text.strip():
                yield block.line, "this figure has no caption; write one that says what to see"
        if block.name == "code-cell" and "plt.show()" in block.text:
            if not rendering(block, "image").get("alt"):
                yield (
                    block.line,
                    "this plot has no alternative text; add `mystnb: {image: {alt: ...}}` between lines of `---`",
                )
            yield from alternative(block, str(rendering(block, "image").get("alt") or ""))
            for key in ("name", "caption"):
                if not rendering(block, "figure").get(key):
                    yield (
                        block.line,
                        f"this plot has no {key}; add `mystnb: {{figure: {{{key}: ...}}}}` between lines of `---`",
                    )


def alternative(block: Block, text: str) -> Iterator[Finding]:
    """Say where an alternative text is there, and says nothing."""
    if text and (len(text) < SHORTEST or re.match(r"TODO|FIXME|XXX|TBD", text)):
        yield (
            block.line,
            f"the alternative text {text!r} does not tell what the figure shows; write a sentence that does",
        )


def playgrounds(page: Page) -> Iterator[Finding]:
    """Playgrounds have their scripts, a title, words that say what to try, one guess, and a name that is unique on the page.

    Because an empty box helps nobody, and who has predicted first learns more from what happens.
    Example: this playground asks for no guess
    """
    taken = set()
    inside = {id(guess) for block in page.walk() if block.name == "playground" for guess in guesses(block)}
    for block in page.walk():
        if block.name == "guess":
            if id(block) not in inside:
                yield (
                    block.line,
                    "a guess stands inside a playground; move it there, and give the playground one colon more",
                )
            yield from read_guess(block)[1]
        if block.name != "playground":
            continue
        name, data = block.argument, script_names(block.options.get("data") or "")
        if not name:
            yield block.line, "a playground needs the name of its script; write it behind `{playground}`"
            continue
        for script in missing_scripts(page, [name, *data]):
            yield block.line, f"no script {SCRIPTS.as_posix()}/{script}.js; write it or mend the name"
        if name in taken:
            yield block.line, f"a second playground `{name}` on this page; keep one of them"
        taken.add(name)
        if not block.options.get("title"):
            yield block.line, "this playground has no title; add a line like `:title: One neuron`"
        if not block.prose.strip():
            yield block.line, "this playground says nothing; write what to try"
        if len(asked := guesses(block)) != 1:
            yield (
                block.line,
                f"this playground asks for {'no guess' if not asked else 'several guesses'}; "
                "write one `:::{guess} What happens ...?` in it, with its choices and its answer",
            )
        for at, line in enumerate(block.prose.split("\n"), block.first):
            if re.search(r"\bnotice\b", line, re.I):
                yield at, "`notice` tells readers what they will see; ask it in the guess, and tell it in the answer"
        yield from read_settings(block)[1]


def cells(page: Page) -> Iterator[Finding]:
    """Cells show what people type: no pasted output, absolute path, warning filter or style, at most 79 columns.

    Because the lesson runs without network on every machine, and outputs come from execution.
    Example: this cell hides warnings
    """
    unwanted = {
        r"warnings\.(filter|simplefilter)": "hides warnings; change the code so that it does not warn",
        r"""["'](/|[A-Za-z]:[\\/]|~/)""": "names an absolute path; use one relative to the page",
        r"rcParams|plt\.style|set_theme\(|set_style\(": "sets the style of plots; the build does",
        r"matplotlib\.use\(|switch_backend\(": "says where plots are drawn; leave it out, a page shows them by itself",
        r"(?<![\w.])input\(": "asks for input, which a page cannot give; write the value",
        r"TF_CPP_MIN_LOG_LEVEL|TF_ENABLE_ONEDNN": "sets what every kernel gets from the build; remove it",
    }
    for block in page.walk():
        if block.name == "code-cell":
            unseen = hidden(block)
            found = [] if unseen else [pattern for pattern in unwanted if re.search(pattern, block.text)]
            for at, line in enumerate(block.lines, block.first):
                for pattern in found:
                    if re.search(pattern, line):
                        yield at, f"this cell {unwanted[pattern]}"
                if len(line) > 79:
                    yield at, f"{len(line)} columns; break the line, 79 are the limit and 72 fit the page"
            if "expect" in block.options and not re.search(r"\bprint\(", block.text):
                yield block.line, "a cell with `expect` prints its answer; add print()"
            if "publish" in block.options and not (unseen and re.search(r"\bprint\(", block.text)):
                yield (
                    block.line,
                    "a cell with `publish` prints data for the site, not for readers; add print() and `:tags: [remove-cell]`",
                )
        elif block.name == "" and block.mark[0] != ":" and block.argument.split(" ")[0] in ("", "output", "text"):
            yield (
                block.line,
                "a block without language looks like pasted output; let a cell print it, or name the language",
            )


def links(page: Page) -> Iterator[Finding]:
    """Links say where they lead, use https, and their targets exist.

    Because a list of links called "here" helps nobody, and dead ends cost trust.
    Example: the link text 'here' does not say where it leads
    """
    for block in page.walk():
        words = ""
        target: Token | None = None
        for at, token, _ in inline(block):
            if token.type == "link_open":
                words, target = "", token
            elif token.type == "link_close" and target and target.markup != "autolink":
                yield from link(page, at, words.strip(), unquote(str(target.attrs["href"])))
                target = None
            elif token.type == "text" and target is None and re.search(r"https?://", token.content):
                yield at, "a bare address; write [text](address)"
            else:
                words += token.content


def link(page: Page, line: int, words: str, target: str) -> Iterator[Finding]:
    """Say what is wrong with one link."""
    if not words:
        yield line, f"a link without words, which notebooks would not show; write [words]({target})"
    if words.lower() in ("here", "this", "link", "this link", "click here"):
        yield line, f"the link text {words!r} does not say where it leads; name the target"
    if target.startswith("http://"):
        yield line, f"{target} is not encrypted; use https"
    if (
        not re.match(r"https?:|mailto:|#", target)
        and not (ROOT / page.path.parent / target.split("#")[0]).resolve().exists()
    ):
        yield line, f"no file {target}; mend the path"
    elif "jupytext" in page.front and not re.match(r"https?:|mailto:|#|[^#]*\.md(#|$)|\.\./data/[\w-]+\.csv$", target):
        yield line, f"notebooks come without {target}; link a page, a table in data/, or an address"


def prose(page: Page) -> Iterator[Finding]:
    """One sentence per line, plain words, no version and no address of this lesson typed by hand.

    Because reviews read line by line, "simply" hurts those who are stuck, and typed facts grow old.
    Example: two sentences on one line
    """
    banned = re.compile(r"\b(simply|just|obviously|trivially|of course)\b", re.I)
    own = git.repository(ROOT) or git.address(ROOT)
    end_of_sentence = re.compile(r"(?<=[a-z)\]`*]{2})[.!?] +(?:[A-Z][a-z]+ |[A-Z]\b)")
    abbreviation = re.compile(r"\b(e\.g|i\.e|cf|et al|Fig|vs)\. ")
    version = re.compile(r"(?:TensorFlow|Keras|seaborn|scikit-learn|matplotlib|NumPy|pandas) (?:version )?\d+\.\d+")
    for at, line in text_lines(page, *SIGNS):
        bare = re.sub(r"\]\([^)]*\)", "", line)
        if found := banned.search(bare):
            yield at, f"{found[0]!r} does not help a reader who is stuck; leave it out"
        if end_of_sentence.search(bare) and not abbreviation.search(bare):
            yield at, "two sentences on one line; start each on a line of its own"
        if version.search(bare):
            yield at, "a version typed by hand; use a substitution such as `{{ keras_version }}`"
    for block in page.walk() if own else ():
        for at, line in enumerate(block.prose.split("\n") if block.tokens else (), block.first):
            if own in line:
                yield at, f"the address of this lesson typed by hand ({own}); link the page's file, or leave it out"


def own_labels(page: Page) -> set[str]:
    """Return the labels a page defines: of exercises, solutions, figures, boxes and places."""
    found = {exercise.label for exercise in exercises(page)}
    found |= {label.replace("-ex-", "-solution-", 1) for label in found}
    for block in page.walk():
        found.add(str(block.options.get("name", "")))
        found.add(str(rendering(block, "figure").get("name", "")))
        found |= {token.content for token in block.tokens if token.type == "myst_target"}
    return found - {""}


def glossary_terms(page: Page) -> set[str]:
    """Return the terms a page defines, in lower case."""
    found: set[str] = set()
    for block in page.walk():
        if block.name == "glossary":
            found |= {line.strip().lower() for line in block.lines if line.strip() and not line.startswith(" ")}
    return found


def anchors(page: Page) -> set[str]:
    """Return what headings of a page are called in links, as MyST makes it from their words."""
    titles = ("".join(child.content for child in words.children or ()) for _, _, words in page.headings)
    return {re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def references(page: Page, labels: set[str], terms: set[str]) -> Iterator[Finding]:
    """Labels and terms that the text refers to exist.

    Because a reader would see the bare name instead of a link.
    Example: no label `intro-ex-neurons`; did you mean `intro-ex-neuron`?
    """
    places = labels | anchors(page)
    for block in page.walk():
        for at, token, _ in inline(block):
            target = unquote(str(token.attrs["href"])) if token.type == "link_open" else ""
            if target.startswith("#") and target[1:] not in places:
                yield at, f"no place `{target}`; {nearest(target[1:], places, 'mend the link')}"
            role = token.meta.get("name") if token.type == "myst_role" else None
            if role not in ("ref", "numref", "term"):
                continue
            words, target = roles.target(token.content)
            known = terms if role == "term" else labels
            if role == "ref" and not words and target.startswith("fig-"):
                yield at, f"`{{ref}}` would show the caption of `{target}`; write {{numref}}`{target}`"
            if (target.lower() if role == "term" else target) not in known:
                what = "term in the glossary" if role == "term" else "label"
                yield at, f"no {what} `{target}`; {nearest(target, known, 'define it or mend the name')}"


@cache
def numbers_of_text(page: Page) -> list[tuple[int, str]]:
    """Return what may state results in numbers: prose, self-checks, captions and alternative texts, each with its line."""
    found = list(text_lines(page, *SIGNS))
    for block in page.walk():
        found += [(at, token.content) for at, token, _ in inline(block) if token.type == "math_inline"]
        lines = enumerate(block.lines, block.first)
        if block.name == "self-check":
            found += [(at, line) for at, line in lines if not re.match(r"\s*(tolerance|row|line):", line)]
        elif block.name == "code-check":
            # Of what it holds, only hints state results.
            found += [(at, line) for at, line in lines if re.match(r" +-?[\d.]+: |hint: ", line)]
        elif block.name == "code-cell":
            shown = rendering(block, "figure").get("caption", ""), rendering(block, "image").get("alt", "")
            found.append((block.line, " ".join(map(str, shown))))
        elif "alt" in block.options:
            found.append((block.line, str(block.options["alt"])))
    return found


def numbers(page: Page) -> Iterator[Finding]:
    """A number with a decimal point stands in a cell of its page, too: in the code, in an `assert`, or in `expect`; so does a large wrong answer of a hint.

    Because what no cell holds stays as it is when the result changes: in tables, hints, key points and alternative texts.
    Example: 1.75 stands in no cell of this page
    """
    # Other pages, such as the quiz, state numbers that answers of episodes hold.
    reads_study = any(DATA.fullmatch(text) for cell in page.cells() for _, text in strings(cell))
    if not is_episode(page.path) and not reads_study:
        return
    held: set[float] = set()
    for cell in page.cells():
        text = f"{cell.text} {cell.options.get('expect', '')}"
        held |= {float(number) for number in [*DECIMAL.findall(text), *WHOLE.findall(text)]}
    for line, text in numbers_of_text(page):
        hint = re.match(r" +(\d{3,}): ", text)
        for number in [
            *DECIMAL.findall(re.sub(r"\]\([^)]*\)|<https?://[^>]*>", "]", text)),
            *(hint.groups() if hint else ()),
        ]:
            if float(number) not in held:
                yield (
                    line,
                    f"{number} stands in no cell of this page; let a cell print it, or a hidden one hold it with `assert`",
                )


def claims(page: Page) -> Iterator[Finding]:
    """What is said of every seed, run or split is held by an `assert` between the same two headings.

    Because one study, recorded again, makes such a sentence wrong, and nobody sees it.
    Example: no `assert` of this section holds "with every seed"
    """
    section = sections(page)
    guarded = {section(cell.line) for cell in page.cells() if re.search(r"^\s*assert\b", cell.text, re.M)}
    for line, text in text_lines(page, *SIGNS):
        if (found := CLAIM.search(text)) and section(line) not in guarded:
            yield line, f'no `assert` of this section holds "{found[0]}"; add a hidden cell that does, or say less'


def counts(page: Page) -> Iterator[Finding]:
    """Both numbers of a count such as "9 of 10 seeds" are compared by `==` in an `assert`, or declared, between the same two headings.

    Because nobody counts the seeds again when a study is recorded anew, or a finger slips.
    Example: no cell of this section holds the 9 and 10 of "with 9 of 10 seeds"
    """
    section = sections(page)
    for line, text in numbers_of_text(page):
        for found in COUNT.finditer(text.replace("*", "")) if " of " in text else ():
            some, total = (WORDS.get(found[part].lower()) or int(found[part]) for part in ("some", "all"))
            named = found["before"] or found["after"]
            # "One of the ten runs" may be any of them, and "one of two" is no study.
            if total < 3 or not (named or (found["behind"] and found["ends"] is not None)):
                continue
            if some == 1 and not (named and found["behind"]):
                continue
            held = {number for cell in page.cells() if section(cell.line) == section(line) for number in exact(cell)}
            if missing := [f"{number}" for number in (some, total) if number not in held]:
                yield (
                    line,
                    f'no cell of this section holds the {" and ".join(missing)} of "{found[0].strip(" .,;:)")}"; '
                    f"write `assert ... == {missing[0]}` in a hidden cell, or say it without a count",
                )


def exact(cell: Block) -> set[float]:
    """Return the numbers with which an `assert` of a cell compares by `==`, and those that it declares to print."""
    found = set(numbers_in(str(cell.options.get("expect", ""))))
    checks = (node.test for node in nodes(cell.text) if isinstance(node, ast.Assert))
    for part in (part for check in checks for part in ast.walk(check)):
        if isinstance(part, ast.Compare) and all(isinstance(comparison, ast.Eq) for comparison in part.ops):
            for side in (part.left, *part.comparators):
                literals = side.elts if isinstance(side, (ast.List, ast.Tuple)) else [side]
                values = (getattr(literal, "value", None) for literal in literals)
                found |= {value for value in values if isinstance(value, (int, float))}
    return found


def sections(page: Page) -> Callable[[int], int]:
    """Return what tells of a line in which section of a page it stands: from heading to heading, exercises and solutions apart."""
    gates = ("exercise-start", "exercise-end", "solution-start", "solution-end")
    starts = [span(token)[0] for _, token, _ in page.headings]
    starts += [block.line for block in page.blocks if block.name in gates]
    return partial(bisect, sorted(starts))


def named_terms(page: Page) -> list[tuple[int, str, bool]]:
    """Return the terms of the glossary that a page names: line, the term in lower case, whether in a solution."""
    inside = {id(part) for exercise in exercises(page) for block in exercise.solution for part in block.walk()}
    found = []
    for block in page.walk():
        for at, token, _ in inline(block):
            if token.type == "myst_role" and token.meta.get("name") == "term":
                found.append((at, roles.target(token.content)[1].lower(), id(block) in inside))
    return found


def explained(page: Page, before: set[str], terms: set[str]) -> Iterator[Finding]:
    """A term is explained in the text, before an exercise asks for it, and never in a solution only.

    Because who leaves the solution closed never meets it.
    Example: `padding` is first named in this solution

    Args:
        page: the page to check
        before: the terms that the text of the pages before names
        terms: the terms of the glossary
    """
    named = named_terms(page)
    known = {term: line for line, term, in_solution in reversed(named) if not in_solution}
    for line, term, in_solution in named:
        if in_solution and term not in before and known.get(term, line) >= line:
            yield line, f"`{term}` is first named in this solution; explain it in the text before the exercise"
    for exercise in exercises(page):
        for block in exercise.statement:
            typed_in = ",".join(re.findall(r"(?:answer|also): *(.+)", block.text.lower())).split(",")
            if block.name != "self-check" or terms.isdisjoint(words.strip("[] ") for words in typed_in):
                continue
            for item in self_checks.read_self_check(page, block)[0]:
                asked = set() if item.choices else {answer.lower() for answer in item.answers} & terms
                for term in sorted(asked - before):
                    if known.get(term, block.line) >= exercise.start.line:
                        yield block.line, f"this asks for `{term}`, which no text before it names; explain it there"


def answers(page: Page) -> Iterator[Finding]:
    """The words of a solution and its declared answers say the same.

    Because nbval checks the cell only, and people read the words.
    Example: 1.5 stands neither in the exercise nor in a declared answer of it
    """
    for block, text in declared_answers(page):
        try:
            versions.substitute(text)
        except KeyError as error:
            yield block.line, f"`expect` names an unknown substitution {error}; see .github/WRITING.md, Cells"
            return
    yield from words_and_answers(page)


def complete_self_checks(page: Page) -> Iterator[Finding]:
    """Self-checks stand at the end of an exercise, are complete, and their answers are those of its solution.

    Because a form that calls a right answer wrong is worse than none.
    Example: the solution has no answer cell `neuron-outputs`; did you mean `neuron-output`?
    """
    yield from self_checks.findings(page)


def expected_wrong_answers(page: Page) -> Iterator[Finding]:
    """A wrong number that a note expects has a hint in the self-check of its exercise.

    Because what instructors have heard in many rooms should help the reader who is alone, too.
    Example: the note expects 720, and no question of its exercise has a hint for it
    """
    for exercise in exercises(page):
        items = [item for _, item in self_checks.items_of(page, exercise)]
        if not items or exercise.solution_start is None:
            continue
        after = page.blocks[page.blocks.index(exercise.solution_start) :]
        note = next((block for block in after if block.name in ("instructor", "exercise-start")), None)
        if note is None or note.name != "instructor":
            continue
        known = {number for item in items for text in (*item.hints, *item.answers) for number in numbers_in(text)}
        for block in exercise.statement:
            known |= set(numbers_in(words_only(block.prose))) if block.name is None else set()
        expecting = False
        for line, text in enumerate(note.lines, note.first):
            part = re.match(r"\*\*(\w+)\.\*\*", text)
            expecting = part[1] == "Expect" if part else expecting and bool(text.strip())
            for number in numbers_in(REFERENCE.sub("", words_only(text))) if expecting else ():
                if number not in known:
                    yield (
                        line,
                        f"the note expects {number:g}, and no question of its exercise has a hint for it; "
                        "add it to `hints`, or say behind **Expect.** only what people answer",
                    )


def complete_code_checks(page: Page) -> Iterator[Finding]:
    """Code checks are complete, their solution gives the declared answer in plain Python, and their started code does not.

    Because an editor that refuses what is right, or praises what is not, teaches the wrong thing.
    Example: cell `neuron-output` does not define `neuron_output`; let it define the function in plain Python
    """
    yield from code_checks.findings(page)


RULES: list[Callable[[Page], Iterator[Finding]]] = [
    front_matter,
    time_in_class,
    what_can_go,
    closed_boxes,
    known_names,
    order_of_boxes,
    top_level_cells,
    exercises_complete,
    objectives_practised,
    headings,
    constructs,
    typed,
    figures,
    playgrounds,
    cells,
    code_cells.options_of_cells,
    code_cells.python_of_cells,
    code_cells.any_backend,
    code_cells.files_of_cells,
    code_cells.same_in_every_build,
    code_cells.redefined,
    names_seen.names_seen,
    names_seen.room_to_type,
    leftovers.leftovers,
    links,
    prose,
    numbers,
    claims,
    counts,
    answers,
    complete_self_checks,
    checked_in_code.checked_in_code,
    expected_wrong_answers,
    complete_code_checks,
]
# What needs the whole book, or another program.
BEYOND_ONE_PAGE = """\
| `_toc.yml` and `_config.yml` hold what this book knows, each page exists once, and files are UTF-8. | Jupyter Book names neither file nor line. | did you mean `file`? |
| Files and their names fit together. | each label is taken once, and each figure in `fig/` is shown somewhere. | no page shows this figure |
| Spelling is right (codespell). | a typo in a lesson is copied thirty times. | ==> neuron; correct it |
| The Python in cells and scripts is checked and formatted (ruff). | code in a lesson is read more often than it is run. | this cell is not formatted, or its imports not sorted |"""  # noqa: E501


def documentation() -> str:
    """Return the rules as the table that stands in .github/WRITING.md."""
    rows = []
    for rule in [*RULES, references, explained]:
        parts = re.match(r"(.+?)\n\n    Because (.+?)\n    Example: (.+?)\n", str(rule.__doc__), re.S)
        assert parts is not None, f"the docstring of {rule.__name__} is no documentation"
        rows.append(f"| {' | '.join(parts.groups())} |")
    return "\n".join(["| rule | because | it says, for example |", "|---|---|---|", *rows, BEYOND_ONE_PAGE])


def check(
    page: Page, labels: set[str] | None = None, terms: set[str] | None = None, before: set[str] | None = None
) -> list[str]:
    """Return all findings of one page as `file:line: message`, in the order of lines.

    Args:
        page: the page to check
        labels: the labels of the whole book; only the page's own without it
        terms: the terms of the glossary
        before: the terms that the text of the pages before names
    """
    findings = {finding for rule in RULES for finding in rule(page)}
    findings |= set(references(page, labels or own_labels(page), terms or set()))
    findings |= set(explained(page, before or set(), terms or set()))
    return [f"{page.path}:{line}: {message}" for line, message in sorted(findings)]


def check_book(pages: list[Page] | None = None) -> list[str]:
    """Return the findings of the whole book, whose pages may have been read before."""
    found = []
    paths = toc_pages()
    pages = pages or [read(path) for path in paths]
    labels: set[str] = set().union(*map(own_labels, pages))
    terms: set[str] = set().union(*map(glossary_terms, pages))
    taken: dict[str, Path] = {}
    named: set[str] = set()
    for page in pages:
        found += check(page, labels, terms, named)
        if is_episode(page.path):
            named |= {term for _, term, in_solution in named_terms(page) if not in_solution}
        lines = (ROOT / page.path).read_text(encoding="utf-8").split("\n")
        found += [f"{page.path}:{line}: {message}" for line, message in code_cells.options_as_written(page, lines)]
        for exercise in exercises(page):
            if exercise.label in taken:
                found.append(
                    f"{page.path}:{exercise.start.line}: label `{exercise.label}` is taken by {taken[exercise.label]}; choose another"
                )
            taken[exercise.label] = page.path
    used = "\n".join(
        (ROOT / path).read_text(encoding="utf-8") for path in [*paths, Path("README.md")] if (ROOT / path).exists()
    )
    found += timetable(pages)
    for drawing in sorted((ROOT / "fig").glob("*.svg")):
        if drawing.name not in used:
            found.append(f"fig/{drawing.name}:1: no page shows this figure; use it or remove it with its script")
    return found


def timetable(pages: list[Page]) -> list[str]:
    """Return what is wrong with the settings of the schedule, and with episodes that leave too long without a pause."""
    episodes = [page for page in pages if is_episode(page.path)]
    found = []
    for page in pages:
        for block in page.walk():
            if block.name != "schedule":
                continue
            if problems := list(schedule.settings_problems(block, len(episodes))):
                found += [f"{page.path}:{line}: {message}" for line, message in problems]
                continue
            longest = schedule.settings_of(page)["longest"]
            for episode in episodes:
                found += [f"{episode.path}:{line}: {message}" for line, message in too_long(episode, longest)]
    return found


def too_long(episode: Page, longest: int) -> Iterator[Finding]:
    """Yield where a stretch of an episode lasts longer than a class can sit; `longest` is in minutes."""
    steps = times.course(episode)
    starts = [at for at, step in enumerate(steps) if at == 0 or step.kind == "pause"]
    for begin, end in zip(starts, [*starts[1:], len(steps)]):
        taken = times.minutes(steps[begin:end]).all
        if taken > longest:
            yield (
                steps[begin].line,
                f"{taken} minutes without a place for a pause, {longest} are the limit; add a `break` box to the episode",
            )


def spelling() -> list[str]:
    """Return what codespell says of all texts."""
    said = ruff.tool(
        "codespell", "--skip", "*.svg,*.txt,*.csv,*.woff2,*.css", "--ignore-words-list", "te,fpr", *texts(), cwd=ROOT
    )
    return [
        f"{file}:{line}: {words}; correct it"
        for file, line, words in re.findall(r"^(?:\./)?([^:]+):(\d+): (.+)$", said, re.M)
    ]


def texts() -> list[str]:
    """Return the files with text for people: pages, guides and scripts."""
    folders = ("_ext", "_templates", "data", "episodes", "fig", "workshop")
    return [*(path.name for path in ROOT.glob("*.md")), *(folder for folder in folders if (ROOT / folder).exists())]


def beside(job: Callable[..., list[str]], *arguments: object) -> Callable[[], list[str]]:
    """Begin a job on another core, which threads cannot use; return what waits for its findings."""
    forked = multiprocessing.get_context("fork")  # hands over pages without copying them
    ours, theirs = forked.Pipe(duplex=False)
    forked.Process(target=lambda: theirs.send(job(*arguments))).start()
    theirs.close()
    return ours.recv


def main() -> int:
    """Print all findings, or with `--rules` the rules, with `--vocabulary` what may be written; return the exit code."""
    if sys.argv[1:] in (["--rules"], ["--vocabulary"]):
        print(documentation() if sys.argv[1] == "--rules" else vocabulary.documentation())
        return 0
    gc.disable()  # pages are trees of cycles, so Python would look for garbage all the time, and this ends soon
    if found := book_files.findings(ROOT):
        print("\n".join(found), "nothing was checked or built", sep="\n", file=sys.stderr)
        return 1
    spelled = beside(spelling)  # needs no pages
    try:
        pages = [read(path) for path in toc_pages()]
    except Unreadable as problem:
        print(f"{problem}\nnothing was checked or built", file=sys.stderr)
        return 1
    of_code = beside(ruff.check, pages)
    found = check_book(pages) + of_code() + spelled()
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    if found:
        print(f"{len(found)} finding{'s' * (len(found) > 1)}; nothing was built", file=sys.stderr)
        return 1
    cells = sum(len(page.cells()) for page in pages)
    print(f"{len(pages)} pages with {cells} cells and {len(ruff.scripts())} scripts: nothing to mend")
    return 0


if __name__ == "__main__":
    leave(main())
