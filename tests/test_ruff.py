"""What ruff says of cells and scripts, as findings of ours: which lines, in which folders, and what is put right."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson.check import ruff
from lesson.text.page import Page, parse

FOLDERS = ["_ext", "_static", "data", "fig", "tests", "workshop"]
FRONT = "---\ntitle: Cells\njupytext: {}\n---\n\n"


def page(name: str, *cells: str) -> Page:
    return parse(Path(name), FRONT + "".join(f"```{{code-cell}} ipython3\n{cell}\n```\n\n" for cell in cells))


def line_of(page: Page, at: int, line: int) -> int:
    """Return the line of the page on which a line of a cell stands; line 0 is its fence."""
    return page.cells()[at].line + line


@pytest.fixture
def empty(monkeypatch, tmp_path: Path) -> Path:
    """The root of a project without scripts and pages."""
    monkeypatch.setattr(ruff, "ROOT", tmp_path)
    monkeypatch.setattr(ruff, "executed_pages", lambda: [])
    return tmp_path


def test_findings_of_cells_have_the_lines_of_their_pages(empty):
    """A page with a cell that is no Python waits, and no other."""
    first = page("episodes/01-one.md", "x = 1\nprint(x)", "y = 1\n\nprint(later)\nlater = 2", "import os\n\nprint( x )")
    no_python = page("episodes/02-two.md", "print(nothing)", "x =")
    last = page("three.md", ":name: a\nx = {'a': 1}\nprint(f'{x[\"b\"]}')", "import b\nimport a\n\nprint(a, b, none)")
    found = [(*finding.split(": ", 1),) for finding in ruff.check([first, no_python, last])]
    assert [(place, said.partition(";")[0]) for place, said in found] == [
        (f"episodes/01-one.md:{line_of(first, 1, 3)}", "Undefined name `later`"),
        (f"episodes/01-one.md:{line_of(first, 2, 1)}", "`os` imported but unused"),
        (f"three.md:{line_of(last, 1, 4)}", "Undefined name `none`"),
        *(
            (place, "this cell is not formatted, or its imports not sorted, as ruff does it")
            for place in (
                f"episodes/01-one.md:{line_of(first, 2, 0)}",
                f"three.md:{line_of(last, 0, 0)}",
                f"three.md:{line_of(last, 1, 0)}",
            )
        ),
    ], found
    assert "`ruff rule F821` says more" in found[0][1] and "make format" in found[-1][1]
    assert "[*]" not in "".join(said for _, said in found)


def test_scripts_of_each_folder_are_checked(empty):
    for folder in FOLDERS:
        (empty / folder / "more").mkdir(parents=True)
        (empty / folder / "more" / "a.py").write_text('"""One."""\n\nx = 1\nprint(x, none)\n')
        (empty / folder / "b.py").write_text('"""One."""\n\nx = 1\n\nprint( x )\n')
        (empty / folder / "c.txt").write_text("print( x )\n")
    (empty / "other").mkdir()
    (empty / "other" / "a.py").write_text("print( x )\n")
    found = [finding.split("; ")[0] for finding in ruff.check([page("index.md")])]
    assert found == [
        *(f"{folder}/more/a.py:4: Undefined name `none`" for folder in FOLDERS),
        *(f"{folder}/b.py:5: this script is not formatted as ruff does it" for folder in FOLDERS),
    ]
    assert ruff.scripts() == [empty / folder / name for folder in FOLDERS for name in ("b.py", "more/a.py")]


def test_scripts_are_put_right(empty, capsys):
    (empty / "fig").mkdir()
    script = empty / "fig" / "draw.py"
    script.write_text('"""One."""\n\nimport os\nimport json\n\nprint( json, os )\n')
    assert ruff.main() == 0
    assert script.read_text() == '"""One."""\n\nimport json\nimport os\n\nprint(json, os)\n'
    assert capsys.readouterr().out == "our own Python: 1 file reformatted\n0 cells formatted\n"


def test_what_no_version_reads_has_no_rule():
    assert ruff.said_by_ruff("F401", "[*] `os` imported but unused") == (
        "`os` imported but unused; `ruff rule F401` says more"
    )
    said = ruff.said_by_ruff("invalid-syntax:", "Cannot use `match` on Python 3.9")
    assert said.startswith("Cannot use `match` on Python 3.9; ") and "ruff rule" not in said
