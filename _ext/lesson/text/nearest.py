"""What somebody may have meant by an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return which of the known names was meant, as a question, or `otherwise` where none is near."""
    near = get_close_matches(name, list(known), 1)
    return f"did you mean `{near[0]}`?" if near else otherwise
