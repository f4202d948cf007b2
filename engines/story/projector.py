"""A whole show on a screen: any frame of the film, with transitions from scene to scene."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.story.direct import FPS, Show
from engines.story.picture import Pixels, SceneFilm, Size
from renderers.figure_pens import Style
from renderers.transitions import SECONDS, Transition, between, blend

Transitions = Literal["auto", "cut", "fade", "wipe", "iris"]
OPEN = 2
"""Scenes that are kept ready to be drawn: the one that is seen and the one that comes."""


class Projector:
    """Draws frames of a show, in any order.

    transition: auto fades within a place, wipes to another and ends with an iris; cut does nothing of the kind.
    """

    def __init__(
        self,
        show: Show,
        style: Style = "normal",
        size: Size = (1280, 720),
        seed: int = 0,
        words: bool = True,
        transition: Transitions = "auto",
    ) -> None:
        self.show, self.style, self.size = show, style, size
        self._seed, self._words = seed, words
        self._films: OrderedDict[int, SceneFilm] = OrderedDict()
        self._begins = [round(start * FPS) for start in show.starts]
        self._turns = _turns(show, transition)
        self._pixels: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return self.show.frames

    def draw(self, frame: int) -> Pixels:
        """Frame [H, W, 3] of the film; its memory is used again for the next."""
        number, at = self.show.moment(frame / FPS)
        for turn in self._turns:
            if turn[0] <= frame < turn[1]:
                return self._turn(frame, *turn)
        return self._film(number).draw(at)

    def frames(self) -> Iterator[Pixels]:
        """Every frame, in order."""
        return map(self.draw, range(len(self)))

    def scene(self, seconds: float) -> tuple[SceneFilm, int]:
        """The scene that is seen at a time, and its frame."""
        number, at = self.show.moment(seconds)
        return self._film(number), at

    def _film(self, number: int) -> SceneFilm:
        if number not in self._films:
            while len(self._films) >= OPEN:
                self._films.popitem(last=False)
            staged = self.show.scenes[number]
            self._films[number] = SceneFilm(self.show, staged, self.style, self.size, self._seed, self._words)
        self._films.move_to_end(number)
        return self._films[number]

    def _turn(self, frame: int, start: int, end: int, after: int, kind: Transition) -> Pixels:
        """A moment between the scene before `after` and it; both stand still where they do not play."""
        import skia

        wide, high = self.size
        if self._pixels is None:
            self._pixels = np.zeros((high, wide, 4), np.uint8)
        surface = skia.Surface(self._pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        last = after == len(self.show.scenes)
        begin = self.show.frames if last else self._begins[after]
        old = self._film(after - 1)
        old.draw(min(frame - self._begins[after - 1], len(old) - 1))
        before = old.image()
        if last:
            share = 0.5 * (frame - start + 1) / (end - start)
            blend(surface.getCanvas(), before, before, min(share, 0.499), kind, self.style, old.middle(len(old) - 1))
        else:
            new = self._film(after)
            new.draw(max(frame - begin, 0))
            share = (frame - start + 1) / (end - start + 1)
            blend(surface.getCanvas(), before, new.image(), share, kind, self.style)
        surface.flushAndSubmit()
        return self._pixels[..., :3]


def _turns(show: Show, wanted: Transitions) -> list[tuple[int, int, int, Transition]]:
    """First frame, frame after the last, number of the scene that comes, and kind of each transition."""
    made: list[tuple[int, int, int, Transition]] = []
    begin = 0
    for number, staged in enumerate(show.scenes):
        if number:
            before = show.scenes[number - 1]
            kind = between(before.scene.place, staged.scene.place) if wanted == "auto" else wanted
            half = min(round(0.5 * SECONDS[kind] * FPS), before.frames // 4, staged.frames // 4)
            if half > 0:
                made.append((begin - half, begin + half, number, kind))
        begin += staged.frames
    if wanted in ("auto", "iris") and show.scenes[-1].frames > 2 * FPS:
        made.append((begin - round(0.5 * SECONDS["iris"] * FPS), begin, len(show.scenes), "iris"))
    return made


def still(
    show: Show, seconds: float, style: Style = "normal", size: Size = (1280, 720), seed: int = 0, words: bool = True
) -> Pixels:
    """[H, W, 3] what is seen at one moment of the film."""
    return Projector(show, style, size, seed, words).draw(round(seconds * FPS)).copy()
