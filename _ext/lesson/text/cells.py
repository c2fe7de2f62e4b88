"""Read code cells: their tags, what they say of their plot, and the strings in their Python."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..paths import ROOT
from .page import Block

# The only way to a file: so its changes are seen, and it travels with the notebooks.
DATA = re.compile(r"\.\./data/[\w.-]+\.(?:csv|keras)")


def data_file(name: str) -> Path:
    """Return the file that a cell names as "../data/name.csv", on whatever page: cells run in a folder beside `data`."""
    return ROOT / "data" / name.rsplit("/", 1)[-1]


def tags(cell: Block) -> list[str]:
    """Return the tags of a cell, also where they are no list."""
    written = cell.options.get("tags") or []
    return [str(tag) for tag in written] if isinstance(written, list) else [str(written)]


def hidden(cell: Block) -> bool:
    """Tell whether neither the page nor the notebooks for learners show a cell."""
    return "remove-cell" in tags(cell)


def rendering(cell: Block, part: str) -> dict:
    """Return what a cell says about its plot: its "figure" (name and caption) or its "image" (alt), or {}."""
    written = cell.options.get("mystnb")
    found = written.get(part) if isinstance(written, dict) else None
    return found if isinstance(found, dict) else {}


@cache
def parsed(code: str) -> ast.Module | SyntaxError:
    """Return the code of a cell as a tree, or what is wrong with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's own hints would stand between the findings
        try:
            return ast.parse(code)
        except SyntaxError as error:
            return error
        except ValueError as error:  # a null byte
            return SyntaxError(str(error))


@cache
def nodes(code: str) -> list[ast.AST]:
    """Return all parts of the tree of a cell's code; none where it is no Python."""
    tree = parsed(code)
    return list(ast.walk(tree)) if isinstance(tree, ast.Module) else []


def is_python(cell: Block) -> bool:
    """Tell whether Python can read a cell."""
    return isinstance(parsed(cell.text), ast.Module)


def strings(cell: Block) -> Iterator[tuple[int, str]]:
    """Yield the strings in the code of a cell, each with its line in the cell; one that is no Python has none."""
    for node in nodes(cell.text):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
