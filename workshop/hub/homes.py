"""A user id and a home for each person, without an account on this computer: the owner of the home says which id it is."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path

# Systems give 1000 and up to people, one by one; ids that somebody has are left out.
FIRST_USER_ID, LAST_USER_ID = 45_000, 49_999


def user_id(homes: Path, name: str) -> int:
    """Return the user id of a person: that of their home, or the next one that nobody has.

    Raises:
        OSError: the home belongs to nobody of the hub, as after a copy by root; or no user id is left.
    """
    ids = range(FIRST_USER_ID, LAST_USER_ID + 1)
    if (home := homes / name).exists():
        if (owner := home.stat().st_uid) not in ids:
            raise OSError(f"{home} belongs to the user id {owner}: give it back to its person with chown --recursive")
        return owner
    taken = {home.stat().st_uid for home in homes.iterdir()} & set(ids)
    for number in ids[max(taken) + 1 - FIRST_USER_ID :] if taken else ids:
        try:
            pwd.getpwuid(number)
        except KeyError:
            return number
    raise OSError(f"no user id is left up to {LAST_USER_ID}")


def make_home(homes: Path, name: str) -> int:
    """Make the home of a person, closed for all others; return their user id."""
    number = user_id(homes, name)
    home = homes / name
    if not home.exists():
        home.mkdir(mode=0o700)
        os.chown(home, number, number)
    return number


def copy_missing(source: Path, target: Path) -> list[Path]:
    """Copy the files that are not there yet; what is there stays as it is, whoever changed it.

    A copy appears whole or not at all. What cannot be copied is named on stderr, and does not stop the others.

    Returns:
        the new files
    """
    made = []
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_dir() or os.path.lexists(copy):
            continue
        part = copy.with_name(f".{copy.name}.{os.getpid()}")
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(file, part)
                os.link(part, copy)  # fails where there is a file by now
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            print(f"{copy} was not copied: {error}", file=sys.stderr)
        else:
            made.append(copy)
    return made


if __name__ == "__main__":  # on a campus: python homes.py SOURCE TARGET
    copy_missing(*map(Path, sys.argv[1:]))
