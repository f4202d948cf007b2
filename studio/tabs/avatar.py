"""Avatar: a few seconds of a face become someone who says anything."""

from __future__ import annotations

import gradio as gr

from studio import theme
from studio.avatar_draft import AvatarForm
from studio.components import avatar_cards
from studio.tabs.avatar_actions import Actions
from studio.wiring import Page

POLL_SECONDS = 0.5
CAMERAS = [("As filmed", "cycle"), ("Still", "static"), ("Around", "orbit")]
SIZES = [("As learned", ""), ("256 x 256", "256"), ("512 x 512", "512")]
LEARNED = [("256 x 256, quickest", "256"), ("384 x 384", "384"), ("512 x 512", "512")]
AGREED = [("It is me", "self"), ("They agreed", "other")]


class Parts:
    """The tab's controls by name: Material, Stage and Make."""

    def __init__(self, public: bool) -> None:
        self._acts, self._first = theme.read("acts.js"), AvatarForm()
        self.drawn = gr.State("")
        with gr.Row(elem_classes="bench avatar"):
            with gr.Column(elem_classes="part material-part"):
                self._draw_material(public)
            with gr.Column(elem_classes="part stage-part"):
                self._draw_stage()
            with gr.Column(elem_classes="part make-part"):
                self._draw_make()
        self.timer = gr.Timer(POLL_SECONDS, active=False)
        self.named = {name: getattr(self, name) for name in AvatarForm.model_fields}
        self.form = list(self.named.values())

    def _html(self, part: str, style: str = "", script: str = "") -> gr.HTML:
        does = f"{self._acts}\n{theme.read(script)}" if script else self._acts
        return gr.HTML(
            elem_id=f"avatar-{part}", elem_classes=["plain", style], js_on_load=does, apply_default_css=False
        )

    def _draw_material(self, public: bool) -> None:
        first = self._first
        gr.HTML("<h2>A face</h2>", apply_default_css=False)
        if public:
            gr.HTML(
                '<p class="hint">Avatars are made on your own computer. Here, one that comes along can speak.</p>',
                apply_default_css=False,
            )
        self.drop = gr.File(
            label="Film of a face", file_count="single", height=104, elem_id="avatar-drop",
            elem_classes="drop face-film", visible=not public,
        )  # fmt: skip
        self.card = self._html("card")
        with gr.Column(visible=False, elem_classes="choices") as self.making:
            self.agreed = gr.Radio(
                AGREED, label="Did this person agree to become an avatar?", elem_id="avatar-agreed",
                elem_classes="tiles",
            )  # fmt: skip
            self.who = gr.Textbox(
                label="Who, and how they agreed", max_lines=2, elem_id="avatar-who",
                info="Kept with the avatar and in every film of it.",
            )  # fmt: skip
            self.name = gr.Textbox(label="Name", max_lines=1, elem_id="avatar-name")
            self.go = gr.Button("Make avatar", variant="primary", elem_id="avatar-go")
            self.refusal = self._html("refusal")
            with gr.Accordion("More", open=False, elem_classes="more"):
                self.minutes = gr.Number(
                    first.minutes, label="Minutes of learning", info="At most; it ends when it gets no better.",
                    precision=0, minimum=1, maximum=120, elem_id="avatar-minutes",
                )  # fmt: skip
                self.pixels = gr.Dropdown(
                    LEARNED, value=first.pixels, label="Learn at", filterable=False, elem_id="avatar-pixels",
                    info="Larger is sharper and takes longer.",
                )  # fmt: skip
                self.model = gr.Dropdown(
                    [(first.model.capitalize(), first.model)], value=first.model, label="What is learned",
                    filterable=False, elem_id="avatar-model", info="Fast is quickest and calm; compare on your film.",
                )  # fmt: skip
        gr.HTML("<h2>Avatars</h2>", apply_default_css=False)
        self.list = self._html("list", script="avatar_list.js")
        self.called = gr.Textbox(
            label="Its name",
            max_lines=1,
            visible=False,
            elem_id="avatar-called",
            info="Type another and press Enter; Escape keeps this one.",
        )
        self.bring = gr.File(
            label="Avatar or splats from a file", file_count="single", height=76, elem_id="avatar-bring",
            elem_classes="drop avatar-file", visible=not public,
        )  # fmt: skip

    def _draw_stage(self) -> None:
        self.stage = gr.HTML(
            avatar_cards.LOADING,
            elem_id="avatar-stage",
            elem_classes="avatar-stage",
            js_on_load=f"{self._acts}\n{theme.read('bust.js')}",
            apply_default_css=False,
        )

    def _draw_make(self) -> None:
        first = self._first
        gr.HTML("<h2>Say</h2>", apply_default_css=False)
        self.line = gr.Textbox(
            label="What it says", lines=4, max_lines=12, placeholder="Type a line.", elem_id="avatar-line"
        )
        self.sound = gr.File(
            label="Sound", file_count="single", height=76, elem_id="avatar-sound", elem_classes="drop said-sound"
        )
        self.microphone = gr.Audio(
            sources=["microphone"], type="filepath", label="Say it yourself", show_label=False, editable=False,
            buttons=[], elem_id="avatar-microphone", elem_classes="microphone",
        )  # fmt: skip
        self.heard = self._html("heard")
        self.camera = gr.Radio(
            CAMERAS, value=first.camera, label="Camera", elem_id="avatar-camera", elem_classes="segments"
        )
        self.say = gr.Button("Say it", variant="primary", size="lg", elem_id="avatar-say", elem_classes="go")
        self.jobs = self._html("jobs", "job-cards")
        self.takeaway = self._html("files")
        with gr.Accordion("More", open=False, elem_classes="more"):
            self.voice = gr.Dropdown(
                [("The usual voice", "")], value=first.voice, label="Voice of a typed line", elem_id="avatar-voice"
            )
            self.size = gr.Dropdown(SIZES, value=first.size, label="Size", filterable=False, elem_id="avatar-size")
            self.liveliness = gr.Slider(
                0, 200, first.liveliness, step=5, label="Lips", buttons=[], elem_id="avatar-lips",
                elem_classes="short percent",
            )  # fmt: skip
            self.clear = gr.Checkbox(first.clear, label="Also without background (MOV)", elem_id="avatar-clear")
            self.mark = gr.Checkbox(first.mark, label="Show that it was synthesised", elem_id="avatar-mark")


def build(page: Page) -> None:
    """Draw the tab and wire it."""
    Actions(Parts(page.house.public), page).wire()
