"""How faithfully motion of other skeletons is carried over: numbers to read and pictures to look at.

    python tests/benchmarks/retargeting.py [SHEETS] [--data FOLDER] [--only TEXT] [--frames N]

Prints for every capture in DATA/bvh and every animation in DATA/gestures_gltf how far our limbs point away from the
source's (mean / 95 % / most, degrees), how far the line from pelvis to neck does (most, and in the rest pose), how far
feet slide that stand still in the source (median / most, millimetres a contact, less what the source itself slides),
how wrong the height of soles on the floor is (95 % / most), by how much the twist of a wrist changes in one frame
(ours / theirs, degrees), and frames a second. With SHEETS it also draws every clip: the source as a stick figure (left
red, right blue) beside the mannequin.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contracts import StudioError
from engines.motion import Motion, skeleton
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.formats import acclaim, bvh, glb
from engines.motion.retarget import calibrate, ground, retarget
from engines.motion.retarget.figure import Figure, find_figure
from engines.motion.retarget.pose import twist_about

F64 = NDArray[np.float64]
LIMBS = {"thigh": ("hip", "knee"), "shin": ("knee", "ankle"), "arm": ("shoulder", "elbow"), "fore": ("elbow", "wrist")}
SIDES = ("left", "right")


def clips(data: Path, only: str) -> Iterator[Clip]:
    """Every clip of the reference media whose name holds `only`."""
    for path in sorted((data / "bvh").rglob("*")):
        reader = {".bvh": bvh.read_clip, ".amc": acclaim.read_clip}.get(path.suffix)
        if reader and only.lower() in path.name.lower() and "sinusoidal" not in path.name:
            yield reader(path)
    for path in sorted((data / "gestures_gltf").rglob("*.gl*")):
        try:
            names = glb.clips(path)
        except StudioError:
            continue  # a rig without an animation
        for name in names:
            if only.lower() in f"{path.name}: {name}".lower():
                yield glb.read_clip(path, name)


def angle(a: F64, b: F64) -> F64:
    """Degrees between directions `[T, 3]`."""
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(-1)))


def limb_errors(figure: Figure, places: F64) -> dict[str, F64]:
    """{limb: [2 T] degrees between our limb and the source's}, both sides together."""
    found = {}
    for limb, (start, end) in LIMBS.items():
        both = []
        for side in SIDES:
            a, b = f"{side}_{start}", f"{side}_{end}"
            if figure.has(a, b):
                ours = places[:, skeleton.INDEX[b]] - places[:, skeleton.INDEX[a]]
                both.append(angle(ours, figure.at(b) - figure.at(a)))
        found[limb] = np.concatenate(both) if both else np.zeros(1)
    return found


def trunk_error(figure: Figure, places: F64) -> tuple[F64, float]:
    """[T] change of the angle between our line from pelvis to neck and theirs, and the angle at rest, degrees."""
    if not figure.has("neck"):
        return np.zeros(1), 0.0
    ours = places[:, skeleton.INDEX["neck"]] - places[:, 0]
    apart = angle(ours, figure.at("neck") - figure.at("pelvis"))
    if figure.rest is None:
        return apart, 0.0
    rest = figure.rest.positions
    theirs = rest[figure.index["neck"]] - rest[figure.index["pelvis"]]
    return apart, float(angle(calibrate.ours_to("pelvis", "neck")[None], theirs[None])[0])


def feet(figure: Figure, motion: Motion, places: F64, turned: F64) -> tuple[list[float], F64]:
    """Slide of every contact beyond the source's own, and errors of sole height near the floor; millimetres."""
    frames = calibrate.local_frames(figure)
    posed = np.tile(np.eye(3), (len(motion), skeleton.COUNT, 1, 1))
    for side in SIDES:
        posed[:, skeleton.INDEX[f"{side}_ankle"]] = turned[:, skeleton.INDEX[f"{side}_ankle"]]
    floor = ground._floor(figure, posed, frames.sole)
    slides, heights = [], []
    for side in SIDES:
        ankle = places[:, skeleton.INDEX[f"{side}_ankle"]]
        for sole in ground._soles(figure, posed, side, ankle, frames.sole[side], floor):
            near = (sole.height < 0.03) & (sole.level > 0.7)  # a foot lying on its side stands on nothing
            heights.append(np.abs(sole.ours[near, 1] - np.maximum(sole.height[near], 0)) * 1000)
            for start, stop in ground.runs(sole.stands):
                apart = (sole.ours - sole.theirs)[start:stop, ::2]
                slides.append(float(np.linalg.norm(apart - apart.mean(axis=0), axis=-1).max()) * 1000)
    return slides, np.concatenate(heights)


def wrist_jumps(figure: Figure, motion: Motion) -> tuple[float, float]:
    """Most degrees by which the twist of a hand against its forearm changes in one frame: ours, theirs."""
    ours = theirs = 0.0
    if len(motion) < 2:
        return ours, theirs
    frames = calibrate.local_frames(figure)
    for side in SIDES:
        if not figure.has(f"{side}_wrist"):
            continue
        along = calibrate.ours_to(f"{side}_elbow", f"{side}_wrist")
        mine = rot.matrix(motion.rotations[:, skeleton.INDEX[f"{side}_wrist"]]).astype(np.float64)
        ours = max(ours, float(np.degrees(np.abs(np.diff(twist_about(mine, along))).max())))
        hand, arm = (
            figure.turn(f"{side}_{joint}") @ frames.local[figure.index[f"{side}_{joint}"]]
            for joint in ("wrist", "elbow")
        )
        relative = np.swapaxes(arm, -1, -2) @ hand
        theirs = max(theirs, float(np.degrees(np.abs(np.diff(twist_about(relative, along))).max())))
    return ours, theirs


def row(clip: Clip) -> tuple[str, Motion, Figure, dict[str, float]]:
    """One line of the table."""
    begin = time.perf_counter()
    motion = retarget(clip)
    seconds = time.perf_counter() - begin
    figure = find_figure(clip)
    places32, turned32 = skeleton.forward(motion.rotations, motion.translation)
    places, turned = places32.astype(np.float64), turned32.astype(np.float64)
    errors = limb_errors(figure, places)
    trunk, at_rest = trunk_error(figure, places)
    slides, heights = feet(figure, motion, places, turned)
    ours, theirs = wrist_jumps(figure, motion)
    limbs = " ".join(f"{e.mean():4.1f}/{np.percentile(e, 95):4.1f}/{e.max():4.1f}" for e in errors.values())
    slide = f"{np.median(slides):3.0f}/{max(slides):3.0f}" if slides else "   -   "
    height = f"{np.percentile(heights, 95):3.0f}/{heights.max():3.0f}" if len(heights) else "   -   "
    name = clip.source.replace("AnimationLibrary_Godot_Standard.gltf", "quaternius")
    name = name.replace("human-addon-animations_20260322.glb", "mesh2motion")
    text = (
        f"{name[:36]:36s} {len(motion):5d} {limbs}  {trunk.max():4.1f} ({at_rest:4.1f})  {slide:>7s} {height:>7s}  "
        f"{ours:4.0f}/{theirs:4.0f}  {len(motion) / seconds:6.0f}"
    )
    numbers = {f"{limb} p95": float(np.percentile(e, 95)) for limb, e in errors.items()}
    numbers |= {f"{limb} most": float(e.max()) for limb, e in errors.items()}
    numbers["slide most"] = max(slides, default=0.0)
    numbers["height most"] = float(heights.max(initial=0.0))
    return text, motion, figure, numbers


def sheet(clips_drawn: list[tuple[str, Motion, Figure]], path: Path, frames: int) -> None:
    """A page of clips: one row each, a stick figure and the mannequin for some frames."""
    from PIL import Image, ImageDraw

    from engines.body import load_body
    from renderers.camera import Camera
    from renderers.mesh import MeshRenderer

    body = load_body()
    width, height = 150, 210
    renderer = MeshRenderer(body.surface, size=(width, height))
    page = Image.new("RGB", (frames * 2 * width, len(clips_drawn) * (height + 14)), "white")
    for r, (name, motion, figure) in enumerate(clips_drawn):
        top = r * (height + 14)
        ImageDraw.Draw(page).text((2, top), name, fill="black")
        lift = _lift(figure, motion)
        for c, frame in enumerate(np.linspace(0, len(motion) - 1, frames).astype(int)):
            spot = motion.translation[frame].astype(float)
            centre = np.array([spot[0], max(spot[1], 0.5) * 0.95, spot[2]])
            turn = np.radians(25.0) + _heading(motion)
            eye = centre + 6.5 * np.array([np.sin(turn), 0.12, np.cos(turn)])
            camera = Camera(tuple(map(float, eye)), tuple(map(float, centre)), fov_y=np.radians(19.0))
            drawn = Image.fromarray(renderer.draw(body.vertices(motion, frame, frame + 1)[0], camera)[..., :3])
            page.paste(drawn, ((2 * c + 1) * width, top + 14))
            cell = Image.new("RGB", (width, height), (246, 246, 246))
            _stick(ImageDraw.Draw(cell), figure, frame, lift, camera, (width, height))
            page.paste(cell, (2 * c * width, top + 14))
    page.save(path)


def _heading(motion: Motion) -> float:
    ahead = rot.matrix(motion.rotations[: max(1, len(motion) // 4), 0])[..., 2].mean(axis=0)
    return float(np.arctan2(ahead[0], ahead[2]))


def _lift(figure: Figure, motion: Motion) -> F64:
    """Where the source's figure is drawn: its hips where ours are in the middle of the clip."""
    hips = [skeleton.INDEX[f"{side}_hip"] for side in SIDES]
    ours = motion.positions()[:, hips].mean(axis=1).astype(float)
    theirs = (figure.at("left_hip") + figure.at("right_hip")) / 2
    return np.median(ours - theirs, axis=0)


def _stick(draw, figure: Figure, frame: int, lift: F64, camera, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    points = camera.project(figure.positions[frame] + lift, size)
    names = {joint: name for name, joint in figure.index.items()}
    mapped = set(figure.index.values()) | set(figure.spine) | set(figure.neck)
    for joint, parent in enumerate(figure.clip.parents):
        above = int(parent)
        while above >= 0 and above not in mapped:
            above = int(figure.clip.parents[above])
        if above < 0 or (joint not in mapped and int(parent) not in mapped):
            continue
        name = names.get(joint, names.get(int(parent), ""))
        colour = "red" if name.startswith("left") else "blue" if name.startswith("right") else "black"
        fine = name[-1:].isdigit() and "spine" not in name
        draw.line([*points[above, :2], *points[joint, :2]], fill=colour, width=1 if fine else 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="?", type=Path, help="folder for contact sheets")
    usual = Path(os.environ.get("MARIONETTE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=usual)
    parser.add_argument("--only", default="")
    parser.add_argument("--frames", type=int, default=5)
    options = parser.parse_args()
    if options.sheets:
        options.sheets.mkdir(parents=True, exist_ok=True)
    print(
        f"{'clip':36s} {'T':>5s} {'thigh':>14s} {'shin':>14s} {'upper arm':>14s} {'forearm':>14s}  trunk (rest)", end=""
    )
    print("  slide mm height mm  twist jump  frames/s")
    pages: list[tuple[str, Motion, Figure]] = []
    worst: dict[str, list[float]] = {}
    number = 0
    for clip in clips(options.data, options.only):
        text, motion, figure, numbers = row(clip)
        print(text, flush=True)
        for key, value in numbers.items():
            worst.setdefault(key, []).append(value)
        pages.append((f"{clip.source}  ({float(clip.fps):.5g} fps, {len(motion)} frames)", motion, figure))
        if options.sheets and len(pages) == 6:
            sheet(pages, options.sheets / f"sheet_{number:02d}.png", options.frames)
            pages, number = [], number + 1
    if options.sheets and pages:
        sheet(pages, options.sheets / f"sheet_{number:02d}.png", options.frames)
    print("\nover all clips: " + ", ".join(f"{key} {max(values):.1f}" for key, values in worst.items()))


if __name__ == "__main__":
    main()
