"""Other backends of Keras: what their run leaves out, what it installs, and that nothing makes it pass by accident."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from elsewhere import with_backends

CELL = "```{code-cell} ipython3\nimport tensorflow\n\nprint(tensorflow.__version__)\n```\n"
PLACE = ":::{keypoints}"


def test_only_cells_that_name_tensorflow_are_left_out(book, tmp_path: Path):
    """And all others keep their lines, so that messages name the right ones."""
    page = book.episode.read_text()
    assert page.count(PLACE) == 1 and "tensorflow" not in page
    book.episode.write_text(page.replace(PLACE, f"{CELL}\nTensorFlow in words.\n\n{PLACE}"))
    command = f"from pathlib import Path; from elsewhere.with_backends import sources; sources(Path({str(tmp_path)!r}))"
    done = book.call(sys.executable, "-c", command)
    line = page[: page.index(PLACE)].count("\n") + 1
    assert done.stdout == f"episodes/01-introduction.md:{line}: this cell names TensorFlow, so it is left out\n", done
    copy = tmp_path / "project" / "episodes" / "01-introduction.md"
    empty = "\n" * CELL.count("\n")
    assert copy.read_text() == page.replace(PLACE, f"{empty}\nTensorFlow in words.\n\n{PLACE}")


def test_the_environment_has_the_lock_without_tensorflow(tmp_path: Path):
    file = tmp_path / "lock.txt"
    file.write_text(
        "keras==3.15.1 \\\n    --hash=sha256:12\n"
        'tensorflow==2.21.0 ; sys_platform != "no"\ntensorflow-cpu==2.21.0\nnumpy==1 ; sys_platform == "no"\n'
    )
    assert with_backends.without_tensorflow(file) == "keras==3.15.1\n"


@pytest.fixture
def asked(monkeypatch, tmp_path: Path) -> list[str]:
    """What is run, and on which backend; nothing is, and JAX cannot be installed."""
    found = []

    def install(backend: str, folder: Path) -> Path:
        if backend == "jax":
            raise subprocess.CalledProcessError(1, "pip")
        return folder

    def answers_hold(python: Path, build: Path, environment: dict[str, str], *, project: Path) -> int:
        found.append(f"answers on {environment['LESSON_BACKEND']}")
        return 0

    def notebooks_run(python: Path, environment: dict[str, str], project: Path) -> int:
        found.append(f"notebooks for people on {environment['KERAS_BACKEND']}")
        return 0

    monkeypatch.setattr(with_backends, "ROOT", tmp_path)
    monkeypatch.setattr(with_backends, "install", install)
    monkeypatch.setattr(with_backends, "sources", lambda folder: folder)
    monkeypatch.setattr(with_backends, "answers_hold", answers_hold)
    monkeypatch.setattr(with_backends, "notebooks_run", notebooks_run)
    return found


def test_a_backend_that_cannot_be_had_is_a_failure_and_the_next_is_tried(asked, capsys):
    assert with_backends.main(["jax", "torch"]) == 1
    assert asked == ["answers on torch", "notebooks for people on torch"]
    assert "There is no environment with jax" in capsys.readouterr().err
    assert with_backends.main(["torch"]) == 0


def test_a_notebook_for_people_that_fails_is_a_failure(asked, monkeypatch):
    monkeypatch.setattr(with_backends, "notebooks_run", lambda *arguments: 1)
    assert with_backends.main(["torch"]) == 1


@pytest.mark.parametrize("wrong", [[], ["pytorch"], ["torch", "tensorflow"]])
def test_what_is_no_other_backend_is_refused(asked, wrong, capsys):
    assert with_backends.main(wrong) == 1 and not asked
    assert "with_backends jax torch" in capsys.readouterr().err
