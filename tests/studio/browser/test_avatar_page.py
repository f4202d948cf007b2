"""What a creator does on the Avatar tab, with the real page in a real browser."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from renderers.ffmpeg import command
from studio.avatar_draft import at_hand
from studio.workspace import Workspace

from .conftest import Studio, Visitor, wait_until

pytestmark = pytest.mark.browser
LONG = 180_000
"""Milliseconds for learning a face on a busy machine."""


@pytest.fixture
def page(visitor: Any) -> Any:
    """The tab, open."""
    visitor.page.get_by_role("tab", name="Avatar").click()
    visitor.page.locator("#avatar-stage .speaker").wait_for()
    return visitor.page


def first_picture(film: Path) -> Any:
    """[256, 256, 4] with its alpha."""
    asked = [
        *command(),
        "-loglevel",
        "error",
        "-i",
        str(film),
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgba",
        "-",
    ]
    done = subprocess.run(asked, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(256, 256, 4)


def drop(page: Any, film: Path) -> None:
    page.locator("#avatar-drop input[type=file]").set_input_files(str(film))


def test_what_is_wrong_with_a_film_stands_beside_the_box(page: Any, talker: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(talker.read_bytes()[:3000])
    drop(page, broken)
    page.locator("#avatar-card .problem").wait_for(timeout=LONG)
    assert "broken.mp4" in page.locator("#avatar-card .problem").inner_text()
    wall = tmp_path / "wall.mp4"
    asked = [*command(), "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=256x256:d=3:r=25", str(wall)]
    subprocess.run(asked, check=True)
    drop(page, wall)
    page.locator("#avatar-card li.stop").first.wait_for(timeout=LONG)
    assert "No face was found" in page.locator("#avatar-card li.stop").first.inner_text()
    assert page.locator("#avatar-card li.stop img").count() == 1, "with a picture of it"
    assert page.locator("#avatar-go").is_hidden()
    page.locator("#avatar-say").click()
    page.locator("#avatar-jobs .problem").wait_for()
    assert "Type a line" in page.locator("#avatar-jobs .problem").inner_text()


def test_a_newcomer_is_spoken_to_and_turns_the_head(page: Any, tmp_path: Path) -> None:
    page.wait_for_function("document.querySelector('.speaker video')?.currentTime > 0.4")
    assert page.locator(".speaker video").evaluate("film => film.muted"), "nothing is loud before a click"
    assert page.locator(".avatar-row button[aria-label^='Delete']").count() == 0
    page.get_by_role("button", name="Turn the head").click()
    head = page.locator(".bust.ready canvas")
    head.focus()
    faces = []
    for keys, angles in ((), "0 0"), (("ArrowRight",) * 6, "15 0"), (("Home", "ArrowUp"), "0 4"):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function("want => document.querySelector('.bust canvas').dataset.angles === want", arg=angles)
        faces.append(head.screenshot())
    assert len(set(faces)) == 3
    assert "4° up" in page.locator(".turned").inner_text()

    page.locator(".avatar-row summary").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Splats").click()
    cloud = tmp_path / "head.ply"
    taken.value.save_as(cloud)
    page.locator("#avatar-bring input[type=file]").set_input_files(str(cloud))
    page.locator(".avatar-row b", has_text="head").wait_for()
    page.wait_for_function("document.querySelector('.bust.ready')?.dataset.name === 'head'")
    assert "learned no speech" in page.locator(".facts").inner_text()
    page.locator("#avatar-line textarea").fill("Hello.")
    page.locator("#avatar-say").click()
    page.locator("#avatar-jobs .problem", has_text="learned no speech").wait_for()


def test_strangers_are_not_offered_what_they_may_not_do(chromium: Any, tmp_path: Path) -> None:
    public = Studio(tmp_path / "Marionette", "--public")
    try:
        stranger = Visitor(chromium, public)
        stranger.enter()
        stranger.page.get_by_role("tab", name="Avatar").click()
        stranger.page.locator("#avatar-stage .speaker").wait_for()
        assert stranger.page.locator("#avatar-drop, #avatar-bring").count() == 0
        assert "on your own computer" in stranger.page.locator(".bench.avatar").inner_text()
        assert str(tmp_path) not in stranger.page.content()
        stranger.context.close()
    finally:
        public.stop()


@pytest.mark.slow
def test_a_face_is_learned_and_says_a_typed_line(page: Any, studio: Studio, talker: Path, tmp_path: Path) -> None:
    drop(page, talker)
    page.locator("#avatar-card .verdict.pass").wait_for(timeout=LONG)
    page.locator("#avatar-name input, #avatar-name textarea").fill("Ann")
    page.keyboard.press("Tab")
    wait_until(lambda: at_hand(Workspace(studio.workspace)).name == "Ann", 30, "the name is not kept")
    page.reload()
    page.get_by_role("tab", name="Avatar").click()
    page.locator("#avatar-card .verdict.pass").wait_for(timeout=LONG)
    assert page.locator("#avatar-name input, #avatar-name textarea").input_value() == "Ann", "the typed name stayed"
    page.locator("#avatar-go").click()
    page.locator("#avatar-refusal .problem").wait_for()
    assert "agree" in page.locator("#avatar-refusal .problem").inner_text(), "nobody is made to speak unasked"
    page.get_by_role("radio", name="They agreed").check(force=True)
    page.locator("#avatar-who input, #avatar-who textarea").fill("Ann, a drawn figure")
    page.locator("#avatar-go").click()
    page.locator(".learning img").wait_for(timeout=LONG)
    page.locator(".learning svg").wait_for()
    first = page.locator(".learning img").get_attribute("src")
    wait_until(lambda: page.locator(".learning img").get_attribute("src") != first, 120, "it does not sharpen")
    page.get_by_role("button", name="Stop and keep the best").click()
    page.locator(".speaker .bust[data-name='Ann']").wait_for(timeout=LONG)
    assert "Ann, a drawn figure" in page.locator(".facts").inner_text()
    assert page.locator("#avatar-card .film-checks").count() == 0, "the film has done its work"

    page.locator("#avatar-line textarea").fill("Hello, my friend.")
    page.locator(".make-part:visible").get_by_role("button", name="More").click()
    page.locator("#avatar-clear input").check()
    page.locator("#avatar-mark input").check()
    page.locator("#avatar-say").click()
    page.wait_for_function("document.querySelector('.speaker video')?.currentTime > 0.4", timeout=LONG)
    assert page.locator("#avatar-files a.take", has_text="MP4").count() == 1
    with page.expect_download() as taken:
        page.locator("#avatar-files a.take", has_text="MOV").click()
    clear = tmp_path / "clear.mov"
    taken.value.save_as(clear)
    first = first_picture(clear)
    assert first[:20, :20, 3].max() == 0 and first[100:140, 118:138, 3].mean() > 240, (
        "clear beside the head, whole in it"
    )
    corner = first[-22:-4, -22:-4]
    assert (corner[..., :3].max(axis=2) > 200).any() and (corner[..., 3] == 255).mean() > 0.5, "the mark is there"

    page.locator("#avatar-called input, #avatar-called textarea").fill("Bea")
    page.keyboard.press("Enter")
    page.locator(".avatar-row b", has_text="Bea").wait_for()
    with page.expect_download() as taken:
        page.locator(".avatar-row summary").click()
        page.locator(".avatar-row a[download='Bea.avatar']").click()
    packed = tmp_path / "bea.avatar"
    taken.value.save_as(packed)
    page.get_by_role("button", name="Delete Bea").click()
    page.locator(".avatar .undo").wait_for()
    assert page.locator(".avatar-row b", has_text="Bea").count() == 0
    page.get_by_role("button", name="Undo").click()
    page.locator(".avatar-row b", has_text="Bea").wait_for()
    page.locator("#avatar-bring input[type=file]").set_input_files(str(packed))
    wait_until(lambda: page.locator(".avatar-row b", has_text="Bea").count() == 2, 60, "it was not brought")
