"""Preview the site and build it again after each edit: `python -m lesson.commands.serve`.

Prose is built without executing anything; a changed cell executes its episode only.
What goes wrong is printed, and the last good pages stay.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time

# Imported once: each build is a fork of this process and does not wait for them.
import jupyter_book.sphinx  # noqa: F401
from livereload import Server

from ..paths import ROOT, SITE
from ..run import execute  # noqa: F401
from . import build

WATCHED = [
    "*.md",
    "_toc.yml",
    "_config.yml",
    "episodes/*.md",
    "fig/*.svg",
    "data/*.csv",
    "_static/**/*.*",
    "_templates/*.html",
]
CODE = ["_ext/lesson/**/*.py", "requirements.*"]
PORT = 8000


def build_pages() -> None:
    """Build the site in a process of its own, and say how long it took."""
    started = time.monotonic()
    child = multiprocessing.get_context("fork").Process(target=lambda: build.leave(build.main([])))
    child.start()
    child.join()
    seconds = time.monotonic() - started
    print(f"built in {seconds:.0f} s" if child.exitcode == 0 else "mend what is said above and save again", flush=True)


def start_again() -> None:
    """Begin anew with what has changed in the code around the book."""
    subprocess.run(["make", "--no-print-directory", "set-up"], cwd=ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "lesson.commands.serve"])


def main() -> int:
    """Build once, then serve and watch until interrupted; return the exit code."""
    # Before the first build: what is saved while it runs is newer than the server, so it is built, too.
    server = Server()
    build_pages()
    for pattern in WATCHED:
        server.watch(str(ROOT / pattern), build_pages)
    for pattern in CODE:
        server.watch(str(ROOT / pattern), start_again)
    print(f"Preview at http://127.0.0.1:{PORT}/, Ctrl+C ends it")
    server.serve(root=str(SITE), host="127.0.0.1", port=PORT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
