"""The camera: what each moment of a scene is seen from.

    takes = plan(beats, lines, shots, tracks, seconds, fps)    # see takes.py: which people, how near, from when to when
    path = film(takes, tracks, fps, size)                      # a view for every frame
    view = path.view(frame)

A take stands still when its people fit; it follows them, smoothly, when they do not. Heads stay in the picture: where a
head would leave it, the take is seen from farther away. Units, seconds; see figure.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engines.story.script import STAGE, Frame, Shot
from engines.story.takes import Nearness, Take, Track

if TYPE_CHECKING:
    from renderers.figures import View
    from renderers.scenery import Camera

F64 = NDArray[np.float64]

HIGH: dict[Nearness, float] = {"wide": 4.6, "two": 3.7, "medium": 3.3, "close": 2.3, "follow": 4.2}
"""Units from the bottom to the top of the picture, at least."""
SIDE = 0.75
"""Units that are seen beside a head at least."""
INSIDE, OUTSIDE = 0.55, 0.5
"""Units from a head to the edge of the picture within which somebody would be cut in two."""
WIDER = 1.35
"""How much wider a take may become so that nobody is."""
FASTEST = 30.0
"""Units a second squared that the camera is pushed at most; it follows a runner without a jerk."""
LOW = 0.2
"""How far up the picture the ground line is, a share of its height."""


@dataclass(frozen=True, eq=False)
class CameraPath:
    """T frames of the camera. middle: [T, 2] units. high: [T] units. cuts: frames at which a new take begins."""

    middle: F64
    high: F64
    size: tuple[int, int]
    cuts: tuple[int, ...]
    dollies: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.high)

    def view(self, frame: int) -> View:
        """What is seen; on whole pixels while the size stays, so that nothing trembles."""
        from renderers.figures import View

        x, y = self.middle[frame].tolist()
        high = float(self.high[frame])
        if self.camera(frame) in ("still", "pan"):
            scale = self.size[1] / high
            x, y = round(x * scale) / scale, round(y * scale) / scale
        return View((x, y), high, self.size)

    def camera(self, frame: int) -> Camera:
        """How the camera moves just then, which is how a backdrop is best drawn."""
        near = [at for at in (frame - 1, frame + 1) if 0 <= at < len(self) and max(at, frame) not in self.cuts]
        if any(abs(self.high[at] - self.high[frame]) > 1e-9 for at in near):
            return "dolly" if self.dollies[frame] else "zoom"
        if any(abs(self.middle[at] - self.middle[frame]).max() > 1e-9 for at in near):
            return "pan"
        return "still"


def film(
    takes: Sequence[Take],
    tracks: Mapping[str, Track],
    fps: float = 25,
    size: tuple[int, int] = (1280, 720),
    seed: int = 0,
) -> CameraPath:
    """A view for every frame of the takes."""
    frames = max(round(takes[-1].end * fps), 1)
    middle, high = np.zeros((frames, 2)), np.full(frames, HIGH["wide"])
    dollies = np.zeros(frames, dtype=bool)
    cuts = []
    aspect = size[0] / size[1]
    for take in takes:
        first, last = round(take.start * fps), min(round(take.end * fps), frames)
        if last <= first:
            continue
        if first and not (
            take.shot and take.shot.kind != "cut" and _continues(take, middle[first - 1], high[first - 1], aspect)
        ):
            cuts.append(first)
        here = slice(first, last)
        if take.shot is not None:
            middle[here], high[here] = _asked(take.shot, tracks, first, last, fps, aspect, seed)
            dollies[here] = take.shot.kind == "dolly"
        else:
            middle[here], high[here] = _framed(take, tracks, first, last, fps, aspect)
    return CameraPath(middle, high, size, tuple(cuts), dollies)


def _continues(take: Take, middle: F64, high: float, aspect: float) -> bool:
    """Whether a shot begins where the one before ended, so that there is no cut."""
    if take.shot is None or take.shot.start_frame.on:
        return False
    asked, asked_high = _frame(take.shot.start_frame, aspect)
    return bool(np.abs(asked - middle).max() < 0.02 and abs(asked_high - high) < 0.02)


def _heads(names: Sequence[str], tracks: Mapping[str, Track], first: int, last: int) -> tuple[F64, F64]:
    """[N, T, 2] heads and [N] their radius, nan while they are not there; people who never are are left out."""
    heads, radii = [], []
    for name in names:
        track = tracks.get(name)
        if track is None:
            continue
        index = np.minimum(np.arange(first, last), len(track.head) - 1)
        head = np.asarray(track.head, dtype=float)[index].copy()
        if track.shown is not None:
            head[~track.shown[np.minimum(index, len(track.shown) - 1)]] = np.nan
        if np.isfinite(head).any():
            heads.append(head)
            radii.append(track.radius)
    return np.array(heads).reshape(-1, last - first, 2), np.array(radii)


def _framed(
    take: Take, tracks: Mapping[str, Track], first: int, last: int, fps: float, aspect: float
) -> tuple[F64, F64]:
    """[T, 2] and [T]: a take of ours. Its size stays; it moves only if its people do not fit otherwise."""
    heads, radii = _heads(take.who, tracks, first, last)
    least = HIGH[take.nearness]
    if not len(heads):
        return np.tile([0.0, (0.5 - LOW) * least], (last - first, 1)), np.full(last - first, least)
    there = np.isfinite(heads[:, :, 0])
    left = np.where(there, heads[:, :, 0], np.inf).min(axis=0)
    right = np.where(there, heads[:, :, 0], -np.inf).max(axis=0)
    left, right = np.where(there.any(axis=0), left, np.nan), np.where(there.any(axis=0), right, np.nan)
    top = float(np.nanmax(heads[:, :, 1] + radii[:, None]))
    whole = float(np.nanmax(right) - np.nanmin(left))
    now = float(np.nanmax(right - left))
    across = max(whole, now) + 2 * SIDE
    x: F64 = np.full(last - first, 0.5 * (np.nanmax(right) + np.nanmin(left)))
    if take.nearness == "follow" or across > 1.35 * max(least * aspect, now + 2 * SIDE):
        x = steady(_filled(0.5 * (left + right)), fps)
        off = np.nanmax(np.maximum(right - x, x - left))
        across = 2 * (float(off) + SIDE)
    high = max(least, across / aspect)
    if take.nearness not in ("close", "medium") or aspect < 0.8:
        high = max(high, (top + 0.75) / (1 - LOW))  # room over the heads for what they say
    if np.ptp(x) < 1e-9:
        beside, _ = _heads([name for name in tracks if name not in take.who], tracks, first, last)
        middle, half = _uncut(
            float(x[0]), 0.5 * high * aspect, (float(np.nanmin(left)), float(np.nanmax(right))), beside[:, :, 0]
        )
        x, high = np.full(last - first, middle), 2 * half / aspect
    if take.nearness in ("close", "medium") and aspect >= 0.8:
        head = float(np.nanmedian(heads[:, :, 1]))
        drop = float(np.nanmax(heads[:, :, 1]) - np.nanmin(heads[:, :, 1]))
        high = max(high, drop + 1.6)
        between = 0.5 * float(np.nanmax(heads[:, :, 1]) + np.nanmin(heads[:, :, 1]))
        y = between - (0.12 if take.nearness == "close" else 0.2) * high
        y = max(y, (0.5 - LOW) * high) if head > 1.2 else y
    else:
        y = (0.5 - LOW) * high
    # Whoever jumps or lies must not be cut off.
    rise = max(top + 0.25 - (y + 0.5 * high), 0.0)
    fall = max(y - 0.5 * high - (float(np.nanmin(heads[:, :, 1])) - 0.6), 0.0)
    return np.stack([x, np.full(last - first, y + 0.5 * (rise - fall))], axis=1), np.full(
        last - first, high + rise + fall
    )


def _uncut(x: float, half: float, people: tuple[float, float], others: F64) -> tuple[float, float]:
    """The middle and the half width of a take, moved or widened a little so that its edge cuts nobody in two.

    people: x of the first and the last who are to be seen. others: [N, T] x of everybody else.
    """
    for _ in range(3):
        near = others - x
        near = near[np.isfinite(near)]
        cut = near[(np.abs(near) > half - INSIDE) & (np.abs(near) < half + OUTSIDE)]
        if not len(cut):
            return x, half
        worst = float(cut[np.argmin(np.abs(cut))])
        aside = -np.sign(worst) * (half + OUTSIDE - abs(worst) + 0.01)
        if max(people[1] - x - aside, x + aside - people[0]) + SIDE <= half + 0.01:
            x += float(aside)
            continue
        wider = float(np.abs(cut).max()) + INSIDE + 0.01
        if wider > WIDER * half:
            return x, half
        half = wider
    return x, half


def _filled(values: F64) -> F64:
    """Without gaps: straight between what is known."""
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(len(values)), known, values[known])


def steady(path: F64, fps: float) -> F64:
    """[T] as an operator would follow it: smooth, without lag, with bounded acceleration."""
    from scipy.ndimage import gaussian_filter1d

    count = len(path)
    if count < 4:
        return np.full(count, path.mean())
    for seconds in (0.3, 0.45, 0.7, 1.0, 1.5, 2.5, 4.0, 8.0):
        pad = min(round(3 * seconds * fps), 10 * count)
        longer = np.concatenate([np.full(pad, path[0]), path, np.full(pad, path[-1])])
        smooth: F64 = gaussian_filter1d(longer, seconds * fps, mode="nearest")[pad : pad + count]
        if np.abs(np.diff(smooth, 2)).max() * fps * fps <= FASTEST:
            return smooth
    return np.full(count, 0.5 * (path.max() + path.min()))


def _frame(asked: Frame, aspect: float) -> tuple[F64, float]:
    """A Frame of the script as a middle and a height. Zoom 1 shows the whole stage, if the picture is wide enough."""
    whole = min(max(2 * (STAGE + 1) / aspect, HIGH["wide"]), 14.0)
    high = min(max(whole / asked.zoom, 0.5), 30.0)
    return np.array([asked.x, asked.y + (0.5 - LOW) * high]), high


def _asked(
    shot: Shot, tracks: Mapping[str, Track], first: int, last: int, fps: float, aspect: float, seed: int
) -> tuple[F64, F64]:
    """[T, 2] and [T]: a shot as the script has it, begun and ended gently."""
    count = last - first
    share = np.linspace(0, 1, count) if count > 1 else np.zeros(1)
    ease = share * share * share * (share * (6 * share - 15) + 10)
    ends = (shot.start_frame, shot.end_frame or shot.start_frame)
    middles, highs = [], []
    for end in ends:
        middle, high = _frame(end, aspect)
        path = np.tile(middle, (count, 1))
        if end.on in tracks:
            heads, radii = _heads((str(end.on),), tracks, first, last)
            if len(heads):
                x = steady(_filled(heads[0, :, 0]), fps)
                high = max(high, 2 * (float(np.nanmax(np.abs(heads[0, :, 0] - x))) + SIDE) / aspect)
                top, low = float(np.nanmax(heads[0, :, 1])) + radii[0] + 0.2, float(np.nanmin(heads[0, :, 1])) - 0.5
                high = max(high, top - low)
                y = float(np.clip(end.y + (0.5 - LOW) * high, top - 0.5 * high, low + 0.5 * high))
                path = np.stack([x, np.full(count, y)], axis=1)
        middles.append(path)
        highs.append(high)
    # Evenly for the eye: the size changes by the same factor in the same time.
    tall = np.exp((1 - ease) * np.log(highs[0]) + ease * np.log(highs[1]))
    way = ease if abs(highs[1] - highs[0]) < 1e-9 else (tall - highs[0]) / (highs[1] - highs[0])
    middle = middles[0] * (1 - way)[:, None] + middles[1] * way[:, None]
    if shot.kind == "shake":
        middle = middle + shaken(count, fps, seed) * 0.03 * tall[:, None]
    return middle, tall


def shaken(count: int, fps: float, seed: int = 0) -> F64:
    """[T, 2] a tremble that dies away: smooth, at most 1."""
    rng = np.random.default_rng(seed)
    time = np.arange(count) / fps
    fade = np.clip(time / 0.15, 0, 1) * np.clip((count / fps - time) / max(0.6 * count / fps, 0.1), 0, 1)
    waves = np.zeros((count, 2))
    for hertz in (3.1, 4.7, 6.3):
        waves += np.sin(2 * np.pi * (hertz * time[:, None] + rng.random(2))) / 3
    return waves * fade[:, None]
