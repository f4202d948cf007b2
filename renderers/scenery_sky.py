"""What time and weather do to a place: the colours of its sky and of its light, sun, moon, stars, clouds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Literal

from renderers.drafting import Draft
from renderers.figure_shapes import Point
from renderers.scenery_pens import Light, mixed
from renderers.scenery_pieces import Place
from renderers.scenery_places import Above

Time = Literal["morning", "day", "evening", "night"]
Weather = Literal["clear", "sunny", "cloudy", "rain", "storm", "snow", "wind", "fog"]

SKIES: dict[Time, tuple[str, str]] = {
    "morning": ("#a6d3ee", "#fde6c8"),
    "day": ("#8ccbf0", "#e2f4fb"),
    "evening": ("#7d86c4", "#fbb887"),
    "night": ("#151d42", "#3b4a7d"),
}
LIGHTS: dict[Time, Light] = {
    "morning": Light((1.0, 0.97, 0.91), "#ffe9c9", 0.08),
    "day": Light(),
    "evening": Light((1.0, 0.84, 0.74), "#f3a27a", 0.12),
    "night": Light((0.40, 0.46, 0.66), "#26305c", 0.10),
}
GREY: dict[Weather, float] = {"cloudy": 0.45, "rain": 0.65, "storm": 0.8, "snow": 0.5, "fog": 0.7, "wind": 0.15}


@dataclass(frozen=True)
class Air:
    """top, low: the sky's colours. light: on everything in the open. grey: how overcast it is, 0 to 1."""

    top: str
    low: str
    light: Light
    grey: float


def air(above: Above, time: Time, weather: Weather) -> Air:
    """The air of a place."""
    if above == "space":
        return Air("#0d1030", "#252a55", Light(), 0.0)
    if above == "water":
        deep = time == "night"
        murk = Light((0.5, 0.55, 0.75)) if deep else Light((0.92, 1.0, 1.0), "#8fd0dc", 0.18)
        return Air("#1d4f74" if deep else "#8fd6e6", "#123a5c" if deep else "#3f93b5", murk, 0.0)
    if above == "roof":
        light = {"night": Light((0.74, 0.72, 0.84)), "evening": Light((1.0, 0.93, 0.86))}.get(time, Light())
        return Air(*SKIES[time], light, 0.0)
    grey = GREY.get(weather, 0.0)
    top, low = SKIES[time]
    cloud = "#2a3050" if time == "night" else "#8f9bab" if weather == "storm" else "#bcc6d0"
    bright = mixed(cloud, "#ffffff", 0.35 if time != "night" else 0.12)
    daylight, dim = LIGHTS[time], 1.0 - 0.22 * grey
    red, green, blue = daylight.share
    share = (red * dim, green * dim, min(blue * (dim + 0.05 * grey), 1.0))
    haze = mixed(daylight.haze, bright, 0.7) if weather == "fog" else daylight.haze
    return Air(
        mixed(top, cloud, grey),
        mixed(low, bright, grey),
        Light(share, haze, 0.42 if weather == "fog" else daylight.much),
        grey,
    )


def lights_of_sky(p: Place, time: Time, weather: Weather) -> None:
    """Sun, moon and stars, where clouds leave them."""
    if GREY.get(weather, 0.0) > 0.4:
        return
    with p.backdrop.glowing():
        if time == "night":
            p.stars(1.5, 12, 260)
            p.disc(3.1, 3.15, 0.42, "#fdf3cf")
            for x, y, r in ((3.0, 3.25, 0.08), (3.22, 3.05, 0.06), (3.05, 2.98, 0.05)):
                p.disc(x, y, r, "#efdfae", line=0.0)
            return
        x, y = {"morning": (-3.1, 2.3), "evening": (3.2, 1.75)}.get(time, (3.1, 3.1))
        colour = {"morning": "#ffdf8a", "evening": "#ffb066"}.get(time, "#ffe27a")
        if weather == "sunny" or time == "day":
            _rays(p, x, y, colour)
        p.disc(x, y, 0.45, colour)


def _rays(p: Draft, x: float, y: float, colour: str) -> None:
    for step in range(12):
        a = math.pi * step / 6
        start: Point = (x + 0.58 * math.cos(a), y + 0.58 * math.sin(a))
        p.line([start, (x + 0.76 * math.cos(a), y + 0.76 * math.sin(a))], colour, 0.06)


def cloud_colour(time: Time, weather: Weather) -> str:
    """What drifting clouds look like."""
    bright = {"night": "#4a5685", "evening": "#f6cdb6", "morning": "#fff5ea"}.get(time, "#ffffff")
    return mixed(bright, "#5d6880" if time != "night" else "#232b4d", 0.55 * GREY.get(weather, 0.0))


def cloud_count(weather: Weather) -> int:
    """Clouds in the sky at a time."""
    return {"sunny": 1, "clear": 3, "wind": 4, "cloudy": 7, "fog": 0, "snow": 6}.get(weather, 8)


def draw_cloud(p: Place, colour: str, rng: Random) -> None:
    """One cloud about its middle, one unit high or less."""
    p.cloud(0.0, 0.0, rng.uniform(0.8, 1.15), colour)


__all__ = [
    "Air", "Time", "Weather", "air", "cloud_colour", "cloud_count", "draw_cloud", "lights_of_sky",
]  # fmt: skip
