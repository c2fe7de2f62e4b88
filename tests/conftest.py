"""Shared by all tests: quiet kernels, the built site, a small book to break, and a browser."""

from __future__ import annotations

import functools
import gc
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections import Counter
from pathlib import Path

import axe_playwright_python
import forked
import pytest
from bs4 import BeautifulSoup, Tag
from lesson.commands.new_episode import miniature
from lesson.commands.pdf import BROWSERS
from lesson.paths import ROOT, SITE
from lesson.run import environment
from lesson.text.page import executed_pages

environment.prepare_environment()
# Parsed pages are trees of cycles, so Python would look for garbage all the time.
gc.set_threshold(200_000, 50, 50)
pytest_plugins = ["notebook_places"]


def built_pages() -> list[str]:
    """Return the pages of the site; what lies at the old name of a page only leads to the new one."""
    pages = sorted(path for path in SITE.rglob("*.html") if "_static" not in path.parts)
    return [
        path.relative_to(SITE).as_posix()
        for path in pages
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")
    ]


PAGES = built_pages()
# Read once; no test changes them.
EXECUTED_PAGES = executed_pages()
WIDTHS = {"desktop": 1280, "phone": 390}
# Contrast depends on the theme and room on the width, not one on the other: two views show all there is.
VIEWS = [("light", "desktop"), ("dark", "phone")]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
IN_CI = os.environ.get("CI") == "true"
PYTHON_STARTS = 90_000  # milliseconds; the first start of Python in a page takes long on a busy computer


def missing(what: str) -> None:
    """Skip where a tool is not installed; in CI that is a failure, because nobody reads skips there."""
    if IN_CI:
        pytest.fail(f"{what} is missing, and in CI nothing is skipped")
    pytest.skip(f"{what} is missing; .ci/run installs it")


@functools.cache
def soup(address: str) -> BeautifulSoup:
    """Return a built page, such as "episodes/02-keras.html", read once for all tests, so that none may change it."""
    return BeautifulSoup((SITE / address).read_text(encoding="utf-8"), "html.parser")


@functools.cache
def places(address: str) -> dict[str, Tag]:
    """Return what has an id on a built page, by the id."""
    return {element["id"]: element for element in soup(address).find_all(id=True)}


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site."""
    if not (SITE / "index.html").exists():
        pytest.fail("no site; run `make site` first")
    return SITE


class Book:
    """A book of one episode in a folder of its own, to be broken and built."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("_ext", "_templates", "_static", "workshop"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("_config.yml", "pyproject.toml", "requirements.in", "requirements.txt"):
            shutil.copy(ROOT / name, folder)
        # Its pages are others, so the redirects of the lesson would lead nowhere.
        self.set_redirects("{}")
        for name in ("episodes", "fig", "data"):
            (folder / name).mkdir()
        shutil.copy(ROOT / "fig" / "neuron.svg", folder / "fig")
        (folder / "_toc.yml").write_text(
            "format: jb-book\nroot: index\nparts:\n"
            "  - caption: Episodes\n    numbered: 1\n    chapters: [{file: episodes/01-introduction}]\n"
            "  - caption: Reference\n    chapters: [{file: glossary}]\n"
        )
        (folder / "index.md").write_text("---\ntitle: Book\n---\n\nText.\n")
        (folder / "glossary.md").write_text(
            "---\ntitle: Glossary\n---\n\n:::{glossary}\nneuron\n  A unit.\n\nbias\n  A constant.\n:::\n"
        )
        self.episode = folder / "episodes" / "01-introduction.md"
        self.episode.write_text(miniature())

    def set_redirects(self, redirects: str) -> None:
        """Write old and new names of pages into the settings, whatever stands there.

        Args:
            redirects: YAML such as "{episodes/old: episodes/new}"
        """
        config = self.folder / "_config.yml"
        text, count = re.subn(
            r"(?m)^    lesson_redirects:.*\n(?:     .*\n)*", f"    lesson_redirects: {redirects}\n", config.read_text()
        )
        assert count == 1, "no single `lesson_redirects` in _config.yml"
        config.write_text(text)

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run one of the lesson's commands in the book's folder, quickly; `call` starts a new Python."""
        return forked.run(command, self.folder, self.environment())

    def build(self) -> subprocess.CompletedProcess:
        """Build the pages only, from what is executed."""
        return self.run("lesson.commands.build", "pages")

    def call(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.folder, env=self.environment(), capture_output=True, text=True)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": f"_ext:{ROOT / 'tests'}"}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "book")


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Path:
    """What the cells of a small book print, executed once."""
    book = Book(tmp_path_factory.mktemp("results") / "book")
    done = book.run("lesson.run.execute")
    assert done.returncode == 0, done.stderr
    return next((book.folder / "_build").glob(".executed-*"))


@pytest.fixture
def executed_book(book: Book, results: Path) -> Book:
    """A small book whose cells need no kernel any more, as long as nobody changes them."""
    shutil.copytree(results, book.folder / "_build" / results.name)
    return book


# Fixtures of what `make check` leaves out; tests that start a kernel by themselves are marked where they stand.
MARKED = {"browser": {"browser", "firefox", "server"}, "kernel": {"results", "refused", "cases"}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, what executes cells, and notebooks that are run again.

    A browser on a busy machine may miss a moment, so each of its tests gets a second try; the report names them.
    Files with many of these tests come first: the others are quick, and keep all cores busy to the end.
    """
    slow: Counter[Path] = Counter()
    for item in items:
        for marker, fixtures in MARKED.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.path.suffix == ".ipynb":
            item.add_marker("kernel")
        slow[item.path] += any(item.get_closest_marker(marker) is not None for marker in MARKED)
    count = Counter(item.path for item in items)
    items.sort(key=lambda item: (-slow[item.path], -count[item.path]))


def pytest_sessionfinish() -> None:
    """Spare the pages that are kept from the search for garbage with which pytest ends."""
    gc.freeze()


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def firefox():
    """An installed Firefox with one window, for what browsers do in different ways."""
    from firefox import BINARY, Firefox

    if BINARY is None:
        missing("Firefox")
    with Firefox() as window:
        yield window


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def server(site: Path):
    """The site behind a path prefix, as on GitHub Pages."""

    class Prefixed(Quiet):
        def translate_path(self, path):
            return super().translate_path(path.removeprefix("/lesson"))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Prefixed, directory=site)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/lesson"
        running.shutdown()


@pytest.fixture
def page(browser):
    """A fresh page with an empty memory."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def visited(page):
    """A page whose requests and errors are noted."""
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(PYTHON_STARTS)
    return page


def violations(page, within: str = "html") -> list[str]:
    """Return what axe finds in the elements of a selector."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # Of 4,600 coloured words of code, axe looks at ten of each kind in each kind of box; it cannot judge every one.
    page.evaluate(
        """() => {
            const seen = {};
            for (const word of document.querySelectorAll("pre span[class]")) {
                const kind = [word, word.closest("[class*=highlight-]"), word.closest(".cell, .box")].map((part) => part?.className).join();
                seen[kind] = (seen[kind] ?? 0) + 1;
                if (seen[kind] > 10) word.replaceWith(...word.childNodes);
            }
        }"""
    )
    # Without `resultTypes` axe describes each element that is as it should be, which takes most of the time.
    found = page.evaluate(
        """async ([within, tags]) => {
            const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
            return (await axe.run(within, options)).violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target }) => target) }));
        }""",
        [within, RULES],
    )
    return [f"{one['id']}: {one['help']} {one['nodes'][:3]}" for one in found]
