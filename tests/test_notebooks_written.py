"""Notebooks as they are written, from pages of a few lines."""

from __future__ import annotations

import json
import platform
import re
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from lesson.notebooks import writer
from lesson.notebooks.numbers import Numbers
from lesson.notebooks.words import Unwritable, Words
from lesson.paths import LEARNER_FILE, ROOT
from lesson.text import git, versions
from lesson.text.page import exercises, parse, read

PATH = Path("episodes/01-small.md")
HEAD = "---\ntitle: Small\nlead: Little.\njupytext: {}\n---\n\n"
IMPORT = "```{code-cell} ipython3\nimport math\n```\n\n"
ASK = ":::{exercise-start} Try it\n:label: small-ex-one\n:minutes: 5\n:::\n\nCall it `found`.\n\n"
END = ":::{exercise-end}\n:::\n\n:::{solution-start} small-ex-one\n:::\n\n"
THREE = ':name: three\n:expect: "3"\n'
SHOWN, HIDDEN = ":tags: [shown]\n", ":tags: [remove-cell]\n"
CLOSE = "\n:::{solution-end}\n:::\n\n"


def cell(code: str, options: str = "") -> str:
    return f"```{{code-cell}} ipython3\n{options}{code}\n```\n\n"


def made(text: str, kind: str, monkeypatch, outputs=(), site: str = "") -> list[nbformat.NotebookNode]:
    """Return the cells of one kind of notebook."""
    page = parse(PATH, HEAD + text)

    def stored(path):
        cells = [
            nbformat.v4.new_code_cell(block.text, execution_count=at, outputs=deepcopy(list(outputs)))
            for at, block in enumerate(page.cells(), 1)
        ]
        return nbformat.v4.new_notebook(cells=cells)

    monkeypatch.setattr(writer.execute, "stored", stored)
    monkeypatch.setattr(git, "address", lambda root: site)
    return writer.Writer(page, kind, Numbers([page])).notebook().cells


def sources(cells) -> list[str]:
    return [cell.source for cell in cells]


KINDS = ("learner", "solved", "type-along")


@pytest.mark.parametrize("kind", KINDS)
def test_a_notebook_begins_with_its_title_and_is_one_of_python(monkeypatch, kind):
    page = parse(PATH, HEAD + "Words.\n")
    monkeypatch.setattr(writer.execute, "stored", lambda path: nbformat.v4.new_notebook())
    notebook = writer.Writer(page, kind, Numbers([page])).notebook()
    assert notebook.cells[0].source == "# Small\n\nLittle."
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.parametrize("kind, count", [("learner", None), ("solved", 1), ("type-along", None)])
def test_a_notebook_that_reads_data_says_first_where_it_is(monkeypatch, kind, count):
    with_data = IMPORT + cell('found = open("../data/study.csv")') + cell("print(found)")
    second = made(with_data, kind, monkeypatch, site="https://example.org/")[1]
    assert second.execution_count == count and second.metadata == {"jupyter": {"source_hidden": True}}
    assert "https://example.org/setup.html" in second.source and LEARNER_FILE in second.source
    compile(second.source, "cell", "exec")
    assert "https:" not in made(with_data, kind, monkeypatch)[1].source
    assert not [
        text for text in sources(made(with_data.replace("../data", "data"), kind, monkeypatch)) if "setup" in text
    ]


def test_cells_are_folded_hidden_and_checked_as_the_page_says(monkeypatch):
    text = (
        IMPORT
        + cell("draw = 1", ":tags: [hide-input]\n")
        + cell("assert True", ":tags: [remove-cell]\n")
        + cell("print(3)", THREE)
        + cell("print(4)", ":publish: four\n")
    )
    output = nbformat.v4.new_output("stream", text="printed")
    solved = made(text, "solved", monkeypatch, [output])[1:]
    assert sources(solved) == ["import math", "draw = 1", "assert True", "print(3)"]
    assert [one.execution_count for one in solved] == [1, 2, 3, 4]
    assert [one.outputs[0].text for one in solved] == ["printed", "printed", "printed", "3\n"]
    assert [one.metadata.get("tags") for one in solved] == [None, None, None, ["nbval-check-output"]]
    assert [one.metadata.get("jupyter") for one in solved] == [None, *[{"source_hidden": True}] * 2, None]
    learner = made(text, "learner", monkeypatch)[1:]
    assert sources(learner) == ["import math", "draw = 1", "print(3)", "print(4)"]
    assert [one.metadata.get("jupyter") for one in learner] == [None, {"source_hidden": True}, None, None]
    assert not any(one.outputs or one.execution_count for one in learner)


@pytest.mark.parametrize(
    "options, title, form",
    [("", "(5 min)", False), (":optional:\n", "(5 min, optional)", False), ("", "(5 min)", True)],
)
def test_an_exercise_has_a_title_and_says_where_its_form_is(monkeypatch, options, title, form):
    check = ":::{self-check}\n- question: Which?\n  answer: three\n:::\n\n" if form else ""
    ask = ASK.replace(":minutes", f"{options}:minutes")
    text = f"{IMPORT}{ask}{check}{END}It is three.\n{CLOSE}"
    for kind, rest in (
        ("learner", "*Your answer to exercise 1.1 (double-click here to write):*"),
        ("type-along", "*Your"),
    ):
        found = sources(made(text, kind, monkeypatch, site="https://example.org/"))[2:]
        assert found[0] == f"---\n\n#### ✏️ Exercise 1.1: Try it {title}" and found[1] == "Call it `found`."
        place = "[the page of this episode](https://example.org/episodes/01-small.html)"
        assert found[2:-1] == ([f"*A form on {place} checks your answers.*"] if form else [])
        assert found[-1].startswith(rest)
    solved = sources(made(text, "solved", monkeypatch))[2:]
    assert solved[2:] == ["**✔️ Solution 1.1**", "It is three.", "---"]
    assert (
        "*A form on the page of this episode checks your answers.*" in sources(made(text, "learner", monkeypatch))
        or not form
    )


def test_a_form_whose_answers_the_notebook_checks_is_not_named(monkeypatch):
    check = ":::{self-check}\n- question: Which?\n  answer-of: three\n  value: found\n:::\n\n"
    text = f"{IMPORT}{ASK}{check}{END}It is 3.\n\n{cell('found = 3')}{cell('print(found)', THREE)}{CLOSE}"
    for kind in ("learner", "type-along"):
        found = sources(made(text, kind, monkeypatch))
        assert not [one for one in found if "A form on" in one]
        assert [
            one for one in found if one.startswith("# Check your answer")
        ] and "# Your answer to exercise 1.1\n" in found


@pytest.mark.parametrize(
    "start, begins",
    [
        ("", ""),
        ("```python\nfound = 1\n```\n", ""),
        ("```python\nfound = ...\n\nprint(found)\n```\n", "# found = ...\n#\n# print(found)\n"),
        ("```python\none = ...\n```\n\n```python\ntwo = ...\n```\n", "# two = ...\n"),
        ("- Fill in:\n\n  ```python\n  found = ...\n  ```\n", "# found = ...\n"),
        ("```sh\nls ...\n```\n", ""),
    ],
)
def test_the_cell_for_an_answer_begins_as_the_exercise_does(monkeypatch, start, begins):
    text = f"{IMPORT}{ASK}{start}\n{END}{cell('found = 3')}{CLOSE}{cell('print(found)')}"
    for kind in ("learner", "type-along"):
        found = made(text, kind, monkeypatch)
        (at,) = [at for at, one in enumerate(found) if one.source.startswith("# Your answer")]
        assert found[at].source == f"# Your answer to exercise 1.1\n{begins}"
        assert found[at + 1].source.startswith("# Run this if you did not finish")
        assert found[at + 1].metadata == {"jupyter": {"source_hidden": True}}
    page = parse(PATH, HEAD + text)
    assert writer.started(exercises(page)[0]) == "".join(f"{line[2:]}\n" for line in begins.splitlines())


BREAK = ":::{break}\nAir.\n:::\n\n"


@pytest.mark.parametrize("kind", ["learner", "type-along"])
def test_a_break_has_a_cell_to_go_on_with_where_cells_below_need_something(monkeypatch, kind):
    text = f"{IMPORT}{cell('first = 1')}{BREAK}{cell('print(math.pi)')}{cell('print(first)')}{BREAK}{cell('last = 2')}"
    found = made(text, kind, monkeypatch)
    at = [at for at, one in enumerate(found) if one.source == "---\n\n**☕ Break**"]
    assert len(at) == 2 and "first = 1" in found[at[0] + 1].source and "else:" in found[at[0] + 1].source
    assert found[at[0] + 1].metadata == {"jupyter": {"source_hidden": True}}
    assert not found[at[1] + 1].source.startswith("# Run this")
    assert "Break" not in str(sources(made(text, "solved", monkeypatch)))


def test_the_cell_of_an_exercise_makes_room_for_that_of_a_break(monkeypatch):
    text = f"{IMPORT}{cell('first = 1')}{ASK}{END}{cell('found = 3')}{CLOSE}{BREAK}{cell('print(found, first)')}"
    found = sources(made(text, "learner", monkeypatch))
    assert [one.startswith("# Run this") for one in found].count(True) == 1
    assert found[-3] == "---\n\n**☕ Break**" and "first = 1" in found[-2] and "found = 3" in found[-2]


COMMENTS = [
    ("Add the two:\n\n", "", "Add the two (makes total)"),
    ("How much is it?\n\n", "", "How much is it? (makes total)"),
    ("1. Then **add** $x$:\n\n", "", "Then add x (makes total)"),
    ("It is so.\n\n", "", "Make total"),
    ("Add:\n\n## Next\n\n", "", "Make total"),
    ("It is so.\n\n", ":comment: Add them up\n", "Add them up (makes total)"),
    ("", "", "Make total"),
]


@pytest.mark.parametrize("before, option, said", COMMENTS)
def test_an_empty_cell_says_what_goes_there(monkeypatch, before, option, said):
    text = f"{IMPORT}{before}{cell('total = 1 + 1', option)}{cell('print(total)')}"
    *_, empty, last = sources(made(text, "type-along", monkeypatch))
    assert (empty, last) == (f"# {said}", "# Go on")


def test_an_empty_cell_names_all_that_cells_below_read(monkeypatch):
    text = f"{IMPORT}{cell('second, none = 1, 3; first = 2')}{cell('print(first, second)')}"
    assert sources(made(text, "type-along", monkeypatch))[-2] == "# Make second, first"


def test_a_long_comment_has_several_lines(monkeypatch):
    *_, last = sources(made(f"{IMPORT}{'word ' * 30}end:\n\n{cell('print(2)')}", "type-along", monkeypatch))
    assert len(last.split("\n")) == 3 and all(
        line.startswith(("# word", "# end")) and len(line) <= 79 for line in last.split("\n")
    )


def test_what_nobody_types_is_there_already(monkeypatch):
    figure = ":::{figure} ../fig/neuron.svg\n:name: fig-a\n:alt: A neuron.\nA caption.\n:::\n\n"
    text = f"{IMPORT}## Part\n\nWords:\n\n{figure}{cell('run = 1', SHOWN)}{cell('assert 1', HIDDEN)}Other words.\n\n{cell('print(1)')}"
    found = sources(made(text, "type-along", monkeypatch))[1:]
    assert [found[0], found[1], found[3], found[4]] == ["import math", "## Part", "run = 1", "# Go on"]
    assert (
        found[2].startswith('<img alt="A neuron."')
        and found[2].endswith("*Figure 1.1.* A caption.")
        and len(found) == 5
    )


def test_cells_have_names_that_stay(monkeypatch):
    text = f"Words.\n\n{IMPORT}{cell('print(1)')}{cell('print(1)')}"
    first, again, solved = (made(text, kind, monkeypatch) for kind in ("learner", "learner", "solved"))
    names = [one.id for one in first]
    assert names == [one.id for one in again] and len(set(names)) == len(names)
    assert not set(names) & {one.id for one in solved} and all(re.fullmatch("[0-9a-f]{8}", name) for name in names)


def test_a_cell_that_prints_versions_is_followed_by_a_check(monkeypatch):
    text = IMPORT + cell("print(sklearn.__version__)", ':name: v\n:expect: "{{ scikit_learn_version }}"\n')
    *_, printed, check = made(text, "solved", monkeypatch)
    assert printed.outputs[0].text == f"{versions.pins()['scikit_learn']}\n"
    floor = re.search(r"scikit-learn>=([\d.]+)", (ROOT / "requirements.in").read_text())[1]
    assert "import sklearn\n" in check.source and f'Version("{floor}")' in check.source
    assert check.metadata == {"jupyter": {"source_hidden": True}} and check.execution_count == 1
    assert made(text, "learner", monkeypatch)[-1].source == "print(sklearn.__version__)"


def test_what_a_branch_for_binder_needs():
    found = writer.cloud_files()
    assert set(found) == {"requirements.txt", "runtime.txt", "README.md"}
    assert found["runtime.txt"] == f"python-{'.'.join(platform.python_version_tuple()[:2])}\n"
    lesson = re.findall(r"(?m)^([\w-]+)>=.*# lesson", (ROOT / "requirements.in").read_text())
    lock = dict(re.findall(r"(?m)^([\w-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text()))
    named = ["tensorflow-cpu" if name == "tensorflow" else name for name in lesson]
    assert found["requirements.txt"] == "".join(f"{name}=={lock[name]}\n" for name in named)
    for kind in (*KINDS, "data"):
        assert f"- `{kind}/`: " in found["README.md"]


@pytest.mark.parametrize("site, link", [("", False), ("https://example.org/", True)])
def test_a_branch_for_binder_leads_to_the_lesson(monkeypatch, site, link):
    monkeypatch.setattr(git, "address", lambda root: site)
    assert ("[the lesson](https://example.org/)" in writer.cloud_files()["README.md"]) == link


@pytest.mark.parametrize(
    "written, shown",
    [
        ("{numref}`fig %s of <fig-a>`", "fig 1.1 of"),
        ("{numref}`fig-a` {ref}`small-ex-one`", "Figure 1.1 Exercise 1.1"),
        ("{ref}`words <small-ex-one>` {term}`cells <cell>` {term}`cell`", "words cells cell"),
        ("{kbd}`<Esc>` {value}`three` {wrong}`no` {learned}`w`", "<kbd>&lt;Esc&gt;</kbd> 3 no w"),
        ("- Do it. {practised-in}`small-ex-one`", "- Do it."),
        ("`{term}` and $\\class{given} {x}$, or `` a`b ``", "`{term}` and ${x}$, or `` a`b ``"),
        ("Word\n: What it is.\n\nOne.\n\n<!-- no -->\n\nTwo.", "- **Word:** What it is.\n\nOne.\n\nTwo."),
        ("{ref}`there <place>` and {ref}`place`", "[there](#A-place) and A place"),
        ("[there](#a-place), [here](other.md), [page](01-small.md#none)", "[there](#A-place), here, page"),
    ],
)
def test_roles_and_links_in_a_notebook(monkeypatch, written, shown):
    monkeypatch.setattr(git, "address", lambda root: "")
    text = f"{IMPORT}{ASK}{END}{cell('print(3)', THREE)}{CLOSE}(place)=\n## A place\n\n"
    figure = ":::{figure} ../fig/neuron.svg\n:name: fig-a\n:alt: A neuron.\nA caption.\n:::\n"
    page = parse(PATH, HEAD + text + figure)
    assert Words(page, Numbers([page])).plain(written, 1) == shown


def test_links_to_other_pages_lead_to_the_site(monkeypatch):
    monkeypatch.setattr(git, "address", lambda root: "https://example.org/")
    page = parse(PATH, HEAD)
    plain = Words(page, Numbers([page])).plain
    assert plain("[a](../setup.md#cloud) [b](02-other.md)", 1) == (
        "[a](https://example.org/setup.html#cloud) [b](https://example.org/02-other.html)"
    )
    with pytest.raises(Unwritable, match=r"^episodes/01-small\.md:7: .*\{nothing\}"):
        plain("{nothing}`x`", 7)


def test_notebooks_are_written_once_and_again_after_a_change(monkeypatch, tmp_path):
    page = parse(PATH, f"{HEAD}{IMPORT}Words.\n")
    monkeypatch.setattr(writer, "BUILD", tmp_path)
    monkeypatch.setattr(writer, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(writer, "MADE_FROM", tmp_path / "made-from.json")
    monkeypatch.setattr(writer, "executed_pages", lambda: [page])
    monkeypatch.setattr(writer, "toc_pages", lambda: [])
    monkeypatch.setattr(writer, "made_from", lambda page, numbers: "first")
    monkeypatch.setattr(
        writer.execute,
        "stored",
        lambda path: nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import math", execution_count=1)]),
    )
    monkeypatch.setattr(writer, "Numbers", lambda pages: Numbers([page]))
    assert writer.main() == 0
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    data = {
        f"notebooks/data/{path.name}" for end in ("csv", "keras", "txt") for path in (ROOT / "data").glob(f"*.{end}")
    }
    assert found == {
        *data,
        LEARNER_FILE,
        "made-from.json",
        *(f"notebooks/{kind}/01-small.ipynb" for kind in KINDS),
        *(f"notebooks/{kind}/lesson_check.py" for kind in ("learner", "type-along")),
        *(f"notebooks/{name}" for name in ("README.md", "requirements.txt", "runtime.txt")),
    }
    assert json.loads((tmp_path / "made-from.json").read_text()) == {"01-small": "first"}
    file = tmp_path / "notebooks" / "learner" / "01-small.ipynb"
    sound = file.read_text()
    file.write_text("kept")
    assert writer.main() == 0 and file.read_text() == "kept"
    monkeypatch.setattr(writer, "made_from", lambda page, numbers: "second")
    assert writer.main() == 0 and file.read_text() == sound
    file.unlink()
    assert writer.main() == 0 and file.read_text() == sound


def test_what_notebooks_are_made_from(monkeypatch):
    """The numbers of other pages and the address of the site are a part of it."""
    page = read(Path("setup.md"))
    numbers = Numbers([page])
    first = writer.made_from(page, numbers)
    assert writer.made_from(page, Numbers([page])) == first and re.fullmatch("[0-9a-f]{64}", first)
    for part in ("text", "heading"):
        other = Numbers([page])
        getattr(other, part)["new"] = "Figure 9"
        assert writer.made_from(page, other) != first
    monkeypatch.setattr(git, "address", lambda root: "https://elsewhere.example/")
    assert writer.made_from(page, numbers) != first


# What only the site can show -> what stands for it, as a pattern
FOR_THE_SITE = {
    ":::{install-command} python3.12\n:::": r"```sh\n.*python3\.12.* \"keras>=3\".*\n```",
    ":::{learner-file}\n:::": r"\*\*.+\*\* is on the set-up page of the site\.",
    ":::{set-up-check}\n:::": r"`check_setup\.py` is on the set-up page of the site\.\n\n```text\n.+\n```",
    ":::{instructor}\nHush.\n:::": "",
    ":::{can-go}\nHush.\n:::": "",
    ":::{your-answers}\n:::": "",
    "````{tab-set}\n```{tab-item} One\nWords.\n```\n````": r"\*\*One\*\*\n\nWords\.",
    "```python\nx = 1\n```": "```python\nx = 1\n```",
    ":::{questions}\n- Why?\n:::": r"> \*\*Questions\*\*\n>\n> - Why\?",
    ":::{callout} A `b`\nOne.\n\nTwo.\n:::": r"> \*\*Note: A `b`\*\*\n>\n> One\.\n>\n> Two\.",
}


@pytest.mark.parametrize("written", FOR_THE_SITE)
def test_what_stands_for_a_block_of_the_site(monkeypatch, written):
    """Alone, and in a list, where all lines are indented."""
    wanted = FOR_THE_SITE[written]
    for kind in ("learner", "solved"):
        found = sources(made(f"{written}\n", kind, monkeypatch))[1:]
        assert len(found) == bool(wanted) and (not wanted or re.fullmatch(wanted, found[0], re.S)), found
    indented = "  " + written.replace("\n", "\n  ")
    (found,) = sources(made(f"- Item\n\n{indented}\n\nAfter.\n", "learner", monkeypatch))[1:]
    first, *rest, last = found.split("\n")
    assert (first, last) == ("- Item", "After.")
    assert re.fullmatch(wanted, "\n".join(line.removeprefix("  ") for line in rest).strip(), re.S), found
    assert all(line.startswith("  ") for line in rest if line.strip(" >"))


def test_a_playground_is_named_and_its_question_asked(monkeypatch):
    text = (
        "::::{playground} neuron\n:title: One `neuron`\nTry.\n\n"
        ":::{guess} What happens?\n:choices: it grows, it falls\n:answer: it grows\nIts *input* is 1.\n:::\n::::\n"
    )
    for kind in KINDS:
        found = sources(made(text, kind, monkeypatch, site="https://example.org/"))[1:]
        assert found == [
            "> **Try it: One `neuron`**\n>\n"
            "> This playground is on [the page of this episode](https://example.org/episodes/01-small.html) on the site.\n>\n"
            "> *Guess first:* What happens?\n>\n> - it grows\n> - it falls\n>\n"
            "> <details><summary>Answer</summary>\n>\n> **it grows**.\n> Its *input* is 1.\n>\n> </details>"
        ]


def test_a_plot_has_its_caption_and_its_picture_shows_before_a_notebook_is_trusted(monkeypatch):
    options = "---\nmystnb:\n  figure:\n    name: fig-line\n    caption: A `line`.\n  image:\n    alt: It rises.\n---\n"
    text = IMPORT + cell("plot()", options)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0"/></svg>'
    drawn = nbformat.v4.new_output("display_data", data={"image/svg+xml": svg, "text/plain": "a figure"})
    *_, plot, caption = made(text, "solved", monkeypatch, [drawn])
    assert caption.source == "*Figure 1.1.* A `line`." and set(plot.outputs[0].data) == {"text/html", "text/plain"}
    assert plot.outputs[0].data["text/html"].startswith('<img alt="It rises."')
    for kind in ("learner", "type-along"):
        assert sources(made(text, kind, monkeypatch))[-2:] == ["plot()", caption.source]


def test_sections_are_cells_of_their_own(monkeypatch):
    text = "Words.\n\n## One\n\nMore.\n\n### Two\n\nMost.\n\n##### No section\n\nEnd.\n"
    assert sources(made(text, "learner", monkeypatch))[1:] == [
        *("Words.", "## One\n\nMore."),
        "### Two\n\nMost.\n\n##### No section\n\nEnd.",
    ]
    assert sources(made(text, "type-along", monkeypatch))[1:] == ["## One", "### Two"]
