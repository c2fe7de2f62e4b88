"""Code cells and what they print and show: each kind of source comes out right, or is refused with the line and a remedy."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import EXECUTED_PAGES, Book
from lesson.check import rules
from lesson.commands.new_episode import miniature
from lesson.run import results
from lesson.text.page import parse

PATH = Path("episodes/01-introduction.md")
PLACE = "## A single neuron\n\n"
PLOT = "---\nmystnb:\n  figure:\n    name: fig-intro-line\n    caption: A line.\n  image:\n    alt: A line that rises.\n---\n"


def cell(text: str) -> str:
    return f"```{{code-cell}} ipython3\n{text}\n```\n"


def with_cell(text: str) -> tuple[str, int]:
    """Return the miniature episode with a cell in it, and the line of the cell's fence."""
    page = miniature().replace(PLACE, PLACE + text + "\n", 1)
    return page, page[: page.index(PLACE)].count("\n") + 3


# ---------- what lint refuses ----------

# (the cell, at which of its lines, what the message says); the fence is line 0
REFUSED = [
    # options
    (':expects: "3"\nprint(3)', 0, "unknown option `expects`; did you mean `expect`?"),
    (":tag: [remove-cell]\nassert True", 0, "unknown option `tag`; did you mean `tags`?"),
    ("---\ncolour: red\n---\nprint(3)", 0, "unknown option `colour`; use one of"),
    (
        "---\nmystnb:\n  figures:\n    name: fig-intro-line\n---\nprint(3)",
        0,
        "unknown option `figures` of `mystnb`; did you mean `figure`?",
    ),
    (
        "---\nmystnb:\n  image:\n    alternative: A line.\n---\nprint(3)",
        0,
        "unknown option `alternative` of `image`; use one of alt",
    ),
    ("---\nmystnb: figure\n---\nprint(3)", 0, "`mystnb` has to hold"),
    (":tags: hide-input\nprint(3)", 0, "write `:tags: [hide-input]`"),
    (":tags: 5\nprint(3)", 0, "write `:tags: [5]`"),
    (":tags: [hide-inputs]\nprint(3)", 0, "unknown tag `hide-inputs`; did you mean `hide-input`?"),
    (':tags: [raises-exception]\nint("seven")', 0, "print(error)"),
    *(
        (f":expect: {value}\nprint({value!r})", 0, f"`expect` is read as {kind}; put it into quotation marks")
        for value, kind in [
            ("2.50", "a number"),
            ("007", "a number"),
            ("0x1F", "a number"),
            ("12:30:00", "a number"),
            ("yes", "true or false"),
            ("2026-11-01", "a date"),
            ("[1, 2]", "a list"),
        ]
    ),
    ("---\nexpect: 2.50\n---\nprint(3)", 0, "`expect` is read as a number"),
    (":comment: 3\nprint(3)", 0, "`comment` is read as a number"),
    ("---\nexpect:\n---\nprint(3)", 0, "`expect` is read as nothing"),
    (
        "---\nmystnb:\n  figure:\n    name: fig-intro-line\n    caption: 3\n---\nprint(3)",
        0,
        "`caption` is read as a number",
    ),
    # Python
    ("%matplotlib inline\nprint(3)", 1, "`%matplotlib inline` is an IPython magic; leave it out"),
    ("print(3)\n!ls", 2, "`!ls` is an IPython magic; leave it out"),
    ("%%time\nprint(3)", 1, "an IPython magic; leave it out"),
    ("print?", 1, "an IPython magic; leave it out"),
    ("files = !ls\nprint(files)", 1, "an IPython magic; leave it out"),
    ("print(\u201cthree\u201d)", 1, "this is no Python"),
    ("x =\u00a03\nprint(x)", 1, "this is no Python"),
    ("for x in range(3)\n    print(x)", 1, "this is no Python"),
    ("", 0, "this cell holds no code; remove it"),
    ("# only words", 0, "this cell holds no code; remove it"),
    ("name = input()\nprint(name)", 1, "asks for input"),
    ('import matplotlib\n\nmatplotlib.use("Agg")', 3, "where plots are drawn"),
    ('import matplotlib.pyplot as plt\n\nplt.switch_backend("Agg")', 3, "where plots are drawn"),
    ('import matplotlib.pyplot as plt\n\nplt.style.use("ggplot")', 3, "sets the style of plots"),
    ("import seaborn as sns\n\nsns.set_theme()", 3, "sets the style of plots"),
    ('import seaborn as sns\n\nsns.set_style("dark")', 3, "sets the style of plots"),
    ('import warnings\n\nwarnings.simplefilter("ignore")', 3, "hides warnings"),
    ('print(open("~/study.csv").read())', 1, "names an absolute path"),
    ('print(open(r"C:\\study.csv").read())', 1, "names an absolute path"),
    ('print(open("c:/study.csv").read())', 1, "names an absolute path"),
    ('import os\n\nos.environ.update(TF_CPP_MIN_LOG_LEVEL="3")', 3, "sets what every kernel gets"),
    ('import os\n\nos.environ.update(TF_ENABLE_ONEDNN_OPTS="0")', 3, "sets what every kernel gets"),
    # imports
    ("from myst_nb import glue\n\nglue(1)", 1, "`myst_nb` is none of the packages of the lesson"),
    ("import own_helper\n\nown_helper.answer()", 1, "`own_helper` is none of the packages of the lesson"),
    ("from .own_helper import answer\n\nanswer()", 1, "is none of the packages of the lesson"),
    (":tags: [remove-cell]\nimport playwright\n\nplaywright.go()", 2, "`playwright` is none of the packages"),
    # files
    ('from pathlib import Path\n\nfolder = Path("..") / "data"', 3, '"../data/name.csv"'),
    ('name = "study"\nopen(f"../data/{name}.csv")', 2, '"../data/name.csv"'),
    ('name = "study.csv"\nopen("../data/" + name)', 2, '"../data/name.csv"'),
    ("def words(name):\n    return open(name).read()", 2, '"../data/name.csv"'),
    ('import os\n\nos.chdir("..")', 3, '"../data/name.csv"'),
    ("import os\n\nprint(os.listdir())", 3, '"../data/name.csv"'),
    ('print(open("../glossary.md").read())', 1, '"../data/name.csv"'),
    (':tags: [remove-cell]\nassert open("/etc/passwd").read()', 2, '"../data/name.csv"'),
    ('print(open("../data/deleted.csv").read())', 1, "no file ../data/deleted.csv; mend the name or"),
    # Keras
    ("network.fit(inputs, targets, epochs=2)", 1, "add `verbose=0`"),
    ("history = (\n    network.fit(inputs, targets, batch_size=2)\n)", 2, "add `verbose=0`"),
    ("network.summary()", 1, "`summary(print_fn=print)`"),
]


@pytest.mark.parametrize("text, at, message", REFUSED, ids=lambda value: repr(value)[:50])
def test_lint_refuses(text, at, message):
    page, line = with_cell(cell(text))
    found = [finding for finding in rules.check(parse(PATH, page), terms={"neuron", "bias"}) if message in finding]
    assert [finding.split(": ")[0] for finding in found] == [f"{PATH}:{line + at}"]
    assert re.search("[;,] ", found[0]), "no hint how to mend it"


def test_each_cell_that_is_no_python_is_named():
    page, line = with_cell(cell("for") + "\n\n" + cell("while"))
    found = [finding for finding in rules.check(parse(PATH, page), terms={"neuron", "bias"}) if "no Python" in finding]
    second = page.split("\n").index("while") + 1
    assert [finding.split(": ")[0] for finding in found] == [f"{PATH}:{line + 1}", f"{PATH}:{second}"]


@pytest.mark.parametrize(
    "text",
    [
        ':name: intro-three\n:expect: "3.0"\nprint(3.0)',
        "import json\nimport os.path\nfrom pathlib import Path\n\nimport keras\nimport numpy as np\nfrom sklearn.datasets import load_wine\n\n"
        "print(json, os, Path, keras, np, load_wine)",
        "import asyncio\n\nawait asyncio.sleep(0)",
        "from sklearn.linear_model import LinearRegression\n\nLinearRegression().fit([[1]], [1]).predict([[2]])",
        "settings = {}\nnetwork.fit(inputs, targets, **settings)",
        'from io import StringIO\n\nimport pandas as pd\n\nprint(pd.read_csv(StringIO("a,b\\n1,2")))',
        'from pathlib import Path\n\nPath("words.txt").write_text("words")\nprint("...", "a/b", 7 % 2)',
        'print("%matplotlib inline")\nprint("!ls", "\\d")',
    ],
    ids=lambda text: text[:30],
)
def test_lint_accepts(text):
    page, _ = with_cell(cell(text))
    assert rules.check(parse(PATH, page), terms={"neuron", "bias"}) == []


def test_a_page_at_the_top_reads_data_as_episodes_do():
    page, _ = with_cell(cell('print(open("../data/gpu-time.csv").read())'))
    found = rules.check(parse(Path("page.md"), page), terms={"neuron", "bias"})
    assert not [finding for finding in found if "../data" in finding]


def test_a_page_at_the_top_that_reads_a_study_is_held_to_its_numbers():
    page, _ = with_cell(cell('print(open("../data/gpu-time.csv").read())'))
    text = page.replace(":::{keypoints}", "The loss was 7.25.\n\n:::{keypoints}")
    assert text != page
    found = rules.check(parse(Path("page.md"), text), terms={"neuron", "bias"})
    assert [finding for finding in found if "7.25 stands in no cell" in finding]


def linted(book: Book, text: str) -> tuple[list[str], int]:
    """Return what lint says of a book with a cell, and the line of the cell's fence."""
    page, line = with_cell(text)
    book.episode.write_text(page)
    done = book.run("lesson.check.rules")
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[:-1], line


@pytest.mark.parametrize(
    "text, at, message",
    [
        (':::{code-cell} ipython3\nprint("colons")\n:::\n', 0, "write its fence with backticks"),
        (cell(':expect: accuracy: 0.93\nprint("accuracy: 0.93")'), 1, "put its value into quotation marks"),
        (cell(":expect: {a: 1}\nprint({1})"), 0, "`expect` is read as a mapping; put it into quotation marks"),
        # One finding each, though ruff would add some of its own.
        (cell("%matplotlib inline\nprint(3)"), 1, "an IPython magic; leave it out"),
        (cell("print(\u201cthree\u201d)"), 1, "this is no Python"),
        (cell('words = {"a": 1}\nprint(f"{words["a"]}")'), 2, "f-string"),
        (
            cell("import numpy as np\nimport keras\n\nprint(np, keras)"),
            0,
            "its imports not sorted, as ruff does it; run `make format`",
        ),
    ],
)
def test_lint_of_a_book_refuses(book, text, at, message):
    found, line = linted(book, text)
    found = [finding for finding in found if "make format" not in finding or "make format" in message]
    assert len(found) == 1 and found[0].startswith(f"{PATH}:{line + at}: ") and message in found[0], found
    assert "[*]" not in found[0] and "ruff rule invalid" not in found[0]


@pytest.mark.parametrize("text", [cell("%matplotlib inline\nprint(3)"), cell("x =\u00a03\nprint(x)")])
def test_nobody_is_sent_to_a_command_that_cannot_mend_it(book, text):
    assert "make format" not in "\n".join(linted(book, text)[0])


def test_another_kernel_is_refused():
    page = miniature().replace("name: python3", "name: ir")
    at = page.split("\n").index("kernelspec:") + 1
    assert any(
        re.match(rf"{PATH}:{at}: .*`ir`.*; ", finding)
        for finding in rules.check(parse(PATH, page), terms={"neuron", "bias"})
    )


def test_format_sorts_imports(book):
    page, _ = with_cell(cell("import numpy as np\nimport keras\nprint(np,keras)"))
    book.episode.write_text(page)
    assert book.run("lesson.check.ruff").returncode == 0
    assert "import keras\nimport numpy as np\n\nprint(np, keras)\n" in book.episode.read_text()
    assert book.run("lesson.check.rules").returncode == 0


BAD = "import numpy as np\nimport keras\nprint( np,keras )"
GOOD = "import keras\nimport numpy as np\n\nprint(np, keras)"
# What `make format` leaves as it is: it would break the page, or cannot read it as Python.
LEFT_ALONE = f"""\
1. A list  with spaces.\x20\x20

   ```{{code-cell}} ipython3
   {BAD.splitlines()[-1]}
   ```

> ```{{code-cell}} ipython3
> {BAD.splitlines()[-1]}
> ```

```python
{BAD}
```

```{{code-cell}} ipython3

%matplotlib  inline

print( 1 )

```

```{{code-cell}} ipython3
```

"""


@pytest.mark.parametrize("ending, last", [("\n", ""), ("\n", "\n\n"), ("\r\n", "\n")])
def test_format_changes_nothing_but_python(book, ending, last):
    """Byte for byte: the ends of lines and of the file, cells in lists, what is no Python; and nothing a second time."""

    def page(code: str, blank: str = "") -> bytes:
        cells = cell(f"---\nname:   output\n---\n{code}") + "\n" + cell(f":tags:  [hide-input]\n{blank}{code}{blank}")
        return (with_cell(LEFT_ALONE + cells)[0].rstrip("\n") + last).replace("\n", ending).encode()

    book.episode.write_bytes(page(BAD, "\n"))
    done = book.run("lesson.check.ruff")
    assert done.returncode == 0 and done.stdout.endswith("\n2 cells formatted\n"), done
    assert book.episode.read_bytes() == page(GOOD)
    assert book.run("lesson.check.ruff").stdout.endswith("\n0 cells formatted\n")
    assert book.episode.read_bytes() == page(GOOD)


def test_a_script_that_is_not_formatted_is_named(book):
    script = book.folder / "data" / "study.py"
    script.write_text('"""A study."""\n\nimport os\nimport json\n\nprint(json, os)\n\n\nprint( 1 )\n')
    said = book.run("lesson.check.rules").stderr
    assert "data/study.py:9: this script is not formatted as ruff does it; run `make format`" in said
    assert book.run("lesson.check.ruff").returncode == 0
    assert script.read_text() == '"""A study."""\n\nimport json\nimport os\n\nprint(json, os)\n\n\nprint(1)\n'
    assert book.run("lesson.check.rules").returncode == 0


# ---------- figures from files ----------


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n\x00\xff", "figures are SVG"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "figures are SVG"),
        (
            "drawn.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" width="120mm" height="60mm"><path d="M0 0"/></svg>',
            "has no `viewBox`",
        ),
        ("commas.svg", b'<svg viewBox="0,0,120,60" width="120"><path d="M0 0"/></svg>', "has no `viewBox`"),
        ("latin.svg", b'<svg viewBox="0 0 120 60"><text>\xe9</text></svg>', "is not in UTF-8"),
    ],
)
def test_a_figure_that_no_page_can_show_is_refused(book, name, content, message):
    (book.folder / "fig" / name).write_bytes(content)
    book.episode.write_text(miniature().replace("../fig/neuron.svg", f"../fig/{name}"))
    (book.folder / "fig" / "neuron.svg").unlink()
    done = book.run("lesson.check.rules")
    line = miniature()[: miniature().index(":::{figure}")].count("\n") + 1
    assert "Traceback" not in done.stderr
    found = done.stderr.splitlines()[:-1]
    assert len(found) == 1 and found[0].startswith(f"{PATH}:{line}: ") and message in found[0] and name in found[0], (
        found
    )


# ---------- what execution refuses ----------

LINE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\n"
SHOWS = "from IPython.display import {0}, display\n\ndisplay({0}({1}))"
# (the cell, what the message says)
ANSWERS = [
    (
        ':name: intro-sum\n:expect: "1.5"\nprint(1 + 0.25)',
        "the cell prints 1.25, but expect says 1.5; mend the one that is wrong",
    ),
    (
        "---\nexpect: |\n  0 0\n  0 1\n---\nprint(0, 0)\nprint(1, 1)",
        "line 2 of what the cell prints is '1 1', but expect says '0 1'; mend",
    ),
    (
        "---\nexpect: |\n  0 0\n---\nprint(0, 0)\nprint(1, 1)",
        "line 2 of what the cell prints is '1 1', but expect has no such line; mend",
    ),
    (':expect: "3"\nprint(3)\n4', "shows a value besides what it prints"),
]
OUTPUTS = [
    (PLOT + "values = [1, 2]", "this cell declares a figure but shows no plot"),
    (PLOT + LINE + "plt.close()", "this cell declares a figure but shows no plot"),
    (PLOT + LINE + "plt.show()\nplt.plot([2, 1])\nplt.show()", "one plot a cell, and end it with plt.show()"),
    (PLOT + LINE.rstrip(), "one plot a cell, and end it with plt.show()"),
    (LINE + "plt.gcf()", "a plot without words"),
    ("object()", "an address in memory"),
    ("print(lambda: 0)", "an address in memory"),
    ('print("3/3 - 0s - 12ms/step - loss: 1.0")', "add `verbose=0`"),
    ('" ".join(str(number) for number in range(120_000))', "print less"),
    (
        PLOT
        + 'import matplotlib.pyplot as plt\nimport numpy as np\n\nplt.plot(*np.random.default_rng(1).normal(size=(2, 40_000)), ".")\nplt.show()',
        "rasterized=True",
    ),
    (SHOWS.format("HTML", '"<script>1 + 1</script>"'), "shows HTML with <script>"),
    (SHOWS.format("HTML", '"<p>Words</p><video controls></video>"'), "shows HTML with <video>"),
    (SHOWS.format("Javascript", '"1 + 1"'), "shows application/javascript"),
    (SHOWS.format("Image", 'b"\\x89PNG\\r\\n\\x1a\\n", format="png"'), "shows image/png"),
    (
        'from IPython.display import display\n\ndisplay({"application/vnd.example+json": {}, "text/plain": "a chart"}, raw=True)',
        "shows application/vnd.example+json",
    ),
    (":publish: numbers\n:tags: [remove-cell]\nprint({1: 2})", "`publish: numbers` needs JSON"),
]
RAISES = [
    (
        'from pathlib import Path\n\nprint((Path.home().parents[-1] / "glossary.md").exists())\nopen("01-introduction.md")',
        'that it names as "../data/name.csv"',
    ),
    ("yield 3", "SyntaxError"),
    ('with open("../data/study.csv", "a") as table:\n    table.write("2")', "changes files in `../data`"),
]
# (the cell, what it prints in the end)
WORKS = [
    (
        'for step in range(5):\n    print(f"\\rstep {step + 1} of 5", end="")\nprint()\nprint("50%\\b\\b\\b75%")',
        "step 5 of 5\n75%\n",
    ),
    (
        'import time\n\nfor step in range(3):\n    print(f"\\rstep {step + 1} of 3", end="", flush=True)\n    time.sleep(0.3)',
        "step 3 of 3",
    ),
    ('print("a long line\\rshort")', "shortg line\n"),
    ('print("a long line\\r\\x1b[Kshort", "more\\r\\n", sep="\\n")', "short\nmore\n\n"),
    ('print("\\x1b[1mbold\\x1b[0m \\x1b[38;5;42mgreen\\x1b[0m")', "bold green\n"),
    (
        'from pathlib import Path\n\nPath("left-over.txt").write_text("x")\nprint(Path("left-over.txt").read_text())',
        "x\n",
    ),
    ('print(open("../data/study.csv").read())', "1\n\n"),
    ("import asyncio\n\nawait asyncio.sleep(0)\nprint(3)", "3\n"),
    (':expect: "4"\nprint(4, end="")', "4"),
]


def execute(folder: Path, name: str, texts: list[str]) -> tuple[Book, list[int], str]:
    """Execute a book whose page `episodes/name.md` holds these cells; return it, the lines of the cells, and what was said."""
    book = Book(folder / "book")
    (book.folder / "data" / "study.csv").write_text("1\n")
    page, line = with_cell("\n".join(map(cell, texts)))
    (book.folder / "episodes" / f"{name}.md").write_text(page)
    (book.folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n- file: episodes/{name}\n")
    lines = [line + sum(other.count("\n") + 4 for other in texts[:at]) for at in range(len(texts))]
    return book, lines, book.run("lesson.run.execute").stderr


# A wrong answer is looked for when nothing else is wrong, and a cell that raises ends its page.
GROUPS = [ANSWERS, OUTPUTS, *([fault] for fault in RAISES)]


@pytest.fixture(scope="module", params=GROUPS, ids=lambda group: f"{len(group)} cells, {group[0][1][:30]}")
def refused(request, tmp_path_factory) -> tuple[Book, list[int], str, list[tuple[str, str]]]:
    return *execute(tmp_path_factory.mktemp("cells"), "faults", [text for text, _ in request.param]), request.param


def test_execution_refuses(refused):
    """Each fault once, with its own line."""
    _, lines, said, group = refused
    found = re.findall(r"^episodes/faults\.md:(\d+): (.*)$", said, re.M)
    assert [int(line) for line, _ in found] == lines, said
    for (_, message), (_, wanted) in zip(found, group):
        assert wanted in message
    assert "lesson/execute.py" not in said, said


@pytest.mark.kernel
def test_execution_accepts(tmp_path):
    book, _, said = execute(tmp_path, "works", [text for text, _ in WORKS])
    assert said == ""
    code = (
        "from lesson.run import execute; from pathlib import Path; "
        "print([cell.outputs for cell in execute.code(execute.stored(Path('episodes/works.md')))])"
    )
    shown = ast.literal_eval(book.call(sys.executable, "-c", code).stdout)
    assert [[output["text"] for output in outputs] for outputs in shown[: len(WORKS)]] == [[text] for _, text in WORKS]
    assert [path.suffix for path in (book.folder / "episodes").iterdir()] == [".md"] * 2, "a cell left a file"
    assert [path.name for path in (book.folder / "data").iterdir()] == ["study.csv"]


STYLED = """import pandas as pd

table = pd.DataFrame({"a": [1, 2]})
table.style.highlight_max()"""


def test_a_styled_table_is_the_same_in_each_build():
    """pandas gives each a random name, and Python an address."""
    outputs = []
    for name, address in [("1a2b3", "7f3a5c1d2e40"), ("c4d5e", "7f88210b9a00")]:
        done = nbformat.v4.new_code_cell(STYLED)
        html = f'<style>#T_{name}_row1_col0 {{color: red}}</style><table id="T_{name}"><tr><td id="T_{name}_row1_col0">2</td></tr></table>'
        done.outputs = [
            nbformat.v4.new_output("execute_result", {"text/html": html, "text/plain": f"<Styler at 0x{address}>"})
        ]
        results.tidy([done])
        outputs.append(done.outputs)
        page = parse(PATH, with_cell(cell(STYLED))[0])
        assert not results.tidy([done]), "once is enough"
        assert list(results.problems(page, [done])) == []
    assert outputs[0] == outputs[1]
    assert re.fullmatch(
        r'<style>#T_(\w+)_row1_col0 .*<table id="T_\1">.*<td id="T_\1_row1_col0">2</td>.*',
        outputs[0][0].data["text/html"],
    )


@pytest.mark.kernel
def test_answers_are_compared_in_each_build(tmp_path):
    """Results from the cache are held to the answers, too."""
    book, _, _ = execute(tmp_path, "answer", [ANSWERS[0][0]])
    again = book.run("lesson.run.execute")
    assert "0 of 1 notebooks executed" in again.stdout
    assert ANSWERS[0][1] in again.stderr


def test_results_of_earlier_builds_are_held_to_new_rules():
    """A cache may hold what was executed before a rule was written."""
    page = parse(PATH, with_cell(cell("object()"))[0])
    first, second = page.cells()
    cells = [nbformat.v4.new_code_cell(block.text) for block in (first, second)]
    cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="<object object at 0x7f3a5c1d2e40>\n")]
    assert [line for line, _ in results.problems(page, cells)] == [first.line]


def test_options_that_are_no_yaml_are_named_without_lint_too(book):
    page, line = with_cell(cell(':expect: accuracy: 0.93\nprint("accuracy: 0.93")'))
    book.episode.write_text(page)
    done = book.run("lesson.run.execute")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert re.match(rf"{PATH}:{line}: .*; put the values of its options into quotation marks", done.stderr), done.stderr


def test_answers_of_the_lesson_agree():
    """All that pages declare, compared as nbval does; there are many."""
    from lesson.run import execute
    from lesson.text.answers import declared_answers

    declared = 0
    for page in EXECUTED_PAGES:
        code = [done for done in execute.stored(page.path).cells if done.cell_type == "code"]
        assert list(results.wrong_answers(page, code)) == []
        declared += len(declared_answers(page))
    assert declared > 80
