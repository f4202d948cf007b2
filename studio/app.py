"""The page: what `python launch.py` serves. Everything slow to import waits until somebody needs it."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path
from typing import Any

from contracts import StudioError
from engines import preparation
from studio.house import House
from studio.limits import HOME_FILE_BYTES, PUBLIC_FILE_BYTES
from studio.lock import WorkspaceLock
from studio.settings import Settings

TITLE = "Marionette"
_INCOMING = "marionette-incoming-"
_ROOT = Path(__file__).resolve().parent.parent


def launch(settings: Settings) -> None:
    """Serve the page until Ctrl-C. A StudioError when the workspace or the port is taken."""
    lock = None
    if not settings.public:
        from studio.workspace import Workspace

        lock = WorkspaceLock(Workspace(settings.workspace).root)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be asked to end is to be stopped with Ctrl-C
    running = Running(settings)
    try:
        address = running.start()
        if lock:
            lock.announce(address)
        preparation.begin()
        print(f"Marionette is open at {address}\nStop it with Ctrl-C.", file=sys.stderr, flush=True)
        if settings.open_browser:
            webbrowser.open(address)
        running.wait()
    except KeyboardInterrupt:
        print("Closing. Work under way can be tried again next time.", file=sys.stderr)
    finally:
        running.stop()
        if lock:
            lock.release()


class Running:
    """One served page and the house behind it."""

    def __init__(self, settings: Settings) -> None:
        from studio.kinds import LIGHT, kinds

        self.settings = settings
        self.house = House(settings.workspace, kinds, public=settings.public, light=LIGHT)
        self._incoming = incoming_folder()
        self._page: Any = None
        self._stopped = threading.Event()
        atexit.register(self.stop)

    def start(self) -> str:
        """Begin to serve; returns the address."""
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else every event sums up all before it
        os.environ["GRADIO_TEMP_DIR"] = str(self._incoming)
        for unwanted in ("GRADIO_VIBE_MODE", "GRADIO_ALLOWED_PATHS", "GRADIO_MCP_SERVER", "GRADIO_SHARE"):
            os.environ.pop(unwanted, None)
        from starlette.middleware import Middleware

        from studio import theme
        from studio.gradio_start import import_gradio
        from studio.serving import Guard, doorkeeper, routes

        import_gradio()

        settings = self.settings
        hosts = frozenset({"localhost", "127.0.0.1", "[::1]", settings.host})
        closed = settings.loopback and not settings.share
        self._page = page(self.house)
        try:
            _, local, shared = self._page.launch(
                server_name=settings.host,
                server_port=settings.port,
                share=settings.share,
                auth=doorkeeper(*settings.auth) if settings.auth else None,
                inbrowser=False,
                prevent_thread_lock=True,
                quiet=True,
                theme=theme.theme(),
                css=theme.css(),
                head=theme.head(),
                footer_links=[],
                run_history=False,
                enable_monitoring=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=False,
                max_file_size=PUBLIC_FILE_BYTES if settings.public else HOME_FILE_BYTES,
                blocked_paths=[str(_ROOT), str(self.house.shelter)],
                favicon_path=str(theme.PAGE / "favicon.svg"),
                app_kwargs={
                    "routes": routes(self.house),
                    "middleware": [Middleware(Guard, house=self.house, hosts=hosts if closed else None)],
                    "docs_url": None,
                    "redoc_url": None,
                    "openapi_url": None,
                },
            )
        except OSError as error:
            raise StudioError(
                f"Port {settings.port} is taken by another program.", f"Add --port {settings.port + 1}."
            ) from error
        return str(shared or local)

    def wait(self) -> None:
        while not self._stopped.wait(3600):
            pass

    def stop(self) -> None:
        """End the jobs, stop serving, clear away what browsers sent."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self.house.close()
        preparation.stop()
        if self._page is not None:
            self._page.close(verbose=False)
        shutil.rmtree(self._incoming, ignore_errors=True)


def incoming_folder() -> Path:
    """Where Gradio puts what browsers send, until it is taken into a workspace. Outside the workspaces, from which
    Gradio itself may not serve; what a killed process left there goes after a day."""
    for old in Path(tempfile.gettempdir()).glob(f"{_INCOMING}*"):
        if time.time() - old.stat().st_mtime > 86400:
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_INCOMING))


def page(house: House) -> Any:
    """The tabs. A new tab is one row here."""
    import gradio as gr

    from studio import theme
    from studio.tabs import avatar, gesture, library, setup, speech, story
    from studio.wiring import Page

    rows = (
        ("Library", library.build),
        ("Speech", speech.build),
        ("Gesture", gesture.build),
        ("Story", story.build),
        ("Avatar", avatar.build),
        ("Setup", setup.build),
    )
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(1800, 7200)) as blocks:
        gr.HTML(
            theme.read("banner.html"), elem_id="banner", js_on_load=theme.read("banner.js"), apply_default_css=False
        )
        sent = gr.State()
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            for name, build in rows:
                with gr.Tab(name, id=name.lower(), elem_classes="tab") as tab:
                    build(Page(blocks, house, tabs, tab, sent))
    return blocks
