"""The folders of `_ext/lesson` say when code runs; what one may import keeps them apart."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from lesson.paths import ROOT

LESSON = ROOT / "_ext" / "lesson"
EVERYWHERE = {"paths", "vocabulary"}
# floor -> what of ours it may import, and what of others it may not
FLOORS = {
    "text": ({"text", "set_up"}, {"sphinx", "docutils", "nbformat", "nbclient", "jupyter_cache", "myst_nb"}),
    "check": ({"text", "check"}, {"sphinx", "docutils", "nbformat", "nbclient", "jupyter_cache", "myst_nb"}),
    "run": ({"text", "run"}, {"sphinx", "docutils"}),
    "notebooks": ({"text", "run", "notebooks"}, {"sphinx", "docutils"}),
    "site": ({"text", "run", "site"}, {"livereload"}),
    "commands": ({"text", "check", "run", "notebooks", "site", "commands", "set_up"}, set()),
}


def forbidden(code: str, floor: str) -> list[str]:
    """Return what the code of a module imports that its floor may not."""
    ours, others = FLOORS[floor]
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            found += [
                name
                for name in ([node.module.split(".")[0]] if node.module else [alias.name for alias in node.names])
                if name not in ours | EVERYWHERE
            ]
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [name for name in names if name.split(".")[0] in others | {"lesson"}]
    return found


@pytest.mark.parametrize("module", sorted(LESSON.glob("*/*.py")), ids=lambda path: path.relative_to(LESSON).as_posix())
def test_floor_imports_only_what_it_may(module: Path):
    assert not forbidden(module.read_text(encoding="utf-8"), module.parent.name)


def test_every_folder_is_a_floor():
    assert {path.parent.name for path in LESSON.glob("*/*.py")} == set(FLOORS)
    assert {path.stem for path in LESSON.glob("*.py")} == {"__init__", "set_up", *EVERYWHERE}


@pytest.mark.parametrize(
    "code, floor",
    [
        ("from ..site import boxes", "notebooks"),
        ("from ..site.boxes import box", "notebooks"),
        ("from .. import check", "run"),
        ("def late():\n    from sphinx.application import Sphinx", "text"),
        ("import docutils.nodes", "notebooks"),
        ("from lesson.site import boxes", "text"),
    ],
)
def test_forbidden_import_is_found(code: str, floor: str):
    assert forbidden(code, floor)


@pytest.mark.parametrize(
    "code", ["from ..text import git", "from ..paths import ROOT", "from . import execute", "import nbformat"]
)
def test_allowed_import_is_none(code: str):
    assert not forbidden(code, "run")
