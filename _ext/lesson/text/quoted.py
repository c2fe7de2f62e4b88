"""What papers of a workshop repeat of the lesson. Each function fails where the lesson no longer says it."""

from __future__ import annotations

import re
from pathlib import Path

from ..paths import ROOT
from . import roles
from .page import Page, read

WORKFLOW = "Deep learning workflow"
AIMS = "After the lesson you can"


def episode(name: str, root: Path = ROOT) -> Page:
    """Return an episode by the name of its file without its ending."""
    return read(Path("episodes", f"{name}.md"), root)


def code(text: str, name: str, root: Path = ROOT) -> str:
    """Return code that stands in a cell of an episode; white space and the comma at the end of a list do not count.

    Raises:
        LookupError: no cell holds it.
    """
    if not any(packed(text) in packed(cell.text) for cell in episode(name, root).cells()):
        raise LookupError(f"no cell of episodes/{name}.md holds `{text}`; mend the one or the other")
    return text


def packed(text: str) -> str:
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s+", "", text))


def ten_steps(root: Path = ROOT) -> list[str]:
    """Return the titles of the steps of the workflow, without their numbers.

    Raises:
        LookupError: the first episode does not name ten of them.
    """
    page = episode("01-introduction", root)
    titles = [words.content for _, token, words in page.headings if token.tag == "h3"]
    found = [title.partition(". ")[2] for title in titles if re.match(r"\d+\. ", title)]
    if len(found) != 10:
        raise LookupError(f"{page.path} has {len(found)} numbered headings below `{WORKFLOW}`, not 10; mend the sheet")
    return found


def table(first: str, name: str, root: Path = ROOT) -> list[list[str]]:
    """Return the cells of the rows of an episode's table, in words.

    Args:
        first: what stands in the first cell of its head
        name: the episode

    Raises:
        LookupError: there is no such table.
    """
    page = episode(name, root)
    rows: list[list[str]] = []
    for line in (line for block in page.blocks if block.name is None for line in block.lines):
        cells = [in_words(cell.strip()) for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells and (rows or cells[0] == first):
            rows.append(cells)
        elif rows:
            return rows[2:]  # without the head and the line below it
    raise LookupError(f"{page.path} has no table that begins with `{first}`; name another")


def in_words(text: str) -> str:
    """Return a line of Markdown without its roles and emphasis."""
    return re.sub(
        r"[*`]", "", roles.replaced(text, {"role": lambda piece: next(filter(None, roles.target(piece["code"])))})
    )


def aims(root: Path = ROOT) -> list[str]:
    """Return what people can do after the lesson, as the landing page lists it.

    Raises:
        LookupError: it does not.
    """
    text = (root / "index.md").read_text(encoding="utf-8")
    found = re.search(rf"^{AIMS}\n\n((?:- .+\n)+)", text, re.M)
    if not found:
        raise LookupError(f"index.md: no list after `{AIMS}`; the start page of a workshop shows it")
    return [in_words(line.removeprefix("- ").rstrip(".;")) for line in found[1].splitlines()]
