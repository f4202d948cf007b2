"""The nodes of a glTF file: who hangs from whom, how they stand, and the pose in which a skin was bound to them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion.formats.gltf_data import Document, Json


@dataclass(frozen=True, eq=False)
class Node:
    """A node's own transform; `scale` is the mean of its three scales."""

    name: str
    parent: int
    rotation: NDArray[np.float64]
    position: NDArray[np.float64]
    scale: float


class Nodes:
    """All nodes of a document, checked to be trees."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all = _nodes(document)

    def trees_of(self, moved: set[int]) -> set[int]:
        """All nodes of the trees in which something moves: a skeleton without a skin may move in part."""
        tops = [self.above(node)[-1] if self.all[node].parent >= 0 else node for node in range(len(self.all))]
        wanted = {tops[node] for node in moved}
        return {node for node, top in enumerate(tops) if top in wanted}

    def above(self, node: int) -> list[int]:
        line = []
        while (node := self.all[node].parent) >= 0:
            line.append(node)
        return line

    def scale_above(self, node: int) -> float:
        """What the scales of all that carries `node` make of its own position."""
        return float(np.prod([self.all[above].scale for above in self.above(node)]))

    def skin_joints(self, skin: int) -> list[int]:
        joints = self.document.items("skins")[skin].get("joints")
        if not isinstance(joints, list) or not joints:
            raise self.document.wrong(f"skins[{skin}].joints", "is not a list of nodes")
        for i, joint in enumerate(joints):
            self.document.item("nodes", joint, f"skins[{skin}].joints[{i}]")
        return joints

    def rest(self, joints: list[int], parents: NDArray[np.int32], scales: list[float]) -> NDArray[np.float32]:
        """[J, 4, 4] the bind pose where a skin tells it, else the pose in which the nodes stand in the file."""
        world = np.tile(np.eye(4), (len(joints), 1, 1))
        for i, node in enumerate(joints):
            own = np.eye(4)
            own[:3, :3], own[:3, 3] = self.all[node].rotation, self.all[node].position * scales[i]
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
            nodes = self.skin_joints(skin)
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
            top = min(range(len(nodes)), key=lambda i: len(self.above(nodes[i])))
            bind[:, :3, :3] /= size[:, None, None]
            bind[:, :3, 3] /= size[top]
            bind[:, :3, :3] = _rigid(bind[:, :3, :3])
            return _placed(self, order, nodes, bind, world, top)
        return world


def _placed(
    nodes_of: Nodes,
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
        parent = order.get(nodes_of.all[node].parent)
        if node in skinned:
            found[i] = skinned[node]
        elif parent is not None:
            found[i] = found[parent] @ np.linalg.inv(world[parent]) @ world[i]
    return found


def _nodes(document: Document) -> list[Node]:
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


def _node(document: Document, node: Json, i: int, parent: int) -> Node:
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
        return Node(name, parent, _rigid(columns[None, :3, :3] / scale)[0], columns[:3, 3], scale)
    turn = document.numbers(node, "rotation", where, 4)
    if turn is not None and np.linalg.norm(turn) < 1e-6:
        raise document.wrong(f"{where}.rotation", "is a quaternion of no length")
    place = document.numbers(node, "translation", where, 3)
    scale3 = document.numbers(node, "scale", where, 3)
    rotation = np.eye(3) if turn is None else rot.matrix(rot.from_quaternion(turn[[3, 0, 1, 2]])).astype(np.float64)
    scale = 1.0 if scale3 is None else float(np.cbrt(np.abs(scale3).prod()))
    return Node(name, parent, rotation, np.zeros(3) if place is None else place, scale or 1.0)


def _rigid(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rotations nearest to `matrices [n, 3, 3]`."""
    u, _, v = np.linalg.svd(matrices)
    flip = np.ones((len(matrices), 3))
    flip[:, 2] = np.linalg.det(u @ v)
    return u @ (flip[..., None] * v)
