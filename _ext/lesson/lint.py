"""Check the sources without building: `python -m lesson.lint`.

Each rule is a function that yields the line and the message of every finding;
a message says what is wrong and how to mend it. RULES lists them.
The docstring of a rule is its documentation: what, "Because" why, and an
"Example" of what it says. `python -m lesson.lint --rules` prints them for CONTRIBUTING.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from pathlib import Path

from . import (
    addresses,
    book_files,
    code_cells,
    pins,
    python,
    self_check_source,
)
from .answers import declared_answers, words_and_answers
from .source import (
    ROOT,
    SCRIPTS,
    Block,
    Page,
    Unreadable,
    exercises,
    missing_scripts,
    read,
    script_names,
    toc_pages,
)

Finding = tuple[int, str]

BOXES = {"questions", "objectives", "keypoints", "callout", "warning", "discussion", "prereq", "checklist", "instructor", "break"}
GATES = {"exercise-start", "exercise-end", "solution-start", "solution-end"}
OTHERS = {"code-cell", "figure", "glossary", "tab-set", "tab-item", "install-command", "set-up-check", "bundle-offer", "self-check", "playground", "math", "table", "list-table", "code-block",
          "key-points", "exercise-list", "figure-list", "whole-lesson", "episode-list", "schedule", "continue-reading", "life-cycle"}
KNOWN = BOXES | GATES | OTHERS
# Minutes that a class can follow; longer means that something has to be split.
TEACHING, PER_EXERCISE, BETWEEN_EXERCISES = 120, 30, 15
HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$")
# Pages whose minutes count; the others have no questions, objectives and key points.
EPISODES = "episodes"


def is_episode(page: Page) -> bool:
    return page.path.parts[0] == EPISODES


def text_lines(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the lines of prose, in boxes and outside, each with its number."""
    for block in page.walk():
        if block.name is None:
            yield from enumerate(block.lines, block.first)
        elif block.name in BOXES | {"figure", "tab-item", "glossary", "self-check", "playground"}:
            inside = {line for child in block.walk() if child is not block for line in range(child.line, child.first + len(child.lines) + 1)}
            yield from ((at, line) for at, line in enumerate(block.lines, block.first) if at not in inside)


def front_matter(page: Page) -> Iterator[Finding]:
    """A page has a title; an episode also has its lead, its minutes and honest sums.

    Because the schedule, the landing page and the header of each page are made from them.
    Example: the front matter has no `lead`
    """
    wanted = ["title", "lead", "teaching", "exercises"] if is_episode(page) else ["title"]
    for key in wanted:
        if key not in page.front:
            yield 1, f"the front matter has no `{key}`; add a line `{key}: ...`"
    if is_episode(page) and "exercises" in page.front:
        total = sum(int(e.start.options.get("minutes") or 0) for e in exercises(page) if "optional" not in e.start.options)
        if total != page.front["exercises"]:
            yield 1, f"`exercises: {page.front['exercises']}`, but the minutes of the exercises add up to {total}; mend the one that is wrong"
    teaching = page.front.get("teaching")
    if is_episode(page) and teaching is not None:
        count = len(exercises(page)) or 1
        if not isinstance(teaching, int) or not 1 <= teaching <= TEACHING:
            yield 1, f"`teaching: {teaching}` is not a number of minutes from 1 to {TEACHING}; mend it or split the episode"
        elif teaching > BETWEEN_EXERCISES * count:
            yield 1, f"{teaching} minutes of teaching with {count} exercises, more than {BETWEEN_EXERCISES} for each; add an exercise or teach less"


def closed_boxes(page: Page) -> Iterator[Finding]:
    """Every fence is closed, and every start of an exercise or solution has its end.

    Because what follows would silently become a part of the box.
    Example: `solution-start` is never ended
    """
    for block in page.walk():
        if not block.closed:
            yield block.line, f"`{block.name or 'code'}` is never closed; add a line with the same fence after its content"
    opened: Block | None = None
    for block in page.blocks:
        if block.name in ("exercise-start", "solution-start"):
            if opened:
                yield opened.line, f"`{opened.name}` is not ended before the next one; add `{opened.name.replace('start', 'end')}`"
            opened = block
        elif block.name in ("exercise-end", "solution-end"):
            if opened is None or opened.name.split("-")[0] != block.name.split("-")[0]:
                yield block.line, f"`{block.name}` has no start; remove it or add `{block.name.replace('end', 'start')}`"
            opened = None
    if opened:
        yield opened.line, f"`{opened.name}` is never ended; add `{opened.name.replace('start', 'end')}`"


def known_names(page: Page) -> Iterator[Finding]:
    """Boxes are those of this guide.

    Because a mistyped box is shown as code.
    Example: unknown box `instructr`; did you mean `instructor`?
    """
    for block in page.walk():
        if block.name and block.name not in KNOWN:
            near = get_close_matches(block.name, KNOWN, 1)
            yield block.line, f"unknown box `{block.name}`; {f'did you mean `{near[0]}`?' if near else 'see CONTRIBUTING, Boxes'}"


def order_of_boxes(page: Page) -> Iterator[Finding]:
    """An episode opens with questions and objectives and closes with key points.

    Because readers find their way in each episode in the same manner.
    Example: an episode opens with `questions` and then `objectives`
    """
    if not is_episode(page):
        return
    names = [block.name for block in page.blocks if block.name is not None or block.text.strip()]
    if names[:2] != ["questions", "objectives"]:
        yield page.blocks[0].line if page.blocks else 1, "an episode opens with `questions` and then `objectives`; move or add them"
    if names[-1:] != ["keypoints"]:
        yield page.blocks[-1].line if page.blocks else 1, "an episode closes with `keypoints`; move or add them"


def top_level_cells(page: Page) -> Iterator[Finding]:
    """Cells and exercises stand at the top level, not inside a box.

    Because Jupyter Book neither executes nor shows them there.
    Example: `code-cell` inside `instructor` would vanish from the page
    """
    for block in page.blocks:
        for inner in block.walk():
            if inner is not block and inner.name in GATES | {"code-cell"}:
                yield inner.line, f"`{inner.name}` inside `{block.name}` would vanish from the page; move it out of the box"


def exercises_complete(page: Page) -> Iterator[Finding]:
    """Every exercise has a title, a label with the episode's prefix, minutes and a solution; every solution an exercise.

    Because timers, numbers, the schedule and links are made from them.
    Example: an exercise needs its minutes
    """
    found = exercises(page)
    labels = [exercise.label for exercise in found]
    form = re.compile(r"^([a-z]+)-ex-[a-z0-9-]+$")
    prefix = next((match[1] for label in labels if (match := form.match(label))), None)
    for exercise in found:
        start = exercise.start
        if not start.argument:
            yield start.line, "an exercise needs a title; write it behind `{exercise-start}`"
        match = form.match(exercise.label)
        if not match:
            yield start.line, f"label {exercise.label!r} is not of the form `<prefix>-ex-<name>`; write for example `:label: intro-ex-neuron`"
        elif match[1] != prefix:
            yield start.line, f"label `{exercise.label}` does not start with this episode's prefix; write `{exercise.label.replace(match[1], prefix, 1)}`"
        minutes = start.options.get("minutes")
        if not isinstance(minutes, int):
            yield start.line, "an exercise needs its minutes; add a line like `:minutes: 5`"
        elif not 1 <= minutes <= PER_EXERCISE:
            yield start.line, f"{minutes} minutes for one exercise; 1 to {PER_EXERCISE} are plausible, split it or mend the minutes"
        if exercise.solution_start is None:
            yield start.line, f"exercise `{exercise.label}` has no solution; add `{{solution-start}} {exercise.label}`"
    for block in page.blocks:
        if block.name == "solution-start" and block.argument not in labels:
            near = get_close_matches(block.argument, labels, 1)
            yield block.line, f"solution of an unknown exercise `{block.argument}`; {f'did you mean `{near[0]}`?' if near else 'it stands before its exercise, or the exercise is missing'}"


def objectives_practised(page: Page) -> Iterator[Finding]:
    """Every objective names exercises of the page that practise it.

    Because what is not practised is not learned.
    Example: this objective names no exercise
    """
    labels = {exercise.label for exercise in exercises(page)}
    for block in page.walk():
        if block.name != "objectives":
            continue
        for at, line in enumerate(block.lines, block.first):
            if not line.startswith("- "):
                continue
            named = re.findall(r"\{practised-in\}`([^`]*)`", line)
            if not named:
                yield at, "this objective names no exercise; end it with {practised-in}`label`"
            for label in (label.strip() for names in named for label in names.split(",")):
                if label not in labels:
                    yield at, f"no exercise `{label}` on this page; name one of {', '.join(sorted(labels)) or 'them'}"


def headings(page: Page) -> Iterator[Finding]:
    """Headings start at `##`, leave no level out, are unique, and do not stand inside exercises.

    Because screen readers and the list of sections use them, and inside an exercise the build fails.
    Example: this heading jumps from level 1 to 3
    """
    level, seen = 1, set()
    for block in page.blocks:
        if block.name is not None:
            continue
        for at, line in enumerate(block.lines, block.first):
            heading = HEADING.match(line)
            if not heading:
                continue
            depth = len(heading[1])
            if depth == 1:
                yield at, "the title comes from the front matter; start sections with `##`"
            elif depth > level + 1:
                yield at, f"this heading jumps from level {level} to {depth}; use {'#' * (level + 1)}"
            if heading[2] in seen:
                yield at, f"a second heading {heading[2]!r}; links could not tell them apart, rename one"
            seen.add(heading[2])
            level = depth
    for exercise in exercises(page):
        for block in exercise.statement + exercise.solution:
            if block.name is None:
                for at, line in enumerate(block.lines, block.first):
                    if HEADING.match(line):
                        yield at, "no headings inside exercises and solutions; use a **bold label**"


def drawing(file: Path) -> str | None:
    """Return why pages and notebooks cannot show the file of a figure, and how to mend it."""
    if file.suffix != ".svg":
        return "is no SVG, and figures are SVG; draw it with a script in fig/"
    try:
        svg = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "is not in UTF-8; save it so, or draw it with a script in fig/"
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
            for key, what in (("name", "`:name: fig-<prefix>-<name>`"), ("alt", "`:alt:` that says what the figure shows")):
                if not block.options.get(key):
                    yield block.line, f"this figure has no {key}; add {what}"
            if not block.text.strip():
                yield block.line, "this figure has no caption; write one that says what to see"
        if block.name == "code-cell" and "plt.show()" in block.text:
            if not code_cells.rendering(block, "image").get("alt"):
                yield block.line, "this plot has no alternative text; add `mystnb: {image: {alt: ...}}`"
            for key in ("name", "caption"):
                if not code_cells.rendering(block, "figure").get(key):
                    yield block.line, f"this plot has no {key}; add `mystnb: {{figure: {{{key}: ...}}}}`"
        if block.name is None:
            for at, line in enumerate(block.lines, block.first):
                if re.search(r"!\[", line):
                    yield at, "an image without caption; use a `figure` box"


def playgrounds(page: Page) -> Iterator[Finding]:
    """Playgrounds have their scripts, a title, words that say what to try, and a name that is unique on the page.

    Because an empty box helps nobody.
    Example: a second playground `neuron` on this page
    """
    taken = set()
    for block in page.walk():
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
        if not block.text.strip():
            yield block.line, "this playground says nothing; write what to try and what to notice"


def cells(page: Page) -> Iterator[Finding]:
    """Cells show what people type: no pasted output, absolute path, download, warning filter or style, at most 79 columns.

    Because the lesson runs without network on every machine, and outputs come from execution.
    Example: this cell hides warnings
    """
    unwanted = {
        r"warnings\.(filter|simplefilter)": "hides warnings; change the code so that it does not warn",
        r"""["'](/|[A-Z]:\\|~/)""": "names an absolute path; use one relative to the page",
        r"https?://|urlretrieve|requests\.|get_file\(|fetch_\w+\(": "downloads; use data of the project or of scikit-learn",
        r"rcParams|plt\.style|set_theme\(|set_style\(": "sets the style of plots; the build does",
        r"matplotlib\.use\(|switch_backend\(": "says where plots are drawn; leave it out, a page shows them by itself",
        r"(?<![\w.])input\(": "asks for input, which a page cannot give; write the value",
        r"TF_CPP_MIN_LOG_LEVEL|TF_ENABLE_ONEDNN": "sets what every kernel gets from the build; remove it",
    }
    for block in page.walk():
        if block.name == "code-cell":
            hidden = "remove-cell" in code_cells.tags(block)
            for at, line in enumerate(block.lines, block.first):
                for pattern, message in unwanted.items():
                    if not hidden and re.search(pattern, line):
                        yield at, f"this cell {message}"
                if len(line) > 79:
                    yield at, f"{len(line)} columns; break the line, 79 are the limit and 72 fit the page"
            if "expect" in block.options and not re.search(r"\bprint\(", block.text):
                yield block.line, "a cell with `expect` prints its answer; add print()"
            if "publish" in block.options and not (hidden and re.search(r"\bprint\(", block.text)):
                yield block.line, "a cell with `publish` prints data for the site, not for readers; add print() and `:tags: [remove-cell]`"
        elif block.name == "" and block.argument.split(" ")[0] in ("", "output", "text"):
            yield block.line, "a block without language looks like pasted output; let a cell print it, or name the language"


def links(page: Page) -> Iterator[Finding]:
    """Links say where they lead, use https, and their targets exist.

    Because a list of links called "here" helps nobody, and dead ends cost trust.
    Example: the link text 'here' does not say where it leads
    """
    for at, line in text_lines(page):
        for text, target in re.findall(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", line):
            if text.strip("`* ").lower() in ("here", "this", "link", "this link", "click here"):
                yield at, f"the link text {text!r} does not say where it leads; name the target"
            if target.startswith("http://"):
                yield at, f"{target} is not encrypted; use https"
            if not re.match(r"https?:|mailto:|#", target):
                file = (ROOT / page.path.parent / target.split("#")[0]).resolve()
                if not file.exists():
                    yield at, f"no file {target}; mend the path"
        if re.search(r"(?<![(<`\"])https?://", re.sub(r"\]\([^)]*\)", "", line)):
            yield at, "a bare address; write [text](address)"


def prose(page: Page) -> Iterator[Finding]:
    """One sentence per line, plain words, no version and no address of this lesson typed by hand.

    Because reviews read line by line, "simply" hurts those who are stuck, and typed facts grow old.
    Example: two sentences on one line
    """
    banned = re.compile(r"\b(simply|just|obviously|trivially|of course)\b", re.I)
    own = addresses.repository() or addresses.address()
    libraries = r"(?:TensorFlow|Keras|seaborn|scikit-learn|matplotlib|NumPy|pandas)"
    for at, line in text_lines(page):
        bare = re.sub(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)", "", line)
        found = banned.search(bare)
        if found:
            yield at, f"{found[0]!r} does not help a reader who is stuck; leave it out"
        if re.search(r"[a-z)\]`*]{2}[.!?] +(?:[A-Z][a-z]+ |[A-Z]\b)", bare) and not re.search(r"\b(e\.g|i\.e|cf|et al|Fig|vs)\. ", bare):
            yield at, "two sentences on one line; start each on a line of its own"
        if own and own in line:
            yield at, f"the address of this lesson typed by hand ({own}); link the page's file, or leave it out"
        if re.search(libraries + r" (?:version )?\d+\.\d+", bare):
            yield at, "a version typed by hand; use a substitution such as `{{ keras_version }}`"


LABEL = re.compile(r"^\(([\w-]+)\)=\s*$", re.M)


def own_labels(page: Page) -> set[str]:
    """Return the labels a page defines: of exercises, solutions, figures, boxes and places."""
    found = {exercise.label for exercise in exercises(page)}
    found |= {label.replace("-ex-", "-solution-", 1) for label in found}
    for block in page.walk():
        found.add(str(block.options.get("name", "")))
        found.add(str(code_cells.rendering(block, "figure").get("name", "")))
        if block.name is None:
            found |= set(LABEL.findall(block.text))
    return found


def glossary_terms(page: Page) -> set[str]:
    """Return the terms a page defines, in lower case."""
    found = set()
    for block in page.walk():
        if block.name == "glossary":
            found |= {line.strip().lower() for line in block.lines if line.strip() and not line.startswith(" ")}
    return found


def references(page: Page, labels: set[str], terms: set[str]) -> Iterator[Finding]:
    """Labels and terms that the text refers to exist.

    Because a reader would see the bare name instead of a link.
    Example: no label `intro-ex-neurons`; did you mean `intro-ex-neuron`?
    """
    for at, line in text_lines(page):
        for role, text in re.findall(r"\{(ref|numref|term)\}`([^`]+)`", line):
            target = re.sub(r"^.*<(.+)>$", r"\1", text).strip()
            known = terms if role == "term" else labels
            if (target.lower() if role == "term" else target) not in known:
                near = get_close_matches(target, known, 1)
                what = "term in the glossary" if role == "term" else "label"
                yield at, f"no {what} `{target}`; {f'did you mean `{near[0]}`?' if near else 'define it or mend the name'}"


def answers(page: Page) -> Iterator[Finding]:
    """The words of a solution and its declared answers say the same.

    Because nbval checks the cell only, and people read the words.
    Example: 1.5 stands neither in the exercise nor in a declared answer of it
    """
    for block, text in declared_answers(page):
        try:
            pins.substitute(text)
        except KeyError as error:
            yield block.line, f"`expect` names an unknown substitution {error}; see CONTRIBUTING, Cells"
            return
    yield from words_and_answers(page)


def self_checks(page: Page) -> Iterator[Finding]:
    """Self-checks stand at the end of an exercise, are complete, and their answers are those of its solution.

    Because a form that calls a right answer wrong is worse than none.
    Example: the solution has no answer cell `neuron-outputs`; did you mean `neuron-output`?
    """
    yield from self_check_source.findings(page)


RULES: list[Callable[[Page], Iterator[Finding]]] = [
    front_matter, closed_boxes, known_names, order_of_boxes, top_level_cells, exercises_complete, objectives_practised,
    headings, figures, playgrounds, cells, code_cells.options_of_cells, code_cells.python_of_cells, code_cells.files_of_cells,
    links, prose, answers, self_checks,
]
# What needs the whole book, or another program.
BEYOND_ONE_PAGE = """\
| `_toc.yml` and `_config.yml` hold what this book knows, each page exists once, and files are UTF-8. | Jupyter Book names neither file nor line. | did you mean `file`? |
| Files and their names fit together. | each label is taken once, and each figure in `fig/` is shown somewhere. | no page shows this figure |
| Spelling is right (codespell). | a typo in a lesson is copied thirty times. | ==> neuron; correct it |
| The Python in cells and scripts is checked and formatted (ruff). | code in a lesson is read more often than it is run. | this cell is not formatted as ruff does it |
| A cell uses nothing that only a solution defines, unless the exercise asks for it by name (ruff). | the learner notebook has no solutions. | the learner notebook has no `network` here |"""


def documentation() -> str:
    """Return the rules as the table that stands in CONTRIBUTING."""
    rows = []
    for rule in [*RULES, references]:
        what, reason, example = re.fullmatch(r"(.+?)\n\n    Because (.+?)\n    Example: (.+?)\n    ", rule.__doc__, re.S).groups()
        rows.append(f"| {what} | {reason} | {example} |")
    return "\n".join(["| rule | because | it says, for example |", "|---|---|---|", *rows, BEYOND_ONE_PAGE])


def check(page: Page, labels: set[str] | None = None, terms: set[str] | None = None) -> list[str]:
    """Return all findings of one page as `file:line: message`, in the order of lines.

    Args:
        page: the page to check
        labels: the labels of the whole book; only the page's own without it
        terms: the terms of the glossary
    """
    findings = {finding for rule in RULES for finding in rule(page)}
    findings |= set(references(page, labels or own_labels(page), terms or set()))
    return [f"{page.path}:{line}: {message}" for line, message in sorted(findings)]


def check_book() -> list[str]:
    """Return the findings of the whole book."""
    found = []
    paths = toc_pages()
    pages = [read(path) for path in paths]
    labels = set().union(*map(own_labels, pages))
    terms = set().union(*map(glossary_terms, pages))
    taken: dict[str, Path] = {}
    for page in pages:
        found += check(page, labels, terms)
        lines = (ROOT / page.path).read_text(encoding="utf-8").split("\n")
        found += [f"{page.path}:{line}: {message}" for line, message in code_cells.options_as_written(page, lines)]
        for exercise in exercises(page):
            if exercise.label in taken:
                found.append(f"{page.path}:{exercise.start.line}: label `{exercise.label}` is taken by {taken[exercise.label]}; choose another")
            taken[exercise.label] = page.path
    used = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in [*paths, "README.md"] if (ROOT / path).exists())
    for drawing in sorted((ROOT / "fig").glob("*.svg")):
        if drawing.name not in used:
            found.append(f"fig/{drawing.name}:1: no page shows this figure; use it or remove it with its script")
    return found


def spelling() -> list[str]:
    """Return what codespell says of all texts."""
    said = python.tool("codespell", "--skip", "*.svg,*.txt,*.csv,*.woff2,*.css", "--ignore-words-list", "te,fpr", *texts(), cwd=ROOT)
    return [f"{file}:{line}: {words}; correct it" for file, line, words in re.findall(r"^(?:\./)?([^:]+):(\d+): (.+)$", said, re.M)]


def texts() -> list[str]:
    """Return the files with text for people: pages, guides and scripts."""
    folders = ("_ext", "_templates", "data", "episodes", "fig", "workshop")
    return [*(path.name for path in ROOT.glob("*.md")), *(folder for folder in folders if (ROOT / folder).exists())]


def main() -> int:
    """Print all findings, or with `--rules` the rules; return the exit code."""
    if sys.argv[1:] == ["--rules"]:
        print(documentation())
        return 0
    if found := book_files.findings(ROOT):
        print("\n".join(found), "nothing was checked or built", sep="\n", file=sys.stderr)
        return 1
    try:
        pages = [read(path) for path in toc_pages()]
    except Unreadable as problem:
        print(f"{problem}\nnothing was checked or built", file=sys.stderr)
        return 1
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(check_book), pool.submit(python.check, pages), pool.submit(spelling)]
        found = [finding for job in jobs for finding in job.result()]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    if found:
        print(f"{len(found)} finding{'s' * (len(found) > 1)}; nothing was built", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
