"""Stick-Gen's files: a `.motion` JSON or an `.npz` of tensors from a show, and a show from either.

A .motion file holds one figure as Stick-Gen writes it (`motion`, five lines a frame). Ours adds `actors`, everybody
with the twelve bones, and `scenes`; a reader that does not know these keys sees the first figure. Voices are not in it.
"""

from __future__ import annotations

from engines.story.motion_reading import read
from engines.story.motion_writing import SUFFIXES, Tensors, tensors, write

__all__ = ["SUFFIXES", "Tensors", "read", "tensors", "write"]
