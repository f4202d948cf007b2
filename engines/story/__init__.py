"""Stories: text becomes a Script, a Script becomes figures that act it."""

from engines.story.script import Beat, Character, Line, Narration, Scene, Script

__all__ = ["Beat", "Character", "Line", "Narration", "Scene", "Script"]
