"""Read the Markdown source of a page: front matter, text, directives and cells, each with its line.

The parser is MyST's own, with the extensions of `_config.yml`, so that everybody sees what the page shows.
This serves what Sphinx does not do: checks with file and line before the build, the notebooks,
and the comparison of words and answers.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import markdown_it
import myst_parser
import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from .. import vocabulary
from ..paths import ROOT
from ..vocabulary import TITLED, VERBATIM
from .kept import kept

INFO = re.compile(r"\{(?P<name>[^\s}]+)\}\s*(?P<argument>.*)")  # behind the fence of a directive, as MyST reads it
OPTION = re.compile(r"^\s*:(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
SCRIPTS = Path("_static", "playgrounds")  # one script per playground, below the root
# The parser in C, where there is one: a page has hundreds of options.
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
COMMENT = re.compile(r"<!--.*?-->", re.S)


class Unreadable(ValueError):
    """The YAML of a page or of a directive is wrong; the message says where, and how to mend it."""


@dataclass(eq=False)
class Block:
    """A run of text (`name` is None), a fenced code block (`name` is "") or a directive.

    Comments are blank lines. A text's children are the fences in its lists and quotations.
    """

    name: str | None
    line: int  # 1-based line of the opening fence, or of the first line of text
    argument: str = ""
    options: dict = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # the content without the options
    first: int = 0  # 1-based line of lines[0]
    children: list[Block] = field(default_factory=list)
    closed: bool = True
    mark: str = ""  # the fence
    last: int = 0  # 1-based line of the closing fence, or of the last line of text
    tokens: list[Token] = field(
        default_factory=list
    )  # MyST's, where the content is Markdown; `map` holds lines of the file

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def prose(self) -> str:
        """The text; lines of the blocks inside it are blank."""
        lines = list(self.lines)
        for child in self.children:
            lines[child.line - self.first : child.last + 1 - self.first] = [""] * (child.last + 1 - child.line)
        return "\n".join(lines)

    def walk(self):
        """Yield this block and all blocks inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(eq=False)
class Page:
    """One source file: `path` relative to the root, its front matter with the line of each key, and its blocks.

    Nobody changes a page, so what is found out about it is found out once: dozens of rules ask.
    """

    path: Path
    front: dict
    blocks: list[Block]
    line_of: dict[str, int] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        return self.path.stem

    @cached_property
    def every_block(self) -> list[Block]:
        """Every block, nested ones too."""
        return [inner for block in self.blocks for inner in block.walk()]

    def walk(self) -> Iterator[Block]:
        """Yield every block of the page, nested ones too."""
        return iter(self.every_block)

    @cached_property
    def headings(self) -> list[tuple[str, Token, Token]]:
        """Of each heading outside boxes its label, or "", the token that opens it, and that of its words."""
        return [
            (before.content if before and before.type == "myst_target" else "", token, words)
            for block in self.blocks
            for before, token, words in zip([None, *block.tokens], block.tokens, block.tokens[1:])
            if token.type == "heading_open"
        ]

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
    """Read one Markdown file below `root`; what the last command read of the same text is not parsed again."""
    path = Path(path)
    text = (root / path).read_text(encoding="utf-8")
    if root != ROOT:
        return parse(path, text)
    return kept(path, "page", f"{reader()}{path}\n{text}", lambda: parse(path, text))


@cache
def reader() -> str:
    """Return a digest of what decides how a text is read: versions, settings and this module."""
    made_of = [Path(__file__), Path(vocabulary.__file__), ROOT / "_config.yml"]
    found = hashlib.sha256(f"{sys.version} {markdown_it.__version__} {myst_parser.__version__}".encode())
    for file in made_of:
        found.update(file.read_bytes())
    return found.hexdigest()


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
        front = from_yaml(lines[1 : start - 1] if start else [], 2)
        line_of = {line.split(":")[0]: at for at, line in enumerate(lines[:start], 1)}
        return Page(path, front, blocks(lines[start:], start + 1), line_of)
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
        raise Unreadable(
            f"{line}: this is no YAML, {error.problem}; put a value with `: `, `#` or quotes in it into quotation marks"
        ) from error
    if not isinstance(found, dict):
        raise Unreadable(f"{first}: these lines name no options; write `key: value`")
    return found


@cache
def parser() -> MarkdownIt:
    """Return MyST's parser with the settings of the book.

    Raises:
        Unreadable: `_config.yml` is no YAML.
    """
    try:
        config = from_yaml((ROOT / "_config.yml").read_text(encoding="utf-8").split("\n"), 1)
    except Unreadable as problem:
        raise Unreadable(f"_config.yml:{problem}") from problem
    settings = {
        key.removeprefix("myst_"): value
        for key, value in config["sphinx"]["config"].items()
        if key.startswith("myst_dmath")
    }
    extensions = set(config["parse"]["myst_enable_extensions"])
    # The front matter is read before.
    return create_md_parser(MdParserConfig(enable_extensions=extensions, **settings), RendererHTML).disable(
        "front_matter"
    )


def tokens_of(lines: list[str], first: int) -> list[Token]:
    """Return what MyST sees in Markdown, with lines of the file; definitions of links, which have no token, get one."""
    seen: dict = {}
    found = parser().parse("\n".join(lines) + "\n", seen)
    for label, link in seen.get("references", {}).items():
        place = next(
            (at for at, token in enumerate(found) if token.level == 0 and token.map and token.map[0] > link["map"][0]),
            len(found),
        )
        found.insert(place, Token("reference", "", 0, content=label, map=link["map"]))
    for token in found:
        if token.map:
            token.map = [first + at for at in token.map]
    return found


def span(token: Token) -> list[int]:
    """Return the first line of what a token stands for, and the one after its last; MyST knows them of all but inline tokens."""
    assert token.map is not None
    return token.map


def what_shows(lines: list[str], first: int, tokens: list[Token]) -> list[str]:
    """Return lines of which the first is line `first` of the file; those of comments, labels and breaks between cells are blank."""
    lines = list(lines)
    for token in tokens:
        if token.type in ("myst_line_comment", "myst_block_break", "myst_target") or (
            token.type == "html_block" and COMMENT.fullmatch(token.content.strip())
        ):
            start, end = span(token)
            for at in range(start - first, min(end - first, len(lines))):
                lines[at] = ""
    return lines


def blocks(lines: list[str], first: int) -> list[Block]:
    """Split `lines`, the first of which is line `first` of the file, into blocks."""
    found: list[Block] = []
    tokens = tokens_of(lines, first)
    lines = what_shows(lines, first, tokens)
    at = first
    run: list[Token] = []

    def text(end: int) -> None:
        if at < end:
            inside = [fenced(token) for token in run if token.type in ("fence", "colon_fence")]
            written = lines[at - first : end - first]
            found.append(Block(None, at, lines=written, first=at, children=inside, last=end - 1, tokens=list(run)))
        run.clear()

    for token in tokens:
        if token.level == 0 and token.type in ("fence", "colon_fence"):
            text(span(token)[0])
            found.append(fenced(token))
            at = found[-1].last + 1
        else:
            run.append(token)
    text(first + len(lines))
    return found


def fenced(token: Token) -> Block:
    """Return the block that a fence opens."""
    body = token.content.removesuffix("\n").split("\n") if token.content else []
    line, end = span(token)
    info = INFO.fullmatch(token.info.strip())
    block = Block(
        info["name"] if info else "", line, info["argument"] if info else token.info.strip(), mark=token.markup
    )
    block.closed = end - line == len(body) + 2
    block.last = line + len(body) + block.closed
    skip, block.options = options(body, line + 1) if block.name else (0, {})
    block.lines, block.first = body[skip:], line + 1 + skip
    title = block.options.get("title") if block.name == "playground" else block.argument if block.name in TITLED else ""
    title_tokens = parser().parseInline(str(title)) if title else []
    for token in title_tokens:
        token.map = [line, line + 1]
    if block.name and block.name not in VERBATIM:
        # The definitions of a glossary are indented, which is no code.
        content = [text.removeprefix("  ") for text in block.lines] if block.name == "glossary" else block.lines
        inside = blocks(content, block.first)
        block.tokens = [token for part in inside if part.name is None for token in part.tokens]
        block.children = [child for part in inside for child in ([part] if part.name is not None else part.children)]
        block.lines = what_shows(block.lines, block.first, block.tokens)
    block.tokens += title_tokens
    return block


def options(body: list[str], first: int) -> tuple[int, dict]:
    """Read a directive's options: a `---` block of YAML or `:key: value` lines; return how many lines they take.

    Args:
        body: the lines inside the directive
        first: the line of the file where they start
    """
    if body and body[0].strip() == "---":
        end = next((i for i, line in enumerate(body[1:], 1) if line.strip() == "---"), len(body) - 1)
        return end + 1, from_yaml(body[1:end], first + 1)
    found: dict[str, object] = {}
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


@cache
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
    """Return which of a playground's scripts neither lie in SCRIPTS nor are made from what a cell publishes."""
    return [
        name
        for name in names
        if not (root / SCRIPTS / f"{name}.js").exists() and publisher_of(name, page, root) is None
    ]


def publisher_of(name: str, page: Page, root: Path = ROOT) -> Page | None:
    """Return the page of which a cell publishes a script, this page or another one; None where no cell does."""

    def publishes(candidate: Page) -> bool:
        return any(cell.options.get("publish") == name for cell in candidate.cells())

    return page if publishes(page) else next(filter(publishes, executed_pages(root)), None)


def toc_pages(root: Path = ROOT) -> list[Path]:
    """Return the Markdown files of the book in reading order, relative to `root`."""
    return listed((root / "_toc.yml").read_text(encoding="utf-8"))


@cache
def listed(toc: str) -> list[Path]:
    """Return the Markdown files that the text of a `_toc.yml` lists."""
    book = yaml.load(toc, YAML)
    entries = [book["root"]]
    for part in book.get("parts", []) or [{"chapters": book.get("chapters", [])}]:
        entries += [chapter["file"] for chapter in part["chapters"]]
    return [Path(entry if entry.endswith(".md") else f"{entry}.md") for entry in entries]


def executed_pages(root: Path = ROOT) -> list[Page]:
    """Return the pages that are notebooks (Jupytext front matter), in reading order."""
    pages = [read(path, root) for path in toc_pages(root) if (root / path).exists()]
    return [page for page in pages if "jupytext" in page.front]
