"""On stage: a remote with two keys shows everything, the speaker's window keeps in step, and the sheets print."""

from __future__ import annotations

import datetime
import re

import pytest
from conftest import PAGES, SITE, violations
from lesson.paths import ROOT

EPISODES = [name for name in PAGES if name.startswith("episodes/")]
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}

# What a person in the room has seen, kept without asking the page which screens it has: each piece of text, picture or control
# with the stretches of it that lay between the bar (or the task below it) and the curtain.
WATCH = """() => {
  const PIECE = "img, svg, canvas, input, select, output, pre, math, tr";
  const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const pieces = () => [...document.querySelectorAll("main > :is(.top, .text, .pager), main > :is(.top, .text, .pager) *")].filter((node) =>
    (node.matches(PIECE) || own(node)) && !node.closest(".visually-hidden") && !node.parentElement.closest(PIECE) &&
    node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length);
  const figures = () => [...document.querySelectorAll("main .text figure")].filter((node) => node.checkVisibility());
  const seen = new Map();
  const watched = [...pieces(), ...figures()];
  const note = (node, sight) => {
    const { top, bottom, height } = node.getBoundingClientRect();
    if (bottom <= sight.top || top >= sight.bottom) return;
    const kept = seen.get(node) ?? { whole: false, parts: [] };
    kept.whole ||= top >= sight.top - 1 && bottom <= sight.bottom + 1;
    kept.parts.push([(Math.max(top, sight.top) - top) / height, (Math.min(bottom, sight.bottom) - top) / height]);
    seen.set(node, kept);
  };
  const wholly = (node) => {
    const kept = seen.get(node);
    if (!kept) return false;
    let reached = 0;
    for (const [from, to] of kept.parts.sort(([a], [b]) => a - b)) if (from <= reached + 0.02) reached = Math.max(reached, to);
    return kept.whole || reached > 0.98;
  };
  const bottomOf = (selector) => document.querySelector(selector).checkVisibility() ? document.querySelector(selector).getBoundingClientRect().bottom : 0;
  const describe = (node) => `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.trim().slice(0, 60)}`;
  const end = () => {
    const curtain = document.querySelector(".curtain");
    return curtain.checkVisibility() ? curtain.getBoundingClientRect().top : innerHeight;
  };
  window.place = () => [document.querySelector(".position").textContent, scrollY, end()];
  window.watch = () => {
    const sight = { top: Math.max(bottomOf(".bar"), bottomOf(".task")), bottom: end() };
    watched.forEach((node) => note(node, sight));
    return place();
  };
  window.missed = () => pieces().filter((node) => !wholly(node)).map(describe);
  window.cut = () => figures().filter((node) => !seen.get(node)?.whole).map(describe);
}"""


def walk(page, key: str, look: str) -> list[list]:
    """Press a key until nothing more moves; return position, scroll offset and end of the text on each screen.

    Args:
        key: of the remote
        look: "watch()" to note what is seen, too, or "place()"
    """
    screens = [page.evaluate(look)]
    while True:
        count = int(screens[-1][0].split(" / ")[1])
        if screens[-1][0] == (f"{count} / {count}" if key == "PageDown" else f"1 / {count}"):
            return screens
        page.keyboard.press(key)
        screens.append(page.evaluate(look))
        assert screens[-1] != screens[-2], f"{key} leads on from {screens[-1]}"


@pytest.fixture(params=SIZES)
def projector(request, browser):
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


# The browser drops keys until it has painted.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def fill_playgrounds(page) -> None:
    """Let every playground of a page appear, then go back to the start."""
    for box in page.locator(".playground").all():
        page.evaluate("id => { location.hash = id; }", box.get_attribute("id"))
        page.wait_for_selector(f"#{box.get_attribute('id')}[data-filled]")
    page.keyboard.press("Home")


@pytest.mark.parametrize("name", EPISODES)
def test_a_remote_shows_everything(server, projector, name):
    page = projector
    page.goto(f"{server}/{name}?present", wait_until="networkidle")
    page.evaluate(PAINTED)
    fill_playgrounds(page)
    page.evaluate(WATCH)
    there = walk(page, "PageDown", "watch()")
    assert page.evaluate("missed()") == []
    assert page.evaluate("cut()") == []
    back = walk(page, "PageUp", "place()")[::-1]
    assert [position for position, *_ in back] == [position for position, *_ in there], "back is the exact inverse"
    # Offsets are whole numbers, so half a pixel may be rounded up on one way and down on the other.
    moved = [(one, other) for one, other in zip(there, back, strict=True) if abs(one[1] - other[1]) > 1]
    assert not moved, "and it shows the same"
    assert all(abs(one[2] - other[2]) <= 1 for one, other in zip(back, there))


EPISODE = "episodes/02-keras.html"
EXERCISE = "keras-ex-network"


def position(page) -> str:
    return page.locator(".position").inner_text()


@pytest.fixture
def stage(server, page):
    """The second episode on a projector."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/{EPISODE}?present", wait_until="networkidle")
    page.evaluate(PAINTED)
    return page


def forward(page, screens: int) -> None:
    for _ in range(screens):
        page.keyboard.press("PageDown")


def test_keys_of_remotes_and_keyboards(stage):
    for key, at in (
        ("PageDown", 2),
        ("ArrowRight", 3),
        ("ArrowDown", 4),
        ("Space", 5),
        ("PageUp", 4),
        ("ArrowLeft", 3),
        ("ArrowUp", 2),
        ("End", 0),
        ("Home", 1),
    ):
        stage.keyboard.press(key)
        number, count = position(stage).split(" / ")
        assert number == (str(at) if at else count), key


@pytest.mark.parametrize("key", ["b", "."])
def test_black_screen(stage, key):
    forward(stage, 3)
    black = stage.locator(".black")
    stage.keyboard.press(key)
    assert black.is_visible() and stage.evaluate("document.elementFromPoint(640, 20).className") == "black"
    stage.keyboard.press("PageDown")
    assert not black.is_visible() and position(stage).startswith("4 / "), "the first key only brings the light back"


def test_what_comes_next_is_covered(stage):
    """A screen that ends early shows nothing of the next one."""
    ends = 720
    while ends > 600:
        stage.keyboard.press("PageDown")
        ends = stage.evaluate("document.querySelector('.curtain').getBoundingClientRect().top")
    below = f"[{ends + 2}, 650, 719].map((y) => document.elementFromPoint(300, y).className)"
    assert stage.evaluate(below) == ["curtain"] * 3


def test_a_place_survives_a_reload_and_another_size(stage):
    forward(stage, 20)
    place, before = position(stage), stage.evaluate("scrollY")
    stage.reload(wait_until="networkidle")
    assert (position(stage), stage.evaluate("scrollY")) == (place, before)
    # What was the first thing on the screen is still to be seen: not beyond it, and not covered.
    stage.evaluate("window.watched = document.elementFromPoint(400, 100)")
    stage.set_viewport_size({"width": 1024, "height": 700})
    stage.wait_for_function("""() => {
      const box = watched.getBoundingClientRect();
      return document.elementFromPoint(box.left + 2, box.top + box.height / 2) === watched;
    }""")
    stage.set_viewport_size({"width": 1280, "height": 720})
    stage.wait_for_function(f"() => document.querySelector('.position').innerText === {place!r}")


def test_an_address_with_a_place_begins_there(server, stage):
    stage.goto("about:blank")
    stage.goto(f"{server}/{EPISODE}?present#{EXERCISE}", wait_until="networkidle")
    box = stage.locator(f"#{EXERCISE}").bounding_box()
    assert 40 < box["y"] < 110 and stage.locator(".section").inner_text().startswith("Exercise ")


def test_a_link_leads_to_its_screen_and_back_to_this_one(stage):
    link = stage.locator('.exercise a[href="#fig-keras-pairplot"]').first
    while link.bounding_box()["y"] > 720:
        forward(stage, 1)
    place = position(stage)
    link.click()
    figure = stage.locator("#fig-keras-pairplot").bounding_box()
    assert 40 < figure["y"] and figure["y"] + figure["height"] < 720 and position(stage) != place
    stage.go_back()
    stage.wait_for_function(f"() => document.querySelector('.position').innerText === {place!r}")


def test_shift_goes_by_sections(stage):
    seen = []
    for _ in range(6):
        stage.keyboard.press("Shift+PageDown")
        seen.append((position(stage), stage.locator(".section").inner_text()))
    assert len({section for _, section in seen}) == len(seen), seen
    forward(stage, 1)
    stage.keyboard.press("Shift+PageUp")
    assert position(stage) == seen[-1][0], "the start of this section"
    stage.keyboard.press("Shift+PageUp")
    assert position(stage) == seen[-2][0], "the start of the one before"


def test_overview_shows_and_chooses_screens(stage):
    forward(stage, 5)
    stage.keyboard.press("o")
    overview = stage.get_by_role("dialog")
    count = int(position(stage).split(" / ")[1])
    assert overview.get_by_role("button").count() == count
    assert overview.locator("[aria-current]").inner_text().startswith("6. ")
    assert violations(stage, "dialog") == []
    overview.get_by_role("button").nth(30).click()
    assert position(stage) == f"31 / {count}" and not overview.is_visible()


def test_the_end_leads_to_the_next_episode_and_back(stage):
    stage.keyboard.press("End")
    place = position(stage)
    stage.keyboard.press("PageDown")
    stage.wait_for_url(lambda url: EPISODE not in url and "present" in url)
    assert position(stage).startswith("1 / ")
    stage.keyboard.press("PageUp")
    stage.wait_for_url(f"**/{EPISODE}?present**")
    stage.wait_for_function(f"() => document.querySelector('.position').innerText === {place!r}")


def test_a_pause_is_a_screen_of_its_own_with_the_time_to_be_back(stage):
    stage.clock.install(time=datetime.datetime(2026, 1, 1, 10, 5))
    stage.reload(wait_until="networkidle")
    pause = stage.locator(".pause-screen")
    while not pause.evaluate("pause => Math.abs(pause.getBoundingClientRect().top - 80) < 60"):
        stage.keyboard.press("Shift+PageDown")
    assert pause.locator("output").inner_text() == "10:20"
    stage.clock.run_for(5 * 60_000)
    stage.reload(wait_until="networkidle")
    assert pause.locator("output").inner_text() == "10:20", "the time of a reload does not count"
    pause.get_by_role("button", name="5 min more").click()
    assert pause.locator("output").inner_text() == "10:25"
    others = stage.evaluate(
        """() => {
            const curtain = document.querySelector(".curtain").getBoundingClientRect().top;
            const outside = (node) => !node.closest(".pause-screen") && !node.querySelector(".pause-screen") && node.checkVisibility();
            const places = [...document.querySelectorAll(".text *")].filter(outside).map((node) => node.getBoundingClientRect());
            return places.filter(({ top, bottom }) => bottom > 60 && top < curtain).length;
        }"""
    )
    assert others == 0


def test_the_timer_stays_in_the_bar(server, stage):
    stage.goto(f"{server}/{EPISODE}?present#{EXERCISE}", wait_until="networkidle")
    stage.reload(wait_until="networkidle")
    timer = stage.get_by_role("group", name="Timer", exact=True)
    assert not timer.is_visible()
    stage.locator(f"#{EXERCISE}").get_by_role("button", name="Start timer").click()
    clock = timer.locator(".left")
    assert clock.is_visible() and clock.inner_text() in ("10:00", "09:59")
    size = clock.evaluate("clock => parseFloat(getComputedStyle(clock).fontSize)")
    assert size >= 36, "legible from the last row"
    place = position(stage)
    stage.keyboard.press("Space")
    assert position(stage) != place and timer.get_by_role("button", name="Pause").is_visible(), "space pauses nothing"
    timer.get_by_role("button", name="+1 min").click()
    assert clock.inner_text() in ("11:00", "10:59", "10:58", "10:57")
    stage.reload(wait_until="networkidle")
    assert clock.is_visible() and timer.get_by_role("button", name="Pause").is_visible()
    stage.keyboard.press("PageUp")
    stage.keyboard.press("t")
    assert timer.get_by_role("button", name="Continue").is_visible()
    assert violations(stage, ".bar") == []


def test_the_bar_says_where_one_is(stage):
    for _ in range(4):
        stage.keyboard.press("Shift+PageDown")
    bar = stage.locator(".bar")
    assert bar.locator(".episode").inner_text() == "Episode 2"
    heading = stage.locator(".text h2").nth(2).evaluate("heading => heading.firstChild.textContent")
    stage.locator(".text h2").nth(2).evaluate("heading => { location.hash = heading.parentElement.id }")
    stage.wait_for_function("() => document.querySelector('.step').innerText === 'Step 3 of 10'")
    assert heading == f"3. {bar.locator('.section').inner_text()}"
    sizes = bar.locator(".section, .step, .position").evaluate_all(
        "parts => parts.map(part => parseFloat(getComputedStyle(part).fontSize))"
    )
    assert min(sizes) >= 20


def test_notes_are_never_projected_and_a_key_shows_them(server, page):
    page.goto(f"{server}/{EPISODE}?present&instructor", wait_until="networkidle")
    assert page.locator(".instructor").count() > 3
    assert not any(note.is_visible() for note in page.locator(".instructor").all())
    panel = page.locator(".note-panel")
    assert not panel.is_visible()
    page.keyboard.press("n")
    assert panel.is_visible() and "Purpose." in panel.inner_text()
    assert violations(page, ".note-panel") == []
    page.keyboard.press("n")
    assert not panel.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_stage_is_accessible(server, browser, theme):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/{EPISODE}?present", wait_until="networkidle")
    assert violations(page) == []
    context.close()


# ---------- the speaker's window ----------


def speaker_of(page):
    with page.context.expect_page() as opening:
        page.keyboard.press("s")
    speaker = opening.value
    speaker.set_viewport_size({"width": 1100, "height": 800})
    speaker.locator(".speaker").wait_for()
    return speaker


def said(speaker, name: str) -> str:
    return speaker.locator(f'[data-is="{name}"]').inner_text()


def agree(page, speaker) -> None:
    """Wait until both windows are on the same screen of the same episode."""
    number, count = position(page).split(" / ")
    speaker.wait_for_function(
        "words => document.querySelector('[data-is=\"where\"]').innerText.endsWith(words)",
        arg=f"screen {number} of {count}",
    )
    assert said(speaker, "where").startswith(page.locator(".episode").inner_text())


@pytest.fixture(params=["server", "folder"])
def start(request, server, site) -> str:
    """Where the site is opened from."""
    return server if request.param == "server" else f"file://{site}"


def test_the_speakers_window_keeps_in_step(start, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{start}/{EPISODE}?present")
    speaker = speaker_of(page)
    agree(page, speaker)
    assert "Purpose." in said(speaker, "notes")
    forward(page, 12)
    agree(page, speaker)
    speaker.keyboard.press("PageDown")
    page.wait_for_function("() => document.querySelector('.position').innerText.startsWith('14 / ')")
    agree(page, speaker)
    page.reload()
    assert position(page).startswith("14 / ")
    forward(page, 1)
    agree(page, speaker)
    speaker.reload()
    agree(page, speaker)
    speaker.keyboard.press("PageUp")
    page.wait_for_function("() => document.querySelector('.position').innerText.startsWith('14 / ')")
    page.keyboard.press("End")
    forward(page, 1)
    page.wait_for_url(lambda url: EPISODE not in url)
    page.locator(".position").wait_for()
    agree(page, speaker)
    assert said(speaker, "title") == page.locator("h1").inner_text()


def test_what_the_speaker_sees_of_an_exercise(server, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/{EPISODE}?present#{EXERCISE}")
    speaker = speaker_of(page)
    agree(page, speaker)
    assert said(speaker, "title") == f"{page.locator('.section').inner_text()}"
    assert said(speaker, "next").startswith("Solution ")
    source = (ROOT / "episodes" / "02-keras.md").read_text(encoding="utf-8")
    exercise = source.partition(f":label: {EXERCISE}")[2].partition("{exercise-end}")[0]
    wrong = re.findall(r"^ {4}(\S.*?): (\S.*)$", exercise.partition("hints:")[2], re.M)
    assert wrong
    for answer, hint in wrong:
        assert f"{answer}: {hint.split('`')[0].strip()}" in said(speaker, "answers")
    note = source.partition(f"{{solution-start}} {EXERCISE}")[2].partition("{instructor}")[2].strip().splitlines()[0]
    assert note.replace("**", "") in said(speaker, "notes")
    assert "network" in said(speaker, "code"), "what to type after the exercise"
    assert not any(note.is_visible() for note in page.locator(".instructor").all())
    page.keyboard.press("t")
    speaker.wait_for_function("() => /^(10:00|09:5\\d)$/.test(document.querySelector('[data-is=timer]').innerText)")
    assert violations(speaker) == []


def test_the_speaker_compares_the_clock_with_the_schedule(server, page):
    """The second episode begins at the time of the schedule; an instructor who begins it 20 minutes later is late by 20."""
    page.goto(f"{server}/schedule.html")
    row = page.locator(".schedule").first.get_by_role("row").filter(has_text="2. ").first
    hours, minutes = map(int, row.locator(".clock").inner_text().split(":"))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/{EPISODE}?present")
    page.context.clock.install(time=datetime.datetime(2026, 1, 1, hours, minutes) + datetime.timedelta(minutes=20))
    speaker = speaker_of(page)
    agree(page, speaker)
    assert said(speaker, "late").startswith(("20 min late", "21 min late"))
    assert speaker.locator("section.late").is_visible() and "Forget to standardise" in said(speaker, "cut")
    assert re.match(r"in \d+ min", said(speaker, "until"))
    speaker.get_by_role("button", name="I begin here now").click()
    assert said(speaker, "late").startswith("on time") and not speaker.locator("section.late").is_visible()
    speaker.get_by_role("button", name="Follow the schedule").click()
    assert "min late" in said(speaker, "late")


def test_a_speakers_window_without_a_presentation_says_how_to_get_one(server, page):
    page.goto(f"{server}/speaker.html")
    assert page.get_by_text("Open this window from a presentation").is_visible()
    assert not page.locator(".speaker").is_visible()


# ---------- what has to fit ----------

PLAYGROUNDS = [
    (name, box)
    for name in EPISODES
    for box in re.findall(r'class="box playground" id="([^"]+)"', (SITE / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("name, box", PLAYGROUNDS)
def test_a_playground_fits_a_projector(server, page, name, box):
    """All of it on one screen: what to try, the picture, and the controls beside it."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/{name}?present#{box}")
    page.wait_for_selector(f"#{box}[data-filled]")
    top, bottom, inside, curtain, bar = page.evaluate(
        """name => {
            const box = document.getElementById(name);
            const { top, bottom } = box.getBoundingClientRect();
            const parts = [...box.querySelectorAll(".stage *:not(.visually-hidden)")].filter((part) => part.checkVisibility());
            const inside = Math.max(...parts.map((part) => part.getBoundingClientRect().bottom));
            return [top, bottom, inside, ...[".curtain", ".bar"].map((part) => document.querySelector(part).getBoundingClientRect()).map(
                (place, at) => (at ? place.bottom : place.top))];
        }""",
        box,
    )
    assert bar <= top and bottom <= curtain <= 720 and inside <= bottom


# Labels of drawings and of plots, in px on the screen; a plot is a picture, so its own sizes are read from its file.
LABELS = """async () => {
    const found = [];
    for (const text of document.querySelectorAll("figure svg.diagram text")) {
        const svg = text.closest("svg");
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        found.push([scale * parseFloat(getComputedStyle(text).fontSize), text.textContent]);
    }
    for (const image of document.querySelectorAll("figure img")) {
        if (!image.checkVisibility() || !image.src.split("?")[0].endsWith(".svg")) continue;
        const text = await (await fetch(image.src)).text();
        const scale = image.getBoundingClientRect().width / /viewBox="0 0 ([\\d.]+)/.exec(text)[1];
        // Exponents are 0.7 of the usual size of 13.
        for (const [, size] of text.matchAll(/font-size: ([\\d.]+)px/g)) if (size !== "9.1") found.push([scale * size, image.alt.slice(0, 50)]);
    }
    return found;
}"""


@pytest.mark.parametrize("name", EPISODES)
def test_labels_of_figures_are_legible_on_a_projector(server, page, name):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server}/{name}?present")
    small = sorted((round(size, 1), label) for size, label in page.evaluate(LABELS) if size < 18)
    assert not small
