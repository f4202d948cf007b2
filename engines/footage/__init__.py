"""Films from a phone or a camera: upright pictures at an exact rate, without black bars, in bounded memory."""

from engines.footage.footage import Box, Footage, look_at
from engines.footage.pictures import Picture, count, pictures, sampled

__all__ = ["Box", "Footage", "Picture", "count", "look_at", "pictures", "sampled"]
