"""The writer: English prose becomes a Script. `write` needs nothing but this house; a language model is optional."""

from engines.story.writer.write import Written, write

__all__ = ["Written", "write"]
