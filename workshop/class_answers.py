"""Show what a class got wrong in the exercises of the lesson "Introduction to deep learning".

Learners save their answers as a file on the page "Quiz" and hand it in. Put the files into a folder, and run

    python class_answers.py FOLDER

It prints each question once, those first that few have answered right at once. A question has a key, which stays
when others are put before it, so files from before and after a change of the lesson go together. The script needs
nothing but Python, changes nothing, and sends nothing. The files hold no names; answers stand in them as they were typed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

FEW = 5  # files of fewer people say more about single learners than about a class
KEYS = {"item": str, "question": str, "tries": int, "first": str}


class Unusable(Exception):
    """A file holds no answers; the message names it and says what to do."""


def read(path: Path) -> tuple[str, list[dict]]:
    """Return the version of the lesson and the answers that one file holds.

    Raises:
        Unusable: it is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unusable(f"{path}: this is no file of answers ({error}); save it anew on the page Quiz") from error
    answers = content.get("answers") if isinstance(content, dict) else None
    if not isinstance(answers, list) or not all(is_answer(answer) for answer in answers):
        raise Unusable(f"{path}: this file holds no answers of the lesson; save it anew on the page Quiz")
    return str(content.get("version", "unknown")), answers


def is_answer(answer: object) -> bool:
    """Tell whether this is what the lesson saves for a question."""
    if not isinstance(answer, dict) or not all(isinstance(answer.get(key), kind) for key, kind in KEYS.items()):
        return False
    after = answer.get("right_after", "missing")
    return after is None or (isinstance(after, int) and after > 0)


def files(arguments: list[str]) -> list[Path]:
    """Return the files that arguments name; a folder stands for all files of answers in it."""
    found = []
    for name in arguments:
        path = Path(name)
        found += sorted(path.glob("*.json")) if path.is_dir() else [path]
    return found


def statistics(people: list[list[dict]]) -> list[dict]:
    """Return a row for each question, the hardest one first.

    Args:
        people: the answers of each person

    Returns:
        rows with `item`, `question`, `answered` and `at_once` (numbers of people), `in_the_end` (people who got it right at last),
        and `wrong`: the most frequent wrong first answer with its number, or None
    """
    by_item: dict[str, list[dict]] = {}
    for answers in people:
        for answer in answers:
            by_item.setdefault(answer["item"], []).append(answer)
    rows = []
    for item, answers in by_item.items():
        wrong = Counter(answer["first"].strip() for answer in answers if answer["right_after"] != 1)
        rows.append({
            "item": item,
            "question": answers[0]["question"],
            "answered": len(answers),
            "at_once": sum(answer["right_after"] == 1 for answer in answers),
            "in_the_end": sum(answer["right_after"] is not None for answer in answers),
            # of equally frequent ones always the same
            "wrong": min(wrong.items(), key=lambda pair: (-pair[1], pair[0])) if wrong else None,
        })
    return sorted(rows, key=lambda row: (row["at_once"] / row["answered"], -row["answered"], row["item"]))


def table(rows: list[dict]) -> str:
    """Return the rows as text."""
    lines = ["answered  right at once  in the end  most frequent wrong answer   question"]
    for row in rows:
        wrong = f"{shorten(row['wrong'][0], 20)} ({row['wrong'][1]})" if row["wrong"] else ""
        share = f"{row['at_once']} ({row['at_once'] / row['answered']:.0%})"
        lines.append(
            f"{row['answered']:8}  {share:>13}  {row['in_the_end']:10}  {wrong:27}  {row['item']}: {shorten(row['question'], 60)}"
        )
    return "\n".join(lines)


def shorten(text: str, length: int) -> str:
    """Return a text on one line, and no longer than asked for."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 3] + "..."


def main(arguments: list[str]) -> int:
    """Print the table; return the exit code."""
    if not arguments:
        print(__doc__)
        return 2
    try:
        read_files = [read(path) for path in files(arguments)]
    except Unusable as problem:
        print(problem, file=sys.stderr)
        return 1
    if not read_files:
        print("no file of answers there; name a folder with the files that learners have saved", file=sys.stderr)
        return 1
    versions = sorted({version for version, _ in read_files})
    print(f"{len(read_files)} files")
    if len(versions) > 1:
        print(
            f"from different versions of the lesson, {', '.join(versions)}: a question with new words stands here twice"
        )
    if len(read_files) < FEW:
        print("so few files say more about single people than about a class: do not show them")
    print(table(statistics([answers for _, answers in read_files])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
