"""What every layer may say to the one above it: an error a creator can act on, and how far the work has got."""

from contracts.errors import Cancelled, StudioError, out_of_memory
from contracts.progress import Progress, silent

__all__ = ["Cancelled", "Progress", "StudioError", "out_of_memory", "silent"]
