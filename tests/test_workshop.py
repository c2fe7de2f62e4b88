"""What goes into a workshop: the set-up check, the box with everything, and wheels for a room without network."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lesson import pins, workshop

# Stand-ins for the packages, as old as the lesson allows; only their versions are right.
GOOD = {
    workshop.module(pins.key(name)): f'__version__ = "{version}"'
    for name, version in (requirement.split(">=") for requirement in pins.install_requirements())
}


# ---------- the set-up check ----------

@pytest.fixture
def check(tmp_path: Path):
    """Run the set-up check, with stand-ins for the packages: {module: its code}."""
    script = tmp_path / workshop.CHECK
    script.write_text(workshop.filled(workshop.CHECK))

    def run(stand_ins: dict[str, str], version: str | None = None) -> tuple[int, str]:
        folder = tmp_path / "stand-ins"
        folder.mkdir()
        for module, code in stand_ins.items():
            (folder / f"{module}.py").write_text(code)
        pretend = f"sys.version_info = ({version.replace('.', ', ')}, 'final', 0); " if version else ""
        command = f"import runpy, sys; {pretend}runpy.run_path({str(script)!r}, run_name='__main__')"
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "CONDA_"))}
        # A console of Windows does not know UTF-8.
        environment |= {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "cp1252"}
        result = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True)
        return result.returncode, result.stdout.decode("cp1252")

    return run


def test_good_set_up(check, site):
    """It says what the set-up page says it says."""
    # The build does without JupyterLab.
    code, said = check({"jupyterlab": GOOD["jupyterlab"]})
    assert code == 0, said
    page = BeautifulSoup((site / "setup.html").read_text(encoding="utf-8"), "html.parser")
    promised = page.select_one("#check-your-set-up div.highlight-text pre").get_text().strip()
    assert said.strip().endswith(promised), f"{said}\n\nthe page says\n{promised}"
    assert page.find("a", href=workshop.CHECK)
    assert (site / workshop.CHECK).read_text() == workshop.filled(workshop.CHECK)


@pytest.mark.parametrize("stand_ins, line, advice", [
    ({"seaborn": "raise ModuleNotFoundError(name='seaborn')"}, "!!  seaborn       missing", 'python -m pip install "seaborn>='),
    ({"seaborn": "__version__ = '0.11.2'"}, "!!  seaborn       0.11.2", 'python -m pip install "seaborn>='),
    ({"seaborn": "raise ImportError('DLL load failed: caf\\xe9 \\u2603')"}, "!!  seaborn       fails", "seaborn cannot be loaded: ImportError: DLL load failed"),
    ({}, "!!  training      fails", "AttributeError"),
])
def test_faulty_package(check, stand_ins, line, advice):
    code, said = check({**GOOD, **stand_ins})
    assert code == 1
    assert line in said and "What to do" in said and advice in said
    assert workshop.check_setup().READY not in said


@pytest.mark.parametrize("version", ["3.8.10", "3.9.1", "3.14.0"])
def test_wrong_python(check, version):
    code, said = check({}, version)
    assert code == 1
    assert f"!!  Python        {version}" in said
    assert f"Install a 64-bit Python {pins.substitutions()['python_versions']}" in said


def test_old_python_can_read_the_scripts():
    """Otherwise it would report a SyntaxError instead of its age."""
    for script in workshop.FOLDER.glob("*.py"):
        ast.parse(workshop.filled(script.name), feature_version=(3, 6))
        assert workshop.filled(script.name).isascii(), script
