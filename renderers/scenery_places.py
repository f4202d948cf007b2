"""Every place by name: its layers, the farthest first, and what moves in it. Names not known are the park."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from renderers import scenery_gardens as gardens
from renderers import scenery_halls as halls
from renderers import scenery_homes as homes
from renderers import scenery_nature as nature
from renderers import scenery_schools as schools
from renderers import scenery_shores as shores
from renderers import scenery_sports as sports
from renderers import scenery_towns as towns
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
    "park": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, gardens.park)),
    "playground": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, gardens.playground)),
    "classroom": _room(schools.classroom_wall, schools.classroom),
    "school": _land((0.3, nature.far_hills), (1.0, towns.school)),
    "street": _land((0.4, towns.street_far), (1.0, towns.street)),
    "city": _land((0.4, towns.city_far), (1.0, towns.city)),
    "house": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, gardens.house)),
    "living_room": _room(homes.living_wall, homes.living_room),
    "kitchen": _room(homes.kitchen_wall, homes.kitchen),
    "bedroom": _room(homes.bedroom_wall, homes.bedroom),
    "garden": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, gardens.garden)),
    "farm": _land((0.35, gardens.farm_far), (1.0, gardens.farm)),
    "forest": _land((0.35, nature.forest_far), (0.65, nature.forest_middle), (1.0, nature.forest)),
    "jungle": _land((0.4, nature.jungle_far), (1.0, nature.jungle)),
    "mountain": _land((0.2, nature.peaks), (0.5, nature.near_peaks), (1.0, nature.mountain)),
    "beach": _land((0.4, shores.sail), (1.0, shores.beach), waves=(0.85, 1.45)),
    "sea": _land((0.3, shores.sea_far), (1.0, worlds.sea), waves=(-0.9, 1.4)),
    "underwater": Setting(
        ((0.3, worlds.underwater_far), (0.6, worlds.underwater_middle), (1.0, worlds.underwater)), "water"
    ),
    "river": _land((0.3, nature.far_hills), (0.6, shores.river_far), (1.0, shores.river), waves=(0.28, 0.58)),
    "lake": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, shores.lake), waves=(0.3, 0.7)),
    "island": _land((0.3, shores.sea_far), (0.7, worlds.open_sea), (1.0, shores.island), waves=(0.7, 1.4)),
    "ship": _land((0.3, shores.sea_far), (0.6, worlds.open_sea), (1.0, worlds.ship), waves=(1.2, 1.45)),
    "desert": _land((0.3, nature.dunes_far), (0.6, nature.dunes), (1.0, nature.desert)),
    "egypt": _land((0.4, nature.pyramids), (1.0, nature.egypt)),
    "snow": _land((0.3, nature.snow_far), (1.0, nature.snow)),
    "castle": _land((0.3, towns.castle_far), (1.0, towns.castle)),
    "village": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, towns.village)),
    "market": _land((0.4, towns.street_far), (1.0, towns.market)),
    "shop": _room(halls.shop_wall, halls.shop),
    "restaurant": _room(halls.restaurant_wall, halls.restaurant),
    "stadium": _land((0.8, sports.stands), (1.0, sports.stadium)),
    "baseball_field": _land((0.8, sports.stands), (1.0, sports.baseball)),
    "basketball_court": _room(halls.hall_wall, halls.basketball_court),
    "gym": _room(halls.hall_wall, halls.gym),
    "pool": _land((0.4, nature.far_hills), (1.0, sports.pool), waves=(0.35, 0.9)),
    "stage": _room(halls.stage_wall, halls.stage),
    "laboratory": _room(schools.laboratory_wall, schools.laboratory),
    "office": _room(schools.office_wall, schools.office),
    "library": _room(schools.library_wall, schools.library),
    "museum": _room(schools.museum_wall, schools.museum),
    "hospital": _room(halls.hospital_wall, halls.hospital),
    "station": _land((0.4, towns.street_far), (1.0, towns.station)),
    "zoo": _land((0.3, nature.far_hills), (0.6, nature.far_trees), (1.0, gardens.zoo)),
    "cave": Setting(((0.6, homes.cave_far), (1.0, homes.cave)), "roof"),
    "space": Setting(((0.05, worlds.stars), (0.2, worlds.planets), (1.0, worlds.space)), "space"),
    "moon": Setting(
        ((0.05, worlds.stars), (0.15, worlds.moon_sky), (0.5, worlds.moon_hills), (1.0, worlds.moon)), "space"
    ),
    "sky": _land((0.4, worlds.sky_far), (1.0, worlds.sky)),
}


def setting(place: str) -> Setting:
    """The setting of that name, or the park."""
    return PLACES.get(place.lower().replace(" ", "_"), PLACES["park"])
