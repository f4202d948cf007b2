"""Jobs seen from the page: they outlive a reload, stop when told, and what they made is really there."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engines.motion import Motion, formats
from renderers import video

from .conftest import Studio, Visitor, wait_until

pytestmark = pytest.mark.browser


def a_turn(path: Path, seconds: float) -> Path:
    frames = int(seconds * 25)
    rotations = np.zeros((frames, 55, 3), np.float32)
    rotations[:, 0, 1] = np.linspace(0, 6, frames)
    formats.write(Motion.of(25, rotations), path)
    return path


def open_motion(visitor: Visitor, file: Path, *others: Path) -> None:
    visitor.page.locator("#drop-motion input[type=file]").set_input_files([str(path) for path in (file, *others)])
    visitor.page.get_by_role("heading", name=file.stem, exact=True).wait_for()


def jobs_on_disk(studio: Studio) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((studio.workspace / "jobs").glob("*/job.json"))]


def half_made(studio: Studio) -> list[Path]:
    return list((studio.workspace / "outputs").glob("*/.*"))


@pytest.fixture
def at_home(chromium: Any, person: Any, studio: Studio) -> Iterator[Visitor]:
    visitor = Visitor(chromium, studio, person)
    visitor.enter()
    yield visitor
    if not visitor.page.is_closed():
        visitor.leave()


def test_a_film_with_sound_is_made_shown_and_downloaded(onlooker: Visitor, tmp_path: Path) -> None:
    page = onlooker.page
    soundfile.write(tmp_path / "hum.wav", 0.2 * np.sin(np.arange(16000) / 8), 16000)
    open_motion(onlooker, a_turn(tmp_path / "short.npz", 1.0), tmp_path / "hum.wav")
    assert "hum.wav" in page.locator(".open-file .sound").inner_text()
    onlooker.choose("shape", "Small, 640 × 360 pixels")
    page.get_by_role("button", name="Make film").click()
    done = page.locator("#jobs .job.done", has_text="short")
    done.wait_for(timeout=120_000)
    with page.expect_download() as download:
        done.locator("a.download").first.click()
    assert download.value.suggested_filename == "short.mp4"
    download.value.save_as(tmp_path / "film.mp4")
    info = video.probe(tmp_path / "film.mp4")
    assert (info.width, info.height, info.frames, info.fps) == (640, 360, 25, 25)
    assert info.has_sound and abs(info.sound_duration - info.duration) < 0.05
    done.get_by_role("button", name="Show on the stage").click()
    page.wait_for_function("document.querySelector('#stage video')?.currentTime > 0.1")
    page.get_by_role("button", name="Back to 3D").click()
    onlooker.stage()


def test_a_reload_and_a_second_window_find_the_running_job_and_a_cancel_leaves_nothing(
    at_home: Visitor, chromium: Any, tmp_path: Path
) -> None:
    page, studio = at_home.page, at_home.studio
    open_motion(at_home, a_turn(tmp_path / "long.npz", 120.0))
    page.get_by_role("button", name="Make film").click()
    page.locator("#jobs .job.running", has_text="%").wait_for(timeout=60_000)
    page.reload()
    page.locator("#jobs .job.running", has_text="long").wait_for()
    first = page.locator("#jobs .bar").get_attribute("aria-valuenow")
    wait_until(
        lambda: page.locator("#jobs .bar").get_attribute("aria-valuenow") != first, 60, "the page no longer polls"
    )
    second = Visitor(chromium, studio)
    second.enter()
    second.page.locator("#jobs .job.running", has_text="long").wait_for()
    assert half_made(studio), "the film is being written somewhere"
    page.locator("#jobs .job.running").get_by_role("button", name="Cancel").click()
    asked = time.monotonic()
    wait_until(lambda: jobs_on_disk(studio)[-1]["state"] == "cancelled", 20, "it did not stop")
    assert time.monotonic() - asked < 10
    second.page.locator("#jobs .job.cancelled", has_text="long").wait_for()
    page.locator("#jobs .job.cancelled", has_text="long").wait_for()
    wait_until(lambda: not half_made(studio), 10, "half a film stayed behind")
    assert not list((studio.workspace / "outputs").rglob("*long*"))
    second.context.close()


def test_a_closed_window_does_not_stop_a_job(at_home: Visitor, chromium: Any, tmp_path: Path) -> None:
    open_motion(at_home, a_turn(tmp_path / "alone.npz", 10.0))
    at_home.page.get_by_role("button", name="Make film").click()
    at_home.page.locator("#jobs .job.running", has_text="alone").wait_for()
    at_home.page.close()
    wait_until(lambda: jobs_on_disk(at_home.studio)[-1]["state"] == "done", 120, "it stopped with the window")


def test_after_a_kill_the_job_is_interrupted_and_tried_again_it_is_done(chromium: Any, tmp_path: Path) -> None:
    studio = Studio(tmp_path / "home")
    try:
        before = Visitor(chromium, studio)
        before.enter()
        open_motion(before, a_turn(tmp_path / "killed.npz", 12.0))
        before.page.get_by_role("button", name="Make film").click()
        before.page.locator("#jobs .job.running", has_text="%").wait_for(timeout=60_000)
        studio.kill()
        before.context.close()
        assert jobs_on_disk(studio)[0]["state"] == "running"
        studio.start()
        assert jobs_on_disk(studio)[0]["state"] == "interrupted" and not half_made(studio)
        after = Visitor(chromium, studio)
        after.enter()
        card = after.page.locator("#jobs .job.interrupted", has_text="killed")
        assert "stopped while this was under way" in card.inner_text()
        card.get_by_role("button", name="Try again").click()
        after.page.locator("#jobs .job.done", has_text="killed").wait_for(timeout=180_000)
        after.context.close()
    finally:
        studio.stop()


def test_a_result_is_deleted_and_taken_back_and_its_settings_return(at_home: Visitor, tmp_path: Path) -> None:
    page, studio = at_home.page, at_home.studio
    open_motion(at_home, a_turn(tmp_path / "kept.npz", 1.0))
    page.get_by_label("Motion file", exact=True).check(force=True)
    at_home.choose("format", "Any animation program (BVH)")
    page.locator("#edits").get_by_text("Mirror").click()
    page.locator("#edits input[name=mirror][checked]").wait_for(state="attached")
    page.get_by_role("button", name="Make file").click()
    page.locator("#jobs .job.done", has_text="kept").wait_for(timeout=60_000)
    card = page.locator(".card", has_text="kept")
    card.locator("summary").click()
    card.get_by_role("button", name="Delete").click()
    page.locator(".undo").wait_for()
    assert page.locator(".card", has_text="kept").count() == 0
    page.locator(".undo").get_by_role("button", name="Undo").click()
    card.wait_for()
    sidecar = next((studio.workspace / "outputs").glob("library/*kept*/request.json"))

    page.locator(".chip").first.click()
    page.locator(".chip.on").wait_for()
    page.get_by_label("Film", exact=True).check(force=True)
    card.locator("summary").click()
    card.get_by_role("button", name="Load its settings").click()
    page.get_by_role("heading", name="kept", exact=True).wait_for()
    page.get_by_role("button", name="Make file").wait_for()
    assert page.locator("#format input").input_value() == "Any animation program (BVH)"
    assert page.locator("#edits input[name=mirror]").is_checked()

    page.locator(".chip").first.click()
    page.locator(".chip.on").wait_for()
    page.locator("#drop-motion input[type=file]").set_input_files(str(sidecar))
    page.get_by_role("heading", name="kept", exact=True).wait_for()
    card.locator(".face").click()
    page.locator("#edits input[name=mirror]:not([checked])").wait_for(state="attached")
