"""The Python in cells, checked and formatted by ruff: `python -m lesson.check.ruff` formats all cells."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ..paths import ROOT
from ..text.cells import is_python
from ..text.page import Block, Page, executed_pages

SCRIPTS = ("_ext", "_static", "data", "fig", "tests", "workshop")
SETTINGS = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")
OF_CELLS = ("--config", str(Path(__file__).with_name("cells.toml")), "--no-cache")


def tool(name: str, *arguments: str, cwd: Path) -> str:
    """Return what a tool of the environment prints."""
    path = Path(sys.executable).with_name(name)
    return subprocess.run([str(path), *arguments], cwd=cwd, capture_output=True, text=True).stdout


def write_notebooks(pages: list[Page], folder: Path, cells: Callable[[Page], list[Block]] = Page.cells) -> None:
    """Write cells of each page as a notebook, whose cells ruff looks at one by one."""
    for page in pages:
        code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.text} for cell in cells(page)]
        python = {"language_info": {"name": "python"}}
        file = folder / f"{page.path}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"cells": code, "metadata": python, "nbformat": 4, "nbformat_minor": 4}))


def said_of(pages: list[Page], folder: Path, *arguments: str) -> Iterator[tuple[Page, int, str, str]]:
    """Yield what `ruff check` says of cells: the page, the line, the rule and the message."""
    write_notebooks(pages, folder)
    said = tool("ruff", "check", *arguments, "--output-format", "concise", ".", cwd=folder)
    by_path = {str(page.path): page for page in pages}
    for path, cell, line, rule, message in re.findall(
        r"^(.+?\.md)\.ipynb:cell (\d+):(\d+):\d+: (\S+) (.+)$", said, re.M
    ):
        yield by_path[path], by_path[path].cells()[int(cell) - 1].first + int(line) - 1, rule, message


def formatted(pages: list[Page], folder: Path) -> Iterator[tuple[Page, Block, list[str]]]:
    """Yield each cell that ruff would write in another way, with its lines then; what is no Python stays as it is."""
    write_notebooks(pages, folder, python_cells)
    tool("ruff", "check", *OF_CELLS, "--select", "I", "--fix", ".", cwd=folder)
    tool("ruff", "format", *OF_CELLS, ".", cwd=folder)
    for page in pages:
        done = json.loads((folder / f"{page.path}.ipynb").read_text(encoding="utf-8"))["cells"]
        for cell, now in zip(python_cells(page), done, strict=True):
            lines = "".join(now["source"]).strip("\n").split("\n")
            if lines != cell.text.strip("\n").split("\n"):
                yield page, cell, lines


def python_cells(page: Page) -> list[Block]:
    """Return the cells that Python can read."""
    return [cell for cell in page.cells() if is_python(cell)]


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
        for page, line, rule, message in said_of(pages, folder / "pages", *OF_CELLS, "--ignore", "I"):
            found.append(f"{page.path}:{line}: {said_by_ruff(rule, message)}")
        for page, cell, _ in formatted(pages, folder / "formatted"):
            found.append(
                f"{page.path}:{cell.line}: this cell is not formatted, or its imports not sorted, as ruff does it; run `make format`"
            )
    said = tool("ruff", "check", *SETTINGS, "--output-format", "concise", *SCRIPTS, cwd=ROOT)
    for place, rule, message in re.findall(r"^(\S+\.py:\d+):\d+: (\S+) (.+)$", said, re.M):
        found.append(f"{place}: {said_by_ruff(rule, message)}")
    said = tool("ruff", "format", "--check", "--output-format", "concise", *SETTINGS, *SCRIPTS, cwd=ROOT)
    for place in re.findall(r"^(\S+\.py:\d+):\d+: unformatted:", said, re.M):
        found.append(f"{place}: this script is not formatted as ruff does it; run `make format`")
    return found


def scripts() -> list[Path]:
    """Return the files with Python of our own."""
    return [path for folder in SCRIPTS for path in sorted((ROOT / folder).rglob("*.py"))]


def main() -> int:
    """Format the cells of all pages and our own Python in place; return the exit code."""
    tool("ruff", "check", *SETTINGS, "--select", "I", "--fix", *SCRIPTS, cwd=ROOT)
    print(f"our own Python: {tool('ruff', 'format', *SETTINGS, *SCRIPTS, cwd=ROOT).strip()}")
    changed = 0
    with tempfile.TemporaryDirectory() as name:
        # From the end, so that the lines of earlier cells stay where they are.
        for page, cell, done in reversed(list(formatted(executed_pages(), Path(name)))):
            if cell not in page.blocks:  # a cell in a list or quotation has its margin
                continue
            # As bytes, so that the ends of lines stay what they are.
            lines = (ROOT / page.path).read_bytes().decode("utf-8").split("\n")
            end = "\r" if lines[0].endswith("\r") else ""
            lines[cell.first - 1 : cell.first - 1 + len(cell.lines)] = [line + end for line in done]
            (ROOT / page.path).write_bytes("\n".join(lines).encode("utf-8"))
            changed += 1
    print(f"{changed} cells formatted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
