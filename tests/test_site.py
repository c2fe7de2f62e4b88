"""The built pages, as files: structure, links, answers, formulas."""

from __future__ import annotations

import ast
import gzip
import json
import re
import shlex
import sys
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urldefrag
from zlib import crc32

import conftest
import pytest
from bs4 import BeautifulSoup
from conftest import EXECUTED_PAGES, SITE
from lesson.paths import LEARNER_FILE, ROOT
from lesson.set_up import NEWEST
from lesson.text.answers import declared_answers
from lesson.text.cells import rendering
from lesson.text.page import exercises, read
from lesson.text.set_up_files import check_setup
from lesson.text.versions import INSTALLED_SIZE, substitute
from lesson.vocabulary import is_episode

# Made by Sphinx for its own search; it holds no text of ours.
PAGES = [page for page in conftest.PAGES if page != "genindex.html"]
EPISODE = "episodes/01-introduction.html"


@cache
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "html.parser")


@cache
def ids(page: str) -> list[str]:
    return [element["id"] for element in soup(page).find_all(id=True)]


@pytest.mark.parametrize("page", PAGES)
def test_structure(site: Path, page: str):
    document = soup(page)
    assert len(document.find_all("h1")) == 1
    assert document.find("meta", {"http-equiv": "Content-Security-Policy"})
    levels = [int(heading.name[1]) for heading in document.main.find_all(re.compile("^h[1-6]$"))]
    jumps = [(a, b) for a, b in zip(levels, levels[1:]) if b > a + 1]
    assert not jumps, f"headings jump: {jumps}"
    found = ids(page)
    assert len(found) == len(set(found)), f"ids twice: {sorted({name for name in found if found.count(name) > 1})}"
    for image in document.main.find_all("img"):
        assert image.get("alt"), f"no alternative text: {image}"
        assert image.get("width") and image.get("height"), f"no size, the page would jump: {image}"
    for table in document.main.find_all("table"):
        assert not table.has_attr("border") and not table.parent.find("style"), "what pandas adds is no valid HTML"
    for drawing in document.main.select("svg.diagram"):
        assert drawing.get("role") == "img" and len(drawing.get("aria-label", "")) > 20
    for figure in document.main.find_all("figure"):
        assert figure.figcaption and len(figure.figcaption.get_text(strip=True)) > 10


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_book(site: Path, page: str):
    for element in soup(page).find_all(["a", "img", "script", "link"]):
        address = element.get("href") or element.get("src")
        if not address or re.match(r"(https?|mailto|data):", address):
            continue
        file, anchor = urldefrag(unquote(address.split("?")[0]))
        target = (SITE / page).parent / file if file else SITE / page
        assert target.resolve().exists(), f"{page}: broken link {address}"
        if anchor and target.suffix == ".html":
            assert anchor in ids(target.resolve().relative_to(SITE.resolve()).as_posix()), f"{page}: no place {address}"


@pytest.mark.parametrize("page", PAGES)
def test_nothing_from_other_hosts(site: Path, page: str):
    document = soup(page)
    loaded = [e.get("src") or e.get("href") for e in document.find_all(["script", "img", "link", "iframe"])]
    assert not [address for address in loaded if address and re.match(r"(https?:)?//", address)]


def test_scripts_of_playgrounds_carry_a_digest_of_their_text(site: Path):
    """Or a browser would go on with the weights of an older site."""
    addresses = {
        address
        for page in PAGES
        for box in soup(page).select("[data-scripts]")
        for address in box["data-scripts"].split()
    }
    assert any("digits-network.js" in address for address in addresses)
    for address in addresses:
        name, _, version = address.partition("?v=")
        assert version == f"{crc32((SITE / '_static' / 'playgrounds' / name).read_bytes()):08x}", address


def test_formulas_are_mathml(site: Path):
    document = soup(EPISODE)
    assert len(document.find_all("math")) > 30
    assert document.find("munderover"), "sums carry their limits above and below"
    assert document.select("math .given") and document.select("math .learned") and document.select("math .computed")
    assert not re.search(r"\\(frac|sum|class|hat)\b", document.main.get_text())


@pytest.mark.parametrize(
    "number, page",
    list(enumerate((page for page in EXECUTED_PAGES if is_episode(page.path)), 1)),
    ids=lambda value: str(value)[:2],
)
def test_minutes_exercises_and_figures_are_those_of_the_source(site: Path, number, page):
    document = soup(page.path.with_suffix(".html").as_posix())
    minutes = document.select_one(".top .minutes").get_text()
    asked = [exercise.start.options for exercise in exercises(page) if "optional" not in exercise.start.options]
    assert f"{sum(options['minutes'] for options in asked)} min in {len(asked)} exercises" in minutes
    assert re.search(r"\d+ min teaching", minutes) and re.search(r"\d+ min about them", minutes)
    boxes = document.select(".exercise.box")
    said = [box["aria-label"].split(", ") for box in boxes]
    wanted = [exercise.start for exercise in exercises(page)]
    assert [words[0] for words in said] == [f"Exercise {number}.{at}" for at in range(1, len(wanted) + 1)]
    assert [f"{start.options['minutes']} minutes" in words for start, words in zip(wanted, said)] == [True] * len(
        wanted
    )
    for box in boxes:
        solution = box.find_next_sibling()
        assert solution.name == "details" and "solution" in solution["class"] and not solution.has_attr("open")
    figures = [block for block in page.walk() if block.name == "figure" or rendering(block, "figure")]
    captions = [caption.get_text(strip=True) for caption in document.select(".caption-number")]
    assert captions == [f"Figure {number}.{at}" for at in range(1, len(figures) + 1)]


# Only where they are used; each of the others is on each page.
SOME_PAGES = {"playgrounds.css", "speaker.css", "answers.js", "plan.js", "search.js", "self-check.js", "speaker.js"}
LOADED_LATER = {"code-check.js"}


def test_our_styles_and_scripts_are_on_the_pages(site: Path):
    ours = {path.name for path in (ROOT / "_static").glob("*.*") if path.suffix in (".css", ".js")} - LOADED_LATER
    linked = {
        page: {
            (link.get("src") or link.get("href")).split("?")[0].rsplit("/", 1)[-1]
            for link in soup(page).select("script[src], link[rel=stylesheet]")
        }
        for page in PAGES
    }
    assert ours <= set().union(*linked.values())
    for page, names in linked.items():
        needed = {name for name in ours - SOME_PAGES if page != "speaker.html" or name.endswith(".css")}
        assert needed <= names, f"{page} lacks {needed - names}"


# Classes that Sphinx, Docutils, MyST and Pygments write.
FOREIGN = re.compile(
    r"align-default|arabic|bp|callout|caption-text|compound|container|docutils|external|g[hp]|head|highlight-\S+|internal|kbd"
    r"|literal|m|mathjax_ignore|myst|n[nv]|notranslate|row-(even|odd)|sd-\S+|simple|std(-\w+)?|stream|tag_\w+|tex2jax_ignore"
    r"|text-left|text_plain|toctree-wrapper|vm|xref"
)
# Ours, of which neither a style nor a script wants anything; the workshop's command reads `when`.
PLAIN = {"when", "playground-words", "section-row"}


def test_pages_scripts_and_styles_fit_together(site: Path):
    """What scripts and styles look for is written by pages or scripts, and what our code writes is looked for."""
    pages = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html") if "_static" not in path.parts)
    classes = {name for names in re.findall(r'\sclass="([^"]*)"', pages) for name in names.split()}
    attributes = set(re.findall(r"\s(data-[a-z-]+)(?=[=\s>])", pages))
    scripts, styles = (
        "\n".join(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S) for path in sorted(paths))
        for paths in ((ROOT / "_static").rglob("*.js"), (ROOT / "_static").rglob("*.css"))
    )
    query = r"\b(?:querySelector(?:All)?|closest|matches)\(\s*[\"`]([^\"`]*)[\"`]"
    queries, others = re.findall(query, scripts), re.sub(query, "", scripts)
    sought = {name for one in queries for name in re.findall(r"\.([a-z][\w-]*)", one)}
    styled = {name for head in re.findall(r"([^{};]+)\{", styles) for name in re.findall(r"\.([a-zA-Z][\w-]*)", head)}
    made = set(re.findall(r"[a-z][\w-]*", "\n".join(re.findall(r'"[^"\n]*"|`[^`]*`', others))))
    # Such as `icon-${name}`; and the lexers of Pygments have more kinds of words than our code.
    made |= {name for name in styled if name.rpartition("-")[0] + "-$" in others or len(name) == 2}
    assert sought <= classes | made, f"no page and no script has {sought - classes - made}"
    assert styled <= classes | made, f"styles for {styled - classes - made}, which nothing has"
    unknown = {name for name in classes - styled - sought - made - PLAIN if not FOREIGN.fullmatch(name)}
    assert not unknown, f"no style and no script looks for {unknown}"

    read = set(re.findall(r"\bdataset\.(\w+)", scripts))
    read |= {name.strip() for names in re.findall(r"\{([^{}]*)\} = [\w.]*dataset\b", scripts) for name in names.split(",")}
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "_templates").glob("*.html")))
    kept = set(re.findall(r"\bdataset\.(\w+) = ", scripts + templates))
    kebab = lambda names: {"data-" + re.sub("[A-Z]", lambda at: f"-{at[0].lower()}", name) for name in names}
    read, kept = kebab(read), kebab(kept) | set(re.findall(r"\bdata-[a-z-]+", others))
    read |= set(re.findall(r"\[(data-[a-z-]+)", "".join(queries) + styles))
    read -= {"data-numpy"}  # only where the file with NumPy was there
    assert read <= attributes | kept, f"no page and no script sets {read - attributes - kept}"
    assert attributes <= read | set(re.findall(r"\[(data-[a-z-]+)", others)), f"no style and no script reads {attributes - read}"


# Kilobytes of a page with all that stands on it, as gzip sends them; the fonts, which all pages share, are left out.
COLLECTED, EPISODES, OTHERS = 700, 250, 100


@pytest.mark.parametrize("page", PAGES)
def test_weight(site: Path, page):
    """A page is still there soon on a slow line in a full room."""
    document = soup(page)
    links = [
        element.get("src") or element.get("href") for element in document.select("img, script, link[rel=stylesheet]")
    ]
    files = {(site / page).parent.joinpath(unquote(link.split("?")[0])).resolve() for link in links if link}
    data = [(site / page).read_bytes(), *(file.read_bytes() for file in files if file.is_file())]
    weight = sum(len(gzip.compress(each, 9)) for each in data) / 1000
    budget = (
        EPISODES if page.startswith("episodes/") else COLLECTED if document.select(".text section[id^=of-]") else OTHERS
    )
    assert weight <= budget, f"{page}: {weight:.0f} KB, {budget} KB is the budget; draw plots with fewer points"


@pytest.mark.parametrize("page", EXECUTED_PAGES, ids=lambda page: page.stem)
def test_answers_are_on_the_page(site: Path, page):
    """What readers see is what the page declares, as often as it declares it."""
    document = soup(page.path.with_suffix(".html").as_posix())
    outputs = Counter(" ".join(output.get_text().split()) for output in document.select(".cell_output pre"))
    declared = Counter(" ".join(substitute(text).split()) for _, text in declared_answers(page))
    assert declared <= outputs, declared - outputs


def test_versions_are_substituted(site: Path):
    for page in PAGES:
        assert "{{" not in soup(page).main.get_text(), page


# (what was changed, replacement, what the build says behind file and line); all in one build, which names them all
BUILD_FAULTS = [
    ("Inputs are", "A {trem}`bias`.\nInputs are", 'Unknown interpreted text role "trem"'),
    ("Squares are", "See [part](#nowhere).\nSquares are", "target not found: 'nowhere'"),
    ("Draw the", "See {numref}`fig-nothing`.\nDraw the", "undefined label: 'fig-nothing'"),
    ("What does", "$\\frac{1}{$\n\nWhat does", "this formula cannot be converted"),
    ("returns 1.25, because", "returns 1.25, $\\notacommand{x}$, because", r"unknown command \notacommand"),
]


@pytest.mark.kernel
def test_build_names_file_and_line_of_each_fault(book):
    text = book.episode.read_text().replace("## A single neuron\n", "## A single neuron\n\nSquares are given.\n")
    for old, new, _ in BUILD_FAULTS:
        assert text.count(old) == 1, f"the fault no longer fits the miniature episode: {old}"
        text = text.replace(old, new)
    book.episode.write_text(text)
    glossary = book.folder / "glossary.md"
    glossary.write_text(glossary.read_text().replace("\nbias\n", "\nneuron\n  Again.\n\nbias\n"))
    assert book.run("lesson.run.execute").returncode == 0
    built = book.build()
    assert built.returncode != 0
    said = re.sub(r"\x1b\[[0-9;]*m", "", built.stderr)
    for old, _, message in BUILD_FAULTS:
        assert re.search(rf"episodes/01-introduction\.md:\d+: WARNING: .*{re.escape(message)}", said), (
            f"{message}\n{said}"
        )
    assert re.search(r"glossary\.md:\d+: WARNING: duplicate term description of neuron", said)


@pytest.mark.kernel
def test_sphinx_alone_builds_the_book(book):
    """The way out of Jupyter Book that MAINTAINING.md describes, command by command."""
    section = (ROOT / ".github" / "MAINTAINING.md").read_text(encoding="utf-8").split("### Leaving Jupyter Book")[1]
    commands = re.search(r"```sh\n(.+?)```", section, re.S)[1]
    assert book.run("lesson.run.execute").returncode == 0
    done = book.call("bash", "-ec", commands.replace(".venv/bin", shlex.quote(str(Path(sys.executable).parent))))
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup(
        (book.folder / "_build" / "sphinx" / "episodes" / "01-introduction.html").read_text(), "html.parser"
    )
    assert page.select_one("details.solution") and "1.25" in page.select_one(".cell_output").get_text()
    assert not (book.folder / "conf.py").exists(), "Jupyter Book would read it"


@pytest.mark.kernel
def test_a_new_episode_appears_everywhere(book, monkeypatch):
    """Schedule, key points, exercises, figures and the landing page are collected, never typed twice."""
    text = book.episode.read_text()
    second = (
        text
        .replace("title: Introduction", "title: Second")
        .replace("intro-", "second-")
        .replace("weighted inputs and a bias, then", "inputs, then")
    )
    # The second one reads a file.
    second = second.replace("print(max(", 'open("../data/study.csv").close()\nprint(max(')
    (book.folder / "data" / "study.csv").write_text("seed\n1\n")
    (book.folder / "episodes" / "02-second.md").write_text(second)
    for name in ("schedule", "key-points", "exercises", "figures", "print"):
        (book.folder / f"{name}.md").write_text((ROOT / f"{name}.md").read_text())
    # Plans of this book; those of the lesson name episodes that it does not have.
    schedule = book.folder / "schedule.md"
    schedule.write_text(
        re.sub(r"(?<=^plans:\n).*?(?=^:::)", "  A day: {days: 1}\n", schedule.read_text(), flags=re.M | re.S)
    )
    (book.folder / "index.md").write_text("---\ntitle: Book\n---\n\n:::{episode-list}\n:::\n")
    toc = (book.folder / "_toc.yml").read_text()
    pages = ", ".join(
        f"{{file: {name}}}" for name in ("glossary", "schedule", "key-points", "exercises", "figures", "print")
    )
    toc = toc.replace(
        "{file: episodes/01-introduction}", "{file: episodes/01-introduction}, {file: episodes/02-second}"
    )
    (book.folder / "_toc.yml").write_text(toc.replace("{file: glossary}", pages))
    book.set_redirects("{episodes/old: episodes/02-second}")
    monkeypatch.setenv("SITE_URL", "https://example.org/lesson")
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/lesson")
    assert book.run("lesson.run.execute").returncode == 0
    assert book.run("lesson.notebooks.writer").returncode == 0
    built = book.build()
    assert built.returncode == 0, built.stderr

    def read_page(name: str) -> BeautifulSoup:
        return BeautifulSoup((book.folder / "_build" / "html" / f"{name}.html").read_text(), "html.parser").main

    assert "2. Second" in read_page("schedule").get_text()
    assert "Second" in read_page("index").select_one(".episodes").get_text()
    assert "adds inputs, then" in read_page("key-points").get_text()
    exercises_page = read_page("exercises")
    assert "Exercise 2.1" in exercises_page.get_text() and len(exercises_page.select("details.solution")) == 2
    assert exercises_page.find("a", href="episodes/02-second.html#second-ex-neuron")
    assert [caption.get_text(strip=True) for caption in read_page("figures").select(".caption-number")] == [
        "Figure 1.1",
        "Figure 2.1",
    ]
    assert len(read_page("print").select(".exercise.box")) == 2

    # notebooks: to download, and where a repository is known to launch; Colab only without data
    def buttons(name: str) -> dict[str, str]:
        return {link.get_text(strip=True): link["href"] for link in read_page(name).select(".actions a")}

    first, second = buttons("episodes/01-introduction"), buttons("episodes/02-second")
    assert (
        first["Launch on Binder"]
        == "https://mybinder.org/v2/gh/someone/lesson/notebooks?urlpath=lab%2Ftree%2Flearner%2F01-introduction.ipynb"
    )
    assert (
        first["Open in Colab"]
        == "https://colab.research.google.com/github/someone/lesson/blob/notebooks/learner/01-introduction.ipynb"
    )
    assert "Launch on Binder" in second and "Open in Colab" not in second
    assert first["All notebooks (zip)"] == second["All notebooks (zip)"] == f"../{LEARNER_FILE}"
    assert (book.folder / "_build" / "html" / LEARNER_FILE).exists()
    # what is published beside the pages: a renamed page, and the site's address where it is known
    html = book.folder / "_build" / "html"
    assert "url=../episodes/02-second.html" in (html / "episodes" / "old.html").read_text()
    assert "<loc>https://example.org/lesson/episodes/02-second.html</loc>" in (html / "sitemap.xml").read_text()
    assert (
        'property="og:url" content="https://example.org/lesson/episodes/02-second.html"'
        in (html / "episodes" / "02-second.html").read_text()
    )


@pytest.mark.kernel
def test_markdown_in_leads_and_titles_is_rendered_or_spoken_as_words(book):
    """Nobody sees backticks or dollars, and nobody hears LaTeX."""
    text = book.episode.read_text()
    for old, new in [
        ("lead: What a neural network computes, and how it learns.", "lead: Fit $w_1$ with `model.fit`, *once*."),
        ("{exercise-start} One neuron by hand", "{exercise-start} Find $w_1$ in `fit`"),
        (
            ":::{instructor}\n",
            ":::{callout} About $w_1$\nA `bias`.\n:::\n\n::::{playground} neuron\n:title: Move $w_1$ in `fit`\nMove it.\n\n"
            ":::{guess} Does $w_1$ grow in `fit`?\n:choices: no, yes\n:answer: yes\nIt *grows*.\n:::\n::::\n\n:::{instructor}\n",
        ),
    ]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    book.episode.write_text(text)
    (book.folder / "index.md").write_text("---\ntitle: Book\n---\n\n:::{episode-list}\n:::\n")
    (book.folder / "glossary.md").write_text(
        "---\ntitle: Glossary\n---\n\n:::{glossary}\nneuron\n  The number $\\frac{x}{2}$, printed by `unit(x)`; see {ref}`intro-ex-neuron` or [Keras](https://keras.io/).\n\n"
        "bias\n  - first point\n  - second *point*\n:::\n"
    )
    assert book.run("lesson.run.execute").returncode == 0
    built = book.build()
    assert built.returncode == 0, built.stderr

    def page(name: str) -> BeautifulSoup:
        return BeautifulSoup((book.folder / "_build" / "html" / f"{name}.html").read_text(), "html.parser")

    episode = page("episodes/01-introduction")
    for lead in (episode.select_one(".top .lead"), page("index").select_one(".episodes p:nth-of-type(2)")):
        assert lead.get_text() == "Fit w1 with model.fit, once." and lead.msub and lead.code and lead.em
    assert episode.find("meta", {"name": "description"})["content"] == "Fit w1 with model.fit, once."
    assert episode.select_one(".exercise.box")["aria-label"] == "Exercise 1.1, Find w1 in fit, 5 minutes"
    assert episode.select_one(".thread .exercise a")["title"] == "Find w1 in fit"
    assert episode.select_one(".box.callout")["aria-label"] == "Note: About w1"
    playground = episode.select_one(".box.playground")
    assert playground["aria-label"] == "Try it: Move w1 in fit" and playground.select_one(".title").msub
    question = playground.select_one(".question")
    assert question.get_text() == "Does w1 grow in fit?" and question.msub and question.code
    assert [button.get_text() for button in playground.select(".choices button")] == ["no", "yes"]
    assert playground.select_one("details.answer:not([open]) .right-choice strong").get_text() == "yes"
    assert playground.select_one("details.answer em").get_text() == "grows"
    solution = episode.select_one("details.solution summary .repeat")
    assert solution.get_text() == "Find w1 in fit" and solution.msub and solution.code
    definitions = {link.get_text(): link["data-definition"] for link in episode.select("a[data-definition]")}
    assert definitions["neuron"] == "The number x2, printed by unit(x); see Exercise 1.1 or Keras."
    assert definitions["bias"] == "first point; second point"


def test_a_solution_says_which_figures_are_inside(site: Path):
    """Or their numbers would be missing in the count of a reader who leaves it closed."""
    closed = 0
    for name in (page for page in PAGES if page.startswith("episodes/")):
        for solution in soup(name).select("details.solution"):
            numbers = [
                number.get_text(strip=True).removeprefix("Figure ") for number in solution.select(".caption-number")
            ]
            said = solution.select_one("summary .inside")
            assert re.findall(r"\d+\.\d+", said.get_text() if said else "") == numbers, solution["id"]
            closed += len(numbers)
    assert closed >= 3


def test_the_stage_of_the_lesson_stands_in_one_place(site: Path):
    """README names it, the landing page repeats the sentence, and the maintainers' guide knows what it means."""
    sentence = soup("index.html").select_one("#about-the-lesson p").get_text()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sentence in readme.replace("**", "")
    stage = re.search(r"an? (\S+) version", sentence)[1]
    guide = (ROOT / ".github" / "MAINTAINING.md").read_text(encoding="utf-8")
    assert f"| {stage} |" in guide
    others = {"pre-alpha", "alpha", "beta", "stable"} - {stage}
    for name in ("index.html", "instructor-guide.html"):
        assert not [
            other for other in others if re.search(rf"\b{other} (phase|stage|version)", soup(name).main.get_text())
        ]


def test_a_reader_who_is_alone_is_not_sent_to_a_neighbour_or_a_break(site: Path):
    """Breaks and notes are for instructors; where others are asked for, the words say what to do alone."""
    for name in (page for page in PAGES if page.startswith("episodes/")):
        document = BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser").main
        for box in document.select(".instructor"):
            box.decompose()
        for words in document.find_all(["p", "li"]):
            text = words.get_text(" ")
            assert not re.search(r"\b(your|a) neighbour\b|\bthe break\b", text), text
            assert not re.search(r"\bin pairs\b|\bwith the group\b", text) or "alone" in text or "plotted" in text, text


def test_each_note_says_what_it_is_about(site: Path):
    """An exercise, the heading of a section, that something can go, or a break; each break of an episode is there."""
    episodes = [soup(page).main for page in PAGES if page.startswith("episodes/")]
    headings = {
        heading.get_text().removesuffix("#").strip()
        for main in episodes
        for heading in main.find_all(re.compile("^h[1-4]$"))
    }
    about = [words.get_text() for words in soup("instructor-notes.html").select("p.about")]
    others = [words for words in about if not re.match(r"Exercise \d\.\d+: ", words)]
    assert {words.removesuffix(": can go") for words in others} <= headings | {"Break"}
    assert others.count("Break") == sum(len(main.select(".box.pause")) for main in episodes) > 8


def test_ones_own_plan_links_the_episodes(site: Path):
    told = json.loads(soup("schedule.html").select_one("form.own-plan")["data-told"])
    assert [episode["href"] for episode in told["episodes"]] == [page for page in PAGES if page.startswith("episodes/")]


def test_ones_own_plan_is_made_of_what_the_plans_of_the_page_are_made_of(site: Path):
    """All of it, and what is left where parts can go: each plan of all episodes shows one or the other."""
    page = soup("schedule.html")
    told = json.loads(page.select_one("form.own-plan")["data-told"])["stretches"]
    minutes = {name: [stretch[1] for episode in told[name] for stretch in episode] for name in ("core", "all")}
    shown: dict[str, list[int]] = {}
    for table in page.select("table.schedule"):
        plan = re.sub(", day .*", "", table.caption.get_text())
        sessions = [row.find_all("td")[1] for row in table.select("tbody tr:not([class])")]
        shown.setdefault(plan, []).extend(int(cell.get_text()) for cell in sessions)
    assert minutes["core"] in shown.values() and minutes["all"] in shown.values(), (minutes, shown)


def test_only_the_speakers_window_is_told_the_timing(site: Path):
    timing = json.loads(soup("speaker.html").find(id="timing").string)
    assert timing["start"] == "09:00" and len(timing["episodes"]) == 8
    assert not soup("schedule.html").find(id="timing")


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("episodes/")])
def test_the_stage_knows_how_long_a_break_is(site: Path, page: str):
    assert int(soup(page).body["data-pause"]) == 15


def test_the_quiz_has_a_place_for_the_answers(site: Path):
    """A script fills it; without scripts it says what is missing. The file that one saves names the version."""
    place = soup("quiz.html").find(id="answers")
    assert "With scripts switched on" in place.get_text() and re.search(r"\d", place["data-version"])


def test_set_up_says_which_python_before_the_download(site: Path):
    """The newest Python is the one that the download page offers, and TensorFlow is not ready for it."""
    section = soup("setup.html").select_one("#python")
    newest = ".".join(map(str, NEWEST))
    warning, link = section.select_one(".box.warning"), section.find("a", href=re.compile("python.org/downloads"))
    assert "newest" in warning.get_text() and newest in warning.get_text()
    assert warning.sourceline < link.sourceline
    assert f"py -{newest}" in section.get_text()
    sizes = {size for size in re.findall(r"[\d.]+ GB", soup("setup.html").main.get_text())}
    memory = {f"{check_setup().MEMORY} GB", "0.9 GB"}
    assert sizes == {"5 GB", INSTALLED_SIZE, *memory}, "room that is needed, what is installed, and what runs"


@pytest.mark.parametrize("place", ["dropout", "the-verdict", "fig-monitor-splits", "monitor-ex-verdict"])
def test_a_link_to_what_has_left_episode_3_ends_where_the_new_page_is_named(site: Path, place: str):
    """These places were published on the page of episode 3 before its second half became a page of its own."""
    target = soup("episodes/03-monitor-the-model.html").find(id=place)
    section = target.find_parent("section") if target else None
    assert section and section.find("a", href="04-refine-and-judge.html"), f"#{place} leads nowhere"
    assert not target.find_parent("details"), f"#{place} is out of sight"


def test_the_drawing_of_the_xor_network_has_the_numbers_of_its_cell():
    """The drawing comes from a script of its own, so nothing else would notice that the cell has changed."""
    cells = read(Path("episodes/01-introduction.md")).cells()
    code = next(cell.text for cell in cells if "network.set_weights([" in cell.text)
    arrays = [call for call in ast.walk(ast.parse(code)) if isinstance(call, ast.Call) and call.func.attr == "array"]
    to_hidden, hidden_biases, to_output, output_bias = [ast.literal_eval(call.args[0]) for call in arrays]
    texts = BeautifulSoup((ROOT / "fig/xor-network.svg").read_text(encoding="utf-8"), "html.parser").find_all("text")
    labels = [text.get_text().replace("−", "-").replace(" ", "") for text in texts]
    weights = [float(label) for label in labels if re.fullmatch(r"-?[\d.]+", label)]
    assert weights == [*chain(*to_hidden), *chain(*to_output)]
    biases = {name: float(value) for name, _, value in (label.partition("=") for label in labels) if value}
    assert biases == dict(zip(["b1", "b2", "b3"], hidden_biases + output_bias))
