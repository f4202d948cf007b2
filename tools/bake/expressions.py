"""The 52 ARKit face morphs, from MakeHuman's face units of the same names."""

from engines.motion.face import FACE_WEIGHTS
from tools.bake.rig import Rig
from tools.bake.source import Floats, Source


def units(source: Source, rig: Rig) -> dict[str, Floats]:
    """Displacement [V, 3] of the source's vertices for each ARKit name, in the T-pose."""
    del rig
    return {name: source.units[name] for name in FACE_WEIGHTS}
