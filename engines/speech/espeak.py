"""espeak-ng inside this process: text to phonemes, and text to sound with the time of every word and phoneme.

The library keeps global state (voice, rate, callback), so one lock guards every call.
"""

from __future__ import annotations

import ctypes
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError

LOCK = threading.RLock()
"""Hold it around any sequence of calls that must not be interrupted: choosing a voice and then using it."""

RATE = 22_050
"""Samples per second of the sound it makes."""

_PHONEME_EVENTS, _IPA_EVENTS, _NO_EXIT = 0x1, 0x2, 0x8000
_SYNCHRONOUS = 2
_UTF8 = 1
_IPA_WITH_SEPARATOR = 0x02 | ord("_") << 8
_WORD, _PHONEME = 1, 7
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_NOT_SPOKEN = {"fo", "kaa", "xex"}  # without dictionary, and a test of its makers


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("spare", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("more", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


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
    """samples: [N] int16 at RATE; marks: in the order of time."""

    samples: NDArray[np.int16]
    marks: tuple[Mark, ...]


class Language(NamedTuple):
    """code: 'en-us', what to call the voice by; name: 'English (America)'; file: the library's own name for it."""

    code: str
    name: str
    file: str


@cache
def library() -> Any:
    """The library, loaded and initialised once: sound is handed back, never played."""
    import espeakng_loader

    with LOCK:
        lib = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        lib.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        lib.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        lib.espeak_SetVoiceByFile.argtypes = [ctypes.c_char_p]
        lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        lib.espeak_ListVoices.argtypes = [ctypes.POINTER(_Voice)]
        data = _data()
        if lib.espeak_Initialize(_SYNCHRONOUS, 0, _bytes(data), _PHONEME_EVENTS | _IPA_EVENTS | _NO_EXIT) != RATE:
            raise StudioError(
                f"The built-in voice did not start with its data in {data}.",
                "Install Marionette in a folder with a shorter name, without letters like é.",
            )
        return lib


def _data() -> Path:
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())


def _bytes(path: Path) -> bytes:
    """A path as the library opens it: in the computer's own letters."""
    return str(path).encode("mbcs" if sys.platform == "win32" else "utf-8", "replace")


def phonemes(text: str, voice: str = "en-us") -> str:
    """`text` in IPA with '_' between sounds and ' ' between words; '' for what espeak-ng cannot say."""
    return " ".join(clause for clause in clauses(text, voice) if clause)


def clauses(text: str, voice: str = "en-us") -> list[str]:
    """`text` in IPA, one line for each stretch between punctuation marks; see `phonemes`."""
    lib = library()
    buffer = ctypes.create_string_buffer(printable(text).encode("utf-8"))
    rest = ctypes.c_void_p(ctypes.addressof(buffer))
    said = []
    with LOCK:
        _choose(voice)
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
    lib = library()
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

    callback = _Callback(receive)
    plain = printable(text).encode("utf-8")
    with LOCK:
        lib.espeak_SetSynthCallback(callback)
        _choose(voice, timbre)
        settings = (manner.words_per_minute, manner.volume, manner.pitch, manner.pitch_range)
        for parameter, value in zip((_RATE, _VOLUME, _PITCH, _RANGE), settings, strict=True):
            lib.espeak_SetParameter(parameter, value, 0)
        lib.espeak_Synth(plain, len(plain) + 1, 0, 1, 0, _UTF8, None, None)
        lib.espeak_SetSynthCallback(_Callback())
    if failure:
        raise failure[0]
    return Utterance(np.frombuffer(bytes(sound), np.int16), tuple(marks))


def printable(text: str) -> str:
    """`text` with spaces in place of control characters, which espeak-ng would take as commands; as long as before."""
    return "".join(" " if ord(letter) < 32 or 127 <= ord(letter) < 160 else letter for letter in text)


def _mark(event: _Event) -> tuple[Mark, ...]:
    letter = max(event.text_position - 1, 0)
    if event.type == _WORD:
        return (Mark(None, event.sample, letter),)
    if event.type == _PHONEME:
        name = ctypes.string_at(ctypes.addressof(event) + _Event.id.offset, 8).split(b"\0")[0]
        ipa = name.decode("utf-8", "ignore")
        return () if ipa.startswith("(") else (Mark(ipa, event.sample, letter),)  # '(fr)': the next word is French
    return ()


def _choose(voice: str, timbre: tuple[str, ...] = ()) -> None:
    file = _file(voice)
    if file is None:
        raise StudioError(f"espeak-ng has no voice '{voice}'.", "'speak --list-voices' shows those that are here.")
    lib = library()
    failed = lib.espeak_SetVoiceByFile(_coloured(file, timbre)) if timbre else lib.espeak_SetVoiceByName(file.encode())
    if failed:
        raise StudioError(
            f"espeak-ng could not load its voice '{voice}'.", "Install Marionette again: a file is missing."
        )


@cache
def _coloured(file: str, timbre: tuple[str, ...]) -> bytes:
    """A voice file of our own: that of the language, and the lines that colour it. It lasts as long as this process."""
    language = (_data() / "lang" / file).read_text(encoding="utf-8")
    path = Path(_folder().name) / f"voice{len(list(Path(_folder().name).iterdir()))}"
    path.write_text("\n".join((language, *timbre, "")), encoding="utf-8")
    return _bytes(path)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="marionette-voices-")


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
    lib = library()
    found = []
    with LOCK:
        rows = lib.espeak_ListVoices(
            ctypes.byref(_Voice(languages=ctypes.cast(ctypes.c_char_p(kind), ctypes.c_void_p))) if kind else None
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
