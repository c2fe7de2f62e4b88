"""What the surveys of a workshop ask, and the answers that the lesson computes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..paths import ROOT, WORKSHOP
from .answers import known_to, numbers, value
from .page import YAML, Exercise, Page, exercises, read
from .self_checks import read_entries

SURVEY = WORKSHOP / "templates" / "survey.yml"


@dataclass
class Task:
    """A question that people answer before and after, with what the lesson says about the answers."""

    question: str
    answer: str
    page: Path  # the episode that teaches it, below the root
    wrong: dict[str, str] = field(default_factory=dict)  # typical wrong answers, each with the hint of the lesson


@dataclass
class Survey:
    """What is asked before and after: skills that people rate, and tasks."""

    skills: list[str]
    tasks: list[Task]


def read_survey(file: Path = SURVEY, root: Path = ROOT) -> Survey:
    """Read what the surveys ask.

    Args:
        file: YAML with `skills`, a list of sentences, and `tasks`, each with `question` and `answer-of`
        root: the folder of the lesson

    Raises:
        ValueError: the file is no such YAML, or a task does not fit the exercise whose answer it takes;
            the message names the file, and the line where it is known.
    """
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), YAML)
        return Survey(content["skills"], [task(entry, root) for entry in content["tasks"]])
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{file}: no `skills` and `tasks` with `question` and `answer-of`; add {problem}") from problem
    except (yaml.YAMLError, LookupError, ValueError) as problem:
        raise ValueError(f"{file}: {problem}") from problem


def task(entry: dict, root: Path) -> Task:
    """Return a task with its answers, from the cell that it names.

    Raises:
        LookupError: the lesson has no such page, cell or answer.
        ValueError: the question names a number that the exercise does not know, so it may ask for something else.
    """
    target = entry["answer-of"]
    episode, _, name = target.partition("/")
    home = Path("episodes", f"{episode}.md")
    answer = value(target, Page(home, {}, []), root)
    page = read(home, root)
    exercise = next((one for one in exercises(page) if any(is_cell(cell, name) for cell in one.solution)), None)
    if exercise is None:
        raise LookupError(f"`{target}` stands in no solution; name a cell that answers an exercise")
    strange = set(numbers(entry["question"])) - known_to(exercise)[0]
    if strange:
        said = ", ".join(f"{number:g}" for number in sorted(strange))
        raise ValueError(f"the question about `{target}` names {said}, and its exercise does not; ask for the same")
    return Task(entry["question"], answer, home, wrong_answers(exercise, name))


def is_cell(block, name: str) -> bool:
    return block.name == "code-cell" and block.options.get("name") == name


def wrong_answers(exercise: Exercise, name: str) -> dict[str, str]:
    """Return the typical wrong answers that self-checks of an exercise know for a cell, each with its hint."""
    forms = [block for block in exercise.statement if block.name == "self-check"]
    entries = [entry for form in forms for _, entry in read_entries(form) if entry.get("answer-of") == name]
    return {wrong: hint for entry in entries for wrong, hint in entry.get("hints", {}).items()}
