"""The Library: open any motion, look at it, touch it up, take it away as a film or a file, and find it all again."""

from __future__ import annotations

import gradio as gr

from studio import registry, theme
from studio.components.shelf import PAGE
from studio.house import House
from studio.making import Form
from studio.tabs.library_actions import Actions
from studio.wiring import Page

POLL_SECONDS = 0.5

MAKE = [("Film", "film"), ("Motion file", "file")]
KINDS = [("MP4, plays everywhere", ".mp4"), ("GIF, loops without sound", ".gif"), ("WebM, may be see-through", ".webm")]
CAMERAS = [
    ("Full figure", "full"),
    ("Three-quarter", "three-quarter"),
    ("Upper body", "upper body"),
    ("Face", "face"),
    ("From the side", "side"),
    ("Follows the figure", "follow"),
    ("Goes round the figure", "orbit"),
]
SHAPES = [
    ("Wide, 1280 × 720 pixels", "1280x720"),
    ("Wide, 1920 × 1080 pixels", "1920x1080"),
    ("Classic, 960 × 720 pixels", "960x720"),
    ("Square, 1080 × 1080 pixels", "1080x1080"),
    ("Upright, 720 × 1280 pixels", "720x1280"),
    ("Small, 640 × 360 pixels", "640x360"),
]
FORMATS = [
    ("Blender, games, the web (GLB)", ".glb"),
    ("Any animation program (BVH)", ".bvh"),
    ("Training and research (NPZ)", ".npz"),
    ("GestureSync in Blender (JSON)", ".json"),
]
BACKGROUNDS = [
    ("Bright studio", "studio"),
    ("Dark studio", "dark"),
    ("White", "#ffffff"),
    ("Black", "#000000"),
    ("Green screen", "#00b140"),
    ("See-through (WebM, GIF)", "transparent"),
]
METHODS = [("Simple, works everywhere", "simple"), ("Advanced, needs OpenGL", "advanced")]


class Parts:
    """The Library's controls by name: Material, Stage, Make, and the shelf below them."""

    def __init__(self, house: House) -> None:
        self._acts = theme.read("acts.js")
        self.draft, self.many, self.finished = gr.State(), gr.State(PAGE), gr.State("")
        self.seen = gr.State(("", ""))
        with gr.Row(elem_classes="bench"):
            with gr.Column(elem_classes="part material-part"):
                self._draw_material()
            with gr.Column(elem_classes="part stage-part"):
                self.stage = gr.HTML(
                    elem_id="stage", elem_classes="stage", js_on_load=theme.read("stage.js"), apply_default_css=False
                )
                self.edits = gr.HTML(elem_id="edits", js_on_load=theme.read("edits.js"), apply_default_css=False)
            with gr.Column(elem_classes="part make-part"):
                self._draw_make(house)
        self.shelf = gr.HTML(elem_id="shelf", js_on_load=self._acts, apply_default_css=False)
        self.timer = gr.Timer(POLL_SECONDS, active=False)
        self.named = {name: getattr(self, name) for name in Form.model_fields}
        self.form = list(self.named.values())

    def _draw_material(self) -> None:
        gr.HTML("<h2>Material</h2>", apply_default_css=False)
        self.drop = gr.File(
            label="Motion file", file_count="multiple", height=126, elem_id="drop-motion", elem_classes="drop motion"
        )
        self.material = gr.HTML(elem_id="material", js_on_load=self._acts, apply_default_css=False)
        self.clip = gr.Dropdown(label="Clip", info="The file holds several.", visible=False, elem_id="clip")
        self.sound = gr.File(
            label="Sound file", file_count="single", height=62, elem_id="drop-sound", elem_classes="drop sound"
        )

    def _draw_make(self, house: House) -> None:
        first = Form()
        gr.HTML("<h2>Make</h2>", apply_default_css=False)
        self.make = gr.Radio(
            MAKE, value=first.make, label="What to make", show_label=False, elem_classes="segments", elem_id="make"
        )
        with gr.Column(elem_classes="choices") as self.film:
            self.camera = gr.Dropdown(CAMERAS, value=first.camera, label="Camera", filterable=False, elem_id="camera")
            self.shape = gr.Dropdown(SHAPES, value=first.shape, label="Picture", filterable=False, elem_id="shape")
            self.kind = gr.Dropdown(KINDS, value=first.kind, label="Format", filterable=False, elem_id="kind")
        with gr.Column(elem_classes="choices", visible=False) as self.file:
            self.format = gr.Dropdown(
                FORMATS, value=first.format, label="For", filterable=False, elem_id="format",
                info="The sound is not part of it.",
            )  # fmt: skip
        with gr.Accordion("More", open=False, elem_classes="more"):
            self.name = gr.Textbox(
                label="Name", placeholder="As the material", max_length=60, info="At most 60 letters.", elem_id="name"
            )
            people = bodies(house)
            self.body = gr.Dropdown(
                people, value=first.body, label="Figure", filterable=False, elem_id="body", visible=len(people) > 1
            )
            self.look = gr.Dropdown(looks(), value=first.look, label="Clothes", filterable=False, elem_id="look")
            self.background = gr.Dropdown(
                BACKGROUNDS, value=first.background, label="Background", filterable=False, elem_id="background"
            )
            self.method = gr.Radio(METHODS, value=first.method, label="Drawing", elem_id="method")
        self.go = gr.Button("Make film", variant="primary", size="lg", elem_id="go")
        self.jobs = gr.HTML(elem_id="jobs", elem_classes="job-cards", js_on_load=self._acts, apply_default_css=False)


def looks() -> list[tuple[str, str]]:
    """Titles and names of the palettes; the first is what the figure wears when nothing is chosen."""
    from engines.body import palettes

    return [(title, "" if number == 0 else name) for number, (name, title) in enumerate(palettes().items())]


def bodies(house: House) -> list[tuple[str, str]]:
    """Titles and names of the figures there are; strangers get the one that may be passed on."""
    from engines.body import bodies

    folders = [] if house.public else registry.folders(house.root)
    return [(body.title, body.name) for body in bodies(folders) if body.available]


def build(page: Page) -> None:
    """Draw the tab and wire it."""
    Actions(Parts(page.house), page).wire()
