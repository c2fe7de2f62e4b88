"""Practice in the page: every self-check of the lesson, as a reader uses it."""

from __future__ import annotations

import re

import nbformat
import pytest
from conftest import violations
from lesson.notebooks import FOLDER
from lesson.self_check_source import Item, home_of, read_self_check
from lesson.source import executed_pages

SELF_CHECKS = {
    page.stem: {home_of(page, block).label: read_self_check(page, block)[0] for block in page.walk() if block.name == "self-check"}
    for page in executed_pages() if page.path.parts[0] == "episodes"
}

# Fill in, press Check, and return for each item what is said, where a link leads, and whether the control is marked as wrong.
ANSWER = """(form, values) => {
  const controls = [...form.querySelectorAll("input, select")];
  controls.forEach((control, at) => { control.value = values[at]; control.dispatchEvent(new Event("input", {bubbles: true})); });
  form.querySelector("[type=submit]").click();
  return controls.map((control) => {
    const told = document.getElementById(control.getAttribute("aria-describedby"));
    const link = told.querySelector("a");
    return {text: told.innerText.replace(/^\\s*Answer \\d+:/, "").trim(), live: told.ariaLive, wrong: control.ariaInvalid, value: control.value,
            reachable: !link || link.origin + link.pathname !== location.origin + location.pathname || !!document.getElementById(link.hash.slice(1))};
  });
}"""


def wrong_answer(item: Item) -> str:
    """Return a wrong answer for which there is no hint, or where every choice has one, any wrong answer."""
    if not item.choices:
        return "-987654"
    wrong = [choice for choice in item.choices if choice not in item.answers]
    return next((choice for choice in wrong if choice not in item.hints), wrong[0])


@pytest.fixture(scope="module", params=SELF_CHECKS)
def episode(request, server, browser):
    """An episode in the browser, with the self-checks of its source; nothing may be sent, stored or go wrong."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    asked, errors = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server}/episodes/{request.param}.html")
    # Pictures and playgrounds are loaded when they come near; an answer could only travel in a body or behind a question mark.
    ours = re.compile(r"[^?]*|.*/_static/[^?]+\.js\?v=[0-9a-f]{8}")
    page.on("request", lambda request: asked.append(request.url) if request.method != "GET" or not ours.fullmatch(request.url) else None)
    address = page.url
    yield page, SELF_CHECKS[request.param]
    assert not asked and not errors and page.url == address
    # the core script remembers what has been read
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"lesson-read", "lesson-last"}
    context.close()


def test_enough_to_practise():
    for stem, checks in list(SELF_CHECKS.items())[:5]:
        assert len(checks) >= 2, f"{stem} has {len(checks)} self-checks"


def test_right_wrong_hint_and_reset(episode):
    page, checks = episode
    assert page.locator("form.self-check").count() == len(checks)
    for label, items in checks.items():
        form = page.locator(f"#{label}-check")

        def told(values: list[str]) -> list[dict]:
            return form.evaluate(ANSWER, values)

        for spelling in range(max(len(item.answers) for item in items)):
            values = [item.answers[min(spelling, len(item.answers) - 1)] for item in items]
            # another right answer among the choices can be chosen, another spelling cannot
            found = told([value if not item.choices or value in item.choices else item.answers[0] for value, item in zip(values, items)])
            assert [each["text"] for each in found] == ["Right."] * len(items), (label, values)
            assert not any(each["wrong"] for each in found)
        for at in range(max(len(item.hints) for item in items)):
            pairs = [list(item.hints.items())[at] if at < len(item.hints) else (item.answers[0], None) for item in items]
            for each, (wrong, hint), item in zip(told([wrong for wrong, _ in pairs]), pairs, items):
                assert each["text"] == (f"Not yet. {hint}" if hint else "Right."), (label, item.question, wrong)
                assert each["wrong"] == ("true" if hint else None)
        for each, item in zip(told([wrong_answer(item) for item in items]), items):
            expected = item.hints.get(wrong_answer(item)) or item.hint or "Read again: "
            assert each["text"].startswith(f"Not yet. {expected}"), (label, item.question)
            assert each["wrong"] == "true" and each["live"] == "polite"
            assert each["reachable"], f"{label}: the link to read again leads nowhere"
        form.get_by_role("button", name="Reset").click()
        assert form.locator(".feedback").all_inner_texts() == [""] * len(items)
        assert form.locator("[aria-invalid]").count() == 0 and not form.get_by_role("status").inner_text()
        assert [each["text"] for each in told([""] * len(items))] == ["No answer yet."] * len(items)


def test_by_keyboard_only(episode):
    page, checks = episode
    for label, items in checks.items():
        form = page.locator(f"#{label}-check")
        # to the control before the form, and on with Tab
        form.evaluate("""form => {
          const all = [...document.querySelectorAll("a[href], button, input, select, summary")].filter((e) => e.checkVisibility());
          all[all.indexOf(form.querySelector("input, select")) - 1].focus();
        }""")
        for item in items:
            page.keyboard.press("Tab")
            if item.choices:
                for _ in range(item.choices.index(item.answers[0]) + 1):
                    page.keyboard.press("ArrowDown")
            else:
                page.keyboard.type(item.answers[0])
        if items[-1].choices:
            page.keyboard.press("Tab")  # to the button
        page.keyboard.press("Enter")
        assert form.locator(".feedback[data-is=right]").count() == len(items), label
        status = f"{len(items)} of {len(items)} right" if len(items) > 1 else ""
        assert form.get_by_role("status").inner_text() == status


def test_feedback_is_accessible(episode):
    """Right, wrong, empty, in both themes: no violation in any of them."""
    page, checks = episode
    for label, items in checks.items():
        values = [("", item.answers[0], wrong_answer(item))[at % 3] for at, item in enumerate(items, 1)]
        page.locator(f"#{label}-check").evaluate(ANSWER, values)
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert not violations(page, "form.self-check"), theme


@pytest.mark.parametrize("label, at, given, is_right", [
    ("intro-ex-network", 0, "1,25", True),
    ("intro-ex-network", 0, " 1.250 ", True),
    ("intro-ex-network", 0, "5/4", True),
    ("intro-ex-network", 0, "125", False),
    ("intro-ex-network", 0, "1.25 1.25", False),
    ("intro-ex-network", 0, "one", False),
    ("intro-ex-network", 5, "the Exclusive-OR", False),
    ("intro-ex-network", 5, "Exclusive-OR", True),
    ("keras-ex-one-hot", 0, "[0,0,1]", True),
    ("keras-ex-one-hot", 0, "0 0 1", True),
    ("keras-ex-one-hot", 0, "1, 0, 0", False),
    ("keras-ex-confusion", 2, "75 %", True),
    ("keras-ex-confusion", 2, "27/36", True),
    ("keras-ex-confusion", 4, "0.583", True),
    ("keras-ex-confusion", 4, "0.59", False),
    ("layers-ex-features", 0, "100 × 24 × 24 × 1", True),
    ("layers-ex-features", 2, "12288", True),
    ("layers-ex-features", 2, "12 288", True),
    ("layers-ex-features", 2, "12.288", False),
    ("layers-ex-border", 0, "−1", True),
    ("layers-ex-border", 0, "1", False),
])
def test_many_ways_to_write_an_answer(server, browser_page, label, at, given, is_right):
    stem = next(stem for stem, checks in SELF_CHECKS.items() if label in checks)
    address = f"{server}/episodes/{stem}.html"
    if browser_page.url != address:
        browser_page.goto(address)
    values = [""] * len(SELF_CHECKS[stem][label])
    values[at] = given
    told = browser_page.locator(f"#{label}-check").evaluate(ANSWER, values)[at]["text"]
    assert told.startswith("Right." if is_right else "Not yet."), told


@pytest.fixture(scope="module")
def browser_page(browser):
    """One page for tests that leave nothing behind."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_changed_answer_is_not_judged_any_more(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    form = page.locator("#intro-ex-network-check")
    form.locator("input").first.fill("0.25")
    page.keyboard.press("Enter")
    assert "bias" in form.locator(".feedback").first.inner_text()
    form.locator("input").first.press("End")
    page.keyboard.type("1")
    assert form.locator(".feedback").first.inner_text() == "" and form.locator("input").first.get_attribute("aria-invalid") is None


def test_on_the_page_of_all_exercises(server, page):
    """The same forms work there; on the page for paper there are none."""
    page.goto(f"{server}/exercises.html")
    for stem, checks in SELF_CHECKS.items():
        for label, items in checks.items():
            told = page.locator(f"[id='{stem}-{label}-check']").evaluate(ANSWER, [item.answers[0] for item in items])
            assert [each["text"] for each in told] == ["Right."] * len(items), label
    form = page.locator("[id='01-introduction-intro-ex-network-check']")
    form.evaluate(ANSWER, ["-987654"] + [""] * 5)
    form.get_by_role("link").click()
    page.wait_for_url("**/episodes/01-introduction.html#*")
    page.locator(f"[id='{page.url.split('#')[1]}'] > h4").wait_for()
    page.goto(f"{server}/print.html")
    assert page.locator("form.self-check").count() == 0


def test_without_scripts(server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/episodes/01-introduction.html")
    assert page.locator("form.self-check").count() and not any(form.is_visible() for form in page.locator("form.self-check").all())
    context.close()


def test_on_paper(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    page.emulate_media(media="print")
    assert not page.locator("form.self-check").first.is_visible()


def test_notebooks_leave_self_checks_out():
    for stem, checks in SELF_CHECKS.items():
        for kind in ("learner", "solved", "type-along"):
            text = (FOLDER / kind / f"{stem}.ipynb").read_text(encoding="utf-8")
            hints = [hint for items in checks.values() for item in items for hint in item.hints.values()]
            assert nbformat.reads(text, 4).cells and not [hint for hint in hints if hint in text]


def test_wrong_self_check_stops_the_build(book):
    text = book.episode.read_text().replace("answer-of: neuron-output", "answer-of: neuron-outputs")
    book.episode.write_text(text)
    line = text[: text.index("- question: ")].count("\n") + 1
    assert book.run("lesson.execute").returncode == 0
    built = book.build()
    assert built.returncode != 0
    assert re.search(rf"episodes/01-introduction\.md:{line}: .*did you mean `neuron-output`", built.stderr), built.stderr
