"""Pack everything a workshop needs into one archive: `python -m lesson.commands.bundle`.

The landing page of the built site then offers the archive; the copy of the page inside the archive does not.
The next build puts a new site in the place of this one, so that no archive is offered that does not fit the pages.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ..notebooks.archive import pack
from ..paths import BUILD, NOTEBOOKS, ROOT, SITE, SLUG, WORKSHOP
from ..site import workshop
from ..text import set_up_files
from . import pdf
from .build import alone

ARCHIVE = BUILD / f"{SLUG}.zip"


def contents(site: Path, pdf_file: Path) -> dict[str, bytes]:
    """Return what goes into the archive: path in it -> content."""
    found = {file.name: set_up_files.filled(file.name).encode() for file in WORKSHOP.iterdir() if file.is_file()}
    found[pdf_file.name] = pdf_file.read_bytes()
    for folder, name in ((site, "site"), (NOTEBOOKS, "notebooks")):
        for file in folder.rglob("*"):
            path = file.relative_to(folder)
            if file.is_file() and path != Path(ARCHIVE.name) and not path.parts[0].startswith("."):
                found[f"{name}/{path.as_posix()}"] = file.read_bytes()
    page = found["site/index.html"].decode()
    found["site/index.html"] = workshop.without_offer(page).encode()
    return found


def publish(archive: Path, site: Path) -> None:
    """Put the archive into the site, and its offer on the landing page."""
    shutil.copy(archive, site / archive.name)
    page = site / "index.html"
    page.write_text(workshop.with_offer(page.read_text(encoding="utf-8"), archive), encoding="utf-8")


def main() -> int:
    """Pack and publish; return the exit code."""
    with alone():
        files = contents(SITE, pdf.TARGET)
        pack(files, ARCHIVE, SLUG)
        publish(ARCHIVE, SITE)
    print(
        f"{ARCHIVE.relative_to(ROOT)}: {len(files)} files, {ARCHIVE.stat().st_size / 1e6:.1f} MB; the landing page offers it"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
