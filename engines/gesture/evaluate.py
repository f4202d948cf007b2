"""The field's published measures of generated gesture and faces, so that figures can be held beside papers.

Joints are world positions at an exact frame rate with the figure's own travel taken out, as the papers do; sounds are
mono samples. A measure that papers compute in a way that cannot be defended (LVD with rows one frame apart) is given
in its right form, and says so.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.gesture.lexicon import Lexicon
from engines.gesture.plan import Plan
from engines.motion.motion import Motion
from engines.motion.skeleton import INDEX, forward

F64 = NDArray[np.float64]

PUBLISHED_THRESHOLDS = (0.3, 0.1)
"""Speeds, in units of a joint's mean, under which a minimum is no beat: GestureLSM's and emage_evaltools'."""

EDGE = 60
"""Frames at either end of a clip that beat consistency leaves out."""

BEAT_JOINTS = (3, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)

_ONSET_RATE, _FFT, _HOP = 16_000, 2048, 512

RISE = 0.07
"""By how much of the clip's largest rise in loudness a rise stands out that is an onset."""

_STROKE_SPEED = 0.3
"""Metres a second that a wrist reaches at least in a stroke."""

# Mean speed of each joint in BEAT2 (metres a second), published with its evaluation code.
MEAN_SPEED: F64 = np.array(
    [
        0.08327, 0.08421, 0.08483, 0.08498, 0.08027, 0.08032, 0.08741, 0.04917, 0.05225, 0.08831, 0.04706, 0.05170,
        0.09609, 0.09202, 0.09241, 0.10327, 0.10503, 0.10374, 0.15710, 0.16026, 0.25089, 0.26960, 0.10324, 0.10855,
        0.10870, 0.33719, 0.36954, 0.36970, 0.34349, 0.36799, 0.36152, 0.32505, 0.33564, 0.33273, 0.33415, 0.35401,
        0.34685, 0.28358, 0.30582, 0.33025, 0.36530, 0.40157, 0.40226, 0.37201, 0.39686, 0.38997, 0.35114, 0.36450,
        0.36086, 0.36137, 0.38217, 0.37499, 0.30567, 0.33087, 0.35769,
    ]
)  # fmt: skip


def joints_of(motion: Motion) -> F64:
    """World positions of the 55 joints on the spot, [T, 55, 3] metres: pelvis height kept, travel taken out."""
    still = np.zeros_like(motion.translation)
    positions, _ = forward(motion.rotations, still)
    return np.asarray(positions, np.float64)


def onsets(samples: NDArray[np.floating], rate: int) -> F64:
    """Seconds at which something begins to sound, as the papers find them: librosa's detector at 16 kHz, hop 512.

    Where its windows are that short, the detector takes every moment for an onset at which the sound gets louder by
    RISE more than it does on average from three moments before to three after.
    """
    heard = np.asarray(samples, np.float32)
    if rate != _ONSET_RATE:
        import librosa

        heard = librosa.resample(heard, orig_sr=rate, target_sr=_ONSET_RATE)
    if not heard.any():
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(heard, _FFT // 2), _FFT)[::_HOP]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)
    power = np.abs(np.fft.rfft(windows * hann.astype(np.float32))) ** 2 @ _mel_bands().T
    loud = 10 * np.log10(np.maximum(power, 1e-10))
    loud = np.maximum(loud, loud.max() - 80)
    louder = np.maximum(np.diff(loud, axis=0), 0).mean(axis=1)
    strength = np.pad(louder, (1 + _FFT // (2 * _HOP), 0))[: len(loud)]
    strength = (strength - strength.min()) / max(float(np.ptp(strength)), 1e-12)
    moments = np.arange(len(strength))
    first, last = np.maximum(moments - 3, 0), np.minimum(moments + 4, len(strength))
    total = np.concatenate([[0.0], np.cumsum(strength)])
    around = (total[last] - total[first]) / (last - first)
    return np.asarray(np.flatnonzero(strength >= around + RISE) * (_HOP / _ONSET_RATE), np.float64)


def _mel_bands() -> F64:
    """[128, 1025] triangles evenly spaced on Slaney's mel scale up to 8 kHz, each with the same area."""
    mels = np.linspace(0, 15 + 27 * np.log(8) / np.log(6.4), 130)
    corners = np.where(mels < 15, 200 * mels / 3, 1000 * np.exp(np.log(6.4) * (mels - 15) / 27))[:, None]
    hertz, gaps = np.fft.rfftfreq(_FFT, 1 / _ONSET_RATE), np.diff(corners, axis=0)
    rising, falling = (hertz - corners[:-2]) / gaps[:-1], (corners[2:] - hertz) / gaps[1:]
    return np.asarray(np.maximum(np.minimum(rising, falling), 0) * 2 / (corners[2:] - corners[:-2]))


def joint_speeds(joints: F64, fps: Fraction) -> F64:
    """[T, J] metres a second by central differences; one-sided at both ends."""
    speed: F64 = np.linalg.norm(np.gradient(joints, axis=0), axis=2) * float(fps)
    return speed


def motion_beats(speed: F64, threshold: float) -> NDArray[np.intp]:
    """Frames, counted after the edge, at which one joint's relative speed [T] has a local minimum over 7 frames.

    As published, the threshold is looked up at the frame number without the edge: papers' figures depend on it.
    """
    from scipy.signal import argrelextrema

    minima = argrelextrema(speed[EDGE : len(speed) - EDGE], np.less, order=7)[0]
    return np.asarray(minima[speed[minima] > threshold])


def beat_consistency(joints: F64, fps: Fraction, beats: F64, threshold: float = 0.3, sigma: float = 0.3) -> float:
    """BC: how near each sound onset is to a beat of the upper body, 0 to 1. Near a real speaker's is good, not high.

    joints [T, 55, 3]; `beats` are onset seconds of the same sound without its first and last 60 frames.
    """
    if len(joints) <= 2 * EDGE + 15:
        raise StudioError(
            f"Beat consistency needs more than {2 * EDGE + 15} frames; this motion has {len(joints)}.",
            "Measure a longer clip.",
        )
    if len(beats) == 0:
        raise StudioError("No sound onset was found.", "Beat consistency needs a clip in which somebody speaks.")
    relative = joint_speeds(joints, fps) / MEAN_SPEED
    total = 0.0
    for joint in BEAT_JOINTS:
        moved = motion_beats(relative[:, joint], threshold) / float(fps)
        if len(moved):
            apart = np.abs(beats[:, None] - moved[None]).min(axis=1)
            total += float(np.exp(-(apart**2) / (2 * sigma**2)).mean())
    return total / len(BEAT_JOINTS)


def hand_speeds(motion: Motion) -> dict[str, F64]:
    """[T] metres a second of each wrist as seen from the chest, by 'left' and 'right'."""
    positions, turned = forward(motion.rotations, motion.translation)
    speeds = {}
    for side in ("left", "right"):
        away = positions[:, INDEX[f"{side}_wrist"]] - positions[:, INDEX["spine3"]]
        seen = np.einsum("tji,tj->ti", turned[:, INDEX["spine3"]], away)
        speeds[side] = joint_speeds(np.asarray(seen, np.float64)[:, None], motion.fps)[:, 0]
    return speeds


def stroke_ends(motion: Motion, plan: Plan, units: Lexicon) -> F64:
    """[N, 2] planned second and the second at which the hand in fact ends its stroke, of every gesture of the hands.

    A stroke ends where the wrist, seen from the chest, comes to its slowest after the fastest moment of the half
    second that leads up to the planned apex. A gesture in which no hand gets faster than 0.3 m/s has no stroke and is
    left out.
    """
    rate, speeds = float(motion.fps), hand_speeds(motion)
    rows = []
    for gesture in plan.gestures:
        if units[gesture.unit].hands == "none":
            continue
        sides = ("left", "right") if gesture.hand == "both" else (gesture.hand,)
        speed = np.max([speeds[side] for side in sides], axis=0)
        first, last = round((gesture.stroke - 0.5) * rate), round((gesture.stroke + 0.1) * rate)
        first, last = max(first, 0), min(last, len(speed) - 2)
        if last - first < 2:
            continue
        peak = first + int(np.argmax(speed[first : last + 1]))
        if speed[peak] >= _STROKE_SPEED:
            rows.append((gesture.stroke, _slowest_after(speed, peak) / rate))
    return np.array(rows, np.float64).reshape(-1, 2)


def movement_ends(motion: Motion, fastest: float = 0.6) -> F64:
    """[N] seconds at which either hand comes to its slowest after a movement faster than `fastest`, m/s."""
    ends: set[int] = set()
    for speed in hand_speeds(motion).values():
        inner = speed[1:-1]
        peaks = 1 + np.flatnonzero((inner > speed[:-2]) & (inner >= speed[2:]) & (inner > fastest))
        ends |= {_slowest_after(speed, int(peak)) for peak in peaks}
    return np.array(sorted(ends), np.float64) / float(motion.fps)


def _slowest_after(speed: F64, peak: int) -> int:
    """The frame after `peak` at which the speed stops falling."""
    end = peak
    while end + 1 < len(speed) and speed[end + 1] < speed[end]:
        end += 1
    return end


def inner_sound(samples: NDArray[np.floating], rate: int, frames: int, fps: Fraction) -> NDArray[np.floating]:
    """The sound between the edges that beat consistency leaves out."""
    first, last = (round(frame / fps * rate) for frame in (EDGE, frames - EDGE))
    return samples[first:last]


def l1_diversity(joints: F64) -> float:
    """Sum over joints and axes of the mean absolute deviation from the clip's mean pose, metres."""
    flat = joints.reshape(len(joints), -1)
    return float(np.abs(flat - flat.mean(axis=0)).sum() / len(flat))


def face_mse(made: F64, real: F64) -> float:
    """Mean squared distance of face vertices [T, V, 3], square metres, averaged over frames, vertices and axes."""
    made, real = _same_length(made, real)
    return float(np.mean((made - real) ** 2))


def lip_velocity_difference(made: F64, real: F64) -> float:
    """LVD: mean absolute difference of face vertex velocity, metres a frame, both between the same two frames."""
    made, real = _same_length(made, real)
    return float(np.abs(np.diff(made, axis=0) - np.diff(real, axis=0)).mean())


def frechet_distance(made: F64, real: F64) -> float:
    """Distance of two clouds of features [N, D], each taken as a Gaussian. Only comparable within one encoder."""
    from scipy.linalg import sqrtm

    if min(len(made), len(real)) < 2:
        raise StudioError("A Frechet distance needs at least two windows of each motion.", "Measure longer clips.")
    apart = made.mean(axis=0) - real.mean(axis=0)
    spread_made, spread_real = np.cov(made, rowvar=False), np.cov(real, rowvar=False)
    ridge = 1e-9 * np.eye(made.shape[1])
    root = np.real(sqrtm((spread_made + ridge) @ (spread_real + ridge)))
    return float(max(apart @ apart + np.trace(spread_made + spread_real - 2 * root), 0.0))


def _same_length(made: F64, real: F64) -> tuple[F64, F64]:
    if made.shape != real.shape:
        raise StudioError(
            f"The two faces differ in size: {made.shape} and {real.shape}.",
            "Compare motions of the same length, frame rate and body.",
        )
    return np.asarray(made, np.float64), np.asarray(real, np.float64)
