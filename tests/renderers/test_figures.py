"""Figures are where their joints are, in every style and at every size, over what was there before."""

import dataclasses
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import skia

from renderers.figure_hats import HATS
from renderers.figure_props import DRAWINGS
from renderers.figure_track import FURS, JOINT, JOINTS
from renderers.figure_track import STYLES as HAIR
from renderers.figures import STYLES, Cast, Look, Painter, View, look_for

VIEW = View((0.0, 1.3), 3.2, (640, 640))
KINDS = ("human", "child", "robot", "alien", "animal")
PLAIN = Look(skin="#ff9900", top="#0000ff", bottom="#008800", shoes="#880088", hair="#111111", hair_style="none")


def figure(kind: str = "human", facing: float = 0.0, props=(), **face) -> SimpleNamespace:
    """One frame of somebody who stands with arms a little away, made by hand."""
    places = {
        **{"pelvis": (0, 1.15), "chest": (0, 1.48), "neck": (0, 1.84), "head": (0, 2.2)},
        **{"l_shoulder": (0.21, 1.78), "l_elbow": (0.45, 1.42), "l_wrist": (0.6, 1.05), "l_hand": (0.63, 0.97)},
        **{"r_shoulder": (-0.21, 1.78), "r_elbow": (-0.45, 1.42), "r_wrist": (-0.6, 1.05), "r_hand": (-0.63, 0.97)},
        **{"l_hip": (0.11, 1.15), "l_knee": (0.15, 0.62), "l_ankle": (0.18, 0.09)},
        **{"l_heel": (0.16, 0), "l_toe": (0.3, 0), "r_heel": (-0.16, 0), "r_toe": (-0.3, 0)},
        **{"r_hip": (-0.11, 1.15), "r_knee": (-0.15, 0.62), "r_ankle": (-0.18, 0.09)},
    }  # fmt: skip
    usual = {
        **{"mouth": 0, "eyes": 0, "openness": 0.0, "smile": 0.1, "slant": 0.0, "lift": 0.0},
        **{"wide": 1.0, "lid": 0.0, "gaze": (0.0, 0.0), "tears": 0.0},
    }
    return SimpleNamespace(
        kind=kind,
        body=SimpleNamespace(head=0.31, limb=0.15, shoulder=0.21, hip=0.11, height=2.5),
        joints=np.array([[places[name] for name in JOINTS]], dtype=np.float32),
        facing=np.array([facing]),
        face=SimpleNamespace(**{name: np.array([value]) for name, value in (usual | face).items()}),
        props=props,
    )


def prop(name: str, x: float, y: float, order: str = "front", angle: float = 0.0) -> SimpleNamespace:
    """Something that is moved."""
    return SimpleNamespace(
        name=name,
        place=np.array([[x, y]]),
        angle=np.array([angle]),
        shown=np.array([True]),
        order=order,
        size=1.0,
        flip=1,
    )


def picture(one, look: Look = PLAIN, style="normal", view: View = VIEW) -> np.ndarray:
    """[H, W, 3]."""
    return Painter(style).picture([Cast(one, look)], 0, view)


def pixel(image: np.ndarray, x: float, y: float, view: View = VIEW) -> list[int]:
    """The colour at a point of the figure's own units."""
    column = round(0.5 * view.size[0] + (x - view.middle[0]) * view.scale)
    row = round(0.5 * view.size[1] - (y - view.middle[1]) * view.scale)
    return image[row, column].tolist()


def test_every_part_is_where_its_joints_are_in_its_colour():
    image = picture(figure())
    assert pixel(image, 0.0, 2.38) == [255, 153, 0], "forehead"
    assert pixel(image, 0.0, 1.5) == [0, 0, 255], "shirt"
    assert pixel(image, -0.15, 0.62) == [0, 136, 0], "the near knee"
    assert pixel(image, -0.63, 0.97) == [255, 153, 0], "the near hand"
    assert pixel(image, -0.31, 0.06) == [136, 0, 136], "the near shoe"
    assert pixel(image, 1.2, 2.4) == [255, 255, 255], "nothing"


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_the_same_figure_on_its_own_paper(style):
    image = picture(figure(), style=style)
    paper = np.array(pixel(image, 1.4, 2.8))
    drawn = np.abs(image.astype(int) - paper).max(axis=2) > 24
    solid = np.abs(picture(figure()).astype(int) - 255).max(axis=2) > 24
    shape = (drawn & solid).sum() / solid.sum()
    least = {"normal": 0.99, "paper": 0.75}
    assert shape > least.get(style, 0.4)
    assert (drawn & ~cv2.dilate(solid.astype(np.uint8), np.ones((37, 37), np.uint8)).astype(bool)).sum() == 0


def test_ink_is_black_and_white_and_neon_is_in_the_dark():
    ink = picture(figure(), style="ink").astype(int)
    assert np.ptp(ink, axis=2).max() < 24
    neon = picture(figure(), style="neon")
    assert neon.mean() < 60 and neon.max() > 240


def test_four_k_is_the_same_drawing_larger():
    small, large = picture(figure()), picture(figure(), view=dataclasses.replace(VIEW, size=(2160, 2160)))
    shrunk = cv2.resize(large, VIEW.size, interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - small.astype(int)).mean() < 0.6


def test_what_was_on_the_canvas_stays_and_the_canvas_is_left_as_it_was():
    pixels = np.zeros((640, 640, 4), np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    canvas.clear(skia.ColorSetRGB(10, 200, 30))
    Painter().draw(canvas, [Cast(figure(), PLAIN)], 0, VIEW)
    assert pixel(pixels[:, :, :3], 1.2, 2.4) == [10, 200, 30]
    assert pixel(pixels[:, :, :3], 0.0, 1.5) == [0, 0, 255]
    assert canvas.getTotalMatrix().isIdentity() and canvas.getSaveCount() == 1
    canvas.drawRect(skia.Rect(310, 310, 330, 330), skia.Paint(Color=skia.ColorWHITE))
    assert pixels[320, 320, :3].tolist() == [255, 255, 255], "and something may be drawn after"


def test_the_first_of_a_cast_is_behind_the_others():
    red = dataclasses.replace(PLAIN, top="#ff0000")
    both = [Cast(figure(), PLAIN), Cast(figure(), red)]
    assert pixel(Painter().picture(both, 0, VIEW), 0.0, 1.5) == [255, 0, 0]
    assert pixel(Painter().picture(both[::-1], 0, VIEW), 0.0, 1.5) == [0, 0, 255]


@pytest.mark.parametrize("facing", [1.0, -1.0])
def test_from_the_side_the_near_arm_is_before_the_trunk_and_the_far_one_behind(facing):
    one = figure(facing=facing)
    for side in "lr":
        for part, place in (
            ("shoulder", (0, 1.78)),
            ("elbow", (0.02, 1.45)),
            ("wrist", (0.02, 1.1)),
            ("hand", (0.02, 1.0)),
        ):
            one.joints[0, JOINT[f"{side}_{part}"]] = place
    sleeve = pixel(picture(one, dataclasses.replace(PLAIN, skin="#ff0000")), 0.02, 1.38)
    assert sleeve == [255, 0, 0], "the near forearm"
    near, far = ("r", "l") if facing > 0 else ("l", "r")
    one.joints[0, [JOINT[f"{near}_{part}"] for part in ("elbow", "wrist", "hand")]] += [1.0, 0.0]
    hidden = pixel(picture(one, dataclasses.replace(PLAIN, skin="#ff0000")), 0.0, 1.5)
    assert hidden == [0, 0, 255], far


def test_a_face_looks_where_the_figure_faces():
    def middle_of_eyes(facing: float) -> float:
        image = picture(figure(facing=facing), dataclasses.replace(PLAIN, skin="#ffffff"))
        row = round(320 - (2.2 + 0.06 * 0.31 - 1.3) * VIEW.scale)
        band = image[row - 4 : row + 5, 265:376].max(axis=2) < 60
        # The outline of the head is as dark as the eyes: leave it out.
        columns = np.flatnonzero(band.any(axis=0)) + 265
        inside = columns[(np.abs(columns - 320) < 50)]
        return float(inside.mean() - 320)

    assert middle_of_eyes(0.9) > 8 and middle_of_eyes(-0.9) < -8
    assert abs(middle_of_eyes(0.0)) < 3


def test_an_open_mouth_is_larger_the_more_it_is_open():
    def dark_red(openness: float) -> int:
        image = picture(figure(openness=openness, mouth=4)).astype(int)
        return int((np.abs(image - [90, 31, 42]).max(axis=2) < 12).sum())

    assert dark_red(0.0) == 0
    assert dark_red(0.2) < dark_red(0.6) < dark_red(1.0)


def test_shut_lids_hide_the_eyes():
    def dark(**face) -> int:
        head = picture(figure(**face))[120:190, 270:370]
        return int((head.max(axis=2) < 60).sum())

    assert dark(lid=1.0) < 0.75 * dark(lid=0.0)


@pytest.mark.parametrize("feeling", [{"smile": 1.0}, {"smile": -1.0}])
def test_the_corners_of_a_mouth_go_up_in_joy_and_down_in_sorrow(feeling):
    image = picture(figure(**feeling), dataclasses.replace(PLAIN, skin="#ffffff"))
    rows, columns = np.nonzero(image[157:184, 290:350].max(axis=2) < 90)
    middle = rows[np.abs(columns - 30) < 4].mean()
    ends = rows[np.abs(columns - 30) > np.abs(columns - 30).max() - 4].mean()
    assert (ends < middle) == (feeling["smile"] > 0)


def test_the_shadow_lies_on_the_ground_and_fades_as_the_figure_rises():
    def darkness(lift: float) -> float:
        one = figure()
        one.joints[:, :, 1] += lift
        return 255 - float(picture(one, view=dataclasses.replace(VIEW, middle=(0.0, 1.6)))[635 : 640 - 1].min())

    low = View((0.0, 1.3), 3.2, (640, 640))

    def under(lift: float) -> int:
        one = figure()
        one.joints[:, :, 1] += lift
        return 255 - min(pixel(picture(one, view=low), 0.0, 0.0, low))

    assert under(0.4) > under(1.0) > under(1.6) > 0
    assert darkness(3.0) == 0


@pytest.mark.parametrize("name", [*DRAWINGS, "a thing that nobody has drawn"])
def test_every_thing_is_drawn_at_its_place(name):
    bare = picture(figure())
    image = picture(figure(props=(prop(name, 1.1, 0.8),)))
    changed = np.argwhere(np.abs(image.astype(int) - bare).max(axis=2) > 20)
    assert len(changed) > 20
    row, column = 320 - (0.8 - 1.3) * VIEW.scale, 320 + 1.1 * VIEW.scale
    assert np.abs(changed - [row, column]).sum(axis=1).min() < 0.5 * VIEW.scale


def test_things_turn_clockwise_and_lie_before_or_behind_the_figure():
    bat = picture(figure(props=(prop("bat", 0.0, 1.5, angle=np.pi / 2),)))
    wood = np.argwhere(np.abs(bat.astype(int) - [201, 148, 85]).max(axis=2) < 10)
    assert wood[:, 1].mean() > 320 + 40, "its end points to the right"
    before = pixel(picture(figure(props=(prop("ball", 0.0, 1.45),))), 0.0, 1.42)
    behind = pixel(picture(figure(props=(prop("ball", 0.0, 1.45, "behind"),))), 0.0, 1.42)
    assert before != [0, 0, 255] and behind == [0, 0, 255]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("facing", [-1.0, -0.4, 0.0, 0.7])
def test_every_kind_is_drawn_from_every_side(kind, facing):
    image = picture(figure(kind, facing), look_for(kind, 1))
    assert 0.04 < (image.min(axis=2) < 200).mean() < 0.4


@pytest.mark.slow
def test_every_hat_hair_outfit_and_species_looks_different():
    seen = [
        picture(figure(), dataclasses.replace(PLAIN, hat=hat))
        for hat in set(HATS) - {"baseball cap", "witch hat", "sun hat", "chef's hat"}
    ]
    seen += [picture(figure(), dataclasses.replace(PLAIN, hair_style=hair)) for hair in {*HAIR, "none"}]
    seen += [picture(figure(), dataclasses.replace(PLAIN, outfit=outfit)) for outfit in ("skirt", "shorts")]
    seen += [picture(figure("animal"), look_for("animal", 0, species)) for species in FURS]
    for number, one in enumerate(seen):
        for other in seen[:number]:
            assert np.abs(one.astype(int) - other).max() > 60


def test_neighbours_wear_different_clothes():
    assert len({look_for("human", number).top for number in range(6)}) == 6


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_shoes_stand_on_the_ground_whichever_way_they_point(way):
    one = figure(facing=way)
    for side in "lr":
        x = one.joints[0, JOINT[f"{side}_ankle"], 0]
        one.joints[0, JOINT[f"{side}_heel"]] = (x - 0.06 * way, 0)
        one.joints[0, JOINT[f"{side}_toe"]] = (x + 0.19 * way, 0)
    shoe = np.abs(picture(one).astype(int) - [136, 0, 136]).max(axis=2) < 8
    lowest = 1.3 - (np.flatnonzero(shoe.any(axis=1)).max() - 320) / VIEW.scale
    assert lowest == pytest.approx(0.0, abs=0.02)
