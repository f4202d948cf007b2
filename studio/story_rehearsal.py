"""Scripts that are directed behind the page: a short one is ready at once, a long one says how far it is.

What is being rehearsed is known by its content, so that an undo finds the show it had before. The pictures of a show
are drawn one at a time, whenever one is looked at.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from contracts import Cancelled, Progress, StudioError, silent
from engines.story.script import Script
from studio.recent import Recent
from studio.story_draft import STYLES, Draft, Shape, size_of

if TYPE_CHECKING:
    from engines.story.direct import Show
    from engines.story.projector import Projector

Moves: TypeAlias = Callable[[str], Path]
PREVIEW = 540
"""Pixels along the shorter side of a preview."""
MOST_REHEARSALS = 24
_QUALITY = 86
_MOST_DIGITS = 10
_AT_ONCE = threading.Semaphore(2)


class Rehearsal:
    """One script on its way to a show."""

    def __init__(
        self, code: str, script: Script, seed: int, ckpt: tuple[Path, ...], played: Path | None, moves: Moves
    ) -> None:
        self.code, self.script, self._played, self._moves = code, script, played, moves
        self.show: Show | None = None
        self.error: StudioError | None = None
        self.stage, self.share = "", 0.0
        self.seed, self._ckpt = seed, ckpt
        self._over, self._cancel = threading.Event(), threading.Event()

    @property
    def over(self) -> bool:
        return self._over.is_set()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def begin(self) -> None:
        threading.Thread(target=self._run, name="rehearsal", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over within `seconds`."""
        return self._over.wait(seconds)

    def cancel(self) -> None:
        """Something else is wanted instead."""
        self._cancel.set()

    def _run(self) -> None:
        try:
            with _AT_ONCE:
                self.show = show_of(self.script, self.seed, self._ckpt, self._played, self._moves, self._told)
        except Cancelled:
            pass
        except StudioError as error:
            self.error = error
        except Exception as error:
            line = f"Marionette made a mistake ({type(error).__name__}) with this script."
            self.error = StudioError(line, "Undo the last edit, and tell us about it.")
            raise
        finally:
            self._over.set()

    def _told(self, stage: str, done: float, total: float, message: str = "") -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.stage, self.share = stage, done / total if total > 0 else 0.0


_CODES: Recent[str] = Recent(most=200)
_LOCK = threading.Lock()
_KNOWN: OrderedDict[str, Rehearsal] = OrderedDict()
_LATEST: dict[str, str] = {}
"""By workspace: the code of what is rehearsed there."""


def rehearse(
    owner: str, draft: Draft, seed: int, ckpt: tuple[Path, ...] = (), played: Path | None = None, moves: Moves = Path
) -> Rehearsal:
    """The rehearsal of a script; one of the same `owner` that is still on its way to something else is given up."""
    code, script = _CODES.get((draft.of, draft.rev, seed, ckpt), lambda: _code(draft, seed, ckpt)), draft.script
    with _LOCK:
        late = _KNOWN.get(_LATEST.get(owner, ""))
        if late is not None and late.code != code and not late.over:
            late.cancel()
            _KNOWN.pop(late.code, None)
        _LATEST[owner] = code
        found = _KNOWN.get(code)
        if found is not None and not found.cancelled:
            _KNOWN.move_to_end(code)
            return found
        made = _KNOWN[code] = Rehearsal(code, script, seed, ckpt, played, moves)
        while len(_KNOWN) > MOST_REHEARSALS:
            _KNOWN.popitem(last=False)
    made.begin()
    return made


def rehearses(owner: str) -> bool:
    """Whether something is on its way there. It only looks: nothing is begun or given up."""
    with _LOCK:
        late = _KNOWN.get(_LATEST.get(owner, ""))
    return late is not None and not late.over


def _code(draft: Draft, seed: int, ckpt: tuple[Path, ...]) -> str:
    facts = f"{seed} {ckpt} {draft.played} {draft.script.model_dump_json()}"
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def show_of(
    script: Script,
    seed: int,
    ckpt: tuple[Path, ...],
    played: Path | None = None,
    moves: Moves = Path,
    progress: Progress = silent,
) -> Show:
    """The show of a script; or of the movement in the file `played`, with the places and looks of the script.

    moves: finds the motion file that a character moves as.
    """
    from engines.story import motion_file
    from engines.story.direct import Show, direct

    if played is None:
        from engines.story.driven import drive

        captured = {one.id: moves(one.moves) for one in script.characters if one.moves}
        return drive(direct(script, seed, ckpt=ckpt, progress=progress), captured)
    show = motion_file.read(played)
    looks = [{name: getattr(one, name) for name in ("place", "time", "weather", "turns")} for one in script.scenes]
    staged = tuple(
        replace(one, scene=one.scene.model_copy(update=seen)) for one, seen in zip(show.scenes, looks, strict=False)
    )
    scenes = tuple(one.scene for one in staged)
    title = {"title": script.title, "characters": script.characters, "scenes": scenes}
    return Show(show.script.model_copy(update=title), staged)


def rehearsed(code: str, seed: int) -> Show | None:
    """The show of that code, while it is known; it is seen and heard with the seed it was directed with alone."""
    with _LOCK:
        found = _KNOWN.get(code)
    return found.show if found is not None and found.seed == seed else None


class _Screen:
    """A show that is looked at; one picture is drawn at a time."""

    def __init__(self, projector: Projector) -> None:
        self._projector, self._lock = projector, threading.Lock()

    def jpeg(self, frame: int) -> bytes:
        from PIL import Image

        file = io.BytesIO()
        with self._lock:
            picture = self._projector.draw(min(max(frame, 0), len(self._projector) - 1)).copy()
        Image.fromarray(picture).save(file, "JPEG", quality=_QUALITY)
        return file.getvalue()


_SCREENS: Recent[_Screen] = Recent(most=6)
"""What was looked at last. Shared by all visits: a code is known only to whoever knows the script."""


def look(style: str, shape: Shape, words: bool, seed: int) -> str:
    """How a show is seen, as part of an address."""
    return f"{style}-{shape}-{'words' if words else 'plain'}-{seed}"


def number_in(text: str) -> int | None:
    """The number in an address; None where there is none, or one longer than any that is given out."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def moment(code: str, seen: str, frame: int) -> bytes | None:
    """One picture as JPEG, of the show with that code as `look` names it; None when there is no such thing."""
    style, shape, words, seed = [*seen.split("-"), "", "", "", ""][:4]
    number = number_in(seed)
    if number is None or style not in STYLES or shape not in ("wide", "square", "portrait"):
        return None
    show = rehearsed(code, number)
    if show is None:
        return None

    def open_screen() -> _Screen:
        from engines.story.projector import Projector

        size = size_of(shape, PREVIEW)  # type: ignore[arg-type]
        return _Screen(Projector(show, style, size, number, words == "words"))  # type: ignore[arg-type]

    return _SCREENS.get((code, seen), open_screen).jpeg(frame)
