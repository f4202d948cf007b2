"""Which joint of a file is which of ours: by name rules, then by place in the tree, and always as the user says.

`match` goes from a skeleton's joint names and parents to {our joint: their joint}. The rules are in
configs/joint_names.yaml; a user's own mapping file (YAML or JSON, `our name: their name`) overrides them one by one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import skeleton

RULES = Path(__file__).resolve().parents[2] / "configs" / "joint_names.yaml"
MAX_MAPPING_BYTES = 1_000_000
REQUIRED = ("pelvis", *(f"{side}_{joint}" for side in ("left", "right") for joint in ("hip", "knee", "ankle")))
REQUIRED += tuple(f"{side}_{joint}" for side in ("left", "right") for joint in ("shoulder", "elbow"))


class Match(NamedTuple):
    """Whose joint is whose."""

    mapping: dict[str, str]
    """{our joint: their joint}, in our joint order."""
    unmapped: list[str]
    """Their joints that move nothing of ours, in their order."""
    missing: list[str]
    """Our joints that their skeleton does not have, in our order."""


class Part(NamedTuple):
    """What one joint name says: which side, which word, which number."""

    side: str
    word: str
    number: int | None


@cache
def rules() -> dict[str, Any]:
    """The name rules of configs/joint_names.yaml."""
    import yaml

    return yaml.safe_load(RULES.read_text(encoding="utf-8"))


def match(
    names: Sequence[str],
    parents: Sequence[int] | NDArray[np.integer],
    overrides: Mapping[str, str | None] | None = None,
) -> Match:
    """Find our 55 joints in a skeleton of `names`, whose `parents` (-1 for a root) come before their children.

    `overrides` {our joint: their joint, or None to leave ours at rest} always win; a name that does not exist is a
    `StudioError`.
    """
    tree = _Tree(names, [int(parent) for parent in parents])
    fixed = _checked(overrides or {}, names)
    found: dict[str, int] = {ours: tree.index[theirs] for ours, theirs in fixed.items() if theirs is not None}
    parts = [parse(name) for name in names]
    _exact(found, fixed, names)
    _sided(found, fixed, parts, tree)
    _middle(found, fixed, parts, tree)
    _fingers(found, fixed, parts)
    mapping = {name: names[found[name]] for name in skeleton.JOINTS if name in found}
    return Match(mapping, _unused(found, tree), [name for name in skeleton.JOINTS if name not in found])


def require_person(result: Match, source: str) -> None:
    """Raise a `StudioError` unless the joints without which nobody can move were found."""
    missing = [name for name in REQUIRED if name not in result.mapping]
    if missing:
        raise StudioError(
            f"{source or 'The file'}: this does not look like the skeleton of a person; no joint was found for "
            f"{', '.join(missing)}. It has {', '.join(result.unmapped[:8])}{' ...' if result.unmapped[8:] else ''}.",
            "If it is a person, give a mapping file with one line for each, such as 'left_hip: my_thigh_L'.",
        )


def load_mapping(path: Path) -> dict[str, str | None]:
    """Read a mapping file: YAML or JSON, `our joint: their joint`; an empty value leaves our joint at rest."""
    import yaml

    hint = "Write one line for each joint, 'our name: their name', such as 'left_wrist: Hand_L'."
    try:
        if path.stat().st_size > MAX_MAPPING_BYTES:
            raise StudioError(f"{path.name} is too large for a mapping file.", hint)
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise StudioError(f"The mapping file {path.name} cannot be read: {error}.", hint) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise StudioError(f"The mapping file {path.name} is not YAML or JSON{where}.", hint) from error
    if not isinstance(root, yaml.MappingNode):
        raise StudioError(f"The mapping file {path.name} is not a list of 'our name: their name'.", hint)
    mapping: dict[str, str | None] = {}
    for key, value in root.value:
        where = f"{path.name}, line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise StudioError(f"{where}: both sides must be joint names.", hint)
        if key.value not in skeleton.INDEX:
            raise StudioError(f"{where}: '{key.value}' is not one of our joints.", _our_names())
        if key.value in mapping:
            raise StudioError(f"{where}: '{key.value}' is given twice.", "Keep one of the two lines.")
        mapping[key.value] = None if value.tag.endswith(":null") else value.value
    return mapping


def parse(name: str) -> Part:
    """Take a joint name apart: "mixamorig:LeftHandIndex2" is ("left", "handindex", 2)."""
    bare = re.split(r"[:|]", name)[-1]
    tokens = [token.lower() for token in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", bare)]
    noise = set(rules()["noise"])
    side, words, numbers = "", [], []
    previous = ""
    for token in tokens:
        if token in ("left", "l", "right", "r") and not side:
            side = "left" if token[0] == "l" else "right"
        elif token.isdigit():
            if previous != "bip":  # Bip01 is a person, not a bone
                numbers.append(token)
        elif token not in noise:
            words.append(token)
        previous = token
    word = "".join(words)
    if not side and word[:1] in ("l", "r") and word not in _vocabulary() and word[1:] in _vocabulary():
        side, word = ("left" if word[0] == "l" else "right"), word[1:]
    return _finger_by_number(side, word, numbers) or Part(side, word, int(numbers[-1][:4]) if numbers else None)


def _finger_by_number(side: str, word: str, numbers: list[str]) -> Part | None:
    """Fingers that are counted: Finger2Proximal (the thumb is 1) and Finger11 (the thumb is 0, then the bone)."""
    order = ("thumb", "index", "middle", "ring", "pinky")
    if not word.startswith("finger") or not numbers:
        return None
    phalanx, digits = word.removeprefix("finger"), numbers[0]
    if phalanx in rules()["phalanges"]:
        counted = int(digits[:4]) - 1
        return Part(side, order[counted] + phalanx, None) if 0 <= counted < 5 else None
    if phalanx or len(digits) > 2 or int(digits[0]) > 4:
        return None
    return Part(side, order[int(digits[0])], int(digits[1]) + 1 if len(digits) == 2 else 1)


@cache
def _vocabulary() -> frozenset[str]:
    table = rules()
    words = {word for group in ("middle", "sided", "fingers") for line in table[group].values() for word in line}
    return frozenset(words | {"fingers", "hipjoint"})


def is_end(name: str) -> bool:
    """Whether this is no joint but the end of the last bone, as readers name the nameless ends of a BVH file."""
    return bool(re.search(r"(_end|_leaf|_leaf_[lr]|tip|_nub|nub)$", name, re.IGNORECASE))


class _Tree:
    """A skeleton's names and who hangs from whom."""

    def __init__(self, names: Sequence[str], parents: list[int]) -> None:
        self.names, self.parents = names, parents
        self.index: dict[str, int] = {}
        for i, name in enumerate(names):
            self.index.setdefault(name, i)
        self.depth: list[int] = []
        for parent in parents:
            self.depth.append(0 if parent < 0 else self.depth[parent] + 1)

    def ancestors(self, joint: int) -> list[int]:
        """`joint` and everything above it, nearest first."""
        line = [joint]
        while self.parents[line[-1]] >= 0:
            line.append(self.parents[line[-1]])
        return line

    def above(self, *joints: int) -> int | None:
        """The nearest joint above all of `joints`, not one of them unless it is above the others."""
        shared = set(self.ancestors(joints[0]))
        for joint in joints[1:]:
            shared &= set(self.ancestors(joint))
        return max(shared, key=lambda joint: self.depth[joint]) if shared else None

    def between(self, top: int, bottom: int) -> list[int]:
        """What lies on the way from `top` down to `bottom`, without `top` and with `bottom`."""
        line = self.ancestors(bottom)
        return line[: line.index(top)][::-1] if top in line else []

    def children(self, joint: int) -> list[int]:
        return [i for i, parent in enumerate(self.parents) if parent == joint]


def _checked(overrides: Mapping[str, str | None], names: Sequence[str]) -> dict[str, str | None]:
    known = set(names)
    for ours, theirs in overrides.items():
        if ours not in skeleton.INDEX:
            raise StudioError(f"The mapping names '{ours}', which is not one of our joints.", _our_names())
        if theirs is not None and theirs not in known:
            raise StudioError(
                f"The mapping gives '{theirs}' for {ours}, but the file has no joint of that name.",
                f"It has {', '.join(names[:20])}{' ...' if len(names) > 20 else ''}.",
            )
    return dict(overrides)


def _our_names() -> str:
    return f"Ours are {', '.join(skeleton.JOINTS)}."


def _exact(found: dict[str, int], fixed: Mapping[str, str | None], names: Sequence[str]) -> None:
    """Our own names, when the whole body has them."""
    ours = {name.lower(): i for i, name in reversed(list(enumerate(names)))}
    if all(name in ours for name in skeleton.BODY_JOINTS):
        _fill(found, fixed, {name: ours[name] for name in skeleton.JOINTS if name in ours})


def _fill(found: dict[str, int], fixed: Mapping[str, str | None], more: Mapping[str, int]) -> None:
    for name, joint in more.items():
        if name not in fixed and name not in found and joint not in found.values():
            found[name] = joint


def _sided(found: dict[str, int], fixed: Mapping[str, str | None], parts: list[Part], tree: _Tree) -> None:
    """Arms, legs and eyes: the best word first; among equals the one nearest the joint below it."""
    order = ("knee", "ankle", "foot", "hip", "elbow", "wrist", "shoulder", "collar", "eye")
    below = {"hip": "knee", "shoulder": "elbow", "collar": "shoulder"}
    for side in ("left", "right"):
        for joint in order:
            inner = found.get(f"{side}_{below[joint]}") if joint in below else None

            def fits(i: int, side: str = side, inner: int | None = inner) -> bool:
                return parts[i].side == side and (inner is None or i in tree.ancestors(inner)[1:])

            best = _best(rules()["sided"][joint], parts, found, fits, tree, deepest=inner is not None)
            if best is not None:
                _fill(found, fixed, {f"{side}_{joint}": best})


def _best(
    words: list[str],
    parts: list[Part],
    found: Mapping[str, int],
    fits: Callable[[int], bool],
    tree: _Tree,
    deepest: bool = False,
) -> int | None:
    taken = set(found.values())
    for word in words:
        candidates = [i for i, part in enumerate(parts) if part.word == word and i not in taken and fits(i)]
        if candidates:
            return max(candidates, key=lambda i: tree.depth[i]) if deepest else candidates[0]
    return None


def _middle(found: dict[str, int], fixed: Mapping[str, str | None], parts: list[Part], tree: _Tree) -> None:
    """The pelvis carries both legs, the chest both arms; the spine lies between, the neck between chest and head."""
    words = rules()["middle"]
    legs = [found[name] for name in ("left_hip", "right_hip") if name in found]
    arms = [found[name] for name in ("left_shoulder", "right_shoulder") if name in found]
    if len(legs) < 2 or len(arms) < 2:
        return
    over_legs = set(tree.ancestors(legs[0])) & set(tree.ancestors(legs[1]))
    named = _best(words["pelvis"][:3], parts, found, lambda i: not parts[i].side and i in over_legs, tree, deepest=True)
    pelvis = named if named is not None else tree.above(*legs)
    chest = tree.above(*arms)
    if pelvis is None or chest is None:
        return
    _fill(found, fixed, {"pelvis": pelvis})
    trunk_root = tree.above(pelvis, chest)
    spine = [] if trunk_root is None or chest in over_legs else tree.between(trunk_root, chest)
    spine = [joint for joint in spine if joint not in found.values()]
    _fill(found, fixed, _spread_spine(spine))
    head = _best(words["head"], parts, found, lambda i: not parts[i].side, tree)
    if head is None:
        head = _top_of(chest, tree, set(found.values()) | set(arms))
    if head is not None:
        _fill(found, fixed, {"head": head})
        necks = [joint for joint in tree.between(chest, head)[:-1] if joint not in found.values()]
        if necks:
            _fill(found, fixed, {"neck": necks[0]})
    jaw = _best(words["jaw"], parts, found, lambda i: not parts[i].side, tree)
    if jaw is not None:
        _fill(found, fixed, {"jaw": jaw})


def _spread_spine(spine: list[int]) -> dict[str, int]:
    """Our three spine joints among theirs: the first, the one in the middle and the chest."""
    if not spine:
        return {}
    if len(spine) == 1:
        return {"spine3": spine[0]}
    if len(spine) == 2:
        return {"spine1": spine[0], "spine3": spine[1]}
    return {"spine1": spine[0], "spine2": spine[len(spine) // 2], "spine3": spine[-1]}


def _top_of(chest: int, tree: _Tree, taken: set[int]) -> int | None:
    """The end of the chain that goes on above the chest and is not an arm: the head of a rig that numbers its spine."""
    carried = {joint for other in taken for joint in tree.ancestors(other)}
    upward = [joint for joint in tree.children(chest) if joint not in carried]
    if len(upward) != 1:
        return None
    joint = upward[0]
    while len(further := tree.children(joint)) == 1 and not is_end(tree.names[further[0]]):
        joint = further[0]
    return joint


def _fingers(found: dict[str, int], fixed: Mapping[str, str | None], parts: list[Part]) -> None:
    table, phalanges = rules()["fingers"], rules()["phalanges"]
    bones: dict[tuple[str, str], dict[int, int]] = {}
    for i, part in enumerate(parts):
        if part.side and i not in found.values():
            for finger, words in table.items():
                bone = _bone(part, words, phalanges)
                if bone is not None:
                    bones.setdefault((part.side, finger), {}).setdefault(bone, i)
    for (side, finger), by_number in bones.items():
        if finger == "thumb" and 0 in by_number and 3 in by_number and 2 not in by_number:
            by_number = {1: by_number[0], 2: by_number.get(1, by_number[0]), 3: by_number[3]}
        _fill(found, fixed, {f"{side}_{finger}{bone}": i for bone, i in by_number.items() if 1 <= bone <= 3})


def _bone(part: Part, words: list[str], phalanges: Mapping[str, int]) -> int | None:
    """Which bone of the finger called `words` this is, if it is one at all."""
    if part.word in words:
        return part.number
    for word in words:
        if part.word.startswith(word) and part.word.removeprefix(word) in phalanges:
            return phalanges[part.word.removeprefix(word)]
    return None


def _unused(found: Mapping[str, int], tree: _Tree) -> list[str]:
    """Joints of theirs that neither are ours, nor carry one that is, nor are the mere ends of bones."""
    passed = {above for joint in found.values() for above in tree.ancestors(joint)}
    return [name for i, name in enumerate(tree.names) if i not in passed and not is_end(name)]
