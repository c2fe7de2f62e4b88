"""Rules for what authors leave behind without meaning to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it.token import Token

from ..paths import ROOT
from ..text.page import Block, Page, span
from ..vocabulary import ROLES, is_episode
from . import Finding

LONG = 40  # signs; shorter paragraphs may come twice, such as "Look at the plot."


@cache
def lead_of_the_miniature() -> str | None:
    """Return the lead of the episode from which authors start, where this book has one."""
    guide = ROOT / ".github" / "WRITING.md"
    found = re.search(r"^lead: (.+)$", guide.read_text(encoding="utf-8"), re.M) if guide.exists() else None
    return found[1] if found else None


def leftovers(page: Page) -> Iterator[Finding]:
    """Nothing is left over from writing: notes to oneself, words or paragraphs twice, marks that close nothing, text of the miniature.

    Because readers see what their author no longer sees.
    Example: `TODO` is shown to readers
    """
    lead, title = page.front.get("lead"), page.front.get("title", "Introduction")
    if is_episode(page.path) and lead and lead == lead_of_the_miniature() and title != "Introduction":
        yield page.line_of.get("lead", 1), "this is still the text of the miniature; say what this episode is about"
    seen: dict[str, int] = {}
    for block in page.walk():
        if block.name == "glossary":
            yield from terms(block)
        for before, token in zip(block.tokens, block.tokens[1:]):
            if before.type != "paragraph_open" or token.type != "inline":
                continue
            line, words = span(before)[0], " ".join(token.content.split())
            if len(words) >= LONG and words in seen:
                yield line, f"the same paragraph as in line {seen[words]}; keep one of them"
            seen.setdefault(words, line)


def terms(glossary: Block) -> Iterator[Finding]:
    """Say which terms of a glossary are defined twice; capitals make no other term."""
    seen: dict[str, int] = {}
    for at, line in enumerate(glossary.lines, glossary.first):
        if line.strip() and not line.startswith(" "):
            if line.lower() in seen:
                yield at, f"the term {line!r} stands in line {seen[line.lower()]} already; keep one definition"
            seen.setdefault(line.lower(), at)


def marks(line: int, piece: Token, before: Token | None, escaped: bool) -> Iterator[Finding]:
    """Say what is shown as text and was no text when it was written.

    Args:
        line: where the piece stands
        piece: a part of a line
        before: what stands in front of it in the same paragraph
        escaped: the text around it holds stars or backticks that are meant to be shown
    """
    text = piece.content
    if piece.type == "code_inline" and before is not None and before.type == "text":
        name = re.search(r"\{?(\w+)\}?( ?)$", before.content)
        if name and name[1] in ROLES and ("{" in name[0] or not name[2]):
            yield line, f"`{name[0]}` in front of code is no role; write {{{name[1]}}} and the backtick without a space"
        elif name and not name[2]:
            yield line, f"`{name[0]}` stands against code; put a space between them"
    if piece.type != "text":
        return
    if found := re.search(r"\b(TODO|FIXME|XXX|TBD)\b", text):
        yield line, f"`{found[0]}` is shown to readers; do it, or put it into a comment: % {found[0]} ..."
    if found := re.search(r"\b([a-z]+) \1\b", text, re.I):
        yield line, f"`{found[0]}` is the same word twice; keep one"
    if escaped:
        return
    if "`" in text:
        yield line, "a backtick that closes nothing is shown as it is; add the other one, or write `\\``"
    elif "*" in text and re.search(r"\*\*|(?<![\w*])\*\w|\w\*(?![\w*])", text):
        yield line, "a star that closes nothing is shown as it is; add the other one, or write `\\*`"
