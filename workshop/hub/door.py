"""Who may come in for the first time: those who know the word of the room."""

from __future__ import annotations

import re
import secrets

# Names become folders and control groups.
NAMES = r"[a-z][a-z0-9-]{1,23}"
SHORTEST_PASSWORD = 8  # letters
LONGEST_PASSWORD = 72  # bytes; bcrypt takes no more


def refusal(name: str, password: str, word: str, wanted: str) -> str:
    """Return why a person may not come in, as a sentence for them, or "" where their password decides.

    Args:
        name: what they call themselves
        password: their own, or the one that they choose
        word: what they take for the word of the room
        wanted: the word that a new person needs, or "" for one who has been here before
    """
    if not re.fullmatch(NAMES, name):
        return "A name has 2 to 24 letters a to z, digits and hyphens, and begins with a letter."
    if len(password.encode()) > LONGEST_PASSWORD:
        return f"This password is too long: take at most {LONGEST_PASSWORD} letters."
    if not wanted:
        return ""
    if not word.strip():
        return (
            f"Nobody is called {name} yet. Is this your first time? Then type the word of the room as well, "
            f"and a new password with at least {SHORTEST_PASSWORD} letters."
        )
    if not secrets.compare_digest(word.strip().lower().encode(), wanted.lower().encode()):
        return "This is not the word of the room. It stands on the board."
    return ""


def new_word() -> str:
    """Return a word that is easy to say and to type, one of twenty million."""
    return "".join(secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(4))
