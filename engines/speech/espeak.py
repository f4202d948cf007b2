"""espeak-ng inside this process: text to phonemes, and text to sound with the time of every word and phoneme.

Whatever was said before, in whichever thread: the same text in the same voice has the same sound, sample for sample.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.speech.espeak_library import (
    LOCK,
    Callback,
    Event,
    Voice,
    afresh,
    data,
    folder,
    in_bytes,
    library,
)

_UTF8 = 1
_IPA_WITH_SEPARATOR = 0x02 | ord("_") << 8
_WORD, _PHONEME = 1, 7
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_NOT_SPOKEN = {"fo", "kaa", "xex"}  # without dictionary, and a test of its makers


@dataclass(frozen=True)
class Manner:
    """How it speaks.

    words_per_minute: 80 to 450; 175 is usual.
    pitch:            0 to 99; 50 is the voice's own, every 50 steps are about an octave.
    pitch_range:      0 to 100; 50 is the voice's own liveliness, 0 is monotonous.
    volume:           0 to 200; 100 is usual.
    """

    words_per_minute: int = 175
    pitch: int = 50
    pitch_range: int = 50
    volume: int = 100


class Mark(NamedTuple):
    """Something begins in the sound.

    ipa:    the phoneme with its stress mark; '' where a pause begins; None where a word begins.
    at:     sample from the beginning of the sound.
    letter: which character of the text it belongs to, from 0; exact for words, the word's own for phonemes.
    """

    ipa: str | None
    at: int
    letter: int


class Utterance(NamedTuple):
    """samples: [N] int16 at `espeak_library.RATE`; marks: in the order of time."""

    samples: NDArray[np.int16]
    marks: tuple[Mark, ...]


class Language(NamedTuple):
    """code: 'en-us', what to call the voice by; name: 'English (America)'; file: the library's own name for it."""

    code: str
    name: str
    file: str


def phonemes(text: str, voice: str = "en-us") -> str:
    """`text` in IPA with '_' between sounds and ' ' between words; '' for what espeak-ng cannot say."""
    return " ".join(clause for clause in clauses(text, voice) if clause)


def clauses(text: str, voice: str = "en-us") -> list[str]:
    """`text` in IPA, one line for each stretch between punctuation marks; see `phonemes`."""
    buffer = ctypes.create_string_buffer(printable(text).encode("utf-8"))
    rest = ctypes.c_void_p(ctypes.addressof(buffer))
    said = []
    with LOCK:
        lib = library()
        _choose(lib, voice)
        while rest.value:
            line = lib.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_WITH_SEPARATOR)
            said.append((line or b"").decode("utf-8", "replace").strip())
    return said


def synthesise(
    text: str,
    voice: str = "en-us",
    manner: Manner = Manner(),
    check: Callable[[], None] | None = None,
    timbre: tuple[str, ...] = (),
) -> Utterance:
    """Speak `text` as plain text: nothing in it is an instruction.

    voice:  a code of `languages()`, with '+' and one of `variants()` if wanted: 'de', 'en-us+f2'.
    check:  called several times a second of work; what it raises ends the work and is passed on.
    timbre: lines of an espeak-ng voice file that colour a voice without variant: 'klatt 6', 'formant 1 108 100 110'.
    """
    sound = bytearray()
    marks: list[Mark] = []
    failure: list[BaseException] = []

    def receive(samples: Any, count: int, events: Any) -> int:
        try:
            if samples and count > 0:
                sound.extend(ctypes.string_at(samples, 2 * count))
            number = 0
            while events[number].type:
                marks.extend(_mark(events[number]))
                number += 1
            if check is not None:
                check()
        except BaseException as error:  # an exception cannot cross C
            failure.append(error)
            return 1
        return 0

    callback = Callback(receive)
    plain = printable(text).encode("utf-8")
    with LOCK:
        lib = afresh()
        lib.espeak_SetSynthCallback(callback)
        _choose(lib, voice, timbre)
        settings = (manner.words_per_minute, manner.volume, manner.pitch, manner.pitch_range)
        for parameter, value in zip((_RATE, _VOLUME, _PITCH, _RANGE), settings, strict=True):
            lib.espeak_SetParameter(parameter, value, 0)
        lib.espeak_Synth(plain, len(plain) + 1, 0, 1, 0, _UTF8, None, None)
        lib.espeak_SetSynthCallback(Callback())
    if failure:
        raise failure[0]
    return Utterance(np.frombuffer(bytes(sound), np.int16), tuple(marks))


def printable(text: str) -> str:
    """`text` with spaces in place of control characters, which espeak-ng would take as commands; as long as before."""
    return "".join(" " if ord(letter) < 32 or 127 <= ord(letter) < 160 else letter for letter in text)


def _mark(event: Event) -> tuple[Mark, ...]:
    letter = max(event.text_position - 1, 0)
    if event.type == _WORD:
        return (Mark(None, event.sample, letter),)
    if event.type == _PHONEME:
        name = ctypes.string_at(ctypes.addressof(event) + Event.id.offset, 8).split(b"\0")[0]
        ipa = name.decode("utf-8", "ignore")
        return () if ipa.startswith("(") else (Mark(ipa, event.sample, letter),)  # '(fr)': the next word is French
    return ()


def _choose(lib: Any, voice: str, timbre: tuple[str, ...] = ()) -> None:
    file = _file(voice)
    if file is None:
        raise StudioError(f"espeak-ng has no voice '{voice}'.", "'speak --list-voices' shows those that are here.")
    failed = lib.espeak_SetVoiceByFile(_coloured(file, timbre)) if timbre else lib.espeak_SetVoiceByName(file.encode())
    if failed:
        raise StudioError(
            f"espeak-ng could not load its voice '{voice}'.", "Install Marionette again: a file is missing."
        )


@cache
def _coloured(file: str, timbre: tuple[str, ...]) -> bytes:
    """A voice file of our own: that of the language, and the lines that colour it. It lasts as long as this process."""
    language = (data() / "lang" / file).read_text(encoding="utf-8")
    path = folder() / f"voice{len(list(folder().iterdir()))}"
    path.write_text("\n".join((language, *timbre, "")), encoding="utf-8")
    return in_bytes(path)


@cache
def languages() -> tuple[Language, ...]:
    """Every language it speaks, by code."""
    found: dict[str, Language] = {}
    for voice in _listed(None):
        if voice.codes and voice.codes[0] not in _NOT_SPOKEN:
            found.setdefault(voice.codes[0], Language(voice.codes[0], voice.name, voice.file))
    return tuple(found[code] for code in sorted(found))


@cache
def variants() -> tuple[str, ...]:
    """Colours of voice that go with any language: 'f2', 'croak'."""
    return tuple(sorted(voice.file.removeprefix("!v/") for voice in _listed(b"variant")))


def speaks(voice: str) -> bool:
    """Whether a language, with or without a colour, can be spoken. A language's last name will do: 'en', 'zh'."""
    return _file(voice) is not None


@cache
def _file(voice: str) -> str | None:
    """What the library calls a voice of ours: 'en-gb+f2' is 'gmw/en+f2'."""
    code, plus, variant = voice.partition("+")
    first = {language.code: language.file for language in languages()}
    others = {code: row.file for row in reversed(_listed(None)) for code in reversed(row.codes)}
    file = first.get("en-us" if code == "en" else code) or others.get(code)
    if file is None or code in _NOT_SPOKEN or (plus and variant not in variants()):
        return None
    return file + plus + variant


class _Listed(NamedTuple):
    name: str
    file: str
    codes: tuple[str, ...]


@cache
def _listed(kind: bytes | None) -> tuple[_Listed, ...]:
    found = []
    with LOCK:
        lib = library()
        rows = lib.espeak_ListVoices(
            ctypes.byref(Voice(languages=ctypes.cast(ctypes.c_char_p(kind), ctypes.c_void_p))) if kind else None
        )
        number = 0
        while rows[number]:
            voice = rows[number].contents
            found.append(_Listed(voice.name.decode().strip(), voice.identifier.decode(), _codes(voice.languages)))
            number += 1
    return tuple(found)


def _codes(address: int) -> tuple[str, ...]:
    """The names of a language: each a byte of priority and text that ends with 0; the list ends with another 0."""
    codes = []
    while address and ctypes.string_at(address, 1) != b"\0":
        text = ctypes.string_at(address)
        codes.append(text[1:].decode("ascii", "ignore"))
        address += len(text) + 1
    return tuple(codes)
