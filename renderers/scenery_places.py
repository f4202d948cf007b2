"""Every place by name: its layers, the farthest first, and what moves in it. Names not known are the park."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from renderers import scenery_indoors as rooms
from renderers import scenery_outdoors as land
from renderers import scenery_worlds as worlds
from renderers.scenery_pieces import Place

Painter = Callable[[Place], None]
Above = Literal["sky", "roof", "space", "water"]


@dataclass(frozen=True)
class Setting:
    """layers: each with how much of the camera's way it goes along (1 as figures do, 0 not at all). above: what is
    over it, which decides about sun, clouds and weather. waves: heights at which water glitters, units."""

    layers: tuple[tuple[float, Painter], ...]
    above: Above = "sky"
    waves: tuple[float, float] | None = None


def _room(wall: Painter, floor: Painter) -> Setting:
    return Setting(((0.85, wall), (1.0, floor)), "roof")


def _land(*layers: tuple[float, Painter], waves: tuple[float, float] | None = None) -> Setting:
    return Setting(layers, "sky", waves)


PLACES: dict[str, Setting] = {
    "park": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.park)),
    "playground": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.playground)),
    "classroom": _room(rooms.classroom_wall, rooms.classroom),
    "school": _land((0.3, land.far_hills), (1.0, land.school)),
    "street": _land((0.4, land.street_far), (1.0, land.street)),
    "city": _land((0.4, land.city_far), (1.0, land.city)),
    "house": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.house)),
    "living_room": _room(rooms.living_wall, rooms.living_room),
    "kitchen": _room(rooms.kitchen_wall, rooms.kitchen),
    "bedroom": _room(rooms.bedroom_wall, rooms.bedroom),
    "garden": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.garden)),
    "farm": _land((0.35, land.farm_far), (1.0, land.farm)),
    "forest": _land((0.35, land.forest_far), (0.65, land.forest_middle), (1.0, land.forest)),
    "jungle": _land((0.4, land.jungle_far), (1.0, land.jungle)),
    "mountain": _land((0.2, land.peaks), (0.5, land.near_peaks), (1.0, land.mountain)),
    "beach": _land((0.4, land.sail), (1.0, land.beach), waves=(0.85, 1.45)),
    "sea": _land((0.3, land.sea_far), (1.0, worlds.sea), waves=(-0.9, 1.4)),
    "underwater": Setting(
        ((0.3, worlds.underwater_far), (0.6, worlds.underwater_middle), (1.0, worlds.underwater)), "water"
    ),
    "river": _land((0.3, land.far_hills), (0.6, land.river_far), (1.0, land.river), waves=(0.28, 0.58)),
    "lake": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.lake), waves=(0.3, 0.7)),
    "island": _land((0.3, land.sea_far), (0.7, worlds.open_sea), (1.0, land.island), waves=(0.7, 1.4)),
    "ship": _land((0.3, land.sea_far), (0.6, worlds.open_sea), (1.0, worlds.ship), waves=(1.2, 1.45)),
    "desert": _land((0.3, land.dunes_far), (0.6, land.dunes), (1.0, land.desert)),
    "egypt": _land((0.4, land.pyramids), (1.0, land.egypt)),
    "snow": _land((0.3, land.snow_far), (1.0, land.snow)),
    "castle": _land((0.3, land.castle_far), (1.0, land.castle)),
    "village": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.village)),
    "market": _land((0.4, land.street_far), (1.0, land.market)),
    "shop": _room(rooms.shop_wall, rooms.shop),
    "restaurant": _room(rooms.restaurant_wall, rooms.restaurant),
    "stadium": _land((0.8, land.stands), (1.0, land.stadium)),
    "baseball_field": _land((0.8, land.stands), (1.0, land.baseball)),
    "basketball_court": _room(rooms.hall_wall, rooms.basketball_court),
    "gym": _room(rooms.hall_wall, rooms.gym),
    "pool": _land((0.4, land.far_hills), (1.0, land.pool), waves=(0.35, 0.9)),
    "stage": _room(rooms.stage_wall, rooms.stage),
    "laboratory": _room(rooms.laboratory_wall, rooms.laboratory),
    "office": _room(rooms.office_wall, rooms.office),
    "library": _room(rooms.library_wall, rooms.library),
    "museum": _room(rooms.museum_wall, rooms.museum),
    "hospital": _room(rooms.hospital_wall, rooms.hospital),
    "station": _land((0.4, land.street_far), (1.0, land.station)),
    "zoo": _land((0.3, land.far_hills), (0.6, land.far_trees), (1.0, land.zoo)),
    "cave": Setting(((0.6, rooms.cave_far), (1.0, rooms.cave)), "roof"),
    "space": Setting(((0.05, worlds.stars), (0.2, worlds.planets), (1.0, worlds.space)), "space"),
    "moon": Setting(
        ((0.05, worlds.stars), (0.15, worlds.moon_sky), (0.5, worlds.moon_hills), (1.0, worlds.moon)), "space"
    ),
    "sky": _land((0.4, worlds.sky_far), (1.0, worlds.sky)),
}


def setting(place: str) -> Setting:
    """The setting of that name, or the park."""
    return PLACES.get(place.lower().replace(" ", "_"), PLACES["park"])
