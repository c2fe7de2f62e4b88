"""What Sphinx makes of a small book without cells: each expectation was worked out by hand from the pages below."""

from __future__ import annotations

import base64
import json
import pickle
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from zlib import crc32

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Book
from docutils import nodes
from docutils.utils import new_document
from lesson.paths import LEARNER_FILE
from lesson.site import playgrounds, stale, teaching
from lesson.site.boxes import box
from lesson.site.figures import CountFoldedLines, depart_folded, inline_svg, svg_size, visit_folded, visit_image
from lesson.site.schedule import pause_minutes, start_of_day
from lesson.site.terms import definition_in_words
from lesson.text.mathml import mathml
from sphinx.writers.html5 import HTML5Translator

FIRST = """---
title: First
lead: What `one` does.
teaching: 20
---

:::{questions}
- What is one?
:::

:::{objectives}
- Say what one is.
:::

## A part

A {term}`neuron` is no other {term}`neuron`, and it has a {term}`bias`, which is {learned}`learned`: $x^2$.

$$
\\frac{1}{2}
$$

| a | b |
|---|---|
| 1 | 2 |

:::{figure} ../fig/neuron.svg
:name: fig-first-one
:alt: A neuron with three inputs & one output.
One neuron.
:::

:::{exercise-start} Find $w_1$
:label: first-ex-find
:minutes: 10
:::
Find it.

:::{self-check}
- question: What is it?
  answer: drawn
:::

:::{exercise-end}
:::

:::{solution-start} first-ex-find
:::
It is drawn here.

:::{figure} ../fig/neuron.svg
:name: fig-first-two
:alt: The same neuron again.
Two neurons.
:::
:::{solution-end}
:::

:::{exercise-start} Go on
:label: first-ex-more
:minutes: 7
:optional:
:::
Go on, see {numref}`fig-first-two`, {ref}`first-ex-find`, [a part](#a-part) and [the box](#first-ex-find).
:::{exercise-end}
:::

:::{solution-start} first-ex-more
:::
Done.
:::{solution-end}
:::

:::{warning} Mind $w_1$
Careful.
:::

:::{instructor}
Ask them.
:::

:::{keypoints}
- All is one.
:::
"""
SHORT = """---
title: {title}
lead: More.
teaching: {teaching}
---

## A part

Some words.

{pause}

:::{{exercise-start}} Again
:label: {name}-ex-again
:minutes: {exercises}
:::
Do it.
:::{{exercise-end}}
:::
"""
PAUSE = ":::{break}\nFresh air.\n:::"
PAGES = {
    "episodes/01-first": FIRST,
    "episodes/02-second": SHORT.format(title="Second", name="second", teaching=25, exercises=5, pause=""),
    "episodes/03-third": SHORT.format(title="Third", name="third", teaching=12, exercises=30, pause=PAUSE),
    "index": "---\ntitle: Book\n---\n\n:::{continue-reading}\n:::\n\n:::{episode-list}\n:::\n\n:::{bundle-offer}\n:::\n",
    "setup": f"---\ntitle: Set-up\n---\n\n{'word ' * 1000}\n\n::::{{tab-set}}\n\n:::{{tab-item}} Linux\nOne.\n:::\n\n"
    ":::{tab-item} Windows\nTwo.\n:::\n\n::::\n",
    "glossary": "---\ntitle: Glossary\n---\n\n:::{glossary}\nneuron\n"
    "  A *unit*. [Keras](https://keras.io/) [TensorFlow](https://www.tensorflow.org/)\n\nbias\n  A constant.\n:::\n",
    "schedule": "---\ntitle: Schedule\n---\n\n:::{schedule}\nstart: '08:30'\nlongest: 40\nbreak: 15\nlunch: 45\nlunch-after: 30\nlunch-from: 60\n"
    "welcome: 0\nset-up-check: 0\nrecap: 0\nwrap-up: 0\nsurvey: 5\n"
    "plans:\n  Slow: {days: 2, survey: 0}\n  Fast: {days: 1, episodes: [1, 2]}\n:::\n",
    "key-points": "---\ntitle: Key points\n---\n\n:::{key-points}\n:::\n",
    "exercises": "---\ntitle: Exercises\n---\n\n:::{exercise-list}\n:::\n",
    "figures": "---\ntitle: Figures\n---\n\n:::{figure-list}\n:::\n",
    "print": "---\ntitle: All\n---\n\n:::{whole-lesson}\n:::\n",
}


def toc(pages: list[str]) -> str:
    """Return the table of contents with the episodes among some pages, which are numbered, and the others."""
    episodes, others = ([page for page in pages if page.startswith("episodes") == wanted] for wanted in (True, False))
    parts = [("Episodes\n    numbered: 1", episodes), ("Others", others)]
    return "format: jb-book\nroot: index\nparts:\n" + "".join(
        f"  - caption: {caption}\n    chapters: [{', '.join(f'{{file: {page}}}' for page in pages)}]\n"
        for caption, pages in parts
    )


def committed(folder: Path, day: str, *paths: str) -> None:
    """Commit some files of a folder on a day."""
    date = f"{day}T12:00:00"
    environment = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "PATH": "/usr/bin:/bin:/usr/local/bin"}
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["add", *paths], ["commit", "-qm", "Pages"]):
        subprocess.run([*git, *command], cwd=folder, env=environment, check=True)


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[str, Path]:
    """The site as it is built first, after an edit of a page, and without a page."""
    folder = tmp_path_factory.mktemp("layer")
    book = Book(folder / "book")
    book.episode.unlink()
    for name, text in PAGES.items():
        (book.folder / f"{name}.md").write_text(text)
    toc_file = book.folder / "_toc.yml"
    toc_file.write_text(toc([*PAGES][:3] + [*PAGES][4:]))
    book.set_redirects("{old/name: episodes/01-first, older: 'episodes/02-second#a-part'}")
    notebooks = book.folder / "_build" / "notebooks"
    for kind in ("learner", "solved", "type-along", "data"):
        (notebooks / kind).mkdir(parents=True)
        (notebooks / kind / ("a.csv" if kind == "data" else "01-first.ipynb")).write_text("../data/a.csv")
    (notebooks.parent / LEARNER_FILE).write_text("all of them")
    subprocess.run(["git", "init", "-q"], cwd=book.folder, check=True)
    subprocess.run(["git", "remote", "add", "origin", "git@github.com:Some/book.git"], cwd=book.folder, check=True)
    committed(book.folder, "2025-03-04", "glossary.md", "episodes/02-second.md")
    committed(book.folder, "2026-05-06", "episodes/01-first.md")
    found = {}

    def build(name: str) -> None:
        done = book.build()
        assert done.returncode == 0, done.stdout + done.stderr
        found[name] = shutil.copytree(book.folder / "_build" / "html", folder / name)

    with pytest.MonkeyPatch.context() as patch:
        for variable in ("SITE_URL", "GITHUB_REPOSITORY"):
            patch.delenv(variable, raising=False)
        build("first")
        first = book.folder / "episodes" / "01-first.md"
        edited = FIRST.replace("All is one.", "All is two.").replace("Find it.", "Find it now.")
        edited = edited.replace("three inputs &", "three inputs now &").replace("lead: What", "lead: New and what")
        first.write_text(edited)
        build("edited")
        doctrees = sorted((book.folder / "_build" / ".work").rglob("*.doctree"))
        read = [path.stat().st_mtime_ns for path in doctrees]
        style = book.folder / "_static" / "base.css"
        style.write_text(f"{style.read_text()}\n/* edited */\n")
        build("styled")
        assert len(doctrees) == len(PAGES) and [path.stat().st_mtime_ns for path in doctrees] == read, (
            "pages were read again"
        )
        toc_file.write_text(toc([*PAGES][:2] + [*PAGES][4:]))
        (book.folder / "episodes" / "03-third.md").unlink()
        build("without the third")
        (kept,) = (book.folder / "_build" / ".work").rglob("environment.pickle")
        shutil.copy(kept, folder)
    return found


@pytest.fixture(scope="module")
def page(sites):
    """A function that returns a page of a site."""

    @cache
    def read(name: str, of: str = "first") -> Tag:
        return BeautifulSoup((sites[of] / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    return read


def words(element: Tag) -> str:
    return " ".join(element.get_text().split())


def rows(table: Tag) -> list[list[str]]:
    return [[words(cell) for cell in row.find_all(["th", "td"])[:3]] for row in table.select("tbody tr")]


def test_a_page_is_read_again_when_git_or_results_have_changed(monkeypatch):
    """Its own results, and those of a page that computes what its playground shows."""
    dates = {"one.md": "2026-01-01", "two.md": "2026-01-01"}
    moments = {"/book/one.md": 1, "/book/two.md": 1}

    def records() -> list[SimpleNamespace]:
        return [SimpleNamespace(uri=uri, created=moment) for uri, moment in moments.items()]

    monkeypatch.setattr(stale, "get_cache", lambda path: SimpleNamespace(list_cache_records=records))
    monkeypatch.setattr(stale.git, "last_change", lambda source, root: dates[source])
    env = SimpleNamespace(
        found_docs=["one", "two"],
        metadata={"one": {"lesson_publishers": ["two"]}, "two": {}},
        doc2path=lambda name: f"/book/{name}.md",
    )
    app = SimpleNamespace(env=env, srcdir="/book")

    def outdated() -> list[str]:
        return stale.outdated(app, env, set(), set(), set())

    assert outdated() == ["one", "two"] and outdated() == []
    dates["two.md"] = "2026-01-02"
    assert outdated() == ["two"] and outdated() == []
    moments["/book/one.md"] = 2
    assert outdated() == ["one"]
    moments["/book/two.md"] = 2
    assert outdated() == ["one", "two"] and outdated() == []


def test_pages_are_read_again_when_the_code_that_reads_them_changes(sites):
    """Sphinx compares the version that the extension gives; without one it would never look."""
    kept = sites["first"].parent / "environment.pickle"
    assert pickle.loads(kept.read_bytes()).version["lesson"]


def test_schedule(page):
    document = page("schedule")
    tables = document.select("table.schedule")
    assert [words(table.caption) for table in tables] == ["Slow, day 1", "Slow, day 2", "Fast"]
    between = tables[0].find_parent("section").find_all(string=True, recursive=False)
    assert "".join(between).strip() == "", "words between the plans"
    # 20 + 10 and 3 of talk are 33, that is 35; so are 25 + 5 and 3.
    day = [["0:00", "1. First", "35"], ["0:35", "Lunch", "45"], ["1:20", "2. Second", "35"]]
    assert rows(tables[0]) == [*day, ["1:55", "End", ""]]
    assert [element["data-offset"] for element in tables[0].select(".clock")] == ["0", "35", "80", "115"]
    assert rows(tables[2]) == [*day, ["1:55", "Survey", "5"], ["2:00", "End", ""]]
    summaries = [words(section.p) for section in document.select(".text section section")]
    assert summaries[:2] == [
        "All episodes, with everything but the optional exercises; 2 days of up to 1:55 hours, with breaks.",
        "Episodes 1 and 2, with everything but the optional exercises; one day of 2:00 hours, with breaks.",
    ]
    assert tables[0].find("a", string="2. Second")["href"] == "episodes/02-second.html"
    # The longest row of the day, lunch, would be 10 rem wide; 13 minutes of exercise and talk are 15.
    bars = [(bar["class"], bar["style"]) for bar in tables[0].select("tr")[1].select(".key")]
    assert bars == [(["key"], "width:4.44rem"), (["key", "exercise"], "width:3.33rem")]
    assert document.select_one(".start")["data-start"] == document.select_one(".start input")["value"] == "08:30"


def test_schedule_of_a_day_with_a_pause_inside_an_episode(page):
    # All words stand before the pause; 30 minutes of exercise and 3 of talk behind it are 35.
    assert rows(page("schedule").select("table.schedule")[1]) == [
        ["0:00", "3. Third", "10"],
        ["0:10", "Break", "15"],
        ["0:25", "3. Third, continued", "35"],
        ["1:00", "End", ""],
    ]


def test_header_of_an_episode(page):
    top = page("episodes/01-first").select_one(".top")
    assert words(top.select_one(".eyebrow")) == "Episode 1" and words(top.h1) == "First"
    assert words(top.select_one(".lead")) == "What one does." and top.select_one(".lead code")
    assert (
        words(top.select_one("p.minutes")) == "20 min teaching 10 min in 1 exercise, 3 min about them +7 min optional"
    )


def test_course_of_an_episode(page):
    steps = page("episodes/01-first").select(".thread li")
    asked = [(words(step), step["class"], step.a["href"], step.a["title"]) for step in steps if step.a]
    assert asked == [
        ("Exercise 1.1, 10 min", ["exercise"], "#first-ex-find", "Find w1"),
        ("Exercise 1.2, 7 min, optional", ["exercise", "optional"], "#first-ex-more", "Go on"),
    ]
    taught = [step["style"].removeprefix("--minutes:") for step in steps if not step.a]
    assert sum(map(int, taught)) == 20 and f"{taught[0]} min teaching" == words(steps[0])
    assert [step["style"] for step in steps if step.a] == ["--minutes:10", "--minutes:7"]


def test_minutes_to_read_are_one_for_200_words(page):
    """Where there is little to read, nothing is said."""
    assert words(page("setup").select_one("p.minutes")) == "5 min to read"
    assert page("glossary").select_one("p.minutes") is None and page("index").select_one(".top p.minutes") is None


def test_landing_page(page):
    document = page("index")
    items = document.select("ol.episodes > li")
    assert [words(item.a) for item in items] == ["First", "Second", "Third"]
    assert [words(item.select_one(".minutes")) for item in items] == [
        "35 min in a class",
        "35 min in a class",
        "45 min in a class",
    ]
    assert words(items[0].select("p")[1]) == "What one does."
    assert [(words(button), button["href"]) for button in document.select(".text .actions a.button")] == [
        ("Start with the set-up", "setup.html"),
        ("Read the first episode", "episodes/01-first.html"),
    ]
    assert document.select_one("#continue")


def test_questions_and_objectives_stand_side_by_side(page):
    assert [box["aria-label"] for box in page("episodes/01-first").select(".overview > .box")] == [
        "Questions",
        "Objectives",
    ]


def test_what_is_spoken_of_boxes(page):
    text = page("episodes/01-first").select_one(".text")
    assert [box["aria-label"] for box in text.select(".box.exercise")] == [
        "Exercise 1.1, Find w1, 10 minutes",
        "Exercise 1.2, Go on, 7 minutes, optional",
    ]
    assert [words(minutes) for minutes in text.select(".box.exercise .minutes")] == ["10 min", "7 min, optional"]
    assert [box["data-minutes"] for box in text.select(".box.exercise")] == ["10", "7"]
    assert text.select_one(".box.warning")["aria-label"] == "Warning: Mind w1"
    assert {box["role"] for box in text.select(".box.warning, .box.instructor, .overview > .box")} == {"group"}
    assert text.select_one(".box.instructor")["aria-label"] == "Instructor note"
    assert words(text.select_one(".learned")) == "learned"


def test_solutions(page):
    first, second = page("episodes/01-first").select("details.solution")
    assert first["id"] == "first-solution-find" and not first.has_attr("open")
    assert words(first.summary) == "Solution 1.1 Find w1 with Figure 1.2"
    assert words(second.summary) == "Solution 1.2 Go on"


def test_figures_and_references(page):
    text = page("episodes/01-first").select_one(".text")
    assert [words(number) for number in text.select(".caption-number")] == ["Figure 1.1", "Figure 1.2"]
    drawing = text.select_one("figure svg.diagram")
    assert drawing["aria-label"] == "A neuron with three inputs & one output." and drawing["role"] == "img"
    assert not drawing.find(["style", "title"])
    assert "Go on, see Figure 1.2, Exercise 1.1, a part and the box." in words(text.select(".box.exercise")[1])
    assert text.select_one(".table-wrapper > table")


def test_formulas(page):
    inline, block = (
        page("episodes/01-first").select(".text p math")[0],
        page("episodes/01-first").select_one(".formula math"),
    )
    assert inline.msup and inline.get("display") != "block"
    assert block.mfrac and block["display"] == "block"


@pytest.mark.parametrize(
    "latex, tag", [(r"\sum_i x", "munder"), (r"\prod^n x", "mover"), (r"\sum_{i=1}^n x", "munderover"), ("x_i", "msub")]
)
def test_sums_in_brackets_carry_their_limits_above_and_below(latex, tag):
    assert f"<{tag}>" in mathml(rf"\left( {latex} \right)", "block")


@pytest.mark.parametrize(
    "latex, signs",
    [
        *(
            (latex, [True])
            for latex in ("-1", "(-1)", "[-1]", r"\{-1\}", "a, -1", "a = -1", r"a \cdot -1", r"a \times -1")
        ),
        *((latex, [True]) for latex in (r"a \leq -1", r"a \geq -1", "a < -1", "a > -1")),
        *((latex, [False]) for latex in ("a - 1", "(a) - 1", "[a] - 1")),
        ("a - (-1)", [False, True]),
    ],
)
def test_a_sign_belongs_to_its_number(latex, signs):
    """Otherwise it stands in the space of an operator, between two numbers."""
    found = BeautifulSoup(mathml(latex, "inline"), "html.parser").find_all("mo", string=["-", "−"])
    assert [sign.get("form") == "prefix" for sign in found] == signs


def test_tabs_name_their_panels_as_html_allows(page):
    labels = page("setup").select(".text label")
    assert [words(label) for label in labels] == ["Linux", "Windows"]
    assert not any("aria-controls" in label.attrs for label in labels)


def test_a_self_check_leads_back_to_the_section_around_its_exercise(page):
    (told,) = json.loads(base64.b64decode(page("episodes/01-first").find(class_="self-check")["data-answers"]))
    assert told["right"] == ["drawn"] and told["section"] == {"address": "#a-part", "title": "A part"}


def test_terms_carry_their_definition_once(page):
    links = page("episodes/01-first").select(".text a:has(.std-term)")
    assert [(words(link), link.get("data-definition")) for link in links] == [
        ("neuron", "A unit."),
        ("neuron", None),
        ("bias", "A constant."),
    ]


def test_collected_pages(page):
    assert [words(title) for title in page("key-points").select(".text h2")] == ["1. First#"]
    assert words(page("key-points").select_one(".text li")) == "All is one."
    exercises = page("exercises")
    assert [box["aria-label"].split(",")[0] for box in exercises.select(".box.exercise")] == [
        f"Exercise {number}" for number in ("1.1", "1.2", "2.1", "3.1")
    ]
    assert exercises.select_one(".back a")["href"] == "episodes/01-first.html#first-ex-find"
    # What is not copied is where it was; on the page with everything it is on the same page.
    for name, there in ((exercises, "episodes/01-first.html#"), (page("print"), "#01-first-")):
        box = name.find(class_="exercise", id="01-first-first-ex-more")
        assert box.find("a", string="a part")["href"] == f"{there}a-part"
    assert words(exercises.select_one("details.solution summary")) == "Solution 1.1 Find w1 with Figure 1.2"
    figures = page("figures")
    assert [words(number) for number in figures.select(".caption-number")] == ["Figure 1.1", "Figure 1.2"]
    assert [back["href"] for back in figures.select(".back a")] == [
        "episodes/01-first.html#fig-first-one",
        "episodes/01-first.html#fig-first-two",
    ]
    assert [section["id"] for section in page("print").select(".text section[id^=of-]")] == [
        "of-01-first",
        "of-02-second",
        "of-03-third",
    ]


def test_a_new_style_reaches_all_pages(page):
    """Browsers keep a style under its address, which holds a digest of it."""
    for name in PAGES:
        before, after = (
            {link["href"] for link in page(name, of).select("link[href*='base.css']")} for of in ("edited", "styled")
        )
        assert len(before) == len(after) == 1 and before != after, name


def test_questions_and_objectives_share_a_box(page):
    box = page("episodes/01-first").select_one(".overview")
    assert [words(head) for head in box.select(".kind")] == ["Questions", "Objectives"]


def test_the_place_of_the_bundle_is_empty(page):
    place = page("index").find(id="bundle")
    after = "".join(sibling for sibling in place.next_siblings if isinstance(sibling, str))
    assert not place.get_text() and not after.strip()


@pytest.mark.parametrize(
    "name, text",
    [
        ("key-points", "All is two."),
        ("exercises", "now."),
        ("print", "now."),
        ("figures", "three inputs now"),
        ("index", "New and what"),
    ],
)
def test_collected_pages_follow_an_edit(page, name, text):
    assert text in str(page(name, "edited")) and text not in str(page(name))


def test_a_page_that_is_gone_is_published_no_more(page, sites):
    third = Path("episodes", "03-third.html")
    assert (sites["edited"] / third).exists() and not (sites["without the third"] / third).exists()
    assert "Third" not in words(page("schedule", "without the third"))
    assert [words(item.a) for item in page("index", "without the third").select("ol.episodes > li")] == [
        "First",
        "Second",
    ]
    assert third.name not in (sites["without the third"] / "sitemap.xml").read_text()
    assert (sites["without the third"] / "404.html").exists() and (sites["without the third"] / "search.html").exists()


def test_dates_and_links_to_the_source(page):
    feet = [words(page(name).select_one(".foot")) for name in ("episodes/01-first", "glossary", "setup")]
    assert "Last updated on 2026-05-06." in feet[0] and "Last updated on 2025-03-04." in feet[1]
    assert "Last updated" not in feet[2], "never committed"
    edit = page("episodes/01-first").select_one(".foot a", string="Edit this page")
    assert edit["href"] == "https://github.com/Some/book/edit/main/episodes/01-first.md"


def test_address_of_the_site(page, sites):
    address = "https://some.github.io/book/"
    assert page("episodes/01-first").find("link", rel="canonical")["href"] == f"{address}episodes/01-first.html"
    listed = re.findall("<loc>(.+?)</loc>", (sites["first"] / "sitemap.xml").read_text())
    assert listed == sorted(f"{address}{name}.html" for name in PAGES)


@pytest.mark.parametrize(
    "old, new", [("old/name", "../episodes/01-first.html"), ("older", "episodes/02-second.html#a-part")]
)
def test_redirects(page, sites, old, new):
    document = page(old)
    assert document.find("meta", {"http-equiv": "refresh"})["content"] == f"0; url={new}"
    assert document.a["href"] == new and (sites["first"] / f"{old}.html").parent.joinpath(new.split("#")[0]).exists()


@pytest.mark.parametrize(
    "old, place",
    [
        ("old/name", "episodes/01-first.html"),
        ("old/name#fig-first-two", "episodes/01-first.html#fig-first-two"),
        ("older#elsewhere", "episodes/02-second.html#a-part"),
    ],
)
def test_old_addresses_lead_to_the_same_place(sites, browser, old, place):
    name, _, anchor = old.partition("#")
    page = browser.new_page()
    page.goto((sites["first"] / f"{name}.html").as_uri() + (f"#{anchor}" if anchor else ""))
    page.wait_for_url(f"**/{place}")
    page.close()


def test_downloads(page, sites):
    buttons = {words(link): link["href"] for link in page("episodes/01-first").select(".top .actions a[download]")}
    assert buttons == {
        "Learner notebook": "../notebooks/learner/01-first.ipynb",
        "Solved": "../notebooks/solved/01-first.ipynb",
        "Type-along": "../notebooks/type-along/01-first.ipynb",
        "All notebooks (zip)": f"../{LEARNER_FILE}",
    }
    assert not page("episodes/02-second").select(".top .actions a[download]")
    assert (sites["first"] / LEARNER_FILE).read_text() == "all of them"


def test_what_the_buttons_of_a_page_open(page):
    first, second, third, setup = (
        page(name).select_one(".top")
        for name in ("episodes/01-first", "episodes/02-second", "episodes/03-third", "setup")
    )
    assert first.select_one("#solutions") and first.select_one("#instructor")
    assert third.select_one("#instructor") and not third.select_one("#solutions"), "a break is for instructors"
    assert not second.select_one("#instructor") and not setup.select_one(".actions")


@pytest.mark.parametrize(
    "svg, size",
    [
        ('<svg width="417.6pt" height="216pt" viewBox="0 0 417.6 216">', (557, 288)),
        ('<svg width="120" viewBox="0 0 120.4 60">', (120, 60)),
        ('<svg viewBox="-5 -5 300 90.6">', (300, 91)),
    ],
)
def test_size_of_a_drawing(svg, size):
    assert svg_size(svg) == size


@pytest.mark.parametrize(
    "alternative, warned",
    [
        ("", True),
        # What myst-nb and docutils write where nothing is said: the file's own address.
        ("../fig/drawing.svg", True),
        ("_build/jupyter_execute/plot.svg", True),
        ("A neuron, drawn by ../fig/neuron.py", False),
    ],
)
def test_an_image_without_words_is_named(alternative, warned, tmp_path, monkeypatch):
    (tmp_path / "drawing.svg").write_text('<svg class="diagram" viewBox="0 0 9 9"></svg>')
    said: list[str] = []
    monkeypatch.setattr("lesson.site.figures.logger", SimpleNamespace(warning=lambda text, location: said.append(text)))
    translator = SimpleNamespace(builder=SimpleNamespace(srcdir=tmp_path), body=[])
    visit_image(translator, nodes.image(uri="drawing.svg", alt=alternative))
    assert [text.partition(";")[0] for text in said] == ["this image has no alternative text"] * warned
    assert BeautifulSoup("".join(translator.body), "html.parser").svg["aria-label"] == alternative


def test_a_photograph_is_left_to_sphinx(tmp_path, monkeypatch):
    (tmp_path / "photograph.png").write_bytes(b"")
    handed = []
    monkeypatch.setattr(HTML5Translator, "visit_image", lambda self, node: handed.append(node["uri"]))
    visit_image(
        SimpleNamespace(builder=SimpleNamespace(srcdir=tmp_path), body=[]),
        nodes.image(uri="photograph.png", alt="A flower."),
    )
    assert handed == ["photograph.png"]


@pytest.mark.parametrize(
    "code, figure, says",
    [
        ("a = 1", False, "Code of this cell, 1 line"),
        ("a = 1\n\nb = 2", False, "Code of this cell, 3 lines"),
        ("plot()\nshow()", True, "Code for this figure, 2 lines"),
    ],
)
def test_folded_code_says_how_much_it_is(code, figure, says):
    document = new_document("page")
    inside = [nodes.literal_block(code, code), *[nodes.figure()] * figure]
    document += nodes.container("", *inside, nb_element="cell_code", hide_mode="input")
    CountFoldedLines(document).run()
    assert document[0]["prompt_show"] == says


@pytest.mark.parametrize(
    "facts", [{"nb_element": "cell_code", "hide_mode": "output"}, {"nb_element": "cell_code"}, {"hide_mode": "input"}]
)
def test_only_folded_code_says_how_much_it_is(facts):
    document = new_document("page")
    document += nodes.container("", nodes.literal_block("a = 1", "a = 1"), **facts)
    CountFoldedLines(document).run()
    assert not document[0].hasattr("prompt_show")


def test_folded_code_is_a_row_that_opens():
    translator = SimpleNamespace(body=[])
    visit_folded(translator, {"prompt_show": "Code < 3 lines"})
    translator.body.append("<pre>a = 1</pre>")
    depart_folded(translator, None)
    made = BeautifulSoup("".join(translator.body), "html.parser")
    assert translator.body[-1] == "</details>", "or all that follows would be folded as well"
    assert len(made.contents) == 1 and made.details["class"] == ["fold"] and not made.details.has_attr("open")
    assert made.summary.get_text() == "Code < 3 lines" and made.pre.parent == made.details


def test_a_drawing_in_the_page_has_the_style_of_the_page_and_words_of_its_own():
    """What stands before it, its own style and its tooltip stay out; a drawing inside it stays as it is."""
    drawing = """<?xml version="1.0"?>
<svg class="diagram" viewBox="0 0 9 9">
<title>neuron</title>
<style>
.a {fill: red}
</style>
<svg x="1"><text>a</text></svg></svg>"""
    assert inline_svg(drawing, 'One "neuron" & more') == (
        '<svg role="img" aria-label="One &quot;neuron&quot; &amp; more" class="diagram" viewBox="0 0 9 9">\n'
        '<svg x="1"><text>a</text></svg></svg>'
    )


def test_a_drawing_that_is_not_there_is_left_to_sphinx(tmp_path, monkeypatch):
    """Which says so."""
    handed = []
    monkeypatch.setattr(HTML5Translator, "visit_image", lambda self, node: handed.append(node["uri"]))
    translator = SimpleNamespace(builder=SimpleNamespace(srcdir=tmp_path), body=[])
    visit_image(translator, nodes.image(uri="nothing.svg", alt="A flower."))
    assert handed == ["nothing.svg"] and not translator.body


def test_breaks_and_mornings_are_as_the_schedule_says():
    """A book without a schedule rests for a quarter of an hour, and begins at nine."""
    with_one = SimpleNamespace(lesson_schedule={"break": 20, "start": "08:30"})
    assert (pause_minutes(with_one), start_of_day(with_one)) == (20, "08:30")
    assert (pause_minutes(SimpleNamespace()), start_of_day(SimpleNamespace())) == (15, "09:00")


def test_run_sheets_are_read_again_when_their_advice_changes(monkeypatch):
    """It stands on another page, and so does the schedule."""
    said = {"advice": "Leave out the second figure.", "schedule": "09:00"}
    monkeypatch.setattr(teaching, "advice", lambda env: said["advice"])
    monkeypatch.setattr(teaching, "settings_in", lambda env: said["schedule"])
    env = SimpleNamespace(lesson_collections={"run-sheets": {"run-sheets"}, "key-points": {"key-points"}})
    assert teaching.with_advice(None, env) == ["run-sheets"]
    assert teaching.with_advice(None, env) == []
    for part in said:
        said[part] = "another"
        assert teaching.with_advice(None, env) == ["run-sheets"], part


# What a page holds, and what Sphinx says of its first line. It stops at the first, so that stands on a page of its own.
WITHOUT_MINUTES = (
    ":::{exercise-start} Add\n:label: first-ex-add\n:::\nAdd.\n:::{exercise-end}\n:::",
    "needs its minutes",
)
WRONG = [
    (":::{playground} nothing\n:title: One\nTry it.\n:::", "no script _static/playgrounds/nothing.js"),
    (":::{playground} nothing\n:title: Two\nTry it.\n:::", "a second playground 'nothing' on this page"),
    (":::{playground} neuron\nTry it.\n:::", "a playground needs its title"),
    ("It returns {value}`nothing`.", "no cell `nothing` with `expect`"),
    (":::{self-check}\n- question: What?\n:::", "a self-check stands inside an exercise"),
]


@pytest.mark.parametrize("wrong", [[WITHOUT_MINUTES], WRONG], ids=["an exercise", "all else"])
def test_what_lint_would_refuse_is_named_by_sphinx_too(book, wrong):
    """With its line: whoever builds the pages alone gets no page that lacks something."""
    head = "---\ntitle: First\nlead: What.\nteaching: 5\n---\n\n## A part\n"
    text = head + "".join(f"\n{block}\n" for block, _ in wrong)
    book.episode.write_text(text)
    failed = book.build()
    assert failed.returncode == 1
    for block, message in wrong:
        line = text[: text.index(block)].count("\n") + 1
        assert re.search(rf"01-introduction\.md:{line}: .*{re.escape(message)}", failed.stderr), failed.stderr


def out(words: str) -> nodes.reference:
    """Return a link to another site."""
    return nodes.reference("", words, refuri="https://example.org")


@pytest.mark.parametrize(
    "parts, says",
    [
        ([nodes.Text("A  unit.\n")], "A unit."),
        ([nodes.Text("A unit. "), out("Keras"), nodes.Text(" "), out("More")], "A unit."),
        ([nodes.Text("A unit of "), out("Keras"), nodes.Text(".")], "A unit of Keras."),
        ([nodes.Text("A unit, see "), out("Keras")], "A unit, see Keras"),
        ([nodes.Text("A unit. See "), nodes.reference("", "loss", refuri="#loss", internal=True)], "A unit. See loss"),
        ([out("Keras")], "Keras"),
    ],
)
def test_further_reading_is_no_part_of_a_definition(parts, says):
    """It stands behind the last sentence; a link inside of it, or to another term, does belong there."""
    below = nodes.paragraph("", "Another paragraph.")
    assert definition_in_words(nodes.definition("", nodes.paragraph("", "", *parts), below)) == says


def test_a_definition_that_is_a_list_is_all_of_it():
    entries = [nodes.list_item("", nodes.paragraph("", text)) for text in ("a  plane", "a\nflower")]
    assert definition_in_words(nodes.definition("", nodes.bullet_list("", *entries))) == "a plane; a flower"


def test_scripts_of_playgrounds_have_addresses_that_change_with_their_text(tmp_path, monkeypatch):
    """A file's, what a cell has published, and that of a script that is missing, of which Sphinx has warned."""
    folder = tmp_path / "_static" / "playgrounds"
    folder.mkdir(parents=True)
    (folder / "kit.js").write_bytes(b"kit")
    (tmp_path / "page.md").write_text("Words.\n")
    publishes = {"weights": "a page"}
    monkeypatch.setattr(playgrounds, "publisher_of", lambda script, page, root: publishes.get(script))
    monkeypatch.setattr(playgrounds.files, "published", lambda page: {"weights": f"of {page}"})
    env = SimpleNamespace(doc2path=lambda name, base: f"{name}.md")
    node = playgrounds.playground(home="page", scripts=["kit", "weights", "nothing"])
    assert playgrounds.addresses(SimpleNamespace(srcdir=tmp_path, env=env), node).split() == [
        f"kit.js?v={crc32(b'kit'):08x}",
        f"weights.js?v={crc32(b'of a page'):08x}",
        "nothing.js?v=00000000",
    ]


def test_a_note_that_follows_no_solution_is_about_its_section():
    note = box(kind="instructor")
    section = nodes.section("", nodes.title("", "One neuron"), nodes.paragraph("", "Text."), note, ids=["one-neuron"])
    nodes.section("", nodes.title("", "Episode"), section, ids=["episode"])
    assert teaching.subject(note, {}) == ("One neuron", "one-neuron")
