"""What lies on a Speech panel: the voice that is open, how its words were found, and the samples to try."""

from __future__ import annotations

from collections.abc import Iterable

from contracts import StudioError
from engines.speech.track import SpeechTrack
from studio.components.markup import button, problem, seconds, text
from studio.speech_draft import Speech

_NOBODY = ("none", "")
_GIVEN = "given"
_WORDLESS = "Try another one, or type what is said in it under Words and align."
_SPEAKERS = ("espeak-ng", "piper", "kokoro")


def speech_card(
    speech: Speech | None,
    track: SpeechTrack | None,
    samples: Iterable[tuple[str, str]],
    error: StudioError | None = None,
    waits: str = "",
) -> str:
    """The card. `error` is why the last sound was not taken; `waits` says what is being worked on."""
    if error is None and track is not None and not track.words and not waits:
        error = StudioError("No words were found in this sound.", _WORDLESS)
    pending = f'<p class="pending" role="status">{text(waits)}</p>' if waits else ""
    return f'<div class="material">{problem(error)}{pending}{_open(speech, track)}{_samples(speech, samples)}</div>'


def _open(speech: Speech | None, track: SpeechTrack | None) -> str:
    if speech is None or track is None:
        return ""
    count = len(track.words)
    facts = f"{seconds(track.duration)} · {count:,} word{'' if count == 1 else 's'}"
    notes = "".join(f"<li>{text(note)}</li>" for note in track.notes)
    many = len(track.notes)
    told = (
        f"<details><summary>{many} note{'s' if many > 1 else ''} on this sound</summary><ul>{notes}</ul></details>"
        if many
        else ""
    )
    return (
        f'<section class="open-file" aria-label="Open voice"><h3>{text(speech.title)}</h3>'
        f"<p>{facts}</p><p>{text(_by(track))}</p>{told}</section>"
    )


def _by(track: SpeechTrack) -> str:
    """Who found the words and who timed them."""
    if track.aligner in _SPEAKERS:
        return f"Spoken by {track.source}"
    words = "Words as given" if track.recogniser == _GIVEN else f"Words by {track.recogniser}"
    times = "not timed" if track.aligner in _NOBODY else f"timed by {track.aligner}"
    return times.capitalize() if track.recogniser in _NOBODY else f"{words}, {times}"


def _samples(speech: Speech | None, samples: Iterable[tuple[str, str]]) -> str:
    chips = "".join(
        button("sample", label, of=name, style="chip on" if speech and speech.folder == f"sample:{name}" else "chip")
        for name, label in samples
    )
    if not chips:
        return ""
    return f'<section class="samples" aria-label="Samples"><h3>Or try a sample</h3><div>{chips}</div></section>'


def takeaway(files: Iterable[tuple[str, str, str]]) -> str:
    """The files of a voice to download: what each is, its name outside, its address."""
    links = "".join(
        f'<a class="act take" href="{text(url)}" download="{text(name)}" title="{text(name)}">{text(label)}</a>'
        for label, name, url in files
    )
    return (
        f'<section class="takeaway" aria-label="Downloads"><h3>Take away</h3><div>{links}</div></section>'
        if links
        else ""
    )
