"""Speech: any sound or text becomes a SpeechTrack (samples, words, phones and their times), and a face that says it."""

from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word

__all__ = ["SAMPLE_RATE", "Phone", "SpeechTrack", "Word"]
