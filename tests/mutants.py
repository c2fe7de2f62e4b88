"""Put faults into the lesson's own code, one at a time, and see whether `make check` turns red:
`python tests/mutants.py [COUNT] [SEED]`.

Kept tools such as mutmut and cosmic-ray replace the module that a test imports; our tests also start
the code in small books and in processes of their own, so each fault is put into a whole copy of the project.

`make check` on each of them would take hours. A test cannot notice a fault in a line that it never runs,
so first we note for each test which lines it runs (`lines_run`), and of `make check` is then done only what may notice:

1. the checks with which each build begins;
2. tests that run the line, those first that run little outside its file; for a line that is run when its file is imported,
   all tests of the files that import it;
3. tests that read our sources;
4. where the build runs the line, `make site`, and where this makes another site, all tests that read the site.
   Those that run the line and read the site wait for this step, or they would compare pages and code of two versions.

What a test starts and kills is not noted: a fault that only such a process shows counts as not noticed.
"""

from __future__ import annotations

import ast
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from queue import SimpleQueue

import lines_run
from coverage import CoverageData
from lesson.paths import ROOT

LEAST = 90  # per cent of the faults that have to be noticed
COPIES = os.cpu_count() or 2  # faults tried at the same time
FOLDERS = ["text", "check", "site", "notebooks"]
READ_SOURCES = ("tests/test_floors.py", "tests/test_repository.py", "tests/test_colours.py")
BUILD = "make site"  # the name of what it runs, among the names of the tests
LINT = [".venv/bin/python", "-m", "lesson.check.rules"]  # with which `make site` begins
TESTED = [".venv/bin/python", "-m", "pytest", "-m", "not browser and not kernel", "-n", "0"]
NO_SUCH_TEST, NO_TESTS = 4, 5  # exit codes of pytest
# How many times longer than usual a command may take. A fault may let it run forever, but a busy computer
# may make it slow: so it is tried again.
PATIENCE = [4, 12]
USUAL = 40  # seconds, of one that is not tests; and what tests take besides what was noted
OTHER = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """A fault: what stands from `start` to `end` in the bytes of a file, and what comes in its place."""

    file: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {' '.join(self.before.split())} -> {self.after}"


def faults(node: ast.AST) -> Iterator[ast.AST | str]:
    """Yield what may stand wrongly in the place of a part of the code."""
    match node:
        case ast.Compare(left, [operator], comparators) if type(operator) in OTHER:
            yield ast.Compare(left, [OTHER[type(operator)]()], comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OTHER[type(operator)](), values)
        case ast.BinOp(left, operator, right) if type(operator) in OTHER:
            yield ast.BinOp(left, OTHER[type(operator)](), right)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(str(value)) if value and not is_sentence(value):
            yield ast.Constant(f"{value}X")
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.If(test) | ast.While(test):
            yield ast.UnaryOp(ast.Not(), test)
        case ast.comprehension(ifs=[_, *_]):
            yield ast.Constant(True)
        case ast.Yield(ast.Tuple([line, message])):
            yield ast.Yield(ast.Tuple([ast.BinOp(line, ast.Add(), ast.Constant(7)), message]))
        case ast.Return(value) if value is not None and not isinstance(value, ast.Constant):
            yield "return None"
        case ast.Expr(ast.Call()):
            yield "pass"
        case ast.Continue():
            yield "break"


def is_sentence(text: str) -> bool:
    """Tell whether a text is a message to people; tests hold what it names, and not its wording."""
    return len(text.split()) > 4 and "<" not in text


def place(node: ast.AST) -> ast.AST:
    """Return the part of the code that a fault replaces: of an `if` its condition, elsewhere the whole."""
    if isinstance(node, (ast.If, ast.While)):
        return node.test
    return node.ifs[0] if isinstance(node, ast.comprehension) else node


def mutants(file: Path, name: str) -> Iterator[Mutant]:
    """Yield all faults that can be put into a file; words of messages and docstrings stay as they are."""
    code = file.read_bytes()
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(code)
    kept: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            kept |= {id(part) for part in ast.walk(node)}  # Python 3.11 does not say where they stand
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            kept.add(id(node.value))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            kept |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'"):
            kept |= {id(part) for part in ast.walk(node)}
        # What only types say, Python never looks at.
        for hint in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            kept |= {id(part) for part in ast.walk(hint)} if hint else set()
    for node in ast.walk(tree):
        if id(node) in kept:
            continue
        for fault in faults(node):
            old = place(node)
            start, end = starts[old.lineno - 1] + old.col_offset, starts[old.end_lineno - 1] + old.end_col_offset
            after = fault if isinstance(fault, str) else f"({ast.unparse(ast.fix_missing_locations(fault))})"
            yield Mutant(name, old.lineno, start, end, code[start:end].decode(), after)


def all_mutants() -> list[Mutant]:
    """Return every fault that can be put into the folders."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / "_ext" / "lesson" / folder).glob("*.py"))]
    return [mutant for file in files for mutant in mutants(file, file.relative_to(ROOT).as_posix())]


@cache
def statements(file: str) -> list[tuple[range, bool]]:
    """Return the lines of each statement of a file, without those in it, and whether an import runs it; inner ones last."""
    found = []

    def walk(node: ast.AST, imported: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                first = min([child.lineno, *(each.lineno for each in getattr(child, "decorator_list", []))])
                body = getattr(child, "body", None)
                last = max(child.lineno, body[0].lineno - 1) if body else child.end_lineno
                found.append((range(first, last + 1), imported))
            walk(child, imported and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    walk(ast.parse((ROOT / file).read_bytes()), True)
    return found


class Copy:
    """A copy of the project, with a built site; the environment is shared."""

    def __init__(self, folder: Path):
        self.root, self.sound = folder / ROOT.name, folder / "built"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(".venv", "__pycache__"), symlinks=True)
        (self.root / ".venv").symlink_to(ROOT / ".venv")

    def run(self, *command: str, usual: float = USUAL, **variables: str) -> int | None:
        """Run a command in this copy; return its exit code, or nothing where it does not come to an end."""
        for patience in PATIENCE:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env={**os.environ, **variables},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                return process.wait(patience * usual)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return None

    def built(self) -> dict[str, str]:
        """Return a digest of each file that a build writes; `.buildinfo` is one of the code."""
        files = [path for name in lines_run.BUILT for path in (self.root / "_build" / name).rglob("*")]
        return {
            str(file): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files
            if file.is_file() and file.name != ".buildinfo"
        }

    def build(self) -> bool:
        """Build the whole site, noting which lines this runs; tell whether it works."""
        lines_run.prepare(self.root)
        kept = (".executed", ".mypy", "tools")
        for path in (self.root / "_build").iterdir():
            if not path.name.startswith((*kept, lines_run.FOLDER)):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self.run("make", "site", usual=300, **lines_run.variables(self.root, BUILD)) == 0

    def note(self, file: str) -> bool:
        """Note which lines the tests of a file run; tell whether they pass."""
        return self.run(*TESTED, "-p", "lines_run", file, usual=600) in (0, NO_TESTS)

    def keep(self) -> bool:
        """Keep what is built, and what commands keep for the next, for `restore`; tell whether they work."""
        shutil.rmtree(self.root / "_build" / lines_run.FOLDER)
        works = self.run(*LINT) == 0 and self.run(*TESTED, *READ_SOURCES, usual=300) == 0
        shutil.copytree(self.root / "_build", self.sound, symlinks=True)
        return works

    def restore(self) -> None:
        shutil.rmtree(self.root / "_build")
        shutil.copytree(self.sound, self.root / "_build", symlinks=True)


@dataclass
class Noted:
    """Which lines of the sound project are run by whom."""

    lines: CoverageData
    tests: dict[str, dict]  # by the names pytest gives them, the quickest first

    def run_by(self, mutant: Mutant) -> set[str]:
        """Return who may run a faulty line: names of tests, of their files and fixtures, or `BUILD`."""
        lines, imported = [each for each in statements(mutant.file) if mutant.line in each[0]][-1]
        ran = self.lines.contexts_by_lineno(mutant.file)
        found = {context for line in lines for context in ran.get(line, [])}
        return {re.split(r"::| ", name)[0] if imported and name != BUILD else name for name in found}

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the tests that may see a fault, those first that are most about its file."""
        contexts = self.run_by(mutant)
        here = Counter(name for names in self.lines.contexts_by_lineno(mutant.file).values() for name in names)
        seeing = [
            name
            for name, test in self.tests.items()
            if contexts & {lines_run.EVERYWHERE, name.split("::")[0], *test["contexts"]}
        ]

        def share(name: str) -> float:
            """Return how many of the lines that a test runs are lines of the faulty file."""
            own = self.tests[name]["contexts"]
            return sum(here[context] for context in own) / (1 + sum(self.lines_of[context] for context in own))

        return sorted(seeing, key=share, reverse=True)

    @cached_property
    def lines_of(self) -> Counter[str]:
        """How many lines each test or fixture runs."""
        return Counter(
            name
            for file in self.lines.measured_files()
            for names in self.lines.contexts_by_lineno(file).values()
            for name in names
        )


def noticed(copy: Copy, mutant: Mutant, noted: Noted) -> str:
    """Return which step of `make check` turns red in a copy of the project with a fault; nothing where none does."""

    def red(tests: list[str]) -> bool:
        usual = USUAL + sum(noted.tests[name]["seconds"] for name in tests)
        code = copy.run(*TESTED, "-x", *tests, usual=usual) if tests else 0
        if code == NO_SUCH_TEST:  # or the tests cannot be read
            code = copy.run(*TESTED, "-x", *sorted({name.split("::")[0] for name in tests}), usual=2 * usual)
        return code not in (0, NO_TESTS)

    tests = noted.tests_of(mutant)
    file = copy.root / mutant.file
    code = file.read_bytes()
    try:
        file.write_bytes(code[: mutant.start] + mutant.after.encode() + code[mutant.end :])
        # Or lint would notice each of them by its form.
        subprocess.run([".venv/bin/ruff", "format", "--quiet", file], cwd=copy.root, check=True)
        if copy.run(*LINT) != 0:
            return "lint"
        if red([name for name in tests if not noted.tests[name]["reads_built"]]):
            return "a test of the line"
        if red([name for name in noted.tests if name.startswith(READ_SOURCES)]):
            return "a test of the sources"
        readers = [name for name in tests if noted.tests[name]["reads_built"]]
        if BUILD in noted.run_by(mutant):
            sound = copy.built()
            if copy.run("make", "site", usual=4 * USUAL) != 0:
                return "the build"
            if copy.built() != sound:
                readers = [name for name, test in noted.tests.items() if test["reads_built"]]
        return "a test of the site" if red(readers) else ""
    finally:
        file.write_bytes(code)
        copy.restore()


def note(copies: list[Copy]) -> Noted | None:
    """Note who runs which lines, on the sound project; return nothing where `make check` is red without any fault."""
    free: SimpleQueue[Copy] = SimpleQueue()

    def green(file: str) -> bool:
        copy = free.get()
        passes = copy.note(file)
        free.put(copy)
        print("." if passes else f"\n{file} fails\n", end="", file=sys.stderr, flush=True)
        return passes

    with ThreadPoolExecutor(len(copies)) as pool:
        if not all(pool.map(Copy.build, copies)):
            return None
        for copy in copies:
            free.put(copy)
        files = sorted((ROOT / "tests").glob("test_*.py"), key=lambda file: -file.stat().st_size)
        if not all(list(pool.map(green, [file.relative_to(ROOT).as_posix() for file in files]))):
            return None
        noted = lines_run.noted([copy.root for copy in copies])
        return Noted(*noted) if all(pool.map(Copy.keep, copies)) else None


def main(count: int = 200, seed: int = 1) -> int:
    """Try faults that are chosen at random; print what nobody noticed; return the exit code."""
    os.environ.pop("CI", None)  # there, nothing may be skipped, but here the tools of `.ci/run` need not be installed
    known = all_mutants()
    chosen = random.Random(seed).sample(known, min(count, len(known)))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(COPIES) as pool:
        copies = [Copy(Path(name, str(number))) for number in range(COPIES)]
        noted = note(copies)
        if noted is None:
            print("`make check` is red as it is; mend that first", file=sys.stderr)
            return 1

        def tried(mutant: Mutant) -> bool:
            copy = copies.pop()
            by = noticed(copy, mutant, noted)
            copies.append(copy)
            print(
                f"noticed by {by}: {mutant}" if by else f"NOT NOTICED {mutant}",
                file=sys.stderr if by else sys.stdout,
                flush=True,
            )
            return bool(by)

        killed = sum(pool.map(tried, chosen))
    print(f"{killed} of {len(chosen)} faults were noticed ({killed / len(chosen):.0%}); {len(known)} could be put in")
    return 0 if 100 * killed >= LEAST * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
