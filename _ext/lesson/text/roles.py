"""Read what stands within a line of Markdown, from left to right: code, formulas, roles, substitutions, comments.

MyST's own tokens do not say where they stand in the source; whoever changes the source, or looks at parts of it, asks here.
What stands in code or in a formula is neither a role nor a substitution.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

PIECE = re.compile(
    r"""
    (?=[\\<{`$])(?:  # what a piece begins with, because most signs begin none
    (?P<escape>\\[!-/:-@\[-`{-~])
    |(?P<comment><!--.*?-->)
    |(?:\{(?P<role>[a-zA-Z_+:-]{1,36})\})?(?<!`)(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)
    |(?P<math>\$\$.+?\$\$|(?<!\d)\$(?!\$)(?:\\.|[^$\\\n]|\n(?!\s*\n))+\$(?!\d))
    |\{\{(?P<substitution>[^{}\n]*)\}\})
    """,
    re.X | re.S,
)
# The words and the label of `words <label>`.
TARGET = re.compile(r"(?P<words>.*?)\s*<(?P<label>[^<>]+)>", re.S)


def kind(piece: re.Match) -> str:
    """Return what a match of PIECE is: escape, comment, role, code, math or substitution."""
    return "role" if piece["role"] else str(piece.lastgroup)


def replaced(text: str, by: dict[str, Callable[[re.Match], str]]) -> str:
    """Return Markdown with its pieces replaced.

    Args:
        text: the Markdown
        by: for a kind of piece a function that returns what stands in its place; other kinds stay
    """
    return PIECE.sub(lambda piece: by[kind(piece)](piece) if kind(piece) in by else piece[0], text)


@cache
def without(text: str, *kinds: str) -> str:
    """Return Markdown with spaces in place of all pieces of some kinds; lines stay lines."""
    return replaced(text, dict.fromkeys(kinds, lambda piece: re.sub(r"[^\n]", " ", piece[0])))


def pieces(text: str, wanted: str) -> Iterator[tuple[int, re.Match]]:
    """Yield all pieces of a kind, each with the number of lines in front of it."""
    for piece in PIECE.finditer(text):
        if kind(piece) == wanted:
            yield text.count("\n", 0, piece.start()), piece


def target(content: str) -> tuple[str, str]:
    """Return the words, or "", and the label of what a role such as {ref}`words <label>` holds."""
    found = TARGET.fullmatch(content.strip())
    return (found["words"] or "", found["label"]) if found else ("", content.strip())
