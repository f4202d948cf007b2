"""When each word and phone of a text is said in a sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech.spelling import Written, spoken
from engines.speech.track import SAMPLE_RATE, Phone, Word

ALIGNERS = ("auto", "pocketsphinx", "mfa", "none")


@dataclass(frozen=True)
class Alignment:
    """The words of a text with their times.

    words:   every word of the text as written, in order, not overlapping.
    aligner: who timed them: 'pocketsphinx', 'mfa', the recogniser's word times ('recogniser') or 'none'.
    notes:   what a person should know.
    """

    words: tuple[Word, ...]
    aligner: str
    notes: tuple[str, ...] = ()


def align(
    samples: NDArray[np.float32],
    text: str,
    language: str = "en",
    heard: Sequence[Word] | None = None,
    aligner: str = "auto",
    progress: Progress = silent,
) -> Alignment:
    """Times for every word of `text` in `samples` ([N] float32, 16 kHz; may be a memory map).

    heard: the recogniser's timed words, when there are any; they guide long sounds and stand in where nothing aligns.
    """
    if aligner not in ALIGNERS:
        raise StudioError(f"There is no aligner '{aligner}'.", f"Choose one of {', '.join(ALIGNERS)}.")
    written = spoken(text, language)
    duration = len(samples) / SAMPLE_RATE
    if not written or not duration:
        return Alignment((), "none")
    if language == "en" and aligner in ("auto", "pocketsphinx"):
        try:
            return Alignment(_pocketsphinx(samples, written, progress), "pocketsphinx")
        except RuntimeError as error:
            note = f"pocketsphinx could not align this sound ({error}); words are spread evenly."
            return Alignment(_spread(written, duration), "none", (note,))
    return Alignment(_spread(written, duration), "none", ("No aligner ran; words are spread evenly.",))


def _pocketsphinx(samples: NDArray[np.float32], written: tuple[Written, ...], progress: Progress) -> tuple[Word, ...]:
    from pocketsphinx import Decoder

    from engines.speech.pronounce import pronounce

    decoder = Decoder(loglevel="FATAL", lm=None)
    tokens = [(index, word) for index, one in enumerate(written) for word in one.spoken]
    said = {word: pronounce(word) for _, word in tokens}
    keys = {word: f"word{number}" for number, word in enumerate(said)}
    for word, key in keys.items():
        decoder.add_word(key, " ".join(phone.rstrip("012") for phone in said[word].phones), True)
    names = [keys[word] for _, word in tokens]
    decoder.add_word("end_of_words", "AH", True)
    pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes()
    decoder.set_align_text(" ".join(names))
    for again in (False, True):
        progress("Aligning", float(again), 2)
        if again:
            decoder.set_alignment()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
    alignment = decoder.get_alignment()
    # Its entries die with the iteration, so copy what is needed at once.
    found = [[(p.start, p.duration) for p in entry] for entry in alignment if entry.name in keys.values()]
    if len(found) != len(names):
        raise RuntimeError(f"{len(found)} of {len(names)} words found")
    parts: dict[int, list[Phone]] = {}
    for (index, word), times in zip(tokens, found, strict=True):
        timed = zip(said[word].phones, times, strict=False)
        parts.setdefault(index, []).extend(
            Phone(label, start / 100, (start + length) / 100) for label, (start, length) in timed
        )
    words: list[Word] = []
    for index, one in enumerate(written):
        phones = tuple(parts.get(index, ()))
        before = words[-1].end if words else 0.0
        known = all(said[word].in_dictionary for word in one.spoken)
        if phones:
            words.append(Word(one.text, phones[0].start, phones[-1].end, phones, None, known))
        else:
            words.append(Word(one.text, before, before))
    return tuple(words)


def _spread(written: tuple[Written, ...], duration: float) -> tuple[Word, ...]:
    edges = np.linspace(0, duration, len(written) + 1)
    return tuple(Word(one.text, float(a), float(b)) for one, a, b in zip(written, edges, edges[1:], strict=False))
