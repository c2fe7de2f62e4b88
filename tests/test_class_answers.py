"""What instructors learn from the files that a class hands in."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from lesson.paths import ROOT

SCRIPT = ROOT / "workshop" / "class_answers.py"
specification = importlib.util.spec_from_file_location("class_answers", SCRIPT)
assert specification is not None and specification.loader is not None
class_answers = importlib.util.module_from_spec(specification)
specification.loader.exec_module(class_answers)


def answer(first: str, right_after: int | None, item: str = "intro-ex-network/1", tries: int = 3) -> dict:
    return {"item": item, "question": "1. Output", "tries": tries, "first": first, "right_after": right_after}


def saved(folder: Path, people: list[list[dict]], version: str = "0.1.0") -> Path:
    folder.mkdir(exist_ok=True)
    for at, answers in enumerate(people):
        content = {"lesson": "Introduction to deep learning", "version": version, "answers": answers}
        (folder / f"answers-{version}-{at}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def run(*arguments: object) -> subprocess.CompletedProcess:
    """Run the script as instructors do, with a Python that has no packages."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


CLASS = [
    [answer("1.25", 1), answer("yes", 1, "intro-ex-step/5")],
    [answer("0.25", 2), answer("yes", 1, "intro-ex-step/5")],
    [answer("0.25", None), answer("no", 2, "intro-ex-step/5")],
    [answer("1.75", 3), answer("yes", 1, "intro-ex-step/5")],
    [answer("1.25", 1)],
]


def test_the_hardest_question_comes_first():
    first, second = class_answers.statistics(CLASS)
    assert first == {
        "item": "intro-ex-network/1",
        "question": "1. Output",
        "answered": 5,
        "at_once": 2,
        "in_the_end": 4,
        "wrong": ("0.25", 2),
    }
    assert (second["item"], second["answered"], second["at_once"], second["wrong"]) == (
        "intro-ex-step/5",
        4,
        3,
        ("no", 1),
    )


def test_a_question_that_all_answer_right_has_no_wrong_answer():
    assert class_answers.statistics([[answer("1.25", 1)], [answer("5/4", 1)]])[0]["wrong"] is None


def test_the_table_of_a_class(tmp_path):
    done = run(saved(tmp_path / "answers", CLASS))
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and not done.stderr
    assert lines[0] == "5 files" and lines[1].startswith("answered")
    assert lines[2].split() == ["5", "2", "(40%)", "4", "0.25", "(2)", "intro-ex-network/1:", "1.", "Output"]
    assert lines[3].split()[:4] == ["4", "3", "(75%)", "4"]


def test_few_files_and_several_versions_are_named(tmp_path):
    folder = saved(tmp_path / "answers", CLASS[:1])
    said = run(saved(folder, CLASS[1:2], "0.2.0")).stdout
    assert "so few files" in said and "0.1.0, 0.2.0" in said


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        '{"answers": 3}',
        '{"answers": [{"item": "a/1"}]}',
        json.dumps({"answers": [{**answer("1", 1), "right_after": 0}]}),
        json.dumps({"answers": [{**answer("1", 1), "tries": "many"}]}),
    ],
)
def test_what_is_no_file_of_answers_is_named(tmp_path, content):
    (tmp_path / "notes.json").write_text(content)
    done = run(tmp_path)
    assert done.returncode == 1 and "notes.json" in done.stderr and "save it anew" in done.stderr


def test_nothing_to_read_is_said(tmp_path):
    assert run(tmp_path).returncode == 1 and "no file of answers there" in run(tmp_path).stderr
    assert run().returncode == 2 and "python class_answers.py FOLDER" in run().stdout
