"""Run all notebooks and compare all answers on another backend of Keras: `python -m elsewhere.with_backends jax`.

Each backend has an environment without TensorFlow and a copy of the sources, in `_build/backends/<name>`.
Cells that name a backend cannot hold on another one, so the copy lacks them, and the run says which they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from lesson.paths import DIRECT, ROOT
from lesson.text.page import executed_pages

from .with_versions import answers_hold, uv

BACKENDS = ["jax"]
# One thread each, as for TensorFlow.
THREADS = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_PLATFORMS": "cpu"}
NOT_COPIED = shutil.ignore_patterns("_build", ".venv", ".git", "__pycache__", ".*_cache")


def install(backend: str, folder: Path) -> Path:
    """Make an environment with a backend and everything of the lock but TensorFlow; return its interpreter.

    Raises:
        subprocess.CalledProcessError: a package cannot be had.
    """
    direct = [line for line in DIRECT.read_text(encoding="utf-8").splitlines() if not line.startswith("tensorflow")]
    wanted, versions = folder / "direct.in", folder / "requirements.txt"
    wanted.write_text("\n".join([*direct, backend]) + "\n", encoding="utf-8")
    python = folder / ".venv" / "bin" / "python"
    only_wheels = ["--only-binary", ":all:"]
    uv(
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--python",
        sys.executable,
        *only_wheels,
        "--constraint",
        ROOT / "requirements.txt",
        wanted,
        "-o",
        versions,
    )
    uv("venv", "--quiet", "--clear", "--python", sys.executable, folder / ".venv")
    uv("pip", "install", "--quiet", *only_wheels, "--python", python, "--requirement", versions)
    return python


def sources(folder: Path) -> Path:
    """Copy the project without the cells that name a backend; return where it lies."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    for page in executed_pages():
        lines = (project / page.path).read_text(encoding="utf-8").split("\n")
        for cell in page.cells():
            if "tensorflow" in cell.text + str(cell.options.get("expect")):
                print(f"{page.path}:{cell.line}: this cell names TensorFlow, so it is left out")
                end = cell.first + len(cell.lines)  # the line that closes the fence
                lines[cell.line - 1 : end] = [""] * (end - cell.line + 1)
        (project / page.path).write_text("\n".join(lines), encoding="utf-8")
    return project


def main(backends: list[str]) -> int:
    """Try each backend; return the exit code of the first that fails."""
    if not backends or not set(backends) <= set(BACKENDS):
        print(f"Say which backends: python -m elsewhere.with_backends {' '.join(BACKENDS)}", file=sys.stderr)
        return 1
    failed = 0
    for backend in backends:
        folder = ROOT / "_build" / "backends" / backend
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{backend}:", flush=True)
        try:
            python = install(backend, folder)
        except subprocess.CalledProcessError:
            print(
                f"There is no environment with {backend} for Python {sys.version.split()[0]}; see above.",
                file=sys.stderr,
            )
            return 1
        project = sources(folder)
        environment = {**THREADS, "LESSON_BACKEND": backend, "LESSON_BUILD": str(folder / "results")}
        failed = answers_hold(python, folder / "results", environment, project=project) or failed
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
