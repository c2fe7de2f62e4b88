"""The Python in cells, checked and formatted by ruff: `python -m lesson.python` formats all cells."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from .source import ROOT, Page, executed_pages

SCRIPTS = ("_ext", "_static", "data", "fig", "tests", "workshop")
SETTINGS = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")


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


def write_pages(pages: list[Page], folder: Path) -> None:
    """Write each page as a script in which every line of code keeps its line number."""
    for page in pages:
        script: list[str] = []
        for cell in page.cells():
            script += [""] * (cell.first - 1 - len(script)) + cell.lines
        file = folder / f"{page.path}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(script) + "\n", encoding="utf-8")


def check(pages: list[Page]) -> list[str]:
    """Return what ruff says of cells and scripts, as `file:line: message`."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(pages, folder / "pages")
        write_cells(pages, folder / "cells")
        said = tool("ruff", "check", *SETTINGS, "--output-format", "concise", "pages", cwd=folder)
        for path, line, rule, message in re.findall(r"^pages/(.+?\.md)\.py:(\d+):\d+: (\S+) (.+)$", said, re.M):
            found.append(f"{path}:{line}: {message}; `ruff rule {rule}` says more")
        said = tool("ruff", "format", "--check", *SETTINGS, "cells", cwd=folder)
        paths = {page.stem: page.path for page in pages}
        for stem, line in sorted(set(re.findall(r"cells/([^/:]+)/(\d+)\.py", said))):
            found.append(f"{paths[stem]}:{line}: this cell is not formatted as ruff does it; run `make format`")
    scripts = [folder for folder in SCRIPTS if (ROOT / folder).exists()]
    said = tool("ruff", "check", *SETTINGS, "--output-format", "concise", *scripts, cwd=ROOT)
    for place, rule, message in re.findall(r"^(\S+\.py:\d+):\d+: (\S+) (.+)$", said, re.M):
        found.append(f"{place}: {message}; `ruff rule {rule}` says more")
    return found


def main() -> int:
    """Format the cells of all pages in place; return the exit code."""
    changed = 0
    with tempfile.TemporaryDirectory() as name:
        pages = executed_pages()
        write_cells(pages, Path(name))
        tool("ruff", "format", *SETTINGS, ".", cwd=Path(name))
        for page in pages:
            lines = (ROOT / page.path).read_text(encoding="utf-8").split("\n")
            # From the end, so that the lines of earlier cells stay where they are.
            for cell in reversed(page.cells()):
                done = (Path(name) / page.stem / f"{cell.line}.py").read_text(encoding="utf-8").rstrip("\n").split("\n")
                place = slice(cell.first - 1, cell.first - 1 + len(cell.lines))
                changed += lines[place] != done
                lines[place] = done
            (ROOT / page.path).write_text("\n".join(lines), encoding="utf-8")
    print(f"{changed} cells formatted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
