"""What people leave out: the rule that no cell depends on what they do not see, and the cells with which they catch up."""

from __future__ import annotations

import builtins
import re
import subprocess
import symtable
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from lesson.check.names_seen import names_seen
from lesson.notebooks import catch_up, checks, lesson_check, writer
from lesson.notebooks.archive import DATE, FOLDER, learner_file
from lesson.paths import BUILD, LEARNER_FILE, NOTEBOOKS, ROOT
from lesson.text import self_checks
from lesson.text.names import in_order, steps, that_make
from lesson.text.page import executed_pages, exercises, parse

FRONT = "---\ntitle: Wines\njupytext: {}\n---\n\n"


def cell(code: str, *options: str) -> str:
    return "```{code-cell} ipython3\n" + "".join(f"{option}\n" for option in options) + code + "\n```\n\n"


FOLDED, HIDDEN, SHOWN = ":tags: [hide-input]", ":tags: [remove-cell]", ":tags: [shown]"
FIGURE = "---\nmystnb:\n  figure: {name: fig-x, caption: A line.}\n  image: {alt: A line that rises.}\n---"


def exercise(asked: str, code: str, statement: str = "", check: str = "") -> str:
    return (
        f":::{{exercise-start}} Try it\n:label: keras-ex-try\n:minutes: 5\n:::\n\n{asked}\n\n{statement}{check}"
        f":::{{exercise-end}}\n:::\n\n:::{{solution-start}} keras-ex-try\n:::\n\n{cell(code)}:::{{solution-end}}\n:::\n\n"
    )


def said(body: str) -> str:
    """Return what the rule says of a page."""
    return "\n".join(message for _, message in names_seen(parse(Path("episodes/02-keras.md"), FRONT + body)))


# ---------- what statements do ----------


@pytest.mark.parametrize(
    "code, binds, reads, changes",
    [
        ("x = y + 1", {"x"}, {"y"}, set()),
        ("x += 1", {"x"}, {"x"}, set()),
        ("x = [a * y for a in z]", {"x"}, {"y", "z"}, set()),
        ("import numpy as np", {"np"}, set(), set()),
        ("import os.path", {"os"}, set(), set()),
        ("for a, b in zip(x, y):\n    print(a, b)", {"a", "b"}, {"x", "y"}, set()),
        ("history = network.fit(x)", {"history"}, {"network", "x"}, {"network"}),
        ("scores[name] = 1", set(), {"scores", "name"}, {"scores"}),
        ("network.layers[0].trainable = False", set(), {"network"}, {"network"}),
        ("for layer in base.layers:\n    layer.trainable = False", {"layer"}, {"base"}, {"base", "layer"}),
        ("for a, b in zip(x, y):\n    a.append(b)", {"a", "b"}, {"x", "y"}, {"a", "x"}),
        ("x.head()", set(), {"x"}, set()),
        ("class Attention(layers.Layer):\n    scale = factor", {"Attention"}, {"layers", "factor"}, set()),
    ],
)
def test_what_a_statement_does(code, binds, reads, changes):
    (step,) = steps(code)
    assert (step.binds, step.reads, step.changes) == (binds, reads, changes)


def modules() -> list[str]:
    """Python without types: each cell of the lesson, and the scripts that draw and measure."""
    cells = [cell.text for page in executed_pages() for cell in page.cells()]
    return [*cells, *(path.read_text(encoding="utf-8") for name in ("data", "fig") for path in (ROOT / name).glob("*.py"))]


def test_names_are_those_that_python_finds():
    """Python's own table of symbols tells for each statement which names it makes, and which have to be there."""

    def everywhere(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
        yield table
        for child in table.get_children():
            yield from everywhere(child)

    count = 0
    for step in (step for code in modules() for step in steps(code) if "import *" not in code):
        top = symtable.symtable(step.source, "cell", "exec")
        made = {one.get_name() for one in top.get_symbols() if one.is_assigned() or one.is_imported()}
        read = {one.get_name() for one in top.get_symbols() if one.is_referenced()}
        read |= {
            one.get_name()
            for table in everywhere(top)
            for one in table.get_symbols()
            if table is not top and one.is_global() and one.is_referenced()
        }
        made -= set(re.findall(r"except .* as (\w+):", step.source))  # gone at its end
        read |= {name for name in made if f"{name} += " in step.source}
        read -= {*dir(builtins), "get_ipython"}
        assert step.binds == made, step.source
        # A loop makes some names before it reads them.
        assert read - made <= step.reads | step.later <= read, step.source
        count += 1
    assert count > 1500


@pytest.mark.parametrize("value", [[3, 1], {3: 1}, {3, 1}], ids=["list", "dict", "set"])
def test_methods_that_change_their_object_are_those_that_do(value):
    """Each method is tried on a real object, with what it may be given."""
    for name in (name for name in dir(value) if not name.startswith("_")):
        changed = False
        for given in ((), (3,), (9,), ([3],), ({9: 9},), (0, 7)):
            tried = value.copy()
            with suppress(TypeError, ValueError, IndexError, KeyError):
                getattr(tried, name)(*given)
            changed = changed or list(tried) != list(value) or tried != value
        (step,) = steps(f"x.{name}(y)")
        assert step.changes == ({"x"} if changed else set()), name


@pytest.mark.parametrize(
    "call",
    "compile fit train_on_batch set_weights load_weights build adapt reset_metrics partial_fit fill shuffle".split(),
)
def test_methods_of_networks_and_arrays_change_them(call):
    (step,) = steps(f"x.{call}(y)")
    assert step.changes == {"x"}


def test_what_is_made_anew_is_made_once():
    done = in_order([("a cell", "rate = first\nrate = 0.1\nprint(rate)")])
    assert [one.step.source for one in that_make({"rate"}, done)] == ["rate = 0.1"]


def test_a_function_needs_its_names_when_it_is_called():
    (step,) = steps("def scaled(x, by=factor):\n    part = x * by\n    return part - mean")
    assert step.reads == {"factor"} and step.later == {"mean"} and not step.changing
    (step,) = steps("def trained(network):\n    network.fit(inputs)")
    assert step.changing and step.later == {"inputs"}


# ---------- the rule ----------


@pytest.mark.parametrize(
    "body",
    [
        cell("import a\n\nx = a.b") + cell("y = x") + cell("print(y)"),
        cell("x = 1") + cell("print(x)", FOLDED) + cell("print(x)", HIDDEN),
        cell("x = 1", SHOWN) + cell("print(x)"),
        cell("y = 1", FOLDED) + cell("print(y)", FOLDED) + cell("y = 2\nprint(y)"),
        exercise("Call it `x`.", "x = 1") + cell("print(x)"),
        exercise("Go on.", "y = x", statement=cell("x = 1", FOLDED)),
        exercise("Go on.", "import a\n\nx = a.b"),
        cell("def f():\n    return x") + cell("x = 1\nprint(f())"),
        cell("import a") + cell("import b") + cell("print(a, b)"),
        cell("print(1)") + cell("import a\n\nprint(a.__version__)"),
    ],
)
def test_what_people_can_type(body):
    assert not said(body)


@pytest.mark.parametrize(
    "body, message",
    [
        (cell("x = 1", FOLDED) + cell("print(x)"), "`x` comes from line 8, whose code is folded"),
        (cell("x = 1", FIGURE) + cell("print(x)"), "`x` comes from line 12, which only draws a figure"),
        (cell("x = 1", HIDDEN) + cell("print(x)"), "a check that nobody sees"),
        (cell("x = 1", HIDDEN) + cell("print(x)", FOLDED), "a check that nobody sees"),
        (cell("x = 1") + cell("x = 2", FOLDED) + cell("print(x)"), "whose code is folded"),
        (cell("x = 1") + cell("x = 2", HIDDEN) + cell("print(x)"), "a check that nobody sees"),
        (exercise("Go on.", "x = 1") + cell("print(x)"), "whose exercise does not ask for it by name"),
        (cell("x = 1", FOLDED) + exercise("Go on.", "print(x)"), "whose code is folded"),
        (cell("x = 1", FOLDED) + cell("def f():\n    return x") + cell("print(f())"), "whose code is folded"),
        (cell("print(1)") + cell("import a"), "this cell imports something; move this line to the first cell"),
        (cell("print(1)") + cell("import a", FOLDED), "this cell imports something"),
        (cell("import pd") + cell("print(1)") + cell('x = pd.read_csv("../data/a.csv")'), "this cell reads data"),
        (cell("print(1)") + cell("x = load_wine()"), "this cell reads data"),
    ],
)
def test_what_people_do_not_see_or_type(body, message):
    assert message in said(body)


def test_a_name_is_named_once_a_cell():
    assert said(cell("x = 1", FOLDED) + cell("print(x)\nprint(x + 1)")).count("`x` comes from") == 1


# ---------- catching up ----------

BREAK = ":::{break}\nA pause.\n:::\n\n"
LONG = (
    cell("import math")
    + "Take a number:\n\n"
    + cell("number = 4")
    + cell("numbers = [number]\nprint(numbers)")
    + cell("numbers.append(5)\nnumbers[0] = math.sqrt(number)")
    + cell("print(numbers)", FIGURE)
    + BREAK
    + cell("def total(values):\n    return sum(values) + number")
    + cell("numbers.append(total(numbers))")
    + exercise("Call the result `answer`, and write `mean`.", "aside = 3\nanswer = numbers[0] * aside\nmean = 1")
    + cell("last = answer + total([number]) - number")
    + cell("print(last)", FOLDED)
    + BREAK
    + cell("print(last, numbers, total([1]))")
)


def notebook(kind: str, body: str = LONG) -> list[str]:
    """Return the code cells of a notebook."""
    page = parse(Path("episodes/02-keras.md"), FRONT + body)
    made = writer.Writer(page, kind, writer.Numbers([page])).notebook()
    return [cell.source for cell in made.cells if cell.cell_type == "code"]


TYPED = [
    *("number = 4", "numbers = [number]\nprint(numbers)", "numbers.append(5)\nnumbers[0] = math.sqrt(number)"),
    *("def total(values):\n    return sum(values) + number", "numbers.append(total(numbers))"),
    *("answer = numbers[0] * 3", "last = answer + total([number]) - number", "print(last, numbers, total([1]))"),
]


def run(cells: list[str]) -> tuple[dict, list[str]]:
    """Run cells as a notebook does, which goes on after an error; return what is defined, and the cells that failed."""
    found: dict = {}
    failed = []
    for code in cells:
        try:
            exec(code, found)
        except Exception:
            failed.append(code)
    return found, failed


def test_any_beginning_of_a_stretch_may_be_left_empty(capsys):
    """Whatever is missing above it, what stands below a cell to catch up finds the same as if all had been typed."""
    cells = notebook("type-along")
    empty = [at for at, code in enumerate(cells) if all(line.startswith("#") for line in code.splitlines())]
    starts = [at for at, code in enumerate(cells) if code.startswith(catch_up.TITLE)]
    assert len(empty) == len(TYPED) and len(starts) == 3
    full = {at: typed for at, typed in zip(empty, TYPED)}
    whole, failed = run([full.get(at, code) for at, code in enumerate(cells)])
    assert not failed and whole["last"] == 10 and whole["numbers"] == [2, 5, 11]
    assert capsys.readouterr().out.count("All that the cells below need is there") == 3, "nothing is done twice"
    tried = 0
    for begin, start in zip([0, *starts], starts):
        for count in range(1, sum(begin <= at < start for at in empty) + 1):
            left = [at for at in empty if begin <= at < start][:count]
            found, failed = run([full[at] if at in full and at not in left else code for at, code in enumerate(cells)])
            below = set(cells[start:]) | {full[at] for at in empty if at > start}
            assert not below & set(failed), (left, failed)
            assert (found["last"], found["numbers"], found["total"]([1])) == (10, [2, 5, 11], 5), left
            tried += 1
    assert tried == 7


def test_learner_notebook_catches_up_with_the_answer_only():
    """What stands above is there; after a break everything, because the kernel may have been started anew."""
    cells = notebook("learner")
    found, failed = run(cells)
    assert not failed and found["last"] == 10
    after_exercise, after_break = [code for code in cells if code.startswith(catch_up.TITLE)][-2:]
    assert "aside = 3" in after_exercise and "numbers = " not in after_exercise and "mean" not in after_exercise
    assert run([after_break, cells[-1]])[1] == []
    assert "print(numbers)" not in after_break, "it shows nothing"


def test_a_training_that_was_left_out_is_made_up_for():
    """The network is there, but nobody has trained it: the names that `fit` would have made are missing."""
    body = (
        cell("losses = []")
        + cell("def fit():\n    losses.append(1)\n    return 2")
        + cell("history = losses.append(fit())")
    )
    first, second, left_out, catch, last = notebook("type-along", body + BREAK + cell("print(losses)"))
    found, failed = run([
        "losses = []",
        "def fit():\n    losses.append(1)\n    return 2",
        left_out,
        catch,
        "print(losses)",
    ])
    assert not failed and found["losses"] == [1, 2]


def test_own_answers_are_kept(capsys):
    found, _ = run([code + "\nanswer = 100" * code.startswith("# Your answer") for code in notebook("learner")])
    assert found["last"] == 104


def test_notebooks_mark_breaks():
    page = parse(Path("episodes/02-keras.md"), FRONT + LONG)
    for kind, count in (("learner", 2), ("type-along", 2), ("solved", 0)):
        if kind != "solved":
            made = writer.Writer(page, kind, writer.Numbers([page])).notebook()
            assert sum("☕ Break" in cell.source for cell in made.cells) == count


def test_empty_cells_say_what_goes_there():
    body = (
        cell("import math")
        + "Take the {term}`root <square root>` of *two*:\n\n"
        + cell("root = math.sqrt(2)")
        + "It is a number.\n\n"
        + cell("more = root + 1")
        + cell("print(more)", ":comment: Look at the result")
        + cell("one = 1\ntwo = 2")
        + cell("print(one + two)", ":comment: Look at the sum")
        + cell("other = 2")
    )
    assert notebook("type-along", body)[1:] == [
        "# Take the root of two (makes root)",
        "# Make more",
        "# Look at the result",
        "# Make one, two",
        "# Look at the sum",
        f"# {writer.UNSAID}",
    ]


def test_start_of_an_answer_waits_as_a_comment():
    begun = "Fill in:\n\n```python\nx = ...\n\nprint(x)\n```\n\n"
    cells = notebook("learner", exercise("Call it `x`.", "x = 1", statement=begun))
    assert cells[0].splitlines()[1:] == ["# x = ...", "#", "# print(x)"]


# ---------- checks of answers ----------

CHECK = """:::{self-check}
- question: "1. The number of *parameters*"
  answer-of: number
  value: network
  hint: Count again.
  then: Do not forget the biases.
  hints:
    160: You left out the biases.
- question: 2. The accuracy
  between: 0.3 to 0.9
  value: accuracy
  share: true
:::

"""
ANSWER = "network = 173\naccuracy = 0.7\nassert 0.3 < accuracy < 0.9"


def checked(*answers: object) -> str:
    """Return what the check cell of an exercise prints, if the answer cell defines these values."""
    body = exercise("Call them `network` and `accuracy`.", ANSWER, check=CHECK) + ""
    body = body.replace("network = 173\n", "network = 173\nprint(network)\n").replace(
        "ipython3\nnetwork", 'ipython3\n:name: number\n:expect: "173"\nnetwork'
    )
    page = parse(Path("episodes/02-keras.md"), FRONT + body)
    assert not self_checks.findings(page)
    return checks.cell(page, exercises(page)[0], "2.1")


@pytest.fixture
def check(monkeypatch, capsys):
    """Run the check cell with these names defined, and return what it says."""
    monkeypatch.setitem(sys.modules, "lesson_check", lesson_check)
    monkeypatch.setattr(lesson_check, "tries", {})

    def run_it(**defined: object) -> list[str]:
        exec(checked(), defined)
        return capsys.readouterr().out.splitlines()

    return run_it


def test_right_answers(check):
    first, second = check(network=173, accuracy=0.72)
    assert first == "Right: 1. The number of parameters."
    assert second == "Right: 2. The accuracy. Other runs gave 0.3 to 0.9."


def test_the_page_takes_the_same_range():
    page = parse(Path("episodes/02-keras.md"), FRONT + exercise("Call it `accuracy`.", ANSWER, check=CHECK))
    (form,) = [block for block in page.walk() if block.name == "self-check"]
    item = self_checks.read_self_check(page, form)[0][-1]
    assert float(item.answers[0]) == pytest.approx(0.6) and item.tolerance == pytest.approx(0.3) and item.share


def test_hints_come_one_after_the_other(check):
    said = [check(network=90, accuracy=0.95)[0] for _ in range(3)]
    assert [words.rpartition("parameters. ")[2] for words in said] == [
        "Count again.",
        "Do not forget the biases.",
        "Do not forget the biases.",
    ]
    assert check(network=160, accuracy=1)[0].endswith("You left out the biases.")


def test_a_missing_answer_is_no_error(check):
    first, second = check(accuracy="much")
    assert first.startswith("Not there yet: 1. The number of parameters. Define `network`")
    assert second.startswith("Not yet: 2.")


def test_the_cell_does_not_hold_the_answer():
    assert "173" not in checked() and "160" in checked()


def test_a_notebook_that_lies_alone_says_what_is_missing(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "lesson_check", None)
    exec(checked(), {})
    assert "lesson_check.py, which has to lie beside this notebook" in capsys.readouterr().out


def test_only_solved_notebooks_were_run():
    """Also the folded cell that says where data lie has a number there, and none where people are to run it."""
    for kind, number in (("solved", 1), ("learner", None), ("type-along", None)):
        cells = nbformat.read(NOTEBOOKS / kind / "02-keras.ipynb", as_version=4).cells
        first = next(cell for cell in cells if cell.cell_type == "code")
        assert first.source.startswith("# Says where a file is") and first.execution_count == number, kind


def test_a_missing_file_is_a_kind_message(capsys, tmp_path, monkeypatch):
    """In the cell that reads it, in place of a traceback; other errors stay what they are."""
    monkeypatch.chdir(tmp_path)
    for kind in ("learner", "type-along", "solved"):
        first = next(
            cell.source
            for cell in nbformat.read(NOTEBOOKS / kind / "02-keras.ipynb", as_version=4).cells
            if cell.cell_type == "code"
        )
        shell = InteractiveShell()
        shell.run_cell(first)
        assert not shell.run_cell('open("../data/wines.csv")').success
        said = capsys.readouterr().out
        assert said.startswith(
            "../data/wines.csv is not here. It is in the file introduction-to-deep-learning-learner.zip"
        )
        assert "set-up page" in said and "Traceback" not in said
        shell.run_cell("1 / 0")
        assert "ZeroDivisionError" in capsys.readouterr().out
    assert "not here" not in str(nbformat.read(NOTEBOOKS / "learner" / "setup.ipynb", as_version=4)), "it reads no file"


@pytest.mark.parametrize(
    "right, given, digits, good",
    [
        ([0, 0, 1], "0 0 1", 0, True),
        ([0, 0, 1], (0, 0, 1.0), 0, True),
        ([0, 0, 1], [0, 1, 0], 0, False),
        ([0.58], 7 / 12, 2, True),
        ([0.58], 0.59, 2, False),
        ([178, 13], (178, 13), 0, True),
        (["class_1"], "Class_1", 0, True),
        ([1, 0], np.array([True, False]), 0, True),
        ([0, *[1] * 2000], np.array([0, *[1] * 2000]), 0, True),
        ([0, *[1] * 2000], np.array([0, *[1] * 1999, 0]), 0, False),
    ],
)
def test_ways_to_give_the_same_answer(right, given, digits, good):
    same = lesson_check.values(given, digits) == lesson_check.values(right, digits)
    assert same is good
    assert (lesson_check.fingerprint(lesson_check.values(given, digits)) == lesson_check.fingerprint(right)) is good


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("value: network", "value: other", "the exercise does not ask for it by name"),
        ("value: network", "value: network +", "is no expression of Python"),
        ("between: 0.3 to 0.9", "between: 0.9 to 0.3", "is no range"),
        ("between: 0.3 to 0.9", "between: 0.2 to 0.9", "no cell of the solution holds 0.2"),
        ("between: 0.3 to 0.9", "between: 0.3 to 0.9\n  answer: 0.5", "needs its right answer once"),
        ("  hint: Count again.\n", "", "`then` is the second hint"),
    ],
)
def test_what_is_wrong_with_a_check(old, new, message):
    assert old in CHECK
    body = exercise("Call them `network` and `accuracy`.", ANSWER, check=CHECK.replace(old, new)).replace(
        "ipython3\nnetwork", 'ipython3\n:name: number\n:expect: "173"\nnetwork'
    )
    found = self_checks.findings(parse(Path("episodes/02-keras.md"), FRONT + body))
    assert [words for _, words in found if message in words], found


# ---------- the learners' file ----------


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory) -> Path:
    """The learners' file, unpacked where a learner might: with spaces and umlauts."""
    folder = tmp_path_factory.mktemp("Übung für mich")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(site / LEARNER_FILE), str(folder)], check=True)
    return folder / FOLDER


def test_learners_get_all_that_they_need(unpacked):
    pages = [page.stem for page in executed_pages()]
    for kind in ("learner", "type-along"):
        there = sorted(file.name for file in (unpacked / kind).iterdir())
        assert there == sorted([*(f"{stem}.ipynb" for stem in pages), "lesson_check.py"])
    cells = "".join(cell.text for page in executed_pages() for cell in page.cells())
    read = set(re.findall(r'"\.\./data/([^"]+)"', cells))
    there = {file.name for file in (unpacked / "data").iterdir()}
    assert read <= there, "what a cell reads is there"
    assert "photo-base-LICENSE.txt" in there, "and the licence beside what asks for it"
    assert (unpacked / "check_setup.py").exists()
    start = (unpacked / "START-HERE.html").read_text(encoding="utf-8")
    assert "[[" not in start and "{{" not in start and '"keras&gt;=' in start.replace("&quot;", '"')
    assert all(f"{stem}.ipynb" in start for stem in pages)


def test_learners_get_no_solutions(unpacked):
    assert not list(unpacked.rglob("solved"))
    for file in unpacked.rglob("*.ipynb"):
        assert "✔️ Solution" not in file.read_text(encoding="utf-8")


def test_learner_file_is_the_same_for_the_same_notebooks(site, tmp_path):
    for name in ("one.zip", "two.zip"):
        learner_file(NOTEBOOKS, executed_pages(), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert (BUILD / LEARNER_FILE).read_bytes() == (tmp_path / "one.zip").read_bytes()
    with zipfile.ZipFile(site / LEARNER_FILE) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {DATE}
        assert sum(entry.compress_size for entry in archive.infolist()) < 5_000_000
