"""Check what a book consists of before its pages are read: `_toc.yml`, `_config.yml`, and that all files are UTF-8.

Jupyter Book names neither file nor line of a mistake in them.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import yaml

from ..text import git
from ..text.nearest import nearest
from ..text.page import YAML
from . import Finding

TOC, CONFIG = "_toc.yml", "_config.yml"
FORMAT = "jb-book"
# What Jupyter Book reads of a book in FORMAT: at the top, in a part, and of a page.
TOP = ["format", "root", "parts", "chapters", "options", "defaults", "meta"]
PART = ["caption", "chapters", "numbered", "hidden", "maxdepth", "reversed", "titlesonly", "style", "restart_numbering"]
PAGE = ["file", "title"]
# What Jupyter Book also knows of a page, and this book does not.
NO_PAGE = {
    "url": "link an address from the text of a page",
    "glob": "list each page, so that their order is yours",
    "sections": "pages inside pages get no numbers and no notebooks; list them under `chapters`",
}


class Mapping(dict):
    """The keys and values of a YAML mapping; `lines` holds the line of each key, `line` its own."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list):
    """A YAML list; `lines` holds the line of each item."""

    lines: list[int]


def with_lines(node: yaml.Node, loader: yaml.Loader, twice: list[Finding]) -> object:
    """Return what a YAML node says, with the lines of keys and items; a key that is there already goes to `twice`."""
    if isinstance(node, yaml.MappingNode):
        found = Mapping(node.start_mark.line + 1)
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):  # as in `title: {{ name }}`
                raise yaml.constructor.ConstructorError(None, None, "found a key that is no text", key.start_mark)
            if key.value in found:
                twice.append((line, f"a second `{key.value}`; keep one of them"))
            found[key.value] = with_lines(value, loader, twice)
            found.lines[key.value] = line
        return found
    if isinstance(node, yaml.SequenceNode):
        items = Items(with_lines(item, loader, twice) for item in node.value)
        items.lines = [item.start_mark.line + 1 for item in node.value]
        return items
    try:
        return loader.construct_object(node)
    except ValueError as error:  # it looks like a date
        raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error


def read_yaml(text: str, reader: type = YAML) -> tuple[Mapping | None, list[Finding]]:
    """Return the keys and values of a YAML file, or None where it holds none, and what is wrong with it as YAML.

    Args:
        text: the content of the file
        reader: the loader of PyYAML that says what a value is
    """
    if unseen := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        return None, [(line, f"a sign that no editor shows, 0x{ord(unseen[0]):02X}; delete it, or type the line again")]
    loader = reader(text)
    try:
        node = loader.get_single_node()
        twice: list[Finding] = []
        found = with_lines(node, loader, twice) if node else None
    except yaml.MarkedYAMLError as error:
        # A quotation mark that is never closed is found at the end; it stands where the text began.
        mark = error.context_mark if "end of stream" in error.problem and error.context_mark else error.problem_mark
        line = mark.line + 1 if mark else 1
        tab = "\t" in text.split("\n")[line - 1]
        mend = (
            "indent with spaces instead of a tab"
            if tab
            else "mend the indentation, or put a value with `: `, `#` or quotes in it into quotation marks"
        )
        return None, [(line, f"this is no YAML, {error.problem}; {mend}")]
    finally:
        loader.dispose()
    if not isinstance(found, Mapping):
        return None, [(1, "this file names nothing; write `key: value`")]
    return found, twice


def unknown_keys(
    found: Mapping, known: list[str], where: str, refused: dict[str, str] | None = None
) -> Iterator[Finding]:
    """Yield the keys that are not among the known ones, or that are refused, with what to do instead."""
    for key in found:
        if refused and key in refused:
            yield found.lines[key], f"this book has no `{key}` {where}; {refused[key]}"
        elif key not in known:
            yield (
                found.lines[key],
                f"unknown key `{key}` {where}; {nearest(str(key), known, 'use ' + ', '.join(known))}",
            )


def page_entries(toc: Mapping) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield line and name of each page in `_toc.yml` as (line, name, None), and what is wrong as (line, None, message)."""
    yield from ((line, None, said) for line, said in unknown_keys(toc, TOP, "of the book"))
    form = toc.get("format")
    if form != FORMAT:
        said = f"the format is `{form}`" if "format" in toc else "no `format`"
        yield toc.lines.get("format", 1), None, f"{said}; write `format: {FORMAT}`"
    if not isinstance(toc.get("root"), str):
        yield toc.lines.get("root", 1), None, "no `root`, the first page; write `root: index`"
    else:
        yield toc.lines["root"], toc["root"], None
    parts = toc.get("parts")
    if parts is None:
        parts = Items([toc])
        parts.lines = [1]
    elif "chapters" in toc:
        yield toc.lines["chapters"], None, "`chapters` beside `parts`; move these chapters into a part"
    if not isinstance(parts, Items):
        yield toc.lines["parts"], None, "`parts` is no list; begin each part with `- caption: ...`"
        return
    for part, line in zip(parts, parts.lines):
        if not isinstance(part, Mapping):
            yield line, None, "this part is no list of keys; write `- caption: ...` and `chapters:` below it"
            continue
        if part is not toc:
            yield from ((at, None, said) for at, said in unknown_keys(part, PART, "of a part"))
        chapters = part.get("chapters")
        if not isinstance(chapters, Items) or not chapters:
            yield (
                part.lines.get("chapters", line),
                None,
                "no list of `chapters` with pages; write `chapters:` and below it `- file: ...`",
            )
            continue
        for page, at in zip(chapters, chapters.lines):
            if not isinstance(page, Mapping):
                yield at, None, f"`{page}` is no page; write `- file: {page}`"
                continue
            wrong = list(unknown_keys(page, PAGE, "of a page", NO_PAGE))
            yield from ((n, None, said) for n, said in wrong)
            if isinstance(page.get("file"), str):
                yield page.lines["file"], page["file"], None
            elif not wrong:
                yield at, None, "this entry names no `file`; write `- file: ...`"


def toc_findings(toc: Mapping, root: Path) -> Iterator[Finding]:
    """Yield what is wrong in `_toc.yml`: keys, pages that do not exist, pages listed twice."""
    taken: dict[str, int] = {}
    there = sorted(
        path.relative_to(root).with_suffix("").as_posix() for path in [*root.glob("*.md"), *root.glob("episodes/*.md")]
    )
    for line, name, said in page_entries(toc):
        if said is not None:
            yield line, said
        if name is None:
            continue
        page = name.removesuffix(".md")
        if not (root / f"{page}.md").exists():
            yield line, f"no file {page}.md; {nearest(page, there, 'add it or take it out of _toc.yml')}"
        if page in taken:
            yield line, f"`{page}` stands in line {taken[page]} already; list it once"
        taken.setdefault(page, line)


def known_settings() -> dict[str, dict]:
    """Return what Jupyter Book's own schema says of `_config.yml`, without importing it."""
    schema = files("jupyter_book").joinpath("config_schema.json")
    return json.loads(schema.read_text(encoding="utf-8"))["properties"]


def config_findings(config: Mapping, pages: set[str] | None) -> Iterator[Finding]:
    """Yield what is wrong in `_config.yml`: keys, the time a cell may take, and where old pages lead.

    Args:
        config: the settings
        pages: the names of the book's pages, without .md; None where nobody knows them
    """
    known = known_settings()
    # The schema leaves it out, although it is in Jupyter Book's own default settings.
    yield from unknown_keys(config, [*known, "only_build_toc_files", "project"], "of the settings")
    for part in ("execute", "parse", "sphinx"):
        inside = config.get(part)
        if isinstance(inside, Mapping):
            yield from unknown_keys(inside, list(known[part]["properties"]), f"in `{part}`")
        elif part in config:
            yield no_settings(config, part)
    execute = config.get("execute")
    limit = execute.get("timeout") if isinstance(execute, Mapping) else None
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or limit <= 0:
        line = config.lines.get("execute", 1)
        if isinstance(execute, Mapping):
            line = execute.lines.get("timeout", line)
        yield line, "`execute` needs the seconds a cell may take; write `timeout: 600`"
    sphinx = config.get("sphinx")
    options = sphinx.get("config") if isinstance(sphinx, Mapping) else None
    if isinstance(options, Mapping):
        redirects = options.get("lesson_redirects")
        if isinstance(redirects, Mapping):
            if pages is not None:
                yield from redirect_findings(redirects, pages)
        elif "lesson_redirects" in options:
            yield no_settings(options, "lesson_redirects", "old page: new page")
    elif isinstance(sphinx, Mapping) and options is not None:
        yield no_settings(sphinx, "config")


def no_settings(found: Mapping, key: str, form: str = "key: value") -> Finding:
    """Return that a key has a value where it should have keys of its own."""
    return found.lines[key], f"`{key}` holds no settings; write `{form}` below it, indented"


def redirect_findings(redirects: Mapping, pages: set[str]) -> Iterator[Finding]:
    """Yield what is wrong with the old and new names of renamed pages."""
    for old, new in redirects.items():
        line = redirects.lines[old]
        for name in (old, str(new).split("#")[0]):
            if name.endswith((".html", ".md")):
                yield line, f"`{name}` has an ending; write `{name.rpartition('.')[0]}`"
        if old in pages:
            yield (
                line,
                f"`{old}` is a page of this book; only the old name of a page leads elsewhere, take the line out",
            )
        target = str(new).split("#")[0].removesuffix(".html").removesuffix(".md")
        if target not in pages:
            hint = nearest(target, pages, "name one")
            yield line, f"`{old}` leads to `{target}`, which is no page of this book; {hint}"


def gone_findings(root: Path, pages: set[str], redirects: set[str]) -> Iterator[Finding]:
    """Yield which pages readers may have a link to, as git knows, and would no longer find."""
    base = "origin/main" if git.git(root, "rev-parse", "--verify", "origin/main") else "HEAD"
    changes = git.git(root, "log", "-p", "--format=", base, "--", TOC) + "\n" + git.git(root, "diff", base, "--", TOC)
    lines = "\n".join(line for line in changes.splitlines() if line.startswith("-"))
    once = re.findall(r"\b(?:file|root): ([^\s,}\]]+)", lines)
    for name in sorted({name.removesuffix(".md") for name in once} - pages - redirects):
        yield (
            1,
            f"`{name}` was a page, and links to it are out in the world; "
            f"write `{name}: <its new name, or the nearest page>` below `lesson_redirects` in {CONFIG}",
        )


def not_plain(data: bytes) -> Iterator[Finding]:
    """Yield the first place of a file's bytes that is no UTF-8, a byte order mark before the text, or line ends of Windows."""
    mend = "save the file as UTF-8"
    if data.startswith(codecs.BOM_UTF8):
        yield 1, f"the file begins with a byte order mark, so its first line is not read; {mend} without BOM"
    if b"\r\n" in data:
        yield 1, "the lines end as on Windows (CR LF), so all of them would be your change; save the file with LF"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield line, f"byte 0x{data[error.start]:02X} is no UTF-8; {mend} (your editor may call it encoding)"


def findings(root: Path) -> list[str]:
    """Return all findings as `file:line: message`; pages are looked at for their encoding only.

    Args:
        root: the folder of the book
    """
    found: list[tuple[str, int, str]] = []
    read: dict[str, Mapping | None] = {}
    for name in (TOC, CONFIG):
        if not (root / name).exists():
            found.append((name, 1, f"this file is missing; bring it back with `git checkout -- {name}`"))
            continue
        data = (root / name).read_bytes()
        wrong = list(not_plain(data))
        if not wrong:
            read[name], wrong = read_yaml(data.decode("utf-8"))
        found += [(name, line, said) for line, said in wrong]
    toc, config = read.get(TOC), read.get(CONFIG)
    pages: dict[str, None] = {}
    if toc is not None:
        found += [(TOC, line, said) for line, said in toc_findings(toc, root)]
        pages = {name.removesuffix(".md"): None for _, name, _ in page_entries(toc) if name}
    if config is not None:
        # A page that is missing in the contents by mistake would be missed by each old name, too.
        known = None if found else set(pages)
        found += [(CONFIG, line, said) for line, said in config_findings(config, known)]
        if not found:
            redirects = set(((config.get("sphinx") or {}).get("config") or {}).get("lesson_redirects") or {})
            found += [(TOC, line, said) for line, said in gone_findings(root, set(pages), redirects)]
    for page in pages:
        file = root / f"{page}.md"
        if file.exists():
            found += [(f"{page}.md", line, said) for line, said in not_plain(file.read_bytes())]
    return [f"{name}:{line}: {said}" for name, line, said in found]
