"""The notebooks for people: what is in them, what is not, and that they run."""

from __future__ import annotations

import base64
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import EXECUTED_PAGES, soup
from lesson.check.ruff import tool
from lesson.notebooks.numbers import Numbers
from lesson.notebooks.pictures import picture
from lesson.notebooks.words import Words
from lesson.paths import LEARNER_FILE, NOTEBOOKS, ROOT
from lesson.run import environment
from lesson.site import files
from lesson.text import git, versions
from lesson.text.answers import declared_answers
from lesson.text.page import exercises, read, toc_pages
from lesson.vocabulary import KINDS_OF_NOTEBOOKS, is_episode
from nbclient import NotebookClient
from nbformat import NotebookNode
from sphinx.errors import ConfigError
from typed_along import GENERATED, in_solution, notebook, tags, typed_by_a_script

PAGES = EXECUTED_PAGES
# Run in each test run; `make test-learner` runs all, which takes about as long as the solved ones.
QUICK = ("setup", "01-introduction")
ALL = bool(os.environ.get("ALL_LEARNER_NOTEBOOKS"))
RUN = [page for page in PAGES if page.stem in QUICK or ALL]
# The same with type-along notebooks, which are run several times.
TYPED = [page for page in PAGES if page.stem == "setup" or ALL]
BY_STEM = {"ids": lambda page: page.stem}
# What the site understands and Jupyter does not: directives, roles, substitutions, labels, definition lists.
SITE_ONLY = re.compile(r"^:{3,}|^`{3,}\{|\{[a-z-]+\}`|\{\{|^\([\w-]+\)=$|^: |\\class|\]\([^)]*\.md\b", re.M)


@pytest.mark.parametrize("kind", KINDS_OF_NOTEBOOKS)
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_text_is_plain_markdown(page, kind):
    for cell in notebook(kind, page.stem).cells:
        if cell.cell_type == "markdown":
            assert not (found := SITE_ONLY.search(cell.source)), f"{found[0]!r} in {cell.source[:300]}"
            for address in re.findall(r"\]\(([^)\s]*)\)", cell.source):
                file = address.partition("#")[0]
                assert address.startswith("https://") or not file or (NOTEBOOKS / kind / file).exists(), (
                    f"broken link {address}"
                )


def headings(cells: Iterable[NotebookNode]) -> list[tuple[int, str]]:
    """Return level and words of what JupyterLab lists as contents."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    text = re.sub(r"(?ms)^(```+).*?^\1", "", text)
    return [(len(signs), words) for signs, words in re.findall(r"^(#{1,6}) (.*)$", text, re.M)]


@pytest.mark.parametrize("kind", KINDS_OF_NOTEBOOKS)
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_contents_of_jupyterlab_list_sections_and_exercises(page, kind):
    """All of them, in the order of the page, and nothing else."""
    expected = [(words.map[0], int(opens.tag[1])) for _, opens, words in page.headings]
    expected += [(exercise.start.line, 4) for exercise in exercises(page)]
    found = headings(notebook(kind, page.stem).cells)
    assert [level for level, _ in found] == [1, *(level for _, level in sorted(expected))]
    titles = [exercise.start.argument for exercise in exercises(page)]
    assert len([words for _, words in found if words.startswith("✏️ Exercise ")]) == len(titles)


@pytest.mark.parametrize("kind", KINDS_OF_NOTEBOOKS)
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_links_to_sections_lead_there(page, kind):
    """JupyterLab makes the address of a heading from its words, with hyphens."""
    for cell in notebook(kind, page.stem).cells:
        for file, place in re.findall(r"\]\((?!https:)([^)#\s]*)#([^)\s]*)\)", cell.source):
            there = headings(notebook(kind, file.removesuffix(".ipynb") or page.stem).cells)
            assert place in {re.sub(r"[*`]", "", words).replace(" ", "-") for _, words in there}, f"{file}#{place}"


@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_hidden_cells_are_left_out(page):
    """Checks of the prose are in the solved notebook only, and what playgrounds load in none."""
    cells = [cell for cell in page.cells() if "remove-cell" in tags(cell)]
    published = [cell.text.strip() for cell in cells if "publish" in cell.options]
    hidden = [cell.text.strip() for cell in cells if "publish" not in cell.options]
    for kind in KINDS_OF_NOTEBOOKS:
        sources = {cell.source for cell in notebook(kind, page.stem).cells if cell.cell_type == "code"}
        assert sources.isdisjoint(published), kind
        assert sources.issuperset(hidden) if kind == "solved" else sources.isdisjoint(hidden), kind


@pytest.mark.parametrize("kind", KINDS_OF_NOTEBOOKS)
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_each_cell_has_a_name_of_its_own(page, kind):
    """Two cells with one id are no valid notebook; a random one would differ in each build."""
    ids = [cell.id for cell in notebook(kind, page.stem).cells]
    assert len(ids) == len(set(ids))


def test_values_are_what_cells_declare(site):
    """The last episode looks back to the first one: page and notebook show the answer of its cell."""
    (answer,) = (
        text for cell, text in declared_answers(read(PAGES[1].path)) if cell.options.get("name") == "neuron-output"
    )
    (back,) = (page for page in PAGES if "{value}`01-introduction/neuron-output`" in (ROOT / page.path).read_text())
    page = soup(back.path.with_suffix(".html").as_posix())
    assert any(item.get_text().startswith(f"{answer} was the output") for item in page.select("li"))
    for kind in ("learner", "solved"):
        text = "\n".join(cell.source for cell in notebook(kind, back.stem).cells if cell.cell_type == "markdown")
        assert f"- **{answer}** was the output" in text, kind


def test_plots_show_before_a_notebook_is_trusted():
    """JupyterLab shows neither SVG outputs of a downloaded notebook nor SVG attachments."""
    for page in PAGES:
        for cell in notebook("solved", page.stem).cells:
            assert "attachments" not in cell
            assert not any("image/svg+xml" in output.get("data", {}) for output in cell.get("outputs", []))
    pictures = [cell.source for cell in notebook("learner", "01-introduction").cells if "<img" in cell.source]
    assert pictures and all(
        re.match(r'<img alt="[^"]{20,}" src="data:image/svg\+xml;base64,', source) for source in pictures
    )


@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_panels_do_not_overlap_where_the_style_of_the_lesson_is_missing(page):
    """Panels one above the other need a layout where scales stand between them: only the lesson's style makes it by itself."""
    for block in page.cells():
        for rows, others in re.findall(r"plt\.subplots\(\s*(\d+), \d+(.*?)\)\n", block.text, re.S):
            needs = int(rows) > 1 and "sharex" not in others and "show_image(" not in block.text
            assert not needs or "layout=" in others, block.text[:200]


def test_words_of_a_drawing_have_room():
    """The fonts of the site are missing in a notebook, and wider ones must not be cut off."""
    html = picture('<svg viewBox="0 0 560 254" width="560" height="254"><text>training</text></svg>', "A network")
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    left, _, width, _ = map(int, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    assert left <= -10 and left + width >= 570 and f'width="{width}"' in svg
    assert re.fullmatch(r"<svg[^>]*><rect[^>]*/><text>training</text></svg>", svg), "nothing else is drawn"
    white = re.search(r'<rect x="-(\d+)%" width="(\d+)%" height="100%" fill="#fff"/>', svg)
    assert -int(white[1]) / 100 * width <= left and int(white[2]) - int(white[1]) >= 100


@pytest.mark.parametrize("kind", KINDS_OF_NOTEBOOKS)
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_every_figure_that_the_text_names_is_there(page, kind):
    """Drawings and plots alike have a number and a caption; a plot's stands right after its cell."""
    cells = notebook(kind, page.stem).cells
    captions = [
        found[1]
        for cell in cells
        if cell.cell_type == "markdown"
        for found in re.finditer(r"^\*(Figure [\d.]+)\.\* \S", cell.source, re.M)
    ]
    for cell in cells:
        if cell.cell_type == "markdown":
            assert set(re.findall(r"Figure \d+\.\d+", cell.source)) <= set(captions), cell.source[:300]
    if kind != "type-along":
        plots = [
            block.text.strip("\n")
            for block in page.cells()
            if "figure" in (block.options.get("mystnb") or {}) and (kind == "solved" or not in_solution(page, block))
        ]
        followed = [
            cell.source
            for cell, after in zip(cells, cells[1:])
            if cell.cell_type == "code" and after.source.startswith("*Figure ")
        ]
        assert followed == plots


def test_text_about_a_playground_is_not_left_alone():
    """Playgrounds stay on the site, but the notebook says where what the text speaks of is."""
    for page in PAGES:
        for kind in KINDS_OF_NOTEBOOKS:
            text = "\n".join(cell.source for cell in notebook(kind, page.stem).cells if cell.cell_type == "markdown")
            for block in page.walk():
                assert block.name != "playground" or f"**Try it: {block.options['title']}**" in text


@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_answers_in_words_go_into_text(page, site):
    """Words in a code cell are an error in Python; a code cell waits only where the site's solution shows code."""
    waiting = {
        re.search(r"exercise (\d+(?:\.\d+)?)", cell.source)[1]: cell.cell_type
        for cell in notebook("learner", page.stem).cells
        if "Your answer to" in cell.source
    }
    document = soup(page.path.with_suffix(".html").as_posix())
    assert waiting == {
        solution.select_one(".kind").text.removeprefix("Solution "): "code"
        if solution.select(".cell_input")
        else "markdown"
        for solution in document.select("details.solution")
    }


@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_type_along_has_a_place_for_each_cell(page):
    """A cell with one comment for each one that people type; what draws, is folded or prepares is there; each heading is a cell."""
    cells = notebook("type-along", page.stem).cells
    inside = {id(block) for exercise in exercises(page) for block in exercise.statement}
    expected, beginning = [], True
    for block in page.cells():
        if "remove-cell" in tags(block) or in_solution(page, block):
            continue
        drawn = "hide-input" in tags(block) or "figure" in str(block.options)
        there = id(block) in inside or drawn or "shown" in tags(block)
        prepares = re.search(r"^import |^from |\.\./data/", block.text, re.M) and "\ndef " not in block.text
        beginning = beginning and bool(id(block) in inside or (prepares and not drawn))
        expected.append(block.text.strip("\n") if there or beginning else None)
    given = [
        None if re.fullmatch(r"(# \S.*\n?)+", cell.source) else cell.source
        for cell in cells
        if cell.cell_type == "code" and not cell.source.startswith(GENERATED)
    ]
    assert given == expected
    assert all(
        len(re.findall(r"^#{1,4} ", cell.source, re.M)) <= 1
        for cell in cells
        if cell.cell_type == "markdown" and "```" not in cell.source
    )


@pytest.mark.parametrize("page", [page for page in PAGES if page.path.parts[0] == "episodes"], **BY_STEM)
def test_empty_cells_say_what_goes_there(page):
    """In a few words of their own that fit into a line; two with the same words would leave people where they are."""
    said = [
        cell.source
        for cell in notebook("type-along", page.stem).cells
        if cell.cell_type == "code" and all(line.startswith("# ") for line in cell.source.splitlines())
    ]
    said = [" ".join(words.replace("\n# ", " ").split()) for words in said if not words.startswith("# Your answer")]
    said = [re.sub(r" \(makes .*?\)", "", words) for words in said]
    assert said and len(said) == len(set(said))
    for words in said:
        assert len(words.split()) >= 4 and len(words) <= 79 and not words.startswith("# Make "), words


def executed(kind: str, stem: str, fill: Callable[[int, NotebookNode], str | None]) -> list[NotebookNode]:
    """Return the code cells of a notebook that was run to its end.

    Args:
        kind: "learner" or "type-along"
        stem: the page
        fill: returns what people type into a cell, given its position among the code cells, or None to leave it
    """
    done = notebook(kind, stem)
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    for at, cell in enumerate(code):
        if (typed := fill(at, cell)) is not None:
            cell.source = typed
    # What cells save stays out of the folder that people download.
    with tempfile.TemporaryDirectory() as aside:
        for part in (kind, "data"):
            shutil.copytree(NOTEBOOKS / part, Path(aside, part))
        NotebookClient(
            done,
            timeout=300,
            kernel_name="python3",
            allow_errors=True,
            extra_arguments=environment.ARGUMENTS,
            resources={"metadata": {"path": str(Path(aside, kind))}},
        ).execute()
    return code


def errors(cells: Iterable[NotebookNode]) -> list[str]:
    """Return which cells failed, and why."""
    return [
        f"{cell.source[:300]}\n{output.ename}: {output.evalue}"
        for cell in cells
        for output in cell.outputs
        if output.output_type == "error"
    ]


def stretches(page) -> list[int]:
    """Return for each code cell of the type-along notebook how many cells to catch up stand above it."""
    found, count = [], 0
    for cell in notebook("type-along", page.stem).cells:
        if cell.cell_type == "code":
            found.append(count)
            count += cell.source.startswith("# Run this if you did not finish")
    return found


@pytest.mark.kernel
@pytest.mark.parametrize("page", RUN, **BY_STEM)
def test_learner_notebook_runs_without_a_single_answer(page):
    """From top to bottom, with every exercise left empty; the checks say what is missing and stop nothing."""
    cells = executed("learner", page.stem, lambda at, cell: None)
    assert not errors(cells), "\n\n".join(errors(cells))
    for cell in cells:
        if cell.source.startswith("# Check your answer"):
            said = cell.outputs[0].text.splitlines()
            assert said and all(line.startswith("Not there yet: ") for line in said), said


@pytest.mark.kernel
@pytest.mark.parametrize("page", TYPED, **BY_STEM)
def test_type_along_notebook_runs_with_all_typed(page):
    """With the code of the page in each empty cell, and the solutions as answers: no error, and each check says so."""
    typed = typed_by_a_script(page)
    cells = executed("type-along", page.stem, lambda at, cell: typed[at])
    assert not errors(cells), "\n\n".join(errors(cells))
    for cell in cells:
        said = "".join(output.get("text", "") for output in cell.outputs)
        if cell.source.startswith("# Check your answer"):
            assert said and all(line.startswith("Right: ") for line in said.splitlines()), said
        if cell.source.startswith("# Run this if"):
            assert said.startswith("All that the cells below need is there"), "it would have overwritten answers"


@pytest.mark.kernel
@pytest.mark.parametrize("left_out", [0, 1])
@pytest.mark.parametrize("page", [page for page in TYPED if max(stretches(page))], **BY_STEM)
def test_people_can_catch_up(page, left_out):
    """Every second stretch between two cells to catch up is left empty; what follows runs all the same."""
    typed, place = typed_by_a_script(page), stretches(page)
    empty = [count % 2 == left_out and count < max(place) for count in place]
    cells = executed("type-along", page.stem, lambda at, cell: None if empty[at] else typed[at])
    ran = [cell for at, cell in enumerate(cells) if not empty[at] or cell.source.startswith("# Run this if")]
    assert not errors(ran), "\n\n".join(errors(ran))


@pytest.mark.parametrize("kind", ["learner", "type-along"])
@pytest.mark.parametrize("page", PAGES, **BY_STEM)
def test_cells_to_catch_up_make_all_that_follows_needs(page, kind, tmp_path):
    """In a new kernel, too: ruff finds no name that neither they nor the cells below make."""
    code = [cell.source for cell in notebook(kind, page.stem).cells if cell.cell_type == "code"]
    if kind == "type-along":
        code = [typed or source for typed, source in zip(typed_by_a_script(page), code)]
    starts = [at for at, source in enumerate(code) if source.startswith("# Run this if")]
    assert len(starts) >= sum(block.name == "break" for block in page.blocks)
    for at in starts:
        if kind == "learner" and "import " not in code[at]:
            continue  # of an answer only: the cells above are there
        below = [source for source in code[at:] if not source.startswith("# Check your answer")]
        (tmp_path / f"from_{at}.py").write_text("\n".join(below))
    said = tool("ruff", "check", "--isolated", "--no-cache", "--select", "F821", ".", cwd=tmp_path)
    assert not starts or "All checks passed" in said, said


# ---------- in the cloud ----------


def test_no_launch_without_a_repository(monkeypatch):
    monkeypatch.setattr(git, "repository", lambda root: "")
    assert files.launches("episodes/01-introduction", ROOT) == []


@pytest.mark.parametrize(
    "reads_files, labels", [(False, ["Launch on Binder", "Open in Colab"]), (True, ["Launch on Binder"])]
)
def test_colab_opens_notebooks_that_need_no_data(monkeypatch, reads_files, labels):
    monkeypatch.setattr(git, "repository", lambda root: "someone/lesson")
    monkeypatch.setattr(files, "reads_files", lambda stem: reads_files)
    found = files.launches("episodes/02-keras", ROOT)
    assert [one["label"] for one in found] == labels
    colab = "https://colab.research.google.com/github/someone/lesson/blob/notebooks/learner/02-keras.ipynb"
    assert reads_files or found[1]["url"] == colab


@pytest.mark.parametrize("given", ["https://example.org/lesson", "https://example.org/lesson/"])
def test_the_address_of_the_site_ends_in_a_slash(monkeypatch, given):
    monkeypatch.setenv("SITE_URL", given)
    assert git.address(ROOT) == "https://example.org/lesson/"


def test_a_hub_gets_the_notebooks_with_their_data(monkeypatch):
    """Only where _config.yml names one: the address is read back, part by part."""
    monkeypatch.setattr(git, "repository", lambda root: "someone/lesson")
    without = files.launches("episodes/02-keras", ROOT)
    first, *rest = files.launches("episodes/02-keras", ROOT, "https://hub.example.org/class/")
    assert rest == without and all("hub.example.org" not in one["url"] for one in without)
    found = urlsplit(first["url"])
    assert (found.netloc, found.path) == ("hub.example.org", "/class/hub/user-redirect/git-pull")
    assert parse_qs(found.query) == {
        "repo": ["https://github.com/someone/lesson"],
        "branch": ["notebooks"],
        "urlpath": ["lab/tree/lesson/learner/02-keras.ipynb"],
    }
    assert (NOTEBOOKS / "learner" / "02-keras.ipynb").exists()  # as the branch holds it


def test_what_a_page_offers_is_in_the_site(monkeypatch):
    """Everything in one file, and the notebooks of an episode in three kinds; other pages offer none."""
    offered = [(one["label"], one["path"]) for one in files.downloads("episodes/02-keras")]
    assert offered == [
        ("All notebooks (zip)", LEARNER_FILE),
        ("Learner notebook", "notebooks/learner/02-keras.ipynb"),
        ("Solved", "notebooks/solved/02-keras.ipynb"),
        ("Type-along", "notebooks/type-along/02-keras.ipynb"),
    ]
    for page in ("02-keras", "bigger-machines", "episodes/99-nothing", "index"):
        assert files.downloads(page) == [], page
    monkeypatch.setattr(git, "repository", lambda root: "someone/lesson")
    monkeypatch.setattr(files, "reads_files", lambda stem: True)
    assert files.launches("index", ROOT, "https://hub.example.org") == []
    hub, binder = files.launches("episodes/02-keras", ROOT, "https://hub.example.org")
    assert hub["label"] == "Open on our hub" and hub["url"].startswith("https://hub.example.org/hub/user-redirect/")
    address, _, asked = binder["url"].partition("?")
    assert address == "https://mybinder.org/v2/gh/someone/lesson/notebooks"
    assert asked == "urlpath=lab%2Ftree%2Flearner%2F02-keras.ipynb", "slashes would be of Binder's own address"


@pytest.mark.parametrize("page", [page for page in PAGES if is_episode(page.path)], **BY_STEM)
def test_episodes_whose_cells_read_files_are_known(page):
    assert files.reads_files(page.stem) == any("../data/" in cell.text for cell in page.cells())


@pytest.mark.parametrize(
    "old, new, target, leads",
    [
        ("old", "episodes/02-keras", "episodes/02-keras.html", '"episodes/02-keras.html" + location.hash'),
        ("a/b/old", "setup", "../../setup.html", '"../../setup.html" + location.hash'),
        ("a/old", "setup#python", "../setup.html#python", '"../setup.html#python"'),
    ],
)
def test_an_old_name_leads_to_the_new_one(tmp_path, old, new, target, leads):
    """With its place on the page where scripts are on, unless the new name has a place of its own."""
    files.write_redirects(SimpleNamespace(outdir=tmp_path, config=SimpleNamespace(lesson_redirects={old: new})))
    page = BeautifulSoup((tmp_path / f"{old}.html").read_text(encoding="utf-8"), "html.parser")
    assert page.script.string == f"location.replace({leads})" and page.a["href"] == target
    assert page.noscript.meta["content"] == f"0; url={target}", "scripts do not wait for it"
    assert page.find("meta", {"name": "robots"})["content"] == "noindex"


def test_the_site_map_and_what_is_no_longer_a_page(tmp_path):
    config = SimpleNamespace(html_baseurl="https://example.org/", html_additional_pages={"404": "404.html"})
    app = SimpleNamespace(outdir=tmp_path, config=config, env=SimpleNamespace(found_docs={"b/two", "one"}))
    files.write_site_map(app)
    text = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    urls = ElementTree.fromstring(text.encode()).findall("*/*")
    assert [(url.tag, url.text) for url in urls] == [
        ("{http://www.sitemaps.org/schemas/sitemap/0.9}loc", f"https://example.org/{name}.html")
        for name in ("b/two", "one")
    ]
    names = ["404.html", "b/gone.html", "b/two.html", "gone.html", "one.html", "search.html"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    files.remove_stale_pages(app)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert left == [name for name in names if "gone" not in name]


@pytest.mark.parametrize("error, builder", [(ValueError(), "html"), (None, "linkcheck")])
def test_nothing_is_added_to_a_site_that_was_not_built(monkeypatch, error, builder):
    added = []
    for name in (
        "remove_stale_pages",
        "copy_notebooks",
        "write_set_up_check",
        "write_data",
        "write_redirects",
        "write_site_map",
    ):
        monkeypatch.setattr(files, name, lambda app, name=name: added.append(name))
    files.finish(SimpleNamespace(builder=SimpleNamespace(name=builder)), error)
    assert not added
    files.finish(SimpleNamespace(builder=SimpleNamespace(name="html")), None)
    assert len(added) == 6 and added[0] == "remove_stale_pages", "or what was added would be removed"


@pytest.mark.parametrize(
    "address, fine", [("", True), ("https://hub.example.org/class", True), ("hub.example.org", False)]
)
def test_the_address_of_a_hub_is_checked(address, fine):
    app, config = SimpleNamespace(srcdir=ROOT), SimpleNamespace(html_baseurl="", lesson_hub=address)
    with nullcontext() if fine else pytest.raises(ConfigError, match="_config.yml: lesson_hub"):
        files.configure(app, config)


def test_binder_gets_the_packages_of_the_lock():
    found = dict(line.split("==") for line in (NOTEBOOKS / "requirements.txt").read_text().splitlines())
    assert (
        found["tensorflow-cpu"] == versions.pins()["tensorflow"]
        and found["scikit-learn"] == versions.pins()["scikit_learn"]
    )
    assert re.fullmatch(r"python-3\.\d+\n", (NOTEBOOKS / "runtime.txt").read_text())


@pytest.mark.parametrize(
    "site, link",
    [("", "the overview"), ("https://example.org/", "[the overview](https://example.org/index.html#episodes)")],
)
def test_links(monkeypatch, site, link):
    """To notebooks beside it, to headings as Jupyter names them, and to the site where its address is known."""
    monkeypatch.setattr(git, "address", lambda root: site)
    page = read(PAGES[1].path)
    words = Words(page, Numbers([read(path) for path in toc_pages()]))
    heading = words.numbers.heading[page.stem, "1-formulate-outline-the-problem"]
    assert words.plain("[the overview](../index.md#episodes)", 1) == link
    assert words.plain("[set-up](../setup.md)", 1) == "[set-up](setup.ipynb)"
    assert (
        words.plain("[set-up](../setup.md#cloud)", 1)
        == words.plain("{ref}`set-up <cloud>`", 1)
        == "[set-up](setup.ipynb#Cloud-option)"
    )
    assert words.plain("[there](#1-formulate-outline-the-problem)", 1) == f"[there](#{heading.replace(' ', '-')})"
    assert words.plain("[nowhere](#no-such-heading)", 1) == "nowhere"
    assert words.plain("`layers[0](inputs)`", 1) == "`layers[0](inputs)`"
