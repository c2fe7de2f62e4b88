"""The Python in cells, checked and formatted by ruff: `python -m lesson.check.ruff` formats all cells."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..paths import ROOT
from ..text.cells import is_python, tags
from ..text.page import Block, Page, executed_pages, exercises

SCRIPTS = ("_ext", "_static", "data", "fig", "tests", "workshop")
SETTINGS = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")
OF_CELLS = ("--config", str(Path(__file__).with_name("cells.toml")), "--no-cache")


def tool(name: str, *arguments: str, cwd: Path) -> str:
    """Return what a tool of the environment prints."""
    path = Path(sys.executable).with_name(name)
    return subprocess.run([str(path), *arguments], cwd=cwd, capture_output=True, text=True).stdout


def write_cells(pages: list[Page], folder: Path) -> None:
    """Write each cell to a file `page/line.py` below `folder`."""
    for page in pages:
        for cell in page.cells():
            file = folder / page.stem / f"{cell.line}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(cell.text.strip("\n") + "\n", encoding="utf-8")


def learner_cells(page: Page) -> list[Block]:
    """Return the cells of the learner notebook: no solutions, no hidden checks."""
    left_out = {id(block) for exercise in exercises(page) for block in exercise.solution}
    return [cell for cell in page.cells() if id(cell) not in left_out and "remove-cell" not in tags(cell)]


def asked_for(page: Page, line: int) -> set[str]:
    """Return what exercises before a line name in code: learners define it in their answers."""
    statements = [
        block.text
        for exercise in exercises(page)
        if exercise.start.line < line
        for block in exercise.statement
        if block.name is None
    ]
    return set(re.findall(r"`(\w+)`", "\n".join(statements)))


def unanswered(pages: list[Page], folder: Path) -> list[str]:
    """Return where a learner notebook uses what only a solution defines, as `file:line: message`."""
    write_pages(pages, folder / "learner", learner_cells)
    said = tool(
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "F821",
        "--output-format",
        "concise",
        "learner",
        cwd=folder,
    )
    by_path = {str(page.path): page for page in pages}
    return [
        f"{path}:{line}: the learner notebook has no `{name}` here, which only a solution defines; define it elsewhere, or let the exercise ask for `{name}`"
        for path, line, name in re.findall(r"^learner/(.+?\.md)\.py:(\d+):\d+: F821 Undefined name `(\w+)`", said, re.M)
        if name not in asked_for(by_path[path], int(line))
    ]


def write_pages(pages: list[Page], folder: Path, cells: Callable[[Page], list[Block]] = Page.cells) -> None:
    """Write cells of each page as a script in which every line of code keeps its line number."""
    for page in pages:
        script: list[str] = []
        for cell in cells(page):
            script += [""] * (cell.first - 1 - len(script)) + cell.lines
        file = folder / f"{page.path}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(script) + "\n", encoding="utf-8")


def said_by_ruff(rule: str, message: str) -> str:
    """Return a finding of ruff as one of ours: `[*]` is its mark for what it could mend itself."""
    message = message.removeprefix("[*] ")
    return (
        f"{message}; write it so that all our versions of Python can read it"
        if rule == "invalid-syntax:"
        else f"{message}; `ruff rule {rule}` says more"
    )


def check(pages: list[Page]) -> list[str]:
    """Return what ruff says of cells and scripts, as `file:line: message`.

    A page with a cell that is no Python waits until that is mended, because nothing else on it would be true.
    """
    found = []
    pages = [page for page in pages if all(map(is_python, page.cells()))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(pages, folder / "pages")
        write_cells(pages, folder / "cells")
        said = tool("ruff", "check", *OF_CELLS, "--ignore", "I", "--output-format", "concise", "pages", cwd=folder)
        for path, line, rule, message in re.findall(r"^pages/(.+?\.md)\.py:(\d+):\d+: (\S+) (.+)$", said, re.M):
            found.append(f"{path}:{line}: {said_by_ruff(rule, message)}")
        paths = {page.stem: page.path for page in pages}
        said = tool("ruff", "check", *OF_CELLS, "--select", "I", "--output-format", "concise", "cells", cwd=folder)
        for stem, line in sorted(set(re.findall(r"^cells/([^/:]+)/(\d+)\.py:\d+:\d+: I001", said, re.M))):
            found.append(f"{paths[stem]}:{line}: the imports of this cell are not sorted; run `make format`")
        said = tool("ruff", "format", "--check", *OF_CELLS, "cells", cwd=folder)
        for stem, line in sorted(set(re.findall(r"cells/([^/:]+)/(\d+)\.py", said))):
            found.append(f"{paths[stem]}:{line}: this cell is not formatted as ruff does it; run `make format`")
        found += unanswered(pages, folder)
    scripts = folders()
    said = tool("ruff", "check", *SETTINGS, "--output-format", "concise", *scripts, cwd=ROOT)
    for place, rule, message in re.findall(r"^(\S+\.py:\d+):\d+: (\S+) (.+)$", said, re.M):
        found.append(f"{place}: {said_by_ruff(rule, message)}")
    said = tool("ruff", "format", "--check", "--output-format", "concise", *SETTINGS, *scripts, cwd=ROOT)
    for place in re.findall(r"^(\S+\.py:\d+):\d+: unformatted:", said, re.M):
        found.append(f"{place}: this script is not formatted as ruff does it; run `make format`")
    return found


def folders() -> list[str]:
    """Return the folders with Python of our own."""
    return [folder for folder in SCRIPTS if (ROOT / folder).exists()]


def main() -> int:
    """Format the cells of all pages and our own Python in place; return the exit code."""
    tool("ruff", "check", *SETTINGS, "--select", "I", "--fix", *folders(), cwd=ROOT)
    print(f"our own Python: {tool('ruff', 'format', *SETTINGS, *folders(), cwd=ROOT).strip()}")
    changed = 0
    with tempfile.TemporaryDirectory() as name:
        pages = executed_pages()
        write_cells(pages, Path(name))
        tool("ruff", "check", *OF_CELLS, "--select", "I", "--fix", ".", cwd=Path(name))
        tool("ruff", "format", *OF_CELLS, ".", cwd=Path(name))
        for page in pages:
            # As bytes, so that the ends of lines stay what they are.
            lines = (ROOT / page.path).read_bytes().decode("utf-8").split("\n")
            end = "\r" if lines[0].endswith("\r") else ""
            # From the end, so that the lines of earlier cells stay where they are.
            for cell in reversed(page.blocks):
                if cell.name != "code-cell" or not cell.text.strip() or not is_python(cell):
                    continue
                code = (Path(name) / page.stem / f"{cell.line}.py").read_text(encoding="utf-8").rstrip("\n")
                done = [line + end for line in code.split("\n")]
                place = slice(cell.first - 1, cell.first - 1 + len(cell.lines))
                changed += lines[place] != done
                lines[place] = done
            (ROOT / page.path).write_bytes("\n".join(lines).encode("utf-8"))
    print(f"{changed} cells formatted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
