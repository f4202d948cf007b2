"""What a creator does on the Gesture tab, with the real page in a real browser."""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from .conftest import ROOT, Studio, Visitor, wait_until

pytestmark = pytest.mark.browser
SPOKEN = ROOT / "assets" / "samples" / "speech" / "1_welcome" / "speech.wav"

CLOCK = "document.querySelector('#gesture-plan').closest('.stage-part').querySelector('.timeline').timeline"
LONG = 120_000
"""Milliseconds for making a performance on a busy machine."""


def opened(visitor: Any) -> Any:
    """The tab, open, with the first sample on it."""
    visitor.page.get_by_role("tab", name="Gesture").click()
    visitor.page.locator("#gesture-card .open-file").wait_for()
    return visitor.page


@pytest.fixture
def page(visitor: Any) -> Any:
    return opened(visitor)


@pytest.fixture
def page_with_figures(onlooker: Any) -> Any:
    return opened(onlooker)


def blocks(page: Any) -> list[str]:
    return [str(name) for name in page.locator(".lane .gesture span").all_text_contents()]


def sample(page: Any, name: str) -> None:
    """Open a sample and wait until its plan has taken the place of the last one."""
    known, before = page.locator("#gesture-card h3", has_text=name).count(), blocks(page)
    page.locator("#gesture-card").get_by_role("button", name=name).click()
    page.locator("#gesture-card h3", has_text=name).first.wait_for()
    if not known:
        shown = "[...document.querySelectorAll('.lane .gesture span')].map(name => name.textContent)"
        page.wait_for_function(f"before => JSON.stringify({shown}) !== JSON.stringify(before)", arg=before)
    # The page opens with the first sample and then shows what was open last: both at once, but in two places.
    page.wait_for_function(f"name => {CLOCK}.title?.startsWith(name) && {CLOCK}.duration > 0", arg=name)
    page.wait_for_timeout(300)
    page.wait_for_function("document.querySelector('.lane').getAttribute('aria-label')")
    page.evaluate(f"{CLOCK}.pause()")  # what moves is drawn, and drawing without a graphics card takes a core


def without_film(page: Any) -> None:
    page.locator(".make-part:visible").get_by_role("button", name="More").click()
    page.get_by_label("Also make a film").uncheck()


def begun(page: Any, half: str) -> Any:
    """The 3D page of one half, once it moves."""
    ready = f"document.querySelector('#gesture-{half} iframe:last-child')?.dataset.begun"
    page.wait_for_function(ready, timeout=LONG)
    return page.locator(f"#gesture-{half} iframe").last.element_handle().content_frame()


def test_a_sample_shows_the_whole_path_at_once(page_with_figures: Any) -> None:
    page = page_with_figures
    page.wait_for_function(f"document.querySelectorAll('.lane .gesture').length > 2 && {CLOCK}.duration > 0")
    figure = begun(page, "a")
    page.wait_for_function("document.querySelector('#gesture-b video')?.readyState >= 2")
    page.locator(".lane .gesture").nth(1).click()
    page.wait_for_function(f"!{CLOCK}.playing")
    stroke = float(page.locator(".strip input[name=stroke]").input_value())
    assert page.evaluate(f"{CLOCK}.time") == pytest.approx(stroke, abs=0.02), "the figure shows the stroke"
    page.wait_for_function(f"Math.abs(document.querySelector('#gesture-b video').currentTime - {stroke}) < 0.05")
    figure.wait_for_function(f"Math.abs(marionette.time - {stroke}) < 0.05 && !marionette.playing")
    block, word = page.locator(".lane .gesture.on").bounding_box(), page.locator(".lane").bounding_box()
    apex = page.evaluate("parseFloat(document.querySelector('.lane .gesture.on').style.getPropertyValue('--apex'))")
    assert block["x"] + apex - word["x"] == pytest.approx(page.evaluate(f"{CLOCK}.xOf({stroke})"), abs=2)
    assert page.locator(".strip .why").inner_text().count("Here because:") == 1
    assert page.locator("#gesture-b video").evaluate("film => film.muted"), "only the timeline is heard"


def test_a_gesture_is_changed_moved_added_deleted_and_all_of_it_undone(page: Any) -> None:
    sample(page, "Fable")
    before = blocks(page)
    page.locator(".lane .gesture").nth(1).click()
    page.locator(".strip select[name=unit]").select_option("shrug")
    page.locator(".lane .gesture.on", has_text="Shrug").wait_for()
    page.locator("#gesture-a .tag", has_text="Edited").wait_for(timeout=LONG)
    assert page.get_by_label("Keep my edits to the plan").is_checked()
    stroke = float(page.locator(".strip input[name=stroke]").input_value())
    page.locator(".lane .gesture.on").focus()
    page.keyboard.press("Shift+ArrowRight")
    moved = f"Math.abs(document.querySelector('.strip input[name=stroke]').value - {stroke + 0.05}) < 0.011"
    page.wait_for_function(moved)
    page.locator(".lane .gesture.on").focus()
    page.keyboard.press("Delete")
    page.wait_for_function(f"document.querySelectorAll('.lane .gesture').length === {len(before) - 1}")
    page.get_by_role("button", name="Add a gesture").click()
    page.wait_for_function(f"document.querySelectorAll('.lane .gesture').length === {len(before)}")
    page.reload()
    page.get_by_role("tab", name="Gesture").click()
    page.wait_for_function(f"document.querySelectorAll('.lane .gesture').length === {len(before)}")
    page.locator("#gesture-a .tag", has_text="Edited").wait_for(timeout=LONG)
    for _ in range(4):
        page.get_by_role("button", name="Undo the last edit").click()
        page.wait_for_timeout(300)
    page.locator(".strip [title='Undo the last edit']:disabled").wait_for()
    assert blocks(page) == before
    assert not page.get_by_label("Keep my edits to the plan").is_visible()


def test_a_gesture_of_ones_own_can_be_chosen_and_a_broken_one_is_named(page: Any, visitor: Any) -> None:
    folder = visitor.studio.workspace / "gestures"
    folder.mkdir()
    (folder / "mine.yaml").write_text("my_salute: {hands: seven}", "utf-8")
    try:
        sample(page, "Welcome")
        page.locator("#gesture-plan .problem", has_text="mine.yaml").wait_for()
        salute = "{says: Two fingers at the brow., kind: symbol, strokes: [{at: {side: 0.2, height: 0.3, reach: 0.3}}]}"
        (folder / "mine.yaml").write_text(f"my_salute: {salute}", "utf-8")
        sample(page, "Fable")
        page.locator(".lane .gesture").nth(1).click()
        page.locator(".strip select[name=unit]").select_option("my_salute")
        page.locator(".lane .gesture.on", has_text="My salute").wait_for()
        page.locator("#gesture-a .tag", has_text="Edited").wait_for(timeout=LONG)
        page.get_by_role("button", name="Undo the last edit").click()
        page.locator(".strip [title='Undo the last edit']:disabled").wait_for()
    finally:
        shutil.rmtree(folder)


def test_a_sound_in_which_nobody_speaks_gets_a_calm_figure_and_a_note(page: Any, tmp_path: Path) -> None:
    t = np.arange(3 * 16_000) / 16_000
    chord = sum(np.sin(2 * np.pi * pitch * t) for pitch in (220, 277, 330))
    soundfile.write(tmp_path / "organ.wav", 0.1 * chord, 16_000)
    page.locator("#gesture-drop input[type=file]").set_input_files(str(tmp_path / "organ.wav"))
    page.locator("#gesture-card h3", has_text="organ").wait_for(timeout=LONG)
    page.locator("#gesture-plan", has_text="Press Generate").wait_for()
    without_film(page)
    page.get_by_role("button", name="Generate").click()
    page.locator("#gesture-files", has_text="Nobody speaks here").wait_for(timeout=LONG)
    page.locator("#gesture-plan", has_text="No gestures").wait_for()
    assert page.locator(".lane .gesture").count() == 0


def test_a_block_is_dragged_to_another_word(page: Any) -> None:
    sample(page, "Fable")
    block = page.locator(".lane .gesture").nth(1)
    block.click()
    stroke = float(page.locator(".strip input[name=stroke]").input_value())
    box = block.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 12, steps=4)
    page.mouse.up()
    page.wait_for_function(f"Number(document.querySelector('.strip input[name=stroke]')?.value) > {stroke + 0.1}")
    page.get_by_role("button", name="Undo the last edit").click()
    page.locator(".strip [title='Undo the last edit']:disabled").wait_for()


def test_an_impossible_time_is_explained_where_it_was_typed(page: Any) -> None:
    sample(page, "Fable")
    page.locator(".lane .gesture").first.click()
    page.locator(".strip input[name=stroke]").fill("500")
    page.keyboard.press("Tab")
    problem = page.locator("#gesture-plan .problem")
    problem.wait_for()
    assert "outside the sound" in problem.inner_text() and "Choose a time" in problem.inner_text()


def test_takes_are_made_compared_and_one_is_kept(page: Any, chromium: Any, person: Any, studio: Studio) -> None:
    sample(page, "Welcome")
    without_film(page)
    page.get_by_role("button", name="Generate").click()
    page.locator("#gesture-files", has_text="GLB").wait_for(timeout=LONG)
    link = page.locator("#gesture-files a", has_text="All files")
    answer = page.request.get(f"{studio.address}{link.get_attribute('href')}")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert {"motion.glb", "motion.bvh", "motion.npz", "plan.json", "speech.wav"} <= names

    page.get_by_role("radio", name="Compare").check()
    page.get_by_role("button", name="Another take").click()
    page.get_by_role("button", name="Keep B").wait_for(timeout=LONG)
    page.locator("#gesture-a .tag", has_text="seed 4").wait_for(timeout=LONG)
    assert "seed 3" in page.locator("#gesture-b .tag").inner_text()
    beside = Visitor(chromium, studio, person, figures=True)
    beside.enter()
    opened(beside)
    both = [begun(beside.page, half) for half in "ab"]
    beside.page.locator(".lane .gesture").first.click()
    stroke = float(beside.page.locator(".strip input[name=stroke]").input_value())
    for figure in both:
        figure.wait_for_function(f"Math.abs(marionette.time - {stroke}) < 0.05 && !marionette.playing")
    beside.page.close()

    made = sorted((studio.workspace / "outputs" / "gesture").iterdir())
    page.get_by_role("button", name="Keep B").click()
    page.locator("#gesture-undo", has_text="is in the trash").wait_for()
    left = sorted((studio.workspace / "outputs" / "gesture").iterdir())
    assert left == made[:-1] and json.loads((left[-1] / "request.json").read_text())["gesture"]["form"]["seed"] == 3
    page.get_by_role("button", name="Undo", exact=True).click()
    page.wait_for_function("!document.querySelector('#gesture-undo').textContent.includes('trash')")
    assert sorted((studio.workspace / "outputs" / "gesture").iterdir()) == made

    # a result lies in the Library, and comes back from there with everything it was made with
    page.get_by_role("tab", name="Library").click()
    page.reload()
    page.get_by_role("tab", name="Library").click()
    card = page.locator(".shelf .card", has_text="Performance").first
    card.locator("summary").click()
    card.get_by_role("button", name="Load its settings").click()
    page.locator("#gesture-card h3", has_text="Presentation").wait_for()
    page.locator(".make-part:visible").get_by_role("button", name="More").click()
    page.wait_for_function("document.querySelector('#gesture-seed input')?.value === '4'")


def test_a_job_is_found_again_after_a_reload_and_can_be_cancelled(page: Any, visitor: Any) -> None:
    page.locator("#gesture-how").get_by_role("radio", name="Text").check()
    page.locator("#gesture-say textarea").fill("This is a long story. " * 100)
    page.get_by_role("button", name="Speak", exact=True).click()
    page.locator("#gesture-card h3", has_text="This is a long").wait_for(timeout=LONG)
    page.locator("#gesture-a .tag", has_text="Not performed yet").wait_for(timeout=LONG)
    before = len(list((visitor.studio.workspace / "outputs").rglob("plan.json")))
    page.get_by_role("button", name="Generate").click()
    page.locator("#gesture-jobs .job", has_text="This is a long").first.wait_for()
    page.reload()
    page.get_by_role("tab", name="Gesture").click()
    page.locator("#gesture-jobs .job.running", has_text="This is a long").wait_for()
    ended = page.locator("#gesture-jobs .job.cancelled", has_text="This is a long")

    def stopped() -> bool:
        """A page that is just being opened may not hear yet: whoever sees nothing happen presses again."""
        page.evaluate("document.querySelector('#gesture-jobs .job.running [data-verb=cancel]')?.click()")
        page.wait_for_timeout(1500)
        return bool(ended.count())

    wait_until(stopped, 60, "it was not cancelled")
    assert len(list((visitor.studio.workspace / "outputs").rglob("plan.json"))) == before


def test_nothing_sticks_out_at_any_size(page: Any) -> None:
    sample(page, "Welcome")
    for size in ((1920, 1080), (820, 1180), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_function(f"innerWidth === {size[0]} && document.querySelector('.lane')?.offsetWidth > 100")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        lane, line = page.locator(".lane").bounding_box(), page.locator("#gesture-plan").locator("..").bounding_box()
        assert line["x"] <= lane["x"] and lane["x"] + lane["width"] <= line["x"] + line["width"]
        assert re.match(r"Plan of \d+ gestures", page.locator(".lane").get_attribute("aria-label"))


def test_a_typed_text_becomes_a_voice_that_can_be_performed(page: Any, tmp_path: Path) -> None:
    page.locator("#gesture-how").get_by_role("radio", name="Text").check()
    page.locator("#gesture-say textarea").fill("No, that is a huge house!")
    page.get_by_role("button", name="Speak", exact=True).click()
    page.locator("#gesture-card h3", has_text="No, that is").wait_for(timeout=LONG)
    page.locator("#gesture-plan", has_text="Press Generate").wait_for()
    page.locator("#gesture-a .tag", has_text="Not performed yet").wait_for(timeout=LONG)
    without_film(page)
    page.get_by_role("button", name="Generate").click()
    page.locator("#gesture-files", has_text="GLB").wait_for(timeout=LONG)
    page.wait_for_function("document.querySelectorAll('.lane .gesture').length > 0")
