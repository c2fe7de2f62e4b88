"""Where this lesson lives and when it changed: nothing is invented, all comes from git or the environment."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path


@cache
def git(root: Path, *arguments: str) -> str:
    """Return what git says in the folder `root`, or "" where there is no git or no repository."""
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def last_change(source: str, root: Path) -> str:
    """Return the day of the last commit that changed a file below `root`, as 2026-11-24, or ""."""
    return git(root, "log", "-1", "--format=%cs", "--", source)


def repository(root: Path) -> str:
    """Return "owner/name" on GitHub, from the environment or the git remote, or "" where there is none."""
    if name := os.environ.get("GITHUB_REPOSITORY"):
        return name
    found = re.match(r"(?:https://|git@)github\.com[:/](.+?)(?:\.git)?$", git(root, "remote", "get-url", "origin"))
    return found[1] if found else ""


def address(root: Path) -> str:
    """Return the site's address from SITE_URL, or the repository's GitHub Pages, with a slash at the end, or ""."""
    if url := os.environ.get("SITE_URL"):
        return url.rstrip("/") + "/"
    owner, _, name = repository(root).partition("/")
    return f"https://{owner.lower()}.github.io/{name}/" if name else ""
