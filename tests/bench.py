"""Measure what building costs, on a copy: `python tests/bench.py [RUNS]` prints a table, medians of three runs or RUNS.

The yardstick is the same cells as plain Python scripts, one after the other, without book and checks.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lesson.paths import ROOT
from lesson.run import environment
from lesson.text.page import executed_pages

PROSE = "episodes/02-keras.md"
CELL = "episodes/01-introduction.md"


def copy_sources(folder: Path) -> Path:
    """Copy the project without what was built; the environment is shared."""
    book = folder / "book"
    shutil.copytree(ROOT, book, ignore=shutil.ignore_patterns("_build", ".venv", "__pycache__"))
    (book / ".venv").symlink_to(ROOT / ".venv")
    return book


def write_scripts(book: Path) -> list[Path]:
    """Write the cells of each page beside it as a script without plots on a screen; return the scripts."""
    scripts = []
    for page in executed_pages():
        script = (book / page.path).with_suffix(".bench.py")
        script.write_text("\n\n".join(cell.text for cell in page.cells()), encoding="utf-8")
        scripts.append(script)
    return scripts


def run(command: list[str], folder: Path, **environment: str) -> tuple[float, str]:
    """Return the seconds a command took and what it printed.

    Raises:
        SystemExit: it failed.
    """
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - started, done.stdout


def plain_scripts(book: Path, scripts: list[Path]) -> float:
    """Return the seconds all scripts take, one after the other, with TensorFlow's usual threads."""
    quiet = {name: value for name, value in environment.ENVIRONMENT.items() if "THREADS" not in name}
    return sum(run([sys.executable, script.name], script.parent, **quiet, MPLBACKEND="agg")[0] for script in scripts)


def build(book: Path, executed: int) -> float:
    """Return the seconds of `make site`, which has to execute this many notebooks.

    Raises:
        SystemExit: it failed, or executed another number.
    """
    seconds, said = run(["make", "site"], book)
    found = re.search(r"(\d+) of \d+ notebooks executed", said)
    if (int(found[1]) if found else 0) != executed:
        sys.exit(f"expected {executed} executions:\n{said}")
    return seconds


def edit(file: Path, pattern: str, replacement: str) -> None:
    """Change the first match in a file."""
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1, flags=re.M)
    if not count:
        sys.exit(f"nothing like {pattern!r} in {file}")
    file.write_text(text, encoding="utf-8")


def change_sentence(book: Path, number: int) -> None:
    """Add a sentence to an episode."""
    edit(book / PROSE, r"^(## .+)$", rf"\1\n\nThis is edit {number}.")


def change_cell(book: Path, number: int) -> None:
    """Add a line to a cell of an episode."""
    edit(book / CELL, r"^(print\()", rf"edit = {number}\n\1")


def measure(book: Path, number: int) -> dict[str, float]:
    """Return the seconds of one run, by name."""
    scripts = write_scripts(book)
    found = {"plain scripts in sequence": plain_scripts(book, scripts)}
    for script in scripts:
        script.unlink()
    shutil.rmtree(book / "_build", ignore_errors=True)
    found["build, cold"] = build(book, len(scripts))
    found["build, nothing changed"] = build(book, 0)
    change_sentence(book, number)
    found["build, a sentence changed"] = build(book, 0)
    change_cell(book, number)
    found["build, a cell of episode 1 changed"] = build(book, 1)
    return found


def main(arguments: list[str]) -> int:
    """Print the table; return the exit code."""
    runs = int(arguments[0]) if arguments else 3
    table: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        book = copy_sources(Path(folder))
        for number in range(1, runs + 1):
            for name, seconds in measure(book, number).items():
                print(f"run {number} of {runs}: {name}: {seconds:.1f} s", file=sys.stderr, flush=True)
                table.setdefault(name, []).append(seconds)
    yardstick = statistics.median(table["plain scripts in sequence"])
    print("| what | seconds (median) | against plain scripts |\n|---|---|---|")
    for name, seconds in table.items():
        print(f"| {name} | {statistics.median(seconds):.1f} | {statistics.median(seconds) / yardstick:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
