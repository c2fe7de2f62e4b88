"""The lesson's commands in children of a process that has imported Sphinx and Jupyter already, but nothing of ours.

A new Python takes two seconds to import them for each command. A child is as much alone as a new Python,
and imports the code of the book in hand; only the seed of hashes is the same for all children.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

# What takes long to import; Sphinx would import the extensions in `_config.yml` for each build.
HEAVY = [
    "forked",
    "bs4",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "jupyter_cache",
    "latex2mathml.converter",
    "myst_nb.sphinx_ext",
    "nbclient",
    "sphinx.builders.html",
    "sphinx.builders.linkcheck",
    "sphinx.cmd.build",
    "sphinx.domains.cpp",
    "sphinx.domains.python",
    "sphinx.ext.mathjax",
    "sphinx_design.extension",
    "sphinx_exercise",
    "sphinx_external_toc.events",
    "sqlalchemy.dialects.sqlite",
]
PARENT = multiprocessing.get_context("forkserver")
PARENT.set_forkserver_preload(HEAVY)


def run(command: tuple[str, ...], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Do what `python -m MODULE ARGUMENTS` would do in a folder.

    Args:
        command: the module and its arguments
        environment: all variables; PYTHONPATH names where modules are looked for first
    """
    with tempfile.TemporaryDirectory() as aside:
        said = [Path(aside, name) for name in ("output", "errors")]
        child = PARENT.Process(target=as_main, args=(command, folder, environment, said))
        child.start()
        child.join()
        return subprocess.CompletedProcess(command, child.exitcode, *(file.read_text() for file in said))


def as_main(command: tuple[str, ...], folder: Path, environment: dict[str, str], said: list[Path]) -> None:
    """Run a module as a new Python would, in this process."""
    for place, file in enumerate([Path(os.devnull), *said]):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND), place)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.partition(".")[0] == "lesson"]:
        del sys.modules[name]
    first = [str(folder / path) for path in ("", *environment["PYTHONPATH"].split(os.pathsep))]
    sys.path[:] = first + [path for path in sys.path if path.startswith((sys.prefix, sys.base_prefix))]
    sys.argv = list(command)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
