"""What stands in a scene to sit on and to sit at: where one stands to use it, which way one faces, and how tall it is.

What is used is as large as those need it who use it, as chairs and tables at home and at school are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engines.story.figure import PROPORTIONS, Kind
from engines.story.script import Beat, Position, Prop

SEATS: dict[str, tuple[float, ...]] = {
    "chair": (0.0,),
    "bench": (-0.42, 0.42),
    "sofa": (-0.48, 0.48),
    "bed": (0.2, 0.75),
}
"""Seats, and where on them people sit, units from their middle."""
TABLES: dict[str, float] = {"table": 0.85, "desk": 0.62, "computer": 0.72}
"""Tables, and how far before one who sits at them their middle is, for a human, units."""
BEHIND = 0.34
"""How far behind one's feet the middle of a seat is when one sits down, for a human, units."""
BEDSIDE = 0.56
"""How far past the middle of a bed one stands to lie down on it, the head on its pillow, for a human, units."""
AT_TABLE = 1.9
"""Units from the middle of a table within which a seat belongs to it."""
SITTING = ("sit", "typing", "lie_down")
SERVED = ("eating", "drinking", "reading")
"""What is done sitting at a table, where there is one with a seat."""
SEATED = (
    "talk", "shout", "whisper", "sing", "wave", "clap", "point", "eating", "drinking", "reading", "cry", "laugh",
    "idle", "looking_around",
)  # fmt: skip
"""What can be done without getting up: only the upper body does it."""
LAID = ("cry", "idle", "shout", "whisper")
"""What one who fell does where they lie."""
_NEAR = 0.12
_ROOM = 0.7
"""Units within which somebody who stands there is in the way of one who sits down."""


@dataclass(frozen=True)
class Spot:
    """Where somebody stands to sit down: x, units, facing the way `side` (1 right, -1 left).

    seat: what is sat on; None is a chair of one's own. table: what is sat at. place: on the seat, from its middle.
    """

    x: float
    side: int
    seat: str | None
    table: str | None
    place: float = 0.0


class Furniture:
    """The seats and tables of a scene. places: where things stand; kind: of whoever is named."""

    def __init__(self, props: Iterable[Prop], places: Mapping[str, Position], kind: Callable[[str], Kind]) -> None:
        self._kind = kind
        self._props = [prop for prop in props if prop.id in places and prop.held_by is None]
        self._x = {prop.id: places[prop.id].x or 0.0 for prop in self._props}
        self._tables = [prop for prop in self._props if prop.kind in TABLES]
        self._seats = [prop for prop in self._props if prop.kind in SEATS]

    def __contains__(self, name: str) -> bool:
        """Whether that thing can be sat on or at."""
        return any(prop.id == name for prop in (*self._tables, *self._seats))

    def side(self, seat: Prop) -> int:
        """The way a seat faces: its table, or the middle of the stage."""
        x, table = self._x[seat.id], self._table_of(seat)
        toward = self._x[table.id] if table is not None else 0.0
        return 1 if x <= toward else -1

    def spots(self, who: str) -> list[Spot]:
        """Every place where `who` could sit, taken or not."""
        legs = PROPORTIONS[self._kind(who)].leg / PROPORTIONS["human"].leg
        made = []
        for seat in self._seats:
            side, table = self.side(seat), self._table_of(seat)
            made += [
                Spot(round(self._x[seat.id] + place + side * BEHIND * legs, 2), side, seat.id,
                     table.id if table else None, place)
                for place in SEATS[seat.kind]
            ]  # fmt: skip
        return made

    def beds(self, who: str) -> list[Spot]:
        """Every bed where `who` could lie down, taken or not; its pillow is on the left."""
        legs = PROPORTIONS[self._kind(who)].leg / PROPORTIONS["human"].leg
        return [
            Spot(round(self._x[seat.id] + BEDSIDE * legs, 2), 1, seat.id, None, SEATS["bed"][0])
            for seat in self._seats
            if seat.kind == "bed"
        ]

    def at_table(self, who: str, table: Prop, side: int) -> Spot:
        """At a table, on a chair of one's own."""
        size = PROPORTIONS[self._kind(who)].height / PROPORTIONS["human"].height
        return Spot(round(self._x[table.id] - side * TABLES[table.kind] * size, 2), side, None, table.id)

    def choose(
        self, beat: Beat, here: float, towards: float | None, taken: Iterable[Spot], others: Iterable[float] = ()
    ) -> Spot | None:
        """Where somebody at x = `here` does what needs a seat or a table; None is where they are.

        towards: x of whom or what it is done with. taken: spots of others. others: x of those who are there.
        """
        taken, others = list(taken), list(others)
        full: set[tuple[str | None, float]] = {(spot.seat, spot.place) for spot in taken if spot.seat}
        full |= {(spot.table, spot.side) for spot in taken if spot.table}
        named = {name for name in (beat.target, beat.prop) if name is not None}
        spots = self.beds(beat.actor) if beat.action == "lie_down" else self.spots(beat.actor)
        free = [spot for spot in spots if (spot.seat, spot.place) not in full]
        asked = [spot for spot in free if spot.seat in named or spot.table in named]
        at = [spot for spot in free if spot.table is not None]
        if beat.action == "typing" and not asked:
            asked = at or [
                self.at_table(beat.actor, table, side)
                for table in self._tables
                for side in (1, -1)
                if (table.id, side) not in full
            ]
        elif beat.action in SERVED and not asked:
            asked = at
        elif (beat.action == "sit" or (beat.action == "lie_down" and _rests(beat))) and not asked:
            asked = free
        goal = here if towards is None else towards

        def effort(spot: Spot) -> tuple[bool, float]:
            return any(abs(spot.x - x) < _ROOM for x in others), abs(spot.x - goal)

        return min(asked, key=effort, default=None)

    def used(self, beat: Beat, x: float) -> Spot | None:
        """The spot on which somebody sits down who stands at x."""
        if beat.action not in SITTING:
            return None
        spots = self.beds(beat.actor) if beat.action == "lie_down" else self.spots(beat.actor)
        if beat.action == "typing":
            spots = [spot for spot in spots if spot.table is not None]
            spots += [self.at_table(beat.actor, table, side) for table in self._tables for side in (1, -1)]
        return next((spot for spot in spots if abs(spot.x - x) < _NEAR), None)

    def sizes(self, beats: Iterable[Beat], begin: Mapping[str, float]) -> dict[str, float]:
        """How large is what is sat on and at, as a share of a human's: as the largest needs it who sits there.

        begin: x of everybody at first.
        """
        where, made = dict(begin), dict[str, float]()
        for beat in sorted(beats, key=lambda one: one.start or 0.0):
            spot = self.used(beat, where.get(beat.actor, 0.0))
            if spot is not None:
                body, human = PROPORTIONS[self._kind(beat.actor)], PROPORTIONS["human"]
                for name, size in ((spot.seat, body.leg / human.leg), (spot.table, body.height / human.height)):
                    if name is not None:
                        made[name] = max(made.get(name, 0.0), size)
            if beat.to is not None and beat.to.x is not None:
                where[beat.actor] = beat.to.x
        return made

    def faces(self) -> dict[str, int]:
        """The way each seat faces that has a back."""
        return {seat.id: self.side(seat) for seat in self._seats if seat.kind == "chair"}

    def _table_of(self, seat: Prop) -> Prop | None:
        near = [one for one in self._tables if abs(self._x[one.id] - self._x[seat.id]) <= AT_TABLE]
        return min(near, key=lambda one: abs(self._x[one.id] - self._x[seat.id]), default=None)


def _rests(beat: Beat) -> bool:
    """Whether who lies down means to, as one does in bed; who trips or faints falls where they are."""
    told = (beat.words or "sleep").lower()
    return any(
        word in told for word in ("sleep", "slept", "bed", "lie", "lay", "nap", "doze", "snore", "dream", "rest")
    )


def beside(table: Prop, x: float, side: int) -> float:
    """Where a chair stands at a table at x, from which one faces `side`."""
    return round(x - side * (TABLES[table.kind] + BEHIND), 2)
