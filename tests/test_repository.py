"""What works around the lesson: workflows, forms, citation, the list of changes, and the scripts in `.ci`."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from elsewhere import set_up_scripts
from lesson.commands import bundle, changes
from lesson.paths import ROOT
from lesson.text import roles

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def call(*command, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )


# ---------- our own Python ----------


def test_types_fit():
    done = call(sys.executable, "-m", "mypy")
    assert done.returncode == 0, done.stdout


def test_types_that_do_not_fit_are_found(tmp_path):
    (tmp_path / "wrong.py").write_text("def minutes() -> int:\n    return 'five'\n")
    done = call(sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", tmp_path / "wrong.py")
    assert done.returncode == 1 and "wrong.py:2: error" in done.stdout


# ---------- files that GitHub reads ----------


def fits(schema: str, *files: Path) -> Result:
    """Run check-jsonschema with a schema that it brings along; in this process, because it takes long to start."""
    from check_jsonschema import main

    return CliRunner().invoke(main, ["--builtin-schema", schema, *map(str, files)])


@pytest.mark.parametrize(
    "schema, files, part, fault",
    [
        ("vendor.github-workflows", WORKFLOWS, "runs-on: ubuntu-24.04", "run-on: ubuntu-24.04"),
        ("custom.github-workflows-require-timeout", WORKFLOWS, "timeout-minutes", "# timeout-minutes"),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"], "interval: weekly", "interval: sometimes"),
        ("vendor.github-issue-forms", FORMS, "type: textarea", "type: textbox"),
        ("vendor.github-issue-config", [ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"], "true", "perhaps"),
        ("vendor.citation-file-format", [ROOT / "CITATION.cff"], "title:", "heading:"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_files_fit_their_schema_and_a_fault_is_found(schema, files, part, fault, tmp_path):
    assert files
    good = fits(schema, *files)
    assert good.exit_code == 0, good.output
    broken = tmp_path / "broken.yml"
    broken.write_text(files[-1].read_text(encoding="utf-8").replace(part, fault, 1), encoding="utf-8")
    assert fits(schema, broken).exit_code == 1


def zizmor(folder: Path) -> subprocess.CompletedProcess:
    return call(Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", folder)


def test_workflows_are_safe():
    result = zizmor(ROOT / ".github")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "pattern, fault, finding",
    [
        (r" +persist-credentials: false\n", "", "artipacked"),
        (r"checkout@\w+ # \S+", "checkout@v7", "unpinned-uses"),
        (r"permissions:\n +contents: read", "permissions: write-all", "excessive-permissions"),
        (r"run: \.ci/run", "run: echo ${{ github.event.pull_request.title }}", "template-injection"),
        ("pull_request:", "pull_request_target:", "dangerous-triggers"),
    ],
)
def test_unsafe_workflow_is_found(pattern, fault, finding, tmp_path):
    workflow = tmp_path / ".github" / "workflows" / "check.yml"
    workflow.parent.mkdir(parents=True)
    text, count = re.subn(
        pattern, fault, (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"), count=1
    )
    assert count
    workflow.write_text(text, encoding="utf-8")
    result = zizmor(tmp_path)
    assert result.returncode != 0 and finding in result.stdout


def run_lines() -> list[str]:
    """All commands of the workflows, with each value of a matrix."""
    found = []
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            matrix = job.get("strategy", {}).get("matrix", {})
            rows = matrix.get("include", []) + [
                {key: value} for key, values in matrix.items() if key != "include" for value in values
            ]
            for step in job["steps"]:
                for row in rows or [{}]:
                    line = step.get("run", "")
                    for key, value in row.items():
                        line = line.replace(f"${{{{ matrix.{key} }}}}", value)
                    found.append(line)
    return sorted(set(found) - {""})


# Commands that are no make target, and the test below that runs them; `.ci/run` is what runs the tests, the last two need another system.
TRIED = {
    ".ci/run": "",
    '.ci/push-notebooks _build/notebooks "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"': "test_notebooks_become_a_branch",
    ".ci/report-failure": "test_failure_is_reported_once",
    ".ci/attach-bundle": "test_bundle_is_attached_with_its_checksum",
    "bash linux.sh": "test_set_up_scripts_stop_where_a_command_fails",
    "bash macos.sh": "",
    "cmd /c windows.bat": "",
}


@pytest.mark.parametrize("line", run_lines())
def test_workflows_run_what_people_can_run(line):
    if line in TRIED:
        assert not TRIED[line] or TRIED[line] in globals()
        return
    target = re.fullmatch(r"make ([a-z-]+)", line)
    assert target, f"`{line}` is no make target and no test runs it"
    planned = call("make", "--dry-run", target[1])
    assert planned.returncode == 0, planned.stderr
    assert re.search(rf"^{target[1]}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M), (
        "make help does not list it"
    )


def test_make_figures_draws_each_script():
    planned = call("make", "--dry-run", "figures").stdout
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "fig").glob("*.py")}
    assert set(re.findall(r"fig/[\w-]+\.py", planned)) == scripts - {"fig/draw.py"}


def test_results_name_the_cache(tmp_path):
    from lesson.run.environment import cache_path

    done = call("make", "results", GITHUB_OUTPUT=str(tmp_path / "output"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output").read_text() == f"folder={cache_path().name}\n"


def test_reading_in_parallel_is_claimed_only_with_a_merge():
    """What an extension keeps in the environment is lost when other processes read the pages and nobody merges it."""
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "_ext" / "lesson").rglob("*.py")))
    keeps, merges = re.search(r"\bvars\((app\.)?env\)|\benv\.lesson_", code), '"env-merge-info"' in code
    assert f'"parallel_read_safe": {bool(merges or not keeps)}' in code


def test_pointers_to_the_code_lead_somewhere():
    """Settings and styles name modules and scripts that explain them."""
    lesson = ROOT / "_ext" / "lesson"
    modules = {".".join(path.relative_to(lesson).with_suffix("").parts) for path in lesson.rglob("*.py")}
    styles = sorted(f"_static/{path.name}" for path in (ROOT / "_static").glob("*.css"))
    for name in ("_config.yml", "Makefile", "requirements.in", *styles):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"\blesson\.([a-z_][\w.]*\w)(?!/)", text)) - {"css", "js"} <= modules, name
        for script in re.findall(r"[\w/]+\.py\b", text):
            assert (ROOT / script).exists(), f"{name} names {script}"


GUIDES = ["README.md", "CONTRIBUTING.md", ".github/WRITING.md", ".github/MAINTAINING.md"]


@pytest.mark.parametrize("name", GUIDES)
def test_guides_name_what_exists(name):
    """Links, places in other guides, commands and tests."""
    guide = ROOT / name
    text = guide.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)", re.sub(r"make and|make a ", "", text))) <= targets
    for test in re.findall(r"\btests/[\w/.-]+\.(?:py|js)\b", text):
        assert (ROOT / test).exists(), test
    prose = roles.without(re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.M | re.S), "code", "role")
    for link in re.findall(r"\]\((?!https:)([^)\s]+)\)", prose):
        path, _, place = link.partition("#")
        target = guide.parent / path
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M) if place else []
        assert not place or place in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings], (
            link
        )


def test_the_way_to_a_first_pull_request_is_short():
    """Who wants to change a sentence reads it all; more belongs into the other guides."""
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 150


def variables() -> set[str]:
    """Return the names that commands, tests and scripts take from the environment or from the command line of make."""
    python = [
        path.read_text(encoding="utf-8")
        for folder in ("_ext", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    shell = [path.read_text(encoding="utf-8") for path in sorted((ROOT / ".ci").iterdir())]
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = {
        name
        for text in python
        for pair in re.findall(r'environ(?:\.get\(|\[)"(\w+)"|"(\w+)" (?:not )?in os\.environ', text)
        for name in pair
    }
    found |= {name for text in shell for name in re.findall(r"\$\{?([A-Z_]{2,})", text)}
    found |= set(re.findall(r"\$(?:\$\{?|\()([A-Z_]{2,})", make))
    set_here = set(re.findall(r"^(?:export )?([A-Z_]+) :=", make, re.M))
    return found - set_here - {"", "PATH", "PWD", "MAKEFILE_LIST"}


def test_variables_are_documented():
    """In one table, with nothing in it that no code reads."""
    section = (
        (ROOT / ".github" / "MAINTAINING.md").read_text(encoding="utf-8").split("## Variables")[1].split("\n## ")[0]
    )
    assert set(re.findall(r"^\| `(\w+)`", section, re.M)) == variables()


# ---------- scripts ----------


def test_notebooks_become_a_branch(tmp_path):
    remote, folder = tmp_path / "remote.git", tmp_path / "notebooks"
    call("git", "init", "--bare", remote)
    folder.mkdir()
    empty = call(ROOT / ".ci" / "push-notebooks", folder, remote)
    assert empty.returncode == 1 and "make notebooks" in empty.stderr
    for text in ("first", "second"):
        (folder / "01.ipynb").write_text(text)
        pushed = call(ROOT / ".ci" / "push-notebooks", folder, remote, GH_TOKEN="")
        assert pushed.returncode == 0, pushed.stderr
    assert call("git", "-C", remote, "rev-list", "--count", "notebooks").stdout.strip() == "1"
    assert call("git", "-C", remote, "show", "notebooks:01.ipynb").stdout == "second"


def test_failure_is_reported_once(tmp_path):
    said = tmp_path / "said"
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$*" >> {said}\n[ "$2" != list ] || echo "$OPEN"\n')
    gh.chmod(0o755)
    for number, expected in (("", "issue create --title The weekly checks fail"), ("7", "issue comment 7")):
        done = call(
            ROOT / ".ci" / "report-failure", PATH=f"{tmp_path}:{os.environ['PATH']}", OPEN=number, RUN_ADDRESS="run/1"
        )
        assert done.returncode == 0, done.stderr
        words = said.read_text()
        assert expected in words and "run/1" in words
        said.unlink()


def test_bundle_is_attached_with_its_checksum(tmp_path):
    """To the release that is named, and only if the two files fit."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "attach-bundle", tmp_path / ".ci")
    said, gh = tmp_path / "said", tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$*" >> {said}\n')
    gh.chmod(0o755)
    archive = tmp_path / "_build" / "introduction-to-deep-learning.zip"
    archive.parent.mkdir()
    archive.write_bytes(b"all that a room needs")
    archive.with_name(f"{archive.name}.sha256").write_text(bundle.checksum(archive))
    attach = [tmp_path / ".ci" / "attach-bundle"]
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = call(*attach, PATH=path, RELEASE="v0.2.0")
    assert done.returncode == 0, done.stderr
    assert said.read_text().split() == [
        "release",
        "upload",
        "v0.2.0",
        archive.name,
        f"{archive.name}.sha256",
        "--clobber",
    ]
    said.unlink()
    archive.write_bytes(b"something else")
    assert call(*attach, PATH=path, RELEASE="v0.2.0").returncode and not said.exists()


def test_release_signs_what_it_attaches():
    """The attested file is the bundle, in a job that may sign and that checks nothing out with a token."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    packed = jobs["build"]["steps"][-1]["with"]["path"].split()
    assert packed == [path.relative_to(ROOT).as_posix() for path in (bundle.ARCHIVE, bundle.CHECKSUM)]
    attest = next(step for step in jobs["attach"]["steps"] if "attest-build-provenance" in step.get("uses", ""))
    assert attest["with"]["subject-path"] == packed[0]
    assert jobs["attach"]["permissions"] == {"contents": "write", "id-token": "write", "attestations": "write"}


def test_set_up_scripts_stop_where_a_command_fails(site, tmp_path):
    page = (site / "setup.html").read_text(encoding="utf-8")
    found = set_up_scripts.commands(page)
    for lines in found.values():
        assert any("-m venv" in line for line in lines) and '"keras>=' in lines[-1], (
            "an environment, and what goes into it"
        )
    windows = set_up_scripts.script("Windows", found["Windows"]).split("\r\n")
    assert "python -m venv .venv || exit /b 1" in windows
    assert r".venv\Scripts\python check_setup.py || exit /b 1" in windows, "with the Python that has the packages"
    (tmp_path / "deep-learning").mkdir()
    (tmp_path / "linux.sh").write_text(set_up_scripts.script("Linux", ["false", "touch went-on"]))
    assert call("bash", "linux.sh", cwd=tmp_path).returncode == 1 and not list(tmp_path.rglob("went-on"))
    with pytest.raises(ValueError, match="setup.md"):
        set_up_scripts.commands(page.replace("Windows", "Amiga"))


# ---------- the list of changes ----------

EPISODE = "01-introduction"


@pytest.fixture
def two(site, tmp_path) -> tuple[Path, Path]:
    """Two sites with the same two pages."""
    for name in ("old", "new"):
        (tmp_path / name / "episodes").mkdir(parents=True)
        shutil.copy(site / "episodes" / f"{EPISODE}.html", tmp_path / name / "episodes")
        shutil.copy(site / "key-points.html", tmp_path / name)
        (tmp_path / name / "renamed.html").write_text("<html><body><h1>This page has moved</h1></body></html>")
    return tmp_path / "old", tmp_path / "new"


def test_same_pages_have_no_changes(two):
    assert "Nothing: all pages say and print the same." in changes.report(*two)


def test_words_outputs_and_pictures_that_change_are_listed(two):
    old, new = two
    page = BeautifulSoup((new / "episodes" / f"{EPISODE}.html").read_text(encoding="utf-8"), "html.parser")
    output = next(cell for cell in page.select(".cell_output pre") if cell.get_text().strip() == "1.25")
    output.string = "1.5\n"
    paragraph = page.select_one(".text section section p") or page.select_one(".text section p")
    line = next(line for line in paragraph.get_text().splitlines() if line.strip())
    paragraph.append(NEW := "A sentence that was not there.")
    plot = page.select_one("img.plot")
    plot["src"] = "../_images/other.svg"
    (new / "episodes" / f"{EPISODE}.html").write_text(str(page), encoding="utf-8")
    text = changes.report(old, new)
    assert "An output changes:\n\n```diff\n- 1.25\n+ 1.5\n```" in text
    assert NEW in text and f"  {line}" not in text, "only what differs"
    assert f"{plot['alt'].split('.')[0]}" in text and "- [picture " in text
    assert re.search(rf"\*\*\[[^\]]+\]\(\S+{EPISODE}\.html#[\w-]+\)\*\*", text), "each place is linked"
    assert "Outputs that change: 2." in text and "<svg" not in text


def test_hints_that_change_are_listed(two):
    """They stand on no page until somebody gives a wrong answer."""
    old, new = two
    page = new / "episodes" / f"{EPISODE}.html"
    document = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    form = next(
        form
        for form in document.select("form[data-answers]")
        if "bias" in base64.b64decode(form["data-answers"]).decode()
    )
    answers = json.loads(base64.b64decode(form["data-answers"]))
    answers[0]["hints"][0][1] = "A hint that was not there."
    form["data-answers"] = base64.b64encode(json.dumps(answers).encode()).decode()
    page.write_text(str(document), encoding="utf-8")
    text = changes.report(old, new)
    assert re.search(r"\n- \[hint on \S+: .+\]\n\+ \[hint on \S+: A hint that was not there\.\]\n", text), text


def test_collected_lines_are_shown_once(two):
    old, new = two
    for name in (f"episodes/{EPISODE}", "key-points"):
        page = new / f"{name}.html"
        page.write_text(
            page.read_text(encoding="utf-8").replace(
                '<div class="text">', '<div class="text"><p>The same point.</p>', 1
            ),
            encoding="utf-8",
        )
    text = changes.report(old, new)
    assert text.count("+ The same point.") == 1
    assert "The same lines change on: [Key points](" in text


def test_new_and_removed_pages_are_listed(two):
    old, new = two
    (new / "episodes" / f"{EPISODE}.html").rename(new / "episodes" / "02-second.html")
    text = changes.report(old, new)
    assert "### New page: episodes/02-second" in text and f"### Removed page: episodes/{EPISODE}" in text
    assert "Pages that change: 0, new: 1, removed: 1." in text


def test_text_cannot_end_the_list(two):
    """A page may show the marks that would end a block, and what follows would be taken as Markdown."""
    old, new = two
    page = new / "key-points.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace('<div class="text">', '<div class="text"><p>``` and out</p>', 1),
        encoding="utf-8",
    )
    assert "````diff\n+ ``` and out\n````" in changes.report(old, new)


def test_a_branch_is_compared_with_where_it_left_main(tmp_path):
    """The site of the other commit is built beside, by its own Makefile; main has moved on meanwhile."""
    root = tmp_path / "book"
    shutil.copytree(ROOT / "_ext", root / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".venv").mkdir()
    (root / ".gitignore").write_text(".venv\n_build\n")
    (root / "requirements.txt").write_text("")
    (root / "Makefile").write_text("site:\n\t@mkdir -p _build/html && cp index.html _build/html/ && echo built\n")

    def git(*command: str) -> None:
        done = call("git", "-c", "user.name=test", "-c", "user.email=test@example.org", *command, cwd=root)
        assert done.returncode == 0, done.stderr

    def write(words: str, message: str) -> None:
        (root / "index.html").write_text(f"<main><h1>Page</h1><p>{words}</p></main>")
        git("add", "--all")
        git("commit", "-m", message)

    git("init", "--initial-branch", "main")
    write("Old words.", "first")
    git("checkout", "-b", "branch")
    write("New words.", "second")
    git("checkout", "main")
    write("Words of somebody else.", "third")
    git("checkout", "branch")
    call("make", "site", cwd=root)
    for _ in range(2):  # the second time the work tree is there already
        done = call(
            sys.executable, "-m", "lesson.commands.changes", "main", cwd=root, PYTHONPATH="_ext", GITHUB_STEP_SUMMARY=""
        )
        assert done.returncode == 0, done.stderr
        assert "```diff\n- Old words.\n+ New words.\n```" in done.stdout and "somebody else" not in done.stdout
        assert "built" in done.stderr and "built" not in done.stdout
    done = call(
        sys.executable,
        "-m",
        "lesson.commands.changes",
        "main",
        cwd=root,
        PYTHONPATH="_ext",
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    assert "+ New words." in (tmp_path / "summary.md").read_text() and not done.stdout
    unknown = call(sys.executable, "-m", "lesson.commands.changes", "nowhere", cwd=root, PYTHONPATH="_ext")
    assert unknown.returncode == 1 and "make changes BASE=" in unknown.stderr
