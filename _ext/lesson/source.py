"""Read the Markdown source of a page: front matter, text, directives and cells, each with its line.

A deliberately small reader of the subset CONTRIBUTING.md allows.
Sphinx remains the judge of the page; this serves what Sphinx does not do: checks with
file and line before the build, the notebooks, and the comparison of words and answers.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Builds with other versions of the libraries have a folder of their own.
BUILD = ROOT / os.environ.get("LESSON_BUILD", "_build")
FENCE = re.compile(r"^(?P<mark>`{3,}|:{3,}|~{3,})(?:\{(?P<name>[\w:-]+)\})?[ \t]*(?P<argument>.*?)[ \t]*$")
OPTION = re.compile(r"^:(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
SCRIPTS = Path("_static", "playgrounds")  # one script per playground, below the root
# The parser in C, where there is one: a page has hundreds of options.
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Their content is not Markdown, so nothing in them is looked at.
VERBATIM = {"code-cell", "code-block", "math", "literalinclude", "self-check"}


class Unreadable(ValueError):
    """The YAML of a page or of a directive is wrong; the message says where, and how to mend it."""


@dataclass
class Block:
    """A run of text (`name` is None), a fenced code block (`name` is "") or a directive."""

    name: str | None
    line: int  # 1-based line of the opening fence, or of the first line of text
    argument: str = ""
    options: dict = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # the content without the options
    first: int = 0  # 1-based line of lines[0]
    children: list[Block] = field(default_factory=list)
    closed: bool = True

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def walk(self):
        """Yield this block and all blocks inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Page:
    """One source file: `path` relative to the root, its front matter and its blocks."""

    path: Path
    front: dict
    blocks: list[Block]

    @property
    def stem(self) -> str:
        return self.path.stem

    def walk(self):
        """Yield every block of the page, nested ones too."""
        for block in self.blocks:
            yield from block.walk()

    def cells(self) -> list[Block]:
        """Return the executed cells in order."""
        return [block for block in self.walk() if block.name == "code-cell"]


@dataclass
class Exercise:
    """An exercise with everything between its gates, and its solution's."""

    start: Block
    label: str
    statement: list[Block] = field(default_factory=list)
    solution_start: Block | None = None
    solution: list[Block] = field(default_factory=list)


def read(path: Path, root: Path = ROOT) -> Page:
    """Read one Markdown file below `root`."""
    return parse(Path(path), (root / path).read_text(encoding="utf-8"))


def parse(path: Path, text: str) -> Page:
    """Read a page's text; `path` says where it stands.

    Raises:
        Unreadable: the front matter or the options of a directive are no YAML; the message names file and line.
    """
    lines = text.split("\n")
    start = 0
    if lines[0] == "---":
        end = lines.index("---", 1) if "---" in lines[1:] else len(lines) - 1
        start = end + 1
    try:
        front = from_yaml(lines[1:start - 1] if start else [], 2)
        return Page(path, front, blocks(lines[start:], start + 1))
    except Unreadable as problem:
        raise Unreadable(f"{path}:{problem}") from problem


def from_yaml(lines: list[str], first: int) -> dict:
    """Return the keys and values that lines of YAML hold, the first of which is line `first` of the file.

    Raises:
        Unreadable: they are no YAML, or no keys and values.
    """
    try:
        found = yaml.load("\n".join(lines), YAML) or {}
    except yaml.MarkedYAMLError as error:
        line = first + (error.problem_mark.line if error.problem_mark else 0)
        raise Unreadable(f"{line}: this is no YAML, {error.problem}; put a value with `: `, `#` or quotes in it into quotation marks") from error
    if not isinstance(found, dict):
        raise Unreadable(f"{first}: these lines name no options; write `key: value`")
    return found


def blocks(lines: list[str], first: int) -> list[Block]:
    """Split `lines`, the first of which is line `first` of the file, into blocks."""
    found: list[Block] = []
    text: Block | None = None
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        if not fence or (fence["name"] is None and fence["mark"][0] == ":"):
            if text is None:
                text = Block(None, first + at, first=first + at)
                found.append(text)
            text.lines.append(lines[at])
            at += 1
            continue
        text = None
        mark = fence["mark"]
        close = re.compile(rf"^{mark[0]}{{{len(mark)},}}[ \t]*$")
        end = at + 1
        while end < len(lines) and not close.match(lines[end]):
            end += 1
        block = Block(fence["name"] or "", first + at, fence["argument"], closed=end < len(lines))
        body = lines[at + 1:end]
        skip, block.options = options(body, first + at + 1) if fence["name"] else (0, {})
        block.lines, block.first = body[skip:], first + at + 1 + skip
        if block.name and block.name not in VERBATIM:
            block.children = [b for b in blocks(block.lines, block.first) if b.name is not None]
        found.append(block)
        at = end + 1
    return found


def options(body: list[str], first: int) -> tuple[int, dict]:
    """Read a directive's options: a `---` block of YAML or `:key: value` lines; return how many lines they take.

    Args:
        body: the lines inside the directive
        first: the line of the file where they start
    """
    if body and body[0].strip() == "---":
        end = next((i for i, line in enumerate(body[1:], 1) if line.strip() == "---"), len(body) - 1)
        return end + 1, from_yaml(body[1:end], first + 1)
    found = {}
    for count, line in enumerate(body):
        option = OPTION.match(line)
        if not option:
            return count, found
        found[option["key"]] = scalar(option["value"])
    return len(body), found


def scalar(value: str) -> object:
    """Return an option's value: a number, list or quoted text as YAML reads it, anything else as it stands."""
    try:
        read = yaml.load(value, YAML)
    except yaml.YAMLError:
        return value
    return value if read is None or isinstance(read, dict) else read


def exercises(page: Page) -> list[Exercise]:
    """Return the page's exercises in order, each with its solution where there is one."""
    found: dict[str, Exercise] = {}
    target: list[Block] | None = None
    for block in page.blocks:
        if block.name == "exercise-start":
            label = str(block.options.get("label", ""))
            found[label] = Exercise(block, label)
            target = found[label].statement
        elif block.name == "solution-start":
            exercise = found.get(block.argument)
            if exercise is None:
                target = []
                continue
            exercise.solution_start = block
            target = exercise.solution
        elif block.name in ("exercise-end", "solution-end"):
            target = None
        elif target is not None:
            target.append(block)
    return list(found.values())


def script_names(text: str) -> list[str]:
    """Return the names in a playground's option `data`, which spaces or commas separate."""
    return text.replace(",", " ").split()


def missing_scripts(page: Page, names: list[str], root: Path = ROOT) -> list[str]:
    """Return which of a playground's scripts neither lie in SCRIPTS nor are made from what a cell of the page publishes."""
    made = {block.options.get("publish") for block in page.cells()}
    return [name for name in names if name not in made and not (root / SCRIPTS / f"{name}.js").exists()]


def toc_pages(root: Path = ROOT) -> list[Path]:
    """Return the Markdown files of the book in reading order, relative to `root`."""
    toc = yaml.load((root / "_toc.yml").read_text(encoding="utf-8"), YAML)
    entries = [toc["root"]]
    for part in toc.get("parts", []) or [{"chapters": toc.get("chapters", [])}]:
        entries += [chapter["file"] for chapter in part["chapters"]]
    return [Path(entry if entry.endswith(".md") else f"{entry}.md") for entry in entries]


def executed_pages(root: Path = ROOT) -> list[Page]:
    """Return the pages that are notebooks (Jupytext front matter), in reading order."""
    pages = [read(path, root) for path in toc_pages(root) if (root / path).exists()]
    return [page for page in pages if "jupytext" in page.front]
