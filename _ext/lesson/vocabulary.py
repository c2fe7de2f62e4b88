"""What authors may write, and what it becomes on the page and in the notebooks; the one list of all names.

`python -m lesson.check.rules --vocabulary` prints it as a table for .github/WRITING.md.
Lint refuses everything that is not listed here, so that nothing is lost without a word.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

# Pages whose minutes count; the others have no questions, objectives and key points.
EPISODES = "episodes"


def is_episode(name: str | PurePath) -> bool:
    """Tell whether a path below the root, or a document's name, is that of an episode."""
    return PurePath(name).parts[0] == EPISODES


# What people download of each page with cells.
KINDS_OF_NOTEBOOKS = ("learner", "solved", "type-along")


class Box(NamedTuple):
    """A box: the label readers see, its icon, its look, and whether notebooks hold it."""

    label: str
    icon: str
    look: str
    in_notebooks: bool = True


BOXES = {
    "questions": Box("Questions", "question", "questions"),
    "objectives": Box("Objectives", "target", "objectives"),
    "keypoints": Box("Key points", "key", "keypoints"),
    "callout": Box("Note", "callout", "callout"),
    "warning": Box("Warning", "warning", "warning"),
    "discussion": Box("Discussion", "callout", "callout"),
    "prereq": Box("Before you start", "callout", "callout"),
    "checklist": Box("Checklist", "callout", "callout"),
    "instructor": Box("Instructor note", "instructor", "instructor", False),
    "can-go": Box("Can go", "instructor", "instructor", False),
    "break": Box("Break", "instructor", "instructor", False),
}
# Only instructors read them.
NOTES = tuple(name for name, box in BOXES.items() if box.look == "instructor")
GATES = ("exercise-start", "exercise-end", "solution-start", "solution-end")
# fmt: off
# Filled by the build from the episodes.
COLLECTIONS = (
    "key-points", "exercise-list", "figure-list", "whole-lesson", "episode-list", "schedule", "continue-reading",
    "run-sheets", "all-notes", "what-can-go",
)

# directive -> (its options, what it becomes on the page, what in the notebooks: "" where these cannot hold it)
DIRECTIVES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "code-cell": ((), "the code, and what it prints", "a code cell; without what solutions hold in `learner`, a comment in `type-along` where people type"),
    "exercise-start": (("label", "minutes", "talk", "optional", "can-go", "unchecked"), "an exercise with its number", "a title with its number"),
    "exercise-end": ((), "the end of the exercise", "nothing"),
    "solution-start": (("label",), "a closed solution", "the solution in `solved`, room to answer in the others"),
    "solution-end": ((), "the end of the solution", "nothing"),
    "figure": (("name", "alt"), "a picture with number and caption", "the picture with number and caption"),
    "self-check": (("choices",), "a form", "a cell that checks what has a `value`, and where the form is"),
    "code-check": ((), "an editor that runs Python; nothing on paper", "the code to begin with, in the cell to answer in"),
    "playground": (("title", "data", "start"), "a playground", "where the playground is, and its guess"),
    "guess": (("choices", "answer"), "a question with choices, before a playground; its answer opens", "the question and the choices; the answer opens"),
    "tab-set": ((), "tabs", "one after the other"),
    "tab-item": (("sync", "selected"), "a tab", "a title and its content"),
    "your-answers": ((), "a place to save or forget the answers of self-checks", "nothing"),
    "install-command": ((), "the command that installs the packages; behind its name stands the Python to use", "the command"),
    "learner-file": ((), "a button with the file for learners", "where it is"),
    "set-up-check": ((), "the set-up check, and its report", "where it is, and its report"),
    "glossary": ((), "terms with definitions", ""),
    "bundle-offer": ((), "a link to the archive for workshops", ""),
    "life-cycle": ((), "how mature the lesson is, in the words of README", ""),
    **{name: ((), "collected from the episodes", "") for name in COLLECTIONS},
}
for name, box in BOXES.items():
    DIRECTIVES[name] = (("name",), f"a box “{box.label}”", "a quotation with a title" if box.in_notebooks else "nothing")
DIRECTIVES["can-go"] = (("name",), "a box “Can go” for instructors", "nothing")
DIRECTIVES["break"] = (("name",), "a box “Break”", "a mark, and a cell to catch up; nothing in `solved`")
# Their argument is a title in Markdown.
TITLED = {*BOXES, "exercise-start", "tab-item", "guess"}
# Their content is not Markdown, so nothing in them is looked at.
VERBATIM = {"code-cell", "self-check", "code-check", "schedule", "code-block", "code", "sourcecode", "literalinclude", "math", "raw", "eval-rst", "mermaid"}

# role -> (what it becomes on the page, what in the notebooks)
ROLES = {
    "ref": ("a link to an exercise, a solution or, with words, to any label", "its number, or a link"),
    "numref": ("a link with the number of a figure", "its number"),
    "term": ("a link to the glossary, with the definition", "the words"),
    "kbd": ("a key", "a key"),
    "given": ("words in the ink of given values", "the words"),
    "learned": ("words in the ink of learned values", "the words"),
    "computed": ("words in the ink of computed values", "the words"),
    "wrong": ("words in the ink of errors", "the words"),
    "value": ("the line that a cell declares to print", "the same line"),
    "practised-in": ("nothing", "nothing"),
}

SAME = "the same"
# What MyST's parser calls it -> (how it is written, what it becomes on the page, what in the notebooks)
CONSTRUCTS = {
    "paragraph": ("a paragraph, one sentence per line", "a paragraph", SAME),
    "heading": ("`##` to `####` and a title", "a heading with an address", SAME),
    "bullet_list": ("`- item`", "a list", SAME),
    "ordered_list": ("`1. item`, `3. item` to start at 3", "a numbered list", SAME),
    "dl": ("a word, below it `: definition`", "a list of definitions", "a list with bold words"),
    "blockquote": ("`> words`", "a quotation", SAME),
    "table": ("`\\| a \\| b \\|`, a line of `\\|---\\|---\\|`, rows", "a table", SAME),
    "math_block": ("`$$` above and below", "a formula of its own", SAME),
    "fence": ("three backticks and a language, as in `` ```sh ``", "code that is not executed", SAME),
    "hr": ("`---` between blank lines", "a line", SAME),
    "myst_target": ("`(label)=` above a heading", "a place to refer to", "nothing"),
    "myst_line_comment": ("`% words` or `<!-- words -->`", "nothing", "nothing"),
    "myst_block_break": ("`+++`", "nothing", "nothing"),
    "math_inline": ("`$x$`; money is `\\$5`", "a formula", SAME),
    "code_inline": ("`` `name` ``", "code", SAME),
    "em": ("`*words*`, `**words**`", "emphasis", SAME),
    "link": ("`[words](page.md)`, `[words](https://…)`, `<https://…>`", "a link", "a link, also to the notebook of a page"),
    "hardbreak": ("two spaces or `\\` at the end of a line", "a new line", SAME),
    "html_inline": ("`<kbd> <sub> <sup> <br>`", "a key, an index, a new line", SAME),
    "substitution_inline": ("`{{ keras_version }}`", "the version", SAME),
}
HTML = ("kbd", "sub", "sup", "br")
# Tokens that come with the ones above.
PARTS = {"inline", "text", "softbreak", "list_item", "thead", "tbody", "tr", "th", "td", "dt", "dd", "strong", "colon_fence", "myst_role",
         "math_inline_double", "substitution_block", "html_block"}
# What MyST knows and this lesson refuses -> what is wrong with it, and how to mend it.
A_FIGURE = "`:::{figure} ../fig/name.svg` with name, alt and caption"
REFUSED = {
    "footnote_ref": "footnotes are lost on collected pages and in notebooks; write the note as a sentence, or in brackets",
    "footnote_reference": "footnotes are lost on collected pages and in notebooks; write the note as a sentence, or in brackets",
    "math_block_label": "formulas have no numbers here; remove the label and refer to the formula in words",
    "code_block": "indented lines are code without a language; put them between fences, or remove the indent",
    "reference": "a link that is defined elsewhere is lost between the cells of notebooks; write [text](address) in place",
    "image": f"an image without caption; write {A_FIGURE}",
}

CALLOUT = "`:::{callout} Title`"
A_TABLE = "a table of pipes, with its title as a sentence above"
A_FENCE = "a fence with a language, as in ```python"
# Names of other systems, such as the Workbench of The Carpentries -> what stands for them here.
MEANT = {
    **dict.fromkeys(("exercise", "challenge"), "`:::{exercise-start} Title` and `:::`, after the text `:::{exercise-end}` and `:::`"),
    "solution": "`:::{solution-start} label` and `:::`, after the text `:::{solution-end}` and `:::`",
    **dict.fromkeys(("note", "tip", "hint", "important", "seealso", "admonition", "margin", "sidebar", "topic", "dropdown", "spoiler", "testimonial",
                     *(f"prf:{kind}" for kind in ("theorem", "lemma", "definition", "example", "proof", "remark", "algorithm"))), CALLOUT),
    **dict.fromkeys(("attention", "caution", "danger", "error"), "`:::{warning} Title`"),
    **dict.fromkeys(("table", "list-table", "csv-table"), A_TABLE),
    **dict.fromkeys(("code-block", "code", "sourcecode", "literalinclude"), A_FENCE),
    "math": "the formula between lines of `$$`",
    "image": A_FIGURE,
    "include": "the text itself, or a link to the page",
    "raw": "Markdown, or a box of this guide",
    "eval-rst": "Markdown, or a box of this guide",
    **dict.fromkeys(("tab", "group-tab"), "`:::{tab-set}` with `:::{tab-item} Title` in it"),
    **dict.fromkeys(("mermaid", "video"), "a `figure` that a script in fig/ draws"),
    "index": "nothing: readers search all words",
    **dict.fromkeys(("contents", "tableofcontents"), "nothing: each page lists its sections"),
}
MEANT_ROLE = {
    "math": "`$x$`", "eq": "the formula in words", "sub": "a formula such as `$x_2$`, or `<sub>2</sub>`", "sup": "a formula such as `$x^2$`, or `<sup>2</sup>`",
    "code": "`` `code` ``", "doc": "`[words](page.md)`", "download": "`[words](address)`", "abbr": "the long form in brackets",
    "cite": "a link to the source",
    **dict.fromkeys(("guilabel", "menuselection", "command", "file"), "*words* or `` `code` ``"),
    "any": "`` {ref}`words <label>` ``",
}
# fmt: on


def documentation() -> str:
    """Return what may be written as the table that stands in .github/WRITING.md."""
    rows = [(written, page, notebooks) for written, page, notebooks in CONSTRUCTS.values()]
    rows += [(f"`` {{{name}}}`…` ``", page, notebooks) for name, (page, notebooks) in ROLES.items()]
    for name, (options, page, notebooks) in DIRECTIVES.items():
        also = "".join(f", `:{option}:`" for option in options)
        rows.append((f"`{{{name}}}`{also}", page, notebooks or "not on a page with cells"))
    return "\n".join([
        "| write | on the page | in notebooks |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ])
