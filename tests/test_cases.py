"""What authors may bring from elsewhere: it is refused with line and remedy, or it comes out right everywhere."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import MagicMock

import lesson
import nbformat
import pytest
from lesson import vocabulary
from lesson.check import rules
from lesson.commands.new_episode import miniature
from lesson.notebooks import writer
from lesson.paths import ROOT
from lesson.text import kept, roles
from lesson.text import page as page_module
from lesson.text.mathml import mathml
from lesson.text.page import Unreadable, parse, read, toc_pages

EPISODE = Path("episodes/01-introduction.md")
TERMS = {"neuron", "bias"}


def episode(body: str) -> str:
    """Return the miniature episode with something more at the start of its section."""
    return miniature().replace("## A single neuron\n", f"## A single neuron\n\n{body}\n", 1)


def findings(text: str) -> list[str]:
    return rules.check(parse(EPISODE, text), terms=TERMS)


# (source, the line that is wrong, what lint says of it)
REFUSED = [
    # other systems
    (
        "::: challenge\n\n## Add two numbers\n\nHow?\n\n::::\n\nMore.",
        "::: challenge",
        "write `:::{exercise-start} Title` and",
    ),
    (":::::::::: callout\n\nA word.\n\n::::::::::", ":::::::::: callout", "write `:::{callout}`"),
    (
        ":::::: spoiler\n\n### More\n\n:::::: solution\nIt is 4.\n::::::\n::::::",
        ":::::: spoiler",
        "write `:::{callout} Title`",
    ),
    ("::: calout\nA word.\n:::", "::: calout", "did you mean `callout`?"),
    ("Words.\n\n:::\n\nMore words.", ":::", "closes nothing; remove it"),
    ("Words.\n\n::: words\n\nMore words.", "::: words", "a fence of colons without a name in braces (`words`)"),
    ("<!-- A note that goes on\n\nMore words.", "<!-- A note that goes on", "a comment that is never closed"),
    ('Words.\n\n+++ {"tags": ["remove"]}', '+++ {"tags": ["remove"]}', "behind `+++` hides or marks a cell"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |", "| 3 | 4 | 5 |", "3 cells in a table of 2 columns"),
    ("It costs a month,\nand 5 $ more.", "and 5 $ more.", "`$` that is no formula"),
    ("Words.\nAdd the option --quiet.", "Add the option --quiet.", "one dash of `--`"),
    ("\\begin{align}\nx = 1\n\\end{align}", "\\begin{align}", "a formula without dollars"),
    ("Words.\nCall the method\n__call__ of it.", "__call__ of it.", "`__` within a word or name"),
    ("Words.\nIt is snake*case*d.", "It is snake*case*d.", "`*` within a word or name"),
    ("```{exercise}\n:label: x\nAdd.\n```", "```{exercise}", "write `:::{exercise-start} Title` and"),
    ("```{solution} x\nFour.\n```", "```{solution} x", "write `:::{solution-start} label`"),
    (":::{note}\nWords.\n:::", ":::{note}", "write `:::{callout} Title`"),
    (":::{margin} Aside\nWords.\n:::", ":::{margin} Aside", "write `:::{callout} Title`"),
    (":::{danger}\nWords.\n:::", ":::{danger}", "write `:::{warning} Title`"),
    ("- One\n\n  :::{note}\n  Words.\n  :::", "  :::{note}", "unknown box `note`"),
    ("> :::{tip}\n> Words.\n> :::", "> :::{tip}", "unknown box `tip`"),
    (":::{callout} A\n\n```{hint}\nWords.\n```\n:::", "```{hint}", "unknown box `hint`"),
    # blocks that notebooks do not know
    (":::{math}\nx + y\n:::", ":::{math}", "lines of `$$`"),
    (":::{table} Sizes\n| a |\n|---|\n| 1 |\n:::", ":::{table} Sizes", "a table of pipes"),
    (":::{list-table}\n* - a\n:::", ":::{list-table}", "a table of pipes"),
    ("```{code-block} python\nx = 1\n```", "```{code-block} python", "a fence with a language"),
    ("```{include} ../README.md\n```", "```{include} ../README.md", "the text itself"),
    (":::{glossary}\nunit\n  A thing.\n:::", ":::{glossary}", "cannot stand in a notebook"),
    ("Fast.[^one]\n\n[^one]: At the start.", "Fast.[^one]", "footnotes are lost"),
    ("$$\nx = 1\n$$ (eq-one)", "$$", "formulas have no numbers"),
    ("Words:\n\n    x = 1\n\nMore.", "    x = 1", "indented lines are code"),
    ("See [Keras][k].\n\n[k]: https://keras.io/", "[k]: https://keras.io/", "defined elsewhere"),
    (
        "1. ![A neuron](../fig/neuron.svg)",
        "1. ![A neuron](../fig/neuron.svg)",
        "write `:::{figure} ../fig/name.svg` with name, alt and caption",
    ),
    ("> Term\n> : What it means.", "> Term", "a list of definitions inside"),
    # HTML and signs that are read as something else
    ("Write <your name> there.", "Write <your name> there.", "`<your name>` is read as HTML"),
    (
        "Words.\n\n<details><summary>More</summary>\n\nHidden.\n\n</details>",
        "<details><summary>More</summary>",
        "write Markdown",
    ),
    ("Words.\n<img src='x.png'>", "<img src='x.png'>", "is read as HTML"),
    (":::{callout} For <friends>\nWords.\n:::", ":::{callout} For <friends>", "`<friends>` is read as HTML"),
    ("A card costs $300 to $400.", "A card costs $300 to $400.", r"write money as `\$5`"),
    ("It costs $30 for one and 40 US$ for two.", "It costs $30 for one and 40 US$ for two.", r"write money as `\$5`"),
    ("Pay $5 per hour or 9$.", "Pay $5 per hour or 9$.", r"write money as `\$5`"),
    ("| a | b |\n|---|---|\n| `x | y` | or |", "| `x | y` | or |", "3 cells in a table of 2 columns"),
    ("| a | b |\n|---|---|\n| $\\|x\\|$ | norm |", "| $\\|x\\|$ | norm |", "a pipe in a formula"),
    ("- [ ] Install Python", "- [ ] Install Python", "boxes to tick"),
    ("This is ~~right~~ wrong.", "This is ~~right~~ wrong.", "strikes words out in notebooks only"),
    ("This is ~right~ wrong.", "This is ~right~ wrong.", "strikes words out in notebooks only"),
    ("\\begin{align}\nx\n\\end{align}", "\\begin{align}", "put it between lines of `$$`"),
    ("Words.\n\n<!--\nNever closed.", "<!--", "add `-->`"),
    ('+++ {"tags": ["remove-cell"]}\n\nHidden.', '+++ {"tags": ["remove-cell"]}', "leave it out"),
    (
        ":::{figure} ../fig/neuron.svg\n:alt: A neuron,\n  with inputs.\n:name: fig-intro-two\nA caption.\n:::",
        ":name: fig-intro-two",
        "move it up",
    ),
    ("See [the script](../fig/draw.py).", "See [the script](../fig/draw.py).", "notebooks come without"),
    ("Well done :tada:", "Well done :tada:", "name of an emoji"),
    ("Call it with --verbose at the end.", "Call it with --verbose at the end.", "options in backticks"),
    ("Read pages 3--5.", "Read pages 3--5.", "becomes a dash"),
    ("See the file __init__.py of it.", "See the file __init__.py of it.", "bold or italic"),
    ("It is 2*3*4.", "It is 2*3*4.", "bold or italic"),
    ("<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> main", "<<<<<<< HEAD", "merge conflict"),
    ("This is Keras {{ kears_version }}.", "This is Keras {{ kears_version }}.", "did you mean `keras_version`?"),
    ("A set is {{1, 2}}.", "A set is {{1, 2}}.", "write code in backticks"),
    # roles and links
    ("Water is H{sub}`2`O.", "Water is H{sub}`2`O.", "unknown role `{sub}`; write a formula"),
    (
        "Get {download}`it <../data/x.csv>`.",
        "Get {download}`it <../data/x.csv>`.",
        "unknown role `{download}`; write `[words](address)`",
    ),
    ("Go to {doc}`../setup`.", "Go to {doc}`../setup`.", "write `[words](page.md)`"),
    ("It is {trem}`bias`.", "It is {trem}`bias`.", "did you mean `term`?"),
    ("In {ref}`fig-intro-neuron`.", "In {ref}`fig-intro-neuron`.", "write {numref}`fig-intro-neuron`"),
    ("Go to [](../setup.md).", "Go to [](../setup.md).", "a link without words"),
    # headings and titles
    ("One\n---\n\nWords.", "One", "a heading that is underlined"),
    ("### 損失関数", "### 損失関数", "without Latin letters"),
    ("### One\n\n#### Two\n\n##### Three", "##### Three", "has no address"),
    ("- item\n\n  ### One", "  ### One", "no headings inside boxes, lists"),
    (":::{callout} Title\n### One\nWords.\n:::", "### One", "no headings inside boxes, lists"),
    (":::{callout} Title\n### One\nWords.\n\n### Two\n:::", "### Two", "no headings inside boxes, lists"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\nMore words.", "More words.", "becomes a row of the table"),
    ("> | a |\n> |---|\n> | 1 |\n> More words.", "> More words.", "becomes a row of the table"),
    # cells
    (
        "1. First\n\n   ```{code-cell} ipython3\n   x = 1\n   ```",
        "   ```{code-cell} ipython3",
        "would vanish from the page",
    ),
    ("> ```{code-cell} ipython3\n> x = 1\n> ```", "> ```{code-cell} ipython3", "would vanish from the page"),
    ("- Result:\n\n  ```\n  1.25\n  ```", "  ```", "pasted output"),
]


@pytest.mark.parametrize("body, line, message", REFUSED, ids=lambda value: str(value)[:30])
def test_what_would_be_lost_is_refused_with_its_line(body, line, message):
    text = episode(body)
    at = text[: text.index(body)].count("\n") + body.split("\n").index(line) + 1
    found = findings(text)
    assert any(finding.startswith(f"{EPISODE}:{at}: ") and message in finding for finding in found), found
    for finding in found:
        assert re.match(r"episodes/01-introduction\.md:\d+: .+[;,:] .+", finding), f"no hint how to mend it: {finding}"


@pytest.mark.parametrize(
    "old, new, line, message",
    [
        (":minutes: 5\n", ":minutes: 5 min\n", ":::{exercise-start} One neuron by hand", "`:minutes: 5`"),
        (
            ":minutes: 5\n",
            ":minutes: 5\n:nonumber:\n",
            ":::{exercise-start} One neuron by hand",
            "unknown option `nonumber`",
        ),
        (":minutes: 5\n", ":minuts: 5\n", ":::{exercise-start} One neuron by hand", "did you mean `minutes`?"),
        (
            ":minutes: 5\n:::\n\nWhat does the neuron return?",
            ":minutes: 5\n\nWhat does the neuron return?\n:::",
            "What does the neuron return?",
            "holds text",
        ),
        (
            ":::{solution-start} intro-ex-neuron\n:::\n",
            ":::{solution-start} intro-ex-neuron\n:class: dropdown\n:::\n",
            ":::{solution-start} intro-ex-neuron",
            "unknown option `class`",
        ),
        (
            ":::{keypoints}",
            ":::{solution-start} intro-ex-neuron\n:::\n\nAgain.\n\n:::{solution-end}\n:::\n\n:::{keypoints}",
            None,
            "a second `solution-start`",
        ),
        # behind numbered lists, of which answers read the numbers away
        (
            "The neuron returns 1.25,",
            "1. One\n\n2. Two\n\n3. Three\n\n4. Four\n\nThe neuron returns 1.25 and 7.5,",
            None,
            "7.5 stands neither",
        ),
    ],
)
def test_fault_in_an_exercise_is_refused_with_its_line(old, new, line, message):
    text = miniature()
    assert text.count(old) == 1
    text = text.replace(old, new)
    lines = text.split("\n")
    at = (
        lines.index(line)
        if line
        else max(
            at for at, found in enumerate(lines) if "7.5" in found or found == ":::{solution-start} intro-ex-neuron"
        )
    )
    # Text is held up where it starts, options at their fence.
    assert any(finding.startswith(f"{EPISODE}:{at + 1}: ") and message in finding for finding in findings(text)), (
        findings(text)
    )


# (source, what stands for it in a notebook)
SHOWN = [
    ("One.\n\n<!--\n:::{callout} A draft\nSecret.\n:::\n\nTODO: more.\n-->\n\nTwo.", "One.\n\nTwo."),
    ("One.\n\n% a note to myself\n\nTwo.", "One.\n\nTwo."),
    ("One <!-- secret --> and two.", "One  and two."),
    ("One.\n\n+++\n\nTwo.", "One.\n\nTwo."),
    (":::{callout}\nOne.\n\n<!-- secret -->\n\n% secret\n\nTwo.\n:::", "> **Note**\n>\n> One.\n>\n> Two."),
    ("A card costs \\$300 to \\$400.", "A card costs <span>&#36;</span>300 to <span>&#36;</span>400."),
    ("Load `model_{epoch}` with `load`, `{x}` or `{{ y }}`.", "Load `model_{epoch}` with `load`, `{x}` or `{{ y }}`."),
    (
        ":::{callout}\n```ipython\n%timeit f()\n# {ref}`x` and [it](../setup.md)\n```\n:::",
        "> **Note**\n>\n> ```ipython\n> %timeit f()\n> # {ref}`x` and [it](../setup.md)\n> ```",
    ),
    (
        ":::::{callout} Outer\nOne.\n\n:::{warning} Inner\nTwo.\n:::\n\nThree.\n:::::",
        "> **Note: Outer**\n>\n> One.\n>\n> > **Warning: Inner**\n> >\n> > Two.\n>\n> Three.",
    ),
    (":::::{callout} Outer\nOne.\n\n:::{instructor}\nSecret.\n:::\n:::::", "> **Note: Outer**\n>\n> One."),
    ("- One\n\n  :::{warning}\n  Two.\n  :::\n\n- Three", "- One\n\n  > **Warning**\n  >\n  > Two.\n\n- Three"),
    ("- One:\n\n  ```sh\n  # comment\n  ls\n  ```", "- One:\n\n  ```sh\n  # comment\n  ls\n  ```"),
    ("> A quotation.\n>\n> > Inner.", "> A quotation.\n>\n> > Inner."),
    (
        "3. Three\n4. Four\n\n   | a | b |\n   |---|---|\n   | 1 | 2 |",
        "3. Three\n4. Four\n\n   | a | b |\n   |---|---|\n   | 1 | 2 |",
    ),
    ("Word\n: One meaning.\n: Another one.", "- **Word:** One meaning.\n\n  Another one."),
    (
        "::::{tab-set}\n:::{tab-item} Linux\nOne.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n:::\n:::{tab-item} Windows\nTwo.\n:::\n::::",
        "**Linux**\n\nOne.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**Windows**\n\nTwo.",
    ),
    ("Press {kbd}`Ctrl+C`, or <kbd>Esc</kbd>.", "Press <kbd>Ctrl+C</kbd>, or <kbd>Esc</kbd>."),
    ("In {numref}`picture %s <fig-intro-neuron>` and {numref}`fig-intro-neuron`.", "In picture 1.1 and Figure 1.1."),
    ("A {given}`given` {term}`unit <neuron>` of {ref}`intro-ex-neuron`.", "A given unit of Exercise 1.1."),
    (
        "(sec:data.one)=\n### Data\n\nSee {ref}`the data <sec:data.one>` and {ref}`sec:data.one`.",
        "### Data\n\nSee [the data](#Data) and Data.",
    ),
    ('See [set-up](../setup.md "How to") and [it](<../setup.md>).', "See set-up and it."),
    (
        "### The `fit` of *one*\n\nSee [above](#the-fit-of-one).",
        "### The `fit` of *one*\n\nSee [above](#The-fit-of-one).",
    ),
    ("### The loss $L$\n\nWords.", "### The loss $L$\n\nWords."),
    (":::{warning} Use $x < 3$\nWords.\n:::", "> **Warning: Use $x < 3$**\n>\n> Words."),
    ("It is $a^{{2}}$ and ${x}$.", "It is $a^{{2}}$ and ${x}$."),
    ("Python {{ python_versions }} will do.", "Python 3.10 to 3.13 will do."),
    (" :::{callout}\n Indented.\n :::", "> **Note**\n>\n> Indented."),
    (
        "Two $\\vert x \\vert$ pipes.\n\n| a | b |\n|---|---|\n| `x \\| y` | or |",
        "Two $\\vert x \\vert$ pipes.\n\n| a | b |\n|---|---|\n| `x \\| y` | or |",
    ),
]


@pytest.mark.parametrize("body, expected", SHOWN, ids=lambda value: str(value)[:30])
def test_what_is_shown_stands_in_the_notebooks(body, expected):
    text = episode(body)
    assert findings(text) == []
    page = parse(EPISODE, text)
    written = writer.Writer(page, "learner", writer.Numbers([page])).notebook()
    source = "\n\n".join(cell.source for cell in written.cells if cell.cell_type == "markdown")
    assert f"## A single neuron\n\n{expected}\n\nA neuron adds" in source, source[: source.index("<img")]


def test_a_picture_in_a_box_or_a_list_is_in_the_notebooks():
    box = ":::::{callout}\nLook:\n\n:::{figure} ../fig/neuron.svg\n:name: fig-intro-two\n:alt: A neuron with weights.\nA caption.\n:::\n:::::"
    for body, before in (
        (box, "> "),
        (box.replace("\n", "\n  ").replace(":::::{callout}", "- One\n\n  :::::{callout}"), "  > "),
    ):
        assert findings(episode(body)) == []
        page = parse(EPISODE, episode(body))
        written = writer.Writer(page, "learner", writer.Numbers([page])).notebook()
        cell = next(cell.source for cell in written.cells if "A caption." in cell.source)
        lines = cell.split("\n")
        assert any(
            line.startswith(f'{before}<img alt="A neuron with weights." src="data:image/svg+xml') for line in lines
        ), cell[:200]
        assert f"{before}*Figure 1.1.* A caption." in lines


def test_a_draft_in_a_comment_is_no_block():
    """Neither box, cell, exercise nor heading in a comment is seen by anybody."""
    hidden = "<!--\n## Draft\n\n```{code-cell} ipython3\n1 / 0\n```\n\n:::{exercise-start} Draft\n:label: x\n:::\n-->"
    page = parse(EPISODE, episode(hidden))
    assert findings(episode(hidden)) == []
    assert [cell.text for cell in page.cells()] == ["print(max(0, 0.25 + 1))"]


@pytest.fixture
def reading(monkeypatch, tmp_path):
    """Read a text as the page of a book; the folder and what is kept of it."""
    path = tmp_path / "page.md"
    (tmp_path / "_config.yml").write_text((ROOT / "_config.yml").read_text())
    monkeypatch.setattr(page_module, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "BUILD", tmp_path / "_build")
    page_module.reader.cache_clear()

    def read(text: str) -> str:
        path.write_text(text)
        return page_module.read(Path("page.md"), tmp_path).blocks[0].text

    yield read
    page_module.reader.cache_clear()


def test_a_page_that_was_read_before_is_not_parsed_again(reading, monkeypatch):
    assert reading("One.\n") == "One.\n"
    monkeypatch.setattr(page_module, "parse", None)
    assert reading("One.\n") == "One.\n"


def test_what_was_read_before_is_no_page_of_another_text_or_other_settings(reading, monkeypatch, tmp_path):
    """Whatever a page was made from changes, it is read again."""
    parsed = []
    parse = page_module.parse
    monkeypatch.setattr(page_module, "parse", lambda path, text: parsed.append(text) or parse(path, text))
    assert reading("One.\n") == "One.\n" and reading("Two.\n") == "Two.\n" and len(parsed) == 2
    (tmp_path / "_config.yml").write_text((ROOT / "_config.yml").read_text() + "# edited\n")
    page_module.reader.cache_clear()  # as in the next command
    assert reading("Two.\n") == "Two.\n" and len(parsed) == 3
    for _ in range(2):
        with pytest.raises(Unreadable, match="page.md:2: "):
            reading('---\ntitle: "One\n---\n')


def test_a_folder_that_cannot_be_written_is_read_all_the_same(reading, tmp_path):
    (tmp_path / "_build").write_text("no folder")
    assert reading("One.\n") == "One.\n"


def test_cells_get_the_outputs_of_their_own_source(monkeypatch):
    """A cell that Jupyter Book indents is a cell for both; one that was not executed is named with its line."""
    text = episode(' ```{code-cell} ipython3\n print("first")\n ```\n\n```{code-cell} ipython3\nprint("second")\n```')
    page = parse(EPISODE, text)

    def stored(path):
        done = nbformat.v4.new_notebook()
        for cell in page.cells():
            printed = re.sub(r'print\("?(.*?)"?\)$', r"\1", cell.text)
            done.cells.append(
                nbformat.v4.new_code_cell(
                    cell.text, execution_count=1, outputs=[nbformat.v4.new_output("stream", text=printed)]
                )
            )
        return done

    monkeypatch.setattr(writer.execute, "stored", stored)
    cells = {cell.source: cell for cell in writer.Writer(page, "solved", writer.Numbers([page])).notebook().cells}
    assert cells['print("first")'].outputs[0].text == "first" and cells['print("second")'].outputs[0].text == "second"
    changed = stored(None)
    changed.cells[1].source = 'print("another")'
    monkeypatch.setattr(writer.execute, "stored", lambda path: changed)
    line = text[: text.index('```{code-cell} ipython3\nprint("second")')].count("\n") + 1
    with pytest.raises(writer.execute.CellProblem, match=f"{EPISODE}:{line}: .*see different cells here"):
        writer.Writer(page, "solved", writer.Numbers([page])).notebook()


def test_comments_and_labels_are_no_words():
    """What no reader sees, no rule about words looks at; other HTML is seen."""
    page = parse(EPISODE, "Seen.\n\n<!-- of the\nauthor -->\n\n% a note\n\n(here)=\n\n<div>shown</div>\n")
    assert "\n".join(block.prose for block in page.walk()).split() == ["Seen.", "<div>shown</div>"]


def test_an_unknown_name_never_falls_through():
    """What lint would refuse, the notebooks' writer refuses, too."""
    for body in (":::{nothing}\nWords.\n:::", "{nothing}`words`", "- item\n\n  :::{nothing}\n  Words.\n  :::"):
        page = parse(EPISODE, episode(body))
        with pytest.raises(writer.Unwritable, match=r"episodes/01-introduction\.md:\d+: .*nothing.*; add it to"):
            writer.Writer(page, "learner", writer.Numbers([page])).notebook()


def test_a_notebook_that_cannot_be_written_leaves_the_last_ones(monkeypatch, tmp_path, capsys):
    """The build stops, and says where."""
    page = parse(EPISODE, episode(":::{nothing}\nWords.\n:::"))
    last = tmp_path / "notebooks" / "learner" / "01-introduction.ipynb"
    last.parent.mkdir(parents=True)
    last.write_text("the last one")
    monkeypatch.setattr(writer, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(writer, "MADE_FROM", tmp_path / "made-from.json")
    monkeypatch.setattr(writer, "executed_pages", lambda: [page])
    monkeypatch.setattr(writer, "made_from", lambda page, numbers: "another text")
    assert writer.main() == 1
    assert f"{EPISODE}:" in capsys.readouterr().err
    assert last.read_text() == "the last one" and not (tmp_path / "made-from.json").exists()


def test_a_list_in_a_definition_is_no_code():
    """All of a definition is indented, and what is indented in it, more; four blanks alone would be code."""
    text = ":::{glossary}\nunit\n  One of two things:\n\n    - a length\n    - a mass\n:::\n"
    (glossary,) = [
        block
        for block in parse(Path("glossary.md"), "---\ntitle: Glossary\n---\n\n" + text).blocks
        if block.name == "glossary"
    ]
    assert "code_block" not in [token.type for token in glossary.tokens]
    assert [token.type for token in glossary.tokens].count("list_item_open") == 2


def test_the_table_of_what_may_be_written_is_complete():
    """WRITING.md shows the list from which lint works, and it names what the extension and the pages have."""
    given: set[str] = set()
    app = MagicMock(**{f"add_{what}": lambda name, *_, **__: given.add(name) for what in ("directive", "role")})
    lesson.setup(app)
    others = {"code-cell", "figure", "glossary", "tab-set", "tab-item", "exercise-end", "solution-end"}
    known = {*vocabulary.DIRECTIVES, *vocabulary.ROLES}
    assert given <= known
    assert set(vocabulary.DIRECTIVES) - given == others
    assert vocabulary.documentation() in (ROOT / ".github" / "WRITING.md").read_text(encoding="utf-8")


def test_roles_are_those_that_the_page_has():
    """Our reader within lines, and MyST's, find the same code, formulas, roles and substitutions on all pages."""
    types = {"myst_role": "role", "code_inline": "code", "math_inline": "math", "substitution_inline": "substitution"}
    count = 0
    for path in toc_pages():
        for block in read(path).walk():
            for token in block.tokens:
                theirs = [
                    (types[child.type], child.content.strip()) for child in token.children or [] if child.type in types
                ]
                ours = [
                    (kind, (piece["code"] or piece["math"] or piece["substitution"]).strip("$ \n").replace("\n", " "))
                    for piece in roles.PIECE.finditer(token.content if token.children else "")
                    if (kind := roles.kind(piece)) in types.values()
                ]
                assert ours == theirs, f"{path}:{token.map}"
                count += len(ours)
    assert count > 500


def test_formulas_of_several_lines_stay_aligned():
    """As MathJax shows them in notebooks: a row for each line, the signs one below the other."""
    rows = re.findall(r"<mtr>(.*?)</mtr>", mathml(r"\begin{aligned} a &= b \\ &= c \end{aligned}", "block"))
    signs = [[">=<" in cell for cell in re.findall(r"<mtd[^>]*?(?:/>|>.*?</mtd>)", row)] for row in rows]
    assert len(rows) == 2 and [line.index(True) for line in signs] == [1, 1], rows
