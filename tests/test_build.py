"""Building: never stale, never half-built, the same everywhere, without network."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import bench
import forked
import pytest
from conftest import Book, missing
from lesson import set_up
from lesson.commands.new_episode import miniature
from lesson.paths import LOCK, ROOT

CELL = "print(max(0, 0.25 + 1))"


def plot_of_the_guide() -> str:
    """The cell with a plot that the guide for authors shows."""
    guide = (ROOT / ".github" / "WRITING.md").read_text(encoding="utf-8")
    return guide.split("````md\n")[2].split("\n````")[0]


def site(book: Book) -> dict[str, bytes]:
    """What people get: the bytes of every file of the site."""
    folder = book.folder / "_build" / "html"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def normal(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a site without words that stand on no page; Sphinx leaves them in its search."""
    return files | {"searchindex.js": re.sub(rb'"[\w.]+": \[\], |, "[\w.]+": \[\](?=\})', b"", files["searchindex.js"])}


def built(book: Book) -> str:
    """Build, and return what was said."""
    done = book.run("lesson.commands.build")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# ---------- never stale ----------


@pytest.mark.kernel
def test_executed_again_is_what_depends_on_a_change(book):
    """And the page shows the new result, although its text is the same."""
    data, other = book.folder / "data" / "study.csv", book.folder / "data" / "other.csv"
    data.write_text("first\n")
    other.write_text("1\n")
    change(
        book.episode,
        "## A single neuron\n",
        '## A single neuron\n\n```{code-cell} ipython3\nprint(open("../data/study.csv").read().strip())\n```\n',
    )
    page = book.folder / "_build" / "html" / "episodes" / "01-introduction.html"
    assert "1 of 1 notebooks executed" in built(book)
    assert "first" in page.read_text()
    assert "Nothing has changed" in built(book)

    other.write_text("2\n")
    assert "0 of 1 notebooks executed" in built(book), "a data file that no cell reads"
    change(book.episode, "Draw the neuron", "Please draw the neuron")
    assert "0 of 1 notebooks executed" in built(book), "prose"
    assert "Please draw" in page.read_text()
    data.write_text("second\n")
    assert "1 of 1 notebooks executed" in built(book), "a data file that a cell reads"
    assert "second" in page.read_text() and "first" not in page.read_text()

    step_by_step = site(book)
    shutil.rmtree(book.folder / "_build")
    built(book)
    assert normal(step_by_step) == normal(site(book)), "step by step, the same site as from nothing"


# Runs a build, and saves a sentence in the landing page each time the pages are ready, that is, too late for them.
SAVES_MEANWHILE = """
import sys
from pathlib import Path
from urllib.request import urlopen

from lesson.commands import build, serve

pages, page = build.pages, Path("index.md")
def pages_then_save():
    code = pages()
    said = page.read_text().count("Saved")
    if said < {saves}:
        page.write_text(page.read_text() + f"\\nSaved {{said + 1}}.\\n")
    return code
build.pages = pages_then_save
serve.PORT = 0  # any that is free
sys.exit({command})
"""


def test_an_edit_saved_while_a_build_runs_is_named_and_built_next(executed_book):
    meanwhile = SAVES_MEANWHILE.format(saves=1, command="build.main([])")
    done = executed_book.call(sys.executable, "-c", meanwhile)
    assert done.returncode == 0, done.stderr
    assert "index.md" in done.stdout and "make site" in done.stdout and "Done" not in done.stdout
    page = executed_book.folder / "_build" / "html" / "index.html"
    assert "Saved 1" not in page.read_text(), "the test saves too early"
    assert "Nothing has changed" not in built(executed_book)
    assert "Saved 1" in page.read_text()
    assert "Nothing has changed" in built(executed_book)


def test_the_preview_builds_what_is_saved_while_it_builds(executed_book):
    """In the first build and in a later one, without a further save."""
    meanwhile = SAVES_MEANWHILE.format(saves=2, command="serve.main()")
    environment = {**os.environ, "PYTHONPATH": "_ext"}
    running = subprocess.Popen(
        [sys.executable, "-c", meanwhile],
        cwd=executed_book.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    page = executed_book.folder / "_build" / "html" / "index.html"
    until = time.monotonic() + 90
    try:
        while not (page.exists() and "Saved 2" in page.read_text()):
            assert running.poll() is None and time.monotonic() < until, "the page does not show what was saved"
            time.sleep(0.5)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def test_the_preview_shows_what_stops_a_build(executed_book):
    """Above each page, until it is mended; the last good page stays."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-c", f"from lesson.commands import serve\nserve.PORT = {port}\nserve.main()"],
        cwd=executed_book.folder,
        env={**os.environ, "PYTHONPATH": "_ext"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )

    def shown(wanted: bool) -> str:
        """The landing page, as soon as it shows a failure or none."""
        until = time.monotonic() + 90
        while True:
            assert running.poll() is None and time.monotonic() < until, f"a failure is shown: {not wanted}"
            with suppress(OSError):
                page = urlopen(f"http://127.0.0.1:{port}/index.html", timeout=10).read().decode()
                if ('role="alert"' in page) == wanted and "Text." in page:
                    return page
            time.sleep(0.5)

    good = "What does the neuron return?"
    try:
        shown(False)
        change(executed_book.episode, good, "What does {trem}`bias` do?")
        report = shown(True).split('role="alert"')[1].split("</pre>")[0]
        assert "Not built" in report and "episodes/01-introduction.md:" in report and "`{trem}`" in report
        change(executed_book.episode, "What does {trem}`bias` do?", good)
        shown(False)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def as_from_nothing(book: Book) -> dict[str, bytes]:
    """The site when all pages are read and written anew; what cells printed is kept."""
    shutil.rmtree(book.folder / "_build" / ".work")
    done = book.build()
    assert done.returncode == 0, done.stderr
    return site(book)


def test_pages_follow_what_changes_on_other_pages(executed_book):
    """Title, list and order of pages and the definitions stand on pages whose source is the same."""
    toc, second = executed_book.folder / "_toc.yml", executed_book.folder / "episodes" / "02-second.md"
    one, two = "{file: episodes/01-introduction}", "{file: episodes/02-second}"
    other = miniature().replace("intro-", "second-").replace("title: Introduction", "title: Second")
    steps = {
        "a new title": lambda: change(executed_book.episode, "title: Introduction", "title: Another start"),
        "a new page": lambda: (second.write_text(other), change(toc, one, f"{one}, {two}")),
        "another order": lambda: change(toc, f"{one}, {two}", f"{two}, {one}"),
        "a new definition": lambda: change(executed_book.folder / "glossary.md", "A unit.", "A unit that adds."),
        "a heading that another page links": lambda: change(
            executed_book.episode, "## A single neuron", "## One neuron only"
        ),
        "an answer that another page names": lambda: executed_book.episode.write_text(
            executed_book.episode.read_text().replace("1.25", "2.25").replace("0.25 + 1", "0.25 + 2")
        ),
        "a page less": lambda: (change(toc, f"{two}, ", ""), second.unlink()),
        "a page with another name": lambda: (
            executed_book.episode.rename(second),
            change(toc, one, two),
            change(executed_book.folder / "index.md", "01-introduction/neuron", "02-second/neuron"),
        ),
    }
    change(
        executed_book.folder / "index.md",
        "Text.",
        "See {ref}`a-place`: {value}`episodes/01-introduction/neuron-output`.",
    )
    change(executed_book.episode, "## A single neuron", "(a-place)=\n## A single neuron")
    built(executed_book)
    for name, step in steps.items():
        step()
        built(executed_book)
        step_by_step = site(executed_book)
        if name == "a new page":
            assert b"Second" in step_by_step["glossary.html"], "the test adds no page"
        answer = b": 2.25." if name in [*steps][[*steps].index("an answer that another page names") :] else b": 1.25."
        assert answer in step_by_step["index.html"], name
        from_nothing = as_from_nothing(executed_book)
        assert sorted(step_by_step) == sorted(from_nothing), name
        step_by_step, from_nothing = normal(step_by_step), normal(from_nothing)
        assert [file for file in from_nothing if step_by_step[file] != from_nothing[file]] == [], name


@pytest.mark.parametrize("seed", [1, 2])
def test_random_edits_end_where_a_build_from_nothing_does(executed_book, seed):
    """Authors add, rename, retitle, move and remove pages in any order, and build after each."""
    chance = random.Random(seed)
    folder, toc = executed_book.folder / "episodes", executed_book.folder / "_toc.yml"
    pages, done = ["01-introduction"], []

    def file(name: str) -> Path:
        return folder / f"{name}.md"

    def new_name() -> str:
        return f"page{chr(97 + len(done))}"

    def add() -> None:
        name = new_name()
        text = miniature().replace("intro-", f"{name}-").replace("title: Introduction", f"title: Added {name}")
        file(name).write_text(text)
        pages.insert(chance.randint(0, len(pages)), name)

    def rename() -> None:
        at = chance.randrange(len(pages))
        file(pages[at]).rename(file(new_name()))
        pages[at] = new_name()

    def retitle() -> None:
        page = file(chance.choice(pages))
        page.write_text(re.sub("(?m)^title: .*", f"title: Called {new_name()}", page.read_text(), count=1))

    def move() -> None:
        chance.shuffle(pages)

    def remove() -> None:
        if len(pages) > 1:
            file(pages.pop(chance.randrange(len(pages)))).unlink()

    built(executed_book)
    for edit in [add, *chance.choices([add, rename, retitle, move, remove], k=5)]:
        edit()
        entries = ", ".join(f"{{file: episodes/{name}}}" for name in pages)
        toc.write_text(re.sub(r"chapters: \[.*episodes.*\]", f"chapters: [{entries}]", toc.read_text()))
        done.append(f"{edit.__name__}: {pages}")
        built(executed_book)
    step_by_step = normal(site(executed_book))
    from_nothing = normal(as_from_nothing(executed_book))
    assert sorted(step_by_step) == sorted(from_nothing), done
    assert [name for name in from_nothing if step_by_step[name] != from_nothing[name]] == [], done


def test_a_changed_sentence_writes_no_other_page(executed_book):
    built(executed_book)
    pages = executed_book.folder / "_build" / ".work" / "_build" / "html"
    before = {path: path.stat().st_mtime_ns for path in pages.rglob("*.html")}
    change(executed_book.folder / "index.md", "Text.", "Another text.")
    built(executed_book)
    written = [path.relative_to(pages).as_posix() for path in before if path.stat().st_mtime_ns != before[path]]
    assert "index.html" in written and "episodes/01-introduction.html" not in written


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("requirements.txt", "\npandas==", "\n# newer\npandas=="),
        ("_ext/lesson/run/environment.py", '"TF_ENABLE_ONEDNN_OPTS": "0"', '"TF_ENABLE_ONEDNN_OPTS": "1"'),
        ("_ext/lesson/run/matplotlibrc", "\n", "\nlines.linewidth: 9\n"),
        ("_ext/lesson/run/plots.py", "DARK = {", "DARK = {  # other"),
    ],
    ids=["a library", "an environment setting", "a helper", "the form of plots"],
)
def test_results_have_another_place_when_this_changes(book, file, old, new):
    where = [sys.executable, "-c", "from lesson.run.environment import cache_path; print(cache_path())"]
    before = book.call(*where).stdout
    assert before == book.call(*where).stdout != ""
    change(book.folder / file, old, new)
    assert book.call(*where).stdout not in (before, "")


def test_results_of_another_backend_have_another_place(book, monkeypatch):
    where = [sys.executable, "-c", "from lesson.run.environment import cache_path; print(cache_path())"]
    before = book.call(*where).stdout
    monkeypatch.setenv("LESSON_BACKEND", "jax")
    assert book.call(*where).stdout not in (before, "")


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("_ext/lesson/run/environment.py", '"TF_ENABLE_ONEDNN_OPTS": "0"', '"TF_ENABLE_ONEDNN_OPTS": "1"'),
        ("episodes/01-introduction.md", ':expect: "1.25"', ':expect: "1.250"'),
    ],
    ids=["an environment setting", "an expected answer"],
)
def test_results_are_not_kept_when_this_changes(executed_book, file, old, new):
    assert "0 of 1" in executed_book.run("lesson.run.execute").stdout
    change(executed_book.folder / file, old, new)
    assert "1 of 1" in executed_book.run("lesson.run.execute").stdout


def test_what_the_bench_changes_passes_the_checks(tmp_path):
    """Or half an hour of `make bench` ends with a finding of lint."""
    book = bench.copy_sources(tmp_path)
    for number in (1, 2):
        bench.change_sentence(book, number)
        bench.change_cell(book, number)
    done = forked.run(("lesson.check.rules",), book, {**os.environ, "PYTHONPATH": "_ext"})
    assert done.returncode == 0, done.stderr


# ---------- never half-built ----------


def test_set_up_does_not_empty_what_a_link_leads_to(book, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "precious").touch()
    (book.folder / ".venv").symlink_to(shared)
    done = book.call(sys.executable, "_ext/lesson/set_up.py")
    assert done.returncode == 1 and "remove the link" in done.stderr
    assert (shared / "precious").exists()


def test_a_failing_build_leaves_the_last_site_and_fails_again(executed_book):
    built(executed_book)
    before = site(executed_book)
    change(executed_book.episode, "Draw the neuron", "{nonsense}`x` Draw the neuron")
    for attempt in ("first", "second"):
        # Sphinx alone would warn once and be content the second time.
        failed = executed_book.run("lesson.commands.build")
        assert failed.returncode == 1, attempt
        assert "nonsense" in failed.stderr and "the last good site stays" in failed.stderr
        assert site(executed_book) == before
    change(executed_book.episode, "{nonsense}`x` ", "")
    built(executed_book)
    assert site(executed_book) == before


def test_an_interrupted_build_leaves_the_last_site(executed_book):
    built(executed_book)
    before = site(executed_book)
    change(executed_book.episode, CELL, f"import time\n\ntime.sleep(60)\n{CELL}")
    environment = {**os.environ, "PYTHONPATH": "_ext", "PYTHONUNBUFFERED": "1"}
    # A shell that runs the tests in the background ignores SIGINT, and its children inherit that.
    running = subprocess.Popen(
        [sys.executable, "-m", "lesson.commands.build"],
        cwd=executed_book.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert any("executing" in line for line in running.stdout)
    time.sleep(3)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode not in (0, None)
    assert "the last good site stays" in said
    assert site(executed_book) == before


def test_two_builds_at_once(executed_book):
    environment = {**os.environ, "PYTHONPATH": "_ext"}
    command = [sys.executable, "-m", "lesson.commands.build"]
    both = [
        subprocess.Popen(
            command,
            cwd=executed_book.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [running.communicate(timeout=300)[0] for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert any("waiting for it" in text for text in said)
    once = site(executed_book)
    shutil.rmtree(executed_book.folder / "_build")
    built(executed_book)
    assert site(executed_book) == once


def test_a_folder_that_cannot_be_written(book):
    (book.folder / "_build").write_text("a file is in the way")
    failed = book.run("lesson.commands.build")
    assert failed.returncode == 1
    assert "Cannot write" in failed.stderr and "Traceback" not in failed.stderr


def test_a_missing_source_is_named_as_missing(executed_book):
    (executed_book.folder / "workshop" / "check_setup.py").unlink()
    failed = executed_book.run("lesson.commands.build")
    assert failed.returncode == 1
    assert "workshop/check_setup.py is missing" in failed.stderr and "git checkout" in failed.stderr
    assert "Cannot write" not in failed.stderr and "Traceback" not in failed.stderr


def test_the_build_says_what_jupyter_book_said(executed_book):
    """Without lint, which would name the line."""
    change(executed_book.folder / "_toc.yml", "format: jb-book", "format: jb-bok")
    assert executed_book.run("lesson.run.execute").returncode == 0
    failed = executed_book.build()
    assert failed.returncode == 1
    assert "jb-bok" in failed.stderr and "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    "code, message",
    [
        ("while True:\n    pass", "the cell ran longer than 3 s"),
        ('print("x" * 10**7)', "the cell prints 10,000,0"),
        ("import os\n\nos.kill(os.getpid(), 9)", "the kernel died in this cell"),
    ],
    ids=["hangs", "prints megabytes", "kills the kernel"],
)
@pytest.mark.kernel
def test_a_cell_that_misbehaves_is_named(book, code, message):
    change(book.folder / "_config.yml", "timeout: 600", "timeout: 3")
    change(book.episode, CELL, f"{code}\n{CELL}")
    failed = book.run("lesson.run.execute")
    assert failed.returncode == 1
    assert message in failed.stderr and "episodes/01-introduction.md:" in failed.stderr
    if "longer" in message:
        assert "the computer is busy or slow: run again" in failed.stderr and "_config.yml" in failed.stderr


def test_a_broken_cache_is_made_anew(executed_book):
    assert executed_book.run("lesson.run.execute").returncode == 0
    cache = next((executed_book.folder / "_build").glob(".executed-*"))
    next(cache.rglob("*.ipynb")).write_text("{ cut off")
    assert "1 of 1" in executed_book.run("lesson.run.execute").stdout
    (cache / "global.db").write_bytes(b"no database")
    done = executed_book.run("lesson.run.execute")
    assert "cannot be read" in done.stdout and "1 of 1" in done.stdout


# ---------- the same everywhere ----------


@pytest.mark.kernel
def test_two_clean_builds_are_identical(tmp_path):
    books = [Book(tmp_path / name) for name in ("one", "another place")]
    for book in books:
        change(book.episode, "## A single neuron\n", f"## A single neuron\n\n{plot_of_the_guide()}\n")
        # Each in a Python of its own, because children of one process share the seed on which the order of sets depends.
        done = book.call(sys.executable, "-m", "lesson.commands.build")
        assert done.returncode == 0, done.stdout + done.stderr
    first, second = map(site, books)
    assert any(name.endswith(".svg") and "_images" in name for name in first)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.kernel
def test_builds_without_network(book):
    """In a network namespace of its own, where only the machine itself can be reached."""
    inside = ["unshare", "--map-root-user", "--net"]
    up = "import fcntl, socket, struct; s = socket.socket(); fcntl.ioctl(s, 0x8914, struct.pack('16sh', b'lo', 0x41))"  # SIOCSIFFLAGS: up, running
    probe = [*inside, sys.executable, "-c", up]
    if not shutil.which("unshare") or subprocess.run(probe, capture_output=True).returncode:
        missing("a network namespace (unshare)")
    work = f"{up}; import runpy, sys; sys.argv[1:] = []; runpy.run_module('lesson.commands.build', run_name='__main__')"
    done = book.call(*inside, sys.executable, "-c", work)
    assert done.returncode == 0, done.stdout + done.stderr
    reach = f"{up}; socket.create_connection(('192.0.2.1', 80), 3)"
    assert "unreachable" in book.call(*inside, sys.executable, "-c", reach).stderr.lower()
    assert "index.html" in site(book)


# ---------- from nobody but those we chose ----------


def test_each_locked_package_has_hashes():
    entries = re.split(r"(?m)^(?=[a-z0-9])", LOCK.read_text(encoding="utf-8"))[1:]
    assert len(entries) > 100
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def wheel(folder: Path) -> Path:
    """Write the smallest wheel there can be."""
    file = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr(
            "tiny-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(
            "tiny-1.0.dist-info/RECORD",
            "tiny.py,,\ntiny-1.0.dist-info/METADATA,,\ntiny-1.0.dist-info/WHEEL,,\ntiny-1.0.dist-info/RECORD,,\n",
        )
    return file


def source_package(folder: Path) -> Path:
    """Write a package that would have to be built, and so could run anything."""
    parts = folder / "tiny-1.0"
    parts.mkdir()
    built = wheel(parts).name
    (parts / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "build"\nbackend-path = ["."]\n'
    )
    (parts / "build.py").write_text(
        f'import shutil\n\n\ndef build_wheel(folder, *_):\n    shutil.copy("{built}", folder)\n    return "{built}"\n'
    )
    file = folder / "tiny-1.0.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(parts, parts.name)
    return file


@pytest.mark.parametrize(
    "package, hashed, installed",
    [(wheel, "{}", True), (wheel, None, False), (wheel, "0" * 64, False), (source_package, "{}", False)],
    ids=["right hash", "no hash", "wrong hash", "no wheel"],
)
def test_set_up_installs_only_what_the_lock_names(package, hashed, installed, tmp_path, monkeypatch):
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    digest = hashlib.sha256(package(tmp_path).read_bytes()).hexdigest()
    lock = tmp_path / "requirements.txt"
    lock.write_text("tiny==1.0" + (f" --hash=sha256:{hashed.format(digest)}" if hashed else "") + "\n")
    venv.create(tmp_path / "environment")
    python = tmp_path / "environment" / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    if installed:
        set_up.install(uv, python, lock)
        subprocess.run([python, "-c", "import tiny"], check=True)
    else:
        with pytest.raises(subprocess.CalledProcessError):
            set_up.install(uv, python, lock)
