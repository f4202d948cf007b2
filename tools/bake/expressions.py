"""The 52 ARKit face morphs, from MakeHuman's face units of the same names, and the calm face they start from."""

import numpy as np

from engines.motion.face import FACE_WEIGHTS
from engines.motion.skeleton import INDEX
from tools.bake.clothes import ramp
from tools.bake.patch import Patch
from tools.bake.rig import Rig
from tools.bake.source import Floats, Source

CALM = {"mouthSmileLeft": 0.12, "mouthSmileRight": 0.12, "browInnerUp": 0.15}
"""What MakeHuman's stern neutral face wears to look pleasant."""
REACH = {"browInnerUp": 1.6, "tongueOut": 1.45}
"""Units that MakeHuman makes too timid, and by how much they are enlarged."""
LIP_LINE = 1.5463
"""Where the lips meet, metres."""
SEAL = 0.0007
"""How much each lip is brought nearer to the other, metres; MakeHuman leaves a slit."""


def calm(source: Source, rig: Rig) -> Floats:
    """[V, 3] the figure in the T-pose with a calm face: lips closed, a hint of a smile."""
    move = sum((source.units[name] * weight for name, weight in CALM.items()), np.zeros_like(rig.vertices))
    lips = ramp(source.mask("lips", source.uv), 0.1, 0.6) * (rig.vertices[:, 2] > 0.10)
    lower = ramp(rig.weights[:, INDEX["jaw"]], 0.2, 0.8)
    near = np.exp(-((rig.vertices[:, 1] - LIP_LINE) ** 2) / 0.003**2)
    move[:, 1] += SEAL * lips * near * (2.0 * lower - 1.0)
    return rig.vertices + move


def units(source: Source, rig: Rig) -> dict[str, Floats]:
    """Displacement [V, 3] of the source's vertices for each ARKit name, in the T-pose."""
    body = Patch.of(source.groups["body"], rig.vertices)
    used = np.unique(source.groups["body"])
    # Away from lips and lids the sculpted units are a little rough; there they are smoothed.
    lips = body.smoothed((source.mask("lips", source.uv) + source.mask("inside-mouth", source.uv))[used], 0.8, 6)
    lids = sum(np.linalg.norm(source.units[f"eyeBlink{side}"][used], axis=1) for side in ("Left", "Right")) / 0.003
    rough = (1.0 - ramp(lips, 0.0, 0.05)) * (1.0 - ramp(lids, 0.0, 1.0))
    smooth = {}
    for name in FACE_WEIGHTS:
        unit = source.units[name] * REACH.get(name, 1.0)
        unit[used] = body.smoothed(unit[used], 0.6 * rough, 4)
        smooth[name] = unit
    return smooth
