"""Legs, arms and trunk of a figure with what they wear. Units, y up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from renderers.figure_body import Body, Point, between, normal, offset
from renderers.figure_paints import shaded
from renderers.figure_pens import Pen
from renderers.figure_shapes import Capsule, Disc, Outline, Shape, polygon
from renderers.figure_track import Look

if TYPE_CHECKING:
    import skia


def leg(
    canvas: skia.Canvas,
    pen: Pen,
    body: Body,
    look: Look,
    side: str,
    shade: float,
    robot: bool,
    seat: Sequence[tuple[Shape, str]] = (),
) -> None:
    hip, knee, ankle = body.at(f"{side}_hip"), body.at(f"{side}_knee"), body.at(f"{side}_ankle")
    heel, toe = body.at(f"{side}_heel"), body.at(f"{side}_toe")
    r = 0.5 * body.limb
    cloth, skin = shaded(look.bottom, shade), shaded(look.skin, shade)
    upper, lower = (cloth, cloth) if look.outfit == "trousers" or robot else (cloth, skin)
    if look.outfit == "skirt":
        upper = skin
    sole = 0.42 * body.limb
    lift = normal(heel, toe, sole)
    if lift[0] * (ankle[0] - heel[0]) + lift[1] * (ankle[1] - heel[1]) < 0:
        lift = (-lift[0], -lift[1])
    back, front = offset(heel, lift), offset(toe, lift)
    back = between(back, front, 0.12)
    shoe = shaded(look.shoes, shade)
    pen.solid(canvas, [(Capsule(back, sole, front, 0.8 * sole), shoe)])
    parts: list[tuple[Shape, str]] = [
        (Capsule(knee, 0.98 * r, ankle, 0.78 * r), lower),
        (Capsule(hip, 1.22 * r, knee, 1.0 * r), upper),
    ]
    if look.outfit == "shorts" and not robot:
        middle = between(hip, knee, 0.62)
        parts = [
            parts[0],
            (Capsule(middle, 1.05 * r, knee, 0.96 * r), skin),
            (Capsule(hip, 1.25 * r, middle, 1.16 * r), cloth),
        ]
    pen.solid(canvas, [*parts, *seat])
    if robot:
        pen.solid(canvas, [(Disc(knee, 0.62 * body.limb), shaded(look.skin, 0.85 * shade))])


def arm(canvas: skia.Canvas, pen: Pen, body: Body, look: Look, side: str, shade: float, robot: bool) -> None:
    shoulder, elbow = body.at(f"{side}_shoulder"), body.at(f"{side}_elbow")
    wrist, hand = body.at(f"{side}_wrist"), body.at(f"{side}_hand")
    r = 0.44 * body.limb
    sleeve, skin = shaded(look.top, shade), shaded(look.skin, shade)
    short = between(shoulder, elbow, 0.78)
    palm = 1.18 * r
    thumb = offset(between(wrist, hand, 0.55), normal(wrist, hand, -1.25 * r if body.facing >= 0 else 1.25 * r))
    tip = offset(hand, (0.35 * (hand[0] - wrist[0]), 0.35 * (hand[1] - wrist[1])))
    thumb_end = between(thumb, tip, 0.35)
    parts: list[tuple[Shape, str]] = [
        (Capsule(between(wrist, hand, 0.3), 0.5 * r, thumb_end, 0.42 * r), skin),
        (Capsule(elbow, 0.92 * r, wrist, 0.72 * r), skin),
        (Capsule(between(wrist, hand, 0.75), palm, tip, 0.86 * palm), skin),
        (Capsule(shoulder, 1.0 * r, elbow, 0.94 * r), skin),
        (Capsule(shoulder, 1.28 * r, short, 1.14 * r), sleeve),
    ]
    if robot:
        parts = [part for part in parts if part[0] is not parts[0][0]]
    pen.solid(canvas, parts)
    if robot:
        pen.solid(canvas, [(Disc(elbow, 0.55 * body.limb), shaded(look.skin, 0.85 * shade))])


def seat(body: Body, look: Look, robot: bool) -> list[tuple[Shape, str]]:
    """What joins the legs, drawn as one with the near one."""
    if look.outfit == "skirt" and not robot:
        return []
    pelvis = body.at("pelvis")
    hips = _hips(body)
    return [(Capsule(pelvis, hips, between(pelvis, body.at("chest"), 0.3), hips), look.bottom)]


def _hips(body: Body) -> float:
    return 0.5 * body.limb * 1.22 + body.body.hip * body.front * 0.75


def trunk(canvas: skia.Canvas, pen: Pen, body: Body, look: Look, robot: bool) -> None:
    pelvis, chest, neck = body.at("pelvis"), body.at("chest"), body.at("neck")
    head = body.at("head")
    front = body.front
    wide = body.body.shoulder
    hips = _hips(body)
    belly = 0.80 * wide * (0.62 + 0.38 * front)
    breast = wide * (0.66 + 0.34 * front)
    top = between(chest, neck, 0.62)
    throat = between(neck, head, 0.5)
    pen.solid(
        canvas,
        [
            (
                Capsule(between(chest, neck, 0.8), 0.42 * body.limb, throat, 0.42 * body.limb),
                look.skin if not robot else "#59636e",
            )
        ],
    )
    cloth = look.skin if robot else look.top
    shoulders: list[tuple[Shape, str]] = []
    if front > 0.3:
        left, right = body.at("l_shoulder"), body.at("r_shoulder")
        shoulders = [(Capsule(left, 0.5 * body.limb, right, 0.5 * body.limb), cloth)]
    if look.outfit == "skirt" and not robot:
        pen.solid(canvas, [(_skirt(body, pelvis, hips), look.bottom)])
    waist = between(pelvis, chest, 0.50)
    pen.solid(
        canvas,
        [
            (Capsule(waist, belly, chest, breast), cloth),
            (Capsule(chest, breast, top, 0.86 * breast), cloth),
            *shoulders,
        ],
    )
    if robot:
        plate = between(pelvis, neck, 0.62)
        side = 0.10 * body.facing
        pen.solid(canvas, [(Disc((plate[0] + side, plate[1]), 0.085), "#ffd75a")])


def _skirt(body: Body, pelvis: Point, hips: float) -> Outline:
    chest = body.at("chest")
    waist = between(pelvis, chest, 0.25)
    across = normal(pelvis, chest, 1.0)
    ends = []
    for side in "lr":
        hip, knee = body.at(f"{side}_hip"), body.at(f"{side}_knee")
        ends.append(between(hip, knee, 0.66))
    ends.sort(key=lambda point: point[0] * across[0] + point[1] * across[1])
    low, high = ends
    flare = 0.55 * body.limb + 0.06
    return polygon(
        [
            (waist[0] - across[0] * hips, waist[1] - across[1] * hips),
            (low[0] - across[0] * flare, low[1] - across[1] * flare - 0.03),
            (high[0] + across[0] * flare, high[1] + across[1] * flare - 0.03),
            (waist[0] + across[0] * hips, waist[1] + across[1] * hips),
        ]
    )
