"""Any smooth motion survives every format that is written, to 0.1 degree and 1 mm, as far as the format can hold it."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.motion import Motion, formats
from engines.motion import rotations as rot

RATES = (24, 25, 30, 60, 120, Fraction(30000, 1001), Fraction(24000, 1001), Fraction(25, 2), Fraction(1000, 7))


@st.composite
def smooth_motions(draw: st.DrawFn) -> Motion:
    """1 to 40 frames of joints that wander, some far beyond half a turn, and a figure that walks about."""
    frames = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pace = draw(st.sampled_from([0.0, 0.02, 0.3]))
    start = rng.normal(scale=draw(st.sampled_from([0.0, 0.5, 2.0])), size=(1, 55, 3))
    turns = start + rng.normal(scale=pace, size=(frames, 55, 3)).cumsum(axis=0)
    way = rng.normal(scale=0.05, size=(frames, 3)).cumsum(axis=0) + [0, 1, 0]
    return Motion.of(
        draw(st.sampled_from(RATES)),
        turns,
        way,
        face=rng.random((frames, 52)),
        expression=rng.normal(size=(frames, 100)),
        betas=rng.normal(size=draw(st.sampled_from([0, 10, 16, 300]))),
        source="made up",
    )


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [suffix for suffix in formats.WRITABLE if suffix != ".glb"])
@settings(max_examples=25)
@given(motion=smooth_motions())
def test_a_motion_comes_back(suffix: str, motion: Motion) -> None:
    comes_back(suffix, motion)


@pytest.mark.slow
@settings(max_examples=5)
@given(motion=smooth_motions())
def test_a_motion_comes_back_from_the_mannequin(motion: Motion) -> None:
    """Fewer examples, because each writes the whole mannequin."""
    comes_back(".glb", motion)


def comes_back(suffix: str, motion: Motion) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"motion{suffix}"
        formats.write(motion, path)
        back = formats.read(path)
    assert back.fps == motion.fps
    assert len(back) == len(motion)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations).max()) < 0.1
    assert np.abs(back.positions() - motion.positions()).max() < 1e-3
    for part in formats.WRITABLE[suffix].holds:
        np.testing.assert_allclose(getattr(back, part), getattr(motion, part), atol=1e-4, err_msg=part)
