"""Code checks: an editor in an exercise that runs Python in the page and says whether the result is right.

`_static/code-check.js` loads the Python with the first run, from one script that the build packs.
Without scripts, without that Python, on paper and on collected pages the editor is left out, and the exercise reads as before.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from html import escape
from pathlib import Path
from zlib import crc32

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from ..text import browser_python, judge
from ..text.code_checks import code_checks, read_code_check
from ..text.inline import inline_html
from ..text.page import read
from .self_checks import encloses, number_of

logger = logging.getLogger(__name__)
SCRIPT = Path("_static", "code-check.js")
PYTHON, NUMPY = Path("_static", "python.js"), Path("_static", "numpy.js")  # packed by the build
WORKER = Path(__file__).with_name("python_worker.js")
NOTICE = (
    f"Pyodide {browser_python.VERSION}, Mozilla Public License 2.0, with Python, PSF License 2; "
    "unchanged but for the form of a classic script. Sources: https://github.com/pyodide/pyodide and https://github.com/python/cpython"
)
NUMPY_NOTICE = (
    "NumPy, BSD 3-Clause License, in the unchanged file of Pyodide's release, which holds the licences of its parts"
)


class code_check(nodes.General, nodes.Element):
    """An editor: `check` is what was written, `home` the page it stands on, `section` id and title of what to read again."""


class CodeCheckDirective(SphinxDirective):
    """An exercise in code, in YAML; .github/WRITING.md, Code checks, describes the keys.

    Raises:
        a warning with file and line for everything that lint finds, too.
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        # Read again from the source: the answer stands in a cell, which is no part of this directive.
        page = read(Path(f"{self.env.docname}.md"), Path(self.env.srcdir))
        blocks = code_checks(page)
        block = next(block for block in blocks if block.line <= self.lineno <= block.last)
        check, found = read_code_check(page, block)
        for line, message in found:
            logger.warning(message, location=(self.env.docname, line))
        if check is None:
            return []
        name = f"{check.label}-{judge.name_of(check.call).replace('_', '-')}"
        return [code_check(ids=[name], check=check, home=self.env.docname)]


class FindSection(SphinxTransform):
    """Note for each code check the section to read again: the one it names, or else the one around its exercise."""

    default_priority = 30  # after exercises were put together

    def apply(self) -> None:
        sections = [section for section in self.document.findall(nodes.section) if isinstance(section[0], nodes.title)]
        for node in self.document.findall(code_check):
            named = [section for section in sections if section[0].rawsource == node["check"].section]
            section = (named or [section for section in sections if encloses(section, node)])[-1]
            node["section"] = (section["ids"][0], section[0].astext())


def told(node: code_check) -> str:
    """Return what the script gets to know, encoded, so that nobody reads the answers by accident. This is no secret."""
    check = node["check"]
    anchor, title = node["section"]
    known = {
        **check.asked(),
        "words": [inline_html(hint) for hint in check.hints.values()],
        "hint": inline_html(check.hint),
        "section": {"address": f"#{anchor}", "title": title},
    }
    return base64.b64encode(json.dumps(known).encode()).decode()


def visit_code_check(self: HTML5Translator, node: code_check) -> None:
    if self.builder.current_docname != node["home"] or not browser_python.is_there():
        raise nodes.SkipNode
    check, name = node["check"], escape(node["ids"][0])
    root = Path(self.builder.srcdir)
    static = self.builder.get_relative_uri(self.builder.current_docname, "index").rpartition("/")[0]
    static = f"{static}/_static" if static else "_static"
    numpy, offer = "", ""
    if browser_python.numpy_file():
        numpy = f'data-numpy="{static}/{NUMPY.name}?v={version()[:8]}" '
        offer = "NumPy is there if you import it. "
    rows = check.start.count("\n") + 1
    self.body.append(
        f'<div class="code-check" role="group" id="{name}" aria-label="Python for exercise {number_of(node)}: {judge.name_of(check.call)}" '
        f'data-item="{escape(judge.name_of(check.call))}" data-check="{told(node)}" '
        f'data-script="{static}/{SCRIPT.name}?v={crc32((root / SCRIPT).read_bytes()):08x}" '
        f'data-python="{static}/{PYTHON.name}?v={version()[:8]}" {numpy}>'
        f'<p class="self-check-head"><span class="icon-prompt" aria-hidden="true"></span> Try it in Python</p>'
        f'<p class="how" id="{name}-how">The check calls <code>{escape(check.call)}</code>, then your function with other numbers. {offer}'
        '<span class="keys"><kbd>Ctrl</kbd>+<kbd>Enter</kbd> runs the code; <kbd>Esc</kbd>, then <kbd>Tab</kbd> leaves the editor.</span></p>'
        f'<div class="editor"><span class="lines" aria-hidden="true"></span>'
        f'<textarea id="{name}-code" aria-label="Your code" aria-describedby="{name}-how" rows="{rows}" '
        f'spellcheck="false" autocapitalize="none" autocomplete="off">\n{escape(check.start)}</textarea></div>'
        '<p class="self-check-foot"><button class="button run" type="button" disabled>Run</button> '
        '<button class="button stop" type="button" disabled>Stop</button> '
        '<button class="button reset" type="button" disabled>Reset</button> <span role="status"></span></p>'
        '<div class="result" aria-live="polite"><pre class="printed" hidden></pre><p class="feedback" hidden></p></div></div>\n'
    )
    raise nodes.SkipNode


def version() -> str:
    """Return a digest of all that the packed scripts are made from."""
    made_from = [
        json.dumps(browser_python.PYODIDE),
        repr(browser_python.EDITS),
        NOTICE,
        NUMPY_NOTICE,
        browser_python.at_hand(),
        WORKER.read_text(encoding="utf-8"),
    ]
    made_from += [Path(judge.__file__).read_text(encoding="utf-8"), Path(__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(made_from).encode()).hexdigest()


def packed() -> str:
    """Return Python for the page as one classic script: what a page opened from a folder can load."""
    files = {
        name: base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
        for name, content in browser_python.files().items()
    }
    whole = {
        "code": list(browser_python.CODE),
        "files": files,
        "worker": WORKER.read_text(encoding="utf-8"),
        "judge": Path(judge.__file__).read_text(encoding="utf-8"),
    }
    return f"/* {NOTICE} */\nwindow.lessonPython = {json.dumps(whole)};\n"


def packed_numpy(file: Path) -> str:
    """Return NumPy for the page as a classic script of its own, because few readers import it."""
    whole = {"name": file.name, "content": base64.b64encode(file.read_bytes()).decode()}
    return f"/* {NUMPY_NOTICE} */\nwindow.lessonNumpy = {json.dumps(whole)};\n"


def write_python(app: Sphinx, error: Exception | None) -> None:
    """Write the packed scripts once for all pages, where there is a Python to pack, and NumPy for it."""
    if error is not None or app.builder.name != "html":
        return
    python, numpy = Path(app.outdir, PYTHON), Path(app.outdir, NUMPY)
    made = Path(app.doctreedir, "python.version")
    if python.exists() and made.exists() and made.read_text() == version():
        return
    python.unlink(missing_ok=True)
    numpy.unlink(missing_ok=True)
    if browser_python.is_there():
        python.write_text(packed(), encoding="utf-8")
    if file := browser_python.numpy_file():
        numpy.write_text(packed_numpy(file), encoding="utf-8")
    made.write_text(version())


def setup(app: Sphinx) -> None:
    app.add_directive("code-check", CodeCheckDirective)
    app.add_transform(FindSection)
    app.add_node(code_check, html=(visit_code_check, None))
    app.connect("build-finished", write_python)
