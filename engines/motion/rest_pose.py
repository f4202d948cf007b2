"""Where the 55 joints stand in the rest pose: metres, y up, facing +z, soles on y = 0.

Limb directions are those of the published mean SMPL-X figure made symmetric, so that SMPL-X rotations show the same
pose here; lengths are the shipped mannequin's. `tools/bake_mannequin.py` prints this table; a test holds it against
the shipped asset.
"""

_MIDDLE = {
    "pelvis": (0.0, 0.9650, 0.0120),
    "spine1": (0.0, 1.0749, -0.0156),
    "spine2": (0.0, 1.2067, -0.0215),
    "spine3": (0.0, 1.2590, 0.0069),
    "neck": (0.0, 1.4241, -0.0247),
    "head": (0.0, 1.5845, -0.0040),
    "jaw": (0.0, 1.5780, 0.0150),
}

_LEFT = {
    "hip": (0.0607, 0.8666, -0.0116),
    "knee": (0.1102, 0.4961, -0.0247),
    "ankle": (0.0808, 0.0892, -0.0507),
    "foot": (0.1238, 0.0310, 0.0679),
    "collar": (0.0470, 1.3436, -0.0034),
    "shoulder": (0.1580, 1.3992, -0.0175),
    "elbow": (0.4206, 1.3449, -0.0519),
    "wrist": (0.6712, 1.3543, -0.0608),
    "eye": (0.0320, 1.6310, 0.0750),
    "index1": (0.7700, 1.3520, -0.0360),
    "index2": (0.8040, 1.3520, -0.0340),
    "index3": (0.8270, 1.3510, -0.0330),
    "middle1": (0.7740, 1.3550, -0.0600),
    "middle2": (0.8080, 1.3550, -0.0610),
    "middle3": (0.8340, 1.3540, -0.0620),
    "pinky1": (0.7560, 1.3470, -0.1010),
    "pinky2": (0.7750, 1.3460, -0.1070),
    "pinky3": (0.7930, 1.3450, -0.1120),
    "ring1": (0.7660, 1.3510, -0.0830),
    "ring2": (0.7970, 1.3510, -0.0860),
    "ring3": (0.8230, 1.3500, -0.0890),
    "thumb1": (0.7100, 1.3420, -0.0340),
    "thumb2": (0.7320, 1.3390, -0.0110),
    "thumb3": (0.7560, 1.3370, 0.0060),
}

REST_POSITIONS: dict[str, tuple[float, float, float]] = {
    **_MIDDLE,
    **{f"left_{name}": position for name, position in _LEFT.items()},
    **{f"right_{name}": (-x, y, z) for name, (x, y, z) in _LEFT.items()},
}
