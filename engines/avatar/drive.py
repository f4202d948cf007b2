"""Let an avatar say something: a sound or a text in, a film of the person saying it out.

Frames are made one after the other, so that memory does not grow with the length; picture k is what is said at second
k / 25. Every film says in its metadata that it was synthesised, and by what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import Progress, StudioError, silent
from engines.avatar import habits
from engines.avatar.avatar import About, Avatar, Habit, load
from engines.avatar.hearing import Hearing
from engines.avatar.material import FPS
from engines.preparation import prepare
from engines.speech.features import deepspeech
from engines.speech.track import SAMPLE_RATE, SpeechTrack

BLOCK = 250
"""Frames that are planned at once."""
ORBIT, ORBIT_SECONDS = (5.0, 14.0), 8.0
"""Degrees to each side, at least and at most, and seconds there and back."""
BEYOND = 1.5
"""How much further than the head was seen to turn it is seen from aside: beyond, hair falls apart into specks."""
MARK = "AI"
MOST_SECONDS = 3600.0


class DriveRequest(BaseModel):
    """What an avatar should say, and how it is filmed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    avatar: Path = Field(description="The avatar: its folder or its .avatar file.")
    out: Path = Field(description="The film to write: .mp4, or .mov or .webm, which can be transparent.")
    audio: Path | None = Field(None, description="A sound, or a film with sound, that is to be said.")
    text: str | None = Field(None, description="A text that is to be said, when there is no sound.", max_length=20_000)
    voice: str = Field("", description="Which voice says a text; the usual one if empty.")
    camera: Literal["cycle", "static", "orbit"] = Field(
        "cycle", description="Head moving as the person's does, held still, or seen from side to side."
    )
    size: int | None = Field(
        None, description="Pixels a side; as it was learned if not given.", ge=64, le=1024, multiple_of=2
    )
    background: Literal["own", "clear"] = Field("own", description="The person's own background, or none.")
    liveliness: float = Field(1.0, description="How far lips move: 1 as learned.", ge=0.0, le=2.0)
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold voices, and weights of what hears.")
    mark: bool = Field(False, description="Show in a corner that this was synthesised.")

    @model_validator(mode="after")
    def _something(self) -> DriveRequest:
        if (self.audio is None) == (self.text is None):
            raise ValueError("give a sound or a text, one of the two")
        return self


@dataclass(frozen=True)
class Driven:
    """A film that was made."""

    path: Path
    seconds: float
    frames: int
    notes: tuple[str, ...]


def drive(request: DriveRequest, progress: Progress = silent) -> Driven:
    """Make the film. What is half written when it is cancelled goes away."""
    import tempfile

    from renderers import video

    avatar = load(request.avatar)
    suffix = request.out.suffix.lower()
    if request.background == "clear" and suffix == ".mp4":
        raise StudioError("An MP4 cannot be transparent.", "End the name in .mov or .webm, or keep the background.")
    prepare("avatars", progress)
    with tempfile.TemporaryDirectory() as folder:
        sound, voice, notes = _said(request, Path(folder), progress)
        mouths, also = mouths_of(avatar, voice, request.audio, progress, request.ckpt)
        stances = stances_of(avatar, mouths, request.camera, request.liveliness)
        frames = pictures(avatar, stances, request)
        told = described(avatar.about)
        video.write(
            request.out,
            frames,
            Fraction(FPS),
            sound=video.Sound(sound),
            total=len(mouths),
            progress=progress,
            tags=told,
        )
    return Driven(request.out, len(mouths) / FPS, len(mouths), (*notes, *also))


def described(about: About) -> dict[str, str]:
    """What a film's metadata say."""
    agreed = f" Consent: {about.consent}." if about.consent else " Consent was not recorded."
    return {
        "title": f"{about.name} (synthesised)",
        "comment": f"Synthesised by {about.made_by}: an avatar, not a recording.{agreed}",
        "synopsis": "AI-generated talking head",
    }


def _said(
    request: DriveRequest, folder: Path, progress: Progress
) -> tuple[Path, NDArray[np.float32] | SpeechTrack, tuple[str, ...]]:
    """The file that is heard, its samples, or with its words where they are known, and notes."""
    from engines.speech.decode import decode

    if request.audio is not None:
        sound = decode(request.audio, progress, longest=MOST_SECONDS)
        return request.audio, sound.samples, ()
    from engines.speech.speak import SpeakRequest, speak

    asked = SpeakRequest(
        text=request.text or "", out=folder / "said.wav", voice=request.voice or None, ckpt=request.ckpt
    )
    track = speak(asked, progress)
    return folder / "said.wav", track, track.notes


def mouths_of(
    avatar: Avatar,
    voice: NDArray[np.float32] | SpeechTrack,
    audio: Path | None = None,
    progress: Progress = silent,
    ckpt: Sequence[Path] = (),
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """[T, mouth] codes of the mouth at 25 a second while `voice`, samples [N] or a track, is heard, and notes."""
    samples = voice.samples if isinstance(voice, SpeechTrack) else voice
    frames = max(1, int(np.ceil(len(samples) * FPS / SAMPLE_RATE)))
    if avatar.hearing is None:
        return _by_loudness(avatar, samples, frames), ("This avatar learned no voice; lips follow loudness.",)
    words = voice if isinstance(avatar.hearing, Hearing) else samples
    heard = avatar.hearing.listen(words, frames, deepspeech.beside(audio), progress, ckpt)  # type: ignore[arg-type]
    mouths = avatar.hearing.codes(heard, own_voice=avatar.hearing.sounds_like(heard))
    return mouths.astype(np.float32), ()


def _by_loudness(avatar: Avatar, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Mouths that open with the loudness, along what moved this mouth most."""
    length = SAMPLE_RATE // FPS
    padded = np.zeros(frames * length, np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    loud = np.sqrt(np.square(padded.reshape(frames, length)).mean(axis=1))
    loud = np.convolve(loud, [0.25, 0.5, 0.25], "same")
    usual = max(float(np.quantile(loud, 0.9)), 1e-4)
    coder = avatar.coder
    codes = np.zeros((frames, coder.shape.mouth), np.float32)
    wide = np.zeros((1, coder.shape.mouth))
    wide[0, 0] = 1
    lips = coder.lips(np.concatenate([wide, -wide]), np.zeros((478, 3)))
    from engines.avatar.expression import MOUTH

    top, bottom = MOUTH.index(13), MOUTH.index(14)
    opens = np.linalg.norm(lips[:, top] - lips[:, bottom], axis=1)
    codes[:, 0] = (1 if opens[0] > opens[1] else -1) * (2.4 * np.clip(loud / usual, 0, 1.2) - 0.8)
    return codes


def stances_of(avatar: Avatar, mouths: NDArray[np.float32], camera: str, liveliness: float = 1.0) -> Iterator[Habit]:
    """Blocks of frames: codes with their mouths, heads and chests."""
    shape = avatar.coder.shape
    usual = avatar.hearing.usual if avatar.hearing is not None else np.zeros(shape.mouth)
    habit = habits.steady(habits.known(avatar.habit, avatar.about.learned), shape.mouth)
    for first in range(0, len(mouths), BLOCK):
        part = mouths[first : first + BLOCK]
        moving = habits.played(habit, first, len(part))
        if camera == "static":
            moving = habits.held_still(habit, moving, slice(shape.face, shape.width))
        codes = moving.codes.copy()
        codes[:, : shape.mouth] = usual + liveliness * (part - usual)
        yield Habit(codes, moving.heads, moving.chests)


def aside(heads: NDArray[np.floating]) -> float:
    """Degrees to each side from which a head may be seen that was filmed as `heads [T, 3, 4]`."""
    ahead = heads[:, :, 2] / np.linalg.norm(heads[:, :, 2], axis=1, keepdims=True)
    yaw = np.degrees(np.arctan2(ahead[:, 0], -ahead[:, 2]))
    turned = np.quantile(np.abs(yaw - np.median(yaw)), 0.95)
    return float(np.clip(BEYOND * turned, *ORBIT))


def orbit(second: float, centre: NDArray[np.floating], degrees: float) -> NDArray[np.float32]:
    """[3, 4] how the world is turned about the head's `centre` [3] to be seen from one side and then the other."""
    angle = np.radians(degrees) * np.sin(2 * np.pi * second / ORBIT_SECONDS)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    return np.concatenate([turn, (centre - turn @ centre)[:, None]], axis=1).astype(np.float32)


def pictures(avatar: Avatar, stances: Iterator[Habit], request: DriveRequest) -> Iterator[NDArray[np.uint8]]:
    """Each frame, [S, S, 3], or [S, S, 4] without a background."""
    from dataclasses import replace

    import cv2
    import torch

    from engines.avatar.fast import Stance
    from engines.avatar.training import one_thread

    camera = avatar.camera(request.size)
    size = camera.width
    plate = (
        avatar.plate
        if len(avatar.plate) == size
        else cv2.resize(avatar.plate, (size, size), interpolation=cv2.INTER_CUBIC)
    )
    behind = torch.from_numpy(plate.astype(np.float32) / 255)
    centre = avatar.habit.heads[:, :, 3].mean(axis=0) + np.array([0, -0.06, 0])
    degrees = aside(avatar.habit.heads[: avatar.about.learned])
    number = 0
    for block in stances:
        codes, heads, chests = (
            torch.from_numpy(np.ascontiguousarray(v)) for v in (block.codes, block.heads, block.chests)
        )
        for k in range(len(codes)):
            if request.camera == "orbit":
                camera = replace(camera, view=orbit(number / FPS, centre, degrees))
            with torch.no_grad(), one_thread():
                seen = avatar.head(Stance(codes[k], heads[k], chests[k]), camera)
                picture = (
                    _clear(seen.colour, seen.alpha) if request.background == "clear" else _whole(seen.over(behind))
                )
            yield marked(picture) if request.mark else picture
            number += 1


def _whole(picture: object) -> NDArray[np.uint8]:
    import torch

    assert isinstance(picture, torch.Tensor)
    return np.asarray(picture.clamp(0, 1).mul(255).round().to(torch.uint8).numpy())


def _clear(colour: object, alpha: object) -> NDArray[np.uint8]:
    """Straight alpha: colours are divided by how much they cover."""
    import torch

    assert isinstance(colour, torch.Tensor) and isinstance(alpha, torch.Tensor)
    straight = colour / alpha.clamp(min=1 / 255)[..., None]
    return _whole(torch.cat([straight, alpha[..., None]], dim=2))


def marked(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With a small sign in the corner that this was synthesised."""
    import cv2

    out = np.ascontiguousarray(picture)
    size = len(out)
    scale = size / 512
    (wide, high), _ = cv2.getTextSize(MARK, cv2.FONT_HERSHEY_SIMPLEX, scale, max(1, round(2 * scale)))
    edge = max(4, size // 40)
    corner = (size - edge - wide, size - edge)
    solid = (255,) * (out.shape[2] - 3)
    box = ((corner[0] - edge // 2, corner[1] - high - edge // 2), (corner[0] + wide + edge // 2, corner[1] + edge // 2))
    cv2.rectangle(out, *box, (24, 24, 24, *solid), -1)
    cv2.putText(
        out,
        MARK,
        corner,
        cv2.FONT_HERSHEY_SIMPLEX,
        scale,
        (255, 255, 255, *solid),
        max(1, round(2 * scale)),
        cv2.LINE_AA,
    )
    return out
