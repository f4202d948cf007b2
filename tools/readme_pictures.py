"""Photograph the running app for the README, in Chromium: every tab in light, and the Library in dark as well.

python tools/readme_pictures.py [http://127.0.0.1:7860]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs"
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
SIZE = {"width": 1366, "height": 820}


def library(page: Page) -> None:
    """The greeting, in the middle of the wave."""
    stage = page.frame_locator("iframe").first
    stage.locator("canvas").first.wait_for(timeout=60_000)
    stage.get_by_role("button", name="Pause").click()
    scrub = stage.get_by_label("Time in seconds")
    scrub.evaluate("(input) => { input.value = 2.6; input.dispatchEvent(new Event('input')); }")
    page.wait_for_timeout(6_000)


def speech(page: Page) -> None:
    """The first sample, in the middle of a word that rounds the lips."""
    page.get_by_role("tab", name="Speech").click()
    page.locator(".timeline:visible").wait_for()
    page.wait_for_function("document.querySelector('#speech-stage iframe:only-child')?.dataset.begun", timeout=120_000)
    page.wait_for_timeout(3_000)
    page.evaluate(
        """() => {
            const line = [...document.querySelectorAll('.timeline')].find((part) => part.offsetWidth).timeline;
            const word = line.words.find(({ text }) => text.startsWith('voice'));
            line.pause();
            line.seek(word.start + 0.45 * (word.end - word.start)); }"""
    )
    page.wait_for_timeout(6_000)


def gesture(page: Page) -> None:
    """The fable, at a gesture with a meaning that is open to be edited."""
    page.get_by_role("tab", name="Gesture").click()
    page.locator("#gesture-card").get_by_role("button", name="Fable").click()
    page.locator("#gesture-card h3", has_text="Fable").first.wait_for()
    begun = "document.querySelector('#gesture-a iframe:only-child[title$=Fable]')?.dataset.begun"
    page.wait_for_function(begun, timeout=120_000)
    page.locator(".lane .gesture:not(.beat)").first.click()
    page.wait_for_timeout(8_000)


def story(page: Page) -> None:
    """The dragon and the princess, at the line that is chosen in the script."""
    page.get_by_role("tab", name="Story").click()
    page.locator("#story-samples").get_by_role("button", name="The dragon").click()
    page.wait_for_function("document.querySelector('.story-title')?.value.startsWith('The dragon')", timeout=120_000)
    page.wait_for_function("document.querySelector('.story-board').story.ready", timeout=120_000)
    page.locator(".script tr.line td.c-time").nth(1).click()
    page.wait_for_function("document.querySelector('.story-board').story.settled", timeout=120_000)
    page.wait_for_timeout(2_000)


def setup(page: Page) -> None:
    """What is here and what is missing."""
    page.get_by_role("tab", name="Setup").click()
    page.wait_for_timeout(8_000)


def photograph(address: str) -> None:
    """Save library.png, library-dark.png, speech.png, gesture.png, story.png and setup.png."""
    shots = (
        ("library", "light", library),
        ("library-dark", "dark", library),
        ("speech", "light", speech),
        ("gesture", "light", gesture),
        ("story", "light", story),
        ("setup", "light", setup),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, scheme, prepare in shots:
            page = browser.new_page(viewport=SIZE, color_scheme="dark" if scheme == "dark" else "light")
            page.goto(address)
            prepare(page)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


def styles() -> None:
    """Save story-styles.png: six moments of the hare and the tortoise, each in a style of its own."""
    import numpy as np
    from PIL import Image

    sys.path.insert(0, str(PICTURES.parent))
    from engines.story.direct import direct
    from engines.story.projector import still
    from engines.story.writer import write
    from engines.story.writer.samples import samples
    from renderers.figure_pens import STYLES

    story = next(one for one in samples() if one.name.endswith("hare"))
    show = direct(write(story.text).script)
    seconds = show.frames / show.fps
    shares = (0.06, 0.24, 0.37, 0.60, 0.72, 0.93)
    pictures = [still(show, share * seconds, style, (480, 270)) for share, style in zip(shares, STYLES, strict=True)]
    rows = [np.hstack(pictures[:3]), np.hstack(pictures[3:])]
    Image.fromarray(np.vstack(rows)).quantize(192).save(PICTURES / "story-styles.png", optimize=True)


if __name__ == "__main__":
    styles()
    photograph(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7860")
