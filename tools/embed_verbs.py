"""Make assets/story/verbs.npz: the verbs of the story vocabulary as vectors of the encoder that is installed.

    python tools/embed_verbs.py

Run it after a change of the verbs in configs/story; without, the first unknown verb of a story takes a minute.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray

from engines.language import load_embedder
from engines.story.writer import nearness


def main() -> None:
    embed = load_embedder()
    nearness.KEPT.parent.mkdir(parents=True, exist_ok=True)
    phrases = nearness.phrases()
    made = _kept(embed.name)
    new = [phrase for phrase in phrases if phrase not in made]
    made.update(zip(new, embed(new).astype(np.float16), strict=True) if new else ())
    vectors = np.stack([made[phrase] for phrase in phrases])
    np.savez_compressed(
        nearness.KEPT, vectors=vectors, phrases=np.array(phrases), encoder=embed.name, digest=nearness.digest()
    )
    print(f"{len(vectors)} phrases, {len(new)} of them new, {nearness.KEPT.stat().st_size / 1000:.0f} kB")


def _kept(encoder: str) -> dict[str, NDArray[np.float16]]:
    """The vectors of the phrases that the last run embedded with the same encoder."""
    if not nearness.KEPT.is_file():
        return {}
    with np.load(nearness.KEPT, allow_pickle=False) as kept:
        if "phrases" not in kept or str(kept["encoder"]) != encoder:
            return {}
        return dict(zip(kept["phrases"].tolist(), kept["vectors"], strict=True))


if __name__ == "__main__":
    main()
