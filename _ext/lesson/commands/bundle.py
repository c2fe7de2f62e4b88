"""Pack everything a workshop needs into one archive: `python -m lesson.commands.bundle`.

Where there is a `workshop.yml`, or another file is named, the pages and papers of this workshop are packed, too.
A file with the SHA-256 checksum lies beside the archive.
The landing page of the built site then offers the archive; the copy of the page inside the archive does not.
The next build puts a new site in the place of this one, so that no archive is offered that does not fit the pages.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from ..notebooks.archive import pack
from ..paths import BUILD, NOTEBOOKS, ROOT, SITE, SLUG, WORKSHOP
from ..site import workshop
from ..text import set_up_files
from . import pdf
from . import workshop as workshops
from .build import alone

ARCHIVE = BUILD / f"{SLUG}.zip"
CHECKSUM = BUILD / f"{SLUG}.zip.sha256"
# The page on which everybody begins, and the place on it for the pages of a workshop.
START = "START-HERE.html"
SLOT = '<div id="workshop"></div>'
OFFER = """<p id="workshop">Your workshop: the <a href="workshop/index.html">start page</a> for participants,
and what those who teach need, in the folder <a href="workshop/organisers/to-do.md"><code>workshop/organisers</code></a>.</p>"""


def contents(site: Path, pdf_file: Path, workshop_pages: Path | None = None, lesson: str = "") -> dict[str, bytes]:
    """Return what goes into the archive: path in it -> content.

    Args:
        site: the built pages
        pdf_file: the whole lesson on paper
        workshop_pages: the folder with the pages of a workshop, where there is one
        lesson: the address under which these pages know the lesson; in the archive it lies beside them
    """
    files = [file for file in WORKSHOP.iterdir() if file.suffix in (".html", ".py")]
    found = {file.name: set_up_files.filled(file.name).encode() for file in files}
    found[pdf_file.name] = pdf_file.read_bytes()
    for folder, name in ((site, "site"), (NOTEBOOKS, "notebooks")):
        for file in folder.rglob("*"):
            path = file.relative_to(folder)
            packed = path.as_posix() in (ARCHIVE.name, CHECKSUM.name)
            if file.is_file() and not packed and not path.parts[0].startswith("."):
                found[f"{name}/{path.as_posix()}"] = file.read_bytes()
    if workshop_pages:
        found |= of_workshop(workshop_pages, lesson)
        found[START] = found[START].replace(SLOT.encode(), OFFER.encode())
    page = found["site/index.html"].decode()
    found["site/index.html"] = workshop.without_offer(page).encode()
    return found


def of_workshop(folder: Path, lesson: str) -> dict[str, bytes]:
    """Return the pages of a workshop as they go into the archive: their links lead to the pages beside them."""
    found = {}
    for file in (file for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        if file.suffix == ".html":
            up = "../" * len(file.relative_to(folder).parts)
            content = content.replace(f'href="{lesson}'.encode(), f'href="{up}site/'.encode())
        found[f"workshop/{file.relative_to(folder).as_posix()}"] = content
    return found


def checksum(archive: Path) -> str:
    """Return the line that `sha256sum --check` reads."""
    return f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"


def publish(archive: Path, site: Path) -> None:
    """Put the archive and its checksum into the site, and its offer on the landing page."""
    shutil.copy(archive, site / archive.name)
    (site / CHECKSUM.name).write_text(checksum(archive))
    page = site / "index.html"
    page.write_text(workshop.with_offer(page.read_text(encoding="utf-8"), archive), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Pack and publish; return the exit code."""
    file = workshops.chosen(arguments)
    folder, lesson = None, ""
    if file.is_file():
        if code := workshops.main([str(file)]):
            return code
        folder, lesson = workshops.TARGET, workshops.address_of(file)
    elif any(arguments):
        print(f"No {file}; name the file of a workshop, or none.", file=sys.stderr)
        return 1
    with alone():
        files = contents(SITE, pdf.TARGET, folder, lesson)
        pack(files, ARCHIVE, SLUG)
        CHECKSUM.write_text(checksum(ARCHIVE))
        publish(ARCHIVE, SITE)
    size = ARCHIVE.stat().st_size / 1e6
    print(f"{ARCHIVE.relative_to(ROOT)}: {len(files)} files, {size:.1f} MB; the landing page offers it")
    print(f"{CHECKSUM.relative_to(ROOT)}: {CHECKSUM.read_text().split()[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
