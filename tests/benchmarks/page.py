"""How quick the page feels in Chromium with software WebGL: first sight, tabs, edits.

python tests/benchmarks/page.py
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.studio.browser.conftest import Studio, Visitor  # noqa: E402

BUDGETS = {"tab switch, median of 10": 0.3, "tab switch, slowest of 10": 0.3}
_WATCH = """() => document.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (!tab) return;
    const begin = performance.now();
    const look = () => {
        const shown = document.querySelector(window.awaited)?.offsetWidth;
        // the callback comes before that picture of the page is made; the one after it follows when it was
        requestAnimationFrame(shown ? () => { window.switched = performance.now() - begin; } : look);
    };
    window.switched = null;
    requestAnimationFrame(look);
}, { capture: true })"""


def switched(page: Any, name: str, shown: str) -> float:
    """Seconds from a click on the tab called `name` until `shown` was drawn, after a hand has moved there."""
    page.evaluate("(shown) => { window.awaited = shown; }", shown)
    box = page.get_by_role("tab", name=name).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(150)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function("window.switched")
    return float(page.evaluate("window.switched")) / 1000


def in_the_browser(workspace: Path) -> dict[str, float]:
    """Seconds for what a person waits for in an open page."""
    from playwright.sync_api import sync_playwright

    studio = Studio(workspace)
    took: dict[str, float] = {}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for which in ("first", "second"):
                context = browser.new_context(viewport={"width": 1366, "height": 768})
                visitor = Visitor(browser, studio, context, figures=True)
                begin = time.perf_counter()
                visitor.enter()
                took[f"{which} visit: page drawn"] = time.perf_counter() - begin
                visitor.stage()
                took[f"{which} visit: somebody moves"] = time.perf_counter() - begin
                if which == "first":
                    visitor.context.close()
            visitor.page.evaluate(_WATCH)
            tabs = []
            for name, shown in (("Setup", "#report"), ("Library", "#go")) * 5:
                tabs.append(switched(visitor.page, name, shown))
                visitor.page.wait_for_timeout(300)
            took["tab switch, median of 10"] = statistics.median(tabs)
            took["tab switch, slowest of 10"] = max(tabs)
            begin = time.perf_counter()
            visitor.page.locator("#edits").get_by_text("Mirror").click()
            visitor.page.locator("#edits input[name=mirror][checked]").wait_for(state="attached")
            took["edit: new 3D page made"] = time.perf_counter() - begin
            browser.close()
    finally:
        studio.stop()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = in_the_browser(Path(folder) / "page")
    print(f"{'':32} {'seconds':>8} {'budget':>7}")
    for name, seconds in rows.items():
        print(f"{name:32} {seconds:8.2f} {BUDGETS.get(name, ''):>7}")


if __name__ == "__main__":
    main()
