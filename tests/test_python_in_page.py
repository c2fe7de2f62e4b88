"""Python in the page, as a reader uses it: in Chromium and Firefox, from a folder and from a server with the policy on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import EXECUTED_PAGES, PYTHON_STARTS, WIDTHS, missing, violations
from lesson.paths import SITE
from lesson.text.code_checks import CodeCheck, code_checks, read_code_check

CHECKS: dict[str, list[CodeCheck]] = {}
for _page in EXECUTED_PAGES:
    if found := [check for block in code_checks(_page) if (check := read_code_check(_page, block)[0])]:
        CHECKS[_page.stem] = found
FIRST = next(iter(CHECKS))
ENDLESS = "while True:\n    pass"
CONSTANT = "def {name}(*given):\n    return [{numbers}]"

# Write into an editor, press its button, and return what is said in the end. The script polls, because the policy of the page forbids to make code from text.
RUN = """async ([at, code]) => {
  const box = document.querySelectorAll(".code-check")[at];
  const find = (selector) => box.querySelector(selector);
  box.scrollIntoView();
  const end = performance.now() + 90000;
  const until = async (done) => {
    while (!done()) {
      if (performance.now() > end) throw new Error("not in time");
      await new Promise((later) => setTimeout(later, 20));
    }
  };
  await until(() => !find(".run").disabled);
  find("textarea").value = code;
  find("textarea").dispatchEvent(new Event("input"));
  find(".run").click();
  await until(() => !find(".run").disabled);
  return { is: find(".feedback").dataset.is, told: find(".feedback").innerText, printed: find(".printed").innerText, status: find("[role=status]").innerText };
}"""


@pytest.fixture(autouse=True)
def python_is_there():
    if not (SITE / "_static" / "python.js").exists():
        missing("Python for the pages, which `make set-up` fetches")


def name_of(check: CodeCheck) -> str:
    return check.call.split("(")[0]


def constant(check: CodeCheck, numbers: str) -> str:
    """Return a function that gives the same numbers whatever it is asked."""
    return CONSTANT.format(name=name_of(check), numbers=", ".join(numbers.split()))


def prove(run, checks: list[CodeCheck]) -> None:
    """Try every exercise of a page: its solution, its started code, its wrong answers with hints, and the right answer as a constant.

    Args:
        run: gives code to an editor of the page, by its place, and returns what is said
        checks: those of the page, in order
    """
    for at, check in enumerate(checks):
        said = run(at, check.solution)
        assert said["is"] == "right" and name_of(check) in said["told"], (check.label, said)
        assert run(at, check.start)["is"] == "wrong", check.label
        for wrong, hint in check.hints.items():
            told = run(at, constant(check, wrong))["told"]
            words = re.sub(r"[`*$]", "", hint)
            assert words in told.replace("’", "'") and "Not yet." in told, (check.label, wrong, told)
        said = run(at, constant(check, " ".join(map(str, check.wanted))))
        assert said["is"] == "wrong" and "With other numbers" in said["told"], (check.label, said)


def in_chromium(page):
    return lambda at, code: page.evaluate(RUN, [at, code])


def in_firefox(window):
    return lambda at, code: window.run(f"return ({RUN})(given[0]);", [at, code])


# ---------- every exercise ----------


@pytest.mark.parametrize("stem", CHECKS)
def test_exercises_in_chromium_from_a_server(server, visited, stem):
    """With the policy on; nothing of Python is asked for before the first run, and then one script."""
    visited.goto(f"{server}/episodes/{stem}.html", wait_until="networkidle")
    assert not [url for url in visited.asked if "python.js" in url]
    prove(in_chromium(visited), CHECKS[stem])
    assert len([url for url in visited.asked if "python.js" in url]) == 1
    assert not [url for url in visited.asked if not url.startswith((server, "data:", "blob:"))]
    assert not visited.errors


def test_exercises_in_chromium_from_a_folder(site, visited):
    visited.goto((site / "episodes" / f"{FIRST}.html").as_uri())
    prove(in_chromium(visited), CHECKS[FIRST])
    assert not [url for url in visited.asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not visited.errors


@pytest.mark.parametrize("stem", CHECKS)
def test_exercises_in_firefox_from_a_folder(site, firefox, stem):
    firefox.open((site / "episodes" / f"{stem}.html").as_uri())
    prove(in_firefox(firefox), CHECKS[stem])


def test_exercises_in_firefox_from_a_server(server, firefox):
    firefox.open(f"{server}/episodes/{FIRST}.html")
    prove(in_firefox(firefox), CHECKS[FIRST])


# ---------- run, stop, reset, errors ----------


def editor(page, at: int = 0):
    """Return an editor of the page once it can be used."""
    box = page.locator(".code-check").nth(at)
    box.scroll_into_view_if_needed()
    box.locator(".run:enabled").wait_for()
    return box


@pytest.fixture(scope="module")
def opened(server, browser):
    """Episode 1, in which Python has started, once for all that look at it; each leaves nothing that runs."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PYTHON_STARTS)
    page.goto(f"{server}/episodes/{FIRST}.html")
    in_chromium(page)(0, "x = 1")
    yield page
    context.close()


def test_a_loop_without_end_is_stopped_and_python_runs_again(opened):
    box = editor(opened)
    box.locator("textarea").fill(f"print('before')\n{ENDLESS}")
    box.locator(".run").click()
    opened.wait_for_timeout(500)
    assert box.locator(".run").is_disabled() and box.get_attribute("aria-busy") == "true"
    assert "before" in box.locator(".printed").inner_text()
    box.locator(".stop").click()
    assert box.locator("[role=status]").inner_text() == "Stopped."
    assert box.locator(".run").is_enabled() and not box.locator(".feedback").is_visible()
    assert in_chromium(opened)(0, CHECKS[FIRST][0].solution)["is"] == "right"


def test_firefox_stops_a_loop_without_end_and_runs_again(site, firefox):
    firefox.open((site / "episodes" / f"{FIRST}.html").as_uri())
    run = in_firefox(firefox)
    run(0, "x = 1")
    firefox.run(
        "const box = document.querySelector('.code-check'); box.querySelector('textarea').value = given[0]; box.querySelector('.run').click();",
        ENDLESS,
    )
    firefox.run("await new Promise((later) => setTimeout(later, 500));")
    assert firefox.run("return document.querySelector('.code-check .run').disabled")
    firefox.click(".code-check .stop")
    assert firefox.run("return document.querySelector('.code-check [role=status]').innerText") == "Stopped."
    assert run(0, CHECKS[FIRST][0].solution)["is"] == "right"


def test_a_run_in_another_editor_ends_the_first(opened):
    box = editor(opened)
    box.locator("textarea").fill(ENDLESS)
    box.locator(".run").click()
    assert in_chromium(opened)(1, CHECKS[FIRST][1].solution)["is"] == "right"
    assert box.locator("[role=status]").inner_text() == "Stopped."


def test_errors_are_those_of_python_with_the_readers_line(opened):
    said = in_chromium(opened)(0, "a = 1\n\ndef neuron_output(inputs, weights, bias):\n    return weigths\n")
    assert said["is"] == "wrong" and "Python stops here." in said["told"]
    assert 'File "your code", line 4, in neuron_output' in said["printed"]
    assert "NameError: name 'weigths' is not defined. Did you mean: 'weights'?" in said["printed"]
    assert not re.search(r"judge|pyodide|exec|eval", said["printed"])


def test_what_is_printed_is_shown_and_cut_where_it_is_endless(opened):
    said = in_chromium(opened)(0, "print('sum:', 1 + 2)\nprint('no new line', end='')")
    assert said["printed"].startswith("sum: 3\nno new line")
    said = in_chromium(opened)(0, "for number in range(100_000):\n    print(number)")
    assert 19_000 < len(said["printed"]) < 21_000 and "left out" in said["printed"]


def test_tries_are_counted_and_no_code_is_kept(opened):
    """As for a form; an error of Python is no answer yet."""
    check = CHECKS[FIRST][0]
    for code in ("x = 1 +", check.start.replace("...", "0"), check.solution):
        in_chromium(opened)(0, code)
    kept = opened.evaluate("JSON.parse(localStorage.getItem('lesson-answers'))")
    exercise = editor(opened).evaluate("box => box.closest('.exercise').id")
    item = kept["items"][f"{exercise}/neuron_output"]
    assert (item["tries"], item["rightAfter"], item["first"], item["last"]) == (2, 2, "", "")
    assert exercise not in kept["solved"], "its form is still to be answered"


def test_a_run_knows_nothing_of_the_one_before(opened):
    in_chromium(opened)(0, "kept = 1")
    assert "NameError: name 'kept'" in in_chromium(opened)(1, "print(kept)")["printed"]


def test_reset_brings_back_the_started_code_and_can_be_undone(opened):
    box = editor(opened)
    field = box.locator("textarea")
    start = CHECKS[FIRST][0].start
    field.fill("x = 1")
    box.locator(".reset").click()
    assert field.input_value() == start
    assert box.locator(".lines").inner_text().split() == [str(at + 1) for at in range(start.count("\n") + 1)]
    field.press("Control+z")
    assert field.input_value() == "x = 1"


def test_python_that_cannot_be_loaded_is_said_and_tried_again(server, visited):
    visited.route("**/python.js*", lambda route: route.abort())
    visited.goto(f"{server}/episodes/{FIRST}.html")
    said = in_chromium(visited)(0, "x = 1")
    assert "Python has stopped" in said["status"] and "Run the code again" in said["status"]
    visited.unroute("**/python.js*")
    assert in_chromium(visited)(0, CHECKS[FIRST][0].solution)["is"] == "right"


def test_worker_reaches_no_network(opened, server):
    """What Python asks for comes from the page; everything else is refused, on this host, too."""
    code = """from js import XMLHttpRequest
request = XMLHttpRequest.new()
request.open("GET", "{}/index.html", False)
try:
    request.send()
    print("sent")
except Exception:
    print("refused")"""
    said = in_chromium(opened)(0, code.format(server.replace("127.0.0.1", "localhost")))
    assert said["printed"].startswith("refused")


# ---------- with the keyboard alone ----------


def type_code(page, code: str) -> None:
    """Type code as people do: the editor brings the indent of the next line."""
    lines = code.rstrip("\n").split("\n")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        width = len(before) - len(before.lstrip()) + (4 if before.endswith(":") else 0)
        wanted = len(line) - len(line.lstrip())
        if not line.strip():
            wanted = width
        for _ in range((width - wanted) // 4):
            page.keyboard.press("Shift+Tab")
        if wanted > width:
            page.keyboard.press("Tab")
        page.keyboard.type(line.strip() or "")
        if at < len(lines) - 1:
            page.keyboard.press("Enter")


def focused(page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.tagName")


def reach(page, at: int) -> None:
    """Move to an editor with Tab, from the heading of its exercise on."""
    page.evaluate(
        """at => {
            const exercise = document.querySelectorAll(".code-check")[at].closest(".exercise");
            exercise.tabIndex = -1;
            exercise.focus();
        }""",
        at,
    )
    name = page.locator(".code-check textarea").nth(at).get_attribute("id")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
        if page.evaluate("document.activeElement.matches('.code-check textarea')"):
            page.keyboard.press("Escape")
    raise AssertionError("Tab does not reach the editor")


def test_three_exercises_with_the_keyboard_alone(server, visited):
    """Reach the editor, type, run, hear the answer, leave: in this way, and without a trap."""
    visited.goto(f"{server}/episodes/{FIRST}.html")
    checks = CHECKS[FIRST][:3]
    assert len(checks) == 3
    for at, check in enumerate(checks):
        reach(visited, at)
        function = check.solution.split("\n\n\n")[0] + "\n"
        type_code(visited, function)
        box = visited.locator(".code-check").nth(at)
        typed = "\n".join(line.rstrip() for line in box.locator("textarea").input_value().split("\n"))
        assert typed == function.rstrip("\n")
        visited.keyboard.press("Control+Enter")
        box.locator(".feedback[data-is=right]").wait_for()
        assert box.locator(".feedback").inner_text().strip().startswith("Right.")
        assert box.locator(".result").get_attribute("aria-live") == "polite"
        visited.keyboard.press("Tab")
        assert focused(visited) == "TEXTAREA"  # Tab indents
        visited.keyboard.press("Escape")
        assert "Tab leaves" in box.locator("[role=status]").inner_text()
        visited.keyboard.press("Tab")
        assert focused(visited) == "button run"


def test_stop_with_the_keyboard(opened):
    reach(opened, 0)
    type_code(opened, ENDLESS)
    opened.keyboard.press("Control+Enter")
    opened.keyboard.press("Escape")
    opened.keyboard.press("Tab")
    assert focused(opened) == "button stop"
    opened.keyboard.press("Enter")
    assert focused(opened) == "button run"
    assert editor(opened).locator("[role=status]").inner_text() == "Stopped."


def test_keys_of_the_page_do_not_work_in_the_editor(opened):
    """Typing `p` or `/` must not present the page, or search it."""
    reach(opened, 0)
    type_code(opened, "p = 6 / 2")
    assert editor(opened).locator("textarea").input_value() == "p = 6 / 2"
    assert opened.evaluate("document.documentElement.dataset.present") is None


# ---------- looks and access ----------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values())
def test_editor_is_accessible_with_answers_and_errors(server, visited, theme, width):
    visited.set_viewport_size({"width": width, "height": 844})
    visited.goto(f"{server}/episodes/{FIRST}.html")
    visited.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    run = in_chromium(visited)
    run(0, CHECKS[FIRST][0].solution)
    run(1, f"x = '{'long ' * 40}'\nprint(x)\nundefined")
    run(2, constant(CHECKS[FIRST][2], "14"))
    assert not violations(visited, ".code-check")
    assert visited.evaluate("document.documentElement.scrollWidth") <= width


def test_editor_is_left_out_where_it_cannot_be_used(server, browser):
    """On stage, on paper, and without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/episodes/{FIRST}.html")
    assert page.locator(".code-check").count() and not page.locator(".code-check").first.is_visible()
    context.close()
    page = browser.new_page()
    page.goto(f"{server}/episodes/{FIRST}.html?present")
    assert not page.locator(".code-check").first.is_visible()
    page.goto(f"{server}/episodes/{FIRST}.html")
    assert page.locator(".code-check").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".code-check").first.is_visible()
    page.close()


def test_first_visit_asks_for_nothing_of_the_editor(server, visited):
    visited.goto(f"{server}/episodes/{FIRST}.html", wait_until="networkidle")
    assert not [url for url in visited.asked if re.search(r"code-check\.js|python\.js", url)]
    editor(visited)
    assert [Path(url.split("?")[0]).name for url in visited.asked if "code-check.js" in url] == ["code-check.js"]
