"""Gesture: a voice becomes a person talking, whose every gesture can be seen in a plan and changed."""

from __future__ import annotations

import gradio as gr

from studio import theme
from studio.components.speech_panel import SpeechPanel
from studio.gesture_draft import GestureForm, Left
from studio.gesture_making import KIND
from studio.tabs.gesture_actions import Actions
from studio.wiring import Page

POLL_SECONDS = 0.4
VIEWS = [("Figure", "figure"), ("With film", "film"), ("Compare", "compare")]
POSTURES = [("Standing", "standing"), ("Seated", "seated")]


class Parts:
    """The tab's controls by name: Material, Stage and Make."""

    def __init__(self, panel: SpeechPanel) -> None:
        self.panel, self._acts, self._first = panel, theme.read("acts.js"), GestureForm()
        self.left, self.waits = gr.State(Left()), gr.State("")
        with gr.Row(elem_classes="bench gesture"):
            with gr.Column(elem_classes="part material-part"):
                self._draw_material()
            with gr.Column(elem_classes="part stage-part"):
                self._draw_stage()
            with gr.Column(elem_classes="part make-part"):
                self._draw_make()
        self.timer = gr.Timer(POLL_SECONDS, active=False)
        self.named = {name: getattr(self, name) for name in GestureForm.model_fields}
        self.form = list(self.named.values())

    def _draw_material(self) -> None:
        gr.HTML("<h2>Material</h2>", apply_default_css=False)
        self.panel.source()
        self.panel.words()
        with gr.Accordion("More about the voice", open=False, elem_classes="more"):
            self.panel.choices()
            self.panel.downloads()

    def _draw_stage(self) -> None:
        script, follow = theme.read("stage.js"), theme.read("gesture_stage.js")
        with gr.Row(elem_classes="beside"):
            self.view = gr.Radio(
                VIEWS,
                value="film",
                label="What is seen",
                show_label=False,
                elem_classes="segments",
                elem_id="gesture-view",
            )
            self.with_ = gr.Dropdown(
                [("Another take", "")], value="", label="Compare with", show_label=False, filterable=False,
                visible=False, elem_id="gesture-with",
            )  # fmt: skip
        with gr.Row(elem_classes="theatre"):
            self.stage = gr.HTML(
                elem_id="gesture-a", elem_classes="stage", js_on_load=f"{script}\n{follow}", apply_default_css=False
            )
            self.second = gr.HTML(elem_id="gesture-b", elem_classes="stage", js_on_load=script, apply_default_css=False)
        self.panel.timeline()
        plan = "\n".join(theme.read(name) for name in ("gesture_plan.js", "gesture_bar.js"))
        self.plan = gr.HTML(elem_id="gesture-plan", elem_classes="plan-bar", js_on_load=plan, apply_default_css=False)

    def _draw_make(self) -> None:
        first = self._first
        gr.HTML("<h2>Make</h2>", apply_default_css=False)
        self.style = gr.Dropdown(
            styles(),
            value=first.style,
            label="Style",
            filterable=False,
            info=says(first.style),
            elem_id="gesture-style",
        )
        self.intensity = gr.Slider(
            0, 3, first.intensity, step=0.05, label="Intensity", info="How many gestures, and how large.", buttons=[],
            elem_id="gesture-intensity",
        )  # fmt: skip
        self.expressiveness = gr.Slider(
            0, 3, first.expressiveness, step=0.05, label="Expressiveness", info="How much face and head show.",
            buttons=[], elem_id="gesture-expressiveness",
        )  # fmt: skip
        self.keep = gr.Checkbox(
            first.keep, label="Keep my edits to the plan", info="Off: a new plan is made.", visible=False,
            elem_id="gesture-keep",
        )  # fmt: skip
        with gr.Row(elem_classes="pair"):
            self.go = gr.Button("Generate", variant="primary", size="lg", elem_id="gesture-go", elem_classes="go")
            self.next = gr.Button("Another take", size="lg", elem_id="gesture-next")
        self.panel.work()
        self.undo = gr.HTML(
            elem_id="gesture-undo", elem_classes="plain", js_on_load=self._acts, apply_default_css=False
        )
        self.takeaway = gr.HTML(
            elem_id="gesture-files", elem_classes="plain", js_on_load=self._acts, apply_default_css=False
        )
        with gr.Accordion("More", open=False, elem_classes="more"):
            self.posture = gr.Radio(POSTURES, value=first.posture, label="Posture", elem_id="gesture-posture")
            self.smoothing = gr.Slider(
                0, 1, first.smoothing, step=0.05, label="Smoothing", info="0 is crisp, 1 glides.", buttons=[],
                elem_id="gesture-smoothing",
            )  # fmt: skip
            self.seed = gr.Number(
                first.seed, label="Seed", info="The same number makes the same performance.", precision=0, minimum=0,
                elem_id="gesture-seed",
            )  # fmt: skip
            self.video = gr.Checkbox(first.video, label="Also make a film", elem_id="gesture-video")


def styles() -> list[str]:
    """The styles there are, in the order of their file."""
    from engines.gesture import style

    return list(style.styles())


def says(name: str) -> str:
    """What a style looks like, in a line."""
    from engines.gesture import style

    known = style.styles()
    return known[name].says if name in known else ""


def build(page: Page) -> None:
    """Draw the tab and wire it."""
    panel = SpeechPanel(page, "gesture", [KIND])
    parts = Parts(panel)
    panel.wire()
    Actions(parts, page).wire()
