"""Gesture: a SpeechTrack becomes a plan of gestures, and the plan a Motion of a person talking."""
