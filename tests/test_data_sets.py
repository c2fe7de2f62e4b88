"""Origin and licence of each data set stand in the episode that loads it."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import EXECUTED_PAGES
from lesson.text import page as pages
from lesson.text.cells import parsed
from lesson.vocabulary import is_episode

# Who made it, and what is said about the licence, as words of the page; `data/README.md` has the same in one table.
KNOWN = {
    "load_wine": ("Forina", "licence CC BY 4.0"),
    "load_diabetes": ("Efron", "names no licence"),
    "load_digits": ("Alpaydin", "licence CC BY 4.0"),
    "load_sample_image": ("danielbuechele", "licence CC BY 2.0"),
    "get_sample_data": ("Matplotlib", "under which licence, is not said"),
}
# Where data sets come from; everything else that cells read lies in `data/`, and was made by us.
SOURCES = ("sklearn.datasets", "keras.datasets", "matplotlib.cbook", "seaborn", "pydoc_data")
# Functions with these names make data or load a network.
MADE = ("make_", "load_model")


def data_sets(code: str) -> set[str]:
    """Return the functions with which the code of a cell loads data sets that others made."""
    found = set()
    for node in ast.walk(parsed(code) or ast.Module([], [])):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SOURCES):
            found |= {alias.name for alias in node.names if not alias.name.startswith(MADE)}
        elif isinstance(node, ast.Attribute) and re.match(r"(load_|fetch_|get_sample)", node.attr):
            found |= {node.attr} - {name for name in (node.attr,) if name.startswith(MADE)}
    return found


def words(page: pages.Page) -> str:
    """Return the text that everybody reads: not what stands in notes or solutions."""
    text = " ".join(block.prose for block in page.blocks if block.name is None)
    return re.sub(r"\s+", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


EPISODES = [page for page in EXECUTED_PAGES if is_episode(page.path)]


@pytest.mark.parametrize("page", EPISODES, ids=lambda page: page.stem)
def test_each_data_set_is_named_with_its_licence(page):
    used = {name for cell in page.cells() for name in data_sets(cell.text)}
    assert used <= KNOWN.keys(), f"say in {page.path} where {used - KNOWN.keys()} comes from, and under which licence"
    for name in used:
        missing = [part for part in KNOWN[name] if part not in words(page)]
        assert not missing, f"{page.path} loads `{name}` and does not say {missing}"


def test_every_known_data_set_is_used():
    used = {name for page in EPISODES for cell in page.cells() for name in data_sets(cell.text)}
    assert used == KNOWN.keys()


@pytest.mark.parametrize(
    "code, found",
    [
        ("from sklearn.datasets import load_iris, make_moons", {"load_iris"}),
        ("import seaborn as sns\nsns.load_dataset('penguins')", {"load_dataset"}),
        ("keras.models.load_model('x.keras')", set()),
    ],
)
def test_data_sets_are_found(code, found):
    assert data_sets(code) == found
