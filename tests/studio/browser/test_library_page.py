"""What a creator does in the Library, with the real page in a real browser."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.motion import Motion, formats

from .conftest import wait_until

pytestmark = pytest.mark.browser


def a_wave(path: Path, seconds: float = 2.0, fps: int = 25) -> Path:
    """A motion file in which the right arm goes up and down."""
    frames = int(seconds * fps)
    rotations = np.zeros((frames, 55, 3), np.float32)
    rotations[:, 17, 2] = 1.2 * np.sin(np.linspace(0, 2 * np.pi, frames))
    formats.write(Motion.of(fps, rotations), path)
    return path


def picture(visitor: Any) -> np.ndarray[Any, Any]:
    """The pixels of the stage, above its controls."""
    import io

    from PIL import Image

    box = visitor.page.locator("#stage").bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"] - 80}
    return np.asarray(Image.open(io.BytesIO(visitor.page.screenshot(clip=clip))).convert("L"), float)


def drop(visitor: Any, *files: Path, control: str = "drop-motion") -> None:
    visitor.page.locator(f"#{control} input[type=file]").set_input_files([str(file) for file in files])


def test_the_first_page_shows_somebody_moving(onlooker: Any) -> None:
    stage = onlooker.stage()
    first, start = picture(onlooker), stage.evaluate("marionette.time")
    wait_until(lambda: (np.abs(picture(onlooker) - first) > 12).mean() > 0.002, 20, "nothing moves on the stage")
    assert stage.evaluate("marionette.time") != start
    assert onlooker.page.locator(".open-file h3").inner_text()
    assert onlooker.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_dropped_file_moves_and_can_be_scrubbed(onlooker: Any, tmp_path: Path) -> None:
    onlooker.stage()
    drop(onlooker, a_wave(tmp_path / "my wave.bvh"))
    onlooker.page.get_by_role("heading", name="my wave").wait_for()
    onlooker.page.wait_for_function("document.querySelector('#stage .scene').dataset.title === 'my wave'")
    onlooker.page.wait_for_function("document.querySelector('#stage iframe:last-child').title.endsWith('my wave')")
    stage = onlooker.stage()
    assert "2 s · 25 frames a second · 50 frames" in onlooker.page.locator(".open-file").inner_text()
    assert stage.evaluate("marionette.duration") == pytest.approx(2.0)
    stage.evaluate("marionette.pause()")
    pictures = []
    for moment in (0.5, 1.5):
        stage.locator("#stage-scrub").fill(str(moment))
        onlooker.page.wait_for_timeout(1500)
        assert stage.evaluate("marionette.time") == pytest.approx(moment, abs=0.05)
        pictures.append(picture(onlooker))
    assert (np.abs(pictures[0] - pictures[1]) > 12).mean() > 0.005


def test_edits_show_at_once_can_be_undone_and_leave_the_file_alone(onlooker: Any, tmp_path: Path) -> None:
    wave = a_wave(tmp_path / "edited.npz")
    original = wave.read_bytes()
    drop(onlooker, wave)
    onlooker.page.get_by_role("heading", name="edited").wait_for()
    page = onlooker.page
    page.get_by_label("To, seconds").fill("1.2")
    page.keyboard.press("Tab")
    lasts = "document.querySelector('#stage iframe:last-child')?.dataset.begun"
    page.locator(".history [data-verb=undo]:enabled").wait_for()
    page.wait_for_function(lasts)
    assert onlooker.stage().evaluate("marionette.duration") == pytest.approx(1.2, abs=0.05)
    page.get_by_text("Mirror").click()
    page.locator("#edits input[name=mirror][checked]").wait_for(state="attached")
    page.get_by_role("button", name="Undo").click()
    page.locator("#edits input[name=mirror]:not([checked])").wait_for(state="attached")
    assert page.locator("#edits input[name=mirror]").is_checked() is False
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("document.querySelector('#edits input[name=end]').value === '2'")
    page.get_by_role("button", name="Redo").click()
    page.wait_for_function("document.querySelector('#edits input[name=end]').value === '1.2'")
    kept = list((onlooker.studio.workspace / "uploads").rglob("edited.npz"))
    assert kept and all(file.read_bytes() == original for file in kept)
    page.reload()
    page.wait_for_function("document.querySelector('#edits input[name=end]')?.value === '1.2'")
    assert page.get_by_role("heading", name="edited").is_visible()


def test_an_impossible_edit_is_explained_under_the_bar(visitor: Any) -> None:
    visitor.page.locator("#edits input[name=start]").fill("500")
    visitor.page.keyboard.press("Tab")
    problem = visitor.page.locator("#edits .problem")
    problem.wait_for()
    assert "not after the beginning" in problem.inner_text() and "Set 'to' later" in problem.inner_text()


def test_a_wrong_file_is_explained_where_it_was_dropped(visitor: Any, tmp_path: Path) -> None:
    before = visitor.page.locator(".open-file h3").inner_text()
    wrong = {
        "holiday.bvh": (b"this is not a motion", "holiday.bvh"),
        "page.html": (b"<script>document.title='taken'</script>", ".html"),
        "joints.bvh": (b"HIERARCHY\nROOT <img src=x onerror=\"document.title='taken'\">\n", "joints.bvh"),
    }
    for name, (content, said) in wrong.items():
        (tmp_path / name).write_bytes(content)
        drop(visitor, tmp_path / name)
        problem = visitor.page.locator("#material .problem")
        problem.locator("strong", has_text=said).wait_for()
        assert problem.locator("p").inner_text()
        assert "Traceback" not in visitor.page.content() and visitor.page.title() == "Marionette"
        assert visitor.page.locator(".open-file h3").inner_text() == before, "what was open stays open"
    assert not [path for path in (visitor.studio.workspace / "uploads").rglob("*") if path.name.startswith("holiday")]


def test_a_name_is_shown_as_it_is_and_never_run(visitor: Any, tmp_path: Path) -> None:
    name = "<img src=x onerror=\"document.title='taken'\"> {{x}} ${1}"
    drop(visitor, a_wave(tmp_path / "named.npz"))
    page = visitor.page
    page.get_by_role("heading", name="named").wait_for()
    page.wait_for_function("document.querySelector('#stage .scene').dataset.title === 'named'")
    page.locator(".more > button").click()
    page.wait_for_timeout(500)  # the fields under More are made when it is first opened
    page.get_by_label("Name").fill(name)
    page.keyboard.press("Tab")
    assert page.get_by_label("Name").input_value() == name
    page.get_by_label("Motion file", exact=True).check(force=True)
    page.get_by_role("button", name="Make file").click()
    page.locator("#jobs .job.done").first.wait_for()
    assert page.locator("#jobs .job.done header strong").first.inner_text() == f"File of {name}"
    page.locator(".card .caption").get_by_title(name, exact=True).wait_for()
    assert page.locator("#jobs .job img, .caption img").count() == 0 and page.title() == "Marionette"


def test_a_motion_file_is_made_and_downloaded(visitor: Any, tmp_path: Path) -> None:
    drop(visitor, a_wave(tmp_path / "saved.npz"))
    page = visitor.page
    page.get_by_role("heading", name="saved").wait_for()
    page.get_by_label("Motion file", exact=True).check(force=True)
    visitor.choose("format", re.compile("BVH"))
    page.get_by_role("button", name="Make file").click()
    link = page.locator("#jobs .job.done", has_text="saved").locator("a.download").first
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "saved.bvh"
    download.value.save_as(tmp_path / "back.bvh")
    back = formats.read(tmp_path / "back.bvh")
    assert len(back) == 50 and back.fps == 25
    assert page.locator(".card img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    (sidecar,) = [
        json.loads(path.read_text())
        for path in (visitor.studio.workspace / "outputs").rglob("request.json")
        if "saved" in path.parent.name
    ]
    assert sidecar["form"]["format"] == ".bvh" and sidecar["draft"]["title"] == "saved"


def test_a_tab_is_there_in_the_next_picture_of_the_page_and_keeps_what_was_there(onlooker: Any) -> None:
    """Nothing is waited for: no answer, no loading. How long that picture takes, benchmarks/page.py says."""
    stage = onlooker.stage()
    stage.evaluate("marionette.mark = 7")
    for name, shown in (("Setup", "#report"), ("Library", "#go"), ("Setup", "#report"), ("Library", "#go")):
        there = onlooker.page.evaluate(
            """async ([name, shown]) => {
                const tab = [...document.querySelectorAll('[role=tab]')].find(
                    (tab) => tab.textContent.trim() === name && tab.offsetWidth > 1);
                tab.click();
                await new Promise(requestAnimationFrame);
                return document.querySelector(shown)?.offsetWidth > 0; }""",
            [name, shown],
        )
        assert there, f"{name} is not there yet"
    assert onlooker.stage().evaluate("marionette.mark") == 7


def test_a_figure_behind_another_tab_is_not_drawn(onlooker: Any) -> None:
    stage = onlooker.stage()
    stage.wait_for_function("marionette.pictures > 0")
    onlooker.page.get_by_role("tab", name="Setup").click()
    onlooker.page.wait_for_timeout(500)
    before = stage.evaluate("marionette.pictures")
    onlooker.page.wait_for_timeout(1500)
    assert before > 0 and stage.evaluate("marionette.pictures") == before
    onlooker.page.get_by_role("tab", name="Library").click()
    onlooker.page.wait_for_function("document.querySelector('#go').offsetWidth > 0")
    for _ in range(100):
        if stage.evaluate("marionette.pictures") > before:
            return
        onlooker.page.wait_for_timeout(100)
    raise AssertionError("the figure stands still after coming back")


def test_setup_tells_what_is_here(visitor: Any) -> None:
    visitor.page.get_by_role("tab", name="Setup").click()
    report = visitor.page.locator(".report")
    report.wait_for()
    said = report.inner_text()
    for word in ("ffmpeg", "Memory", "SMPL-X", "MB", str(visitor.studio.workspace)):
        assert word in said


@pytest.mark.reference
def test_a_motion_and_its_skeleton_are_dropped_together(visitor: Any, reference: Path) -> None:
    cmu = reference / "bvh" / "cmu"
    drop(visitor, cmu / "fairmotion_01_01.amc")
    visitor.page.locator("#material .problem", has_text=".asf").wait_for()
    drop(visitor, cmu / "fairmotion_01.asf", cmu / "fairmotion_01_01.amc")
    visitor.page.get_by_role("heading", name="fairmotion_01_01").wait_for()
    assert visitor.page.locator("#material .problem").count() == 0


@pytest.mark.reference
def test_another_clip_of_a_library_takes_the_stage(onlooker: Any, reference: Path) -> None:
    library = next((reference / "gestures_gltf" / "mesh2motion").glob("human-addon*.glb"))
    drop(onlooker, library)
    onlooker.page.get_by_role("heading", name=library.stem).wait_for()
    clips = formats.clips(library)
    onlooker.page.locator("#clip").wait_for()
    assert onlooker.page.locator("#clip input").input_value() == clips[0]
    url = onlooker.page.locator("#stage .scene").get_attribute("data-url")
    other = next(name for name in clips if name != clips[0])
    onlooker.choose("clip", other)
    onlooker.page.wait_for_function("url => document.querySelector('#stage .scene').dataset.url !== url", arg=url)
    assert onlooker.page.locator("#clip input").input_value() == other
    read = formats.read(library, clip=other)
    assert f"{len(read):,} frames" in onlooker.page.locator(".open-file p").first.inner_text()
    assert onlooker.stage().evaluate("marionette.duration") == pytest.approx(read.duration, abs=0.01)
