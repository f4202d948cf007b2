"""One small picture that says what a motion is."""

from __future__ import annotations

import io

import numpy as np

from contracts import Progress, silent
from engines.body import load_body
from engines.motion import Motion, skeleton
from engines.picture.subject import subject_of
from engines.preparation import prepare
from renderers.camera import cameras

_WRISTS = [skeleton.INDEX[name] for name in ("left_wrist", "right_wrist")]


def thumbnail(
    motion: Motion,
    size: tuple[int, int] = (320, 240),
    palette: str | None = None,
    background: str = "studio",
    progress: Progress = silent,
) -> bytes:
    """The frame in which the most happens, as PNG, seen from three quarters and close enough to fill the picture."""
    from PIL import Image

    from renderers import background as backgrounds
    from renderers.lighting import hung_for
    from renderers.mesh import MeshRenderer

    prepare("pictures", progress)
    body = load_body(palette=palette)
    frame = telling_frame(motion)
    moment = motion.with_(
        rotations=motion.rotations[frame : frame + 1],
        translation=motion.translation[frame : frame + 1],
        face=motion.face[frame : frame + 1],
        expression=motion.expression[frame : frame + 1],
    )
    camera = cameras("three-quarter", subject_of(body, moment), size[0] / size[1])[0]
    renderer = MeshRenderer(body.surface, size, backgrounds.parse(background), rig=hung_for(camera))
    picture = renderer.draw(body.vertices(moment)[0], camera)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def telling_frame(motion: Motion) -> int:
    """The frame whose pose differs most from the usual one; hands count most, the first and last tenth do not."""
    positions = motion.positions()
    own = positions - positions[:, :1]
    difference = np.linalg.norm(own - np.median(own, axis=0), axis=-1)
    score = difference.mean(axis=1) + 2 * difference[:, _WRISTS].mean(axis=1)
    edge = len(motion) // 10
    return edge + int(score[edge : len(motion) - edge].argmax())
