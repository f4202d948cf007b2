"""The library espeak-ng, loaded into this process: its functions, its structures, and a fresh one for every utterance.

It keeps what it said last in variables that none of its functions resets, not even its own end and beginning anew:
where the tremble of a voice stands, the phase of roughness, the gain against clipping. With them the same text would
sound a little different each time. So it is taken out of memory and loaded again before it speaks.
"""

from __future__ import annotations

import ctypes
import shutil
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

from contracts import StudioError

LOCK = threading.RLock()
"""The library is not made for threads: hold it around all calls that belong together."""

RATE = 22_050
"""Samples per second of the sound it makes."""

PHONEME_EVENTS, IPA_EVENTS, NO_EXIT = 0x1, 0x2, 0x8000
SYNCHRONOUS = 2
_SEED = 1


class Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Name),
    )


class Voice(ctypes.Structure):
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


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))

_loaded: list[Any] = []


def library() -> Any:
    """The library as it is, loaded where it is not yet: sound is handed back, never played. Hold LOCK."""
    if not _loaded:
        _loaded.append(_load())
    return _loaded[0]


def afresh() -> Any:
    """The library as if this process had never spoken, with its dice thrown from the same seed. Hold LOCK."""
    if _loaded:
        before = _loaded.pop()
        before.espeak_Terminate()
        free(before)
    lib = library()
    lib.espeak_ng_SetRandSeed(_SEED)
    _system_dice(_SEED)
    return lib


def data() -> Path:
    """The folder with its voices and dictionaries."""
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())


def in_bytes(path: Path) -> bytes:
    """A path as the library opens it: in the computer's own letters."""
    return str(path).encode("mbcs" if sys.platform == "win32" else "utf-8", "replace")


def _load() -> Any:
    import espeakng_loader

    file = Path(espeakng_loader.get_library_path())
    lib = ctypes.CDLL(str(file))
    if lib.espeak_ng_GetSampleRate() != 0:  # somebody else holds it, so this one has a past
        free(lib)
        lib = ctypes.CDLL(str(_copy(file)))
    lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
    lib.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    lib.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    lib.espeak_SetVoiceByFile.argtypes = [ctypes.c_char_p]
    lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(Voice))
    lib.espeak_ListVoices.argtypes = [ctypes.POINTER(Voice)]
    lib.espeak_ng_SetRandSeed.argtypes = [ctypes.c_long]
    if lib.espeak_Initialize(SYNCHRONOUS, 0, in_bytes(data()), PHONEME_EVENTS | IPA_EVENTS | NO_EXIT) != RATE:
        raise StudioError(
            f"The built-in voice did not start with its data in {data()}.",
            "Install Marionette in a folder with a shorter name, without letters like é.",
        )
    return lib


def free(lib: Any) -> None:
    """Give a library back; when nobody else holds it, it leaves memory with all it knows."""
    import _ctypes

    if sys.platform == "win32":
        _ctypes.FreeLibrary(lib._handle)
    else:
        _ctypes.dlclose(lib._handle)


@cache
def folder() -> Path:
    """A folder of our own that lasts as long as this process."""
    return Path(_temporary().name)


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="marionette-voices-", ignore_cleanup_errors=True)


def _copy(file: Path) -> Path:
    """A library under a name that nobody has loaded."""
    copy = folder() / f"library{len(list(folder().iterdir()))}{file.suffix}"
    shutil.copyfile(file, copy)
    return copy


def _system_dice(seed: int) -> None:
    """Breath is made from the dice of the C library, which the whole process throws."""
    _c_library().srand(ctypes.c_uint(seed))


@cache
def _c_library() -> Any:
    return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
