"""Build the site: `python -m lesson.commands.build` (or only a part: `... notebooks`, `... pages`).

Sources are checked, changed notebooks executed, the notebooks people download written,
and the pages built aside; only a finished site takes the place of the last one.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from ..paths import BUILD, NOTEBOOKS, ROOT, SITE
from ..text import browser_python, git
from ..text.leave import leave

# Where Sphinx keeps what it needs to build only what has changed.
WORK = BUILD / ".work"
# What the last build was made from, and what it made.
STAMP = BUILD / ".built"
# The only way this book is built: any warning is an error, all of them are shown.
PAGES = ["build", str(ROOT), "-W", "-n", "--keep-going", "--quiet", "--path-output", str(WORK)]
INTERRUPTED = 130  # what shells return after Ctrl+C
# Changing these changes no page.
NO_SOURCES = {"_build", "tests", "__pycache__"}


@contextmanager
def alone() -> Iterator[None]:
    """Let one build at a time write into the build folder; the next one waits.

    Raises:
        OSError: the folder cannot be written.
    """
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another build is running in this folder; waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sources() -> Iterator[Path]:
    """Yield all files that the site may depend on, in a fixed order."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NO_SOURCES and not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files))


def digests() -> dict[str, str]:
    """Return a digest of each source, by its path below the root."""
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sources()}


def stamp(made_from: dict[str, str]) -> str:
    """Return a digest of the sources, of what else the pages come from, and of what was built last.

    Args:
        made_from: the sources' `digests`
    """
    from ..run import environment

    # The dates and addresses on the pages come from git.
    facts = [
        browser_python.at_hand(),
        environment.cache_path().name,
        git.git(ROOT, "rev-parse", "HEAD"),
        git.repository(ROOT),
        git.address(ROOT),
    ]
    for folder in (SITE, NOTEBOOKS):
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            facts.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256(repr((facts, made_from)).encode()).hexdigest()


def finished(made_from: dict[str, str]) -> None:
    """Note what a site was made from, and name what was saved too late for it.

    Args:
        made_from: the `digests` of the sources before the first step
    """
    now = digests()
    late = sorted(name for name in {*made_from, *now} if made_from.get(name) != now.get(name))
    STAMP.write_text(stamp(made_from))
    if late:
        from ..notebooks.writer import MADE_FROM

        # Both date a page after reading it, so they could take what was saved meanwhile for read.
        shutil.rmtree(WORK, ignore_errors=True)
        MADE_FROM.unlink(missing_ok=True)
        print(
            f"Built, but saved while the build ran: {', '.join(late)}. `make site` builds the pages with it; the preview does so by itself."
        )
    else:
        print(f"Done. Open {SITE / 'index.html'}")


def put_in_place(new: Path, place: Path) -> None:
    """Let a finished folder take the place of the last one."""
    old = place.with_name(f".{place.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def restore(place: Path) -> None:
    """Bring the last folder back where `put_in_place` was stopped halfway."""
    old = place.with_name(f".{place.name}-old")
    if old.exists() and not place.exists():
        old.rename(place)


def pages() -> int:
    """Build the pages from notebooks that are executed already; return the exit code."""
    # Imported here: it brings Sphinx, which takes longer than all checks.
    from jupyter_book.cli.main import main as jupyter_book

    print("building the pages", flush=True)
    browser_python.at_hand()  # stops here where a file is not what it should be
    if not browser_python.is_there():
        print(
            "no Python for the pages is here, so they have no editors; `make set-up` fetches it where there is a network"
        )
    said = io.StringIO()
    with redirect_stdout(said):
        try:
            failed = jupyter_book(PAGES, standalone_mode=False)
        except (Exception, SystemExit) as error:
            failed = f"{type(error).__name__}: {error}"
    if failed:
        # Sphinx has named warnings already; only here stands why Jupyter Book did not get as far as that.
        print(f"{said.getvalue().strip()}\n{failed}", file=sys.stderr)
        # Sphinx would not read again, and so not name again, what it has warned of once.
        shutil.rmtree(WORK, ignore_errors=True)
        return 1
    new = BUILD / ".html-new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(WORK / "_build" / "html", new)
    put_in_place(new, SITE)
    return 0


def reason(error: OSError) -> str:
    """Say what an error of the file system means for a build, and how to mend it."""
    file = Path(error.filename or BUILD)
    if file == BUILD or BUILD in file.parents:
        return f"Cannot write {file}: {error.strerror}. Make it writable, or make room, and run again."
    if isinstance(error, FileNotFoundError) and ROOT in file.parents:
        name = file.relative_to(ROOT)
        return (
            f"{name} is missing. Bring it back with `git checkout -- {name}`, or take out what needs it, and run again."
        )
    return f"Cannot open {file}: {error.strerror}. Make it readable, and run again."


def steps(part: str) -> int:
    """Run the steps up to a part, which is "notebooks" or "site"; return the exit code of the first that fails."""
    # The checks run while Python reads what the other steps need.
    checks = subprocess.Popen([sys.executable, "-m", "lesson.check.rules"])
    try:
        from ..notebooks import writer
        from ..run import execute
    finally:
        code = checks.wait()
    code = code or execute.main() or writer.main()
    return code or (pages() if part == "site" else 0)


def main(arguments: list[str]) -> int:
    """Build "site" (the default), "notebooks", or only the "pages"; return the exit code."""
    part = arguments[0] if arguments else "site"
    # Documents are trees of cycles, so Python would look for garbage all the time: a third of a build, and it finds nearly none.
    gc.disable()
    try:
        with alone():
            restore(SITE)
            if part == "pages":
                return pages()
            # Before the first step, because what is saved later is not in this site.
            made_from = digests()
            if part == "site" and STAMP.exists() and STAMP.read_text() == stamp(made_from):
                print(f"Nothing has changed since the last build. Open {SITE / 'index.html'}")
                return 0
            STAMP.unlink(missing_ok=True)
            code = steps(part)
            if code == 0 and part == "site":
                finished(made_from)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        code = INTERRUPTED
    except OSError as error:
        print(reason(error), file=sys.stderr)
        code = 1
    except browser_python.WrongFile as error:
        print(error, file=sys.stderr)
        code = 1
    if code and (SITE / "index.html").exists():
        print(f"Not built; the last good site stays in {SITE}.", file=sys.stderr)
    return code


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
