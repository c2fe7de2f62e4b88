"""The learners' file: all that a learner needs in one archive, and how archives are packed."""

from __future__ import annotations

import re
import zipfile
from html import escape
from pathlib import Path

from ..paths import ROOT
from ..text import git, set_up_files, versions
from ..text.page import Page

# A fixed date, so that the same files give the same archive.
DATE = (2026, 1, 1, 0, 0, 0)
# The folder that people get when they unpack it; the set-up page calls it by this name.
FOLDER = "deep-learning"
START = "START-HERE.html"
HELD = ("learner", "type-along", "data")


def pack(files: dict[str, bytes], target: Path, folder: str) -> None:
    """Write an archive that is the same, byte for byte, for the same files, and unpacks into one folder."""
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}", DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def start_page(pages: list[Page]) -> str:
    """Return the page that says what is in the folder, and how to begin."""
    rows = "\n".join(
        f"<tr><td><code>{page.stem}.ipynb</code></td><td>{escape(str(page.front['title']))}</td></tr>" for page in pages
    )
    site = git.address(ROOT)
    place = f'<a href="{escape(site)}setup.html">set-up page</a>' if site else "set-up page of the lesson"
    text = Path(__file__).with_name(START).read_text(encoding="utf-8")
    filled = {"rows": rows, "place": place, "install": escape(versions.install_arguments())}
    return versions.substitute(re.sub(r"\[\[(\w+)\]\]", lambda found: filled[found[1]], text))


def learner_file(notebooks: Path, pages: list[Page], target: Path) -> None:
    """Write the learners' file.

    Args:
        notebooks: the folder with all kinds of notebooks and the data
        pages: the pages that are notebooks, in order
        target: where it goes
    """
    files = {
        file.relative_to(notebooks).as_posix(): file.read_bytes()
        for part in HELD
        for file in (notebooks / part).glob("*")
        if file.is_file()
    }
    files[set_up_files.CHECK] = set_up_files.filled(set_up_files.CHECK).encode()
    files[START] = start_page(pages).encode()
    pack(files, target, FOLDER)
