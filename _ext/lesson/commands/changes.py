"""List in words what a branch changes on the pages: `python -m lesson.commands.changes [BASE]`.

BASE is a built site, or a commit: then the site is built as it was where this branch left it.
The list is Markdown; on GitHub it becomes the summary of the run, elsewhere it is printed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, NavigableString

from ..paths import BUILD, ROOT, SITE
from ..text import git

LONGEST = 40  # lines shown of one place; the page shows the rest
# What surrounds the text, and pages without text of their own.
AROUND = ".bar, .actions, .thread, .pager, .foot, .headerlink, script, style"
WITHOUT_TEXT = {"genindex", "search"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "q", "small", "span", "strong", "sub", "sup", "time"}


class ChangesProblem(Exception):
    """The sites cannot be compared; the message says why and what to do."""


@dataclass(frozen=True)
class Piece:
    """A line of text or a whole output on a page."""

    text: str
    output: bool  # printed by a cell
    section: tuple[str, str]  # heading and anchor

    @property
    def compared(self) -> tuple[str, bool]:
        return self.text, self.output


# ---------- one page ----------


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def pieces(page: Path) -> list[Piece]:
    """Return what a reader sees on a built page; pictures as their alternative text."""
    document = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    main: Any = document.main or document.body  # a page that leads to another one has no main part
    for element in main.select(AROUND):
        element.decompose()
    for element in main.select("img, svg"):
        label = element.get("alt") or element.get("aria-label")
        file = page.parent / element.get("src", "")
        content = file.read_bytes() if file.is_file() else str(element).encode()
        element.replace_with(f"\n[picture {digest(content)}: {' '.join(label.split())}]\n" if label else "")
    for form in main.select("form[data-answers]"):
        for item, answer in zip(form.select(".item"), json.loads(base64.b64decode(form["data-answers"]))):
            hints = [*answer["hints"], *([("anything else", answer["hint"])] if answer["hint"] else [])]
            for wrong, hint in hints:
                item.append(f"\n[hint on {wrong}: {BeautifulSoup(hint, 'html.parser').get_text()}]\n")
    found: list[Piece] = []
    section = ("", "")
    words: list[str] = []  # since the last flush

    def flush(output: bool) -> None:
        lines = [" ".join(line.split()) for line in "".join(words).splitlines()]
        found.extend(Piece(line, output, section) for line in lines if line)
        words.clear()

    def walk(element: Any, output: bool) -> None:
        nonlocal section
        for child in element.children:
            if isinstance(child, NavigableString):
                words.append(child)
            elif child.name in INLINE or child.name == "math":
                words.append(child.get_text())
            else:
                flush(output)
                inside = (output or "cell_output" in child.get("class", [])) and child.name != "figcaption"
                if child.name in ("h1", "h2", "h3", "h4"):
                    section = (" ".join(child.get_text().split()), child.get("id") or child.parent.get("id") or "")
                if child.name == "pre":
                    lines = child.get_text().strip("\n")
                    found.extend(
                        Piece(line, inside, section)
                        for line in ([lines] if inside else lines.splitlines())
                        if line.strip()
                    )
                elif child.name == "tr":
                    found.append(
                        Piece(
                            " | ".join(" ".join(cell.get_text().split()) for cell in child.find_all(["th", "td"])),
                            inside,
                            section,
                        )
                    )
                else:
                    walk(child, inside)
                    flush(inside)

    walk(main, False)
    return found


# ---------- two sites ----------


def page_names(site: Path) -> list[str]:
    """Return the pages of a site, episodes first, without their `.html`."""
    names = [
        page.relative_to(site).with_suffix("").as_posix()
        for page in site.rglob("*.html")
        if "_static" not in page.parts
    ]
    return sorted(set(names) - WITHOUT_TEXT, key=lambda name: (not name.startswith("episodes/"), name))


def hunks(old: list[Piece], new: list[Piece]) -> Iterator[tuple[tuple[str, str], bool, list[str]]]:
    """Yield section, whether it is output, and the changed lines, marked with - and +."""
    matcher = SequenceMatcher(None, [p.compared for p in old], [p.compared for p in new], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, came = old[start:end], new[new_start:new_end]
        section = (came or new[new_start - 1 : new_start] or gone)[0].section
        for output in (False, True):
            before, after = ([p.text for p in side if p.output == output] for side in (gone, came))
            if output:
                for one, other in zip_longest(before, after, fillvalue=""):
                    if lines := difference(one.splitlines(), other.splitlines()):
                        yield section, True, lines
            elif lines := difference(before, after):
                yield section, False, lines


def difference(old: list[str], new: list[str]) -> list[str]:
    """Return the lines that differ, marked with - and +."""
    marked = list(unified_diff(old, new, n=0, lineterm=""))[2:]
    return [f"{line[0]} {line[1:]}" for line in marked if not line.startswith("@@")]


def fenced(lines: list[str]) -> str:
    """Return a block of differences; the fence is longer than any in the text."""
    if len(lines) > LONGEST:
        lines = [*lines[:LONGEST], f"  … and {len(lines) - LONGEST} more lines"]
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    return "\n".join([f"{fence}diff", *lines, fence])


def link(title: str, name: str, anchor: str = "") -> str:
    """Return a link to a page as it is published now, or in the built folder where no address is known."""
    return f"[{title}]({git.address(ROOT) or '_build/html/'}{name}.html{'#' * bool(anchor)}{anchor})"


def source_link(name: str) -> str:
    """Return a link to the page's source at this commit, where the repository is known."""
    repository, path = git.repository(ROOT), f"{name}.md"
    if not repository or not (ROOT / path).exists():
        return ""
    return f" ([source](https://github.com/{repository}/blob/{git.git(ROOT, 'rev-parse', 'HEAD')}/{path}))"


def report(old: Path, new: Path) -> str:
    """Return in Markdown how two built sites differ: pages, text, outputs.

    A line that several pages show, because they are collected from others, is shown once.
    SITE_DOWNLOAD is the address where a run on GitHub offers the new site.
    """
    names, old_names = page_names(new), page_names(old)
    shown: set[str] = set()
    repeated, parts, outputs, changed = [], [], 0, 0
    for name in names:
        if name not in old_names:
            continue
        before, after = pieces(old / f"{name}.html"), pieces(new / f"{name}.html")
        blocks, heading, differs = [], None, False
        for section, output, lines in hunks(before, after):
            differs = True
            fresh = [line for line in lines if line not in shown]
            if not fresh:
                continue
            shown.update(fresh)
            outputs += output
            if section != heading:
                heading = section
                blocks.append(f"**{link(section[0] or name, name, section[1])}**")
            blocks.append(("An output changes:\n\n" if output else "") + fenced(fresh))
        title = next((piece.section[0] for piece in after if piece.section[0]), name)
        changed += differs
        if blocks:
            parts.append("\n\n".join([f"### {link(title, name)}{source_link(name)}", *blocks]))
        elif differs:
            repeated.append(link(title, name))
    added = [name for name in names if name not in old_names]
    removed = [name for name in old_names if name not in names]
    for name in added:
        text = "\n".join(piece.text for piece in pieces(new / f"{name}.html"))
        parts.append(f"### New page: {name}{source_link(name)}\n\n{len(text.split())} words.")
    parts += [f"### Removed page: {name}" for name in removed]
    if repeated:
        parts.append(f"The same lines change on: {', '.join(repeated)}.")
    if files := changed_files(old, new):
        parts.append(f"Styles, scripts and other files that change: {', '.join(files)}.")
    facts = f"Pages that change: {changed}, new: {len(added)}, removed: {len(removed)}. Outputs that change: {outputs}."
    if not parts:
        facts = "Nothing: all pages say and print the same."
    if download := os.environ.get("SITE_DOWNLOAD"):
        facts += f" [Download the new site]({download}); the links below lead to the published one."
    return "\n\n".join(["## What changes on the pages", facts, *parts]) + "\n"


def changed_files(old: Path, new: Path) -> list[str]:
    """Return the names of the styles, scripts and other files in `_static` that differ."""
    contents = [
        {p.relative_to(site).as_posix(): p.read_bytes() for p in (site / "_static").rglob("*") if p.is_file()}
        for site in (old, new)
    ]
    return [
        f"`{name}`" for name in sorted({*contents[0], *contents[1]}) if contents[0].get(name) != contents[1].get(name)
    ]


# ---------- the site as it was ----------


def site_at(base: str) -> Path:
    """Build the site as it was where this branch left `base`, in a work tree of its own; return its folder.

    Packages and results are shared as far as they fit, so that only what differs is executed.

    Raises:
        ChangesProblem: there is no such commit, or its site cannot be built.
    """
    commit = git.git(ROOT, "merge-base", "HEAD", base)
    if not commit:
        raise ChangesProblem(f"no commit that HEAD and {base} have in common; give another one: make changes BASE=...")
    folder = BUILD / "base"
    if not (folder / ".git").exists():
        run("git", "worktree", "add", "--force", "--detach", str(folder), commit)
    run("git", "-C", str(folder), "checkout", "--force", "--detach", commit)
    environment = folder / ".venv"
    if environment.is_symlink():
        environment.unlink()  # a set-up would write through it
    if (
        not environment.exists()
        and (folder / "requirements.txt").read_bytes() == (ROOT / "requirements.txt").read_bytes()
    ):
        environment.symlink_to(ROOT / ".venv")
    built = folder / BUILD.relative_to(ROOT)
    for cache in BUILD.glob(".executed-*"):
        shutil.copytree(cache, built / cache.name, dirs_exist_ok=True)
    run("make", "-C", str(folder), "site")
    return built / SITE.name


def run(*command: str) -> None:
    """Run a command with its words on the error stream, so that they do not end up in the list.

    Raises:
        ChangesProblem: the command failed.
    """
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode:
        raise ChangesProblem(f"`{' '.join(command)}` failed; see above")


def main(base: str) -> int:
    """Write the list; return the exit code."""
    try:
        old = Path(base) if (Path(base) / "index.html").exists() else site_at(base)
    except ChangesProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    text = report(old, SITE)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "origin/main"))
