"""A staged scene as pictures: backdrop, things, figures, weather, and what is said in bubbles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engines.story import camera, takes, vocabulary
from engines.story.acting import Acted
from engines.story.camera import CameraPath
from engines.story.crowds import lift
from engines.story.direct import FPS, Show, Staged, furniture_of
from engines.story.looks import look_of
from engines.story.script import Beat, Line, Narration
from engines.story.takes import Track
from renderers.bubbles import Box, Manner, Speech, Spot, arrange, draw_bubble
from renderers.figure_pens import Style
from renderers.figures import View

if TYPE_CHECKING:
    import skia

    from engines.story.projector import Transitions
    from renderers.figures import Cast
    from renderers.scenery import Scenery

Pixels: TypeAlias = NDArray[np.uint8]
Size: TypeAlias = tuple[int, int]

LINGER = 0.5
"""Seconds for which words are still read after they were said."""
TURNS = 2.0
"""Seconds that weather takes to turn."""
COME = 0.16
"""Seconds in which a bubble comes and goes."""
FAR = 0.12
"""Units that the ground is higher of those who stand behind all things."""
HANGS = {"star": 3.2}
"""Units above the ground at which things are that do not stand on it: sun, moon and stars that a story points at."""
_STILL = tuple(vocabulary.actions()[name].number for name in ("idle", "stand", "sit", "lie_down"))
_MANNERS: dict[str, Manner] = {"said": "said", "shouted": "shouted", "whispered": "whispered", "sang": "sung"}


def pictures(
    show: Show, style: Style, size: Size, seed: int = 0, words: bool = True, transition: Transitions = "auto"
) -> Iterator[Pixels]:
    """Every frame [H, W, 3] of the film; its memory is reused. `words`: with bubbles and captions."""
    from engines.story.projector import Projector

    return Projector(show, style, size, seed, words, transition).frames()


def filmed(show: Show, staged: Staged, size: Size, seed: int = 0) -> CameraPath:
    """The camera of a scene."""
    entries = list(show.script.of_scene(staged.scene))
    beats = [entry for entry in entries if isinstance(entry, Beat)]
    lines = [entry for entry in entries if isinstance(entry, Line)]
    first = show.script.scenes[0].id == staged.scene.id
    shots = [shot for shot in show.script.camera if shot.scene == staged.scene.id or (first and shot.scene is None)]
    tracks = {who: _track(acted, staged, who) for who, acted in staged.acted.items()}
    planned = takes.plan(beats, lines, shots, tracks, staged.frames / FPS, FPS)
    return camera.film(planned, tracks, FPS, size, seed)


def _heads(staged: Staged, who: str) -> NDArray[np.float64]:
    """[T, 2] the middle of somebody's head as it is seen in the picture, units."""
    head = np.array(staged.acted[who].at("head"), np.float64)
    ground = staged.grounds.get(who)
    if ground is not None and len(ground):
        head[:, 1] += ground[np.minimum(np.arange(len(head)), len(ground) - 1)]
    return head


def _track(acted: Acted, staged: Staged, who: str) -> Track:
    head = _heads(staged, who)
    return Track(head, acted.body.head, np.abs(head[:, 0]) < 9.0)  # who is off stage is not waited for


class SceneFilm:
    """One scene in front of the camera: its frames, in any order."""

    def __init__(self, show: Show, staged: Staged, style: Style, size: Size, seed: int = 0, words: bool = True) -> None:
        import skia

        from renderers.figures import Cast, Painter
        from renderers.scenery import Scenery
        from renderers.scenery_props import Standing, teach_figures

        teach_figures()
        scene = staged.scene
        self._staged, self._style = staged, style
        self._sceneries = [
            (round(start * FPS), Scenery(scene.place, style, scene.time, weather, staged.seed + seed))
            for start, weather in scene.weathers()
        ]
        self._standing, self._painter = Standing(style), Painter(style)
        self._cast = {who: Cast(acted, look_of(show.script, who)) for who, acted in staged.acted.items()}
        self._heads = {who: _heads(staged, who) for who in staged.acted}
        furniture = furniture_of(show.script, scene)
        beats = [entry for entry in show.script.of_scene(scene) if isinstance(entry, Beat)]
        begin = {placed.who: placed.position.x or 0.0 for placed in scene.cast}
        self._sizes, self._faces = furniture.sizes(beats, begin), furniture.faces()
        self._path = filmed(show, staged, size, staged.seed + seed)
        self._spoken = _captions(show, staged, self._path, size) if words else []
        self._pixels = np.zeros((size[1], size[0], 4), np.uint8)
        kind, alpha = (
            skia.kRGBA_8888_ColorType,
            skia.kPremul_AlphaType,
        )  # quicker than straight alpha, which is not used
        self._surface = skia.Surface(self._pixels, colorType=kind, alphaType=alpha)

    def __len__(self) -> int:
        return self._staged.frames

    def image(self) -> skia.Image:
        """What was drawn last."""
        return self._surface.makeImageSnapshot()

    def middle(self, frame: int) -> tuple[float, float]:
        """Where somebody's face is, pixels: whoever is nearest to the middle of the picture, or the middle itself."""
        view = self._path.view(min(frame, len(self._path) - 1))
        wide, high = view.size
        heads = [head[min(frame, len(head) - 1)].tolist() for head in self._heads.values()]
        spots = [_pixel(view, x, y) for x, y in heads]
        inside = [spot for spot in spots if 0 < spot[0] < wide and 0 < spot[1] < high]
        return min(inside, key=lambda spot: abs(spot[0] - 0.5 * wide), default=(0.5 * wide, 0.5 * high))

    def draw(self, frame: int) -> Pixels:
        """Frame [H, W, 3]; its memory is used again for the next."""
        canvas, seconds, at = self._surface.getCanvas(), frame / FPS, min(frame, len(self._path) - 1)
        view, move = self._path.view(at), self._path.camera(at)
        skies = self._skies(frame)
        for scenery, share in skies:
            with _veiled(canvas, share):
                scenery.draw(canvas, view, seconds, move)
        ranks = self._ranks(frame)
        far = [one for one in ranks if one.ground > FAR]
        self._painter.draw(canvas, far, frame, view)
        for prop in self._staged.props:
            # What is used stands where those stand who use it.
            x, depth = prop.position.x or 0.0, 0.0 if prop.id in self._sizes else max(0.0, prop.position.depth)
            y = lift(depth) + HANGS.get(prop.kind, 0.0)
            self._standing.draw(
                canvas, view, prop.kind, x, y, frame, self._sizes.get(prop.id, 1.0), prop.colour,
                flip=self._faces.get(prop.id) == -1, zooms=move in ("zoom", "dolly"),
            )  # fmt: skip
        self._painter.draw(canvas, ranks[len(far) :], frame, view)
        for number, (scenery, share) in enumerate(skies):
            with _veiled(canvas, 1.0 - skies[-1][1] if number < len(skies) - 1 else share):
                scenery.draw_front(canvas, view, seconds)
        for caption in self._spoken:
            _draw_words(canvas, caption, frame, self._style)
        self._surface.flushAndSubmit()
        return self._pixels[..., :3]

    def _ranks(self, frame: int) -> list[Cast]:
        """Who is drawn, the farthest first, and of those side by side who does nothing first; each on their ground."""
        staged = self._staged
        made = []
        for number, (who, cast) in enumerate(self._cast.items()):
            ground = staged.ground(who, frame)
            acts = staged.acted[who].actions[min(frame, len(staged.acted[who]) - 1)] not in _STILL
            made.append((-round(ground, 2), acts, number, replace(cast, ground=ground)))
        return [one[-1] for one in sorted(made, key=lambda one: one[:-1])]

    def _skies(self, frame: int) -> list[tuple[Scenery, float]]:
        """The place as it is in the weather of a moment, with what it was before while that turns, and their shares."""
        begun = [(start, scenery) for start, scenery in self._sceneries if start <= frame]
        start, now = begun[-1]
        share = min((frame - start + 1) / (TURNS * FPS), 1.0)
        if len(begun) == 1 or share >= 1.0:
            return [(now, 1.0)]
        return [(begun[-2][1], 1.0), (now, share)]


@contextmanager
def _veiled(canvas: skia.Canvas, share: float) -> Iterator[None]:
    """What is drawn meanwhile covers only so much of what was there."""
    if share < 1.0:
        canvas.saveLayerAlpha(None, round(255 * share))
    yield
    if share < 1.0:
        canvas.restore()


@dataclass(frozen=True)
class _Words:
    """Spots that are shown from frame `start` to frame `end`; whether they come and go softly there."""

    spots: tuple[Spot, ...]
    start: int
    end: int
    comes: bool
    goes: bool


def _draw_words(canvas: skia.Canvas, words: _Words, frame: int, style: Style) -> None:
    if not words.start <= frame < words.end:
        return
    into = (frame - words.start + 1) / (COME * FPS) if words.comes else 1.0
    left = (words.end - frame) / (COME * FPS) if words.goes else 1.0
    for spot in words.spots:
        draw_bubble(canvas, spot, style, min(1.0, into, left))


def _told(show: Show, staged: Staged) -> list[tuple[Line | Narration, float, float]]:
    """What is said with its seconds; in a film without voices, as long as it takes to read."""
    if staged.heard:
        return [(one.entry, one.start, one.end) for one in staged.heard]
    entries = [entry for entry in show.script.of_scene(staged.scene) if not isinstance(entry, Beat)]
    return [(entry, entry.start or 0.0, (entry.start or 0.0) + (entry.duration or 0.0)) for entry in entries]


def _captions(show: Show, staged: Staged, path: CameraPath, size: Size) -> list[_Words]:
    """Where words go: worked out anew whenever somebody begins or ends, or the camera cuts."""
    told = [
        (round(start * FPS), min(round((end + LINGER) * FPS), staged.frames), entry)
        for entry, start, end in _told(show, staged)
    ]
    edges = sorted({0, staged.frames, *path.cuts, *(edge for start, end, _ in told for edge in (start, end))})
    made = []
    for start, end in pairwise(edges):
        here = [(first, last, one) for first, last, one in told if first <= start and end <= last]
        if not here or end <= start:
            continue
        faces = [_face(acted, _heads(staged, who), path, start, end) for who, acted in staged.acted.items()]
        seen = [face for face in faces if face is not None]
        speeches = [_speech(one, staged, path, start) for _, _, one in here]
        spots = tuple(arrange(speeches, seen, size))
        comes, goes = any(first == start for first, _, _ in here), any(last == end for _, last, _ in here)
        made.append(_Words(spots, start, end, comes, goes))
    return made


def _speech(entry: Line | Narration, staged: Staged, path: CameraPath, frame: int) -> Speech:
    if not isinstance(entry, Line) or entry.who not in staged.acted:
        return Speech(entry.text, kind="caption")
    acted, view = staged.acted[entry.who], path.view(min(frame, len(path) - 1))
    x, y = _heads(staged, entry.who)[min(frame, len(acted) - 1)].tolist()
    mouth = _pixel(view, x, y - 0.4 * acted.body.head)
    inside = 0 <= mouth[0] < view.size[0] and 0 <= mouth[1] < view.size[1]
    return Speech(entry.text, mouth if inside else None, _MANNERS[entry.manner])


def _face(acted: Acted, head: NDArray[np.float64], path: CameraPath, start: int, end: int) -> Box | None:
    """The room a face takes from one frame to another, pixels; None while it is not seen."""
    boxes = []
    radius = 1.25 * acted.body.head
    for frame in range(start, end, 4):
        view = path.view(min(frame, len(path) - 1))
        x, y = head[min(frame, len(head) - 1)].tolist()
        left, top = _pixel(view, x - radius, y + radius)
        right, low = _pixel(view, x + radius, y - radius)
        if right > 0 and left < view.size[0]:
            boxes.append((left, top, right, low))
    if not boxes:
        return None
    sides = np.array(boxes)
    return float(sides[:, 0].min()), float(sides[:, 1].min()), float(sides[:, 2].max()), float(sides[:, 3].max())


def _pixel(view: View, x: float, y: float) -> tuple[float, float]:
    return (
        0.5 * view.size[0] + (x - view.middle[0]) * view.scale,
        0.5 * view.size[1] - (y - view.middle[1]) * view.scale,
    )
