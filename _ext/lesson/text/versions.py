"""Versions: the floors in requirements.in, the pins in the lock, and what pages and commands make of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement

from ..paths import DIRECT, LOCK
from ..set_up import NEWEST, OLDEST

# Above this line stands what learners import.
BOOK = "# The book."

# What a new environment with the packages for learners takes on the disk: Linux, Python 3.11, November 2026.
INSTALLED_SIZE = "2.7 GB"

# For learners only: in the lock it would make every `import jsonschema` of the build a second slower.
JUPYTER = "jupyterlab>=4"


@cache
def requirements(path: Path) -> list[tuple[Requirement, str]]:
    """Return the requirements of a file that apply to this interpreter, each with its comment."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        specification, _, comment = line.partition(" #")
        specification = specification.rstrip(" \\")
        if not specification or specification.startswith(("#", " ", "-")):
            continue
        requirement = Requirement(specification)
        if requirement.marker is None or requirement.marker.evaluate():
            found.append((requirement, comment.strip()))
    return found


def key(name: str) -> str:
    """Return the name pages use: `scikit-learn` becomes `scikit_learn`, the CPU build of TensorFlow `tensorflow`."""
    return re.sub(r"-cpu$", "", name).replace("-", "_").lower()


def floors() -> dict[str, str]:
    """Return the oldest supported version of each direct dependency."""
    return {
        key(requirement.name): specifier.version
        for requirement, _ in requirements(DIRECT)
        for specifier in requirement.specifier
        if specifier.operator == ">="
    }


def packages_of_the_lesson() -> set[str]:
    """Return the packages that cells may import, named as pages name them."""
    lesson = DIRECT.read_text(encoding="utf-8").split(BOOK)[0].splitlines()
    return {key(Requirement(line.partition(" #")[0]).name) for line in lesson if line and not line.startswith("#")}


def pins() -> dict[str, str]:
    """Return the locked version of every package."""
    return {key(requirement.name): next(iter(requirement.specifier)).version for requirement, _ in requirements(LOCK)}


def install_requirements() -> list[str]:
    """Return what learners install: the packages marked "lesson", from their floors, and JupyterLab."""
    lines = DIRECT.read_text(encoding="utf-8").splitlines()
    marked = [Requirement(line.partition(" #")[0]) for line in lines if " # lesson:" in line]
    return [f"{requirement.name}{requirement.specifier}" for requirement in marked] + [JUPYTER]


def install_arguments() -> str:
    """Return what learners give to `pip install`, quoted for every shell."""
    return " ".join(f'"{requirement}"' for requirement in install_requirements())


def install_command(python: str = "") -> str:
    """Return the command with which learners install the packages; `python` is the Python to use."""
    return f"{python or 'python'} -m pip install {install_arguments()}"


@cache
def substitutions() -> dict[str, str]:
    """Return what `{{ name }}` stands for on the pages, in declared answers and in what goes into the workshop's box."""
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST, NEWEST))
    found = {
        "python_oldest": oldest,
        "python_newest": newest,
        "python_versions": f"{oldest} to {newest}",
        "python_windows": f"`py -{newest}`",
        "installed_size": INSTALLED_SIZE,
        "install_requirements": " ".join(install_requirements()),
    }
    locked = pins()
    for name, version in floors().items():
        found |= {f"{name}_floor": version, f"{name}_version": locked[name]}
    return found


def substitute(text: str) -> str:
    """Replace `{{ name }}` in a text.

    Raises:
        KeyError: the name is not one of `substitutions()`.
    """
    known = substitutions()
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: known[found[1]], text)
