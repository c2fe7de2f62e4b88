"""The answers are checked for real: nbval sees them, and a wrong one fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import nbformat
import pytest
from conftest import EXECUTED_PAGES
from lesson.commands.new_episode import miniature
from lesson.paths import NOTEBOOKS
from lesson.text import versions
from lesson.text.answers import LIST, contains, declared_answers, known_to, numbers, value, words, words_and_answers
from lesson.text.page import exercises, parse

PAGES = EXECUTED_PAGES


def solved(stem: str) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS / "solved" / f"{stem}.ipynb", as_version=4)


def nbval(path) -> subprocess.CompletedProcess:
    """Run nbval on one notebook, as `make test` does."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        str(path),
    ]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True)


def checked(notebook: nbformat.NotebookNode) -> list:
    return [cell for cell in notebook.cells if "nbval-check-output" in cell.metadata.get("tags", [])]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_declared_answer_is_compared(page):
    """nbval passes over a cell without execution count or output, and would so check nothing."""
    cells = checked(solved(page.stem))
    assert len(cells) == len(declared_answers(page))
    for cell in cells:
        assert cell.execution_count is not None
        assert cell.outputs and cell.outputs[0].text.strip()


def test_versions_are_declared_answers():
    """Deleting this check would otherwise go unnoticed: no self-check needs it."""
    answers = [text for page in EXECUTED_PAGES for _, text in declared_answers(page)]
    for name in ("keras", "tensorflow", "seaborn", "scikit_learn"):
        assert any(f"{{{{ {name}_version }}}}" in text for text in answers), f"the version of {name}"


CELL = "import numpy as np\nprint(np.mean(np.array([4, 9, 0, 1])))"


@pytest.mark.parametrize("answer, passes", [("3.5", True), ("3.4", False)])
@pytest.mark.kernel
def test_wrong_answer_fails_nbval(answer, passes, tmp_path):
    cell = nbformat.v4.new_code_cell(CELL, metadata={"tags": ["nbval-check-output"]}, execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text=answer + "\n")]
    notebook = nbformat.v4.new_notebook(
        cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(notebook, tmp_path / "answer.ipynb")
    result = nbval(tmp_path / "answer.ipynb")
    assert (result.returncode == 0) == passes, result.stdout


def test_pins_are_what_is_installed():
    """The version cells compare with the lock, so the environment must be the lock's."""
    installed = {versions.key(re.sub("[._]", "-", found.name)): found.version for found in distributions()}
    for name, pin in versions.pins().items():
        found = installed.get(name.replace(".", "_"), "not installed")
        assert found == pin, f"{name}: {found} instead of {pin}; run `make site` to renew .venv"


def test_floors_are_asserted_in_the_notebooks():
    source = "\n".join(cell.source for cell in solved("01-introduction").cells)
    for module, name in (
        ("keras", "keras"),
        ("tensorflow", "tensorflow"),
        ("seaborn", "seaborn"),
        ("sklearn", "scikit_learn"),
    ):
        assert f'assert Version({module}.__version__) >= Version("{versions.floors()[name]}")' in source


def test_learner_notebooks_give_nothing_away():
    for page in PAGES:
        learner = nbformat.read(NOTEBOOKS / "learner" / f"{page.stem}.ipynb", as_version=4)
        text = "\n".join(cell.source for cell in learner.cells)
        assert "Solution" not in text and "assert " not in text
        assert ":::" not in text and "{term}" not in text and "{{" not in text
        assert all(not cell.get("outputs") for cell in learner.cells)


@pytest.mark.kernel
def test_book_with_wrong_answer_fails(book):
    """The build and nbval both say so: words and answer agree, the code does not."""
    text = book.episode.read_text().replace("1.25", "1.5").replace("{{ keras", "{{keras")
    book.episode.write_text(text)
    assert book.run("lesson.check.rules").returncode == 0
    stopped = book.run("lesson.commands.build")
    line = text[: text.index(":name: neuron-output")].count("\n")
    assert stopped.returncode == 1
    assert f"episodes/01-introduction.md:{line}: the cell prints 1.25, but expect says 1.5; mend" in stopped.stderr
    assert not (book.folder / "_build" / "html").exists()
    assert book.run("lesson.notebooks.writer").returncode == 0
    result = nbval(book.folder / "_build" / "notebooks" / "solved" / "01-introduction.ipynb")
    assert result.returncode != 0 and "1.25" in result.stdout and "1.5" in result.stdout


@pytest.mark.kernel
def test_failing_cell_of_a_notebook_names_page_and_line(book, request):
    """Of the cell itself, where another reads the same, and where the notebook has a check that the page lacks."""
    assert request.config.pluginmanager.has_plugin("notebook_places")
    numpy = '```{code-cell} ipython3\n:expect: "{{ numpy_version }}"\nimport numpy\n\nprint(numpy.__version__)\n```\n\n'
    again = "```{code-cell} ipython3\nprint(max(0, 0.25 + 1))\n```\n\n"
    text = book.episode.read_text().replace(":::{exercise-start}", f"{again}:::{{exercise-start}}")
    text = text.replace(":::{keypoints}", f"{numpy}:::{{keypoints}}")
    book.episode.write_text(text)
    assert book.run("lesson.run.execute").returncode == 0
    assert book.run("lesson.notebooks.writer").returncode == 0
    file = book.folder / "_build" / "notebooks" / "solved" / "01-introduction.ipynb"
    notebook = nbformat.read(file, as_version=4)
    checked(notebook)[0].outputs[0].text = "1.5\n"
    notebook.cells[-2].source += "\nassert False"
    nbformat.write(notebook, file)
    result = book.run("pytest", "-p", "notebook_places", "-n", "0", str(file.relative_to(book.folder)))
    neuron, version = (text[: text.index(option)].count("\n") for option in (":name: neuron-output", ':expect: "{{'))
    named = re.findall(r"^(\S+\.md:\d+): .+; mend", result.stdout, re.M)
    assert named == [f"episodes/01-introduction.md:{line}" for line in (neuron, version)], result.stdout


@pytest.mark.parametrize(
    "code, message",
    [
        ("1 / 0", "the cell raised ZeroDivisionError"),
        ("import warnings; warnings.warn('old')", "the cell wrote a warning"),
        ("print('WARNING:tensorflow: retracing')", "the cell wrote a warning"),
    ],
)
@pytest.mark.kernel
def test_failing_cell_stops_the_build(book, code, message):
    text = book.episode.read_text().replace("print(max(", f"{code}\nprint(max(")
    book.episode.write_text(text)
    result = book.run("lesson.run.execute")
    assert result.returncode == 1
    cell = text[: text.rindex("```{code-cell}", 0, text.index(code))].count("\n") + 1
    assert f"episodes/01-introduction.md:{cell}: {message}" in result.stderr


def test_columns_of_a_table_are_known_whatever_stands_above_it():
    table = "---\nname: neuron-output\nexpect: |\n  run of 7\n  1 2\n  3 4\n---\n"
    text = miniature().replace(':name: neuron-output\n:expect: "1.25"\n', table)
    page = parse(Path("episodes/01-introduction.md"), text)
    (exercise,) = exercises(page)
    _, rows = known_to(exercise)
    assert [1, 3] in rows and [2, 4] in rows and [7] in rows


@pytest.mark.parametrize(
    "text, found",
    [
        ("1.25, -3, then $\u22124$", [1.25, -3, -4]),
        ("1,234 and 1,234,567.", [1234, 1234567]),
        ("12,34", [12, 34]),
        ("3-1 and 0 · (-1) and x -1", [3, 1, 0, -1, 1]),
        ("(2) -1 and a] -1 and a}-1", [2, 1, 1, 1]),
        ("class_1 v2 3rd 1.2.3", []),
        ("3. Then 4, 5", [3, 4, 5]),
        ("= -0.5", [-0.5]),
        ("It returns -3, which is \u22122.5 less", [-3, -2.5]),
        ("none", []),
    ],
)
def test_numbers_of_a_text(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        ("It is 1, 2, 3.", "1, 2, 3"),
        ("It is 1, 2 and 3.", "1, 2 and 3"),
        ("It is 1, 2, and 3.5 then", "1, 2, and 3.5"),
        ("It is -1 2 \u22123 then", "-1 2 \u22123"),
        ("It is 1 and 2.", None),
        ("It is f(1, 2, 3).", None),
        ("It is (1, 2, 3).", None),
        ("It is 1, 2 or 3.", None),
    ],
)
def test_lists_of_a_text(text, found):
    match = LIST.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    "text, left",
    [
        ("[a link](page7.md#part-2) on", "[a link on"),
        ("{ref}`5 words <label-5>` {numref}`fig-6` {term}`7 <b>` on", "   on"),
        ("{value}`name` {computed}`3` on", "name 3 on"),
        ("1. One\n  12. Two", "One\nTwo"),
        ("$x_1 + y^2 + z_{10}$", "$x + y + z$"),
        ("\\class{given}{3} \\frac{1}{2} \\text{four}", " {3}  {1}{2}  "),
    ],
)
def test_words_without_what_is_none(text, left):
    assert words(text) == left


def test_a_part_of_a_row_has_no_gap():
    assert contains([1, 2, 3], [2, 3]) and contains([1, 2, 3], [1, 2, 3]) and contains([1, 2, 3], [1])
    assert not contains([1, 2, 3], [1, 3]) and not contains([1, 2], [1, 2, 3]) and not contains([1, 2, 3], [3, 2])


def test_numbers_that_the_words_of_a_solution_may_use():
    """Those of the exercise, its lists and its code; of what is printed also columns; not those of the checks."""
    text = miniature().replace("What does the neuron return?", "7. With 41 and 42 rows, what is it?")
    text = text.replace(
        ':name: neuron-output\n:expect: "1.25"\nprint(max(0, 0.25 + 1))',
        "---\nname: neuron-output\nexpect: |\n  run\n  1 2\n  3 4\n  5\n---\nprint(8, 9)\nrate = 0.5",
    )
    text = text.replace(":::{self-check}", ":::{code-check}\nhints:\n  77: No.\n:::\n\n:::{self-check}").replace(
        "0.25: You", "78: You"
    )
    (exercise,) = exercises(parse(Path("episodes/01-introduction.md"), text))
    single, rows = known_to(exercise)
    assert single == {7, 41, 42, 8, 9, 0.5, 1, 2, 3, 4, 5}
    assert [row for row in rows if row] == [[8, 9], [0.5], [1, 2], [3, 4], [5], [1, 3], [2, 4], [41, 42]]


def test_values_of_cells_are_found_here_and_on_pages_beside(tmp_path):
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes" / "02-other.md").write_text(miniature().replace(':expect: "1.25"', ':expect: " 7.5 "'))
    page = parse(Path("episodes/01-introduction.md"), miniature())
    assert value("neuron-output", page, tmp_path) == value(" neuron-output ", page, tmp_path) == "1.25"
    assert value("02-other/neuron-output", page, tmp_path) == "7.5"
    for target, said in (
        ("neuron-outputs", "no cell `neuron-outputs` with `expect`; did you mean `neuron-output`?"),
        ("zzz", "no cell `zzz` with `expect`; give the cell a `name`"),
        ("02-other/zzz", "no cell `zzz`"),
        ("03-none/neuron-output", "no page `03-none.md` beside this one"),
    ):
        with pytest.raises(LookupError, match=re.escape(said)):
            value(target, page, tmp_path)
    more = miniature().replace(
        ':name: neuron-output\n:expect: "1.25"', "---\nname: neuron-output\nexpect: |\n  1\n  2\n---"
    )
    with pytest.raises(LookupError, match="`neuron-output` declares 2 lines"):
        value("neuron-output", parse(Path("episodes/01-introduction.md"), more), tmp_path)


ANSWERS = [
    ("It returns 1.25.", "1.25", []),
    ("It returns 2.5, then 1.25.", "1.25", [(0, "2.5 stands neither")]),
    ("It returns\n1.25, and 4.", "1.25", [(1, "4 stands neither")]),
    ("It returns it.", "1.25", [(None, "the answer '1.25' is not in the words")]),
    ("It returns 4 and 7.", "7 4", [(None, "the answer '7 4' is not in the words")]),
    ("It returns 4 and 7.", "4 7", []),
    ("It returns it.", "run 7", []),
    ("It returns it.", "|\n  7\n  8", []),
    ("It returns 7, 8, 9.", "7 8 9", []),
    (
        "It returns 7, 9, 8 and\n8, 8, 9, 7, 8, 9.",
        "7 8 9",
        [(0, "the list '7, 9, 8'"), (1, "the list '8, 8, 9, 7, 8, 9'")],
    ),
]


@pytest.mark.parametrize("said, printed, found", ANSWERS)
def test_words_of_a_solution_and_what_its_cells_print_agree(said, printed, found):
    """A line of the words is counted from their first, and None is the cell that declares the answer."""
    cells = f"```{{code-cell}} ipython3\nfirst = 1\n```\n\n```{{code-cell}} ipython3\n---\nname: one\nexpect: {printed}\n---\n"
    text = (
        ":::{exercise-start} One\n:label: a-ex-one\n:::\n\nWhat?\n\n:::{exercise-end}\n:::\n\n"
        f":::{{solution-start}} a-ex-one\n:::\n\n{said}\n\n{cells}print(result)\n```\n\n:::{{solution-end}}\n:::\n"
    )
    page = parse(Path("episodes/01-introduction.md"), text)
    first = text[: text.index("It returns")].count("\n") + 1
    declares = text[: text.index("```{code-cell} ipython3\n---")].count("\n") + 1
    told = list(words_and_answers(page))
    assert len(told) == len(found)
    for (line, message), (at, begins) in zip(told, found):
        assert line == (declares if at is None else first + at) and message.startswith(begins)
    assert [text for _, text in declared_answers(page)] == [str(page.cells()[1].options["expect"])]
