"""Talking heads: a few seconds of film of a face in, someone who says anything out.

`check` looks at a film before anything slow; what follows tracks the face, learns it as splats, and drives it.
"""
