"""Practice in the page: every self-check of the lesson, as a reader uses it."""

from __future__ import annotations

import base64
import json
import posixpath
import re
import unicodedata
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import EXECUTED_PAGES, places, soup, violations
from lesson.paths import NOTEBOOKS, ROOT
from lesson.text.page import exercises
from lesson.text.self_checks import BETWEEN, Item, home_of, read_self_check

SOLUTIONS = {
    exercise.label: "\n".join(block.text for block in exercise.solution if block.name is None)
    for page in EXECUTED_PAGES
    for exercise in exercises(page)
}
SELF_CHECKS = {
    page.stem: {
        home_of(page, block).label: read_self_check(page, block)[0]
        for block in page.walk()
        if block.name == "self-check"
    }
    for page in EXECUTED_PAGES
    if any(block.name == "self-check" for block in page.walk())
}
ADDRESSES = {page.stem: page.path.with_suffix(".html").as_posix() for page in EXECUTED_PAGES}

# Fill in, press Check, and return for each item what is said, where a link leads, and whether the control is marked as wrong.
ANSWER = """(form, values) => {
  const controls = [...form.querySelectorAll(".control")];
  controls.forEach((control, at) => { control.value = values[at]; control.dispatchEvent(new Event("input", {bubbles: true})); });
  form.querySelector("[type=submit]").click();
  return controls.map((control) => {
    const told = document.getElementById(control.getAttribute("aria-describedby"));
    const link = told.querySelector("a");
    return {text: told.innerText.replace(/^\\s*Answer \\d+:/, "").trim(), live: told.ariaLive, wrong: control.ariaInvalid, value: control.value,
            reachable: !link || link.origin + link.pathname !== location.origin + location.pathname || !!document.getElementById(link.hash.slice(1))};
  });
}"""


def bare(text: str) -> str:
    """Return what is left of words on the page and of the Markdown they were written in."""
    return re.sub(r"[\s`*$_{}]+", "", unicodedata.normalize("NFKC", text).replace("’", "'"))


def reason_in(solution: str, text: str) -> bool:
    """Tell whether what follows "Right." stands in the words of a solution, and gives more than the bare answer."""
    reason = text.removeprefix("Right. ")
    return reason != text and len(reason.split()) >= 5 and bare(reason) in bare(solution)


def wrong_answer(item: Item) -> str:
    """Return a wrong answer for which there is no hint, or where every choice has one, any wrong answer."""
    if item.entries:
        return BETWEEN.join(reversed(item.answers[0].split(BETWEEN)))
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
    page.goto(f"{server}/{ADDRESSES[request.param]}")
    # Pictures and playgrounds are loaded when they come near; an answer could only travel in a body or behind a question mark.
    ours = re.compile(r"[^?]*|.*/_static/[^?]+\.js\?v=[0-9a-f]{8}")
    page.on(
        "request",
        lambda request: (
            asked.append(request.url) if request.method != "GET" or not ours.fullmatch(request.url) else None
        ),
    )
    address = page.url
    yield page, SELF_CHECKS[request.param]
    assert not asked and not errors and page.url == address
    # the core script remembers what has been read and answered
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"lesson-read", "lesson-last", "lesson-answers"}
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
            found = told([
                value if not item.choices or value in item.choices else item.answers[0]
                for value, item in zip(values, items)
            ])
            for each, item in zip(found, items):
                # a question of another page comes with the reason that its solution gives
                solution = "\n".join(SOLUTIONS.values()) if item.page else SOLUTIONS[label]
                assert reason_in(solution, each["text"]) if item.choices else each["text"] == "Right.", (label, each)
            assert not any(each["wrong"] for each in found)
        for at in range(max(len(item.hints) for item in items)):
            pairs = [
                list(item.hints.items())[at] if at < len(item.hints) else (item.answers[0], None) for item in items
            ]
            for each, (wrong, hint), item in zip(told([wrong for wrong, _ in pairs]), pairs, items):
                said = bare(each["text"]) == bare(f"Not yet. {hint}") if hint else each["text"].startswith("Right.")
                assert said and not set("`$") & set(each["text"]), (label, item.question, wrong, each["text"])
                assert each["wrong"] == ("true" if hint else None)
            form.get_by_role("button", name="Reset").click()
        for each, item in zip(told([wrong_answer(item) for item in items]), items):
            expected = item.hints.get(wrong_answer(item)) or item.hint or "Read again: "
            place = "Another one comes first. " if item.entries else ""
            assert bare(each["text"]).startswith(bare(f"Not yet. {place}{expected}")), (label, item.question)
            # a list has no state `aria-invalid`
            assert each["wrong"] == (None if item.entries else "true") and each["live"] == "polite"
            assert each["reachable"], f"{label}: the link to read again leads nowhere"
        form.get_by_role("button", name="Reset").click()
        assert form.locator(".feedback").all_inner_texts() == [""] * len(items)
        assert form.locator("[aria-invalid]").count() == 0 and not form.get_by_role("status").inner_text()
        nothing = ["" if item.optional else "No answer yet." for item in items]
        assert [each["text"] for each in told([""] * len(items))] == nothing


def put_in_order(page, item: Item) -> None:
    """Order a list by Tab and Enter, from the first of its buttons to the last; two belong to each entry."""
    now, at = list(item.entries), 0
    for place, entry in enumerate(item.answers[0].split(BETWEEN)):
        away = now.index(entry) - place
        if away:
            for _ in range(2 * now.index(entry) - at):
                page.keyboard.press("Tab")
            for _ in range(away):
                page.keyboard.press("Enter")
            now.insert(place, now.pop(now.index(entry)))
            at = 2 * place
    for _ in range(2 * len(now) - 1 - at):
        page.keyboard.press("Tab")


def test_by_keyboard_only(episode):
    page, checks = episode
    for label, items in checks.items():
        form = page.locator(f"#{label}-check")
        # to the control before the form, and on with Tab
        form.evaluate("""form => {
          const all = [...document.querySelectorAll("a[href], button:enabled, input, select, summary, textarea")].filter((e) => e.checkVisibility());
          all[all.indexOf(form.querySelector("input, select, .moves button")) - 1].focus();
        }""")
        for item in items:
            page.keyboard.press("Tab")
            if item.entries:
                put_in_order(page, item)
            elif item.choices:
                for _ in range(item.choices.index(item.answers[0]) + 1):
                    page.keyboard.press("ArrowDown")
            else:
                page.keyboard.type(item.answers[0])
        if items[-1].choices or items[-1].entries:
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


@pytest.mark.parametrize("stem", SELF_CHECKS)
def test_forms_carry_what_the_source_says(site, stem):
    """The script on the page knows answers, wrong answers with hints, and how answers are compared from nowhere else."""
    address = Path(ADDRESSES[stem])
    for label, items in SELF_CHECKS[stem].items():
        form = places(address.as_posix())[f"{label}-check"]
        told = json.loads(base64.b64decode(form["data-answers"]))
        for item, answer in zip(items, told, strict=True):
            assert answer["right"] == item.answers and [wrong for wrong, _ in answer["hints"]] == list(item.hints)
            assert (answer["tolerance"], answer["share"]) == (item.tolerance, item.share)
            assert answer["optional"] == item.optional and bool(answer["hint"]) == bool(item.hint)
            assert bool(answer["then"]) == bool(item.then) and answer["order"] == bool(item.entries)
            assert bool(answer["reason"]) == bool(item.reason) and answer["section"]["title"]
            other, _, anchor = answer["section"]["address"].partition("#")
            assert bool(other) == bool(item.page)
            place = places(posixpath.normpath(address.parent / other) if other else address.as_posix())[anchor]
            assert place.find(re.compile("h[1-6]")).find(string=True) == answer["section"]["title"]


def keys_of(built: Path) -> list[str]:
    """Return the keys of the questions of a built page, in order."""
    forms = BeautifulSoup(built.read_text(encoding="utf-8"), "html.parser").select("form.self-check")
    return [item["key"] for form in forms for item in json.loads(base64.b64decode(form["data-answers"]))]


def test_a_question_keeps_its_key_when_others_come_before_it(executed_book):
    """What a browser has kept, and what classes hand in before and after, belongs to the question and not to its place."""
    built = executed_book.folder / "_build/html/episodes/01-introduction.html"
    question = "- question: The output of the neuron\n  answer-of: neuron-output\n"
    assert question in (source := executed_book.episode.read_text())

    def keys_with(questions: str) -> list[str]:
        executed_book.episode.write_text(source.replace(question, questions))
        done = executed_book.build()
        assert done.returncode == 0, done.stderr
        return keys_of(built)

    (key,) = keys_with(question)
    assert re.fullmatch(r"[0-9a-f]{6}", key)
    before, after = (f"- question: {words}\n  answer-of: neuron-output\n" for words in ("1. With a bias", "3. Again"))
    moved = question.replace("The output", "2. The output")
    first, second, third = keys_with(before + moved.replace("2. ", "2) ") + after)
    assert second == key and len({first, second, third}) == 3
    assert keys_with(after + before + moved) == [third, first, key]
    # other words are another question, and the same words twice are two
    assert key not in keys_with(question.replace("The output", "An output"))
    assert keys_with(moved + question) == [key, f"{key}-2"]


def test_keys_are_unique_in_their_exercise_and_need_little_room(site):
    """Each is looked up behind the label of its exercise; `test_browser` holds the weight of a page."""
    for address in {*ADDRESSES.values()}:
        for form in soup(address).select("form.self-check"):
            keys = [item["key"] for item in json.loads(base64.b64decode(form["data-answers"]))]
            assert len(keys) == len({*keys}) and all(len(key) <= 8 for key in keys), form["id"]


def near_misses(answer: str) -> list[str]:
    """Return wrong answers that a reader who is generous about points and signs could take for a number."""
    value = float(answer)
    shifted = [f"{value * factor:.4f}" for factor in (10, 0.1, 1000, 0.001, -1)] if value else []
    return [
        *shifted,
        f"{value + 1:g}",
        f"{value - 1:.4f}",
        f"{answer} {answer}",
        f"{answer} + 1",
        f"{answer}/",
        f"{answer} = 987",
        f"not({answer})",
    ]


def lies_between(value: str, item) -> bool:
    """Tell whether a number, or a sum of two, lies in the range that counts for a measured result."""
    if not item.between or not re.fullmatch(r"-?[\d.]+( \+ 1)?", value):
        return False
    low, high = map(float, item.between)
    number = sum(map(float, value.split(" + ")))
    return low <= number <= high or (item.share and number > 1 and low <= number / 100 <= high)


def test_near_misses_do_not_count(episode):
    page, checks = episode
    for label, items in checks.items():
        numeric = {
            at: [value for value in near_misses(item.answers[0]) if not lies_between(value, item)]
            for at, item in enumerate(items)
            if not item.choices and re.fullmatch(r"-?[\d.]+", item.answers[0])
        }
        for turn in range(max(map(len, numeric.values()), default=0)):
            values = [numeric[at][turn] if turn < len(numeric.get(at, ())) else "" for at in range(len(items))]
            told = page.locator(f"#{label}-check").evaluate(ANSWER, values)
            for item, value, each in zip(items, values, told):
                assert not value or each["text"].startswith("Not yet."), (label, item.question, value, each["text"])


def test_a_changed_answer_is_not_judged_any_more(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    form = page.locator("#intro-ex-network-check")
    form.locator("input").first.fill("0.25")
    page.keyboard.press("Enter")
    assert "bias" in form.locator(".feedback").first.inner_text()
    form.locator("input").first.press("End")
    page.keyboard.type("1")
    assert (
        form.locator(".feedback").first.inner_text() == ""
        and form.locator("input").first.get_attribute("aria-invalid") is None
    )


def test_on_the_page_of_all_exercises(server, page):
    """The same forms work there; on the page for paper there are none."""
    page.goto(f"{server}/exercises.html")
    for stem, checks in SELF_CHECKS.items():
        if stem == "quiz":
            continue  # a page of its own
        for label, items in checks.items():
            told = page.locator(f"[id='{stem}-{label}-check']").evaluate(ANSWER, [item.answers[0] for item in items])
            assert all(each["text"].startswith("Right.") for each in told), label
    form = page.locator("[id='01-introduction-intro-ex-network-check']")
    for wrong in ("-987654", "-987655", "-987656"):  # the third wrong answer leads to the section
        form.evaluate(ANSWER, [wrong] + [""] * 5)
    form.get_by_role("link").click()
    page.wait_for_url("**/episodes/01-introduction.html#*")
    page.locator(f"[id='{page.url.split('#')[1]}'] > h4").wait_for()
    page.goto(f"{server}/print.html")
    assert page.locator("form.self-check").count() == 0


def test_without_scripts(server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/episodes/01-introduction.html")
    assert page.locator("form.self-check").count() and not any(
        form.is_visible() for form in page.locator("form.self-check").all()
    )
    context.close()


def test_on_paper(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    page.emulate_media(media="print")
    assert not page.locator("form.self-check").first.is_visible()


def test_notebooks_leave_self_checks_out():
    for stem, checks in SELF_CHECKS.items():
        for kind in ("learner", "solved", "type-along"):
            cells = nbformat.read(NOTEBOOKS / kind / f"{stem}.ipynb", 4).cells
            # Cells that check an answer in code have its hints; all others have none.
            text = "\n".join(cell.source for cell in cells if not cell.source.startswith("# Check your answer"))
            hints = [hint for items in checks.values() for item in items for hint in item.hints.values()]
            assert text and not [hint for hint in hints if hint in text]


@pytest.mark.kernel
def test_wrong_self_check_stops_the_build(book):
    text = book.episode.read_text().replace("answer-of: neuron-output", "answer-of: neuron-outputs")
    book.episode.write_text(text)
    line = text[: text.index("- question: ")].count("\n") + 1
    assert book.run("lesson.run.execute").returncode == 0
    built = book.build()
    assert built.returncode != 0
    assert re.search(rf"episodes/01-introduction\.md:{line}: .*did you mean `neuron-output`", built.stderr), (
        built.stderr
    )


def test_optional_answers_count_only_when_given(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    form = page.locator("#intro-ex-activation-check")
    right = ["A", "C", "B", "A", "B", "B", "C"]
    status = form.get_by_role("status")
    assert [label.endswith("(optional)") for label in form.locator("label").all_inner_texts()] == [False] * 4 + [
        True
    ] * 3
    told = form.evaluate(ANSWER, [*right[:4], "", "", ""])
    assert status.inner_text() == "4 of 4 right" and [each["text"] for each in told[4:]] == [""] * 3
    form.evaluate(ANSWER, [*right[:4], "B", "A", ""])
    assert status.inner_text() == "5 of 6 right"
    form.evaluate(ANSWER, ["", *right[1:4], "", "", ""])
    assert status.inner_text() == "3 of 4 right"


def test_right_so_far_is_a_state_of_its_own(server, page):
    page.goto(f"{server}/episodes/02-keras.html")
    form = page.locator("#keras-ex-confusion-check")
    told = form.evaluate(ANSWER, ["10", "12", "0.8", "", "0.6", "precision"])
    assert [each["text"] for each in told][2::2] == ["Right so far; give more digits."] * 2 and not told[2]["wrong"]
    assert form.get_by_role("status").inner_text() == "3 of 6 right"
    icons = form.evaluate("""form => [...form.querySelectorAll(".feedback")].map(
      (told) => getComputedStyle(told.querySelector("[class*=icon-]"), "::before").maskImage)""")
    assert len({icons[0], icons[2], icons[3]}) == 3 and icons[2] == icons[4]
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert not violations(page, "form.self-check"), theme


def test_a_hint_for_a_rounded_value_comes_first(server, page):
    """0.1 is 0.099 with one digit, and also what those get who start to count at 0."""
    page.goto(f"{server}/episodes/08-outlook.html")
    told = page.locator("#outlook-ex-steps-check").evaluate(ANSWER, ["regression", "0.1"])
    assert told[1]["text"] == "Not yet. The range starts at 10, not at 0."


def test_the_link_leads_to_the_section_that_the_item_names(server, page):
    page.goto(f"{server}/episodes/01-introduction.html")
    form = page.locator("#intro-ex-network-check")
    for wrong in ("-987654", "-987655", "-987656"):
        form.evaluate(ANSWER, [wrong, "", "", "", "", wrong])
    assert form.get_by_role("link").all_inner_texts() == [
        "A single neuron",
        "Combining multiple neurons into a network",
    ]
    form.get_by_role("link").first.click()
    assert page.evaluate(
        "document.getElementById(location.hash.slice(1)).querySelector('h2, h3, h4').innerText"
    ).startswith("A single neuron")


def test_hints_are_set_as_on_the_page(server, page):
    page.goto(f"{server}/episodes/05-advanced-layer-types.html")
    form = page.locator("#layers-ex-features-check")
    form.evaluate(ANSWER, ["100 576", "", ""])
    assert form.locator(".feedback code").inner_text() == "Flatten"
    page.goto(f"{server}/episodes/01-introduction.html")
    form = page.locator("#intro-ex-network-check")
    form.evaluate(ANSWER, ["", "2", "", "", "", ""])
    assert form.locator(".feedback math").count() == 1


def test_choices_are_explained(server, page):
    """What one may choose stands in the statement, too."""
    page.goto(f"{server}/episodes/01-introduction.html")
    statement = page.locator("#intro-ex-problems").inner_text().split("Check your answers")[0]
    assert all(choice in statement for choice in ("yes", "extremely wasteful", "it fails"))


def test_borrowed_questions_say_what_their_home_says(site):
    """The quiz takes questions by reference: answers, hints and reasons are those on the page of the episode."""

    def told(file: str, label: str) -> list[dict]:
        return json.loads(base64.b64decode(soup(file).find(id=f"{label}-check")["data-answers"]))

    homes = {label: ADDRESSES[stem] for stem, checks in SELF_CHECKS.items() for label in checks}
    source = (ROOT / "quiz.md").read_text(encoding="utf-8")
    borrowed = 0
    for box in source.split("{exercise-start}")[1:]:
        label = re.search(r":label: (\S+)", box)[1]
        questions = box.split("- question: ")[1:]
        for at, question in enumerate(questions):
            if reference := re.search(r"item-of: (\S+) (\d+)", question):
                here, home = (
                    told("quiz.html", label)[at],
                    told(homes[reference[1]], reference[1])[int(reference[2]) - 1],
                )
                same = ("right", "hints", "hint", "reason", "tolerance", "share")
                assert {key: here[key] for key in same} == {key: home[key] for key in same}, reference[0]
                assert here["section"]["address"] == f"{homes[reference[1]]}{home['section']['address']}"
                borrowed += 1
    assert borrowed >= 8
