"""What only a browser can tell: accessibility, requests, weight, and everything that moves."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import SITE, VIEWS, WIDTHS, missing, violations

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)
EPISODE = "episodes/01-introduction.html"

# Budgets of a first visit to episode 1 before scrolling, and with all of it scrolled into view.
KILOBYTES, REQUESTS, SCRIPT_KILOBYTES, KILOBYTES_SCROLLED = 180, 25, 200, 400


@pytest.mark.parametrize("theme, width", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_accessible(server, browser, name, theme, width):
    """No WCAG 2.2 AA violation, boxes closed and open, instructor view off and on, and nothing wider than the screen."""
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 844}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/{name}")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    # What closed boxes show, open ones show too; so once is enough.
    found = violations(page) if theme == "light" and name != "print.html" else []
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    page.evaluate("document.documentElement.setAttribute('data-instructor', '')")
    page.evaluate("dispatchEvent(new Event('resize'))")
    found += violations(page)
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
        page.evaluate("async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 400) { scrollTo(0, y); await new Promise(requestAnimationFrame); } }")
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
    later = "() => new Promise(done => setTimeout(() => { try { done(eval('1')) } catch (error) { done(error.name) } }))"
    assert page.evaluate(later) == "EvalError"
    assert page.evaluate("""address => new Promise(done => {
        addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
        fetch(address).catch(() => {});
        setTimeout(done, 3000, "asked");
    })""", server.replace("127.0.0.1", "localhost")) == "connect-src"


def test_html_is_valid(site: Path):
    jar = os.environ.get("VNU_JAR")
    if not jar or not shutil.which("java"):
        missing("the Nu HTML checker (VNU_JAR and Java)")
    result = subprocess.run(["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "gnu", str(site)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-4000:]


# ---------- from a folder, without a server ----------

def test_search_from_a_folder(site, page):
    page.goto(f"file://{site}/search.html?q=perceptron+bias")
    page.goto(f"file://{site}/index.html")
    page.get_by_label("Search the lesson").fill("bias")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    page.wait_for_function("() => /found/.test(document.querySelector('#search-results').innerText)")
    found = page.locator("#search-results li a").evaluate_all("links => links.map(link => link.pathname.split('/').pop())")
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
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)") >= 24
    before = page.evaluate("scrollY")
    page.get_by_role("button", name="Next section").click()
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


def test_pages_read_are_ticked(server, page):
    page.goto(f"{server}/{EPISODE}")
    assert page.locator(".side a.read").count() == 0
    page.locator(".pager").scroll_into_view_if_needed()
    page.wait_for_selector(".side a.read")
    assert "Introduction" in page.locator(".side a.read").inner_text()
    page.goto(f"{server}/index.html")
    assert page.get_by_role("link", name=re.compile("Continue where you left")).get_attribute("href").endswith(EPISODE)
    page.get_by_role("button", name="Forget what I have read").click()
    assert page.locator(".side a.read").count() == 0


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
