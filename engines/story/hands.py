"""A film that several processes draw side by side: frames in order, each as one process alone would draw it.

    with Hands() as hands:                       # they start at once, and make ready while a story is still written
        for frame in hands.draw(Order(show, "ink", (1280, 720), ".mp4")):
            ...                                  # a Packed frame, in memory of its own

Skia holds on to Python while it draws, so threads would wait for each other. This process draws as well; the others
draw frames ahead of it, a few at most, into memory that both see. Frames are asked for one by one: nobody is slow for
long, whatever else the machine does. A hand that fails is said in the log, and its frames are drawn here.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from contracts.threads import PATIENT
from engines.story.order import Order
from renderers.video import Packed, pack

if TYPE_CHECKING:
    from engines.story.projector import Projector

ROOT = Path(__file__).resolve().parents[2]
MOST = 3
"""Processes beside this one: more draw faster than a film is encoded."""
AHEAD = 2
"""Frames that each of them is asked for at once."""
ROOM = 64 << 20
"""Bytes of frames that are drawn before one that is waited for."""

WAITS = 0.2
"""Seconds between two questions whether a film is still wanted."""

_log = logging.getLogger(__name__)


def spare() -> int:
    """Processors beside the one that this process needs, as far as they are of use."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(known - 1, MOST)


class Hands:
    """Processes that draw; leaving the `with` block ends them. number: how many, or as many as there is room for.

    helped: frames that they have drawn.
    """

    def __init__(self, number: int | None = None) -> None:
        self._replies: SimpleQueue[tuple[_Hand, int | None]] = SimpleQueue()
        self.helped = 0
        self.hands = [_Hand(self._replies) for _ in range(spare() if number is None else number)]

    def __enter__(self) -> Hands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self.hands:
            hand.end()

    @property
    def ready(self) -> bool:
        """Whether any of them draws by now."""
        return any(hand.ready for hand in self.hands)

    def draw(self, order: Order, progress: Progress = silent) -> Generator[Packed, None, None]:
        """Every frame of the film, in order. `progress` is asked all the while whether it is still wanted: many frames
        may be drawn before the one that comes next."""
        projector, first = _begun(order, progress)
        if not order.worth or not any(hand.alive for hand in self.hands):
            yield first
            for frame in range(1, len(projector)):
                yield pack(projector.draw(frame), order.suffix)
            return
        shared = _Shared(order, first, AHEAD * len(self.hands))
        try:
            yield from self._shared_out(order, projector, first, shared, progress)
        finally:
            for hand in self.hands:
                if hand.asked:  # given up half-way: what it still draws is nobody's
                    hand.end()
            shared.close()

    def _shared_out(
        self, order: Order, projector: Projector, first: Packed, shared: _Shared, progress: Progress
    ) -> Iterator[Packed]:
        for hand in self.hands:
            if hand.alive:
                hand.begin(shared)
        count, asked = len(projector), 1
        made: dict[int, Packed] = {0: first}
        room = max(AHEAD * len(self.hands) + 1, min(ROOM // first.bytes.size, 24))
        for frame in range(count):
            while frame not in made:
                progress("film", frame, count)
                self._hear(made, shared)
                while asked < min(count, frame + room) and (idle := self._idle(shared)) is not None:
                    idle.ask(asked, shared.take())
                    asked += 1
                if frame in made:
                    break
                if not any(frame in hand.asked for hand in self.hands):
                    # Nobody was asked for it, or whoever was is gone.
                    made[frame] = pack(projector.draw(frame), order.suffix)
                    asked = max(asked, frame + 1)
                elif asked < min(count, frame + room):
                    made[asked] = pack(projector.draw(asked), order.suffix)
                    asked += 1
                else:
                    self._hear(made, shared, wait=True)
            yield made.pop(frame)

    def _idle(self, shared: _Shared) -> _Hand | None:
        free = [hand for hand in self.hands if hand.ready and len(hand.asked) < AHEAD]
        return min(free, key=lambda hand: len(hand.asked)) if free and shared.free else None

    def _hear(self, made: dict[int, Packed], shared: _Shared, wait: bool = False) -> None:
        """What the hands have told since; `wait` for the first of it, for a while."""
        while wait or not self._replies.empty():
            try:
                who, told = self._replies.get(timeout=WAITS)
            except Empty:
                return
            wait = False
            if told is not None:
                self.helped += 1
                slot = who.asked.pop(told)
                made[told] = shared.read(slot)
            else:
                _log.warning("A process that draws has ended; others draw its frames: %s", who.why())
                who.ready = False
                for slot in who.asked.values():
                    shared.free.append(slot)
                who.asked.clear()


def _begun(order: Order, progress: Progress) -> tuple[Projector, Packed]:
    """Who draws here, and the first frame, for which the whole scenery is painted: that takes a second or two once. It
    is done beside, so that one can give up meanwhile."""

    def draw() -> tuple[Projector, Packed]:
        projector = order.projector()
        return projector, pack(projector.draw(0), order.suffix)

    beside = ThreadPoolExecutor(1, "first frame")
    drawing = beside.submit(draw)
    beside.shutdown(wait=False)
    while not futures.wait([drawing], WAITS).done:
        progress("film", 0, order.show.frames)
    return drawing.result()


class _Hand:
    """One process. asked: frames that it was asked for, and where it puts them."""

    def __init__(self, replies: SimpleQueue[tuple[_Hand, int | None]]) -> None:
        self.asked: dict[int, int] = {}
        self.ready = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 closed when nobody knows it any more
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "engines.story.drawing_hand"],
            env={**os.environ, **PATIENT, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._replies = replies
        self._told: SimpleQueue[bytes | None] = SimpleQueue()
        for work in (self._tell, self._listen):
            threading.Thread(target=work, name="drawing hand", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def begin(self, shared: _Shared) -> None:
        """Get ready for the film whose frames go there."""
        self.ready = False
        self._say([str(shared.order), str(shared.frames)])

    def ask(self, frame: int, slot: int) -> None:
        self.asked[frame] = slot
        self._say([frame, slot])

    def _say(self, message: list[str] | list[int]) -> None:
        self._told.put(json.dumps(message).encode() + b"\n")

    def end(self) -> None:
        """At once, whatever it is at."""
        self.asked.clear()
        self.process.kill()
        self.process.wait()
        self._told.put(None)

    def why(self) -> str:
        """The last line of its complaint."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it stopped with {self.process.poll()}"

    def _tell(self) -> None:
        pipe = self.process.stdin
        assert pipe is not None
        while (message := self._told.get()) is not None:
            try:
                pipe.write(message)
                pipe.flush()
            except OSError:
                return  # it has ended, which `_listen` tells

    def _listen(self) -> None:
        pipe: IO[bytes] | None = self.process.stdout
        assert pipe is not None
        for line in pipe:
            if line == b"ready\n":
                self.ready = True
            else:
                self._replies.put((self, int(line)))
        self._replies.put((self, None))


class _Shared:
    """A film that is wanted, where other processes read of it; and memory that they see as well, for packed frames
    like `first`. free: the parts of it that nobody writes to."""

    def __init__(self, order: Order, first: Packed, slots: int) -> None:
        self._first = first
        self._folder = Path(tempfile.mkdtemp(prefix="marionette-frames-"))
        self.order, self.frames = order.save(self._folder / "order.npz"), self._folder / "frames"
        size = first.bytes.size
        with self.frames.open("wb+") as file:
            for _ in range(slots):
                file.write(bytes(size))  # so that the disk has room for all of it
            file.flush()
            self._map = mmap.mmap(file.fileno(), slots * size)
        self._seen: NDArray[np.uint8] = np.frombuffer(self._map, np.uint8).reshape(slots, size)
        self.free = list(range(slots))

    def take(self) -> int:
        return self.free.pop()

    def read(self, slot: int) -> Packed:
        """A copy of what was drawn there, whose place is free again."""
        made = Packed(self._first.shape, self._seen[slot].copy().reshape(self._first.bytes.shape))
        self.free.append(slot)
        return made

    def close(self) -> None:
        del self._seen
        self._map.close()
        shutil.rmtree(self._folder, ignore_errors=True)
