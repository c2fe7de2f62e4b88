"""What the processes of one person may use: control groups of the Linux kernel, version 1 or 2. Needs root."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

CONTROL_GROUPS = Path("/sys/fs/cgroup")


class NoLimit(OSError):
    """The kernel of this computer offers no control group that limits memory."""


def control_groups(root: Path = CONTROL_GROUPS) -> Path:
    """Return the folder below which control groups limit memory.

    Raises:
        NoLimit: there is none, or it cannot be changed, as in most containers.
    """
    controllers = root / "cgroup.controllers"
    if controllers.exists() and "memory" in controllers.read_text().split():
        found = root
    elif (root / "memory" / "memory.limit_in_bytes").exists():
        found = root / "memory"
    else:
        raise NoLimit(f"{root} has no control groups for memory")
    if not os.access(found, os.W_OK) or os.statvfs(found).f_flag & os.ST_RDONLY:
        raise NoLimit(f"{found} may not be changed")
    return found


def limit_memory(group: Path, size: int) -> None:
    """Make a control group, and let its processes use at most `size` bytes together; when they want more, the largest one is killed."""
    group.mkdir(exist_ok=True)
    if (group / "memory.limit_in_bytes").exists():  # version 1
        swap = group / "memory.memsw.limit_in_bytes"  # memory and swap; never below the limit of memory alone
        for file, value in ((swap, -1), (group / "memory.limit_in_bytes", size), (swap, size)):
            if file.exists():
                file.write_text(str(value))
    else:
        (group / "memory.max").write_text(str(size))
        if (swap := group / "memory.swap.max").exists():
            swap.write_text("0")


def limit_room(group: Path, size: int) -> None:
    """Make the control group that holds those of all learners, so that they cannot take the memory of the computer itself."""
    if (parent := group.parent / "cgroup.subtree_control").exists():
        parent.write_text("+memory")
    limit_memory(group, size)
    if (own := group / "cgroup.subtree_control").exists():
        own.write_text("+memory")


def processes(group: Path) -> list[int]:
    """Return the processes in a control group and below it."""
    return [int(number) for file in group.rglob("cgroup.procs") for number in file.read_text().split()]


def end_all(group: Path) -> None:
    """Kill every process in a control group and below it."""
    for number in processes(group):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
