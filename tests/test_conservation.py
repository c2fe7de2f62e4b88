"""Nothing is lost on the way: what readers see on a page stands in its notebooks and on the collected pages, in order.

The expectation is the built HTML. It is compared with the notebooks as Jupyter would show them,
and with the pages that collect from it; our own reader of the sources has no part in it.
"""

from __future__ import annotations

import re
from copy import copy
from difflib import unified_diff
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from conftest import EXECUTED_PAGES
from latex2mathml.converter import convert
from lesson.paths import ROOT
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from test_cases import SHOWN, episode

BUILT = ROOT / "_build"
PAGES = [page.path.with_suffix("") for page in EXECUTED_PAGES]
JUPYTER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
JUPYTER.use(dollarmath_plugin, renderer=lambda latex, options: convert(latex))
# Words, signs with a meaning, and the markup that would show if nobody read it.
WORDS = re.compile(r"[^\W_]+|:::+|\$|[%&+=<>|~#*^{}\[\]\\`]")
# Only on the site: notes, forms, controls, and what a screen reader is told beside the text.
SITE_ONLY = (
    ".box.instructor, form.self-check, .code-check, .stage, .headerlink, .visually-hidden, .repeat, .inside, .hint, "
    "details.fold > summary, script, .back, .copy, #answers"
)


def items(node: Tag, levels: bool = True) -> list[str]:
    """Return what is seen, in order: words, and one item each for a formula, code or output, a picture, a cell of a table, a heading.

    Args:
        levels: on pages of which one shows all that the other one shows, where headings keep their level, and what is closed stays closed;
            solutions and folded code are not closed in notebooks
    """
    found: list[str] = []
    for child in node.children:
        if isinstance(child, NavigableString):
            if type(child) is NavigableString:
                found += WORDS.findall(child.lower())
        elif child.name == "math":
            # Some signs are set in two ways.
            found.append("formula " + re.sub(r"\s", "", child.get_text()).replace("-", "−"))
        elif child.name in ("img", "svg"):
            found.append(f"picture {child.get('alt') or child.get('aria-label')}")
        elif child.name == "pre":
            found += [f"printed {line.rstrip()}" for line in child.get_text().strip("\n").split("\n") if line.strip()]
        else:
            if re.fullmatch("h[1-6]", child.name):
                found.append(child.name if levels else "heading")
            elif levels and child.name == "details" and not {"solution", "fold"} & {*child.get("class", [])}:
                found.append("open" if child.has_attr("open") else "closed")
            elif child.name in ("li", "dt", "td", "th"):
                found.append({"td": "cell", "th": "cell"}.get(child.name, "item"))
            found += items(child, levels)
    return found


def parsed(html: str) -> BeautifulSoup:
    """Return HTML as a tree, without what its pictures consist of, and code without colours: that takes long, and is no word."""
    html = re.sub(r"(<svg\b[^>]*>).*?</svg>", r"\1</svg>", html, flags=re.S)
    html = re.sub(r'<span class="[a-z]\w{0,2}">([^<]*)</span>', r"\1", html)
    return BeautifulSoup(re.sub(r'src="data:[^"]*"', 'src=""', html), "html.parser")


@cache
def soup_of(page: Path) -> Tag:
    """Return the text of a page as readers of a notebook need it; to be copied before it is changed."""
    soup = parsed(page.read_text(encoding="utf-8"))
    text = soup.select_one("div.text")
    for unseen in text.select(SITE_ONLY):
        unseen.decompose()
    # What to try, where it can be tried.
    for beside in text.select(".playground > p:not(.title, .box-head, .question)"):
        beside.decompose()
    # A notebook says the minutes behind the title.
    for box in text.select(".box.exercise"):
        box.select_one("p.title").insert_after(box.select_one(".minutes").extract())
    return text


def for_learners(text: Tag) -> Tag:
    """Return a page without solutions and outputs; the caption of a plot stays, because the text refers to it."""
    text = copy(text)
    for solution in text.select("details.solution"):
        solution.decompose()
    for output in text.select(".cell_output"):
        for caption in output.select("figcaption"):
            output.insert_before(caption.extract())
        output.decompose()
    return text


def stands_in(part: list[str], whole: list[str]) -> bool:
    """Tell whether all items of a part stand in the whole, in order."""
    rest = iter(whole)
    return all(item in rest for item in part)


def shown(notebook: nbformat.NotebookNode, on_page: list[str]) -> list[str]:
    """Return what Jupyter shows of a notebook; hidden code that the page does not show is left out."""
    found: list[str] = []
    page_code = set(on_page)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            # Where something is that only the site has, and the mark of a break, which the site shows to instructors only.
            cell.source = re.sub(
                r"(?m)^> This playground is on .*$|(?<=[`*]) is on the set-up page of the site\.|^\*\*☕ Break\*\*$|(?<=^> )\*Guess first:\* "
                r"|^\*A form on .* checks your answers\.\*$",
                "",
                cell.source,
            )
            # The site shows the title of an exercise in a box, not as a heading.
            cell.source = re.sub(r"(?m)^#### (✏️ Exercise .*)$", r"**\1**", cell.source)
            if not cell.source.startswith("*Your answer to exercise"):
                found += items(parsed(JUPYTER.render(cell.source)))
            continue
        lines = [f"printed {line.rstrip()}" for line in cell.source.strip("\n").split("\n") if line.strip()]
        only_comments = all(line.startswith("#") for line in cell.source.splitlines())
        if (
            cell.source.startswith("# Your answer")
            or only_comments
            or (cell.metadata.get("jupyter", {}).get("source_hidden") and not set(lines) <= page_code)
        ):
            continue
        found += lines
        for output in cell.get("outputs", []):
            if "text" in output:
                found += [f"printed {line.rstrip()}" for line in output.text.split("\n") if line.strip()]
            elif "text/html" in output.data:
                found += items(parsed(re.sub(r"<style.*?</style>", "", output.data["text/html"], flags=re.S)))
            else:
                found += [f"printed {line.rstrip()}" for line in output.data["text/plain"].split("\n") if line.strip()]
    return found


def difference(expected: list[str], found: list[str]) -> str:
    return "\n".join(list(unified_diff(expected, found, "page", "elsewhere", lineterm="", n=6))[:60])


def compare(page: Path, notebooks: Path, title: str) -> None:
    """Hold the three notebooks of a page to its HTML."""
    text = soup_of(page)
    read = {
        kind: nbformat.read(notebooks / kind / f"{page.stem}.ipynb", as_version=4)
        for kind in ("learner", "solved", "type-along")
    }
    for notebook in read.values():
        assert title in notebook.cells.pop(0).source
    everything = items(text)
    assert (found := shown(read["solved"], everything)) == everything, difference(everything, found)
    text = for_learners(text)
    open_to_learners = items(text)
    assert (found := shown(read["learner"], open_to_learners)) == open_to_learners, difference(open_to_learners, found)
    typed = shown(read["type-along"], open_to_learners)
    assert stands_in(typed, open_to_learners), difference(open_to_learners, typed)
    for cell in text.select(".cell"):
        cell.decompose()
    for part in text.select("section > h2, section > h3, section > h4, section > figure, .box.exercise"):
        assert stands_in(items(part), typed), part.get_text()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_notebooks_hold_what_the_page_shows(site, path):
    html = BUILT / "html" / path.with_suffix(".html")
    title = BeautifulSoup(html.read_text(encoding="utf-8"), "html.parser").select_one("h1").get_text().split(". ")[-1]
    compare(html, BUILT / "notebooks", title.strip("#\n "))


@pytest.mark.parametrize("path", [path for path in PAGES if path.parts[0] == "episodes"], ids=lambda path: path.name)
def test_collected_pages_hold_what_the_page_shows(site, path):
    """The page with the whole lesson has all of it, that of the exercises all exercises and solutions."""
    collected(BUILT / "html", path)


def collected(site: Path, path: Path) -> None:
    text = copy(soup_of(site / path.with_suffix(".html")))
    for box in text.select(".code-check"):
        box.decompose()  # paper runs nothing
    for name, wanted in (("print", None), ("exercises", ".box.exercise, details.solution")):
        if not (site / f"{name}.html").exists():
            continue
        there = copy(soup_of(site / f"{name}.html").select_one(f"#of-{path.name}"))
        there.find(re.compile("h[1-6]")).decompose()
        expected = [item for part in (text.select(wanted) if wanted else [text]) for item in items(part, levels=False)]
        found = items(there, levels=False)
        assert found == expected, f"{name}: {difference(expected, found)}"


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A book with all kinds of sources that are accepted on its one page, built."""
    from conftest import Book

    book = Book(tmp_path_factory.mktemp("cases") / "book")
    body = "\n\n".join(f"### Case {at}\n\n{source}" for at, (source, _) in enumerate(SHOWN))
    text = episode(body).replace("One neuron by hand", "Call `fit` *once*")
    # A second exercise with the same questions.
    start, end = text.index(":::{exercise-start}"), text.index(":::{keypoints}")
    second = (
        text[start:end].replace("intro-ex-neuron", "intro-ex-again").replace("The neuron returns", "It also returns")
    )
    book.episode.write_text(text[:end] + second + text[end:])
    (book.folder / "setup.md").write_text("---\ntitle: Set-up\n---\n\nText.\n")
    for name, inside in (("print", "whole-lesson"), ("exercises", "exercise-list")):
        (book.folder / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n\n:::{{{inside}}}\n:::\n")
    toc = book.folder / "_toc.yml"
    toc.write_text(
        toc.read_text().replace(
            "[{file: glossary}]", "[{file: glossary}, {file: setup}, {file: print}, {file: exercises}]"
        )
    )
    for command in ("check.rules", "run.execute", "notebooks.writer"):
        done = book.run(f"lesson.{command}")
        assert done.returncode == 0, done.stderr
    done = book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return book.folder / "_build"


def test_cases_come_out_the_same_everywhere(cases):
    compare(cases / "html" / "episodes" / "01-introduction.html", cases / "notebooks", "Introduction")
    collected(cases / "html", Path("episodes/01-introduction"))


def test_what_is_hidden_stands_nowhere(cases):
    """Comments, notes for instructors and answers of forms are in no notebook, and comments on no page."""
    for notebook in (cases / "notebooks").rglob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8").lower()
        assert (
            "secret" not in text
            and "a note to myself" not in text
            and "draw the neuron" not in text
            and "left out the bias" not in text
        )
    for page in (cases / "html").rglob("*.html"):
        seen = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text()
        assert "TODO" not in seen and "a note to myself" not in seen


def test_exercises_keep_apart_what_looks_alike(cases):
    """Two equal self-checks belong to their own exercises; titles are spoken without their markup."""
    page = BeautifulSoup(
        (cases / "html" / "episodes" / "01-introduction.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert [form["id"] for form in page.select("form.self-check")] == ["intro-ex-neuron-check", "intro-ex-again-check"]
    spoken = [box["aria-label"] for box in page.select(".box.exercise")]
    assert spoken == ["Exercise 1.1, Call fit once, 5 minutes", "Exercise 1.2, Call fit once, 5 minutes"]
