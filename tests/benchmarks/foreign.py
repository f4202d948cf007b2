"""What a recogniser that knows only English makes of other languages, and what that costs English.

    python tests/benchmarks/foreign.py [--data FOLDER] [--folder FOLDER ...]

Texts in ten languages, each said by espeak-ng in three voices and speeds, stored as WAV, as MP3 and as an MP3 of a
telephone: how many words are kept, and whether the note says that this is no English. Then English, as LJSpeech's
reader, espeak-ng's characters and clips of GRID say it, plain and in white noise: the word error, the one without
judging whether it is English, and how many were told to be none. Every sound of a further folder is heard as well.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import soundfile
from numpy.typing import NDArray

from engines.speech import SAMPLE_RATE, textgrid
from engines.speech.clean import clean
from engines.speech.decode import decode
from engines.speech.recognise import Transcript, recognise
from engines.speech.speak import SpeakRequest, speak
from engines.speech.voices.characters import characters
from engines.speech.word_error import WordErrors, word_errors
from renderers.ffmpeg import command

TEXTS = {
    "de": ("Guten Morgen zusammen. Heute sprechen wir über das Wetter und wie sich die Jahreszeiten verändern.",
           "Können Sie mir bitte sagen, wo der Bahnhof ist? Ich muss den nächsten Zug nach Hamburg erreichen."),
    "fr-fr": ("Bonjour à tous. Aujourd'hui nous allons parler du temps et de la façon dont les saisons changent.",
              "Je voudrais une baguette et deux croissants, s'il vous plaît. Combien est-ce que je vous dois?"),
    "es": ("Buenos días a todos. Hoy vamos a hablar del tiempo y de cómo cambian las estaciones del año.",
           "Mi hermana vive en una casa pequeña cerca del mar, y todos los veranos vamos a visitarla."),
    "it": ("Buongiorno a tutti. Oggi parleremo del tempo e di come cambiano le stagioni.",
           "La nonna prepara il pranzo della domenica per tutta la famiglia, con la pasta fatta in casa."),
    "pl": ("Dzień dobry wszystkim. Dzisiaj porozmawiamy o pogodzie i o tym, jak zmieniają się pory roku.",
           "Mój brat kupił nowy samochód i pojechał z całą rodziną nad morze na dwa tygodnie."),
    "nl": ("Goedemorgen allemaal. Vandaag gaan we het hebben over het weer en hoe de seizoenen veranderen.",
           "Mijn moeder werkt in een ziekenhuis en mijn vader is leraar op een kleine school in het dorp."),
    "ru": ("Доброе утро всем. Сегодня мы поговорим о погоде и о том, как меняются времена года.",
           "Моя сестра живёт в большом городе и работает в библиотеке недалеко от реки."),
    "pt": ("Bom dia a todos. Hoje vamos falar sobre o tempo e como as estações mudam ao longo do ano.",
           "O meu irmão comprou uma casa nova perto da praia e vai mudar-se na próxima semana."),
    "sv": ("God morgon allihopa. Idag ska vi prata om vädret och hur årstiderna förändras.",
           "Min syster bor i ett litet hus vid sjön och arbetar på ett sjukhus i staden."),
    "tr": ("Herkese günaydın. Bugün hava durumundan ve mevsimlerin nasıl değiştiğinden bahsedeceğiz.",
           "Kardeşim geçen hafta yeni bir araba aldı ve ailesiyle birlikte denize gitti."),
}  # fmt: skip
ENGLISH = "Good morning everybody. Today we are going to talk about the weather and how the seasons change."
WAYS = (
    ("wav", 0.85, "", ()),
    ("mp3", 1.0, "+f2", ("-b:a", "48k")),
    ("8 kHz mp3", 1.2, "+m3", ("-ar", "8000", "-b:a", "16k")),
)
Sound = NDArray[np.float32]


def foreign(folder: Path) -> Iterator[tuple[str, Sound]]:
    for language, texts in TEXTS.items():
        for number, text in enumerate(texts):
            for way, rate, colour, options in WAYS:
                said = speak(SpeakRequest(text=text, voice=language + colour, rate=rate, engine="espeak")).samples
                yield f"{language} {number + 1} {way}", stored(said, folder, options)


def stored(samples: Sound, folder: Path, options: tuple[str, ...]) -> Sound:
    """As it is when it comes back from 16 bits, or from an MP3."""
    file = folder / "said.wav"
    soundfile.write(file, samples, SAMPLE_RATE, subtype="PCM_16")
    if options:
        packed = folder / "said.mp3"
        subprocess.run([*command(), "-y", "-loglevel", "error", "-i", str(file), *options, str(packed)], check=True)
        file = packed
    return clean(decode(file).samples)


def english(data: Path) -> Iterator[tuple[str, Sound, str]]:
    for grid in sorted((data / "ljspeech_mfa" / "textgrid").glob("*.TextGrid")):
        said = " ".join(word.text for word in textgrid.read(grid).words() if word.text != "<unk>")
        yield "LJSpeech", decode(data / "ljspeech_mfa" / "wav" / f"{grid.stem}.wav").samples, said
    for name in characters():
        yield "espeak-ng", speak(SpeakRequest(text=ENGLISH, voice=name, engine="espeak")).samples, ENGLISH
    for align in sorted((data / "grid_s1" / "align").glob("*.align")):
        rows = [line.split()[2] for line in align.read_text().splitlines()]
        clips = list((data / "grid_s1").rglob(f"{align.stem}.mp*"))
        if clips:
            yield "GRID", decode(clips[0]).samples, " ".join(row for row in rows if row not in ("sil", "sp"))


def noisy(samples: Sound, decibels: float) -> Sound:
    voice = samples[np.abs(samples) > 0.01 * np.abs(samples).max()]
    noise = np.random.default_rng(0).standard_normal(len(samples))
    return np.asarray((samples + noise * voice.std() * 10 ** (-decibels / 20)) / 2, np.float32)


def told(heard: Transcript) -> str:
    return "no English" if any("not English" in note for note in heard.notes) else "-"


def show(name: str, heard: Transcript) -> None:
    print(f"{name:24}{len(heard.words):6d}   {told(heard):12}{heard.text[:70]!r}", flush=True)


def of_other_languages() -> None:
    print(f"{'':24}{'words':>6}   {'note':12}")
    kept, notes = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, samples in foreign(Path(folder)):
            heard = recognise(samples)
            show(name, heard)
            kept.append(len(heard.words))
            notes += told(heard) != "-"
    print(f"{len(kept)} sounds: {np.mean(kept):.1f} words on average, at most {max(kept)}; told of {notes}.\n")


def of_english(data: Path) -> None:
    print(f"{'':24}{'word error%':>12}{'without judging':>17}{'told':>6}")
    for label, decibels in (("", None), (" 10 dB", 10.0), (" 5 dB", 5.0)):
        rows: dict[str, list[tuple[WordErrors, WordErrors, bool]]] = {}
        for name, samples, said in english(data):
            sound = samples if decibels is None else noisy(samples, decibels)
            heard = recognise(sound)
            with mock.patch("engines.speech.heard.unlike", lambda pieces: False):
                plain = recognise(sound) if heard.notes else heard
            errors = word_errors(said, heard.text), word_errors(said, plain.text)
            rows.setdefault(name, []).append((*errors, told(heard) != "-"))
        for name, row in rows.items():
            own, before = WordErrors(0, 0), WordErrors(0, 0)
            for now, unjudged, _ in row:
                own, before = own + now, before + unjudged
            alarms = sum(one[2] for one in row)
            print(f"{name + label:24}{100 * own.rate:12.1f}{100 * before.rate:17.1f}{alarms:6d}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[3] / "shared" / "data")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="further sounds")
    arguments = parser.parse_args()
    of_other_languages()
    for folder in arguments.folder:
        for file in sorted(folder.iterdir()):
            show(file.stem[:23], recognise(clean(decode(file).samples)))
    if (arguments.data / "ljspeech_mfa").is_dir():
        of_english(arguments.data)


if __name__ == "__main__":
    main()
