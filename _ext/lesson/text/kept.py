"""What one command keeps for the next, below `_build/.kept`: parsing all pages takes as long as checking them."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from ..paths import BUILD

Made = TypeVar("Made")
# One command asks for the same page in several places.
restored = lru_cache(maxsize=128)(pickle.loads)


def kept(path: Path, kind: str, made_from: str, make: Callable[[], Made]) -> Made:
    """Return what `make` returned when it was last made from the same, in this command or an earlier one.

    Args:
        path: the page, relative to the root
        kind: what it is of the page
        made_from: all that it depends on
    """
    file = BUILD / ".kept" / f"{'.'.join(path.parts)}.{kind}"
    digest = hashlib.sha256(made_from.encode()).digest()
    if file.exists() and (found := file.read_bytes()).startswith(digest):
        return restored(found[len(digest) :])
    made = make()
    # A folder that cannot be written costs time; the build says what is wrong with it.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        # Moved, so that nobody finds half of it.
        new = file.with_suffix(f".{os.getpid()}")
        new.write_bytes(digest + pickle.dumps(made))
        new.replace(file)
    return made
