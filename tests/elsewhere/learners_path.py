"""Walk the path of a learner, from the landing page to the last cell: `python -m elsewhere.learners_path tensorflow jax torch`.

One download, unpacked into a folder with a space and an umlaut; the three commands of its start page, in an
environment that has nothing but what they install; JupyterLab, the first notebook, and its cells up to the first
exercise. Then every notebook is run in this environment: the learner ones with each exercise left empty, the
type-along ones with all typed and the solutions as answers, of which each check has to say that they are right.
Each part is timed. JAX and PyTorch take the place of TensorFlow, as the set-up page says, and cells that name
TensorFlow are left out.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jupyter_client import BlockingKernelClient
from lesson.notebooks.archive import FOLDER, START
from lesson.paths import BUILD, LEARNER_FILE, SITE
from lesson.text.page import executed_pages
from typed_along import typed_by_a_script

from .with_backends import THREADS

BACKENDS = ["tensorflow", "jax", "torch"]
FIRST = "learner/01-introduction.ipynb"
TOKEN = "walk"
# What would let a learner's Python see more than it has installed.
OURS = ("PYTHONPATH", "VIRTUAL_ENV", "MATPLOTLIBRC", "JUPYTER_PATH", "KERAS_HOME")


class Astray(Exception):
    """The path does not lead on; the message says where it ends."""


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a part of the path takes."""
    start = time.monotonic()
    yield
    print(f"  {time.monotonic() - start:6.1f} s  {what}", flush=True)


def download(folder: Path) -> Path:
    """Follow the link of the landing page, and unpack what it leads to; return the folder of the lesson.

    Raises:
        Astray: the landing page offers no single file for learners.
    """
    page = BeautifulSoup((SITE / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = {link["href"] for link in page.select("a[href]") if link["href"].endswith(LEARNER_FILE)}
    if len(links) != 1:
        raise Astray(f"the landing page offers {len(links)} files for learners, not one")
    shutil.copy(SITE / links.pop(), folder)
    with zipfile.ZipFile(folder / LEARNER_FILE) as archive:
        archive.extractall(folder)
    return folder / FOLDER


def commands(lesson: Path, backend: str) -> list[str]:
    """Return the commands that the start page shows for this system.

    Raises:
        Astray: these are not three.
    """
    page = BeautifulSoup((lesson / START).read_text(encoding="utf-8"), "html.parser")
    heading = page.find("h3", string="Linux and macOS")
    lines = heading.find_next("pre").get_text().splitlines() if heading else []
    if len(lines) != 3:
        raise Astray(f"the start page shows {len(lines)} commands, not three")
    words = [shlex.split(line) for line in lines]
    return [
        shlex.join(backend if word.startswith("tensorflow>=") and backend != "tensorflow" else word for word in line)
        for line in words
    ]


def surroundings(folder: Path, backend: str) -> dict[str, str]:
    """Return the variables of a learner's terminal, whose settings lie in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    places = {name: str(folder / "home" / name.lower()) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR")}
    return {**kept, **THREADS, **places, "HOME": str(folder / "home"), "KERAS_BACKEND": backend}


def asked(address: str, **sent: object) -> dict:
    """Return what JupyterLab answers; `sent` is posted as JSON.

    Raises:
        OSError: it does not answer, or refuses.
    """
    request = urllib.request.Request(
        address,
        data=json.dumps(sent).encode() if sent else None,
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def first_exercise(lesson: Path, command: str, variables: dict[str, str]) -> None:
    """Start JupyterLab, open the first notebook, and run its cells up to the first exercise.

    Raises:
        Astray: JupyterLab does not start, or a cell fails.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The exact port, no browser and a token that is known; root, as in a container, has to be allowed.
    options = (
        f"--no-browser --allow-root --ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN}"
    )
    said = lesson.parent / "jupyter.log"
    with said.open("w") as log, timed("JupyterLab is there"):
        jupyter = subprocess.Popen([*shlex.split(command), *options.split()], cwd=lesson, env=variables, stderr=log)
        address = f"http://127.0.0.1:{port}"
        while jupyter.poll() is None:
            try:
                asked(f"{address}/api/status")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        else:
            raise Astray(f"JupyterLab did not start:\n{said.read_text()[-2000:]}")
    try:
        with timed("the cells up to the first exercise have run"):
            cells = asked(f"{address}/api/contents/{FIRST}")["content"]["cells"]
            session = asked(
                f"{address}/api/sessions", path=FIRST, name=FIRST, type="notebook", kernel={"name": "python3"}
            )
            connection = Path(variables["JUPYTER_RUNTIME_DIR"], f"kernel-{session['kernel']['id']}.json")
            run_cells(connection, cells)
    finally:
        jupyter.terminate()
        jupyter.wait(30)


def run_cells(connection: Path, cells: list[dict]) -> None:
    """Run the code of a notebook in a kernel up to the first exercise.

    Raises:
        Astray: a cell fails, or there is no exercise.
    """
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        for cell in cells:
            if "#### ✏️" in cell["source"]:
                return
            if cell["cell_type"] == "code":
                answer = client.execute_interactive(cell["source"], timeout=120, output_hook=lambda message: None)
                if answer["content"]["status"] != "ok":
                    raise Astray(f"{FIRST}: {answer['content']['evalue']} in\n{cell['source']}")
        raise Astray(f"{FIRST} has no exercise")
    finally:
        client.stop_channels()


def prepare(lesson: Path, backend: str) -> list[Path]:
    """Type into the type-along notebooks what stands on the pages, and leave out what needs TensorFlow; return all notebooks."""
    for page in executed_pages():
        for kind, typed in (("learner", None), ("type-along", typed_by_a_script(page))):
            file = lesson / kind / f"{page.stem}.ipynb"
            book = nbformat.read(file, as_version=4)
            code = [cell for cell in book.cells if cell.cell_type == "code"]
            for cell, text in zip(code, typed or []):
                cell.source = text or cell.source
            for cell in code:
                if backend != "tensorflow" and "tensorflow" in cell.source:
                    print(f"  {kind}/{file.name}: a cell names TensorFlow, so it is left out")
                    cell.source = ""
            nbformat.write(book, file)
    return [lesson / kind / f"{page.stem}.ipynb" for kind in ("learner", "type-along") for page in executed_pages()]


def run_notebook(file: Path, variables: dict[str, str]) -> str:
    """Run a notebook with the learner's Jupyter; return what is wrong with it, or ""."""
    jupyter = file.parents[1] / ".venv" / "bin" / "jupyter"
    done = subprocess.run(
        [jupyter, "execute", "--inplace", "--timeout=900", file.name],
        cwd=file.parent,
        env=variables,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr[-2000:]
    return wrong_checks(
        nbformat.read(file, as_version=4).cells, "Right: " if file.parent.name == "type-along" else "Not there yet: "
    )


def wrong_checks(cells: list[nbformat.NotebookNode], expected: str) -> str:
    """Return what checks of answers say that does not begin as expected."""
    said = [
        line
        for cell in cells
        if cell.source.startswith("# Check your answer")
        for output in cell.outputs
        for line in output.get("text", "").splitlines()
    ]
    return "\n".join(line for line in said if not line.startswith(expected))


def leads_on(backend: str, notebooks: list[str]) -> bool:
    """Walk the path with a backend; return whether it leads to the last cell.

    Args:
        backend: what Keras computes with
        notebooks: how the names of the notebooks begin that are run; none for all
    """
    print(f"{backend}:", flush=True)
    folder = BUILD / "learners" / backend / "Übung für mich"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    variables = surroundings(folder, backend)
    try:
        with timed("downloaded and unpacked"):
            lesson = download(folder)
        make, install, start = commands(lesson, backend)
        for command, what in ((make, "the environment is made"), (install, "the packages are installed")):
            with timed(what):
                done = subprocess.run(shlex.split(command), cwd=lesson, env=variables, capture_output=True, text=True)
            if done.returncode:
                raise Astray(f"{command}\n{done.stderr[-2000:]}")
        first_exercise(lesson, start, variables)
    except Astray as problem:
        print(problem, file=sys.stderr)
        return False
    good = True
    for file in prepare(lesson, backend):
        if not notebooks or file.name.startswith(tuple(notebooks)):
            with timed(f"{file.parent.name}/{file.name}"):
                wrong = run_notebook(file, variables)
            if wrong:
                print(f"{file.parent.name}/{file.name}: {wrong}", file=sys.stderr)
                good = False
    return good


def main(arguments: list[str]) -> int:
    """Walk with each backend; return the exit code. Other arguments say how the names of notebooks begin, such as 02."""
    backends = [name for name in arguments if not name[:1].isdigit()] or BACKENDS
    if not set(backends) <= set(BACKENDS):
        print(f"Say which backends: python -m elsewhere.learners_path {' '.join(BACKENDS)}", file=sys.stderr)
        return 1
    failed = [name for name in backends if not leads_on(name, [each for each in arguments if each[:1].isdigit()])]
    print(
        "\n".join(f"{name}: {'the path ends' if name in failed else 'the path leads to the end'}" for name in backends)
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
