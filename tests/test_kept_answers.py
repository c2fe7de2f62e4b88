"""What the browser keeps of answers: ticks, the way on, the file, and how all of it is forgotten."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from conftest import EXECUTED_PAGES, violations
from lesson.paths import SITE
from lesson.text.page import exercises
from lesson.text.self_checks import BETWEEN, home_of, read_self_check

ITEMS = {
    home_of(page, block).label: read_self_check(page, block)[0]
    for page in EXECUTED_PAGES
    for block in page.walk()
    if block.name == "self-check"
}
EPISODE = "episodes/01-introduction"
CHECKED = {
    page.path.with_suffix("").as_posix(): sum(exercise.label in ITEMS for exercise in exercises(page))
    for page in EXECUTED_PAGES
}
KEPT = "JSON.parse(localStorage.getItem('lesson-answers'))"
# Storage as in windows that forbid it: the object is there, or not even that.
FORBIDDEN = {
    "throws": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    "missing": "Object.defineProperty(window, 'localStorage', { value: undefined });",
}
ANSWER = """([label, values]) => {
  const form = document.querySelector(`[data-exercise='${label}']`);
  [...form.querySelectorAll(".control")].forEach((control, at) => {
    control.value = values[at];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.querySelector("[type=submit]").click();
}"""


def key(words: str) -> str:
    """Return what stands for a question in what is kept: it depends on its words, and not on its place."""
    return hashlib.sha256(words.encode()).hexdigest()[:6]


def right(label: str) -> list[str]:
    return [item.answers[0] for item in ITEMS[label]]


def answer(page, label: str, values: list[str]) -> None:
    page.evaluate(ANSWER, [label, values])


def menu(page, name: str) -> str:
    """Return what the menu says of a page, as a screen reader does."""
    spoken = """link => {
      const copy = link.cloneNode(true);
      copy.querySelectorAll("[aria-hidden=true]").forEach((part) => part.remove());
      return copy.textContent.trim();
    }"""
    return page.locator(".side .toctree-l1 > a", has_text=name).first.evaluate(spoken)


@pytest.fixture(params=["http", "file"])
def base(request) -> str:
    """Where the site lies: behind a server, or in a folder."""
    return SITE.as_uri() if request.param == "file" else request.getfixturevalue("server")


def test_answers_are_there_again_and_counted(base, page):
    page.goto(f"{base}/{EPISODE}.html")
    for value in (
        "0.25",
        "7",
        "7",
        "1.25",
        "8",
    ):  # the same answer again is no further try; after a right one none counts
        answer(page, "intro-ex-network", [value, "", "", "", "", ""])
    assert page.evaluate(KEPT)["items"][f"intro-ex-network/{key('Output of the neuron')}"] == {
        "question": "1. Output of the neuron",
        "tries": 3,
        "first": "0.25",
        "last": "8",
        "rightAfter": 3,
    }
    answer(page, "intro-ex-loss", right("intro-ex-loss"))
    order = BETWEEN.join([
        "Share the model",
        *[x for x in ITEMS["intro-ex-order"][0].entries if x != "Share the model"],
    ])
    answer(page, "intro-ex-order", [order])
    page.reload()
    form = page.locator("#intro-ex-loss-check")
    assert form.locator(".feedback[data-is=right]").count() == len(ITEMS["intro-ex-loss"])
    assert form.locator(".control").first.input_value() == ITEMS["intro-ex-loss"][0].answers[0]
    assert "Not yet." in page.locator("#intro-ex-network-check .feedback").first.inner_text()
    ordered = page.locator("#intro-ex-order-check li > span:first-child").all_inner_texts()
    assert BETWEEN.join(ordered) == order


def test_solved_exercises_are_ticked_in_words(base, page):
    page.goto(f"{base}/{EPISODE}.html")
    assert menu(page, "Introduction") == "1. Introduction" and not page.locator(".tick").count()
    answer(page, "intro-ex-loss", ["9", "0", "1", "3.5", ""])  # what is optional may stay empty
    answer(page, "intro-ex-step", ["16", "14.44", "-15.6", "0.22", "yes", "", ""])
    of = CHECKED[EPISODE]
    assert menu(page, "Introduction") == f"1. Introduction, 1 of {of} exercises solved"
    bar = page.locator(".thread a[href='#intro-ex-loss']")
    assert bar.locator(".tick .visually-hidden").inner_text() == ", solved"
    head = page.locator("#intro-ex-loss .box-head")
    assert head.locator(".tick .visually-hidden").inner_text() == "solved" and head.locator(".tick").is_visible()
    assert not page.locator("#intro-ex-step .tick").count()
    # later mistakes take nothing away, and other pages know it, too
    answer(page, "intro-ex-loss", ["8", "0", "1", "3.5", ""])
    for name in ("exercises", "episodes/02-keras"):
        page.goto(f"{base}/{name}.html")
        assert menu(page, "Introduction") == f"1. Introduction, 1 of {of} exercises solved", name
    page.goto(f"{base}/exercises.html")
    assert page.locator("[id='01-introduction-intro-ex-loss'] .box-head .tick").count() == 1


def test_answers_on_the_page_of_all_exercises_belong_to_their_episode(server, page):
    page.goto(f"{server}/exercises.html")
    answer(page, "intro-ex-loss", right("intro-ex-loss"))
    assert menu(page, "Introduction") == f"1. Introduction, 1 of {CHECKED[EPISODE]} exercises solved"
    page.goto(f"{server}/{EPISODE}.html")
    assert page.locator("#intro-ex-loss .box-head .tick").count() == 1


def test_the_way_on_leads_to_the_last_exercise(base, page):
    page.goto(f"{base}/{EPISODE}.html")
    page.locator("#intro-ex-step").scroll_into_view_if_needed()
    page.wait_for_function("() => localStorage.getItem('lesson-last').includes('#')")
    answer(page, "intro-ex-step", ["16", "", "", "", "", "", ""])
    page.goto(f"{base}/index.html")
    link = page.get_by_role("link", name=re.compile("Continue where you left off"))
    assert re.search(r"Introduction, Exercise 1\.\d$", link.inner_text())
    link.click()
    page.wait_for_url("**/01-introduction.html#intro-ex-step")
    assert -5 < page.locator("#intro-ex-step").bounding_box()["y"] < 150


def test_one_exercise_is_forgotten(server, page):
    page.goto(f"{server}/{EPISODE}.html")
    for label in ("intro-ex-loss", "intro-ex-order"):
        answer(page, label, right(label))
    form = page.locator("#intro-ex-order-check")
    form.get_by_role("button", name="Reset").click()
    assert form.locator("li > span:first-child").all_inner_texts() == ITEMS["intro-ex-order"][0].entries
    kept = page.evaluate(KEPT)
    assert list(kept["solved"]) == ["intro-ex-loss"] and not [
        x for x in kept["items"] if x.startswith("intro-ex-order/")
    ]
    assert not page.locator("#intro-ex-order .tick").count() and page.locator("#intro-ex-loss .tick").count() == 1
    assert not page.locator(".thread a[href='#intro-ex-order'] .tick").count()


def test_everything_is_forgotten_in_all_tabs(server, page):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{server}/quiz.html")
    answer(page, "quiz-ex-count", right("quiz-ex-count"))
    other.wait_for_selector(".side .tick")
    page.get_by_role("button", name="Forget all of them").click()
    assert page.locator("#answers").inner_text() == "This browser keeps no answers of yours yet."
    assert page.locator("#quiz-ex-count-check .control").first.input_value() == ""
    other.wait_for_function("() => !document.querySelector('.side .tick')")
    assert page.evaluate("localStorage.getItem('lesson-answers')") is None
    page.goto(f"{server}/{EPISODE}.html")
    answer(page, "intro-ex-loss", right("intro-ex-loss"))
    page.goto(f"{server}/index.html")
    page.get_by_role("button", name="Forget what I have read and answered").click()
    assert page.evaluate("Object.keys(localStorage)") == [] and not page.locator(".tick").count()


def test_the_file_holds_what_is_said_and_nothing_else(base, page, tmp_path):
    page.goto(f"{base}/quiz.html")
    assert page.locator("#answers").inner_text() == "This browser keeps no answers of yours yet."
    for value in ("-1", "0"):
        answer(page, "quiz-ex-count", [value, "58", ""])
    place = page.locator("#answers")
    assert "answers to 2 questions; 0 exercises are solved" in place.inner_text()
    place.locator("summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers as a file").click()
    assert download.value.suggested_filename == "answers.json"
    text = download.value.path().read_text(encoding="utf-8")
    assert text == place.locator("pre").inner_text()
    assert json.loads(text) == {
        "lesson": "Introduction to deep learning",
        "version": re.search(r"(?m)^version: (\S+)", (SITE.parents[1] / "CITATION.cff").read_text())[1],
        "answers": [
            {
                "item": f"quiz-ex-count/{key('Output of the neuron')}",
                "question": "1. Output of the neuron",
                "tries": 2,
                "first": "-1",
                "right_after": 2,
            },
            {
                "item": f"quiz-ex-count/{key('Parameters of the network')}",
                "question": "2. Parameters of the network",
                "tries": 1,
                "first": "58",
                "right_after": None,
            },
        ],
    }


@pytest.mark.parametrize("how", FORBIDDEN)
def test_without_storage_everything_else_works(server, browser, how):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.add_init_script(FORBIDDEN[how])
    page.goto(f"{server}/quiz.html")
    answer(page, "quiz-ex-count", right("quiz-ex-count"))
    assert page.locator("#quiz-ex-count-check .feedback[data-is=right]").count() == 3
    # as long as the page lasts
    assert menu(page, "Quiz") == f"Quiz, 1 of {CHECKED['quiz']} exercises solved"
    assert "answers to 3 questions" in page.locator("#answers").inner_text()
    page.get_by_role("button", name="Forget all of them").click()
    assert not page.locator(".tick").count()
    page.reload()
    assert page.locator("#quiz-ex-count-check .control").first.input_value() == ""
    context.close()
    assert not errors


def test_hints_grow_and_go_on_after_a_reload(server, page):
    page.goto(f"{server}/quiz.html")
    item = ITEMS["quiz-ex-count"][1]
    told = page.locator("#quiz-ex-count-check .feedback").nth(1)
    answer(page, "quiz-ex-count", ["", "58", ""])
    assert item.hint in told.inner_text() and item.then not in told.inner_text()
    answer(page, "quiz-ex-count", ["", "58", ""])  # the same answer again earns nothing
    assert item.then not in told.inner_text()
    page.reload()
    answer(page, "quiz-ex-count", ["", "57", ""])
    assert item.then in told.inner_text() and not told.get_by_role("link").count()
    answer(page, "quiz-ex-count", ["", "50", ""])
    assert item.hints["50"] in told.inner_text() and item.then in told.inner_text()
    told.get_by_role("link").click()
    page.wait_for_url("**/episodes/02-keras.html#compose-the-layers")
    assert page.locator("#compose-the-layers").count() == 1


def test_others_report_by_the_event(server, page):
    """As an editor of code does: without a text, each call is a try, and a solved exercise is ticked."""
    page.goto(f"{server}/{EPISODE}.html")
    tell = """right => document.dispatchEvent(new CustomEvent("lesson:answered", { detail: {
        exercise: "intro-ex-network", item: "code", question: "Two neurons", answer: "", right, solved: right } }))"""
    for is_right in (False, False, True):
        page.evaluate(tell, is_right)
    kept = page.evaluate(KEPT)
    assert kept["items"]["intro-ex-network/code"] == {
        "question": "Two neurons",
        "tries": 3,
        "first": "",
        "last": "",
        "rightAfter": 3,
    }
    assert (
        kept["solved"] == {"intro-ex-network": EPISODE}
        and page.locator("#intro-ex-network .box-head .tick").count() == 1
    )


@pytest.mark.parametrize("theme, width", [("light", 1280), ("dark", 390)])
def test_ticks_order_and_file_are_accessible(server, browser, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/quiz.html")
    for label in ("quiz-ex-count", "quiz-ex-which"):
        answer(page, label, right(label))
    form = page.locator("#quiz-ex-training-step-check")
    moved = form.get_by_role("button", name=re.compile("Move up: Predict"))
    moved.click()
    assert form.get_by_role("status").inner_text() == "Predict the outputs: place 4 of 5"
    assert moved.evaluate("button => button === document.activeElement")
    form.get_by_role("button", name="Check").click()
    assert form.locator(".feedback[data-is=wrong]").inner_text().strip().startswith("Not yet. Another one comes first.")
    page.locator("#answers details").evaluate("details => { details.open = true; }")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    buttons = form.locator(".moves button").evaluate_all("all => all.map(b => [b.offsetWidth, b.offsetHeight])")
    assert all(width >= 24 and height >= 24 for width, height in buttons), "large enough for a finger"
    context.close()


def test_order_on_paper_and_on_stage(server, page):
    """Neither shows the form; both show the entries as a list."""
    page.goto(f"{server}/quiz.html")
    box = page.locator("#quiz-ex-training-step")
    assert box.locator("> ul li").all_inner_texts() == ITEMS["quiz-ex-training-step"][0].entries
    page.emulate_media(media="print")
    assert not box.locator("form").is_visible() and box.locator("> ul li").first.is_visible()


@pytest.mark.parametrize("way", ["http", "file"])
def test_in_firefox(server, firefox, way):
    """Pages in one folder share what is kept, there, too, and the file holds it."""
    start = server if way == "http" else SITE.as_uri()
    firefox.open(f"{start}/quiz.html")
    firefox.run(f"({ANSWER})(arguments[0]);", ["quiz-ex-count", right("quiz-ex-count")])
    firefox.open(f"{start}/index.html")
    said = firefox.run("return document.querySelector('.side .tick .visually-hidden').textContent;")
    assert said == f", 1 of {CHECKED['quiz']} exercises solved"
    firefox.open(f"{start}/quiz.html")
    assert firefox.run("return document.querySelectorAll('#quiz-ex-count-check [data-is=right]').length;") == 3
    firefox.click("#quiz-ex-training-step-check li:nth-child(3) button")
    first = "return document.querySelector('#quiz-ex-training-step-check li:nth-child(2)').firstChild.textContent;"
    assert firefox.run(first) == "Take the next batch of examples"
    file = json.loads(firefox.run("return document.querySelector('#answers pre').textContent;"))
    asked = {entry["item"]: entry for entry in file["answers"]}
    assert [
        asked[f"quiz-ex-count/{key(item.question.split('. ')[1])}"]["first"] for item in ITEMS["quiz-ex-count"]
    ] == right("quiz-ex-count")
