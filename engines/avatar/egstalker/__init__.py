"""The second model of a head, after EGSTalker: a sound's features in, splats that say it out.

A tri-plane tells where on the head a splat is; Taylor-KAN networks make tokens of what is heard, what eyes do and how
the head is held; splats attend to the tokens through a few agents, and small networks make changes of each splat of
what they found. `trainer` learns it, `listening` hears, `head` draws, `stored` keeps it in an avatar's file.
"""
