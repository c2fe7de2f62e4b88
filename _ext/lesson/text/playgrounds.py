"""Read playgrounds from the source: the guess that each asks for, its start settings, and what is wrong with them.

Lint, the directives and the notebooks all ask here, so they say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ..paths import ROOT
from .page import SCRIPTS, Block
from .self_checks import Finding, split

FEWEST, MOST = 2, 4  # choices of a guess


@dataclass
class Guess:
    """What readers predict before they play: a question, its choices, the right one of them."""

    question: str  # Markdown
    choices: list[str]  # plain words
    answer: str


def read_guess(block: Block) -> tuple[Guess, list[Finding]]:
    """Return the guess of a `guess` block, and line and message of everything that is wrong with it."""
    choices = split(block.options.get("choices"))
    guess = Guess(block.argument.strip(), choices, str(block.options.get("answer", "")))
    found = []
    if not guess.question.endswith("?"):
        found.append("a guess asks something; write its question behind `{guess}`, with `?` at its end")
    if not FEWEST <= len(choices) <= MOST:
        found.append(f"a guess has {FEWEST} to {MOST} choices; add a line like `:choices: it grows, it falls`")
    if found_in := next((choice for choice in choices if re.search(r"[`*$]|\{\w+\}", choice)), None):
        found.append(f"the choice {found_in!r} has Markdown, which a button cannot show; write plain words")
    if guess.answer not in choices:
        near = get_close_matches(guess.answer, choices, 1)
        found.append(
            f"the answer {guess.answer!r} of this guess is none of its choices; "
            + (f"did you mean {near[0]!r}?" if near else "write `:answer:` with one of them")
        )
    if not block.text.strip():
        found.append("this guess does not say why; write what happens, and why, below its options")
    return guess, [(block.line, message) for message in found]


def guesses(playground: Block) -> list[Block]:
    """Return the guesses in a playground."""
    return [child for child in playground.children if child.name == "guess"]


def read_settings(playground: Block, root: Path = ROOT) -> tuple[dict[str, str | float], list[Finding]]:
    """Return the start settings of a playground, and line and message of everything that is wrong with them.

    Args:
        playground: its option `start` holds names and values, such as `neurons 16, noise 20`
        root: the folder of the book, whose script of the playground lists the settings it knows in `SETTINGS`
    """
    found: list[Finding] = []
    settings: dict[str, str | float] = {}
    script = root / SCRIPTS / f"{playground.argument}.js"
    listed = re.search(r"const SETTINGS = \{(.*?)\};", script.read_text(encoding="utf-8")) if script.exists() else None
    known = re.findall(r"(\w+):", listed[1]) if listed else []
    for part in split(playground.options.get("start")):
        name, _, value = part.partition(" ")
        if name not in known:
            near = get_close_matches(name, known, 1)
            mend = f"did you mean `{near[0]}`?" if near else f"it knows {', '.join(known)}" if known else "leave it out"
            found.append((playground.line, f"{SCRIPTS.as_posix()}/{script.name} has no setting `{name}`; {mend}"))
        elif not value.strip():
            found.append((playground.line, f"the setting `{name}` has no value; write it behind the name"))
        else:
            number = re.fullmatch(r"\d+(\.\d+)?", value.strip())
            settings[name] = float(value) if number else value.strip()
    return settings, found
