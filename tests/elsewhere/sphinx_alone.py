"""Build the book without Jupyter Book, with the newest Sphinx and MyST, and compare it with the usual site: `python -m elsewhere.sphinx_alone`.

Jupyter Book 1 has ended and holds Sphinx back, so this shows each week that the way out is open.
The new environment and its site lie in `_build/sphinx`; what cells printed comes from the usual build,
because the cells' libraries stay those of the lock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lesson.paths import BUILD, DIRECT, NOTEBOOKS, ROOT, SITE
from lesson.text.versions import requirements

from . import carried_results, same_pages
from .with_versions import uv

FOLDER = BUILD / "sphinx"
LEFT = "jupyter-book"
# What Jupyter Book brings along, and why the book needs it.
INSTEAD = {
    "sphinx": "builds the pages",
    "myst-parser": "reads the pages' Markdown",
    "myst-nb": "reads cells and puts their outputs on the pages",
    "sphinx-external-toc": "reads _toc.yml",
    "sphinx-design": "in the list of extensions of _config.yml",
}
# What is looked at in a browser: only the search runs scripts of Sphinx. One test plays Sphinx 9 where it is not.
IN_A_BROWSER = ["tests/test_browser.py", "-k", "search and not sphinx_9"]


def direct_requirements() -> list[str]:
    """Return what the book needs without Jupyter Book: the part "The book" of requirements.in, and what came along."""
    book = DIRECT.read_text(encoding="utf-8").split("# The book.\n")[1].split("\n\n")[0]
    lines = [line.partition(" #")[0] for line in book.splitlines()]
    return [line for line in lines if not line.startswith(LEFT)] + list(INSTEAD)


def install(python: Path) -> None:
    """Set up an environment with the newest versions.

    Raises:
        subprocess.CalledProcessError: uv failed, and has said why.
    """
    asked, versions = FOLDER / "requirements.in", FOLDER / "requirements.txt"
    asked.write_text("\n".join(direct_requirements()) + "\n", encoding="utf-8")
    only_wheels = ["--only-binary", ":all:"]
    uv(
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--upgrade",
        "--python",
        sys.executable,
        *only_wheels,
        asked,
        "-o",
        versions,
    )
    uv("venv", "--quiet", "--clear", "--python", sys.executable, FOLDER / ".venv")
    uv("pip", "sync", "--quiet", *only_wheels, "--python", python, versions)


def write_settings(folder: Path) -> None:
    """Write the conf.py that Jupyter Book makes of _config.yml into a folder outside the sources, where it would read it.

    Raises:
        subprocess.CalledProcessError: Jupyter Book failed, and has said why.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, folder)
    for name in ("_static", "_templates"):
        (folder / name).symlink_to(ROOT / name)
    program = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([str(program), "config", "sphinx", str(folder)], check=True, stdout=subprocess.DEVNULL)
    with open(folder / "conf.py", "a", encoding="utf-8") as settings:
        settings.write("extensions.remove('jupyter_book')\n")


def build_pages(python: Path) -> int:
    """Build the site in the new environment, in the only way in which this book is built; return the exit code."""
    settings, site, results = FOLDER / "settings", FOLDER / "html", FOLDER / "results"
    for folder in (site, results, FOLDER / "notebooks"):
        shutil.rmtree(folder, ignore_errors=True)
    write_settings(settings)
    shutil.copytree(NOTEBOOKS, FOLDER / "notebooks")
    carried_results.hand_over(results)
    environment = {**os.environ, "LESSON_BUILD": str(FOLDER)}
    sphinx = ["sphinx", "-W", "-n", "--keep-going", "-q", "-E", "-d", FOLDER / "doctrees", "-c", settings, ROOT, site]
    for command in (["elsewhere.carried_results", results], sphinx):
        code = subprocess.run([str(python), "-m", *map(str, command)], cwd=ROOT, env=environment).returncode
        if code:
            return code
    return 0


def main() -> int:
    """Install, build, compare, search; return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = FOLDER / ".venv" / "bin" / "python"
    print("installing the newest Sphinx and MyST (needs a network)", flush=True)
    try:
        install(python)
    except subprocess.CalledProcessError:
        print(
            f"The newest Sphinx and MyST for Python {sys.version.split()[0]} are not installed; uv says above why. Mend it, and run again with a network.",
            file=sys.stderr,
        )
        return 1
    versions = requirements(FOLDER / "requirements.txt")
    print("building with", ", ".join(str(version) for version, _ in versions if version.name in INSTEAD), flush=True)
    try:
        code = build_pages(python)
    except subprocess.CalledProcessError:
        code = 1
    if code:
        print("The newest versions do not build the book; see above.", file=sys.stderr)
        return code
    found = same_pages.differences(SITE, FOLDER / "html")
    for text in found:
        print(text, file=sys.stderr)
    if found:
        print(f"{len(found)} pages or files differ from the usual build.", file=sys.stderr)
        return 1
    print(f"All pages are those of the usual build. Open {FOLDER / 'html' / 'index.html'}", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *IN_A_BROWSER], cwd=ROOT, env={**os.environ, "LESSON_BUILD": str(FOLDER)}
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
