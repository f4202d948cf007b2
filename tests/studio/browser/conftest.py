"""The real page, served by a process of its own and driven in Chromium."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30_000
"""Milliseconds that a slow machine may take for what a quick one does at once."""
SPARINGLY = """if (location.pathname.startsWith('/stage/')) {
    const next = requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => next(draw), 500);
}"""
"""A figure shows two pictures a second."""
EMPTY = "if (location.pathname.startsWith('/stage/')) window.stop();"
"""No figure is opened."""


class Studio:
    """One running `launch.py app` on a workspace of its own."""

    def __init__(self, workspace: Path, *flags: str) -> None:
        self.workspace, self.flags = workspace, flags
        self.start()

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "studio.cli", "app", "--no-browser", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workspace", str(self.workspace), *self.flags], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        wait_until(self.answers, 60, "the page is not served")

    def answers(self) -> bool:
        assert self.process.poll() is None, self.process.stderr and self.process.stderr.read()
        try:
            return bool(urllib.request.urlopen(f"{self.address}/", timeout=5).status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """As when the power goes."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> str:
        """As with Ctrl-C; returns what it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return str(self.process.communicate(timeout=20)[1])
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def wait_until(true: Callable[[], Any], seconds: float, otherwise: str) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("home") / "Marionette")
    yield studio
    studio.stop()


class Visitor:
    """A browser window on the page. Counts what it asks of others and what goes wrong in it.

    Given a `context` of the browser it is one more window of the same person, whose browser knows the page's files.
    Without `figures` no 3D page is opened: without a graphics card they are most of what a page costs.
    """

    def __init__(
        self, chromium: Any, studio: Studio, context: Any = None, figures: bool = False, **person: Any
    ) -> None:
        self.studio = studio
        self.context = context or a_person(chromium, **person)
        self.page = self.context.new_page()
        if not figures:
            self.page.add_init_script(EMPTY)  # to abort the request would turn the browser's cache off
            self.page.emulate_media(reduced_motion="reduce")  # nor is there an end of what moves until it comes
        self.page.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def enter(self) -> None:
        """Open the page and wait until it is drawn."""
        self.page.goto(self.studio.address)
        self.page.locator("#go").wait_for()
        self.page.locator(".shelf").wait_for()

    def strangers(self) -> list[str]:
        """Every address outside the studio that was asked for anything."""
        ours = (self.studio.address, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(ours)]

    def stage(self) -> Any:
        """The 3D page, once it moves."""
        self.page.wait_for_function("document.querySelector('#stage iframe')?.dataset.begun", timeout=PATIENCE)
        self.page.wait_for_function("document.querySelectorAll('#stage iframe').length === 1", timeout=PATIENCE)
        return self.page.locator("#stage iframe").element_handle().content_frame()

    def choose(self, control: str, option: str | re.Pattern[str]) -> None:
        """Choose in one of Gradio's lists."""
        self.page.locator(f"#{control} input").click()
        self.page.get_by_role("option", name=option).click()

    def leave(self) -> None:
        """Close the window; nothing of it is remembered."""
        self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.close()
        self.context.clear_cookies()


def a_person(chromium: Any, **context: Any) -> Any:
    """A browser that has seen nothing yet, with a quarter of the points to draw."""
    context = {"viewport": {"width": 1366, "height": 768}, "device_scale_factor": 0.5, **context}
    person = chromium.new_context(**context)
    person.add_init_script(SPARINGLY)
    return person


@pytest.fixture(scope="module")
def person(chromium: Any) -> Iterator[Any]:
    """Opens the windows of a whole file of tests: the page's own files are read and compiled once."""
    person = a_person(chromium)
    yield person
    person.close()


@pytest.fixture
def visitor(chromium: Any, person: Any, studio: Studio) -> Iterator[Visitor]:
    """A window without figures."""
    visitor = Visitor(chromium, studio, person)
    visitor.enter()
    yield visitor
    assert visitor.strangers() == [] and visitor.errors == []
    visitor.leave()


@pytest.fixture
def onlooker(chromium: Any, person: Any, studio: Studio) -> Iterator[Visitor]:
    """A window with figures."""
    onlooker = Visitor(chromium, studio, person, figures=True)
    onlooker.enter()
    yield onlooker
    assert onlooker.strangers() == [] and onlooker.errors == []
    onlooker.leave()
