"""What people get besides the pages: the files in `workshop/` and the learners' file, and the directives that speak of them."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..paths import LEARNER_FILE, WORKSHOP
from ..text.set_up_files import CHECK, LEARNER_BUTTON, good_report

SLOT = '<div id="bundle"></div>'


class SetUpCheck(SphinxDirective):
    """The set-up check to download, and what it prints when all is well."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(WORKSHOP / CHECK))
        link = f'<p class="actions"><a class="button" href="{CHECK}" download><span class="icon-download" aria-hidden="true"></span>{CHECK}</a></p>'
        report = good_report()
        return [nodes.raw("", link, format="html"), nodes.literal_block(report, report, language="text")]


class LearnerFile(SphinxDirective):
    """The button that offers all that a learner needs in one file."""

    def run(self) -> list[nodes.Node]:
        address = "../" * self.env.docname.count("/") + LEARNER_FILE
        button = (
            f'<p class="actions"><a class="button" href="{address}" download>'
            f'<span class="icon-download" aria-hidden="true"></span>{LEARNER_BUTTON}</a></p>'
        )
        return [nodes.raw("", button, format="html")]


class BundleOffer(SphinxDirective):
    """The place where the landing page offers everything in one file; empty until `make bundle` has packed it."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", SLOT, format="html")]


def with_offer(page: str, archive: Path) -> str:
    """Return the landing page's HTML with a link to the archive beside it.

    Raises:
        ValueError: the page has no place for it.
    """
    if SLOT not in without_offer(page):
        raise ValueError("index.md: no place for the link to the bundle; add the directive `bundle-offer`")
    size = f"{archive.stat().st_size / 1e6:.0f} MB"
    offer = (
        f'<p>Do you teach where there is no network? <a href="{archive.name}" download>Download everything in one file</a> '
        f'(zip, {size}, and its <a href="{archive.name}.sha256" download>SHA-256 checksum</a>): these pages, the notebooks, '
        "the data, a PDF, the set-up check, and what fetches and installs the packages.</p>"
    )
    return without_offer(page).replace(SLOT, SLOT.replace("></", f">{offer}</"))


def without_offer(page: str) -> str:
    """Return the landing page's HTML without the link to an archive."""
    return re.sub(r'(<div id="bundle">).*?(</div>)', r"\1\2", page, flags=re.S)


def setup(app: Sphinx) -> None:
    app.add_directive("set-up-check", SetUpCheck)
    app.add_directive("learner-file", LearnerFile)
    app.add_directive("bundle-offer", BundleOffer)
