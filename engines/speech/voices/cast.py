"""Who can speak, and who does when nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contracts import StudioError
from engines.speech import espeak
from engines.speech.voices import kokoro, piper
from engines.speech.voices.characters import Character, characters
from engines.speech.voices.espeak_speaker import EspeakSpeaker
from engines.speech.voices.script import script_language
from engines.speech.voices.voice import Speaker, Voice

_FREE = "free to use, also commercially"
_LIST = "'launch.py speak --list-voices' shows the voices that are here."


def available(ckpt: Sequence[Path] = (), every_language: bool = True) -> list[Voice]:
    """Every voice that can be chosen, the best kinds first: Kokoro, Piper, the characters, then plain languages."""
    cast = [*kokoro.voices(ckpt), *piper.voices(ckpt)]
    cast += [Voice(one.name, one.label, one.language, "espeak", _FREE) for one in characters().values()]
    if every_language:
        cast += [Voice(one.code, one.name, one.code, "espeak", _FREE) for one in espeak.languages()]
    return cast


def speaker(
    voice: str | None, language: str | None, engine: str, text: str, ckpt: Sequence[Path] = ()
) -> tuple[Speaker, tuple[str, ...]]:
    """Who says `text`, loaded, and notes on why.

    voice:    a name of `available`, or espeak-ng's own way: 'en-gb+f2'; None takes the best that is here.
    language: None takes the voice's own, or the one whose letters the text is written in.
    """
    notes: list[str] = []
    if language is None and (script := script_language(text)) is not None:
        language, name = script
        notes.append(f"Spoken as {name}, because of its letters; --language chooses another.")
    if voice is None:
        return _unnamed(language, engine, ckpt, notes)
    for kind, module in (("kokoro", kokoro), ("piper", piper)):
        if engine in ("auto", kind) and any(one.name == voice for one in module.voices(ckpt)):
            return module.load(voice, language, ckpt), tuple(notes)
    if engine in ("piper", "kokoro"):
        raise StudioError(f"There is no {engine.title()} voice '{voice}'.", _missing(engine, ckpt))
    return _builtin(voice, language), tuple(notes)


def _unnamed(
    language: str | None, engine: str, ckpt: Sequence[Path], notes: list[str]
) -> tuple[Speaker, tuple[str, ...]]:
    wanted = language or "en-us"
    for kind, module in (("kokoro", kokoro), ("piper", piper)):
        if engine not in ("auto", kind):
            continue
        fitting = [one for one in module.voices(ckpt) if _alike(one.language, wanted)]
        if fitting:
            return module.load(fitting[0].name, language, ckpt), tuple(notes)
        if engine == kind:
            raise StudioError(f"There is no {kind.title()} voice for '{wanted}' here.", _missing(kind, ckpt))
    if engine == "auto":
        notes.append("The built-in voice spoke; a Kokoro or Piper voice in the ckpt folder would sound more natural.")
    return _builtin(next(iter(characters())), language), tuple(notes)


def _builtin(voice: str, language: str | None) -> EspeakSpeaker:
    """A character, a language ('de'), or a language with a colour ('de+f2')."""
    character = characters().get(voice.lower())
    if character is None:
        code, _, variant = voice.partition("+")
        _check(code, f"There is no voice '{voice}'.")
        if variant and variant not in espeak.variants():
            raise StudioError(f"There is no colour of voice '{variant}'.", _LIST)
        return EspeakSpeaker(Character(name="plain", label=code, variant=variant), language or code)
    if language is not None:
        _check(language, f"The built-in voice does not speak '{language}'.")
    return EspeakSpeaker(character, _spoken_by(language, character))


def _spoken_by(language: str | None, character: Character) -> str:
    """'en' from a British character is British."""
    return character.language if language is None or character.language.split("-")[0] == language else language


def _check(code: str, wrong: str) -> None:
    if not espeak.speaks(code):
        raise StudioError(wrong, _LIST)


def _alike(one: str, other: str) -> bool:
    return one.split("-")[0].lower() == other.split("-")[0].lower()


def _missing(kind: str, ckpt: Sequence[Path]) -> str:
    here = [one.name for one in (kokoro if kind == "kokoro" else piper).voices(ckpt)]
    if here:
        return f"Here are {', '.join(here[:8])}{' and others' if len(here) > 8 else ''}."
    return f"None is here; the doctor says where to get {kind.title()} voices and where they go."
