"""How quick the page feels in Chromium with software WebGL: first sight, tabs, edits.

python tests/benchmarks/page.py
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.studio.browser.conftest import CHROMIUM, FLAGS, Studio, Visitor  # noqa: E402

BUDGETS = {"tab switch, median of 10": 0.3}
_TAB = """async ([name, shown]) => {
    const tab = [...document.querySelectorAll('[role=tab]')].find(
        (tab) => tab.textContent.trim() === name && tab.offsetWidth > 1);
    const begin = performance.now();
    tab.click();
    while (!document.querySelector(shown)?.offsetWidth) await new Promise(requestAnimationFrame);
    return performance.now() - begin; }"""


def in_the_browser(workspace: Path) -> dict[str, float]:
    """Seconds for what a person waits for in an open page."""
    from playwright.sync_api import sync_playwright

    studio = Studio(workspace)
    took: dict[str, float] = {}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for which in ("first", "second"):
                visitor = Visitor(browser, studio)
                begin = time.perf_counter()
                visitor.enter()
                took[f"{which} visit: page drawn"] = time.perf_counter() - begin
                visitor.stage()
                took[f"{which} visit: somebody moves"] = time.perf_counter() - begin
                if which == "first":
                    visitor.context.close()
            tabs = []
            for name, shown in (("Setup", "#report"), ("Library", "#go")) * 5:
                tabs.append(visitor.page.evaluate(_TAB, [name, shown]) / 1000)
                visitor.page.wait_for_timeout(200)
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
