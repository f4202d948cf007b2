"""What a machine hears in a voice, at the frame rate of a motion.

`TABLE` names every feature with its dimension, its own rate and what it is; `of` computes one (or several, joined as
in 'mfcc+energy+onset') for the frames of a motion. Frame i is what is heard around second i / fps.
"""

from engines.speech.features.of import frame_count, of
from engines.speech.features.table import TABLE, Feature, named

__all__ = ["TABLE", "Feature", "frame_count", "named", "of"]
