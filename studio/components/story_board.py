"""The board of the Story tab: the stage with its time, the script as lanes and as a table, and the cast.

Python says what there is, as one object of facts; `page/story_*.js` draw it. What a hand does there is sent as the
event 'edit': {"of", "verb", ...}, see `StoryDesk.change`; the rest of the board needs nobody's answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contracts import StudioError
from engines.story import vocabulary
from engines.story.direct import FPS, Show, Staged, Timing
from engines.story.looks import look_of
from engines.story.script import Beat, Line, Narration, Script
from studio.components.markup import problem, text
from studio.story_draft import Draft
from studio.story_entries import NARRATOR, SAYS, actor_of, kind_of
from studio.story_scenes import NEW_THING
from studio.story_table import Table

ACTION_KINDS = {"daily": "Everyday", "gesture": "Gestures", "emotional": "Feelings", "locomotion": "Going",
                "two-person": "Together", "sport": "Sport", "fight": "Struggle"}  # fmt: skip
SPECIES = ("dog", "cat", "bear", "lion", "fox", "rabbit", "mouse", "bird", "frog", "pig", "cow", "elephant")
TIMES = ("morning", "day", "evening", "night")
WEATHERS = ("clear", "sunny", "cloudy", "rain", "storm", "snow", "wind", "fog")
FEELINGS = ("neutral", "happy", "sad", "surprised", "angry", "excited")
_DOES = {
    "idle": "waits", "batting": "bats", "pitching": "pitches", "catching": "catches", "running_bases": "runs the bases",
    "fielding": "fields the ball", "throwing": "throws", "kicking": "kicks the ball", "dribbling": "dribbles",
    "shooting": "shoots", "eating": "eats", "drinking": "drinks", "reading": "reads", "typing": "types",
    "looking_around": "looks around", "climbing": "climbs", "crawling": "crawls", "swimming": "swims",
    "flying": "flies", "cry": "cries", "handshake": "shakes hands", "high_five": "high-fives",
    "fight_stance": "stands ready to fight", "lie_down": "lies down", "sit": "sits down", "stand": "stands up",
    "punch": "punches",
}  # fmt: skip
"""Actions as they are read in a row, where an s does not do."""


@dataclass(frozen=True)
class Seen:
    """What is on the stage.

    film:     the address of a finished film to be played; empty shows the preview.
    title:    what the film is called.
    poster:   a picture for as long as there is nothing else.
    code:     the show, when it is rehearsed; `moments` is where its pictures are.
    sound:    the address of its sound; empty when it is not loud.
    share:    how far a rehearsal is, from 0 to 1; None when there is none under way.
    at:       seconds of the moment to be looked at now; None stays where it is.
    """

    film: str = ""
    title: str = ""
    poster: str = ""
    code: str = ""
    moments: str = ""
    sound: str = ""
    share: float | None = None
    at: float | None = None
    loud: bool = True
    volume: float = 1.0
    size: tuple[int, int] = (16, 9)


def story_board(
    draft: Draft | None,
    show: Show | None,
    seen: Seen,
    voices: tuple[tuple[str, str], ...],
    motions: tuple[tuple[str, str], ...] = (),
    chosen: int | None = None,
    error: StudioError | None = None,
    answer: int | None = None,
    heard: str = "",
) -> str:
    """The board; row `chosen` is the one that was edited, `error` is why the last edit was not made, `answer` is the
    number of the edit that this answers, `heard` the address of a voice to be played now."""
    if draft is None:
        return f'<div class="board" data-facts="{text(json.dumps({"of": ""}))}">{problem(error)}</div>'
    script = draft.script
    played = show if show is not None else estimated(script)
    timings = played.timings()
    facts = {
        "of": draft.of,
        "rev": draft.rev,
        "answer": answer,
        "voice": heard,
        "title": script.title,
        "seen": vars(seen),
        "fps": FPS,
        "duration": max((one.end for one in timings), default=0.0) if show is None else show.frames / FPS,
        **told(script, timings, played.starts),
        "choices": {**_choices(), "voices": voices, "motions": motions},
        "chosen": chosen,
        "undo": len(draft.past),
        "redo": len(draft.future),
    }
    return f'<div class="board" data-facts="{text(json.dumps(facts, ensure_ascii=False))}">{problem(error)}</div>'


def progress(share: float) -> str:
    """How far the show on its way is; the board reads it from there."""
    return f'<i data-share="{share:.3f}"></i>'


def estimated(script: Script) -> Show:
    """A show nobody acts in yet: its times are judged by the length of the lines."""
    laid = script.laid_out()
    scenes = tuple(Staged(scene, round((scene.duration or 0.0) * FPS), {}, (), ()) for scene in laid.scenes)
    return Show(laid, scenes, asked=script)


def told(script: Script, timings: tuple[Timing, ...], starts: tuple[float, ...]) -> dict[str, Any]:
    """Scenes, people, rows, things and the times of all of it. starts: of the scenes in the film, seconds."""
    kinds = {Beat: "beat", Line: "line", Narration: "narration"}
    when = {(kinds[type(one.entry)], one.row): one for one in timings if one.row is not None}
    steps = [one for one in timings if one.row is None]
    counted = {"beat": 0, "line": 0, "narration": 0}
    rows = []
    for scene, entry, together in Table.of(script).rows():
        kind = kind_of(entry)
        time = when.get((kind, counted[kind]))
        counted[kind] += 1
        rows.append(
            {
                "kind": kind,
                "scene": scene,
                "together": together,
                "who": actor_of(entry) or NARRATOR,
                **_cells(entry),
                "asked": [name for name in ("start", "duration") if getattr(entry, name) is not None],
                **({"start": round(time.start, 2), "end": round(time.end, 2)} if time is not None else {}),
            }
        )
    begins = [min((one.start for one in timings if one.scene == scene.id), default=None) for scene in script.scenes]
    return {
        "rows": rows,
        "steps": [
            {"who": actor_of(one.entry), "start": round(one.start, 2), "end": round(one.end, 2)} for one in steps
        ],
        "scenes": [
            {
                "id": scene.id,
                "place": scene.place,
                "time": scene.time,
                "weather": scene.weather,
                "turns": [turn.weather for turn in scene.turns],
                "start": begin,
                "begin": round(since, 2),
                "things": [[prop.id, called(prop.id)] for prop in scene.props],
            }
            for scene, begin, since in zip(script.scenes, begins, starts, strict=True)
        ],
        "people": [_person(script, one.id) for one in script.characters],
    }


def _cells(entry: Beat | Line | Narration) -> dict[str, str]:
    if isinstance(entry, Beat):
        return {
            "does": entry.action,
            "to": entry.target or "",
            "with": entry.prop or "",
            "how": entry.manner or "",
            "feels": entry.feeling or "",
            "words": entry.words or "",
        }
    if isinstance(entry, Line):
        return {"does": SAYS[entry.manner], "to": entry.to or "", "text": entry.text, "feels": entry.feeling or ""}
    return {"does": "tells", "text": entry.text}


def _person(script: Script, who: str) -> dict[str, Any]:
    one, look = script.character(who), look_of(script, who)
    human = one.kind in ("human", "child")
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "species": one.species or "",
        "gender": one.gender or "",
        "age": one.age,
        "hat": one.hat or "",
        "voice": one.voice or "",
        "moves": one.moves or "",
        "clothes": look.top if human else look.skin,
        "hair": look.hair,
        "hat_colour": look.hat_colour,
        "paints": "clothes" if human else "body",
    }


def called(name: str) -> str:
    """`living_room` as people say it: living room."""
    return name.replace("_", " ")


def does(action: str) -> str:
    """What somebody does, as a row says it: waves."""
    return _DOES.get(action) or f"{action}s"


@lru_cache(maxsize=1)
def _choices() -> dict[str, Any]:
    """What can be chosen in the cells, and how it is called."""
    from renderers.figure_hats import HATS

    actions = sorted(vocabulary.actions().values(), key=lambda one: (list(ACTION_KINDS).index(one.kind), one.name))
    props = vocabulary.table("props")
    return {
        "says": list(SAYS.values()),
        "actions": [
            [one.name, does(one.name), ACTION_KINDS[one.kind], one.says, one.target, one.prop] for one in actions
        ],
        "manners": list(vocabulary.manners()),
        "feelings": list(FEELINGS),
        "places": [[name, called(name)] for name in vocabulary.table("places")],
        "times": list(TIMES),
        "weathers": list(WEATHERS),
        "held": [[f"{NEW_THING}{name}", called(name)] for name, one in props.items() if one.get("held")],
        "standing": [[f"{NEW_THING}{name}", called(name)] for name, one in props.items() if not one.get("held")],
        "kinds": ["human", "child", "robot", "alien", "animal"],
        "species": list(SPECIES),
        "hats": [name for name in HATS if "'" not in name],
        "narrator": NARRATOR,
    }
