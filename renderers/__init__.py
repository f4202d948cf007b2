"""Arrays in, pixels out. Knows nothing of speech, stories, datasets or files of motion."""
