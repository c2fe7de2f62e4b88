"""Preview the site and build it again after each edit: `python -m lesson.serve`.

Prose is built without executing anything; a changed cell executes its episode only.
What goes wrong is printed, and the last good pages stay.
"""

from __future__ import annotations

import subprocess
import sys
import time

from livereload import Server

from .source import ROOT

WATCHED = ["*.md", "_toc.yml", "_config.yml", "episodes/*.md", "fig/*.svg", "data/*.csv", "_ext/lesson/*.py", "_static/*.*", "_templates/*.html"]
PORT = 8000


def build() -> None:
    """Build the site as `make site` does, and say how long it took."""
    started = time.monotonic()
    done = subprocess.run(["make", "--no-print-directory", "site"], cwd=ROOT)
    seconds = time.monotonic() - started
    print(f"built in {seconds:.0f} s" if done.returncode == 0 else "not built: mend what is said above and save again", flush=True)


def main() -> int:
    """Build once, then serve and watch until interrupted; return the exit code."""
    build()
    server = Server()
    for pattern in WATCHED:
        server.watch(str(ROOT / pattern), build)
    print(f"Preview at http://127.0.0.1:{PORT}/, Ctrl+C ends it")
    server.serve(root=str(ROOT / "_build" / "html"), host="127.0.0.1", port=PORT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
