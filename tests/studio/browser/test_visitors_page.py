"""The page for strangers and for people who use the keyboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Studio, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("home") / "Marionette", "--public")
    yield studio
    studio.stop()


def test_a_stranger_finds_their_own_things_after_a_reload_and_nobody_elses(chromium: Any, public: Studio) -> None:
    ann, ben = Visitor(chromium, public), Visitor(chromium, public)
    ann.enter()
    ann.page.get_by_label("Motion file", exact=True).check(force=True)
    ann.choose("format", re.compile("BVH"))
    ann.page.get_by_role("button", name="Make file").click()
    ann.page.locator("#jobs .job.done a.download").wait_for()
    url = ann.page.locator("#jobs .job.done a.download").get_attribute("href")
    assert ann.page.request.get(public.address + str(url)).ok
    ben.enter()
    assert ben.page.locator("#jobs .job").count() == 0 and ben.page.locator(".card").count() == 0
    ann.page.reload()
    ann.page.locator("#jobs .job.done a.download").wait_for()
    ann.page.locator(".card").wait_for()
    ann.page.get_by_role("tab", name="Setup").click()
    ann.page.locator(".report").wait_for()
    shown = ann.page.content()
    assert not re.search(r"/tmp/|/home/|/root/|marionette-visitors", shown), "a path of the server is shown"
    assert "Your workspace" not in shown and ann.strangers() == [] and ben.strangers() == []
    for visitor in (ann, ben):
        visitor.context.close()


def test_a_stranger_is_told_of_the_limit(chromium: Any, public: Studio, tmp_path: Path) -> None:
    import numpy as np

    from engines.motion import Motion, formats

    formats.write(Motion.of(10, np.zeros((700, 55, 3))), tmp_path / "long.npz")
    visitor = Visitor(chromium, public)
    visitor.enter()
    visitor.page.locator("#drop-motion input[type=file]").set_input_files(str(tmp_path / "long.npz"))
    visitor.page.locator("#material .problem").wait_for()
    assert "up to 60 s" in visitor.page.locator("#material .problem").inner_text()
    visitor.context.close()


@pytest.fixture
def alone(launch_chromium: Callable[..., Any], studio: Studio) -> Iterator[Visitor]:
    """In a browser of its own: of several windows without a screen only one has the keyboard."""
    browser = launch_chromium()
    visitor = Visitor(browser, studio, figures=True)
    visitor.enter()
    yield visitor
    browser.close()


def test_everything_can_be_done_with_the_keyboard(alone: Visitor) -> None:
    page, reached = alone.page, []
    alone.stage()
    page.locator("body").press("Tab")
    for _ in range(70):
        reached.append(
            page.evaluate(
                """() => {
                    const at = document.activeElement;
                    return at.id || at.name || at.getAttribute('aria-label') ||
                        at.textContent.trim().split('\\n')[0].slice(0, 20) || at.tagName; }"""
            )
        )
        if reached[-1] == "go":
            break
        page.keyboard.press("Tab")
        page.wait_for_timeout(80)
    assert "go" in reached, " > ".join(map(str, reached))
    for wanted in ("Library", "light-switch", "start", "end", "smooth", "in_place", "foot_lock", "fps", "Greeting"):
        assert any(wanted in str(name) for name in reached), (wanted, reached)
    page.keyboard.press("Enter")
    page.locator("#jobs .job").first.wait_for()


def test_light_and_dark_are_remembered(onlooker: Visitor) -> None:
    page = onlooker.page
    assert page.evaluate("document.body.classList.contains('dark')") is False
    page.get_by_role("button", name="Switch between light and dark").click()
    stage = onlooker.stage()
    stage.wait_for_function("document.documentElement.dataset.look === 'dark'")
    page.reload()
    page.locator("#go").wait_for()
    page.wait_for_function("document.body.classList.contains('dark')")
    onlooker.stage().wait_for_function("document.documentElement.dataset.look === 'dark'")


def test_nothing_is_cut_off_at_the_side(visitor: Visitor) -> None:
    for width, height in ((1366, 768), (1920, 1080), (1024, 768), (820, 1180), (390, 844)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        for name in ("Setup", "Library"):
            visitor.page.get_by_role("tab", name=name).click()
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        box = visitor.page.locator("#go").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        if width >= 1300:
            assert box["y"] + box["height"] <= height, "the primary button is seen without scrolling"


def test_every_tab_can_be_reached_on_a_line_too_short_for_all(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 250, "height": 700})
    for tab in visitor.page.get_by_role("tab").all():
        tab.click()
        box = tab.bounding_box()
        assert box and box["x"] + box["width"] <= 250, "it is pushed into sight"
        assert tab.get_attribute("aria-selected") == "true"
