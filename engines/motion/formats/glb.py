"""glTF 2.0 (.glb, .gltf, .vrm): any animated rig read to a Clip and retargeted; the skinned mannequin written.

Read: node hierarchies with or without a skin, bind poses, LINEAR, STEP and CUBICSPLINE keys at any times, resampled at
the rate they were keyed at; morph weights with ARKit names; the humanoid of a VRM avatar or VRM animation, exactly.
Data that cannot be shown as rigid joints (scaling over time) is noted and left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.face import FACE_WEIGHTS
from engines.motion.formats import files
from engines.motion.formats.gltf_data import Document, Json, load
from engines.motion.formats.gltf_keys import Keys, frame_rate, sample
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


@dataclass(frozen=True, eq=False)
class _Node:
    """A node's own transform; `scale` is the mean of its three scales."""

    name: str
    parent: int
    rotation: NDArray[np.float64]
    position: NDArray[np.float64]
    scale: float


class Rig:
    """The nodes of a document and how its animations move them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.nodes = _nodes(document)
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
        parents = np.array([order.get(self.nodes[node].parent, -1) for node in joints], dtype=np.int32)
        scales = [self._scale_above(node) for node in joints]
        rotations = np.empty((frames, len(joints), 3, 3), dtype=np.float32)
        positions = np.empty((frames, len(joints), 3), dtype=np.float32)
        for i, node in enumerate(joints):
            turn, place = channels.get((node, "rotation")), channels.get((node, "translation"))
            rotations[:, i] = (
                self.nodes[node].rotation if turn is None else rot.matrix(rot.from_quaternion(_wxyz(sample(turn, at))))
            )
            positions[:, i] = (self.nodes[node].position if place is None else sample(place, at)) * scales[i]
        stretched = [self.nodes[n].name for (n, path), k in channels.items() if path == "scale" and _varies(k)]
        notes = list(self.notes)
        if stretched:
            notes.append(f"Joints that change their size over time keep it here: {', '.join(stretched[:12])}.")
        face, face_notes = self._face(channels, at)
        node_names = _distinct([self.nodes[node].name for node in joints])
        known = {ours: node_names[order[node]] for ours, node in humanoid(document).items() if node in order}
        return Clip(
            fps,
            tuple(node_names),
            parents,
            self._rest(joints, parents, scales),
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
        skins = [set(self._skin_joints(i)) for i in range(len(self.document.items("skins")))]
        skinned = max(skins, key=lambda joints: len(joints & moved), default=set())
        meshes = {i for i, node in enumerate(self.document.items("nodes")) if "mesh" in node}
        chosen = (skinned or self._trees_of(moved) - meshes) | set(humanoid(self.document).values())
        ends = {i for i, node in enumerate(self.nodes) if node.parent in chosen and i not in meshes}
        wanted = set(chosen) | ends
        for node in list(chosen):
            while (node := self.nodes[node].parent) >= 0:
                wanted.add(node)
        if not wanted:
            raise self.document.wrong("animations", "move no joints", _NO_ANIMATION)
        depth = {node: len(self._above(node)) for node in wanted}
        return sorted(wanted, key=lambda node: (depth[node], node))

    def _trees_of(self, moved: set[int]) -> set[int]:
        """All nodes of the trees in which something moves: a skeleton without a skin may move in part."""
        tops = [self._above(node)[-1] if self.nodes[node].parent >= 0 else node for node in range(len(self.nodes))]
        wanted = {tops[node] for node in moved}
        return {node for node, top in enumerate(tops) if top in wanted}

    def _above(self, node: int) -> list[int]:
        line = []
        while (node := self.nodes[node].parent) >= 0:
            line.append(node)
        return line

    def _scale_above(self, node: int) -> float:
        """What the scales of all that carries `node` make of its own position."""
        return float(np.prod([self.nodes[above].scale for above in self._above(node)]))

    def _skin_joints(self, skin: int) -> list[int]:
        joints = self.document.items("skins")[skin].get("joints")
        if not isinstance(joints, list) or not joints:
            raise self.document.wrong(f"skins[{skin}].joints", "is not a list of nodes")
        for i, joint in enumerate(joints):
            self.document.item("nodes", joint, f"skins[{skin}].joints[{i}]")
        return joints

    def _rest(self, joints: list[int], parents: NDArray[np.int32], scales: list[float]) -> NDArray[np.float32]:
        """[J, 4, 4] the bind pose where a skin tells it, else the pose in which the nodes stand in the file."""
        world = np.tile(np.eye(4), (len(joints), 1, 1))
        for i, node in enumerate(joints):
            own = np.eye(4)
            own[:3, :3], own[:3, 3] = self.nodes[node].rotation, self.nodes[node].position * scales[i]
            world[i] = own if parents[i] < 0 else world[parents[i]] @ own
        bound = self._bind_pose(joints, world)
        local = bound.copy()
        for i, parent in enumerate(parents):
            if parent >= 0:
                local[i] = np.linalg.inv(bound[parent]) @ bound[i]
        return local.astype(np.float32)

    def _bind_pose(self, joints: list[int], world: NDArray[np.float64]) -> NDArray[np.float64]:
        """`world` with the joints of the skin where its inverse bind matrices put them."""
        order = {node: i for i, node in enumerate(joints)}
        for skin, content in enumerate(self.document.items("skins")):
            nodes = self._skin_joints(skin)
            if "inverseBindMatrices" not in content or not set(nodes) <= set(order):
                continue
            where = f"skins[{skin}].inverseBindMatrices"
            inverse = self.document.accessor(content["inverseBindMatrices"], where, "MAT4").astype(np.float64)
            if len(inverse) < len(nodes):
                raise self.document.wrong(where, f"has {len(inverse)} matrices for {len(nodes)} joints")
            inverse = inverse[: len(nodes)].reshape(-1, 4, 4).swapaxes(-1, -2)
            if (np.abs(np.linalg.det(inverse[:, :3, :3])) < 1e-12).any():
                return world
            bind: NDArray[np.float64] = np.asarray(np.linalg.inv(inverse), dtype=np.float64)
            size = np.cbrt(np.abs(np.linalg.det(bind[:, :3, :3])))
            top = min(range(len(nodes)), key=lambda i: len(self._above(nodes[i])))
            bind[:, :3, :3] /= size[:, None, None]
            bind[:, :3, 3] /= size[top]
            bind[:, :3, :3] = _rigid(bind[:, :3, :3])
            return _placed(self, order, nodes, bind, world, top)
        return world

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
                elif np.abs(values[:, i]).max() > 1e-4:
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


def _placed(
    rig: Rig,
    order: Mapping[int, int],
    nodes: list[int],
    bind: NDArray[np.float64],
    world: NDArray[np.float64],
    top: int,
) -> NDArray[np.float64]:
    """The bind pose moved so that its topmost joint is where the nodes have it; what is not skinned hangs on it."""
    onto = world[order[nodes[top]]] @ np.linalg.inv(bind[top])
    found = world.copy()
    skinned = {node: onto @ bind[i] for i, node in enumerate(nodes)}
    for node, i in sorted(order.items(), key=lambda item: item[1]):
        parent = order.get(rig.nodes[node].parent)
        if node in skinned:
            found[i] = skinned[node]
        elif parent is not None:
            found[i] = found[parent] @ np.linalg.inv(world[parent]) @ world[i]
    return found


def _nodes(document: Document) -> list[_Node]:
    listed = document.items("nodes")
    parents = [-1] * len(listed)
    for i, node in enumerate(listed):
        children = node.get("children", [])
        if not isinstance(children, list):
            raise document.wrong(f"nodes[{i}].children", "is not a list")
        for child in children:
            document.item("nodes", child, f"nodes[{i}].children")
            if parents[child] >= 0:
                raise document.wrong(f"nodes[{child}]", f"hangs on both nodes[{parents[child]}] and nodes[{i}]")
            parents[child] = i
    _refuse_loops(document, parents)
    return [_node(document, node, i, parents[i]) for i, node in enumerate(listed)]


def _refuse_loops(document: Document, parents: list[int]) -> None:
    clear: set[int] = set()
    for start in range(len(parents)):
        line: list[int] = []
        passed: set[int] = set()
        node = start
        while node >= 0 and node not in clear:
            if node in passed:
                raise document.wrong(f"nodes[{node}]", "is its own ancestor")
            passed.add(node)
            line.append(node)
            node = parents[node]
        clear.update(line)


def _node(document: Document, node: Json, i: int, parent: int) -> _Node:
    where = f"nodes[{i}]"
    name = node.get("name")
    name = name if isinstance(name, str) and name else f"node {i}"
    matrix = document.numbers(node, "matrix", where, 16)
    if matrix is not None:
        columns = matrix.reshape(4, 4).T
        determinant = float(np.linalg.det(columns[:3, :3]))
        if abs(determinant) < 1e-18:
            raise document.wrong(f"{where}.matrix", "squashes the node flat")
        scale = float(np.cbrt(abs(determinant)))
        return _Node(name, parent, _rigid(columns[None, :3, :3] / scale)[0], columns[:3, 3], scale)
    turn = document.numbers(node, "rotation", where, 4)
    if turn is not None and np.linalg.norm(turn) < 1e-6:
        raise document.wrong(f"{where}.rotation", "is a quaternion of no length")
    place = document.numbers(node, "translation", where, 3)
    scale3 = document.numbers(node, "scale", where, 3)
    rotation = np.eye(3) if turn is None else rot.matrix(rot.from_quaternion(turn[[3, 0, 1, 2]])).astype(np.float64)
    scale = 1.0 if scale3 is None else float(np.cbrt(np.abs(scale3).prod()))
    return _Node(name, parent, rotation, np.zeros(3) if place is None else place, scale or 1.0)


def _rigid(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rotations nearest to `matrices [n, 3, 3]`."""
    u, _, v = np.linalg.svd(matrices)
    flip = np.ones((len(matrices), 3))
    flip[:, 2] = np.linalg.det(u @ v)
    return u @ (flip[..., None] * v)


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


def _wxyz(quaternions: NDArray[np.float32]) -> NDArray[np.float32]:
    return quaternions[:, [3, 0, 1, 2]]


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
