"""The files in `workshop/`, with versions and packages filled in, and what the set-up check among them says."""

from __future__ import annotations

import platform
from functools import cache
from types import ModuleType

from . import pins
from .paths import WORKSHOP

CHECK = "check_setup.py"


def filled(name: str) -> str:
    """Return the text of a file in `workshop/` with versions and packages filled in.

    Raises:
        KeyError: it names something that is not one of `pins.substitutions()`.
    """
    return pins.substitute((WORKSHOP / name).read_text(encoding="utf-8"))


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
    versions = pins.floors() | pins.pins() | {key: version for key, _, version in [pins.JUPYTER.partition(">=")]}
    lines = [check.HEAD, check.check_python(platform.python_version(), 64)[1]]
    lines += [check.check_version(requirement, versions[pins.key(requirement.split(">=")[0])])[1] for requirement in check.REQUIREMENTS]
    return "\n".join([*lines, check.check_trained(None), "", check.READY])
