"""The end of a command that has read many pages."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process at once.

    A usual exit takes all pages and documents apart, a second after a build, and after an interruption it waits
    for the cells that are running; kernels end when their parent has gone.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
