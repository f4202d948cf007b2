"""What a page needs to let a head be turned: splats at rest, which of them go with the head, and whence they are seen.

The file is a line of JSON and tables of numbers, which a graphics card takes as they are.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.avatar import ply, still, store
from engines.avatar.avatar import Avatar, load
from engines.avatar.shell import Shell, shell
from engines.motion.formats.files import write_atomically
from renderers.splats.conventions import SH_0

YAW, PITCH = 15.0, 10.0
"""Degrees to each side, and up and down, to which a head that was filmed from the front may be turned. At 20, seen on
three heads, cheeks tear from ears and hair from temples: nobody filmed what would be seen there."""
_CHIN, _COLLAR = -0.055, -0.125
"""Heights in head space, metres, between which a neck twists."""
_COLUMNS = 20


@dataclass(frozen=True, eq=False)
class Bust:
    """A head that can be turned.

    shell:  its splats.
    holds:  [N] 0 where a splat goes with the head, 1 where it stays with the chest.
    view:   [3, 4] from the splats' axes to the camera's: x right, y down, z ahead.
    pivot:  [3] about what it is turned, in the camera's axes.
    focal:  focal length over the picture's side.
    yaw, pitch: degrees to which it may be turned; None where it may be seen from everywhere.
    plate:  [S, S, 3] what is behind it, if anything.
    """

    shell: Shell
    holds: NDArray[np.float32]
    view: NDArray[np.float32]
    pivot: NDArray[np.float32]
    focal: float
    yaw: float | None
    pitch: float | None
    plate: NDArray[np.uint8] | None


def bust(folder: Path) -> Bust:
    """Of an avatar, or of a cloud that came as a .ply."""
    return _of_still(folder) if still.is_still(folder) else _of_avatar(load(folder))


def _of_avatar(avatar: Avatar) -> Bust:
    cloud = store.cloud(avatar)
    head = avatar.habit.heads[store.usual(avatar)].astype(np.float32)
    down = np.clip((_CHIN - cloud.places[:, 1]) / (_CHIN - _COLLAR), 0, 1)
    holds = (down * down * (3 - 2 * down)).astype(np.float32)
    focal, ahead = avatar.about.focal / avatar.about.size, np.eye(3, 4, dtype=np.float32)
    seen = shell(cloud, head, 1 - holds, avatar.camera())
    return Bust(seen, holds, ahead, head[:, 3], focal, YAW, PITCH, avatar.plate)


def _of_still(folder: Path) -> Bust:
    cloud = ply.read(folder / still.CLOUD, still.MOST)
    view = still.view_of(cloud, still.read(folder).up)
    pivot = view[:, :3] @ np.median(cloud.places, axis=0) + view[:, 3]
    holds = np.zeros(len(cloud), np.float32)
    return Bust(Shell.of(cloud), holds, view, pivot.astype(np.float32), still.FOCAL, None, None, None)


def write(shown: Bust, path: Path) -> None:
    """As the page reads it: length of the JSON (uint32), the JSON, spaces up to a multiple of 16 bytes, a table of
    float32 [N, 20], and, where colours depend on the direction, a table of float16 [N, K - 1, 4]."""
    count, known = shown.shell.harmonics.shape[:2]
    facts = {
        "count": count, "harmonics": known, "view": shown.view.ravel().tolist(), "pivot": shown.pivot.tolist(),
        "focal": shown.focal, "yaw": shown.yaw, "pitch": shown.pitch, "plate": _jpeg(shown.plate),
    }  # fmt: skip
    text = json.dumps(facts).encode("ascii")
    text += b" " * (-(len(text) + 4) % 16)
    parts = [len(text).to_bytes(4, "little"), text, table(shown).astype("<f4").tobytes()]
    if known > 1:
        rest = np.zeros((count, known - 1, 4), "<f2")
        rest[:, :, :3] = np.clip(shown.shell.harmonics[:, 1:], -6e4, 6e4)
        parts.append(rest.tobytes())

    def all_of_it(part: Path) -> None:
        part.write_bytes(b"".join(parts))

    write_atomically(path, all_of_it)


def table(shown: Bust) -> ply.Array:
    """[N, 20] place (3) and hold; spread xx, xy, xz, yy, yz, zz; colour (3); opacity; two zeros; what the picture shows
    there (3) and how far the splat itself was hidden."""
    splats = shown.shell
    out = np.zeros((len(splats.places), _COLUMNS), np.float32)
    out[:, :3], out[:, 3] = splats.places, shown.holds
    out[:, 4:10] = splats.spreads[:, (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)]
    out[:, 10:13] = 0.5 + SH_0 * splats.harmonics[:, 0]
    out[:, 13] = splats.opacities
    out[:, 16:19], out[:, 19] = splats.pictured, splats.hidden
    return out


def _jpeg(picture: NDArray[np.uint8] | None) -> str:
    """The address of a picture."""
    import cv2

    if picture is None:
        return ""
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert done
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode('ascii')}"
