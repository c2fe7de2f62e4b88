"""Pages as they are read: blocks with their lines, options with their types, exercises, and the order of the book."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson.text.page import (
    Unreadable,
    executed_pages,
    exercises,
    missing_scripts,
    parse,
    publisher_of,
    scalar,
    script_names,
    toc_pages,
)

PATH = Path("episodes/01-one.md")


@pytest.mark.parametrize(
    "written, value",
    [
        ("5", 5),
        ("-0.5", -0.5),
        ("true", True),
        ("[a, 2]", ["a", 2]),
        ('"5"', "5"),
        ("a word", "a word"),
        ("", None),
        ("a: b", "a: b"),
        ("{a: b}", "{a: b}"),
        ("[a", "[a"),
        ("2 # more", 2),
    ],
)
def test_options_have_the_types_of_yaml(written, value):
    found = scalar(written)
    assert found == (written if value is None else value) and type(found) is type(written if value is None else value)


def lines_of(text: str) -> list[tuple]:
    """Return of each block its name, lines of begin and end, whether it is closed, and what stands in it."""
    page = parse(PATH, text)
    return [(block.name, block.line, block.first, block.last, block.closed, block.lines) for block in page.walk()]


def test_blocks_have_their_lines():
    text = """---
title: One
---
Words.

:::{figure} ../fig/a.svg
:name: fig-a
:alt: A.
Caption.
:::
More.
```python
x = 1
```
::::{callout} Title
Inside.

:::{playground} neuron
---
title: Two
height: 3
---
Try.
:::
::::

- Item

  :::{tip}
  In a list.
  :::
"""
    assert lines_of(text) == [
        (None, 4, 4, 5, True, ["Words.", ""]),
        ("figure", 6, 9, 10, True, ["Caption."]),
        (None, 11, 11, 11, True, ["More."]),
        ("", 12, 13, 14, True, ["x = 1"]),
        ("callout", 15, 16, 25, True, ["Inside.", "", *text.split("\n")[17:24]]),
        ("playground", 18, 23, 24, True, ["Try."]),
        (None, 26, 26, 32, True, ["", "- Item", "", *text.split("\n")[28:31], ""]),
        ("tip", 29, 30, 31, True, ["In a list."]),
    ]
    page = parse(PATH, text)
    names = {block.name: block for block in page.walk()}
    assert names["figure"].options == {"name": "fig-a", "alt": "A."} and names["figure"].argument == "../fig/a.svg"
    assert names["playground"].options == {"title": "Two", "height": 3} and names["callout"].argument == "Title"
    assert (names[""].mark, names[""].argument, names["callout"].mark) == ("```", "python", "::::")
    assert names["callout"].prose.split() == ["Inside."] and page.blocks[-1].prose.split("\n") == [
        "",
        "- Item",
        *[""] * 5,
    ]


def test_a_box_holds_the_words_and_the_blocks_of_its_lists():
    text = ":::{callout}\nFirst.\n\n- Item\n\n  ```python\n  x = 1\n  ```\n\n```{tip}\nInner.\n```\n:::\n"
    box, code, tip = [block for block in parse(PATH, text).walk() if block.name is not None]
    assert box.children == [code, tip] and (code.line, code.lines, tip.line) == (6, ["x = 1"], 10)
    assert [token.content for token in box.tokens if token.type == "inline"] == ["First.", "Item"]
    assert [token.content for token in tip.tokens if token.type == "inline"] == ["Inner."]


def test_where_a_link_is_defined_is_known():
    (block,) = parse(PATH, "First [a].\n\n[a]: https://a.example/\n\nLast [b].\n\n[b]: https://b.example/\n").blocks
    found = [(token.type, token.map) for token in block.tokens if token.type in ("reference", "inline")]
    assert found == [("inline", [1, 2]), ("reference", [3, 4]), ("inline", [5, 6]), ("reference", [7, 8])]


@pytest.mark.parametrize(
    "text, last",
    [
        (":::{tip}\nWords.\n", False),
        (":::{tip}\nWords.\n:::\n", True),
        (":::{tip}\n", False),
        (":::{tip}\n:::\n", True),
    ],
)
def test_what_is_not_closed_is_known(text, last):
    (block,) = [block for block in parse(PATH, text).walk() if block.name]
    assert block.closed is last


def test_what_readers_do_not_see_is_blank_and_lines_stay():
    text = "(label)=\n# Title\n\n% a note\n\n+++\n\n<!-- a\ndraft -->\n\nSeen.\n\n<b>Seen</b>\n"
    (block,) = parse(PATH, text).blocks
    assert block.lines == ["", "# Title", "", "", "", "", "", "", "", "", "Seen.", "", "<b>Seen</b>", ""]


def test_words_of_titles_have_the_line_of_their_box():
    page = parse(
        PATH, "Words.\n\n:::{callout} A `title`\nWords.\n:::\n\n:::{playground} neuron\n:title: The `title`\n:::\n"
    )
    found = {
        token.content: token.map
        for block in page.walk()
        if block.name
        for token in block.tokens
        if token.type == "inline"
    }
    assert found["A `title`"] == [3, 4] and found["The `title`"] == [7, 8]


def test_front_matter_has_its_lines():
    page = parse(PATH, "---\ntitle: One\nlead: Two\n---\n\nWords.\n")
    assert page.front == {"title": "One", "lead": "Two"} and (page.line_of["title"], page.line_of["lead"]) == (2, 3)
    assert parse(PATH, "---\n---\nWords.\n").blocks[0].lines == ["Words.", ""]
    assert parse(PATH, "Words.\n").front == {} and parse(PATH, "---\ntitle: One\n").front == {"title": "One"}


@pytest.mark.parametrize(
    "text, line, said",
    [
        ("---\ntitle: One\nlead: a: b\n---\n", 3, "this is no YAML"),
        ("---\njust words\n---\n", 2, "these lines name no options"),
        ("---\ntitle: One\n---\n\n:::{tip}\n---\na: b: c\n---\n:::\n", 7, "this is no YAML"),
        ("---\ntitle: One\n---\n\n:::{tip}\n---\na\n---\n:::\n", 7, "these lines name no options"),
    ],
)
def test_what_is_no_yaml_is_named_with_file_and_line(text, line, said):
    with pytest.raises(Unreadable, match=rf"^episodes/01-one\.md:{line}: {said}"):
        parse(PATH, text)


def test_headings_have_their_labels_and_lines():
    page = parse(
        PATH, "(one)=\n# First\n\nWords.\n\n## Second\n\n:::{tip}\nThird\n:::\n\n```python\n# none\n```\n\n## Fourth\n"
    )
    assert [(label, token.tag, token.map[0], words.content) for label, token, words in page.headings] == [
        ("one", "h1", 2, "First"),
        ("", "h2", 6, "Second"),
        ("", "h2", 16, "Fourth"),
    ]


def test_exercises_hold_what_stands_between_their_gates():
    page = parse(
        PATH,
        ":::{exercise-start} One\n:label: a\n:::\n\nAsk.\n\n:::{tip}\nA tip.\n:::\n\n:::{exercise-end}\n:::\n\nBetween.\n\n"
        ":::{solution-start} none\n:::\n\nLost.\n\n:::{solution-end}\n:::\n\n"
        ":::{exercise-start} Two\n:::\n\nAsk more.\n\n:::{exercise-end}\n:::\n\n"
        ":::{solution-start} a\n:::\n\nSay.\n\n:::{solution-end}\n:::\n\nAfter.\n",
    )
    one, two = exercises(page)
    assert (one.label, one.start.argument, two.label, two.start.argument) == ("a", "One", "", "Two")
    assert [(block.name, block.text.strip()) for block in one.statement] == [
        (None, "Ask."),
        ("tip", "A tip."),
        (None, ""),
    ]
    assert [block.text.strip() for block in two.statement] == ["Ask more."]
    assert one.solution_start.line == 32 and [block.text.strip() for block in one.solution] == ["Say."]
    assert two.solution_start is None and two.solution == []


CELL = "```{code-cell} ipython3\n:publish: numbers\nprint(1)\n```\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A book of three pages, of which the second publishes a script."""
    (tmp_path / "_static" / "playgrounds").mkdir(parents=True)
    (tmp_path / "_static" / "playgrounds" / "neuron.js").write_text("")
    (tmp_path / "_toc.yml").write_text(
        "root: index\nparts:\n  - chapters:\n      - file: one\n      - file: two.md\n  - chapters: [{file: none}]\n"
    )
    (tmp_path / "index.md").write_text("Words.\n")
    (tmp_path / "one.md").write_text("---\njupytext: {}\n---\nWords.\n")
    (tmp_path / "two.md").write_text(f"---\njupytext: {{}}\n---\n{CELL}")
    return tmp_path


def test_the_order_of_the_book_and_its_notebooks(root):
    assert toc_pages(root) == [Path("index.md"), Path("one.md"), Path("two.md"), Path("none.md")]
    assert [page.path for page in executed_pages(root)] == [Path("one.md"), Path("two.md")]


def test_a_book_may_have_chapters_only_or_nothing(tmp_path):
    for text, pages in (("chapters: [{file: a}]\n", ["index.md", "a.md"]), ("", ["index.md"])):
        (tmp_path / "_toc.yml").write_text(f"root: index\n{text}")
        assert toc_pages(tmp_path) == [Path(page) for page in pages]


def test_scripts_of_playgrounds_lie_there_or_are_published(root):
    first, second = executed_pages(root)
    assert script_names("a, b  c,d") == ["a", "b", "c", "d"]
    assert missing_scripts(first, ["neuron", "numbers", "none"], root) == ["none"]
    assert (
        publisher_of("numbers", first, root).path == Path("two.md") and publisher_of("numbers", second, root) is second
    )
    assert publisher_of("none", first, root) is None
