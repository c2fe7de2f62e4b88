"""The files for a cluster: the job script runs a notebook, without Slurm; the page names what exists."""

from __future__ import annotations

import re
import stat
import subprocess
import sys

import nbformat
import pytest
from lesson.notebooks.archive import FOLDER
from lesson.paths import ROOT

CLUSTER = ROOT / "workshop" / "cluster"
# What JupyterLab brings along on a cluster; the lock has no nbconvert.
JUPYTER = """#!{python}
import pathlib, sys, nbformat
assert sys.argv[1:4] == ["nbconvert", "--to", "script"] and sys.argv[4] == "--output-dir", sys.argv
notebook = nbformat.read(sys.argv[6], as_version=4)
code = "\\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
(pathlib.Path(sys.argv[5]) / pathlib.Path(sys.argv[6]).with_suffix(".py").name).write_text(code)
"""


@pytest.fixture
def job(tmp_path):
    """Run the job script in a folder with one notebook, in an environment of its own; return the finished process."""
    programs = tmp_path / "environment" / "bin"
    programs.mkdir(parents=True)
    (programs / "activate").write_text(f'export PATH="{programs}:$PATH"\n', encoding="utf-8")
    for name, text in {
        "jupyter": JUPYTER.format(python=sys.executable),
        "python": f'#!/bin/sh\nexec {sys.executable} "$@"\n',
    }.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod((programs / name).stat().st_mode | stat.S_IXUSR)
    folder = tmp_path / "work"
    folder.mkdir()

    def run(*arguments: str, cell: str = "") -> subprocess.CompletedProcess:
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), folder / "02-keras.ipynb")
        return subprocess.run(
            ["bash", CLUSTER / "episode.slurm", *arguments],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "ENVIRONMENT": str(programs.parent), "SLURM_SUBMIT_DIR": str(folder)},
            capture_output=True,
            text=True,
        )

    return run


def test_the_job_runs_the_notebook_where_it_was_submitted(job):
    done = job(
        "02-keras.ipynb", cell="import os\nprint(os.environ['MPLBACKEND'], os.environ['OMP_NUM_THREADS'], os.getcwd())"
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"Agg 2 .*/work\n", done.stdout)


def test_the_job_fails_where_a_cell_fails(job):
    done = job("02-keras.ipynb", cell="print('so far'); raise ValueError('no data')")
    assert done.returncode != 0 and "no data" in done.stderr and "so far" in done.stdout


def test_the_job_asks_for_a_notebook(job):
    done = job()
    assert done.returncode != 0 and "name a notebook" in done.stderr


def test_what_slurm_reads_comes_before_the_first_command():
    """Slurm ignores what stands below."""
    lines = (CLUSTER / "episode.slurm").read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line and not line.startswith("#"))
    asked = [at for at, line in enumerate(lines) if line.startswith("#SBATCH")]
    assert lines[0] == "#!/bin/bash" and len(asked) >= 4 and max(asked) < first
    assert all(re.fullmatch(r"#SBATCH --[a-z-]+=\S+", lines[at]) for at in asked)


def test_the_container_holds_what_learners_install():
    recipe = (CLUSTER / "lesson.def").read_text(encoding="utf-8")
    installed = set(re.search(r"pip install --no-cache-dir (.*)", recipe)[1].split())
    needed = {
        re.match(r"[a-z-]+", line)[0]
        for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if "# lesson:" in line
    }
    # Matplotlib comes with seaborn; JupyterLab brings nbconvert.
    assert needed - {"matplotlib"} <= installed and "jupyterlab" in installed
    assert [line.split()[0] for line in recipe.splitlines() if line.startswith("%")] == [
        "%post",
        "%environment",
        "%runscript",
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in CLUSTER.iterdir()))
def test_the_page_shows_the_file_as_it_is(name):
    page = (ROOT / "bigger-machines.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page and f"\n{(CLUSTER / name).read_text(encoding='utf-8')}```\n" in page


def test_the_job_takes_the_environment_of_the_set_up_page():
    script = (CLUSTER / "episode.slurm").read_text(encoding="utf-8")
    folder, environment = re.search(r"ENVIRONMENT:-\$HOME/([^/}]+)/([^/}]+)}", script).groups()
    assert folder == FOLDER, "where the learners' file is unpacked"
    assert f"-m venv {environment}\n" in (ROOT / "setup.md").read_text(encoding="utf-8")
