"""Put faults into the lesson's own code, one at a time, and see whether `make check` turns red:
`python tests/mutants.py [COUNT] [SEED]`.

Kept tools such as mutmut and cosmic-ray replace the module that a test imports; our tests also start
the code in small books and in processes of their own, so each fault is put into a whole copy of the project.
"""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lesson.paths import ROOT

LEAST = 90  # per cent of the faults that have to be noticed
COPIES = 2  # faults tried at the same time
# Of `make check`, what is tried first for a folder; most faults end here, before a minute is spent on building a site.
FIRST = {
    "text": "cases lint wrong_edits practice answers",
    "check": "lint wrong_edits cells cases repository",
    "site": "sphinx_layer schedule",
    "notebooks": "notebooks catch_up cases conservation",
}
LONGEST = 300  # seconds; a fault that makes the tests hang is noticed, too
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
        case ast.Constant(str(value)) if value:
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


def place(node: ast.AST) -> ast.AST:
    """Return the part of the code that a fault replaces: of an `if` its condition, elsewhere the whole."""
    if isinstance(node, (ast.If, ast.While)):
        return node.test
    return node.ifs[0] if isinstance(node, ast.comprehension) else node


def mutants(file: Path, name: str) -> Iterator[Mutant]:
    """Yield all faults that can be put into a file; words inside f-strings and docstrings stay as they are."""
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
    files = [file for folder in FIRST for file in sorted((ROOT / "_ext" / "lesson" / folder).glob("*.py"))]
    return [mutant for file in files for mutant in mutants(file, file.relative_to(ROOT).as_posix())]


def copy_of_project(folder: Path) -> Path:
    """Copy the project with what was built; the environment is shared."""
    copy = folder / ROOT.name
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", "__pycache__"), symlinks=True)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def noticed(copy: Path, mutant: Mutant | None) -> bool:
    """Tell whether `make check` turns red in a copy of the project with a fault, or as it is."""
    commands = [["make", "--no-print-directory", "check", "PYTEST=-x -n 0"]]
    if mutant:
        tests = [f"tests/test_{name}.py" for name in FIRST[Path(mutant.file).parent.name].split()]
        commands.insert(
            0, [".venv/bin/python", "-m", "pytest", "-m", "not browser and not kernel", "-x", "-n", "0", *tests]
        )
    file = copy / mutant.file if mutant else copy / "Makefile"
    code = file.read_bytes()
    try:
        if mutant:
            file.write_bytes(code[: mutant.start] + mutant.after.encode() + code[mutant.end :])
            # Or lint would notice each of them by its form.
            subprocess.run([".venv/bin/ruff", "format", "--quiet", file], cwd=copy, check=True)
        return any(
            subprocess.run(command, cwd=copy, capture_output=True, timeout=LONGEST).returncode for command in commands
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_bytes(code)


def main(count: int = 200, seed: int = 1) -> int:
    """Try faults that are chosen at random; print what nobody noticed; return the exit code."""
    known = all_mutants()
    chosen = random.Random(seed).sample(known, min(count, len(known)))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(COPIES) as pool:
        copies = [copy_of_project(Path(name, str(number))) for number in range(COPIES)]
        if noticed(copies[0], None):
            print("`make check` is red as it is; mend that first", file=sys.stderr)
            return 1

        def tried(mutant: Mutant) -> bool:
            copy = copies.pop()
            found = noticed(copy, mutant)
            copies.append(copy)
            print(
                f"{'noticed' if found else 'NOT NOTICED'} {mutant}",
                file=sys.stderr if found else sys.stdout,
                flush=True,
            )
            return found

        killed = sum(pool.map(tried, chosen))
    print(f"{killed} of {len(chosen)} faults were noticed ({killed / len(chosen):.0%}); {len(known)} could be put in")
    return 0 if 100 * killed >= LEAST * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
