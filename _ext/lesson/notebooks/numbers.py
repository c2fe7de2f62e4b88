"""What stands behind labels in notebooks: the numbers that the site shows, and headings."""

from __future__ import annotations

import re

from ..text.cells import rendering
from ..text.page import Block, Page, exercises
from ..vocabulary import is_episode


def plot(block: Block) -> dict:
    """Return what a cell says about its plot, that is, name and caption, or {}."""
    return rendering(block, "figure")


def figure_name(block: Block) -> str | None:
    """Return the label of a figure or plot."""
    return block.options.get("name") if block.name == "figure" else plot(block).get("name")


class Numbers:
    """What stands behind labels: numbers, as the site shows them, and headings; and which pages are notebooks."""

    def __init__(self, pages: list[Page]):
        self.text: dict[str, str] = {}
        self.notebooks = {page.stem for page in pages if "jupytext" in page.front}
        # Label -> page, and (page, label or the site's anchor) -> heading.
        self.page: dict[str, str] = {}
        self.heading: dict[tuple[str, str], str] = {}
        number = 0
        for page in pages:
            episode = is_episode(page.path)
            number += episode
            prefix = f"{number}." if episode else ""
            for at, exercise in enumerate(exercises(page), 1):
                self.text[exercise.label] = f"Exercise {prefix}{at}"
                self.text[exercise.label.replace("-ex-", "-solution-", 1)] = f"Solution {prefix}{at}"
            for label, _, words in page.headings:
                heading = "".join(child.content for child in words.children or ())
                self.heading[page.stem, re.sub(r"\W+", "-", heading.lower()).strip("-")] = heading
                if label:
                    self.page[label], self.text[label] = page.stem, heading
                    self.heading[page.stem, label] = heading
            figures = [name for block in page.walk() if (name := figure_name(block))]
            self.text |= {name: f"Figure {prefix}{at}" for at, name in enumerate(figures, 1)}
