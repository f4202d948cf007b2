"""What a teacher does on the Story tab, with the real page in a real browser."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

STORY = "document.querySelector('.story-board').story"
LONG = 180_000
"""Milliseconds for making a film on a busy machine."""
SHORT = 'A girl waves in the park. She says: "Hello!"'


@pytest.fixture
def page(visitor: Any) -> Any:
    """The tab, open, with a script on it and its show ready."""
    visitor.page.get_by_role("tab", name="Story").click()
    ready(visitor.page)
    return visitor.page


def ready(page: Any) -> None:
    page.wait_for_function(f"document.querySelector('.story-board')?.story?.rows.length && {STORY}.ready", timeout=LONG)


def write(page: Any, text: str) -> None:
    """Type a story and have its script written."""
    before = page.evaluate(f"{STORY}.of")
    page.locator("#story-text textarea").fill(text)
    page.locator("#story-write").click()
    page.wait_for_function(f"{STORY}.of !== '{before}'", timeout=LONG)
    ready(page)
    seen(page)


def seen(page: Any) -> str:
    """The pixels of the preview, once it shows the moment that the time stands at."""
    page.wait_for_function(f"{STORY}.shown >= 0 && {STORY}.settled", timeout=LONG)
    return str(page.evaluate("document.querySelector('canvas.live').toDataURL('image/jpeg', 0.5)"))


def cell(page: Any, row: int, column: str) -> Any:
    return page.locator(f".script tbody tr[data-row='{row}'] td.c-{column}")


def column(page: Any, name: str) -> list[str]:
    return [str(text) for text in page.locator(f".script tbody td.c-{name}").all_text_contents()]


def answered(page: Any) -> None:
    page.wait_for_function(f"!{STORY}.waiting && {STORY}.ready", timeout=LONG)


def test_a_newcomer_sees_a_film_its_script_and_any_moment_of_it(page: Any) -> None:
    page.wait_for_function("document.querySelector('video.film').currentTime > 0.5", timeout=LONG)
    assert page.locator("video.film").evaluate("film => film.muted"), "nothing is loud before a click"
    assert "Do you want to play with me?" in column(page, "what")
    assert page.locator(".lanes .lane-name").all_text_contents()[1:] == ["Nina", "Kofi"]
    page.get_by_role("button", name="Live preview").click()
    page.locator(".lanes .block.line").first.click()
    said = seen(page)
    start = next(row["start"] for row in page.evaluate(f"{STORY}.rows") if row["kind"] == "line")
    assert start < page.evaluate(f"{STORY}.time") < start + 3, "the playhead stands in the line"
    assert page.locator(".script tr.on td.c-what").inner_text() == "Do you want to play with me?"
    page.evaluate(f"{STORY}.seek(0.5)")
    assert seen(page) != said
    assert page.locator("#story-samples .story-card").count() >= 12


def test_a_typed_story_becomes_a_script_whose_cells_change_the_picture(page: Any) -> None:
    write(page, SHORT)
    assert column(page, "does") == ["waves", "says"]
    cell(page, 0, "does").click()
    waves = seen(page)
    cell(page, 0, "does").locator("select").select_option("dance")
    answered(page)
    page.wait_for_function(f"{STORY}.rows[0].does === 'dance'")
    assert seen(page) != waves
    cell(page, 1, "what").click()
    cell(page, 1, "what").locator("textarea").fill("Good morning, dear children!")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{STORY}.rows[1].text.startsWith('Good')")
    answered(page)
    page.reload()
    page.get_by_role("tab", name="Story").click()
    ready(page)
    assert column(page, "does") == ["dances", "says"] and column(page, "what")[1].startswith("Good morning")
    for _ in range(2):
        page.get_by_role("button", name="Undo the last edit").click()
        answered(page)
    page.wait_for_function(f"{STORY}.rows[0].does === 'wave' && {STORY}.rows[1].text === 'Hello!'")
    page.locator(".act[title='Undo the last edit']:disabled").wait_for()


def test_rows_come_go_and_move_by_keyboard_and_by_menu(page: Any) -> None:
    write(page, SHORT)
    cell(page, 0, "time").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_function(f"{STORY}.rows[0].does === 'says'")
    answered(page)
    page.get_by_role("button", name="More for row 2").click()
    page.get_by_role("button", name="Add a line below").click()
    page.wait_for_function(f"{STORY}.rows.length === 3")
    answered(page)
    cell(page, 2, "what").click()
    cell(page, 2, "what").locator("textarea").fill("Bye!")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{STORY}.rows[2].text === 'Bye!'")
    answered(page)
    cell(page, 1, "time").focus()
    page.keyboard.press("Delete")
    page.wait_for_function(f"{STORY}.rows.length === 2")
    assert [text for text in column(page, "what") if text] == ["Hello!", "Bye!"]


def test_place_style_and_cast_are_seen_at_once(page: Any) -> None:
    write(page, SHORT)
    pictures = [seen(page)]
    page.get_by_label("Place of scene 1").select_option("beach")
    page.wait_for_function(f"{STORY}.waiting === false && {STORY}.scenes[0].place === 'beach'")
    answered(page)
    pictures.append(seen(page))
    page.get_by_role("radio", name="Chalkboard").check()
    page.wait_for_function("document.querySelector('canvas.live').dataset.of.includes('chalkboard')")
    pictures.append(seen(page))
    page.get_by_role("radio", name="Normal").check()
    page.wait_for_function("document.querySelector('canvas.live').dataset.of.includes('normal')")
    page.get_by_role("tab", name="Cast").click()
    page.locator(".person select[name$=-hat]").select_option("crown")
    page.wait_for_function(f"{STORY}.people[0].hat === 'crown'")
    answered(page)
    pictures.append(seen(page))
    motions = page.locator(".person select[name$=-moves]")
    chosen = motions.locator("option").nth(1)
    motions.select_option(chosen.get_attribute("value"))
    page.wait_for_function(f"{STORY}.people[0].moves")
    answered(page)
    pictures.append(seen(page))
    assert chosen.inner_text().startswith("as ") and len(set(pictures)) == 5, "a motion of the Library is played"
    with page.expect_request(lambda request: request.url.endswith(".wav")):
        page.locator(".person").get_by_role("button", name="Listen to").click()


def test_a_film_is_made_taken_away_found_in_the_library_and_opened_again(page: Any, visitor: Any) -> None:
    write(page, SHORT)
    page.get_by_role("radio", name="Square").check()
    page.get_by_role("button", name="Make video").click()
    page.locator("#story-files .takeaway").wait_for(timeout=LONG)
    page.wait_for_function("document.querySelector('video.film').videoWidth === 720", timeout=LONG)
    lasts = page.locator("video.film").evaluate("film => film.duration")
    assert lasts == pytest.approx(page.evaluate(f"{STORY}.duration"), abs=0.1)
    link = page.locator("#story-files a", has_text="All files").get_attribute("href")
    with zipfile.ZipFile(io.BytesIO(page.request.get(f"{visitor.studio.address}{link}").body())) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert {"video.mp4", "script.json", "subtitles.srt", "worksheet.png", "story.motion"} <= names
    page.locator("#story-samples").get_by_role("button", name="Sorry!").click()
    page.wait_for_function(f"{STORY}.rows.length > 5")
    page.get_by_role("tab", name="Library").click()
    card = page.locator(".shelf .card", has_text="Story").first
    card.locator("summary").click()
    card.get_by_role("button", name="Load its settings").click()
    page.wait_for_function(f"{STORY}.rows.length === 2", timeout=LONG)
    assert page.get_by_role("radio", name="Square").is_checked()
    assert page.locator("#story-text textarea").input_value() == SHORT


def test_a_job_is_found_again_after_a_reload_and_can_be_cancelled(page: Any, visitor: Any) -> None:
    before = len(list((visitor.studio.workspace / "outputs").rglob("script.json")))
    page.locator("#story-samples").get_by_role("button", name="The dragon").click()
    page.wait_for_function(f"{STORY}.rows.length > 8")
    page.get_by_role("button", name="Make video").click()
    page.locator("#story-jobs .job").first.wait_for()
    page.reload()  # and is on the same tab
    page.locator("#story-jobs").wait_for()
    job = page.locator("#story-jobs .job", has_text="The dragon")
    job.get_by_role("button", name="Cancel").click()
    job.get_by_text("Cancelled").first.wait_for(timeout=LONG)
    assert len(list((visitor.studio.workspace / "outputs").rglob("script.json"))) == before


def test_what_is_no_story_is_explained_beside_the_box(page: Any) -> None:
    texts = {
        "": "There is no story yet",
        "🙂🙂": "no words",
        "der Hund ist nicht im Haus und die Katze auch nicht": "German",
    }
    for text, said in texts.items():
        page.locator("#story-text textarea").fill(text)
        page.locator("#story-write").click()
        problem = page.locator("#story-notes .problem")
        problem.get_by_text(said).wait_for()
        assert problem.locator("p").inner_text(), "it says what to do"
        page.locator("#story-samples").get_by_role("button", name="Home run").click()
        problem.wait_for(state="detached")


def test_a_script_is_opened_from_a_file_and_a_wrong_one_names_its_line(page: Any, tmp_path: Path) -> None:
    script = {
        "title": "Mine",
        "scenes": [{"id": "s", "place": "moon"}],
        "characters": [{"id": "a", "name": "Ada"}],
        "beats": [{"actor": "a", "action": "jump"}],
    }
    good, wrong = tmp_path / "good.json", tmp_path / "wrong.json"
    good.write_text(json.dumps(script))
    script["beats"] = [{"actor": "a", "action": "explode"}]
    wrong.write_text(json.dumps(script, indent=1))
    page.get_by_role("button", name="Open a script").click()
    page.locator("#story-drop input[type=file]").set_input_files(str(wrong))
    page.locator("#story-notes .problem").get_by_text("wrong.json: line").wait_for()
    page.locator("#story-drop input[type=file]").set_input_files(str(good))
    page.wait_for_function(f"{STORY}.scenes[0].place === 'moon' && {STORY}.rows[0].does === 'jump'", timeout=LONG)
    assert page.get_by_label("Title of the story").input_value() == "Mine"


def test_the_story_before_comes_back(page: Any) -> None:
    write(page, SHORT)
    page.locator("#story-samples").get_by_role("button", name="Home run").click()
    page.wait_for_function(f"{STORY}.rows.length > 4")
    page.locator("#story-notes").get_by_role("button", name="Back to").click()
    page.wait_for_function(f"{STORY}.rows.length === 2")
    assert page.locator("#story-text textarea").input_value() == SHORT


def test_it_plays_with_sound_and_says_when_a_language_model_is_not_named(page: Any) -> None:
    write(page, SHORT)
    page.evaluate(f"{STORY}.seek(0)")
    page.locator(".transport .play").click()
    page.wait_for_function(f"{STORY}.heard > 1", timeout=LONG)
    assert page.evaluate(f"{STORY}.heard - {STORY}.duration") == pytest.approx(0, abs=0.1)
    page.wait_for_function(f"{STORY}.time > 0.7 && {STORY}.shown > 10", timeout=LONG)
    page.locator(".transport .play").click()
    page.locator(".make-part:visible").get_by_role("button", name="More").click()
    page.get_by_role("radio", name="A language model of yours").check()
    page.locator("#story-address").wait_for()
    page.locator("#story-write").click()
    page.locator("#story-notes .problem").get_by_text("no address or no name").wait_for()
    page.get_by_role("radio", name="Marionette's own").check()


def test_nothing_sticks_out_at_any_size(page: Any) -> None:
    for size in ((1920, 1080), (1366, 768), (820, 1180), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_function(f"innerWidth === {size[0]} && document.querySelector('.lanes').offsetWidth > 100")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        board = page.locator(".story-board").bounding_box()
        for part in (".screen", ".lanes", ".sheet", ".transport"):
            box = page.locator(part).bounding_box()
            assert box["height"] > 30 and box["x"] >= board["x"] - 1
            assert box["x"] + box["width"] <= board["x"] + board["width"] + 1


def test_blocks_are_dragged_and_stretched_by_hand_and_by_keyboard_and_taken_back(page: Any) -> None:
    write(page, 'A boy waves in the park. He says: "Hello!"')
    first = page.evaluate(f"{STORY}.rows[0]")
    block = page.locator(".lanes .block.beat[data-row='0']")

    def pulled(by: float, grip: bool) -> None:
        box = block.bounding_box()
        x = box["x"] + (box["width"] - 3 if grip else 0.4 * box["width"])
        y = box["y"] + 0.5 * box["height"]
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 0.5 * by, y)
        page.mouse.move(x + by, y)
        page.mouse.up()
        answered(page)

    pulled(80, grip=False)
    moved = page.evaluate(f"{STORY}.rows[0]")
    assert moved["asked"] == ["start"] and moved["start"] > first["start"] + 0.4
    assert moved["end"] - moved["start"] == pytest.approx(first["end"] - first["start"], abs=0.11)
    pulled(60, grip=True)
    longer = page.evaluate(f"{STORY}.rows[0]")
    assert longer["end"] - longer["start"] > moved["end"] - moved["start"] + 0.3
    assert longer["start"] == pytest.approx(moved["start"], abs=0.02)
    page.locator(".lanes").focus()
    page.keyboard.press("Alt+ArrowRight")
    answered(page)
    later = page.evaluate(f"{STORY}.rows[0]")
    assert later["start"] == pytest.approx(longer["start"] + 0.2, abs=0.06)
    page.keyboard.press("Control+z")
    answered(page)
    cell(page, 0, "lasts").click()
    cell(page, 0, "lasts").locator("input").fill("3.3")
    page.keyboard.press("Enter")
    answered(page)
    told = page.evaluate(f"{STORY}.rows[0]")
    assert told["end"] - told["start"] == pytest.approx(3.3, abs=0.02)
    for _ in range(3):
        page.get_by_role("button", name="Undo the last edit").click()
        answered(page)
    assert page.evaluate(f"{STORY}.rows[0]") == first
