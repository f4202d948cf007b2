"""Setup: what this computer has, what is missing and what to do about it."""

from __future__ import annotations

import gradio as gr

from studio.components.setup_report import setup_report
from studio.wiring import Page


def build(page: Page) -> None:
    """Draw the tab and wire it. The report is made after the page is there: it tries programs and takes a second."""
    with gr.Column(elem_classes="setup"):
        report = gr.HTML('<p class="means">Looking around…</p>', elem_id="report", apply_default_css=False)
        again = gr.Button("Look again", elem_id="look-again")

    def look(request: gr.Request) -> str:
        from studio import registry
        from studio.doctor import examine

        visit = page.visit(request)
        root = visit.workspace.root
        return setup_report(examine(root), registry.look(root), None if visit.private else visit.workspace)

    how = {"show_progress": "hidden", "api_visibility": "private"}
    again.click(look, None, report, **how)
    page.blocks.load(look, None, report, **how)
