"""One feature of one sound, for the frames of a motion: streamed at its own rate, resampled, cached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import buffers
from engines.speech.features import cache as cached
from engines.speech.features import deepspeech, spoken
from engines.speech.features.resample import resample
from engines.speech.features.table import Feature, named
from engines.speech.track import SAMPLE_RATE, SpeechTrack

Array = NDArray[np.float32]
MOST_FRAMES = 10_000_000


def frame_count(seconds: float, fps: Fraction | float) -> int:
    """Frames of a motion that lasts as long as a sound; at least one."""
    return max(1, round(seconds * Fraction(fps)))


def of(
    name: str,
    source: SpeechTrack | NDArray[np.float32] | Path,
    fps: Fraction | float,
    frames: int | None = None,
    cache: Path | None = None,
    ckpt: Sequence[Path] = (),
    progress: Progress = silent,
) -> Array:
    """[frames, dimension] float32, read-only: frame i is the feature at second i / fps.

    name:   a name of `TABLE`, or several joined with '+'.
    source: a track, its samples [N] at SAMPLE_RATE, or for 'deepspeech' the file aud_ds.npy.
    frames: how many; as many as the sound lasts when None. Beyond its end it is silent.
    cache:  a folder that keeps results, found again by the sound itself and not by its name.
    ckpt:   folders of weights, for the features that need some.
    """
    features, rate = named(name), Fraction(fps)
    if not 1 <= rate <= 1000:
        raise StudioError(f"{float(rate):g} frames a second is no rate of a motion.", "Use 1 to 1000.")
    if frames is not None and not 1 <= frames <= MOST_FRAMES:
        raise StudioError(f"{frames} frames cannot be made.", f"Ask for 1 to {MOST_FRAMES:,}.")
    if len(features) == 1:
        return _one(features[0], source, rate, frames, cache, ckpt, progress)
    columns = [_one(feature, source, rate, frames, cache, ckpt, progress) for feature in features]
    joined = buffers.room(len(columns[0]) * sum(f.dimension for f in features)).reshape(len(columns[0]), -1)
    at = 0
    for column in columns:
        joined[:, at : at + column.shape[1]] = column
        at += column.shape[1]
    return buffers.sealed(joined)


def _one(
    feature: Feature,
    source: SpeechTrack | NDArray[np.float32] | Path,
    fps: Fraction,
    frames: int | None,
    cache: Path | None,
    ckpt: Sequence[Path],
    progress: Progress,
) -> Array:
    if feature.name == "deepspeech":
        rows = deepspeech.read(_file(source)).reshape(-1, feature.dimension)
        wanted = frames or frame_count(len(rows) / feature.rate, fps)
        return _resampled(feature, rows, fps, wanted, None, progress)
    if feature.name == "lips" and isinstance(source, SpeechTrack) and source.recogniser != "none":
        wanted = frames or frame_count(source.duration, fps)
        blocks = spoken.moved(source, _reach(feature, source.samples, fps, wanted))
        return _resampled(feature, np.concatenate(list(blocks)), fps, wanted, None, progress)
    samples = _samples(feature, source)
    wanted = frames or frame_count(len(samples) / SAMPLE_RATE, fps)
    streams = import_module(f"engines.speech.features.{feature.module}")
    model = streams.model(ckpt) if hasattr(streams, "model") else ""
    if cache is None:
        native = _native(feature, samples, _reach(feature, samples, fps, wanted), streams, ckpt, None, progress)
        return _resampled(feature, native, fps, wanted, None, progress)
    content = cached.content_key(samples)
    kept = cached.place(cache, feature, content, model, f"{fps} {wanted}")
    if (found := cached.load(kept, (wanted, feature.dimension))) is not None:
        return found
    count = _reach(feature, samples, fps, wanted)
    own_rate = cached.place(cache, feature, content, model, f"native {count}") if feature.costly else None
    native = _native(feature, samples, count, streams, ckpt, own_rate, progress)
    return _resampled(feature, native, fps, wanted, kept, progress)


def _native(
    feature: Feature,
    samples: Array,
    count: int,
    streams: object,
    ckpt: Sequence[Path],
    keep: Path | None,
    progress: Progress,
) -> Array:
    """[count, dimension] at the feature's own rate."""

    def fill(out: Array) -> None:
        at = 0
        blocks: Iterable[Array] = streams.stream(feature.name, samples, count, ckpt)  # type: ignore[attr-defined]
        for block in blocks:
            out[at : at + len(block)] = block
            at += len(block)
            buffers.release(samples, out)
            progress(feature.name, at, count)
        assert at == count, (feature.name, at, count)

    return _made(fill, (count, feature.dimension), keep)


def _resampled(
    feature: Feature, native: Array, fps: Fraction, frames: int, keep: Path | None, progress: Progress
) -> Array:
    def fill(out: Array) -> None:
        for start, stop in buffers.spans(frames, 2000):
            out[start:stop] = resample(native, feature.rate, fps, start, stop, feature.voiced)
            buffers.release(native, out)
            progress(f"{feature.name} at {float(fps):g} frames a second", stop, frames)

    return _made(fill, (frames, feature.dimension), keep)


def _made(fill: Callable[[Array], None], shape: tuple[int, int], keep: Path | None) -> Array:
    if keep is not None:
        return cached.store(keep, shape, fill)
    out = buffers.room(shape[0] * shape[1]).reshape(shape)
    fill(out)
    return buffers.sealed(out)


def _reach(feature: Feature, samples: Array, fps: Fraction, frames: int) -> int:
    """Frames at the feature's own rate that reach the end of the sound, or the last frame if it lies behind."""
    seconds = max(Fraction(len(samples), SAMPLE_RATE), frames / fps)
    return int(seconds * feature.rate) + 1


def _samples(feature: Feature, source: SpeechTrack | NDArray[np.float32] | Path) -> Array:
    if isinstance(source, Path):
        raise StudioError(f"'{feature.name}' is computed from a sound, not from {source.name}.", "Decode it first.")
    samples = source.samples if isinstance(source, SpeechTrack) else source
    if samples.ndim != 1 or samples.dtype != np.float32:
        raise ValueError(f"samples are {samples.dtype} {samples.shape}, not float32 [N]")
    return samples


def _file(source: SpeechTrack | NDArray[np.float32] | Path) -> Path:
    if not isinstance(source, Path):
        raise StudioError(
            "DeepSpeech features cannot be computed here; they come from a file aud_ds.npy.",
            "Give that file, or choose 'whisper', which needs nothing.",
        )
    return source
