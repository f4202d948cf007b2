"""Story: a few typed sentences become a cartoon, whose script can be seen, changed and filmed."""

from __future__ import annotations

from typing import get_args

import gradio as gr

from studio import theme
from studio.components.story_shelf import FEW
from studio.story_draft import STYLES, Quality, Shape, StoryForm
from studio.tabs.story_actions import Actions
from studio.wiring import Page

POLL_SECONDS = 0.4
SCRIPTS = ("story_stage.js", "story_lanes.js", "story_table.js", "story_cast.js")
PLACEHOLDER = (
    "Nina and a robot walk in the park. The robot is sad. Nina gives it a flower and says: “This is for you!” "
    "The robot laughs, and they dance together."
)
SHAPES: list[tuple[str, Shape]] = [("Wide", "wide"), ("Square", "square"), ("Portrait", "portrait")]
QUALITIES: dict[Quality, str] = {"720": "HD, 720 lines", "1080": "Full HD, 1080", "1440": "1440", "2160": "4K, 2160"}
WRITERS = [("Marionette's own, in English", "own"), ("A language model of yours", "model")]


class Parts:
    """The tab's controls by name: Material, Stage and Make."""

    def __init__(self) -> None:
        self._acts, self._first = theme.read("acts.js"), StoryForm()
        self.drawn, self.many = gr.State(""), gr.State(FEW)
        with gr.Row(elem_classes="bench story"):
            with gr.Column(elem_classes="part material-part"):
                self._draw_material()
            with gr.Column(elem_classes="part stage-part"):
                self._draw_stage()
            with gr.Column(elem_classes="part make-part"):
                self._draw_make()
        self.timer = gr.Timer(POLL_SECONDS, active=False)
        self.named = {name: getattr(self, name) for name in StoryForm.model_fields}
        self.form = list(self.named.values())

    def _html(self, part: str, style: str = "") -> gr.HTML:
        return gr.HTML(
            elem_id=f"story-{part}", elem_classes=["plain", style], js_on_load=self._acts, apply_default_css=False
        )

    def _draw_material(self) -> None:
        gr.HTML("<h2>Story</h2>", apply_default_css=False)
        self.text = gr.Textbox(
            label="What happens", lines=8, max_lines=16, placeholder=PLACEHOLDER, elem_id="story-text",
            info="In English: who is there, what do they do and say?", elem_classes="transcript",
        )  # fmt: skip
        self.write = gr.Button("Write the script", elem_id="story-write")
        self.notes = self._html("notes")
        gr.HTML("<h2>Stories for a class</h2>", apply_default_css=False)
        self.samples = self._html("samples")
        with gr.Accordion("Made so far", open=False, elem_classes="more"):
            self.made = self._html("made")
        with gr.Accordion("Open a script", open=False, elem_classes="more"):
            self.drop = gr.File(
                label="Script, text or movement", file_count="single", height=90, elem_id="story-drop",
                elem_classes="drop story-file",
            )  # fmt: skip

    def _draw_stage(self) -> None:
        script = "\n".join(theme.read(name) for name in SCRIPTS)
        self.board = gr.HTML(
            elem_id="story-board", elem_classes="board-home", js_on_load=script, apply_default_css=False
        )
        self.progress = gr.HTML(elem_id="story-progress", elem_classes="plain", apply_default_css=False)

    def _draw_make(self) -> None:
        first = self._first
        gr.HTML("<h2>Make</h2>", apply_default_css=False)
        self.style = gr.Radio(
            [(style.capitalize(), style) for style in STYLES],
            value=first.style,
            label="Style",
            elem_id="story-style",
            elem_classes="tiles",
        )
        self.shape = gr.Radio(
            SHAPES, value=first.shape, label="Picture", elem_id="story-shape", elem_classes="segments"
        )
        self.quality = gr.Dropdown(
            [(label, value) for value, label in QUALITIES.items()], value=first.quality, label="Size",
            filterable=False, elem_id="story-quality",
        )  # fmt: skip
        self.volume = gr.Slider(
            0, 100, first.volume, step=5, label="Volume", buttons=[], elem_id="story-volume",
            elem_classes="short percent",
        )  # fmt: skip
        self.go = gr.Button("Make video", variant="primary", size="lg", elem_id="story-go", elem_classes="go")
        self.jobs = self._html("jobs", "job-cards")
        self.takeaway = self._html("files")
        with gr.Accordion("More", open=False, elem_classes="more"):
            self.words = gr.Checkbox(first.words, label="Bubbles and captions", elem_id="story-words")
            self.voices = gr.Checkbox(first.voices, label="Voices", elem_id="story-voices")
            self.sounds = gr.Checkbox(first.sounds, label="Steps, doors, weather …", elem_id="story-sounds")
            self.webm = gr.Checkbox(first.webm, label="Also make a WebM", elem_id="story-webm")
            self.gif = gr.Checkbox(first.gif, label="Also make a GIF", elem_id="story-gif")
            self.narrate = gr.Checkbox(
                first.narrate, label="Narrator", info="Reads sentences in which nothing can be seen.",
                elem_id="story-narrate",
            )  # fmt: skip
            self.seed = gr.Number(
                first.seed, label="Seed", info="Another number tells it a little differently.", precision=0,
                minimum=0, elem_id="story-seed",
            )  # fmt: skip
            self.writer = gr.Radio(WRITERS, value=first.writer, label="Who writes the script", elem_id="story-writer")
            with gr.Column(visible=False, elem_classes="choices") as self.model_part:
                self.address = gr.Textbox(
                    first.address, label="Address", placeholder="http://localhost:11434", max_lines=1,
                    info="Any that speaks as OpenAI's or Ollama's does. The story is sent there, and nowhere else.",
                    elem_id="story-address",
                )  # fmt: skip
                self.model = gr.Textbox(
                    first.model, label="Model", placeholder="llama3.1", max_lines=1, elem_id="story-model"
                )
                self.key = gr.Textbox(
                    label="Key", type="password", max_lines=1, info="If it asks for one. Never saved.",
                    elem_id="story-key",
                )  # fmt: skip


def build(page: Page) -> None:
    """Draw the tab and wire it."""
    parts = Parts()
    assert set(QUALITIES) == set(get_args(Quality))
    Actions(parts, page).wire()
