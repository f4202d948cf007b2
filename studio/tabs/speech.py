"""Speech: a voice recorded, dropped or typed becomes words with their times, and a face that says them."""

from __future__ import annotations

import gradio as gr

from studio.components.speech_panel import SpeechPanel
from studio.wiring import Page


def build(page: Page) -> None:
    """Draw the tab and wire it: all of it is the panel that other tabs begin with."""
    panel = SpeechPanel(page, "speech")
    with gr.Row(elem_classes="bench"):
        with gr.Column(elem_classes="part material-part"):
            gr.HTML("<h2>Material</h2>", apply_default_css=False)
            panel.source()
        with gr.Column(elem_classes="part stage-part"):
            panel.stage()
        with gr.Column(elem_classes="part make-part"):
            gr.HTML("<h2>Make</h2>", apply_default_css=False)
            panel.words()
            panel.work()
            panel.downloads()
            with gr.Accordion("More", open=False, elem_classes="more"):
                panel.choices()
    panel.wire()
