"""Shared by all tests: quiet kernels, the built site, a small book to break, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lesson import kernel
from lesson.new_episode import miniature
from lesson.source import ROOT

kernel.prepare_environment()
SITE = ROOT / "_build" / "html"
IN_CI = os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """Skip where a tool is not installed; in CI that is a failure, because nobody reads skips there."""
    if IN_CI:
        pytest.fail(f"{what} is missing, and in CI nothing is skipped")
    pytest.skip(f"{what} is missing; .ci/run installs it")


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
        for name in ("_ext", "_templates", "_static"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("_config.yml", "pyproject.toml", "requirements.in", "requirements.txt"):
            shutil.copy(ROOT / name, folder)
        for name in ("episodes", "fig", "data"):
            (folder / name).mkdir()
        shutil.copy(ROOT / "fig" / "neuron.svg", folder / "fig")
        (folder / "_toc.yml").write_text(
            "format: jb-book\nroot: index\nparts:\n"
            "  - caption: Episodes\n    numbered: 1\n    chapters: [{file: episodes/01-introduction}]\n"
            "  - caption: Reference\n    chapters: [{file: glossary}]\n"
        )
        (folder / "index.md").write_text("---\ntitle: Book\n---\n\nText.\n")
        (folder / "glossary.md").write_text("---\ntitle: Glossary\n---\n\n:::{glossary}\nneuron\n  A unit.\n\nbias\n  A constant.\n:::\n")
        self.episode = folder / "episodes" / "01-introduction.md"
        self.episode.write_text(miniature())

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run one of the lesson's commands in the book's folder."""
        return self.call(sys.executable, "-m", *command)

    def build(self) -> subprocess.CompletedProcess:
        """Build the pages only, from what is executed."""
        return self.run("lesson.build", "pages")

    def call(self, *command: str) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PYTHONPATH": "_ext"}
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "book")


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
