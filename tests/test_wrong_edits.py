"""Wrong edits that contributors made, one at a time: what a machine can see is refused by lint, with file and line.

The numbers are those of the report in which they were tried; MAINTAINING names those that only a person sees.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lesson.check import leftovers, ruff, rules
from lesson.commands.new_episode import miniature
from lesson.text.page import parse

EPISODE = Path("episodes/01-introduction.md")
TERMS = {"neuron", "bias"}
# Behind this line of the miniature each edit adds its own; above the exercise, so that the text is the lesson's.
PLACE = "A {term}`neuron` adds its weighted inputs and a {term}`bias`.\n"
LINE = miniature()[: miniature().index(PLACE)].count("\n") + 3
ALT = "Three inputs on the left, a line with a weight from each to the neuron, one output on the right."
TWICE = "A sentence that is long enough to be meant only once."


def cell(code: str, options: str = "") -> str:
    return f"\n```{{code-cell}} ipython3\n{options}{code}\n```\n"


HIDDEN = ":tags: [remove-cell]\n"
# (number of the edit, what it adds, the line of the finding behind LINE, what the finding says)
ADDED = [
    ("8a", "<img src=https://example.org/a.png>", 0, "HTML"),
    ("8b", "<script src=https://example.org/a.js></script>", 0, "HTML"),
    ("8d", 'A <span style="background: url(https://a.org)">word</span>.', 0, "HTML"),
    ("9", "Type <input>.", 0, "HTML"),
    ("9b", '<div onclick="alert(1.25)">The answer</div>', 0, "HTML"),
    ("10a", '<a href="02-keras.html#nowhere">there</a>', 0, "HTML"),
    ("10b", "See [the neuron](#nowhere).", 0, "no place `#nowhere`"),
    ("14a", cell('print("https://example.org")'), 2, "an address on the network"),
    ("14b", cell("import keras\n\nprint(keras.datasets.mnist.load_data())"), 4, "`load_data` downloads"),
    ("14c", cell("import seaborn\n\nprint(seaborn.load_dataset('penguins'))"), 4, "`load_dataset` downloads"),
    ("14d", cell("from urllib.request import urlopen\n\nprint(urlopen(1))", HIDDEN), 5, "`urlopen` downloads"),
    ("14e", cell("import keras\n\nprint(keras.applications.VGG16(weights='imagenet'))"), 4, "`VGG16` downloads"),
    ("14f", cell("import http.client\n\nprint(http.client.HTTPConnection('a'))"), 4, "`HTTPConnection` downloads"),
    ("15a", cell("import time\n\nprint(time.time())"), 4, "another time in each build"),
    ("15a", cell("from datetime import datetime\n\nprint(datetime.now())", HIDDEN), 5, "another time in each build"),
    ("15b", cell("import numpy as np\n\nprint(np.random.default_rng().normal())"), 4, "give it a seed"),
    ("15b", cell("import numpy as np\n\nprint(np.random.normal())"), 4, "set_random_seed"),
    ("15b", cell("import random\n\nprint(random.random())"), 4, "set_random_seed"),
    ("15c", cell("from sklearn.model_selection import train_test_split\n\nprint(train_test_split([1, 2, 3]))"), 4, "a number"),
    ("15c", cell("from sklearn.model_selection import KFold\n\nprint(KFold(3, shuffle=True, random_state=None))"), 4, "`KFold`"),
    ("18a", "A {tem}`bias`.", 0, "unknown role `{tem}`; did you mean `term`?"),
    ("18b", "A {term} `bias`.", 0, "is no role; write {term}"),
    ("18c", "A term`bias`.", 0, "is no role; write {term}"),
    ("18c", "A word`bias`.", 0, "put a space between them"),
    ("21a", "<<<<<<< HEAD", 0, "merge conflict"),
    ("21b", "- One\n=======\n- Two", 1, "merge conflict"),
    ("22a", ":::{figure} ../fig/neuron.svg\n:algn: left\n:name: fig-intro-b\n:alt: " + ALT + "\nWords.\n:::", 0, "`algn`"),
    ("22b", cell("print(1)", ':expct: "1"\n'), 1, "unknown option `expct`; did you mean `expect`?"),
    ("22d", cell("assert 1", ":tag: [remove-cell]\n"), 1, "unknown option `tag`; did you mean `tags`?"),
    ("24", f"{TWICE}\n\n{TWICE}", 2, "the same paragraph as in line"),
    ("24b", "The the same word.", 0, "`The the` is the same word twice"),
    ("25a", "TODO: say more, FIXME.", 0, "`TODO` is shown to readers"),
    ("28", "See [here](https://keras.io/).", 0, "does not say where it leads"),
    ("36", "A **word and more.", 0, "a star that closes nothing"),
    ("36", "A *word and more.", 0, "a star that closes nothing"),
    ("36", "A `word and more.", 0, "a backtick that closes nothing"),
]  # fmt: skip
# (number of the edit, what stands in the miniature, what comes in its place, how the line begins that is named, what the finding says)
FIGURE, EXERCISE, SELF_CHECK = ":::{figure}", ":::{exercise-start}", ":::{self-check}"
CHANGED = [
    ("11a", ALT, "TODO", FIGURE, "does not tell what the figure shows"),
    ("11c", ALT, "TODO: describe this figure before merging", FIGURE, "does not tell what the figure shows"),
    ("11d", ALT, "image", FIGURE, "does not tell what the figure shows"),
    (
        "19a",
        "jupytext:",
        "teachng: 10\njupytext:",
        "teachng:",
        "nobody reads `teachng` in the front matter; did you mean `teaching`?",
    ),
    ("19b", "jupytext:", "author: me\njupytext:", "author:", "nobody reads `author`"),
    (
        "19c",
        "jupytext:",
        "jupytxt:",
        "jupytxt:",
        "nobody reads `jupytxt` in the front matter; did you mean `jupytext`?",
    ),
    ("22c", ":minutes: 5", ":minutes: 5\n:optinal:", EXERCISE, "did you mean `optional`?"),
    ("22e", "- question:", ":choises: A, B\n- question:", SELF_CHECK, "choises"),
    ("22g", ":minutes: 5", ":minutes: 5\n:hidden:", EXERCISE, "unknown option `hidden`"),
    ("26", ':expect: "1.25"\n', "", "- question:", "expect"),
    ("41", "title: Introduction", "title: Time series", "lead:", "still the text of the miniature"),
]


def findings(text: str) -> list[str]:
    return rules.check(parse(EPISODE, text), terms=TERMS)


def test_the_miniature_is_clean():
    assert not findings(miniature())


@pytest.mark.parametrize("number, added, line, message", ADDED)
def test_what_an_edit_adds_is_refused(number, added, line, message):
    found = findings(miniature().replace(PLACE, f"{PLACE}\n{added}\n\n", 1))
    assert any(finding.startswith(f"{EPISODE}:{LINE + line}: ") and message in finding for finding in found), found


@pytest.mark.parametrize("number, old, new, start, message", CHANGED)
def test_what_an_edit_changes_is_refused(number, old, new, start, message):
    assert old in miniature()
    text = miniature().replace(old, new, 1)
    line = next(at for at, words in enumerate(text.split("\n"), 1) if words.startswith(start))
    found = findings(text)
    assert any(finding.startswith(f"{EPISODE}:{line}: ") and message in finding for finding in found), found


@pytest.mark.parametrize(
    "reading",
    ["time.perf_counter()", "time.process_time()", "time.monotonic()", "time.localtime()", "time.gmtime()"]
    + ["time.strftime('%Y')", "datetime.datetime.now()", "datetime.date.today()", "datetime.datetime.utcnow()"],
)
def test_every_clock_is_seen(reading):
    code = cell(f"import {reading.split('.')[0]}\n\nprint({reading})")
    found = findings(miniature().replace(PLACE, f"{PLACE}\n{code}\n\n", 1))
    assert any("another time in each build" in finding for finding in found), found


@pytest.mark.parametrize(
    "text",
    [
        "It is 3 * 4 = 12, a\\*b, a \\*star, and `x * y`, as *one* and **two** say.",
        "Of `a`s there are two, (`b`) and [`c`](https://keras.io/): {term}`bias`.",
        "The term `bias` is no given `x`.",
        "% TODO: say more",
        "<!-- It is **simply so. Is it? -->",
        cell("import numpy as np\n\ngenerator = np.random.default_rng(1)\nprint(generator.normal())"),
        cell("import keras\nimport numpy as np\n\nkeras.utils.set_random_seed(1)\nprint(np.random.normal())"),
        cell("import time\n\ntime.sleep(0)\nprint(3)"),
        "A short line.\n\nA short line.",
    ],
)
def test_what_looks_alike_is_no_fault(text):
    assert not findings(miniature().replace(PLACE, f"{PLACE}\n{text}\n\n", 1))


SOLUTION = 'print(max(0, 0.25 + 1))'  # fmt: skip
END = ":::{keypoints}"


@pytest.mark.parametrize(
    "before, in_solution, asked, after, found",
    [
        ("total = 1", "total = 2", "", "print(total)", True),
        ("total = 1", "total = 2", "Call it `total`.", "print(total)", False),
        ("total = 1", "total = 2", "", "total = 3\nprint(total)", False),
        ("total = 1", "total = 2", "", "total = total + 1\nprint(total)", True),
        ("total = 1", "other = 2", "", "print(total)", False),
        ("total = 1", "total = 2", "", "print(3)", False),
    ],
)
def test_a_solution_that_changes_what_a_later_cell_reads(before, in_solution, asked, after, found):
    """Row 17c: the page shows what the solution made of it, and learners get another output."""
    text = miniature().replace(PLACE, f"{PLACE}{cell(before)}", 1)
    text = text.replace("What does the neuron return?", f"What does the neuron return?\n{asked}")
    text = text.replace(SOLUTION, f"{in_solution}\n{SOLUTION}").replace(END, f"{cell(after)}\n{END}")
    line = text[: text.index(in_solution)].count("\n") + 1 if in_solution in text else 0
    said = [finding for finding in findings(text) if "this solution changes `total`" in finding]
    assert [finding.split(" ")[0] for finding in said] == ([f"{EPISODE}:{line}:"] if found else []), said


def test_a_name_twice_in_one_solution():
    """Row 44: a self-check would take one of them without a word."""
    again = cell("print(2)", ":name: neuron-output\n")
    text = miniature().replace(":::{solution-end}", f"{again}\n:::{{solution-end}}")
    line = text[: text.index(again)].count("\n") + 2
    assert any(f":{line}: " in finding and "has the name `neuron-output`, too" in finding for finding in findings(text))
    assert not findings(miniature().replace(PLACE, f"{PLACE}{again}"))


def test_a_name_that_only_a_later_cell_defines():
    """Row 17a: ruff sees it, and the line is that of the page."""
    text = miniature().replace(PLACE, f"{PLACE}{cell('print(later)')}{cell('later = 1')}", 1)
    assert any(
        finding.startswith(f"{EPISODE}:{LINE + 1}: Undefined name `later`")
        for finding in ruff.check([parse(EPISODE, text)])
    )


@pytest.mark.parametrize("second, found", [("Bias", True), ("bias", True), ("bias term", False)])
def test_a_term_is_defined_once(second, found):
    """Row 13: for readers `Bias` is the same word as `bias`."""
    glossary = f"---\ntitle: Glossary\n---\n\n:::{{glossary}}\nbias\n  A constant.\n\n{second}\n  A leaning.\n:::\n"
    said = list(leftovers.leftovers(parse(Path("glossary.md"), glossary)))
    assert [line for line, _ in said] == ([9] if found else []), said


def test_line_ends_of_windows_are_refused(book):
    """Row 20a: otherwise the whole file would be the change."""
    book.episode.write_bytes(book.episode.read_bytes().replace(b"\n", b"\r\n"))
    said = book.run("lesson.check.rules").stderr
    assert said.startswith(f"{EPISODE}:1: the lines end as on Windows") and "LF" in said


def test_a_heavy_drawing_is_refused(tmp_path):
    """Row 16b: each visitor loads it."""
    heavy = tmp_path / "heavy.svg"
    heavy.write_text('<svg viewBox="0 0 1 1">' + "<path/>" * 20_000 + "</svg>")
    assert "weighs 140 KB" in str(rules.drawing(heavy))


def test_findings_say_how_to_mend_it():
    said = [
        finding for _, added, _, _ in ADDED for finding in findings(miniature().replace(PLACE, f"{PLACE}\n{added}\n\n"))
    ]
    assert said and all(re.search(r"[;,] ", finding) for finding in said), said
