"""Two things done at once on a page: neither brings back what the other changed."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_handlers_that_change_a_state_take_turns() -> None:
    from studio.gradio_start import import_gradio

    import_gradio()
    import gradio as gr
    from gradio_client import Client

    from studio.wiring import Changes, Wires

    began, go_on = threading.Event(), threading.Event()
    with gr.Blocks(analytics_enabled=False) as blocks:
        lying, said, slow, fast = gr.State(0), gr.Number(), gr.Button(), gr.Button()
        page: Any = SimpleNamespace(visit=lambda request: None, tab=SimpleNamespace(id="library"))

        def slowly(visit: Any, was: int) -> Changes:
            began.set()
            go_on.wait(0.5)  # the other one answers meanwhile, if it does not wait
            return {lying: was + 1, said: was + 1}

        def quickly(visit: Any, was: int) -> Changes:
            go_on.set()
            return {lying: was + 10, said: was + 10}

        on = Wires(page, [], lambda values: None, turns=[lying])
        on(slow.click, slowly, [lying], [lying, said], api_visibility="public", api_name="slowly")
        on(fast.click, quickly, [lying], [lying, said], api_visibility="public", api_name="quickly")
    try:
        _, address, _ = blocks.launch(prevent_thread_lock=True, quiet=True, ssr_mode=False, inbrowser=False)
        client = Client(address, verbose=False, analytics_enabled=False)
        first = client.submit(api_name="/slowly")
        assert began.wait(10)
        second = client.submit(api_name="/quickly")
        assert (first.result(timeout=20), second.result(timeout=20)) == (1, 11)
    finally:
        blocks.close(verbose=False)
