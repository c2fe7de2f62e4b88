"""Run all notebooks and compare all answers on other backends of Keras: `python -m elsewhere.with_backends jax torch`.

The notebooks for people are run, too: with each exercise left empty, with all typed, and with every second part left out.

Each backend has an environment without TensorFlow and a copy of the sources, in `_build/backends/<name>`.
An environment is kept as long as it would get the same packages, results as long as their cells stay the same.
Cells that name TensorFlow cannot hold on another backend, so the copy lacks them, and the run says which they are.

pip installs, because it looks where learners look and can be told more by its own variables: PyTorch for Linux brings
several gigabytes for graphics cards unless `PIP_EXTRA_INDEX_URL` names the index of its CPU builds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from lesson.paths import DIRECT, LOCK, ROOT
from lesson.run.environment import ENVIRONMENT
from lesson.text.page import Block, executed_pages
from lesson.text.versions import key, requirements

from .with_versions import answers_hold

BACKENDS = ["jax", "torch"]
# One thread each, as for TensorFlow.
THREADS = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_PLATFORMS": "cpu"}
# As `make test-learner` does.
LEARNERS = ["tests/test_notebooks.py", "-k", "single_answer or all_typed or can_catch_up"]
NOT_COPIED = shutil.ignore_patterns("_build", ".venv", ".git", "__pycache__", ".*_cache")


def without_tensorflow(file: Path) -> str:
    """Return the requirements of a file that apply here, without TensorFlow and without hashes."""
    lines = [str(requirement) for requirement, _ in requirements(file) if key(requirement.name) != "tensorflow"]
    return "\n".join(lines) + "\n"


def install(backend: str, folder: Path) -> Path:
    """Make an environment with a backend and everything of the lock but TensorFlow; return its interpreter.

    Args:
        backend: the package, in the newest version that the lock allows
        folder: where the environment goes, and what was asked for

    Raises:
        subprocess.CalledProcessError: a package cannot be had; pip has said which.
    """
    environment = folder / ".venv"
    python, installed = environment / "bin" / "python", environment / "installed"
    wanted, locked = folder / "wanted.txt", folder / "locked.txt"
    wanted.write_text(f"{without_tensorflow(DIRECT)}{backend}\n", encoding="utf-8")
    locked.write_text(without_tensorflow(LOCK), encoding="utf-8")
    asked_for = f"{sys.version}\n{wanted.read_text(encoding='utf-8')}{locked.read_text(encoding='utf-8')}"
    if not installed.exists() or installed.read_text(encoding="utf-8") != asked_for:
        print(f"installing an environment with {backend} (a few minutes)", flush=True)
        venv.create(environment, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([*pip, "--requirement", wanted, "--constraint", locked], check=True)
        # Written last: an interrupted installation is done again.
        installed.write_text(asked_for, encoding="utf-8")
    return python


def names_tensorflow(cell: Block) -> bool:
    """Return whether a cell or its answer is about TensorFlow."""
    return "tensorflow" in f"{cell.text}{cell.options.get('expect')}"


def sources(folder: Path) -> Path:
    """Copy the project without the cells that name TensorFlow; return where it lies."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    for page in executed_pages():
        lines = (project / page.path).read_text(encoding="utf-8").split("\n")
        for cell in filter(names_tensorflow, page.cells()):
            print(f"{page.path}:{cell.line}: this cell names TensorFlow, so it is left out")
            lines[cell.line - 1 : cell.last] = [""] * (cell.last - cell.line + 1)
        (project / page.path).write_text("\n".join(lines), encoding="utf-8")
    return project


def holds(backend: str) -> bool:
    """Return whether all notebooks run on a backend and print the declared answers; what does not is printed."""
    print(f"{backend}:", flush=True)
    folder = ROOT / "_build" / "backends" / backend
    folder.mkdir(parents=True, exist_ok=True)
    try:
        python = install(backend, folder)
    except subprocess.CalledProcessError:
        print(
            f"There is no environment with {backend} for Python {sys.version.split()[0]}; see above.", file=sys.stderr
        )
        return False
    environment = {
        **THREADS,
        "KERAS_BACKEND": backend,
        "LESSON_BACKEND": backend,
        "LESSON_BUILD": str(folder / "results"),
    }
    project = sources(folder)
    return (
        answers_hold(python, folder / "results", environment, project=project) == 0
        and notebooks_run(python, environment, project) == 0
    )


def notebooks_run(python: Path, environment: dict[str, str], project: Path) -> int:
    """Run the notebooks for people, which are written already; return the exit code of pytest.

    Args:
        python: the interpreter of the environment to try
        environment: variables to add to those of this process
        project: the sources from which the notebooks were written
    """
    variables = {**os.environ, **ENVIRONMENT, **environment, "ALL_LEARNER_NOTEBOOKS": "1"}
    return subprocess.run([str(python), "-m", "pytest", *LEARNERS], cwd=project, env=variables).returncode


def main(backends: list[str]) -> int:
    """Try each backend; return the exit code."""
    if not backends or not set(backends) <= set(BACKENDS):
        print(f"Say which backends: python -m elsewhere.with_backends {' '.join(BACKENDS)}", file=sys.stderr)
        return 1
    # All of them, also after one that fails.
    failed = [backend for backend in backends if not holds(backend)]
    print("\n".join(f"{backend}: {'fails' if backend in failed else 'all notebooks hold'}" for backend in backends))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
