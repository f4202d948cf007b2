"""The plan of a performance over its waveform: every gesture a block at its time, to be changed or moved.

Python says what there is; `page/gesture_plan.js` draws the blocks into the timeline, `page/gesture_bar.js` the bar
below it. What a hand does there is sent as the event 'edit': {"of", "verb", "number", ...fields of a PlannedGesture}.
"""

from __future__ import annotations

import json
from typing import Any

from contracts import StudioError
from engines.gesture.lexicon import GestureUnit, Lexicon
from engines.gesture.plan import Plan, PlannedGesture
from engines.speech.track import SpeechTrack
from studio.components.markup import problem, text
from studio.gesture_draft import Draft

KINDS = {"beat": "Beats", "point": "Pointing", "symbol": "Signs", "shape": "Shapes", "feeling": "Feelings",
         "thought": "Thoughts and talk", "rest": "Rests"}  # fmt: skip
_AT_LEAST = 0.12
"""Seconds that a block lasts before its stroke, however near the gesture before is."""


def gesture_plan(
    draft: Draft | None,
    track: SpeechTrack | None,
    units: Lexicon,
    chosen: int | None = None,
    error: StudioError | None = None,
) -> str:
    """The plan, gesture `chosen` open to be edited; `error` is why the last edit was not made. `units` are the gestures
    one may choose from."""
    if draft is None or track is None:
        hint = "The plan of gestures appears here over the waveform. Press Generate to make it." if track else ""
        return f'<div class="plan" data-facts="{text(json.dumps({"of": ""}))}"><p class="hint">{hint}</p></div>'
    facts = {
        "of": draft.of,
        "duration": round(draft.plan.duration, 3),
        "gestures": blocks(draft.plan, units),
        "units": _listed(units),
        "snaps": _stresses(track),
        "chosen": chosen,
        "undo": len(draft.past),
        "redo": len(draft.future),
    }
    return f'<div class="plan" data-facts="{text(json.dumps(facts, ensure_ascii=False))}">{problem(error)}</div>'


def blocks(plan: Plan, units: Lexicon) -> list[dict[str, Any]]:
    """Each gesture with `from` and `until`, the seconds in which it is seen; blocks do not overlap."""
    found, free = [], 0.0
    for number, gesture in enumerate(plan.gestures):
        unit = units.get(gesture.unit)
        following = plan.gestures[number + 1].stroke - _AT_LEAST if number + 1 < len(plan.gestures) else plan.duration
        begin = max(min(_sets_out(gesture, unit), gesture.stroke - _AT_LEAST), free, 0.0)
        end = gesture.hold_until if gesture.hold_until is not None else gesture.stroke + (unit.hold if unit else 0.3)
        free = max(min(end, following), gesture.stroke + 0.02)
        found.append(
            {
                **gesture.model_dump(exclude={"start"}),
                "name": called(gesture.unit),
                "from": round(min(begin, gesture.stroke), 3),
                "until": round(min(free, plan.duration), 3),
            }
        )
    return found


def called(unit: str) -> str:
    """`open_palms` as people say it: Open palms."""
    return unit.replace("_", " ").capitalize()


def _sets_out(gesture: PlannedGesture, unit: GestureUnit | None) -> float:
    """When the hand leaves for it, if nothing is in its way."""
    if gesture.start is not None:
        return gesture.start
    if unit is None or not unit.strokes:
        return gesture.stroke - 0.4
    stroke = sum(key.seconds for key in unit.strokes[: unit.apex + 1])
    return gesture.stroke - (0.5 * unit.prepare_seconds + stroke) / gesture.speed


def _listed(known: Lexicon) -> list[list[str]]:
    """[name, what it is called, its kind, what it means, which hands] of every gesture there is, by kind."""
    order = list(KINDS)
    units = sorted(known.values(), key=lambda unit: (order.index(unit.kind), unit.name))
    return [[unit.name, called(unit.name), KINDS[unit.kind], unit.says, unit.hands] for unit in units]


def _stresses(track: SpeechTrack) -> list[float]:
    """The seconds on which strokes like to land: stressed syllables."""
    from engines.gesture.prosody import prosody

    return [round(one.nucleus, 3) for one in prosody(track).syllables if one.stress > 0 and one.prominence > 0.3]
