"""NumPy in the editors: there where its release file is at hand, refused where it is another file, and missed kindly without it.

The file of the release is on no registry, so a small module takes its place, and a lock that names its hash.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import Book, missing
from lesson.set_up import PYODIDE_PACKAGE
from lesson.text import browser_python
from lesson.text.judge import judge, numbers
from test_code_checks import MEAN, with_check
from test_python_in_page import RUN

PAGE = "_build/html/episodes/01-introduction.html"
MODULE = '''"""Stands in for NumPy."""


class Array:
    def __init__(self, values):
        self.values = list(values)

    def tolist(self):
        return self.values


def dot(one, other):
    return sum(a * b for a, b in zip(one, other))
'''
CODE = """import numpy as np

def neuron_output(inputs, weights, bias):
    return np.Array([max(0, np.dot(inputs, weights) + bias)])
"""


def wheel(module: str) -> bytes:
    """Return a wheel with a module called numpy, the same each time."""
    content = io.BytesIO()
    files = {
        "numpy/__init__.py": module,
        "numpy-2.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: numpy\nVersion: 2.0\n",
        "numpy-2.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "numpy-2.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()


def package(folder: Path, scripts: bool = True) -> Path:
    """Write Pyodide's package, its lock changed so that it names the module as NumPy; return where NumPy's file belongs.

    Args:
        folder: becomes that of the tools
        scripts: with all that runs, or the lock alone
    """
    if not PYODIDE_PACKAGE.exists():
        missing("Pyodide's package, which `make set-up` fetches")
    folder.mkdir(parents=True)
    with tarfile.open(PYODIDE_PACKAGE) as old, tarfile.open(folder / PYODIDE_PACKAGE.name, "w") as new:
        for name in (*browser_python.CODE, *browser_python.DATA) if scripts else (browser_python.LOCK,):
            content = old.extractfile(f"package/{name}").read()
            if name == browser_python.LOCK:
                lock = json.loads(content)
                lock["packages"]["numpy"]["sha256"] = hashlib.sha256(wheel(MODULE)).hexdigest()
                file = lock["packages"]["numpy"]["file_name"]
                content = json.dumps(lock).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return folder / file


# ---------- the file ----------


def test_lock_of_pyodide_names_numpy():
    """The guide tells this name, and that of the release."""
    if not PYODIDE_PACKAGE.exists():
        missing("Pyodide's package, which `make set-up` fetches")
    lock = json.loads(browser_python.members(PYODIDE_PACKAGE, (browser_python.LOCK,))[browser_python.LOCK])
    assert lock["packages"]["numpy"]["file_name"].endswith("_wasm32.whl")
    assert lock["packages"]["numpy"]["depends"] == [], "the page gets one file"


def test_a_file_with_the_hash_of_the_lock_is_taken_and_no_other(tmp_path):
    file = package(tmp_path / "tools", scripts=False)
    pyodide = file.with_name(PYODIDE_PACKAGE.name)
    assert browser_python.numpy_file(pyodide) is None
    browser_python.numpy_file.cache_clear()
    file.write_bytes(wheel(MODULE))
    assert browser_python.numpy_file(pyodide) == file
    browser_python.numpy_file.cache_clear()
    file.write_bytes(wheel(MODULE + "\n"))
    with pytest.raises(browser_python.WrongFile) as said:
        browser_python.numpy_file(pyodide)
    assert str(file) in str(said.value) and "or remove it" in str(said.value)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in str(said.value)
    assert hashlib.sha256(wheel(MODULE)).hexdigest() in str(said.value)


def test_python_of_the_page_knows_what_it_has_and_nothing_else():
    """Otherwise an import of anything that Pyodide could download is answered by advice that leads nowhere here."""
    if not browser_python.is_there():
        missing("Pyodide's package, which `make set-up` fetches")
    lock = json.loads(browser_python.files()[browser_python.LOCK])
    assert [*lock["packages"]] == (["numpy"] if browser_python.numpy_file() else [])


def test_without_pyodide_there_is_no_numpy(tmp_path):
    assert browser_python.numpy_file(tmp_path / "pyodide.tgz") is None


# ---------- the build ----------


@pytest.fixture(scope="module")
def book(tmp_path_factory, results) -> Book:
    """A small book with an editor, built with NumPy."""
    book = Book(tmp_path_factory.mktemp("numpy") / "book")
    shutil.copytree(results, book.folder / "_build" / results.name)
    book.episode.write_text(with_check())
    package(book.folder / "_build/tools").write_bytes(wheel(MODULE))
    done = book.run("lesson.commands.build")
    assert done.returncode == 0, done.stderr
    return book


def test_numpy_is_a_script_of_its_own(book):
    """Who does not import it loads nothing of it: neither the page nor the script of Python holds it."""
    box = BeautifulSoup((book.folder / PAGE).read_text(), "html.parser").select_one(".code-check")
    assert "NumPy is there if you import it." in box.select_one(".how").get_text()
    static = book.folder / "_build/html/_static"
    assert box["data-numpy"].split("?")[0].endswith("_static/numpy.js")
    script = (static / "numpy.js").read_text()
    assert "BSD 3-Clause" in script.split("\n")[0]
    assert base64.b64encode(wheel(MODULE)).decode() in script
    assert base64.b64encode(wheel(MODULE)).decode() not in (static / "python.js").read_text()


def test_builds_follow_the_file(book):
    """Nothing is built again while it stays; a wrong file stops the build; without it the pages do without, as before."""
    (file,) = (book.folder / "_build/tools").glob("numpy-*.whl")
    page, script = book.folder / PAGE, book.folder / "_build/html/_static/numpy.js"
    assert "Nothing has changed" in book.run("lesson.commands.build").stdout
    try:
        file.write_bytes(b"half of it")
        done = book.run("lesson.commands.build")
        assert done.returncode == 1 and f"{file} is not the NumPy of Pyodide" in done.stderr
        assert "Traceback" not in done.stderr and "the last good site stays" in done.stderr
        assert script.exists()
        done = book.build()  # pages only, as some tests and authors do
        assert done.returncode == 1 and "is not the NumPy of Pyodide" in done.stderr
        file.unlink()
        done = book.run("lesson.commands.build")
        assert done.returncode == 0, done.stderr
        assert not script.exists() and "data-numpy" not in page.read_text() and 'class="code-check"' in page.read_text()
        assert "NumPy is there" not in page.read_text()
    finally:
        file.write_bytes(wheel(MODULE))
        done = book.run("lesson.commands.build")
    assert done.returncode == 0 and script.exists() and "data-numpy" in page.read_text()


# ---------- in the editor ----------


def test_numpy_is_loaded_from_a_folder_when_code_imports_it(book, visited):
    """Once, and again only after a worker was stopped; no other request leaves the page."""
    visited.goto((book.folder / PAGE).as_uri())

    def asked() -> int:
        return len([url for url in visited.asked if "numpy.js" in url])

    def run(code):
        return visited.evaluate(RUN, [0, code])

    assert run("x = 1")["is"] == "wrong" and asked() == 0
    assert run(CODE)["is"] == "right", "imported"
    assert asked() == 1
    assert run(CODE.replace(" + bias", ""))["is"] == "wrong"
    box = visited.locator(".code-check")
    box.locator("textarea").fill("import numpy\nwhile True:\n    pass")
    box.locator(".run").click()
    box.locator(".stop:enabled").click()
    assert run(CODE)["is"] == "right", "after a stop"
    assert asked() == 1
    assert "This editor has no pandas." in run("import pandas")["printed"]
    assert not [url for url in visited.asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not visited.errors


def test_numpy_that_cannot_be_loaded_is_said_and_tried_again(book, visited):
    script = book.folder / "_build/html/_static/numpy.js"
    content = script.read_bytes()
    visited.goto((book.folder / PAGE).as_uri())
    script.unlink()
    try:
        said = visited.evaluate(RUN, [0, CODE])
        assert "could not be loaded" in said["status"]
        assert visited.evaluate(RUN, [0, "x = 1"])["is"] == "wrong", "all other code runs"
    finally:
        script.write_bytes(content)
    assert visited.evaluate(RUN, [0, CODE])["is"] == "right"


def test_without_the_file_python_says_what_to_use_instead(server, site, visited):
    """The site as it is built here."""
    if not (site / "_static" / "python.js").exists():
        missing("Python for the pages, which `make set-up` fetches")
    if (site / "_static" / "numpy.js").exists():
        pytest.skip("NumPy is at hand here")
    visited.goto(f"{server}/episodes/01-introduction.html")
    said = visited.evaluate(RUN, [0, "import math\nimport numpy as np"])
    assert said["told"].strip().startswith("Python stops here.")
    assert (
        "ModuleNotFoundError: No module named 'numpy'\nThis editor has no numpy.\nLists, loops and math"
        in said["printed"]
    )
    assert "the notebook has all the libraries" in said["printed"] and "micropip" not in said["printed"]
    assert not [url for url in visited.asked if "numpy.js" in url]


# ---------- what is judged right ----------


def test_arrays_count_as_lists():
    """As NumPy itself returns them."""
    import numpy as np

    assert numbers(np.array([[1, 2], [3, 4]])) == [1, 2, 3, 4]
    assert numbers([np.float64(0.5), np.array(2)]) == [0.5, 2]
    assert numbers(np.array(["a"])) is None
    for returned in ("np.mean(numbers)", "np.array([np.mean(numbers)])"):
        assert judge(f"import numpy as np\ndef mean(numbers):\n    return {returned}\n", MEAN)["is"] == "right"
