"""Preview the site and build it again after each edit: `python -m lesson.commands.serve`.

Prose is built without executing anything; a changed cell executes its episode only.
What goes wrong is printed and shown above the last good pages, which stay.
"""

from __future__ import annotations

import html
import multiprocessing
import os
import re
import subprocess
import sys
import time

# Imported once: each build is a fork of this process and does not wait for them.
import jupyter_book.sphinx  # noqa: F401
import livereload.server

from ..paths import ROOT, SITE
from ..run import execute  # noqa: F401
from . import build

WATCHED = ["*.md", "_toc.yml", "_config.yml", "episodes/*.md", "fig/*.svg", "data/*.csv", "data/*.keras"]
WATCHED += ["_static/**/*.*", "_templates/*.html"]
CODE = ["_ext/lesson/**/*.py", "requirements.*"]
PORT = 8000


# What the last build said when it failed.
_said = ""


class ReportFailure(livereload.server.LiveScriptInjector):
    """Puts what stopped the last build above each page of the preview."""

    def transform_first_chunk(self, status_code, headers, chunk, finishing):
        status_code, headers, chunk = super().transform_first_chunk(status_code, headers, chunk, finishing)
        if _said and "html" in headers.get("Content-Type", ""):
            before = len(chunk)
            style = "margin: 0; padding: 1rem; background: #7a1f1f; color: #fff; white-space: pre-wrap"
            words = f"Not built; below is the last good page.\n{_said}"
            report = f'<pre role="alert" style="{style}">{html.escape(words)}</pre>'.encode()
            chunk = re.sub(rb"<body[^>]*>", lambda body: body[0] + report, chunk, count=1)
            if "Content-Length" in headers:
                headers["Content-Length"] = str(int(headers["Content-Length"]) + len(chunk) - before)
        return status_code, headers, chunk


def build_pages() -> None:
    """Build the site in a process of its own, and say how long it took, or keep what it said."""
    global _said
    started = time.monotonic()
    ours, theirs = os.pipe()

    def child() -> None:
        os.dup2(theirs, sys.stderr.fileno())
        build.leave(build.main([]))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    os.close(theirs)
    lines = []
    with open(ours, encoding="utf-8", errors="replace") as said:
        for line in said:
            print(line, end="", file=sys.stderr, flush=True)
            lines.append(line)
    process.join()
    seconds = time.monotonic() - started
    _said = "".join(lines) if process.exitcode else ""
    print("mend what is said above and save again" if process.exitcode else f"built in {seconds:.0f} s", flush=True)


def start_again() -> None:
    """Begin anew with what has changed in the code around the book."""
    subprocess.run(["make", "--no-print-directory", "set-up"], cwd=ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "lesson.commands.serve"])


def main() -> int:
    """Build once, then serve and watch until interrupted; return the exit code."""
    # Before the first build: what is saved while it runs is newer than the server, so it is built, too.
    livereload.server.LiveScriptInjector = ReportFailure
    server = livereload.server.Server()
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
