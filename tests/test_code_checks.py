"""Exercises in code, without a browser: what is judged right, what lint finds, where the Python of the pages comes from, and what is built."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import threading
from base64 import b64decode, b64encode
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from zlib import crc32

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import EXECUTED_PAGES, missing, soup
from docutils import nodes
from docutils.utils import new_document
from lesson import set_up
from lesson.check.rules import check as lint
from lesson.commands.new_episode import miniature
from lesson.paths import NOTEBOOKS, ROOT
from lesson.site import code_checks as site_part
from lesson.text import browser_python
from lesson.text import judge as judge_of_the_page
from lesson.text.code_checks import CodeCheck, code_checks, read_code_check, rounding, values
from lesson.text.judge import judge, numbers
from lesson.text.page import parse
from sphinx_exercise.nodes import exercise_enumerable_node

ALL: dict[str, CodeCheck] = {
    f"{page.stem}: {check.label}, {check.call.split('(')[0]}": check
    for page in EXECUTED_PAGES
    for block in code_checks(page)
    if (check := read_code_check(page, block)[0])
}
MEAN = {
    "call": "mean([1, 2, 6])",
    "second": "mean([4, 6])",
    "wanted": [3.0],
    "again": [5.0],
    "tolerance": 0.005,
    "hints": [([9.0], 0.0), ([2.0], 0.0)],
}
RIGHT = "def mean(numbers):\n    return sum(numbers) / len(numbers)\n"


# ---------- the exercises of the lesson ----------


def test_exercises_of_the_lesson_are_enough_and_spread():
    assert len(ALL) >= 9
    assert len({name.split(":")[0] for name in ALL}) >= 5


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_solution_passes_started_code_and_printed_constant_do_not(check: CodeCheck):
    asked = check.asked()
    assert judge(check.solution, asked)["is"] == "right"
    assert judge(check.start, asked)["is"] != "right"
    function = check.call.split("(")[0]
    constant = check.wanted if len(check.wanted) > 1 else check.wanted[0]
    told = judge(f"def {function}(*given):\n    return {constant}\n", asked)
    assert told["is"] == "wrong" and "With other numbers" in told["words"]


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_each_typical_mistake_gets_its_own_hint(check: CodeCheck):
    function = check.call.split("(")[0]
    assert check.hints
    for at, wrong in enumerate(check.hints):
        told = judge(f"def {function}(*given):\n    return [{', '.join(wrong.split())}]\n", check.asked())
        assert (told["is"], told["hint"]) == ("wrong", at), wrong


# ---------- judging ----------

JUDGED = {
    "right": (RIGHT, "right", "with other numbers, too", None),
    "right, rounded": ("def mean(n):\n    return round(sum(n) / len(n), 2)", "right", "", None),
    "in a list": ("def mean(n):\n    return [sum(n) / len(n)]", "right", "", None),
    "constant": ("def mean(n):\n    return 3", "wrong", "With other numbers", None),
    "known mistake": ("def mean(n):\n    return sum(n)", "wrong", "mean returns 9", 0),
    "another known mistake": ("def mean(n):\n    return n[1]", "wrong", "mean returns 2", 1),
    "unknown mistake": ("def mean(n):\n    return 7", "wrong", "mean returns 7", None),
    "nothing": ("def mean(n):\n    sum(n)", "wrong", "the word return", None),
    "dots": ("def mean(n):\n    return ...", "wrong", "the place that you fill in", None),
    "words": ("def mean(n):\n    return 'three'", "wrong", "'three', and the check needs one number.", None),
    "too many": ("def mean(n):\n    return n", "wrong", "the check needs one number.", None),
    "no function": ("print(3)", "wrong", "no function mean", None),
    "no function any more": ("mean = 3", "wrong", "no function mean", None),
    "not a number": ("def mean(n):\n    return float('nan')", "wrong", "returns nan", None),
    "long": ("def mean(n):\n    return list(range(1000))", "wrong", "...", None),
}


@pytest.mark.parametrize("code, kind, words, hint", JUDGED.values(), ids=JUDGED)
def test_judged(code, kind, words, hint):
    told = judge(code, MEAN)
    assert (told["is"], told["hint"]) == (kind, hint)
    assert words in told["words"] and len(told["words"]) < 300


ERRORS = {
    "name": ("def mean(numbers):\n    total = 0\n    return totl / 3\n", 3, "NameError: name 'totl' is not defined"),
    "syntax": ("x = 1\ndef mean(numbers)\n    return 3\n", 2, "SyntaxError: expected ':'"),
    "indent": ("def mean(numbers):\nreturn 3\n", 2, "IndentationError"),
    "at once": ("x = 1\n\nprint(1 / 0)\n", 3, "ZeroDivisionError: division by zero"),
    "module": ("import numpy\n", 1, "No module named 'no_such_module'"),
    "leaves": ("import sys\nsys.exit()\n", 2, "SystemExit"),
    "no end": ("def mean(numbers):\n    return mean(numbers)\n", 2, "RecursionError"),
    "other numbers": ("def mean(n):\n    return (n[0] + n[1] + n[2]) / 3\n", 2, "other numbers lead to this error"),
    "chained": ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    undefined\n", 4, "NameError"),
    "unfilled": ("def mean(n):\n    return sum(n) / ...\n", 2, "three dots"),
}


@pytest.mark.parametrize("code, line, words", ERRORS.values(), ids=ERRORS)
def test_errors_name_the_line_of_the_reader_and_nothing_of_ours(code, line, words):
    told = judge(code.replace("numpy", "no_such_module"), MEAN)
    assert told["is"] == "error"
    assert words in told["words"] and f'File "your code", line {line}' in told["words"]
    assert "judge.py" not in told["words"] and "exec" not in told["words"] and "eval" not in told["words"]


def test_a_missing_module_is_named_with_what_to_use_instead():
    for code in ("import no_such_module.part", "from no_such_module import part"):
        words = judge(code, MEAN)["words"]
        assert "This editor has no no_such_module.\nLists, loops and math" in words and "notebook" in words
        assert max(map(len, words.splitlines()[-2:])) <= 40, "a phone shows no more of a line"


def test_wrong_number_of_arguments_shows_the_call():
    told = judge("def mean():\n    return 3\n", MEAN)
    assert (
        told["is"] == "error" and "mean([1, 2, 6])" in told["words"] and "takes 0 positional arguments" in told["words"]
    )


def test_the_other_numbers_are_not_shown():
    """An error with them names the line, and not the call."""
    told = judge("def mean(n):\n    return (n[0] + n[1] + n[2]) / 3\n", MEAN)
    assert "[4, 6]" not in told["words"]


def test_lists_are_compared_number_by_number():
    check = {
        **MEAN,
        "call": "f()",
        "second": "f(2)",
        "wanted": [1.0, -2.0, 3.0],
        "again": [2.0, -4.0, 6.0],
        "hints": [],
    }
    nested = "def f(n=1):\n    return [[n, -2 * n], (3 * n,)]\n"
    assert judge(nested, check)["is"] == "right"
    assert judge(nested.replace("-2", "2"), check)["is"] == "wrong"
    told = judge("def f(n=1):\n    return [n, -2 * n]\n", check)
    assert told["is"] == "wrong" and "needs 3 numbers" in told["words"]


NUMBERS = {
    "an integer": (3, [3]),
    "true": (True, [1]),
    "lists in a tuple": (([1, 2], [3, [4]]), [1, 2, 3, 4]),
    "an array": (np.array([[1, 2], [3, 4]]), [1, 2, 3, 4]),
    "one of its numbers": (np.float32(0.5), [0.5]),
    "an empty list": ([], []),
    "a text": ("3", None),
    "bytes": (b"3", None),
    "a list with a text": ([1, ["3"]], None),
    "nothing": (None, None),
    "a complex number": (1j, None),
}


@pytest.mark.parametrize("given, found", NUMBERS.values(), ids=NUMBERS)
def test_numbers_of_a_result(given, found):
    assert numbers(given) == found


@pytest.mark.parametrize(
    "found, wanted, tolerance, equal",
    [
        ([1.005], [1], 0.005, True),
        ([1.0051], [1], 0.005, False),
        ([1 + 1e-10], [1], 0, True),
        ([1 + 1e-8], [1], 0, False),
        ([1e9 + 0.5], [1e9], 0, True),
        ([1e9 + 2], [1e9], 0, False),
        ([1e-10], [0], 0, True),
        ([1], [1, 2], 9, False),
        ([1, 2], [1, 4], 1, False),
        ([], [], 0, True),
    ],
)
def test_numbers_are_near_each_other(found, wanted, tolerance, equal):
    assert judge_of_the_page.same(found, wanted, tolerance) == equal


@pytest.mark.parametrize("length, cut", [(117, False), (118, False), (119, True), (5000, True)])
def test_a_long_result_is_cut_off(length, cut):
    """A text of 118 signs has two quotation marks around it."""
    shown = judge_of_the_page.short("x" * length)
    assert (len(shown) <= 123 and "..." in shown) == cut and (cut or shown == repr("x" * length))


def test_a_long_result_of_lists_keeps_its_beginning():
    shown = judge_of_the_page.short([[123456.5] * 4] * 100)
    assert shown.startswith("[[123456.5, 123456.5, 123456.5, 123456.5], [123456.5") and len(shown) <= 123


@pytest.mark.parametrize(
    "code, calls, found",
    [
        ("f = max", ["f(1, 2)", "f([3])"], [{"numbers": [2]}, {"numbers": [3]}]),
        ("f = str", ["f(1)"], [{"numbers": None}]),
        ("__name__ == '__main__' or 1 / 0\nf = int", ["f(1)"], [{"numbers": [1]}]),
        ("f = int", ["f('x')", "f(1)"], ["invalid literal", {"numbers": [1]}]),
        ("f = ", ["f(1)", "f(2)"], ["SyntaxError", "SyntaxError"]),
        ("raise SystemExit", ["f(1)"], ["SystemExit"]),
    ],
)
def test_results_of_calls(code, calls, found):
    told = judge_of_the_page.results(code, calls)
    assert len(told) == len(found)
    for one, wanted in zip(told, found):
        assert one == wanted if isinstance(wanted, dict) else wanted in one["error"]


@pytest.mark.parametrize(
    "code, kind, words",
    [
        ("def mean(n):\n    return sum(n) / 3 + 0.004", "wrong", "right for these numbers. With other numbers"),
        ("def mean(n):\n    return sum(n) / len(n) + 0.004", "right", "mean returns 3.004"),
        ("def mean(n):\n    return sum(n) / len(n) if len(n) == 3 else 'five'", "wrong", "With other numbers"),
        ("def mean(n):\n    return [sum(n), 3]", "wrong", "mean returns [9, 3], and the check needs one number."),
        ("def mean(n):\n    return None", "wrong", "mean returns None. End it with the word return"),
        ("__name__ == '__main__' or 1 / 0\nmean = lambda n: sum(n) / len(n)", "right", ""),
        ("def mean(n):\n    return undefined", "error", "NameError"),
    ],
)
def test_more_that_is_judged(code, kind, words):
    told = judge(code, MEAN)
    assert told["is"] == kind and words in told["words"] and "three dots" not in told["words"]


def test_numbers_in_what_a_cell_prints():
    assert values("[0.5, -1.25] 3 x4 5y 1.2.3") == [0.5, -1.25, 3]


# ---------- lint ----------

CHECK = """:::{code-check}
start: |
  def neuron_output(inputs, weights, bias):
      return ...
call: neuron_output([0.5, 1], [-0.5, 0.5], 1)
answer-of: neuron-function
second: neuron_output([1], [2], 3)
hints:
  0.25: The bias is missing.
:::

"""
CELL = """```{code-cell} ipython3
:name: neuron-function
:expect: "1.25"
def neuron_output(inputs, weights, bias):
    total = sum(one * other for one, other in zip(inputs, weights))
    return max(0, total + bias)


print(neuron_output([0.5, 1], [-0.5, 0.5], 1))
```

"""


def with_check() -> str:
    """Return the miniature of the guide with a code check in its exercise."""
    source = miniature().replace(":::{self-check}", CHECK + ":::{self-check}", 1)
    return source.replace(":::{solution-end}", CELL + ":::{solution-end}", 1)


def test_the_miniature_with_a_code_check_is_clean():
    assert (
        lint(
            parse(Path("episodes/01-introduction.md"), with_check()),
            {"fig-intro-neuron", "intro-ex-neuron"},
            {"neuron", "bias"},
        )
        == []
    )


def test_a_code_check_holds_what_is_written():
    source = with_check().replace(
        "hints:\n  0.25: The", "hint: Look at $w$.\nread: A single neuron\nhints:\n  0.25: The", 1
    )
    page = parse(Path("episodes/01-introduction.md"), source)
    (block,) = code_checks(page)
    check, found = read_code_check(page, block)
    assert not found and vars(check) == {
        "label": "intro-ex-neuron",
        "start": "def neuron_output(inputs, weights, bias):\n    return ...",
        "call": "neuron_output([0.5, 1], [-0.5, 0.5], 1)",
        "second": "neuron_output([1], [2], 3)",
        "solution": CELL.split("\n", 3)[3].removesuffix("```\n\n").rstrip("\n"),
        "wanted": [1.25],
        "again": [5.0],
        "tolerance": 0.005,
        "hints": {"0.25": "The bias is missing."},
        "hint": "Look at $w$.",
        "section": "A single neuron",
    }
    assert check.asked() == {
        **{key: vars(check)[key] for key in ("call", "second", "wanted", "again", "tolerance")},
        "hints": [([0.25], 0.005)],
    }


ANSWER, SECOND = "answer-of: neuron-function", "second: neuron_output([1], [2], 3)"
# what a contributor writes -> instead of it, what lint says, and the line it points to
MISTAKES = [
    ("second: neuron", "secnd: neuron", "unknown key `secnd`; did you mean `second`?", "secnd:"),
    (ANSWER, "answer-of: neuron-functio", "no answer cell `neuron-functio`; did you mean `neuron-function`?", "answer-of: neuron-functio"),
    (ANSWER, "answer-of: neuron-output", "cell `neuron-output` does not define `neuron_output`", "answer-of: neuron-output"),
    (SECOND, "second: neuron_output([1], [0.25], 1)", "`second` gives the same result as `call`", "second:"),
    (SECOND, "second: neurone([1], [2], 3)", "`second` calls `neurone`, and `call` calls `neuron_output`", "second:"),
    (SECOND, "second: neuron_output([1])", "leads with `second` to: TypeError", "second:"),
    ("second: neuron_output([1], [2], 3)\n", "", "this code check has no `second`", ":::{code-check}"),
    ("      return ...\n", "      return (...\n", "the started code is no Python", "start:"),
    ("      return ...\n", "      return 1.25\n", "the started code gives the right answer already", "start:"),
    ("  def neuron_output(inputs, weights, bias):\n      ret", "  def neurone(inputs):\n      ret", "does not define `neuron_output`", "start:"),
    ("      return ...\n", "      while True:\n          bias = ...\n", "does not end within", "start:"),
    ("0.5], 1)\nanswer", "0.5], 2)\nanswer", "`call` returns [2.25] in the solution, and its cell declares [1.25]", "call:"),
    ("call: neuron_output([0.5, 1], [-0.5, 0.5], 1)", "call: neurone", "is no call of a function", "call:"),
    ("  0.25: The bias", "  1.25: The bias", "a hint for '1.25', which is right", "hints:"),
    ("  0.25: The bias", "  few: The bias", "a hint for 'few', which is no number", "hints:"),
    ("  0.25: The bias is missing.", "  0.25:", "the hint for '0.25' is empty", "hints:"),
    ("  0.25: The bias is missing.", "  0.25: The {term}`bias`.", "a role in", "hints:"),
    ("  0.25: The bias is missing.", "  0.25: The $\\frac{1}{$.", "cannot be converted", "hints:"),
    ("hints:\n  0.25: The bias", "read: A neuron\nhints:\n  0.25: The bias", "no heading 'A neuron' on this page; did you mean `A single neuron`?", "read:"),
    ("  0.25: The bias", "  0.75: The bias", "0.75 stands in no cell of this page", "  0.75:"),
    ("start: |\n", "- start: |\n", "not valid YAML", ":::{code-check}"),
    ("    total = sum(", "    total = np.sum(", "NameError: name 'np' is not defined", "answer-of:"),
    ("    total = sum(", "    import numpy\n    total = sum(", "No module named 'numpy'", "answer-of:"),
    ("    return max(0, total + bias)", "    return str(max(0, total + bias))", "`call` returns no numbers", "call:"),
    ("second: neuron", "zzz: neuron", "unknown key `zzz`; use start, call, answer-of", "zzz:"),
    (SECOND, "second: neuron_output = 3", "`second: neuron_output = 3` is no call of a function", "second:"),
    (SECOND, "second: neuron_output(1); neuron_output(2)", "is no call of a function", "second:"),
    (SECOND, "second: math.exp(1)", "is no call of a function", "second:"),
    ("hints:\n  0.25: The bias is missing.", "hints: The bias is missing.", "pairs wrong results with hints", "hints:"),
    ("  0.25: The bias", "  1.253: The bias", "a hint for '1.253', which is right", "hints:"),
    ("hints:\n  0.25: The", "read: Zzz\nhints:\n  0.25: The", "no heading 'Zzz' on this page; copy one", "read:"),
    ("call: neuron_output([0.5, 1], [-0.5, 0.5], 1)\n", "call:\n", "this code check has no `call`", ":::{code-check}"),
    (ANSWER, "answer-of: neuron: function", "not valid YAML", "answer-of:"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, words, place", MISTAKES, ids=[words[:40] for _, _, words, _ in MISTAKES])
def test_lint_names_each_mistake_with_its_line(old, new, words, place, monkeypatch):
    if "end within" in words:
        monkeypatch.setattr("lesson.text.code_checks.SECONDS", 1)
    source = with_check()
    assert source.count(old) == 1
    source = source.replace(old, new)
    found = lint(parse(Path("episodes/01-introduction.md"), source))
    (line,) = [at for at, text in enumerate(source.split("\n"), 1) if text.startswith(place)]
    about = [finding for finding in found if words in finding]
    assert about, found
    if place != ":::{code-check}" or words != "not valid YAML":  # which names the first line of the content
        assert about[0].startswith(f"episodes/01-introduction.md:{line}: ")


def test_a_code_check_outside_an_exercise_is_refused():
    source = miniature().replace(":::{keypoints}", CHECK + ":::{keypoints}", 1)
    assert any(
        "stands inside an exercise" in found for found in lint(parse(Path("episodes/01-introduction.md"), source))
    )


# ---------- the Python of the pages ----------


class Registry(BaseHTTPRequestHandler):
    content = b"a package"

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def registry(monkeypatch):
    """A registry on this computer that has one package, and a lock that names it."""
    with HTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        digest = b64encode(hashlib.sha512(Registry.content).digest()).decode()
        monkeypatch.setitem(set_up.PYODIDE, "address", f"http://127.0.0.1:{server.server_port}/pyodide.tgz")
        monkeypatch.setitem(set_up.PYODIDE, "integrity", f"sha512-{digest}")
        yield server
        server.shutdown()


def test_set_up_fetches_what_the_lock_names_once(registry, tmp_path, monkeypatch):
    package = tmp_path / "tools" / "pyodide.tgz"
    set_up.fetch_pyodide(package)
    assert package.read_bytes() == Registry.content and [path.name for path in package.parent.iterdir()] == [
        "pyodide.tgz"
    ]
    monkeypatch.setitem(set_up.PYODIDE, "address", "http://127.0.0.1:9/never-asked")
    set_up.fetch_pyodide(package)


def test_set_up_refuses_another_content(registry, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(set_up.PYODIDE, "integrity", "sha512-" + "A" * 86 + "==")
    set_up.fetch_pyodide(tmp_path / "pyodide.tgz")
    assert not list(tmp_path.iterdir()) and "is not what _ext/lesson/pyodide.json names" in capsys.readouterr().err


def test_set_up_goes_on_without_a_network(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(set_up.PYODIDE, "address", "http://127.0.0.1:9/pyodide.tgz")
    set_up.fetch_pyodide(tmp_path / "pyodide.tgz")
    assert not list(tmp_path.iterdir()) and "the pages have no editors" in capsys.readouterr().err


def test_lock_names_one_version_of_the_official_package():
    lock = set_up.PYODIDE
    assert lock["address"] == f"https://registry.npmjs.org/pyodide/-/pyodide-{lock['version']}.tgz"
    assert re.fullmatch(r"sha512-[\w+/]{86}==", lock["integrity"])


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """What a page needs of Pyodide."""
    if not browser_python.is_there():
        missing("Pyodide's package, which `make set-up` fetches")
    return browser_python.files()


def test_scripts_of_python_are_classic(files, tmp_path):
    """Node reads a file `.cjs` as a classic script, in which `export` and `import.meta` are mistakes."""
    for name in browser_python.CODE:
        script = tmp_path / f"{Path(name).stem}.cjs"
        script.write_bytes(files[name])
        if node := shutil.which("node"):
            done = subprocess.run([node, "--check", script], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
    assert len(files["pyodide.asm.wasm"]) > 5_000_000


def test_another_pyodide_that_does_not_fit_is_named(tmp_path):
    package = tmp_path / "pyodide.tgz"
    with tarfile.open(package, "w:gz") as archive:
        for name in (*browser_python.CODE, *browser_python.DATA):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = 4
            archive.addfile(member, io.BytesIO(b"new\n"))
    with pytest.raises(ValueError, match=r"`import.meta.url` occurs 0 times in pyodide.asm.mjs of Pyodide .*, not 3"):
        browser_python.files(package)


@pytest.mark.parametrize(
    "printed, off", [("1.25", 0.005), ("3", 0), ("[0.5, 1.234]", 0.0005), ("no number", 0), ("2.0", 0.05)]
)
def test_results_may_be_off_by_half_of_the_last_decimal(printed, off):
    assert rounding(printed) == pytest.approx(off)


def test_packed_script_says_whose_it_is(site):
    if not browser_python.is_there():
        missing("Python for the pages, which `make set-up` fetches")
    script = site / "_static" / "python.js"
    head = script.read_text(encoding="utf-8")[:400]
    assert "Mozilla Public License 2.0" in head and "PSF License" in head and browser_python.VERSION in head
    assert 7_000_000 < script.stat().st_size < 9_000_000


# ---------- what is built ----------

POLICY = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:;"


def test_only_pages_with_an_editor_may_run_it(site):
    """Others keep the stricter policy; collected pages and the printed lesson have no editor."""
    with_editor = {page.path.with_suffix(".html").as_posix() for page in EXECUTED_PAGES if code_checks(page)}
    if not browser_python.is_there():
        with_editor = set()
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    for path in pages:
        name, page = path.relative_to(site).as_posix(), soup(path.relative_to(site).as_posix())
        policy = (page.find("meta", attrs={"http-equiv": "Content-Security-Policy"}) or {}).get("content", "")
        assert bool(page.select(".code-check")) == (POLICY in policy) == (name in with_editor), name
        assert ("wasm" in policy or "blob:" in policy) == (name in with_editor), name
    assert site.joinpath("print.html").exists() and site.joinpath("exercises.html").exists()


def test_an_editor_has_names_and_words_for_everybody(site):
    if not browser_python.is_there():
        missing("Python for the pages, which `make set-up` fetches")
    ids = []
    for path in sorted(site.glob("episodes/*.html")):
        for box in soup(path.relative_to(site).as_posix()).select(".code-check"):
            field = box.select_one("textarea")
            assert field["aria-label"] and box.find(id=field["aria-describedby"]).get_text()
            assert "Esc, then Tab leaves the editor" in box.get_text()
            assert box.select_one("[aria-live=polite] .feedback") and box.select_one("[role=status]")
            ids.append(box["id"])
    assert len(ids) == len(set(ids)) == len(ALL)


def test_without_that_python_the_pages_have_no_editors(executed_book):
    """A small book has no package of Pyodide; its build says so and goes on."""
    executed_book.episode.write_text(with_check())
    done = executed_book.run("lesson.commands.build")
    assert done.returncode == 0, done.stderr
    assert "no Python for the pages is here" in done.stdout
    html = (executed_book.folder / "_build/html/episodes/01-introduction.html").read_text()
    assert "code-check" not in html and "wasm-unsafe-eval" not in html
    assert not (executed_book.folder / "_build/html/_static/python.js").exists()


def test_a_wrong_code_check_stops_the_build(executed_book):
    executed_book.episode.write_text(with_check().replace("answer-of: neuron-function", "answer-of: nowhere"))
    done = executed_book.build()
    assert done.returncode and "no answer cell `nowhere`" in done.stderr


def test_notebooks_begin_with_the_started_code():
    for page in EXECUTED_PAGES:
        for block in code_checks(page):
            check = read_code_check(page, block)[0]
            assert check
            cells = nbformat.read(NOTEBOOKS / "learner" / f"{page.stem}.ipynb", as_version=4).cells
            begin = f"# {check.start.splitlines()[-2]}"
            assert any(cell.source.startswith("# Your answer") and begin in cell.source for cell in cells), check.label
            text = "\n".join(cell.source for cell in cells)
            assert check.second not in text and "code-check" not in text


def test_worker_is_part_of_the_packed_script(site):
    """A change of the worker, or of what is judged right, packs it again."""
    if not browser_python.is_there():
        missing("Python for the pages, which `make set-up` fetches")
    script = site / "_static" / "python.js"
    text = script.read_text(encoding="utf-8")
    assert site_part.WORKER.read_text(encoding="utf-8").split("\n")[0] in text
    assert "What a reader is told" not in text and "what a reader is told about their code" in text


def test_the_page_tells_its_editors_what_to_say(site):
    """Without the words of hints and the section, the script would judge and stay silent."""
    told = []
    for name in {key.split(":")[0] for key in ALL}:
        document = soup(f"episodes/{name}.html")
        for editor in document.select(".code-check"):
            said = json.loads(b64decode(editor["data-check"]))
            told.append(said["call"])
            assert len(said["words"]) == len(said["hints"]) and all(said["words"])
            place = document.find(id=said["section"]["address"].removeprefix("#"))
            assert said["section"]["title"] == place.find(re.compile("h[2-4]")).get_text().removesuffix("#").strip()
    assert sorted(told) == sorted(check.call for check in ALL.values())


# ---------- an editor, without the package of Pyodide ----------

WRITTEN = CodeCheck(
    label="mean-ex-code",
    start="def mean(numbers):\n    total = 0 < 1\n    return ...",
    call="mean([1, 2, 6])",
    second="mean([4, 6])",
    solution=RIGHT,
    wanted=[3.0],
    again=[5.0],
    tolerance=0.5,
    hints={"9": "This is the *sum*.", "2": "The median & no mean."},
    hint="Add, then divide.",
)


def editor(
    monkeypatch,
    docname: str = "episodes/02-keras",
    *,
    home: str = "episodes/02-keras",
    numpy: Path | None = None,
    there: bool = True,
) -> Tag | None:
    """Return the editor that a page gets, None where it gets none."""
    monkeypatch.setattr(browser_python, "is_there", lambda: there)
    monkeypatch.setattr(browser_python, "numpy_file", lambda: numpy)
    monkeypatch.setattr(site_part, "version", lambda: "0123456789")
    node = site_part.code_check(ids=["mean-ex-code-mean"], check=WRITTEN, home=home, section=("loss", "The loss"))
    exercise_enumerable_node("", nodes.container("", node), number="2.4")  # around it
    index = "../" * docname.count("/") + "index.html"
    builder = SimpleNamespace(current_docname=docname, srcdir=ROOT, get_relative_uri=lambda page, to: index)
    translator = SimpleNamespace(builder=builder, body=[])
    with pytest.raises(nodes.SkipNode):
        site_part.visit_code_check(translator, node)
    return BeautifulSoup("".join(translator.body), "html.parser").div


def test_an_editor_tells_its_script_what_it_needs(monkeypatch):
    box = editor(monkeypatch)
    assert json.loads(b64decode(box["data-check"])) == {
        "call": "mean([1, 2, 6])",
        "second": "mean([4, 6])",
        "wanted": [3.0],
        "again": [5.0],
        "tolerance": 0.5,
        "hints": [[[9.0], 0.0], [[2.0], 0.0]],
        "words": ["This is the <em>sum</em>.", "The median &amp; no mean."],
        "hint": "Add, then divide.",
        "section": {"address": "#loss", "title": "The loss"},
    }
    assert (box["id"], box["class"], box["role"]) == ("mean-ex-code-mean", ["code-check"], "group")
    assert box["aria-label"] == "Python for exercise 2.4: mean" and box["data-item"] == "mean"
    script = ROOT / "_static" / "code-check.js"
    assert box["data-script"] == f"../_static/{script.name}?v={crc32(script.read_bytes()):08x}"
    assert box["data-python"] == "../_static/python.js?v=01234567" and not box.has_attr("data-numpy")


def test_an_editor_begins_with_the_started_code(monkeypatch):
    """With a row for each line; its buttons wait for the script."""
    box = editor(monkeypatch)
    field = box.textarea
    assert field.get_text().removeprefix("\n") == WRITTEN.start and field["rows"] == "3"
    assert (field["spellcheck"], field["autocapitalize"], field["autocomplete"]) == ("false", "none", "off")
    how = box.select_one(".how")
    assert (
        field["aria-describedby"] == how["id"] and how.code.get_text() == WRITTEN.call and "NumPy" not in how.get_text()
    )
    assert [
        (button.get_text(), button["class"][-1], button.has_attr("disabled")) for button in box.select("button")
    ] == [(name, name.lower(), True) for name in ("Run", "Stop", "Reset")]
    shown = [part["class"] for part in box.select(".result > *")]
    assert shown == [["printed"], ["feedback"]] and all(part.has_attr("hidden") for part in box.select(".result > *"))
    assert box.select_one(".editor .lines")["aria-hidden"] == "true" and box.select_one(
        ".self-check-foot [role=status]"
    )


def test_an_editor_offers_numpy_where_it_is(monkeypatch):
    box = editor(monkeypatch, numpy=Path("numpy.whl"))
    assert box["data-numpy"] == "../_static/numpy.js?v=01234567" and "NumPy" in box.select_one(".how").get_text()


def test_an_editor_is_at_home_only(monkeypatch):
    assert editor(monkeypatch, "quiz", home="quiz")["data-python"] == "_static/python.js?v=01234567"
    assert editor(monkeypatch, "exercises") is None and editor(monkeypatch, there=False) is None


@pytest.mark.parametrize(
    "named, found", [("", ("inner", "Inner")), ("Other", ("other", "Other")), ("*Outer*", ("outer", "Outer"))]
)
def test_the_section_to_read_again_is_the_one_named_or_the_one_around(named, found):
    document = new_document("page")
    node = site_part.code_check(check=replace(WRITTEN, section=named))
    inner = nodes.section("", nodes.title("Inner", "Inner"), nodes.container("", node), ids=["inner", "second"])
    outer = nodes.section("", nodes.title("*Outer*", "Outer"), inner, ids=["outer"])
    document += [nodes.section("", nodes.paragraph(), ids=["untitled"]), outer]
    document += nodes.section("", nodes.title("Other", "Other"), ids=["other"])
    site_part.FindSection(document).apply()
    assert node["section"] == found


@pytest.fixture
def packing(tmp_path, monkeypatch) -> SimpleNamespace:
    """A build that has ended, with small files in place of Pyodide's, and its folder of static files."""
    site, static = tmp_path / "html", tmp_path / "html" / "_static"
    static.mkdir(parents=True)
    (tmp_path / "doctrees").mkdir()
    wheel = tmp_path / "numpy-2.0-wasm.whl"
    wheel.write_bytes(b"numbers")
    monkeypatch.setattr(browser_python, "is_there", lambda: True)
    monkeypatch.setattr(browser_python, "numpy_file", lambda: wheel)
    monkeypatch.setattr(browser_python, "at_hand", lambda: "one")
    monkeypatch.setattr(browser_python, "files", lambda: {"a.mjs": b"code", "b.wasm": b"\0data"})
    builder = SimpleNamespace(name="html")
    return SimpleNamespace(builder=builder, outdir=site, doctreedir=tmp_path / "doctrees", static=static)


def packed(script: Path) -> dict:
    """Return what a packed script gives to the page."""
    return json.loads(re.fullmatch(r"/\* [^*]+ \*/\nwindow\.lesson\w+ = (\{.*\});\n", script.read_text())[1])


def test_python_for_the_page_is_packed_once(packing, monkeypatch):
    site_part.write_python(packing, None)
    python, numpy = packing.static / "python.js", packing.static / "numpy.js"
    whole = packed(python)
    assert set(whole) == {"code", "files", "worker", "judge"}, "what _static/code-check.js takes out of it"
    assert {name: gzip.decompress(b64decode(text)) for name, text in whole["files"].items()} == browser_python.files()
    assert (
        whole["code"] == list(browser_python.CODE) and "def judge(" in whole["judge"] and "onmessage" in whole["worker"]
    )
    assert python.read_text().partition("window.lessonPython = ")[1]
    assert packed(numpy) == {"name": "numpy-2.0-wasm.whl", "content": b64encode(b"numbers").decode()}
    assert "window.lessonNumpy = " in numpy.read_text() and "BSD" in numpy.read_text()
    # Made from the same, they stay as they are; made from other things, they are made anew, or go.
    python.write_text("kept")
    site_part.write_python(packing, None)
    assert python.read_text() == "kept"
    monkeypatch.setattr(browser_python, "at_hand", lambda: "another")
    site_part.write_python(packing, None)
    assert packed(python) == whole
    monkeypatch.setattr(browser_python, "at_hand", lambda: "")
    monkeypatch.setattr(browser_python, "is_there", lambda: False)
    monkeypatch.setattr(browser_python, "numpy_file", lambda: None)
    site_part.write_python(packing, None)
    assert not python.exists() and not numpy.exists()


def test_python_is_packed_again_where_it_is_missing(packing):
    site_part.write_python(packing, None)
    (packing.static / "python.js").unlink()
    site_part.write_python(packing, None)
    assert (packing.static / "python.js").exists()


@pytest.mark.parametrize("error, builder", [(ValueError(), "html"), (None, "linkcheck")])
def test_nothing_is_packed_for_a_build_that_made_no_pages(packing, error, builder):
    packing.builder.name = builder
    site_part.write_python(packing, error)
    assert not list(packing.static.iterdir())


def test_packed_scripts_have_another_address_when_something_in_them_changes(packing, tmp_path, monkeypatch):
    worker = tmp_path / "worker.js"
    worker.write_text("another")
    versions = {site_part.version()}
    for holder, name, value in [
        (browser_python, "PYODIDE", {"version": "0"}),
        (browser_python, "EDITS", {}),
        (browser_python, "at_hand", lambda: "two"),
        (site_part, "NOTICE", "another"),
        (site_part, "NUMPY_NOTICE", "another"),
        (site_part, "WORKER", worker),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(holder, name, value)
            versions.add(site_part.version())
    assert len(versions) == 7
