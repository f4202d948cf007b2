"""An actor: cues become one unbroken performance, as points of a figure, a face and the things it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.story import actions, faces, vocabulary
from engines.story.actions.call import Call, Moved, PropTrack, View
from engines.story.actions.gait import reached, soonest
from engines.story.faces import FaceTrack, Mood, Spoken
from engines.story.figure import JOINT, PROPORTIONS, Kind, Proportions
from engines.story.furniture import SEATED
from engines.story.posture import Posture, Reach, joined, standing
from engines.story.seams import Ending, stitched
from engines.story.style import Style, style
from engines.story.tempering import tempered

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Cue:
    """One thing to do.

    start, duration: seconds; without a duration it takes its usual time, or goes on until the next cue.
    to:     x where a way ends. target: (x, y) of what it is done to; y None is its usual height.
    facing: +1 right, -1 left; otherwise towards `to` or `target`, or as before.
    meet:   (x, y) where hands of two meet; partner: the other's kind; leads: whose arm is on top.
    there:  chair, desk: what the scene has for it, so that nobody needs to bring it along.
    """

    action: str
    start: float = 0.0
    duration: float | None = None
    manner: str | None = None
    feeling: str | None = None
    to: float | None = None
    target: tuple[float, float | None] | None = None
    prop: str | None = None
    facing: int | None = None
    meet: tuple[float, float] | None = None
    partner: Kind | None = None
    leads: bool = True
    there: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acted:
    """T frames of one actor. Units: see figure.py; y is up, the ground is y = 0.

    joints:  [T, J, 2] the points of JOINTS. depth: [T, J] nearer is more. facing: [T] -1 left, 0 to us, 1 right.
    planted: [T, 2] feet that stand, left and right. actions: [T] numbers in the vocabulary.
    props:   things that it holds, throws or uses. moments: telling seconds by 'number of the cue.name'.
    """

    fps: float
    kind: Kind
    body: Proportions
    joints: F32
    depth: F32
    facing: F32
    planted: NDArray[np.bool_]
    actions: NDArray[np.int64]
    face: FaceTrack
    props: tuple[PropTrack, ...]
    moments: dict[str, float]

    def __len__(self) -> int:
        return len(self.joints)

    def at(self, name: str) -> F32:
        """[T, 2] one point by name."""
        return self.joints[:, JOINT[name]]


TOP = 13.0
"""Units a second that nobody runs faster than."""
ASIDE = 0.8
"""Units that one steps back or aside without turning, on the way to standing at ease."""
TURNING = 0.44
"""Seconds to turn round."""
UP = {"sitting": ("rise", 0.8), "lying": ("get_up", 1.7), "kneeling": ("stand", 0.9), "down": ("stand", 1.0)}
"""How one gets up, and how long that takes."""
LEFT_IN = {"crawling": "kneeling", "swimming": "down", "flying": "down", "climbing": "down", "typing": "sitting"}
QUICKEST = 1.2
"""What limbs can bear: nothing but walking and running is done more quickly than this."""


@dataclass
class _Stage:
    """What is known so far while a performance is put together."""

    parts: list[Posture]
    frames: int
    origin: float
    side: int
    left: str
    speed: float


class Actor:
    """Puts one performance together, cue by cue."""

    def __init__(self, kind: Kind, fps: float, seed: int, at: float, facing: int) -> None:
        self.kind, self.fps, self.seed = kind, fps, seed
        self.body = PROPORTIONS[kind]
        self.stage = _Stage([], 0, at, 1 if facing >= 0 else -1, "standing", 0.0)
        self.moved: list[tuple[Moved, int, int, int, float]] = []
        self.moods: list[Mood] = []
        self.numbers: list[tuple[int, int]] = []
        self.moments: dict[str, float] = {}
        self.seat = -1

    def play(self, cues: Sequence[Cue], seconds: float | None, progress: Progress = silent) -> None:
        """Every cue in turn, with waiting in between."""
        ordered = sorted(cues, key=lambda cue: cue.start)
        for number, cue in enumerate(ordered):
            progress("act", number, len(ordered), cue.action)
            if cue.action not in actions.known() and cue.action not in actions.EXTRA:
                raise StudioError(f"There is no action '{cue.action}'.", f"Use one of: {', '.join(actions.known())}.")
            following = ordered[number + 1] if number + 1 < len(ordered) else None
            self._wait(round(cue.start * self.fps))
            self._do(number, cue, following)
        last = max(self.stage.frames, 1) if seconds is None else max(round(seconds * self.fps), 1)
        self._wait(last)

    def _wait(self, until: int) -> None:
        """Stay as one is until a frame."""
        frames = until - self.stage.frames
        if frames <= 0:
            return
        if self.stage.left in ("sitting", "kneeling", "lying") and self.stage.parts:
            self._add(held_still(self.stage.parts[-1], frames, self.fps), "idle", frames, fresh=False)
            self._keep()
        else:
            self._up()
            frames = until - self.stage.frames
            if frames > 0:
                self._act("idle", frames, style(None, None, self.seed + 17 * self.stage.frames), frames / self.fps)
                self.moods.append(Mood(self.stage.frames - frames, "neutral", "idle"))

    def _do(self, number: int, cue: Cue, following: Cue | None) -> None:
        stage, fps = self.stage, self.fps
        how = style(cue.manner, cue.feeling, self.seed * 101 + number)
        if cue.action not in actions.GAITS:
            how = replace(how, pace=min(how.pace, QUICKEST))
        number_of = vocabulary.actions()
        usual = actions.natural(cue.action, how.pace)
        asked = cue.duration
        if asked is None and actions.repeats(cue.action):
            until = following.start if following else cue.start + max(usual, _seconds(cue.action))
            asked = max(until - cue.start, 0.4)
        begun = stage.frames
        seated = cue.action in SEATED and stage.left in ("sitting", "kneeling")
        travel = self._travel(cue)
        side = self._side(cue, travel)
        expression = cue.feeling or (how_feels(cue))
        self.moods.append(Mood(begun, expression, cue.action))
        if not (seated or cue.action in UP_ITSELF.get(stage.left, ())):
            self._up()
            if side != stage.side:
                self._turn(side)
        if cue.action == "idle" and cue.to is not None and abs(cue.to - stage.origin) <= ASIDE:
            stage.origin = cue.to  # feet step there by themselves
        late = (stage.frames - round(cue.start * fps)) / fps
        whole = usual if asked is None else asked
        left_over = max(whole - max(late, 0.0), 0.35)
        once = not actions.repeats(cue.action) and cue.action not in TRAVELS
        if once:
            quick = usual / max(left_over, 0.05)
            if quick > 1.0:
                how = replace(how, pace=min(how.pace * quick, QUICKEST))
            length = actions.natural(cue.action, how.pace)
        else:
            length = left_over
            if cue.action in ("sit", "kneel", "lie_down"):
                length = max(length, usual)  # nobody stays half-way down
        if cue.action in WAYS:
            if cue.to is None and cue.target is None:
                # Nowhere in particular: as far as one comes in the time that is left.
                usual_speed = min(
                    vocabulary.actions()[cue.action].speed * how.pace, TOP * (self.body.leg / 1.08) ** 0.5
                )
                gait = actions.GAITS.get(cue.action)
                comes = reached(gait, usual_speed, length) if gait else usual_speed * max(length - 0.4, 0.3)
                travel = float(np.sign(travel)) * min(abs(travel), comes)
            length = max(
                length, soonest(abs(travel), self.body.leg / 1.08) + (0.0 if cue.action in actions.GAITS else 0.6)
            )
        frames = max(round(length * fps), 2)
        if seated:
            self._act_seated(cue.action, frames, how)
        else:
            ahead = None if cue.target is None else stage.side * (cue.target[0] - stage.origin)
            meet = None if cue.meet is None else (stage.side * (cue.meet[0] - stage.origin), cue.meet[1])
            after = 0.0
            if (
                following
                and following.action in actions.GAITS
                and cue.action in actions.GAITS
                and following.to is not None
            ):
                goal = cue.to if cue.to is not None else stage.origin
                if (following.to - goal) * stage.side > 0.5 and following.start - cue.start - whole < 0.1:
                    after = min(actions.GAITS[following.action].speed, actions.GAITS[cue.action].speed)
            self._act(
                cue.action,
                frames,
                how,
                frames / fps,
                distance=abs(travel),
                ahead=ahead,
                high=None if cue.target is None else cue.target[1],
                meet=meet,
                prop=cue.prop,
                partner=None if cue.partner is None else PROPORTIONS[cue.partner],
                leads=cue.leads,
                after=after,
                label=str(number),
                there=cue.there,
            )
        if cue.action in number_of:
            self.numbers.append((begun, number_of[cue.action].number))
            end = LEFT_IN.get(cue.action) or number_of[cue.action].posture
            stage.left = stage.left if end == "same" or seated else end
            if seated:
                self._keep()
            else:
                self.seat = stage.frames

    def _travel(self, cue: Cue) -> float:
        """How far to go, with its sign: where the cue says, or its usual way."""
        if cue.action not in TRAVELS:
            return 0.0
        if cue.to is not None:
            return cue.to - self.stage.origin
        if cue.action in ("jump", "dribbling"):
            return 0.0
        way = cue.facing or self.stage.side
        if cue.target is not None:
            gap = cue.target[0] - self.stage.origin
            return float(np.sign(gap)) * max(abs(gap) - 1.0, 0.0)
        speed = vocabulary.actions()[cue.action].speed * style(cue.manner, cue.feeling, 0).pace
        seconds = cue.duration or vocabulary.actions()[cue.action].seconds
        return way * speed * max(seconds - 0.4, 0.4)

    def _side(self, cue: Cue, travel: float) -> int:
        if abs(travel) > 0.1:
            return 1 if travel > 0 else -1
        if cue.facing is not None:
            return 1 if cue.facing >= 0 else -1
        if cue.target is not None and abs(cue.target[0] - self.stage.origin) > 0.15:
            return 1 if cue.target[0] > self.stage.origin else -1
        return self.stage.side

    def _keep(self) -> None:
        """What one sits on stays as long as one sits."""
        if self.stage.left in ("sitting", "lying", "kneeling"):
            self.moved = [
                (path, start, self.stage.frames if stop == self.seat else stop, side, origin)
                for path, start, stop, side, origin in self.moved
            ]
            self.seat = self.stage.frames

    def _up(self) -> None:
        """On one's feet, if one is not."""
        if self.stage.left not in UP or not self.stage.parts:
            return
        action, seconds = UP[self.stage.left]
        if self.stage.left in ("kneeling", "down"):
            self.stage.origin = float(self.stage.parts[-1].x[-1])
        frames = round(seconds * self.fps)
        self.stage.left = "standing"
        self._act(action, frames, Style(seed=self.seed), seconds)

    def _turn(self, side: int) -> None:
        """Turn round on the spot; knees change their way while the legs are straight."""
        stage = self.stage
        frames = max(round(TURNING * self.fps), 4)
        if stage.parts:
            last = stage.parts[-1]
            calm = last.planted[-1].all() and abs(last.y[-1] - self.body.standing) < 0.05
            if not calm or np.ptp(last.foot[-1, :, 0]) > 0.6:
                self._act("idle", round(0.5 * self.fps), Style(seed=self.seed), 0.5)
            now = stage.parts[-1].cut(len(stage.parts[-1]) - 1, len(stage.parts[-1]))
        else:
            now = self._world(standing(1, self.body), stage.side, stage.origin)
        stage.side = side
        self._add(turned(now, self.body, frames, side), "idle", frames)

    def _act_seated(self, name: str, frames: int, how: Style) -> None:
        """The upper body of an action on what the lower body already does."""
        stage = self.stage
        base = held_still(stage.parts[-1], frames, self.fps)
        call = Call(self.body, frames, self.fps, how, frames / self.fps)
        given = actions.move(name, call)
        upper = self._world(given.posture, stage.side, 0.0)
        rest = base.lean[:1]
        made = replace(
            base,
            lean=rest + 0.6 * (upper.lean - 0.02 * stage.side),
            bend=upper.bend + 0.5 * base.bend,
            head=upper.head,
            arm=upper.arm,
            reaches=upper.reaches,
        )
        start = stage.frames
        self._add(made, name, frames)
        for path in given.props:
            self.moved.append((path, start, stage.frames, stage.side, stage.origin))

    def _act(
        self,
        name: str,
        frames: int,
        how: Style,
        seconds: float,
        distance: float = 0.0,
        ahead: float | None = None,
        high: float | None = None,
        meet: tuple[float, float] | None = None,
        prop: str | None = None,
        partner: Proportions | None = None,
        leads: bool = True,
        after: float = 0.0,
        label: str = "",
        there: tuple[str, ...] = (),
    ) -> None:
        stage = self.stage
        call = Call(
            self.body,
            frames,
            self.fps,
            how,
            seconds,
            distance,
            ahead,
            high,
            stage.speed,
            after,
            prop,
            meet,
            partner,
            leads,
            there,
        )
        given = actions.move(name, call)
        start, origin = stage.frames, stage.origin
        self._add(self._world(given.posture, stage.side, stage.origin), name, frames)
        for path in given.props:
            self.moved.append((path, start, stage.frames, stage.side, origin))
        for moment, second in given.moments.items():
            self.moments[f"{label}.{moment}"] = start / self.fps + second
        last = stage.parts[-1]
        if name in TRAVELS:
            stage.origin = float(last.x[-1])
        elif last.planted[-1].all() and name not in ("sit", "kneel", "lie_down", "rise", "get_up", "typing"):
            stage.origin = float(last.foot[-1, :, 0].mean())
        stage.speed = after

    def _world(self, posture: Posture, side: int, x: float) -> Posture:
        return (posture if side > 0 else posture.mirrored()).moved(x)

    def _add(self, posture: Posture, name: str, frames: int, fresh: bool = True) -> None:
        stage = self.stage
        if stage.parts and fresh:
            posture = stitched(Ending.of(stage.parts[-1], self.fps), posture, self.body, self.fps)
        stage.parts.append(posture)
        stage.frames += frames


WAYS = (*actions.GAITS, "crawling", "swimming", "flying")
TRAVELS = (*WAYS, "jump", "dribbling")
UP_ITSELF: dict[str, tuple[str, ...]] = {
    "sitting": ("sit", "typing"),
    "kneeling": ("kneel", "crawling"),
    "lying": ("lie_down",),
}
"""What one goes on to from a posture without getting up first."""


def _seconds(action: str) -> float:
    return vocabulary.actions()[action].seconds if action in vocabulary.actions() else 0.0


def how_feels(cue: Cue) -> str:
    """The face that goes with a cue when none is asked for."""
    if cue.manner and (feeling := vocabulary.manners()[cue.manner].feeling):
        return feeling
    return vocabulary.actions()[cue.action].feeling if cue.action in vocabulary.actions() else "surprised"


def held_still(part: Posture, frames: int, fps: float) -> Posture:
    """The last frame of `part`, with breath in it."""
    last = part.cut(len(part) - 1, len(part))
    t = np.arange(1, frames + 1) / fps
    ease = np.clip(t / 0.8, 0, 1)
    breath = 0.012 * np.sin(2 * np.pi * 0.26 * t) * ease
    names = ("x", "y", "yaw", "stance", "lean", "bend", "head", "arm", "foot", "knee", "planted")
    still = {name: np.repeat(getattr(last, name), frames, axis=0) for name in names}
    still["bend"] = still["bend"] + breath
    still["head"] = still["head"] + 0.6 * breath
    reaches = tuple(
        replace(reach, weight=np.repeat(reach.weight[-1:], frames), to=_last(reach.to, frames))
        for reach in part.reaches
        if reach.weight[-1] > 0
    )
    return Posture(**still, reaches=reaches)


def _last(to: str | F64, frames: int) -> str | F64:
    return to if isinstance(to, str) else np.repeat(to[-1:], frames, axis=0)


def turned(now: Posture, body: Proportions, frames: int, side: int) -> Posture:
    """From `now` (one frame, both feet on the ground) to facing the other side."""
    u = np.arange(1, frames + 1) / frames
    share = u * u * u * (10 + u * (6 * u - 15))
    base = standing(frames, body)
    base = base if side > 0 else base.mirrored()
    foot = np.repeat(now.foot, frames, axis=0) * np.array([1.0, 0.0, 0.0])
    middle = foot[0, :, 0].mean()
    spread = 0.5 * abs(foot[0, 0, 0] - foot[0, 1, 0])
    start, end = float(now.yaw[0]), float(base.yaw[0])
    yaw = start + (end - start) * share
    knee = np.where(np.sin(yaw) * side > 0, float(side), -float(side))
    # Legs are as bent as one stands at ease, straight as the figure faces us.
    inner = np.arccos(0.991) * np.abs(np.sin(np.clip(yaw * 1.5, -np.pi / 2, np.pi / 2)))
    across = np.abs(spread - body.hip * np.cos(yaw))
    y = body.ankle + np.sqrt((body.leg * np.cos(inner)) ** 2 - across**2)
    return replace(
        base,
        x=np.full(frames, middle),
        y=y,
        yaw=yaw,
        stance=yaw,
        foot=foot,
        knee=knee,
        # Feet turn on the spot: they carry, but they do not stay.
        planted=np.repeat((u >= 1.0)[:, None], 2, axis=1),
    )


def act(
    cues: Sequence[Cue],
    kind: Kind = "human",
    fps: float = 25,
    seed: int = 0,
    at: float = 0.0,
    facing: int = 1,
    seconds: float | None = None,
    voices: Sequence[Spoken] = (),
    look: F64 | None = None,
    progress: Progress = silent,
) -> Acted:
    """One actor's performance of `cues`, from x = `at`, for `seconds` (or until the cues are over).

    voices: what the mouth says, and when. look: [T, 2] points that the eyes look at; nan: nowhere in particular.
    """
    if not 5 <= fps <= 120:
        raise StudioError(f"{fps} frames a second is not possible.", "Choose 5 to 120.")
    actor = Actor(kind, float(fps), seed, at, facing)
    actor.play(cues, seconds, progress)
    frames = actor.stage.frames if seconds is None else max(round(seconds * fps), 1)
    whole = softened(joined(_blended(actor.stage.parts, float(fps))).cut(0, frames), float(fps))
    number = np.zeros(frames, dtype=np.int64)
    for start, code in actor.numbers:
        number[start:] = code
    running = np.isin(number, [vocabulary.actions()[name].number for name in actions.RUNS])
    joints = tempered(whole, actor.body, float(fps), running)
    props = []
    for path, start, stop, side, origin in actor.moved:
        if start < frames:
            props.append(path(View(joints, start, min(stop, frames), side, origin, actor.body, float(fps))))
    gaze = None if look is None else gazes(joints[:, JOINT["head"]], look)
    moods = actor.moods if actor.moods and actor.moods[0].start == 0 else [Mood(0, "neutral", "idle"), *actor.moods]
    return Acted(
        float(fps),
        kind,
        actor.body,
        joints.astype(np.float32),
        depths(whole, actor.body).astype(np.float32),
        np.sin(whole.yaw).astype(np.float32),
        whole.planted,
        number,
        faces.faces(moods, frames, float(fps), seed, voices, gaze),
        tuple(props),
        actor.moments,
    )


SOFT = 0.036
"""Seconds over which arms are softened: flesh has no corners."""


def softened(posture: Posture, fps: float) -> Posture:
    """The same with the corners of arms and of takings-hold rounded; what is held for a moment is still held."""
    arm = posture.arm.copy()
    arm[:, :, 0] = np.unwrap(arm[:, :, 0], axis=0)
    arm = rounded(arm, SOFT * fps)
    reaches = tuple(replace(reach, weight=rounded(reach.weight, SOFT * fps)) for reach in posture.reaches)
    lean, bend, head = (rounded(values, SOFT * fps) for values in (posture.lean, posture.bend, posture.head))
    return replace(posture, arm=arm, reaches=reaches, lean=lean, bend=bend, head=head)


def rounded(values: F64, frames: float) -> F64:
    """[T, ...] smoothed in time by a bell of that width, in frames; its ends stay."""
    half = max(int(np.ceil(2.5 * frames)), 1)
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) / max(frames, 1e-6)) ** 2)
    bell /= bell.sum()
    padded = np.concatenate([np.repeat(values[:1], half, axis=0), values, np.repeat(values[-1:], half, axis=0)])
    made = np.zeros_like(values)
    for shift, weight in enumerate(bell):
        made += weight * padded[shift : shift + len(values)]
    return made


FADE = 0.48
"""Seconds in which a hand that held on somewhere lets go when its action is over, or takes hold as one begins."""


def _blended(parts: list[Posture], fps: float) -> list[Posture]:
    """The same with reaches that fade in and out over the seams."""
    count = round(FADE * fps)
    made = []
    fading: list[tuple[Reach, int]] = []
    for number, part in enumerate(parts):
        size = len(part)
        comes = _eased(np.arange(1, size + 1) / count) if number else np.ones(size)
        reaches = [replace(reach, weight=reach.weight * comes) for reach in part.reaches]
        for reach, since in fading:
            goes = 1.0 - _eased((since + np.arange(1, size + 1)) / count)
            reaches.insert(0, replace(reach, weight=reach.weight[-1] * goes, to=_carried(reach.to, parts, number)))
        fading = [(reach, since + size) for reach, since in fading if since + size < count]
        fading += [(reach, 0) for reach in reaches[len(reaches) - len(part.reaches) :] if reach.weight[-1] > 1e-3]
        made.append(replace(part, reaches=tuple(reaches)))
    return made


def _carried(to: str | F64, parts: list[Posture], number: int) -> str | F64:
    """Where a hand goes on to that lets go: along with its body."""
    if isinstance(to, str):
        return to
    before, part = parts[number - 1], parts[number]
    away = np.stack([part.x - before.x[-1], part.y - before.y[-1]], axis=-1)
    return to[-1] + away


def _eased(share: F64) -> F64:
    share = np.clip(share, 0.0, 1.0)
    return share**3 * (10 + share * (6 * share - 15))


def depths(posture: Posture, body: Proportions) -> F64:
    """[T, J] how near each joint is, units: the near limbs before the trunk, the far ones behind it."""
    frames = len(posture)
    depth = np.zeros((frames, len(JOINT)))
    sine = np.sin(posture.yaw)
    for name, index in JOINT.items():
        if name[:2] in ("l_", "r_"):
            half = body.hip if name[2:] in ("hip", "knee", "ankle", "heel", "toe") else body.shoulder
            depth[:, index] = (-1.0 if name[0] == "l" else 1.0) * half * sine
    return depth


def gazes(head: F64, look: F64) -> F64:
    """[T, 2] where pupils go to look at points; straight ahead where there is none."""
    away = look - head
    far = np.linalg.norm(away, axis=-1, keepdims=True)
    gaze = away / np.maximum(far, 1e-6) * np.clip(far / 0.6, 0.0, 1.0)
    return np.where(np.isfinite(gaze), gaze, 0.0)
