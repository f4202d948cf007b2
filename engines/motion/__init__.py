"""Movement: files in, one type (`Motion`) through, files out.

`formats` reads and writes files, `retarget` brings other skeletons to ours, `edit` trims, smooths and plants feet.
"""

from engines.motion.motion import Motion, exact_fps

__all__ = ["Motion", "exact_fps"]
