"""Language: sentences become vectors whose nearness is nearness in meaning. Gesture and story choose by it."""

from engines.language.embedding import Embedder, load_embedder

__all__ = ["Embedder", "load_embedder"]
