"""What a creator does on the Speech tab, with the real page in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engines.speech import textgrid

from .conftest import ROOT, Studio, Visitor, wait_until

pytestmark = pytest.mark.browser
WELCOME = ROOT / "assets" / "samples" / "speech" / "1_welcome" / "speech.wav"
LINE = "const line = document.querySelector('#speech-timeline ~ .timeline, #speech-timeline .timeline').timeline;"


class Speaker(Visitor):
    """A window on the Speech tab."""

    def __init__(self, *where: Any, **how: Any) -> None:
        super().__init__(*where, **how)
        self.context.grant_permissions(["microphone"])

    def enter(self) -> None:
        self.page.goto(self.studio.address)
        self.page.locator(".shelf").wait_for()
        self.page.get_by_role("tab", name="Speech").click()
        self.page.locator("#speech-card h3").first.wait_for()

    def drop(self, *files: Path) -> None:
        place = self.page.locator("#speech-drop input[type=file]")

        def there() -> bool:
            """The form as it was last comes with the page, maybe after the choice."""
            self.page.locator("#speech-how").get_by_label("Sound").check(force=True)
            return place.count() == 1

        wait_until(there, 60, "no place to drop a sound")
        place.set_input_files([str(file) for file in files])

    def opened(self, title: str, timeout: int = 120_000) -> None:
        """Wait until the voice called `title` is on the table, in its words and on its timeline."""
        self.page.locator("#speech-card h3", has_text=title).first.wait_for(timeout=timeout)
        self.page.wait_for_function(f"title => {{ {LINE} return line.title === title }}", arg=title)

    def line(self, value: str) -> Any:
        """Something of the timeline, in its own terms."""
        return self.page.evaluate(f"() => {{ {LINE} return {value} }}")

    def words(self) -> list[str]:
        return [str(word) for word in self.line("line.words.map((word) => word.text)")]

    def problem(self) -> str:
        problem = self.page.locator("#speech-card .problem")
        problem.wait_for(timeout=60_000)
        return str(problem.inner_text())

    def speak(self, text: str) -> None:
        self.page.locator("#speech-how").get_by_label("Text").check(force=True)
        self.page.get_by_label("Text to speak").fill(text)
        self.page.get_by_role("button", name="Speak", exact=True).click()


@pytest.fixture
def speaker(chromium: Any, person: Any, studio: Studio) -> Iterator[Speaker]:
    speaker = Speaker(chromium, studio, person)
    speaker.enter()
    yield speaker
    assert speaker.strangers() == [] and speaker.errors == []
    speaker.leave()


def test_the_first_visit_shows_a_face_that_says_a_sample_in_step_with_its_timeline(
    chromium: Any, studio: Studio
) -> None:
    speaker = Speaker(chromium, studio, figures=True)
    speaker.enter()
    speaker.opened("Welcome")
    page = speaker.page
    assert speaker.words()[0] == "Hello," and page.locator("#speech-words textarea").input_value().startswith("Hello,")
    page.wait_for_function("document.querySelector('#speech-stage iframe')?.dataset.begun", timeout=120_000)
    head = page.locator("#speech-stage iframe").element_handle().content_frame()
    assert speaker.line("line.muted"), "a page may not speak before somebody touched it"
    faces: set[float] = set()

    def moves() -> bool:
        faces.add(round(max(head.evaluate("marionette.face()")), 2))
        return len(faces) > 5

    wait_until(moves, 60, "the face is still")
    page.locator(".timeline .play").locator("visible=true").click()
    speaker.line("line.pause()")
    speaker.line("line.seek(1.25)")
    wait_until(lambda: abs(head.evaluate("marionette.time") - 1.25) < 0.05, 20, "the head is elsewhere in time")
    speaker.context.close()


def test_a_typed_line_is_spoken_seen_touched_taken_away_and_taken_back(speaker: Speaker, tmp_path: Path) -> None:
    page = speaker.page
    speaker.opened("Welcome")
    page.locator("#speech-how").get_by_label("Text").check(force=True)
    speaker.choose("speech-voice", "Giant: very deep and slow")
    speaker.speak("Peter Piper picked peppers.")
    speaker.opened("Peter Piper picked peppers.")
    assert speaker.words() == ["Peter", "Piper", "picked", "peppers."] and not speaker.line("line.muted")

    # A click on a word is heard to its end and no further.
    place = (
        "(() => { const word = line.words[2]; return [line.xOf((word.start + word.end) / 2), word.start, word.end] })()"
    )
    x, start, end = speaker.line(place)
    box = page.locator(".timeline .moving").locator("visible=true").bounding_box()
    y = speaker.line("line.row('words').top + line.row('words').height / 2")
    page.mouse.click(box["x"] + x, box["y"] + y)
    heard: list[float] = []

    def stopped() -> bool:
        heard.append(float(speaker.line("line.time")))
        return not speaker.line("line.playing")

    wait_until(stopped, 20, "it plays on")
    assert start - 0.05 <= min(heard[1:] or heard) and speaker.line("line.time") == pytest.approx(end, abs=0.06)

    seen = speaker.line("line.span.seconds")
    page.get_by_role("button", name="Zoom in").locator("visible=true").click()
    assert speaker.line("line.span.seconds") == pytest.approx(seen / 2, rel=0.1)
    page.get_by_role("button", name="All", exact=True).locator("visible=true").click()
    assert speaker.line("line.span.seconds") == pytest.approx(speaker.line("line.duration"))

    with page.expect_download() as download:
        page.locator("#speech-takeaway").get_by_role("link", name="TextGrid").click()
    assert download.value.suggested_filename == "Peter-Piper-picked-peppers.TextGrid"
    download.value.save_as(tmp_path / "taken.TextGrid")
    tiers = {tier.name: tier for tier in textgrid.read(tmp_path / "taken.TextGrid").tiers}
    assert [interval.text for interval in tiers["words"].intervals if interval.text][:2] == ["Peter", "Piper"]

    page.get_by_role("button", name="Back to the voice before").click()
    speaker.opened("Welcome")
    page.get_by_role("button", name="On to the voice after").click()
    speaker.opened("Peter Piper picked peppers.")

    # Its settings come back with it from the Library, whatever was chosen since.
    page.get_by_label("Text to speak").fill("Something else.")
    page.get_by_role("tab", name="Library").click()
    card = page.locator(".card", has_text="Peter Piper")
    card.locator("summary").click()
    card.get_by_role("button", name="Open in Speech").click()
    page.wait_for_function("document.querySelector('#speech-say textarea').value.startsWith('Peter')")
    assert page.locator("#speech-voice input").input_value() == "Giant: very deep and slow"

    # And from the file of settings that lies beside it.
    page.get_by_label("Text to speak").fill("Something else.")
    page.locator("#speech-how").get_by_label("Sound").check(force=True)
    speaker.drop(next((speaker.studio.workspace / "outputs" / "speech").glob("*Peter*/request.json")))
    page.wait_for_function("document.querySelector('#speech-say textarea')?.value.startsWith('Peter')")


def test_a_dropped_sound_is_heard_and_its_words_are_mended(speaker: Speaker, tmp_path: Path) -> None:
    page = speaker.page
    page.locator("#speech-how").get_by_label("Sound").check(force=True)
    (tmp_path / "hello there.wav").write_bytes(WELCOME.read_bytes())
    speaker.drop(tmp_path / "hello there.wav")
    page.locator("#speech-card .pending", has_text="hello there").wait_for()
    speaker.opened("hello there")
    words = speaker.words()
    assert {"voice,", "voice"} & set(words) and speaker.line("line.words.every((word) => word.phones.length)")
    assert "timed by" in page.locator("#speech-card .open-file").inner_text()
    mended = "Hello, I am Marionette. Give me a voice and I will show you every single word of it."
    page.locator("#speech-words textarea").fill(mended)
    page.locator("#speech-align.primary").wait_for()
    page.get_by_role("button", name="Align again").click()
    page.wait_for_function(
        f"() => {{ {LINE} return line.words.some((word) => word.text === 'single') }}", timeout=60_000
    )
    assert speaker.words() == mended.split() and page.locator("#speech-words textarea").input_value() == mended
    page.get_by_role("button", name="Back to the voice before").click()
    page.wait_for_function(f"() => {{ {LINE} return !line.words.some((word) => word.text === 'single') }}")
    assert speaker.words() == words


def test_what_cannot_be_heard_is_refused_where_it_was_dropped(speaker: Speaker, tmp_path: Path) -> None:
    from PIL import Image

    page = speaker.page
    page.locator("#speech-how").get_by_label("Sound").check(force=True)
    before = page.locator("#speech-card h3").first.inner_text()
    Image.new("RGB", (8, 8)).save(tmp_path / "picture.png")
    (tmp_path / "holiday.wav").write_bytes((tmp_path / "picture.png").read_bytes())
    (tmp_path / "nothing.wav").write_bytes(b"")
    (tmp_path / "words.txt").write_text("Only words.")
    for name, said in (
        ("holiday.wav", "PNG"),
        ("nothing.wav", "empty"),
        ("words.txt", "no sound"),
        ("picture.png", "not a sound"),
    ):
        speaker.drop(tmp_path / name)
        page.locator("#speech-card .problem", has_text=said).wait_for()
        assert page.locator("#speech-card .problem p").inner_text()
        assert page.locator("#speech-card h3").first.inner_text() == before
    page.locator("#speech-how").get_by_label("Text").check(force=True)
    page.get_by_label("Text to speak").fill("  ")
    page.get_by_role("button", name="Speak", exact=True).click()
    page.locator("#speech-card .problem", has_text="no text").wait_for()
    assert "Traceback" not in page.content()


def test_silence_says_that_nobody_speaks(speaker: Speaker, tmp_path: Path) -> None:
    speaker.page.locator("#speech-how").get_by_label("Sound").check(force=True)
    soundfile.write(tmp_path / "hush.wav", np.zeros(16000), 16000)
    speaker.drop(tmp_path / "hush.wav")
    speaker.opened("hush")
    assert "No words were found" in speaker.problem() and speaker.words() == []


def test_a_voice_is_recorded(speaker: Speaker) -> None:
    page = speaker.page
    page.locator("#speech-how").get_by_label("Sound").check(force=True)
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop", exact=True).click()
    speaker.opened("Recording")
    assert 0.5 < speaker.line("line.duration") < 60


def test_a_reload_and_a_second_window_find_the_listening_and_cancel_it(
    speaker: Speaker, chromium: Any, tmp_path: Path
) -> None:
    page, studio = speaker.page, speaker.studio
    page.locator("#speech-how").get_by_label("Sound").check(force=True)
    samples, rate = soundfile.read(WELCOME)
    soundfile.write(tmp_path / "long.wav", np.tile(samples, 40), rate)
    speaker.drop(tmp_path / "long.wav")
    page.locator("#speech-jobs .job.running", has_text="long").wait_for(timeout=60_000)
    page.reload()
    page.get_by_role("tab", name="Speech").click()
    page.locator("#speech-card .pending", has_text="long").wait_for()
    page.locator("#speech-jobs .job.running", has_text="long").wait_for()
    second = Speaker(chromium, studio)
    second.enter()
    card = second.page.locator("#speech-jobs .job.running", has_text="long")
    card.get_by_role("button", name="Cancel").click()
    second.page.locator("#speech-jobs .job.cancelled", has_text="long").wait_for()
    page.locator("#speech-jobs .job.cancelled", has_text="long").wait_for()
    page.locator("#speech-card .pending").wait_for(state="detached")
    assert not list((studio.workspace / "outputs").rglob("*long*"))
    assert not list((studio.workspace / "outputs").glob("*/.making*"))
    second.context.close()


def test_aligning_stops_when_told_to_and_the_next_sound_is_taken(speaker: Speaker, tmp_path: Path) -> None:
    page = speaker.page
    speaker.opened(page.locator("#speech-card h3").first.inner_text())
    before = page.locator("#speech-card h3").first.inner_text(), speaker.words()
    samples, rate = soundfile.read(WELCOME)
    text = WELCOME.with_suffix(".lab").read_text()
    soundfile.write(tmp_path / "endless.wav", np.tile(samples, 120), rate)
    (tmp_path / "endless.txt").write_text(f"{text} " * 120)
    speaker.drop(tmp_path / "endless.wav", tmp_path / "endless.txt")
    card = page.locator("#speech-jobs .job.running", has_text="endless")
    card.filter(has_text="Aligning").wait_for(timeout=60_000)
    card.get_by_role("button", name="Cancel").click()
    page.locator("#speech-jobs .job.cancelled", has_text="endless").wait_for()
    page.locator("#speech-card .pending").wait_for(state="detached")
    assert (page.locator("#speech-card h3").first.inner_text(), speaker.words()) == before
    outputs = speaker.studio.workspace / "outputs"
    assert not list(outputs.rglob("*endless*")) and not list(outputs.glob("*/.making*"))

    soundfile.write(tmp_path / "brief.wav", samples, rate)
    (tmp_path / "brief.txt").write_text(text)
    speaker.drop(tmp_path / "brief.wav", tmp_path / "brief.txt")
    speaker.opened("brief")
    assert speaker.words() == text.split() and speaker.line("line.words.every((word) => word.phones.length)")


def test_a_deleted_voice_makes_room_for_the_one_before(speaker: Speaker) -> None:
    page = speaker.page
    speaker.speak("Soon I am gone.")
    speaker.opened("Soon I am gone.")
    page.get_by_role("tab", name="Library").click()
    card = page.locator(".card", has_text="Soon I am gone")
    card.locator("summary").click()
    card.get_by_role("button", name="Delete").click()
    card.wait_for(state="detached")
    page.get_by_role("tab", name="Speech").click()
    page.locator("#speech-card h3", has_text="Soon").wait_for(state="detached")
    page.locator("#speech-card .problem", has_text="deleted").wait_for(state="detached")
    assert page.locator("#speech-card h3").first.inner_text()


def test_the_same_on_every_screen(chromium: Any, studio: Studio) -> None:
    for width, height, scheme in ((1920, 1080, "light"), (820, 1180, "dark"), (390, 844, "light")):
        speaker = Speaker(chromium, studio, color_scheme=scheme)
        speaker.page.set_viewport_size({"width": width, "height": height})
        speaker.enter()
        page = speaker.page
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        inside = (
            "(box) => { const {left, right} = box.getBoundingClientRect(); return left >= 0 && right <= innerWidth }"
        )
        for part in ("#speech-how", "#speech-words", "#speech-align", ".timeline:not([hidden])"):
            assert page.locator(part).first.evaluate(inside), (width, part)
        speaker.context.close()
