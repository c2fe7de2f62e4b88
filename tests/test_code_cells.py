"""Each rule for code cells by itself: what it names, in which line, and what looks alike and is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson.check import code_cells
from lesson.text.page import parse

PATH = Path("episodes/02-keras.md")
FRONT = "---\ntitle: Cells\njupytext: {}\n---\n\n"
HIDDEN = ":tags: [remove-cell]\n"


def cell(text: str) -> str:
    return f"```{{code-cell}} ipython3\n{text}\n```\n\n"


def said(rule, text: str) -> list[tuple[str, str]]:
    """Return the line on the page, as it is written, and the message of each finding."""
    lines = (FRONT + text).split("\n")
    return [(lines[line - 1].strip(), message) for line, message in rule(parse(PATH, FRONT + text))]


def one(rule, text: str, line: str, words: str) -> None:
    """Check that a rule says one thing of a text, of which line, and what to do."""
    found = said(rule, text)
    assert [place for place, _ in found] == [line] and words in found[0][1] and "; " in found[0][1], found


FENCE = "```{code-cell} ipython3"
# ---------- options ----------


def test_all_options_tags_and_kinds_of_plots_may_be_there():
    """In the guide each is explained; text that YAML does not change needs no quotation marks."""
    text = (
        cell(":name: one\n:expect: one\n:comment: Look\n:publish: numbers\n:tags: [hide-input, remove-cell, shown]\nx")
        + cell("---\nmystnb:\n  figure: {name: fig-x, caption: A line.}\n  image: {alt: A line.}\n---\nx")
        + cell('---\nexpect: "2"\nmystnb:\n---\nx')
    )
    assert said(code_cells.options_of_cells, text) == []


@pytest.mark.parametrize(
    "text, words",
    [
        *(
            (f":{name}: {value}\nx", f"`{name}` is read as {kind}; ")
            for name in ("name", "expect", "publish", "comment")
            for value, kind in [("3", "a number"), ("2.5", "a number"), ("[a]", "a list"), ("true", "true or false")]
        ),
        ("---\nexpect: {a: b}\n---\nx", "`expect` is read as a mapping; "),
        ("---\nexpect: 2026-11-27\n---\nx", "`expect` is read as a date; "),
        ("---\nexpect:\n---\nx", "`expect` is read as nothing; "),
        ("---\nmystnb: {image: {alt: 3}}\n---\nx", "`alt` is read as a number; "),
        ("---\nmystnb: {figure: {name: [a]}}\n---\nx", "`name` is read as a list; "),
        ("---\nmystnb: {figure: words}\n---\nx", "`mystnb` has to hold `figure: {name, caption}`"),
        ("---\nmystnb: {figure: {alt: words}}\n---\nx", "unknown option `alt` of `figure`; use one of name, caption"),
        ("---\nmystnb: {table: {name: words}}\n---\nx", "unknown option `table` of `mystnb`; use one of figure, image"),
        (":colour: red\nx", "unknown option `colour`; use one of name, expect, tags, publish, comment, mystnb"),
        (":tags: [colour]\nx", "unknown tag `colour`; use one of hide-input, remove-cell, shown"),
        (":tags: [raises-exception]\nx", "unknown tag `raises-exception`; "),
        (":tags: shown\nx", "is no list; write `:tags: [shown]`"),
    ],
)
def test_an_option_is_named_with_its_cell(text, words):
    """The cells around it are right."""
    one(
        code_cells.options_of_cells,
        cell(":name: one\nx") + cell(text).replace("ipython3", "python") + cell("x"),
        FENCE.replace("ipython3", "python"),
        words,
    )


def test_what_is_wrong_with_a_plot_hides_nothing_in_the_next_cell():
    text = cell("---\nmystnb: words\n---\nx") + cell(":colour: red\n:tags: [a, shown, b]\nx")
    assert [message.partition(";")[0] for _, message in said(code_cells.options_of_cells, text)] == [
        "`mystnb` has to hold `figure: {name, caption}` and `image: {alt}`",
        "unknown option `colour`",
        "unknown tag `a`",
        "unknown tag `b`",
    ]


def exercise(label: str, code: str, asked: str = "Go on.") -> str:
    return (
        f":::{{exercise-start}} Try\n:label: {label}\n:minutes: 5\n:::\n\n{asked}\n\n:::{{exercise-end}}\n:::\n\n"
        f":::{{solution-start}} {label}\n:::\n\n{code}:::{{solution-end}}\n:::\n\n"
    )


def test_names_of_cells_are_taken_in_their_own_solution_only():
    named = cell(":name: one\nx")
    sound = named + exercise("keras-ex-a", named) + exercise("keras-ex-b", named) + cell("x") + cell("x")
    assert said(code_cells.options_of_cells, sound) == []
    for text in (named + cell("x") + named, exercise("keras-ex-a", named + named)):
        first = (FRONT + text)[: (FRONT + text).index(FENCE)].count("\n") + 1
        one(code_cells.options_of_cells, text, FENCE, f"the cell in line {first} has the name `one`, too; ")
        assert len(said(code_cells.options_of_cells, text.replace(named, named + named))) > 1


@pytest.mark.parametrize(
    "front, line",
    [
        ("kernelspec: {name: ir}\n", "kernelspec: {name: ir}"),
        ("kernelspec: {name: python3}\n", None),
        ("kernelspec: python\n", None),
        ("", None),
    ],
)
def test_the_kernel_is_that_of_the_lesson(front, line):
    lines = FRONT.replace("jupytext", f"{front}jupytext")
    found = list(code_cells.options_of_cells(parse(PATH, lines + cell("x"))))
    assert [lines.split("\n")[at - 1] for at, _ in found] == ([line] if line else []), found


def as_written(text: str) -> list[tuple[str, str]]:
    lines = (FRONT + text).split("\n")
    return [
        (lines[line - 1], message) for line, message in code_cells.options_as_written(parse(PATH, FRONT + text), lines)
    ]


def test_options_as_they_are_written():
    """What is wrong with one hides nothing in the next."""
    text = (
        cell("print(1)")
        + cell("---\nexpect: {a: 1}\n---\nprint(1)")
        + cell(":name: one\n:expect: accuracy: 0.93\nprint(1)")
        + cell(":expect: {a: 1}\nprint({1})").replace("ipython3", "python")
        + cell(":mystnb: {image: {alt: A line.}}\nprint(1)")
        + ":::{code-cell} ipython3\nprint(1)\n:::\n\n"
        + cell(":name: two\nprint(1)")
    )
    found = as_written(text)
    assert [line for line, _ in found] == [
        ":expect: accuracy: 0.93",
        FENCE.replace("ipython3", "python"),
        ":::{code-cell} ipython3",
    ]
    for (_, message), words in zip(found, ("YAML cannot read", "`expect` is read as a mapping", "with backticks")):
        assert words in message and "; " in message


# ---------- Python ----------


@pytest.mark.parametrize(
    "code, line, words",
    [
        *((line, line, "is an IPython magic; ") for line in ("%time x", "!ls", "?print", "print?", "print??", "x = !ls", "x = %pwd")),
        ("x = 1\n  %%time", "%%time", "`%%time` is an IPython magic; "),
        ("x = 1\ny =", "y =", "this is no Python, "),
        ("x = (1,\n", "x = (1,", "this is no Python, "),
        ("x = 7 %", "x = 7 %", "this is no Python, "),
        ("# words", FENCE, "holds no code; "),
        ("import keras\nimport numpy, own", "import numpy, own", "`own` is none of the packages"),
        ("import own.keras", "import own.keras", "`own` is none of the packages"),
        ("from own.keras import x", "from own.keras import x", "`own` is none of the packages"),
        ("x = 1\nfrom ..own import x", "from ..own import x", "`own` is none of the packages"),
        ("from . import x", "from . import x", "is none of the packages"),
        ("import scikit_learn", "import scikit_learn", "`scikit_learn` is none of the packages"),
        ("x = (\n    model.summary()\n)", "model.summary()", "summary(print_fn=print)"),
        *(
            (f"x = 1\nmodel.fit(x, {name}=y)", f"model.fit(x, {name}=y)", "add `verbose=0`")
            for name in "epochs batch_size callbacks validation_data validation_split steps_per_epoch".split()
        ),
    ],
)  # fmt: skip
def test_python_that_runs_nowhere_or_differs_is_named(code, line, words):
    """In the cells before and behind it all is right."""
    one(code_cells.python_of_cells, cell("x = 1") + cell(code) + cell("x = 1"), line, words)


@pytest.mark.parametrize(
    "code",
    [
        "import keras.layers, numpy as np, sklearn, IPython.display, zoneinfo\nfrom os import path\nfrom sklearn.svm import SVC",
        "model.summary(print_fn=print)\nsummary()",
        "model.fit(x, y)\nmodel.fit(x, epochs=2, verbose=0)\nmodel.fit(x, **settings, epochs=2)\nmodel.run(epochs=2)",
        "x = 7 % 2\nprint('?', \"!\")",
    ],
)
def test_python_that_runs_everywhere_is_left_alone(code):
    assert said(code_cells.python_of_cells, cell(code)) == []


@pytest.mark.parametrize("options", ["", HIDDEN])
@pytest.mark.parametrize(
    "line, found, mend",
    [
        ("x.numpy()", ".numpy()", "keras.ops.convert_to_numpy(...)"),
        ("x.numpy", ".numpy()", "keras.ops.convert_to_numpy(...)"),
        ("tf.nn.relu(x)", "tf.nn", "keras.ops"),
        ("tensorflow.abs(x)", "tensorflow.abs", "keras.ops"),
        ("from tensorflow.keras import layers", "tensorflow.keras", "keras.ops"),
        ("from tensorflow import nn", "tensorflow", "keras.ops"),
        ("tf.__version__", None, None),
        ("tensorflow.__version__", None, None),
        ("import tensorflow as tf", None, None),
        ("from tensorflows import x", None, None),
        ("from . import tensorflow", None, None),
        ("other.nn(numpy.array(x.tf))", None, None),
    ],
)
def test_nothing_of_one_backend(line, found, mend, options):
    text = cell("x = 1") + cell(f"{options}x = 1\n{line}")
    if found:
        one(code_cells.any_backend, text, line, f"`{found}` exists on TensorFlow only; write `{mend}`")
    else:
        assert said(code_cells.any_backend, text) == []


# ---------- files ----------


@pytest.mark.parametrize(
    "line, words",
    [
        ('open("../data/none.csv")', "no file ../data/none.csv; "),
        ('open("../data/none.keras")', "no file ../data/none.keras; "),
        ('open("../data/gpu-time.csv")', None),
        ('open("..")', "'..' names no file of `data/`"),
        ('open("../data")', "'../data' names no file of `data/`"),
        ('open("../other/gpu-time.csv")', "names no file of `data/`"),
        ('open("../data/more/gpu-time.csv")', "names no file of `data/`"),
        ('open("../data/gpu-time.txt")', "names no file of `data/`"),
        (r'open("..\\data\\gpu-time.csv")', "names no file of `data/`"),
        ('open("words.csv", "..." + "..a")', None),
        *(
            (f"x = {call}", "depends on the folder in which the page is built; ")
            for call in (
                "os.chdir(y)", "path.cwd()", "os.getcwd()", "Path.home()", "path.expanduser()", "os.pardir", "os.listdir()",
                "os.scandir()", "path.iterdir()", "path.glob(y)", "glob.iglob(y)", "path.rglob(y)", "getcwd()",
            )
        ),
        *(
            (f"{call}({name})", f"`{call}({name})` names no file of `data/`")
            for call in ("open", "Path", "zipfile.ZipFile", "load_model", "np.loadtxt", "np.genfromtxt", "pd.read_csv", "read_json")
            for name in ("name", "self.name", "names[0]")
        ),
        ('open(); open("words.txt"); open(words()); open(file=name)', None),
        ("reopen(name); x.read(name); x.opener(name)", None),
    ],
)  # fmt: skip
def test_files_are_those_of_data(line, words):
    text = cell("x = 1") + cell(f"y = 1\n{line}")
    if words:
        one(code_cells.files_of_cells, text, line, words)
    else:
        assert said(code_cells.files_of_cells, text) == []


@pytest.mark.parametrize("name", ["/etc/passwd", "~", "~/words", "C:\\words", "d:/words"])
def test_a_file_anywhere_is_named_in_a_cell_that_nobody_sees(name):
    """Where people see it, another rule does so."""
    line = f"open({name!r})"
    one(code_cells.files_of_cells, cell(f"{HIDDEN}y = 1\n{line}"), line, f"{name!r} names no file of `data/`")
    assert said(code_cells.files_of_cells, cell(f"y = 1\n{line}")) == []


def test_words_with_a_slash_are_no_files():
    assert said(code_cells.files_of_cells, cell(f"{HIDDEN}print('a/b', '/ 2', 'C: 5', 'x~')")) == []


# ---------- the same in every build ----------


@pytest.mark.parametrize("options", ["", HIDDEN])
@pytest.mark.parametrize(
    "line, words",
    [
        ('x = "see https://example.org"', "is an address on the network; "),
        *(
            (f"x = {call}(y)", f"`{call.rpartition('.')[2]}` downloads; ")
            for call in (
                "mnist.load_data", "sns.load_dataset", "get_file", "datasets.fetch_openml", "x.from_pretrained", "urlopen",
                "request.urlretrieve", "HTTPConnection", "client.HTTPSConnection", "socket.create_connection",
            )
        ),
        ('VGG16(weights="imagenet")', "`VGG16` downloads; "),
        ('VGG16(weights=None)', None),
        ("VGG16(weights=weights)", None),
        ("load_wine(); fetch(); load_data.x; get_files()", None),
        ("x = time.time()", "`time.time` is another time in each build; "),
        ("x = datetime.now()", "`datetime.now` is another time in each build; "),
        ("x = other.time()", None),
        ("x = np.random.default_rng()", "give it a seed: `default_rng(1)`"),
        ("x = default_rng(1); y = default_rng(seed=1)", None),
        ("x = train_test_split(y)", "`train_test_split` draws other numbers in each build; "),
        ("x = train_test_split(y, shuffle=True)", "`train_test_split` draws other numbers in each build; "),
        ("x = train_test_split(y, random_state=None)", "`train_test_split` draws other numbers in each build; "),
        ("x = train_test_split(y, shuffle=False); y = train_test_split(x, random_state=1)", None),
        ("x = train_test_split(y, random_state=seed)", None),
        ("x = KFold(random_state=None)", "`KFold` draws other numbers in each build; "),
        ("x = KFold(); y = KFold(random_state=1)", None),
        ("x = np.random.normal()", "`np.random.normal` draws other numbers in each build; "),
        ("x = numpy.random.normal()", "`numpy.random.normal` draws other numbers in each build; "),
        ("x = random.random()", "`random.random` draws other numbers in each build; "),
        ("x = random.Random(1); y = np.random.RandomState(1); z = np.random.Generator(y)", None),
        ("x = keras.random.normal(); y = generator.random(); z = np.random.x.y()", None),
    ],
)  # fmt: skip
def test_every_build_shows_the_same(line, words, options):
    text = cell("x = 1") + cell(f"{options}y = 1\n{line}")
    if words:
        one(code_cells.same_in_every_build, text, line, words)
    else:
        assert said(code_cells.same_in_every_build, text) == []


@pytest.mark.parametrize("seed", ["keras.utils.set_random_seed(1)", "random.seed(1)", "np.random.seed(1)"])
def test_random_numbers_follow_a_seed_that_stands_above_them(seed):
    drawn = "x = np.random.normal()"
    assert said(code_cells.same_in_every_build, cell(seed) + cell("y = 1") + cell(drawn)) == []
    one(code_cells.same_in_every_build, cell(drawn) + cell(seed), drawn, "set_random_seed(1)` first")
    one(code_cells.same_in_every_build, cell("seeds(1)") + cell(drawn), drawn, "set_random_seed(1)` first")


# ---------- what a solution changes ----------


def test_a_solution_that_changes_names_of_the_lesson():
    """The line is the first in the solution that does, and the message names the first that reads it."""
    text = (
        cell("total = 1\nother = 2\nasked = 3\nagain = 4")
        + exercise(
            "keras-ex-a",
            cell("y = 1\ntotal = 5\ntotal = 6\nother = 7\nasked = 8\nnew = 9\nagain = 10"),
            "Call it `asked`.",
        )
        + cell("again = 11")
        + cell("x = 1\nprint(total, asked, new, again)\nprint(total)")
        + cell("other = other + 1\nprint(total)")
        + cell("print(other)")
    )
    reading = [
        (FRONT + text).split("\n").index(line) + 1
        for line in ("print(total, asked, new, again)", "other = other + 1", "print(total)")
    ]
    found = said(code_cells.redefined, text)
    assert [line for line, _ in found] == ["total = 5", "other = 7", "total = 5"], found
    named = ["`total`", "`other`", "`total`"]
    lines = [reading[0], reading[1], reading[1] + 1]
    for (_, message), name, line in zip(found, named, lines):
        assert message.startswith(f"this solution changes {name}, which line {line} reads; ")
