"""An extension of IPython that says why a kernel has died: the person's notebooks wanted more memory than they may use.

JupyterLab says only that the kernel has died. The kernel that comes after it says the rest, in the next cell that runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

CONTROL_GROUPS = Path("/sys/fs/cgroup")
MESSAGE = (
    "The last kernel was stopped because your notebooks together needed more than {limit} of memory.\n"
    "Your files are safe; what the kernel had computed is gone.\n"
    "Shut down the kernels that you do not need (menu Kernel, Shut Down All Kernels), then run this notebook from the top."
)


def own_group(table: str, root: Path = CONTROL_GROUPS) -> Path | None:
    """Return the control group that limits the memory of this process.

    Args:
        table: the text of /proc/self/cgroup
        root: where control groups lie
    """
    groups = {
        controllers: path.lstrip("/") for _, controllers, path in (line.split(":", 2) for line in table.splitlines())
    }
    if "memory" in groups:  # version 1
        return root / "memory" / groups["memory"]
    return root / groups[""] if "" in groups else None


def killed(group: Path) -> int:
    """Return how many processes of a control group were killed because memory ran out."""
    for name in ("memory.events", "memory.oom_control"):
        if (group / name).exists():
            counts = dict(line.split() for line in (group / name).read_text().splitlines())
            return int(counts.get("oom_kill", 0))
    return 0


def load_ipython_extension(shell) -> None:
    """Look whether a process was killed since the last kernel began; if so, say it before the first cell."""
    table = Path("/proc/self/cgroup")
    group = own_group(table.read_text()) if table.exists() else None
    if group is None:
        return
    seen, now = Path(jupyter_runtime_dir(), "killed"), killed(group)
    before = int(seen.read_text()) if seen.exists() else now  # every kernel writes it, one that is killed later as well
    seen.write_text(str(now))
    if now <= before:
        return

    def say(*_) -> None:
        shell.events.unregister("pre_run_cell", say)
        limit = f"{int(os.environ['MEM_LIMIT']) / 1024**3:g} GB" if "MEM_LIMIT" in os.environ else "you may use"
        print(MESSAGE.format(limit=limit), file=sys.stderr)

    shell.events.register("pre_run_cell", say)
