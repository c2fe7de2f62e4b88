"""What goes into a workshop: the set-up check, the box with everything, and wheels for a room without network."""

from __future__ import annotations

import ast
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lesson.commands import bundle, pdf
from lesson.notebooks.archive import DATE
from lesson.paths import SLUG, WORKSHOP
from lesson.text import set_up_files, versions

# Stand-ins for the packages, as old as the lesson allows; only their versions are right.
GOOD = {
    set_up_files.module(versions.key(name)): f'__version__ = "{version}"'
    for name, version in (requirement.split(">=") for requirement in versions.install_requirements())
}


# ---------- the set-up check ----------


@pytest.fixture
def check(tmp_path: Path):
    """Run the set-up check, with stand-ins for the packages: {module: its code}; `first` is what Python does before."""
    script = tmp_path / set_up_files.CHECK
    script.write_text(set_up_files.filled(set_up_files.CHECK))

    def run(
        stand_ins: dict[str, str], version: str | None = None, backend: str | None = None, first: str = ""
    ) -> tuple[int, str]:
        folder = tmp_path / "stand-ins"
        folder.mkdir()
        for module, code in stand_ins.items():
            (folder / f"{module}.py").write_text(code)
        pretend = f"sys.version_info = ({version.replace('.', ', ')}, 'final', 0); " if version else ""
        command = f"{first}\nimport runpy, sys; {pretend}runpy.run_path({str(script)!r}, run_name='__main__')"
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("TF_", "CONDA_", "KERAS_"))
        }
        # A console of Windows does not know UTF-8.
        environment |= {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "cp1252"}
        environment |= {} if backend is None else {"KERAS_BACKEND": backend}
        result = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True)
        return result.returncode, result.stdout.decode("cp1252")

    return run


@pytest.mark.kernel
def test_good_set_up(check, site):
    """It says what the set-up page says it says."""
    # The build does without JupyterLab.
    code, said = check({"jupyterlab": GOOD["jupyterlab"]})
    assert code == 0, said
    page = BeautifulSoup((site / "setup.html").read_text(encoding="utf-8"), "html.parser")
    promised = page.select_one("#check-your-set-up div.highlight-text pre").get_text().strip()
    assert said.strip().endswith(promised), f"{said}\n\nthe page says\n{promised}"
    assert page.find("a", href=set_up_files.CHECK)
    assert (site / set_up_files.CHECK).read_text() == set_up_files.filled(set_up_files.CHECK)


@pytest.mark.parametrize(
    "stand_ins, line, advice",
    [
        (
            {"seaborn": "raise ModuleNotFoundError(name='seaborn')"},
            "!!  seaborn       missing",
            'python -m pip install "seaborn>=',
        ),
        ({"seaborn": "__version__ = '0.11.2'"}, "!!  seaborn       0.11.2", 'python -m pip install "seaborn>='),
        (
            {"seaborn": "raise ImportError('DLL load failed: caf\\xe9 \\u2603')"},
            "!!  seaborn       fails",
            "seaborn cannot be loaded: ImportError: DLL load failed",
        ),
        ({}, "!!  training      fails", "AttributeError"),
    ],
)
def test_faulty_package(check, stand_ins, line, advice):
    code, said = check({**GOOD, **stand_ins})
    assert code == 1
    assert line in said and "What to do" in said and advice in said
    assert set_up_files.check_setup().READY not in said


@pytest.mark.parametrize("version", ["3.8.10", "3.9.1", "3.14.0"])
def test_wrong_python(check, version):
    code, said = check({}, version)
    assert code == 1
    assert f"!!  Python        {version}" in said
    assert f"Install a 64-bit Python {versions.substitutions()['python_versions']}" in said


@pytest.mark.parametrize(
    "found, good, line",
    [
        (2.1, False, "  !!  memory        2.1 GB       4 GB or more"),
        (3.9, True, "  ok  memory        enough"),
        (None, True, "enough"),
    ],
)
def test_memory(found, good, line):
    """A computer that is sold with 4 GB shows a little less, and one that does not tell is not refused."""
    said = set_up_files.check_setup().check_memory(found)
    assert said[0] is good and line in said[1]


def test_this_computer_tells_its_memory():
    assert 0.5 < set_up_files.check_setup().memory() < 100_000


def test_little_memory_is_no_riddle(check):
    """What to do stands in the report."""
    small = "__version__ = '9'\nimport os\nos.sysconf = lambda name: 1_000_000 if 'PAGES' in name else 1000"
    code, said = check({**GOOD, "sitecustomize": small})
    assert code == 1 and "!!  memory        1.0 GB" in said and "Shut Down All Kernels" in said, said


# Stand-ins for a Keras that learns, on the backend that it was asked for.
LEARNS = """
import os
__version__ = "3.15.0"
class backend:
    backend = staticmethod(lambda: os.environ["KERAS_BACKEND"])
"""


@pytest.mark.parametrize("version", ["3.12.1", "3.15.0"])
def test_another_backend(check, version):
    """People without TensorFlow may have a newer Python; of TensorFlow nothing is said."""
    code, said = check({**GOOD, "jax": '__version__ = "0.4.1"', "keras": LEARNS, "tensorflow": "1 / 0"}, version, "jax")
    assert "ok  jax           0.4.1        any version" in said and "tensorflow" not in said, said
    assert f"ok  Python        {version}" in said and "!!  training      fails" in said  # the stand-in has no layers
    assert code == 1 and "Keras uses" not in said


@pytest.mark.parametrize("backend", ["jax", "torch"])
@pytest.mark.parametrize("version", [None, "3.15.0"])
def test_backend_that_keras_is_not_told_of(check, version, backend):
    """As in a new terminal. Where TensorFlow is missing, too, a Python too new for it is not what is wrong."""
    hide_others = f"""
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: name == {backend!r} or name not in ("tensorflow", "jax", "torch") and find(name)
"""
    code, said = check(GOOD, version, first=hide_others)
    assert code == 1 and f"KERAS_BACKEND={backend}" in said and "pip install" not in said, said
    assert "Install a 64-bit Python" not in said


def test_missing_backend(check):
    code, said = check({**GOOD, "jax": "raise ModuleNotFoundError(name='jax')"}, backend="jax")
    assert code == 1 and "!!  jax           missing" in said and 'python -m pip install "jax"' in said


def test_unexpected_backend(check):
    code, said = check(
        {**GOOD, "torch": '__version__ = "2.9"', "keras": LEARNS.replace('os.environ["KERAS_BACKEND"]', '"jax"')},
        backend="torch",
    )
    assert code == 1 and "Keras uses jax instead of torch" in said, said


def test_old_python_can_read_the_scripts():
    """Otherwise it would report a SyntaxError instead of its age."""
    for script in WORKSHOP.glob("*.py"):
        ast.parse(set_up_files.filled(script.name), feature_version=(3, 6))
        assert set_up_files.filled(script.name).isascii(), script


# ---------- the box ----------


@pytest.fixture(scope="session")
def files(site: Path, tmp_path_factory) -> dict[str, bytes]:
    """What goes into the box; where nobody has printed the PDF, an empty one stands for it."""
    printed = pdf.TARGET
    if not printed.exists():
        printed = tmp_path_factory.mktemp("pdf") / printed.name
        printed.touch()
    return bundle.contents(site, printed)


@pytest.fixture(scope="session")
def box(files, tmp_path_factory) -> Path:
    """The box, unpacked where a learner might: in a folder with spaces."""
    folder = tmp_path_factory.mktemp("my lesson folder")
    bundle.pack(files, folder / "box.zip", SLUG)
    with zipfile.ZipFile(folder / "box.zip") as archive:
        archive.extractall(folder)
    return folder / SLUG


def test_box_is_the_same_for_the_same_files(files, tmp_path):
    """Neither the time nor the order of the files matters."""
    bundle.pack(files, tmp_path / "one.zip", SLUG)
    bundle.pack(dict(reversed(files.items())), tmp_path / "two.zip", SLUG)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {DATE}


def test_box_is_offered_by_the_published_site_only(site, files, tmp_path):
    published = tmp_path / "html"
    shutil.copytree(site, published)
    bundle.pack(files, tmp_path / bundle.ARCHIVE.name, SLUG)
    bundle.publish(tmp_path / bundle.ARCHIVE.name, published)
    page = BeautifulSoup((published / "index.html").read_text(encoding="utf-8"), "html.parser")
    link = page.main.find("a", href=bundle.ARCHIVE.name)
    assert link and (published / link["href"]).exists()
    # Packed again, the box holds neither itself nor the link.
    again = bundle.contents(published, pdf.TARGET) if pdf.TARGET.exists() else files
    assert again == files and bundle.ARCHIVE.name.encode() not in files["site/index.html"]


def test_pdf_is_the_same_wherever_it_is_printed(site, browser, tmp_path):
    """It carries neither a date nor the path of the machine."""
    elsewhere = tmp_path / "else where"
    shutil.copytree(site, elsewhere, ignore=shutil.ignore_patterns("notebooks", "_images", "print.html"))
    first, second = (pdf.printed(browser, folder / "schedule.html") for folder in (site, elsewhere))
    assert first == second
    assert b"file:" not in first and b"(node" in first, "links are unlinked, and tables are tagged"


def test_box_works_without_network(box, browser):
    """From the first page to an episode and a notebook, by links, with nothing but files."""
    asked = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    start = box / "START-HERE.html"
    page.goto(start.as_uri())
    assert "{{" not in page.content()
    for address in page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))"):
        assert address.startswith("https://www.python.org/") or (box / address.split("#")[0]).exists(), address
    for name in re.findall(r"<code>([\w.-]+\.py|site|notebooks)</code>", start.read_text(encoding="utf-8")):
        assert (box / name).exists(), name
    page.get_by_role("link", name="pages of the lesson").click()
    page.get_by_role("link", name="the first episode").click()
    page.wait_for_load_state("networkidle")
    assert page.url == (box / "site" / "episodes" / "01-introduction.html").as_uri()
    notebook = page.get_by_role("link", name="Learner notebook").get_attribute("href")
    assert (box / "site" / "episodes" / notebook).exists()
    context.close()
    assert asked and all(url.startswith(("file:", "data:")) for url in asked)


# ---------- packages without network ----------


def wheel(folder: Path, name: str, module: str, code: str, version: str) -> None:
    """Write the smallest wheel: one module."""
    stem = f"{name.replace('-', '_')}-{version}"
    texts = {
        f"{module}.py": code,
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    texts[f"{stem}.dist-info/RECORD"] = "".join(f"{path},,\n" for path in texts)
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        for path, text in texts.items():
            archive.writestr(path, text)


@pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="the wheels of this test stand in a folder for Linux",
)
@pytest.mark.kernel
def test_install_without_network(box):
    """From wheels in the box into an environment in the box, then the check."""

    def install() -> subprocess.CompletedProcess:
        nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_CACHE_DIR": "1", "PYTHONPATH": ""}
        return subprocess.run(
            [sys.executable, "install.py"], cwd=box, env={**os.environ, **nowhere}, capture_output=True, text=True
        )

    empty = install()
    assert empty.returncode == 1 and "run fetch_wheels.py first" in empty.stdout
    wheels = box / "wheels" / "linux"
    wheels.mkdir(parents=True)
    (wheels / "python-3.99.txt").touch()
    other = install()
    assert (
        other.returncode == 1
        and "Install one of these versions of Python and run this again with it: 3.99" in other.stdout
    )
    (wheels / f"python-{sys.version_info[0]}.{sys.version_info[1]}.txt").touch()
    for name, version in (requirement.split(">=") for requirement in versions.install_requirements()):
        module = set_up_files.module(versions.key(name))
        wheel(wheels, name, module, GOOD[module], version)
    done = install()
    for name in ("tensorflow", "keras", "scikit-learn", "jupyterlab"):
        assert re.search(rf"ok  {name}\b", done.stdout), done.stdout + done.stderr
    # The stand-ins cannot train, and the check says so.
    assert "!!  training" in done.stdout and done.returncode == 1
    assert f'source "{box / ".venv" / "bin" / "activate"}"' in done.stdout
