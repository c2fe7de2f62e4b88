"""Run all notebooks and compare all answers with other versions of the libraries: `python -m elsewhere.with_versions oldest` (or `newest`).

`oldest` takes the floors in requirements.in of what the lesson's cells import, `newest` takes
the newest release of everything. Each has its own environment and results in `_build/<name>`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lesson.paths import DIRECT, ROOT
from lesson.run.environment import ENVIRONMENT
from lesson.text.versions import BOOK, requirements


def uv(*arguments: str | Path) -> None:
    """Run the uv of this environment.

    Raises:
        subprocess.CalledProcessError: uv failed, and has said why.
    """
    subprocess.run([str(Path(sys.executable).with_name("uv")), *map(str, arguments)], cwd=ROOT, check=True)


def lock(which: str, folder: Path) -> Path:
    """Write the versions of everything into `folder`; return the file."""
    versions = folder / "requirements.txt"
    compile_ = ["pip", "compile", "--quiet", "--no-header", "--python", sys.executable, "--only-binary", ":all:"]
    if which == "newest":
        uv(*compile_, "--upgrade", DIRECT, "-o", versions)
        return versions
    # Only what the cells import: nobody has to build the book with old tools.
    lesson = folder / "lesson.in"
    lesson.write_text(DIRECT.read_text(encoding="utf-8").split(BOOK)[0], encoding="utf-8")
    floors = folder / "floors.txt"
    uv(*compile_, "--resolution", "lowest-direct", lesson, "-o", floors)
    # What they bring along may be newer, because the tools of the book need it.
    direct = {requirement.name for requirement, _ in requirements(lesson)}
    kept = [str(requirement) for requirement, _ in requirements(floors) if requirement.name in direct]
    floors.write_text("\n".join(kept) + "\n", encoding="utf-8")
    uv(*compile_, "--constraint", floors, DIRECT, "-o", versions)
    return versions


def main(arguments: list[str]) -> int:
    """Lock, install, execute, compare; return the exit code."""
    which = arguments[0] if arguments else ""
    if which not in ("oldest", "newest"):
        print("Say which versions: python -m elsewhere.with_versions oldest|newest", file=sys.stderr)
        return 1
    folder = ROOT / "_build" / which
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / ".venv" / "bin" / "python"
    try:
        versions = lock(which, folder)
        uv("venv", "--quiet", "--clear", "--python", sys.executable, folder / ".venv")
        uv("pip", "sync", "--quiet", "--only-binary", ":all:", "--python", python, versions)
    except subprocess.CalledProcessError:
        print(
            f"There is no set of {which} versions for Python {sys.version.split()[0]}; uv says above why.",
            file=sys.stderr,
        )
        return 1
    environment = {"LESSON_LOCK": str(versions), "LESSON_BUILD": str(folder)}
    return answers_hold(python, folder, environment, "tests/test_answers.py::test_pins_are_what_is_installed")


def answers_hold(python: Path, build: Path, environment: dict[str, str], *tests: str, project: Path = ROOT) -> int:
    """Execute all notebooks, compare what they print with the declared answers, and compare again with nbval.

    Args:
        python: the interpreter of the environment to try
        build: where results and notebooks go
        environment: variables to add to those of this process
        tests: further tests to run in that environment
        project: the sources

    Returns:
        The exit code of what failed first, or 0.
    """
    # No conftest.py lies above these notebooks, so what kernels need and what tells the place comes from here.
    for command in (
        ["lesson.run.execute"],
        ["lesson.notebooks.writer"],
        ["pytest", "-p", "notebook_places", str(build / "notebooks" / "solved"), *tests],
    ):
        variables = {**os.environ, **ENVIRONMENT, **environment}
        code = subprocess.run([str(python), "-m", *command], cwd=project, env=variables).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
