"""The files in `workshop/`, with versions and packages filled in, and what the set-up check among them says."""

from __future__ import annotations

import platform
from functools import cache
from types import ModuleType

from ..paths import WORKSHOP
from . import versions

CHECK = "check_setup.py"
# What stands on the button that offers the learners' file.
LEARNER_BUTTON = "Download the notebooks"


def filled(name: str) -> str:
    """Return the text of a file in `workshop/` with versions and packages filled in.

    Raises:
        KeyError: it names something that is not one of `versions.substitutions()`.
    """
    return versions.substitute((WORKSHOP / name).read_text(encoding="utf-8"))


@cache
def check_setup() -> ModuleType:
    """Return the set-up check as a module."""
    check = ModuleType("check_setup")
    exec(compile(filled(CHECK), CHECK, "exec"), check.__dict__)
    return check


def module(name: str) -> str:
    """Return what to import for a package, named as pages name it: `scikit_learn` becomes `sklearn`."""
    return check_setup().MODULES.get(name.replace("_", "-"), name)


def good_report() -> str:
    """Return what the set-up check prints about the versions with which the pages are built."""
    check = check_setup()
    # JupyterLab is not in the lock: its oldest version stands for it.
    built_with = (
        versions.floors() | versions.pins() | {key: version for key, _, version in [versions.JUPYTER.partition(">=")]}
    )
    lines = [check.HEAD, check.check_python(platform.python_version(), 64)[1], check.check_memory(None)[1]]
    lines += [
        # Another backend than TensorFlow is not in the lock.
        check.check_version(requirement, built_with.get(versions.key(requirement.split(">=")[0]), "installed"))[1]
        for requirement in check.REQUIREMENTS
    ]
    return "\n".join([*lines, check.check_trained(None), "", check.READY])
