"""The walk along a learner's path: what it follows, and where it stops. `make test-path` walks it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from elsewhere import learners_path
from elsewhere.learners_path import Astray
from lesson.notebooks.archive import FOLDER, START
from lesson.paths import LEARNER_FILE
from lesson.text.versions import install_requirements
from nbformat.v4 import new_code_cell, new_output


@pytest.fixture
def lesson(site, tmp_path: Path) -> Path:
    """The unpacked learners' file."""
    return learners_path.download(tmp_path)


def test_the_landing_page_leads_to_notebooks_and_three_commands(lesson):
    assert (lesson / learners_path.FIRST).exists() and lesson.name == FOLDER
    make, install, start = learners_path.commands(lesson, "tensorflow")
    assert make.split()[1:3] == ["-m", "venv"] and start.endswith("jupyter lab")
    assert all(requirement in install for requirement in install_requirements())


def test_another_backend_takes_the_place_of_tensorflow(lesson):
    install = learners_path.commands(lesson, "jax")[1]
    assert " jax" in install and "tensorflow" not in install and "'keras>=" in install


@pytest.mark.parametrize("links", ["", f'<a href="a/{LEARNER_FILE}">a</a><a href="b/{LEARNER_FILE}">b</a>'])
def test_no_download_or_two_is_the_end_of_the_path(links, tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text(links)
    monkeypatch.setattr(learners_path, "SITE", tmp_path)
    with pytest.raises(Astray, match="files for learners, not one"):
        learners_path.download(tmp_path)


def test_a_fourth_command_is_the_end_of_the_path(lesson):
    text = (lesson / START).read_text(encoding="utf-8")
    (lesson / START).write_text(text.replace("python3 -m venv .venv\n", "cd somewhere\npython3 -m venv .venv\n", 1))
    with pytest.raises(Astray, match="4 commands"):
        learners_path.commands(lesson, "tensorflow")


def test_learners_see_nothing_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "_ext")
    variables = learners_path.surroundings(tmp_path, "jax")
    assert "PYTHONPATH" not in variables and variables["KERAS_BACKEND"] == "jax"
    assert Path(variables["HOME"]).is_relative_to(tmp_path)


def test_a_check_that_says_something_else_is_named():
    cell = new_code_cell("# Check your answer to exercise 2.1: run this cell")
    cell.outputs = [new_output("stream", text="Right: a.\nNot yet: b. Count again.\n")]
    assert learners_path.wrong_checks([cell], "Right: ") == "Not yet: b. Count again."
    assert not learners_path.wrong_checks([new_code_cell("1")], "Right: ")


def test_what_is_no_backend_is_refused(capsys):
    assert learners_path.main(["pytorch"]) == 1 and "tensorflow jax torch" in capsys.readouterr().err


def test_the_file_of_the_site_is_the_one_that_is_unpacked(site, lesson):
    with zipfile.ZipFile(site / LEARNER_FILE) as archive:
        assert {name for name in archive.namelist()} == {
            f"{FOLDER}/{file.relative_to(lesson).as_posix()}" for file in lesson.rglob("*") if file.is_file()
        }
