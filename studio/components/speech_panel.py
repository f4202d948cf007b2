"""The Speech panel: a voice comes in, as a recording, a file or a typed text, and its words can be seen and mended.

Every tab that begins with a voice uses it:

    panel = SpeechPanel(page, "gesture")      # the name keeps its controls and its memory apart from other panels'
    with gr.Column(): panel.source()          # record, drop, type, samples
    with gr.Column(): panel.stage()           # a talking head over the timeline; or panel.timeline() alone
    with gr.Column():
        panel.words()                         # the transcript and 'Align again'
        panel.work()                          # job cards
        panel.downloads()
        panel.choices()                       # what stands under More
    panel.wire()
    panel.speech                              # gr.State: a `Speech` or None; panel.speech.change(...) tells of another

A `Speech` names a folder that `engines.speech.outputs.read` reads: `SpeechDesk(workspace).track(speech)`.
"""

from __future__ import annotations

from collections.abc import Collection

import gradio as gr

from studio import theme
from studio.speech_draft import ENGLISH, SpeechForm
from studio.speech_making import KINDS
from studio.wiring import Page

POLL_SECONDS = 0.4
SCRIPTS = ("transport.js", "timeline_parts.js", "timeline_drawing.js", "timeline.js")
HOW = [("Sound", "sound"), ("Text", "text")]
ALIGNERS = [
    ("The best that is here", "auto"),
    ("Pocketsphinx", "pocketsphinx"),
    ("Montreal Forced Aligner", "mfa"),
    ("None: times of the recogniser", "none"),
]
LANGUAGES = [
    ("English", ENGLISH), ("Find out", ""), ("Arabic", "ar"), ("Chinese", "zh"), ("Dutch", "nl"), ("French", "fr"),
    ("German", "de"), ("Hindi", "hi"), ("Italian", "it"), ("Japanese", "ja"), ("Korean", "ko"), ("Polish", "pl"),
    ("Portuguese", "pt"), ("Russian", "ru"), ("Spanish", "es"), ("Swedish", "sv"), ("Turkish", "tr"),
    ("Ukrainian", "uk"),
]  # fmt: skip


class SpeechPanel:
    """The controls of one panel. Draw the parts where the tab wants them, then `wire`.

    `more` are the kinds of work that the tab does with the voice: its ended jobs stand on the panel's cards, too.
    """

    def __init__(self, page: Page, name: str, more: Collection[str] = ()) -> None:
        self.page, self.name, self.own = page, name, KINDS | set(more)
        self._first, self._acts = SpeechForm(), theme.read("acts.js")
        self.speech, self.waits, self.finished, self.loud = gr.State(), gr.State(""), gr.State(""), gr.State(False)
        self.listed = gr.State(False)
        self.head: gr.HTML | None = None

    def source(self) -> None:
        """Record, drop or type; what is open; samples."""
        first = self._first
        self.how = gr.Radio(
            HOW,
            value=first.how,
            label="What comes in",
            show_label=False,
            elem_classes="segments",
            elem_id=self._id("how"),
        )
        with gr.Column(elem_classes="choices") as self.sound:
            self.drop = gr.File(
                label="Sound or film", file_count="multiple", height=104, elem_id=self._id("drop"),
                elem_classes="drop voice-file",
            )  # fmt: skip
            self.microphone = gr.Audio(
                sources=["microphone"], type="filepath", label="Record", show_label=False, editable=False,
                buttons=[], elem_id=self._id("microphone"), elem_classes="microphone",
            )  # fmt: skip
        with gr.Column(elem_classes="choices", visible=False) as self.text:
            self.say = gr.Textbox(
                label="Text to speak", lines=4, max_lines=12, placeholder="Type what shall be said.",
                elem_id=self._id("say"),
            )  # fmt: skip
            # The list comes after the page: what is done before must not fail for what does not stand in it yet.
            self.voice = gr.Dropdown(
                [("The usual voice", "")], value=first.voice, label="Voice", allow_custom_value=True,
                elem_id=self._id("voice"),
            )  # fmt: skip
            self.rate = gr.Slider(
                0.5, 2.0, first.rate, step=0.05, label="Pace", buttons=[], elem_id=self._id("rate"),
                elem_classes="short times",
            )  # fmt: skip
            self.pitch = gr.Slider(
                -12, 12, first.pitch, step=1, label="Pitch", buttons=[], elem_id=self._id("pitch"),
                elem_classes="short tones",
            )  # fmt: skip
            self.speak = gr.Button("Speak", variant="primary", elem_id=self._id("speak"))
        self.card = self._html("card")

    def stage(self) -> None:
        """The talking head, and the timeline under it."""
        self.head = gr.HTML(
            elem_id=self._id("stage"), elem_classes="stage", js_on_load=theme.read("stage.js"), apply_default_css=False
        )
        self.timeline()

    def timeline(self) -> None:
        """Waveform, words and speech sounds. Leads whatever 3D page stands in the same '.stage-part'."""
        script = "\n".join(theme.read(name) for name in SCRIPTS)
        self.line = gr.HTML(
            elem_id=self._id("timeline"), elem_classes="line", js_on_load=script, apply_default_css=False
        )

    def words(self) -> None:
        """The transcript, to be mended and aligned again."""
        self.transcript = gr.Textbox(
            label="Words", lines=6, max_lines=16, info="Correct what was misheard, then align again.",
            elem_id=self._id("words"), elem_classes="transcript",
        )  # fmt: skip
        self.align = gr.Button("Align again", variant="secondary", elem_id=self._id("align"))
        self.refusal = self._html("refusal")

    def work(self) -> None:
        """Job cards."""
        self.jobs = self._html("jobs", "job-cards")
        self.timer = gr.Timer(POLL_SECONDS, active=False)

    def downloads(self) -> None:
        """The files of the voice that is open."""
        self.takeaway = self._html("takeaway")

    def choices(self) -> None:
        """Who listens and who times the words."""
        first = self._first
        self.language = gr.Dropdown(
            LANGUAGES, value=first.language, label="Language", filterable=True, elem_id=self._id("language"),
            info="What is spoken in the sound.",
        )  # fmt: skip
        self.model = gr.Dropdown(
            [(first.model, first.model)], value=first.model, label="Recogniser", filterable=False,
            allow_custom_value=True, info="Larger ones hear better and take longer.", elem_id=self._id("model"),
        )  # fmt: skip
        self.aligner = gr.Dropdown(
            ALIGNERS, value=first.aligner, label="Timing of words", filterable=False, elem_id=self._id("aligner")
        )
        self.level = gr.Checkbox(first.level, label="Even loudness", elem_id=self._id("level"))
        self.high_pass = gr.Checkbox(first.high_pass, label="Take out rumble", elem_id=self._id("high-pass"))
        self.gate = gr.Checkbox(first.gate, label="Silence between words", elem_id=self._id("gate"))
        self.again = gr.Button("Listen again", elem_id=self._id("again"))

    def wire(self) -> None:
        """Bind every event, when all parts are drawn."""
        from studio.components.speech_panel_actions import SpeechActions

        self.named = {name: getattr(self, name) for name in SpeechForm.model_fields}
        self.form = list(self.named.values())
        SpeechActions(self).wire()

    def _id(self, part: str) -> str:
        return f"{self.name}-{part}"

    def _html(self, part: str, style: str = "") -> gr.HTML:
        return gr.HTML(
            elem_id=self._id(part), elem_classes=["plain", style], js_on_load=self._acts, apply_default_css=False
        )
