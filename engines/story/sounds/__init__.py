"""What is heard besides voices, made of numbers: effects and ambiences (samples out), and when acting calls for them.

Sounds are mono float32 [N] at 48 kHz; the same seed makes the same sound.
"""

RATE = 48_000
