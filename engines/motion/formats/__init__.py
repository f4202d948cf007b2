"""Motion files: any readable file in, `Motion` out; `Motion` in, any writable file out.

`READABLE` and `WRITABLE` are the whole list; each row names the module beside this one that knows the format. A format
module has `read(path, *, clip, mapping)`, `clips(path)` and, if it can, `write(motion, path)`. Another format is a
module and a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from contracts import StudioError
from engines.motion.formats import blender_json, files
from engines.motion.formats.blender_json import Layout
from engines.motion.motion import Motion


@dataclass(frozen=True)
class Format:
    """One row of the table: what a creator calls the format, and what a file of it carries in words.

    `holds` names what of a Motion besides its joints, position and rate comes back from a file that we wrote.
    """

    suffix: str
    name: str
    carries: str
    module: str
    holds: tuple[str, ...] = ()


_READABLE = (
    Format(
        ".npz",
        "SMPL-X motion (BEAT2, GestureLSM, AMASS)",
        "Body, fingers, jaw, eyes, position, SMPL-X expression and shape; ours also ARKit face weights.",
        "npz",
    ),
    Format(".bvh", "BVH motion capture", "Any skeleton's joints and position; brought to ours by joint names.", "bvh"),
    Format(".json", "GestureSync (Blender) motion", "Bone rotations and the hip's position; no face.", "blender_json"),
    Format(
        ".amc", "Acclaim motion capture", "Any skeleton's joints and position; needs its .asf beside it.", "acclaim"
    ),
    Format(".glb", "glTF binary", "Any animated rig's joints and position, ARKit-named face morphs.", "glb"),
    Format(".gltf", "glTF text", "As .glb, with its data inside or in .bin files beside it.", "glb"),
    Format(".vrm", "VRM avatar", "As .glb, with joints named by the VRM humanoid.", "glb"),
)
_WRITABLE = (
    Format(
        ".npz",
        "SMPL-X motion (BEAT2, GestureLSM)",
        "Everything: body, fingers, jaw, eyes, position, expression, shape, ARKit face weights, exact frame rate.",
        "npz",
        ("face", "expression", "betas"),
    ),
    Format(
        ".bvh", "BVH motion capture", "The 55 joints and position, metres, y up; no face weights or body shape.", "bvh"
    ),
    Format(
        ".json",
        "GestureSync (Blender) motion",
        "The 55 joints as Blender bones and the hip's position; no face weights or body shape.",
        "blender_json",
    ),
    Format(
        ".glb", "glTF binary", "The skinned mannequin, its 55 joints, position and 52 face morphs.", "glb", ("face",)
    ),
)

READABLE = {row.suffix: row for row in _READABLE}
WRITABLE = {row.suffix: row for row in _WRITABLE}


class _Module(Protocol):
    def read(self, path: Path, *, clip: str | None, mapping: Mapping[str, str | None] | None) -> Motion: ...
    def clips(self, path: Path) -> list[str]: ...
    def write(self, motion: Motion, path: Path) -> None: ...


def read(path: str | Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """The motion in a file.

    `clip` names one animation of a file that holds several (the first, if not given). `mapping`, {our joint: the
    file's joint, or None to leave ours at rest}, overrides what the file's names suggest. What a creator should know
    of how the file was read is in `Motion.notes`.
    """
    file = Path(path)
    row, note = _recognise(file)
    motion = _module(row).read(file, clip=clip, mapping=mapping)
    return motion.with_(notes=(note, *motion.notes)) if note else motion


def clips(path: str | Path) -> list[str]:
    """The names of the animations in a file; most formats hold one, named after the file."""
    file = Path(path)
    return _module(_recognise(file)[0]).clips(file)


def write(
    motion: Motion,
    path: str | Path,
    *,
    layout: Layout = "training",
    check: Callable[[Path], None] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Write `motion` in the format that the suffix names; an existing file is replaced whole or not at all.

    `layout` is how a .json is laid out. `check` is given the finished file before it takes its place, and may raise;
    so may `tick`, which is called now and then where writing takes long.
    """
    file = Path(path)
    row = writable(file)

    def write_and_check(temporary: Path) -> None:
        if row.suffix == ".json":
            blender_json.write(motion, temporary, layout, tick)
        else:
            _module(row).write(motion, temporary)
        if check is not None:
            check(temporary)

    files.write_atomically(file, write_and_check)


def writable(path: Path) -> Format:
    """The format that a file of this name is written in."""
    row = WRITABLE.get(path.suffix.lower())
    if row is None:
        raise StudioError(
            f"{path.name} cannot be written: {_suffix(path)} is not a format that motion is written to.",
            f"Use one of {', '.join(WRITABLE)}.",
        )
    return row


def _module(row: Format) -> _Module:
    return cast(_Module, import_module(f"{__name__}.{row.module}"))


def _suffix(path: Path) -> str:
    return f"'{path.suffix}'" if path.suffix else "a name without a suffix"


def _recognise(path: Path) -> tuple[Format, str]:
    """The format of a file and, where its content is not what its name says, a note that says so."""
    named = READABLE.get(path.suffix.lower())
    suffix = _sniff(files.head(path))
    if suffix in _FOREIGN:
        raise StudioError(f"{path.name} is {_FOREIGN[suffix]}, which is not read.", _FOREIGN_HINT)
    if suffix == ".asf" or (not suffix and path.suffix.lower() == ".asf"):
        raise StudioError(
            f"{path.name} is an Acclaim skeleton without motion.", "Open the .amc file that goes with it."
        )
    found = READABLE.get(suffix)
    if found is not None and (named is None or named.module != found.module):
        said = f"is named {path.suffix}" if path.suffix else "has no suffix"
        return found, f"The file {said} but holds {found.name} ({found.suffix}); it was read as that."
    if named is None:
        raise StudioError(
            f"{path.name}: {_suffix(path)} is not a motion format known here.", f"Use one of {', '.join(READABLE)}."
        )
    return named, ""


_FOREIGN = {
    ".fbx": "an FBX file",
    ".blend": "a Blender scene",
    ".pkl": "a Python pickle",
    ".gz": "a compressed archive",
    ".anim": "a Unity animation",
    ".npy": "a single NumPy array",
}
_FOREIGN_HINT = "Export it as .glb or .bvh from the program it came from."


def _sniff(start: bytes) -> str:
    """The suffix that a file's first bytes speak for, or "" where they do not say."""
    magic = {
        b"PK\x03\x04": ".npz",
        b"glTF": ".glb",
        b"Kaydara FBX Binary": ".fbx",
        b"; FBX": ".fbx",
        b"BLENDER": ".blend",
        b"\x28\xb5\x2f\xfd": ".gz",
        b"\x1f\x8b": ".gz",
        b"\x80\x04\x95": ".pkl",
        b"\x93NUMPY": ".npy",
        b"%YAML 1.1\n%TAG !u! tag:unity3d": ".anim",
    }
    for prefix, suffix in magic.items():
        if start.startswith(prefix):
            return suffix
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:9].upper() == b"HIERARCHY":
        return ".bvh"
    if text.startswith(b"{") and b'"asset"' in text and (b'"version"' in text or b'"generator"' in text):
        return ".gltf"
    lines = [line.strip().lower() for line in text.splitlines() if line.strip() and not line.startswith(b"#")]
    if any(line.startswith((b":version", b":bonedata", b":name")) for line in lines[:3]):
        return ".asf"
    if text.startswith(b"#!OML:AMC") or any(line == b":fully-specified" for line in lines[:3]):
        return ".amc"
    return ""


__all__ = ["READABLE", "WRITABLE", "Format", "Layout", "clips", "read", "writable", "write"]
