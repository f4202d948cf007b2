"""Make assets/story/verbs.npz: the verbs of the story vocabulary as vectors of the encoder that is installed.

    python tools/embed_verbs.py

Run it after a change of the verbs in configs/story; without, the first unknown verb of a story takes a minute.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from engines.language import load_embedder
from engines.story.writer import nearness


def main() -> None:
    embed = load_embedder()
    nearness.KEPT.parent.mkdir(parents=True, exist_ok=True)
    vectors = embed(nearness.phrases()).astype(np.float16)
    np.savez_compressed(nearness.KEPT, vectors=vectors, encoder=embed.name, digest=nearness.digest())
    print(f"{len(vectors)} phrases, {nearness.KEPT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
