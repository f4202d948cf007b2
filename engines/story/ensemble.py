"""Several actors in one scene: hands that meet are given one place, a blow is felt, and eyes follow who is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.story import actions, vocabulary
from engines.story.acting import Acted, Cue, act, looking
from engines.story.actions import sport
from engines.story.actions.together import PAIRED, STRUCK
from engines.story.faces import VOICES, Spoken
from engines.story.figure import PROPORTIONS, Kind, Proportions
from engines.story.variants import variants

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A cue that may be done to another of the scene, by name."""

    cue: Cue
    to: str | None = None


@dataclass(frozen=True)
class Role:
    """One of the scene: what they are, where they begin, what they do. voices: what their mouths say."""

    name: str
    kind: Kind = "human"
    at: float = 0.0
    facing: int = 1
    parts: Sequence[Part] = ()
    voices: Sequence[Spoken] = ()


REACH = {"handshake": 1.1, "high_five": 1.1, "hug": 0.58}
"""Units between two who do it together, for two humans."""


def perform_scene(
    roles: Sequence[Role],
    fps: float = 25,
    seed: int = 0,
    seconds: float | None = None,
    progress: Progress = silent,
) -> dict[str, Acted]:
    """Everybody's performance, by name, all of the same length."""
    cast = {role.name: role for role in roles}
    if len(cast) != len(roles):
        raise StudioError("Two actors have the same name.", "Give every actor a name of their own.")
    for role in roles:
        for part in role.parts:
            if part.to is not None and part.to not in cast:
                raise StudioError(
                    f"{role.name} does something to '{part.to}', who is not in the scene.",
                    f"Name one of: {', '.join(cast)}.",
                )
    cues = {role.name: [part.cue for part in role.parts] for role in roles}
    _arrange(roles, cast, cues)
    # Where everybody is at any time is known once they have been walked through; only then do eyes find each other.
    tried = {role.name: _acted(role, cues[role.name], fps, seed, seconds, progress) for role in roles}
    frames = max((len(one) for one in tried.values()), default=0)
    for role in roles:
        if len(tried[role.name]) < frames:  # they wait until the others are done
            tried[role.name] = _acted(role, cues[role.name], fps, seed, frames / fps, progress)
    return {name: looking(one, _attention(name, tried, cues, cast, frames, fps)) for name, one in tried.items()}


def _acted(role: Role, cues: Sequence[Cue], fps: float, seed: int, seconds: float | None, progress: Progress) -> Acted:
    return act(
        cues, role.kind, fps, _seed(seed, role.name), role.at, role.facing, seconds, role.voices, progress=progress
    )


def _seed(seed: int, name: str) -> int:
    return (seed * 7919 + sum(ord(letter) * (at + 3) for at, letter in enumerate(name))) & 0xFFFFFF


def places(role: Role, cues: Sequence[Cue], time: float) -> float:
    """About where somebody is at a time, as their cues have it."""
    x = role.at
    for cue in sorted(cues, key=lambda one: one.start):
        if cue.start >= time:
            break
        if cue.to is not None:
            usual = vocabulary.actions()[cue.action].seconds if cue.action in vocabulary.actions() else 1.0
            whole = cue.duration or usual
            x += (cue.to - x) * min(max((time - cue.start) / max(whole, 0.1), 0.0), 1.0)
    return x


def _arrange(roles: Sequence[Role], cast: Mapping[str, Role], cues: dict[str, list[Cue]]) -> None:
    """Fill in who stands where, bring in the second of two, and let who is struck feel it."""
    given = {role.name: list(cues[role.name]) for role in roles}
    for role in roles:
        for number, part in enumerate(role.parts):
            if part.to is None:
                continue
            cue, other = part.cue, cast[part.to]
            there = places(other, given[other.name], cue.start)
            if cue.action in PAIRED:
                _pair(role, number, other, there, cues, given)
                continue
            high = None
            body = PROPORTIONS[other.kind]
            if cue.action in STRUCK:
                high = body.height - 1.7 * body.head
            cues[role.name][number] = replace(cue, target=(there, high), partner=other.kind)
            if cue.action == "throwing" and cue.variant is None:
                _from_hand_to_hand(role, number, other, cues)
            how = variants().get(cue.variant or "")
            if how is not None and how.answer == "receive":
                _hand_over(role, number, other, there, cues, given)
                continue
            answer = how.answer if how is not None else "recoil" if cue.action in STRUCK else None
            if answer in ("recoil", "stagger") and _free(cues[other.name], cue.start + 0.3, 1.0):
                moment = 0.46 / max(_pace(cue), 0.5)
                here = places(role, given[role.name], cue.start)
                seconds = actions.natural(answer) + 0.05
                back = there + (BACK_STEPS if there >= here else -BACK_STEPS) if answer == "stagger" else None
                blow = Cue(answer, cue.start + moment, seconds, to=back, target=(here, None), feeling="surprised")
                cues[other.name].append(blow)
                given[other.name].append(blow)


def _hand_over(
    role: Role, number: int, other: Role, there: float, cues: dict[str, list[Cue]], given: Mapping[str, Sequence[Cue]]
) -> None:
    """One holds it out, the other takes it: both turn to each other first, and hands meet half-way."""
    cue = cues[role.name][number]
    here, start = places(role, given[role.name], cue.start), cue.start
    way = 1 if there >= here else -1
    if not (
        _facing(role, here, there, given[role.name], start) and _facing(other, there, here, given[other.name], start)
    ):
        start += 0.5
    seconds = actions.natural("receive")
    for later in (0.0, 0.25, 0.5, 0.75, 1.0):  # until the other has their hands free
        if _free(cues[other.name], start + later, seconds):
            start += later
            break
    cues[role.name][number] = replace(cue, start=start, target=(there, None), partner=other.kind, facing=way)
    if _free(cues[other.name], start, seconds):
        if _free(cues[other.name], start - 0.55, 0.5):
            cues[other.name].append(Cue("idle", max(start - 0.55, 0.0), 0.5, facing=-way))
        taken = Cue("receive", start, seconds, target=(here, None), facing=-way, partner=role.kind, prop=cue.prop)
        cues[other.name].append(replace(taken, feeling="happy"))


def _from_hand_to_hand(role: Role, number: int, other: Role, cues: dict[str, list[Cue]]) -> None:
    """What is thrown to one who catches is one ball: it leaves a hand and comes into the other's."""
    throw = cues[role.name][number]
    caught = [
        (cue.start, at) for at, cue in enumerate(cues[other.name])
        if cue.action == "catching" and -0.5 < cue.start - throw.start < LATEST_CATCH
    ]  # fmt: skip
    if not caught:
        return
    at = min(caught)[1]
    catch = cues[other.name][at]
    here, there = places(role, cues[role.name], throw.start), places(other, cues[other.name], throw.start)
    way, size = (1.0 if there >= here else -1.0), PROPORTIONS[other.kind].height / 2.5
    goal = there - way * 0.36 * size
    flies = min(max((abs(goal - here) - 0.4) / sport.THROWN["throwing"].speed, 0.18), 1.6)
    lands = throw.start + sport.THROWN["throwing"].leaves / _pace(throw) + flies
    start = max(lands - sport.MEETS / _pace(catch), throw.start)
    before = [cue for cue in cues[other.name] if cue is not catch]
    if not _free(before, min(start, catch.start), abs(catch.start - start) + 0.1):
        return
    seconds = None if catch.duration is None else max(catch.duration + catch.start - start, 1.2)
    cues[other.name][at] = replace(
        catch,
        start=start,
        duration=seconds,
        target=(here, None),
        facing=round(-way),
        prop=throw.prop,
        there=("flight",),
    )
    if _free(before, start - 0.6, 0.55):
        cues[other.name].append(Cue("idle", max(start - 0.6, 0.0), 0.5, facing=round(-way)))
    cues[role.name][number] = replace(throw, target=(goal, 1.36 * size), there=("caught",))


LATEST_CATCH = 4.0
"""Seconds after a throw began within which a catch is of that ball."""


def _pace(cue: Cue) -> float:
    return vocabulary.manners()[cue.manner].pace if cue.manner else 1.0


def _free(cues: Sequence[Cue], start: float, seconds: float) -> bool:
    """Whether nothing else is to be done at that time."""
    for cue in cues:
        usual = actions.natural(cue.action) if cue.duration is None else cue.duration
        if cue.start < start + seconds and cue.start + usual > start and cue.action not in ("idle", "stand"):
            return False
    return True


def _pair(
    role: Role, number: int, other: Role, there: float, cues: dict[str, list[Cue]], given: Mapping[str, Sequence[Cue]]
) -> None:
    """Two do it together: the first walks up if need be, both begin at once, and hands meet half-way."""
    cue = cues[role.name][number]
    here = places(role, given[role.name], cue.start)
    first, second = PROPORTIONS[role.kind], PROPORTIONS[other.kind]
    apart = REACH[cue.action] * 0.5 * (first.height + second.height) / 2.5
    way = 1.0 if there >= here else -1.0
    stand = there - way * apart
    start = cue.start
    if abs(stand - here) > 0.08:
        gait = "walk" if abs(stand - here) < 6 else "run"
        seconds = max(abs(stand - here) / (1.5 if gait == "walk" else 5.0), 0.7) + (
            0.45 if (stand - here) * role.facing < 0 else 0.0
        )
        cues[role.name].append(Cue(gait, start, seconds, to=stand, manner=cue.manner, feeling=cue.feeling))
        start += seconds + 0.15
    middle = 0.5 * (stand + there)
    size = 0.5 * (first.height + second.height) / 2.5
    meet = None
    if cue.action == "handshake":
        meet = (middle, 1.28 * size)
    elif cue.action == "high_five":
        meet = (middle, min(_overhead(first, 0.5 * apart), _overhead(second, 0.5 * apart)))
    if start - cue.start < 0.5 and not _facing(other, there, stand, given[other.name], start):
        start += 0.5
    cues[role.name][number] = replace(
        cue, start=start, target=(there, None), meet=meet, partner=other.kind, facing=round(way)
    )
    answer = replace(
        cue, start=start, target=(stand, None), meet=meet, partner=role.kind, facing=-round(way), leads=False
    )
    wait = start - 0.5
    if _free(cues[other.name], wait, 0.45):
        cues[other.name].append(Cue("idle", wait, 0.5, facing=-round(way), feeling=cue.feeling))
    if not any(one.action == cue.action and abs(one.start - cue.start) < 0.6 for one in given[other.name]):
        cues[other.name].append(answer)
    else:
        mine = next(
            n for n, one in enumerate(cues[other.name]) if one.action == cue.action and abs(one.start - cue.start) < 0.6
        )
        cues[other.name][mine] = answer

    if cue.action == "hug":
        over = start + (cue.duration if cue.duration is not None else actions.natural("hug"))
        for one, x, side in ((role, stand, -way), (other, there, way)):
            if _free(cues[one.name], over, BACK_SECONDS):
                back = x + side * BACK
                cues[one.name].append(
                    Cue("idle", over, BACK_SECONDS, to=back, facing=round(-side), feeling=cue.feeling)
                )


BACK_STEPS = 0.42
"""Units that one goes back who staggers."""
BACK, BACK_SECONDS = 0.32, 0.7
"""Units that each of two steps back after a hug, and the seconds it takes."""


def _overhead(body: Proportions, ahead: float) -> float:
    """How high a hand comes that is `ahead` of its shoulder."""
    shoulder = body.ankle + 0.99 * body.leg + body.lower_torso + body.upper_torso - 0.06
    return shoulder + float(np.sqrt(max((0.86 * body.arm) ** 2 - ahead**2, 0.01)))


def _facing(role: Role, here: float, there: float, cues: Sequence[Cue], time: float) -> bool:
    """Whether they already look that way, as far as the cues tell."""
    way = role.facing
    for cue in sorted(cues, key=lambda one: one.start):
        if cue.start < time and cue.to is not None:
            way = 1 if cue.to > here else -1
    return (there - here) * way >= 0


def _attention(
    name: str,
    tried: Mapping[str, Acted],
    cues: Mapping[str, Sequence[Cue]],
    cast: Mapping[str, Role],
    frames: int,
    fps: float,
) -> F64:
    """[T, 2] what somebody looks at: who is heard, else who is doing something; else nothing (nan)."""
    look = np.full((frames, 2), np.nan)

    def head(other: str) -> F64:
        path = np.asarray(tried[other].at("head"), dtype=float)
        return path[np.minimum(np.arange(frames), len(path) - 1)]

    for other in tried:
        if other == name:
            continue
        for cue in cues[other]:
            begin = round(cue.start * fps)
            seconds = cue.duration or (
                vocabulary.actions()[cue.action].seconds if cue.action in vocabulary.actions() else 1.0
            )
            span = slice(min(begin, frames), min(begin + round(seconds * fps), frames))
            heard = cue.action in VOICES
            if heard or np.isnan(look[span, 0]).any():
                here = head(other)[span]
                look[span] = here if heard else np.where(np.isnan(look[span]), here, look[span])
        for voice in cast[other].voices:
            span = slice(max(voice.start, 0), min(voice.start + len(voice.openness), frames))
            look[span] = head(other)[span]
    return look
