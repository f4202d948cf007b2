"""The humanoid of VRM: which node of a glTF file is which joint of ours, as the file itself says.

VRM 0 (`VRM`), VRM 1 (`VRMC_vrm`) and VRM animation (`VRMC_vrm_animation`) name the same bones.
"""

from engines.motion.formats.gltf_data import Document

_BODY = {
    "hips": "pelvis", "spine": "spine1", "chest": "spine2", "upperChest": "spine3", "neck": "neck", "head": "head",
    "jaw": "jaw",
}  # fmt: skip
_SIDED = {
    "Eye": "eye", "UpperLeg": "hip", "LowerLeg": "knee", "Foot": "ankle", "Toes": "foot", "Shoulder": "collar",
    "UpperArm": "shoulder", "LowerArm": "elbow", "Hand": "wrist",
}  # fmt: skip
_FINGERS = {"Thumb": "thumb", "Index": "index", "Middle": "middle", "Ring": "ring", "Little": "pinky"}
_BONES = {"Proximal": 1, "Intermediate": 2, "Distal": 3}


def _table() -> dict[str, str]:
    table = dict(_BODY)
    for side in ("left", "right"):
        table.update({f"{side}{theirs}": f"{side}_{ours}" for theirs, ours in _SIDED.items()})
        for finger, ours in _FINGERS.items():
            table.update({f"{side}{finger}{bone}": f"{side}_{ours}{number}" for bone, number in _BONES.items()})
    return table


TABLE = _table()
"""{VRM bone: our joint}"""


def humanoid(document: Document) -> dict[str, int]:
    """{our joint: node} of a VRM file; empty for any other glTF."""
    extensions = document.json.get("extensions")
    if not isinstance(extensions, dict):
        return {}
    for key in ("VRMC_vrm", "VRMC_vrm_animation", "VRM"):
        content = extensions.get(key)
        human = content.get("humanoid") if isinstance(content, dict) else None
        bones = human.get("humanBones") if isinstance(human, dict) else None
        if bones is None:
            continue
        where = f"extensions.{key}.humanoid.humanBones"
        return _checked(document, _listed(document, bones, where), where)
    return {}


def _listed(document: Document, bones: object, where: str) -> dict[str, object]:
    """{bone: node}: VRM 1 has an object of bones, VRM 0 a list of them."""
    if isinstance(bones, dict):
        entries = [(name, bone) for name, bone in bones.items()]
    elif isinstance(bones, list):
        entries = [(bone.get("bone") if isinstance(bone, dict) else None, bone) for bone in bones]
    else:
        raise document.wrong(where, "is neither a list nor an object")
    found: dict[str, object] = {}
    for name, bone in entries:
        if not isinstance(name, str) or not isinstance(bone, dict):
            raise document.wrong(where, "has an entry that is no bone")
        found[name] = bone.get("node")
    return found


def _checked(document: Document, bones: dict[str, object], where: str) -> dict[str, int]:
    for name, node in bones.items():
        document.item("nodes", node, f"{where}.{name}.node")
    table = dict(TABLE)
    for side in ("left", "right"):
        if f"{side}ThumbMetacarpal" in bones:  # VRM 1 counts the thumb from its root
            for bone, number in (("Metacarpal", 1), ("Proximal", 2), ("Distal", 3)):
                table[f"{side}Thumb{bone}"] = f"{side}_thumb{number}"
    if "upperChest" not in bones:  # the chest carries the arms
        table["chest"] = "spine3"
        if "chest" not in bones:
            table["spine"] = "spine3"
    return {table[name]: node for name, node in bones.items() if name in table and isinstance(node, int)}
