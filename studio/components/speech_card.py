"""What lies on a Speech panel: the voice that is open, how its words were found, and the samples to try."""

from __future__ import annotations

from collections.abc import Iterable

from contracts import StudioError
from engines.speech.track import SpeechTrack
from studio.components.markup import button, icon, problem, seconds, text
from studio.components.timeline import UNSURE
from studio.speech_draft import Speech
from studio.targets import Target

_NOBODY = ("none", "")
_GIVEN = "given"
_WORDLESS = "Try another one, or type what is said in it under Words and align."
_SPEAKERS = ("espeak-ng", "piper", "kokoro")
_FEW = 4
"""With fewer words than this, most of them unsure says little."""


def speech_card(
    speech: Speech | None,
    track: SpeechTrack | None,
    samples: Iterable[tuple[str, str]],
    error: StudioError | None = None,
    waits: str = "",
    back: bool = False,
    forth: bool = False,
) -> str:
    """The card. `error` is why the last sound was not taken; `waits` says what is being worked on.

    back, forth: whether there is a voice to go back to, and one to return to after that.
    """
    if error is None and track is not None and not track.words and not waits:
        error = StudioError("No words were found in this sound.", _WORDLESS)
    pending = f'<p class="pending" role="status">{text(waits)}</p>' if waits else ""
    steps = _steps(back, forth)
    doubt = "" if error or waits else _doubt(track)
    shown = f"{problem(error)}{pending}{_open(speech, track, steps)}{doubt}{_samples(speech, samples)}"
    return f'<div class="material">{shown}</div>'


def _steps(back: bool, forth: bool) -> str:
    """Undo and redo: every voice that was open can be had back."""
    if not back and not forth:
        return ""
    undo = button("undo", "Back to the voice before", style="quiet", shown=icon("undo"), disabled=not back)
    redo = button("redo", "On to the voice after", style="quiet", shown=icon("redo"), disabled=not forth)
    return f'<div class="history">{undo}{redo}</div>'


def _doubt(track: SpeechTrack | None) -> str:
    """What to do about words most of which are not in the sound."""
    if track is None or len(track.words) < _FEW:
        return ""
    unsure = sum(word.score is not None and word.score < UNSURE for word in track.words)
    if unsure <= len(track.words) / 2:
        return ""
    if track.recogniser == _GIVEN:
        return '<p class="doubt">Most of these words were not found in the sound. Do they belong to it?</p>'
    return (
        '<p class="doubt">Most of these words do not match the sound. If it is not in English, choose its language '
        "and a recogniser that knows it under More, then listen again.</p>"
    )


def _open(speech: Speech | None, track: SpeechTrack | None, steps: str) -> str:
    if speech is None or track is None:
        return steps
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
        f'<section class="open-file" aria-label="Open voice"><header><h3>{text(speech.title)}</h3>{steps}</header>'
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


def takeaway(files: Iterable[tuple[str, str, str]], ways: Iterable[tuple[str, Target]] = ()) -> str:
    """The files of a voice to download: what each is, its name outside, its address.

    ways: ids of results and the tabs that would take them.
    """
    links = "".join(
        f'<a class="act take" href="{text(url)}" download="{text(name)}" title="{text(name)}">{text(label)}</a>'
        for label, name, url in files
    )
    sends = "".join(button("send", target.label, of=f"{target.tab}:{output}", style="take") for output, target in ways)
    parts = (("Downloads", "Take away", links), ("Other tabs", "Go on", sends))
    return "".join(
        f'<section class="takeaway" aria-label="{label}"><h3>{title}</h3><div>{shown}</div></section>'
        for label, title, shown in parts
        if shown
    )
