"""glTF 2.0 (.glb, .gltf, .vrm): any animated rig read to a Clip and retargeted; the skinned mannequin written.

Read: node hierarchies with or without a skin, bind poses, LINEAR, STEP and CUBICSPLINE keys at any times, resampled at
the rate they were keyed at; morph weights with ARKit names; the humanoid of a VRM avatar or VRM animation, exactly.
Data that cannot be shown as rigid joints (scaling over time) is noted and left out.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.face import CORRECTIVES, FACE_WEIGHTS
from engines.motion.formats import files
from engines.motion.formats.gltf_data import Document, load
from engines.motion.formats.gltf_keys import Keys, frame_rate, sample
from engines.motion.formats.gltf_nodes import Nodes
from engines.motion.formats.vrm import humanoid
from engines.motion.motion import Motion, exact_fps

_NO_ANIMATION = "Export the character together with an animation, or open a file that has one."


def clips(path: Path) -> list[str]:
    """The names of the animations in the file, made distinct; a file without any is a `StudioError`."""
    return _names(load(path))


def read(path: Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """One animation on our skeleton: the one named `clip`, or its number counted from 0, or else the first."""
    from engines.motion.retarget import retarget

    return retarget(read_clip(path, clip), mapping)


def _said_face(document: Document, frames: int) -> NDArray[np.float32] | None:
    """The face weights that a file of ours keeps beside those it shows, because its joints show part of them."""
    said = _said(document, "face")
    if said is None:
        return None
    values = document.accessor(said, "asset.extras.face", "SCALAR")
    if len(values) != frames * len(FACE_WEIGHTS):
        raise document.wrong("asset.extras.face", f"has {len(values):,} weights for {frames:,} frames")
    return values.reshape(frames, len(FACE_WEIGHTS))


def write(motion: Motion, path: Path) -> None:
    """Write the skinned mannequin moving as `motion` does."""
    from engines.motion.formats.glb_write import write as write_mannequin

    write_mannequin(motion, path)


def read_clip(path: Path, clip: str | None = None) -> Clip:
    """One animation on the rig of the file."""
    return Rig(load(path)).clip(clip)


def _names(document: Document) -> list[str]:
    found: list[str] = []
    for i, animation in enumerate(document.items("animations")):
        name = animation.get("name")
        name = name if isinstance(name, str) and name else f"animation {i}"
        while name in found:
            name += "_2"
        found.append(name)
    if not found:
        raise StudioError(f"{document.path.name} has no animation.", _NO_ANIMATION)
    return found


class Rig:
    """The nodes of a document and how its animations move them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.nodes = Nodes(document)
        self.notes: list[str] = []

    def clip(self, wanted: str | None) -> Clip:
        """The animation named `wanted` (or of that number, or the first) on the joints of this rig."""
        document = self.document
        names = _names(document)
        number = self._number(names, wanted)
        channels = self._channels(number)
        joints = self._joints(channels)
        times = [keys.times for keys in channels.values()]
        start = min(float(t[0]) for t in times)
        stop = max(float(t[-1]) for t in times)
        fps = _said_rate(document) or frame_rate(times, start)
        frames = round((stop - start) * float(fps)) + 1
        files.check_frames(f"{document.path.name}, animation '{names[number]}'", frames, len(joints))
        at = start + np.arange(frames) / float(fps)
        at = np.minimum(at, stop)

        order = {node: i for i, node in enumerate(joints)}
        parents = np.array([order.get(self.nodes.all[node].parent, -1) for node in joints], dtype=np.int32)
        scales = [self.nodes.scale_above(node) for node in joints]
        rotations = np.empty((frames, len(joints), 3, 3), dtype=np.float32)
        positions = np.empty((frames, len(joints), 3), dtype=np.float32)
        for i, node in enumerate(joints):
            turn, place = channels.get((node, "rotation")), channels.get((node, "translation"))
            still = self.nodes.all[node]
            rotations[:, i] = still.rotation if turn is None else _matrices(sample(turn, at))
            positions[:, i] = (still.position if place is None else sample(place, at)) * scales[i]
        stretched = [self.nodes.all[n].name for (n, path), k in channels.items() if path == "scale" and _varies(k)]
        notes = list(self.notes)
        if stretched:
            notes.append(f"Joints that change their size over time keep it here: {', '.join(stretched[:12])}.")
        face, face_notes = self._face(channels, at)
        node_names = _distinct([self.nodes.all[node].name for node in joints])
        known = {ours: node_names[order[node]] for ours, node in humanoid(document).items() if node in order}
        return Clip(
            fps,
            tuple(node_names),
            parents,
            self.nodes.rest(joints, parents, scales),
            rotations,
            positions,
            face=face,
            source=f"{document.path.name}: {names[number]}" if len(names) > 1 else document.path.name,
            notes=(*notes, *face_notes),
            known=known,
        )

    def _number(self, names: list[str], wanted: str | None) -> int:
        if wanted is None:
            return 0
        if wanted in names:
            return names.index(wanted)
        if wanted.isdecimal() and int(wanted) < len(names):
            return int(wanted)
        listed = ", ".join(names[:60])
        raise StudioError(f"{self.document.path.name} has no animation named '{wanted}'.", f"It has {listed}.")

    def _channels(self, number: int) -> dict[tuple[int, str], Keys]:
        """{(node, path): keys} of one animation."""
        document, place = self.document, f"animations[{number}]"
        animation = document.items("animations")[number]
        samplers, listed = animation.get("samplers"), animation.get("channels")
        if not isinstance(samplers, list) or not isinstance(listed, list) or not listed:
            raise document.wrong(place, "has no channels or no samplers", _NO_ANIMATION)
        found: dict[tuple[int, str], Keys] = {}
        for i, channel in enumerate(listed):
            where = f"{place}.channels[{i}]"
            target = channel.get("target") if isinstance(channel, dict) else None
            if not isinstance(target, dict):
                raise document.wrong(where, "has no target")
            path = target.get("path")
            if "node" not in target or path not in ("rotation", "translation", "scale", "weights"):
                continue  # an extension's channel, which moves no joint
            document.item("nodes", target["node"], f"{where}.target.node")
            which = channel.get("sampler")
            if not isinstance(which, int) or not 0 <= which < len(samplers) or not isinstance(samplers[which], dict):
                raise document.wrong(f"{where}.sampler", f"refers to sampler {which!r}, which does not exist")
            found[target["node"], path] = Keys.of(document, samplers[which], path, f"{place}.samplers[{which}]")
        if not found:
            raise document.wrong(place, "moves nothing", _NO_ANIMATION)
        return found

    def _joints(self, channels: Mapping[tuple[int, str], Keys]) -> list[int]:
        """The nodes that matter, parents first: moved or skinned ones, what carries them, and the ends of bones."""
        moved = {node for node, path in channels if path != "weights"}
        skins = [set(self.nodes.skin_joints(i)) for i in range(len(self.document.items("skins")))]
        skinned = max(skins, key=lambda joints: len(joints & moved), default=set())
        meshes = {i for i, node in enumerate(self.document.items("nodes")) if "mesh" in node}
        chosen = (skinned or self.nodes.trees_of(moved) - meshes) | set(humanoid(self.document).values())
        ends = {i for i, node in enumerate(self.nodes.all) if node.parent in chosen and i not in meshes}
        wanted = set(chosen) | ends
        for node in list(chosen):
            while (node := self.nodes.all[node].parent) >= 0:
                wanted.add(node)
        if not wanted:
            raise self.document.wrong("animations", "move no joints", _NO_ANIMATION)
        depth = {node: len(self.nodes.above(node)) for node in wanted}
        return sorted(wanted, key=lambda node: (depth[node], node))

    def _face(
        self, channels: Mapping[tuple[int, str], Keys], at: NDArray[np.float64]
    ) -> tuple[NDArray[np.float32] | None, list[str]]:
        """[T, 52] from morphs with ARKit names, and notes of the morphs that have other names."""
        face = np.zeros((len(at), len(FACE_WEIGHTS)), dtype=np.float32)
        lookup = {_plain(name): i for i, name in enumerate(FACE_WEIGHTS)}
        seen, other = False, set()
        for (node, path), keys in channels.items():
            if path != "weights":
                continue
            names = self._morph_names(node)
            values = sample(keys, at)
            for i, name in enumerate(names[: values.shape[1]]):
                if _plain(name) in lookup:
                    face[:, lookup[_plain(name)]] = values[:, i]
                    seen = True
                elif name not in CORRECTIVES and np.abs(values[:, i]).max() > 1e-4:
                    other.add(name)
        notes = [f"Face shapes that are not ARKit's: {', '.join(sorted(other)[:20])}."] if other else []
        own = _said_face(self.document, len(at))
        return (own if own is not None else face if seen else None), notes

    def _morph_names(self, node: int) -> list[str]:
        document = self.document
        where = f"nodes[{node}].mesh"
        mesh = document.item("meshes", document.items("nodes")[node].get("mesh"), where)
        extras = mesh.get("extras")
        names = extras.get("targetNames") if isinstance(extras, dict) else None
        return [str(name) for name in names] if isinstance(names, list) else []


def _said(document: Document, key: str) -> Any:
    """What a file of ours carries beside glTF's own fields."""
    asset = document.json.get("asset")
    extras = asset.get("extras") if isinstance(asset, dict) else None
    return extras.get(key) if isinstance(extras, dict) else None


def _said_rate(document: Document) -> Fraction | None:
    """The exact rate that our own files carry."""
    said = _said(document, "fps")
    if not isinstance(said, str) or len(said) > 40:
        return None
    rate = exact_fps(said)
    if not 1 <= rate <= 1000:
        raise document.wrong("asset.extras.fps", f"is {said!r}, not 1 to 1000 frames a second")
    return rate


def _matrices(quaternions: NDArray[np.float32]) -> NDArray[np.float32]:
    """[T, 3, 3] from glTF's quaternions `[T, 4]`, whose last number is w."""
    return rot.matrix(rot.from_quaternion(quaternions[:, [3, 0, 1, 2]]))


def _varies(keys: Keys) -> bool:
    return bool(np.ptp(keys.values, axis=0).max() > 1e-3)


def _plain(name: str) -> str:
    """A morph's name without what programs add: "Face.M_F00_mouthSmile_L" and "mouthSmileLeft" are one."""
    bare = name.split(".")[-1]
    for short, long in (("_L", "Left"), ("_R", "Right")):
        bare = bare.removesuffix(short) + long if bare.endswith(short) else bare
    return bare.replace("_", "").lower()


def _distinct(names: list[str]) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        while name in seen:
            name += "_2"
        seen.add(name)
        found.append(name)
    return found
