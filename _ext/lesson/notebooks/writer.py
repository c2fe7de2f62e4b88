"""Build the notebooks people download from the episodes: `python -m lesson.notebooks.writer`.

Three kinds, from the same source:
    learner      text, code, exercises; a cell to answer in instead of each solution
    solved       with solutions and outputs; what nbval re-runs and compares
    type-along   headings, pictures, exercises, drawing code, and a cell with one comment for each one to type, for live coding
They hold plain Markdown, because Jupyter knows neither our boxes nor Sphinx's roles.
The first and the last one hold cells to catch up, so that they can be run from top to bottom with any answer missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import textwrap

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ..paths import BUILD, DIRECT, LEARNER_FILE, LOCK, NOTEBOOKS, ROOT, WORKSHOP
from ..run import environment, execute
from ..text import code_checks, git, set_up_files, versions
from ..text.cells import hidden, rendering, strings, tags
from ..text.page import Block, Exercise, Page, executed_pages, exercises, read, toc_pages
from ..text.playgrounds import guesses, read_guess
from ..text.seen import TYPED, cells_seen
from ..text.self_checks import items_of
from ..vocabulary import BOXES, KINDS_OF_NOTEBOOKS
from . import archive, checks
from .catch_up import TITLE, CatchUp, end
from .numbers import Numbers, plot
from .pictures import picture
from .words import Unwritable, Words

# What stands before a fence in lists and quotations.
MARKERS = re.compile(r"^([\s>]*(?:[-*+]|\d+[.)])?[\s>]*).*")
# What an empty cell says where the text before it does not announce it.
UNSAID = "Go on"
# For each page a digest of what its notebooks were made from.
MADE_FROM = BUILD / ".notebooks.json"
# Only for instructors, or only for the site.
LEFT_OUT = {"self-check", "code-check", "your-answers", *(name for name, box in BOXES.items() if not box.in_notebooks)}


# For people, who may have left something out; the solved notebook is run as it stands.
TO_WORK_IN = ("learner", "type-along")


def started(exercise: Exercise) -> str:
    """Return the code with which learners begin: the last fence in the exercise that has a `...` to fill in, or that of its code checks, or ""."""
    starts = [
        block.text
        for outer in exercise.statement
        for block in outer.walk()
        if block.name == "" and block.argument == "python" and "..." in block.text
    ]
    return starts[-1] + "\n" if starts else code_checks.started(exercise)


class Writer:
    """Turn the blocks of one page into the cells of one kind of notebook."""

    def __init__(self, page: Page, kind: str, numbers: Numbers):
        self.page, self.kind, self.numbers = page, kind, numbers
        self.words = Words(page, numbers).plain
        self.cells: list = []
        self.outputs = execute.paired(page, execute.stored(page.path)) if kind == "solved" else {}
        self.exercises: dict[str, Exercise] = {e.label: e for e in exercises(page)}
        self.catch_up = CatchUp(page)
        self.typed_cells = {id(one.cell) for one in cells_seen(page) if one.kind == TYPED}
        self.said = ""  # the last line of the text that stands before a cell

    def content(self, block: Block) -> str:
        """Return what a block holds, with the blocks inside it where they stand: in a list, a quotation or a box."""
        lines, parts = list(block.lines), []
        for child in reversed(block.children):
            start, end = child.line - block.first, child.last + 1 - block.first
            before = MARKERS.sub(r"\1", lines[start])
            parts.append((re.sub(r"[^>\s]", " ", before), self.inside(child)))
            lines[start:end] = [f"{before}\ue003{len(parts) - 1}\ue004"]
        text = self.words("\n".join(lines), block.line)
        return re.sub(
            "\ue003(\\d+)\ue004",
            lambda found: parts[int(found[1])][1].replace("\n", "\n" + parts[int(found[1])][0]),
            text,
        ).strip()

    def inside(self, block: Block) -> str:
        """Return the Markdown that stands for a block which is no text and no cell.

        Raises:
            Unwritable: nothing in a notebook can stand for it.
        """
        if block.name in LEFT_OUT:
            return ""
        if block.name == "":
            return f"{block.mark}{block.argument}\n{block.text}\n{block.mark}"
        if block.name == "figure":
            return self.drawing(block)
        if block.name == "playground":
            return self.playground(block)
        if block.name in BOXES:
            return self.quote(
                BOXES[block.name].label + (f": {self.words(block.argument, block.line)}" if block.argument else ""),
                self.content(block),
            )
        if block.name == "tab-set":
            return self.content(block)
        if block.name == "tab-item":
            return f"**{self.words(block.argument, block.line)}**\n\n{self.content(block)}\n"
        if block.name == "install-command":
            return f"```sh\n{versions.install_command(block.argument)}\n```"
        if block.name == "learner-file":
            return f"**{set_up_files.LEARNER_BUTTON}** is on the set-up page of the site."
        if block.name == "set-up-check":
            return f"`{set_up_files.CHECK}` is on the set-up page of the site.\n\n```text\n{set_up_files.good_report()}\n```"
        raise Unwritable(
            f"{self.page.path}:{block.line}: `{block.name}` has no place in a notebook; add it to Writer.inside"
        )

    def quote(self, title: str, text: str) -> str:
        """Return a box as a quoted block with a title."""
        lines = [f"**{title}**", "", *text.splitlines()]
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def drawing(self, block: Block) -> str:
        """Return a figure with its picture inside the text."""
        svg = (ROOT / self.page.path.parent / block.argument).read_text(encoding="utf-8")
        return f"{picture(svg, block.options.get('alt'))}\n\n{self.caption(block.options.get('name'), self.content(block))}"

    def caption(self, name: str | None, text: str) -> str:
        """Return the words under a picture, with its number."""
        return f"*{self.numbers.text.get(str(name), 'Figure')}.* {text}"

    def playground(self, block: Block) -> str:
        """Return a box that says where the playground is, because the text speaks of it, and what to guess first."""
        parts = [f"This playground is on {self.own_page()} on the site.", *map(self.guess, guesses(block))]
        return self.quote(f"Try it: {self.words(block.options['title'], block.line)}", "\n\n".join(parts))

    def guess(self, block: Block) -> str:
        """Return the question of a playground with its choices, and the answer closed below them.

        JupyterLab, Notebook, VS Code and Colab know `details`; blank lines around the words keep them Markdown.
        """
        guess, _ = read_guess(block)
        question = self.words(guess.question, block.line)
        choices = "\n".join(f"- {choice}" for choice in guess.choices)
        answer = f"**{guess.answer}**.\n{self.content(block)}"
        return f"*Guess first:* {question}\n\n{choices}\n\n<details><summary>Answer</summary>\n\n{answer}\n\n</details>"

    def own_page(self) -> str:
        """Return the words for the page of this notebook, with a link where the address of the site is known."""
        place, site = "the page of this episode", git.address(ROOT)
        return f"[{place}]({site}{self.page.path.with_suffix('.html').as_posix()})" if site else place

    def markdown(self, text: str) -> None:
        """Add a Markdown cell."""
        if text.strip():
            self.cells.append(new_markdown_cell(text.strip()))

    def write(self, block: Block) -> None:
        """Add what stands for one block outside exercises' gates."""
        if block.name is None:
            # One cell per section, so that notebooks fold.
            for part in re.split(r"(?m)^(?=#{2,4} )", self.content(block)):
                self.markdown(part)
        elif block.name == "code-cell":
            self.code(block)
            self.plot_caption(block)
        else:
            self.markdown(self.inside(block))

    def code(self, block: Block) -> None:
        """Add a code cell; hidden checks only where they are run."""
        if hidden(block) and self.kind != "solved":
            return
        cell = new_code_cell(block.text.strip("\n"))
        if self.kind == "solved":
            done = self.outputs[block.line]
            if "publish" in block.options:
                return  # data for the site, of no use to people
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
            for output in cell.outputs:
                if svg := output.get("data", {}).pop("image/svg+xml", None):
                    output.data["text/html"] = picture(svg, rendering(block, "image").get("alt"))
            if "expect" in block.options:
                # nbval compares with the declared text, not with what was printed.
                cell.metadata["tags"] = ["nbval-check-output"]
                cell.outputs = [
                    new_output(
                        "stream",
                        name="stdout",
                        text=versions.substitute(str(block.options["expect"])).rstrip("\n") + "\n",
                    )
                ]
        if {*tags(block)} & {"remove-cell", "hide-input"}:
            cell.metadata["jupyter"] = {"source_hidden": True}
        self.cells.append(cell)
        if self.kind == "solved":
            self.floors(str(block.options.get("expect", "")))

    def plot_caption(self, block: Block) -> None:
        """Add the caption of a plot, to which the text refers by its number."""
        if figure := plot(block):
            self.markdown(self.caption(figure.get("name"), self.words(str(figure.get("caption", "")), block.line)))

    def floors(self, expected: str) -> None:
        """After a cell that prints versions, add a check that they are not too old."""
        for name in re.findall(r"\{\{\s*(\w+)_version\s*\}\}", expected):
            module, floor = set_up_files.module(name), versions.floors()[name]
            self.cells.append(
                new_code_cell(
                    f"# Not older than the oldest version this lesson supports\nfrom packaging.version import Version\nimport {module}\n\n"
                    f'assert Version({module}.__version__) >= Version("{floor}"), {module}.__version__',
                    metadata={"jupyter": {"source_hidden": True}},
                    execution_count=1,
                )
            )

    def exercise(self, exercise: Exercise) -> None:
        """Add an exercise's statement."""
        minutes = exercise.start.options["minutes"]
        optional = ", optional" if "optional" in exercise.start.options else ""
        number = self.numbers.text[exercise.label]
        # A heading, so that the contents of JupyterLab list it.
        self.markdown(
            f"---\n\n#### ✏️ {number}: {self.words(exercise.start.argument, exercise.start.line)} ({minutes} min{optional})"
        )
        for block in exercise.statement:
            self.write(block)
        if self.kind in TO_WORK_IN and any(not item.value for _, item in items_of(self.page, exercise)):
            self.markdown(f"*A form on {self.own_page()} checks your answers.*")

    def solution(self, exercise: Exercise) -> None:
        """Add the solution, or a cell to answer in: of text where no code is asked for."""
        number = self.numbers.text[exercise.label].removeprefix("Exercise ")
        if self.kind == "solved":
            self.markdown(f"**✔️ Solution {number}**")
            for block in exercise.solution:
                self.write(block)
            self.markdown("---")
        elif any(block.name == "code-cell" and not hidden(block) for block in exercise.solution):
            start = textwrap.indent(started(exercise), "# ", lambda line: True).replace("# \n", "#\n")
            self.cells.append(new_code_cell(f"# Your answer to exercise {number}\n" + start))
            if code := checks.cell(self.page, exercise, number):
                self.folded(code)
        else:
            self.markdown(f"*Your answer to exercise {number} (double-click here to write):*")
        if self.kind in TO_WORK_IN and (code := self.catch_up.after(exercise)):
            self.folded(code if self.kind == "learner" else self.catch_up.at(end(exercise)))

    def on_the_site(self) -> str:
        """Return where people get the learners' file, with its address where it is known."""
        site = git.address(ROOT)
        return f"the set-up page of the lesson, {site}setup.html" if site else "the set-up page of the lesson"

    def folded(self, code: str) -> None:
        """Add a cell of which JupyterLab shows the first line only, to run as it is."""
        self.cells.append(new_code_cell(code, metadata={"jupyter": {"source_hidden": True}}))

    def pause(self, block: Block) -> None:
        """Add the mark of a break, and a cell with which those who come late, or start anew, can go on from here."""
        if code := self.catch_up.at(block.line):
            if self.cells[-1].source.startswith(TITLE):
                self.cells.pop()  # that one makes less
            self.markdown("---\n\n**☕ Break**")
            self.folded(code)
        else:
            self.markdown("---\n\n**☕ Break**")

    def typed(self, block: Block) -> None:
        """Add what stands for one block in live coding: what nobody types is there already."""
        if block.name is None:
            for heading in re.findall(r"(?m)^#{2,4} .*$", block.prose):
                self.markdown(self.words(heading, block.line))
            self.said = next((line for line in reversed(block.prose.split("\n")) if line.strip()), "")
        elif block.name == "code-cell" and id(block) in self.typed_cells:
            self.cells.append(new_code_cell(self.comment(block)))
            self.said = ""
        elif block.name in ("figure", "playground") or (block.name == "code-cell" and not hidden(block)):
            self.write(block)
            self.said = ""

    def comment(self, block: Block) -> str:
        """Return the comment that says what goes into an empty cell, and which names cells below read.

        It is the option `comment` of the cell, or the sentence right before it, where that ends with a colon or a question mark.
        """
        said = str(block.options.get("comment", "")) or (self.said if re.search(r"[:?]\s*$", self.said) else "")
        said = re.sub(r"[*$]|\\class\{\w+\}|^\s*(?:[-*]|\d+\.) ", "", self.words(said, block.line)).rstrip(" :")
        names = ", ".join(self.catch_up.used(block))
        makes = f" (makes {names})" if said and names else f"Make {names}" if names else "" if said else UNSAID
        return textwrap.fill(said + makes, 79, initial_indent="# ", subsequent_indent="# ", break_long_words=False)

    def notebook(self) -> nbformat.NotebookNode:
        """Return the whole notebook."""
        self.markdown(f"# {self.page.front['title']}\n\n{self.page.front.get('lead', '')}")
        if any(text.startswith("../data/") for cell in self.page.cells() for _, text in strings(cell)):
            self.folded(checks.WHERE_DATA_IS.format(archive=LEARNER_FILE, place=self.on_the_site()))
            self.cells[-1].execution_count = 1 if self.kind == "solved" else None
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
            elif block.name == "break" and self.kind in TO_WORK_IN:
                self.pause(block)
            elif self.kind == "type-along":
                self.typed(block)
            else:
                self.write(block)
        return self.finish()

    def finish(self) -> nbformat.NotebookNode:
        """Give the cells ids that stay the same for the same source, and the notebook clean metadata."""
        for at, cell in enumerate(self.cells):
            cell["id"] = hashlib.sha256(f"{self.page.stem}/{self.kind}/{at}/{cell.source}".encode()).hexdigest()[:8]
        notebook = new_notebook(
            cells=self.cells,
            metadata={
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
        )
        nbformat.validate(notebook)
        return notebook


def cloud_files() -> dict[str, str]:
    """Return what the folder needs to be a branch of its own that Binder can run: name -> text.

    Binder brings JupyterLab; the packages are those with which the pages were built.
    """
    names = [
        versions.key(requirement.split(">=")[0])
        for requirement in versions.install_requirements()
        if requirement != versions.JUPYTER
    ]
    packages = [
        f"{name.replace('_', '-').replace('tensorflow', 'tensorflow-cpu')}=={versions.pins()[name]}" for name in names
    ]
    place = f" of [the lesson]({site})" if (site := git.address(ROOT)) else " of the lesson"
    return {
        "requirements.txt": "\n".join(packages) + "\n",
        "runtime.txt": f"python-{sys.version_info[0]}.{sys.version_info[1]}\n",
        "README.md": f"# Notebooks: Introduction to deep learning\n\nThey are built from the episodes{place}; change them there, not here.\n\n"
        "- `learner/`: text, code and exercises, to work in\n- `type-along/`: headings, pictures, exercises and empty cells, for live coding\n"
        "- `solved/`: with solutions and outputs\n- `data/`: what some of them read\n",
    }


def made_from(page: Page, numbers: Numbers) -> str:
    """Return a digest of all that the notebooks of a page are made from; as long as it stays the same, so do they."""
    facts = f"{numbers.text} {numbers.heading} {sorted(numbers.notebooks)} {git.repository(ROOT)} {git.address(ROOT)} {execute.identity(page.path)}"
    digest = hashlib.sha256(facts.encode())
    made_by = [
        path
        for pattern in ("_ext/lesson/text/*.py", "_ext/lesson/notebooks/*.py", "_ext/lesson/vocabulary.py", "fig/*.svg")
        for path in sorted(ROOT.glob(pattern))
    ]
    for path in [ROOT / page.path, DIRECT, LOCK, WORKSHOP / set_up_files.CHECK, *made_by]:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def main() -> int:
    """Write every notebook; return the exit code."""
    environment.prepare_environment()
    pages = executed_pages()
    numbers = Numbers([read(path) for path in toc_pages()])
    before = json.loads(MADE_FROM.read_text()) if MADE_FROM.exists() else {}
    now = {page.stem: made_from(page, numbers) for page in pages}
    # Built aside and moved, so that an interrupted run leaves nothing half-built.
    building = NOTEBOOKS.with_name(".notebooks")
    shutil.rmtree(building, ignore_errors=True)
    for kind in KINDS_OF_NOTEBOOKS:
        (building / kind).mkdir(parents=True)
        for page in pages:
            last, new = (folder / kind / f"{page.stem}.ipynb" for folder in (NOTEBOOKS, building))
            if before.get(page.stem) == now[page.stem] and last.exists():
                shutil.copy(last, new)
            else:
                try:
                    nbformat.write(Writer(page, kind, numbers).notebook(), new)
                except (Unwritable, execute.CellProblem) as problem:
                    print(problem, file=sys.stderr)
                    return 1
    for kind in TO_WORK_IN:
        shutil.copy(checks.MODULE, building / kind)
    for name, text in cloud_files().items():
        (building / name).write_text(text, encoding="utf-8")
    # Beside the notebooks, where `../data` finds it from each of them.
    files = sorted(file for ending in ("csv", "keras", "txt") for file in (ROOT / "data").glob(f"*.{ending}"))
    if files:
        (building / "data").mkdir()
        for file in files:
            shutil.copy(file, building / "data")
    archive.learner_file(building, pages, BUILD / LEARNER_FILE)
    shutil.rmtree(NOTEBOOKS, ignore_errors=True)
    building.rename(NOTEBOOKS)
    MADE_FROM.write_text(json.dumps(now))
    print(f"{len(pages)} notebooks of each kind in {os.path.relpath(NOTEBOOKS, ROOT)}: {', '.join(KINDS_OF_NOTEBOOKS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
