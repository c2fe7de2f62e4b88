"""What a book consists of before its pages are read: `_toc.yml`, `_config.yml`, old names of pages, UTF-8."""

from __future__ import annotations

import subprocess
from pathlib import Path

import jupyter_book
import pytest
import yaml
from lesson.check import book_files
from lesson.text import git
from lesson.text.page import toc_pages
from sphinx_external_toc import parsing

TOC = """\
# What the book holds
format: jb-book
root: index
parts:
  - caption: Episodes
    numbered: 1
    chapters:
      - file: episodes/01-introduction
  - caption: Reference
    chapters:
      - file: glossary
"""
CONFIG = """\
# Settings
title: Book
author: the contributors
execute:
  execute_notebooks: cache
  timeout: 600
parse:
  myst_enable_extensions: [colon_fence]
sphinx:
  local_extensions:
    lesson: _ext
  config:
    html_theme: basic
    lesson_redirects:
      old: glossary
      older: episodes/01-introduction#place
"""
SOUND = {"_toc.yml": TOC, "_config.yml": CONFIG}
PAGES = {"index", "glossary", "episodes/01-introduction"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book of three pages, of which nothing is checked here but their names and bytes."""
    (tmp_path / "episodes").mkdir()
    for name in PAGES:
        (tmp_path / f"{name}.md").write_text("Text.\nMore text.\nAnd more.\n")
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_book_that_is_as_it_should_be(folder):
    assert book_files.findings(folder) == []


# (file, what was changed, replacement, how the line begins that is named, what the message says)
FAULTS = [
    # of YAML
    ("_toc.yml", "root: index", "\troot: index", "\troot", "spaces instead of a tab"),
    ("_toc.yml", "caption: Episodes", 'caption: "Episodes', '  - caption: "E', "this is no YAML"),
    ("_config.yml", "title: Book", "title: Deep: Book", "title", "mend the indentation, or put a value"),
    ("_config.yml", "title: Book", "title: {{ name }}", "title", "a key that is no text; "),
    ("_config.yml", "title: Book", "title: 2026-02-30", "title", "day is out of range for month; "),
    ("_config.yml", "title: Book", "title: Bo\x0cok", "title", "a sign that no editor shows, 0x0C; "),
    ("_config.yml", "title: Book", "title: !!python/name:os.system", "title", "this is no YAML"),
    # of the book
    ("_toc.yml", "root: index\n", "", "# What", "no `root`, the first page; write `root: index`"),
    ("_toc.yml", "root: index", "root: [index]", "root", "no `root`, the first page; write `root: index`"),
    ("_toc.yml", "root: index", "root: indx", "root", "no file indx.md; did you mean `index`?"),
    ("_toc.yml", "format: jb-book", "format: jb-bok", "format", "the format is `jb-bok`; write `format: jb-book`"),
    ("_toc.yml", "format: jb-book\n", "", "# What", "no `format`; write `format: jb-book`"),
    ("_toc.yml", "root: index", "root: index\ncolour: red", "colour", "unknown key `colour` of the book; use format, root, "),
    ("_toc.yml", "parts:", "chapters: []\nparts:", "chapters", "`chapters` beside `parts`; "),
    ("_toc.yml", "parts:", "parts: none\nmeta:", "parts", "`parts` is no list; "),
    ("_toc.yml", TOC[TOC.index("parts:") :], "", "# What", "no list of `chapters`"),
    ("_toc.yml", TOC[TOC.index("parts:") :], "chapters: index", "chapters", "no list of `chapters`"),
    # of a part
    ("_toc.yml", "    numbered: 1", "    numberd: 1", "    numberd", "`numberd` of a part; did you mean `numbered`?"),
    ("_toc.yml", "  - caption: Reference", "  - Words\n  - caption: Reference", "  - Words", "this part is no list of keys; "),
    ("_toc.yml", "  - caption: Reference", "  - caption: Empty\n  - caption: Reference", "  - caption: Empty", "no list of `chapters`"),
    ("_toc.yml", "    chapters:\n      - file: glossary", "    chapters: glossary", "    chapters: glossary", "no list of `chapters`"),
    # of a page
    ("_toc.yml", "- file: glossary", "- fil: glossary", "      - fil:", "`fil` of a page; did you mean `file`?"),
    ("_toc.yml", "- file: glossary", "- colour: red", "      - colour:", "`colour` of a page; use file, title"),
    ("_toc.yml", "- file: glossary", "- glossary", "      - glossary", "`glossary` is no page; write `- file: glossary`"),
    ("_toc.yml", "- file: glossary", "- title: Words", "      - title", "names no `file`; "),
    ("_toc.yml", "- file: glossary", "- file: 7", "      - file: 7", "names no `file`; "),
    ("_toc.yml", "- file: glossary", "- file: glosary", "      - file: glosary", "no file glosary.md; did you mean `glossary`?"),
    ("_toc.yml", "/01-introduction", "/01-introducton", "      - file: episodes", "did you mean `episodes/01-introduction`?"),
    ("_toc.yml", "- file: glossary", "- file: xyz", "      - file: xyz", "no file xyz.md; add it or take it out"),
    ("_toc.yml", "- file: glossary", "- file: glossary\n      - file: index.md", "      - file: index", "`index` stands in line 3 already; "),
    ("_toc.yml", "- file: glossary", "- file: glossary\n      - url: https://keras.io", "      - url", "no `url` of a page; link"),
    ("_toc.yml", "- file: glossary", "- file: glossary\n      - glob: more/*", "      - glob", "no `glob` of a page; list each page"),
    ("_toc.yml", "- file: glossary", "- file: glossary\n        sections: []", "        sections", "no `sections` of a page; "),
    # of the settings
    ("_config.yml", "author:", "autor:", "autor", "unknown key `autor` of the settings; did you mean `author`?"),
    ("_config.yml", "  execute_notebooks:", "  execute_notebook:", "  execute_n", "in `execute`; did you mean `execute_notebooks`?"),
    ("_config.yml", "  myst_enable_extensions:", "  myst_extensions:", "  myst_e", "in `parse`; did you mean `myst_enable_extensions`?"),
    ("_config.yml", "  local_extensions:", "  local_extension:", "  local_e", "in `sphinx`; did you mean `local_extensions`?"),
    ("_config.yml", "parse:\n", "parse: often\nhtml:\n", "parse", "`parse` holds no settings; write `key: value`"),
    ("_config.yml", "sphinx:\n", "sphinx:\nhtml:\n", "sphinx", "`sphinx` holds no settings; "),
    ("_config.yml", "  config:\n", "  config: often\n  extra_extensions:\n", "  config", "`config` holds no settings; "),
    ("_config.yml", "    lesson_redirects:\n", "    lesson_redirects:\n    myst_substitutions:\n", "    lesson_redirects", "write `old page: new page`"),
    *(
        ("_config.yml", "  timeout: 600", f"  timeout: {value}", "  timeout", "write `timeout: 600`")
        for value in ("soon", "0", "-1", "true", "[600]", "")
    ),
    ("_config.yml", "  timeout: 600\n", "", "execute", "write `timeout: 600`"),
    ("_config.yml", CONFIG[CONFIG.index("execute:") : CONFIG.index("parse:")], "", "# Settings", "write `timeout: 600`"),
    # of old names of pages
    ("_config.yml", "old: glossary", "old: glosary", "      old", "`old` leads to `glosary`, which is no page of this book; did you mean `glossary`?"),
    ("_config.yml", "old: glossary", "old: xyz#place", "      old", "`old` leads to `xyz`, which is no page of this book; name one"),
    ("_config.yml", "old: glossary", "old: 404", "      old", "`old` leads to `404`, "),
    ("_config.yml", "old: glossary", "old.html: glossary", "      old", "`old.html` has an ending; write `old`"),
    ("_config.yml", "old: glossary", "old.v2.md: glossary", "      old", "`old.v2.md` has an ending; write `old.v2`"),
    ("_config.yml", "old: glossary", "old: glossary.html#place", "      old", "`glossary.html` has an ending; write `glossary`"),
    ("_config.yml", "old: glossary", "old: glossary.md", "      old", "`glossary.md` has an ending; write `glossary`"),
    ("_config.yml", "old: glossary", "index: glossary", "      index", "`index` is a page of this book; "),
]  # fmt: skip


@pytest.mark.parametrize("name, old, new, start, message", FAULTS, ids=lambda value: str(value)[:30])
def test_a_fault_is_named_with_its_line_and_nothing_else(folder, name, old, new, start, message):
    """One wrong place is one finding."""
    assert SOUND[name].count(old) == 1, "the fault no longer fits"
    text = SOUND[name].replace(old, new)
    (folder / name).write_text(text)
    at = next(at for at, words in enumerate(text.split("\n"), 1) if words.startswith(start))
    found = book_files.findings(folder)
    assert len(found) == 1 and found[0].startswith(f"{name}:{at}: ") and message in found[0], (at, found)
    assert "; " in found[0], "it says what to do"


def test_a_setting_that_holds_nothing_is_named_beside_what_is_missing_in_it(folder):
    (folder / "_config.yml").write_text(CONFIG.replace("execute:\n", "execute: often\nhtml:\n"))
    found = book_files.findings(folder)
    assert len(found) == 2 and all(finding.startswith("_config.yml:4: `execute` ") for finding in found), found


def test_all_keys_that_stand_twice_are_named(folder):
    (folder / "_toc.yml").write_text(TOC.replace("root: index\n", "root: index\nroot: glossary\n"))
    (folder / "_config.yml").write_text(CONFIG.replace("  timeout: 600\n", "  timeout: 600\n  timeout: 60\n"))
    assert [finding.partition(";")[0] for finding in book_files.findings(folder)] == [
        "_toc.yml:4: a second `root`",
        "_config.yml:7: a second `timeout`",
        "_toc.yml:12: `glossary` stands in line 4 already",
    ]


def test_each_wrong_part_of_the_toc_is_named(folder):
    """What is wrong with one of them hides nothing in the next."""
    toc = """format: jb-book
root: index
parts:
  - Episodes
  - caption: Empty
  - caption: Words
    colour: red
    chapters:
      - glossary
      - url: https://keras.io
        title: Keras
      - title: None
      - file: glosary
      - file: glosary.md
"""
    (folder / "_toc.yml").write_text(toc)
    found = [finding.split(": ", 1) for finding in book_files.findings(folder)]
    assert [place for place, _ in found] == [f"_toc.yml:{line}" for line in (4, 5, 7, 9, 10, 12, 13, 14, 14)]
    words = (
        "no list of keys|no list of `chapters`|`colour`|`- file: glossary`|no `url`|no `file`|no file|no file|line 13"
    )
    for (_, said), part in zip(found, words.split("|"), strict=True):
        assert part in said


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_a_file_of_the_book_that_is_missing_or_empty_is_named(folder, name):
    for empty in ("", "# nothing\n", "- a\n", "words\n"):
        (folder / name).write_text(empty)
        assert book_files.findings(folder) == [f"{name}:1: this file names nothing; write `key: value`"]
    (folder / name).unlink()
    (found,) = book_files.findings(folder)
    assert found.startswith(f"{name}:1: this file is missing") and f"git checkout -- {name}" in found


def test_files_of_the_book_that_are_wrong_are_named_together(folder):
    """What is missing or no plain text in one of them hides nothing in the other."""
    (folder / "_config.yml").write_text(CONFIG.replace("author:", "autor:"))
    for data, place in [(TOC.encode() + b"# Caf\xe9", "_toc.yml:12"), (None, "_toc.yml:1")]:
        (folder / "_toc.yml").write_bytes(data) if data else (folder / "_toc.yml").unlink()
        assert [finding.split(": ")[0] for finding in book_files.findings(folder)] == [place, "_config.yml:3"]
    (folder / "_config.yml").unlink()
    assert [finding.split(": ")[0] for finding in book_files.findings(folder)] == ["_toc.yml:1", "_config.yml:1"]


def test_a_book_without_parts_has_chapters(folder):
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: glossary\n  - file: two.md\n")
    assert toc_pages(folder) == [Path("index.md"), Path("glossary.md"), Path("two.md")]
    (folder / "two.md").write_text("Text.\n")
    (folder / "_config.yml").write_text(CONFIG.replace("older: episodes/01-introduction", "older: two"))
    assert book_files.findings(folder) == []


# ---------- what Jupyter Book knows ----------


def toc_findings(toc: str) -> str:
    """Return what is wrong with the keys of a `_toc.yml`, whatever files there are."""
    found, wrong = book_files.read_yaml(toc)
    assert found is not None and not wrong
    return "\n".join(said for _, _, said in book_files.page_entries(found) if said)


OF_A_BOOK = {
    "format": "jb-book",
    "root": "index",
    "chapters": [{"file": "a"}],
    "parts": [{"chapters": [{"file": "a"}]}],
    "subtrees": [{"entries": [{"file": "a"}]}],
    "entries": [{"file": "a"}],
    "sections": [{"file": "a"}],
    "options": {"numbered": True},
    "defaults": {"numbered": True},
    "meta": {"words": "here"},
    "file": "index",
}


@pytest.mark.parametrize("key", OF_A_BOOK)
def test_keys_of_a_book_are_those_of_jupyter_book(key):
    least = {"format": "jb-book", "root": "index"} | ({} if key == "parts" else {"chapters": [{"file": "a"}]})
    toc = {**least, key: OF_A_BOOK[key]}
    try:
        parsing.parse_toc_data(toc)
    except parsing.MalformedError:
        assert f"unknown key `{key}` of the book" in toc_findings(yaml.safe_dump(toc))
    else:
        assert toc_findings(yaml.safe_dump(toc)) == ""


@pytest.mark.parametrize("key", parsing.TOCTREE_OPTIONS)
def test_a_part_has_the_options_of_jupyter_book(key):
    part = {key: "a", "chapters": [{"file": "a", "title": "A"}]}
    assert toc_findings(yaml.safe_dump({"format": "jb-book", "root": "index", "parts": [part]})) == ""


@pytest.mark.parametrize("key", ["file", "glob", "url"])
def test_each_kind_of_link_that_jupyter_book_knows_is_a_page_or_refused(key):
    assert key in {parsing.FILE_KEY, parsing.GLOB_KEY, parsing.URL_KEY}
    said = toc_findings(f"format: jb-book\nroot: index\nchapters:\n  - {key}: a\n")
    assert (
        said == "" if key == "file" else said.startswith(f"this book has no `{key}` of a page; ") and "\n" not in said
    )


def test_settings_are_those_of_jupyter_book():
    """Its own default settings are, as they say of themselves, a list of all keys; the words of the schema are not used here."""
    text = (Path(jupyter_book.__file__).parent / "default_config.yml").read_text(encoding="utf-8")
    settings, wrong = book_files.read_yaml(text + "project: Words\n")
    assert settings is not None and not wrong and len(settings) > 10 and settings["execute"]["timeout"] == 30
    assert list(book_files.config_findings(settings, set())) == []


def test_a_book_needs_few_settings(folder):
    """No title, no redirects, part of a second for a cell; `config` may be empty, as Jupyter Book's own settings show it."""
    for few in ("", "sphinx:\n  config:\n", "sphinx: {config: {lesson_redirects: {}}}\n"):
        (folder / "_config.yml").write_text(f"execute: {{timeout: 0.5}}\n{few}")
        assert book_files.findings(folder) == []


# ---------- lines of YAML ----------


def test_lines_of_keys_and_items_are_those_that_yaml_counts():
    text = 'a:\n  - 1\n\n  - b: true\n    c: [x,\n      y]\n# words\n"d": 2026-11-27\ne:\n'
    found, wrong = book_files.read_yaml(text)
    assert found == yaml.safe_load(text) and wrong == []
    assert found.lines == {"a": 1, "d": 8, "e": 9} and found.line == 1
    assert found["a"].lines == [2, 4]
    inner = found["a"][1]
    assert inner.line == 4 and inner.lines == {"b": 4, "c": 5} and inner["c"].lines == [5, 6]


# (text, line of the finding, words of it)
NO_YAML = [
    ('a: 1\nb: "c\nd: e\n', 2, "end of stream; mend"),  # where the quotation begins, not where the file ends
    ("a: 1\nb: [c\nd: e\n", 3, "; mend"),
    ("a: 1\nb: *c\n", 2, "undefined alias; mend"),
    ("a: 1\n---\nb: 2\n", 2, "another document; mend"),
    ("a: 1\nb:\n\t- c\n", 3, "; indent with spaces instead of a tab"),
    ("a: 1\nb: @c\n", 2, "; mend"),
    ("a: 1\n\nb: c\x00\n", 3, "0x00; "),
]


@pytest.mark.parametrize("text, line, words", NO_YAML)
def test_what_is_no_yaml_is_named_where_it_begins(text, line, words):
    found, wrong = book_files.read_yaml(text)
    assert found is None and len(wrong) == 1 and wrong[0][0] == line and words in wrong[0][1], wrong


# ---------- bytes ----------

CAFE = "Caf\xe9".encode("latin-1")
# (bytes, line and words of each finding)
BYTES = [
    (b"", []),
    ("Café\n".encode(), []),
    (b"one\ntwo\n" + CAFE + b"\n" + CAFE, [(3, "byte 0xE9 is no UTF-8; save the file as UTF-8")]),
    (CAFE, [(1, "byte 0xE9 is no UTF-8; save the file as UTF-8")]),
    (b"\xef\xbb\xbfone\n", [(1, "byte order mark, so its first line is not read; save the file as UTF-8 without BOM")]),
    (b"one\r\ntwo\r\n", [(1, "CR LF")]),
    (b"one\rtwo\n", []),
    (b"\xef\xbb\xbfone\r\n" + CAFE, [(1, "byte order mark"), (1, "CR LF"), (2, "byte 0xE9")]),
]  # fmt: skip


@pytest.mark.parametrize("data, wanted", BYTES)
def test_bytes_that_are_no_plain_text_are_named(data, wanted):
    found = list(book_files.not_plain(data))
    assert [line for line, _ in found] == [line for line, _ in wanted], found
    assert all(words in said and "; " in said for (_, said), (_, words) in zip(found, wanted))


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml", *sorted(f"{page}.md" for page in PAGES)])
def test_a_file_that_is_not_utf8_is_named_once(folder, name):
    """The files of the book are not read any further, and what they name is not looked for."""
    lines = (folder / name).read_bytes().split(b"\n")
    (folder / name).write_bytes(b"\n".join([*lines[:2], lines[2] + b" # " + CAFE, *lines[3:]]))
    (found,) = book_files.findings(folder)
    assert found.startswith(f"{name}:3: byte 0xE9 is no UTF-8; ")


def test_lint_stops_where_a_file_of_the_book_is_wrong(book):
    """A byte order mark is one finding, not one for each line that is not read."""
    good = book.episode.read_bytes()
    book.episode.write_bytes(b"\xef\xbb\xbf" + good)
    done = book.run("lesson.check.rules")
    first, last = done.stderr.splitlines()
    assert first.startswith("episodes/01-introduction.md:1: the file begins with a byte order mark")
    assert done.returncode == 1 and last == "nothing was checked or built"


# ---------- pages that are gone ----------


@pytest.fixture
def repository(folder: Path) -> Path:
    """The book as it was committed in the main branch."""
    commit(folder, "init", "-q", "-b", "main")
    commit(folder, "add", "--all")
    commit(folder, "commit", "-qm", "One")
    return folder


def commit(folder: Path, *command: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *command], cwd=folder, check=True)
    git.git.cache_clear()


def rename(folder: Path, old: str, new: str) -> None:
    """Rename a page in the contents and its file."""
    toc = folder / "_toc.yml"
    text = toc.read_text()
    assert old in text
    toc.write_text(text.replace(old, new))
    (folder / f"{old}.md").rename(folder / f"{new}.md")


def gone(folder: Path) -> list[str]:
    """Return the names of pages that readers would no longer find."""
    git.git.cache_clear()
    found = book_files.findings(folder)
    assert all(
        finding.startswith("_toc.yml:1: `") and "` was a page, " in finding and "lesson_redirects" in finding
        for finding in found
    ), found
    return [finding.split("`")[1] for finding in found]


def test_a_renamed_page_leads_on(repository):
    """Git knows the old name, committed or not."""
    assert gone(repository) == []
    rename(repository, "episodes/01-introduction", "episodes/01-start")
    config = repository / "_config.yml"
    config.write_text(CONFIG.replace("      older: episodes/01-introduction#place\n", ""))
    assert gone(repository) == ["episodes/01-introduction"]
    commit(repository, "commit", "-qam", "Two")
    assert gone(repository) == ["episodes/01-introduction"]
    config.write_text(
        CONFIG.replace("older: episodes/01-introduction#place", "episodes/01-introduction: episodes/01-start")
    )
    assert gone(repository) == []


def test_every_page_that_is_gone_is_named_however_it_stood_there(repository):
    """In a list of its own or in braces, with its ending, as the first page; what stands there again, is not gone."""
    toc = repository / "_toc.yml"
    for text in (
        "format: jb-book\nroot: start.md\nchapters: [{file: b}, {file: a.md, title: A}]\n",
        "format: jb-book\nroot: start\nchapters:\n  - {title: C, file: c}\n  - file: glossary # words\n",
        TOC,
    ):
        toc.write_text(text)
        commit(repository, "commit", "-qam", "More")
    assert gone(repository) == ["a", "b", "c", "start"]


def test_a_name_that_never_came_out_may_go_again(repository):
    """Readers have links to what is on the main branch of the repository, not to what a branch tried."""
    commit(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    rename(repository, "glossary", "words")
    (repository / "_config.yml").write_text(CONFIG.replace("old: glossary", "glossary: words"))
    commit(repository, "commit", "-qam", "words")
    rename(repository, "words", "terms")
    (repository / "_config.yml").write_text(CONFIG.replace("old: glossary", "glossary: terms"))
    assert gone(repository) == []
    commit(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert gone(repository) == ["words"]


def test_old_names_wait_until_all_else_is_right(repository):
    """Or a mistyped name would be asked for as a page that is gone, and missed by each old name that leads there."""
    (repository / "_toc.yml").write_text(TOC.replace("file: glossary", "file: glosary"))
    git.git.cache_clear()
    assert [finding.partition(": ")[0] for finding in book_files.findings(repository)] == ["_toc.yml:11"]
