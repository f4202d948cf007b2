"""Voices: text in, sound with the times of its words and phones out. The built-in synthesiser plays every character
in any of its languages; Piper and Kokoro voices are used when their files are there."""

from engines.speech.voices.cast import available, speaker
from engines.speech.voices.voice import Delivery, Said, Speaker, Voice

__all__ = ["Delivery", "Said", "Speaker", "Voice", "available", "speaker"]
