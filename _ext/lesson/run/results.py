"""What cells printed and showed: the same in every build, and held to what the page says of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from ..text.cells import rendering
from ..text.page import Block, Page
from ..text.versions import substitute

Finding = tuple[int, str]

# More than a page can show, and more than anybody reads.
MOST_TEXT = 100_000  # characters one cell may print
MOST_PICTURE = 1_000_000  # characters of one plot
# What pages, notebooks and paper can show: text, tables and plots.
SHOWN = {"text/plain", "text/html", "image/svg+xml"}
TABLES = {
    *("div", "style", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("p", "pre", "span", "br", "b", "i", "em", "strong", "code"),
}
ADDRESS = re.compile(r"\s*\bat 0x[0-9a-fA-F]{6,}")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|.", re.S)


def as_on_a_terminal(text: str) -> str:
    """Return a text as a terminal shows it in the end: progress bars overwritten, colours left out.

    nbclient could do it, but leaves out the backspaces of Keras's progress bar.
    """
    lines = []
    for line in text.split("\n"):
        if not re.search("[\r\b\x1b]", line):  # nearly all lines, and some are long
            lines.append(line)
            continue
        shown: list[str] = []
        at = 0
        for part in CONTROL.findall(line):
            if part == "\r":
                at = 0
            elif part == "\b":
                at = max(at - 1, 0)
            elif part[0] != "\x1b":
                shown[at : at + 1] = [part]
                at += 1
            elif part.endswith("K"):
                del shown[at:]
        lines.append("".join(shown))
    return "\n".join(lines)


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with what was printed in several pieces put together; the pieces depend on time."""
    found: list[NotebookNode] = []
    for output in outputs:
        if found and "text" in output and output.get("name") == found[-1].get("name"):
            found[-1].text += output.text
        else:
            found.append(output)
    return found


def steady(html: str) -> str:
    """Return a table in HTML with a name made from its content, where pandas gave it a random one."""
    if name := re.search(r'id="T_([0-9a-f]{5})"', html):
        digest = hashlib.sha256(html.replace(f"T_{name[1]}", "").encode()).hexdigest()[:5]
        return html.replace(f"T_{name[1]}", f"T_{digest}")
    return html


def tidy(cells: list[NotebookNode]) -> bool:
    """Bring all outputs into the form that is the same in each build; tell whether a text has changed."""
    before, after = [], []
    for cell in cells:
        cell.outputs = merged(cell.outputs)
        for output in cell.outputs:
            data = output.get("data", {})
            rich = len(data) > 1
            for holder, key, form in (
                (output, "text", as_on_a_terminal),
                # Beside a table or a plot nobody sees it.
                (data, "text/plain", lambda text: ADDRESS.sub("", text) if rich else as_on_a_terminal(text)),
                (data, "text/html", steady),
            ):
                if key in holder:
                    before.append(holder[key])
                    holder[key] = form(holder[key])
                    after.append(holder[key])
    return before != after


def faults(block: Block, outputs: list[NotebookNode]) -> Iterator[str]:
    """Yield what is wrong with the outputs of one cell, and how to mend it."""
    data = [output.get("data", {}) for output in outputs]
    text = "".join(output.get("text", "") for output in outputs)
    text += "".join(str(value) for shown in data for kind, value in shown.items() if not kind.startswith("image/"))
    if len(text) > MOST_TEXT and "publish" not in block.options:  # no page shows what is published
        yield f"the cell prints {len(text):,} characters, {MOST_TEXT:,} are the most; print less"
        return
    for output in outputs:
        # TensorFlow's own warnings arrive as ordinary output.
        if output.get("name") == "stderr" or "WARNING:tensorflow" in output.get("text", ""):
            yield f"the cell wrote a warning; change the code so that it does not\n{output.text}"
    if re.search(r"\d[mun]?s/(step|epoch)\b", text):
        yield "the cell prints how long Keras took, which differs in each build; add `verbose=0`"
    for shown in data:
        other = sorted(set(shown) - SHOWN)
        tags = [tag for tag in re.findall(r"<([a-zA-Z]\w*)", shown.get("text/html", "")) if tag.lower() not in TABLES]
        if other:
            yield f"the cell shows {other[0]}, which pages, notebooks or paper cannot; print text, show a table or draw a plot"
        elif tags:
            yield f"the cell shows HTML with <{tags[0]}>, which pages, notebooks or paper cannot; print text, show a table or draw a plot"
        if len(shown.get("image/svg+xml", "")) > MOST_PICTURE:
            yield f"the plot takes {len(shown['image/svg+xml']):,} characters, {MOST_PICTURE:,} are the most; draw less, or use `rasterized=True`"
    if name := block.options.get("publish"):
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            yield f"`publish: {name}` needs JSON, but the cell printed something else ({error}); print(json.dumps(...))"
    plots = sum("image/svg+xml" in shown for shown in data)
    if ADDRESS.search(text) and not plots:
        yield "the cell shows an address in memory, which differs in each build; print something else, and end a plot with plt.show()"
    if rendering(block, "figure"):
        if not plots:
            yield "this cell declares a figure but shows no plot; let it draw one and end with plt.show(), or remove `mystnb`"
        elif sum(map(bool, data)) > 1:
            yield f"this cell shows {sum(map(bool, data))} things, and all would get the name of the figure; draw one plot a cell, and end it with plt.show()"
    elif plots:
        yield "this cell shows a plot without words; add `mystnb: {figure: {name, caption}, image: {alt}}`"


def wrong_answer(block: Block, outputs: list[NotebookNode]) -> str | None:
    """Return where a declared answer and the outputs of its cell differ, compared as nbval does."""
    expected = substitute(str(block.options["expect"])).rstrip("\n").split("\n")
    printed = "".join(output.get("text", "") for output in outputs).removesuffix("\n").split("\n")
    if any("data" in output for output in outputs):
        return "a cell with `expect` shows a value besides what it prints; leave it out"
    if printed == expected:
        return None
    if len(printed) == len(expected) == 1:
        return f"the cell prints {printed[0]}, but expect says {expected[0]}; mend the one that is wrong"
    at = next(
        (at for at, (one, other) in enumerate(zip(printed, expected)) if one != other), min(len(printed), len(expected))
    )
    one = f"is {printed[at]!r}" if at < len(printed) else "is missing"
    other = f"expect says {expected[at]!r}" if at < len(expected) else "expect has no such line"
    return f"line {at + 1} of what the cell prints {one}, but {other}; mend the one that is wrong"


def problems(page: Page, cells: list[NotebookNode]) -> Iterator[Finding]:
    """Yield the line of each cell whose results no page can show, and why.

    Args:
        page: the page
        cells: its executed code cells
    """
    for block, cell in zip(page.cells(), cells):
        for message in faults(block, cell.outputs):
            yield block.line, message


def wrong_answers(page: Page, cells: list[NotebookNode]) -> Iterator[Finding]:
    """Yield the line of each cell that prints something else than it declares, and the difference.

    Args:
        page: the page
        cells: its executed code cells
    """
    for block, cell in zip(page.cells(), cells):
        if "expect" in block.options and (message := wrong_answer(block, cell.outputs)):
            yield block.line, message
