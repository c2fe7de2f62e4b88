"""The way out of Jupyter Book: what `make test-sphinx` installs, what it takes along, and which differences it finds."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from elsewhere import same_pages, sphinx_alone
from lesson.paths import ROOT

PAGE = """<html><head><script src="_static/doctools.js?v=11"></script><script src="_static/lesson.js?v=11"></script></head><body><main>
<section id="first">
<span id="one"></span><h2>Heading<a href="#first" title="Link">#</a></h2>
<p>A sentence with <a href="other.html#place">a link</a> and <math><mi>x</mi></math>.</p>
<figure aria-label="A drawing"><img alt="A neuron" src="a.svg"></figure>
<table><tr><td>1.25</td></tr></table>
<details><summary>Solution</summary><pre>1.25
  2.5
</pre></details>
</section></main></body></html>
"""
OTHER = '<html><body><main><section id="place"><h2>Other</h2></section></main></body></html>'


def site(folder: Path, page: str = PAGE, other: str = OTHER) -> Path:
    """Write a site of two pages and a picture."""
    folder.mkdir()
    (folder / "page.html").write_text(page)
    (folder / "other.html").write_text(other)
    (folder / "a.svg").write_text("<svg/>")
    return folder


def replaced(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new)


@pytest.mark.parametrize(
    "old, new",
    [
        ("A sentence", "Another sentence"),
        ("with <a", "with<a"),
        ("h2>", "h3>"),
        ('id="one"', 'id="two"'),
        ('<span id="one"></span>', ""),
        ("other.html#place", "other.html#elsewhere"),
        ("<mi>x</mi>", "<mi>y</mi>"),
        ('alt="A neuron"', 'alt=""'),
        ('src="a.svg"', 'src="b.svg"'),
        ("<td>1.25", "<td>1.26"),
        ("  2.5\n", " 2.5\n"),
        ("<details>", "<details open>"),
        ("A drawing", "A picture"),
        ("lesson.js?v=11", "lesson.js?v=12"),
    ],
)
def test_another_page_is_found_and_named(tmp_path: Path, old: str, new: str):
    found = same_pages.differences(site(tmp_path / "old"), site(tmp_path / "new", replaced(old, new)))
    assert len(found) == 1 and found[0].startswith("page.html: differs") and "\n  -" in found[0], found


def test_what_is_missing_is_found(tmp_path: Path):
    old, new = site(tmp_path / "old"), site(tmp_path / "new")
    assert same_pages.differences(old, new) == []
    (new / "other.html").rename(new / "added.html")
    (new / "a.svg").write_text("<svg></svg>")
    (old / "data.csv").write_text("1")
    found = same_pages.differences(old, new)
    assert found == [
        "other.html: missing in the new build",
        "added.html: only in the new build",
        "data.csv: missing in the new build",
        "a.svg: another content",
    ]


@pytest.mark.parametrize(
    "old, new",
    [
        ("doctools.js?v=11", "doctools.js?v=12"),
        ('<span id="one"></span>', '<span id="one"></span><span id="1-one"></span>'),
        (
            '<section id="first">\n<span id="one"></span><h2>Heading<a href="#first"',
            '<section id="one">\n<span id="first"></span><h2>Heading<a href="#one"',
        ),
    ],
)
def test_what_nobody_notices_may_differ(tmp_path: Path, old: str, new: str):
    assert same_pages.differences(site(tmp_path / "old"), site(tmp_path / "new", replaced(old, new))) == []


def test_an_address_that_leads_elsewhere_is_found(tmp_path: Path):
    """An id that went to another element is no second name of the same place."""
    moved = replaced('<span id="one"></span>', "").replace("<table>", '<table id="one">')
    assert same_pages.differences(site(tmp_path / "old"), site(tmp_path / "new", moved))


def test_requirements_are_those_of_the_book_without_jupyter_book():
    """Each extension in the settings comes from a package that is asked for."""
    asked = sphinx_alone.direct_requirements()
    assert not [line for line in asked if "jupyter" in line or "keras" in line or "nbval" in line]
    extensions = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"]["extensions"]
    names = {line.split(">")[0].split("<")[0] for line in asked}
    assert {name.replace("_", "-") for name in extensions} - {"jupyter-book", "lesson"} <= names
    assert {"sphinx", "latex2mathml"} <= names


def test_without_a_network_it_says_so(book, monkeypatch):
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(book.folder / "empty"))
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    done = book.run("elsewhere.sphinx_alone")
    assert done.returncode == 1
    assert "run again with a network" in done.stderr and "Traceback" not in done.stderr
    assert not (book.folder / "conf.py").exists()


@pytest.mark.kernel
def test_results_are_carried_to_a_myst_that_reads_options_differently(book, monkeypatch):
    """An option without its last newline finds its results; other code does not, and is named."""
    options = ':name: neuron-output\n:expect: "1.25"\n'
    text = book.episode.read_text()
    assert options in text
    book.episode.write_text(text.replace(options, "---\nname: neuron-output\nexpect: |\n  1.25\n---\n"))
    hand_over = "from pathlib import Path; from elsewhere.carried_results import hand_over; hand_over(Path('results'))"
    assert book.run("lesson.run.execute").returncode == 0
    assert book.call(sys.executable, "-c", hand_over).returncode == 0
    file = book.folder / "results" / "episodes" / "01-introduction.ipynb"
    notebook = nbformat.read(file, 4)
    cell = next(cell for cell in notebook.cells if "expect" in cell.metadata)
    assert cell.metadata["expect"] == "1.25\n" and cell.outputs
    cell.metadata["expect"] = "1.25"
    nbformat.write(notebook, file)
    monkeypatch.setenv("LESSON_BUILD", "other")
    taken = book.run("elsewhere.carried_results", "results")
    assert taken.returncode == 0, taken.stderr
    assert "0 of 1 notebooks executed" in book.run("lesson.run.execute").stdout
    cell.source = "print(1.25)"
    nbformat.write(notebook, file)
    taken = book.run("elsewhere.carried_results", "results")
    line = next(number for number, text in enumerate(book.episode.read_text().splitlines(), 1) if "{code-cell}" in text)
    assert (
        taken.returncode == 1
        and f"episodes/01-introduction.md:{line}: " in taken.stderr
        and "Traceback" not in taken.stderr
    )


def test_settings_lie_outside_the_sources(book):
    write = (
        "from pathlib import Path; from elsewhere.sphinx_alone import write_settings; write_settings(Path('settings'))"
    )
    done = book.call(sys.executable, "-c", write)
    assert done.returncode == 0, done.stderr
    text = (book.folder / "settings" / "conf.py").read_text()
    assert "html_static_path" in text and not (book.folder / "conf.py").exists()
    settings: dict = {}
    exec(text, settings)
    assert "jupyter_book" not in settings["extensions"] and "lesson" in settings["extensions"]
