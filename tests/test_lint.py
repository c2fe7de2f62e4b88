"""The sources are clean, and every rule finds the fault it is there for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lesson.check import ruff, rules
from lesson.commands.new_episode import miniature
from lesson.paths import ROOT
from lesson.text import git
from lesson.text.page import exercises, parse
from lesson.text.self_checks import reason

EPISODE = Path("episodes/01-introduction.md")
TERMS = {"neuron", "bias"}

# How lines begin that findings name, where they are not the first line of the change.
QUESTION, CELL, EXERCISE, FIGURE = "- question: The", "```{code-cell}", ":::{exercise-start} One neuron", ":::{figure}"
# From the end of the exercise to that of its solution.
ENDS = miniature()[miniature().index(":::{exercise-end}") : miniature().index(":::{keypoints}")]
# The exercise with its question, to be put in order instead.
ASKED = miniature()[miniature().index("What does the neuron return?") : miniature().index(":::\n\n:::{exercise-end}")]


def ordered(order: str, listed: str = "- unchanged\n- neuron\n- positive\n", more: str = "") -> str:
    """Return the exercise of the miniature with a list to put in order."""
    return f"Put it in order.\n\n{listed}\n:::{{self-check}}\n- question: The order\n  order: [{order}]\n{more}"


GUESS = (
    ":::{guess} What happens to the output?\n:choices: it grows, it falls\n:answer: it grows\nIts input is 1.\n:::\n"
)


def playground(name: str, options: str = ":title: Title\n", text: str = "Try.\n", guess: str = GUESS) -> str:
    """Return a playground, right but for what a test makes wrong."""
    return f"::::{{playground}} {name}\n{options}{text}\n{guess}::::\n\n"


# (what was changed, replacement, what the message says, and how its line begins)
FAULTS = [
    # what is put in order
    (ASKED, ordered("neuron, positive"), "a list of three entries or more", "- question: The order"),
    (ASKED, ordered("neuron, positive, neuron"), "stands there twice", "- question: The order"),
    (ASKED, ordered("neuron, positive, '`unchanged`'"), "has Markdown or a bar", "- question: The order"),
    (ASKED, ordered("neuron, sum, unchanged"), "the exercise lists 'sum' of `order` 0 times", "- question: The order"),
    (
        ASKED,
        ordered("neuron, positive, unchanged", "- neuron\n- positive\n- unchanged\n"),
        "in the right order already",
        "- question: The order",
    ),
    (ASKED, ordered("positive, neuron, unchanged"), "does not say 'neuron' at this place", "- question: The order"),
    (
        ASKED,
        ordered("neuron, positive, unchanged", more="  share: true\n"),
        "`share` does not go with `order`",
        "- question: The order",
    ),
    (
        ASKED,
        ordered("neuron, positive, unchanged", more="  choices: [yes, no]\n"),
        "`choices` does not go with `order`",
        "- question: The order",
    ),
    # questions and sections of other pages
    (
        "answer-of: neuron-output\n  hints:\n    0.25: You left out the bias.",
        "item-of: keras-ex-confusions 6",
        "did you mean `keras-ex-confusion`",
        QUESTION,
    ),
    (
        "answer-of: neuron-output\n  hints:\n    0.25: You left out the bias.",
        "item-of: keras-ex-confusion 60",
        "has no question 60; count from 1 to 6",
        QUESTION,
    ),
    (
        "answer-of: neuron-output\n  hints:\n    0.25: You left out the bias.",
        "item-of: keras-ex-forget 1",
        "needs its exercise around it",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        "item-of: keras-ex-confusion 6",
        "`hints` belongs to the question that `item-of` names",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        "answer-of: neuron-output\n  read: 02-kera#The optimizer",
        "no page '02-kera'; did you mean `02-keras`",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        "answer-of: neuron-output\n  read: 02-keras#The optimiser",
        "on the page 02-keras; did you mean `The optimizer`",
        QUESTION,
    ),
    # what a note expects
    (
        ":::{keypoints}",
        ":::{instructor}\n**Purpose.** Count, for part 2.\n**Expect.** In part 3 it is 0.25.\nSome say 720.\n**Say.** Is it 99?\n:::\n\n:::{keypoints}",
        "the note expects 720, and no question of its exercise has a hint for it",
        "Some say",
    ),
    (
        ":::{keypoints}",
        "```{code-cell} ipython3\n:tags: [hide-input]\ntwo = 2\n```\n\n```{code-cell} ipython3\nprint(two)\n```\n\n:::{keypoints}",
        "whose code is folded; define it in a cell that people type",
        "print(two)",
    ),
    (
        ":::{keypoints}",
        "```{code-cell} ipython3\n" + "\n".join(f"x_{at} = {at}" for at in range(132)) + "\n```\n\n:::{keypoints}",
        "132 lines to type in 36 minutes of teaching",
        "---",
    ),
    (
        ":::{self-check}",
        ":::{code-check}\nstart: |\n  def neuron_output(total):\n      return ...\ncall: neuron_output(0.25)\n"
        "answer-of: neuron-output\nsecond: neuron_output(2)\n:::\n\n:::{self-check}",
        "cell `neuron-output` does not define `neuron_output`; let it define the function in plain Python",
        "answer-of: neuron-output",
    ),
    (":unchecked: worked out by hand\n", "", "no notebook checks the answer; give a question a `value`", EXERCISE),
    (":unchecked: worked out by hand\n", ":unchecked:\n", "`unchecked` needs its reason", EXERCISE),
    ("lead: What a neural network computes, and how it learns.\n", "", "no `lead`", "---"),
    ("jupytext:", "exercises: 5\njupytext:", "the minutes of exercises are counted; remove the line"),
    (":::{solution-start} intro-ex-neuron\n:::\n", "", "has no solution; add", EXERCISE),
    (":::{instructor}\nDraw", ":::{schedule}\n:::\n\n:::{instructor}\nDraw", "cannot stand in a notebook"),
    ("jupytext:", "teaching: 10\njupytext:", "`teaching` is set by hand without a reason"),
    ("title: Introduction", "title: The `print` function", "in `title`"),
    ("## A single neuron", playground("") + "## A single neuron", "needs the name of its script"),
    (":::{instructor}\nDraw", ":::{instructr}\nDraw", "did you mean `instructor`"),
    (
        ":::{questions}\n- Which operations does one neuron perform?\n:::\n",
        "",
        "opens with `questions`",
        ":::{objectives}",
    ),
    (
        ":::{keypoints}\n- A neuron adds weighted inputs and a bias, then applies an activation function.\n:::",
        "The end.",
        "closes with `keypoints`",
    ),
    (":::{exercise-end}\n:::\n", "", "not ended before the next", EXERCISE),
    ("What does the neuron return?", "See {numref}`fig-nowhere`.", "no label `fig-nowhere`"),
    ("What does the neuron return?", "Is it {value}`neuron-outputs`?", "did you mean `neuron-output`?"),
    ("What does the neuron return?", "Is it {value}`02-keras/x`?", "no cell `x` with `expect`"),
    ("What does the neuron return?", "Is it {value}`99-none/x`?", "no page `99-none.md` beside this one"),
    (
        ':expect: "1.25"\nprint(max(0, 0.25 + 1))\n```\n',
        ':expect: "1.25"\nprint(max(0, 0.25 + 1))\n```\n\nIt is {value}`neuron output`.\n',
        "no cell `neuron output`",
        "It is",
    ),
    ("    0.25: You left", "    1.75: You left", "1.75 stands in no cell of this page"),
    ("    0.25: You left", "    4250: You left", "4250 stands in no cell of this page"),
    (":alt: Three inputs", ":alt: Weights of 1.75 and three inputs", "1.75 stands in no cell of this page", FIGURE),
    ("A neuron: a wide line", "A neuron of 1.75: a wide line", "1.75 stands in no cell of this page"),
    ("- A neuron adds weighted", "- A neuron with 1.75 adds weighted", "1.75 stands in no cell of this page"),
    ("What does the neuron return?", "| a |\n|---|\n| 1.75 |\n\nWhat does it return?", "1.75 stands in", "| 1.75"),
    (
        "A neuron: a wide line",
        "A neuron: with every seed a wide line",
        'no `assert` of this section holds "with every seed"',
    ),
    (
        "A neuron: a wide line",
        "A neuron: a wide line, ahead with 9 of 10 seeds,",
        'no cell of this section holds the 9 and 10 of "with 9 of 10 seeds"',
        "A neuron",
    ),
    (
        "- A neuron adds",
        "- In 7 of the 20 splits a neuron adds",
        'the 7 and 20 of "In 7 of the 20 splits"; write `assert ... == 7` in a hidden cell',
    ),
    ("The neuron returns 1.25, because", "The {term}`layer` returns 1.25, because", "is first named in this solution"),
    (
        """The neuron returns 1.25, because ReLU leaves a positive sum unchanged.

```{code-cell} ipython3
:name: neuron-output
:expect: "1.25"
print(max(0, 0.25 + 1))
```
""",
        "% Words to come",
        "this solution is empty",
        ":::{solution-start}",
    ),
    (":::{solution-end}\n:::\n", "", "never ended", ":::{solution-start}"),
    (
        "Draw the neuron on the board, one part at a time.\n:::",
        "Draw the neuron on the board, one part at a time.",
        "never closed",
        EXERCISE,
    ),
    ("Draw the neuron", "```{code-cell} ipython3\nprint(1)\n```\nDraw the neuron", "would vanish from the page"),
    (":label: intro-ex-neuron\n", "", "not of the form", EXERCISE),
    (":minutes: 5\n", "", "needs its minutes", EXERCISE),
    ("{solution-start} intro-ex-neuron", "{solution-start} intro-ex-neurone", "did you mean `intro-ex-neuron`"),
    ("{exercise-start} One neuron by hand", "{exercise-start}", "needs a title"),
    (" {practised-in}`intro-ex-neuron`", "", "names no exercise"),
    ("- Compute the output", "\n- Compute a sum\n- Compute the output", "names no exercise", "- Compute a sum"),
    ("{practised-in}`intro-ex-neuron`", "{practised-in}`intro-ex-nothing`", "name one of intro-ex-neuron"),
    (":minutes: 5\n", ":minutes: 5\n:optional:\n", "practised in optional exercises only", "- Compute the output"),
    ("What does the neuron return?", "```{index} neuron\n```\nWhat?", "write nothing"),
    ("What does the neuron return?", "```{prf:theorem} Sums\nA.\n```\nWhat?", "write `:::{callout} Title`"),
    ("## A single neuron", "# A single neuron", "comes from the front matter"),
    ("## A single neuron", "### A single neuron", "jumps from level 1 to 3"),
    ("What does the neuron return?", "### Question\n\nWhat does the neuron return?", "no headings inside"),
    ("../fig/neuron.svg", "../fig/nothing.svg", "no file ../fig/nothing.svg"),
    (
        ":alt: Three inputs on the left, a line with a weight from each to the neuron, one output on the right.\n",
        "",
        "has no alt",
        FIGURE,
    ),
    ("A neuron: a wide line stands for a large weight.\n", "", "has no caption", FIGURE),
    (":name: fig-intro-neuron\n", "", "has no name", FIGURE),
    ("print(max(0, 0.25 + 1))", "plt.show()\nprint(max(0, 0.25 + 1))", "no alternative text", CELL),
    ("print(max(0, 0.25 + 1))", 'open("/tmp/x")\nprint(max(0, 0.25 + 1))', "absolute path"),
    ("print(max(0, 0.25 + 1))", 'warnings.filterwarnings("ignore")\nprint(max(0, 0.25 + 1))', "hides warnings"),
    ("print(max(0, 0.25 + 1))", "plt.rcParams\nprint(max(0, 0.25 + 1))", "sets the style"),
    ("print(max(0, 0.25 + 1))", "print(keras.ops.relu(1.25).numpy())", "`.numpy()` exists on TensorFlow only"),
    ("print(max(0, 0.25 + 1))", "print(tf.nn.relu(1.25))", "`tf.nn` exists on TensorFlow only; write `keras.ops`"),
    ("print(max(0, 0.25 + 1))", "from tensorflow import nn\nprint(nn)", "`tensorflow` exists on TensorFlow only"),
    ("print(max(0, 0.25 + 1))", "max(0, 0.25 + 1)", "prints its answer", CELL),
    (':expect: "1.25"', ":publish: numbers", "prints data for the site", CELL),
    (':expect: "1.25"', ':expect: "1.25"\n:tags: [hide-output]', "unknown tag", CELL),
    ("What does the neuron return?", "```\n1.25\n```", "pasted output"),
    ("Inputs are", "See [here](https://keras.io/).\nInputs are", "does not say where it leads"),
    ("Inputs are", "See [Keras](http://keras.io/).\nInputs are", "use https"),
    ("Inputs are", "See https://keras.io/.\nInputs are", "bare address"),
    ("Inputs are", "See [set-up](../nothing.md).\nInputs are", "no file ../nothing.md"),
    ("Inputs are", "It simply adds.\nInputs are", "does not help a reader"),
    (
        "its weighted inputs and a {term}`bias`.\n",
        "its weighted inputs and a bias, that is all. Then it stops.\n",
        "two sentences on one line",
    ),
    ("Inputs are", "This is Keras 3.12.\nInputs are", "version typed by hand"),
    ("Inputs are", "See {ref}`intro-ex-neurons`.\nInputs are", "did you mean `intro-ex-neuron`"),
    ("{term}`bias`", "{term}`biass`", "no term in the glossary `biass`"),
    ("jupytext:", "teaching: 500\nminutes-because: A film.\njupytext:", "more than a fifth away"),
    (":minutes: 5\n", ":minutes: 5\n:talk: 50\n", "`:talk: 50` is no number of minutes from 0 to 30", EXERCISE),
    (":minutes: 5\n", ":minutes: 5\n:optional:\n:can-go:\n", "an optional exercise can always go", EXERCISE),
    ("Inputs are", ":::{can-go}\nSkip it.\n:::\n\nInputs are", "move it right below the heading", ":::{can-go}"),
    (":minutes: 5\n", ":minutes: 50\n", "50 minutes for one exercise", EXERCISE),
    (
        ":::{exercise-start} One neuron by hand",
        ":::{exercise-start} Other\n:label: other-ex-first\n:minutes: 5\n:::\n\n:::{exercise-end}\n:::\n\n:::{exercise-start} One neuron by hand",
        "does not start with this episode's prefix",
        EXERCISE,
    ),
    (":::{exercise-end}\n:::\n", ":::{exercise-end}\n:::\n\n:::{solution-end}\n:::\n", "has no start"),
    (
        "The neuron returns 1.25, because ReLU leaves a positive sum unchanged.",
        "![A neuron](../fig/neuron.svg)",
        "an image without caption",
    ),
    ("## A single neuron", "## A single neuron\n\nText.\n\n##  A single neuron", "a second heading", "##  A"),
    ("print(max(0, 0.25 + 1))", "keras.datasets.mnist.load_data()\nprint(max(0, 0.25 + 1))", "`load_data` downloads"),
    (
        ENDS,
        f"{CELL} ipython3\nweights = 1\n```\n\n"
        + ENDS.replace("print(max", "weights = 2\nprint(max")
        + f"{CELL} ipython3\nprint(weights)\n```\n\n",
        "this solution changes `weights`, which line",
        "weights = 2",
    ),
    ("Draw the neuron on the board", "TODO: draw the neuron on the board", "`TODO` is shown to readers"),
    (
        "print(max(0, 0.25 + 1))",
        "print(max(0, 0.25 + 1))  # a comment that is longer than the page is wide, by far",
        "columns; break the line",
    ),
    ("print(max(0, 0.25 + 1))", "plt.show()\nprint(max(0, 0.25 + 1))", "this plot has no caption", CELL),
    ("Inputs are", "This is on https://example.github.io/lesson/.\nInputs are", "a bare address"),
    (
        "Inputs are",
        "See [the code](https://github.com/example/lesson).\nInputs are",
        "the address of this lesson typed by hand",
    ),
    ("## A single neuron", playground("neurn") + "## A single neuron", "no script _static/playgrounds/neurn.js"),
    (
        "## A single neuron",
        playground("neuron", ":title: Title\n:data: weights\n") + "## A single neuron",
        "no script _static/playgrounds/weights.js",
    ),
    (
        "## A single neuron",
        playground("neuron") + playground("neuron").replace("::::", ":::::") + "## A single neuron",
        "a second playground `neuron`",
        ":::::{playground}",
    ),
    ("## A single neuron", playground("neuron", "") + "## A single neuron", "has no title"),
    ("## A single neuron", playground("neuron", text="") + "## A single neuron", "says nothing"),
    ("## A single neuron", playground("neuron", guess="") + "## A single neuron", "asks for no guess"),
    ("## A single neuron", playground("neuron", guess=GUESS + GUESS) + "## A single neuron", "several guesses"),
    (
        "## A single neuron",
        playground("neuron", text="Notice the output.\n") + "## A single neuron",
        "`notice` tells readers",
        "Notice",
    ),
    (
        "## A single neuron",
        playground("training", ":title: Title\n:start: neurnos 3\n") + "## A single neuron",
        "has no setting `neurnos`; did you mean `neurons`?",
    ),
    (
        "## A single neuron",
        playground("training", ":title: Title\n:start: neurons\n") + "## A single neuron",
        "the setting `neurons` has no value",
    ),
    (
        "## A single neuron",
        playground("neuron", ":title: Title\n:start: rate 1\n") + "## A single neuron",
        "has no setting `rate`; leave it out",
    ),
    ("## A single neuron", GUESS + "\n## A single neuron", "stands inside a playground", ":::{guess}"),
    *(
        (
            "## A single neuron",
            playground("neuron", guess=GUESS.replace(old, new)) + "## A single neuron",
            said,
            ":::{guess}",
        )
        for old, new, said in (
            ("output?", "output", "a guess asks something"),
            ("it grows, it falls", "it grows", "2 to 4 choices"),
            ("it grows, it falls", "it grows, `w`", "has Markdown"),
            (":answer: it grows", ":answer: it grow", "did you mean 'it grows'?"),
            (":answer: it grows\n", "", "is none of its choices"),
            ("Its input is 1.\n", "", "does not say why"),
            (":choices:", ":choice:", "did you mean `choices`?"),
        )
    ),
    ("jupytext:", "jupyter:", "copy `jupytext`", CELL),
    ("Inputs are", "See [there](#a-single-neurone).\nInputs are", "did you mean `a-single-neuron`"),
    ("Inputs are", "Inputs come first.[^one]\n\n[^one]: From the left.\n\nInputs are", "footnotes are lost"),
    ("Inputs are", "It costs $5.\nInputs are", "write money as"),
    # the words of a solution and its answers
    ("The neuron returns 1.25,", "The neuron returns 1.5,", "1.5 stands neither"),
    (
        "The neuron returns 1.25,",
        "1. One\n2. Two\n\nThe neuron returns 1.25, from 1, 0 and 0.25,",
        "the list '1, 0 and 0.25' is not",
        "The neuron returns",
    ),
    ("The neuron returns 1.25,", "The neuron returns it,", "not in the words", CELL),
    (':expect: "1.25"', ':expect: "1.5"', "1.25 stands neither", "The neuron returns"),
    (':expect: "1.25"', ':expect: "{{ nothing_version }}"', "unknown substitution", CELL),
    # cells; tests/test_cells.py has more
    (':expect: "1.25"', ':expects: "1.25"', "did you mean `expect`", CELL),
    ("print(max(0, 0.25 + 1))", "%matplotlib inline\nprint(max(0, 0.25 + 1))", "is an IPython magic; leave it out"),
    ("print(max(0, 0.25 + 1))", 'print(open("../data/study.csv").read())', "no file ../data/study.csv"),
    # self-checks
    ("answer-of: neuron-output", "answer-of: neuron-outputs", "did you mean `neuron-output`", QUESTION),
    (':name: neuron-output\n:expect: "1.25"', ":name: neuron-output", "give a cell a `name` and an `expect`", QUESTION),
    (
        ':name: neuron-output\n:expect: "1.25"',
        "---\nname: neuron-output\nexpect: |\n  1.25\n  1.25\n---",
        "declares 2 lines",
        QUESTION,
    ),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  row: 1", "no single `?`", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  row: y ?", "fits 0 lines", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  line: 2", "no line 2", QUESTION),
    ("- question: The output of the neuron", "- kwestion: The output of the neuron", "did you mean `question`"),
    ("- question: The output of the neuron", "- question:", "has no question"),
    ("- question: The output of the neuron", "- question: Output: of the neuron", "not valid YAML"),
    (
        "- question: The output of the neuron",
        "- The output\n- question: The output of the neuron",
        "not valid YAML (no list of questions)",
    ),
    (":::{self-check}\n", ":::{self-check}\n:::\n\n:::{self-check}\n", "without questions", ":::{self-check}"),
    ("  answer-of: neuron-output\n", "", "needs its right answer once", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  answer: 1.25", "needs its right answer once", QUESTION),
    ("answer-of: neuron-output", "answer: 1.25", "write `answer-of: neuron-output` instead", QUESTION),
    ("answer-of: neuron-output", "answer: a negative sum", "does not stand in the words of the solution", QUESTION),
    (
        "answer-of: neuron-output",
        "answer: 1.25\n  said: positive sum",
        "write `answer-of: neuron-output` instead",
        QUESTION,
    ),
    ("answer-of: neuron-output", "answer: negative\n  said: a positive sum", "does not contain the answer", QUESTION),
    ("answer-of: neuron-output", "answer: positive\n  choices: [positive, negative]", "quote with `said:`", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  choices: [1, 2]", "not among the choices", QUESTION),
    (
        "answer-of: neuron-output",
        "answer: positive\n  said: a positive sum\n  choices: [positive, negative]",
        "which cannot be chosen",
        QUESTION,
    ),
    ("    0.25: You left out the bias.", "    1.250: You left out the bias.", "which is right", QUESTION),
    ("    0.25: You left out the bias.", "    0.25:", "is empty", QUESTION),
    (
        "  hints:\n    0.25: You left out the bias.",
        "  hints: You left out the bias.",
        "pairs wrong answers with hints",
        QUESTION,
    ),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  tolerance: 0", "no positive number", QUESTION),
    ("answer-of: neuron-output", "answer: positive\n  tolerance: 0.1", "a tolerance is for numbers", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  share: true", "between 0 and 1", QUESTION),
    ("answer-of: neuron-output", "answer: positive\n  share: true", "between 0 and 1", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  share: yes", "write `share: true`", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  optional: maybe", "write `optional: true`", QUESTION),
    ("answer-of: neuron-output", "answer-of: neuron-output\n  optinal: true", "did you mean `optional`", QUESTION),
    (
        "- question: The output of the neuron",
        "- question: (optional) The output of the neuron",
        "write `optional: true`",
    ),
    (
        "answer-of: neuron-output",
        "answer-of: neuron-output\n  read: A single neurone",
        "did you mean `A single neuron`",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        "answer: positive\n  said: a positive sum\n  choices: [positive, nought]\n  also: negative",
        "'negative' is not among the choices",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        "answer: positive\n  said: a positive sum\n  choices: [positive, nought]\n  also: nought",
        "does not contain the answer 'nought'",
        QUESTION,
    ),
    (
        "answer-of: neuron-output",
        'answer: positive\n  said: a positive sum\n  choices: [positive, "`ReLU`"]',
        "plain words",
        QUESTION,
    ),
    ("0.25: You left out the bias.", "0.25: You left out $\\nosuch{b}$.", "a formula in", QUESTION),
    ("0.25: You left out the bias.", "0.25: You left out $x_1_2$.", "a formula in", QUESTION),
    ("0.25: You left out the bias.", "0.25: You left out the {term}`bias`.", "a role in", QUESTION),
    (
        "answer-of: neuron-output",
        "answer-of: neuron-output\n  hint: See {ref}`intro-ex-neuron`.",
        "a role in",
        QUESTION,
    ),
    (":::{exercise-end}\n:::\n", "More.\n\n:::{exercise-end}\n:::\n", "something follows", ":::{self-check}"),
    (
        ":::{exercise-end}\n:::\n",
        ":::{exercise-end}\n:::\n\n:::{self-check}\n- question: Again\n  answer: positive\n:::\n",
        "stands inside an exercise",
    ),
]


def findings(text: str) -> list[str]:
    return rules.check(parse(EPISODE, text), terms=TERMS)


@pytest.mark.parametrize(
    "text, held",
    [
        ("It wins with every seed.\n\n{guard}", True),
        ("It wins with every seed.\n\n## More\n\n{guard}", False),
        ("{guard}\n\nNo run is better.", True),
        ("{guard}\n\n## More\n\nIt wins in all 20 splits.", False),
        ("{cell}\n\nIt wins in all 20 splits.", False),
        ("It never wins with other seeds.", False),
        ("Keep one row for each run, and never guess.", True),
        ("Write `with every seed`.", True),
    ],
)
def test_a_claim_of_all_seeds_has_a_guard(text, held):
    cell = "```{code-cell} ipython3\n:tags: [remove-cell]\n1 < 2\n```"
    text = text.replace("{guard}", cell.replace("1 <", "assert 1 <")).replace("{cell}", cell)
    source = miniature().replace("## A single neuron\n", f"## A single neuron\n\n{text}\n\n## Next\n")
    assert ("no `assert` of this section" not in "\n".join(findings(source))) == held, findings(source)


AHEAD = "assert (first > second).sum() == 9 and len(first) == 10"


@pytest.mark.parametrize(
    "text, code, missing",
    [
        ("It is ahead with 9 of 10 seeds.", AHEAD, ""),
        ("It is ahead with nine out of the ten random seeds.", AHEAD, ""),
        ("It is ahead of the head, with **9** of 10.", AHEAD, ""),
        ("Nine runs of ten end early.", AHEAD, ""),
        ("It is ahead with 8 of 10 seeds.", AHEAD, "8"),
        ("It is ahead with **eight** of ten.", AHEAD, "8"),
        ("Nine networks of eleven learn it.", AHEAD, "11"),
        ("It fails in one of ten runs.", AHEAD, "1"),
        ("It is ahead in 9 of the 20 splits.", AHEAD, "20"),
        ("Three of the four repetitions fail.", AHEAD, "3 and 4"),
        ("It is ahead with 9 of 10 seeds.", f"{AHEAD}\n```\n\n## More\n\n```{{code-cell}} ipython3\nprint()", ""),
        ("It is ahead with 9 of 10 seeds.\n\n## More", AHEAD, "9 and 10"),
        # what a check holds by `==`, and what a cell declares; other numbers stand there by chance
        ("In 4 of 10 runs.", "assert wins.tolist() == [10, 4, 1]", ""),
        ("In 4 of 10 runs.", "assert 3 < x.round(4) < 10", "4 and 10"),
        ("In 4 of 10 runs.", "wins = 4\nruns = 10", "4 and 10"),
        ("In 4 of 10 runs.", ':expect: "4 of 10"\nprint(f"{wins} of {len(runs)}")', ""),
        # no counts of trainings
        ("Each mark is one of ten seeds.", "", ""),
        ("Choose one of ten networks, go on with one of the two networks, or four of the 13 columns.", "", ""),
        ("It is right for 8 of 10 training images, and in 98 of 100 such cases.", "", ""),
        ("In one of three weeks, with 2 of 3 inputs missing.", "", ""),
        ("Write `9 of 10 seeds`.", "", ""),
    ],
)
def test_a_count_of_trainings_is_held_by_a_check(text, code, missing):
    cell = f"```{{code-cell}} ipython3\n:tags: [remove-cell]\n{code}\n```"
    source = miniature().replace("## A single neuron\n", f"## A single neuron\n\n{text}\n\n{cell}\n\n## Next\n")
    said = re.findall(r"no cell of this section holds the ([\w ]+) of", "\n".join(findings(source)))
    assert said == ([missing] if missing else [])


@pytest.mark.parametrize(
    "text, code, held",
    [
        ("It is 1.75.", "print(1.75)", True),
        ("It is 1.750.", "print(1.75)", True),
        ("It is −1.75.", "assert x == -1.75", True),
        ("It is 1.7.", "print(1.75)", False),
        ("It is `1.75`, 12.5 % of $w$.", "print(12.5)", True),
        ("It is [there](https://example.org/1.75).", "print(1)", True),
        ("It is $1.75$.", "print(1)", False),
    ],
)
def test_a_number_of_the_text_stands_in_a_cell(text, code, held):
    cell = f"```{{code-cell}} ipython3\n:tags: [remove-cell]\n{code}\n```\n"
    source = miniature().replace("## A single neuron\n", f"## A single neuron\n\n{text}\n\n{cell}")
    assert ("stands in no cell" not in "\n".join(findings(source))) == held, findings(source)


@pytest.mark.parametrize(
    "text, before, solution, found",
    [
        ("A {term}`neuron` adds up.", set(), "A {term}`neuron` adds.", False),
        ("It adds up.", set(), "A {term}`Neuron <neuron>` adds.", True),
        ("It adds up.", {"neuron"}, "A {term}`neuron` adds.", False),
        ("It adds up.", {"bias"}, "A {term}`neuron` adds.", True),
    ],
)
def test_a_term_of_a_solution_was_explained_before(text, before, solution, found):
    """On this page, or on one before it; what stands below the solution comes too late."""
    source = miniature().replace("A {term}`neuron` adds its weighted inputs and a {term}`bias`.", text)
    source = source.replace("The neuron returns", f"{solution} The neuron returns")
    source = source.replace(":::{keypoints}", "And a {term}`neuron`.\n\n:::{keypoints}")
    said = rules.check(parse(EPISODE, source), terms=TERMS, before=before)
    at = source[: source.index(solution)].count("\n") + 1
    assert (f"{EPISODE}:{at}: `neuron` is first named in this solution" in "\n".join(said)) == found, said


@pytest.mark.parametrize(
    "before, item, found",
    [
        (set(), "answer: bias", True),
        ({"bias"}, "answer: bias", False),
        (set(), "answer: offset\n  also: Bias", True),
        (set(), "answer: bias\n  said: leaves a bias\n  choices: [bias, weight]", False),
        (set(), "answer: something", False),
    ],
)
def test_an_exercise_asks_for_terms_that_were_explained(before, item, found):
    """Who may choose between answers can read the term."""
    source = miniature().replace("and a {term}`bias`", "and one more number")
    source = (
        source
        .replace("  hints:\n    0.25: You left out the bias.\n", "")
        .replace("answer-of: neuron-output", item)
        .replace("leaves a positive", "leaves a bias, something or offset: a positive")
    )
    said = rules.check(parse(EPISODE, source), terms=TERMS, before=before)
    at = source[: source.index(":::{self-check}")].count("\n") + 1
    assert (f"{EPISODE}:{at}: this asks for `bias`, which no text before it names" in "\n".join(said)) == found, said


@pytest.mark.parametrize(
    "before, lines",
    [
        ("Stars \\* and `code that\ngoes on` and", 1),
        ("A sum $a +\nb$ and", 1),
        ("`One\ncode`, \\* and `another\none` and", 2),
        ("Some\n% a comment\nwords and `code\nhere` and", 3),
    ],
)
def test_a_line_inside_a_paragraph_is_found(before, lines):
    """Code may go on over the end of a line; what is no code does not count as such."""
    text = miniature().replace("## A single neuron\n", f"## A single neuron\n\n{before} {{tem}}`x`.\n")
    at = text[: text.index(before)].count("\n") + 1 + lines
    assert any(finding.startswith(f"{EPISODE}:{at}: unknown role `{{tem}}`") for finding in findings(text)), findings(
        text
    )


@pytest.mark.parametrize("asked, found", [("", True), ("Call it `answer`.\n\n", False)])
def test_cell_that_needs_a_solution_is_found(asked, found):
    """Learner notebooks run without the solutions, as far as nobody asked for them."""
    text = miniature().replace("What does the neuron return?", f"{asked}What does the neuron return?")
    text = text.replace("print(max(0, 0.25 + 1))", "answer = max(0, 0.25 + 1)\nprint(answer)")
    text = text.replace(":::{keypoints}", "```{code-cell} ipython3\nprint(answer + 1)\n```\n\n:::{keypoints}")
    line = text[: text.index("print(answer + 1)")].count("\n") + 1
    said = findings(text)
    assert any(finding.startswith(f"{EPISODE}:{line}: `answer` comes from line") for finding in said) == found, said


def test_book_is_clean():
    assert rules.check_book() == []


def test_book_says_what_does_not_fit_together(monkeypatch, book):
    """A label taken twice, a figure that no page shows."""
    monkeypatch.setattr(rules, "ROOT", book.folder)
    (book.folder / "fig" / "lonely.svg").write_text("<svg/>")
    second = book.folder / "episodes" / "02-second.md"
    second.write_text(book.episode.read_text())
    pages = [Path("index.md"), EPISODE, Path("episodes/02-second.md"), Path("glossary.md")]
    monkeypatch.setattr(rules, "toc_pages", lambda: pages)
    monkeypatch.setattr(rules, "read", lambda path: parse(path, (book.folder / path).read_text()))
    found = "\n".join(rules.check_book())
    assert re.search(
        r"episodes/02-second\.md:\d+: label `intro-ex-neuron` is taken by episodes/01-introduction\.md", found
    )
    assert "fig/lonely.svg:1: no page shows this figure" in found


def test_rules_are_documented():
    """WRITING.md shows the table that `python -m lesson.check.rules --rules` prints."""
    assert rules.documentation() in (ROOT / ".github" / "WRITING.md").read_text(encoding="utf-8")


def test_examples_of_the_documentation_are_what_lint_says():
    """Each rule has a fault that proves it, and its example is what lint says of one."""
    said = "\n".join(finding for old, new, *_ in FAULTS for finding in findings(miniature().replace(old, new)))
    rows = rules.documentation().splitlines()[2 : 2 + len(rules.RULES) + 1]
    missing = [row for row in rows if row.split(" | ")[-1].removesuffix(" |") not in said]
    assert not missing


@pytest.fixture(autouse=True)
def known_address(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/lesson")


def test_examples_of_the_guide_are_clean():
    """The miniature episode, as it stands and with the plot that is shown below it."""
    plot = (ROOT / ".github" / "WRITING.md").read_text(encoding="utf-8").split("````md\n")[2].split("\n````")[0]
    for text in (miniature(), miniature().replace("## A single neuron\n", f"## A single neuron\n\n{plot}\n")):
        said = findings(text) + ruff.check([parse(EPISODE, text)])
        assert not [finding for finding in said if finding.startswith(str(EPISODE))]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[2][:30])
def test_fault_is_found(fault):
    old, new, message, *start = fault
    assert miniature().count(old) == 1, "the fault no longer fits the miniature episode"
    text = miniature().replace(old, new)
    lines, before = text.split("\n"), miniature().split("\n")
    at = min(
        at
        for at, line in enumerate(lines)
        if (line.startswith(*start) if start else lines[:at] == before[:at] and line != before[at])
    )
    found = findings(text)
    assert any(finding.startswith(f"{EPISODE}:{at + 1}: ") and message in finding for finding in found), (at + 1, found)
    for finding in found:
        assert re.match(r"episodes/01-introduction\.md:\d+: .+[;,] .+", finding), (
            f"no line, or no hint how to mend it: {finding}"
        )


def test_new_episode_is_clean_and_in_the_book(book):
    """`make episode` starts with something that passes lint, as soon as it says what it is about."""
    shutil.copytree(ROOT / ".github", book.folder / ".github")
    toc = book.folder / "_toc.yml"
    toc.write_text(
        toc.read_text().replace(
            "chapters: [{file: episodes/01-introduction}]", "chapters:\n      - file: episodes/01-introduction"
        )
    )
    made = book.run("lesson.commands.new_episode", "time-series")
    assert made.returncode == 0, made.stderr
    assert "episodes/02-time-series" in toc.read_text()
    episode = book.folder / "episodes" / "02-time-series.md"
    checked = book.run("lesson.check.rules")
    assert len(checked.stderr.splitlines()) == 2 and "this is still the text of the miniature" in checked.stderr
    episode.write_text(re.sub("^lead: .*", "lead: What comes next.", episode.read_text(), count=1, flags=re.M))
    checked = book.run("lesson.check.rules")
    assert checked.returncode == 0, checked.stderr
    assert book.run("lesson.commands.new_episode", "time-series").returncode == 1, "the name is taken"
    assert book.run("lesson.commands.new_episode", "Time Series").returncode == 1, "not a name"


@pytest.mark.parametrize("key", ["title", "lead"])
def test_what_the_front_matter_lacks_is_said_once(key):
    text = re.sub(f"(?m)^{key}: .*\\n", "", miniature(), count=1)
    assert len(findings(text)) == 1 and f"no `{key}`" in findings(text)[0]


@pytest.mark.parametrize("line", ["nosearch: true", "teaching: 12\nminutes-because: It is read together."])
def test_keys_of_the_front_matter_that_are_read(line):
    text = miniature().replace("title: Introduction", f"title: Introduction\n{line}")
    assert not [finding for finding in findings(text) if "nobody reads" in finding]


@pytest.mark.parametrize("length, short", [(19, True), (20, False)])
def test_an_alternative_text_says_more_than_a_word(length, short):
    text = re.sub(r":alt: .+", f":alt: {'An arrow to the right.'[:length]}", miniature(), count=1)
    assert any("alternative text" in finding for finding in findings(text)) is short


def test_spelling_is_looked_at_wherever_there_are_words():
    tracked = git.git(ROOT, "ls-files", "*.md", "*.py", "*.html").splitlines()
    places = {name.split("/")[0] for name in tracked} - {"tests", ".github"}
    assert places - {"_static"} <= set(rules.texts())


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("print(max(0, 0.25 + 1))", "print(max(0,0.25 + 1))", "not formatted"),
        ("print(max(0, 0.25 + 1))", "import os\n\nprint(max(0, 0.25 + 1))", "imported but unused"),
        ("Draw the neuron", "Draw the nueron", "nueron ==> neuron"),
    ],
)
def test_tools_find_faults(book, old, new, message):
    """What ruff and codespell say is one of the findings, with the line on the page."""
    text = book.episode.read_text().replace(old, new)
    book.episode.write_text(text)
    checked = book.run("lesson.check.rules")
    assert checked.returncode == 1
    assert re.search(rf"^episodes/01-introduction\.md:\d+: .*{re.escape(message)}", checked.stderr, re.M), (
        checked.stderr
    )


def test_tools_find_faults_in_scripts(book):
    (book.folder / "fig" / "draw.py").write_text("import os\n\nwide=3\n")
    said = book.run("lesson.check.rules").stderr
    assert re.search(r"^fig/draw\.py:1: .*`os` imported but unused", said, re.M), said
    assert re.search(r"^fig/draw\.py:\d+: this script is not formatted", said, re.M), said


@pytest.mark.parametrize("option, first", [("--rules", "| rule | because |"), ("--vocabulary", "| ")])
def test_tables_of_the_guide_are_printed(option, first):
    said = subprocess.run(
        [sys.executable, "-m", "lesson.check.rules", option],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "_ext")},
        capture_output=True,
        text=True,
    )
    assert said.stdout.startswith(first) and said.stdout.strip() in (ROOT / ".github" / "WRITING.md").read_text()


def test_a_book_without_programs_is_checked(book):
    shutil.rmtree(book.folder / "data")
    for command in ("lesson.check.rules", "lesson.check.ruff"):
        done = book.run(command)
        assert done.returncode == 0 and "data" not in done.stdout + done.stderr, done.stdout + done.stderr


def test_each_finding_has_a_line_of_its_own(book):
    """Programs that show findings in an editor read them line by line, and the last line counts them."""
    text = book.episode.read_text()
    book.episode.write_text(text.replace("Draw the", "TODO. Draw {tem}`the`"))
    at = text[: text.index("Draw the")].count("\n") + 1
    said = book.run("lesson.check.rules").stderr.split("\n")
    assert all(re.match(rf"episodes/01-introduction\.md:{at}: [^\n]+[;,] [^\n]+$", line) for line in said[:2]), said
    assert said[2:] == ["2 findings; nothing was built", ""]


@pytest.mark.parametrize(
    "old, new, line",
    [
        ("lead: What a neural network computes, and how", "lead: One neuron: how", 3),
        (':name: neuron-output\n:expect: "1.25"', '---\nname: neuron-output\nexpect: "1.25\n---', 'expect: "1.25\n'),
        (':name: neuron-output\n:expect: "1.25"', "---\nneuron-output\n---", "neuron-output\n---"),
    ],
)
def test_wrong_yaml_is_named(book, old, new, line):
    text = book.episode.read_text().replace(old, new)
    book.episode.write_text(text)
    checked = book.run("lesson.check.rules")
    at = line if isinstance(line, int) else text[: text.index(line)].count("\n") + 1
    assert checked.returncode == 1 and "Traceback" not in checked.stderr
    found = re.match(r"episodes/01-introduction\.md:(\d+): .+; .+", checked.stderr)
    assert found and int(found[1]) == at, checked.stderr


# A line of text, and what lint says of it wherever it stands
LINES = [
    ("It simply adds.", "does not help a reader"),
    ("This is so. Then it stops.", "two sentences on one line"),
    ("This is Keras 3.12.", "a version typed by hand"),
    ("See [here](https://keras.io/).", "does not say where it leads"),
    ("See [this](https://keras.io/).", "the link text 'this' does not say where it leads"),
    ("For more [click here](https://keras.io/).", "'click here' does not say where it leads"),
    ("Follow [This link](https://keras.io/).", "'This link' does not say where it leads"),
    ("See [Keras](http://keras.io/).", "use https"),
    ("See https://keras.io/.", "a bare address"),
    ("See {ref}`intro-ex-neurons`.", "did you mean `intro-ex-neuron`"),
    ("See {rf}`intro-ex-neuron`.", "unknown role"),
    ("See {ref}`fig-intro-neuron`.", "would show the caption"),
    ("See [](https://keras.io/).", "a link without words"),
    ("See [there](#nowhere).", "no place `#nowhere`"),
    ("Type {{ nothing_version }}.", "unknown substitution"),
    ("It costs $5.", "write money as"),
    ("It is ~~wrong~~.", "strikes words out"),
    ("A <b>word</b>.", "is read as HTML"),
]
# Where it stands: in boxes, behind lists and formulas, of which prose is read without some of its lines
PLACES = [
    "{}",
    "Words.\n{}\nMore.",
    "Words <!-- of\ntwo lines --> and\n{}\nMore.",
    ":::{{callout}} Title\nWords.\n\n{}\n:::",
    "::::{{callout}} Title\n1. One\n\n2. Two\n\n:::{{instructor}}\nWords.\n{}\n:::\n::::",
    ":::{{callout}} Title\n:name: box-place\n\n1. One\n2. Two\n\n   {}\n:::",
    "1. One\n\n   ```sh\n   ls\n   ```\n\n2. Two\n\n{}",
    "$$\nx\n$$\n\n<!-- Two\nlines -->\n\n% One\n\n> - {}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line, message", LINES, ids=lambda value: value[:20])
def test_line_of_a_fault_in_text(line, message, place):
    text = miniature().replace("## A single neuron\n", f"## A single neuron\n\n{place.format(line)}\n")
    at = next(at for at, found in enumerate(text.split("\n"), 1) if line in found)
    found = [finding for finding in findings(text) if message in finding]
    assert found and all(finding.startswith(f"{EPISODE}:{at}: ") for finding in found), (at, findings(text))


def test_what_an_exercise_lacks_is_said_once():
    """Without a label nothing is asked for that needs one, and without an exercise none is offered."""
    text = miniature().replace(":label: intro-ex-neuron\n", "")
    assert not any("``" in finding or "one of them" in finding for finding in findings(text)), findings(text)
    text = text[: text.index(":::{exercise-start}")] + text[text.index(":::{keypoints}") :]
    found = [finding for finding in findings(text) if "no exercise `intro-ex-neuron` on this page; write" in finding]
    at = text[: text.index("- Compute")].count("\n") + 1
    assert found and found[0].startswith(f"{EPISODE}:{at}: "), findings(text)


@pytest.mark.parametrize("link", ["#a-single-neuron", "#place", "#c-code-the-second-one", "#fig-intro-neuron"])
def test_places_on_a_page_are_known(link):
    """As MyST names headings; labels of headings and figures are places, too."""
    text = miniature().replace("Inputs are", f"See [there]({link}).\nInputs are")
    more = "(place)=\n## C: `code`, the *second* one\n\nWords.\n\n"
    assert findings(text.replace(":::{keypoints}", f"{more}:::{{keypoints}}")) == []


def test_line_in_a_self_check_is_that_of_the_question():
    text = miniature().replace(
        "    0.25: You left out the bias.\n",
        "    0.25: You left out the bias.\n- question: Another\n  answer: missing\n",
    )
    line = text[: text.index("- question: Another")].count("\n") + 1
    assert [finding.split(": ")[0] for finding in findings(text)] == [f"{EPISODE}:{line}"]


@pytest.mark.parametrize(
    "words, lines",
    [
        ("It returns 1.25, because a positive sum stays.\nFor a positive sum this is so.", 2),
        ("It returns 1.25, because a positive\nsum stays.", 0),
    ],
)
def test_the_reason_is_one_line_of_the_solution(words, lines):
    text = miniature().replace("The neuron returns 1.25, because ReLU leaves a positive sum unchanged.", words)
    text = text.replace(
        "answer-of: neuron-output\n  hints:\n    0.25: You left out the bias.",
        "answer: positive\n  said: a positive sum\n  choices: [positive, negative]",
    )
    found = findings(text)
    assert any(f"stands in {lines} lines of the solution" in finding for finding in found), found


@pytest.mark.parametrize(
    "line, shown",
    [
        ("The positive sum stays.", "The positive sum stays."),
        ("2. The positive sum stays.", "The positive sum stays."),
        ("The positive sum of a {term}`unit <neuron>` stays.", "The positive sum of a unit stays."),
        ("- b. The positive sum stays.", "The positive sum stays."),
        ("- **2.** The positive sum stays.", "The positive sum stays."),
        ("- **2. The positive sum** stays.", "**The positive sum** stays."),
    ],
)
def test_the_reason_is_shown_without_its_number(line, shown):
    """The form has numbers of its own."""
    text = miniature().replace("The neuron returns 1.25, because ReLU leaves a positive sum unchanged.", line)
    (exercise,) = exercises(parse(EPISODE, text))
    assert reason("positive sum", [], exercise) == shown


def test_a_number_in_a_hint_is_no_number_of_the_solution():
    """Wrong answers stand in the hints; the words of the solution may not repeat them."""
    text = miniature().replace("0.25: You", "7.5: You").replace("returns 1.25", "returns 1.25, not 7.5")
    assert any("7.5 stands neither" in finding for finding in findings(text))


@pytest.mark.parametrize(
    "words, fits",
    [
        ("The outputs are 0, 1, 1, 0.", True),
        ("The outputs are 0, 1, 1, 1.", False),
        ("The outputs are 0, 1 and 1.", True),
        ("Row by row: 1, 0, 1.", True),
        ("Together 1,234 weights.", False),
    ],
)
def test_lists_in_words_follow_rows_and_columns(words, fits):
    text = miniature().replace("The neuron returns 1.25, because ReLU leaves a positive sum unchanged.", words)
    text = text.replace(
        ':name: neuron-output\n:expect: "1.25"',
        "---\nname: neuron-output\nexpect: |\n  0 0 0\n  0 1 1\n  1 0 1\n  1 1 0\n---",
    )
    text = text.replace("answer-of: neuron-output", "answer-of: neuron-output\n  row: 1 0 ?")
    assert (findings(text) == []) == fits, findings(text)


@pytest.mark.parametrize("script", sorted((ROOT / "fig").glob("*.svg")), ids=lambda path: path.stem)
def test_drawing_is_what_its_script_draws(script: Path, tmp_path: Path):
    before = script.read_bytes()
    copy = tmp_path / "fig"
    copy.mkdir()
    (tmp_path / "_static").mkdir()
    for needed in [*(ROOT / "fig").glob("*.py")]:
        (copy / needed.name).write_bytes(needed.read_bytes())
    for needed in (ROOT / "_static").glob("*.css"):
        (tmp_path / "_static" / needed.name).write_bytes(needed.read_bytes())
    subprocess.run([sys.executable, copy / f"{script.stem}.py"], check=True)
    assert (copy / script.name).read_bytes() == before, (
        f"fig/{script.name} is not what fig/{script.stem}.py draws; run `make figures`"
    )
