"""Build the notebooks people download from the episodes: `python -m lesson.notebooks`.

Three kinds, from the same source:
    learner      text, code, exercises; an empty cell to answer in instead of each solution
    solved       with solutions and outputs; what nbval re-runs and compares
    type-along   headings and exercises only, for live coding
They hold plain Markdown, because Jupyter knows neither our boxes nor Sphinx's roles.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from html import escape
from pathlib import Path, PurePosixPath

import nbformat
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from . import addresses, execute, kernel, pins, workshop
from .boxes import KINDS
from .source import (
    BUILD,
    ROOT,
    Block,
    Exercise,
    Page,
    executed_pages,
    exercises,
    read,
    toc_pages,
)

FOLDER = BUILD / "notebooks"
# For each page a digest of what its notebooks were made from.
MADE_FROM = BUILD / ".notebooks.json"
NOTEBOOKS = ("learner", "solved", "type-along")
# Only for instructors, or only for the site.
LEFT_OUT = {"instructor", "break", "self-check", "playground"}


class Numbers:
    """The numbers behind labels, as the site shows them, and which pages are notebooks."""

    def __init__(self, pages: list[Page]):
        self.text: dict[str, str] = {}
        self.notebooks = {page.stem for page in pages if "jupytext" in page.front}
        number = 0
        for page in pages:
            episode = page.path.parts[0] == "episodes"
            number += episode
            prefix = f"{number}." if episode else ""
            for at, exercise in enumerate(exercises(page), 1):
                self.text[exercise.label] = f"Exercise {prefix}{at}"
                self.text[exercise.label.replace("-ex-", "-solution-", 1)] = f"Solution {prefix}{at}"
            figures = [name for block in page.walk() if (name := figure_name(block))]
            self.text |= {name: f"Figure {prefix}{at}" for at, name in enumerate(figures, 1)}


def figure_name(block: Block) -> str | None:
    """Return the label of a figure or plot."""
    if block.name == "figure":
        return block.options.get("name")
    if block.name == "code-cell":
        return ((block.options.get("mystnb") or {}).get("figure") or {}).get("name")
    return None


def picture(svg: str, alternative: str | None) -> str:
    """Return an SVG as an image in HTML.

    JupyterLab shows no SVG from an attachment, nor as an output before the notebook is trusted.
    It stands on white in every theme: a notebook does not tell its pictures whether it is dark.
    """
    light = re.sub(r"@media[^{]*\(prefers-color-scheme: ?dark\) ?\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", svg)
    light = re.sub(r"(<svg\b[^>]*>)", r'\1<rect width="100%" height="100%" fill="#fff"/>', light, count=1)
    data = base64.b64encode(light.encode()).decode()
    return f'<img alt="{escape(alternative or "")}" src="data:image/svg+xml;base64,{data}">'


class Writer:
    """Turn the blocks of one page into the cells of one kind of notebook."""

    def __init__(self, page: Page, kind: str, numbers: Numbers):
        self.page, self.kind, self.numbers = page, kind, numbers
        self.cells: list = []
        executed = execute.stored(page.path) if kind == "solved" else None
        self.outputs = iter([cell for cell in executed.cells if cell.cell_type == "code"] if executed else [])
        self.exercises: dict[str, Exercise] = {e.label: e for e in exercises(page)}
        self.headings = [found[1] for block in page.blocks if block.name is None for found in re.finditer(r"(?m)^#{2,4} +(.+)$", block.text)]

    # ---------- words ----------

    def words(self, text: str) -> str:
        """Return Markdown without what only the site understands."""
        text = pins.substitute(text)
        text = re.sub(r"\s*\{practised-in\}`[^`]*`", "", text)
        text = re.sub(r"\{(?:term|ref|numref|doc)\}`([^`<]+?)\s*<[^`>]*>`", r"\1", text)
        text = re.sub(r"\{(?:ref|numref)\}`([^`]+)`", lambda found: self.numbers.text.get(found[1], found[1]), text)
        text = re.sub(r"\{[a-z-]+\}`([^`]+)`", r"\1", text)
        text = re.sub(r"\\class\{\w+\}\s*", "", text)
        text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.M)
        text = re.sub(r"^%.*\n?", "", text, flags=re.M)
        # Definition lists become plain ones.
        text = re.sub(r"(?m)^(\S.*)\n: +", r"- **\1:** ", text)
        return re.sub(r"\[([^\]]*)\]\((?=[^)])(?:([^)\s:]+)\.md)?(#[\w-]*)?\)", self.link, text).strip()

    def link(self, found: re.Match) -> str:
        """Return a link within the book as one that works in a notebook, or its words alone.

        Notebooks lie side by side; other pages are on the site, where its address is known.
        """
        words, page, anchor = found[1], PurePosixPath(found[2] or ""), found[3] or ""
        if not page.name:
            # Jupyter makes anchors from headings in its own way.
            heading = next((h for h in self.headings if re.sub(r"\W+", "-", h.lower()).strip("-") == anchor[1:]), None)
            return f"[{words}](#{heading.replace(' ', '-')})" if heading else words
        if page.name in self.numbers.notebooks:
            return f"[{words}]({page.name}.ipynb)"
        place = f"{page.relative_to('..')}" if page.parts[0] == ".." else f"{page}"
        return f"[{words}]({site}{place}.html{anchor})" if (site := addresses.address()) else words

    def quote(self, title: str, text: str) -> str:
        """Return a box as a quoted block with a title."""
        lines = [f"**{title}**", "", *text.splitlines()]
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def drawing(self, block: Block) -> str:
        """Return a figure with its picture inside the text."""
        svg = (ROOT / self.page.path.parent / block.argument).read_text(encoding="utf-8")
        number = self.numbers.text.get(str(block.options.get("name")), "Figure")
        return f"{picture(svg, block.options.get('alt'))}\n\n*{number}.* {self.words(block.text)}"

    def markdown(self, text: str) -> None:
        """Add a Markdown cell."""
        if text.strip():
            self.cells.append(new_markdown_cell(text.strip()))

    # ---------- blocks ----------

    def write(self, block: Block) -> None:
        """Add what stands for one block outside exercises' gates."""
        if block.name in LEFT_OUT:
            return
        if block.name is None:
            # One cell per section, so that notebooks fold.
            for part in re.split(r"(?m)^(?=#{2,4} )", block.text):
                self.markdown(self.words(part))
        elif block.name == "code-cell":
            self.code(block)
        elif block.name == "figure":
            self.markdown(self.drawing(block))
        elif block.name in KINDS:
            label = KINDS[block.name][0] + (f": {self.words(block.argument)}" if block.argument else "")
            self.markdown(self.quote(label, self.words(block.text)))
        elif block.name == "tab-set":
            for tab in block.children:
                self.markdown(f"**{tab.argument}**\n\n{self.words(self.without_directives(tab))}")
        elif block.name == "set-up-check":
            self.markdown(f"`{workshop.CHECK}` is on the set-up page of the site.\n\n```text\n{workshop.good_report()}\n```")
        elif block.name == "":
            self.markdown(f"```{block.argument}\n{block.text}\n```")

    def without_directives(self, block: Block) -> str:
        """Return the words of a box that holds directives such as the install command."""
        text = block.text
        command = f"```sh\npython -m pip install {pins.install_arguments()}\n```"
        text = re.sub(r"(?m)^:{3,}\{install-command\}\n:{3,}$", command, text)
        return re.sub(r"(?m)^:{3,}.*\n?", "", text)

    def code(self, block: Block) -> None:
        """Add a code cell; hidden checks only where they are run."""
        tags = block.options.get("tags") or []
        if "remove-cell" in tags and self.kind != "solved":
            return
        cell = new_code_cell(block.text.strip("\n"))
        if self.kind == "solved":
            done = next(self.outputs)
            if "publish" in block.options:
                return  # data for the site, of no use to people
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
            for output in cell.outputs:
                if svg := output.get("data", {}).pop("image/svg+xml", None):
                    image = (block.options.get("mystnb") or {}).get("image") or {}
                    output.data["text/html"] = picture(svg, image.get("alt"))
            if "expect" in block.options:
                # nbval compares with the declared text, not with what was printed.
                cell.metadata["tags"] = ["nbval-check-output"]
                cell.outputs = [new_output("stream", name="stdout", text=pins.substitute(str(block.options["expect"])).rstrip("\n") + "\n")]
        if set(tags) & {"remove-cell", "hide-input"}:
            cell.metadata["jupyter"] = {"source_hidden": True}
        self.cells.append(cell)
        if self.kind == "solved":
            self.floors(str(block.options.get("expect", "")))

    def floors(self, expected: str) -> None:
        """After a cell that prints versions, add a check that they are not too old."""
        for name in re.findall(r"\{\{\s*(\w+)_version\s*\}\}", expected):
            module, floor = workshop.module(name), pins.floors()[name]
            self.cells.append(new_code_cell(
                f"# Not older than the oldest version this lesson supports\nfrom packaging.version import Version\nimport {module}\n\n"
                f'assert Version({module}.__version__) >= Version("{floor}"), {module}.__version__',
                metadata={"jupyter": {"source_hidden": True}},
                execution_count=1,
            ))

    def exercise(self, exercise: Exercise) -> None:
        """Add an exercise's statement."""
        minutes = exercise.start.options["minutes"]
        optional = ", optional" if "optional" in exercise.start.options else ""
        number = self.numbers.text[exercise.label]
        self.markdown(f"---\n\n**✏️ {number}: {self.words(exercise.start.argument)}** ({minutes} min{optional})")
        for block in exercise.statement:
            self.write(block)

    def solution(self, exercise: Exercise) -> None:
        """Add the solution, or a cell to answer in."""
        number = self.numbers.text[exercise.label].removeprefix("Exercise ")
        if self.kind == "solved":
            self.markdown(f"**✔️ Solution {number}**")
            for block in exercise.solution:
                self.write(block)
            self.markdown("---")
        else:
            self.cells.append(new_code_cell(f"# Your answer to exercise {number}\n"))

    def notebook(self) -> nbformat.NotebookNode:
        """Return the whole notebook."""
        self.markdown(f"# {self.page.front['title']}\n\n{self.page.front.get('lead', '')}")
        inside = None
        for block in self.page.blocks:
            if block.name == "exercise-start":
                inside = self.exercises[block.options["label"]]
                self.exercise(inside)
            elif block.name == "solution-start":
                inside = self.exercises[block.argument]
                self.solution(inside)
            elif block.name in ("exercise-end", "solution-end"):
                inside = None
            elif inside:
                continue
            elif self.kind != "type-along":
                self.write(block)
            elif block.name is None:
                self.markdown("\n\n".join(re.findall(r"(?m)^#{2,4} .*$", self.words(block.text))))
            elif block.name == "code-cell" and "remove-cell" not in (block.options.get("tags") or []):
                if not self.cells or self.cells[-1].cell_type != "code":
                    self.cells.append(new_code_cell(""))
        return self.finish()

    def finish(self) -> nbformat.NotebookNode:
        """Give the cells ids that stay the same for the same source, and the notebook clean metadata."""
        for at, cell in enumerate(self.cells):
            cell["id"] = hashlib.sha256(f"{self.page.stem}/{self.kind}/{at}/{cell.source}".encode()).hexdigest()[:8]
        notebook = new_notebook(cells=self.cells, metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        })
        nbformat.validate(notebook)
        return notebook


def cloud_files() -> dict[str, str]:
    """Return what the folder needs to be a branch of its own that Binder can run: name -> text.

    Binder brings JupyterLab; the packages are those with which the pages were built.
    """
    names = [pins.key(requirement.split(">=")[0]) for requirement in pins.install_requirements() if requirement != pins.JUPYTER]
    packages = [f"{name.replace('_', '-').replace('tensorflow', 'tensorflow-cpu')}=={pins.pins()[name]}" for name in names]
    place = f" of [the lesson]({site})" if (site := addresses.address()) else " of the lesson"
    return {
        "requirements.txt": "\n".join(packages) + "\n",
        "runtime.txt": f"python-{sys.version_info[0]}.{sys.version_info[1]}\n",
        "README.md": f"# Notebooks: Introduction to deep learning\n\nThey are built from the episodes{place}; change them there, not here.\n\n"
        "- `learner/`: text, code and exercises, to work in\n- `type-along/`: headings and exercises, for live coding\n"
        "- `solved/`: with solutions and outputs\n- `data/`: what some of them read\n",
    }


def made_from(page: Page, numbers: Numbers) -> str:
    """Return a digest of all that the notebooks of a page are made from; as long as it stays the same, so do they."""
    facts = f"{numbers.text} {sorted(numbers.notebooks)} {addresses.repository()} {addresses.address()} {execute.identity(page.path)}"
    digest = hashlib.sha256(facts.encode())
    code, drawings = Path(__file__).parent.glob("*.py"), (ROOT / "fig").glob("*.svg")
    for path in [ROOT / page.path, pins.DIRECT, pins.LOCK, workshop.FOLDER / workshop.CHECK, *sorted(code), *sorted(drawings)]:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def main() -> int:
    """Write every notebook; return the exit code."""
    kernel.prepare_environment()
    pages = executed_pages()
    numbers = Numbers([read(path) for path in toc_pages()])
    before = json.loads(MADE_FROM.read_text()) if MADE_FROM.exists() else {}
    now = {page.stem: made_from(page, numbers) for page in pages}
    # Built aside and moved, so that an interrupted run leaves nothing half-built.
    building = FOLDER.with_name(".notebooks")
    shutil.rmtree(building, ignore_errors=True)
    for kind in NOTEBOOKS:
        (building / kind).mkdir(parents=True)
        for page in pages:
            last, new = (folder / kind / f"{page.stem}.ipynb" for folder in (FOLDER, building))
            if before.get(page.stem) == now[page.stem] and last.exists():
                shutil.copy(last, new)
            else:
                nbformat.write(Writer(page, kind, numbers).notebook(), new)
    for name, text in cloud_files().items():
        (building / name).write_text(text, encoding="utf-8")
    # Beside the notebooks, where `../data` finds it from each of them.
    tables = sorted((ROOT / "data").glob("*.csv"))
    if tables:
        (building / "data").mkdir()
        for table in tables:
            shutil.copy(table, building / "data")
    shutil.rmtree(FOLDER, ignore_errors=True)
    building.rename(FOLDER)
    MADE_FROM.write_text(json.dumps(now))
    print(f"{len(pages)} notebooks of each kind in {FOLDER.relative_to(ROOT)}: {', '.join(NOTEBOOKS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
