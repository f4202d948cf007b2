"""A film that several processes draw is the film that one draws, to the pixel, and nobody stays behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from contracts import Cancelled
from engines.story import order as ordered
from engines.story.direct import Show, direct
from engines.story.hands import Hands
from engines.story.order import Order
from engines.story.picture import pictures
from engines.story.script import Script
from renderers.video import pack

SIZE = (160, 90)


@pytest.fixture(scope="module")
def show() -> Show:
    """Two short scenes in which somebody does something."""
    scenes = [{"id": place, "place": place, "cast": [{"who": "tom"}]} for place in ("park", "classroom")]
    beats = [
        {"actor": "tom", "action": "run", "scene": "park", "to": {"x": 5.0}, "duration": 1.2},
        {"actor": "tom", "action": "wave", "scene": "classroom", "duration": 1.0},
    ]
    script = {"scenes": scenes, "characters": [{"id": "tom", "name": "Tom"}], "beats": beats}
    return direct(Script.model_validate(script), mute=True)


@pytest.fixture(autouse=True)
def _always_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordered, "WORTH", 0)


def alone(show: Show, style: str = "sketch") -> list[bytes]:
    return [pack(picture, ".mp4").bytes.tobytes() for picture in pictures(show, style, SIZE)]  # type: ignore[arg-type]


def patiently(hands: Hands, show: Show) -> list[bytes]:
    """The film by somebody who waits for the other process before all is drawn."""
    made = []
    for frame in hands.draw(Order(show, "sketch", SIZE, ".mp4")):
        until = time.monotonic() + 60
        while not hands.ready and time.monotonic() < until:
            time.sleep(0.02)
        made.append(frame.bytes.tobytes())
    return made


@pytest.mark.slow
def test_the_same_pixels_in_the_same_order(show: Show) -> None:
    expected = alone(show)
    with Hands(1) as hands:
        made = patiently(hands, show)
        assert hands.helped >= 5, "the other process drew as well"
        again = [frame.bytes.tobytes() for frame in hands.draw(Order(show, "sketch", SIZE, ".mp4"))]
    assert made == expected and again == expected


@pytest.mark.slow
def test_who_is_killed_is_replaced_and_nobody_stays_behind(show: Show) -> None:
    expected = alone(show)
    with Hands(1) as hands:
        frames = hands.draw(Order(show, "sketch", SIZE, ".mp4"))
        made = [next(frames).bytes.tobytes()]
        hand = hands.hands[0]
        hand.process.kill()
        made += [frame.bytes.tobytes() for frame in frames]
    assert made == expected
    assert hand.process.poll() is not None


def test_a_film_can_be_given_up_before_its_first_frame_is_drawn(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, drawn = threading.Event(), threading.Event()

    def slowly(order: Order) -> None:
        wanted.wait(10)
        drawn.set()

    def give_up(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    monkeypatch.setattr(Order, "projector", slowly)
    with Hands(0) as hands, pytest.raises(Cancelled):
        next(hands.draw(Order(show, "sketch", SIZE, ".mp4"), give_up))
    assert not drawn.is_set()
    wanted.set()


def test_a_film_that_is_given_up_ends_its_helpers(show: Show, tmp_path: Path) -> None:
    with Hands(1) as hands:
        frames = hands.draw(Order(show, "normal", SIZE, ".mp4"))
        next(frames)
        frames.close()
        hand = hands.hands[0]
    assert hand.process.poll() is not None
    assert np.all([not hand.asked])
