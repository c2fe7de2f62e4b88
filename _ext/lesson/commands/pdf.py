"""Print the page with the whole lesson to `_build/introduction-to-deep-learning.pdf`: `python -m lesson.commands.pdf`."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ..paths import BUILD, ROOT, SITE, SLUG
from ..text import git

# The first needs a third of the time of the others, because it draws nothing that nobody sees.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
TARGET = BUILD / f"{SLUG}.pdf"

# A file would otherwise carry the paths of the machine on which it was printed.
LINKS = """site => {
  for (const link of document.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    if (link.protocol !== "file:" || href.startsWith("#")) continue;
    if (link.hash && document.getElementById(link.hash.slice(1))) link.href = link.hash;
    else if (site) link.href = new URL(href, site).href;
    else link.removeAttribute("href");
  }
}"""

# Nothing is painted before all of it is there.
UNSEEN = """document.adoptedStyleSheets = [new CSSStyleSheet()];
document.adoptedStyleSheets[0].replaceSync("html { display: none !important }");"""


@contextmanager
def installed() -> Iterator[Browser]:
    """Yield an installed Chromium.

    Raises:
        FileNotFoundError: there is none.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FileNotFoundError(f"a PDF needs an installed Chromium ({', '.join(BROWSERS)})")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def printed(chromium: Browser, file: Path, change: str = "", argument: object = None) -> bytes:
    """Return a built page as a PDF that is the same for the same page, wherever and whenever it is printed.

    Args:
        chromium: a browser
        file: the page
        change: a function in JavaScript that changes the page before it is printed
        argument: what this function gets
    """
    page = chromium.new_page()
    page.add_init_script(UNSEEN)
    page.goto(file.as_uri())
    if change:
        page.evaluate(change, argument)
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
    page.evaluate(LINKS, git.address(ROOT))
    # Chromium numbers a node when somebody first asks for it, for instance to paint it: here, in the order of the page.
    page.context.new_cdp_session(page).send("DOM.getDocument", {"depth": -1})
    page.evaluate("document.adoptedStyleSheets = []")
    page.evaluate("Promise.all(Array.from(document.images, image => image.decode()))")
    pdf = page.pdf(format="A4", prefer_css_page_size=True, outline=True, tagged=True)
    page.close()
    pdf = re.sub(rb"/(CreationDate|ModDate) \(D:\d{14}", rb"/\1 (D:20260101000000", pdf)
    # The first number is where Chromium was when it opened the page.
    cells = sorted(set(re.findall(rb"\(node\d{8}\)", pdf)))
    numbers = {cell: b"(node%08d)" % at for at, cell in enumerate(cells)}
    return re.sub(rb"\(node\d{8}\)", lambda cell: numbers[cell[0]], pdf)


def main() -> int:
    """Print with an installed Chromium; return the exit code."""
    try:
        with installed() as chromium:
            TARGET.write_bytes(printed(chromium, SITE / "print.html"))
    except FileNotFoundError as problem:
        print(f"{problem}; install one and run again.", file=sys.stderr)
        return 1
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
