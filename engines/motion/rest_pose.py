"""Where the 55 joints stand in the rest pose: metres, y up, facing +z, soles on y = 0.

Limb directions are those of the published mean SMPL-X figure made symmetric, so that SMPL-X rotations show the same
pose here; lengths are the shipped mannequin's. `tools/bake_mannequin.py` prints this table; a test holds it against
the shipped asset.
"""

_MIDDLE = {
    "pelvis": (0.0, 0.9678, 0.0000),
    "spine1": (0.0, 1.0896, -0.0375),
    "spine2": (0.0, 1.2352, -0.0441),
    "spine3": (0.0, 1.2926, -0.0495),
    "neck": (0.0, 1.4753, -0.0212),
    "head": (0.0, 1.5757, 0.0144),
    "jaw": (0.0, 1.5646, 0.0413),
}

_LEFT = {
    "hip": (0.0850, 0.8878, -0.0236),
    "knee": (0.1387, 0.4855, -0.0378),
    "ankle": (0.1092, 0.0770, -0.0639),
    "foot": (0.1601, 0.0263, 0.0763),
    "collar": (0.0487, 1.3245, 0.0063),
    "shoulder": (0.1625, 1.3814, -0.0082),
    "elbow": (0.4255, 1.3270, -0.0426),
    "wrist": (0.6663, 1.3361, -0.0512),
    "eye": (0.0294, 1.6145, 0.0933),
    "index1": (0.7755, 1.3346, -0.0226),
    "index2": (0.8028, 1.3346, -0.0210),
    "index3": (0.8272, 1.3335, -0.0200),
    "middle1": (0.7748, 1.3368, -0.0504),
    "middle2": (0.8104, 1.3368, -0.0514),
    "middle3": (0.8393, 1.3357, -0.0525),
    "pinky1": (0.7590, 1.3294, -0.0900),
    "pinky2": (0.7805, 1.3283, -0.0968),
    "pinky3": (0.7963, 1.3274, -0.1012),
    "ring1": (0.7688, 1.3357, -0.0709),
    "ring2": (0.8000, 1.3357, -0.0739),
    "ring3": (0.8260, 1.3347, -0.0769),
    "thumb1": (0.7060, 1.3342, -0.0250),
    "thumb2": (0.7282, 1.3312, -0.0018),
    "thumb3": (0.7595, 1.3286, 0.0204),
}

REST_POSITIONS: dict[str, tuple[float, float, float]] = {
    **_MIDDLE,
    **{f"left_{name}": position for name, position in _LEFT.items()},
    **{f"right_{name}": (-x, y, z) for name, (x, y, z) in _LEFT.items()},
}
