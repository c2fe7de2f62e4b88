"""Each thing a reader or an instructor can do with scripts, done once; `test_browser.py` has the rest."""

from __future__ import annotations

import pytest

EPISODE = "episodes/01-introduction.html"


@pytest.fixture
def episode(server, page):
    page.goto(f"{server}/{EPISODE}")
    return page


def test_a_feature_that_fails_stops_no_other(server, page):
    """The first feature finds no button of its own; the timers come after it."""
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    def without_theme(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('id="theme"', 'id="other"'))

    page.route(f"**/{EPISODE}", without_theme)
    page.goto(f"{server}/{EPISODE}")
    assert page.get_by_role("button", name="Start timer").count() > 0
    assert len(errors) == 1 and "setUpTheme" in errors[0]


def test_print_without_solutions(server, page):
    page.goto(f"{server}/print.html")
    toggle = page.locator("#left-out")
    solution = page.locator("details.solution").first
    toggle.click()
    assert toggle.get_attribute("aria-pressed") == "true"
    page.emulate_media(media="print")
    assert not solution.is_visible()
    page.emulate_media(media="screen")
    assert solution.is_visible()
    toggle.click()
    page.emulate_media(media="print")
    assert toggle.get_attribute("aria-pressed") == "false" and solution.is_visible()


def test_solutions_are_open_while_printing(episode):
    opened = episode.locator("details.solution[open]")
    episode.locator("details.solution summary").nth(1).click()
    episode.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.count() == episode.locator("details.solution").count() > 1
    episode.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.count() == 1, "what the reader opened stays open, and nothing else"


def test_slash_goes_to_the_search(episode):
    episode.keyboard.press("/")
    assert episode.evaluate("document.activeElement.id") == "search-box"
    episode.keyboard.type("1/2 p")
    assert episode.locator("#search-box").input_value() == "1/2 p", "in a field, keys are letters"


def test_page_keys_walk_through_a_presentation(episode):
    """One screen each, as a presenter's clicker sends them; the first one is the title."""
    position = episode.locator(".position")
    episode.keyboard.press("p")
    assert position.inner_text().startswith("1 / ")
    for key, step in (("PageDown", 2), ("PageDown", 3), ("PageUp", 2), ("PageUp", 1), ("PageUp", 1)):
        episode.keyboard.press(key)
        assert position.inner_text().startswith(f"{step} / "), key
    assert episode.locator("h1").is_visible()


def test_address_that_presents(server, page):
    page.goto(f"{server}/{EPISODE}?present")
    assert page.locator(".steps").is_visible() and not page.locator(".side").is_visible()
    assert page.locator("#present").get_attribute("aria-pressed") == "true"


def test_link_within_a_page_opens_a_closed_solution(episode):
    solution = episode.locator("#intro-solution-loss")
    assert solution.get_attribute("open") is None
    episode.evaluate("location.hash = 'intro-solution-loss'")
    episode.wait_for_function("() => document.getElementById('intro-solution-loss').open")


def test_timer_says_when_a_minute_is_left_and_shows_when_time_is_up(server, page):
    page.clock.install()
    page.goto(f"{server}/{EPISODE}")
    box = page.locator("#intro-ex-activation")
    said = box.locator(".timer").get_by_role("status")

    def colour() -> str:
        return box.evaluate("box => getComputedStyle(box.querySelector('.clock')).color")

    box.get_by_role("button", name="Start timer").click()
    assert said.inner_text() == "Timer started, 5 minutes"
    page.clock.run_for(239_000)
    running = colour()
    assert said.inner_text() != "One minute left"
    page.clock.run_for(1_000)
    assert said.inner_text() == "One minute left" and colour() == running
    page.clock.run_for(60_000)
    assert said.inner_text() == "Time is up" and colour() != running
    box.get_by_role("button", name="Start again").click()
    page.clock.run_for(1_000)
    assert box.locator(".clock").inner_text() == "04:59" and colour() == running


def test_forgetting_leaves_nothing_in_the_browser(episode, server):
    kept = "Object.keys(localStorage).filter(key => ['lesson-read', 'lesson-last'].includes(key)).sort()"
    episode.locator(".pager").scroll_into_view_if_needed()
    episode.wait_for_function(f"() => {kept}.length === 2")
    episode.goto(f"{server}/index.html")
    episode.get_by_role("button", name="Forget what I have read").click()
    assert episode.evaluate(kept) == []


def rows_of(table) -> list[list[str]]:
    """Return time, session and minutes of each row of a day."""
    return [row.locator("th, td").all_inner_texts()[:3] for row in table.locator("tbody tr").all()]


def test_a_plan_of_ones_own_is_made_as_those_of_the_page(server, page):
    page.goto(f"{server}/schedule.html")
    own = page.locator(".own-days table")
    assert own.count() == 4 and page.get_by_text("4 days.").is_visible()
    boxes = page.locator("[name=episode]").all()
    for at, box in enumerate(boxes):
        box.set_checked(at == 1)
    page.get_by_label("Leave out what can go").check()
    page.get_by_label("Hours a day").fill("3")
    ours = page.locator("table", has=page.locator("caption", has_text="Three hours"))
    assert own.count() == 1 and rows_of(own) == rows_of(ours)
    assert own.get_by_role("link").first.get_attribute("href") == "episodes/02-keras.html"
    page.get_by_label("Start at").fill("13:30")
    assert rows_of(own)[0][0] == "13:30" and rows_of(own) == rows_of(ours)
    page.reload()
    assert own.count() == 1 and rows_of(own) == rows_of(ours), "remembered"
    page.get_by_label("Hours a day").fill("2")
    assert own.count() == 2 and page.get_by_text("2 days.").is_visible()
    page.get_by_label("Hours a day").fill("99")
    assert own.count() == 0 and page.get_by_text("Choose 2 to 12 hours").is_visible()
    page.get_by_label("Hours a day").fill("3")
    boxes[1].uncheck()
    assert own.count() == 0 and page.get_by_text("Choose at least one episode.").is_visible()


def test_a_part_that_is_longer_than_a_day_is_said(server, page):
    page.goto(f"{server}/schedule.html")
    page.get_by_label("Hours a day").fill("2")
    assert not page.get_by_text("a part that cannot be divided").is_visible()
    # The longest part of all is 80 minutes, with a recap of 10 and a wrap-up of 10: two hours hold each one.
    page.evaluate(
        """() => { const hours = document.querySelector("[name=hours]"); hours.min = "0.5"; hours.value = "0.5";
        hours.dispatchEvent(new Event("input", { bubbles: true })); }"""
    )
    assert page.get_by_text("a part that cannot be divided").is_visible()


def test_without_scripts_all_plans_are_there(server, page):
    page.goto(f"{server}/schedule.html")
    plans = page.locator(".schedule:not(.own-days *)").count()
    still = page.context.browser.new_context(java_script_enabled=False).new_page()
    still.goto(f"{server}/schedule.html")
    assert plans > 10 and still.locator(".schedule").count() == plans
    assert not still.locator(".own-plan").is_visible() and still.locator(".text noscript p").is_visible()
    still.context.close()


def test_schedule_goes_on_past_midnight(server, page):
    """An evening course: what is four hours after half past ten begins at half past two."""
    page.goto(f"{server}/schedule.html")
    page.get_by_label("Start at").fill("22:30")
    shown = page.locator(".clock[data-offset]").evaluate_all(
        "clocks => clocks.map(clock => [Number(clock.dataset.offset), clock.textContent])"
    )
    after = {offset: text for offset, text in shown if offset > 90}
    assert after and all(text < "12:00" for text in after.values())
    for offset, text in after.items():
        hours, minutes = map(int, text.split(":"))
        assert 60 * hours + minutes == offset - 90
