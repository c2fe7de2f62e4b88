"""What only a browser can tell: accessibility, requests, weight, and everything that moves."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import PAGES, SITE, VIEWS, WIDTHS, missing, violations

EPISODE = "episodes/01-introduction.html"
COLLECTED = {"print.html", "exercises.html", "figures.html", "key-points.html"}

# Budgets of a first visit to episode 1 before scrolling, and with all of it scrolled into view.
KILOBYTES, REQUESTS, SCRIPT_KILOBYTES, KILOBYTES_SCROLLED = 180, 25, 200, 400


@pytest.mark.parametrize("theme, width", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_accessible(server, browser, name, theme, width):
    """No WCAG 2.2 AA violation with everything open and shown, and nothing wider than the screen."""
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 844}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{server}/{name}")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    page.evaluate("document.documentElement.setAttribute('data-instructor', '')")
    page.evaluate("dispatchEvent(new Event('resize'))")
    # Collected pages are copies of what the episodes show in each theme; with the longest axe is busy for a minute.
    copied = name == "print.html" or (theme == "dark" and name in COLLECTED)
    found = [] if copied else violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert not found
    assert wide <= WIDTHS[width], f"{name} is {wide} px wide on a screen of {WIDTHS[width]} px"


def weigh(page, address: str, scroll: bool) -> tuple[float, float, int]:
    """Return kilobytes as gzip sends them, kilobytes of script, and requests of a first visit."""
    files: dict[str, bytes] = {}
    page.on("response", lambda response: files.__setitem__(response.url, response.body()) if response.ok else None)
    page.goto(address, wait_until="networkidle")
    if scroll:
        page.evaluate(
            "async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 400) { scrollTo(0, y); await new Promise(requestAnimationFrame); } }"
        )
        page.wait_for_load_state("networkidle")
    sent = sum(len(body) if url.endswith(".woff2") else len(gzip.compress(body, 9)) for url, body in files.items())
    script = sum(len(body) for url, body in files.items() if url.split("?")[0].endswith(".js"))
    return sent / 1000, script / 1000, len(files)


def test_weight_of_episode_1(server, page):
    sent, script, requests = weigh(page, f"{server}/{EPISODE}", scroll=False)
    assert sent <= KILOBYTES, f"{EPISODE}: {sent:.0f} KB, {KILOBYTES} KB is the budget"
    assert script <= SCRIPT_KILOBYTES, f"{EPISODE}: {script:.0f} KB of script, {SCRIPT_KILOBYTES} KB is the budget"
    assert requests <= REQUESTS, f"{EPISODE}: {requests} requests, {REQUESTS} is the budget"


def test_weight_of_episode_1_scrolled(server, page):
    sent, _, _ = weigh(page, f"{server}/{EPISODE}", scroll=True)
    assert sent <= KILOBYTES_SCROLLED, f"{EPISODE} scrolled: {sent:.0f} KB, {KILOBYTES_SCROLLED} KB is the budget"


@pytest.mark.parametrize("name", PAGES)
def test_no_request_to_another_host_and_no_error(server, page, name):
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server}/{name}", wait_until="networkidle")
    page.keyboard.press("Tab")
    assert not [url for url in asked if not url.startswith((server, "data:"))]
    assert not errors


def test_pages_refuse_code_made_from_text_and_other_hosts(server, page):
    """The browser holds every page to it, whatever a script tries."""
    page.goto(f"{server}/{EPISODE}")
    # Later, because the browser lets scripts of a test evaluate what they like.
    later = (
        "() => new Promise(done => setTimeout(() => { try { done(eval('1')) } catch (error) { done(error.name) } }))"
    )
    assert page.evaluate(later) == "EvalError"
    assert (
        page.evaluate(
            """address => new Promise(done => {
        addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
        fetch(address).catch(() => {});
        setTimeout(done, 3000, "asked");
    })""",
            server.replace("127.0.0.1", "localhost"),
        )
        == "connect-src"
    )


@pytest.mark.browser
def test_html_is_valid(site: Path):
    jar = os.environ.get("VNU_JAR")
    if not jar or not shutil.which("java"):
        missing("the Nu HTML checker (VNU_JAR and Java)")
    result = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "gnu", str(site)],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr[-4000:]


# ---------- from a folder, without a server ----------


def test_search_from_a_folder(site, page):
    page.goto(f"file://{site}/search.html?q=perceptron+bias")
    page.goto(f"file://{site}/index.html")
    page.get_by_label("Search the lesson").fill("bias")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    page.wait_for_function("() => /found/.test(document.querySelector('#search-results').innerText)")
    found = page.locator("#search-results li a").evaluate_all(
        "links => links.map(link => link.pathname.split('/').pop())"
    )
    assert "01-introduction.html" in found and "glossary.html" in found
    assert not {"print.html", "exercises.html", "figures.html", "key-points.html"} & set(found), "the same words again"


def test_without_scripts(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/{EPISODE}")
    assert page.locator(".exercise.box").first.is_visible()
    assert not page.locator(".instructor").first.is_visible()
    solution = page.locator("details.solution").first
    solution.locator("summary").click()
    assert solution.locator(".body").is_visible()
    page.locator("#notes").click()
    assert page.locator(".instructor").first.is_visible()
    page.goto(f"file://{site}/schedule.html")
    assert page.locator(".clock").first.inner_text() == "0:00"
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator(".bar .menu").click()
    assert page.locator(".side").is_visible()
    context.close()


# ---------- on stage ----------


def test_instructor_view(server, page):
    address = f"{server}/{EPISODE}"
    page.goto(address)
    note, switch = page.locator(".instructor").first, page.get_by_role("switch", name="Instructor notes")
    assert not note.is_visible() and switch.get_attribute("aria-checked") == "false"
    switch.click()
    assert note.is_visible() and switch.get_attribute("aria-checked") == "true"
    page.reload()
    assert note.is_visible(), "remembered"
    switch.click()
    page.reload()
    assert not note.is_visible()
    page.goto(f"{address}?instructor")
    assert note.is_visible()


def test_solutions(server, page):
    page.goto(f"{server}/{EPISODE}")
    solutions = page.locator("details.solution")
    opened = page.locator("details.solution[open]")
    toggle = page.locator("#solutions")
    assert opened.count() == 0 and toggle.inner_text() == "Open all solutions"
    toggle.click()
    assert opened.count() == solutions.count()
    page.wait_for_function("() => document.querySelector('#solutions').innerText === 'Close all solutions'")
    toggle.click()
    assert opened.count() == 0
    summary = solutions.first.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert opened.count() == 1, "by keyboard"


def test_link_into_a_closed_solution_opens_it(server, page):
    page.goto(f"{server}/{EPISODE}#intro-solution-loss")
    assert page.locator("#intro-solution-loss").get_attribute("open") is not None
    assert page.locator("details.solution[open]").count() == 1
    assert page.evaluate("Math.abs(document.getElementById('intro-solution-loss').getBoundingClientRect().top) < 300")


def test_timer(server, page):
    page.clock.install()
    page.goto(f"{server}/{EPISODE}")
    box = page.locator("#intro-ex-activation")
    box.get_by_role("button", name="Start timer").click()
    page.clock.run_for(75_000)
    assert box.locator(".clock").inner_text() == "03:45"
    box.get_by_role("button", name="Pause").click()
    page.clock.run_for(30_000)
    assert box.locator(".clock").inner_text() == "03:45"
    box.get_by_role("button", name="Continue").click()
    page.clock.run_for(226_000)
    assert box.locator(".clock").inner_text() == "00:00"
    assert box.locator(".timer").get_by_role("status").inner_text() == "Time is up"
    box.locator(".timer").get_by_role("button", name="Reset").click()
    assert not box.locator(".clock").is_visible()


def test_presentation(server, page):
    page.goto(f"{server}/{EPISODE}")
    page.keyboard.press("p")
    assert not page.locator(".side").is_visible() and not page.locator(".sections").is_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.text section > p')).fontSize)") >= 24
    before = page.evaluate("scrollY")
    page.get_by_role("button", name="Next screen").click()
    page.wait_for_function(f"() => scrollY > {before}")
    page.keyboard.press("Escape")
    assert page.locator(".side").is_visible()
    page.get_by_role("button", name="Present").click()
    assert not page.locator(".side").is_visible()


def test_schedule_starts_when_you_say(server, page):
    page.goto(f"{server}/schedule.html")
    first = page.locator(".clock").first
    assert first.inner_text() == "09:00"
    page.get_by_label("Start at").fill("10:30")
    assert first.inner_text() == "10:30"
    page.reload()
    assert first.inner_text() == "10:30", "remembered"


# ---------- for readers ----------


def test_term_shows_its_definition(server, page):
    page.goto(f"{server}/{EPISODE}")
    link = page.locator("a[data-definition]").first
    tip = page.get_by_role("tooltip")
    link.focus()
    assert tip.is_visible() and len(tip.inner_text()) > 20
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert tip.count() == 0 or not tip.is_visible()
    link.hover()
    assert tip.is_visible()
    assert page.url.endswith(EPISODE), "without leaving the page"


def test_term_by_touch(server, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{server}/{EPISODE}")
    link = page.locator("a[data-definition]").first
    link.scroll_into_view_if_needed()
    link.tap()
    assert page.get_by_role("tooltip").is_visible() and page.url.endswith(EPISODE)
    link.tap()
    page.wait_for_url("**/glossary.html*")
    context.close()


def test_pages_read_are_ticked_and_the_way_on_leads_to_the_place(server, page):
    page.goto(f"{server}/{EPISODE}")
    assert page.locator(".side a.read").count() == 0
    page.locator(".pager").scroll_into_view_if_needed()
    page.wait_for_selector(".side a.read")
    assert "Introduction" in page.locator(".side a.read").inner_text()
    heading = page.locator(".text h2").nth(2)
    heading.evaluate("heading => heading.scrollIntoView()")
    place, words = heading.evaluate("heading => [heading.parentElement.id, heading.firstChild.textContent.trim()]")
    page.wait_for_selector(f".sections a[aria-current][href='#{place}']")
    page.goto(f"{server}/index.html")
    link = page.get_by_role("link", name=re.compile("Continue where you left off"))
    assert link.inner_text().endswith(f", {words}")
    below = page.locator(".text > section > p").nth(1).bounding_box()["y"]
    box = link.bounding_box()
    assert below - box["y"] - box["height"] >= 20, "room around the buttons"
    link.click()
    page.wait_for_url(f"**/{EPISODE}#{place}")
    assert abs(page.locator(f"[id='{place}']").bounding_box()["y"]) < 150
    page.goto(f"{server}/index.html")
    page.get_by_role("button", name="Forget what I have read").click()
    assert page.locator(".side a.read").count() == 0
    page.reload()
    assert page.locator("#continue a").count() == 0


def test_first_screen_of_the_landing_page(server, page):
    """A way to start, and a picture of where it leads."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{server}/index.html")
    for button, target in (("Start with the set-up", "setup.html"), ("Read the first episode", EPISODE)):
        link = page.get_by_role("link", name=button)
        assert link.get_attribute("href") == target
        assert link.bounding_box()["y"] < 500
    picture = page.locator("svg.diagram").first.bounding_box()
    assert picture["y"] + picture["height"] < 900


def test_the_list_of_sections_follows_the_reader(server, page):
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{server}/{EPISODE}")
    column = page.locator(".sections").bounding_box()
    for heading in page.locator(".text h2").all():
        heading.evaluate("heading => heading.scrollIntoView()")
        place = heading.evaluate("heading => heading.parentElement.id")
        current = page.locator(".sections a[aria-current]")
        page.wait_for_selector(f".sections a[aria-current][href='#{place}']")
        box = current.bounding_box()
        assert column["y"] <= box["y"] and box["y"] + box["height"] <= column["y"] + 500, place


def test_nothing_lies_over_an_exercise(server, page):
    page.goto(f"{server}/{EPISODE}")
    page.locator(".exercise.box").nth(1).evaluate("box => scrollTo(0, box.getBoundingClientRect().top + scrollY + 100)")
    assert page.locator(".bar").bounding_box()["y"] < -40
    page.locator(".thread a").nth(1).evaluate("link => link.click()")
    assert 0 <= page.locator(".exercise.box").nth(1).bounding_box()["y"] < 60


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_menu_of_a_phone(server, browser, scripts):
    """It keeps the reader's place, and knows the sections of the page."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{server}/{EPISODE}")
    page.mouse.wheel(0, 9000)
    page.wait_for_timeout(500)

    def place() -> float:
        return page.locator("h1").bounding_box()["y"]

    before = place()
    assert before < -2000
    side, menu = page.locator(".side"), page.locator(".bar .menu").bounding_box()

    def open_menu() -> None:
        # By place: Playwright would scroll to the sticky bar first, and so move the page itself.
        page.mouse.click(menu["x"] + menu["width"] / 2, menu["y"] + menu["height"] / 2)

    open_menu()
    assert side.is_visible()
    side.get_by_text("Close the menu").click()
    assert not side.is_visible() and place() == before
    if scripts:
        page.go_back()
        assert not side.is_visible() and place() == before, "back leads out of the menu"
        open_menu()
        page.keyboard.press("Escape")
        assert not side.is_visible() and place() == before
    open_menu()
    sections = side.locator(".current ul a:visible")
    assert sections.count() > 10
    assert side.get_by_role("link", name="Deep learning workflow").is_visible()
    side.get_by_role("link", name="Deep learning workflow").click()
    assert not side.is_visible()
    assert 0 <= page.locator("#deep-learning-workflow").bounding_box()["y"] < 120
    context.close()


def test_optional_exercises_are_hollow_and_counted_apart(server, page):
    page.goto(f"{server}/episodes/02-keras.html")
    ink = "bar => { const style = getComputedStyle(bar, '::before'); return [style.backgroundColor, style.borderTopWidth]; }"
    surface = page.evaluate("getComputedStyle(document.body).backgroundColor")
    boxes = page.locator(".exercise.box")
    said = [box.locator(".minutes").first.inner_text() for box in boxes.all()]
    bars = page.locator(".thread .exercise")
    assert bars.count() == len(said) and any("optional" in words for words in said)
    for bar, words in zip(bars.all(), said):
        assert (bar.evaluate(ink) == [surface, "2px"]) == ("optional" in words), words
    minutes = sum(int(words.split()[0]) for words in said if "optional" in words)
    assert f"+{minutes} min optional" in page.locator(".top .minutes").inner_text()


def test_search_results_stand_below_each_other(server, page):
    """Each page once, with the section it leads to and an excerpt that shows the words."""
    page.goto(f"{server}/search.html?q=learning+rate")
    page.wait_for_function("() => document.querySelectorAll('#search-results .excerpt').length >= 4")
    boxes = [item.bounding_box() for item in page.locator("#search-results li").all()]
    assert len(boxes) >= 4
    for above, below in zip(boxes, boxes[1:]):
        assert above["y"] + above["height"] <= below["y"] and above["x"] == below["x"]
    links = page.locator("#search-results li a")
    addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    files = [address.split("#")[0] for address in addresses]
    assert len(files) == len(set(files)), files
    assert "episodes/03-monitor-the-model.html#the-learning-rate" in addresses
    assert any(re.match(r"glossary\.html#term-learning-rate", address) for address in addresses)
    assert "3. Monitor the training process › The learning rate" in links.all_inner_texts()
    assert "learning" in [mark.lower() for mark in page.locator(".excerpt mark").all_inner_texts()]
    said = page.locator(".search-summary").inner_text()
    assert f"{len(boxes)} pages of this lesson" in said and "learning rate" in said
    assert not violations(page, "main")


def test_search_works_with_what_sphinx_9_gives_it(server, page):
    """Common words as a set instead of a list, and titles without numbers and markup."""
    changed = []

    def answer(route, pattern: str, replacement: str):
        response = route.fetch()
        text, count = re.subn(pattern, replacement, response.text(), flags=re.S)
        changed.append(count)
        route.fulfill(response=response, body=text)

    page.route(
        "**/language_data.js*",
        lambda route: answer(route, r"var stopwords = (\[.*?\]);", r"const stopwords = new Set(\1);"),
    )
    page.route(
        "**/searchindex.js*", lambda route: answer(route, r'<span class=\\"section-number\\">[\d.]+ </span>', "")
    )
    page.goto(f"{server}/search.html?q=the+learning+rate")
    page.wait_for_function("() => document.querySelectorAll('#search-results .excerpt').length >= 4")
    assert (
        "3. Monitor the training process › The learning rate" in page.locator("#search-results li a").all_inner_texts()
    )
    assert len(changed) == 2 and all(changed), "not the scripts of an older Sphinx"


@pytest.mark.parametrize("number", ["0.01", "0.95", "22,401", "178"])
def test_search_finds_the_pages_with_a_number(server, page, number):
    wanted = set()
    for name in PAGES:
        if name.startswith("episodes/"):
            text = BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser").select_one(".text")
            for formula in text.find_all(["math", "svg", "form"]):
                formula.decompose()
            if re.search(rf"(?<![\w.,]){number}(?![\w.,]\w|\w)", text.get_text(" ")):
                wanted.add(name)
    page.goto(f"{server}/search.html?q={number}")
    page.wait_for_selector("#search-results li")
    found = page.locator("#search-results li a").evaluate_all(
        "links => links.map(link => link.getAttribute('href').split('#')[0])"
    )
    assert wanted and wanted <= set(found)


def test_search_that_finds_nothing_speaks_of_this_lesson(server, page):
    page.goto(f"{server}/search.html?q=zebra")
    page.wait_for_function("() => document.querySelector('.search-summary')?.innerText")
    said = page.locator(".search-summary").inner_text()
    assert "zebra" in said and "lesson" in said and "categor" not in said


def test_search_gives_no_answers_away(server, page):
    """What stands in a closed solution is no excerpt."""
    page.goto(f"{server}/{EPISODE}")
    text = page.locator(".text").text_content()
    page.evaluate("document.querySelectorAll('.solution, .self-check').forEach((box) => box.remove())")
    assert "XOR" in text and "XOR" not in page.locator(".text").text_content(), "only in solutions"
    page.goto(f"{server}/search.html?q=xor")
    page.wait_for_selector("#search-results li")
    page.wait_for_load_state("networkidle")
    assert (
        page.locator("#search-results li").count() >= 1 and page.locator(".excerpt mark", has_text="XOR").count() == 0
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_copy_buttons_never_cover_code(server, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server}/setup.html")
    covered = page.evaluate("""() => [...document.querySelectorAll(".copy")].filter((copy) => copy.checkVisibility()).map((copy) => {
        const code = copy.parentElement.querySelector("pre").getBoundingClientRect(), button = copy.getBoundingClientRect();
        return button.left < code.right && code.left < button.right && button.top < code.bottom && code.top < button.bottom;
    })""")
    assert covered and not any(covered)
    command = page.locator(".highlight-shell pre:visible").first
    assert command.evaluate("pre => pre.scrollWidth <= pre.clientWidth"), "the install command is cut off"
    command.locator("xpath=../..").get_by_role("button", name="Copy the code").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.copy [role=status]')].some((status) => status.textContent === 'Copied')"
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "python -m pip install" in copied and copied.rstrip().endswith('"') and "\n" not in copied
    context.close()


WIDE = """() => {
  const cells = (tag, row) => Array.from({length: 20}, (_, column) => `<${tag}>value ${row}.${column}</${tag}>`).join("");
  const frame = `<table class="dataframe"><thead><tr>${cells("th", 0)}</tr></thead><tbody><tr>${cells("td", 1)}</tr></tbody></table>`;
  const formula = `<math display="block"><mrow>${"<mi>x</mi><mo>+</mo>".repeat(90)}</mrow></math>`;
  document.querySelector(".text > section").insertAdjacentHTML("beforeend",
    `<div class="cell wide"><div class="cell_output"><div class="output text_html">${frame}</div></div></div>`
    + `<div class="formula wide">${formula}</div><div class="table-wrapper wide">${frame.replace("dataframe", "")}</div>`);
}"""


def test_wide_tables_and_formulas_are_whole_on_paper(server, page):
    page.set_viewport_size({"width": 673, "height": 900})  # A4 without its margins
    page.goto(f"{server}/{EPISODE}")
    page.evaluate(WIDE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    right = page.evaluate("document.documentElement.clientWidth")
    for selector in (".wide table", ".wide math"):
        for element in page.locator(selector).all():
            box = element.bounding_box()
            assert box["width"] > 300 and box["x"] + box["width"] <= right + 1, (selector, box, right)


def test_authored_tables_scroll_in_their_own_box_on_a_phone(book, browser):
    columns = 12
    table = "\n".join([
        "| " + " | ".join(f"column {at}" for at in range(columns)) + " |",
        "|---" * columns + "|",
        "| " + " | ".join(["a long value"] * columns) + " |",
    ])
    book.episode.write_text(
        book.episode.read_text().replace("## A single neuron\n", f"## A single neuron\n\n{table}\n\n")
    )
    assert book.run("lesson.run.execute").returncode == 0
    built = book.build()
    assert built.returncode == 0, built.stderr
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"file://{book.folder}/_build/html/episodes/01-introduction.html")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    wrapper = page.locator(".table-wrapper").first
    assert wrapper.evaluate("box => box.scrollWidth > box.clientWidth") and wrapper.get_attribute("tabindex") == "0"
    context.close()


def test_styled_tables_are_readable_in_the_dark(server, browser):
    """pandas Styler colours the ground of cells and leaves their ink to the page."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/{EPISODE}")
    page.evaluate("""() => document.querySelector(".text > section").insertAdjacentHTML("beforeend",
      `<div class="cell"><div class="cell_output"><div class="output text_html"><style>#T_1_r0 { background-color: yellow; }</style>
       <table id="T_1"><tr><th>plain</th><td id="T_1_r0">marked</td><td>plain</td></tr></table></div></div></div>`)""")
    assert not violations(page, "#T_1")
    context.close()


def test_theme_is_remembered(server, page):
    page.goto(f"{server}/{EPISODE}")
    page.get_by_role("button", name="Use the dark theme").click()
    page.goto(f"{server}/glossary.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_keyboard_reaches_the_text_first(server, page):
    page.goto(f"{server}/{EPISODE}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#lesson")


def test_prints(server, browser):
    """On paper: solutions open, no controls, light colours even from the dark theme."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/{EPISODE}")
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible() and not page.locator("#theme").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("details.solution .body").first.is_visible()
    assert len(page.pdf(format="A4")) > 10_000
    context.close()
