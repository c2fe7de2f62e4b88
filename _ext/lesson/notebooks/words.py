"""The words of a page in Markdown that Jupyter understands: no roles, links between notebooks."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePosixPath

from ..paths import ROOT
from ..text import git, roles, versions
from ..text.answers import value
from ..text.page import Page
from .numbers import Numbers

# A link within the book: words, page, place.
LINK = re.compile(r'\[([^\]]*)\]\(<?(?=[^)])(?:([^)>\s:]+)\.md)?(#[^)>\s]*)?>?(?:\s+"[^"]*")?\)')


class Unwritable(Exception):
    """Something has no place in a notebook; the message names file and line."""


class Words:
    """Turn the Markdown of one page into that of its notebooks."""

    def __init__(self, page: Page, numbers: Numbers):
        self.page, self.numbers = page, numbers

    def plain(self, text: str, line: int) -> str:
        """Return Markdown without what only the site understands; code and formulas stay as they are.

        Args:
            text: as MyST reads it
            line: where it begins in the page

        Raises:
            Unwritable: no notebook knows one of its roles.
        """
        kept: list[str] = []

        def keep(words: str) -> str:
            kept.append(words)
            return f"\ue000{len(kept) - 1}\ue001"

        text = roles.replaced(
            text,
            {
                "code": lambda piece: keep(piece[0]),
                "math": lambda piece: keep(re.sub(r"\\class\{\w+\}\s*", "", piece[0])),
                "role": lambda piece: self.role(piece, line),
                "substitution": lambda piece: versions.substitute(piece[0]),
                "comment": lambda piece: "",
                # Neither Jupyter nor MathJax takes this for the start of a formula.
                "escape": lambda piece: keep("<span>&#36;</span>" if piece[0] == r"\$" else piece[0]),
            },
        )
        text = re.sub(r"[ \t]*\ue002", "", text)
        # Definition lists become plain ones.
        text = re.sub(r"(?m)^(\S.*)\n\n?: +", r"- **\1:** ", text)
        text = re.sub(r"(?m)^: +", "\n  ", text)
        text = re.sub(r"\n[ \t]*\n\s*\n", "\n\n", text)  # comments leave blank lines
        text = LINK.sub(self.link, text)
        return re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found[1])], text).strip()

    def role(self, piece: re.Match, line: int) -> str:
        """Return what stands for a role in a text that begins at `line`.

        Raises:
            Unwritable: no notebook knows the role.
        """
        name, (words, label) = piece["role"], roles.target(piece["code"])
        number = self.numbers.text.get(label, label)
        if name == "practised-in":
            return "\ue002"  # goes with the space before it
        if name == "kbd":
            return f"<kbd>{escape(piece['code'])}</kbd>"
        if name == "numref":
            return words.replace("%s", number.rpartition(" ")[2]) or number
        if name == "ref" and words and (page := self.numbers.page.get(label)) in self.numbers.notebooks:
            return f"[{words}]({page}.md#{label})"
        if name in ("ref", "term"):
            return words or (number if name == "ref" else label)
        if name in ("given", "learned", "computed", "wrong"):
            return piece["code"]
        if name == "value":
            return value(piece["code"], self.page)
        raise Unwritable(
            f"{self.page.path}:{line}: no notebook knows the role {{{name}}} in the text that begins here; add it to Words.role"
        )

    def link(self, found: re.Match) -> str:
        """Return a link within the book as one that works in a notebook, or its words alone.

        Notebooks lie side by side; other pages are on the site, where its address is known.
        """
        words, page, anchor = found[1], PurePosixPath(found[2] or self.page.stem), found[3] or ""
        if page.name in self.numbers.notebooks:
            file = "" if page.name == self.page.stem else f"{page.name}.ipynb"
            # Jupyter makes anchors from headings in its own way.
            heading = self.numbers.heading.get((page.name, anchor[1:]), "").replace(" ", "-")
            place = f"{file}#{heading}" if heading else file
            return f"[{words}]({place})" if place else words
        place = f"{page.relative_to('..')}" if page.parts[0] == ".." else f"{page}"
        return f"[{words}]({site}{place}.html{anchor})" if (site := git.address(ROOT)) else words
