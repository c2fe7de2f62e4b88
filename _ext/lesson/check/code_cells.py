"""Rules for code cells: their options, their Python, and the files they read."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache

import yaml

from ..text import versions
from ..text.cells import DATA, data_file, hidden, nodes, parsed, strings
from ..text.nearest import nearest
from ..text.page import YAML, Block, Page, exercises
from . import Finding

OPTIONS = ("name", "expect", "tags", "publish", "comment", "mystnb")
# What `mystnb` may say of a plot; nothing else reaches page and notebooks.
PLOT = {"figure": ("name", "caption"), "image": ("alt",)}
TAGS = ("hide-input", "remove-cell", "shown")
KINDS = {
    type(None): "nothing",
    bool: "true or false",
    int: "a number",
    float: "a number",
    date: "a date",
    list: "a list",
    dict: "a mapping",
}
# Where a module is not called like its package.
MODULES = {"scikit_learn": "sklearn"}
ELSEWHERE = re.compile(r"\.\.$|\.\.[/\\]|/\w|~|[A-Za-z]:[\\/]")
NAMED = 'name each file in one piece, as "../data/name.csv"'
LITERAL = f"names no file of `data/`, so its changes would not be seen; {NAMED}"
FOLDERS = set("chdir cwd getcwd home expanduser pardir listdir scandir iterdir glob iglob rglob".split())
OPENS = re.compile(r"open|Path|ZipFile|load_model|loadtxt|genfromtxt|read_\w+")
# Only Keras takes these when it trains.
TRAINING = {"epochs", "batch_size", "callbacks", "validation_data", "validation_split", "steps_per_epoch"}
MAGIC = re.compile(r"\s*[%!?]|.*\?\s*$|.*=\s*[%!]\w")


def unknown(what: str, name: object, known: tuple[str, ...]) -> str:
    return f"unknown {what}; {nearest(str(name), known, 'use one of ' + ', '.join(known))}"


def misread(name: str, value: object) -> str | None:
    """Return what to say of an option that should be text but is read by YAML as something else."""
    kind = next((words for kind, words in KINDS.items() if isinstance(value, kind)), None)
    return f"`{name}` is read as {kind}; put it into quotation marks" if kind else None


def options_of_cells(page: Page) -> Iterator[Finding]:
    """Cells have only the options and tags of this guide, and text that YAML would change stands in quotation marks.

    Because a mistyped option is ignored: nobody compares the answer, or learners see the hidden check.
    Example: unknown option `expects`; did you mean `expect`?
    """
    kernel = page.front.get("kernelspec")
    if isinstance(kernel, dict) and kernel.get("name") != "python3":
        yield (
            page.line_of.get("kernelspec", 1),
            f"the kernel `{kernel.get('name')}` is not that of the lesson; write `name: python3`",
        )
    # A self-check looks for an answer in the solution of its exercise only, so others may have the same name.
    home = {id(cell): exercise.label for exercise in exercises(page) for cell in exercise.solution}
    taken: dict[tuple[str | None, str], int] = {}
    for cell in page.cells():
        place = home.get(id(cell)), str(cell.options.get("name", ""))
        if place in taken:
            yield cell.line, f"the cell in line {taken[place]} has the name `{place[1]}`, too; choose another"
        elif place[1]:
            taken[place] = cell.line
        texts = {name: cell.options[name] for name in ("name", "expect", "publish", "comment") if name in cell.options}
        for name in cell.options:
            if name not in OPTIONS:
                yield cell.line, unknown(f"option `{name}`", name, OPTIONS)
        written = cell.options.get("tags")
        if written and not isinstance(written, list):
            yield cell.line, f"`:tags: {written}` is no list; write `:tags: [{written}]`"
        for tag in written if isinstance(written, list) else ():
            if tag == "raises-exception":
                yield (
                    cell.line,
                    "unknown tag `raises-exception`; to show an error catch it: `try: ... except ValueError as error: print(error)`",
                )
            elif tag not in TAGS:
                yield cell.line, unknown(f"tag `{tag}`", tag, TAGS)
        plot = cell.options.get("mystnb") or {}
        if not isinstance(plot, dict) or not all(isinstance(part, dict) for part in plot.values()):
            yield (
                cell.line,
                "`mystnb` has to hold `figure: {name, caption}` and `image: {alt}`; write them in a `---` block",
            )
            continue
        for part in plot:
            if part not in PLOT:
                yield cell.line, unknown(f"option `{part}` of `mystnb`", part, tuple(PLOT))
            for name in plot[part]:
                if name not in PLOT.get(part, (name,)):
                    yield cell.line, unknown(f"option `{name}` of `{part}`", name, PLOT[part])
            texts |= plot[part]
        for name, value in texts.items():
            if message := misread(name, value):
                yield cell.line, message


def options_as_written(page: Page, lines: list[str]) -> Iterator[Finding]:
    """Yield what only the text of a page shows, because its blocks no longer tell it.

    Args:
        page: the page
        lines: all its lines
    """
    for cell in page.cells():
        if lines[cell.line - 1].lstrip().startswith(":"):
            yield cell.line, "Jupyter Book does not execute a cell with colons; write its fence with backticks"
        written = lines[cell.line : cell.first - 1]
        if not written or written[0].strip() == "---":
            continue
        try:
            read = yaml.load("\n".join(line.removeprefix(":") for line in written), YAML)
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.line if error.problem_mark else 0
            yield (
                cell.line + 1 + at,
                f"YAML cannot read this option ({error.problem}); put its value into quotation marks",
            )
            continue
        for name, value in read.items():
            if isinstance(value, dict) and name != "mystnb" and (message := misread(name, value)):
                yield cell.line, message


# What brings something from the network, whatever stands in front of its name.
DOWNLOADS = re.compile(
    r"load_data|load_dataset|get_file|fetch_\w+|from_pretrained|urlopen|urlretrieve|HTTPS?Connection|create_connection"
)
LOCAL = "use data of the project or of scikit-learn"
CLOCK = {"perf_counter", "process_time", "monotonic", "now", "today", "utcnow", "localtime", "gmtime", "strftime"}
# Of the random numbers of NumPy and Python, what makes a generator or begins anew.
GENERATORS = {"default_rng", "seed", "Random", "RandomState", "Generator"}


@cache
def importable() -> set[str]:
    """Return the modules that learners have: those of Python, of the lesson's packages, and of Jupyter itself."""
    return {
        *sys.stdlib_module_names,
        "IPython",
        *(MODULES.get(name, name) for name in versions.packages_of_the_lesson()),
    }


def called(node: ast.AST) -> str:
    """Return the last name of what is called or named: `read_csv` for `pd.read_csv`."""
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))


def python_of_cells(page: Page) -> Iterator[Finding]:
    """Cells hold plain Python, import what learners have, and print nothing that differs between two builds.

    Because a notebook has to run everywhere, and to show what the page shows.
    Example: `%matplotlib inline` is an IPython magic
    """
    known = importable()
    for cell in page.cells():
        tree = parsed(cell.text)
        if isinstance(tree, SyntaxError):
            at = min(tree.lineno or 1, len(cell.lines))
            line = cell.lines[at - 1].strip()
            magic = (
                f"`{line}` is an IPython magic; leave it out"
                if MAGIC.match(line)
                else f"this is no Python, {tree.msg}; mend it"
            )
            yield cell.first + at - 1, magic
            continue
        if not tree.body:
            yield cell.line, "this cell holds no code; remove it"
        for node in nodes(cell.text):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                if isinstance(node, ast.Import):
                    modules = [alias.name for alias in node.names]
                else:
                    modules = ["." * node.level + (node.module or "")]
                for module in modules:
                    if module.split(".")[0] in known:
                        continue
                    name = module.lstrip(".").split(".")[0]
                    yield (
                        cell.first + node.lineno - 1,
                        f"`{name}` is none of the packages of the lesson, so learners lack it; define what you need in a cell, or see `requirements.in`",
                    )
            if not isinstance(node, ast.Call):
                continue
            given = {keyword.arg for keyword in node.keywords}
            if called(node.func) == "fit" and given & TRAINING and not given & {"verbose", None}:
                yield (
                    cell.first + node.lineno - 1,
                    "`fit` prints how long it took, which differs in each build; add `verbose=0`",
                )
            if called(node.func) == "summary" and isinstance(node.func, ast.Attribute) and "print_fn" not in given:
                yield (
                    cell.first + node.lineno - 1,
                    "`summary` shows a coloured table that fits no page; write `summary(print_fn=print)`",
                )


def any_backend(page: Page) -> Iterator[Finding]:
    """Cells, hidden ones too, run on every backend of Keras: no `.numpy()`, and nothing of TensorFlow but its version.

    Because learners may have JAX or PyTorch instead.
    Example: `.numpy()` exists on TensorFlow only; write `keras.ops.convert_to_numpy(...)`
    """
    for cell in page.cells():
        for node in nodes(cell.text):
            if not isinstance(node, (ast.ImportFrom, ast.Attribute)):
                continue
            found, mend = "", "keras.ops"
            if isinstance(node, ast.ImportFrom):
                if (node.module or "").split(".")[0] == "tensorflow":
                    found = str(node.module)
            elif node.attr == "numpy":
                found, mend = ".numpy()", "keras.ops.convert_to_numpy(...)"
            elif isinstance(node.value, ast.Name) and node.value.id in ("tf", "tensorflow"):
                found = f"{node.value.id}.{node.attr}" if node.attr != "__version__" else ""
            if found:
                yield cell.first + node.lineno - 1, f"`{found}` exists on TensorFlow only; write `{mend}`"


def files_of_cells(page: Page) -> Iterator[Finding]:
    """A cell reads only files in `data/`, and names each as "../data/name.csv".

    Because only so the page follows a change of the file, and the file travels with the notebooks.
    Example: no file ../data/study.csv
    """
    for cell in page.cells():
        found: dict[int, str] = {}  # by line, because two messages about one name help nobody
        for line, text in strings(cell):
            if DATA.fullmatch(text):
                if not data_file(text).is_file():
                    found[line] = f"no file {text}; mend the name or add the file"
            # In a cell that is shown, another rule finds absolute paths.
            elif ELSEWHERE.match(text) and (text.startswith("..") or hidden(cell)):
                found[line] = f"{text!r} {LITERAL}"
        for node in nodes(cell.text):
            if isinstance(node, (ast.Attribute, ast.Name)) and called(node) in FOLDERS:
                found.setdefault(
                    node.lineno, f"`{called(node)}` depends on the folder in which the page is built; " + NAMED
                )
            if isinstance(node, ast.Call) and OPENS.fullmatch(called(node.func)) and node.args:
                if isinstance(node.args[0], (ast.Name, ast.Attribute, ast.Subscript)):
                    found.setdefault(node.lineno, f"`{ast.unparse(node)}` {LITERAL}")
        yield from ((cell.first + line - 1, message) for line, message in found.items())


def same_in_every_build(page: Page) -> Iterator[Finding]:
    """Cells, hidden ones too, download nothing, read no clock, and draw random numbers from a seed.

    Because each build and each learner has to see what the text says, also without a network.
    Example: `load_data` downloads
    """
    seeded = False
    for cell in page.cells():
        for line, text in strings(cell):
            if "://" in text:
                yield cell.first + line - 1, f"{text!r} is an address on the network; {LOCAL}"
        for node in nodes(cell.text):
            if not isinstance(node, ast.Call):
                continue
            line, name, whole = cell.first + node.lineno - 1, called(node.func), ast.unparse(node.func)
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            seeded |= name in ("set_random_seed", "seed")
            weights = given.get("weights")
            if DOWNLOADS.fullmatch(name) or (isinstance(weights, ast.Constant) and weights.value == "imagenet"):
                yield line, f"`{name}` downloads; {LOCAL}"
            elif name in CLOCK or whole == "time.time":
                yield line, f"`{whole}` is another time in each build; leave it out"
            elif name == "default_rng" and not node.args and not given:
                yield line, "`default_rng()` draws other numbers in each build; give it a seed: `default_rng(1)`"
            elif drawn_anew(name, given):
                yield line, f"`{name}` draws other numbers in each build; give it a number: `random_state=1`"
            elif (
                re.fullmatch(r"(np|numpy)\.random\.[a-z]\w*|random\.[a-z]\w*", whole)
                and name not in GENERATORS
                and not seeded
            ):
                yield line, f"`{whole}` draws other numbers in each build; call `keras.utils.set_random_seed(1)` first"


def drawn_anew(name: str, given: dict[str | None, ast.expr]) -> bool:
    """Tell whether a call of scikit-learn, with what it is given by name, draws from no seed of its own."""
    state = given.get("random_state")
    if state is None:
        shuffle = given.get("shuffle")
        return name == "train_test_split" and not (isinstance(shuffle, ast.Constant) and shuffle.value is False)
    return isinstance(state, ast.Constant) and state.value is None


def redefined(page: Page) -> Iterator[Finding]:
    """A solution changes no variable that a later cell reads, unless the exercise asks for it by name.

    Because learners without this solution get another output than the page shows.
    Example: this solution changes `weights`, which line
    """
    of_solution = {id(cell): exercise for exercise in exercises(page) for cell in exercise.solution}
    defined: set[str] = set()
    changed: dict[str, int] = {}
    for cell in page.cells():
        stored, read = names(cell, ast.Store), names(cell, ast.Load)
        if exercise := of_solution.get(id(cell)):
            asked = {word for block in exercise.statement for word in re.findall(r"`(\w+)`", block.text)}
            for name in stored.keys() & defined - asked:
                changed.setdefault(name, cell.first + stored[name] - 1)
            continue
        for name in sorted(read.keys() & changed.keys()):
            if read[name] <= stored.get(name, read[name]):
                yield (
                    changed[name],
                    f"this solution changes `{name}`, which line {cell.first + read[name] - 1} reads; choose another name",
                )
        for name in stored:
            changed.pop(name, None)
        defined |= stored.keys()


def names(cell: Block, how: type[ast.expr_context]) -> dict[str, int]:
    """Return the names that a cell reads or stores, each with the first line in the cell that does."""
    found: dict[str, int] = {}
    for node in nodes(cell.text):
        if isinstance(node, ast.Name) and isinstance(node.ctx, how):
            found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
    return found
