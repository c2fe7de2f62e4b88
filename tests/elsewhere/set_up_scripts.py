"""Write the commands of the set-up page as scripts, one for each system: `python -m elsewhere.set_up_scripts`.

They do in _build/set-up, beside the unpacked learners' file, what a learner types, and then run the set-up check.
"""

from __future__ import annotations

import re
import shutil
import sys
import zipfile

from bs4 import BeautifulSoup
from lesson.notebooks.archive import FOLDER
from lesson.paths import BUILD, LEARNER_FILE, SITE
from lesson.text.set_up_files import CHECK

TARGET = BUILD / "set-up"
SYSTEMS = {"Linux": "linux.sh", "macOS": "macos.sh", "Windows": "windows.bat"}


def commands(page: str) -> dict[str, list[str]]:
    """Return the commands that the built set-up page shows for each system.

    Raises:
        ValueError: the page does not show commands for exactly the systems we know.
    """
    found = {}
    for tab in BeautifulSoup(page, "html.parser").select("#packages .sd-tab-content"):
        system = tab.find_previous_sibling("label").get_text(strip=True)
        found[system] = [line for block in tab.select("pre") for line in block.get_text().splitlines() if line.strip()]
    if set(found) != set(SYSTEMS) or not all(found.values()):
        raise ValueError(
            f"setup.md: the section (packages)= has commands for {', '.join(found) or 'no system'}; it needs tabs for {', '.join(SYSTEMS)}"
        )
    return found


def script(system: str, lines: list[str]) -> str:
    """Return a script that stops at the first command that fails."""
    # The check runs with the Python that has got the packages.
    python = next((line.split()[0] for line in lines if " -m pip " in line), "python")
    lines = [f"cd {FOLDER}", *lines, f"{python} {CHECK}"]
    if system != "Windows":
        return "\n".join(["set -e", *lines, ""])
    # A runner's chosen Python is `python`, not the launcher's choice.
    lines = [re.sub(r"^py ", "python ", line) for line in lines]
    return "\r\n".join(["@echo on", *(f"{line} || exit /b 1" for line in lines), ""])


def main() -> int:
    """Write the scripts and the check; return the exit code."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for system, lines in commands((SITE / "setup.html").read_text(encoding="utf-8")).items():
        (TARGET / SYSTEMS[system]).write_text(script(system, lines), encoding="utf-8", newline="")
    with zipfile.ZipFile(SITE / LEARNER_FILE) as archive:
        archive.extractall(TARGET)
    print(f"{TARGET}: {', '.join(SYSTEMS.values())} and {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
